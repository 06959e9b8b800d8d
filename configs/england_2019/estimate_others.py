"""Estimates about councils, refusals of control totals, mergers of CCGs and performance; called by estimate.py."""
import numpy as np
from scipy import optimize, stats

from panel_tables import COUNCIL_YEARS, by_year, generator, read, resampled, shuffled
from trust_process import auc, clustered, without

OFFSET = 0.5  # as in panel/build_panel.py
BANDS = {"below_-8": -12.0, "-8_to_-4": -6.0, "-4_to_-1": -2.5, "-1_to_1": 0.0, "above_1": 3.0}  # about the middle of each, per cent


def councils(results):
    rows = read("councils.csv")
    codes, system = [r["code"] for r in rows], np.array([r["system"] for r in rows])
    people = {r["utla19cd"]: float(r["population_2020_proj"]) for r in read("source/councils.csv")}
    days, parts = np.zeros((len(codes), 4)), [[], []]
    days[:] = np.nan
    quarters = np.full((len(codes), 16), np.nan)
    england = np.zeros((4, 3))
    for row in read("panel/source/council_delays.csv"):
        year, quarter, social = COUNCIL_YEARS.index(row["financial_year"]), int(row["quarter"]), float(row["days_social_care"])
        if row["code"] == "E92000001":
            england[year] += [float(row["days_nhs"]), social, float(row["days_both"])]
            continue
        i = codes.index(row["code"])
        quarters[i, 4 * year + quarter - 1] = 1000 * social / people[row["code"]]
    days = quarters.reshape(len(codes), 4, 4).sum(axis=2)
    known = np.isfinite(days[:, 0])
    days, quarters, system = days[known], quarters[known], system[known]
    level = np.log(days + OFFSET) - np.log(days + OFFSET).mean(axis=0)
    n = len(level)
    everyone = sum(people[c] for c, k in zip(codes, known) if k) / 1000
    weight = np.array([people[c] for c, k in zip(codes, known) if k]) / 1000 / everyone
    for t, year in enumerate(COUNCIL_YEARS):
        name = year.replace("/", "_")
        results.add(f"delay.level.{name}", weight @ days[:, t], unit="days a year per 1,000 people", years=year, n=n, method="all councils together", digits=1)
        results.add(f"delay.share.{name}", england[t, 1] / england[t].sum(), unit="share of delays due to social care", years=year, n="", method="England")
    for t in (1, 2, 3):
        rank = resampled(generator(21), np.zeros(n), lambda i, t=t: [stats.spearmanr(level[i, t - 1], level[i, t])[0]])[0]
        results.add(f"delay.rank.{COUNCIL_YEARS[t].replace('/', '_')}", stats.spearmanr(level[:, t - 1], level[:, t])[0], rank, "rank correlation",
                    f"{COUNCIL_YEARS[t - 1]} to {COUNCIL_YEARS[t]}", n, "of days per person")

    def lasting(index):
        x = level[index]
        own = x.mean(axis=1)
        within = ((x - own[:, None]) ** 2).sum() / (3 * len(x))
        between = max(own.var(ddof=1) - within / 4, 0)
        lags = [np.mean([np.mean(x[:, t] * x[:, t - lag]) for t in range(lag, 4)]) for lag in (0, 1, 2, 3)]
        keep = np.linalg.lstsq(np.concatenate([x[:, 0], x[:, 1], x[:, 2]])[:, None], np.concatenate([x[:, 1], x[:, 2], x[:, 3]]), rcond=None)[0][0]
        return [between / (between + within), np.sqrt(between), np.sqrt(within), keep, *lags]
    named = ("lasting", "between", "within", "persistence", "covariance_0", "covariance_1", "covariance_2", "covariance_3")
    for name, value, limit in zip(named, lasting(np.arange(n)), resampled(generator(22), np.zeros(n), lasting)):
        results.add(f"delay.{name}", value, limit, "share" if name == "lasting" else "slope" if name == "persistence" else "log", "2014/15 to 2017/18", n,
                    "log(days per 1,000 people + 0.5), year means out")
    log_quarter = np.log(quarters + OFFSET / 4) - np.log(quarters + OFFSET / 4).mean(axis=0)

    def quarterly(index):
        q = log_quarter[index]
        return [np.corrcoef(q[:, :-1].ravel(), q[:, 1:].ravel())[0, 1], np.corrcoef(q[:, :-4].ravel(), q[:, 4:].ravel())[0, 1], np.diff(q, axis=1).std()]
    for name, value, limit in zip(("quarter", "four_quarters", "quarter_change"), quarterly(np.arange(n)), resampled(generator(23), np.zeros(n), quarterly)):
        results.add(f"delay.{name}", value, limit, "log" if name == "quarter_change" else "correlation", "16 quarters to March 2018", n, "of quarterly log levels")
    clusters(results, "delay.system", level, np.zeros(n), system, "councils")
    clusters(results, "delay.system_change", level[:, 3:] - level[:, 2:3], np.zeros(n), system, "councils")
    # Next year from the two before, fitted one year earlier.
    used = np.linalg.lstsq(level[:, :2], level[:, 2], rcond=None)[0]
    told, real, noise = level[:, 1:3] @ used, level[:, 3], (level[:, 2] - level[:, :2] @ used).std(ddof=2)
    top = real >= np.quantile(real, 0.75)
    same = resampled(generator(24), np.zeros(n), lambda i: [stats.spearmanr(told[i], real[i])[0], np.sqrt(np.mean((told[i] - real[i]) ** 2)),
                                                            np.mean(np.abs(told[i] - real[i]) <= 1.645 * noise), auc(told[i], top[i])])
    found = (stats.spearmanr(told, real)[0], np.sqrt(np.mean((told - real) ** 2)), np.mean(np.abs(told - real) <= 1.645 * noise), auc(told, top))
    for name, value, limit, unit in zip(("rank", "error", "held", "auc"), found, same, ("rank correlation", "log", "share", "share")):
        results.add(f"delay.forecast.{name}", value, limit, unit, "2017/18 from 2015/16 and 2016/17", n, "fitted to 2016/17; auc: of the top quarter")
    results.add("delay.forecast.base", real.std(), unit="log", years="2017/18", n=n, method="error of telling every council the mean")


