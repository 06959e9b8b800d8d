"""How the margin of a trust moves from year to year: fitted to the panel, simulated, and used to forecast.

The deviation x of a trust from the median of its family (acute, specialist, other) follows
    x(t+1) = persistence * x(t) + scale * sqrt(1 + (min(|x(t)|, 36.5) / reach)^2) * exp(growth * (t + 1 - 2016/17)) * T,
T of Student's t distribution with few degrees of freedom, of which a share of the variance is common to a system. Trusts far from the
median move more than trusts near it, and acute trusts less upwards than downwards: T is bent, so that far above 0 it counts `upward` times. A year as a whole, for all families alike, adds a normal deviation to the persistence and one to the
log of the scale: in some years trusts drift apart, in others they come back together.
Margins are surplus over income in per cent; years count from 2010/11. Needs NumPy and SciPy.
"""
import numpy as np
from scipy import optimize, special, stats

SECTORS = ("acute", "specialist", "mental_health", "community", "ambulance")
FAMILIES = ("acute", "specialist", "other")
YEARS = ("2010/11", "2011/12", "2012/13", "2013/14", "2014/15", "2015/16", "2016/17", "2017/18")
LAST = YEARS.index("2016/17")  # growth counts from the change into this year
FITTED = (3, 4, 5, 6)  # changes into 2013/14 to 2016/17: nothing of 2017/18 is used
SKEWED = ("acute",)  # families whose upward moves differ from downward ones: of the others nothing says so
BOUNDS = ((-0.5, 1.5), (-3.0, 3.0), (-1.0, 1.0), (0.0, np.log(50.0)), (np.log(0.3), np.log(50.0)), (-3.0, 1.0))  # wide; 50 stands for "none"
REACH, UPWARD = 4, 5  # places of the last two parameters
FARTHEST = 36.5  # pp; no trust of the panel lay farther from its median: beyond, changes widen no more
NEVER = 20.0  # log reach of a process that does not widen
WINSOR = 0.01  # of yearly changes, each end, where variances are taken: one asset sale must not rule them


def without(margins, group, centre=np.nanmean):
    """Margins less the centre of their group in each year; `group` is one label a trust."""
    out = margins.copy()
    for label in np.unique(group):
        out[group == label] -= centre(margins[group == label], axis=0)
    return out


def together(margins, income, t):
    """Change into year t of what all trusts with accounts in both years earn, pp of their income of the year before."""
    change, weight = margins[:, t] - margins[:, t - 1], income[:, t - 1]
    known = np.isfinite(change)
    return (change[known] * weight[known]).sum() / weight[known].sum()


def clipped(values, share):
    known = values[np.isfinite(values)]
    return np.clip(values, *np.quantile(known, [share, 1 - share])) if len(known) else values


def changes(margins, sector, lag, first, last):
    """Changes over `lag` years within [first, last], the mean of sector and year out: trusts x years, nan where unknown."""
    return without(margins[:, first + lag:last + 1] - margins[:, first:last + 1 - lag], sector)


def shocks(away, mask, share=WINSOR):
    """Standard deviations (permanent, passing) a year from `changes` over 1, 2 and 3 years: var = lag x permanent + 2 x passing."""
    variances = [np.nanmean(clipped(lag[mask], share) ** 2) for lag in away]
    return np.sqrt(optimize.nnls(np.array([[1.0, 2.0], [2.0, 2.0], [3.0, 2.0]]), np.array(variances))[0])


def widening(x, log_reach):
    """Log of how much wider the next change is at distance x from the median."""
    return 0.5 * np.log1p((np.minimum(np.abs(x), FARTHEST) * np.exp(-log_reach)) ** 2)


def bent(z, upward):
    """z where it is far below 0, `upward` z where it is far above, and half-way between near 0: the median stays at 0."""
    return (1 + upward) / 2 * z - (1 - upward) / 2 * (np.sqrt(1 + z * z) - 1)


def straightened(value, upward):
    """The z that `bent` makes `value` of, and the slope of `bent` there."""
    a, b = (1 + upward) / 2, (1 - upward) / 2
    w = b - value
    z = (np.sqrt(a * a * w * w - upward * (w * w - b * b)) - a * w) / upward
    return z, a - b * z / np.sqrt(1 + z * z)


