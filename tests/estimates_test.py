#!/usr/bin/env python3
"""configs/england_2019/estimates.csv is what estimate.py makes of the panel, and its methods find what was put in."""
import csv
import os
import re
import subprocess
import sys
import tempfile
import unittest

import numpy as np

sys.dont_write_bytecode = True
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENGLAND = os.path.join(ROOT, 'configs', 'england_2019')
sys.path.insert(0, ENGLAND)
import estimate_others
import trust_process
from panel_tables import resampled, shuffled


def rows(folder):
    with open(os.path.join(folder, 'estimates.csv'), encoding='utf-8') as file:
        return {row['name']: row for row in csv.DictReader(line for line in file if not line.startswith('#'))}


TOLD = rows(ENGLAND)


def value(name, part='value'):
    return float(TOLD[name][part])


class Estimates(unittest.TestCase):
    def test_the_table_is_what_the_script_makes(self):
        """To a unit of the last digit and a fiftieth of the interval: other versions of the libraries may round otherwise."""
        with tempfile.TemporaryDirectory() as folder:
            script = os.path.join(ENGLAND, 'estimate.py')
            subprocess.run([sys.executable, '-B', '-W', 'error::RuntimeWarning', script, '--out', folder], check=True)
            again = rows(folder)
        self.assertEqual(list(again), list(TOLD))
        for name, row in TOLD.items():
            width = float(row['high']) - float(row['low']) if row['low'] else 0
            for part in ('unit', 'years', 'n', 'method'):
                self.assertEqual(again[name][part], row[part], name)
            for part in ('value', 'low', 'high'):
                self.assertEqual(bool(again[name][part]), bool(row[part]), name)
                if row[part]:
                    unit = 10.0 ** -len(row[part].partition('.')[2])
                    self.assertLessEqual(abs(float(again[name][part]) - float(row[part])), 1.01 * unit + 0.02 * width, f'{name} {part}')

    def test_every_interval_holds_its_estimate(self):
        """But for those that resampling shifts to one side: clustering and shares of variance."""
        for name, row in TOLD.items():
            if row['low'] and name.split('.')[0] not in ('common', 'performance', 'moment', 'tail'):
                self.assertLessEqual(float(row['low']), float(row['value']), name)
                self.assertLessEqual(float(row['value']), float(row['high']), name)

    def test_what_stands_elsewhere_too_is_the_same(self):
        def text(*path):
            with open(os.path.join(ROOT, *path), encoding='utf-8') as file:
                return file.read()
        england, level, acute = text('configs', 'england_2017.yaml'), TOLD['year.level'], TOLD['year.acute']
        self.assertIn(f"cost_growth: {{later_years_sd: {level['value']}, later_years_acute_sd: {acute['value']}}}", england)
        priors = {row['parameter']: row for row in csv.DictReader(text('experiments', 'calibration', 'priors.csv').splitlines()[1:])}
        for end, row in (('', level), ('_acute', acute)):
            later = priors[f'cost_growth.later_years{end}_sd']
            self.assertEqual((later['low'], later['high']), (row['low'], row['high']))
            for year in ('first', 'second', 'third'):
                self.assertAlmostEqual(float(priors[f'cost_growth.{year}_year{end}']['high']), 1.645 * float(row['value']), delta=0.01)
        farthest = re.search(r'farthest = ([0-9.]+);', text('agents', 'mechanisms', 'sector_shocks.cpp')).group(1)
        self.assertEqual(float(farthest), trust_process.FARTHEST)
        self.assertTrue(value('process.farthest') <= trust_process.FARTHEST <= value('process.farthest') + 0.5)

    def test_the_forecast_of_2017_18_is_as_good_as_asked_for(self):
        self.assertGreaterEqual(value('forecast.all.auc'), 0.90)
        self.assertLessEqual(value('forecast.all.brier'), 0.125)
        self.assertLessEqual(value('forecast.all.rmse'), 4.3)
        self.assertTrue(0.85 <= value('forecast.all.held') <= 0.95)

    def test_shocks_that_were_put_in_are_found(self):
        random = np.random.RandomState(1)
        for permanent, passing in ((2.0, 1.0), (0.0, 1.5), (1.0, 0.0)):
            margin = np.cumsum(permanent * random.randn(4000, 6), axis=1) + passing * random.randn(4000, 6) - np.arange(6)
            sector = np.repeat(['acute', 'community'], 2000)
            away = [trust_process.changes(margin, sector, lag, 0, 5) for lag in (1, 2, 3)]
            found = trust_process.shocks(away, np.ones(4000, bool), share=0.0)
            self.assertLess(abs(found[0] ** 2 - permanent ** 2), 0.15, found)
            self.assertLess(abs(found[1] ** 2 - passing ** 2), 0.15, found)

    def test_a_process_that_was_put_in_is_found(self):
        put = {'acute': (0.85, np.log(2.0), 0.15, np.log(2.5), np.log(5.0), np.log(0.4)),
               'specialist': (0.6, np.log(1.0), 0.0, np.log(4.0), np.log(3.0), 0),
               'other': (0.5, np.log(1.0), -0.1, np.log(6.0), np.log(2.0), 0)}
        random = np.random.RandomState(2)
        family = np.repeat(trust_process.FAMILIES, 3000)
        start = np.zeros((len(family), 8))
        start[:, 2:] = 3 * random.randn(len(family), 1)
        margin = trust_process.simulate(start, family, np.arange(len(family)), put, 0.0, (0, 0), 2, 1, random)[0]
        margin[:, :2] = 0.0
        found = trust_process.fit(margin, family)[0]
        for name, truth in put.items():
            for part, (a, b, within) in enumerate(zip(found[name], truth, (0.03, 0.16, 0.04, 0.15, 0.2, 0.1))):
                self.assertLess(abs(a - b), within, (name, part, found[name]))

    def test_intervals_of_the_forecast_hold_what_they_say(self):
        """Where the process is true, 90% intervals hold 90% and chances of deficit are met, over many years that differ as a whole."""
        put = {name: (0.8, np.log(2.0), 0.1, np.log(2.5), np.log(5.0), np.log(0.5)) for name in trust_process.FAMILIES}
        random = np.random.RandomState(3)
        family = np.repeat(trust_process.FAMILIES, 100)
        start = np.zeros((len(family), 8))
        start[:, 6:] = 4 * random.randn(len(family), 1)
        spread = (0.2, 0.3)
        made = trust_process.simulate(start, family, np.arange(len(family)), put, 0.0, spread, 6, 300, random)
        rows = [trust_process.foretold(margin, trust_process.forecast(margin, family, put), spread) for margin in made]
        auc, brier, error, held, chance = trust_process.scores(np.concatenate(rows))
        self.assertAlmostEqual(held, 0.9, delta=0.012)  # the luck of 300 years
        self.assertAlmostEqual(chance, (made[:, :, 7] < 0).mean(), delta=0.02)

    def test_what_a_year_as_a_whole_adds_is_found(self):
        put = {name: (0.8, np.log(2.0), 0.0, np.log(3.0), np.log(5.0), 0) for name in trust_process.FAMILIES}
        random = np.random.RandomState(7)
        family = np.repeat(trust_process.FAMILIES, 2000)
        margin = np.zeros((len(family), 8))
        margin[:, 2] = 3 * random.randn(len(family))
        slope, wild = (0.2, -0.1, -0.2, 0.1), (-0.3, 0.1, 0.3, -0.1)
        for t in trust_process.FITTED:
            x = margin[:, t - 1]
            scale = 2 * np.exp(trust_process.widening(x, np.log(5.0)) + wild[t - 3])
            margin[:, t] = (0.8 + slope[t - 3]) * x + scale * random.standard_t(3.0, len(x))
        found = trust_process.of_years(margin, family, put)
        self.assertLess(np.abs(found[0] - slope).max(), 0.05, found)
        self.assertLess(np.abs(found[1] - wild).max(), 0.06, found)

    def test_what_is_common_to_systems_is_found(self):
        random = np.random.RandomState(4)
        system = np.repeat(np.arange(400), 5)
        for share in (0.0, 0.05, 0.3):
            away = np.sqrt(share) * random.randn(400, 3)[system] + np.sqrt(1 - share) * random.randn(2000, 3)
            self.assertAlmostEqual(trust_process.clustered(away, system), share, delta=0.03)
        mixed = np.zeros(2000)
        self.assertLess(shuffled(random, mixed, system, lambda labels: trust_process.clustered(away, labels), 99), 0.02)

    def test_parameters_that_say_so_have_the_estimates_as_default_and_interval(self):
        with open(os.path.join(os.path.dirname(os.path.dirname(ENGLAND)), 'docs', 'parameters.md'), encoding='utf-8') as page:
            cells = [line.split(' | ') for line in page if 'estimated, 90% interval' in line]
        self.assertGreaterEqual(len(cells), 18)
        for key, default, *rest in cells:
            low, high, name = re.search(r'estimated, 90% interval (\S+) to (\S+) \((\S+)\)', ' '.join(rest)).groups()
            scale = 0.01 if TOLD[name]['unit'].startswith('per cent') else 1
            for told, part in ((default, 'value'), (low, 'low'), (high, 'high')):
                self.assertAlmostEqual(float(told), scale * value(name, part), places=9, msg=f'{key} {part}')

    def test_resampling_gives_the_interval_of_a_mean(self):
        x = np.random.RandomState(5).randn(400)
        low, high = resampled(np.random.RandomState(6), np.zeros(400), lambda i: [x[i].mean()], 2000)[0]
        self.assertAlmostEqual((high - low) / 2, 1.645 * x.std() / 20, delta=0.006)

    def test_exact_intervals_and_logistic_slopes(self):
        self.assertAlmostEqual(estimate_others.exact(0, 20)[1], 1 - 0.05 ** (1 / 20), places=9)
        self.assertEqual(estimate_others.exact(20, 20)[1], 1.0)
        x = np.linspace(-2, 2, 40)
        n = np.full(40, 5000.0)
        events = np.round(n / (1 + np.exp(1.0 - 0.7 * x)))
        found, limits = estimate_others.logistic(x[:, None], events, n)
        self.assertAlmostEqual(found[0], -1.0, delta=0.01)
        self.assertAlmostEqual(found[1], 0.7, delta=0.01)
        self.assertTrue(limits[1][0] < 0.7 < limits[1][1])


if __name__ == '__main__':
    unittest.main()
