"""Runs of the default England and of its arms, and what answers.csv makes of them. Every function gives one value a run, or one a run and system
(or organisation), in the order of the tables. `when` is a quarter ('2019/20 Q2'), a year, or years ('2018/19 to 2020/21'): the mean over its quarters."""
import os
import subprocess

import h5py
import numpy as np

NHS = ('acute', 'specialist', 'mental_health', 'community', 'ambulance', 'ccg')


def text_of(data):
    return [value.decode() for value in data[:]]


def span(labels, when):
    """The quarters of `when`."""
    first, last = (when.split(' to ') * 2)[:2]
    at = [n for n, label in enumerate(labels) if (label == when if ' Q' in when else first <= label[:7] <= last)]
    if not at:
        raise KeyError(f'no quarter in {when}')
    return slice(at[0], at[-1] + 1)


def third(values, highest):
    """Of every run the third of systems (or trusts) with the highest or lowest values; ties by order. NaN is in neither."""
    order = np.argsort(np.argsort(np.where(np.isnan(values), np.inf, values), axis=1, kind='stable'), axis=1)
    known = np.sum(~np.isnan(values), axis=1, keepdims=True)
    return (order >= known - known // 3) & (order < known) if highest else order < known // 3


def mean_of(values, group):
    """Of every run over a group; NaN where it has none."""
    with np.errstate(invalid='ignore'):
        return np.where(group, values, 0).sum(axis=1) / group.sum(axis=1)


def log_odds(share):
    share = np.clip(share, .001, .999)
    return np.log(share / (1 - share))


class Runs:
    """Makes the runs of an arm when it is first asked for, in `folder`."""

    def __init__(self, program, scenario, arms, folder, runs, seed, threads):
        self.program, self.scenario, self.arms, self.folder = program, scenario, arms, folder
        self.runs, self.seed, self.threads, self.files = runs, seed, threads, {}

    def file(self, arm='default'):
        if arm not in self.files:
            row, path = self.arms[arm], os.path.join(self.folder, arm)
            lines = ['concord: 1', f'extends: {self.scenario}', f'replicates: {self.runs}', f'seed: {self.seed}', f"record: {row['record']}",
                     f"quarters: {row['quarters']}"] + [f"named: [{row['named']}]"] * bool(row['named'])
            settings = [setting.split('=') for setting in row['set'].split('; ') if setting]
            lines += ['parameters:'] * bool(settings) + [f'  {key}: {value}' for key, value in settings]
            with open(f'{path}.yaml', 'w', encoding='utf-8') as file:
                file.write('\n'.join(lines) + '\n')
            subprocess.run([self.program, 'run', f'{path}.yaml', '-o', f'{path}.h5', '--threads', str(self.threads), '--quiet'], check=True)
            self.files[arm] = h5py.File(f'{path}.h5')
        return self.files[arm]

    def names(self):
        """What `how` of answers.csv may use."""
        return {name: getattr(self, name) for name in dir(self) if not name.startswith('_')}

    # What was recorded.
    def labels(self, arm='default'):
        return text_of(self.file(arm)['quarters'])

    def q(self, label):
        """Number of a quarter."""
        return self.labels().index(label)

    def codes(self, table):
        return text_of(self.file()[f'tables/{table}/code'])

    def series(self, group, measure, arm='default'):
        return self.file(arm)[f'{group}/{measure}'][:]

    def taken(self, group, measure, when, arm):
        return self.file(arm)[f'{group}/{measure}'][:, span(self.labels(arm), when)].mean(axis=1)

    def n(self, measure, when, arm='default'):
        """Of the country."""
        return self.taken('summary' if measure in self.file(arm)['summary'] else 'derived', measure, when, arm)

    def s(self, measure, when, code=None, arm='default'):
        """Of systems, or of one."""
        values = self.taken('systems', measure, when, arm)
        return values if code is None else values[:, self.codes('systems').index(code)]

    def o(self, column, when, arm='default'):
        """Of organisations."""
        return self.taken('organisations', column, when, arm)

    def events(self, event, when):
        """Of systems: whether it happens in that time."""
        return self.file()[f'events/{event}'][:, span(self.labels(), when)].any(axis=1)

    def odds(self, arm, when):
        """Log odds of own interest, as choice is logit."""
        return log_odds(self.n('institution_share', when, arm))

    def approved(self, code=None, arm='default'):
        """Number of the quarter of designation; that after the last without one."""
        on = self.series('systems', 'designated', arm) > .5
        first = np.where(on.any(axis=1), on.argmax(axis=1), on.shape[1]).astype(float)
        return first if code is None else first[:, self.codes('systems').index(code)]

    def members(self, *kinds):
        kind = text_of(self.file()['tables/organisations/type'])
        return np.array([one in kinds for one in kind])

    def share(self, mask, group):
        return mean_of(mask, group)

    # How the named stand among others.
    def among(self, values, mask):
        return np.where(mask > .5, values, np.nan)

    def above(self, values, named, others=None):
        """Share of the others (all but the named, or those given) that have less, ties by half; the mean over the named."""
        codes = self.codes('systems' if values.shape[1] == len(self.codes('systems')) else 'organisations')
        at = [codes.index(code) for code in named]
        rest = [codes.index(code) for code in others] if others else [n for n in range(len(codes)) if n not in at]
        own, other = values[:, at, None], values[:, None, rest]
        known = ~np.isnan(own) & ~np.isnan(other)
        with np.errstate(invalid='ignore'):
            won = np.where(known, (own > other) + .5 * (own == other), 0).sum(axis=(1, 2))
            return won / known.sum(axis=(1, 2))

    def poor_less_rich(self, values):
        start = self.s('margin', self.labels()[0])
        return mean_of(values, third(start, False)) - mean_of(values, third(start, True))

    def poor_less_others(self, values):
        poor = third(self.s('margin', self.labels()[0]), False)
        return mean_of(values, poor) - mean_of(values, ~poor)

    # Answers that take more than an expression.
    def in_name_only(self, when):
        return ((self.s('designated', when) > .5) & (self.s('norm', when) < .5)).astype(float)

    def lost_to_others(self, arm):
        """Of the fund of bodies that signed and met their own total by the end of 2018/19 and 2019/20, the share that hung on a system's total which
        was missed, by budgets."""
        system, budget = self.file()['tables/organisations/system'][:], self.file()['tables/organisations/budget'][:]
        lost, all_of_it = 0, 0
        for end in ('2018/19 Q4', '2019/20 Q4'):
            with np.errstate(invalid='ignore'):
                met = (self.o('accepted', end, arm) > .5) & (self.o('against_plan', end, arm) >= 0)
            missed = self.s('outturn_gap', end, arm=arm)[:, system] < 0
            lost = lost + np.where(met & missed, self.o('pooled_share', end, arm) * budget, 0).sum(axis=1)
            all_of_it = all_of_it + np.where(met, budget, 0).sum(axis=1)
        return lost / all_of_it

    def refusals_by_ask(self):
        """Trusts in April 2018 and 2019; the ask is the control total less the margin of the year before."""
        trusts, difference = self.members(*NHS[:-1]), 0
        for before, now in (('2017/18 Q4', '2018/19 Q1'), ('2018/19 Q4', '2019/20 Q1')):
            ask = (self.o('control_total', now) - self.o('margin_to_date', before))[:, trusts]
            large = ask >= np.quantile(ask, .75, axis=1, keepdims=True)
            refused = (self.o('accepted', now)[:, trusts] < .5).astype(float)
            difference = difference + (mean_of(refused, large) - mean_of(refused, ~large)) / 2
        return difference

    def pooled_with_poor_place(self, arm):
        """In 2019/20 by budgets, in the third of systems whose poorest place stood furthest below the system at the end of 2018/19."""
        tables, nhs = self.file()['tables'], self.members(*NHS)
        system, place, budget = (tables[f'organisations/{column}'][:][nhs] for column in ('system', 'place', 'budget'))
        margin = self.o('margin_to_date', '2018/19 Q4')[:, nhs]

        def weighted(values, group):
            out = np.zeros((len(values), group.max() + 1))
            np.add.at(out.T, group, (values * budget).T)
            return out / np.maximum(np.bincount(group, budget), 1e-9)

        of_place = np.where(np.bincount(place) > 0, weighted(margin, place), np.inf)
        below = weighted(margin, system)[:, tables['places/system'][:]] - of_place
        furthest = np.stack([below[:, tables['places/system'][:] == k].max(axis=1) for k in range(len(self.codes('systems')))], axis=1)
        return mean_of(weighted(self.o('pooled_share', '2019/20', arm)[:, nhs], system), third(furthest, True))

    def has_earlier_date(self, code):
        """Approved before the deadline, or with a date before it at any time."""
        k, deadline = self.codes('systems').index(code), self.q('2021/22 Q1')
        date = self.series('systems', 'declared')[:, :, k] + np.arange(len(self.labels()))
        with np.errstate(invalid='ignore'):
            return (date < deadline).any(axis=1) | (self.approved(code) < deadline)

    def has_no_date(self, code, when):
        return np.isnan(self.s('declared', when, code))

    def dated(self):
        """Systems that have a date at any time."""
        return (~np.isnan(self.series('systems', 'declared'))).any(axis=1)

    def slips(self, code):
        """NaN where it never has a date."""
        k = self.codes('systems').index(code)
        return np.where(self.dated()[:, k], self.series('events', 'slips')[:, :, k].any(axis=1), np.nan)

    def councils_between_regions(self):
        """Intraclass correlation of the share of quarters of 2018/19 to 2020/21 in which a council acts for place or system."""
        council = self.members('council')
        acts = (self.series('organisations', 'action')[:, span(self.labels(), '2018/19 to 2020/21')] > 0).mean(axis=1)[:, council]
        regions = text_of(self.file()['tables/systems/region'])
        region = np.array([regions[k] for k in self.file()['tables/organisations/system'][:][council]])
        names, size = np.unique(region, return_counts=True)
        means = np.stack([acts[:, region == name].mean(axis=1) for name in names], axis=1)
        grand, many = acts.mean(axis=1, keepdims=True), len(region)
        between = (size * (means - grand) ** 2).sum(axis=1) / (len(names) - 1)
        within = sum(((acts[:, region == name] - means[:, [g]]) ** 2).sum(axis=1) for g, name in enumerate(names)) / (many - len(names))
        size_0 = (many - (size ** 2).sum() / many) / (len(names) - 1)
        return (between - within) / (between + (size_0 - 1) * within)

    def licence_by_margin(self):
        """In 2019/20, by the margin of 2018/19 without the licence; log odds of the share of trusts and quarters."""
        trusts = self.members(*NHS[:-1])
        margin = self.o('margin_to_date', '2018/19 Q4', 'licence_off')[:, trusts]

        def fall(group):
            own = [mean_of((self.series('organisations', 'action', arm)[:, span(self.labels(), '2019/20')] == 0).mean(axis=1)[:, trusts], group)
                   for arm in ('licence_off', 'licence')]
            return log_odds(own[0]) - log_odds(own[1])

        return fall(third(margin, True)) - fall(third(margin, False))

    def leaders(self, arm):
        """Mean maturity in 2019/20 and 2020/21 of the systems that are designated by the end of 2018/19 in the default England."""
        return mean_of(self.s('maturity', '2019/20 to 2020/21', arm=arm), self.s('designated', '2018/19 Q4') > .5)

    def better_of_thriving(self):
        """Over 2018/19 and 2019/20, between systems that reach the rung by then and the rest."""
        thriving, gap = self.events('thriving', '2017/18 to 2019/20'), self.s('outturn_gap', '2018/19 to 2019/20')
        return mean_of(gap, thriving) - mean_of(gap, ~thriving)

    def trust_after_a_miss(self):
        change = self.s('trust_system', '2018/19 Q4') - self.s('trust_system', '2018/19 Q3')
        designated, missed = self.s('designated', '2018/19 Q4') > .5, self.s('outturn_gap', '2018/19 Q4') < 0
        return mean_of(change, designated & ~missed) - mean_of(change, designated & missed)

    def capital_gap(self, when):
        """Of integration capital between the ninetieth and the tenth percentile of systems, without any support."""
        return self.n('system_capital_p90', when, 'no_support') - self.n('system_capital_p10', when, 'no_support')

    def pull_of_the_system(self):
        """Mean over NHS bodies in 2019/20, by the maturity of the system at the end of 2018/19."""
        nhs = self.members(*NHS)
        system = self.file()['tables/organisations/system'][:][nhs]
        pull = (self.o('utility_system', '2019/20') - self.o('utility_institution', '2019/20'))[:, nhs]
        by_system = np.stack([pull[:, system == k].mean(axis=1) for k in range(len(self.codes('systems')))], axis=1)
        maturity = self.s('maturity', '2018/19 Q4')
        return mean_of(by_system, third(maturity, True)) - mean_of(by_system, third(maturity, False))

    def maturity_of_approved(self):
        """Over the quarters after the last wave and before the deadline, weighted by how many are approved."""
        on, maturity = self.series('systems', 'designated') > .5, self.series('systems', 'maturity')
        total, weight = 0, 0
        for t in range(self.q('2019/20 Q2'), self.q('2021/22 Q1')):
            new, rest = on[:, t] & ~on[:, t - 1], ~on[:, t]
            counts = np.where(rest.any(axis=1), new.sum(axis=1), 0)
            total = total + np.where(counts > 0, counts * np.nan_to_num(mean_of(maturity[:, t - 1], new) - mean_of(maturity[:, t - 1], rest)), 0)
            weight = weight + counts
        with np.errstate(invalid='ignore'):
            return total / weight

    def own_interest_of_councils(self, when, arm='default'):
        own = (self.series('organisations', 'action', arm)[:, span(self.labels(arm), when)] == 0).mean(axis=1)
        return np.where(self.members('council'), own, np.nan)

    def won(self, arm, when):
        return self.n('disputes_won', when, arm) / self.n('impossible_asks', when, arm)
