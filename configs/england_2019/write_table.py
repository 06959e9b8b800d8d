"""How the tables of England are written."""

import csv


def write_table(path, note, header, rows):
    """Numbers with three decimals, lists joined by semicolons, nothing where there is no value; lines of `note` first."""
    def cell(value):
        if value is None:
            return ""
        if isinstance(value, float):
            return f"{value:.3f}".replace("-0.000", "0.000")
        return ";".join(value) if isinstance(value, list) else value
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(note)
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header.split(","))
        out.writerows([cell(value) for value in row] for row in rows)
