"""What runs say of a year, how delays of councils move, and how well a forecast of 2017/18 was; used by predict.py and skill.py.

Needs NumPy and SciPy.
"""
import numpy as np
from scipy import stats

import forecast_fit  # first, as it knows where tables are
import build_panel
from panel_tables import DRAWS, Trusts, generator, read
from trust_process import LAST, YEARS, auc


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
    random = generator(forecast_fit.SEED)
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
