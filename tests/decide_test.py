#!/usr/bin/env python3
"""`concord decide`: every number again from the merged file, with h5py, NumPy and SciPy alone.   decide_test.py PROGRAM"""
import csv
import html
import io
import os
import re
import unittest
from urllib.parse import unquote

import h5py
import numpy
from scipy import stats

from cli_test import PROGRAM, TINY, Program  # takes PROGRAM from the command line
from report_cli_test import Page

COLUMNS = ['behaviour.memory', 'duty.conflict', 'relationships.gain', 'relationships.initial_mean']
SETS = 36


def sets_csv(weights):
    lines = [','.join(COLUMNS + (['weight'] if weights else []))]
    for n in range(SETS):
        lines.append(f'{0.2 + 0.015 * ((n * 7) % SETS):.3f},{0.02 * ((n * 5) % SETS):.2f},{0.02 + 0.005 * ((n * 11) % SETS):.3f},'
                     f'{0.1 + 0.02 * ((n * 13) % SETS):.2f}' + (f',{1 + n % 4}' if weights else ''))
    return '\n'.join(lines) + '\n'


DESIGN = '''sweep: 1
title: Which duty
scenario: tiny.yaml
axes:
  policy:
    packages:
      None: {duty: {strength: 0}}
      Duty: {duty: {strength: 0.7}}
      Relief: {duty: {strength: 0.35}, break_even: {relief: 1}}
  footprint.exposure: [0, 0.8]
  set: {vectors: sets.csv}
replicates: 5
outcomes: [institution_share, maturity, trust_system]
'''
QUESTION = '''question:
  number: Q78
  asks: Which duty is to be taken?
  why: Because.
  reading: Like this.
  lever: {axis: policy, as: another policy, name: policy}
  context:
    - {axis: footprint.exposure, as: fear, levels: [{at: 0, as: without fear}, {at: 0.8, as: with fear}]}
  parameter_sets: set
  outcomes:
    - {name: institution_share, as: the share of own interest, matters: 0.01, better: less}
    - {name: maturity, as: maturity, matters: 0.001, better: more}
decision:
  aims: {institution_share: 0.55}
  groups: {both: [behaviour.memory, duty.conflict]}
'''
POLICIES = ['None', 'Duty', 'Relief']


def type_7(values, weights, q):
    order = numpy.argsort(values, kind='stable')
    v, w = values[order], weights[order]
    place = numpy.concatenate([[0], numpy.cumsum((w[1:] + w[:-1]) / 2)])
    return numpy.interp(q * place[-1], place, v)


def between(values, by, weights, low, high):
    order = numpy.argsort(by, kind='stable')
    after = numpy.cumsum(weights[order])
    before = after - weights[order]
    part = numpy.clip(numpy.minimum(after, high * weights.sum()) - numpy.maximum(before, low * weights.sum()), 0, None)
    return (part * values[order]).sum() / part.sum()


