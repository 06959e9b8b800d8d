"""Settings for a forecast: a prior, what the year to March 2018 says about it, and how runs are moved from the one to the other; used by predict.py.

What a year as a whole does to margins (prices, tariffs) is drawn anew in each year, as the years before it differed. Needs NumPy, SciPy and h5py.
"""
import os
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
from panel_tables import Trusts, read  # noqa: E402
from trust_process import YEARS, together  # noqa: E402

POINTS, KEPT, REPLICATES, SEED = 1000, 240, 8, 18
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
                for key, name, low, high in (('permanent', 'scale', 0, 7), ('persistence', 'persistence', 0, 1), ('freedom', 'freedom', 1.5, 10),
                                             ('growth', 'growth', -.3, .5))},
             'sector_shocks.acute_upward': (.05, 1, 'process.acute.upward'),
             'sector_shocks.year_persistence_sd': (0, 1, 'year.slope'), 'sector_shocks.year_scale_sd': (0, 1, 'year.scale')}
# How the margin of a group moves in a year; not a parameter: fund_by_year.GROUP_prices makes up what a setting would do by itself.
MOVES = ('acute', 'other')
reading = Lock()  # HDF5 reads one file at a time


def yearly_moves(last):
    """{group: (mean, standard deviation, years)} of how the margins of all its trusts together moved, by income and before the fund, into 2011/12 to
    `last`, pp. Shocks of single trusts leave that total where it is (docs/adr/0037)."""
    trusts, accounts = Trusts(), build_panel.accounts()
    before = trusts.margin.copy()
    for year in ('2016/17', '2017/18'):
        rate = build_panel.fund_rates(build_panel.read('../trusts.csv'), accounts, year)
        before[:, YEARS.index(year)] -= [rate[sector] for sector in trusts.sector]
    parts = [np.array([together(before[group], trusts.income[group], t) for t in range(1, YEARS.index(last) + 1)])
             for group in (trusts.sector == 'acute', trusts.sector != 'acute')]
    return {group: (part.mean(), part.std(ddof=1), len(part)) for group, part in zip(MOVES, parts)}


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
        """{path: value}: prices make up what a setting's own savings and drift do not do of the year's move. Margins then move as they should, to 0.1
        pp on average."""
        told = dict(zip(self.names, row))
        own = told['finance.recurrent_share'] * told['finance.improvement'] - told['finance.drift']
        for group in MOVES:
            told[f'fund_by_year.{group}_prices'] = told.pop(group) - own
        told['managed_accounts.ccg_within_year'] = told['managed_accounts.within_year']  # one number when the forecast was made
        return {path: round(float(value), 4) for path, value in told.items()}


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


def simulate(program, scenario, settings, replicates, seeds, threads, look):
    """[look(results)] of settings."""
    def one(n):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'run.h5')
            sets = [part for item in settings[n].items() for part in ('--set', '{}={}'.format(*item))]
            subprocess.run([program, 'run', scenario, *sets, '--replicates', str(replicates), '--seed', str(seeds[n]), '--threads', '1', '--quiet',
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


def moved(random, rows):
    """Rows moved along differences of other rows, in about a third of the parameters at a time (ter Braak, 2006)."""
    ahead, behind = (rows[random.permutation(len(rows))] for _ in range(2))
    chosen = random.uniform(size=rows.shape) < 1 / 3
    step = 1.1 * (ahead - behind) / np.sqrt(np.maximum(chosen.sum(axis=1, keepdims=True), 1) / 2)
    return rows + chosen * (step + .01 * rows.std(axis=0) * random.randn(*rows.shape))


class Fit:
    """Sequential Monte Carlo from a prior towards facts: the same first draws, whichever facts."""
    def __init__(self, program, scenario, threads, facts):
        self.facts, self.prior = facts, Prior('2016/17')
        self.simulated = lambda rows, seed: simulate(program, scenario, [self.prior.setting(row) for row in rows], REPLICATES,
                                                     range(seed, seed + len(rows)), threads, facts.look)
        random = np.random.RandomState(SEED)
        self.rows = np.array([self.prior.draw(random) for _ in range(POINTS)])
        self.runs = self.simulated(self.rows, 10_000)
        self.luck = np.mean([one.var(axis=0, ddof=1) for one in self.runs], axis=0)

    def towards(self, until, results):
        """KEPT settings of equal weight, fitted to facts up to March of the year `until`."""
        random, rows, before = np.random.RandomState(SEED), self.rows, 0
        fit = np.array([self.facts.log_likelihood(one, self.luck, until) for one in self.runs])
        for number, temperature in enumerate(TEMPERATURES):
            chosen, effective = resampled(random, (temperature - before) * fit, KEPT)
            rows, fit, before = rows[chosen], fit[chosen], temperature
            new = moved(random, rows)
            allowed = np.array([self.prior.log_density(row) for row in new])
            tried = np.flatnonzero(np.isfinite(allowed))
            found = np.full(KEPT, -np.inf)
            found[tried] = [self.facts.log_likelihood(one, self.luck, until) for one in self.simulated(new[tried], 20_000 + 1_000 * number)]
            odds = temperature * (found - fit) + np.where(np.isfinite(allowed), allowed, 0) - [self.prior.log_density(row) for row in rows]
            taken = np.log(random.uniform(size=KEPT)) < odds
            rows, fit = np.where(taken[:, None], new, rows), np.where(taken, found, fit)
            results.add(f'fit.{until}.round_{number + 1}.effective', effective, unit='number', digits=0)
            results.add(f'fit.{until}.round_{number + 1}.moved', taken.mean(), unit='share')
            print(until, results.rows[-2:], f'fit {np.median(fit):.1f}', flush=True)
        results.add(f'fit.{until}.different', len(np.unique(rows, axis=0)), unit='number', digits=0)
        return rows
