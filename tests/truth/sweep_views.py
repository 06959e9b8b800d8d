"""Views of sweeps: cells, lines, runs and points, of every way to choose points."""
import csv
import html
import os
import re

import numpy

from ledger import N
from recorded import AtMost, mean_interval, table
from sweeps import AXES, WORDS, Sweep

NAME = 'institution_share'


def cell(sweep, row):
    """Points of a cell or of a place on a line: those at its levels, and at 0 on the axis that is fixed."""
    points = []
    shown = [axis for axis in AXES if axis in row]
    for p in sweep.own:
        at = [sweep.at[axis][p] for axis in AXES]
        if all(abs(at[AXES.index(axis)] - float(row[axis])) < 1e-9 for axis in shown) and all(
                at[AXES.index(axis)] == sweep.at[axis][sweep.baseline] for axis in AXES if axis not in shown):
            points.append(p)
    return points


def of_points(sweep, points):
    return mean_interval(numpy.mean([sweep.runs(NAME, p) for p in points], axis=0))


def sheet(ledger, where, sweep, view, rows):
    named = f'{NAME} ({sweep.unit(NAME)})' if view == 'runs' else f'mean ({sweep.unit(NAME)})'
    if named not in rows[0]:
        ledger.wrong(where, f'no column "{named}" in {list(rows[0])}: values are those of the file, and so is their unit')
    for row in rows:
        if view == 'runs':
            point = int(re.match(r'Point (\d+)', row['of']).group(1))
            expected = {list(row)[-1]: sweep.runs(NAME, point)[int(row['replicate'])]}
        elif view == 'points':
            point = int(row['point'])
            mean, low, high = mean_interval(sweep.runs(NAME, point))
            expected = {'runs': 5, '95% low': low, '95% high': high, **{column: mean for column in row if column.startswith('mean (')}}
            for axis in AXES:
                expected.update({column: sweep.at[axis][point] for column in row if column.startswith(axis + ' (')})
            means, rank = numpy.array([sweep.mean(NAME, p) for p in range(sweep.points)]), int(row['rank'])
            fits = (means > means[point] + 1e-12).sum() < rank <= (means > means[point] - 1e-12).sum()
            expected['rank'] = rank if fits else -1
        else:
            points = cell(sweep, row)
            mean, low, high = of_points(sweep, points)
            expected = {'points': len(points), 'runs': 5 * len(points), '95% low': low, '95% high': high,
                        **{column: mean for column in row if column.startswith('mean (')}}
        for column, value in expected.items():
            if isinstance(value, AtMost):
                ledger.same(where, f'{float(row[column]):.5g}', value, f'{column} of {row}')
            else:
                ledger.cell(where, row[column], float(value), f'{column} of {row}')