class Recomputed:
    """What a decision must say, from the runs."""

    def __init__(self, merged, weights_of_sets, replicates=5):
        with h5py.File(merged, 'r') as file:
            label = {name: numpy.array([text.decode() for text in file['labels/' + name][:]]) for name in file['labels']}
            point, replicate = file['runs/point'][:], file['runs/replicate'][:]
            runs = {name: file['outcomes/' + name][:] for name in file['outcomes']}
        names = [f'set {n + 1}' for n in range(SETS)]
        self.settings = [(fear, name) for fear in ('0', '0.8') for name in names]
        self.cluster = numpy.array([n for _ in range(2) for n in range(SETS)])
        self.weights = numpy.array([weights_of_sets[n] for n in self.cluster], float)
        self.weights /= self.weights.sum()
        at = {(label['policy'][p], label['footprint.exposure'][p], label['set'][p]): p for p in range(len(label['policy']))}
        self.mean, self.half = {}, {}
        for name, values in runs.items():
            cube = numpy.empty((len(POLICIES), len(self.settings), replicates))
            for i, policy in enumerate(POLICIES):
                for s, setting in enumerate(self.settings):
                    rows = point == at[(policy, *setting)]
                    cube[i, s, replicate[rows]] = values[rows]
            self.mean[name] = cube.mean(axis=2)
            self.half[name] = [cube[:, :, h::2].mean(axis=2) for h in (0, 1)]

    def column(self, path):
        if path == 'footprint.exposure':
            return numpy.array([float(fear) for fear, _ in self.settings])
        table = list(csv.DictReader(io.StringIO(sets_csv(False))))
        return numpy.array([float(table[n][path]) for n in self.cluster])

    def regrets(self, name, sign):
        payoff = sign * self.mean[name]
        return payoff.max(axis=0) - payoff

    def policies(self, name, sign, aim):
        payoff, w = sign * self.mean[name], self.weights
        best = payoff.max(axis=0)
        is_best = numpy.isclose(payoff, best, rtol=1e-12, atol=0)
        regret = best - payoff
        halves = [sign * h for h in self.half[name]]
        crossed = numpy.zeros((len(POLICIES), 3))
        for h in (0, 1):
            chooses, values = halves[h], halves[1 - h]
            valued = values[chooses.argmax(axis=0), numpy.arange(len(w))] - values
            seen = chooses.max(axis=0) - chooses
            for p in range(len(POLICIES)):
                crossed[p] += numpy.array([(w * valued[p]).sum(), between(valued[p], seen[p], w, 0.925, 0.975),
                                           valued[p][seen[p].argmax()]]) / 2
        alone = [numpy.isclose(h, h.max(axis=0), rtol=1e-12, atol=0).sum(axis=0) == 1 for h in halves]
        twice = (halves[0].argmax(axis=0) == halves[1].argmax(axis=0)) & alone[0] & alone[1]
        rows = {}
        for p, policy in enumerate(POLICIES):
            rows[policy] = {
                'mean': (w * self.mean[name][p]).sum(), 'worst_tenth': sign * between(payoff[p], payoff[p], w, 0, 0.1),
                'best': (w * is_best[p] / is_best.sum(axis=0)).sum(), 'best_twice': w[twice & (halves[0].argmax(axis=0) == p)].sum(),
                'regret_mean': (w * regret[p]).sum(), 'regret_p95': type_7(regret[p], w, 0.95), 'regret_largest': regret[p].max(),
                'crossed_mean': crossed[p][0], 'crossed_p95': crossed[p][1], 'crossed_largest': crossed[p][2]}
            if aim is not None:
                rows[policy]['reached'] = w[payoff[p] >= sign * aim].sum()
        return rows

    def perfect(self, name, sign):
        payoff, w = sign * self.mean[name], self.weights
        crossed = 0
        for h in (0, 1):
            chooses, values = sign * self.half[name][h], sign * self.half[name][1 - h]
            blind = (chooses * w).sum(axis=1).argmax()
            crossed += (w * (values[chooses.argmax(axis=0), numpy.arange(len(w))] - values[blind])).sum() / 2
        return (w * payoff.max(axis=0)).sum() - (payoff * w).sum(axis=1).max(), crossed

    def known(self, name, sign, paths, fold):
        """Gain of choices by least squares that leave out a fifth."""
        payoff, w = sign * self.mean[name], self.weights
        terms = [numpy.ones(len(w))]
        scaled = []
        for path in paths:
            x = self.column(path)
            x = 2 * (x - x.min()) / (x.max() - x.min()) - 1
            scaled.append(x)
            terms += [x ** k for k in range(1, min(len(set(x)) - 1, 3 if len(paths) == 1 else 2) + 1)]
        pairs = [(a, b) for a in range(len(scaled)) for b in range(a)]
        if (len(terms) + len(pairs)) * 8 <= SETS:
            terms += [scaled[a] * scaled[b] for a, b in pairs]
        rows = numpy.stack(terms, axis=1)
        gained = -(payoff * w).sum(axis=1).max()
        for f in range(5):
            train, test = fold != f, fold == f
            root = numpy.sqrt(w[train])[:, None]
            fit = numpy.linalg.lstsq(rows[train] * root, payoff[:, train].T * root, rcond=None)[0]
            chosen = (rows[test] @ fit).argmax(axis=1)
            gained += (w[test] * payoff[chosen, numpy.flatnonzero(test)]).sum()
        return gained

    def failed(self, name, sign, policy, aim, matters):
        p = POLICIES.index(policy)
        return sign * self.mean[name][p] < sign * aim if aim is not None else self.regrets(name, sign)[p] > matters

    def found(self, inside, failed, looked_at):
        w = self.weights * looked_at
        base, mass = (w * failed).sum() / w.sum(), (w * inside).sum() / w.sum()
        together = (self.weights * (inside - mass) * (failed - base))[looked_at]
        cluster = self.cluster[looked_at]
        mean = together.mean()
        residuals = [(together[cluster == c] - mean).sum() for c in sorted(set(cluster))]
        k = len(residuals)
        error = numpy.sqrt(k / (k - 1) * numpy.square(residuals).sum()) / len(together)
        return {'coverage': (w * inside * failed).sum() / (w * failed).sum(), 'density': (w * inside * failed).sum() / (w * inside).sum(),
                'base': base, 'p': stats.t.sf(mean / error, k - 1) if error > 0 else 1}


