#!/usr/bin/env python3
"""The figures of docs/calibration.md that stand in its text, and its table of parameters, from what calibrate.sh left.

    figures.py OUT RESULTS

OUT is out/calibration; writes figures.csv (name, value as shown, where it comes from), narrowed.csv (parameters, the most informed first),
sharpness.csv (figure by figure, beside the set that was kept before) and plans.csv (digests of the plans that were simulated) into RESULTS.
Needs NumPy, SciPy and h5py for what it reads of merged sweeps.
"""
import csv
import math
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PLANNED = ['screen', 'posterior']  # designs whose points are all in the repository
P95 = 1.6448536269514722


def read(*path):
    with open(os.path.join(*path), encoding='utf-8') as file:
        return file.read()


def rows(text):
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith('#')))


def posterior():
    return rows(read(ROOT, 'configs', 'england_2017', 'posterior.csv'))


def percentile(values, weights, share):
    """Of weighted values: the first with that share of the weight at or below it."""
    below, all_of_it = 0, sum(weights)
    for value, weight in sorted(zip(values, weights)):
        below += weight
        if below >= share * all_of_it:
            return value
    return float('nan')


def ranges(plan):
    """Of the axes of a plan: ends, and whether it is logarithmic."""
    found = re.findall(r'(?m)^  ([a-z_.]+): \{from: ([-0-9.e]+), to: ([-0-9.e]+), scale: (linear|log)\}', plan)
    return {name: (float(low), float(high), scale == 'log') for name, low, high, scale in found}


def prior_moments(low, high, log, interval):
    """Mean and standard deviation on the scale of the axis."""
    scale = math.log if log else float
    low, high = scale(low), scale(high)
    if interval is None:
        return (low + high) / 2, (high - low) / 12 ** 0.5
    from scipy import stats
    ends = [scale(float(interval[end])) for end in ('low', 'high')]
    mean, deviation = sum(ends) / 2, (ends[1] - ends[0]) / (2 * P95)
    cut = stats.truncnorm((low - mean) / deviation, (high - mean) / deviation, mean, deviation)
    return float(cut.mean()), float(cut.std())


def narrowed(plan, settings):
    """A row for every parameter: what was believed before, what is left, and how much was learned: the divergence of a normal with the
    moments of the posterior from one with those of the prior, nats."""
    estimated = {row['parameter']: row for row in rows(read(HERE, 'priors.csv'))}
    weights, out = [float(row['weight']) for row in settings], []
    for name, (low, high, log) in ranges(plan).items():
        values = [float(row[name]) for row in settings]
        on_scale = [math.log(value) for value in values] if log else values
        before, spread_before = prior_moments(low, high, log, estimated.get(name))
        after = sum(w * x for w, x in zip(weights, on_scale)) / sum(weights)
        spread = (sum(w * (x - after) ** 2 for w, x in zip(weights, on_scale)) / sum(weights)) ** .5
        ratio = (spread / spread_before) ** 2
        learned = 0.5 * (ratio - 1 - math.log(ratio) + ((after - before) / spread_before) ** 2)
        out.append({'parameter': name, 'prior': 'estimated' if name in estimated else 'even', 'low': f'{low:.2f}', 'high': f'{high:.2f}',
                    **{key: f'{percentile(values, weights, share):.3f}' for key, share in (('median', .5), ('p05', .05), ('p95', .95))},
                    'central': f'{values[0]:.3f}', 'spread': f'{spread / spread_before:.2f}', 'learned': f'{learned:.3f}'})
    return sorted(out, key=lambda row: (-float(row['learned']), row['parameter']))


def comparison(text):
    """Of the last lines of a comparison: points, inside, of, distance; the same of predicted figures, if there are any."""
    fitted = re.search(r'(\d+) points\. Fitted figures inside: (\d+) of (\d+); ([\d.]+) standard', text)
    return dict(zip(('points', 'inside', 'of', 'distance'), fitted.groups()))


def of_comparisons(results):
    out = {}
    for name in ('all', 'before'):
        for key, value in comparison(read(results, f'{name}.md')).items():
            out[f'{name}.{key}'] = f'{int(value):,}' if value.isdigit() else value
    out['all.outside'] = str(int(out['all.of']) - int(out['all.inside']))
    return out


def of_waves(out):
    found = {}
    for name in ('screen', 'wave2', 'wave3', 'start', 'often', 'posterior'):
        text = read(out, f'{name}.txt')
        points, runs = re.search(r'observed. (\d+) points, (\d+) runs', text).groups()
        kept, share = re.search(r'of every fitted figure: (\d+) points, ([\d.]+)% of the weight', text).groups()
        size = re.search(r'Effective sample size: (\d+)', text)[1]
        found.update({f'{name}.points': f'{int(points):,}', f'{name}.runs': f'{int(runs) // int(points)}', f'{name}.kept': kept,
                      f'{name}.within': f'{float(share):.0f}%', f'{name}.size': size})
    for phase in ('moved', 'often'):
        moved = [[int(n) for n in re.search(r'Moved: (\d+) of (\d+)', read(out, f'{phase}{step}_moves.txt')).groups()]
                 for step in range(len([one for one in os.listdir(out) if re.fullmatch(phase + r'\d+_moves.txt', one)]))]
        found[f'{phase}.steps'] = str(len(moved))
        found[f'{phase}.accepted'] = f'{100 * sum(n for n, _ in moved) / sum(of for _, of in moved):.0f}%'
    return found