def clusters(results, name, values, strata, system, what):
    members = [np.flatnonzero(system == s) for s in np.unique(system)]

    def statistic(picked):
        return [clustered(values[np.concatenate([members[k] for k in picked])],
                          np.concatenate([np.full(len(members[k]), j) for j, k in enumerate(picked)]))]
    limits = resampled(generator(25), np.zeros(len(members)), statistic)[0]
    results.add(name, clustered(values, system), limits, "share", "", len(values), f"share of variance between systems, {what}")
    results.add(f"{name}.p", shuffled(generator(26), strata, system, lambda labels: clustered(values, labels)), unit="p", n=len(values),
                method="systems shuffled", digits=3)


def exact(events, n):
    """90% interval of a share after Clopper and Pearson."""
    return (0.0 if events == 0 else stats.beta.ppf(0.05, events, n - events + 1), 1.0 if events == n else stats.beta.ppf(0.95, events + 1, n - events))


def logistic(x, events, n, prior=False):
    """Intercept, slope and their 90% limits; with `prior` the bias is taken out after Firth."""
    design = np.column_stack([np.ones(len(events)), x])

    def objective(b):
        p = np.clip(1 / (1 + np.exp(-design @ b)), 1e-9, 1 - 1e-9)
        value = -(events * np.log(p) + (n - events) * np.log(1 - p)).sum()
        return value - 0.5 * np.linalg.slogdet(design.T @ (design * (n * p * (1 - p))[:, None]))[1] if prior else value
    b = optimize.minimize(objective, np.zeros(design.shape[1]), method="BFGS").x
    p = 1 / (1 + np.exp(-design @ b))
    error = np.sqrt(np.diag(np.linalg.inv(design.T @ (design * (n * p * (1 - p))[:, None]))))
    return b, np.column_stack([b - 1.645 * error, b + 1.645 * error])


