#!/usr/bin/env python3
"""What usual estimators say of a policy that was tried in some systems, beside what it did.   trials.py CONCORD [THREADS]

Simulates pilot.yaml and stepped_wedge.yaml with and without the policy, under the same luck, so that the truth of every run is known: what
the treated systems are less what they would have been. Estimators see the runs with the policy alone. Writes docs/trials.md."""
import os
import subprocess
import sys
import tempfile

import h5py
import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
T_975 = {4: 2.776, 8: 2.306, 9: 2.262}  # Student's, by degrees of freedom


def outcomes(merged):
    """{arm: {outcome: [replicate]}} of a merged sweep with one axis of two packages, Off and On."""
    with h5py.File(merged, 'r') as file:
        axis = next(name for name in file['labels'])
        labels = [text.decode() for text in file['labels/' + axis][:]]
        point, replicate = file['runs/point'][:], file['runs/replicate'][:]
        arms = {}
        for arm in ('Off', 'On'):
            rows = numpy.flatnonzero(point == labels.index(arm))
            rows = rows[numpy.argsort(replicate[rows], kind='stable')]
            arms[arm] = {name: file['outcomes/' + name][:][rows] for name in file['outcomes']}
        return arms


def difference_of_means(a, b):
    """[replicate] estimate and half-width of the usual 95% interval of two groups, [replicate][system], of equal size."""
    n = a.shape[1]
    error = numpy.sqrt(a.var(1, ddof=1) / n + b.var(1, ddof=1) / n)
    return a.mean(1) - b.mean(1), T_975[2 * n - 2] * error


def paired_mean(a):
    n = a.shape[1]
    return a.mean(1), T_975[n - 1] * a.std(1, ddof=1) / numpy.sqrt(n)


def stack(arm, names):
    return numpy.stack([arm[name] for name in names], 1)


def pilot(arms, size=5):
    """[(name, estimate, half-width)] and the truth, all [replicate]."""
    on, off = arms['On'], arms['Off']
    names = {when: {who: [f'{who}{n}_{when}' for n in range(1, size + 1)] for who in 'tc'} for when in ('before', 'after')}
    t0, c0 = (stack(on, names['before'][who]) for who in 'tc')
    t1, c1 = (stack(on, names['after'][who]) for who in 'tc')
    truth = t1.mean(1) - stack(off, names['after']['t']).mean(1)
    spill = c1.mean(1) - stack(off, names['after']['c']).mean(1)
    return [('after alone: pilots less those alike', *difference_of_means(t1, c1)),
            ('before and after: pilots alone', *paired_mean(t1 - t0)),
            ('difference in differences', *difference_of_means(t1 - t0, c1 - c0))], truth, spill


def two_way(cells, treated):
    """[replicate] coefficient of treatment and half-width, by least squares with an effect of every wave and period. `cells` is
    [replicate][wave][period], `treated` [wave][period]."""
    _, waves, periods = cells.shape
    columns = [numpy.kron(numpy.eye(waves)[w], numpy.ones(periods)) for w in range(waves)]
    columns += [numpy.kron(numpy.ones(waves), numpy.eye(periods)[p]) for p in range(1, periods)]
    x = numpy.stack([*columns, treated.ravel().astype(float)], 1)
    y = cells.reshape(len(cells), -1).T
    solution = numpy.linalg.lstsq(x, y, rcond=None)[0]
    left = y - x @ solution
    free = len(x) - x.shape[1]
    error = numpy.sqrt((left ** 2).sum(0) / free * numpy.linalg.inv(x.T @ x)[-1, -1])
    return solution[-1], 1.96 * error


def stepped_wedge(arms, waves, periods):
    """Wave w is treated from period w + 1 on; the outcome of wave w in period p is w{w}_{p}."""
    cells = {arm: numpy.stack([stack(arms[arm], [f'w{w}_{p}' for p in range(periods)]) for w in range(waves)], 1) for arm in arms}
    treated = numpy.array([[p > w for p in range(periods)] for w in range(waves)])
    effect = cells['On'] - cells['Off']
    truth = effect[:, treated].mean(1)
    before = numpy.stack([cells['On'][:, w, treated[w]].mean(1) - cells['On'][:, w, ~treated[w]].mean(1) for w in range(waves)], 1)
    spill = effect[:, ~treated].mean(1)
    return [('before and after, mean over waves', *paired_mean(before)),
            ('two-way fixed effects', *two_way(cells['On'], treated))], truth, spill


