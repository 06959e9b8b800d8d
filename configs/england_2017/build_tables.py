#!/usr/bin/env python3
"""Builds the tables of England in April 2017 from those of England in April 2019 (who and where) and the panel (how it stood).

Standard library only; the same input gives the same bytes. README.md describes the rules, periods.csv every column.
Money is GBP million a year, scores have mean 0 and standard deviation 1.
"""
import argparse
import csv
import sys
from collections import defaultdict
from pathlib import Path
from statistics import NormalDist, fmean, pstdev

HERE = Path(__file__).resolve().parent
ENGLAND = HERE.parent / "england_2019"
sys.dont_write_bytecode = True  # keep folders to their tables and sources
sys.path.insert(0, str(ENGLAND))
from write_table import write_table  # noqa: E402

NOTE = ("# England, April 2017. Made by build_tables.py; sources and rules in README.md, periods in periods.csv. "
        "Contains public sector information licensed under the Open Government Licence v3.0.\n")
# CCGs of April 2017 that merged until April 2019; names as in the ONS lookup of April 2017.
MERGED_LATER = {
    "02V": "Leeds North", "03C": "Leeds West", "03G": "Leeds South and East", "03X": "Erewash", "03Y": "Hardwick",
    "04J": "North Derbyshire", "04R": "Southern Derbyshire", "04X": "Birmingham South and Central", "05P": "Solihull",
    "13P": "Birmingham CrossCity", "10G": "Bracknell and Ascot", "10T": "Slough", "11C": "Windsor, Ascot and Maidenhead",
    "10H": "Chiltern", "10Y": "Aylesbury Vale", "10M": "Newbury and District", "10N": "North & West Reading",
    "10W": "South Reading", "11D": "Wokingham", "11H": "Bristol", "11T": "North Somerset", "12A": "South Gloucestershire",
    "99P": "Northern, Eastern and Western Devon", "99Q": "South Devon and Torbay",
}
# Ratings of 2015/16 that are known by name are those at the ends: 26 of 209 CCGs inadequate, 10 outstanding (one is not named).
RATED, ENDS = 209, {"inadequate": range(1, 27), "outstanding": range(200, 210)}


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def by_code(path):
    return {row["code"]: row for row in read(path)}


def end_scores():
    """{rating: mean normal score of the ranks that have it}"""
    return {name: fmean(NormalDist().inv_cdf((rank - 0.5) / RATED) for rank in ranks) for name, ranks in ENDS.items()}


def build_ccgs():
    told, people, scores = by_code(ENGLAND / "ccgs.csv"), by_code(ENGLAND / "panel/source/ccg_distance.csv"), end_scores()
    panel = read(ENGLAND / "panel/ccgs.csv")
    parts = defaultdict(list)
    for row in panel:
        parts[row["code_2019"]].append(row["code"])
    heads = {}
    for now, codes in parts.items():  # residents of a CCG merged later, as its registered people of before are shared
        weights = [float(people[c]["registered_population"]) if len(codes) > 1 else 1.0 for c in codes]
        given, total = 0, int(told[now]["population"])
        for code, weight in zip(codes[:-1], weights):
            heads[code] = round(total * weight / sum(weights))
            given += heads[code]
        heads[codes[-1]] = total - given
    for row in panel:
        code, now = row["code"], told[row["code_2019"]]
        merged = code in MERGED_LATER
        assert merged == (code != now["code"]), code
        imputed = [x for x, y in (("population", merged), ("place", merged),
                                  ("allocation_gbp_m", "allocation_2017_18_gbp_m" in row["imputed"]),
                                  ("distance_pct", "distance_pct" in row["imputed"])) if y]
        yield [code, f"NHS {MERGED_LATER[code]} CCG" if merged else now["name"], now["system"], now["place"], heads[code],
               row["allocation_2017_18_gbp_m"], row["distance_pct"], scores.get(row["rating_2015_16"]), imputed]


def build(folder):
    trusts, councils, systems = (by_code(ENGLAND / f"panel/{x}.csv") for x in ("trusts", "councils", "systems"))
    delays = {c: float(r["log_social_delays_2016_17"]) for c, r in councils.items() if r["social_delays_per_1000_2016_17"]}
    centre, spread = fmean(delays.values()), pstdev(delays.values())
    write(folder, "systems", "code,name,region,population,relationship,pressure,success_regime,imputed",
          [[r["code"], r["name"], r["region"], r["population"], r["relationship"], s["pressure_z"], s["success_regime_2015"],
            [x for x in r["imputed"].split(";") if x == "relationship"] + (["pressure"] if s["imputed"] else [])]
           for r in read(ENGLAND / "systems.csv") for s in [systems[r["code"]]]])
    write(folder, "places", "code,name,system,population,imputed",
          [list(r.values()) for r in read(ENGLAND / "places.csv")])
    write(folder, "trusts", "code,name,type,system,place,turnover_gbp_m,margin_pct,special_measures,imputed",
          [[r["code"], r["name"], r["type"], r["system"], r["place"], t["income_2016_17_gbp_m"], t["margin_before_fund_2016_17_pct"],
            t["special_measures_april_2017"],
            [x for x in r["imputed"].split(";") if x == "place"] + (["turnover_gbp_m"] if "income_2016_17" in t["imputed"] else [])
            + ["margin_pct"]] for r in read(ENGLAND / "trusts.csv") for t in [trusts[r["code"]]]])
    write(folder, "ccgs", "code,name,system,place,population,allocation_gbp_m,distance_pct,position,imputed", build_ccgs())
    write(folder, "councils", "code,name,system,place,social_care_gbp_m,reserves_gbp_m,position,delays,imputed",
          [[r["code"], r["name"], r["system"], r["place"], r["social_care_gbp_m"], r["reserves_gbp_m"], r["position"],
            (delays[r["code"]] - centre) / spread if r["code"] in delays else None, [x for x in r["imputed"].split(";") if x]]
           for r in read(ENGLAND / "councils.csv")])


def write(folder, name, header, rows):
    write_table(folder / f"{name}.csv", NOTE, header, rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE, help="folder for the tables (default: beside this script)")
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    build(folder)


if __name__ == "__main__":
    main()
