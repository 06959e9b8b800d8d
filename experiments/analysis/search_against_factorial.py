#!/usr/bin/env python3
"""`concord search` beside a factorial of twenty times the runs, on England: experiments/examples/search.yaml, five levers.

    search_against_factorial.py CONCORD FOLDER [THREADS]

Fixed beforehand: the policy of highest mean that costs at most BUDGET is taken from each, as its own runs have it, and both are
simulated again with the same fresh luck and settings. Prints a table for docs/decide.md."""
import csv
import os
import subprocess
import sys
import time

import h5py
import numpy

CONCORD, FOLDER = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
THREADS = sys.argv[3] if len(sys.argv) > 3 else '2'
HERE = os.path.dirname(os.path.abspath(__file__))
BUDGET = 20
LEVERS = {'duty.strength': (0, 1, 10), 'blueprint.strength': (0, 0.8, 10), 'support.central_capacity': (0, 12, 2),
          'support.peer_capacity': (0, 2.8, 3), 'pooling.floor': (0, 1, 5)}  # range, cost of one more
LEVELS, SETS, REPLICATES, FRESH_SETS, FRESH_REPLICATES = 5, 8, 4, 64, 8
SCENARIO, RETAINED = (os.path.join(HERE, '../..', path) for path in ('configs/england_2019.yaml', 'experiments/calibration/retained.csv'))


def concord(*arguments):
    subprocess.run([CONCORD, *arguments], check=True, cwd=FOLDER)


def sweep(name, axes, replicates, *options):
    with open(os.path.join(FOLDER, name + '.yaml'), 'w', encoding='utf-8') as out:
        out.write(f'sweep: 1\nscenario: {SCENARIO}\nset: {{quarters: 16}}\nbaseline: false\naxes:\n{axes}replicates: {replicates}\n'
                  'outcomes: {real: {measure: real, take: value at 2020/21 Q4}}\n')
    begun = time.monotonic()
    concord('sweep', name + '.yaml', '-o', name, '--threads', THREADS, '--quiet', *options)
    seconds = time.monotonic() - begun
    concord('merge', name, '-o', name + '.h5', '--force', '--quiet')
    with h5py.File(os.path.join(FOLDER, name + '.h5'), 'r') as file:
        coordinates = {axis: file['points/' + axis][:] for axis in LEVERS}
        return coordinates, file['outcomes/real'][:].reshape(len(coordinates['duty.strength']), replicates).mean(axis=1), seconds


def table(rows, header):
    with open(os.path.join(FOLDER, 'sets.csv'), 'w', encoding='utf-8', newline='') as out:
        csv.writer(out).writerows([header, *rows])


def main():
    os.makedirs(FOLDER, exist_ok=True)
    begun = time.monotonic()
    concord('search', os.path.join(HERE, '../examples/search.yaml'), '-o', 'search', '--threads', THREADS)
    search_seconds = time.monotonic() - begun
    with open(os.path.join(FOLDER, 'search/front.csv'), encoding='utf-8-sig') as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith('#')))
    today = {name: float(rows[-1][name]) for name in LEVERS}
    within = [row for row in rows[:-1] if float(row['cost_searched']) <= BUDGET]
    found = max(within, key=lambda row: float(row['effect_searched']))
    search_policy = {name: float(found[name]) for name in LEVERS}
    search_runs = 32 * 20 * SETS

    with open(RETAINED, encoding='utf-8') as file:
        retained = list(csv.reader(line for line in file if not line.startswith('#')))
    header, sets = retained[0], retained[1:]
    searched = [n * len(sets) // SETS for n in range(SETS)]
    others = [n for n in range(len(sets)) if n not in searched]
    table([sets[n] for n in searched], header)
    axes = ''.join(f'  {name}: {{from: {low}, to: {high}, steps: {LEVELS}}}\n' for name, (low, high, _) in LEVERS.items())
    coordinates, values, seconds = sweep('factorial', axes + '  set: {vectors: sets.csv}\n', REPLICATES)
    means = values.reshape(-1, SETS).mean(axis=1)
    policies = {name: coordinates[name][::SETS] for name in LEVERS}
    cost = sum(LEVERS[name][2] * (policies[name] - today[name]) for name in LEVERS)
    best = numpy.flatnonzero(cost <= BUDGET)[means[cost <= BUDGET].argmax()]
    factorial_policy = {name: policies[name][best] for name in LEVERS}

    table([sets[others[n * len(others) // FRESH_SETS]] for n in range(FRESH_SETS)], header)
    fresh = {}
    for name, policy in (('search', search_policy), ('factorial', factorial_policy)):
        axes = ''.join(f'  {lever}: [{int(value) if value.is_integer() else value!r}]\n'
                       for lever, value in ((k, float(v)) for k, v in policy.items()))
        fresh[name] = sweep('fresh_' + name, axes + '  set: {vectors: sets.csv}\n', FRESH_REPLICATES, '--seed', '12346')[1]
    difference = fresh['search'] - fresh['factorial']
    print(f'| | runs | seconds | runs a second | {" | ".join(LEVERS)} | cost | as its own runs have it | fresh |')
    print('|' + '---|' * (7 + len(LEVERS)))
    for name, runs, took, policy, own in (('search', search_runs, search_seconds, search_policy, float(found['effect_searched'])),
                                          ('factorial', len(values) * REPLICATES, seconds, factorial_policy, means[best])):
        spent = sum(LEVERS[k][2] * (v - today[k]) for k, v in policy.items())
        print(f'| {name} | {runs} | {took:.0f} | {runs / took:.0f} | {" | ".join(f"{v:.3g}" for v in policy.values())} | {spent:.1f} | {own:.1f} | '
              f'{fresh[name].mean():.2f} |')
    print(f'search less factorial on fresh luck: {difference.mean():+.2f} systems, standard error {difference.std(ddof=1) / len(difference) ** 0.5:.2f}')


if __name__ == '__main__':
    main()
