#!/usr/bin/env python3
"""Numbers of the model have names: outside of named constants the sources of agents/ hold none but the obvious ones."""

import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parents[2]
# Options, bounds of shares, quarters of a year, per cent, the guard against dividing by nothing.
obvious = {"0", "1", "2", "3", "4", "100", "0.0", "1.0", "2.0", "4.0", "100.0", "1e-9"}
# Address offsets of random draws; a third of the systems; halves and means that no choice of numbers could change.
exempt = {
    "surprises.cpp": {"1000"},
    "pooling.cpp": {"8"},
    "initialise.cpp": {"3"},
    "relationships.cpp": {"0.5"},  # actions 0, 1, 2 as 0, one half, 1
    "ladder.cpp": {"0.5"},  # of the normal curve
    "parameter_info.cpp": {"0.5"},  # a switch from a number
}
# Draw countries and read tables: their numbers stand in tables of their own.
elsewhere = {"synthetic.cpp", "tables.cpp", "control_total_game.cpp", "collective_risk_game.cpp"}


def code(text):
    text = re.sub(r"//[^\n]*", "", text)
    text = re.sub(r'"(?:\\.|[^"\\])*"', '""', text)
    text = re.sub(r"^#.*$", "", text, flags=re.M)
    return re.sub(r"\b(?:inline )?constexpr [^;{(]*(?:=|\{)[^;]*;", ";", text)


def main():
    bad, seen = [], 0
    for path in sorted((root / "agents").rglob("*.cpp")):
        if path.name in elsewhere:
            continue
        allowed = obvious | exempt.get(path.name, set())
        for number in re.findall(r"(?<![\w.])(\d[\d']*(?:\.\d+)?(?:e-?\d+)?)(?![\w.])", code(path.read_text())):
            seen += 1
            if number not in allowed:
                bad.append(f"{path.relative_to(root)}: {number} has no name; give it one, with its source or 'assumed'")
    for line in bad:
        print(line)
    print(f"{seen} numbers in the sources of the model looked at")
    return 1 if bad or seen < 50 else 0


if __name__ == "__main__":
    sys.exit(main())
