#!/usr/bin/env python3
"""Predicts 2018/19 for single trusts, councils and the nation, from a start in April 2018 and a posterior that knows nothing later.

    predict.py PROGRAM [THREADS]     # PROGRAM: build/release/bin/concord, say; a quarter of an hour on two cores
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
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import h5py
import numpy as np
from scipy import stats

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
CONFIGS = os.path.join(os.path.dirname(os.path.dirname(HERE)), 'configs')
sys.path[:0] = [HERE, os.path.join(CONFIGS, 'england_2019'), os.path.join(CONFIGS, 'england_2019', 'panel')]
import build_panel  # noqa: E402
import ladder  # noqa: E402
from panel_tables import DRAWS, Results, Trusts, generator, read  # noqa: E402
from trust_process import LAST, YEARS, auc  # noqa: E402

POINTS, KEPT, REPLICATES, SEED = 700, 200, 8, 18
TEMPERATURES = (.2, .5, 1, 1)  # of the likelihood, a round of moves each
# Ranges of what is assumed, most of them those of screening in docs/parameters.md. All defaults that calibration set and that act in a first year are
# among them, as figures of later years were used for it.
UNIFORM = {
    'sustainability_fund.signing_cost': (0, .5), 'sustainability_fund.signing_spread': (.1, .6), 'behaviour.optimism': (0, 1),
    'behaviour.perceived_uncertainty': (1, 2.5), 'control_total.ask_base': (0, .8), 'control_total.ask_share': (0, .35),
    'control_total.ask_cap': (1.2, 3.2), 'control_total.ratchet': (0, .6), 'finance.improvement': (.4, 1.6),
    'finance.recurrent_share': (.1, .8), 'finance.drift': (.2, 1), 'managed_accounts.trust_reach': (.3, 2.5),
    'managed_accounts.ccg_reach': (.1, 3), 'managed_accounts.within_year': (0, 1), 'managed_accounts.landing': (.02, .3),
    'managed_accounts.banked': (0, 1), 'surprises.quarterly_sd': (.5, 2), 'finance.ccg_margin': (-1, .2), 'finance.ccg_sd': (.3, 1.2),
    'finance.ccg_improvement': (-1, .9), 'sector_shocks.ccg_permanent': (.1, 1.5), 'behaviour.choice_precision': (1, 5),
    'relationships.social_weight_mean': (.05, .5), 'relationships.reciprocity': (.8, 3.2), 'pooling.quorum': (.5, 1), 'pooling.flexibility': (0, 1.4),
    'pooling.miss_cost': (0, 2), 'activity_income.extra_income': (.5, 2.5), 'break_even.weight': (0, 2), 'ladder.reward': (0, 1.8)}
# What the panel up to 2016/17 estimates (docs/estimates.md): parameter, its limits, and the estimate with its 90% interval.
ESTIMATED = {**{f'sector_shocks.{family}_{key}': (low, high, f'process.{family}.{name}') for family in ('acute', 'specialist', 'other')
                for key, name, low, high in (('permanent', 'scale', 0, 5), ('persistence', 'persistence', 0, 1), ('freedom', 'freedom', 1.5, 10),
                                             ('growth', 'growth', -.3, .4))},
             'sector_shocks.year_persistence_sd': (0, 1, 'year.slope'), 'sector_shocks.year_scale_sd': (0, 1, 'year.scale')}
# How the margin of a group moves in a year; not a parameter: fund_by_year.GROUP_prices makes up what a setting would do by itself.
MOVES = ('acute', 'other')
FUND_2018_19 = 2450  # £m, shared between types as that of 2017/18 was; configs/england_2019/fund.csv has the source
SCENARIO = """concord: 1
title: England {year} from the accounts of the year before
extends: {england}
quarters: 4
record: organisations
changes: []
"""
SETTINGS = os.path.join(HERE, 'prediction_settings.csv')
reading = Lock()  # HDF5 reads one file at a time


def ccg_move():
    """(standard deviation, years) of the net outturn of CCGs against plan from year to year, pp of allocations."""
    overspent = {row['period'].split()[0].replace('-', '/'): float(row['overspend_gbp_m']) for row in read('panel/source/ccgs_over_plan.csv')
                 if row['period'].endswith('outturn')}
    allocated = {year: sum(float(row['allocation_gbp_k']) for row in read('panel/source/ccg_allocations.csv') if row['financial_year'] == year) / 1000
                 for year in overspent}
    return np.std([100 * overspent[year] / allocated[year] for year in overspent], ddof=1), len(overspent)


class Prior:
    """Independent; a draw is a row of `names`, in the unit of the parameter."""
    def __init__(self, last):
        estimates = {row['name']: row for row in read('estimates.csv')}
        self.names = [*UNIFORM, *ESTIMATED, *MOVES]
        self.moves = yearly_moves(last)
        self.estimated = {}
        for name, (_, _, estimate) in ESTIMATED.items():
            row = estimates[estimate]
            unit = .01 if row['unit'].startswith('per cent') else 1
            value, low, high = (unit * float(row[x]) for x in ('value', 'low', 'high'))
            self.estimated[name] = value, (value - low) / stats.norm.ppf(.95), (high - value) / stats.norm.ppf(.95)

    def draw(self, random):
        out = []
        for name in self.names:
            if name in UNIFORM:
                out.append(random.uniform(*UNIFORM[name]))
            elif name in ESTIMATED:
                (low, high, _), (value, below, above) = ESTIMATED[name], self.estimated[name]
                z = random.randn()
                out.append(min(max(value + z * (above if z > 0 else below), low), high))
            else:
                out.append(self.move(name, random.uniform()))
        return np.array(out)

    def move(self, group, u):
        mean, sd, n = self.moves[group]
        return mean + sd * np.sqrt(1 + 1 / n) * stats.t.ppf(u, n - 1)

    def log_density(self, row):
        total = 0.0
        for name, x in zip(self.names, row):
            if name in UNIFORM:
                total += 0 if UNIFORM[name][0] <= x <= UNIFORM[name][1] else -np.inf
            elif name in ESTIMATED:
                (low, high, _), (value, below, above) = ESTIMATED[name], self.estimated[name]
                total += -.5 * ((x - value) / (above if x > value else below)) ** 2 if low <= x <= high else -np.inf
            else:
                mean, sd, n = self.moves[name]
                total += stats.t.logpdf((x - mean) / (sd * np.sqrt(1 + 1 / n)), n - 1)
        return total

    def setting(self, row):
        """{path: value}: prices make up what the setting's own savings and drift would not do of the year's move."""
        told = dict(zip(self.names, row))
        own = told['finance.recurrent_share'] * told['finance.improvement'] - told['finance.drift']
        for group in MOVES:
            told[f'fund_by_year.{group}_prices'] = told.pop(group) - own
        return {path: round(float(value), 4) for path, value in told.items()}


def yearly_moves(last):
    """{group: (mean, standard deviation, years)} of how the mean margin before the fund moved, into 2011/12 to `last`, pp."""
    trusts, accounts = Trusts(), build_panel.accounts()
    before = trusts.margin.copy()
    for year in ('2016/17', '2017/18'):
        rate = build_panel.fund_rates(build_panel.read('../trusts.csv'), accounts, year)
        before[:, YEARS.index(year)] -= [rate[sector] for sector in trusts.sector]
    steps = np.diff(before, axis=1)[:, :YEARS.index(last)]
    parts = [np.nanmean(steps[group], axis=0) for group in (trusts.sector == 'acute', trusts.sector != 'acute')]
    return {group: (part.mean(), part.std(ddof=1), len(part)) for group, part in zip(MOVES, parts)}


def scenarios(folder):
    """Paths of the first years from April 2017 and from April 2018."""
    tables, england = os.path.join(folder, 'england_2018'), os.path.join(CONFIGS, 'england_2017.yaml')
    subprocess.run([sys.executable, '-B', os.path.join(CONFIGS, 'england_2017', 'build_tables.py'), '--start', '2018', '--out', tables], check=True)
    paid = {row['sector']: float(row['gbp_m']) for row in read('panel/source/fund.csv') if row['financial_year'] == '2017/18'}
    rates = {'acute': 3.5, 'mental_health': 1.4, 'community': 1.2, 'ambulance': 1.2, 'specialist': 2.0}  # at 1, per cent of turnover (docs/ODD.md, 4.7)
    turnover = dict.fromkeys(rates, 0.0)
    for row in ladder.rows(os.path.join(tables, 'trusts.csv')):
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


class Year:
    """What the runs of one year say: runs x quarters x bodies, £m."""
    def __init__(self, file):
        organisations = file['tables/organisations']
        self.code, self.kind = ([text.decode() for text in organisations[column][:]] for column in ('code', 'type'))
        self.of = {kind: [n for n, one in enumerate(self.kind) if (one if one in ('ccg', 'council') else 'trust') == kind]
                   for kind in ('trust', 'ccg', 'council')}
        self.balance, self.against, self.accepted, action = (file[f'organisations/{column}'][:] for column in (
            'balance', 'against_plan', 'accepted', 'action'))
        self.own = (action[:, :, self.of['council']] == 0).mean(axis=1)
        self.fund = file['summary/fund_earned'][:].mean(axis=1)

    @classmethod
    def together(cls, years):
        out = cls.__new__(cls)
        out.code, out.kind, out.of = years[0].code, years[0].kind, years[0].of
        for name in ('balance', 'against', 'accepted', 'own', 'fund'):
            setattr(out, name, np.concatenate([getattr(year, name) for year in years]))
        return out


def simulate(program, scenario, settings, replicates, seed, threads, look):
    """[look(results)] of settings; number n has the seed `seed` + n."""
    def one(n):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'run.h5')
            sets = [part for item in settings[n].items() for part in ('--set', '{}={}'.format(*item))]
            subprocess.run([program, 'run', scenario, *sets, '--replicates', str(replicates), '--seed', str(seed + n), '--threads', '1', '--quiet',
                            '-o', path], check=True)
            with reading, h5py.File(path) as file:
                return look(file)
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, range(len(settings))))


class Facts:
    """Facts up to March 2018 and the same of runs of 2017/18."""
    def __init__(self):
        self.trusts, panel = ladder.published()
        judged, more = (ladder.rows(os.path.join(HERE, f'{name}.csv')) for name in ('panel_facts', 'prediction_facts'))
        self.names = [row['id'] for row in judged + more]
        self.value = np.array([panel[row['id']] for row in judged] + [float(row['fact']) for row in more])
        self.sd = np.array([np.hypot(float(row['observation']), float(row['discrepancy'])) for row in judged + more])
        # Refusals are those of July 2016.
        self.known = np.array([2017 if row['id'].startswith('refused') else 2018 for row in judged] + [int(row['known']) for row in more])

    def look(self, file):
        """runs x facts"""
        told, year = ladder.simulated(file, self.trusts)[0], Year(file)
        trusts, ccgs = (year.against[:, :, year.of[kind]] for kind in ('trust', 'ccg'))
        accepting = year.accepted[:, 3, year.of['trust']].mean(axis=1)
        over, net = (ccgs < 0).mean(axis=2), ccgs.sum(axis=2)
        told.update(missed_plan=(trusts[:, 3] < 0).mean(axis=1), net_against_plan=trusts[:, 3].sum(axis=1), fund_earned=year.fund,
                    trusts_accepting=accepting, trusts_accepting_before=accepting, ccg_net_december=net[:, 2], ccg_net_march=net[:, 3],
                    ccgs_over_september=over[:, 1], ccg_net_september=net[:, 1], ccg_net_december_before=net[:, 2],
                    ccgs_over_march_before=over[:, 3])
        return np.column_stack([told[name] for name in self.names])

    def log_likelihood(self, runs, luck, until=2018):
        """Of the mean over the runs of a setting, as the world ran once: `luck` is the variance of a run."""
        variance = self.sd ** 2 + luck * (1 + 1 / len(runs))
        return -.5 * (((runs.mean(axis=0) - self.value) ** 2 / variance)[self.known <= until]).sum()


def resampled(random, log_weights, count):
    """Indices in proportion to weights, evenly spaced, and the effective number of settings."""
    weights = np.exp(log_weights - log_weights.max())
    weights /= weights.sum()
    return np.searchsorted(np.cumsum(weights)[:-1], (random.uniform() + np.arange(count)) / count), 1 / (weights ** 2).sum()


def fitted(program, scenario, threads, facts):
    """Settings (rows of the prior) fitted to all facts, those fitted to what was known by March 2017, and the numbers of a table."""
    prior, random = Prior('2016/17'), np.random.RandomState(SEED)

    def runs_of(rows, seed):
        return simulate(program, scenario, [prior.setting(row) for row in rows], REPLICATES, seed, threads, facts.look)
    rows = np.array([prior.draw(random) for _ in range(POINTS)])
    runs = runs_of(rows, 10_000)
    luck = np.mean([one.var(axis=0, ddof=1) for one in runs], axis=0)
    early, effective = resampled(random, np.array([facts.log_likelihood(one, luck, 2017) for one in runs]), KEPT)
    told = [('fit.settings', POINTS), ('fit.effective.2017', effective)]
    early = rows[early]
    fit, before = np.array([facts.log_likelihood(one, luck) for one in runs]), 0
    for number, temperature in enumerate(TEMPERATURES):
        kept, effective = resampled(random, (temperature - before) * fit, KEPT)
        rows, fit, before = rows[kept], fit[kept], temperature
        # Moves along differences of other settings, of about a third of the parameters at a time (ter Braak, 2006).
        ahead, behind = (rows[random.permutation(KEPT)] for _ in range(2))
        chosen = random.uniform(size=rows.shape) < 1 / 3
        new = rows + chosen * (1.1 * (ahead - behind) / np.sqrt(chosen.sum(axis=1, keepdims=True) / 2) + .01 * rows.std(axis=0) * random.randn(*rows.shape))
        allowed = np.array([prior.log_density(row) for row in new])
        tried = np.flatnonzero(np.isfinite(allowed))
        found = np.full(KEPT, -np.inf)
        found[tried] = [facts.log_likelihood(one, luck) for one in runs_of(new[tried], 20_000 + 1_000 * number)]
        odds = temperature * (found - fit) + np.where(np.isfinite(allowed), allowed, 0) - [prior.log_density(row) for row in rows]
        taken = np.log(random.uniform(size=KEPT)) < odds
        rows, fit = np.where(taken[:, None], new, rows), np.where(taken, found, fit)
        told += [(f'fit.round_{number + 1}.different', len(np.unique(kept))), (f'fit.round_{number + 1}.moved', taken.mean())]
        print(told[-2:], f'effective {effective:.0f}, fit {np.median(fit):.1f}', flush=True)
    return rows, early, told


class Delays:
    """Days that social care delayed discharges, by council: how next year's differ from this year's, from all pairs of years up to `last`.

    log ratio = last quarter against the year, as a mean over councils, + a * (the council's own less that mean) + b * (log level less its mean)
    + what nobody foresaw of the nation (rms of the pairs) + of the council, more of small ones. What a simulated council chooses adds nothing
    to it (the slope `model` of results/predicted.csv); it starts from the same level.
    """
    def __init__(self, last):
        people = {row['utla19cd']: float(row['population_2020_proj']) for row in read('source/councils.csv')}
        days = {}
        for row in read('panel/source/council_delays.csv'):
            if row['code'] in people:
                days.setdefault(row['code'], np.zeros((len(YEARS), 4)))[YEARS.index(row['financial_year']), int(row['quarter']) - 1] += int(
                    row['days_social_care'])
        self.code, heads = sorted(days), np.array([people[code] for code in sorted(days)]) / 1000
        by_quarter = np.array([days[code] for code in self.code])
        first, self.last = YEARS.index('2014/15'), YEARS.index(last)
        self.days = by_quarter.sum(axis=2)
        self.level = np.log(self.days / heads[:, None] + build_panel.OFFSET)
        self.exit = np.log(4 * by_quarter[:, :, 3] / heads[:, None] + build_panel.OFFSET) - self.level
        pairs = range(first, self.last)
        x, y = (np.concatenate(part) for part in ([self.told(t) for t in pairs], [self.change(t) - self.change(t).mean() for t in pairs]))
        self.slopes = np.linalg.lstsq(x, y, rcond=None)[0]
        left, size = y - x @ self.slopes, np.log(np.concatenate([self.days[:, t] for t in pairs]) + 1)
        self.shape = np.polyfit(size, np.log(left ** 2), 1)[0]
        self.unit = (left ** 2).sum() / np.exp(self.shape * size).sum()
        self.nation = np.sqrt(np.mean([(self.change(t).mean() - self.exit[:, t].mean()) ** 2 for t in pairs]))

    def change(self, t):
        return self.level[:, t + 1] - self.level[:, t]

    def told(self, t):
        return np.column_stack([self.exit[:, t] - self.exit[:, t].mean(), self.level[:, t] - self.level[:, t].mean()])

    def forecast(self):
        """Median and standard deviation of the log ratio of the year after `last`."""
        t = self.last
        return (self.exit[:, t].mean() + self.told(t) @ self.slopes,
                np.sqrt(self.nation ** 2 + self.unit * np.exp(self.shape * np.log(self.days[:, t] + 1))))


def three(draws):
    return np.quantile(draws, [.5, .05, .95], axis=0)


def of_nation(year, growth):
    """[(quantity, unit, draws)]"""
    trusts, ccgs = growth * year.against[:, :, year.of['trust']], year.against[:, :, year.of['ccg']]
    balance = growth * year.balance[:, :, year.of['trust']].sum(axis=1)
    # Month 8 lies two thirds of the way through the third quarter.
    months = {'m6': ccgs[:, 1], 'm8': ccgs[:, 1] + 2 / 3 * (ccgs[:, 2] - ccgs[:, 1]), 'year': ccgs[:, 3]}
    return [*((f'adverse_q{q}', 'per cent', 100 * (trusts[:, q - 1] < 0).mean(axis=1)) for q in (2, 3)),
            ('missed_plan', 'per cent', 100 * (trusts[:, 3] < 0).mean(axis=1)),
            *((f'over_10m_q{q}', 'trusts', (trusts[:, q - 1] < -10).sum(axis=1)) for q in (2, 3)),
            *((f'ccgs_over_plan_{when}', 'CCGs', (gap < 0).sum(axis=1)) for when, gap in months.items()),
            *((f'ccg_gross_overspend_{when}', '£m', np.maximum(-gap, 0).sum(axis=1)) for when, gap in months.items()),
            *((f'gross_{name}', '£m', np.maximum(sign * balance, 0).sum(axis=1)) for name, sign in (('deficits', -1), ('surpluses', 1)))]


def chances(events):
    """Shares of runs, never 0 or 1."""
    return (events.sum(axis=0) + .5) / (len(events) + 1)


def growth_of_income():
    """Of the income of the median trust from one year to the next, as in the years of the panel: balances are of the income of the year before."""
    income = Trusts().income
    return float(np.mean(np.nanmedian(income[:, 1:] / income[:, :-1], axis=0)))


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


def crps(draws, real):
    """Of an ensemble, runs first: the mean absolute error less half the mean distance between runs."""
    ordered, n = np.sort(draws, axis=0), len(draws)
    ranks = (2 * np.arange(1, n + 1) - n - 1).reshape(-1, *[1] * (ordered.ndim - 1))
    return np.abs(draws - real).mean(axis=0) - (ranks * ordered).sum(axis=0) / n ** 2


def normal_crps(middle, sd, real):
    z = (real - middle) / sd
    return sd * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi))


def scored_trusts(results, year, growth):
    """The forecast of 2017/18 beside the accounts, and beside those of 2016/17 alone."""
    trusts, last = Trusts(), LAST
    known = np.isfinite(trusts.margin[:, last]) & np.isfinite(trusts.margin[:, last + 1])
    at = [year.code.index(code) for code in trusts.code]
    made = growth * year.balance[:, :, at].sum(axis=1)[:, known]
    real, before = (trusts.margin[known, t] * trusts.income[known, t] / 100 for t in (last + 1, last))
    low, high = np.quantile(made, [.05, .95], axis=0)
    rows = np.column_stack([real < 0, chances(made < 0), -trusts.margin[known, last], before < 0, (low <= real) & (real <= high), crps(made, real),
                            np.abs(before - real)])
    scores = {'auc': (3, lambda r: auc(r[:, 1], r[:, 0] > 0)), 'auc.persistence': (3, lambda r: auc(r[:, 2], r[:, 0] > 0)),
              'brier': (3, lambda r: np.mean((r[:, 1] - r[:, 0]) ** 2)), 'brier.persistence': (3, lambda r: np.mean((r[:, 3] - r[:, 0]) ** 2)),
              'brier.base': (3, lambda r: np.mean((r[:, 3].mean() - r[:, 0]) ** 2)), 'held': (2, lambda r: r[:, 4].mean()),
              'crps': (2, lambda r: r[:, 5].mean()), 'crps.persistence': (2, lambda r: r[:, 6].mean())}
    random = generator(SEED)
    for group, chosen in (('all', known[known]), ('acute', trusts.sector[known] == 'acute'), ('others', trusts.sector[known] != 'acute')):
        own = rows[chosen]
        drawn = [own[random.randint(0, len(own), len(own))] for _ in range(DRAWS)]
        for name, (digits, score) in scores.items():
            results.add(f'trusts.{group}.{name}', score(own), np.quantile([score(one) for one in drawn], [.05, .95]),
                        '£m' if 'crps' in name else 'share', '2017/18', len(own), 'runs of the model' if '.' not in name else 'accounts', digits)


def scored_councils(results, year):
    """Days of 2017/18 beside the forecast, beside the same days again, and what the model's choices add."""
    delays, after = Delays('2016/17'), Delays('2017/18')
    middle, sd = delays.forecast()
    real = after.change(after.last - 1)
    results.add('councils.held', np.mean(np.abs(real - middle) <= stats.norm.ppf(.95) * sd), unit='share', years='2017/18', n=len(real), method='last year')
    results.add('councils.crps', normal_crps(middle, sd, real).mean(), unit='log', years='2017/18', n=len(real), method='last year', digits=3)
    results.add('councils.crps.persistence', np.abs(real).mean(), unit='log', years='2017/18', n=len(real), method='the same days again', digits=3)
    for name, level in (('rank', delays.level[:, delays.last] + middle), ('rank.persistence', delays.level[:, delays.last])):
        results.add(f'councils.{name}', stats.spearmanr(level, after.level[:, after.last])[0], unit='rank correlation', years='2017/18', n=len(real),
                    method='last year')
    own = {year.code[n]: share for n, share in zip(year.of['council'], np.log(year.own.mean(axis=0)))}
    model = np.array([own[code] for code in delays.code])
    x = np.column_stack([np.ones(len(real)), delays.told(delays.last), model - model.mean()])
    slopes, left = np.linalg.lstsq(x, real, rcond=None)[:2]
    error = np.sqrt(left[0] / (len(real) - 4) * np.linalg.inv(x.T @ x)[3, 3])
    results.add('councils.model', slopes[3], slopes[3] + error * stats.norm.ppf([.05, .95]), 'slope of the log ratio', '2017/18', len(real),
                'log of the share of quarters in which it looks after itself')
    results.add('councils.model.rank', stats.spearmanr(model, after.level[:, after.last])[0], unit='rank correlation', years='2017/18', n=len(real),
                method='runs of the model')


def scored_nation(results, year, growth, facts):
    told = dict(zip(facts.names, facts.value))
    real = {'missed_plan': 100 * told['missed_plan'], 'ccgs_over_plan_year': told['ccgs_over_march'] * len(year.of['ccg']),
            'gross_deficits': told['gross_deficits'], 'gross_surpluses': told['gross_surpluses']}
    for name, unit, draws in of_nation(year, growth):
        middle, *interval = three(draws)
        results.add(f'nation.{name}', middle, interval, unit, '2017/18', len(draws), 'runs of the model', 1)
        if name in real:
            results.add(f'nation.{name}.real', real[name], unit=unit, years='2017/18', method='published or accounts', digits=1)


def forecast(program, scenario, rows, last, threads, every=1, replicates=REPLICATES):
    """Runs of the year after `last` with settings, the move of the year drawn anew; `every` takes each so manieth setting."""
    prior, random = Prior(last), np.random.RandomState(SEED + 1)
    for row in rows:
        row[-len(MOVES):] = [prior.move(group, random.uniform()) for group in MOVES]
    settings = [prior.setting(row) for row in rows]
    if last == YEARS[-1]:  # of CCGs too few years are known before
        sd, n = ccg_move()
        for setting in settings:
            setting['finance.ccg_improvement'] += round(sd * np.sqrt(1 + 1 / n) * stats.t.ppf(random.uniform(), n - 1), 4)
    settings = settings[::every]
    return Year.together(simulate(program, scenario, settings, replicates, 50_000, threads, Year))


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
    rows, early, told = fitted(program, scenario, threads, facts)
    names = [*UNIFORM, *ESTIMATED]
    write(SETTINGS, names, [[f'{x:.4g}' for x in row[:len(names)]] for row in rows], f'# {KEPT} settings of equal weight, fitted to facts up to March '
          f'2018 by predict.py: seed {SEED}, {REPLICATES} runs each, model {model}. Growth is a share a year. Simulated, not observed.\n')
    for name, value in told:
        results.add(name, value, unit='number', digits=0 if value > 1 else 2)
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
