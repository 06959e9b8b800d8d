#!/usr/bin/env python3
"""Predicts 2018/19 for single trusts, councils and the nation, from a start in April 2018 and a posterior that knows nothing later.

    predict.py PROGRAM [THREADS]     # PROGRAM: build/release/bin/concord, say; some five minutes on two cores
    predict.py PROGRAM --again OUT   # only the predictions, of fewer runs from the settings that are kept, into the file OUT

1. Draws settings from a prior and runs the first year of configs/england_2017.yaml with each, from the accounts of 2016/17.
2. Moves them towards the facts of 2017/18 (panel_facts.csv, prediction_facts.csv) by sequential Monte Carlo: prediction_settings.csv.
3. Runs 2018/19 with these from the accounts of 2017/18 (configs/england_2017/build_tables.py --start 2018).
4. Writes predictions_2018_19.csv, and results/predicted.csv: the forecast of 2017/18 in the same way, from 2016/17 and facts up to March 2017,
   beside what happened.

What a year as a whole does to margins (prices, tariffs) is drawn anew in each year, as the years before it differed. No figure after March
2018 is read. All results are simulated, not observed. Needs NumPy, SciPy and h5py.
"""
import argparse
import csv
import os
import re
import subprocess
import sys
import tempfile

import numpy as np
from scipy import stats

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from forecast_fit import (CONFIGS, ESTIMATED, KEPT, MOVES, POINTS, REPLICATES, SEED, UNIFORM, Facts, Fit, Prior, Year, ccg_move,  # noqa: E402
                          simulate)
from forecast_scores import Delays, chances, growth_of_income, of_nation, scored_councils, scored_nation, scored_trusts, three  # noqa: E402
from ladder import rows as rows_of  # noqa: E402
from panel_tables import Results, read  # noqa: E402
from trust_process import YEARS  # noqa: E402

FUND_2018_19 = 2450  # £m, shared between types as that of 2017/18 was; configs/england_2019/fund.csv has the source
SCENARIO = """concord: 1
title: England {year} from the accounts of the year before
extends: {england}
quarters: 4
record: organisations
changes: []
"""
SETTINGS = os.path.join(HERE, 'prediction_settings.csv')


def scenarios(folder):
    """Paths of the first years from April 2017 and from April 2018."""
    tables, england = os.path.join(folder, 'england_2018'), os.path.join(CONFIGS, 'england_2017.yaml')
    subprocess.run([sys.executable, '-B', os.path.join(CONFIGS, 'england_2017', 'build_tables.py'), '--start', '2018', '--out', tables], check=True)
    paid = {row['sector']: float(row['gbp_m']) for row in read('panel/source/fund.csv') if row['financial_year'] == '2017/18'}
    rates = {'acute': 3.5, 'mental_health': 1.4, 'community': 1.2, 'ambulance': 1.2, 'specialist': 2.0}  # at 1, per cent of turnover (docs/ODD.md, 4.7)
    turnover = dict.fromkeys(rates, 0.0)
    for row in rows_of(os.path.join(tables, 'trusts.csv')):
        turnover[row['type']] += float(row['turnover_gbp_m'])
    whole = sum(paid[kind] for kind in rates)
    fund = ', '.join(f'{kind}: {FUND_2018_19 * paid[kind] / whole / (rate / 100 * turnover[kind]):.3f}' for kind, rate in rates.items())
    # Fourteen systems were designated by May 2018; the CCGs are those of that April already, and had a fund of their own.
    later = f'''world: {{tables: {tables}}}
start: 2018/19 Q1
parameters:
  fund_by_year: {{{fund}, ccg: 1}}
  designation: {{first_wave_date: 2018/19 Q1, first_wave_systems: 14, second_wave_date: 2018/19 Q2, second_wave_systems: 0}}
  mergers: {{earliest: 2019/20 Q1}}
'''
    out = []
    for name, year, more in (('2017_18', '2017/18', ''), ('2018_19', '2018/19', later)):
        out.append(os.path.join(folder, f'{name}.yaml'))
        with open(out[-1], 'w', encoding='utf-8') as file:
            file.write(SCENARIO.format(year=year, england=england) + more)
    return out


