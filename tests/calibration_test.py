#!/usr/bin/env python3
"""The points that calibration kept and the defaults, simulated again: results come out as they did, to the last digit.

    calibration_test.py PROGRAM"""
import os
import re
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
from cli_test import PROGRAM, SOURCE  # takes PROGRAM from the command line

HERE = os.path.join(SOURCE, 'experiments', 'calibration')
sys.path.insert(0, HERE)
import figures


def read(*path):
    with open(os.path.join(HERE, *path)) as file:
        return file.read()


class Calibration(unittest.TestCase):
    """What was found is in experiments/calibration/results; pages_test.py compares docs/calibration.md with that."""

    def test_the_posterior_says_of_the_figures_what_it_did(self):
        with tempfile.TemporaryDirectory() as folder:
            campaign, merged = os.path.join(folder, 'c'), os.path.join(folder, 'c.h5')
            for command in (['sweep', os.path.join(HERE, 'posterior.yaml'), '-o', campaign, '--threads', '2', '--quiet'],
                            ['merge', campaign, '-o', merged, '--quiet']):
                subprocess.run([PROGRAM, *command], check=True)
            match = [PROGRAM, 'match', merged, '--targets', os.path.join(HERE, 'targets.csv'), '--weights',
                     os.path.join(SOURCE, 'configs', 'england_2017', 'posterior.csv')]
            found = subprocess.run([*match, '--markdown'], check=True, capture_output=True, text=True).stdout
            self.assertEqual(found, read('results', 'all.md'), 'experiments/calibration/calibrate.sh makes the results again')
            told = {row['figure']: row['value'] for row in figures.rows(read('results', 'figures.csv'))}
            self.assertIn(f"{told['posterior.within']}", [f'{float(share):.0f}%' for share in re.findall(
                r'of every fitted figure: .*?([\d.]+)% of the weight', subprocess.run(match, check=True, capture_output=True, text=True).stdout)])


