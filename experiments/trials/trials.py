#!/usr/bin/env python3
"""What usual estimators say of a policy that was tried in some systems, beside what it did.   trials.py CONCORD [THREADS]

Simulates pilot.yaml and stepped_wedge.yaml with and without the policy, under the same luck, so that the truth of every run is known: what
the treated systems are less what they would have been. Estimators see the runs with the policy alone; those without it show how often they find
what is not there. Writes results.csv, plans.csv and the pictures of docs/trials.md; experiments/pages/fill_pages.py then fills that page."""
import csv
import os
import re
import subprocess
import sys
import tempfile

import h5py
import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, 'experiments', 'pages'))
sys.dont_write_bytecode = True
import trials_page  # noqa: E402

TREATED = ALIKE = 5            # systems, in the order of pilot.yaml
WAVES, OF_WAVE, PERIODS = 4, 5, 5
T_975 = {4: 2.776445, 8: 2.306004, 19: 2.093024, 75: 1.992102}  # Student's, by degrees of freedom


def outcomes(merged):
    """{arm: {outcome: [run]}} of a merged sweep with one axis of two packages, Off and On."""
    with h5py.File(merged, 'r') as file:
        labels = [text.decode() for text in next(iter(file['labels'].values()))[:]]
        point, replicate = file['runs/point'][:], file['runs/replicate'][:]
        arms = {}
        for arm in ('Off', 'On'):
            rows = numpy.flatnonzero(point == labels.index(arm))
            rows = rows[numpy.argsort(replicate[rows], kind='stable')]
            arms[arm] = {name: file['outcomes/' + name][:][rows] for name in file['outcomes']}
        return arms


# Estimators: [run] estimate and half-width of the 95% interval that is usual with it, of [run][system] or [run][system][period].

def two_groups(a, b):
    n = a.shape[1]
    error = numpy.sqrt(a.var(1, ddof=1) / n + b.var(1, ddof=1) / n)
    return a.mean(1) - b.mean(1), T_975[2 * n - 2] * error


def pairs(a):
    n = a.shape[1]
    return a.mean(1), T_975[n - 1] * a.std(1, ddof=1) / numpy.sqrt(n)


def nearest(before, treated):
    """[run][treated] the untreated system with the nearest value before, each taken once, in order of the treated."""
    left = before.copy()
    left[:, :treated] = numpy.inf
    chosen = []
    for n in range(treated):
        match = abs(left - before[:, [n]]).argmin(1)
        left[numpy.arange(len(left)), match] = numpy.inf
        chosen.append(match)
    return numpy.stack(chosen, 1)


def of_pilot(before, after):
    """Systems in the order of pilot.yaml."""
    gain = after - before
    matched = nearest(before, TREATED)
    return {'after': two_groups(after[:, :TREATED], after[:, TREATED:TREATED + ALIKE]),
            'change': pairs(gain[:, :TREATED]),
            'differences': two_groups(gain[:, :TREATED], gain[:, TREATED:TREATED + ALIKE]),
            'matched': pairs(gain[:, :TREATED] - numpy.take_along_axis(gain, matched, 1))}


def fixed_effects(cells, treated):
    """{how: estimate, half-width} of the coefficient of treatment by least squares with an effect of every system and period; errors once of
    the usual formula, once by clusters, which are the systems."""
    _, systems, periods = cells.shape
    x = numpy.concatenate([numpy.kron(numpy.eye(systems), numpy.ones((periods, 1))),
                           numpy.kron(numpy.ones((systems, 1)), numpy.eye(periods))[:, 1:], treated.reshape(-1, 1)], 1).astype(float)
    y = cells.reshape(len(cells), -1).T
    inverse = numpy.linalg.inv(x.T @ x)
    estimate = (inverse @ x.T @ y)[-1]
    left = y - x @ (inverse @ x.T @ y)
    n, k = x.shape
    usual = numpy.sqrt((left ** 2).sum(0) / (n - k) * inverse[-1, -1])
    scores = ((x @ inverse[-1])[:, None] * left).reshape(systems, periods, -1).sum(1)
    clustered = numpy.sqrt(systems / (systems - 1) * (n - 1) / (n - k) * (scores ** 2).sum(0))
    return {'usual': (estimate, T_975[n - k] * usual), 'clustered': (estimate, T_975[systems - 1] * clustered)}


