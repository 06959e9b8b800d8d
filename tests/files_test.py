#!/usr/bin/env python3
"""Files of results as they come back from other programs and from bad disks.
  files_test.py PROGRAM [--long]        --long damages 2,000 files byte by byte and 2,000 more in their structure"""
import csv
import glob
import hashlib
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import unittest
import unittest.mock

import h5py
import numpy
import pandas

LONG = '--long' in sys.argv
if LONG:
    sys.argv.remove('--long')
from cli_test import PROGRAM, SOURCE, Program  # takes PROGRAM from the command line

SCENARIO = '''concord: 1
title: Two systems, £ and é
world: {synthetic: {systems: 2, trusts_per_system: 2, ccgs_per_system: 1, councils_per_system: 1, population: 2000000}}
quarters: 5
replicates: 3
parameters: {pooling: {floor: 0.25}}
changes: [{from: 2017/18 Q3, parameters: {duty: {strength: 1}}}]
'''
DESIGN = '''sweep: 1
title: Two levers, £ and é
scenario: tiny.yaml
axes: {duty.strength: [0, 1], policy: {packages: {As it was: {}, Pooled: {pooling: {floor: 0.5}}}}}
replicates: 3
outcomes: [real, institution_share]
trajectories: [real]
'''
ASKED = '''sweep: 1
title: Relief
scenario: longer.yaml
axes: {break_even.relief: [0, 1]}
baseline: false
replicates: 4
outcomes: {pool_all: {measure: fully_pooled, take: value at 2019/20 Q4}}
question:
  number: Q1
  asks: Does relief help?
  why: Test.
  reading: Test.
  lever: {axis: break_even.relief, as: relief from break-even, name: relief, from: 0, to: 1}
  outcomes: [{name: pool_all, as: the number of systems that pool all, matters: 0.07, better: more}]
'''
TARGETS = 'id,observation,discrepancy,all,early,half,why\npool_all,0,100,fit,fit,fit,\n'


def as_of_before(file):
    """Makes a file one from before there was evidence, which may be changed by hand."""
    del file['evidence'], file.attrs['evidence']
    for schema in ('schema_version', 'sweep_schema'):
        if schema in file.attrs:
            file.attrs[schema] = numpy.int64(1)


def text_of(value):
    """One text as h5py gives it, or nothing."""
    if isinstance(value, (bytes, numpy.bytes_)):
        return value.decode()
    return value if isinstance(value, str) else None


class Files(Program):
    @classmethod
    def setUpClass(cls):
        """One of each kind, made once."""
        maker = cls()
        Program.setUp(maker)
        cls.made = maker.folder
        maker.write('tiny.yaml', SCENARIO)
        maker.write('d.yaml', DESIGN)
        maker.call('run', 'tiny.yaml', '-o', 'run.h5', '--quiet')
        maker.call('run', 'tiny.yaml', '--record', 'organisations', '-o', 'organisations.h5', '--quiet')
        maker.call('run', 'tiny.yaml', '--record', 'summary', '-o', 'summary.h5', '--quiet')
        maker.write('longer.yaml', SCENARIO.replace('quarters: 5', 'quarters: 12'))
        maker.write('q.yaml', ASKED)
        maker.write('t.csv', TARGETS)
        maker.call('sweep', 'q.yaml', '-o', 'asked', '--quiet')
        maker.call('merge', 'asked', '-o', 'asked.h5', '--quiet')
        maker.call('sweep', 'd.yaml', '-o', 'campaign', '--quiet')
        maker.call('merge', 'campaign', '-o', 'sweep.h5', '--quiet')
        shutil.copy(sorted(glob.glob(os.path.join(cls.made, 'campaign', 'shards', '*.h5')))[0],
                    os.path.join(cls.made, 'shard.h5'))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.made)

    def runTest(self):
        pass

    def setUp(self):
        super().setUp()
        self.copy_of_made('tiny.yaml', 'd.yaml')

    def copy_of_made(self, *names):
        for name in names:
            shutil.copy(os.path.join(self.made, name), self.folder)


