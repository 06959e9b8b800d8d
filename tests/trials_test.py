#!/usr/bin/env python3
"""Estimators of docs/trials.md: exact where there is no noise, and honest where noise is as they take it.   trials_test.py"""
import os
import sys
import unittest

import numpy

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'experiments', 'trials'))
import trials  # noqa: E402

TRIALS, SYSTEMS = 4000, 12
TREATED = numpy.array([[p > s // trials.OF_WAVE for p in range(trials.PERIODS)] for s in range(trials.WAVES * trials.OF_WAVE)])


class Trials(unittest.TestCase):
    def setUp(self):
        self.luck = numpy.random.Generator(numpy.random.PCG64(7))

    def noise(self, *shape):
        return self.luck.standard_normal((TRIALS, *shape))

    def test_without_noise_estimates_are_the_effect(self):
        before = self.noise(SYSTEMS)
        after = before + 3.0
        after[:, :trials.TREATED] += 0.5
        found = trials.of_pilot(before, after)
        numpy.testing.assert_allclose(found['change'][0], 3.5)  # what moves everybody is taken for the policy
        for name in ('differences', 'matched'):
            numpy.testing.assert_allclose(found[name][0], 0.5, err_msg=name)
            numpy.testing.assert_allclose(found[name][1], 0, atol=1e-12)
        cells = self.noise(len(TREATED), 1) + self.noise(1, trials.PERIODS) + 0.5 * TREATED
        for name, (estimate, half) in trials.fixed_effects(cells, TREATED).items():
            numpy.testing.assert_allclose(estimate, 0.5, err_msg=name)
            numpy.testing.assert_allclose(half, 0, atol=1e-12)

    def test_intervals_hold_the_truth_as_often_as_they_say(self):
        before = self.noise(SYSTEMS)
        after = before + self.noise(SYSTEMS)
        found = {**trials.of_pilot(before, after), **trials.of_wedge(self.noise(*TREATED.shape), TREATED)}
        found['change of the pilot'] = trials.of_pilot(before, after)['change']
        for name, (estimate, half) in found.items():
            self.assertAlmostEqual((abs(estimate) <= half).mean(), 0.95, delta=0.03, msg=name)

    def test_errors_by_system_are_honest_where_effects_differ_between_systems(self):
        cells = self.noise(len(TREATED), 1) * TREATED + 0.2 * self.noise(*TREATED.shape)
        held = {name: (abs(estimate) <= half).mean() for name, (estimate, half) in trials.fixed_effects(cells, TREATED).items()}
        self.assertLess(held['usual'], 0.91)
        self.assertGreater(held['clustered'], 0.93)

    def test_matches_are_the_nearest_untreated_each_once(self):
        before = numpy.array([[5., 1., 9., 9., 9., 1.2, 4.8, 5.1, 8.9, 9.3, 20.]])
        chosen = trials.nearest(before, 5)[0]
        self.assertEqual(list(chosen[:3]), [7, 5, 8])
        self.assertEqual(len(set(chosen)), 5)
        self.assertGreaterEqual(min(chosen), 5)

    def test_judged_by_the_truth_of_the_same_trial(self):
        truth = numpy.array([1.0, -1.0, 2.0, 1.0])
        found = {'right': (truth + [0.1, -0.1, 0.1, -0.1], numpy.array([0.2, 0.2, 0.05, 0.2]))}
        rows = trials.judged('t', found, {'right': (numpy.zeros(4), numpy.ones(4))}, truth)
        self.assertAlmostEqual(rows[0]['mean'], 75)
        self.assertAlmostEqual(rows[1]['bias'], 0)
        self.assertEqual((rows[1]['held'], rows[1]['power'], rows[1]['false_alarm']), (0.75, 1, 0))


if __name__ == '__main__':
    unittest.main()
