"""Text and tables of `concord analyse`, for every way to choose points."""
import html
import os
import re

import h5py
import numpy

from ledger import N
from recorded import AtLeast, AtMost, mean_interval, rank_correlation, table, texts

AXES = ['duty.strength', 'pooling.floor', 'break_even.relief']
RANGES = 'duty.strength: {from: 0, to: 1}, pooling.floor: {from: 0, to: 1}, break_even.relief: {from: 0, to: 1}'
WORDS = {'duty.strength': 'duty to collaborate', 'pooling.floor': 'mandated pooled share',
         'break_even.relief': 'share of break-even duty moved to system level'}
SAID = {'institution_share': 'own-interest share', 'real': 'systems real in substance'}
DESIGNS = {
    'factorial': ('duty.strength: [0, 0.35, 0.7], pooling.floor: [0, 0.5], break_even.relief: [0, 1]', ''),
    'one_at_a_time': ('duty.strength: [0, 0.7], pooling.floor: [0.3, 0.9], break_even.relief: [1]', 'method: one_at_a_time'),
    'morris': (RANGES, 'method: morris, trajectories: 6, seed: 3'),
    'saltelli': (RANGES, 'method: saltelli, base: 8, seed: 4'),
    'latin_hypercube': (RANGES, 'method: latin_hypercube, points: 20, seed: 5'),
}


def design(method, seed):
    axes, how = DESIGNS[method]
    return f'''sweep: 1
title: A sweep
scenario: configs/england_2019_plain.yaml
axes: {{{axes}}}
{f"design: {{{how}}}" if how else ""}
set: {{quarters: 8, seed: {seed}}}
replicates: 5
outcomes: [institution_share, real]
'''


class Sweep:
    def __init__(self, path):
        with h5py.File(path, 'r') as file:
            self.method = file.attrs['method'].decode() if isinstance(file.attrs['method'], bytes) else file.attrs['method']
            self.baseline = int(file['points'].attrs['baseline'])
            self.labels = {axis: texts(file['labels/' + axis]) for axis in AXES}
            self.at = {axis: file['points/' + axis][:] for axis in AXES}
            self.point, self.replicate = file['runs/point'][:], file['runs/replicate'][:]
            self.names = texts(file['outcome_names'])
            self.values = {name: file['outcomes/' + name][:] for name in self.names}
            self.units = {name: file['outcomes/' + name].attrs['unit'].decode() for name in self.names}
            self.points = len(self.labels[AXES[0]])
            self.failed = int(file.attrs['failed'])
        self.drawn = self.method in ('morris', 'saltelli', 'latin_hypercube')
        drawn_baseline = self.drawn and self.baseline >= 0
        self.own = [p for p in range(self.points) if not (drawn_baseline and p == self.baseline)]

    def unit(self, name):
        return self.units[name]

    def runs(self, name, point):
        """By replicate, in their order."""
        return self.values[name][self.point == point]

    def mean(self, name, point):
        return self.runs(name, point).mean()

    def scale(self, name):
        return 100 if self.unit(name) == 'share' else 1

    def only_on(self, point, axis):
        """Does the point differ from the baseline on that axis alone?"""
        return all((self.at[a][point] == self.at[a][self.baseline]) == (a != axis) for a in AXES)

    def difference(self, name, point):
        return mean_interval(self.runs(name, point) - self.runs(name, self.baseline))

    def level(self, name, axis, low, high):
        """Mean of an outcome at a level of an axis, and which points it is of."""
        points = [p for p in self.own if low <= self.at[axis][p] <= high]
        if self.method == 'one_at_a_time':
            points = [p for p in points if p == self.baseline or self.only_on(p, axis)]
        means = numpy.array([self.mean(name, p) for p in points])
        if self.drawn:
            mean, low, high = means.mean(), AtMost(means.mean()), AtLeast(means.mean())
            spread = means
        else:
            mean, low, high = mean_interval(numpy.mean([self.runs(name, p) for p in points], axis=0))
            spread = numpy.concatenate([self.runs(name, p) for p in points])
        return {'points': len(points), 'mean': mean, 'mean_low': low, 'mean_high': high,
                'p05': numpy.quantile(spread, 0.05), 'p95': numpy.quantile(spread, 0.95)}

    def elementary(self, name, axis):
        effects = []
        for first, second in zip(self.own[:-1], self.own[1:]):
            moved = [a for a in AXES if self.at[a][first] != self.at[a][second]]
            if (second % (len(AXES) + 1)) and moved == [axis]:
                effects.append((self.mean(name, second) - self.mean(name, first)) / (self.at[axis][second] - self.at[axis][first]))
        effects = numpy.array(effects)
        star = abs(effects).mean()
        return {'effects': len(effects), 'trajectories': len(self.own) // (len(AXES) + 1), 'mu_star': star, 'mu_star_low': AtMost(star),
                'mu_star_high': AtLeast(star), 'mu': effects.mean(), 'mu_low': AtMost(effects.mean()), 'mu_high': AtLeast(effects.mean()),
                'sigma': effects.std(ddof=1), 'sigma_low': AtMost(effects.std(ddof=1)), 'sigma_high': AtLeast(effects.std(ddof=1))}

    def indices(self, name, axis):
        y = numpy.array([self.mean(name, p) for p in self.own]).reshape(-1, len(AXES) + 2)
        a, b, moved = y[:, 0], y[:, -1], y[:, 1 + AXES.index(axis)] - y[:, 0]
        both = numpy.concatenate([a, b])
        first = ((b * moved).mean() - both.mean() * moved.mean()) / both.var(ddof=1)
        total = (moved ** 2).mean() / 2 / both.var(ddof=1)
        return {'first': first, 'first_low': AtMost(first), 'first_high': AtLeast(first), 'total': total, 'total_low': AtMost(total),
                'total_high': AtLeast(total), 'base_rows': len(y), 'base_rows_used': len(y)}

    def correlation(self, name, axis):
        return {'points': len(self.own),
                'rank_correlation': rank_correlation(self.at[axis][self.own], [self.mean(name, p) for p in self.own])}


