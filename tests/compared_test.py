#!/usr/bin/env python3
"""configs/england_2019/compared.csv, which docs/estimates.md quotes, is what compare_runs.py makes of runs of the present model."""
import csv
import os
import subprocess
import sys
import tempfile
import unittest

from cli_test import CONFIGS, PROGRAM  # takes PROGRAM from the command line


def rows(folder):
    with open(os.path.join(folder, 'compared.csv'), encoding='utf-8') as file:
        return list(csv.DictReader(line for line in file if not line.startswith('#')))


class Compared(unittest.TestCase):
    def test_the_table_is_of_the_present_model(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, options in (('first_year', '--quarters 4 --replicates 200'),
                                  ('no_fund', '--quarters 16 --replicates 60 --set switches.fund=false --set shocks.covid=false')):
                subprocess.run([PROGRAM, 'run', os.path.join(CONFIGS, 'england_2019_plain.yaml'), *options.split(), '--record', 'organisations', '-o',
                                os.path.join(folder, f'{name}.h5')], check=True, capture_output=True)
            subprocess.run([sys.executable, '-B', os.path.join(CONFIGS, 'england_2017', 'begin_earlier.py'), os.path.join(folder, 'before')], check=True)
            for name, scenario in (('first_year_2017', 'first_year'), ('before_the_fund', 'before_the_fund')):
                subprocess.run([PROGRAM, 'run', os.path.join(folder, 'before', f'{scenario}.yaml'), '--record', 'organisations', '-o',
                                os.path.join(folder, f'{name}.h5')], check=True, capture_output=True)
            script = os.path.join(CONFIGS, 'england_2019', 'compare_runs.py')
            files = [os.path.join(folder, f'{name}.h5') for name in ('first_year', 'no_fund', 'first_year_2017', 'before_the_fund')]
            subprocess.run([sys.executable, '-B', script, 'england_2019', *files[:2], 'england_2017', *files[2:], '--out', folder], check=True)
            again = rows(folder)
        told = rows(os.path.join(CONFIGS, 'england_2019'))
        self.assertEqual([row['name'] for row in again], [row['name'] for row in told])
        for new, old in zip(again, told):
            for part in ('value', 'low', 'high'):
                if old[part]:
                    unit = 10.0 ** -len(old[part].partition('.')[2])  # other versions of the libraries may round otherwise
                    self.assertLessEqual(abs(float(new[part]) - float(old[part])), 1.01 * unit, f"{old['name']} {part}")


if __name__ == '__main__':
    unittest.main()
