#!/usr/bin/env python3
"""How well the model says which body does what, beside one-line rivals that need no model: the tables of docs/skill.md.

    skill.py PROGRAM [THREADS] [--scenario FILE] [--out DIR]     # PROGRAM: build/release/bin/concord, say; two minutes

Runs the default England (configs/england_2019.yaml) and its first year, and writes results/skill.csv: a row for every question, group and score, with
the 90% interval of the bootstrap over bodies. experiments/pages/fill_pages.py puts them into the page. Bodies are compared with the panel
(configs/england_2019/panel) and approved.csv; nothing here is an input. Simulated, not observed. Needs NumPy, SciPy and h5py.
"""
import argparse
import os
import subprocess
import sys
import tempfile

import h5py
import numpy as np
from scipy import stats

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
CONFIGS = os.path.join(os.path.dirname(os.path.dirname(HERE)), 'configs')
sys.path[:0] = [HERE, os.path.join(CONFIGS, 'england_2019')]
import ladder  # noqa: E402
from panel_tables import DRAWS, Results, Trusts, generator, read  # noqa: E402
from forecast_scores import Delays, chances, crps, growth_of_income, normal_crps  # noqa: E402
from predict import write  # noqa: E402
from trust_process import LAST, auc  # noqa: E402

YEAR_RUNS, RUNS, SEED = 1000, 2000, 29
# Quarter by which a wave was approved, with the quarter before which it was not. Wave 6 is the deadline.
WAVES = {1: ('2017/18 Q2', None), 2: ('2018/19 Q1', '2017/18 Q4'), 3: ('2019/20 Q1', '2018/19 Q4'), 4: ('2020/21 Q1', '2019/20 Q4'),
         5: ('2020/21 Q3', '2020/21 Q1')}
# Whether names are known is the question, so that no body is named (docs/ODD.md, 4.30).
ALL = 'concord: 1\nextends: {scenario}\nnamed: []\n'
FIRST_YEAR = ALL + 'title: First year\nquarters: 4\nchanges: []\n'


class Scores:
    """Rows of skill.csv: question.group.score."""
    def __init__(self):
        self.results, self.random = Results(), generator(SEED)

    def add(self, name, columns, score, digits=3, unit='', method='runs of the model'):
        """A score of columns of equal length, one row a body, and its interval when bodies are drawn again."""
        columns = [np.asarray(column, float) for column in columns]
        n, drawn = len(columns[0]), []
        while len(drawn) < DRAWS:
            at = self.random.randint(0, n, n)
            one = score(*(column[at] for column in columns))
            if np.isfinite(one):
                drawn.append(one)
        self.results.add(name, score(*columns), np.quantile(drawn, [.05, .95]), unit, '', n, method, digits)

    def number(self, name, value, interval=(None, None), unit='', n='', method='', digits=0):
        self.results.add(name, value, interval, unit, '', n, method, digits)

    def told(self, question, happened, chance, rivals, base=None):
        """Which bodies did something: AUC and Brier score of chances, AUC of rivals (higher = more likely), Brier score of the base rate, and
        how far chances lie apart."""
        happened = np.asarray(happened, float)
        rate = happened.mean() if base is None else base
        self.number(f'{question}.events', happened.sum(), n=len(happened))
        self.add(f'{question}.auc', (chance, happened), ranked)
        self.add(f'{question}.brier', (chance, happened), lambda p, y: np.mean((p - y) ** 2))
        self.add(f'{question}.brier.base', (happened,), lambda y: np.mean((rate - y) ** 2), method='the base rate')
        self.add(f'{question}.gain', (chance, happened), lambda p, y: np.mean((rate - y) ** 2) - np.mean((p - y) ** 2),
                 method='Brier score of the base rate less that of the model')
        self.number(f'{question}.base', rate, unit='share', digits=3)
        self.number(f'{question}.chances', np.mean(chance), np.quantile(chance, [.05, .95]), 'share', digits=3, method='over bodies')
        for rival, score in rivals.items():
            known = np.isfinite(score)
            self.add(f'{question}.auc.{rival}', (np.asarray(score)[known], happened[known]), ranked, method=rival)


def ranked(score, happened):
    """AUC; nan where all or none are events."""
    return auc(score, happened > 0) if 0 < happened.sum() < len(happened) else np.nan


