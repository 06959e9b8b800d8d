#!/usr/bin/env python3
"""A few points of the screening with the means that came out, for tests/pages_test.py to simulate again.

    probe.py TABLES POINTS FOLDER      # what `concord export` wrote, points.csv of the campaign, where to put the two tables
"""
import os
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, 'calibration'))
from figures import read, rows, write

PROBED = 4


def main():
    tables, points, folder = sys.argv[1:]
    every = rows(read(points))
    chosen = [every[n * (len(every) - 1) // (PROBED - 1)] for n in range(PROBED)]
    axes = [name for name in every[0] if name != 'point']
    write(os.path.join(folder, 'probe_points.csv'), axes, [[row[name] for name in axes] for row in chosen])
    numbers = [row['point'] for row in chosen]
    write(os.path.join(folder, 'probe_means.csv'), ['probe', 'outcome', 'mean'],
          [(numbers.index(row['point']), row['outcome'], row['mean'])
           for row in rows(read(tables, 'statistics.csv')) if row['point'] in numbers])


if __name__ == '__main__':
    main()
