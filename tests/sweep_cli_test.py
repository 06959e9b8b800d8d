#!/usr/bin/env python3
"""Sweeps as their users meet them: commands, files, messages.   sweep_cli_test.py PROGRAM"""
import csv
import glob
import json
import os
import socket
import subprocess
import sys
import unittest

import h5py
import numpy

from cli_test import Program, SOURCE, TINY  # takes PROGRAM from the command line

DESIGN = '''sweep: 1
title: Two levers
scenario: tiny.yaml
axes:
  duty.strength: [0, 0.35, 1]
  policy:
    packages:
      As it was: {}
      Pooled: {pooling: {floor: 0.5}}
replicates: 10
outcomes: [institution_share, maturity]
trajectories: [institution_share]
'''


def a_socket(path):
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path)


def a_file(path):
    with open(path, 'x', encoding='utf-8'):
        pass


class Sweeps(Program):
    def setUp(self):
        super().setUp()
        self.write('design.yaml', DESIGN)

    def sweep(self, design='design.yaml', folder='c', *more):
        return self.call('sweep', design, '-o', folder, *more)

    def fails(self, code, part, *args):
        out, err = self.call(*args, code=code)
        self.assertEqual(out, '')
        self.assertIn(part, err)

    def merged(self, folder='c', file='c.h5'):
        self.call('merge', folder, '-o', file, '--force', '--quiet')
        return h5py.File(os.path.join(self.folder, file), 'r')


