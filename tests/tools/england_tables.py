"""The England tables are what their build script makes of the sources, byte for byte, and add up."""
import csv
import pathlib
import subprocess
import sys
import tempfile

folder = pathlib.Path(__file__).resolve().parents[2] / "configs" / "england_2019"
tables = ["systems.csv", "places.csv", "trusts.csv", "ccgs.csv", "councils.csv"]


def rows(name):
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


with tempfile.TemporaryDirectory() as made:
    subprocess.run([sys.executable, "-B", folder / "build_tables.py", "--out", made], check=True)
    stale = [name for name in tables if (pathlib.Path(made) / name).read_bytes() != (folder / name).read_bytes()]
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
