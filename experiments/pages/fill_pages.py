#!/usr/bin/env python3
"""Puts results into docs/ODD.md, calibration.md, validation.md, trace.md, estimates.md, skill.md, claims.md and trials.md: tables between `<!-- table: NAME -->` and `<!-- end -->`, and
the number before every `<!-- NAME -->`. They come from experiments/calibration/results and experiments/sensitivity, which
calibrate.sh, skill.py, predict.py and measure.sh make, from docs/mechanisms.md, which build/check/bin/mechanisms makes, and from
configs/england_2019/estimates.csv, which configs/england_2019/estimate.py makes, from experiments/claims, and from experiments/trials.

    fill_pages.py             # rewrites the pages
    fill_pages.py --check     # says what is out of date, and fails if anything is
"""
import csv
import os
import re
import sys

sys.dont_write_bytecode = True
import claims_page  # noqa: E402
import estimates_page  # noqa: E402
import skill_page  # noqa: E402
import trials_page  # noqa: E402

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # experiments
DOCS = os.path.join(os.path.dirname(HERE), 'docs')
# What the five headline measures are called, how a size is shown, and in which unit.
HEADLINES = {
    'institution_share': ('own interest', lambda x: f'{100 * x:.0f} pp'),
    'real': ('systems in substance', lambda x: f'{x:.1f}'),
    'in_name_only': ('in name only', lambda x: f'{x:.1f}'),
    'integration_index': ('integration index', lambda x: f'{x:.2f}'),
    'trusts_in_deficit_year': ('trusts in deficit', lambda x: f'{100 * x:.0f} pp'),
}
PAGES = ('ODD.md', 'calibration.md', 'validation.md', 'trace.md', 'estimates.md', 'skill.md', 'claims.md', 'trials.md')
LISTED, CHOSEN, NARROWED = 8, 10, 10


def read(*path):
    with open(os.path.join(HERE, *path), encoding='utf-8') as file:
        return file.read()


def rows(*path):
    return list(csv.DictReader(line for line in read(*path).splitlines() if not line.startswith('#')))


def markdown(header, lines):
    return '\n'.join('| ' + ' | '.join(cells) + ' |' for cells in [header, *lines]).replace(
        '\n', '\n' + '|---' * len(header) + '|\n', 1) + '\n'


def screened():
    """[outcome] rows of the screening, the largest mean size first."""
    out = {outcome: [] for outcome in HEADLINES}
    for row in rows('sensitivity', 'morris.csv'):
        out[row['outcome']].append(row)
    return {outcome: sorted(found, key=lambda row: -float(row['mu_star'])) for outcome, found in out.items()}


def ten_that_matter():
    """Taken in turn from the lists of the measures until there are ten."""
    lists, chosen = screened(), []
    for rank in range(len(next(iter(lists.values())))):
        for found in lists.values():
            if found[rank]['axis'] not in chosen and len(chosen) < CHOSEN:
                chosen.append(found[rank]['axis'])
    return chosen


def morris_table():
    lists = screened()
    lines = [[str(rank + 1)] + [f"`{found[rank]['axis']}` {HEADLINES[outcome][1](float(found[rank]['mu_star']))}"
                                for outcome, found in lists.items()] for rank in range(LISTED)]
    return markdown([''] + [name for name, _ in HEADLINES.values()], lines)


def sobol_indices():
    return {(row['axis'], row['outcome']): row for row in rows('sensitivity', 'sobol.csv')}


def two_digits(value):
    """No minus before a zero."""
    text = f'{value:.2f}'
    return '0.00' if text == '-0.00' else text


def sobol_sums():
    found = sobol_indices()
    return [sum(float(found[axis, outcome]['first']) for axis in ten_that_matter()) for outcome in HEADLINES]


def sobol_table():
    found = sobol_indices()
    lines = [[f'`{axis}`'] + [f"{two_digits(float(found[axis, outcome]['first']))} / {two_digits(float(found[axis, outcome]['total']))}"
                              for outcome in HEADLINES] for axis in ten_that_matter()]
    lines.append(['sum of first-order indices'] + [two_digits(total) for total in sobol_sums()])
    return markdown(['parameter'] + [name for name, _ in HEADLINES.values()], lines)


def narrowed_table():
    lines = [[f"`{row['parameter']}`", f"{row['low']} to {row['high']}" + (', estimated' if row['prior'] == 'estimated' else ''), row['median'],
              f"{row['p05']} to {row['p95']}", row['spread'], row['learned']] for row in rows('calibration', 'results', 'narrowed.csv')[:NARROWED]]
    return markdown(['parameter', 'range tried', 'median', '90% range', 'spread, against the prior', 'learned, nats'], lines)