def refusals(results):
    rows = {r["group"]: (int(r["refused"]), int(r["of"])) for r in read("panel/source/refusals.csv")}
    for group, (events, n) in rows.items():
        name = group.replace("-", "minus_")
        results.add(f"refusal.{name}", 100 * events / n, tuple(100 * x for x in exact(events, n)), "per cent of trusts", "July 2016", n,
                    "17 named of 23; exact interval", 1)
    types = [k for k in rows if k not in BANDS]
    acute, rest = rows["acute"], tuple(map(sum, zip(*(rows[k] for k in types if k != "acute"))))
    results.add("refusal.others", 100 * rest[0] / rest[1], tuple(100 * x for x in exact(*rest)), "per cent of trusts", "July 2016", rest[1], "17 named of 23; exact interval", 1)
    table = [[acute[0], acute[1] - acute[0]], [rest[0], rest[1] - rest[0]]]
    results.add("refusal.acute_odds", table[0][0] * table[1][1] / table[0][1] / table[1][0], unit="odds ratio, acute to others", years="July 2016", n=acute[1] + rest[1])
    results.add("refusal.acute_odds.p", stats.fisher_exact(table)[1], unit="p", years="July 2016", n=acute[1] + rest[1], method="Fisher's exact test")
    results.add("refusal.acute_share", 100 * acute[0] / (acute[0] + rest[0]), tuple(100 * x for x in exact(acute[0], acute[0] + rest[0])), "per cent of refusers", "July 2016",
                acute[0] + rest[0], "17 named of 23; exact interval", 0)
    results.add("refusal.acute_base", 100 * acute[1] / (acute[1] + rest[1]), unit="per cent of trusts", years="July 2016", n=acute[1] + rest[1], digits=0)
    events, n = (np.array([rows[b][k] for b in BANDS], float) for k in (0, 1))
    b, limits = logistic(np.array(list(BANDS.values()))[:, None], events, n)
    results.add("refusal.gap_odds", np.exp(5 * -b[1]), tuple(np.exp(5 * -limits[1][::-1])), "odds ratio for 5 pp worse margin", "July 2016 on margin 2015/16", int(n.sum()),
                "logistic on five bands")
    results.add("refusal.gap_odds.p", 2 * stats.norm.sf(abs(b[1]) / ((limits[1][1] - limits[1][0]) / 3.29)), unit="p", n=int(n.sum()), digits=3)
    for margin, name in ((-10.0, "at_minus_10"), (2.0, "at_2")):
        results.add(f"refusal.{name}", 100 / (1 + np.exp(-b[0] - b[1] * margin)), unit="per cent of trusts", years="July 2016 on margin 2015/16", n=int(n.sum()),
                    method="by the logistic", digits=1)


def mergers(results):
    older = read("source/systems.csv")
    merged_into = {r["stp_code_e54"]: r["ods_code"] for r in older}
    count = {}
    for r in older:
        code = merged_into[r["merged_into"].split()[0]] if r["merged_into"] else r["ods_code"]
        if r["n_ccgs_2017"]:
            count[code] = count.get(code, 0) + int(float(r["n_ccgs_2017"]))
    systems = [r for r in read("systems.csv") if count[r["code"]] > 1]
    home = {r["code_2019"]: r["system"] for r in read("panel/ccgs.csv")}
    events = {"2018": set(), "2019": set()}
    for r in read("panel/source/ccg_mergers.csv"):
        if r["kind"] == "merger" and r["date"][:4] in events:
            events[r["date"][:4]].add(home[r["code"]])
    first, both = events["2018"], events["2018"] | events["2019"]
    start = {r["code"]: r for r in read("panel/systems.csv")}
    code = [r["code"] for r in systems]
    number = np.array([count[c] for c in code], float)
    size = np.array([float(r["population"]) / count[r["code"]] / 1000 for r in systems])
    margin = np.array([float(start[c]["margin_2015_16_pct"]) for c in code])
    for label, names, n in (("2018", first, len(code)), ("to_2019", both, len(code)), ("2019", both - first, len(code) - len(first))):
        results.add(f"merger.rate.{label}", 100 * len(names) / n, tuple(100 * x for x in exact(len(names), n)), "per cent of systems with several CCGs", label.replace("to_", "April 2018 and ") if label != "2018" else "April 2018",
                    n, f"{len(names)} systems; exact interval", 0)
    for label, names in (("2018", first), ("to_2019", both)):
        event = np.array([c in names for c in code])
        for name, value in (("number", number), ("size", size), ("margin", margin)):
            limit = resampled(generator(27), event, lambda i, v=value, e=event: [auc(v[i], e[i])])[0]
            results.add(f"merger.{name}.{label}", auc(value, event), limit, "share (AUC)", "April 2018" if label == "2018" else "April 2018 and 2019", len(code), f"{event.sum()} systems merged")
            results.add(f"merger.{name}.{label}.p", stats.mannwhitneyu(value[event], value[~event]).pvalue, unit="p", n=len(code), method="Mann-Whitney", digits=3)
    event = np.array([c in both for c in code], float)
    x = np.column_stack([(v - v.mean()) / v.std() for v in (number, size, margin)])
    b, limits = logistic(x, event, np.ones(len(event)), prior=True)
    for k, name in enumerate(("number", "size", "margin")):
        results.add(f"merger.odds.{name}", np.exp(b[k + 1]), tuple(np.exp(limits[k + 1])), "odds ratio for one standard deviation", "April 2018 and 2019", len(code), "logistic after Firth, all three together")


