#!/usr/bin/env python3
"""Estimates from the panel what it can tell about trusts, councils, CCGs and systems; writes estimates.csv.

Needs Debian's python3-numpy and python3-scipy. The same tables give the same figures: resampling has fixed seeds.
docs/estimates.md tells what each figure means; panel/README.md and panel/columns.csv where the tables come from.
"""
import argparse
import csv
import sys
from pathlib import Path

import numpy as np
from scipy import stats

sys.dont_write_bytecode = True  # keep this folder to its tables and scripts
import estimate_others  # noqa: E402
from estimate_others import label, rank  # noqa: E402
from panel_tables import DRAWS, HERE, Results, Trusts, generator, resampled, shuffled  # noqa: E402
from trust_process import (FAMILIES, FITTED, LAST, SECTORS, SKEWED, UPWARD, WINSOR, YEARS, changes, clipped, clustered, fit, forecast,  # noqa: E402
                           foretold, of_years, scores, shocks, simulate, together, without)

PERIODS = {"before": (2, 5), "fund": (6, 7)}  # 2012/13 to 2015/16; 2016/17 and 2017/18, with the fund
WINDOWS = {"early": (0, 5), "late": (2, 7)}  # of shocks: before the fund; with two years of it
MIXED = ("acute", "others")  # groups of which more than a few trusts are there
CHANGES = "changes into 2013/14 to 2016/17"
VARIANCE = "analysis of variance, year means out"
NOTE = ("# Estimates from the panel, made by estimate.py. low and high: 90% interval, or blank. n: members, or members and years. "
        "Pages quote this text.\n")
SIMULATED = 300
LONG = 2  # simulations of several years begin with the margins of 2012/13


def span(first, last):
    return f"{YEARS[first]} to {YEARS[last]}"


def of_group(trusts, name):
    return trusts.sector != "acute" if name == "others" else trusts.sector == name


def levels(trusts, results):
    """Mean, spread between and within trusts, and share in deficit of each sector before and with the fund."""
    def statistic(margins):
        centre, n = np.nanmean(margins, axis=1), np.isfinite(margins).sum(axis=1)
        away = without(margins, np.zeros(len(margins)))
        within = np.nansum((away - np.nanmean(away, axis=1)[:, None]) ** 2) / max((n - 1)[n > 0].sum(), 1)
        between = max(np.nanvar(np.nanmean(away, axis=1), ddof=1) - within / n[n > 0].mean(), 0)
        return [np.nanmean(centre), np.sqrt(between), np.sqrt(within), between / (between + within), (margins < 0).sum() / n.sum()]

    for sector in SECTORS:
        for period, (first, last) in PERIODS.items():
            margins = trusts.margin[trusts.sector == sector, first:last + 1]
            margins = margins[np.isfinite(margins).any(axis=1)]
            found = statistic(margins)
            limits = resampled(generator(11), np.zeros(len(margins)), lambda i, m=margins: statistic(m[i]))
            units = {"mean": "pp", "between": "pp", "within": "pp", "lasting": "share", "deficit": "share"}
            for (name, unit), value, limit in zip(units.items(), found, limits):
                results.add(f"level.{sector}.{period}.{name}", value, limit, unit, span(first, last), len(margins),
                            "over trusts and years" if name in ("mean", "deficit") else VARIANCE)


def shock_sizes(trusts, results):
    names = ("acute", "others") + SECTORS[1:]
    for window, (first, last) in WINDOWS.items():
        def statistic(index, first=first, last=last):
            m, s = trusts.margin[index], trusts.sector[index]
            away = [changes(m, s, lag, first, last) for lag in (1, 2, 3)]
            return np.concatenate([shocks(away, s != "acute" if g == "others" else s == g) for g in names])
        found = statistic(np.arange(len(trusts.sector))).reshape(-1, 2)
        limits = resampled(generator(12), trusts.sector, statistic).reshape(-1, 2, 2)
        for name, value, limit in zip(names, found, limits):
            n = np.isfinite(trusts.margin[of_group(trusts, name), first:last + 1]).sum()
            for part, size, interval in zip(("permanent", "passing"), value, limit):
                results.add(f"shock.{name}.{window}.{part}", size, interval, "pp a year", span(first, last), n,
                            f"var(change over k years) = k permanent + 2 passing, k 1 to 3; ends {100 * WINSOR:.0f}% clipped")