def forecast(program, scenario, rows, last, threads, every=1, replicates=REPLICATES):
    """Runs of the year after `last` with settings, the move of the year drawn anew; `every` takes each so manieth setting."""
    prior, random, numbers = Prior(last), np.random.RandomState(SEED + 1), range(0, len(rows), every)
    rows = [[*row[:-len(MOVES)], *(prior.move(group, random.uniform()) for group in MOVES)] for row in rows]
    settings = [prior.setting(rows[n]) for n in numbers]
    if last == YEARS[-1]:  # of CCGs too few years are known before
        sd, n = ccg_move()
        moves = sd * np.sqrt(1 + 1 / n) * stats.t.ppf(random.uniform(size=len(rows)), n - 1)
        for setting, move in zip(settings, moves[::every]):
            setting['finance.ccg_improvement'] += round(float(move), 4)
    return Year.together(simulate(program, scenario, settings, replicates, [50_000 + n for n in numbers], threads, Year))


def predictions(year, delays):
    """Rows of predictions_2018_19.csv."""
    growth, out = growth_of_income(), []
    trusts = year.of['trust']
    balance = growth * year.balance[:, :, trusts].sum(axis=1)
    deficit, missed = (np.clip(chances(event), .001, .999) for event in (balance < 0, year.against[:, 3, trusts] < 0))
    for n, trust in enumerate(trusts):
        code = year.code[trust]
        out += [['trust', code, 'deficit', 'probability', '', '', '', f'{deficit[n]:.3f}'],
                ['trust', code, 'surplus', '£m', *(f'{x:.2f}' for x in three(balance[:, n])), ''],
                ['trust', code, 'missed_plan', 'probability', '', '', '', f'{missed[n]:.3f}']]
    middle, sd = delays.forecast()
    known = {code: n for n, code in enumerate(delays.code)}
    for council in year.of['council']:
        code = year.code[council]
        # Two councils have no figures: as the median one, as uncertain as the least certain.
        m, s = (middle[known[code]], sd[known[code]]) if code in known else (np.median(middle), sd.max())
        out.append(['council', code, 'social_care_delay', 'ratio', *(f'{np.exp(m + z * s):.3f}' for z in (0, *stats.norm.ppf([.05, .95]))), ''])
    return out + [['nation', 'England', name, unit, *(f'{x:.1f}' for x in three(draws)), ''] for name, unit, draws in of_nation(year, growth)]


def write(path, header, rows, note=''):
    with open(path, 'w', encoding='utf-8', newline='') as file:
        file.write(note)
        out = csv.writer(file, lineterminator='\n')
        out.writerow(header)
        out.writerows(rows)


def kept():
    """Rows of the prior out of prediction_settings.csv, without moves."""
    with open(SETTINGS, encoding='utf-8') as file:
        return [[float(x) for x in row.values()] + [0.0] * len(MOVES) for row in csv.DictReader(line for line in file if line[0] != '#')]


def fit_all(program, model, scenario, threads):
    """Writes prediction_settings.csv and results/predicted.csv."""
    facts, results = Facts(), Results()
    fit = Fit(program, scenario, threads, facts)
    early, rows = (fit.towards(until, results) for until in (2017, 2018))
    names = [*UNIFORM, *ESTIMATED]
    write(SETTINGS, names, [[f'{x:.4g}' for x in row[:len(names)]] for row in rows], f'# {KEPT} settings of equal weight, fitted to facts up to March '
          f'2018 by predict.py: seed {SEED}, {REPLICATES} runs each, model {model}. Growth is a share a year. Simulated, not observed.\n')
    results.add('fit.settings', POINTS, unit='number', digits=0)
    year, growth = forecast(program, scenario, early, '2016/17', threads), growth_of_income()
    scored_trusts(results, year, growth)
    scored_councils(results, year)
    scored_nation(results, year, growth, facts)
    write(os.path.join(HERE, 'results', 'predicted.csv'), ['name', 'value', 'low', 'high', 'unit', 'years', 'n', 'method'], results.rows,
          '# The forecast of 2017/18 from 2016/17 and facts up to March 2017 beside what happened, made by predict.py. low and high: 90% interval.\n')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('program')
    parser.add_argument('threads', nargs='?', type=int, default=1)
    parser.add_argument('--again', metavar='OUT', help='only the predictions, from every fourth setting that is kept, into OUT')
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    with tempfile.TemporaryDirectory() as folder:
        first, second = scenarios(folder)
        if not options.again:
            version = subprocess.run([program, '--version'], check=True, capture_output=True, text=True).stdout
            fit_all(program, re.search(r'behaviour digest (\w+)', version)[1], first, options.threads)
        year = forecast(program, second, kept(), '2017/18', options.threads, *((4, 4) if options.again else ()))
    write(options.again or os.path.join(HERE, 'predictions_2018_19.csv'), ['kind', 'code', 'quantity', 'unit', 'median', 'p05', 'p95', 'probability'],
          predictions(year, Delays('2017/18')))


if __name__ == '__main__':
    main()