def performance(trusts, results):
    acute = trusts.sector == "acute"
    short = {"share_within_4_hours": "ae", "share_within_18_weeks": "rtt", "share_of_beds_occupied": "beds"}
    codes = np.unique(trusts.system)
    income = trusts.income[:, 4:]
    for column, name in short.items():
        value = np.where(acute[:, None], trusts.performance[column], np.nan)
        weight = trusts.beds if name == "beds" else income
        own = np.full((len(codes), 4), np.nan)
        for i, system in enumerate(codes):
            for t in range(4):
                there = (trusts.system == system) & np.isfinite(value[:, t]) & np.isfinite(weight[:, t])
                if there.any():
                    own[i, t] = np.average(value[there, t], weights=weight[there, t])
        for t in (2, 3):
            year = COUNCIL_YEARS[t].replace("/", "_")
            known = np.isfinite(own[:, t])
            results.add(f"performance.{name}.mean_{year}", own[known, t].mean(), unit="per cent", years=COUNCIL_YEARS[t], n=known.sum(), method="mean over systems", digits=1)
            results.add(f"performance.{name}.sd_{year}", own[known, t].std(ddof=1),
                        resampled(generator(28), np.zeros(known.sum()), lambda i, v=own[known, t]: [v[i].std(ddof=1)])[0], "per cent", COUNCIL_YEARS[t], known.sum(), "between systems", 1)
        for t in (1, 2, 3):
            known = np.isfinite(own[:, t]) & np.isfinite(own[:, t - 1])
            pair = own[known][:, [t - 1, t]]
            limit = resampled(generator(29), np.zeros(len(pair)), lambda i, p=pair: [stats.spearmanr(p[i, 0], p[i, 1])[0]])[0]
            results.add(f"performance.{name}.rank_{COUNCIL_YEARS[t].replace('/', '_')}", stats.spearmanr(*pair.T)[0], limit, "rank correlation",
                        f"{COUNCIL_YEARS[t - 1]} to {COUNCIL_YEARS[t]}", len(pair), "of systems; acute trusts by income, beds by beds")
        away = without(value[acute][:, 2:3], np.zeros(acute.sum()))
        known = np.isfinite(away[:, 0])
        clusters(results, f"performance.{name}.system", away[known], np.zeros(known.sum()), trusts.system[acute][known], "acute trusts, 2016/17")
        lags = []
        for lag in (1, 2, 3):
            pairs = np.concatenate([value[acute][:, [t - lag, t]] for t in range(lag, 4)])
            pairs = pairs[np.isfinite(pairs).all(axis=1)]
            lags.append(np.corrcoef(pairs.T)[0, 1])
            results.add(f"performance.{name}.lag_{lag}", lags[-1], unit="correlation", years="2014/15 to 2017/18", n=len(pairs), method="of acute trusts")


def fund(trusts, results):
    """What the first year of the fund changed, by type."""
    rates = {r["type"]: float(r["fund_2016_17_pct"]) for r in read("panel/trusts.csv")}
    for sector, rate in rates.items():
        step = (trusts.margin[:, 6] - trusts.margin[:, 5])[trusts.sector == sector]
        step = step[np.isfinite(step)]
        results.add(f"fund.{sector}.change", np.median(step), resampled(generator(30), np.zeros(len(step)), lambda i, s=step: [np.median(s[i])])[0], "pp",
                    "2015/16 to 2016/17", len(step), "median change")
        results.add(f"fund.{sector}.share", rate, unit="per cent of income", years="2016/17", n=len(step), method="fund by type and size (panel/README.md)")


def add(trusts, results):
    fund(trusts, results)
    councils(results)
    refusals(results)
    mergers(results)
    performance(trusts, results)
