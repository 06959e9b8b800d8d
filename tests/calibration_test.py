#!/usr/bin/env python3
"""The points that calibration kept, simulated again: docs/calibration.md says what comes out, to the last digit.

    calibration_test.py PROGRAM"""
import os
import subprocess
import sys
import tempfile
import unittest

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.abspath(sys.argv.pop(1))
HERE = os.path.join(SOURCE, 'experiments', 'calibration')


def comparison(design, split):
    """Of the figures with every point of a design."""
    with tempfile.TemporaryDirectory() as folder:
        campaign, merged = os.path.join(folder, 'c'), os.path.join(folder, 'c.h5')
        for command in (['sweep', os.path.join(HERE, design), '-o', campaign, '--quiet'],
                        ['merge', campaign, '-o', merged, '--quiet']):
            subprocess.run([PROGRAM, *command], check=True)
        done = subprocess.run([PROGRAM, 'match', merged, '--targets', os.path.join(HERE, 'targets.csv'), '--split',
                               split, '--every-point', '--markdown'], check=True, capture_output=True, text=True)
        return done.stdout


class Calibration(unittest.TestCase):
    def compare(self, design, split):
        with open(os.path.join(SOURCE, 'docs', 'calibration.md')) as file:
            document = file.read()
        self.assertIn(comparison(design, split), document,
                      f'{design}: docs/calibration.md says something else; run experiments/calibration/calibrate.sh')

    def test_the_points_that_all_figures_leave(self):
        self.compare('retained.yaml', 'all')

    def test_the_points_that_early_figures_leave(self):
        self.compare('early.yaml', 'early')

    def test_the_points_that_every_other_figure_leaves(self):
        self.compare('half.yaml', 'half')


if __name__ == '__main__':
    unittest.main()
