"""The England tables and those of the panel are what their build scripts make of the sources, byte for byte, and add up."""
import csv
import pathlib
import re
import subprocess
import sys
import tempfile

folder = pathlib.Path(__file__).resolve().parents[2] / "configs" / "england_2019"
tables = ["systems.csv", "places.csv", "trusts.csv", "ccgs.csv", "councils.csv"]


def made_again(script, names):
    """Names of tables that the script makes otherwise."""
    with tempfile.TemporaryDirectory() as made:
        subprocess.run([sys.executable, "-B", script, "--out", made], check=True)
        return [name for name in names if (pathlib.Path(made) / name).read_bytes() != (script.parent / name).read_bytes()]


def rows(name):
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


stale = made_again(folder / "build_tables.py", tables)
assert not stale, f"stale: {stale}; run configs/england_2019/build_tables.py"

counts = {name: len(rows(name)) for name in tables}
assert counts["systems.csv"] == 42 and counts["trusts.csv"] == 222, counts
assert counts["ccgs.csv"] == 191 and counts["councils.csv"] == 151, counts
people = sum(float(row["population"]) for row in rows("systems.csv"))
assert abs(people - 56_668_494) < 10, people  # rounded row by row
inside = sum(150_000 <= float(row["population"]) <= 500_000 for row in rows("places.csv"))
assert inside >= 0.85 * counts["places.csv"], (inside, counts["places.csv"])
for name in tables:
    for row in rows(name):
        for column in filter(None, (row.get("imputed") or "").split(";")):
            assert column in row, (name, row["code"], column)
print(f"{counts}, {people:.0f} people, {inside} places of 150,000 to 500,000")

# The panel. Every column says which period it describes; nothing later than March 2017 passes unlisted.
panel = folder / "panel"
start = ["trusts.csv", "systems.csv", "ccgs.csv", "councils.csv"]
stale = made_again(panel / "build_panel.py", start)
assert not stale, f"stale: {stale}; run configs/england_2019/panel/build_panel.py"
columns = rows("panel/columns.csv")
told = {(row["table"], row["column"]): row for row in columns}
assert len(told) == len(columns)
files = [str(path.relative_to(panel)) for path in panel.glob("**/*.csv") if path.name != "columns.csv"]
there = {(name, column) for name in files for column in rows(f"panel/{name}")[0]}
assert there == set(told), there ^ set(told)
page = (panel / "README.md").read_text(encoding="utf-8")
told_later, of_today = (set(re.findall(r"(?m)^\| `(\w+\.csv)` \| `(\w+)` \|", page.split(heading)[1].split("\n## ")[0]))
                        for heading in ("## What an England of April 2017 would", "## What the England of today is told"))
for (table, column), row in told.items():
    assert all(row[x] for x in ("unit", "period", "ends", "source", "licence", "gap")), row
    assert re.fullmatch(r"-|row|\d{4}-\d\d", row["ends"]), row
    if table in start and row["ends"] != "-":
        assert ((table, column) in told_later) == (row["ends"] > "2017-03"), f"panel/README.md, what is told: {table} {column}"
assert of_today == {(name, column) for name in tables for column in rows(name)[0]}, "panel/README.md: what the England of today is told"

scenario = {name: {row["code"]: row for row in rows(name)} for name in tables}
begin = {name: {row["code"]: row for row in rows(f"panel/{name}")} for name in start}
for name in ("trusts.csv", "systems.csv", "councils.csv"):
    assert list(begin[name]) == list(scenario[name]), name
for row in begin["trusts.csv"].values():
    assert all(row[x] == scenario["trusts.csv"][row["code"]][x] for x in ("type", "system")), row
ccgs = begin["ccgs.csv"].values()
assert len(ccgs) == 207 and {row["code_2019"] for row in ccgs} == set(scenario["ccgs.csv"])
assert all(row["system"] == scenario["ccgs.csv"][row["code_2019"]]["system"] for row in ccgs)
source = {path.stem: rows(f"panel/source/{path.name}") for path in panel.glob("source/*.csv")}
counted = sum(int(float(row["n_ccgs_2017"])) for row in rows("source/systems.csv") if row["n_ccgs_2017"])
assert counted == len(ccgs), counted
assert {row["code"] for row in source["special_measures"]} <= set(scenario["trusts.csv"])
assert {row["code"] for row in source["council_delays"]} - set(scenario["councils.csv"]) == {"E92000001"}
known_ccgs = {row["code"] for row in source["ccg_allocations"]}
assert {row["code"] for name in ("ccg_distance", "ccg_ratings") for row in source[name]} <= known_ccgs
unique = {"trust_accounts": 2, "trust_performance": 2, "ccg_allocations": 2, "ccg_distance": 1, "ccg_ratings": 1, "council_delays": 3}
for name, keys in unique.items():
    assert len({tuple(list(row.values())[:keys]) for row in source[name]}) == len(source[name]), f"{name}: a row twice"
latest = max(row["financial_year"] for name in source for row in source[name] if "financial_year" in row)
assert latest == "2017/18", latest  # later years are kept back
for row in source["outturn"]:
    nets = [float(r["surplus_gbp_k"]) / 1000 for r in source["trust_accounts"] if r["financial_year"] == row["financial_year"]]
    assert abs(sum(x < 0 for x in nets) - int(row["trusts_in_deficit"])) <= 1, row
    assert float(row["net_low_gbp_m"]) - 100 <= sum(nets) <= float(row["net_high_gbp_m"]) + 100, (row, sum(nets))