def deficits(scores, year):
    trusts = Trusts()
    before, real = trusts.margin[:, LAST], trusts.margin[:, LAST + 1]
    known = np.isfinite(before) & np.isfinite(real)
    code = [text.decode() for text in year['tables/organisations/code'][:]]
    at = np.array([code.index(one) for one in trusts.code])[known]
    budget = year['tables/organisations/budget'][:][at]
    margin = 100 * year['organisations/balance'][:].sum(axis=1)[:, at] / budget
    real, before, sector, income = real[known], before[known], trusts.sector[known], trusts.income[known]
    chance = chances(margin < 0)
    for group, own in (('all', sector != ''), ('acute', sector == 'acute'), ('others', sector != 'acute')):
        scores.told(f'deficit.{group}', real[own] < 0, chance[own], {'persistence': -before[own], 'size': income[own, LAST],
                                                                   'sector': (sector[own] == 'acute').astype(float)} if group == 'all' else
                    {'persistence': -before[own], 'size': income[own, LAST]})
        scores.add(f'deficit.{group}.brier.persistence', (before[own] < 0, real[own] < 0), lambda p, y: np.mean((p - y) ** 2), method='deficit of last year')
        scores.add(f'margin.{group}.crps', (crps(margin[:, own], real[own]),), np.mean, 2, 'pp')
        scores.add(f'margin.{group}.crps.persistence', (np.abs(real[own] - before[own]),), np.mean, 2, 'pp', 'margin of last year')
        low, high = np.quantile(margin[:, own], [.05, .95], axis=0)
        scores.add(f'margin.{group}.held', ((low <= real[own]) & (real[own] <= high),), np.mean, 2, 'share')
    money, actual = growth_of_income() * margin * budget / 100, real * income[:, LAST + 1] / 100
    last = before * income[:, LAST] / 100
    for name, count in (('gross_deficits', lambda x: np.maximum(-x, 0).sum(axis=-1)), ('gross_surpluses', lambda x: np.maximum(x, 0).sum(axis=-1))):
        total(scores, name, count(money), count(actual), count(last), '£m', 0)
    total(scores, 'notch', notch(margin), notch(real), notch(before), 'per cent', 1)


def notch(margin):
    """Per cent of trusts with a margin of 0 to 0.5 pp."""
    return 100 * np.mean((margin >= 0) & (margin <= .5), axis=-1)


def total(scores, name, made, real, before, unit, digits):
    """One number for the nation: its range over runs, what it was, and CRPS beside last year's number, whose CRPS is its error."""
    scores.number(f'{name}.made', np.median(made), np.quantile(made, [.05, .95]), unit, len(made), 'runs of the model', digits)
    scores.number(f'{name}.real', real, unit=unit, digits=digits)
    scores.number(f'{name}.before', before, unit=unit, method='the year before', digits=digits)
    scores.number(f'{name}.crps', float(crps(made, real)), unit=unit, digits=digits)
    scores.number(f'{name}.crps.persistence', abs(before - real), unit=unit, method='the year before', digits=digits)


def refusals(scores, year):
    """Groups of trusts by margin of 2015/16: chances against how many were named in July 2016."""
    trusts, code = Trusts(), [text.decode() for text in year['tables/organisations/code'][:]]
    chance = 1 - year['organisations/accepted'][:, 3, :][:, [code.index(one) for one in trusts.code]].mean(axis=0)
    margin = trusts.margin[:, LAST - 1]
    limits = {'below_-8': (-np.inf, -8), '-8_to_-4': (-8, -4), '-4_to_-1': (-4, -1), '-1_to_1': (-1, 1), 'above_1': (1, np.inf)}
    happened, told, worse = [], [], []
    for row in read('panel/source/refusals.csv'):
        if row['kind'] != 'margin_2015_16':
            continue
        low, high = limits[row['group']]
        own, n, refused = (margin >= low) & (margin < high), int(row['of']), int(row['refused'])
        happened += [1] * refused + [0] * (n - refused)
        told += [chance[own].mean()] * n
        worse += [-low if np.isfinite(low) else 99] * n
    scores.told('refuses', np.array(happened), np.array(told), {'deeper_deficit': np.array(worse, float)})