def truths():
    """[series][parameter] of the synthetic truths."""
    out = {}
    for row in rows('calibration', 'results', 'synthetic_truths.csv'):
        out.setdefault(row['series'], {})[row['parameter']] = row
    return out


def truths_table():
    found = truths()
    lines = [[f'`{name}`' if '.' in name else name] + [f"{100 * float(found[series][name]['held']):.1f}%" + (f", {found[series][name]['width']}" if found[series][name]['width'] else '')
                                                       for series in ('prior', 'posterior')] for name in found['prior']]
    return markdown(['parameter', 'truths from all of the ranges: held, width', 'truths where the posterior lies: held, width'], lines)


def structures_table():
    lines = [[row['fitted'], row['words'], f"{row['fitted_inside']} of {row['fitted_of']}", row['fitted_distance'], f"{row['predicted_inside']} of {row['predicted_of']}",
              row['predicted_distance'], row['predicted_crps']] for row in rows('calibration', 'results', 'structures.csv')]
    return markdown(['fitted to', 'structure', 'fitted figures in range', 'distance', 'other figures in range', 'distance', 'mean score (CRPS)'], lines)


def structure_figures_table():
    """Later figures under each structure, the published one first."""
    facts, out = {row['id']: row for row in estimates_page.read('published.csv')}, {}
    for row in rows('calibration', 'results', 'structures_figures.csv'):
        share = facts[row['figure']]['unit'] == 'share'
        shown = {key: f'{100 * float(row[key]):.0f}%' if share else f'{float(row[key]):,.0f}' for key in ('published', 'p05', 'median', 'p95')}
        out.setdefault(row['figure'], [facts[row['figure']]['label'], shown['published']]).append(f"{shown['median']} ({shown['p05']} to {shown['p95']})")
    words = dict.fromkeys(row['words'] for row in rows('calibration', 'results', 'structures.csv'))
    return markdown(['figure', 'published', *words], out.values())


def before_table():
    """The comparison before fitting, without the columns that the first comparison has already."""
    out = []
    for line in read('calibration', 'results', 'before.md').splitlines():
        cells = line.strip('|').split('|')
        if line.startswith('|'):
            out.append('|' + '|'.join(cells[:2] + cells[3:5]) + '|')
    return '\n'.join(out) + '\n'


def ladder():
    """[step] of the ladder: its words and direction, the mean of everything told, and the distances of each kind."""
    out = {}
    for row in rows('calibration', 'results', 'ladder.csv'):
        step = out.setdefault(row['step'], {'words': row['words'], 'expected': row['expected'], 'mean': {}, 'fitted': [], 'panel': []})
        step['mean'][row['id']] = float(row['mean'])
        if row['distance']:
            step[row['kind']].append(float(row['distance']))
    return out


def root_mean_square(values):
    return (sum(value * value for value in values) / len(values)) ** 0.5


def ladder_table():
    """A row a step: distances, and what the page wants to be seen of the panel; the accounts of 2017/18 last."""
    lines, before = [], None
    for number, step in enumerate(ladder().values()):
        far = {kind: root_mean_square(step[kind]) for kind in ('fitted', 'panel')}
        moved = '' if before is None else 'same' if abs(far['panel'] - before) < 0.05 else 'down' if far['panel'] < before else 'up'
        before, mean = far['panel'], step['mean']
        lines.append([('+ ' if number else '') + step['words'], f"{far['fitted']:.2f}", f"{far['panel']:.2f}",
                      moved and f"{moved} ({step['expected']})", f"{100 * mean['acute_deficit']:.0f}%", f"{100 * mean['other_deficit']:.0f}%",
                      f"{mean['gross_deficits']:,.0f}", f"{mean['gross_surpluses']:,.0f}", f"{100 * mean['right_sign']:.0f}%", f"{mean['auc']:.2f}"])
    known = {row['id']: float(row['published']) for row in rows('calibration', 'results', 'ladder.csv') if row['published']}
    lines.append(['*accounts of 2017/18*', '', '', '', f"{100 * known['acute_deficit']:.0f}%", f"{100 * known['other_deficit']:.0f}%",
                  f"{known['gross_deficits']:,.0f}", f"{known['gross_surpluses']:,.0f}", '', ''])
    return markdown(['step', 'from fitted figures', 'from the panel', 'moved (expected)', 'acute trusts in deficit', 'other trusts',
                     'gross deficits, £m', 'gross surpluses, £m', 'right signs', 'AUC'], lines)