given = sum(float(r["allocation_gbp_k"]) for r in source["ccg_allocations"] if r["financial_year"] == "2017/18") / 1000
assert abs(sum(float(row["allocation_2017_18_gbp_m"]) for row in ccgs) - given) < 0.2 and 72_000 < given < 72_100, given
fund = sum(float(r["income_2016_17_gbp_m"]) * float(r["fund_2016_17_pct"]) / 100 for r in begin["trusts.csv"].values())
assert 0.98 * 1800 < fund < 1800, fund  # the rest went to trusts outside the list
for year in ("2014/15", "2015/16", "2016/17", "2017/18"):
    days = [(row["code"] == "E92000001", sum(int(row[x]) for x in ("days_nhs", "days_social_care", "days_both")))
            for row in source["council_delays"] if row["financial_year"] == year]
    assert 0.99 < sum(d for england, d in days if not england) / sum(d for england, d in days if england) <= 1, year
for kind in ("type", "margin_2015_16"):
    assert [sum(int(row[x]) for row in source["refusals"] if row["kind"] == kind) for x in ("refused", "of")] in ([17, 237],), kind
print(f"panel: {len(told)} columns with their periods, {len(source['trust_accounts'])} accounts, {len(ccgs)} CCGs of 2017")

# England of April 2017: made from the two above; every column has its period, and what is later has its reason.
first_day = folder.parent / "england_2017"
stale = made_again(first_day / "build_tables.py", tables)
assert not stale, f"stale: {stale}; run configs/england_2017/build_tables.py"
begun = {name: {row["code"]: row for row in rows(f"../england_2017/{name}")} for name in tables}
for name in tables:
    if name != "ccgs.csv":
        assert list(begun[name]) == list(scenario[name]), name
assert set(begun["ccgs.csv"]) == set(begin["ccgs.csv"])
for system, row in scenario["systems.csv"].items():
    people = sum(int(r["population"]) for r in begun["ccgs.csv"].values() if r["system"] == system)
    assert people == sum(int(r["population"]) for r in scenario["ccgs.csv"].values() if r["system"] == system), row
assert all(r["margin_pct"] == begin["trusts.csv"][code]["margin_before_fund_2016_17_pct"] for code, r in begun["trusts.csv"].items())
periods = rows("../england_2017/periods.csv")
named = {(row["table"], row["column"]) for row in periods if row["table"] in tables}
assert named == {(name, column) for name in tables for column in rows(f"../england_2017/{name}")[0]}
for row in periods:
    assert bool(row["told"]) == (row["ends"] > "2017-03" and row["ends"] != "-"), row  # a reason where one is needed, and only there
page = (first_day / "README.md").read_text(encoding="utf-8").split("## What a run from April 2017 is told from later")[1]
listed = re.findall(r"(?m)^\| `(\w+(?:\.csv)?)` \| `([\w.]+)` \| (.*) \| (.*) \|$", page)
assert listed == [tuple(row[x] for x in ("table", "column", "period", "told")) for row in periods if row["told"]], "england_2017/README.md"
print(f"England of April 2017: {len(named)} columns, {len(listed)} told from later")

# England of April 2018, by the same script: the bodies of that day, the accounts of 2017/18, and every later column with its reason.
with tempfile.TemporaryDirectory() as made:
    subprocess.run([sys.executable, "-B", first_day / "build_tables.py", "--start", "2018", "--out", made], check=True)
    later = {name: {row["code"]: row for row in rows(pathlib.Path(made) / name)} for name in tables}
    periods = rows(pathlib.Path(made) / "periods.csv")
for name in tables:
    assert list(later[name][next(iter(later[name]))]) == list(begun[name][next(iter(begun[name]))]), name
    if name != "ccgs.csv":
        assert list(later[name]) == list(begun[name]), name
mergers = [row for row in source["ccg_mergers"] if row["kind"] == "merger" and row["date"] == "2018-04-01"]
gone = {code for row in mergers for code in row["predecessors"].split(";")}
assert set(later["ccgs.csv"]) == (set(begun["ccgs.csv"]) - gone) | {row["code"] for row in mergers} and len(later["ccgs.csv"]) == 195
for column in ("population", "allocation_gbp_m"):
    before, after = (sum(float(row[column]) for row in of["ccgs.csv"].values()) for of in (begun, later))
    assert abs(before - after) < 0.1, (column, before, after)
accounts = {row["code"]: row for row in source["trust_accounts"] if row["financial_year"] == "2017/18"}
joined = {row["code"] for row in later["trusts.csv"].values() if "turnover_gbp_m" in row["imputed"]}
for code, row in later["trusts.csv"].items():
    if code not in joined:
        assert abs(float(row["turnover_gbp_m"]) - float(accounts[code]["income_gbp_k"]) / 1000) < 0.001, code
assert {(row["table"], row["column"]) for row in periods if row["table"] in tables} == named
for row in periods:
    assert bool(row["told"]) == (row["ends"] > "2018-03" and row["ends"] != "-"), row
fresh = {row["column"] for row in periods if row["table"] == "trusts.csv" and row["ends"] == "2018-03"}
assert fresh == {"turnover_gbp_m", "margin_pct", "special_measures"}, fresh
print(f"England of April 2018: {len(later['ccgs.csv'])} CCGs, {len(joined)} trusts added up")