class Decide(Program):
    OUTCOMES = {'institution_share': (-1, 0.55, 0.01), 'maturity': (1, None, 0.001)}

    def decided(self, weights):
        self.write('sets.csv', sets_csv(weights))
        self.write('q78.yaml', DESIGN + QUESTION)
        out, _ = self.call('decide', 'q78.yaml', '-o', 'q78.html', '--tables', 'all')
        self.title = out[len('q78.html: '):-1]
        self.tables = {}
        for name in os.listdir(os.path.join(self.folder, 'all')):
            if name.endswith('.csv'):
                with open(os.path.join(self.folder, 'all', name), encoding='utf-8-sig') as file:
                    self.tables[name[:-4]] = list(csv.DictReader(line for line in file if not line.startswith('#')))
        return Recomputed(os.path.join(self.folder, 'q78.h5'), [1 + n % 4 if weights else 1 for n in range(SETS)])

    def close(self, shown, expected, what):
        self.assertAlmostEqual(float(shown), expected, delta=1e-9 + 1e-7 * abs(expected), msg=what)

    def check(self, again):
        for row in self.tables['policies']:
            sign, aim, _ = self.OUTCOMES[row['outcome']]
            for key, value in again.policies(row['outcome'], sign, aim)[row['policy']].items():
                self.close(row[key], value, f'{key} of {row}')
        fold = numpy.array([int(row['fold']) for row in self.tables['settings']])
        held = numpy.array([row['held_out'] == '1' for row in self.tables['settings']])
        self.assertEqual(sorted(set(fold)), [0, 1, 2, 3, 4])
        for of_parts in (fold, held):  # settings of one set stay together
            self.assertTrue(all(len(set(of_parts[again.cluster == c])) == 1 for c in range(SETS)))
        groups = {'both': ['behaviour.memory', 'duty.conflict']}
        kinds = set()
        for row in self.tables['information']:
            sign = self.OUTCOMES[row['outcome']][0]
            kinds.add(row['known'])
            if row['known'] == 'everything':
                perfect, crossed = again.perfect(row['outcome'], sign)
                self.close(row['value'], perfect, 'EVPI')
                self.close(row['crossed'], crossed, 'EVPI by halves')
            else:
                paths = groups.get(row['known'], [row['known']])
                self.close(row['value'], again.known(row['outcome'], sign, paths, fold), f'EVPPI of {row["known"]}')
        self.assertEqual(kinds, {'everything', 'both', 'footprint.exposure', *COLUMNS})
        return self.check_regions(again, held)

    def check_regions(self, again, held):
        """Boxes and trees; how many there are."""
        regions = {}
        for row in self.tables['failures']:
            failed = again.failed(row['outcome'], self.OUTCOMES[row['outcome']][0], row['policy'], *self.OUTCOMES[row['outcome']][1:])
            self.close(row['failing'], again.weights[failed].sum(), 'failing')
            if row['method'] == 'not sought':
                continue
            x = again.column(row['parameter'])
            inside = (x >= float(row['low'] or '-inf')) & (x <= float(row['high'] or 'inf'))
            leaves = regions.setdefault((row['outcome'], row['policy'], row['method']), ({}, failed, row))[0]
            leaves.setdefault(row['region'], []).append((inside, row))
        for (_, _, method), (leaves, failed, row) in regions.items():
            inside = numpy.any([numpy.all([i for i, _ in limits], axis=0) for limits in leaves.values()], axis=0)
            seen, kept = again.found(inside, failed, ~held), again.found(inside, failed, held)
            for key, expected in (('seen_coverage', seen['coverage']), ('seen_density', seen['density']), ('held_coverage', kept['coverage']),
                                  ('held_density', kept['density']), ('held_base', kept['base']), ('held_p', kept['p'])):
                self.close(row[key], expected, f'{key} of {row}')
            for n, (_, limit) in enumerate(leaves['1'] if method == 'box' else ()):
                rest = [i for m, (i, _) in enumerate(leaves['1']) if m != n]
                without = again.found(numpy.all(rest, axis=0) if rest else numpy.ones(len(failed), bool), failed, ~held)
                self.close(limit['coverage_without'], without['coverage'], 'coverage without')
                self.close(limit['density_without'], without['density'], 'density without')
        return len(regions)

    def test_every_number_again(self):
        again = self.decided(weights=False)
        self.assertGreaterEqual(self.check(again), 2)
        # As settings count alike, NumPy's own quantile.
        row = next(r for r in self.tables['policies'] if r['policy'] == 'Duty' and r['outcome'] == 'maturity')
        self.close(row['regret_p95'], numpy.quantile(again.regrets('maturity', 1)[1], 0.95), 'type 7')
        self.check_page()

    def test_weights_count(self):
        again = self.decided(weights=True)
        self.check(again)
        alike = Recomputed(os.path.join(self.folder, 'q78.h5'), [1] * SETS)
        self.assertNotAlmostEqual(float(self.tables['policies'][0]['mean']), alike.policies('institution_share', -1, 0.55)['None']['mean'], 6)

    def check_page(self):
        """Numbers of sentences, tables and pictures are those of the tables of numbers, which were computed again."""
        text = self.bytes_of('q78.html').decode()
        page = Page(text)  # well-formed
        self.assertEqual(page.open, [])
        self.assertEqual(len(page.ids), len(set(page.ids)))
        self.assertIn(f'<h1>{html.escape(self.title)}</h1>', text)
        self.assertLessEqual(len(self.title.split()), 25)
        for name, data in re.findall(r'download="([a-z]+)\.csv" href="data:text/csv;charset=utf-8,([^"]+)"', text):
            self.assertEqual(unquote(data), self.bytes_of(f'all/{name}.csv').decode())
        runs = SETS * 2 * len(POLICIES) * 5
        known = {float(n) for n in (0, 1, 5, SETS, SETS * 2, runs, runs + 5, len(COLUMNS) + 1, len(COLUMNS) + 2)}
        for rows in self.tables.values():
            for row in rows:
                for value in row.values():
                    if re.fullmatch(r'-?\d+(\.\d+)?(e-?\d+)?', value or ''):
                        known |= {float(value), 100 * float(value)}
        for name in self.OUTCOMES:  # on a scale from the worst policy to the best
            means = numpy.array([float(row['mean']) for row in self.tables['policies'] if row['outcome'] == name]) * self.OUTCOMES[name][0]
            known |= set((means - means.min()) / (means.max() - means.min()))
        known = numpy.array(sorted(known))
        main = re.sub(r'(?s)<style>.*?</style>|<footer>.*|<pre.*?</pre>|<title>.*?</title>|href="data:[^"]*"', '', text)
        main = re.sub(r'(?s)<h2>Method</h2>.*?<h2>Data</h2>', '', main)
        # In pictures, ticks of axes and what the origin says are no results.
        main = re.sub(r'(?s)<svg.*?</svg>', lambda m: ' '.join(re.findall(r'<desc[^>]*>(.*?)</desc>', m.group())), main)
        words = re.sub(r'<[^>]+>', ' ', html.unescape(main))
        words = re.sub(r'20\d\d/\d\d( Q\d)?|95(%|th)|Q78|p below 0\.001|seed \d+, plan [0-9a-f]+', ' ', words)
        numbers = re.findall(r'(?<![\w.])[−-]?\d(?:[\d,]*\d)?(?:\.\d+)?(?:e[-+]?\d+)?', words)
        self.assertGreater(len(numbers), 150)
        for number in numbers:
            value = float(number.replace('−', '-').replace(',', ''))
            digits = len(number.partition('.')[2])
            near = known[numpy.abs(known - value).argmin()]
            three = abs(value - float(f'{near:.3g}')) < 1e-12  # limits have three digits
            self.assertTrue(three or abs(near - value) <= 0.5000001 * 10 ** -digits, f'{number}: nearest known {near}')

    def test_the_same_file_gives_the_same_bytes(self):
        self.decided(weights=False)
        page = self.bytes_of('q78.html')
        self.call('decide', 'q78.yaml', '-o', 'again.html', '--results', 'q78.h5', '--quiet')
        again = self.bytes_of('again.html')
        command = rb'<pre.*?</pre>'
        self.assertEqual(re.sub(command, b'', page, flags=re.S), re.sub(command, b'', again, flags=re.S))

    def test_a_file_alone_is_enough(self):
        again = self.decided(weights=False)
        self.call('decide', 'q78.h5', '-o', 'file.html', '--tables', 'file', '--quiet', '--outcome', 'institution_share', '--outcome', 'trust_system:less',
                  '--aim', 'institution_share=0.55', '--policy', 'policy')
        with open(os.path.join(self.folder, 'file', 'policies.csv'), encoding='utf-8-sig') as file:
            rows = list(csv.DictReader(line for line in file if not line.startswith('#')))
        self.assertEqual([(r['outcome'], r['policy']) for r in rows], [(o, p) for o in ('institution_share', 'trust_system') for p in POLICIES])
        for row in rows:
            sign, aim = (-1, 0.55) if row['outcome'] == 'institution_share' else (-1, None)
            for key, value in again.policies(row['outcome'], sign, aim)[row['policy']].items():
                self.close(row[key], value, f'{key} of {row}')

    def test_settings_that_runs_draw(self):
        self.write('table.csv', 'weight,behaviour.memory,duty.conflict\n' + ''.join(f'{1 + n % 3},{0.2 + 0.02 * n:.2f},{(n * 3) % 7 / 10:.1f}\n' for n in range(25)))
        self.write('drawn.yaml', 'concord: 1\nextends: tiny.yaml\nplausible: {table: table.csv}\n')
        self.write('d.yaml', 'sweep: 1\nscenario: drawn.yaml\naxes: {duty.strength: [0, 0.35, 0.7]}\nreplicates: 120\noutcomes: [institution_share]\n')
        self.call('decide', 'd.yaml', '-o', 'd.html', '--tables', 'd', '--policy', 'duty.strength', '--quiet')
        with h5py.File(os.path.join(self.folder, 'd.h5'), 'r') as file:
            setting, point, values = file['runs/setting'][:], file['runs/point'][:], file['outcomes/institution_share'][:]
        with open(os.path.join(self.folder, 'd', 'settings.csv'), encoding='utf-8-sig') as file:
            rows = list(csv.DictReader(line for line in file if not line.startswith('#')))
        self.assertEqual(sorted(round(float(row['behaviour.memory']), 6) for row in rows), sorted({round(0.2 + 0.02 * s, 6) for s in setting}))
        for row in rows:
            same = setting == round((float(row['behaviour.memory']) - 0.2) / 0.02)
            self.assertEqual(int(row['runs']), (same & (point == 0)).sum())
            self.close(row['weight'], same.sum() / (point < 3).sum(), 'weight')
            self.close(row['institution_share|0.35'], values[same & (point == 1)].mean(), 'mean')

    def test_what_cannot_be_decided(self):
        self.write('sets.csv', sets_csv(False))
        self.write('q78.yaml', DESIGN + QUESTION)
        self.call('sweep', 'q78.yaml', '-o', 'c', '--quiet')
        self.call('merge', 'c', '-o', 'm.h5', '--quiet')

        def fails(part, *args):
            out, err = self.call('decide', *args, code=2)
            self.assertEqual(out, '')
            self.assertIn(part, err)
        fails("there is no axis 'polcy'; did you mean 'policy'?", 'm.h5', '-o', 'x.html', '--policy', 'polcy')
        fails("there is no outcome 'maturty'; did you mean 'maturity'?", 'm.h5', '-o', 'x.html', '--outcome', 'maturty')
        fails("must end in :more or :less", 'm.h5', '-o', 'x.html', '--outcome', 'maturity:mor')
        fails("no setting differs in 'duty.conflct'; did you mean 'duty.conflict'?", 'm.h5', '-o', 'x.html', '--group', 'a=duty.conflct')
        fails('-o: missing; name a page', 'm.h5')
        self.write('one.yaml', 'sweep: 1\nscenario: tiny.yaml\naxes: {duty.strength: [0, 1]}\nreplicates: 4\noutcomes: [maturity]\n')
        fails('has one setting alone', 'one.yaml', '-o', 'x.html', '--policy', 'duty.strength')
        self.write('aim.yaml', (DESIGN + QUESTION).replace('aims: {inst', 'aims: {insti'))
        fails("--aim: there is no outcome 'instiitution_share'; did you mean 'institution_share'?", 'aim.yaml', '--results', 'm.h5', '-o', 'x.html')
        self.write('aim.yaml', (DESIGN + QUESTION).replace('aims: {inst', 'aim: {inst'))
        fails("decision.aim: unknown key; did you mean 'aims'?", 'aim.yaml', '-o', 'x.html')
        self.assertFalse([name for name in self.names() if name.startswith('x.html')])


if __name__ == '__main__':
    unittest.main()