class Campaign(Sweeps):
    def test_from_design_to_file(self):
        out, _ = self.sweep()
        self.assertIn('60 runs of 6 points are there; 60 simulated now', out)
        self.assertIn('complete; next: concord merge c -o FILE.h5', out)
        out, _ = self.call('merge', 'c', '-o', 'c.h5')
        self.assertIn('c.h5: 60 runs of 6 points, ', out)
        with h5py.File(os.path.join(self.folder, 'c.h5'), 'r') as file:
            self.assertEqual(file.attrs['content'], b'simulated, not observed')
            self.assertEqual(file.attrs['kind'], b'sweep')
            self.assertIn(b'same luck at every point', file.attrs['common_random_numbers'])
            self.assertEqual((file.attrs['points'], file.attrs['runs'], file.attrs['failed']), (6, 60, 0))
            self.assertEqual(list(file['points/duty.strength']), [0, 0, 0.35, 0.35, 1, 1])
            self.assertEqual(list(file['labels/policy']), [b'As it was', b'Pooled'] * 3)
            self.assertEqual(file['points'].attrs['baseline'], 2)
            self.assertEqual(list(file['runs/run']), list(range(60)))
            self.assertEqual(list(file['runs/replicate'][:12]), [*range(10), 0, 1])
            values = file['outcomes/maturity'][:].reshape(6, 10)
            numpy.testing.assert_allclose(file['statistics/maturity/mean'][:], values.mean(axis=1), rtol=1e-13)
            numpy.testing.assert_allclose(file['statistics/maturity/sd'][:], values.std(axis=1, ddof=1), rtol=1e-12)
            numpy.testing.assert_allclose(file['statistics/maturity/q95'][:], numpy.quantile(values, 0.95, axis=1))
            self.assertEqual(file['trajectories/institution_share'].shape, (60, 5))
            numpy.testing.assert_allclose(file['trajectories/institution_share'][:, 1:].mean(axis=1),
                                          file['outcomes/institution_share'][:], rtol=1e-12)

    def test_axes_that_change_nothing_are_named(self):
        text = '%s changed nothing: all points that differ there alone gave identical results.'
        axes = 'axes: {duty.strength: [0, 1], %s}\nreplicates: 3\noutcomes: [real]\n'
        cases = ((axes % 'shocks.demand_size: [0.5, 1, 2]', 'shocks.demand_size'),
                 (axes % 'shocks.demand_size: [0.5, 1], politics.delay: [1, 2]', 'shocks.demand_size, politics.delay'),
                 ('design: {method: one_at_a_time}\n' + axes % 'shocks.demand_size: [0.5, 2]', 'shocks.demand_size'),
                 ('design: {method: morris, trajectories: 2}\naxes: {duty.strength: {from: 0, to: 1}, '
                  'shocks.demand_size: {from: 0, to: 1}}\nreplicates: 3\noutcomes: [real]\n', 'shocks.demand_size'),
                 (axes % 'pooling.peer_sanction: [0, 1]', None),
                 ('design: {method: latin_hypercube, points: 6}\naxes: {duty.strength: {from: 0, to: 1}, '
                  'shocks.demand_size: {from: 0, to: 1}}\nreplicates: 3\n', None))
        for number, (lines, named) in enumerate(cases):
            self.write('idle.yaml', 'sweep: 1\nscenario: tiny.yaml\nset: {quarters: 12}\n' + lines)
            self.sweep('idle.yaml', f'i{number}', '--quiet')
            _, err = self.call('merge', f'i{number}', '-o', f'i{number}.h5', warnings=True)
            out, _ = self.call('analyse', f'i{number}.h5', '-o', f'a{number}')
            if named:
                self.assertIn(f'warning: i{number}.h5: ' + text % named, err)
                self.assertIn(text % named, out.replace('\n', ' '))
            else:
                self.assertNotIn('changed nothing', err + out)

    def test_points_without_a_change_repeat_the_scenario(self):
        self.sweep()
        self.call('run', 'tiny.yaml', '--set', 'duty.strength=0.35', '--set', 'pooling.floor=0.5', '--replicates', '10',
                  '--record', 'summary', '-o', 'x.h5', '--quiet')
        with h5py.File(os.path.join(self.folder, 'x.h5'), 'r') as run, self.merged() as file:
            self.assertEqual(list(run['runs/digest']), list(file['runs/digest'][30:40]))

    def test_threads_parts_and_order_do_not_matter(self):
        self.sweep('design.yaml', 'one', '--threads', '1', '--quiet')
        self.sweep('design.yaml', 'three', '--threads', '3', '--quiet')
        self.call('sweep', 'design.yaml', '-o', 'parts', '--plan-only')
        for part in (2, 3, 1):
            self.call('sweep', 'parts', '--shard', f'{part}/3', '--quiet')
        for folder in ('one', 'three', 'parts'):
            self.call('merge', folder, '-o', folder + '.h5', '--quiet')
        for folder in ('three', 'parts'):
            self.assertEqual(self.bytes_of(folder + '.h5'), self.bytes_of('one.h5'), folder)

    def test_status(self):
        self.call('sweep', 'design.yaml', '-o', 'c', '--plan-only')
        self.assertIn('not running: 0% done, 0 runs in 0 shards', self.call('status', 'c')[0])
        self.call('sweep', 'c', '--shard', '1/2', '--quiet')
        out, _ = self.call('status', 'c')
        self.assertIn('not running: 50% done', out)
        self.assertIn('concord sweep c goes on', out)
        self.call('sweep', 'c', '--quiet')
        state = json.loads(self.call('status', 'c', '--json')[0])
        self.assertEqual((state['state'], state['batches_done'], state['runs_published'], state['failed']), ('complete', 12, 60, 0))
        self.assertEqual(os.listdir(os.path.join(self.folder, 'c/progress')), [])
        # A shard that is gone, a link or no file is not there.
        shards = os.path.join(self.folder, 'c/shards')
        shard = os.path.join(shards, sorted(os.listdir(shards))[0])
        os.rename(shard, os.path.join(self.folder, 'away.h5'))
        for put in (lambda: None, lambda: os.symlink('../../away.h5', shard), lambda: os.mkfifo(shard)):
            put()
            out, _ = self.call('status', 'c')
            self.assertIn('1 shards are listed, and are not there', out)
            self.assertIn('not running', out)
            if os.path.lexists(shard):
                os.remove(shard)

    def test_what_is_no_file_or_folder_of_the_campaign_is_refused(self):
        """By every command that opens it: nothing is read as empty, waited for or set aside."""
        self.write('tables.yaml', DESIGN.replace('tiny.yaml', os.path.join(SOURCE, 'configs/teaching_two_systems.yaml')))
        self.sweep('tables.yaml', 'c', '--quiet')
        away, there = os.path.join(self.folder, 'away'), os.path.join(self.folder, 'c')
        for part in ('plan.yaml', 'scenario.yaml', 'points.csv', 'manifest.txt', 'leases', 'shards', 'progress', 'quarantine',
                     'teaching_two_systems', 'teaching_two_systems/trusts.csv'):
            path = os.path.join(there, part)
            is_folder = os.path.isdir(path)
            os.rename(path, away)
            for what, put in (('FIFO', os.mkfifo), ('socket', a_socket), ('link', lambda path: os.symlink(away, path)),
                              ('other', a_file if is_folder else os.mkdir)):
                put(path)
                for command in (('status', 'c'), ('sweep', 'c', '--quiet'), ('sweep', 'c', '--dry-run'), ('sweep', 'c', '--plan-only'),
                                ('sweep', 'tables.yaml', '-o', 'c', '--quiet'), ('merge', 'c', '-o', 'm.h5'), ('verify', 'c'),
                                ('replay', 'c', '3', '-o', 'r.h5'), ('inspect', 'c'), ('submit', 'c', '--array', '2')):
                    if command[0] == 'submit' and part.startswith('teaching'):
                        continue  # its jobs look at the tables
                    with self.subTest(part=part, what=what, command=command):
                        self.fails(3, f'c/{part}: is ', *command)
                        self.assertTrue(os.path.lexists(path))
                os.rmdir(path) if os.path.isdir(path) and not os.path.islink(path) else os.remove(path)
            os.rename(away, path)
        self.assertIn('complete: 100% done', self.call('status', 'c')[0])
        self.assertEqual(os.listdir(os.path.join(there, 'quarantine')), [])

    def test_replay(self):
        self.sweep()
        out, _ = self.call('replay', 'c', '37', '-o', 'r.h5')
        self.assertIn('run 37 again: point 3, replicate 7, seed 12345', out)
        self.assertIn('its numbers are those of the campaign, bit for bit', out)
        with h5py.File(os.path.join(self.folder, 'r.h5'), 'r') as run, self.merged() as file:
            self.assertEqual(list(run['runs/replicate']), [7])
            self.assertIn('organisations/utility_system', run)
            numpy.testing.assert_array_equal(run['summary/institution_share'][0], file['trajectories/institution_share'][37])
        self.fails(2, '60 is no run of this campaign; they are numbered from 0 to 59', 'replay', 'c', '60', '-o', 's.h5')

    def test_merging_what_is_not_finished(self):
        self.call('sweep', 'design.yaml', '-o', 'c', '--plan-only')
        self.call('sweep', 'c', '--shard', '1/2', '--quiet')
        self.fails(2, '50.0% of the campaign is not there yet (6 of 12 batches); `concord sweep c` simulates it', 'merge', 'c', '-o', 'c.h5')
        self.assertFalse(os.path.exists(os.path.join(self.folder, 'c.h5')))
        self.call('merge', 'c', '-o', 'c.h5', '--partial')
        with h5py.File(os.path.join(self.folder, 'c.h5'), 'r') as file:
            self.assertEqual(list(file['points/replicates']), [10, 10, 10, 0, 0, 0])
        self.fails(3, 'exists already; --force replaces it', 'merge', 'c', '-o', 'c.h5')

    def test_dry_run_writes_nothing(self):
        before = sorted(self.names())
        out, _ = self.call('sweep', 'design.yaml', '--dry-run', '--threads', '2')
        for part in ('factorial, 2 axes, 6 points', '60 (10 a point)', 'with 2 threads', 'memory', 'disk'):
            self.assertIn(part, out)
        self.assertEqual(sorted(self.names()), before)

    def test_replicates_until_exact_enough(self):
        self.write('exact.yaml', DESIGN.replace('replicates: 10', 'replicates: {initial: 4, budget: 300, precision: {institution_share: 0.08}}'))
        self.assertRegex(self.call('sweep', 'exact.yaml', '--dry-run')[0], r'about \d+ \([0-9.]+ a point, from \d points tried; at most 1800\)')
        self.sweep('exact.yaml')
        with self.merged() as file:
            replicates = file['points/replicates'][:]
            mean, half = (file['statistics/institution_share/' + name][:] for name in ('mean', 'half_width'))
            self.assertTrue(((half <= 0.08 * mean) | (replicates == 300)).all())
            self.assertLess(replicates.min(), 300)
            self.assertEqual(file['runs/run'][replicates[0]], 300)  # numbers of runs leave room for the budget