class Refusals(unittest.TestCase):
    """What `concord match` makes of wrong input, with a sweep of two points."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.design = os.path.join(cls.folder.name, 'design.yaml')
        cls.merged = os.path.join(cls.folder.name, 'c.h5')
        with open(cls.design, 'w') as file:
            england = os.path.relpath(os.path.join(SOURCE, 'configs', 'england_2019.yaml'), os.path.realpath(cls.folder.name))
            file.write(f'sweep: 1\nscenario: {england}\n'
                       'axes: {relationships.gain: [0.1, 0.2]}\n'
                       'baseline: false\nreplicates: 8\noutcomes:\n'
                       '  councils: {measure: councils_taking_part, take: mean over 2018/19}\n'
                       '  pool_all: {measure: fully_pooled, take: value at 2019/20 Q4}\n')
        campaign = os.path.join(cls.folder.name, 'c')
        for command in (['sweep', cls.design, '-o', campaign, '--quiet'], ['merge', campaign, '-o', cls.merged, '--quiet']):
            subprocess.run([PROGRAM, *command], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def match(self, rows, *more):
        targets = os.path.join(self.folder.name, 'targets.csv')
        with open(targets, 'w') as file:
            file.write('id,observation,discrepancy,all,early,half,why\n' + rows)
        return subprocess.run([PROGRAM, 'match', self.merged, '--targets', targets, *more], capture_output=True, text=True)

    def refused(self, part, rows, *more):
        done = self.match(rows, *more)
        self.assertEqual(done.returncode, 2)
        self.assertIn(part, done.stderr)

    def test_wrong_input_is_refused(self):
        self.refused("there is no published figure 'pool_al'; did you mean 'pool_all'?", 'pool_al,0,1,fit,fit,fit,\n')
        self.refused("'perhaps' is neither fit nor predict", 'pool_all,0,1,perhaps,fit,fit,\n')
        self.refused("keeps no outcome 'sct_accepted'", 'sct_accepted,0,1,fit,fit,fit,\n')
        self.refused("its outcome 'councils' is councils_taking_part, mean over 2018/19; the published figure is of "
                     'councils_taking_part, mean over 2017/18 to 2018/19', 'councils,0,1,fit,fit,fit,\n')
        self.refused('fits no figure', 'pool_all,0,1,predict,fit,fit,\n')
        self.refused('there is no \'never\'; there are all, early, half', 'pool_all,0,1,fit,fit,fit,\n', '--split', 'never')

    def test_a_figure_taken_loosely_rules_nothing_out_and_one_taken_exactly_does(self):
        self.assertIn('Within 3 of every fitted figure: 2 points, 100.0% of the weight', self.match('pool_all,0,100,fit,fit,fit,\n').stdout)
        exact = self.match('pool_all,0,0.0001,fit,fit,fit,\n', '--cutoff', '0.1').stdout
        self.assertIn('Within 0.1 of every fitted figure: 0 points', exact)

    def test_weights_count(self):
        weights = os.path.join(self.folder.name, 'weights.csv')
        with open(weights, 'w') as file:
            file.write('weight,relationships.gain\n1,0.1\n0,0.2\n')
        self.assertIn('Effective sample size: 2\n', self.match('pool_all,0,100,fit,fit,fit,\n').stdout)
        self.assertIn('Effective sample size: 1\n', self.match('pool_all,0,100,fit,fit,fit,\n', '--weights', weights).stdout)
        with open(weights, 'w') as file:
            file.write('weight\n1\n')
        self.refused('has 1 rows; the sweep has 2 points', 'pool_all,0,100,fit,fit,fit,\n', '--weights', weights)

    def test_how_far_points_are_is_written_for_each_figure(self):
        table = os.path.join(self.folder.name, 'far.csv')
        done = self.match('pool_all,0,100,fit,fit,fit,\n', '--table', table)
        self.assertEqual(done.returncode, 0, done.stderr)
        points = figures.rows(read(table))
        self.assertEqual([point['point'] for point in points], ['0', '1'])
        for point in points:  # of one figure, the most is the root of the mean square is the figure
            self.assertEqual(point['most'], point['pool_all'])
            self.assertAlmostEqual(float(point['root_mean_square']), float(point['pool_all']), 12)
            self.assertLess(float(point['most']), 1)
            self.assertEqual(point['weight'], '1')

    def test_too_few_points_propose_nothing(self):
        self.refused('points are too few', 'pool_all,0,100,fit,fit,fit,\n', '--proposed',
                     os.path.join(self.folder.name, 'next.csv'))

    def sweep(self, name, axes, method, replicates):
        design, campaign, merged = (os.path.join(self.folder.name, name + end) for end in ('.yaml', '', '.h5'))
        with open(self.design) as file:
            text = file.read().replace('relationships.gain: [0.1, 0.2]', axes).replace('replicates: 8', f'replicates: {replicates}')
        with open(design, 'w') as file:
            file.write(text + method)
        for command in (['sweep', design, '-o', campaign, '--quiet'], ['merge', campaign, '-o', merged, '--quiet']):
            subprocess.run([PROGRAM, *command], check=True)
        return merged

    def test_one_run_a_point_has_no_variance(self):
        for points in (3, 40):
            merged = self.sweep(f'one{points}', 'relationships.gain: {from: 0.1, to: 0.2}',
                                f'design: {{method: latin_hypercube, points: {points}}}\n', 1)
            self.match('pool_all,0,100,fit,fit,fit,\n')  # writes the targets
            for more in ([], ['--proposed', os.path.join(self.folder.name, 'never.csv')]):
                done = subprocess.run([PROGRAM, 'match', merged, '--targets', os.path.join(self.folder.name, 'targets.csv'), *more],
                                      capture_output=True, text=True)
                self.assertEqual(done.returncode, 2, done.stdout)
                self.assertIn('the variance of a run needs two runs', done.stderr)

    def test_proposals_are_spread_by_ratio_on_logarithmic_axes(self):
        merged = self.sweep('log', 'behaviour.choice_precision: {from: 1, to: 9, scale: log}, behaviour.memory: {from: 0.2, to: 1}',
                            'design: {method: latin_hypercube, points: 20}\n', 2)
        self.match('pool_all,0,1000,fit,fit,fit,\n')
        table = os.path.join(self.folder.name, 'log.csv')
        subprocess.run([PROGRAM, 'match', merged, '--targets', os.path.join(self.folder.name, 'targets.csv'), '--proposed', table,
                        '--propose', '1000'], check=True, capture_output=True)
        rows = figures.rows(read(table))
        self.assertEqual(len(rows), 1000)
        for name, middle in (('behaviour.choice_precision', 3), ('behaviour.memory', 0.6)):  # five binomial deviations
            self.assertAlmostEqual(sum(float(row[name]) < middle for row in rows), 500, delta=80)

    def test_a_population_moves_and_is_written_as_settings(self):
        merged = self.sweep('begin', 'relationships.gain: {from: 0.05, to: 0.2}, relationships.loss: {from: 0.05, to: 0.2}',
                            'design: {method: latin_hypercube, points: 30}\n', 2)
        self.match('pool_all,0,1,fit,fit,fit,\n')  # writes the targets
        targets = os.path.join(self.folder.name, 'targets.csv')
        population, moves, posterior = (os.path.join(self.folder.name, f'{name}.csv') for name in ('population', 'moves', 'settings'))
        subprocess.run([PROGRAM, 'match', merged, '--targets', targets, '--retained', population, '--keep', '5', '--proposed', moves],
                       check=True, capture_output=True)
        begun, proposed = (figures.rows(read(path)) for path in (population, moves))
        self.assertEqual((len(begun), len(proposed)), (5, 5))
        kernels = [float(row['log_kernel']) for row in begun]
        self.assertEqual(kernels, sorted(kernels, reverse=True))
        with open(self.design) as file:
            text = re.sub(r'axes: .*\n', 'design: {method: points, file: moves.csv}\n', file.read()).replace('replicates: 8', 'replicates: 2')
        with open(os.path.join(self.folder.name, 'moved.yaml'), 'w') as file:
            file.write(text)
        moved = os.path.join(self.folder.name, 'moved.h5')
        for command in (['sweep', os.path.join(self.folder.name, 'moved.yaml'), '-o', os.path.join(self.folder.name, 'moved'), '--quiet'],
                        ['merge', os.path.join(self.folder.name, 'moved'), '-o', moved, '--quiet']):
            subprocess.run([PROGRAM, *command], check=True)
        done = subprocess.run([PROGRAM, 'match', moved, '--targets', targets, '--axes', merged, '--emulate', merged, '--population', population,
                               '--posterior', posterior], check=True, capture_output=True, text=True)
        count = int(re.search(r'Moved: (\d+) of 5', done.stdout)[1])
        settings = figures.rows(read(posterior))
        told = {tuple(list(row.values())[1:]) for row in settings}
        self.assertEqual(len(settings), 5)
        self.assertAlmostEqual(sum(float(row['weight']) for row in settings), 1, 5)
        self.assertEqual(len(told & {tuple(row.values()) for row in proposed}), count)
        self.assertEqual(len(told & {tuple(list(row.values())[1:]) for row in begun}), 5 - count)


if __name__ == '__main__':
    unittest.main()