def rules(sweep, view, rows):
    means = [next(float(row[column]) for column in row if column.startswith('mean (')) for row in rows] if view != 'runs' else []
    base = sweep.runs(NAME, sweep.baseline) if sweep.baseline >= 0 else sweep.runs(NAME, 0)
    shown_point = sweep.baseline if sweep.baseline >= 0 else 0
    words = '|'.join(WORDS.values())
    axis_of = {name: axis for axis, name in WORDS.items()}

    def at(found):
        n = next(n for n in range(sweep.points) if sweep.mean(NAME, n) == max(sweep.mean(NAME, p) for p in range(sweep.points)))
        return [n, sweep.mean(NAME, n)]

    def ends(found):
        low, high = rows[means.index(min(means))], rows[means.index(max(means))]
        first, second = list(low)[:2]
        return [min(means), float(low[first]), float(low[second]), max(means), float(high[first]), float(high[second])]

    def stands(found):
        """Coordinates of the point that was named last."""
        before = re.findall(r'[Pp]oint (\d+)|▸?(\d+) \| ', found.string[:found.start()])
        if not before:
            return [None, None]
        return [None, sweep.at[axis_of[found.group(1)]][int(before[-1][0] or before[-1][1])]]

    def line(found):
        first, second = list(rows[0])[:2]
        on = [row for row in rows if abs(float(row[second]) - float(found.group(2))) < 1e-9]
        mean = {float(row[first]): next(float(row[column]) for column in row if column.startswith('mean (')) for row in on}
        return [None, float(on[0][second]), mean[float(found.group(4))], float(found.group(4)), mean[float(found.group(6))], float(found.group(6))]

    def of_point(found):
        mean, low, high = mean_interval(sweep.runs(NAME, int(found.group(1))))
        return [None, mean, low, high, 5]
    lowest = min((sweep.mean(NAME, p), p) for p in range(sweep.points))
    return [
        (rf'highest at point {N}, {N}', at), (rf'[Hh]ighest is point {N} \([^)]*\) with {N}', at),
        (rf'last shown is point {N} with {N}', lambda found: [lowest[1], lowest[0]]),
        (rf'^Own-interest share: {N} to {N}', lambda found: [min(means), max(means)]),
        (rf'between {N} and {N} along', lambda found: [min(means), max(means)]),
        (rf'Lowest, {N}, at {N} and {N}; highest, {N}, at {N} and {N}', ends),
        (rf'(mandated pooled share) {N}: {N} at {N}, {N} at {N}', line),
        *([(rf'({words}) {N}', stands)] if view in ('runs', 'points') else []), (rf'moved to system level at {N}', lambda found: [0]),
        (rf'median {N} at point {N}', lambda found: [numpy.median(base), shown_point]),
        (rf'median {N} \(90% of runs:? {N} to {N}\), n = {N}', lambda found: [*numpy.quantile(base, [0.5, 0.05, 0.95]), len(base)]),
        (rf'Point {N}:', lambda found: [shown_point]),
        (rf'{N} runs of {N} points', lambda found: [len(sweep.point), sweep.points]), (rf'All {N} points', lambda found: [sweep.points]),
        (rf'\| ▸?(\d+) \| [^|]* \| {N} \({N} to {N}\), n = {N}', of_point),
    ]


EXEMPT = [
    (r'(?<=\| )[−+]?£?[\d.,]+(?:%|m)?(?= \||$)', 'ticks of scales: where they stand is compared with accepted pictures'),
    (r'\| mandated pooled share [\d.]+ (?=\|)', 'names of panels'), (r'design seed \d+', 'identity'), (r'95% interval', 'keys: which part of the runs a range holds'),
    (r'\| ▸?\d+ \| ', 'names of points'), (r'\| (?:[a-z -]+ [\d.]+(?:, )?)+…? \|', 'names of points'),
]


def check(ledger, view_program, folder, method, seed, view):
    ledger.quarters, file = 8, f'{method}_{seed}.h5'
    sweep = Sweep(os.path.join(folder, file))
    for ending in ('csv', 'svg'):
        view_program('--shot', f'shot.{ending}', '--force', '--view', view, '--measure', NAME, file)
    rows = table(os.path.join(folder, 'shot.csv'))
    where = f'view {view} of {method}'
    sheet(ledger, where, sweep, view, rows)
    with open(os.path.join(folder, 'shot.svg'), encoding='utf-8') as file:
        svg = file.read()
    words = [html.unescape(re.sub('<[^>]*>', '', text)) for text in re.findall('<text[^>]*>.*?</text>', svg, re.S)]
    from views import without_lines_of
    with open(os.path.join(folder, 'shot.csv'), encoding='utf-8-sig') as text:
        head = [line[2:].rstrip('\n') for line in text if line.startswith('# ')]
    for part, line in zip(('title', 'subtitle', 'caption'), head):
        ledger.read(f'{where}: {part}', line, rules(sweep, view, rows), EXEMPT)
    ledger.read(f'{where}: description', html.unescape(re.search('<desc[^>]*>(.*?)</desc>', svg, re.S).group(1)), rules(sweep, view, rows), EXEMPT)
    ledger.read(f'{where}: picture', '| ' + ' | '.join(without_lines_of(head, words)) + ' |', rules(sweep, view, rows), EXEMPT)


