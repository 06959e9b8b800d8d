#!/usr/bin/env python3
"""The figures of docs/calibration.md that stand in its text, and its table of parameters, from what calibrate.sh left.

    figures.py OUT RESULTS

OUT is out/calibration; writes figures.csv (name, value as shown, where it comes from), narrowed.csv (parameters, the one
whose mean moved most first) and plans.csv (digests of the plans that were simulated) into RESULTS.
"""
import csv
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PLANNED = ['wave1', 'retained', 'early', 'half', 'default']  # designs whose points are all in the repository


def read(*path):
    with open(os.path.join(*path), encoding='utf-8') as file:
        return file.read()


def rows(text):
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith('#')))


def percentile(values, share):
    """Between neighbours in proportion, as everywhere in the project."""
    values = sorted(values)
    at = share * (len(values) - 1)
    low = int(at)
    return values[low] + (at - low) * (values[min(low + 1, len(values) - 1)] - values[low])


def ranges(plan):
    """Of the axes of a plan."""
    found = re.findall(r'(?m)^  ([a-z_.]+): \{from: ([-0-9.e]+), to: ([-0-9.e]+), scale: linear\}', plan)
    return {name: (float(low), float(high)) for name, low, high in found}


def defaults(scenario):
    """Of a scenario with nothing left to defaults: 'group.name' -> text."""
    out, group = {}, None
    for line in scenario.splitlines():
        if re.match(r'  [a-z_]+:\s*$', line):
            group = line.strip(' :')
        elif (found := re.match(r'    ([a-z_]+): ([^#\s]+)', line)) and group:
            out[f'{group}.{found[1]}'] = found[2]
    return out


def narrowed(plan, scenario, kept):
    """A row for every axis: what was tried, what is left, and by how many standard deviations of a uniform draw from the
    range the mean moved."""
    told = defaults(scenario)
    out = []
    for name, (low, high) in ranges(plan).items():
        values = [float(row[name]) for row in kept]
        moved = abs(sum(values) / len(values) - (low + high) / 2) / ((high - low) / 12 ** 0.5)
        out.append({'parameter': name, 'low': f'{low:.2f}', 'high': f'{high:.2f}', 'median': f'{percentile(values, .5):.3f}',
                    'p05': f'{percentile(values, .05):.3f}', 'p95': f'{percentile(values, .95):.3f}',
                    'default': told[name], 'moved': f'{moved:.3f}'})
    return sorted(out, key=lambda row: (-float(row['moved']), row['parameter']))


def comparison(text):
    """Of the last lines of a comparison: points, inside, of, distance; the same of predicted figures, if there are any."""
    fitted = re.search(r'(\d+) points\. Fitted figures inside: (\d+) of (\d+); ([\d.]+) standard', text).groups()
    out = dict(zip(('points', 'inside', 'of', 'distance'), fitted))
    if predicted := re.search(r'Predicted figures inside: (\d+) of (\d+); ([\d.]+) standard', text):
        out.update(zip(('predicted_inside', 'predicted_of', 'predicted'), predicted.groups()))
    return out


def of_default(table):
    """The scenario as it stands: a table of `concord match` with one point."""
    point = rows(table)[0]
    return {'default.2018': f"{float(point['trusts_net_2018']):.1f}", 'default.2020': f"{float(point['trusts_net_2020']):.1f}"}


def of_retained(table):
    """The points that are kept, with other luck."""
    points = rows(table)
    distances = [float(point['root_mean_square']) for point in points]
    return {'retained.again': str(sum(float(point['most']) <= 3 for point in points)),
            'retained.least': f'{min(distances):.1f}', 'retained.most': f'{max(distances):.1f}'}


def of_comparisons(results):
    """Figures that stand in the comparisons."""
    out = {}
    for name in ('all', 'before', 'early', 'half', 'default'):
        for key, value in comparison(read(results, f'{name}.md')).items():
            out[f'{name}.{key}'] = f'{int(value):,}' if value.isdigit() else value
    out['all.outside'] = str(int(out['all.of']) - int(out['all.inside']))
    for name in ('all', 'default'):
        off = []
        for line in read(results, f'{name}.md').splitlines():
            cells = [cell.strip() for cell in line.split('|')]
            if line.startswith('| net balance of trusts'):
                off.append(int(cells[4].replace(',', '')) - int(cells[2].replace(',', '')))
            if line.startswith('| sustainability fund earned'):
                out[f'{name}.fund'], out[f'{name}.fund_published'] = cells[4], cells[2].rstrip('~')
        out[f'{name}.balance_least'], out[f'{name}.balance_most'] = (f'£{one(off):,}m' for one in (min, max))
    return out


def of_waves(out):
    """How many points a wave had, and how many it did not rule out."""
    found = {}
    for name in ('wave1', 'wave2', 'wave3', 'signing_wave1', 'signing_wave2'):
        text = read(out, f'{name}.txt')
        points = int(re.search(r'observed. (\d+) points', text)[1])
        found[f'{name}.points'] = f'{points:,}'
        found[f'{name}.kept'] = re.search(r'by any fitted figure: (\d+) points', text)[1]
    for split in ('early', 'half'):
        found[f'{split}_before.predicted'] = comparison(read(out, f'{split}_before.txt'))['predicted']
    return found


def of_parameters(table):
    share = next(row for row in table if row['parameter'] == 'finance.recurrent_share')
    found = {f'recurrent.{key}': f'{float(share[key]):.2f}' for key in ('median', 'p05', 'p95')}
    found['parameters'] = str(len(table))
    return found


def write(path, header, lines):
    with open(path, 'w', encoding='utf-8', newline='') as file:
        writer = csv.writer(file, lineterminator='\n')
        writer.writerow(header)
        writer.writerows(lines)


def main():
    out, results = sys.argv[1:]
    table = narrowed(read(out, 'wave1', 'plan.yaml'), read(out, 'wave1', 'scenario.yaml'), rows(read(HERE, 'retained.csv')))
    figures = [(of_comparisons(results), 'comparisons in this folder'), (of_waves(out), 'waves of calibrate.sh'),
               (of_retained(read(out, 'retained_table.csv')), 'retained.yaml'), (of_default(read(out, 'default_table.csv')), 'default.yaml'),
               (of_parameters(table), 'retained.csv')]
    write(os.path.join(results, 'figures.csv'), ['figure', 'value', 'from'],
          [(name, value, where) for part, where in figures for name, value in sorted(part.items())])
    write(os.path.join(results, 'narrowed.csv'), list(table[0]), [row.values() for row in table])
    write(os.path.join(results, 'plans.csv'), ['design', 'plan digest'],
          [(name, read(out, name, 'plan.yaml').splitlines()[-1].split()[-1]) for name in PLANNED])


if __name__ == '__main__':
    main()
