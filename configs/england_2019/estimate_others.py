"""Estimates about councils, refusals of control totals, mergers of CCGs and performance; called by estimate.py."""
from functools import partial

import numpy as np
from scipy import optimize, stats

from panel_tables import COUNCIL_YEARS, generator, read, resampled, shuffled
from trust_process import LAST, auc, clustered, without

OFFSET = 0.5  # as in panel/build_panel.py
BANDS = {"below_-8": -12.0, "-8_to_-4": -6.0, "-4_to_-1": -2.5, "-1_to_1": 0.0, "above_1": 3.0}  # about the middle of each, per cent
SHORT = {"share_within_4_hours": "ae", "share_within_18_weeks": "rtt", "share_of_beds_occupied": "beds"}


def label(year):
    return year.replace("/", "_")


def rank(pair):
    return stats.spearmanr(pair[:, 0], pair[:, 1])[0]


def delays():
    """Days due to social care per 1,000 people, councils x 16 quarters, with codes, systems, people and England's days by year and cause."""
    rows = read("councils.csv")
    at = {r["code"]: i for i, r in enumerate(rows)}
    people = {r["utla19cd"]: float(r["population_2020_proj"]) for r in read("source/councils.csv")}
    heads, system = np.array([people[c] for c in at]), np.array([r["system"] for r in rows])
    quarters, england = np.full((len(rows), 16), np.nan), np.zeros((4, 3))
    for row in read("panel/source/council_delays.csv"):
        year = COUNCIL_YEARS.index(row["financial_year"])
        days = np.array([float(row[x]) for x in ("days_nhs", "days_social_care", "days_both")])
        if row["code"] == "E92000001":
            england[year] += days
        else:
            i = at[row["code"]]
            quarters[i, 4 * year + int(row["quarter"]) - 1] = 1000 * days[1] / heads[i]
    known = np.isfinite(quarters[:, 0])
    return quarters[known], np.array(list(at))[known], system[known], heads[known], england


def councils(results):
    quarters, code, system, heads, england = delays()
    days = quarters.reshape(len(quarters), 4, 4).sum(axis=2)
    level, n = np.log(days + OFFSET) - np.log(days + OFFSET).mean(axis=0), len(days)
    everyone = np.zeros(n)
    for t, year in enumerate(COUNCIL_YEARS):
        add = partial(results.add, years=year, n=n)
        add(f"delay.level.{label(year)}", heads @ days[:, t] / heads.sum(), unit="days a year per 1,000 people", digits=1)
        add(f"delay.share.{label(year)}", england[t, 1] / england[t].sum(), unit="share of delays due to social care", method="England")
        if t:
            limit = resampled(generator(21), everyone, lambda i, k=t: [rank(level[i, k - 1:k + 1])])[0]
            add(f"delay.rank.{label(year)}", rank(level[:, t - 1:t + 1]), limit, "rank correlation", method="with the year before, days per person")

    def lasting(index):
        x = level[index]
        own = x.mean(axis=1)
        within = ((x - own[:, None]) ** 2).sum() / (3 * len(x))
        between = max(own.var(ddof=1) - within / 4, 0)
        lags = [np.mean([np.mean(x[:, t] * x[:, t - lag]) for t in range(lag, 4)]) for lag in (0, 1, 2, 3)]
        keep = (x[:, :-1] * x[:, 1:]).sum() / (x[:, :-1] ** 2).sum()
        return [between / (between + within), np.sqrt(between), np.sqrt(within), keep, *lags]

    units = {"lasting": "share", "between": "log", "within": "log", "persistence": "slope", **{f"covariance_{k}": "log" for k in range(4)}}
    for (name, unit), value, limit in zip(units.items(), lasting(np.arange(n)), resampled(generator(22), everyone, lasting)):
        results.add(f"delay.{name}", value, limit, unit, "2014/15 to 2017/18", n, "log(days per 1,000 people + 0.5), year means out")
    logs = np.log(quarters + OFFSET / 4)
    logs = logs - logs.mean(axis=0)

    def quarterly(index):
        q = logs[index]
        steps = [np.corrcoef(q[:, :-lag].ravel(), q[:, lag:].ravel())[0, 1] for lag in (1, 4)]
        return [*steps, np.diff(q, axis=1).std()]

    units = {"quarter": "correlation", "four_quarters": "correlation", "quarter_change": "log"}
    for (name, unit), value, limit in zip(units.items(), quarterly(np.arange(n)), resampled(generator(23), everyone, quarterly)):
        results.add(f"delay.{name}", value, limit, unit, "16 quarters to March 2018", n, "of quarterly log levels")
    clusters(results, "delay.system", level, system, "councils, 2014/15 to 2017/18")
    clusters(results, "delay.system_change", level[:, 3:] - level[:, 2:3], system, "councils, change into 2017/18")
    next_year(results, level)
    positions(results, level[:, COUNCIL_YEARS.index("2016/17")], code)