def check_tables(ledger, sweep, folder):
    for file in sorted(name for name in os.listdir(folder) if name.endswith('.csv')):
        where = f'analyse {sweep.method}: {file}'
        for row in table(os.path.join(folder, file)):
            name, axis = row['outcome'], row.get('axis')
            if file == 'main_effects.csv':
                expected = sweep.level(name, axis, float(row['low']), float(row['high']))
            elif file == 'differences.csv':
                point = int(row['point'])
                mean, low, high = sweep.difference(name, point)
                expected = {'n': len(sweep.runs(name, point)), 'mean': mean, 'low': low, 'high': high}
                settings = dict(part.split('=') for part in row['settings'].split('; ') if '=' in part)
                for a in AXES:
                    if (sweep.at[a][point] != sweep.at[a][sweep.baseline]) != (a in settings):
                        ledger.wrong(where, f'settings {row["settings"]} of point {point}')
                    elif a in settings:
                        ledger.same(where, settings[a], sweep.at[a][point])
                if point == sweep.baseline:
                    expected = {'n': len(sweep.runs(name, point)), 'mean': 0}
            else:
                expected = {'morris.csv': sweep.elementary, 'sobol.csv': sweep.indices,
                            'rank_correlations.csv': sweep.correlation}[file](name, axis)
            known = set(expected) | {'outcome', 'axis', 'unit', 'level', 'low', 'high', 'interval_over', 'point', 'settings'}
            for column in set(row) - known:
                ledger.wrong(where, f'nobody computes the column {column} again')
            for column, value in expected.items():
                if column in row and row[column] == '':
                    ledger.words(where, 'nothing', 'nothing' if isinstance(value, AtMost) or numpy.isnan(value) else f'{column}: {value}')
                elif column in row:
                    ledger.same(where, f'{float(row[column]):.6g}', value, f'{column} of {row}')


