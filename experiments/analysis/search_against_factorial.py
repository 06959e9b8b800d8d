#!/usr/bin/env python3
"""`concord search` beside a factorial of twenty times the runs, on England: experiments/examples/search.yaml, five levers.

    search_against_factorial.py CONCORD FOLDER [THREADS]

Fixed beforehand: the example as it stands, whose runs are at most a twentieth of the factorial's with all that it spends to choose and to
judge again; the policy it chooses, and the factorial's policy of highest mean that costs no more than the example's budget. Each search and
each factorial has luck of its own. All policies are simulated again in sets that neither met, with the same luck, which neither had.
Prints a table for docs/decide.md."""
import csv
import itertools
import os
import re
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
LEVELS, SETS, REPLICATES, FRESH_SETS, FRESH_REPLICATES, FRESH_SEED = 5, 8, 4, 64, 8, '54321'
SEARCHES, FACTORIALS = 8, 4
SCENARIO, RETAINED, EXAMPLE = (os.path.join(HERE, '../..', path) for path in (
    'configs/england_2019.yaml', 'experiments/calibration/retained.csv', 'experiments/examples/search.yaml'))


def concord(*arguments):
    return subprocess.run([CONCORD, *arguments], check=True, cwd=FOLDER, stdout=subprocess.PIPE, text=True).stdout


def table(name, header, rows):
    with open(os.path.join(FOLDER, name), 'w', encoding='utf-8', newline='') as out:
        csv.writer(out).writerows([header, *rows])


def sweep(name, axes, replicates, seed):
    """Runs of every point; a folder that is there already is gone on with."""
    with open(os.path.join(FOLDER, name + '.yaml'), 'w', encoding='utf-8') as out:
        out.write(f'sweep: 1\nscenario: {SCENARIO}\nset: {{quarters: 16}}\nbaseline: false\naxes:\n{axes}replicates: {replicates}\n'
                  'outcomes: {real: {measure: real, take: value at 2020/21 Q4}}\n')
    concord('sweep', name + '.yaml', '-o', name, '--threads', THREADS, '--quiet', '--seed', seed)
    concord('merge', name, '-o', name + '.h5', '--force', '--quiet')
    with h5py.File(os.path.join(FOLDER, name + '.h5'), 'r') as file:
        coordinates = {axis: file['points/' + axis][:] for axis in file['points'] if axis in LEVERS}
        return coordinates, file['outcomes/real'][:].reshape(-1, replicates).mean(axis=1)


def searched(number):
    """The chosen policy, what its own runs say (those of the search and those that were kept to choose) and runs in all."""
    with open(EXAMPLE, encoding='utf-8') as file:
        text = file.read().replace('../../configs/england_2019.yaml', SCENARIO).replace('../calibration/retained.csv', 'sets.csv')
    with open(os.path.join(FOLDER, f'search{number}.yaml'), 'w', encoding='utf-8') as out:
        out.write(text.replace('method: latin_hypercube,', f'method: latin_hypercube, seed: {100 + number},'))
    folder = f'search{number}'
    concord('search', folder + '.yaml', '-o', folder, '--threads', THREADS, '--seed', str(1000 * (1 + number)))
    with open(os.path.join(FOLDER, folder, 'search.html'), encoding='utf-8') as file:
        runs = int(re.search(r'In all ([\d,]+) runs', file.read())[1].replace(',', ''))
    with open(os.path.join(FOLDER, folder, 'front.csv'), encoding='utf-8-sig') as file:
        chosen, = (row for row in csv.DictReader(line for line in file if not line.startswith('#')) if row['chosen'] == '1')
    return {name: float(chosen[name]) for name in LEVERS}, float(chosen['effect_searched']), runs


def factorial(number, header, sets, today):
    """The policy of highest mean within the budget, that mean, and runs in all."""
    table(f'factorial{number}.csv', header, [sets[(n * len(sets) + number * len(sets) // 2) // SETS % len(sets)] for n in range(SETS)])
    axes = ''.join(f'  {name}: {{from: {low}, to: {high}, steps: {LEVELS}}}\n' for name, (low, high, _) in LEVERS.items())
    coordinates, values = sweep(f'factorial{number}', axes + f'  set: {{vectors: factorial{number}.csv}}\n', REPLICATES, str(1000 * (1 + number) + 500))
    means = values.reshape(-1, SETS).mean(axis=1)
    policies = {name: coordinates[name][::SETS] for name in LEVERS}
    within = cost_of(policies, today) <= BUDGET
    best = numpy.flatnonzero(within)[means[within].argmax()]
    return {name: float(policies[name][best]) for name in LEVERS}, means[best], len(values) * REPLICATES


def cost_of(policy, today):
    return sum(LEVERS[name][2] * (policy[name] - today[name]) for name in LEVERS)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    with open(RETAINED, encoding='utf-8') as file:
        header, *retained = csv.reader(line for line in file if not line.startswith('#'))
    fresh = [n * len(retained) // FRESH_SETS for n in range(FRESH_SETS)]
    sets = [row for n, row in enumerate(retained) if n not in fresh]
    table('sets.csv', header, sets)
    table('fresh.csv', header, [retained[n] for n in fresh])

    begun = time.monotonic()
    found = {('search', n): searched(n) for n in range(SEARCHES)}
    seconds = {'search': time.monotonic() - begun}
    with open(os.path.join(FOLDER, 'search0/front.csv'), encoding='utf-8-sig') as file:
        *_, scenario = csv.DictReader(line for line in file if not line.startswith('#'))
    today = {name: float(scenario[name]) for name in LEVERS}
    begun = time.monotonic()
    found.update({('factorial', n): factorial(n, header, sets, today) for n in range(FACTORIALS)})
    seconds['factorial'] = time.monotonic() - begun

    table('policies.csv', list(LEVERS), [[int(v) if v.is_integer() else v for v in policy.values()] for policy, _, _ in found.values()])
    axes = '  policy: {vectors: policies.csv}\n  set: {vectors: fresh.csv}\n'
    values = dict(zip(found, sweep('fresh', axes, FRESH_REPLICATES, FRESH_SEED)[1].reshape(len(found), FRESH_SETS)))

    print(f'| | runs | {" | ".join(LEVERS)} | cost | as its own runs have it | fresh |')
    print('|' + '---|' * (5 + len(LEVERS)))
    for key, (policy, own, runs) in found.items():
        print(f'| {key[0]} {key[1] + 1} | {runs} | {" | ".join(f"{v:.3g}" for v in policy.values())} | {cost_of(policy, today):.1f} | {own:.1f} | '
              f'{values[key].mean():.2f} |')
    means = {kind: numpy.mean([v for key, v in values.items() if key[0] == kind], axis=0) for kind in ('search', 'factorial')}
    for name, difference in [('all searches less all factorials', means['search'] - means['factorial'])] + [
            (f'search {n + 1} less factorial {m + 1}', values['search', n] - values['factorial', m])
            for n, m in itertools.product(range(SEARCHES), range(FACTORIALS))]:
        print(f'{name}: {difference.mean():+.2f} systems, standard error over sets {difference.std(ddof=1) / len(difference) ** 0.5:.2f}')
    print({kind: round(seconds[kind]) for kind in seconds}, 'seconds')


if __name__ == '__main__':
    main()