def positions(results, level, code):
    """Whether councils that did not back their system had longer delays."""
    event = np.isin(code, [row["code"] for row in read("source/council_positions.csv")])
    limit = resampled(generator(32), event, lambda i: [auc(level[i], event[i])])[0]
    results.add("delay.backing", auc(level, event), limit, "share (AUC)", "2016/17", len(code), f"{event.sum()} councils did not back their system")


def next_year(results, level):
    """2017/18 from the two years before, fitted one year earlier."""
    used = np.linalg.lstsq(level[:, :2], level[:, 2], rcond=None)[0]
    told, real, noise = level[:, 1:3] @ used, level[:, 3], (level[:, 2] - level[:, :2] @ used).std(ddof=2)
    top = real >= np.quantile(real, 0.75)

    def statistic(i):
        error = told[i] - real[i]
        return [rank(np.column_stack([told[i], real[i]])), np.sqrt(np.mean(error ** 2)), np.mean(np.abs(error) <= 1.645 * noise), auc(told[i], top[i])]

    everyone = np.zeros(len(level))
    units = {"rank": "rank correlation", "error": "log", "held": "share", "auc": "share"}
    for (name, unit), value, limit in zip(units.items(), statistic(np.arange(len(level))), resampled(generator(24), everyone, statistic)):
        results.add(f"delay.forecast.{name}", value, limit, unit, "2017/18", len(level), "from two years, fitted to 2016/17; auc: of the top quarter")
    results.add("delay.forecast.base", real.std(), unit="log", years="2017/18", n=len(level), method="error of telling every council the mean")


def clusters(results, name, values, system, what):
    """Share of variance between systems; whole systems are drawn again."""
    members = [np.flatnonzero(system == s) for s in np.unique(system)]

    def statistic(picked):
        own = np.concatenate([members[k] for k in picked])
        return [clustered(values[own], np.repeat(np.arange(len(picked)), [len(members[k]) for k in picked]))]

    limits = resampled(generator(25), np.zeros(len(members)), statistic)[0]
    p = shuffled(generator(26), np.zeros(len(values)), system, lambda labels: clustered(values, labels))
    results.add(name, clustered(values, system), limits, "share", n=len(values), method=f"of variance between systems; {what}")
    results.add(f"{name}.p", p, unit="p", n=len(values), method="systems shuffled", digits=3)


def exact(events, n):
    """90% interval of a share after Clopper and Pearson."""
    low = 0.0 if events == 0 else stats.beta.ppf(0.05, events, n - events + 1)
    return low, 1.0 if events == n else stats.beta.ppf(0.95, events + 1, n - events)


def per_cent(results, name, events, n, **rest):
    results.add(name, 100 * events / n, tuple(100 * x for x in exact(events, n)), n=n, **rest)


def logistic(x, events, n, prior=False):
    """Intercept and slopes with their 90% limits; with `prior` the bias of few events is taken out after Firth."""
    design = np.column_stack([np.ones(len(events)), x])

    def information(p):
        return design.T @ (design * (n * p * (1 - p))[:, None])

    def objective(b):
        p = np.clip(1 / (1 + np.exp(-design @ b)), 1e-9, 1 - 1e-9)
        value = -(events * np.log(p) + (n - events) * np.log(1 - p)).sum()
        return value - 0.5 * np.linalg.slogdet(information(p))[1] if prior else value

    b = optimize.minimize(objective, np.zeros(design.shape[1]), method="BFGS").x
    error = np.sqrt(np.diag(np.linalg.inv(information(1 / (1 + np.exp(-design @ b))))))
    return b, np.column_stack([b - 1.645 * error, b + 1.645 * error])


