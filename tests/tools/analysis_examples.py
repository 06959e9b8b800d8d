#!/usr/bin/env python3
"""The analysis examples for Python and R run on a merged sweep and agree with the program's own statistics.

    analysis_examples.py SWEEP.h5

An example whose packages are missing is skipped, with a message that names them.
"""
import importlib.util
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "experiments" / "analysis"


def reason_to_skip(language):
    if language == "python":
        missing = [name for name in ("h5py", "pandas", "matplotlib") if importlib.util.find_spec(name) is None]
        return "not installed for Python: " + ", ".join(missing) if missing else ""
    if shutil.which("Rscript") is None:
        return "R is not installed"
    probe = subprocess.run(["Rscript", "-e", "library(hdf5r)"], capture_output=True, timeout=60)
    return "hdf5r is not installed for R" if probe.returncode else ""


def check(command, figure, outcome, expected):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    print(done.stdout, end="")
    first, second, *lines = done.stdout.splitlines()
    assert "simulated, not observed" in first, first
    assert second.startswith(outcome + " ("), second
    found = {line.split(":")[0].strip(): [float(text) for text in re.findall(r"(\S+) at ", line)] for line in lines}
    assert list(found) == list(expected), found
    for axis, means in expected.items():
        if means is None:
            continue
        assert len(means) == len(found[axis]), axis
        for mean, printed in zip(means, found[axis]):
            assert abs(mean - printed) <= 1e-3 * abs(mean) + 1e-12, (axis, mean, printed)  # four digits are printed
    assert figure.stat().st_size > 1000, "no figure"


def expectation(sweep):
    """Name of the first outcome, and its means at the levels of each axis out of the file's own statistics of points;
    None for an axis with so many levels that the examples take them together."""
    import h5py
    import numpy

    with h5py.File(sweep) as file:
        outcome = file["outcome_names"].asstr()[0]
        runs = file["statistics"][outcome]["n"][:]
        sums = numpy.nan_to_num(file["statistics"][outcome]["mean"][:]) * runs
        means = {}
        for axis in file["axes/name"].asstr():
            at = file["points"][axis][:]
            levels = numpy.unique(at)
            few = len(levels) <= 12
            means[axis] = [sums[at == level].sum() / runs[at == level].sum() for level in levels] if few else None
    return outcome, means


def main():
    sweep = sys.argv[1]
    if importlib.util.find_spec("h5py") is None:
        print("skipped: h5py is not installed for Python")
        return
    outcome, expected = expectation(sweep)
    with tempfile.TemporaryDirectory() as folder:
        for language, program, name, figure in (("python", sys.executable, "sweep.py", "figure.png"),
                                                ("R", "Rscript", "sweep.R", "figure.svg")):
            why = reason_to_skip(language)
            if why:
                print(f"skipped {name}: {why}")
                continue
            path = pathlib.Path(folder) / figure
            check([program, str(EXAMPLES / name), sweep, outcome, str(path)], path, outcome, expected)
            print(f"{name} is in order")


if __name__ == "__main__":
    main()