def movement(trusts, results, fitted, losses, years):
    """The process of trust_process.py, with what moved all acute trusts and how spread grew."""
    plain, even = fit(trusts.margin, trusts.family, widen=False)[1], fit(trusts.margin, trusts.family, skewed=())[1]
    every = fit(trusts.margin, trusts.family, skewed=FAMILIES)
    def told(p):
        return [p[0], np.exp(p[1]), 100 * (np.exp(p[2]) - 1), *np.exp(p[3:])]

    def statistic(index):
        return np.concatenate([told(p) for p in fit(trusts.margin[index], trusts.family[index], begin=fitted)[0].values()])

    named = (("persistence", "slope"), ("scale", "pp"), ("growth", "per cent a year"), ("freedom", "degrees of freedom"), ("reach", "pp"),
             ("upward", "ratio"))
    limits = resampled(generator(13), trusts.sector, statistic).reshape(-1, len(named), 2)
    for (family, p), limit in zip(fitted.items(), limits):
        n = np.isfinite(trusts.margin[trusts.family == family][:, list(FITTED)]).sum()
        for (name, unit), value, interval in zip(named, told(p), limit):
            if name == "upward" and family not in SKEWED:
                continue
            results.add(f"process.{family}.{name}", value, interval, unit, CHANGES, n,
                        "maximum likelihood, Student t, scale exp(growth x year); scale is that of large downward moves in 2016/17", 1 if name == "growth" else 2)
        results.add(f"process.{family}.gain", plain[family] - losses[family], unit="log likelihood", years=CHANGES, n=n,
                    method="of letting the scale grow with the distance from the median", digits=1)
        results.add(f"process.{family}.skewed", even[family] - every[1][family], unit="log likelihood", years=CHANGES, n=n,
                    method=f"of upward moves other than downward ones, {np.exp(every[0][family][UPWARD]):.2f} of their size", digits=1)
    away = without(trusts.margin, trusts.family, np.nanmedian)
    results.add("process.farthest", np.nanmax(np.abs(away)), unit="pp", years=span(0, LAST + 1), n=len(trusts.code),
                method="farthest that a trust lay from the median of its family", digits=1)
    dof = len(FITTED) - 1
    for name, values, unit in zip(("slope", "scale"), years, ("slope", "log")):
        sd = values.std(ddof=1)
        limit = [sd * np.sqrt(dof / stats.chi2.ppf(p, dof)) for p in (0.95, 0.05)]
        results.add(f"year.{name}", sd, limit, unit, "2013/14 to 2016/17", len(FITTED), "standard deviation of what a year as a whole adds")
        for t, value in zip(FITTED, values):
            results.add(f"year.{name}.{label(YEARS[t])}", value, unit=unit, years=YEARS[t], n=len(trusts.code),
                        method="the same for all families")
    dof, levels = LAST - 2, {t: together(trusts.margin, trusts.income, t) for t in range(1, LAST)}
    apart = {t: np.subtract(*(together(trusts.margin[group], trusts.income[group], t) for group in (trusts.sector == "acute", trusts.sector != "acute")))
             for t in range(1, LAST)}
    # No parameter stands for what acute trusts lose in each year beside the others, so that their difference counts from 0.
    for name, values, size, degrees, what in (
            ("level", levels, np.std(list(levels.values()), ddof=1), dof, "standard deviation of the yearly change of all trusts together, by income; before the fund"),
            ("acute", apart, np.sqrt(np.mean(np.square(list(apart.values())))), dof + 1,
             "root mean square of the yearly change of acute trusts together less that of all others, by income; before the fund")):
        limit = [size * np.sqrt(degrees / stats.chi2.ppf(p, degrees)) for p in (0.95, 0.05)]
        results.add(f"year.{name}", size, limit, "pp", span(1, LAST - 1), len(values), what)
        for t, value in values.items():
            results.add(f"year.{name}.{label(YEARS[t])}", value, unit="pp", years=YEARS[t], n=len(trusts.code),
                        method="all trusts together, by income" if name == "level" else "acute trusts less others, each together by income")
    acute = trusts.margin[trusts.sector == "acute"]
    for t in (LAST - 1, LAST, LAST + 1):
        known = np.isfinite(acute[:, t]) & np.isfinite(acute[:, t - 1])
        slope, _, low, high = stats.theilslopes(acute[known, t], acute[known, t - 1], alpha=0.9)
        results.add(f"slope.acute.{label(YEARS[t])}", slope, (low, high), "slope", f"{YEARS[t - 1]} to {YEARS[t]}", known.sum(),
                    "median of the slopes between pairs of trusts")
    for t in range(1, len(YEARS)):
        step, year = acute[:, t] - acute[:, t - 1], f"{YEARS[t - 1]} to {YEARS[t]}"
        step, name = step[np.isfinite(step)], label(YEARS[t])
        limit = resampled(generator(14), np.zeros(len(step)), lambda i, s=step: [s[i].mean(), s[i].std(ddof=1), spread(s[i])])
        for part, value, interval in zip(("mean", "sd", "robust"), (step.mean(), step.std(ddof=1), spread(step)), limit):
            results.add(f"change.acute.{name}.{part}", value, interval, "pp", year, len(step), "robust: quartiles / 1.349")