class Messages(Sweeps):
    def test_command_line(self):
        self.fails(2, '-o: a design needs a folder for its campaign', 'sweep', 'design.yaml')
        for part in ('0/3', '4/3', '1', 'a/b', '1/', '-1/2', '1/0'):
            self.fails(2, 'must be like 3/8: the third of eight parts', 'sweep', 'design.yaml', '-o', 'c', f'--shard={part}')
        self.call('sweep', 'design.yaml', '-o', 'c', '--plan-only')
        self.fails(2, 'is a campaign folder with a plan of its own', 'sweep', 'c', '--set', 'duty.strength=1')
        self.fails(2, 'there is no plan here, so this is no campaign folder', 'status', '.')
        self.fails(2, 'there is no plan here', 'merge', '.', '-o', 'x.h5')
        self.fails(64, 'there is no command \'sweeps\'; did you mean \'sweep\'?', 'sweeps')

    def test_all_faults_of_a_design_at_once_before_the_first_run(self):
        self.write('bad.yaml', DESIGN.replace('duty.strength', 'duty.strenth').replace('replicates: 10', 'replicates: 0').replace('[institution_share, maturity]', '[maturty]'))
        _, err = self.call('sweep', 'bad.yaml', '-o', 'c', code=2)
        for part in ("bad.yaml:5:17: axes.duty.strenth", "did you mean 'duty.strength'", 'replicates', "did you mean 'maturity'"):
            self.assertIn(part, err)
        self.assertNotIn('c', self.names())

    def test_another_plan_is_refused_with_what_differs(self):
        self.sweep()
        self.write('other.yaml', DESIGN.replace('replicates: 10', 'replicates: 12').replace('0.35, 1]', '0.6, 1]'))
        before = self.bytes_of('c/manifest.txt')
        _, err = self.call('sweep', 'other.yaml', '-o', 'c', '--set', 'finance.drift=0.5', code=2)
        for part in ("c: holds another campaign", "replicates: '10' in the folder, '12' asked for", "axes.duty.strength.2: '0.35' in the folder, '0.6' asked for",
                     "parameters.finance.drift: '"):
            self.assertIn(part, err)
        self.assertNotIn('frozen', err)
        self.assertEqual(self.bytes_of('c/manifest.txt'), before)

    def test_a_plan_does_not_change_with_its_origins(self):
        self.call('sweep', 'design.yaml', '-o', 'c', '--plan-only')
        self.write('tiny.yaml', TINY.replace('quarters: 5', 'quarters: 4'))
        self.call('sweep', 'c', '--quiet')
        with self.merged() as file:
            self.assertEqual(file.attrs['quarters'], 5)
        self.fails(2, "quarters: '5' in the folder, '4' asked for", 'sweep', 'design.yaml', '-o', 'c')

    def test_check(self):
        out, _ = self.call('check', 'tiny.yaml', 'design.yaml')
        self.assertIn('design.yaml: in order; 6 points, up to 60 runs', out)
        self.write('bad.yaml', 'sweep: 1\nscenario: tiny.yaml\naxes: {duty.strength: [0, 7e9]}\n')
        self.fails(2, 'bad.yaml:3:', 'check', 'bad.yaml')

    def test_scenario_and_design_are_not_confused(self):
        self.fails(2, 'this is a scenario, not the design of a sweep; use `concord run`', 'sweep', 'tiny.yaml', '-o', 'c')
        self.fails(2, 'sweep', 'run', 'design.yaml', '-o', 'x.h5')
        self.call('run', 'tiny.yaml', '-o', 'x.h5', '--quiet')
        self.fails(3, 'summarise', 'analyse', 'x.h5', '-o', 'f')


