#!/usr/bin/env python3
"""Sets simulated trusts beside those of the panel: the forecast of 2017/18, and how margins lie and move without the fund.

    concord run configs/england_2019_plain.yaml --quarters 4 --replicates 200 --record organisations -o out/first_year.h5
    concord run configs/england_2019_plain.yaml --quarters 16 --replicates 60 --record organisations --set switches.fund=false \\
        --set shocks.covid=false -o out/no_fund.h5
    configs/england_2017/begin_earlier.py out/england_2017
    concord run out/england_2017/first_year.yaml --record organisations -o out/first_year_2017.h5
    concord run out/england_2017/before_the_fund.yaml --record organisations -o out/before_the_fund.h5
    /usr/bin/python3 configs/england_2019/compare_runs.py england_2019 out/first_year.h5 out/no_fund.h5 \\
        england_2017 out/first_year_2017.h5 out/before_the_fund.h5

Writes compared.csv beside it (`--out DIR`: there). Several worlds go in one table: a name and two files for each. Needs NumPy, SciPy and h5py.
"""
import argparse
import csv
import sys
from pathlib import Path

import h5py
import numpy as np
from scipy import stats

sys.dont_write_bytecode = True  # keep this folder to its tables and sources
HERE = Path(__file__).resolve().parent
from panel_tables import Results, Trusts, generator, read  # noqa: E402
from trust_process import LAST, WINSOR, YEARS, auc, clipped, clustered, shocks, without  # noqa: E402

DRAWS = 300  # of the bootstrap over trusts


def simulated(path, trusts, column):
    """runs x trusts x quarters of a column, and yearly budgets in £m, in the order of the panel."""
    with h5py.File(path) as file:
        codes = [c.decode() for c in file["tables/organisations/code"][:]]
        at = [codes.index(code) for code in trusts.code]
        order = np.argsort(at)
        values = np.empty((file[f"organisations/{column}"].shape[0], len(at), file[f"organisations/{column}"].shape[1]))
        values[:, order, :] = np.swapaxes(file[f"organisations/{column}"][:, :, sorted(at)], 1, 2)
        return values, file["tables/organisations/budget"][:][at]


def forecast(results, trusts, england, path):
    balance, budget = simulated(path, trusts, "balance")
    told = 100 * balance[:, :, :4].sum(axis=2) / budget  # runs x trusts, after the fund
    real = trusts.margin[:, LAST + 1]
    known = np.isfinite(real) & np.isfinite(trusts.margin[:, LAST])
    chance = (told < 0).mean(axis=0)
    low, high = np.quantile(told, [0.05, 0.95], axis=0)
    rows = np.column_stack([real < 0, chance, real - told.mean(axis=0), (low <= real) & (real <= high)])
    random = generator(17)
    for name, group in (("all", known), ("acute", known & (trusts.sector == "acute")), ("others", known & (trusts.sector != "acute"))):
        own = rows[group]
        drawn = [own[random.randint(0, len(own), len(own))] for _ in range(DRAWS)]
        for key, digits, score in (("auc", 3, lambda r: auc(r[:, 1], r[:, 0] > 0)), ("brier", 3, lambda r: np.mean((r[:, 1] - r[:, 0]) ** 2)),
                                   ("rmse", 2, lambda r: np.sqrt(np.mean(r[:, 2] ** 2))), ("held", 2, lambda r: r[:, 3].mean())):
            results.add(f"{england}.{name}.{key}", score(own), np.quantile([score(d) for d in drawn], [0.05, 0.95]), "pp" if key == "rmse" else "share",
                        "2017/18", len(own), "runs of the model", digits)
        results.add(f"{england}.{name}.deficits", own[:, 0].sum(), (None, None), "trusts", "2017/18", len(own), "accounts", 0)
        results.add(f"{england}.{name}.expected", (told[:, group] < 0).sum(axis=1).mean(), np.quantile((told[:, group] < 0).sum(axis=1), [0.05, 0.95]),
                    "trusts in deficit", "2017/18", len(own), "runs of the model", 0)
    money = told * budget / 100
    for name, sign in (("deficits", -1), ("surpluses", 1)):
        sums = np.maximum(sign * money[:, known], 0).sum(axis=1)
        actual = np.maximum(sign * real[known] * trusts.income[known, LAST + 1] / 100, 0).sum()
        results.add(f"{england}.gross_{name}.real", actual, (None, None), "£m", "2017/18", int(known.sum()), "accounts", 0)
        results.add(f"{england}.gross_{name}.made", sums.mean(), np.quantile(sums, [0.05, 0.95]), "£m", "2017/18", int(known.sum()), "runs of the model", 0)


def delays(results, england, path):
    """How well the share of quarters in which a council looks after itself ranks the real delays of 2017/18."""
    people = {row["utla19cd"]: float(row["population_2020_proj"]) for row in read("source/councils.csv")}
    days = {}
    for row in read("panel/source/council_delays.csv"):
        if row["financial_year"] == "2017/18" and row["code"] in people:
            days[row["code"]] = days.get(row["code"], 0) + int(row["days_social_care"])
    with h5py.File(path) as file:
        codes = [c.decode() for c in file["tables/organisations/code"][:]]
        at = [k for k, code in enumerate(codes) if code in days]
        own = (file["organisations/action"][:, :4, :][:, :, at] == 0).mean(axis=(0, 1))
    real = np.array([days[codes[k]] / people[codes[k]] for k in at])
    random = generator(19)
    drawn = [stats.spearmanr(own[i], real[i])[0] for i in (random.randint(0, len(at), len(at)) for _ in range(DRAWS))]
    results.add(f"{england}.councils.rank", stats.spearmanr(own, real)[0], np.quantile(drawn, [0.05, 0.95]), "rank correlation", "2017/18", len(at),
                "runs of the model")