def refusals(results):
    rows = {r["group"]: (int(r["refused"]), int(r["of"])) for r in read("panel/source/refusals.csv")}
    types = {k: v for k, v in rows.items() if k not in BANDS}
    acute, others = rows["acute"], tuple(map(sum, zip(*(v for k, v in types.items() if k != "acute"))))
    exactly = {"years": "July 2016", "method": "17 named of 23; exact interval"}
    for group, (events, n) in [*rows.items(), ("others", others)]:
        per_cent(results, f"refusal.{group.replace('-', 'minus_')}", events, n, unit="per cent of trusts", digits=1, **exactly)
    events, n = acute[0] + others[0], acute[1] + others[1]
    add = partial(results.add, years="July 2016", n=n)
    table = [[acute[0], acute[1] - acute[0]], [others[0], others[1] - others[0]]]
    add("refusal.acute_odds", table[0][0] * table[1][1] / table[0][1] / table[1][0], unit="odds ratio, acute to others")
    add("refusal.acute_odds.p", stats.fisher_exact(table)[1], unit="p", method="Fisher's exact test")
    per_cent(results, "refusal.acute_share", acute[0], events, unit="per cent of refusers", digits=0, **exactly)
    add("refusal.acute_base", 100 * acute[1] / n, unit="per cent of trusts", digits=0)
    b, limits = logistic(np.array(list(BANDS.values()))[:, None], *(np.array([rows[band][k] for band in BANDS], float) for k in (0, 1)))
    add = partial(results.add, years="July 2016 on margin 2015/16", n=n, method="logistic on five bands")
    add("refusal.gap_odds", np.exp(-5 * b[1]), np.exp(-5 * limits[1][::-1]), "odds ratio for 5 pp worse margin")
    add("refusal.gap_odds.p", 2 * stats.norm.sf(abs(b[1]) / ((limits[1][1] - limits[1][0]) / 3.29)), unit="p", digits=3)
    for margin, name in ((-10.0, "at_minus_10"), (2.0, "at_2")):
        add(f"refusal.{name}", 100 / (1 + np.exp(-b[0] - b[1] * margin)), unit="per cent of trusts", digits=1)


def merged_systems():
    """Systems with several CCGs in April 2017: codes, number of CCGs, people to a CCG, margin 2015/16; and who merged in 2018 and 2019."""
    older, count = read("source/systems.csv"), {}
    code_of = {r["stp_code_e54"]: r["ods_code"] for r in older}
    for r in older:
        code = code_of[r["merged_into"].split()[0]] if r["merged_into"] else r["ods_code"]
        count[code] = count.get(code, 0) + int(float(r["n_ccgs_2017"] or 0))
    people = {r["code"]: float(r["population"]) / 1000 for r in read("systems.csv")}
    margin = {r["code"]: float(r["margin_2015_16_pct"]) for r in read("panel/systems.csv")}
    home, events = {r["code_2019"]: r["system"] for r in read("panel/ccgs.csv")}, {"2018": set(), "2019": set()}
    for r in read("panel/source/ccg_mergers.csv"):
        if r["kind"] == "merger" and r["date"][:4] in events:
            events[r["date"][:4]].add(home[r["code"]])
    several = [c for c in people if count[c] > 1]
    measured = {"number": [count[c] for c in several], "size": [people[c] / count[c] for c in several], "margin": [margin[c] for c in several]}
    return several, {name: np.array(values, float) for name, values in measured.items()}, events["2018"], events["2018"] | events["2019"]