def councils(scores, year):
    """Who is in the top quarter of days of 2017/18 a head, and the rank of all."""
    before, after = Delays('2016/17'), Delays('2017/18')
    kind, code = ([text.decode() for text in year[f'tables/organisations/{column}'][:]] for column in ('type', 'code'))
    at = [n for n, one in enumerate(kind) if one == 'council']
    own = (year['organisations/action'][:][:, :, at] == 0).mean(axis=1)
    order = [[code[n] for n in at].index(one) for one in before.code]
    own, real, last = own[:, order], after.level[:, after.last], before.level[:, before.last]
    top = real > np.quantile(real, .75)
    # Of a run: the quarter of councils that look after themselves most, ties shared.
    cut = np.quantile(own, .75, axis=1, keepdims=True)
    above, equal = own > cut, own == cut
    share = (.25 * own.shape[1] - above.sum(axis=1, keepdims=True)) / equal.sum(axis=1, keepdims=True)
    chance = (above + share * equal).mean(axis=0)
    people = {row['utla19cd']: float(row['population_2020_proj']) for row in read('source/councils.csv')}
    scores.told('delays', top, chance, {'persistence': last, 'size': np.array([people[one] for one in before.code])})
    for name, score in (('rank', own.mean(axis=0)), ('rank.persistence', last)):
        scores.add(f'delays.{name}', (score, real), lambda x, y: stats.spearmanr(x, y)[0], method='runs of the model' if name == 'rank' else 'last year')
    middle, sd = before.forecast()
    scores.add('delays.crps.panel', (normal_crps(middle, sd, real - last),), np.mean, method='last year and its last quarter', unit='log')
    scores.add('delays.crps.persistence', (np.abs(real - last),), np.mean, method='last year', unit='log')


def systems_of(run):
    """Rivals, one value a system: rating of July 2017, position (margin before the fund), short waits, people."""
    code = [text.decode() for text in run['tables/systems/code'][:]]
    panel = {row['code']: row for row in read('panel/systems.csv')}
    rating = np.nan_to_num(run['tables/systems/relationship'][:])
    position = np.array([float(panel[one]['margin_before_fund_2016_17_pct']) for one in code])
    waits = -np.array([float(panel[one]['pressure_z']) for one in code])
    return code, {'rating': rating, 'position': position, 'waits': waits, 'size': run['tables/systems/population'][:].astype(float)}


def share_of(waiting, then):
    """Of the runs in which a system was waiting, those in which it was so then; never 0 or 1."""
    return ((then & waiting).sum(axis=0) + .5) / (waiting.sum(axis=0) + 1)


def approvals(scores, run):
    """Wave by wave, who of the systems not approved before; chances out of the runs in which a system was not approved before either."""
    code, rivals = systems_of(run)
    quarters = [text.decode() for text in run['quarters'][:]]
    wave = {row['system']: int(row['wave']) for row in ladder.rows(os.path.join(HERE, 'approved.csv'))}
    real = np.array([wave[one] for one in code])
    on = run['systems/designated'][:] > .5
    for number, (by, after) in WAVES.items():
        left = real >= number
        if (real == number).sum() < 2:
            continue
        then = on[:, quarters.index(by)]
        waiting = np.ones_like(then) if after is None else ~on[:, quarters.index(after)]
        chance = share_of(waiting, then)
        told = {name: value[left] for name, value in rivals.items()}
        scores.told(f'approved.{number}', real[left] == number, chance[left], told)
        if number == 1:  # the same of those of whom no rating is told
            blank = np.isnan(run['tables/systems/relationship'][:])
            scores.told('approved.1_unrated', real[blank] == 1, chance[blank], {name: rivals[name][blank] for name in ('position', 'waits', 'size')})
    left, late, waiting = real > 3, ~on[:, quarters.index('2020/21 Q4')], ~on[:, quarters.index('2019/20 Q4')]
    scores.told('approved.deadline', real[left] == 6, share_of(waiting, late)[left], {name: -value[left] for name, value in rivals.items()})
    date = np.where(on.any(axis=1), on.argmax(axis=1), len(quarters)).mean(axis=0)
    for name, score in (('rank', date), *((f'rank.{name}', -value) for name, value in rivals.items())):
        scores.add(f'approved.{name}', (score, real), lambda x, y: stats.spearmanr(x, y)[0], method='mean date' if name == 'rank' else name)