def runs_of(path, name, weights):
    """All runs of a figure, and their weights."""
    import h5py
    import numpy as np
    with h5py.File(path) as file:
        values, count = file[f'outcomes/{name}'][:], file['points/replicates'][:]
    weight = np.repeat(np.asarray(weights if weights is not None else np.ones(len(count))) / count, count)
    known = np.isfinite(values)
    order = np.argsort(values[known])
    return values[known][order], weight[known][order] / weight[known].sum()


def score(values, weights, real):
    """5th, 50th and 95th percentile, and the continuous ranked probability score (Gneiting and Raftery, 2007); values are sorted."""
    import numpy as np
    cumulated = np.cumsum(weights)
    low, middle, high = (float(values[min(np.searchsorted(cumulated, share), len(values) - 1)]) for share in (.05, .5, .95))
    between = 2 * np.sum(weights * values * (cumulated - weights / 2)) - np.sum(weights * values)  # half the mean distance of two
    return low, middle, high, float(np.sum(weights * np.abs(values - real)) - between)


def sharpness(out):
    """Of every national total: ranges and scores of the posterior and of the set that was kept before, from runs with other luck."""
    published = {row['id']: row for row in rows(read(ROOT, 'configs', 'england_2019', 'published.csv'))}
    weights, table = [float(row['weight']) for row in posterior()], []
    for target in rows(read(HERE, 'targets.csv')):
        fact = published[target['id']]
        if fact['section'] == 'Single bodies in 2017/18' or target['id'] == 'ccgs_2018':
            continue
        real = float(fact['published'])
        now, kept = score(*runs_of(os.path.join(out, 'posterior.h5'), target['id'], weights), real), score(
            *runs_of(os.path.join(out, 'kept_before.h5'), target['id'], None), real)
        table.append({'figure': target['id'], 'published': f'{real:g}', **{f'{which}_{key}': f'{value:.4g}' for which, told in (('posterior', now), ('before', kept))
                                                                    for key, value in zip(('p05', 'median', 'p95', 'crps'), told)}})
    return table


def of_sharpness(table):
    number = [{key: float(value) for key, value in row.items() if key != 'figure'} for row in table]
    mean = lambda values: sum(values) / len(values)  # noqa: E731
    out = {'sharp.of': str(len(number)),
           'sharp.width': f"{100 * mean([(one['posterior_p95'] - one['posterior_p05']) / (one['before_p95'] - one['before_p05']) for one in number]):.0f}%",
           'sharp.crps': f"{100 * mean([one['posterior_crps'] / one['before_crps'] for one in number]):.0f}%"}
    for which in ('posterior', 'before'):
        out[f'sharp.{which}'] = str(sum(one[f'{which}_p05'] <= one['published'] <= one[f'{which}_p95'] for one in number))
        out[f'sharp.{which}_wrong'] = str(sum(one['published'] * one[f'{which}_median'] < 0 for one in number))
    # Scores in units of the spread of what was kept before, so that figures of all units count alike.
    scaled = {which: mean([one[f'{which}_crps'] / (one['before_p95'] - one['before_p05']) for one in number]) for which in ('posterior', 'before')}
    out['sharp.crps_mean'] = f"{100 * scaled['posterior'] / scaled['before']:.0f}%"
    return out


def of_parameters(table):
    return {'parameters': str(len(table)), 'informed': str(sum(float(row['learned']) >= 0.1 for row in table)),
            'halved': str(sum(float(row['spread']) < 0.7 for row in table))}


def of_screening(table):
    sums = sorted((float(row['sum']) for row in table), reverse=True)
    return {'screened.matter': str(next(n for n in range(len(sums) + 1) if sum(sums[:n]) >= 0.95 * sum(sums)))}


def write(path, header, lines):
    with open(path, 'w', encoding='utf-8', newline='') as file:
        writer = csv.writer(file, lineterminator='\n')
        writer.writerow(header)
        writer.writerows(lines)


def main():
    out, results = sys.argv[1:]
    table, sharp = narrowed(read(out, 'screen', 'plan.yaml'), posterior()), sharpness(out)
    figures = [(of_comparisons(results), 'comparisons in this folder'), (of_waves(out), 'waves of calibrate.sh'), (of_parameters(table), 'narrowed.csv'),
               (of_screening(rows(read(results, 'screened.csv'))), 'screened.csv'), (of_sharpness(sharp), 'sharpness.csv')]
    write(os.path.join(results, 'figures.csv'), ['figure', 'value', 'from'],
          [(name, value, where) for part, where in figures for name, value in sorted(part.items())])
    write(os.path.join(results, 'narrowed.csv'), list(table[0]), [row.values() for row in table])
    write(os.path.join(results, 'sharpness.csv'), list(sharp[0]), [row.values() for row in sharp])
    write(os.path.join(results, 'plans.csv'), ['design', 'plan digest'],
          [(name, read(out, name, 'plan.yaml').splitlines()[-1].split()[-1]) for name in PLANNED])


if __name__ == '__main__':
    main()