def tables():
    return {'morris': morris_table(), 'sobol': sobol_table(), 'narrowed': narrowed_table(), 'before': before_table(), 'ladder': ladder_table(),
            'truths': truths_table(), 'structures': structures_table(), 'structurefigures': structure_figures_table(),
            'all': read('calibration', 'results', 'all.md'), **estimates_page.tables(), **skill_page.tables(),
            **claims_page.tables(), **trials_page.tables()}


def numbers():
    out = {row['figure']: row['value'] for row in rows('calibration', 'results', 'figures.csv')}
    out.update(isolated())
    out.update(estimates_page.numbers())
    out.update(skill_page.numbers())
    out.update(claims_page.numbers())
    out.update(trials_page.numbers())
    out.update({f'ladder.{name}.{kind}': f'{root_mean_square(step[kind]):.2f}' for name, step in ladder().items() for kind in ('fitted', 'panel')})
    for row in rows('calibration', 'results', 'structures.csv'):
        of = 'structures' if row['fitted'].startswith('figures up to') else 'structures.half'
        out.update({f"{of}.{row['structure']}.inside": row['predicted_inside'], f"{of}.{row['structure']}.of": row['predicted_of']})
    for series, found in truths().items():
        held = [100 * float(row['held']) for name, row in found.items() if name != 'all ten']
        out.update({f'truths.{series}.least': f'{min(held):.1f}%', f'truths.{series}.most': f'{max(held):.1f}%',
                    f'truths.{series}.well': str(sum(85 <= one <= 95 for one in held))})
    lists = screened()
    for outcome, found in lists.items():
        small = sum(float(row['mu_star']) < float(found[0]['mu_star']) / 10 for row in found)
        out[f'morris.small.{outcome}'] = str(small)
    out['morris.axes'] = str(len(next(iter(lists.values()))))
    spread = sorted(float(row['sigma']) / float(row['mu_star']) for found in lists.values() for row in found[:LISTED])
    out['morris.sigma_low'], out['morris.sigma_high'] = f'{spread[0]:.1f}', f'{spread[-1]:.1f}'
    out['sobol.least'], out['sobol.most'] = two_digits(min(sobol_sums())), two_digits(max(sobol_sums()))
    for row in rows('sensitivity', 'plans.csv'):
        name = row['design'].replace('sensitivity_', '')
        out[f'{name}.points'], out[f'{name}.runs'] = f"{int(row['points']):,}", row['runs a point']
    return out


def isolated():
    """Of docs/mechanisms.md: how many lines are as expected, and by how much strong differs from off."""
    with open(os.path.join(DOCS, 'mechanisms.md'), encoding='utf-8') as file:
        page = file.read()
    out, found = {}, {'as expected': 0, '**opposite**': 0, 'no clear effect': 0}
    for section in re.split(r'(?m)^## (?=M\d\d)', page)[1:]:
        for line in section.splitlines():
            cells = [cell.strip() for cell in line.strip('|').split('|')]
            if len(cells) != 10 or cells[-1].strip() not in found:
                continue
            found[cells[-1]] += 1
            name = f"{section.split()[0].lower()}.{cells[0].strip('`')}"
            difference = abs(float(cells[7].split()[0]))
            out.setdefault(name, f'{difference:.2g}')
            out.setdefault(f'{name}.points', f'{100 * difference:.2g}')
    out.update(zip(('lines.expected', 'lines.opposite', 'lines.unclear'), map(str, found.values())))
    out['lines.all'] = str(sum(found.values()))
    return out


def fill(page, made, told):
    """The page with everything put in. Throws KeyError for a name that there is not."""
    page = re.sub(r'(<!-- table: (\w+) -->\n).*?(<!-- end -->)', lambda m: m[1] + made[m[2]] + m[3], page, flags=re.S)
    return re.sub(r'[^\s(*|]*<!-- ([a-z0-9_]+\.?[a-z0-9_.]*) -->', lambda m: m[0] if m[1] == 'end' else f'{told[m[1]]}<!-- {m[1]} -->', page)


def main():
    made, told = tables(), numbers()
    stale = []
    for name in PAGES:
        path = os.path.join(DOCS, name)
        with open(path, encoding='utf-8') as file:
            before = file.read()
        after = fill(before, made, told)
        if after == before:
            continue
        stale.append(name)
        if '--check' in sys.argv:
            for old, new in zip(before.splitlines(), after.splitlines()):
                if old != new:
                    print(f'{name}:\n- {old}\n+ {new}')
        else:
            with open(path, 'w', encoding='utf-8') as file:
                file.write(after)
    if '--check' in sys.argv and stale:
        sys.exit(f'out of date: {", ".join(stale)}; experiments/pages/fill_pages.py puts the results in')


if __name__ == '__main__':
    main()