def mergers(scores, run):
    """Systems with several CCGs in April 2017: whether any merged by April 2019."""
    code, rivals = systems_of(run)
    quarters, ccgs = [text.decode() for text in run['quarters'][:]], run['systems/ccgs'][:]
    system, real = {row['code']: row['system'] for row in read('panel/ccgs.csv')}, set()
    for row in read('panel/source/ccg_mergers.csv'):
        if row['kind'] == 'merger' and row['date'] > '2017-04-01':
            real |= {system[part] for part in row['predecessors'].split(';')}
    number = ccgs[0, 0]
    several = number > 1
    chance = chances(ccgs[:, quarters.index('2019/20 Q1')] < ccgs[:, 0])
    told = {'number': number[several], 'position': rivals['position'][several], 'size': rivals['size'][several]}
    scores.told('merged', np.array([one in real for one in code])[several], chance[several], told)


def accepting(scores, run):
    """Who accepts a system control total in 2018/19, and who of these overspends: published as counts, so chances stand beside the base rate."""
    code, _ = systems_of(run)
    at = [text.decode() for text in run['quarters'][:]].index('2018/19 Q2')
    wave = {row['system']: int(row['wave']) for row in ladder.rows(os.path.join(HERE, 'approved.csv'))}
    first = np.array([wave[one] <= 2 for one in code])
    on, pooled, gap = (run[f'systems/{name}'][:, at] for name in ('designated', 'pooled_share', 'outturn_gap'))
    accepts, designated = (pooled > 0) & (on > .5), on > .5
    chance = accepts.sum(axis=0) / np.maximum(designated.sum(axis=0), 1)
    over = accepts & (gap < -.3)
    for name, counts, published, of in (('accepts', accepts.sum(axis=1), 8, 14), ('overspends', over.sum(axis=1), 3, 8)):
        scores.number(f'{name}.made', np.median(counts), np.quantile(counts, [.05, .95]), 'systems', len(counts), 'runs of the model')
        scores.number(f'{name}.real', published, unit='systems', n=of)
    scores.number('accepts.base', 8 / 14, unit='share', digits=3)
    scores.number('accepts.chances', chance[first].mean(), np.quantile(chance[first], [.05, .95]), 'share', int(first.sum()), 'over bodies', 3)
    overspends = over.sum(axis=0) / np.maximum(accepts.sum(axis=0), 1)
    scores.number('overspends.base', 3 / 8, unit='share', digits=3)
    scores.number('overspends.chances', overspends[first].mean(), np.quantile(overspends[first], [.05, .95]), 'share', int(first.sum()), 'over bodies', 3)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('program')
    parser.add_argument('threads', nargs='?', default='1')
    parser.add_argument('--scenario', default=os.path.join(CONFIGS, 'england_2019.yaml'))
    parser.add_argument('--out', default=os.path.join(HERE, 'results'))
    options = parser.parse_args()
    scores = Scores()
    with tempfile.TemporaryDirectory() as folder:
        for name, text, runs, record in (('year', FIRST_YEAR, YEAR_RUNS, 'organisations'), ('all', ALL, RUNS, 'systems')):
            scenario = os.path.join(folder, f'{name}.yaml')
            with open(scenario, 'w', encoding='utf-8') as file:
                file.write(text.format(scenario=os.path.abspath(options.scenario)))
            subprocess.run([options.program, 'run', scenario, '--replicates', str(runs), '--record', record, '--threads', options.threads, '--quiet',
                            '-o', os.path.join(folder, f'{name}.h5')], check=True)
        with h5py.File(os.path.join(folder, 'year.h5')) as year:
            for question in (deficits, refusals, councils):
                question(scores, year)
        with h5py.File(os.path.join(folder, 'all.h5')) as run:
            for question in (approvals, mergers, accepting):
                question(scores, run)
    write(os.path.join(options.out, 'skill.csv'), ['name', 'value', 'low', 'high', 'unit', 'years', 'n', 'method'], scores.results.rows,
          f'# Made by experiments/calibration/skill.py of {os.path.basename(options.scenario)}: {YEAR_RUNS} runs of its first year, {RUNS} of all. low '
          'and high: 90% interval of the bootstrap over bodies, or of runs. Simulated, not observed, but for `real`, `before` and rivals.\n')


if __name__ == '__main__':
    main()