class Inspect(Files):
    """Whatever the program writes is known to it again."""

    def setUp(self):
        super().setUp()
        self.copy_of_made('run.h5', 'sweep.h5')
        shutil.copytree(os.path.join(self.made, 'campaign'), os.path.join(self.folder, 'campaign'))
        with h5py.File(os.path.join(self.folder, 'sweep.h5'), 'r') as file:
            self.plan, self.model = file.attrs['plan_digest'].decode(), file.attrs['model_digest'].decode()

    def kind_of(self, path, *parts, title='Two levers, £ and é'):
        for command in ('inspect', 'summarise'):
            out, err = self.call(command, path)
            self.assertEqual(err, '')
            for part in parts:
                self.assertIn(part, out)
            if command == 'inspect' or '  kind' in out:
                self.assertTrue(out.startswith(title + '\n\n  kind        '), out)
        return re.search(r'  kind +(.*)', self.call('inspect', path)[0]).group(1)

    SET = ('pooling.floor = 0.25 (default 0)', 'duty.strength = 0.35, 1 from 2017/18 Q3 (default 0.35)')

    def test_runs(self):
        self.assertEqual(self.call('inspect', 'run.h5')[0].count('  kind        results of `concord run`\n'), 1)
        out, _ = self.call('inspect', 'run.h5')
        for part in self.SET + ('3 with seed 12345', self.model, 'concord '):
            self.assertIn(part, out)
        self.assertTrue(out.startswith('Two systems, £ and é\n'))
        told = 'pooling floor 0.25 (default 0); duty strength 0.35, 1 from 2017/18 Q3 (default 0.35)'
        self.assertIn(told, self.call('run', 'tiny.yaml', '-o', 'again.h5')[0])
        out, _ = self.call('summarise', 'run.h5', '-o', 'pictures')
        self.assertIn(told, out)
        for picture in glob.glob(os.path.join(self.folder, 'pictures', '*.svg')):
            with open(picture, encoding='utf-8') as file:
                self.assertEqual(file.read().count('pooling floor 0.25 (default 0)'), 2, picture)
            self.assertIn('picture of results (SVG)', self.call('inspect', picture)[0])
        self.assertIn('folder of', self.call('inspect', 'pictures')[0])

    def test_sweeps_and_what_is_made_of_them(self):
        facts = self.SET + ('plan        digest ' + self.plan, 'with seed 12345', self.model, 'duty.strength: 0 to 1 pp',
                            'real, institution_share')
        self.assertEqual(self.kind_of('sweep.h5', *facts, '15 with'), 'merged sweep')
        self.assertEqual(self.kind_of('campaign', *facts, '15 of 15 with'), 'campaign, complete')
        self.assertEqual(self.kind_of('campaign/shards', *facts), 'campaign, complete')
        self.call('export', 'sweep.h5', '--csv', '-o', 'tables')
        self.call('analyse', 'sweep.h5', '-o', 'analysis')
        self.assertEqual(self.kind_of('tables', *facts), 'tables (CSV) of: merged sweep')
        self.assertEqual(self.kind_of('tables/runs.csv', *facts), 'tables (CSV) of: merged sweep')
        self.assertEqual(self.kind_of('analysis', *facts), 'analysis (CSV, SVG) of: merged sweep')
        for picture in glob.glob(os.path.join(self.folder, 'analysis', '*.svg')):
            with open(picture, encoding='utf-8') as file:
                self.assertIn('duty strength 0.35, 1 from 2017/18 Q3 (default 0.35)', file.read(), picture)
        shards = sorted(glob.glob(os.path.join(self.folder, 'campaign', 'shards', '*.h5')))
        self.assertEqual(self.kind_of(shards[0], self.plan, *self.SET), 'shard of a campaign')
        shutil.copy(shards[0], os.path.join(self.folder, 'alone.h5'))
        self.assertEqual(self.kind_of('alone.h5', self.plan, title='A piece of a sweep'), 'shard of a campaign')
        os.remove(shards[0])
        self.call('merge', 'campaign', '-o', 'part.h5', '--partial', '--quiet')
        self.assertEqual(self.kind_of('part.h5', *facts, 'of up to 15'), 'merged sweep, a part of its campaign')
        self.assertRegex(self.kind_of('campaign', *facts), r'^campaign, \d+ of 5 batches are there$')
        self.call('sweep', 'd.yaml', '-o', 'planned', '--plan-only', '--quiet')
        self.assertEqual(self.kind_of('planned', *facts, '0 of 15'), 'campaign, planned; nothing is simulated yet')
        self.assertEqual(self.kind_of('planned/plan.yaml', self.plan), 'plan of a campaign')
        self.call('replay', 'planned', '5', '-o', 'five.h5')
        self.assertIn('results of `concord run`', self.call('inspect', 'five.h5')[0])

    def test_a_campaign_of_another_model_is_told_all_the_same(self):
        path = os.path.join(self.folder, 'campaign', 'plan.yaml')
        with open(path, encoding='utf-8') as file:
            text = file.read().replace(self.model, '0123456789abcdef')
        body = text[:text.rindex('# plan digest: ')]
        digest = 0xcbf29ce484222325  # FNV-1a
        for byte in body.encode():
            digest = (digest ^ byte) * 0x100000001b3 % 2**64
        with open(path, 'w', encoding='utf-8') as file:
            file.write(f'{body}# plan digest: {digest:016x}\n')
        self.assertEqual(self.kind_of('campaign', '0123456789abcdef', 'simulates differently'),
                         'campaign that this program cannot go on with')

    def test_scenarios_and_designs(self):
        self.assertIn('scenario', self.kind_of('tiny.yaml', '3 with seed 12345', *self.SET, title='Two systems, £ and é'))
        self.assertIn('design of a sweep', self.kind_of('d.yaml', self.plan, 'up to 15 at 5 points', *self.SET))

    def test_pages_of_answers(self):
        self.write('world.yaml', SCENARIO)
        self.write('sets.csv', 'behaviour.memory,duty.conflict\n' + ''.join(f'{0.2 + 0.08 * n:.2f},0.{n}\n' for n in range(5)))
        self.write('q.yaml', '''sweep: 1
title: One lever
scenario: world.yaml
axes: {duty.strength: [0, 1], set: {vectors: sets.csv}}
replicates: 2
outcomes: [maturity]
question:
  number: Q77
  asks: Does a duty help?
  why: Because.
  reading: As it stands.
  lever: {axis: duty.strength, as: a stronger duty, name: duty}
  parameter_sets: set
  outcomes: [{name: maturity, as: maturity, matters: 0.01, better: more}]
''')
        self.call('report', 'q.yaml', '-o', 'q.html', '--quiet')
        out, _ = self.call('inspect', 'q.html')
        self.assertIn('page of results (HTML)', out)
        self.assertIn('plan ', out)
        self.assertIn('seed 12345.', out)

    def test_anything_else_is_told_by_what_it_looks_like(self):
        self.write('t.csv', 'a,b\n1,2\n')
        self.write('t.txt', 'Dear reader\n')
        self.write('empty', '')
        os.mkdir(os.path.join(self.folder, 'nothing'))
        os.makedirs(os.path.join(self.folder, 'some', 'thing'))
        with open(os.path.join(self.folder, 'p.png'), 'wb') as file:
            file.write(b'\x89PNG\r\n\x1a\n\0')
        with h5py.File(os.path.join(self.folder, 'other.h5'), 'w') as file:
            file['x'] = 1
        for path, looks in (('t.csv', "a table (CSV) with the columns 'a,b'"), ('t.txt', "text that begins 'Dear reader'"),
                            ('empty', 'an empty file'), ('nothing', 'is an empty folder'), ('some', "it holds 'thing'"),
                            ('p.png', 'a PNG picture'), ('other.h5', "an HDF5 file, but not one of Concord's"),
                            ('none', 'No such file or directory'), (PROGRAM, 'a program')):
            for command in ('inspect', 'summarise'):
                out, err = self.call(command, path, code=3)
                self.assertEqual(out, '')
                self.assertIn(looks, err)

    def test_no_control_characters_reach_the_terminal(self):
        for name in ('run.h5', 'sweep.h5'):
            with h5py.File(os.path.join(self.folder, name), 'r+') as file:
                as_of_before(file)
                file.attrs['title'] = 'Red \x1b[31m alert \x07'
                file.attrs['commit'] = '\x1b]0;x\x07'
            for command in (['inspect', name], ['summarise', name], ['export', name, '--csv', '-o', 't_' + name],
                            ['analyse', name, '-o', 'a']):
                done = subprocess.run([PROGRAM, *command], cwd=self.folder, capture_output=True)
                self.assertNotRegex(done.stdout + done.stderr, rb'[\x00-\x09\x0b-\x1f\x7f]')
        self.assertIn('Red ?[31m alert ?', self.call('inspect', 'run.h5')[0])