def mergers(results):
    code, measured, first, both = merged_systems()
    periods = {"2018": ("April 2018", first), "to_2019": ("April 2018 and 2019", both)}
    per_cent(results, "merger.rate.2019", len(both - first), len(code) - len(first), unit="per cent of the other systems", years="April 2019",
             method="exact interval", digits=0)
    for period, (years, names) in periods.items():
        per_cent(results, f"merger.rate.{period}", len(names), len(code), unit="per cent of systems with several CCGs", years=years,
                 method="exact interval", digits=0)
        event = np.array([c in names for c in code])
        add = partial(results.add, years=years, n=len(code))
        for name, value in measured.items():
            limit = resampled(generator(27), event, lambda i, v=value, e=event: [auc(v[i], e[i])])[0]
            add(f"merger.{name}.{period}", auc(value, event), limit, "share (AUC)", method=f"{event.sum()} systems merged")
            add(f"merger.{name}.{period}.p", stats.mannwhitneyu(value[event], value[~event]).pvalue, unit="p", method="Mann-Whitney", digits=3)
    x = np.column_stack([(v - v.mean()) / v.std() for v in measured.values()])
    b, limits = logistic(x, event.astype(float), np.ones(len(code)), prior=True)
    for name, slope, limit in zip(measured, b[1:], limits[1:]):
        add(f"merger.odds.{name}", np.exp(slope), np.exp(limit), "odds ratio for one sd", method="logistic after Firth, all three together")


def performance(trusts, results):
    acute, codes = trusts.sector == "acute", np.unique(trusts.system)
    for column, name in SHORT.items():
        value = np.where(acute[:, None], trusts.performance[column], np.nan)
        weight = trusts.beds if name == "beds" else trusts.income[:, -4:]
        own = np.full((len(codes), 4), np.nan)
        for i, system in enumerate(codes):
            for t in range(4):
                there = (trusts.system == system) & np.isfinite(value[:, t]) & np.isfinite(weight[:, t])
                if there.any():
                    own[i, t] = np.average(value[there, t], weights=weight[there, t])
        for t, year in list(enumerate(COUNCIL_YEARS))[1:]:
            x = own[np.isfinite(own[:, t]), t]
            add = partial(results.add, years=year, method="systems; acute trusts by income, beds by beds")
            add(f"performance.{name}.mean_{label(year)}", x.mean(), unit="per cent", n=len(x), digits=1)
            limit = resampled(generator(28), np.zeros(len(x)), lambda i, v=x: [v[i].std(ddof=1)])[0]
            add(f"performance.{name}.sd_{label(year)}", x.std(ddof=1), limit, "per cent", n=len(x), digits=1)
            pair = own[np.isfinite(own[:, t - 1:t + 1]).all(axis=1), t - 1:t + 1]
            limit = resampled(generator(29), np.zeros(len(pair)), lambda i, p=pair: [rank(p[i])])[0]
            add(f"performance.{name}.rank_{label(year)}", rank(pair), limit, "rank correlation with the year before", n=len(pair))
        away = without(value[acute][:, 2:3], np.zeros(acute.sum()))
        known = np.isfinite(away[:, 0])
        clusters(results, f"performance.{name}.system", away[known], trusts.system[acute][known], "acute trusts, 2016/17")
        for lag in (1, 2, 3):
            pairs = np.concatenate([value[acute][:, [t - lag, t]] for t in range(lag, 4)])
            pairs = pairs[np.isfinite(pairs).all(axis=1)]
            results.add(f"performance.{name}.lag_{lag}", np.corrcoef(pairs.T)[0, 1], unit="correlation", years="2014/15 to 2017/18",
                        n=len(pairs), method="of acute trusts")


def fund(trusts, results):
    """What the first year of the fund changed, by type."""
    rates = {r["type"]: float(r["fund_2016_17_pct"]) for r in read("panel/trusts.csv")}
    for sector, rate in rates.items():
        step = (trusts.margin[:, LAST] - trusts.margin[:, LAST - 1])[trusts.sector == sector]
        step = step[np.isfinite(step)]
        limit = resampled(generator(30), np.zeros(len(step)), lambda i, s=step: [np.median(s[i])])[0]
        results.add(f"fund.{sector}.change", np.median(step), limit, "pp", "2015/16 to 2016/17", len(step), "median change")
        results.add(f"fund.{sector}.share", rate, unit="per cent of income", years="2016/17", n=len(step), method="by type and size: panel/README.md")


def add(trusts, results):
    fund(trusts, results)
    councils(results)
    refusals(results)
    mergers(results)
    performance(trusts, results)