def text_rules(sweep, name):
    scale = sweep.scale(name)
    axis = '|'.join(map(re.escape, AXES))

    def swing(found):
        values = [None]
        for n in range(2, len(found.groups()) + 1, 2):
            if found.group(n) is None:
                break
            at = float(found.group(n + 1))
            point = next(p for p in range(sweep.points) if sweep.only_on(p, found.group(1)) and sweep.at[found.group(1)][p] == at)
            values += [sweep.difference(name, point)[0] * scale, at]
        return values

    def baseline(found):
        return mean_interval(sweep.runs(name, sweep.baseline))

    def ends(found):
        levels = sorted({*sweep.at[found.group(1)][sweep.own]})
        means = {at: sweep.level(name, found.group(1), at, at)['mean'] for at in levels}
        low, high = min(means, key=means.get), max(means, key=means.get)
        return [None, means[low], low, means[high], high]

    def elementary(found):
        e = sweep.elementary(name, found.group(1))
        return [None, *(e[key] * scale for key in ('mu_star', 'mu_star_low', 'mu_star_high', 'sigma'))]

    def indices(found):
        e = sweep.indices(name, found.group(1))
        return [None, *(e[key] for key in ('first', 'first_low', 'first_high', 'total', 'total_low', 'total_high'))]
    maybe = rf'{N}(?: \({N} to {N}\))?'  # of few runs, rows or trajectories none is given
    ends_of_levels = [] if sweep.drawn else [(rf'({axis}) +{N} at {N} to {N} at {N}', ends)]
    return [
        *ends_of_levels,
        (rf'({axis}) +{N} at {N}(?:  {N} at {N})?(?= *$)', swing),
        (rf'baseline {maybe}', baseline),
        (rf'({axis}) +{maybe} +σ {N}', elementary),
        (rf'({axis}) +first {maybe} +total {maybe}', indices),
        (rf'({axis}) +{N}(?= *$)', lambda found: [None, sweep.correlation(name, found.group(1))['rank_correlation']]),
        (rf'over {N}(?: of {N})? points', lambda found: [len(sweep.own)] * 2),
        (rf'over {N}(?: of {N})? (?:trajectories|base rows)', lambda found: [len(sweep.own) // (len(AXES) + (1 if sweep.method == 'morris' else 2))] * 2),
    ]


def check_text(ledger, sweep, out):
    where = f'analyse {sweep.method}: text'
    head, *parts = out.split('\n\n')
    ledger.read(where, ' '.join(head.split()), [
        (rf'{N} axes, {N} points, {N} runs, {N} failed', lambda found: [len(AXES), sweep.points, len(sweep.point), sweep.failed]),
        (rf'Baseline: point {N}', lambda found: [sweep.baseline]),
        (rf'{N} quarters from', lambda found: [8])], [(r'95% intervals', 'keys: which part of the runs a range holds')])
    for part in parts:
        name = next((name for name in sweep.names if part.lstrip().startswith(name + ' ')), None)
        if name is None:
            continue  # the list of files
        for line in part.splitlines():
            drawn = [(r'at .*', 'groups of drawn points, whose means stand in main_effects.csv')] if sweep.drawn else []
            if sweep.drawn and ' to ' in line and ' at ' in line:
                drawn = [(r'.*', 'groups of drawn points, whose means stand in main_effects.csv')]
            ledger.read(where, line, text_rules(sweep, name), drawn)


def check_figures(ledger, sweep, folder):
    for file in sorted(name for name in os.listdir(folder) if name.endswith('.svg')):
        with open(os.path.join(folder, file), encoding='utf-8') as svg:
            text = svg.read()
        name = next(name for name in sweep.names if f'_{name}' in file)
        scale, said = sweep.scale(name), SAID[name]
        means = [sweep.mean(name, p) for p in sweep.own]
        axis = '|'.join(map(re.escape, AXES))

        def most(found):
            swings = {}
            for p in range(sweep.points):
                for a in AXES:
                    if sweep.only_on(p, a):
                        swings.setdefault(a, []).append(sweep.difference(name, p)[0] * scale)
            values = swings[found.group(1)]
            return [None, max(values, key=abs)]

        def swing(found):
            a, point_at = found.group(1), found.group(3)
            point = next(p for p in range(sweep.points) if sweep.only_on(p, a) and sweep.at[a][p] == float(point_at))
            values = [None, sweep.difference(name, point)[0] * scale, float(point_at)]
            if found.group(4):
                point = next(p for p in range(sweep.points) if sweep.only_on(p, a) and sweep.at[a][p] == float(found.group(5)))
                values += [sweep.difference(name, point)[0] * scale, float(found.group(5))]
            return values

        def elementary(found):
            e = sweep.elementary(name, found.group(1))
            return [None, *(e[key] * scale for key in ('mu_star', 'sigma'))]

        def indices(found):
            e = sweep.indices(name, found.group(1))
            return [None, *(e[key] for key in ('first', 'total'))]

        def cells(found):
            at = {}
            fixed = [a for a in AXES if a not in found.groups()]
            for p, mean in zip(sweep.own, means):
                if any(sweep.at[a][p] != sweep.at[a][sweep.baseline] for a in fixed):
                    continue
                at.setdefault((sweep.at[found.group(1)][p], sweep.at[found.group(2)][p]), []).append(mean)
            of_cells = [numpy.mean(values) for values in at.values()]
            return [None, None, min(of_cells), max(of_cells)]

        def response(found):
            a = found.group(1)
            if sweep.drawn:
                return [None, AtLeast(min(means)), AtMost(max(means))]
            levels = [sweep.level(name, a, at, at)['mean'] for at in {*sweep.at[a]}]
            return [None, min(levels), max(levels)]

        def most_elementary(found):
            return [None, max(sweep.elementary(name, a)['mu_star'] for a in AXES) * scale]

        def most_total(found):
            return [None, max(sweep.indices(name, a)['total'] for a in AXES)]

        def most_correlated(found):
            return [None, max((sweep.correlation(name, a)['rank_correlation'] for a in AXES), key=abs)]
        rules = [
            (rf'along [a-z_.]+(?: and over [a-z_.]+(?:(?:,| and) [a-z_.]+)*)?: {N} to {N}', lambda found: [min(means), max(means)]),
            (rf'(?<!and )over ({axis}) and ({axis}): {N} to {N}', cells),
            (rf'({axis}) matters most for {said}: {N}', most_elementary),
            (rf'({axis}) matters most for {said}: total index {N}', most_total),
            (rf'({axis}) goes most with {said}: rank correlation {N}', most_correlated),
            (rf'({axis}): {N}\.(?= |$)', lambda found: [None, sweep.correlation(name, found.group(1))['rank_correlation']]),
            (rf'(?<=\. )({axis}): {N} to {N}\.(?= |$)', response),
            (rf'({axis}) moves {said} most: {N}', most),
            (rf'({axis}): {N} at {N}(?:; {N} at {N})?;', swing),
            (rf'({axis}): μ\* {N}, σ {N}', elementary),
            (rf'({axis}): first {N}, total {N}', indices),
            (rf'{N} runs of {N} points', lambda found: [len(sweep.point), sweep.points]),
        ]
        for tag in ('title', 'desc'):
            words = html.unescape(re.search(f'<{tag}[^>]*>(.*?)</{tag}>', text, re.S).group(1))
            for axis_name, name_in_words in WORDS.items():
                words = re.sub(name_in_words, axis_name, words, flags=re.I)
            ledger.read(f'analyse {sweep.method}: {file}', words, rules, [(r'design seed \d+', 'identity')])


def check(ledger, run, folder, method, seed):
    ledger.quarters, name = 8, f'{method}_{seed}'
    with open(os.path.join(folder, name + '.yaml'), 'w', encoding='utf-8') as out:
        out.write(design(method, seed))
    run('sweep', name + '.yaml', '-o', name, '--quiet')
    run('merge', name, '-o', name + '.h5', '--quiet')
    out = run('analyse', name + '.h5', '-o', name + '_figures')
    sweep = Sweep(os.path.join(folder, name + '.h5'))
    check_text(ledger, sweep, out)
    check_tables(ledger, sweep, os.path.join(folder, name + '_figures'))
    check_figures(ledger, sweep, os.path.join(folder, name + '_figures'))