class Export(Files):
    """Tables as pandas reads them, against the file as h5py reads it."""

    def tables(self, name, *options):
        shutil.copy(os.path.join(self.made, name), self.folder)
        shutil.rmtree(os.path.join(self.folder, 't'), ignore_errors=True)
        self.call('export', name, '-o', 't', *options)
        return {os.path.basename(path)[:-4]: pandas.read_csv(path, float_precision='round_trip')
                for path in glob.glob(os.path.join(self.folder, 't', '*.csv'))}

    def check_runs(self, name, groups, wide):
        tables = self.tables(name, *(['--wide'] if wide else []))
        with h5py.File(os.path.join(self.folder, name), 'r') as file:
            quarters = list(file['quarters'].asstr())
            for table, thing, sources in groups:
                found = tables[table]
                keys = ['replicate', 'quarter'] + ([thing] if thing else [])
                if not wide:
                    found = found.pivot(index=keys, columns='measure', values='value')
                else:
                    found = found.set_index(keys)
                codes = list(file[f'tables/{table}/code'].asstr()) if thing else ['']
                measures = {measure: data for source in sources for measure, data in file[source].items()}
                self.assertEqual(set(found.columns), set(measures))
                for measure, data in measures.items():
                    values = data[:].reshape(len(file['runs/replicate']), len(quarters), len(codes))
                    for run, quarter, number in ((0, 0, 0), (2, 4, len(codes) - 1), (1, 3, 0)):
                        key = (run, quarters[quarter]) + ((codes[number],) if thing else ())
                        numpy.testing.assert_allclose(found.loc[key, measure], values[run, quarter, number], rtol=1e-6 if thing == 'organisation' else 0)
                self.assertEqual(len(found), 3 * len(quarters) * len(codes))
        dictionary = tables['dictionary']
        for table, found in tables.items():
            if table != 'dictionary':
                self.assertFalse(set(found.columns) - set(dictionary[dictionary.table == table].column), table)
        self.assertTrue(dictionary.meaning.notna().all() and dictionary.source.notna().all())
        return tables

    def test_runs(self):
        country, systems = ('summary', '', ('summary', 'derived')), ('systems', 'system', ('systems',))
        for wide in (False, True):
            tables = self.check_runs('run.h5', [country, systems], wide)
            self.assertEqual(set(tables) & {'organisations'}, set())
            self.check_runs('summary.h5', [country], wide)
            self.check_runs('organisations.h5', [country, systems, ('organisations', 'organisation', ('organisations',))], wide)
        parameters = tables['parameters'].set_index('parameter')
        self.assertEqual((parameters.loc['pooling.floor', 'value'], parameters.loc['pooling.floor', 'default']), ('0.25', '0'))

    def test_every_measure_that_sweeps_know_is_in_run_files(self):
        """Names that a design may ask for, from its own message about one that there is not."""
        self.write('more.yaml', re.sub('systems: 2,', 'systems: 6,', SCENARIO.replace('quarters: 5', 'quarters: 16')))
        found = {}
        for level in ('systems', 'summary', 'organisations'):
            self.call('run', 'more.yaml', '--record', level, '-o', level + '.h5', '--quiet')
            with h5py.File(os.path.join(self.folder, level + '.h5'), 'r') as file:
                kept = set(file['summary']) | set(file['derived'])
                self.assertEqual(len(kept), 96)
                for measure in sorted(kept):
                    self.assertNotIn(b'', (file['summary' if measure in file['summary'] else 'derived'][measure].attrs['meaning'],))
                found[level] = {name: data[:] for group in ('summary', 'derived') for name, data in file[group].items()}
                if level == 'systems':
                    systems = {name: data[:] for name, data in file['systems'].items()}
        values = found['systems']
        for level in ('summary', 'organisations'):
            for name, data in found[level].items():
                numpy.testing.assert_array_equal(data, values[name], f'{level}: {name}')
        numpy.testing.assert_array_equal(values['ccgs_balance'], values['nhs_balance'] - values['trusts_balance'])
        numpy.testing.assert_array_equal(values['maturity_gap'], values['maturity_p90'] - values['maturity_p10'])
        numpy.testing.assert_array_equal(values['councils_taking_part'], 1 - values['institution_share_councils'])
        accepting = (systems['designated'] > 0.5) & (systems['pooled_share'] > 0)
        numpy.testing.assert_array_equal(values['ics_accepting'], accepting.sum(axis=2))
        numpy.testing.assert_array_equal(values['ics_overspending'], (accepting & (systems['outturn_gap'] < -0.3)).sum(axis=2))
        designated = systems['designated'] > 0.5
        with numpy.errstate(invalid='ignore'):
            share = numpy.where(designated, systems['pooled_share'], 0).sum(axis=2) / designated.sum(axis=2)
        numpy.testing.assert_allclose(values['ics_pooled_share'], share, rtol=1e-15)
        for name in ('ics_accepting', 'ics_overspending', 'ics_pooled_share'):
            self.assertGreater(len(set(values[name][~numpy.isnan(values[name])])), 1, f'{name} is always the same here')
        self.write('all.yaml', DESIGN.replace('outcomes: [real, institution_share]', f'outcomes: [{", ".join(sorted(kept))}]'))
        self.call('check', 'all.yaml')

    def test_files_of_earlier_versions_hold_what_they_hold(self):
        for name, known in (('summary.h5', False), ('run.h5', True)):
            self.copy_of_made(name)
            whole = pandas.read_csv(os.path.join(self.folder, *self.exported(name)))
            with h5py.File(os.path.join(self.folder, name), 'r+') as file:
                as_of_before(file)
                del file['derived']
            earlier = pandas.read_csv(os.path.join(self.folder, *self.exported(name)))
            missing = set(whole.columns) - set(earlier.columns)
            self.assertEqual(missing, set() if known else {'ics_accepting', 'ics_overspending', 'ics_pooled_share'})
            pandas.testing.assert_frame_equal(whole[earlier.columns], earlier)

    def test_files_of_before_lack_events_and_later_measures(self):
        later = {'summary': ['ccgs_over_plan'], 'systems': ['accelerated', 'live_contracts', 'declared', 'refusing', 'against_plan'],
                 'organisations': ['against_plan']}
        self.copy_of_made('organisations.h5')
        self.call('export', 'organisations.h5', '-o', 'whole', '--wide')
        with h5py.File(os.path.join(self.folder, 'organisations.h5'), 'r+') as file:
            as_of_before(file)
            del file['events']
            for group, names in later.items():
                for name in names:
                    del file[group][name]
        self.call('inspect', 'organisations.h5')
        self.call('export', 'organisations.h5', '-o', 'earlier', '--wide')
        self.assertTrue(os.path.exists(os.path.join(self.folder, 'whole', 'events.csv')))
        self.assertFalse(os.path.exists(os.path.join(self.folder, 'earlier', 'events.csv')))
        for group, names in later.items():
            whole, earlier = (pandas.read_csv(os.path.join(self.folder, folder, f'{group}.csv')) for folder in ('whole', 'earlier'))
            self.assertTrue(earlier[names].isna().all().all(), group)
            pandas.testing.assert_frame_equal(whole.drop(columns=names), earlier.drop(columns=names))

    def exported(self, name):
        self.call('export', name, '-o', 't', '--wide', '--force')
        return 't', 'summary.csv'

    def test_tables_open_in_a_spreadsheet_with_pounds_and_without_formulas(self):
        self.write('e.yaml', DESIGN.replace('[real, institution_share]', '[nhs_balance]').replace(
            'As it was: {}, Pooled:', '"=HYPERLINK(1)": {}, "-10% é": {duty: {conflict: 0.3}}, "@a, b": {duty: {conflict: 0.4}}, +Pooled:').replace(
            'duty.strength: [0, 1]', 'finance.trust_margin: [-3.5, -1]'))
        self.call('sweep', 'e.yaml', '-o', 'e', '--quiet')
        self.call('merge', 'e', '-o', 'e.h5', '--quiet')
        self.call('export', 'e.h5', '-o', 't')
        self.call('analyse', 'e.h5', '-o', 'a')
        pounds = 0
        for path in glob.glob(os.path.join(self.folder, 't', '*.csv')) + glob.glob(os.path.join(self.folder, 'a', '*.csv')):
            data = self.bytes_of(path)
            self.assertEqual(data.startswith(b'\xef\xbb\xbf'), any(byte > 127 for byte in data), path)
            pounds += '£m'.encode() in data
            with open(path, encoding='utf-8-sig', newline='') as file:
                for row in csv.reader(file):
                    for cell in row:
                        if cell[:1] in tuple('=+-@\t\r'):
                            float(cell)  # a number, or it would be a formula
            pandas.read_csv(path)
        self.assertGreaterEqual(pounds, 3)
        runs = pandas.read_csv(os.path.join(self.folder, 't', 'runs.csv'))
        self.assertEqual(runs.columns[0], 'run')
        self.assertEqual(set(runs.policy), {"'=HYPERLINK(1)", "'-10% é", "'@a, b", "'+Pooled", 'none'} & set(runs.policy))
        self.assertIn("'=HYPERLINK(1)", set(runs.policy))
        self.assertIn(-3.5, set(runs['finance.trust_margin']))


