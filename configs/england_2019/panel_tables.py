"""The tables of the panel as arrays, and what all estimates share: rows of results, resampling, tests by shuffling."""
import csv
from pathlib import Path

import numpy as np

from trust_process import SECTORS, YEARS

HERE = Path(__file__).resolve().parent
DRAWS = 300  # of the bootstrap
SHUFFLES = 499
COUNCIL_YEARS = ("2014/15", "2015/16", "2016/17", "2017/18")


def read(path):
    with open(HERE / path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def by_year(path, codes, years, value):
    """codes x years, nan where there is no row or no figure; `value` makes the number of a row or None."""
    out, at = np.full((len(codes), len(years)), np.nan), {code: i for i, code in enumerate(codes)}
    for row in read(path):
        if row["code"] in at and row["financial_year"] in years:
            found = value(row)
            if found is not None:
                out[at[row["code"]], years.index(row["financial_year"])] = found
    return out


class Trusts:
    """Trusts of the list of April 2019 with what the panel knows under their own code."""
    def __init__(self):
        rows = read("trusts.csv")
        self.code = [r["code"] for r in rows]
        self.sector, self.system = np.array([r["type"] for r in rows]), np.array([r["system"] for r in rows])
        self.family = np.where(np.isin(self.sector, ("acute", "specialist")), self.sector, "other")
        self.income = by_year("panel/source/trust_accounts.csv", self.code, YEARS, lambda r: float(r["income_gbp_k"]) / 1000)
        surplus = by_year("panel/source/trust_accounts.csv", self.code, YEARS, lambda r: float(r["surplus_gbp_k"]) / 1000)
        self.margin = 100 * surplus / self.income
        self.performance = {
            name: by_year("panel/source/trust_performance.csv", self.code, COUNCIL_YEARS,
                          lambda r, name=name: 100 * float(r[name]) if r[name] and float(r[name]) > 0 else None)
            for name in ("share_within_4_hours", "share_within_18_weeks", "share_of_beds_occupied")}
        self.beds = by_year("panel/source/trust_performance.csv", self.code, COUNCIL_YEARS,
                            lambda r: float(r["beds"]) if r["beds"] else None)


class Results:
    """Rows of estimates.csv. The text is what pages quote, so it is rounded here and nowhere else."""
    def __init__(self):
        self.rows, self.names = [], set()

    def add(self, name, value, interval=(None, None), unit="pp", years="", n="", method="", digits=2):
        assert name not in self.names, name
        self.names.add(name)
        self.rows.append([name, *(text(x, digits) for x in (value, *interval)), unit, years, n, method])


def text(value, digits):
    if value is None or not np.isfinite(value):
        return ""
    out = f"{value:.{digits}f}"
    return out.lstrip("-") if float(out) == 0 else out


def generator(seed):
    """The stream of RandomState is frozen for good, unlike that of newer generators."""
    return np.random.RandomState(seed)


def resampled(random, strata, statistic, draws=DRAWS):
    """90% interval of each component of `statistic(index)` when members are drawn again within their stratum."""
    groups = [np.flatnonzero(strata == label) for label in np.unique(strata)]
    found = [statistic(np.concatenate([random.choice(g, len(g)) for g in groups])) for _ in range(draws)]
    return np.nanquantile(np.array(found, dtype=float), [0.05, 0.95], axis=0).T


def shuffled(random, strata, labels, statistic, shuffles=SHUFFLES):
    """Chance of at least the statistic that was found when labels are shuffled within strata."""
    real, count = statistic(labels), 1
    groups = [np.flatnonzero(strata == label) for label in np.unique(strata)]
    for _ in range(shuffles):
        mixed = labels.copy()
        for g in groups:
            mixed[g] = labels[g[random.permutation(len(g))]]
        count += statistic(mixed) >= real - 1e-12
    return count / (shuffles + 1)


assert set(SECTORS) == {r["type"] for r in read("trusts.csv")}