def spread(values):
    """Standard deviation from the quartiles."""
    values = values[np.isfinite(values)]
    return (np.quantile(values, 0.75) - np.quantile(values, 0.25)) / 1.349 if len(values) else np.nan


def bunching(trusts, results):
    """Outturns just above and just below zero: accounts are managed."""
    for t in range(LONG, len(YEARS)):
        margin = trusts.margin[np.isfinite(trusts.margin[:, t]), t]
        for name, low in (("above", 0.0), ("below", -1.0)):
            inside = (margin >= low) & (margin < low + 1)
            limit = resampled(generator(31), np.zeros(len(margin)), lambda i, x=inside: [100 * x[i].mean()])[0]
            results.add(f"bunch.{name}.{label(YEARS[t])}", 100 * inside.mean(), limit, "per cent of trusts", YEARS[t], len(margin),
                        f"margin from {low:.0f} to {low + 1:.0f} pp", 0)


def tails(trusts, results):
    """Of yearly changes of all years, sector and year means out."""
    step = changes(trusts.margin, trusts.sector, 1, 0, 7)
    for name in MIXED:
        own = step[of_group(trusts, name)]

        def statistic(index, own=own):
            x = own[index][np.isfinite(own[index])]
            beyond = np.abs(x) > 3 * x.std(), np.abs(x - np.median(x)) > 3 * spread(x)
            return [stats.kurtosis(x, fisher=False), *(100 * b.mean() for b in beyond)]

        limits = resampled(generator(15), np.zeros(len(own)), statistic)
        units = {"kurtosis": "", "beyond": "per cent", "beyond_robust": "per cent"}
        for (part, unit), value, limit in zip(units.items(), statistic(np.arange(len(own))), limits):
            results.add(f"tail.{name}.{part}", value, limit, unit, span(0, 7), np.isfinite(own).sum(),
                        "beyond 3 standard deviations, plain and robust", 1)


def common(trusts, results):
    """How much of levels and changes is common to the trusts of a system."""
    step = changes(trusts.margin, trusts.sector, 1, LONG, 7)
    level = without(trusts.margin[:, LONG:], trusts.sector)
    for what, values in (("level", level), ("change", step)):
        for name in ("all", "acute"):
            own = np.ones(len(trusts.sector), bool) if name == "all" else trusts.sector == "acute"
            away, system = clipped(values[own], 0.025), trusts.system[own]
            found = clustered(away, system)
            # Whole systems are drawn again; a system drawn twice counts as two.
            members = [np.flatnonzero(system == s) for s in np.unique(system)]

            def statistic(picked, away=away, members=members):
                return [clustered(away[np.concatenate([members[k] for k in picked])],
                                  np.concatenate([np.full(len(members[k]), j) for j, k in enumerate(picked)]))]
            limits = resampled(generator(16), np.zeros(len(members)), statistic)[0]
            p = shuffled(generator(17), trusts.sector[own], system, lambda labels, a=away: clustered(a, labels))
            method = "share of variance between systems, pooled over years, ends 2.5% clipped; sector and year means out"
            results.add(f"common.{what}.{name}", found, limits, "share", span(LONG, 7), int(own.sum()), method, 3)
            results.add(f"common.{what}.{name}.p", p, unit="p", years=span(LONG, 7), n=int(own.sum()),
                        method="systems shuffled within sectors", digits=3)
    return max(clustered(clipped(step, 0.025), trusts.system), 0.0)


def quality(trusts, results, fitted, years):
    """The forecast of 2017/18 and its rivals."""
    groups = {"all": np.ones(len(trusts.sector), bool), "acute": trusts.sector == "acute", "others": trusts.sector != "acute"}
    predicted = forecast(trusts.margin, trusts.family, fitted)
    plain = fit(trusts.margin, trusts.family, widen=False)[0]
    rivals = {"forecast": predicted, "plain": forecast(trusts.margin, trusts.family, plain),
              "steady": forecast(trusts.margin, trusts.family, fitted, growing=False),
              "same": np.column_stack([trusts.margin[:, LAST], predicted[:, 1:]])}
    for rival, told in rivals.items():
        for name, own in groups.items():
            if rival != "forecast" and name != "all":
                continue
            rows = foretold(trusts.margin[own], told[own], years.std(axis=1, ddof=1))
            limits = resampled(generator(18), np.zeros(len(rows)), lambda i, r=rows: scores(r[i]))
            for key, value, limit in zip(("auc", "brier", "rmse", "held", "chance"), scores(rows), limits):
                results.add(f"{rival}.{name}.{key}", value, limit, "pp" if key == "rmse" else "share", "2017/18 from 2016/17", len(rows),
                            "fitted to changes into 2013/14 to 2016/17", 3 if key in ("brier", "auc") else 2)
            results.add(f"{rival}.{name}.deficits", rows[:, 0].sum(), unit="trusts", years="2017/18", n=len(rows), digits=0)


