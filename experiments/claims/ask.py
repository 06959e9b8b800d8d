#!/usr/bin/env python3
"""Asks the default England about the claims of claims.csv, by answers.csv.

    ask.py PROGRAM                       # PROGRAM: build/check/bin/concord, say; writes results.csv; three minutes of processor time
    ask.py PROGRAM C09 C10               # these alone, printed
    ask.py PROGRAM --runs 40 --seed 3    # other runs, printed; --table FILE writes them as well

Inputs that name bodies (`named`) are those of the scenario, without those that state the answer (arms.csv). experiments/pages/fill_pages.py makes the table of docs/claims.md of results.csv.
Needs NumPy, SciPy and h5py.
"""
import argparse
import csv
import os
import sys
import tempfile

import numpy as np
from scipy import stats

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from runs import Runs  # noqa: E402

SCENARIO = os.path.join(os.path.dirname(os.path.dirname(HERE)), 'configs', 'england_2019.yaml')
RUNS, SEED, LIKELY = 1000, 2, 2 / 3
COLUMNS = ('claim', 'asks', 'grade', 'probability', 'median', 'p05', 'p95', 'mean', 'low', 'high', 'runs')


def rows(name):
    with open(os.path.join(HERE, name), encoding='utf-8', newline='') as file:
        return list(csv.DictReader(line for line in file if not line.startswith('#')))


def quarter_number(label):
    """Counted from 2017/18 Q1, as runs begin."""
    return 4.0 * (int(label[:4]) - 2017) + int(label[-1]) - 1


def judge(kind, probability, inside, interval):
    """Green, amber or red, by the limits at the head of answers.csv. inside: `published` lies in the middle 90%; interval: of the mean."""
    if kind == 'aside':
        return ''
    if kind == 'figure':
        return 'red' if not inside or probability <= 1 - LIKELY else 'green' if probability >= LIKELY else 'amber'
    clear = {'green': kind != 'effect' or interval[0] > 0, 'red': kind != 'effect' or interval[1] < 0}
    return next((grade for grade, likely in (('green', probability >= LIKELY), ('red', probability <= 1 - LIKELY)) if likely and clear[grade]), 'amber')


def answer(row, asked):
    """A row of results.csv."""
    # The project's own table; NumPy imports parts of itself when they are first used.
    values = np.asarray(eval(row['how'], {'__builtins__': {'__import__': __import__}}, asked.names()), float)
    known = values[~np.isnan(values)]
    if len(known) < 2:
        raise SystemExit(f"{row['claim']}, {row['asks']}: hardly any run has a value")
    number = quarter_number if row['unit'] == 'quarter' else float
    p05, median, p95 = np.quantile(known, [.05, .5, .95])
    half = stats.t.ppf(.975, len(known) - 1) * stats.sem(known)
    interval = (known.mean() - half, known.mean() + half)
    if row['kind'] == 'figure':
        least, most = (number(row[end]) if row[end] else other for end, other in (('low', -np.inf), ('high', np.inf)))
        probability, inside = np.mean((known >= least) & (known <= most)), p05 <= number(row['published']) <= p95
    else:
        probability = known.mean() if row['kind'] in ('share', 'rank') else np.mean((known > 0) + .5 * (known == 0))
        inside = None
    shown = [f'{value:.4g}' for value in (probability, median, p05, p95, known.mean(), *interval)]
    return dict(zip(COLUMNS, (row['claim'], row['asks'], judge(row['kind'], probability, inside, interval), *shown, str(len(known)))))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('program')
    parser.add_argument('claims', nargs='*', help='such as C09; all if none is named')
    parser.add_argument('--runs', type=int, default=RUNS)
    parser.add_argument('--seed', type=int, default=SEED)
    parser.add_argument('--threads', default='2')
    parser.add_argument('--scenario', default=SCENARIO)
    parser.add_argument('--table', help='where results go')
    options = parser.parse_args()
    told = {row['id']: row for row in rows('claims.csv')}
    for claim in options.claims:
        if claim not in told:
            parser.error(f'there is no claim {claim}; they are C01 to C{len(told)}')
        if told[claim]['status'] != 'asked':
            print(f"{claim} is not asked ({told[claim]['status']}): {told[claim]['why']}")
    with tempfile.TemporaryDirectory() as folder:
        asked = Runs(os.path.abspath(options.program), os.path.abspath(options.scenario), {row['arm']: row for row in rows('arms.csv')}, folder,
                     options.runs, options.seed, options.threads)
        results = []
        for row in rows('answers.csv'):
            if options.claims and row['claim'] not in options.claims:
                continue
            results.append(answer(row, asked))
            print(f"{row['claim']} {results[-1]['grade']:5}  {told[row['claim']]['statement']}: {row['asks']}\n          "
                  f"{row['kind']} {row['unit']}: {row['published'] and 'published ' + row['published'] + ', '}probability {results[-1]['probability']}, "
                  f"median {results[-1]['median']}, 90% of runs {results[-1]['p05']} to {results[-1]['p95']}, "
                  f"mean {results[-1]['mean']} [{results[-1]['low']}, {results[-1]['high']}]; {results[-1]['runs']} runs, simulated", flush=True)
        whole = not options.claims and (options.runs, options.seed, options.scenario) == (RUNS, SEED, SCENARIO)
        table = options.table or (os.path.join(HERE, 'results.csv') if whole else None)
        if table is None:
            return
        told_by = {name: asked.file().attrs[name].decode() for name in ('concord_version', 'model_digest', 'scenario_digest')}
    with open(table, 'w', encoding='utf-8', newline='') as file:
        file.write(f"# Made by experiments/claims/ask.py: simulated, not observed. configs/{os.path.basename(options.scenario)}, {options.runs} runs an arm, "
                   f"seed {options.seed}, version {told_by['concord_version']}, model {told_by['model_digest']}, scenario {told_by['scenario_digest']}.\n")
        out = csv.DictWriter(file, COLUMNS, lineterminator='\n')
        out.writeheader()
        out.writerows(results)


if __name__ == '__main__':
    main()