EFFECTS_EXEMPT = [
    *EXEMPT, (r'\([A-Z][a-z]+(?: and others)?, \d{4}(?:; [A-Z][a-z]+, \d{4})?\)', 'references'), (r'95% intervals', 'keys: which part of the runs a range holds'),
]


def effect_rules(sweep):
    axis, scale = '|'.join(map(re.escape, AXES)), sweep.scale(NAME)

    def one(found):
        if sweep.method == 'morris':
            e = sweep.elementary(NAME, found.group(1))
            return [None, e['mu_star'] * scale, e['sigma'] * scale]
        e = sweep.indices(NAME, found.group(1))
        return [None, e['first'], e['total']]

    def most(found):
        key = 'mu_star' if sweep.method == 'morris' else 'total'
        of = {a: (sweep.elementary if key == 'mu_star' else sweep.indices)(NAME, a)[key] * (scale if key == 'mu_star' else 1) for a in AXES}
        return [None, max(of.values()) if of[found.group(1)] == max(of.values()) else float('nan')]
    rows = len(sweep.own) // (len(AXES) + (1 if sweep.method == 'morris' else 2))
    return [
        (rf'({axis}) matters most for own-interest share: (?:total index )?{N}', most),
        (rf'({axis}): (?:μ\*|first) {N}, (?:σ|total) {N}', one), (rf'\| ({axis}) \| {N} \| {N}(?= \|)', one),
        (rf'{N} trajectories of {N} axes', lambda found: [rows, len(AXES)]), (rf'over {N} base rows', lambda found: [rows]),
        (rf'{N} runs of {N} points', lambda found: [len(sweep.point), sweep.points]),
    ]


def check_effects(ledger, view_program, folder, method, seed):
    """The charts that Morris and Saltelli files open on: numbers of the sheet, texts and the picture."""
    ledger.quarters, file, where = 8, f'{method}_{seed}.h5', f'view effects of {method}'
    sweep = Sweep(os.path.join(folder, file))
    for ending in ('csv', 'svg'):
        view_program('--shot', f'shot.{ending}', '--force', '--measure', NAME, file)  # the view is the one they open on
    with open(os.path.join(folder, 'shot.csv'), encoding='utf-8-sig', newline='') as text:
        lines = list(text)
    head = [line[2:].rstrip('\r\n') for line in lines if line.startswith('# ')]
    names, *rows = csv.reader(line for line in lines if not line.startswith('#'))
    for row in rows:
        if sweep.method == 'morris':
            e = {key: value * sweep.scale(NAME) for key, value in sweep.elementary(NAME, row[1]).items()}
            expected = [e['mu_star'], e['mu_star_low'], e['mu_star_high'], e['sigma']]
        else:
            e = sweep.indices(NAME, row[1])
            expected = [e[key] for key in ('first', 'first_low', 'first_high', 'total', 'total_low', 'total_high')]
        for column, text, value in zip(names[2:], row[2:], expected):
            if text == '':  # of one sequence no interval is known
                ledger.words(where, 'no interval' if sweep.method == 'saltelli' and column in ('low', 'high') else column, 'no interval')
            else:
                ledger.same(where, f'{float(text):.6g}', value, f'{column} of {row}')
    if sorted(row[1] for row in rows) != sorted(AXES):
        ledger.wrong(where, f'rows of {[row[1] for row in rows]}')
    with open(os.path.join(folder, 'shot.svg'), encoding='utf-8') as text:
        svg = text.read()
    from views import without_lines_of
    words = [html.unescape(re.sub('<[^>]*>', '', text)) for text in re.findall('<text[^>]*>.*?</text>', svg, re.S)]
    description = html.unescape(re.search('<desc[^>]*>(.*?)</desc>', svg, re.S).group(1))
    picture = '| ' + ' | '.join(without_lines_of(head, words)) + ' |'
    for part, text in (*zip(('title', 'subtitle', 'caption'), head), ('description', description), ('picture', picture)):
        for axis, name in WORDS.items():
            text = re.sub(re.escape(name), axis, text, flags=re.I)
        ledger.read(f'{where}: {part}', text, effect_rules(sweep), EFFECTS_EXEMPT)