def moves(margins, sector, system):
    """How margins of trusts move from year to year, as estimate.py has it."""
    out, away = {}, [without(margins[:, lag:] - margins[:, :-lag], sector) for lag in (1, 2, 3)]
    for name, mask in (("acute", sector == "acute"), ("others", sector != "acute")):
        out[f"{name}.permanent"], out[f"{name}.passing"] = shocks(away, mask, WINSOR)
        for lag in (1, 3):
            out[f"{name}.change_{lag}"] = np.sqrt(np.nanmean(clipped(away[lag - 1][mask], WINSOR) ** 2))
        steps = away[0][mask]
        steps = steps[np.isfinite(steps)]
        out[f"{name}.tail"] = 100 * np.mean(np.abs(steps) > 3 * np.subtract(*np.quantile(steps, [0.75, 0.25])) / 1.349)
    out["all.common"] = clustered(np.clip(away[0], *np.nanquantile(away[0], [0.025, 0.975])), system)
    return out


def state(first, second, sector):
    """How margins lie in one year, and their ranks in the next."""
    out = {}
    for name, mask in (("acute", sector == "acute"), ("others", sector != "acute")):
        a, b = first[mask], second[mask]
        known = np.isfinite(a) & np.isfinite(b)
        out[f"{name}.level"] = np.nanmean(a)
        out[f"{name}.spread"] = np.subtract(*np.nanquantile(a, [0.75, 0.25])) / 1.349
        out[f"{name}.rank"] = stats.spearmanr(a[known], b[known])[0]
    return out


def moments(results, trusts, england, path):
    """The panel before the fund beside as many simulated years without fund and Covid. How margins lie: 2016/17 less the fund, by type."""
    margin, _ = simulated(path, trusts, "margin_to_date")
    made = margin[:, :, 3::4]  # at the end of each year
    with h5py.File(path) as file:
        start = file.attrs["start"]
    begun = YEARS.index((start.decode() if isinstance(start, bytes) else start).split()[0])
    if begun < LAST:
        return moments_of_the_same_years(results, trusts, england, made, begun)
    fund = {row["code"]: float(row["fund_2016_17_pct"]) for row in read("panel/trusts.csv")}
    before = trusts.margin[:, LAST] - np.array([fund[code] for code in trusts.code])
    years = made.shape[2]
    real = {**state(before, trusts.margin[:, LAST - 1], trusts.sector),
            **moves(trusts.margin[:, LAST - years:LAST], trusts.sector, trusts.system)}
    runs = [{**state(run[:, 0], run[:, 1], trusts.sector), **moves(run, trusts.sector, trusts.system)} for run in made]
    for name, value in real.items():
        drawn = [run[name] for run in runs]
        period = "2016/17" if name.split(".")[1] in ("level", "spread", "rank") else "2012/13 to 2015/16"
        results.add(f"{england}.moment.{name}.real", value, unit="", years=period, n=len(trusts.code), method="panel")
        results.add(f"{england}.moment.{name}.made", np.mean(drawn), np.quantile(drawn, [0.05, 0.95]), "", f"{years} years", len(runs),
                    "runs of the model")


def moments_of_the_same_years(results, trusts, england, made, begun):
    """The same of runs that begin before the fund from the accounts of the year before: the same trusts in the same years."""
    last = begun + made.shape[2]  # exclusive
    real = trusts.margin[:, begun - 1:last]
    made = np.concatenate([np.broadcast_to(real[None, :, :1], (len(made), *real[:, :1].shape)), made], axis=2)
    made[:, np.isnan(real)] = np.nan

    def all_of(margins):
        return {**state(margins[:, -1], margins[:, -2], trusts.sector), **moves(margins, trusts.sector, trusts.system)}

    runs, period = [all_of(run) for run in made], f"{YEARS[begun - 1]} to {YEARS[last - 1]}"
    for name, value in all_of(real).items():
        drawn = [run[name] for run in runs]
        results.add(f"{england}.moment.{name}.real", value, unit="", years=period, n=len(trusts.code), method="panel")
        results.add(f"{england}.moment.{name}.made", np.mean(drawn), np.quantile(drawn, [0.05, 0.95]), "", period, len(runs), "runs of the model")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs", nargs="+", help="name of an England, results of its first year, results without the fund")
    parser.add_argument("--out", type=Path, default=HERE)
    options = parser.parse_args()
    results, trusts = Results(), Trusts()
    for england, first_year, no_fund in zip(*(options.runs[k::3] for k in range(3))):
        forecast(results, trusts, england, first_year)
        delays(results, england, first_year)
        moments(results, trusts, england, no_fund)
    with open(options.out / "compared.csv", "w", encoding="utf-8", newline="") as file:
        file.write("# Simulated trusts beside those of the panel, made by compare_runs.py; pages quote this text. low and high: 90% interval.\n")
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["name", "value", "low", "high", "unit", "years", "n", "method"])
        out.writerows(results.rows)


if __name__ == "__main__":
    main()
