"""Main effects of a merged sweep, and a figure with bands: python3 sweep.py SWEEP.h5 [OUTCOME [FIGURE.png]]

Needs h5py, pandas and matplotlib (Debian: python3-h5py python3-pandas python3-matplotlib). The layout of the file is
described in docs/sweep_results.md. A start for an analysis of your own: `runs` has a row for every run.
"""
import sys

import h5py
import matplotlib
import pandas as pd

matplotlib.use("Agg")  # draws into a file, also where there is no screen
import matplotlib.pyplot as plt


def read(sweep):
    """One row a run: point, replicate, a column for each axis, a column for each outcome; and the names."""
    axes = list(sweep["axes/name"].asstr())
    outcomes = list(sweep["outcome_names"].asstr())
    point = sweep["runs/point"][:]
    columns = {"point": point, "replicate": sweep["runs/replicate"][:]}
    columns.update({axis: sweep["points"][axis][:][point] for axis in axes})
    columns.update({f"outcome {name}": sweep["outcomes"][name][:] for name in outcomes})  # NaN: missing or failed
    return pd.DataFrame(columns), axes, outcomes


def levels_of(values):
    """The values themselves, or five parts of equal counts where there are many."""
    return values if values.nunique() <= 12 else pd.qcut(values, 5, duplicates="drop").map(lambda part: part.mid)


with h5py.File(sys.argv[1]) as sweep:
    runs, axes, outcomes = read(sweep)
    outcome = sys.argv[2] if len(sys.argv) > 2 else outcomes[0]
    unit = sweep["outcomes"][outcome].attrs["unit"].decode()
    title, content = (sweep.attrs[name].decode() for name in ("title", "content"))
    seed, version = sweep.attrs["seed"], sweep.attrs["concord_version"].decode()

print(f"{title} - {content}\n{outcome} ({unit}), mean over runs along each axis:")
for axis in axes:
    means = runs.groupby(levels_of(runs[axis]).astype(float))[f"outcome {outcome}"].mean()
    print(f"  {axis}: " + ", ".join(f"{mean:.4g} at {level:.4g}" for level, mean in means.items()))

axis = max(axes, key=lambda name: runs[name].nunique())
bands = runs.groupby(levels_of(runs[axis]).astype(float))[f"outcome {outcome}"].quantile([0.05, 0.5, 0.95]).unstack()
figure, plot = plt.subplots(figsize=(7, 4.5))
plot.fill_between(bands.index, bands[0.05], bands[0.95], alpha=0.25, label="90% of runs")
plot.plot(bands.index, bands[0.5], marker="o", label="median")
plot.set(xlabel=axis, ylabel=f"{outcome}, {unit}", title=f"{title}\n{content}; seed {seed}, Concord {version}")
plot.legend()
figure.savefig(sys.argv[3] if len(sys.argv) > 3 else "sweep.png", dpi=120, bbox_inches="tight")
