#!/usr/bin/env python3
"""Makes the tables of the panel (trusts, systems, ccgs, councils) from source/*.csv, as they were known in April 2017.

Standard library only; the same input gives the same bytes. Every rule is described in README.md, every column in columns.csv.
Margins are surplus over income in per cent; money is GBP million.
"""
import argparse
import csv
from collections import defaultdict
from math import log
from pathlib import Path
from statistics import fmean, median, pstdev

HERE = Path(__file__).resolve().parent
NOTE = ("# Made by build_panel.py; columns, periods and rules in columns.csv and README.md. "
        "Contains public sector information licensed under the Open Government Licence v3.0 where the publisher applies it.\n")
START = "2016/17"  # the last year that an England of April 2017 may know
YEARS = ["2010/11", "2011/12", "2012/13", "2013/14", "2014/15", "2015/16", "2016/17", "2017/18"]
# Trusts of the list of April 2019 and those that went into them after the accounts of 2016/17 (general knowledge).
PREDECESSORS = {
    "R0A": ["RW3", "RM2"], "R0B": ["RLN", "RE9"], "R1L": ["RRD", "RWN"], "RRK": ["RRK", "RR1"], "RGN": ["RGN", "RQQ"],
    "RTG": ["RTG", "RJF"], "RDE": ["RDE", "RGQ"], "RRE": ["RRE", "R1E"], "RW4": ["RW4", "RY1", "RJX"],
    "RQ3": ["RQ3", "RLU"], "RXV": ["RXV", "TAE"],
}
# Trusts outside the list that stayed on their own; they had part of the fund.
OTHERS = {"TAD": "mental_health", "TAF": "mental_health", "TAH": "mental_health", "TAJ": "mental_health"}
OFFSET = 0.5  # added to days per 1,000 people before the logarithm, as some councils have none
NO_DELAYS_TOLD = ("E09000001", "E06000053")  # City of London, Isles of Scilly