def table(estimates, truth):
    """Lines of Markdown: of every estimator how far it is from the truth of the same run."""
    lines = ['| estimator | says on average | error on average | spread of the error (standard deviation) | its 95% interval holds the truth | wrong sign |',
             '|---|---|---|---|---|---|',
             f'| the truth of each run | {truth.mean():+.3f} | | ({truth.std(ddof=1):.3f} from run to run) | | |']
    for name, estimate, half in estimates:
        error = estimate - truth
        lines.append(f'| {name} | {estimate.mean():+.3f} | {error.mean():+.3f} | {error.std(ddof=1):.3f} | '
                     f'{(abs(error) <= half).mean():.0%} | {(estimate * truth < 0).mean():.0%} |')
    return lines


def simulate(concord, design, folder, threads):
    name = os.path.splitext(os.path.basename(design))[0]
    campaign, merged = os.path.join(folder, name), os.path.join(folder, name + '.h5')
    subprocess.run([concord, 'sweep', design, '-o', campaign, '--quiet', '--threads', str(threads)], check=True)
    subprocess.run([concord, 'merge', campaign, '-o', merged, '--quiet'], check=True)
    return merged


PAGE = '''# Trials: what usual estimators say, and what the policy did

Made by `experiments/trials/trials.py`; do not edit. **Simulated, not observed.** Analysts try a policy in some systems and compare. Whoever has a simulation knows
what the treated systems would have done without it, under the same luck: the truth of every run. This page shows how far the usual
estimators are from it, in the model's England, with {runs} runs of each arm. All numbers are of the norm, the moving share of cooperative
choices in a system (0 to 1).

## A pilot: five systems against five alike

`{pilot_design}`: half of the sustainability fund hangs on the system's result from April 2019, in the five systems with the weakest finances at the start.
Those alike are the five next to them. Outcomes are taken in 2018/19 and in 2021/22.

{pilot}

The policy moves those alike, who do not have it, by {pilot_spill:+.3f}. Systems with weak finances also drift: what looks like an effect in a
before-and-after comparison is partly what would have happened anyway, and differences in differences take it away only as far as those alike drift alike.

## A stepped wedge: four waves of five systems

`{wedge_design}`: the same policy begins in four waves of five systems, in April of 2018, 2019, 2020 and 2021. A wave's outcome is its mean over a
financial year, 2017/18 to 2021/22. The truth is the mean effect over all treated waves and years.

{wedge}

Waves that are not yet treated move by {wedge_spill:+.3f}. Effects grow with time since a wave's start, and two-way fixed effects compare later waves with earlier ones
that are still gaining (Goodman-Bacon 2021), so that the estimate is not the mean effect. The interval of fixed effects takes years of one wave as independent, which they are not.

## What to take from it

- An interval from one trial holds the truth as often as the table says, not 95 times in 100: five systems are few, and years of one system hang together.
- With a simulation one can ask for the design whose estimator comes nearest, before anybody is treated: change the systems, dates or outcomes in the two designs and run the
  program again.

`python3 experiments/trials/trials.py CONCORD` makes this page. Plans {plans}.
'''


def main():
    concord, threads = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2
    with tempfile.TemporaryDirectory() as folder:
        found, plans, runs = {}, [], 0
        for name, estimate in (('pilot', pilot), ('stepped_wedge', lambda arms: stepped_wedge(arms, 4, 5))):
            merged = simulate(concord, os.path.join(HERE, name + '.yaml'), folder, threads)
            with h5py.File(merged, 'r') as file:
                plans.append(file.attrs['plan_digest'].decode())
            arms = outcomes(merged)
            runs = len(next(iter(arms['On'].values())))
            found[name] = estimate(arms)
    (pilots, pilot_truth, pilot_spill), (waves, wedge_truth, wedge_spill) = found['pilot'], found['stepped_wedge']
    text = PAGE.format(runs=runs, pilot_design='experiments/trials/pilot.yaml', wedge_design='experiments/trials/stepped_wedge.yaml',
                       pilot='\n'.join(table(pilots, pilot_truth)), wedge='\n'.join(table(waves, wedge_truth)),
                       pilot_spill=pilot_spill.mean(), wedge_spill=wedge_spill.mean(), plans=' and '.join(plans))
    with open(os.path.join(ROOT, 'docs', 'trials.md'), 'w', encoding='utf-8') as out:
        out.write(text)


if __name__ == '__main__':
    main()