class Estimates(Files):
    """What is told beforehand, against what comes."""
    UNITS = {'bytes': 1, 'kB': 1e3, 'MB': 1e6, 'GB': 1e9}
    # In a small process of its own: the peak of a child begins with that of its parent.
    PEAK = 'import os,sys\np=os.fork()\nif p==0: os.execv(sys.argv[1],sys.argv[1:])\n_,s,u=os.wait4(p,0)\nprint(u.ru_maxrss*1024)\nsys.exit(s!=0)'

    def peak(self, *args):
        done = subprocess.run(['/usr/bin/python3', '-S', '-c', self.PEAK, PROGRAM, *args, '--quiet'], cwd=self.folder,
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return int(done.stdout)

    def told(self, pattern, text):
        found = re.search(pattern.replace('SIZE', r'([\d.]+ \w+)'), text)
        self.assertIsNotNone(found, text)
        return [float(size.split()[0]) * self.UNITS[size.split()[1]] for size in found.groups()]

    def near(self, told, real, factor, what):
        self.assertLess(max(told / real, real / told), factor, f'{what}: {told:.0f} told, {real:.0f} came')

    def test_runs(self):
        synthetic = SCENARIO.replace('systems: 2,', 'systems: 60,').replace('population: 2000000', 'population: 80000000')
        england = f"concord: 1\nextends: {os.path.join(SOURCE, 'configs', 'england_2019.yaml')}\nquarters: 12\nreplicates: 24\n"
        for world, text, quarters, replicates in (('small', SCENARIO, 8, 200), ('many', synthetic, 24, 40),
                                                  ('england', england, 12, 24), ('short', england, 4, 5)):
            for record in ('summary', 'systems', 'organisations'):
                text = re.sub(r'(?m)^record: .*\n|^changes: .*\n', '', text)
                text = re.sub(r'(?m)^quarters: .*$', f'quarters: {quarters}', text)
                text = re.sub(r'(?m)^replicates: .*$', f'replicates: {replicates}', text)
                self.write('s.yaml', text + f'\nrecord: {record}\n')
                size, memory = self.told('about SIZE of results, SIZE of memory with one thread', self.call('check', 's.yaml')[0])
                real = self.peak('run', 's.yaml', '-o', 's.h5', '--force', '--threads', '1')
                self.near(size, os.path.getsize(os.path.join(self.folder, 's.h5')), 1.2, f'{world} {record}')
                self.near(memory, real, 1.5, f'memory of {world} {record}')

    def test_sweeps(self):
        own = unittest.mock.patch.dict(os.environ, TMPDIR=self.folder)  # others may leave things in the common one
        own.start()
        self.addCleanup(own.stop)
        morris = ('design: {method: morris, trajectories: 12}\n'
                  'axes: {pooling.floor: {from: 0, to: 1}, duty.strength: {from: 0, to: 1}}\n')
        for name, text in (('factorial', DESIGN.replace('replicates: 3', 'replicates: 24')),
                           ('morris', re.sub('axes: .*\n', morris, DESIGN.replace('replicates: 3', 'replicates: 16'))),
                           ('many', DESIGN.replace('[0, 1]', '{from: 0, to: 1, steps: 40}').replace(
                               '[real, institution_share]', '[nhs_balance, maturity, margin, real]').replace('[real]', '[margin, real]'))):
            with self.subTest(design=name):
                self.write('e.yaml', text)
                out, _ = self.call('sweep', 'e.yaml', '--dry-run', '--threads', '1')
                memory, shards, merged = self.told('memory +about SIZE\n +disk +about SIZE of shards, and SIZE merged', out)
                checked, = self.told('about SIZE of results', self.call('check', 'e.yaml')[0])
                real = self.peak('sweep', 'e.yaml', '-o', name, '--threads', '1')
                self.call('merge', name, '-o', name + '.h5', '--quiet')
                size = os.path.getsize(os.path.join(self.folder, name + '.h5'))
                self.near(merged, size, 1.2, 'merged')
                self.near(checked, size, 1.2, 'checked')
                came = sum(map(os.path.getsize, glob.glob(os.path.join(self.folder, name, 'shards', '*'))))
                if abs(shards - came) > 20e3:  # how many pieces there are depends on the machine; each is 5 kB by itself
                    self.near(shards, came, 1.2, 'shards')
                self.near(memory, real, 1.5, 'memory')
                out, _ = self.call('sweep', name, '--plan-only')
                self.assertRegex(out, r'; all of it is simulated, \d+ runs\n')
        self.assertEqual(glob.glob(os.path.join(self.folder, 'concord-size-*')), [])

    def test_counts_that_documents_quote(self):
        with open(os.path.join(SOURCE, 'docs', 'sweeps.md'), encoding='utf-8') as file:
            page = file.read()
        design = re.search(r'```yaml\n(sweep: 1\s.*?)```', page, re.S).group(1)
        design = re.sub(r'(?m)^scenario: .*$', 'scenario: ' + os.path.join('configs', 'england_2019.yaml'), design)
        os.symlink(os.path.join(SOURCE, 'configs'), os.path.join(self.folder, 'configs'))
        self.write('first.yaml', design)
        points, runs = re.search(r'in order; (\d+) points, up to (\d+) runs', self.call('check', 'first.yaml')[0]).groups()
        self.assertIn(f'That is every combination, {points} points; the scenario as it stands is one of them: {runs} runs.', page)
        for name in ('duty_by_pooling', 'screening'):
            design = os.path.join(SOURCE, 'experiments', 'examples', name + '.yaml')
            points, runs = re.search(r'in order; (\d+) points, up to (\d+) runs', self.call('check', design)[0]).groups()
            each = int(runs) // int(points)
            self.assertRegex(page, rf'`experiments/examples/{name}.yaml`[^`]*? {int(points):,} points with {each} runs each')
            with open(os.path.join(SOURCE, 'README.md'), encoding='utf-8') as file:
                readme = file.read()
            if name == 'duty_by_pooling':
                self.assertIn(f'# {int(runs):,} runs of England', readme)


# How other programs write a dataset; each is given what h5py reads and gives arguments of create_dataset.

def checked(data):
    return dict(data=data, fletcher32=True, shuffle=True, compression='gzip', chunks=True) if data.ndim else dict(data=data)


def variable(data):
    """Text of variable length."""
    if data.dtype.kind != 'S':
        return dict(data=data)
    decoded = numpy.array([text.decode() for text in data.ravel()], dtype=object).reshape(data.shape)
    return dict(data=decoded if data.ndim else decoded.item(), dtype=h5py.string_dtype())


def contiguous(data):
    return dict(data=data)


def one_chunk(data):
    return dict(data=data, chunks=data.shape) if data.ndim and data.size else dict(data=data)


def rows_as_chunks(data):
    return dict(data=data, chunks=(1,) + data.shape[1:]) if data.ndim and data.size else dict(data=data)


def extendible(data):
    return dict(data=data, maxshape=(None,) * data.ndim, chunks=True) if data.ndim else dict(data=data)


def scaled(data):
    whole = data.ndim and data.size and data.dtype.kind == 'i'
    return dict(data=data, scaleoffset=0) if whole else dict(data=data)


def as_in_r(data):
    """R has no single values, only vectors, and numbers of 64 or 32 bits in the other byte order on some machines."""
    if data.dtype.kind == 'S':
        return dict(data=data.reshape(-1) if data.ndim == 0 else data)
    wide = data.astype('>f8') if data.dtype.kind == 'f' else data.astype('>i4' if data.dtype.itemsize < 8 else '>i8')
    return dict(data=wide)


def rewritten(source, target, arguments, attribute, **how):
    with h5py.File(source, 'r') as before, h5py.File(target, 'w', **how) as after:
        def copy_attributes(old, new):
            for key, value in old.attrs.items():
                new.attrs[key] = attribute(value)

        def copy(name, old):
            if isinstance(old, h5py.Group):
                new = after.create_group(name)
            else:
                new = after.create_dataset(name, **arguments(old[()] if old.ndim else numpy.asarray(old[()])))
            copy_attributes(old, new)
        copy_attributes(before, after)
        before.visititems(copy)


def same(value):
    return value


def as_text(value):
    text = text_of(value)
    return value if text is None else text


def as_vector(value):
    return value if numpy.ndim(value) else numpy.array([value])


class Rewritten(Files):
    VARIANTS = {'fletcher32': (checked, same, {}), 'variable text': (variable, as_text, {}),
                'contiguous': (contiguous, same, {}), 'one chunk': (one_chunk, same, {}),
                'a chunk a row': (rows_as_chunks, same, {}), 'extendible': (extendible, as_text, {}),
                'scale and offset': (scaled, same, {}), 'latest format': (one_chunk, same, {'libver': 'latest'}),
                'as in R': (as_in_r, as_vector, {}), 'behind a block': (contiguous, same, {'userblock_size': 1024})}

    def told(self, source):
        """Everything that is said of a file, but for its size."""
        shutil.copy(source, os.path.join(self.folder, 'x.h5'))
        told = []
        for command in self.commands:
            out, _ = self.call(*command)
            told.append(re.sub(r'[\d.]+ [kM]?B\b|\d+ bytes', 'SIZE', out))
        tables = {}
        for folder in ('analysis', 'tables'):
            for name in sorted(glob.glob(os.path.join(self.folder, folder, '*'))):
                with open(name, 'rb') as file:
                    tables[os.path.relpath(name, self.folder)] = file.read()
        return told, tables

    def check(self, name):
        source = os.path.join(self.made, name)
        before = self.told(source)
        self.assertGreater(sum(len(text) for text in before[0]), 500)
        for variant, (arguments, attribute, how) in self.VARIANTS.items():
            with self.subTest(file=name, variant=variant):
                target = os.path.join(self.folder, 'rewritten.h5')
                rewritten(source, target, arguments, attribute, **how)
                self.assertEqual(self.told(target), before)
                self.call('verify', 'rewritten.h5')

    def test_runs_are_read_as_before(self):
        self.commands = [('inspect', 'x.h5'), ('summarise', 'x.h5')]
        self.check('run.h5')
        self.check('organisations.h5')

    def test_sweeps_are_read_as_before(self):
        self.commands = [('analyse', 'x.h5', '-o', 'analysis', '--force'),
                         ('export', 'x.h5', '--csv', '-o', 'tables', '--force')]
        self.check('sweep.h5')

    def test_a_filter_that_hdf5_lacks_is_named_with_what_to_do(self):
        rewritten(os.path.join(self.made, 'sweep.h5'), os.path.join(self.folder, 'x.h5'),
                  lambda data: dict(data=data, compression='lzf') if data.ndim else dict(data=data), same)
        _, err = self.call('analyse', 'x.h5', '-o', 'analysis', code=3)
        self.assertIn('stored with filter 32000, which HDF5 itself does not have; write the file again with gzip', err)


class Evidence(Files):
    """What files say of their own values, worked out again here, and whether `concord verify` finds what is changed."""

    @staticmethod
    def digest(values):
        """BLAKE2b of values as docs/output.md says."""
        state = hashlib.blake2b(digest_size=16)
        for value in numpy.asarray(values).ravel():
            text = text_of(value)
            if text is not None:
                state.update(struct.pack('<Q', len(text.encode())) + text.encode())
            elif isinstance(value, (int, numpy.integer)):
                state.update(struct.pack('<q', int(value)))
            else:
                state.update(struct.pack('<d', float(value)) if value == value else b'\0\0\0\0\0\0\xf8\x7f')
        return '%016x%016x' % struct.unpack('<QQ', state.digest())

    def lines(self, file):
        """The evidence of a file as it stands."""
        rows = {}
        for line in bytes(file['evidence'][:].astype('u1')).decode().split('\n')[1:]:
            kind, name, *rest = line.split('\t')
            if kind == 'dataset':
                rows[name] = int(rest[1])
        told = ['Concord evidence 1']
        names = []
        file.visititems(lambda name, thing: names.append('/' + name))
        for name in sorted(name for name in names if isinstance(file[name], h5py.Dataset) and name != '/evidence'):
            data = file[name]
            values = data[()]
            pieces = [values] if data.ndim == 0 else [values[at:at + rows[name]] for at in range(0, len(values), rows[name])]
            extents = 'x'.join(map(str, data.shape)) or '-'
            told.append(f'dataset\t{name}\t{extents}\t{rows[name]}\t' + ' '.join(map(self.digest, pieces)))
        for name, key in sorted((name, key) for name in ['/', *names] for key in file[name].attrs
                                if (name, key) != ('/', 'evidence')):
            told.append(f'attribute\t{name}\t{key}\t' + self.digest(file[name].attrs[key]))
        return '\n'.join(told)

    def test_evidence_is_what_the_documents_say(self):
        for name in ('run.h5', 'organisations.h5', 'sweep.h5', 'shard.h5'):
            self.copy_of_made(name)
            with h5py.File(os.path.join(self.folder, name), 'r') as file:
                stored = bytes(file['evidence'][:].astype('u1')).decode()
                self.assertEqual(self.lines(file).split('\n'), stored.split('\n'))
                state = hashlib.blake2b(stored.encode(), digest_size=32).digest()
                digest = ''.join('%016x' % word for word in struct.unpack('<4Q', state))
                self.assertEqual(file.attrs['evidence'].decode(), digest)
            out, _ = self.call('verify', name)
            self.assertEqual(out, f'{name}: verified: every value is the one that was written (evidence {digest})\n')
            if name != 'shard.h5':
                self.assertIn(digest, self.call('inspect', name)[0])

    def edited(self, path, drawn):
        """Changes one thing of a file; what it was."""
        with h5py.File(path, 'r+') as file:
            datasets, attributes = [], []
            file.visititems(lambda name, thing: datasets.append(name) if isinstance(thing, h5py.Dataset) and thing.size else None)
            for name in ['/', *datasets]:
                attributes += [(name, key) for key in file[name].attrs]
            what = drawn.choice(('value', 'value', 'value', 'all', 'swap', 'attribute', 'remove', 'shorter'))
            name = drawn.choice(datasets)
            data = file[name]
            if what in ('value', 'all') and data.ndim:
                values = data[...]
                place = tuple(drawn.randrange(size) for size in data.shape)
                old = values[place]
                if data.dtype.kind == 'S':
                    new = bytes([old[0] ^ 1 if old[:1] and old[:1] != b'\1' else 65]) + old[1:]
                elif data.dtype.kind == 'f':
                    new = 0.5 if old != old else numpy.nextafter(old, numpy.array(numpy.inf, old.dtype)) if drawn.random() < 0.5 else old + 1
                else:
                    new = old - 1 if old == numpy.iinfo(old.dtype).max else old + 1
                values[place] = new
                data[...] = values
                return f'{name}{list(place)} {old!r} -> {new!r}'
            if what == 'swap':
                twins = [twin for twin in datasets if twin != name and file[twin].shape == data.shape and file[twin].dtype == data.dtype
                         and not numpy.array_equal(file[twin][()], data[()], equal_nan=data.dtype.kind == 'f')]
                if twins:
                    twin = drawn.choice(twins)
                    one, other = data[()], file[twin][()]
                    data[()], file[twin][()] = other, one
                    return f'{name} and {twin} swapped'
            if what == 'remove':
                del file[name]
                return f'{name} removed'
            if what == 'shorter' and data.ndim and data.shape[0] > 1:
                values = data[:-1]
                del file[name]
                file[name] = values
                return f'{name} without its last row'
            where, key = drawn.choice(attributes)
            old = file[where].attrs[key]
            if numpy.ndim(old) or drawn.random() < 0.2:
                del file[where].attrs[key]
                return f'attribute {key} of {where} removed'
            file[where].attrs[key] = numpy.bytes_(old + b'x') if isinstance(old, bytes) else old + 1
            return f'attribute {key} of {where}: {old!r} changed'

    def test_every_edit_is_found(self):
        for case in range(500):
            drawn = random.Random(f'edit {case}')
            name = drawn.choice(('run.h5', 'summary.h5', 'sweep.h5', 'shard.h5', 'organisations.h5'))
            shutil.copy(os.path.join(self.made, name), os.path.join(self.folder, 'x.h5'))
            what = self.edited(os.path.join(self.folder, 'x.h5'), drawn)
            done = subprocess.run([PROGRAM, 'verify', 'x.h5'], cwd=self.folder, capture_output=True, text=True)
            self.assertEqual(done.returncode, 3, f'{name}: {what}\n{done.stdout}')
            self.assertTrue(done.stderr.startswith('concord: x.h5: '), f'{name}: {what}\n{done.stderr}')

    def test_who_reads_refuses_what_was_changed(self):
        for name, dataset, commands in (
                ('run.h5', 'summary/real', (('summarise', 'x.h5'), ('export', 'x.h5', '-o', 't'))),
                ('sweep.h5', 'outcomes/real', (('analyse', 'x.h5', '-o', 'a'), ('export', 'x.h5', '-o', 't')))):
            shutil.copy(os.path.join(self.made, name), os.path.join(self.folder, 'x.h5'))
            with h5py.File(os.path.join(self.folder, 'x.h5'), 'r+') as file:
                file[dataset][...] = file[dataset][...] + 0.3
            for command in commands:
                _, err = self.call(*command, code=3)
                self.assertEqual(err, f'concord: x.h5: cannot read /{dataset}: its values are not those that were written\n')

    def test_runs_are_simulated_again(self):
        """Who changes a value and makes all evidence again is found by the model alone."""
        self.copy_of_made('run.h5', 'sweep.h5', 'organisations.h5')
        shutil.copytree(os.path.join(self.made, 'campaign'), os.path.join(self.folder, 'campaign'))
        for name, option in (('run.h5', ('--scenario', 'tiny.yaml')), ('organisations.h5', ('--scenario', 'tiny.yaml')),
                             ('sweep.h5', ('--campaign', 'campaign'))):
            out, _ = self.call('verify', name, '--runs', '100', *option)
            self.assertRegex(out, r'(\d+) of \1 runs simulated again: bit for bit the same\n$')
        out, _ = self.call('verify', 'campaign', '--runs', '100')
        self.assertIn('15 of 15 runs simulated again: bit for bit the same\n', out)
        for name, dataset, option in (('run.h5', 'summary/real', ('--scenario', 'tiny.yaml')),
                                      ('organisations.h5', 'organisations/balance', ('--scenario', 'tiny.yaml')),
                                      ('run.h5', 'systems/maturity', ('--scenario', 'tiny.yaml')),
                                      ('sweep.h5', 'outcomes/institution_share', ('--campaign', 'campaign')),
                                      ('sweep.h5', 'trajectories/real', ('--campaign', 'campaign'))):
            shutil.copy(os.path.join(self.made, name), os.path.join(self.folder, 'x.h5'))
            with h5py.File(os.path.join(self.folder, 'x.h5'), 'r+') as file:
                file[dataset][-1] = file[dataset][-1] + 1
                text = self.lines(file)
                del file['evidence']
                file['evidence'] = numpy.frombuffer(text.encode(), 'i1')
                digest = hashlib.blake2b(text.encode(), digest_size=32).digest()
                file.attrs['evidence'] = numpy.bytes_(''.join('%016x' % word for word in struct.unpack('<4Q', digest)))
            self.call('verify', 'x.h5')
            _, err = self.call('verify', 'x.h5', '--runs', '100', *option, code=3)
            self.assertRegex(err, r'^concord: x.h5: run \d+ simulated again differs: ')

    def test_what_cannot_be_simulated_again_is_said(self):
        self.copy_of_made('run.h5', 'sweep.h5')
        self.write('other.yaml', SCENARIO.replace('2017/18 Q3', '2017/18 Q4'))
        for command, message in ((('run.h5',), '--scenario FILE'), (('sweep.h5',), '--campaign FOLDER'),
                                 (('run.h5', '--scenario', 'other.yaml'), 'is not the scenario of this file')):
            _, err = self.call('verify', command[0], '--runs', '1', *command[1:], code=2)
            self.assertIn(message, err)

    def test_a_shard_with_other_numbers_is_noticed(self):
        shutil.copytree(os.path.join(self.made, 'campaign'), os.path.join(self.folder, 'c'))

        def change(shard):
            with h5py.File(shard, 'r+') as file:
                file['outcomes'][...] = file['outcomes'][...] * 0.5
        shutil.rmtree(os.path.join(self.folder, 'c'))
        Damaged.campaign_with(self, change)
        for command in (('merge', 'c', '-o', 'm.h5'), ('replay', 'c', '0', '-o', 'r.h5'), ('verify', 'c')):
            _, err = self.call(*command, code=3)
            self.assertIn('/outcomes: its values are not those that were written', err)


def nothing(shape, kind):
    """Zeros of a type, or empty texts."""
    return numpy.full(shape, '', kind) if numpy.dtype(kind) == object else numpy.zeros(shape, kind)


class Damaged(Files):
    COMMANDS = {'run.h5': [('inspect', 'x.h5'), ('summarise', 'x.h5', '-o', 'p', '--force')],
                'summary.h5': [('export', 'x.h5', '-o', 't', '--wide', '--force')],
                'asked.h5': [('match', 'x.h5', '--targets', 't.csv'),
                             ('report', 'q.yaml', '--results', 'x.h5', '-o', 'q.html', '--force')],
                'organisations.h5': [('inspect', 'x.h5'), ('export', 'x.h5', '--csv', '-o', 't', '--force')],
                'sweep.h5': [('inspect', 'x.h5'), ('analyse', 'x.h5', '-o', 'a', '--force'),
                             ('export', 'x.h5', '--csv', '-o', 't', '--force')],
                'shard.h5': [('inspect', 'x.h5'), ('summarise', 'x.h5')]}
    CASES = 334 if LONG else 45  # of each kind
    STRUCTURES = 334 if LONG else 15

    def setUp(self):
        super().setUp()
        self.copy_of_made('longer.yaml', 'q.yaml', 't.csv')

    def made_by(self, done):
        """What a command said and wrote; nothing of what it wrote stays."""
        made = {'stdout': re.sub(rb'\n  size .*', b'', done.stdout)}
        for name in ('p', 't', 'a', 'q.html'):
            path = os.path.join(self.folder, name)
            for file in [path] if os.path.isfile(path) else glob.glob(os.path.join(path, '*')):
                with open(file, 'rb') as content:
                    made[os.path.relpath(file, self.folder)] = content.read()
            shutil.rmtree(path) if os.path.isdir(path) else os.path.exists(path) and os.remove(path)
        return made

    def ends(self, command, what, **environment):
        """0, 2 or 3, with a reason; never by a signal, never without end."""
        done = subprocess.run([PROGRAM, *command], cwd=self.folder, capture_output=True, timeout=120,
                              env=os.environ | environment)
        self.assertIn(done.returncode, (0, 2, 3), f'{what}: {command}\n{done.stderr[-500:]}')
        if done.returncode:
            self.assertTrue(done.stderr.startswith(b'concord: ') or done.returncode == 2, done.stderr)
        return done

    def refused_or_right(self, cases, damage):
        """Every command ends without a signal on files that `damage` wrote; where it ends with 0, it says and writes what it does of
        the whole file."""
        ended, crashes, path = [0, 0], 0, os.path.join(self.folder, 'x.h5')
        for name, commands in self.COMMANDS.items():
            shutil.copy(os.path.join(self.made, name), path)
            right = [self.made_by(self.ends(command, name)) for command in commands]
            for case in range(cases):
                shutil.copy(os.path.join(self.made, name), path)
                what = f'{name} {damage(path, case, random.Random(f"{name} {case}"))}'
                for command, wanted in zip(commands, right):
                    done = self.ends(command, what)
                    crashes += b'the HDF5 library crashed' in done.stderr
                    ended[done.returncode == 0] += 1
                    made = self.made_by(done)
                    if done.returncode == 0:
                        self.assertEqual(made, wanted, f'{what}: {command}: other results')
                    else:
                        self.assertFalse(made.keys() - {'stdout'}, f'{what}: {command}: refused, and written')
        print(f'{ended[0]} times refused, {ended[1]} times the same results; {crashes} crashes of the library caught')
        return ended

    def test_no_command_ends_by_a_signal(self):
        def damage(path, case, drawn):
            with open(path, 'rb') as file:
                data, what = self.damaged(file.read(), case, drawn)
            with open(path, 'wb') as file:
                file.write(data)
            return what
        self.refused_or_right(self.CASES, damage)

    def test_no_structure_misleads(self):
        refused, _ = self.refused_or_right(self.STRUCTURES, self.restructured)
        self.assertGreater(refused, 0)

    def restructured(self, path, case, drawn):
        """Changes what a file is made of, as h5py can; what was done."""
        with h5py.File(path, 'r+') as file:
            names, groups = [], []
            file.visititems(lambda name, thing: (names if isinstance(thing, h5py.Dataset) else groups).append(name))
            name = drawn.choice(names)
            values = file[name][()]
            attributes = list(file.attrs)
            key = drawn.choice(attributes)
            ways = {
                'of another type': lambda: nothing(numpy.shape(values), drawn.choice(('i1', 'u8', 'f4', 'f8', 'S3', '?', 'c16', h5py.string_dtype()))),
                'with a row more': lambda: numpy.concatenate([numpy.atleast_1d(values), numpy.atleast_1d(values)[-1:]]),
                'without rows': lambda: numpy.atleast_1d(values)[:0],
                'a number': lambda: numpy.float64(3),
                'of another rank': lambda: numpy.reshape(values, (1, *numpy.shape(values), 1)),
                'turned over': lambda: numpy.transpose(values),
                'empty': lambda: h5py.Empty('f8'),
                'a link to nothing': lambda: h5py.SoftLink('/nowhere'),
                'a link to itself': lambda: h5py.SoftLink('/' + name),
                'a link to another': lambda: h5py.SoftLink('/' + drawn.choice(names)),
                'a link to another file': lambda: h5py.ExternalLink('tiny.yaml', '/x'),
                'references': lambda: numpy.array([file.ref, file.ref], h5py.ref_dtype),
                'lists of any length': lambda: None, 'huge': lambda: None, 'a group': lambda: None, 'a type': lambda: numpy.dtype('f8'),
                'an attribute with other text': None, 'an attribute that is a list': None, 'an attribute of no value': None,
                'an attribute without end': None, 'an attribute less': None, 'a group less': None, 'things beside': None}
            way = drawn.choice(sorted(ways))
            if way == 'an attribute with other text':
                file.attrs[key] = drawn.choice(('', 'x' * 70000, '\x1b[2J', b'\xff\xfe'))
            elif way == 'an attribute that is a list':
                file.attrs[key] = drawn.choice((numpy.arange(5), ['a', 'b'], numpy.zeros((2, 3))))
            elif way == 'an attribute of no value':
                file.attrs[key] = h5py.Empty('f4')
            elif way == 'an attribute without end':
                file.attrs[key] = drawn.choice((numpy.inf, -1, 2**62, numpy.nan))
            elif way == 'an attribute less':
                del file.attrs[key]
            elif way == 'a group less' and groups:
                name = drawn.choice(groups)
                del file[name]
            elif way in ('things beside', 'a group less'):
                file['a stranger/with things'] = numpy.arange(9)
                file['a stranger'].attrs['says'] = 'hello'
            else:
                new = ways[way]()
                del file[name]
                if way == 'a group':
                    file.create_group(name)['x'] = 1
                elif way == 'huge':
                    file.create_dataset(name, (10**7, 10**5), 'f8', chunks=(64, 64))
                elif way == 'lists of any length':
                    file.create_dataset(name, (3,), h5py.vlen_dtype('i4'))
                else:
                    file[name] = new
            return f'{name if "attribute" not in way else key}: {way}'

    def damaged(self, whole, case, drawn):
        data = bytearray(whole)
        if case % 6 == 5:
            end = drawn.randrange(len(data))
            return data[:end], f'cut at {end}'
        # Two of three times in what tells where things are.
        mark = rb'\x0c\x00.\x00\x00\x00\x00\x00\x01\x00' if case % 3 == 1 else b'TREE|SNOD|HEAP'  # attributes; indices
        nodes = [m.start() + n for m in re.finditer(mark, whole) for n in range(24)]
        at = drawn.choice(nodes) if case % 3 and nodes else drawn.randrange(len(data))
        data[at] = drawn.choice([data[at] ^ 1 << drawn.randrange(8), 255, 0])
        return data, f'byte {at} = {data[at]}'

    def campaign_with(self, change):
        """A copy of the campaign with one shard as `change` leaves its bytes, whose name fits them: the plan's digest and
        the file's make it (FNV-1a). So HDF5 gets to read it."""
        shutil.rmtree(os.path.join(self.folder, 'c'), ignore_errors=True)
        shutil.copytree(os.path.join(self.made, 'campaign'), os.path.join(self.folder, 'c'))
        shard = sorted(glob.glob(os.path.join(self.folder, 'c', 'shards', '*.h5')))[0]
        with h5py.File(shard, 'r') as file:
            plan = file.attrs['plan_digest']
        change(shard)
        with open(shard, 'rb') as file:
            data = file.read()
        digest = 0xcbf29ce484222325
        for byte in plan + data:
            digest = (digest ^ byte) * 0x100000001b3 & (1 << 64) - 1
        os.rename(shard, shard.rsplit('_', 1)[0] + f'_{digest:016x}.h5')

    def test_campaigns_end_whatever_their_shards_hold(self):
        for case in range(self.CASES // 3):
            drawn = random.Random(f'campaign {case}')
            told = []

            def change(shard):
                with open(shard, 'rb') as file:
                    data, what = self.damaged(file.read(), case, drawn)
                told.append(f'shard {what}')
                with open(shard, 'wb') as file:
                    file.write(data)
            self.campaign_with(change)
            for command in (('status', 'c'), ('inspect', 'c'), ('sweep', 'c', '--quiet'), ('status', 'c', '--json'),
                            ('merge', 'c', '-o', 'm.h5', '--force', '--quiet'), ('replay', 'c', '0', '-o', f'r{case}.h5')):
                self.ends(command, told[0])

    def test_a_file_on_which_the_library_stands_still_is_given_up(self):
        stuck = os.path.join(self.folder, 'stuck.so')
        subprocess.run(['cc', '-shared', '-fPIC', '-o', stuck, os.path.join(SOURCE, 'tests', 'support', 'stuck_open.c'), '-ldl'], check=True)
        shutil.copytree(os.path.join(self.made, 'campaign'), os.path.join(self.folder, 'c'))
        self.copy_of_made('run.h5', 'asked.h5')
        asked = [[part.replace('x.h5', 'asked.h5') for part in command] for command in self.COMMANDS['asked.h5']]
        for path, command in (('run.h5', ('inspect', 'run.h5')), ('run.h5', ('summarise', 'run.h5')),
                              ('run.h5', ('export', 'run.h5', '-o', 't')), ('asked.h5', ('analyse', 'asked.h5', '-o', 'a')),
                              *(('asked.h5', command) for command in asked), ('c', ('merge', 'c', '-o', 'm.h5', '--quiet')),
                              ('c', ('replay', 'c', '0', '-o', 'r.h5'))):
            with self.subTest(command=command):
                done = self.ends(command, 'a disk that does not answer', CONCORD_READ_LIMIT='1', LD_PRELOAD=stuck,
                                 ASAN_OPTIONS='verify_asan_link_order=0')
                self.assertEqual(done.returncode, 3)
                self.assertTrue(done.stderr.decode().startswith(f'concord: {path}: cannot be read: the HDF5 library stood still'), done.stderr)
        # These read no HDF5.
        for command in (('status', 'c'), ('sweep', 'c', '--quiet')):
            self.assertEqual(self.ends(command, 'a disk that does not answer', LD_PRELOAD=stuck).returncode, 0)

    def test_damaged_shards_and_targets_are_no_trouble(self):
        shutil.copytree(os.path.join(self.made, 'campaign'), os.path.join(self.folder, 'c'))
        for shard in glob.glob(os.path.join(self.folder, 'c', 'shards', '*.h5')):
            with open(shard, 'r+b') as file:
                file.seek(40)
                file.write(b'\xff\xff')
        self.ends(('merge', 'c', '-o', 'm.h5', '--partial'), 'shards')
        self.ends(('replay', 'c', '0', '-o', 'r.h5'), 'shards')
        self.ends(('status', 'c'), 'shards')
        for command in (('run', 'tiny.yaml', '-o', 'x.h5', '--force', '--quiet'),
                        ('merge', 'c', '-o', 'x.h5', '--force', '--partial')):
            with open(os.path.join(self.folder, 'x.h5'), 'wb') as file:
                file.write(b'\x89HDF\r\n\x1a\n' + b'\xff' * 512)
            self.assertEqual(self.ends(command, 'over a damaged file').returncode, 0)


if __name__ == '__main__':
    unittest.main()