def loss(p, x, y, year, slope=0.0, wild=0.0):
    """Minus the log likelihood; p = persistence, log scale, growth, log degrees of freedom, log reach, log of upward moves against downward."""
    persistence, log_scale, growth, log_nu, log_reach, log_upward = p
    nu, s = np.exp(log_nu), log_scale + growth * year + widening(x, log_reach) + wild
    z, steep = straightened((y - (persistence + slope) * x) * np.exp(-s), np.exp(log_upward))
    constant = special.gammaln((nu + 1) / 2) - special.gammaln(nu / 2) - 0.5 * np.log(nu * np.pi)
    return -(constant - s - np.log(steep) - (nu + 1) / 2 * np.log1p(z * z / nu)).sum()


def fit(margins, family, years=FITTED, begin=None, widen=True, skewed=SKEWED):
    """({family: parameters as of `loss`}, {family: loss}) by maximum likelihood."""
    away, found, losses = without(margins, family, np.nanmedian), {}, {}
    for name in FAMILIES:
        own = away[family == name]
        x, y = own[:, [t - 1 for t in years]], own[:, list(years)]
        year = np.broadcast_to(np.array(years) - LAST, y.shape)
        known = np.isfinite(x) & np.isfinite(y)
        data = (x[known], y[known], year[known])
        start = np.array([0.8, 0.5, 0.1, 1.0, 1.0, -1.0] if begin is None else begin[name])
        free = np.ones(len(BOUNDS), bool)
        if not widen:
            free[REACH], start[REACH] = False, NEVER
        if name not in skewed:
            free[UPWARD], start[UPWARD] = False, 0.0
        def whole(p, start=start, free=free):
            out = start.copy()
            out[free] = p
            return out

        best = optimize.minimize(lambda p, d=data, w=whole: loss(w(p), *d), start[free], method="L-BFGS-B",
                                 bounds=[b for b, f in zip(BOUNDS, free) if f], options={"ftol": 1e-11, "gtol": 1e-5})
        found[name] = whole(best.x)
        losses[name] = best.fun
    return found, losses


def of_years(margins, family, fitted, years=FITTED):
    """Deviations of each fitted year, the same for all families, from the process: (of the persistence, of the log scale)."""
    away, out = without(margins, family, np.nanmedian), []
    for t in years:
        data = []
        for name in FAMILIES:
            x, y = away[family == name, t - 1], away[family == name, t]
            known = np.isfinite(x) & np.isfinite(y)
            data.append((fitted[name], x[known], y[known], t - LAST))
        out.append(optimize.minimize(lambda d, told=data: sum(loss(*one, *d) for one in told), [0.0, 0.0], method="L-BFGS-B",
                                     bounds=((-1, 1), (-2, 2)), options={"ftol": 1e-11, "gtol": 1e-5}).x)
    return np.array(out).T


def forecast(margins, family, fitted, growing=True):
    """Location, scale, degrees of freedom of 2017/18, distance from the median in 2016/17 and upward moves against downward, a row a trust."""
    location, scale, nu, away, upward = (np.full(len(family), np.nan) for _ in range(5))
    for name in FAMILIES:
        own = family == name
        persistence, log_scale, growth, log_nu, log_reach, log_upward = fitted[name]
        centre = np.nanmedian(margins[own, LAST])
        x = margins[own, LAST] - centre
        location[own] = centre + persistence * x
        scale[own] = np.exp(log_scale + (growth if growing else 0) + widening(x, log_reach))
        nu[own], away[own], upward[own] = np.exp(log_nu), x, np.exp(log_upward)
    return np.column_stack([location, scale, nu, away, upward])


def chance_below(value, predicted, spread):
    """Chance that a trust is below `value`, over what a year as a whole may do; `spread` is the sd of (persistence, log scale)."""
    location, scale, nu, away, upward = predicted.T
    nodes, weights = np.polynomial.hermite_e.hermegauss(7)
    weights = weights / weights.sum()
    def below(a, b):
        z = (value - location - spread[0] * a * away) / (scale * np.exp(spread[1] * b))
        return stats.t.cdf(straightened(z, upward)[0], nu)

    return sum(wi * wj * below(a, b) for a, wi in zip(nodes, weights) for b, wj in zip(nodes, weights))


