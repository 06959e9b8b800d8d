#!/usr/bin/env python3
"""Writes two scenarios that are set beside the panel: the first year of england_2017.yaml, which says nothing of later ones, and the same England
without any policy with the accounts of 2012/13 as its start.

    configs/england_2017/begin_earlier.py out/england_2017
    concord run out/england_2017/first_year.yaml --record organisations -o out/first_year_2017.h5
    concord run out/england_2017/before_the_fund.yaml --record organisations -o out/before_the_fund.h5

Bodies and sizes are those of england_2017; a trust without accounts of that year is drawn. No periods are stated: it is a test, not an input.
Standard library only.
"""
import csv
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FIRST_YEAR = """concord: 1
title: England 2017/18 from the accounts of 2016/17
extends: {base}
quarters: 4
replicates: 1000
changes: []
"""
BEFORE = """concord: 1
title: England 2013/14 to 2015/16 from the accounts of 2012/13, without any policy
extends: {base}
world:
  tables: tables
start: 2013/14 Q1
quarters: 12
replicates: 200
parameters:
  switches: {{fund: false, finance: false, duty: false, ladder: false, exposure: false, relationships: false, pressure: false}}
  fund_by_year: {{acute: 1, mental_health: 1, community: 1, ambulance: 1, specialist: 1, ccg: 1}}
  politics: {{shock_date: never}}
changes: []
"""


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def main():
    folder = Path(sys.argv[1])
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    began = {row["code"]: row["margin_2012_13_pct"] for row in read(HERE.parent / "england_2019/panel/trusts.csv")}
    for name in ("systems", "places", "trusts", "ccgs", "councils"):
        rows = read(HERE / f"{name}.csv")
        for row in rows:
            if name == "trusts":
                row.update(margin_pct=began[row["code"]], special_measures=0)
        with open(folder / f"tables/{name}.csv", "w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            out.writeheader()
            out.writerows(rows)
    base = HERE.parent / "england_2017.yaml"
    for name, text in (("first_year", FIRST_YEAR), ("before_the_fund", BEFORE)):
        (folder / f"{name}.yaml").write_text(text.format(base=base), encoding="utf-8")


if __name__ == "__main__":
    main()
