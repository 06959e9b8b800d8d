#!/usr/bin/env python3
"""docs/calibration.md, validation.md, trace.md and estimates.md say what the tables of results say, and these are of the present model.

    pages_test.py PROGRAM"""
import csv
import os
import re
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
EXPERIMENTS = os.path.join(SOURCE, 'experiments')
sys.path[:0] = [os.path.join(SOURCE, 'tests'), os.path.join(EXPERIMENTS, 'pages'), os.path.join(EXPERIMENTS, 'calibration')]
from cli_test import Program  # takes PROGRAM from the command line
import figures
import fill_pages
import trials_page

CALIBRATION = 'another model, scenario or design: experiments/calibration/calibrate.sh makes the results again'
TRIALS = 'another model, scenario or design: experiments/trials/trials.py makes the results again'
SENSITIVITY = 'another model, scenario or design: experiments/sensitivity/measure.sh makes the results again'


class Pages(Program):
    def plan(self, design):
        """Folder of a campaign of which nothing is simulated."""
        self.call('sweep', os.path.join(EXPERIMENTS, f'{design}.yaml'), '-o', os.path.basename(design), '--plan-only', '--quiet')
        return os.path.join(self.folder, os.path.basename(design))

    def digest(self, design):
        return figures.read(self.plan(design), 'plan.yaml').splitlines()[-1].split()[-1]

    def test_pages_say_what_the_tables_say(self):
        done = subprocess.run([sys.executable, '-B', os.path.join(EXPERIMENTS, 'pages', 'fill_pages.py'), '--check'], capture_output=True,
                              text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_a_page_that_says_something_else_is_put_right(self):
        made, told = {'t': '| 1 |\n'}, {'a.b': '2.5', 'c': '1,000'}
        page = '<!-- table: t -->\n| 0 |\n<!-- end -->\nis 7<!-- a.b --> (£3m<!-- c -->), as **9<!-- c --> it'
        right = '<!-- table: t -->\n| 1 |\n<!-- end -->\nis 2.5<!-- a.b --> (1,000<!-- c -->), as **1,000<!-- c --> it'
        self.assertEqual(fill_pages.fill(page, made, told), right)
        self.assertEqual(fill_pages.fill(right, made, told), right)
        self.assertRaises(KeyError, fill_pages.fill, '1<!-- unknown -->', made, told)

    def test_every_table_and_number_is_used_on_a_page(self):
        """Pages that lost their marks would pass every comparison."""
        pages = ''.join(figures.read(SOURCE, 'docs', name) for name in fill_pages.PAGES)
        self.assertEqual(sorted(set(re.findall('<!-- table: ([a-z]+) -->', pages))), sorted(fill_pages.tables()))
        self.assertGreater(len(re.findall(r'\S<!-- [a-z0-9_.]+ -->', pages)), 60)

    def test_calibration_is_of_the_present_model(self):
        for row in fill_pages.rows('calibration', 'results', 'plans.csv'):
            self.assertEqual(self.digest(f"calibration/{row['design']}"), row['plan digest'], f"{row['design']}: {CALIBRATION}")

    def test_sensitivity_is_of_the_present_model(self):
        for row in fill_pages.rows('sensitivity', 'plans.csv'):
            self.assertEqual(self.digest(f"sensitivity/{row['design']}"), row['plan digest'], f"{row['design']}: {SENSITIVITY}")

    def test_trials_are_of_the_present_model(self):
        for name, row in trials_page.plans().items():
            self.assertEqual(self.digest(f'trials/{name}'), row['plan_digest'], f'{name}: {TRIALS}')
            self.assertEqual(figures.read(SOURCE, 'docs', 'pictures', f'trial_{name}.svg'), trials_page.picture(name), f'{name}: {TRIALS}')

    def test_figures_are_of_the_present_model(self):
        model = re.search(r'behaviour digest (\w+)', self.call('--version')[0])[1]
        pictures = [name for name in os.listdir(os.path.join(SOURCE, 'docs', 'pictures')) if re.fullmatch(r'(?!q\d\d).*\.svg', name)]
        self.assertEqual(sum(name.startswith('sensitivity_') for name in pictures), 10)
        for name in pictures:
            remedy = SENSITIVITY if name.startswith('sensitivity_') else 'experiments/pages/pictures.sh makes it again'
            self.assertIn(f'model {model}', figures.read(SOURCE, 'docs', 'pictures', name), f'{name}: {remedy}')

    def test_the_ten_parameters_are_those_that_the_screening_found(self):
        axes = re.findall(r'(?m)^  ([a-z_]+\.[a-z_]+): ', figures.read(EXPERIMENTS, 'sensitivity', 'sensitivity_sobol.yaml'))
        self.assertEqual(axes, fill_pages.ten_that_matter(), 'experiments/sensitivity/sensitivity_sobol.yaml takes others')

    def test_points_of_the_screening_come_out_as_they_did(self):
        """To the last bit: the digest of a model could miss a change that matters here."""
        screening = figures.read(EXPERIMENTS, 'sensitivity', 'sensitivity_morris.yaml')
        outcomes = screening[screening.index('replicates:'):]
        england = os.path.relpath(os.path.join(SOURCE, 'configs', 'england_2019.yaml'), os.path.realpath(self.folder))
        self.write('points.csv', figures.read(EXPERIMENTS, 'sensitivity', 'probe_points.csv'))
        self.write('probe.yaml', f'sweep: 1\nscenario: {england}\ndesign: {{method: points, file: points.csv}}\n'
                                 f'baseline: false\n{outcomes}')
        self.call('sweep', 'probe.yaml', '-o', 'probe', '--quiet')
        self.call('merge', 'probe', '-o', 'probe.h5', '--quiet')
        self.call('export', 'probe.h5', '--csv', '-o', 'tables')
        with open(os.path.join(self.folder, 'tables', 'statistics.csv'), encoding='utf-8-sig') as file:
            again = [(row['point'], row['outcome'], row['mean']) for row in csv.DictReader(file)]
        told = [(row['probe'], row['outcome'], row['mean']) for row in fill_pages.rows('sensitivity', 'probe_means.csv')]
        self.assertEqual(len(told), 20)
        self.assertEqual(again, told, SENSITIVITY)

    def test_figures_in_the_text_are_those_of_the_comparisons(self):
        told = {row['figure']: row['value'] for row in fill_pages.rows('calibration', 'results', 'figures.csv')}
        results = os.path.join(EXPERIMENTS, 'calibration', 'results')
        for name, value in figures.of_comparisons(results).items():
            self.assertEqual(told[name], value, name)

    def test_the_table_of_parameters_is_of_the_posterior(self):
        again, settings = figures.narrowed(figures.read(self.plan('calibration/screen'), 'plan.yaml'), figures.posterior()), figures.posterior()
        self.assertEqual(len(again), len(settings[0]) - 1)
        self.assertEqual(again, fill_pages.rows('calibration', 'results', 'narrowed.csv'), CALIBRATION)
        told = {row['figure']: row['value'] for row in fill_pages.rows('calibration', 'results', 'figures.csv')}
        for name, value in figures.of_parameters(again).items():
            self.assertEqual(told[name], value, name)
        self.assertAlmostEqual(sum(float(row['weight']) for row in settings), 1, 3)


if __name__ == '__main__':
    unittest.main()