class Results(Sweeps):
    def test_analyse_and_export(self):
        self.sweep()
        self.merged().close()
        out, _ = self.call('analyse', 'c.h5', '-o', 'figures')
        self.assertIn('Simulated, not observed.', out)
        with open(os.path.join(self.folder, 'figures/differences.csv'), encoding='utf-8-sig') as text:
            rows = list(csv.DictReader(text))
        with h5py.File(os.path.join(self.folder, 'c.h5'), 'r') as file:
            values = file['outcomes/maturity'][:].reshape(6, 10)
        paired = (values[5] - values[2]).mean()
        found = [row for row in rows if row['point'] == '5' and row['outcome'] == 'maturity']
        self.assertEqual(len(found), 1)
        self.assertAlmostEqual(float(found[0]['mean']), paired, places=10)
        self.assertTrue(glob.glob(os.path.join(self.folder, 'figures/*.svg')))
        self.call('analyse', 'c.h5', '-o', 'figures', code=3)
        self.call('export', 'c.h5', '--csv', '-o', 'tables')
        with open(os.path.join(self.folder, 'tables/runs.csv'), encoding='utf-8-sig') as text:
            runs = list(csv.DictReader(text))
        self.assertEqual(len(runs), 60)
        self.assertEqual(float(runs[37]['maturity']), values[3][7])
        self.assertEqual(runs[37]['policy'], 'Pooled')

    def test_examples_for_python_and_r(self):
        self.sweep()
        self.merged().close()
        done = subprocess.run([sys.executable, os.path.join(SOURCE, 'tests', 'tools', 'analysis_examples.py'), 'c.h5'],
                              cwd=self.folder, capture_output=True, text=True, timeout=300)
        print(done.stdout)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn('sweep.py is in order', done.stdout)  # of R only if it is installed

    def test_shipped_designs_are_in_order(self):
        designs = [file for folder in ('examples', 'questions', 'sensitivity')
                   for file in sorted(glob.glob(os.path.join(SOURCE, 'experiments', folder, '*.yaml')))]
        self.assertGreaterEqual(len(designs), 2)
        out, _ = self.call('check', *designs)
        self.assertEqual(out.count('in order'), len(designs))

    def test_schema_of_designs(self):
        schema = json.loads(self.call('describe', '--design-schema')[0])
        self.assertEqual(schema['$schema'], 'http://json-schema.org/draft-07/schema#')
        self.assertIs(schema['additionalProperties'], False)


if __name__ == '__main__':
    unittest.main()