def of_wedge(cells, treated):
    """[run][system][period], [system][period]"""
    change = numpy.stack([cells[:, s, treated[s]].mean(1) - cells[:, s, ~treated[s]].mean(1) for s in range(len(treated))], 1)
    return {'change': pairs(change), **fixed_effects(cells, treated)}


def judged(trial, on, off, truth):
    """Rows of results.csv, in percentage points: `truth`, and each estimator beside it. `on` and `off` are {name: (estimate, half-width)}."""
    def spread(values):
        return {'mean': 100 * values.mean(), 'p05': 100 * numpy.quantile(values, 0.05), 'p95': 100 * numpy.quantile(values, 0.95)}
    rows = [{'trial': trial, 'name': 'truth', **spread(truth)}]
    for name, (estimate, half) in on.items():
        error = estimate - truth
        placebo, placebo_half = off[name]
        rows.append({'trial': trial, 'name': name, **spread(estimate), 'bias': 100 * error.mean(), 'spread': 100 * error.std(ddof=1),
                     'held': (abs(error) <= half).mean(), 'power': ((abs(estimate) > half) & (estimate * truth > 0)).mean(),
                     'false_alarm': (abs(placebo) > placebo_half).mean()})
    return rows


def pilot(arms):
    systems = [name[:-len('_before')] for name in order('pilot') if name.endswith('_before')]
    cells = {arm: [numpy.stack([arms[arm][f'{code}_{when}'] for code in systems], 1) for when in ('before', 'after')] for arm in arms}
    effect = cells['On'][1] - cells['Off'][1]
    return judged('pilot', of_pilot(*cells['On']), of_pilot(*cells['Off']), effect[:, :TREATED].mean(1)), effect[:, TREATED:TREATED + ALIKE]


def stepped_wedge(arms):
    systems = [name[:-2] for name in order('stepped_wedge') if name.endswith('_0')]
    cells = {arm: numpy.stack([numpy.stack([arms[arm][f'{code}_{p}'] for p in range(PERIODS)], 1) for code in systems], 1) for arm in arms}
    treated = numpy.array([[p > s // OF_WAVE for p in range(PERIODS)] for s in range(WAVES * OF_WAVE)])
    effect = cells['On'] - cells['Off']
    return judged('stepped_wedge', of_wedge(cells['On'], treated), of_wedge(cells['Off'], treated), effect[:, treated].mean(1)), effect[:, ~treated]


def order(design):
    """Outcomes of a design as they stand there."""
    with open(os.path.join(HERE, design + '.yaml'), encoding='utf-8') as file:
        return re.findall(r'(?m)^  (\w+): \{measure', file.read())


def simulate(concord, design, folder, threads):
    campaign, merged = os.path.join(folder, design), os.path.join(folder, design + '.h5')
    subprocess.run([concord, 'sweep', os.path.join(HERE, design + '.yaml'), '-o', campaign, '--quiet', '--threads', str(threads)], check=True)
    subprocess.run([concord, 'merge', campaign, '-o', merged, '--quiet'], check=True)
    return merged


def write(name, rows):
    with open(os.path.join(HERE, name), 'w', encoding='utf-8', newline='') as file:
        file.write('# Simulated, not observed. Made by experiments/trials/trials.py.\n')
        table = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)), lineterminator='\n')
        table.writeheader()
        table.writerows({key: f'{value:.4f}' if isinstance(value, float) else value for key, value in row.items()} for row in rows)


def main():
    concord, threads = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2
    results, plans = [], []
    with tempfile.TemporaryDirectory() as folder:
        for design, estimate in (('pilot', pilot), ('stepped_wedge', stepped_wedge)):
            merged = simulate(concord, design, folder, threads)
            with h5py.File(merged, 'r') as file:
                told = {name: file.attrs[name] for name in ('plan_digest', 'model_digest')}
            arms = outcomes(merged)
            rows, others = estimate(arms)
            results += [*rows, {'trial': design, 'name': 'spill', 'mean': float(100 * others.mean())}]
            plans.append({'design': design, 'runs': len(next(iter(arms['On'].values()))),
                          **{name: text.decode() if isinstance(text, bytes) else text for name, text in told.items()}})
    write('results.csv', results)
    write('plans.csv', plans)
    for design in trials_page.ESTIMATORS:
        with open(os.path.join(ROOT, 'docs', 'pictures', f'trial_{design}.svg'), 'w', encoding='utf-8') as file:
            file.write(trials_page.picture(design))


if __name__ == '__main__':
    main()