def read(path):
    with open(HERE / path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def accounts():
    """{(code, year): (surplus, income)} in GBP m."""
    return {(r["code"], r["financial_year"]): (float(r["surplus_gbp_k"]) / 1000, float(r["income_gbp_k"]) / 1000)
            for r in read("source/trust_accounts.csv")}


def joined(code, year, known):
    """Surplus and income of a trust with those that went into it; None if it has no accounts."""
    parts = [known[c, year] for c in dict.fromkeys([*PREDECESSORS.get(code, []), code]) if (c, year) in known]
    return tuple(map(sum, zip(*parts))) if parts and sum(p[1] for p in parts) > 0 else None


def suffix(year):
    """Of columns: 2016/17 is 2016_17."""
    return year.replace("/", "_")


def april(year):
    """The April after a financial year."""
    return f"april_{int(year[:4]) + 1}"


def fund_rates(trusts, known, start=START):
    """{type: per cent of income}: the fund of the year, shared between types as that of 2017/18 was paid."""
    fund = {(r["financial_year"], r["sector"]): float(r["gbp_m"]) for r in read("source/fund.csv")}
    paid = {sector: gbp for (year, sector), gbp in fund.items() if year == "2017/18" and sector != "all"}
    income = defaultdict(float)
    for code, kind in [(t["code"], t["type"]) for t in trusts] + list(OTHERS.items()):
        income[kind] += joined(code, start, known)[1]
    return {kind: 100 * fund[start, "all"] * gbp / sum(paid.values()) / income[kind] for kind, gbp in paid.items()}


def build_trusts(trusts, start=START):
    year, day, end = suffix(start), april(start), f"{int(start[:4]) + 1}-03"
    known, measured = accounts(), {(r["code"], r["financial_year"]): r for r in read("source/trust_performance.csv")}
    entered = {r["code"]: r for r in read("source/special_measures.csv")}
    rates = fund_rates(trusts, known, start)
    rows = []
    for trust in trusts:
        code = trust["code"]
        history = [joined(code, y, known) for y in YEARS if y <= start]
        margins = [100 * h[0] / h[1] if h else None for h in history]
        seen = measured.get((code, start), {})
        special = entered.get(code)
        still = special and special["entered"] <= end and (not special["left"] or special["left"] > end)
        rows.append({
            "code": code, "type": trust["type"], "system": trust["system"], f"income_{year}_gbp_m": history[-1][1],
            **{f"margin_{suffix(y)}_pct": m for y, m in zip(YEARS, margins)},
            f"fund_{year}_pct": rates[trust["type"]], f"margin_before_fund_{year}_pct": margins[-1] - rates[trust["type"]],
            f"within_4_hours_{year}": number(seen.get("share_within_4_hours")),
            f"within_18_weeks_{year}": number(seen.get("share_within_18_weeks")),
            f"beds_{year}": number(seen.get("beds")) or None,
            f"occupied_{year}": number(seen.get("share_of_beds_occupied")) or None,
            f"special_measures_{day}": "1" if still else "0",
            "imputed": [f"fund_{year}_pct", f"margin_before_fund_{year}_pct"]
            + ([f"income_{year}_gbp_m"] if code in PREDECESSORS else [])})
    return rows


def number(text):
    return float(text) if text else None


def weighted(pairs):
    """Mean of (value, weight), without the unknown ones."""
    pairs = [(v, w) for v, w in pairs if v is not None and w]
    return sum(v * w for v, w in pairs) / sum(w for _, w in pairs) if pairs else None


def standardised(values):
    known = [v for v in values if v is not None]
    return [None if v is None else (v - fmean(known)) / pstdev(known) for v in values]


def build_systems(systems, trusts, councils, start=START):
    year, day = suffix(start), april(start)
    waiting = {r["code"]: r for r in read("source/system_waiting.csv")}
    older = read("../source/systems.csv")
    part_of = {r["stp_code_e54"]: r["ods_code"] for r in older}
    regime = defaultdict(float)  # share of a system's people whose footprint of 2015 was in the success regime
    people = {r["ods_code"]: float(r["population_est_2020"]) for r in older if r["in_42_of_april_2019"] == "1"}
    for r in older:
        code = part_of[r["merged_into"].split()[0]] if r["merged_into"] else r["ods_code"]
        if r["success_regime_2015"] == "1":
            regime[code] += float(r["population_est_2020"]) / people[code]
    rows = []
    for system in systems:
        own = [t for t in trusts if t["system"] == system["code"]]
        acute = [t for t in own if t["type"] == "acute"]
        local = [c for c in councils if c["system"] == system["code"] and c["days"] is not None]
        heads = sum(c["people"] for c in local) / 1000
        row = {"code": system["code"]}
        for name in (f"margin_{suffix(YEARS[YEARS.index(start) - 1])}_pct", f"margin_{year}_pct", f"margin_before_fund_{year}_pct"):
            row[name] = weighted([(t[name], t[f"income_{year}_gbp_m"]) for t in own])
        row[f"within_4_hours_{year}"] = weighted([(t[f"within_4_hours_{year}"], t[f"income_{year}_gbp_m"]) for t in acute])
        told = waiting[system["code"]]
        by_list = number(told[f"share_within_18_weeks_pct_{year}"])
        row[f"within_18_weeks_{year}"] = None if by_list is None else by_list / 100
        row[f"occupied_{year}"] = weighted([(t[f"occupied_{year}"], t[f"beds_{year}"]) for t in acute])
        row[f"waiting_per_1000_{year}"] = number(told.get(f"waiting_list_per_1000_{year}"))
        row[f"delays_per_1000_{year}"] = sum(c["days"] for c in local) / heads
        row[f"social_delays_per_1000_{year}"] = sum(c["social"] for c in local) / heads
        row["success_regime_2015"] = regime[system["code"]]
        row[f"special_measures_{day}"] = str(sum(t[f"special_measures_{day}"] == "1" for t in own))
        rows.append(row)
    scores = [standardised([r[name] for r in rows]) for name in (f"within_4_hours_{year}", f"within_18_weeks_{year}")]
    for row, *parts in zip(rows, *scores):
        told = [p for p in parts if p is not None]
        row["pressure_z"] = -fmean(told)
        row["imputed"] = ["pressure_z"] if len(told) < 2 else []
    for row, z in zip(rows, standardised([r["pressure_z"] for r in rows])):
        row["pressure_z"] = z
    return rows


def build_ccgs(ccgs):
    """The 207 of April 2017, each with the CCG of April 2019 that it is or went into."""
    mergers = [r for r in read("source/ccg_mergers.csv") if r["kind"] == "merger"]
    allocated = {(r["code"], r["financial_year"]): float(r["allocation_gbp_k"]) / 1000 for r in read("source/ccg_allocations.csv")}
    distance = {r["code"]: float(r["opening_distance_pct"]) for r in read("source/ccg_distance.csv")}
    weight = {r["code"]: float(r["registered_population"]) for r in read("source/ccg_distance.csv")}
    rated = {r["code"]: r for r in read("source/ccg_ratings.csv")}
    later = {r["code"]: r["predecessors"].split(";") for r in mergers if r["date"] > "2017-04-01"}
    before = {r["code"]: r["predecessors"].split(";") for r in mergers if r["date"] <= "2017-04-01"}
    system = {c["code"]: c["system"] for c in ccgs}
    heads = {c["code"]: float(c["population"]) for c in ccgs}
    border = ("01H", "01K")  # Cumbria was divided between them in April 2017, Lancashire North went into 01K
    rows = []
    for code, now in sorted((p, c["code"]) for c in ccgs for p in later.get(c["code"], [c["code"]])):
        parts, made_up = before.get(code, [code]), []
        given = {}
        for year in (START, "2017/18"):
            if code in border:
                given[year] = sum(allocated[c, year] for c in border) * heads[code] / sum(heads[c] for c in border)
            else:
                given[year] = sum(allocated[c, year] for c in parts)
        away = weighted([(distance.get(c), weight.get(c)) for c in parts])
        if code in border:
            made_up += ["allocation_2016_17_gbp_m", "allocation_2017_18_gbp_m", "distance_pct"]
            away = distance["01H"] if code == "01H" else weighted([(distance[c], weight[c]) for c in border])
        elif len(parts) > 1:
            made_up += ["distance_pct"]
        rating = rated.get(code, {})
        rows.append({"code": code, "code_2019": now, "system": system[now], "allocation_2016_17_gbp_m": given[START],
                     "allocation_2017_18_gbp_m": given["2017/18"], "distance_pct": away,
                     "rating_2015_16": rating.get("rating_2015_16", ""),
                     "special_measures_july_2016": rating.get("special_measures_july_2016", "0"), "imputed": made_up})
    return rows


def build_councils(councils, start=START):
    year = suffix(start)
    heads = {r["utla19cd"]: int(r["population_2020_proj"]) for r in read("../source/councils.csv")}
    days, social = defaultdict(float), defaultdict(float)
    for r in read("source/council_delays.csv"):
        if r["financial_year"] == start:
            days[r["code"]] += sum(float(r[x]) for x in ("days_nhs", "days_social_care", "days_both"))
            social[r["code"]] += float(r["days_social_care"])
    rows = []
    for council in councils:
        code, people = council["code"], heads[council["code"]]
        told = code in days
        rows.append({"code": code, "system": council["system"], "people": people, "days": days[code] if told else None,
                     "social": social[code] if told else None, f"delays_per_1000_{year}": 1000 * days[code] / people if told else None,
                     f"social_delays_per_1000_{year}": 1000 * social[code] / people if told else None,
                     "imputed": [] if told else [f"log_social_delays_{year}"]})
    levels = [log(r[f"social_delays_per_1000_{year}"] + OFFSET) for r in rows if r["days"] is not None]
    for row in rows:
        known = row["days"] is not None
        level = log(row[f"social_delays_per_1000_{year}"] + OFFSET) if known else median(levels)
        row[f"log_social_delays_{year}"] = level - fmean(levels)
    return rows


def write(folder, name, rows, columns):
    def cell(value):
        if isinstance(value, list):
            return ";".join(value)
        return "" if value is None else f"{value:.3f}".replace("-0.000", "0.000") if isinstance(value, float) else value
    with open(folder / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
        file.write(NOTE)
        out = csv.writer(file, lineterminator="\n")
        out.writerow(columns)
        out.writerows([cell(row[column]) for column in columns] for row in rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE, help="folder for the tables (default: beside this script)")
    folder = parser.parse_args().out
    trusts = build_trusts(read("../trusts.csv"))
    councils = build_councils(read("../councils.csv"))
    made = {"trusts": trusts, "systems": build_systems(read("../systems.csv"), trusts, councils),
            "ccgs": build_ccgs(read("../ccgs.csv")), "councils": councils}
    for name, rows in made.items():
        columns = [r["column"] for r in read("columns.csv") if r["table"] == f"{name}.csv"]
        write(folder, name, rows, columns)


if __name__ == "__main__":
    main()