def moments(margin, trusts):
    """What simulated trusts must share with the panel: {name: value} of margins as trusts x years."""
    out, step = {}, changes(margin, trusts.sector, 1, LONG, 7)
    level = without(margin, trusts.sector, np.nanmedian)
    lags = [changes(margin, trusts.sector, lag, LONG, 7) for lag in (1, 2, 3)]
    for name in MIXED:
        own = of_group(trusts, name)
        for t in (LAST, LAST + 1):
            known, year = own & np.isfinite(margin[:, t]) & np.isfinite(margin[:, t - 1]), label(YEARS[t][2:])
            out[f"{name}.spread_{year}"] = spread(level[own, t])
            out[f"{name}.rank_{year}"] = rank(level[known, t - 1:t + 1])
            out[f"{name}.deficit_{year}"] = 100 * np.mean(margin[own & np.isfinite(margin[:, t]), t] < 0)
        out[f"{name}.permanent"], out[f"{name}.passing"] = shocks(lags, own)
        for lag in (1, 3):
            out[f"{name}.change_{lag}"] = np.sqrt(np.nanmean(clipped(lags[lag - 1][own], WINSOR) ** 2))
        out[f"{name}.tail"] = 100 * np.mean(np.abs(step[own][np.isfinite(step[own])]) > 3 * spread(step[own]))
    out["all.common"] = clustered(clipped(step, 0.025), trusts.system)
    money = margin[:, LAST + 1] * trusts.income[:, LAST + 1] / 100
    out["all.deficits"], out["all.surpluses"] = -np.nansum(np.minimum(money, 0)), np.nansum(np.maximum(money, 0))
    return out


def reproduced(trusts, results, fitted, share, years):
    """Moments of the panel beside those of simulated trusts, begun in 2012/13 and in 2016/17."""
    real = moments(trusts.margin, trusts)
    inside = {}
    for begin, first in (("long", LONG), ("short", LAST)):
        made = simulate(trusts.margin, trusts.family, trusts.system, fitted, share, years.std(axis=1, ddof=1), first, SIMULATED,
                        generator(19))
        rows = []
        for draw in made:
            draw[:, :first] = trusts.margin[:, :first]
            rows.append(list(moments(draw, trusts).values()))
        rows = np.array(rows)
        low, middle, high = np.nanquantile(rows, [0.05, 0.5, 0.95], axis=0)
        names = [n for n in real if begin == "long" or n.startswith("all.de") or n.startswith("all.su") or n.endswith("17_18")]
        inside[begin] = []
        for k, name in enumerate(real):
            if name not in names:
                continue
            results.add(f"moment.{begin}.{name}.real", real[name], unit="", years=span(first, 7), n=len(trusts.sector), method="panel")
            results.add(f"moment.{begin}.{name}.made", middle[k], (low[k], high[k]), "", span(first, 7), len(trusts.sector),
                        f"median and 90% range of {SIMULATED} simulations begun in {YEARS[first]}")
            inside[begin].append(low[k] <= real[name] <= high[k])
        results.add(f"moment.{begin}.inside", sum(inside[begin]), unit="moments", n=len(inside[begin]), digits=0,
                    method="of the panel within the 90% range")
        results.add(f"moment.{begin}.of", len(inside[begin]), unit="moments", digits=0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE, help="folder for estimates.csv (default: beside this script)")
    folder = parser.parse_args().out
    trusts, results = Trusts(), Results()
    fitted, losses = fit(trusts.margin, trusts.family)
    years = of_years(trusts.margin, trusts.family, fitted)
    levels(trusts, results)
    shock_sizes(trusts, results)
    movement(trusts, results, fitted, losses, years)
    bunching(trusts, results)
    tails(trusts, results)
    share = common(trusts, results)
    quality(trusts, results, fitted, years)
    reproduced(trusts, results, fitted, share, years)
    estimate_others.add(trusts, results)
    results.add("draws", DRAWS, unit="draws of the bootstrap", digits=0)
    with open(folder / "estimates.csv", "w", encoding="utf-8", newline="") as file:
        file.write(NOTE)
        out = csv.writer(file, lineterminator="\n")
        out.writerow("name,value,low,high,unit,years,n,method".split(","))
        out.writerows(results.rows)


if __name__ == "__main__":
    main()
