#!/usr/bin/env python3
"""The tables of docs/skill.md and the predictions of 2018/19 are of the present model.

    skill_test.py PROGRAM"""
import csv
import os
import subprocess
import sys
import tempfile
import unittest

import numpy as np

sys.dont_write_bytecode = True
from cli_test import PROGRAM, SOURCE  # takes PROGRAM from the command line

HERE = os.path.join(SOURCE, 'experiments', 'calibration')
sys.path.insert(0, HERE)
import forecast_fit
import forecast_scores

HEADER = ['kind', 'code', 'quantity', 'unit', 'median', 'p05', 'p95', 'probability']
NATION = {'adverse_q2', 'adverse_q3', 'missed_plan', 'over_10m_q2', 'over_10m_q3', 'ccgs_over_plan_m6', 'ccgs_over_plan_m8', 'ccgs_over_plan_year',
          'ccg_gross_overspend_m6', 'ccg_gross_overspend_m8', 'ccg_gross_overspend_year', 'gross_deficits', 'gross_surpluses'}


def rows(*path):
    with open(os.path.join(*path), encoding='utf-8') as file:
        return list(csv.DictReader(line for line in file if not line.startswith('#')))


def codes(table):
    return {row['code'] for row in rows(SOURCE, 'configs', 'england_2019', f'{table}.csv')}


def by_key(table):
    return {(row['kind'], row['code'], row['quantity']): row for row in table}


class Predictions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.told = rows(HERE, 'predictions_2018_19.csv')

    def test_every_body_is_predicted_once_and_in_the_form_asked_for(self):
        with open(os.path.join(HERE, 'predictions_2018_19.csv'), encoding='utf-8') as file:
            self.assertEqual(next(csv.reader(file)), HEADER)
        self.assertEqual(len(by_key(self.told)), len(self.told))
        self.assertEqual(set(by_key(self.told)), {('trust', code, quantity) for code in codes('trusts') for quantity in ('deficit', 'surplus', 'missed_plan')}
                         | {('council', code, 'social_care_delay') for code in codes('councils')} | {('nation', 'England', name) for name in NATION})
        for row in self.told:
            if row['quantity'] in ('deficit', 'missed_plan') and row['kind'] == 'trust':
                self.assertEqual([row[x] for x in HEADER[4:7]], [''] * 3, row)
                self.assertTrue(0 < float(row['probability']) < 1, row)
            else:
                self.assertEqual(row['probability'], '', row)
                low, middle, high = (float(row[x]) for x in ('p05', 'median', 'p95'))
                self.assertTrue(low <= middle <= high and low < high, row)
                self.assertTrue(low >= 0 or row['quantity'] == 'surplus', row)

    def test_fewer_runs_say_the_same_within_sampling_error(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'again.csv')
            subprocess.run([sys.executable, '-B', os.path.join(HERE, 'predict.py'), PROGRAM, '2', '--again', path], check=True)
            again = by_key(rows(path))
        told, settings = by_key(self.told), forecast_fit.KEPT // 4
        self.assertEqual(set(again), set(told))
        away = []
        for key, row in told.items():
            new = again[key]
            self.assertEqual(new['unit'], row['unit'])
            if row['probability']:
                p = float(row['probability'])
                away.append((float(new['probability']) - p) / np.sqrt(p * (1 - p) / settings))
            else:
                # Ends of a range from few settings are blurred more than its middle.
                low, middle, high = (float(row[x]) for x in ('p05', 'median', 'p95'))
                self.assertLess(abs(float(new['median']) - middle), .35 * (high - low), key)
                self.assertTrue(.5 < (float(new['p95']) - float(new['p05'])) / (high - low) < 2, key)
                away.append((float(new['median']) - middle) / (1.25 * (high - low) / 3.29 / np.sqrt(settings)))
        self.assertLess(np.abs(away).max(), 5, 'experiments/calibration/predict.py makes the predictions again')
        self.assertLess(np.sqrt(np.mean(np.square(away))), 1.3, 'experiments/calibration/predict.py makes the predictions again')

    def test_councils_repeat_what_the_panel_says(self):
        """Their ratios need no run, so they come out to the last digit."""
        delays = forecast_scores.Delays('2017/18')
        middle = dict(zip(delays.code, np.exp(delays.forecast()[0])))
        for row in self.told:
            if row['kind'] == 'council' and row['code'] in middle:
                self.assertAlmostEqual(float(row['median']), middle[row['code']], delta=.0011)

    def test_scores_are_what_they_say(self):
        random = np.random.RandomState(1)
        draws, real = random.randn(20_000), np.array(.7)
        self.assertAlmostEqual(float(forecast_scores.crps(draws, real)), float(forecast_scores.normal_crps(0., 1., real)), delta=.01)
        self.assertAlmostEqual(float(forecast_scores.crps(np.array([2.] * 5), 5.)), 3)
        kept, effective = forecast_fit.resampled(random, np.log([.5, .25, .25]), 4000)
        self.assertEqual(np.bincount(kept).tolist(), [2000, 1000, 1000])
        self.assertAlmostEqual(effective, 1 / .375)

    def test_nothing_later_than_march_2018_is_read(self):
        """Moves of margins, delays and estimates stop with the year that they are told."""
        self.assertEqual([part[2] for part in forecast_fit.yearly_moves('2016/17').values()], [6, 6])
        self.assertEqual(forecast_fit.YEARS[-1], '2017/18')
        self.assertTrue(all(int(row['known']) <= 2018 for row in rows(HERE, 'prediction_facts.csv')))
        early, late = forecast_scores.Delays('2016/17'), forecast_scores.Delays('2017/18')
        self.assertNotEqual(early.slopes.tolist(), late.slopes.tolist())


class Skill(unittest.TestCase):
    def test_the_table_is_of_the_present_model(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, '-B', os.path.join(HERE, 'skill.py'), PROGRAM, '2', '--out', folder], check=True)
            again = rows(folder, 'skill.csv')
        told = rows(HERE, 'results', 'skill.csv')
        self.assertEqual([row['name'] for row in again], [row['name'] for row in told])
        for new, old in zip(again, told):
            for part in ('value', 'low', 'high'):
                self.assertEqual(bool(new[part]), bool(old[part]), old['name'])
                if old[part]:
                    unit = 10.0 ** -len(old[part].partition('.')[2])  # other versions of the libraries may round otherwise
                    self.assertLessEqual(abs(float(new[part]) - float(old[part])), 1.01 * unit, f"{old['name']} {part}: experiments/calibration/skill.py")

    def test_nobody_claims_more_than_is_known(self):
        """Where nothing is known, chances keep to the base rate: their Brier score is not above it beyond sampling error, or the page says so."""
        with open(os.path.join(SOURCE, 'docs', 'skill.md'), encoding='utf-8') as file:
            page = file.read()
        told = {row['name']: row for row in rows(HERE, 'results', 'skill.csv')}
        for question in ('refuses', 'approved.4', 'approved.5', 'merged'):
            if float(told[f'{question}.gain']['high']) < 0:
                self.assertIn(f'<!-- skill.{question}.brier -->', page, question)


if __name__ == '__main__':
    unittest.main()