def auc(score, event):
    """Chance that an event has the higher score than no event; ties count half."""
    n = event.sum()
    return (stats.rankdata(score)[event].sum() - n * (n + 1) / 2) / (n * (~event).sum())


def foretold(margins, predicted, spread):
    """2017/18 beside its forecast, one row a trust: deficit, its chance, error, whether the 90% interval held it."""
    known = np.isfinite(margins[:, LAST]) & np.isfinite(margins[:, LAST + 1])
    real, told = margins[known, LAST + 1], predicted[known]
    held = np.abs(chance_below(real, told, spread) - 0.5) <= 0.45
    return np.column_stack([real < 0, chance_below(0.0, told, spread), real - told[:, 0], held])


def scores(rows):
    """AUC, Brier score, error, share held by the interval and mean chance of `foretold` rows."""
    deficit, chance, error, held = rows.T
    order = auc(chance, deficit > 0) if 0 < deficit.sum() < len(rows) else np.nan
    return [order, np.mean((chance - deficit) ** 2), np.sqrt(np.mean(error ** 2)), held.mean(), chance.mean()]


def simulate(margins, family, system, fitted, common, spread, first, draws, random):
    """Margins from `first` on for every trust and draw: draws x trusts x years.

    Medians of families are those of the panel up to 2016/17 (what moved all trusts is told) and stay for 2017/18. A trust joins when
    it first has accounts."""
    centre, away = np.zeros((len(FAMILIES), len(YEARS))), without(margins, family, np.nanmedian)
    number = np.array([FAMILIES.index(f) for f in family])
    for i, name in enumerate(FAMILIES):
        centre[i] = np.nanmedian(margins[family == name], axis=0)
    centre[:, LAST + 1] = centre[:, LAST]
    persistence, log_scale, growth, log_nu, log_reach, log_upward = (np.array([fitted[name][k] for name in FAMILIES])[number]
                                                                     for k in range(len(BOUNDS)))
    nu, members = np.exp(log_nu), np.unique(system, return_inverse=True)[1]
    out = np.full((draws, *margins.shape), np.nan)
    out[:, :, first] = away[:, first]
    for t in range(first + 1, len(YEARS)):
        own = random.standard_t(nu, (draws, len(family)))
        shared = random.standard_t(nu.min(), (draws, members.max() + 1))[:, members]
        slope, wild = spread[0] * random.randn(draws, 1), spread[1] * random.randn(draws, 1)
        push = np.sqrt(1 - common) * own + np.sqrt(common) * shared
        push = bent(push, np.exp(log_upward)) * np.exp(log_scale + growth * (t - LAST) + wild)
        moved = (persistence + slope) * out[:, :, t - 1] + push * np.exp(widening(out[:, :, t - 1], log_reach))
        out[:, :, t] = np.where(np.isnan(out[:, :, t - 1]), away[:, t], moved)
        out[:, np.isnan(margins[:, t]), t] = np.nan
        for i in set(number):  # distances are from the median
            out[:, number == i, t] -= np.nanmedian(out[:, number == i, t], axis=1, keepdims=True)
    return out + centre[number]


def clustered(away, system):
    """Share of variance between systems, pooled over years (one-way analysis of variance); `away` is trusts x years."""
    members = np.unique(system, return_inverse=True)[1]
    between = within = groups = n = effective = 0.0
    for column in away.T:
        known = np.isfinite(column)
        size = np.bincount(members[known], minlength=members.max() + 1)
        total = np.bincount(members[known], column[known], minlength=members.max() + 1)
        there = size > 0
        means = total[there] / size[there]
        centre = column[known].mean()
        between += (size[there] * (means - centre) ** 2).sum()
        within += (column[known] ** 2).sum() - (size[there] * means ** 2).sum()
        groups, n = groups + there.sum() - 1, n + known.sum() - there.sum()
        effective += known.sum() - (size ** 2).sum() / known.sum()
    between, within, size = between / groups, within / n, effective / groups
    return (between - within) / (between + (size - 1) * within)
