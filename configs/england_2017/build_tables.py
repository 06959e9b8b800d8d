#!/usr/bin/env python3
"""Builds the tables of England in April 2017 from those of England in April 2019 (who and where) and the panel (how it stood).

`--start 2018 --out DIR` makes those of April 2018 in the same way, from the accounts of 2017/18 and the CCGs of that day, with periods.csv.
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
sys.path[:0] = [str(ENGLAND), str(ENGLAND / "panel")]
import build_panel  # noqa: E402
from write_table import write_table  # noqa: E402

NOTE = ("# England, April {}. Made by build_tables.py; sources and rules in README.md, periods in periods.csv. "
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


def together(parts, people):
    """Several CCGs of April 2017 as the one that they merged into."""
    known = [(float(p["distance_pct"]), float(people[p["code"]]["registered_population"])) for p in parts if p["distance_pct"]]
    return {"allocation_2017_18_gbp_m": sum(float(p["allocation_2017_18_gbp_m"]) for p in parts), "rating_2015_16": "",
            "distance_pct": build_panel.weighted(known), "imputed": "distance_pct"}


def ccgs_of(start):
    """Rows of the panel for the CCGs of that April, and the registered people of each."""
    people = {code: float(row["registered_population"]) for code, row in by_code(ENGLAND / "panel/source/ccg_distance.csv").items()}
    panel = read(ENGLAND / "panel/ccgs.csv")
    for row in read(ENGLAND / "panel/source/ccg_mergers.csv"):
        if row["kind"] == "merger" and "2017-04-01" < row["date"] <= f"{start}-04-01":
            codes = row["predecessors"].split(";")
            parts = [p for p in panel if p["code"] in codes]
            panel = [p for p in panel if p["code"] not in codes]
            panel.append({**parts[0], **together(parts, by_code(ENGLAND / "panel/source/ccg_distance.csv")), "code": row["code"]})
            people[row["code"]] = sum(people[code] for code in codes)
    return sorted(panel, key=lambda row: row["code"]), people


def build_ccgs(start):
    told, scores = by_code(ENGLAND / "ccgs.csv"), end_scores()
    panel, people = ccgs_of(start)
    parts = defaultdict(list)
    for row in panel:
        parts[row["code_2019"]].append(row["code"])
    heads = {}
    for now, codes in parts.items():  # residents of a CCG merged later, as its registered people of before are shared
        weights = [people[c] if len(codes) > 1 else 1.0 for c in codes]
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


def panel_of(start):
    """Rows of the panel's tables by code, as they were known in that April. Those of 2017 are what it keeps."""
    if start == 2017:
        return [by_code(ENGLAND / f"panel/{x}.csv") for x in ("trusts", "councils", "systems")]
    year = f"{start - 1}/{start % 100}"
    trusts = build_panel.build_trusts(read(ENGLAND / "trusts.csv"), year)
    councils = build_panel.build_councils(read(ENGLAND / "councils.csv"), year)
    systems = build_panel.build_systems(read(ENGLAND / "systems.csv"), trusts, councils, year)
    return [{row["code"]: row for row in rows} for rows in (trusts, councils, systems)]


def build(folder, start):
    year = f"{start - 1}_{start % 100}"
    trusts, councils, systems = panel_of(start)
    delays = {c: float(r[f"log_social_delays_{year}"]) for c, r in councils.items() if r[f"social_delays_per_1000_{year}"] not in ("", None)}
    centre, spread = fmean(delays.values()), pstdev(delays.values())

    def write(name, header, rows):
        write_table(folder / f"{name}.csv", NOTE.format(start), header, rows)
    write("systems", "code,name,region,population,relationship,pressure,success_regime,imputed",
          [[r["code"], r["name"], r["region"], r["population"], r["relationship"], s["pressure_z"], s["success_regime_2015"],
            [x for x in r["imputed"].split(";") if x == "relationship"] + (["pressure"] if s["imputed"] else [])]
           for r in read(ENGLAND / "systems.csv") for s in [systems[r["code"]]]])
    write("places", "code,name,system,population,imputed", [list(r.values()) for r in read(ENGLAND / "places.csv")])
    write("trusts", "code,name,type,system,place,turnover_gbp_m,margin_pct,special_measures,imputed",
          [[r["code"], r["name"], r["type"], r["system"], r["place"], t[f"income_{year}_gbp_m"], t[f"margin_before_fund_{year}_pct"],
            t[f"special_measures_april_{start}"],
            [x for x in r["imputed"].split(";") if x == "place"] + (["turnover_gbp_m"] if f"income_{year}_gbp_m" in t["imputed"] else [])
            + ["margin_pct"]] for r in read(ENGLAND / "trusts.csv") for t in [trusts[r["code"]]]])
    write("ccgs", "code,name,system,place,population,allocation_gbp_m,distance_pct,position,imputed", build_ccgs(start))
    write("councils", "code,name,system,place,social_care_gbp_m,reserves_gbp_m,position,delays,imputed",
          [[r["code"], r["name"], r["system"], r["place"], r["social_care_gbp_m"], r["reserves_gbp_m"], r["position"],
            (delays[r["code"]] - centre) / spread if r["code"] in delays else None, [x for x in r["imputed"].split(";") if x]]
           for r in read(ENGLAND / "councils.csv")])


def write_periods(folder, start):
    """periods.csv of a later start: columns of the year before it describe that year, and reasons that are no longer needed go."""
    last, moved = f"{start}-03", {"2016/17": f"{start - 1}/{start % 100}", "2017-03": f"{start}-03", "31 March 2017": f"31 March {start}",
                                  "1 April 2017": f"1 April {start}", "2017-04": f"{start}-04"}
    rows = []
    for row in read(HERE / "periods.csv"):
        if row["table"] != "parameters" and row["period"].split(",")[0].split(";")[0] in moved:
            for old, new in moved.items():
                row = {**row, **{x: row[x].replace(old, new) for x in ("period", "ends", "told", "source")}}
        rows.append({**row, "told": row["told"] if row["ends"] != "-" and row["ends"] > last else ""})
    write_table(folder / "periods.csv", NOTE.format(start), ",".join(rows[0]), [list(row.values()) for row in rows])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE, help="folder for the tables (default: beside this script)")
    parser.add_argument("--start", type=int, default=2017, choices=(2017, 2018), help="April of the start")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    build(options.out, options.start)
    if options.start != 2017:
        if options.out.resolve() == HERE:
            parser.error("tables of another start need --out")
        write_periods(options.out, options.start)


if __name__ == "__main__":
    main()
