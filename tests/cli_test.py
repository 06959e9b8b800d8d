#!/usr/bin/env python3
"""The program as its users meet it: exit codes, messages, files.   cli_test.py PROGRAM"""
import glob
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = os.path.abspath(sys.argv.pop(1))
SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CONFIGS = os.path.join(SOURCE, 'configs')

TINY = '''concord: 1
title: Tiny
world:
  synthetic: {systems: 2, trusts_per_system: 2, ccgs_per_system: 1, councils_per_system: 1, population: 2000000}
quarters: 5
replicates: 9
'''


DESIGN = '''sweep: 1
scenario: tiny.yaml
axes: {duty.strength: [0, 1]}
replicates: 16
outcomes: [institution_share]
'''


class Program(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='concord_cli_')
        self.write('tiny.yaml', TINY)

    def tearDown(self):
        shutil.rmtree(self.folder)

    def write(self, name, text):
        with open(os.path.join(self.folder, name), 'w', encoding='utf-8') as out:
            out.write(text)

    def bytes_of(self, name):
        with open(os.path.join(self.folder, name), 'rb') as file:
            return file.read()

    def call(self, *args, code=0, warnings=False):
        """Runs the program in the test's folder and gives standard output and error. Warnings (the worlds here are small)
        have tests of their own, and are left out elsewhere."""
        done = subprocess.run([PROGRAM, *args], cwd=self.folder, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        lines = done.stderr.splitlines(keepends=True)
        return done.stdout, done.stderr if warnings else ''.join(line for line in lines if not line.startswith('warning: '))

    def refuses(self, code, message, *args):
        out, err = self.call(*args, code=code)
        self.assertEqual(out, '')
        self.assertEqual(err, message + '\n')

    def names(self):
        return sorted(os.listdir(self.folder))


class CommandLine(Program):
    def test_help_has_examples_and_exit_codes(self):
        for command in ([], ['run'], ['check'], ['describe'], ['inspect'], ['summarise'], ['sweep'], ['status'], ['merge'],
                        ['replay'], ['analyse'], ['export'], ['submit'], ['report'], ['decide'], ['search'], ['new']):
            out, err = self.call(*command, '--help')
            self.assertIn('Examples:\n  concord ', out)
            self.assertIn('Exit codes: 0 done, 1 some runs failed, 2 wrong input', out)
            self.assertEqual(err, '')

    def test_version_names_everything_that_results_depend_on(self):
        out, _ = self.call('--version')
        self.assertRegex(out, r'^concord \d+\.\d+\.\d+ \(commit [0-9a-z-]+\)\nbehaviour digest [0-9a-f]{16}\nHDF5 \d+\.\d+')

    def test_wrong_command_lines(self):
        hint = '\nTry `concord --help`.'
        self.refuses(64, 'concord: A subcommand is required' + hint)
        self.refuses(64, "concord: there is no command 'rnu'; did you mean 'run'?" + hint, 'rnu')
        for wrong in (['run', 'tiny.yaml'], ['run', '-o', 'x.h5'], ['run', 'tiny.yaml', '-o', 'x.h5', '--fast'],
                      ['run', 'tiny.yaml', '-o', 'x.h5', '--threads', '0'], ['run', 'a.yaml', 'b.yaml', '-o', 'x.h5'],
                      ['check'], ['inspect'], ['describe', '--yaml', '--markdown'], ['describe', 'pooling', '--yaml']):
            out, err = self.call(*wrong, code=64)
            self.assertEqual(out, '')
            self.assertIn('concord: ', err)
            self.assertIn('Try `concord --help`.', err)
        self.assertEqual(self.names(), ['tiny.yaml'])

    def test_full_disk_behind_standard_output(self):
        if not os.path.exists('/dev/full'):
            self.skipTest('no /dev/full')
        with open('/dev/full', 'w') as full:
            done = subprocess.run([PROGRAM, 'describe', '--yaml'], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 3)
        self.assertIn('concord: cannot write', done.stderr)

    def test_folders_of_outputs_are_made(self):
        self.write('design.yaml', DESIGN)
        self.call('run', 'tiny.yaml', '-o', 'a/b/out.h5')
        self.call('summarise', 'a/b/out.h5', '-o', 'c/d/pictures')
        self.call('sweep', 'design.yaml', '-o', 'e/f/campaign', '--quiet')
        self.call('merge', 'e/f/campaign', '-o', 'g/h/sweep.h5')
        self.call('replay', 'e/f/campaign', '3', '-o', 'i/j/run.h5')
        self.call('analyse', 'g/h/sweep.h5', '-o', 'k/l/figures')
        self.call('export', 'g/h/sweep.h5', '-o', 'm/n/tables')
        for made in ('a/b/out.h5', 'c/d/pictures', 'g/h/sweep.h5', 'i/j/run.h5', 'k/l/figures', 'm/n/tables'):
            self.assertTrue(os.path.exists(os.path.join(self.folder, made)), made)


class Streams(Program):
    """What cannot be written ends the program with a reason and an exit code, never by a signal."""

    def shell(self, line, code, **more):
        done = subprocess.run(['bash', '-c', line, 'bash', PROGRAM], cwd=self.folder, capture_output=True, text=True,
                              timeout=120, **more)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def test_standard_error_that_cannot_be_written(self):
        self.shell('"$1" bogus 2>/dev/full', 64)
        self.shell('"$1" bogus 2>&-', 64)
        self.shell('"$1" check none.yaml 2>/dev/full', 2)
        self.shell('"$1" inspect none.h5 2>/dev/full', 3)
        self.write('design.yaml', DESIGN)
        self.call('sweep', 'design.yaml', '-o', 'campaign', '--quiet')
        shard = os.path.join('campaign', 'shards', os.listdir(os.path.join(self.folder, 'campaign', 'shards'))[0])
        for closed in ('2>/dev/full', '2>&-'):
            with open(os.path.join(self.folder, shard), 'ab') as out:
                out.write(b'x')
            self.shell(f'"$1" sweep campaign --quiet {closed}', 3)  # it had something to say
            self.call('sweep', 'campaign', '--quiet')

    def test_standard_output_that_cannot_be_written(self):
        for line in ('"$1" describe >/dev/full', '"$1" describe >&-', '"$1" --help >/dev/full', '"$1" --help >&-',
                     '"$1" --version >&-', '"$1" run tiny.yaml -o out.h5 --force >&-', '"$1" run tiny.yaml -o out.h5 --force >/dev/full'):
            with self.subTest(line):
                self.assertIn('concord: ', self.shell(line, 3).stderr)
        self.call('inspect', 'out.h5')  # what was printed did not get into it

    def test_nobody_reads_what_is_printed(self):
        for command in ('describe --markdown', 'describe --yaml', 'describe --json-schema'):
            done = self.shell(f'"$1" {command} | true; exit ${{PIPESTATUS[0]}}', 3)
            self.assertRegex(done.stderr, '^concord: .*\n')
        self.shell('"$1" check tiny.yaml | cat; exit ${PIPESTATUS[0]}', 0)

    def test_files_that_may_not_grow(self):
        self.write('design.yaml', DESIGN)
        self.call('run', 'tiny.yaml', '-o', 'run.h5')
        self.call('sweep', 'design.yaml', '-o', 'campaign', '--quiet')
        self.call('merge', 'campaign', '-o', 'sweep.h5', '--quiet')
        there = self.names()
        for command, made in (('run tiny.yaml -o x.h5', 'x.h5'), ('summarise run.h5 -o x', 'x'), ('merge campaign -o x.h5', 'x.h5'),
                              ('replay campaign 2 -o x.h5', 'x.h5'), ('analyse sweep.h5 -o x', 'x'),
                              ('export sweep.h5 -o x', 'x'), ('export run.h5 -o x', 'x'), ('sweep design.yaml -o x', 'x')):
            for kilobytes in (0, 2):
                with self.subTest(command, kilobytes=kilobytes):
                    err = self.shell(f'ulimit -f {kilobytes}; "$1" {command}', 3).stderr
                    self.assertRegex(err, f'concord: {made}.*: .*[Ff]ile too large')
                    left = [name for _, _, names in os.walk(os.path.join(self.folder, 'x')) for name in names]
                    if not command.startswith('sweep'):  # a campaign goes on with what it has
                        self.assertEqual(left, [])
                    shutil.rmtree(os.path.join(self.folder, 'x'), ignore_errors=True)
                    self.assertEqual(self.names(), there)


class Threads(Program):
    def test_as_many_as_the_process_may_use(self):
        done = subprocess.run(['taskset', '-c', str(min(os.sched_getaffinity(0))), PROGRAM, 'run', 'tiny.yaml', '--replicates',
                               '64', '-o', 'a.h5'], cwd=self.folder, capture_output=True, text=True, check=True)
        self.assertIn('with 1 thread,', done.stdout)
        done = subprocess.run([PROGRAM, 'run', 'tiny.yaml', '--replicates', '64', '-o', 'b.h5'], cwd=self.folder,
                              env=os.environ | {'SLURM_CPUS_PER_TASK': '1'}, capture_output=True, text=True, check=True)
        self.assertIn('with 1 thread,', done.stdout)
        out, _ = self.call('run', 'tiny.yaml', '--replicates', '64', '--threads', '3', '-o', 'c.h5')
        self.assertIn('with 3 threads,', out)


class Warnings(Program):
    WORLD = 'concord: 1\nworld: {synthetic: {systems: 20}}\nquarters: 4\nreplicates: 2\n'
    TEXT = 's.yaml:5:29: duty.strength: 35 is outside 0 to 1.5 pp, the values worth trying; is it meant?'

    def setUp(self):
        super().setUp()
        self.write('s.yaml', self.WORLD + 'parameters: {duty.strength: 35}\n')
        self.write('good.yaml', self.WORLD)
        self.write('d.yaml', 'sweep: 1\nscenario: good.yaml\naxes: {duty.strength: [0, 35]}\n')

    def test_are_said_and_refused_if_strict(self):
        for args in (['check', 's.yaml'], ['run', 's.yaml', '-o', 'x.h5']):
            out, err = self.call(*args, warnings=True)
            self.assertEqual(err, f'warning: {self.TEXT}\n')
            self.assertNotEqual(out, '')
        os.remove(os.path.join(self.folder, 'x.h5'))
        self.assertIn(self.TEXT, self.call('check', 's.yaml', 'good.yaml', '--strict', code=2, warnings=True)[1])
        self.refuses(2, self.TEXT, 'run', 's.yaml', '-o', 'x.h5', '--strict')
        self.assertNotIn('x.h5', self.names())
        self.assertEqual(self.call('run', 's.yaml', '-o', 'x.h5', '--quiet', warnings=True), ('', ''))
        self.assertEqual(self.call('check', 'good.yaml', '--strict', warnings=True)[1], '')

    def test_of_designs(self):
        text = self.TEXT.replace('s.yaml:5:29', 'd.yaml:3:27')
        self.assertEqual(self.call('check', 'd.yaml', warnings=True)[1], f'warning: {text}\n')
        self.refuses(2, text, 'sweep', 'd.yaml', '-o', 'campaign', '--strict')
        self.assertNotIn('campaign', self.names())
        self.assertIn(f'warning: {text}\n', self.call('sweep', 'd.yaml', '-o', 'campaign', '--plan-only', warnings=True)[1])

    def test_shipped_files_give_none(self):
        files = [*sorted(glob.glob(os.path.join(CONFIGS, '*.yaml'))), os.path.join(SOURCE, 'experiments', 'examples', 'duty_by_pooling.yaml')]
        self.assertEqual(self.call('check', '--strict', *files, warnings=True)[1], '')


class Names(Program):
    """The ending of what is written is that of its kind, or the command says what to write."""

    def test_are_refused_with_a_remedy(self):
        for args in (['run', 'tiny.yaml'], ['merge', 'campaign'], ['replay', 'campaign', '0']):
            self.assertIn('-o: \'x.csv\' ends like another kind of file, and an HDF5 file is written: write -o x.h5; `concord '
                          'export` makes tables (CSV) of it', self.call(*args, '-o', 'x.csv', code=2)[1])
        self.call('run', 'tiny.yaml', '-o', 'x.h5')
        for args in (['summarise', 'x.h5'], ['sweep', 'd.yaml'], ['analyse', 'x.h5'], ['export', 'x.h5', '--csv']):
            for name in ('y.csv', 'y.h5', 'y.svg'):
                self.assertIn(f"-o: '{name}' ends like another kind of file, and a folder is written: write -o y",
                              self.call(*args, '-o', name, code=2)[1])
        self.write('d.yaml', 'sweep: 1\nscenario: tiny.yaml\naxes: {duty.strength: [0, 1]}\n')
        self.assertIn('must end in .html', self.call('report', 'd.yaml', '-o', 'x.csv', code=2)[1])
        self.assertEqual(self.names(), ['d.yaml', 'tiny.yaml', 'x.h5'])


class New(Program):
    def commands(self, folder):
        """The commands of the project's README, in its folder."""
        with open(os.path.join(self.folder, folder, 'README.md'), encoding='utf-8') as file:
            lines = file.read().split('```sh\n')[1].split('```')[0].splitlines()
        self.assertGreaterEqual(len(lines), 6)
        for line in lines:
            self.assertTrue(line.startswith('concord '), line)
        return [line.split()[1:] for line in lines]

    def carry_out(self, folder):
        at, self.folder = self.folder, os.path.join(self.folder, folder)
        try:
            for command in self.commands('.'):
                _, err = self.call(*command, warnings=True)
                self.assertNotIn('warning: ', err, command)
            self.assertIn('result.h5', self.names())
            self.assertIn('figures', self.names())
        finally:
            self.folder = at

    def test_makes_a_project_whose_commands_work(self):
        out, err = self.call('new', 'deep/project')
        self.assertEqual(out.split(), ['deep/project/scenario.yaml', 'deep/project/design.yaml', 'deep/project/README.md'])
        self.assertEqual(err, '')
        self.carry_out('deep/project')

    def test_starts_from_a_scenario_anywhere(self):
        self.write('base.yaml', Warnings.WORLD.replace('quarters: 4', 'quarters: 12'))
        os.mkdir(os.path.join(self.folder, 'work'))
        self.call('new', 'work/mine', '--extends', 'base.yaml')
        self.call('new', 'other', '--extends', os.path.join(self.folder, 'base.yaml'))
        for folder in ('work/mine', 'other'):
            self.carry_out(folder)
        self.call('new', 'england', '--extends', os.path.join(CONFIGS, 'england_2019.yaml'))
        self.assertEqual(self.call('check', '--strict', 'england/scenario.yaml', 'england/design.yaml', warnings=True)[1], '')

    def test_writes_nothing_over(self):
        self.call('new', 'p')
        self.refuses(3, 'concord: p: is there already, and not an empty folder; choose another name', 'new', 'p')
        self.refuses(3, 'concord: tiny.yaml: is there already, and not an empty folder; choose another name', 'new', 'tiny.yaml')
        self.assertIn('wrong.yaml', self.call('new', 'q', '--extends', 'wrong.yaml', code=2)[1])
        self.assertEqual(self.names(), ['p', 'tiny.yaml'])


class Check(Program):
    def test_all_shipped_scenarios_are_in_order(self):
        files = sorted(glob.glob(os.path.join(CONFIGS, '*.yaml')))
        self.assertGreaterEqual(len(files), 5)
        out, err = self.call('check', *files)
        self.assertEqual(out.count(': in order; '), len(files))
        self.assertEqual(err, '')

    def test_lists_every_problem_of_every_file(self):
        self.write('a.yaml', TINY.replace('quarters: 5', 'quarters: 1.5') + 'parameters: {pooling: {flor: 1.4}}\n')
        self.write('b.yaml', 'concord: 2\nworld: {tables: ../x}\n')
        out, err = self.call('check', 'a.yaml', 'tiny.yaml', 'b.yaml', code=2)
        self.assertEqual(err.splitlines(), [
            "a.yaml:5:11: quarters: '1.5' is not a whole number",
            "a.yaml:7:24: parameters.pooling.flor: unknown key; did you mean 'floor'?",
            'b.yaml:1:10: concord: this program reads scenarios of version 1, not 2',
            "b.yaml:2:17: world.tables: there is no folder '../x', seen from the scenario"])
        self.assertRegex(out, '^tiny.yaml: in order; 9 runs of 5 quarters, 2 systems, 8 organisations from 2017/18 Q1, '
                              r'about 2[4-8]\d kB of results, \d\d\.\d MB of memory with one thread\n$')

    def test_what_is_no_file(self):
        self.refuses(2, 'nothing.yaml: cannot be read: No such file or directory', 'check', 'nothing.yaml')
        os.mkdir(os.path.join(self.folder, 'folder'))
        self.refuses(2, 'folder: is a directory, not a regular file', 'check', 'folder')
        os.mkfifo(os.path.join(self.folder, 'pipe'))
        self.refuses(2, 'pipe: is a FIFO, not a regular file', 'check', 'pipe')


class Run(Program):
    def test_records_and_says_so(self):
        out, err = self.call('run', 'tiny.yaml', '-o', 'out.h5')
        self.assertRegex(out, r'^out\.h5: 9 runs of 5 quarters, 2 systems, 8 organisations in \d+ s with \d threads?, ')
        self.assertEqual(err, '')  # too short for a line of progress
        self.assertEqual(self.names(), ['out.h5', 'tiny.yaml'])
        out, _ = self.call('inspect', 'out.h5')
        for line in ('Tiny\n', '  scenario    tiny.yaml, digest ', '  runs        9 with seed 12345\n',
                     '  quarters    5, 2017/18 Q1 to 2018/19 Q1\n', '  world       2 systems, 8 organisations\n',
                     '  holds       systems\n'):
            self.assertIn(line, out)

    def test_same_bytes_for_any_number_of_threads(self):
        for threads in ('1', '2', '3'):
            self.call('run', 'tiny.yaml', '--threads', threads, '-o', threads + '.h5')
        self.assertEqual(self.bytes_of('1.h5'), self.bytes_of('2.h5'))
        self.assertEqual(self.bytes_of('1.h5'), self.bytes_of('3.h5'))

    def test_options_go_before_the_file(self):
        out, err = self.call('run', '--set', 'pooling.floor=0.5', 'tiny.yaml', '--set', 'deadline.date=2020/21 Q1', '--seed',
                             '7', '--replicates', '3', '--quarters', '4', '--record', 'organisations', '--quiet', '-o', 'o.h5')
        self.assertEqual((out, err), ('', ''))
        out, _ = self.call('inspect', 'o.h5')
        self.assertIn('  runs        3 with seed 7\n  quarters    4, ', out)
        self.assertIn('  holds       organisations\n', out)

    def test_wrong_overrides_are_refused_before_anything_is_written(self):
        out, err = self.call('run', 'tiny.yaml', '-o', 'o.h5', '--set', 'pooling.floor=1.4', '--set', 'quorum=1', '--set',
                             'x', '--seed', '1.5', code=2)
        self.assertEqual(out, '')
        self.assertEqual(sorted(err.splitlines()), [
            "--seed: seed: '1.5' is not a whole number",
            "--set: 'x' must have the form key=value",
            '--set: parameters.pooling.floor: 1.4 is outside [0, 1] share',
            "--set: quorum: unknown key; did you mean 'pooling.quorum'?"])
        self.assertEqual(self.names(), ['tiny.yaml'])

    def test_existing_output_stays_without_force(self):
        self.write('out.h5', 'precious')
        self.refuses(3, 'concord: out.h5: exists already; --force replaces it', 'run', 'tiny.yaml', '-o', 'out.h5')
        self.assertEqual(self.bytes_of('out.h5'), b'precious')
        self.call('run', 'tiny.yaml', '-o', 'out.h5', '--force')
        self.assertTrue(self.bytes_of('out.h5').startswith(b'\x89HDF'))
        self.assertEqual(self.names(), ['out.h5', 'tiny.yaml'])

    def test_output_that_cannot_be(self):
        self.refuses(3, 'concord: tiny.yaml/out.h5: cannot make its folder: Not a directory', 'run', 'tiny.yaml', '-o',
                     'tiny.yaml/out.h5')
        os.mkdir(os.path.join(self.folder, 'folder'))
        self.refuses(3, 'concord: folder: stands there already and is not a regular file', 'run', 'tiny.yaml', '-o',
                     'folder', '--force')
        if os.geteuid() != 0:  # root writes everywhere
            os.chmod(os.path.join(self.folder, 'folder'), 0o500)
            _, err = self.call('run', 'tiny.yaml', '-o', 'folder/out.h5', code=3)
            self.assertIn('folder/out.h5', err)

    def test_worlds_beyond_the_memory(self):
        self.write('huge.yaml', 'concord: 1\nreplicates: 10000\nquarters: 1\nrecord: summary\nworld:\n  synthetic: {systems: '
                   '1, trusts_per_system: 0, ccgs_per_system: 1000000, councils_per_system: 0}\n')
        _, err = self.call('run', 'huge.yaml', '--threads', '1024', '-o', 'o.h5', code=2)
        self.assertRegex(err, r'^--threads: 1024 threads need [0-9.]+ TB of memory for 1000000 organisations, this machine has ')
        self.assertEqual(self.names(), ['huge.yaml', 'tiny.yaml'])

    def start_long_run(self, **streams):
        """A run that takes minutes, once it has begun to write."""
        process = subprocess.Popen([PROGRAM, 'run', 'tiny.yaml', '--replicates', '1000000', '--quarters', '40', '--record',
                                    'summary', '-o', 'long.h5'], cwd=self.folder, **streams)
        for _ in range(600):
            if any('.partial' in name for name in self.names()):
                break
            time.sleep(0.05)
        time.sleep(0.3)
        return process

    def test_stops_on_signals_and_leaves_nothing(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            process = self.start_long_run(stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            process.send_signal(number)
            out, err = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 75, err)
            self.assertEqual(out, '')
            self.assertRegex(err, r'concord: stopped by (Ctrl-C|signal 15); nothing was written\n$')
            self.assertEqual(self.names(), ['tiny.yaml'])

    def test_shows_a_bar_on_a_terminal(self):
        ours, theirs = pty.openpty()
        process = self.start_long_run(stdout=subprocess.DEVNULL, stderr=theirs)
        time.sleep(0.5)
        shown = os.read(ours, 65536).decode()
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=60), 75)
        os.close(theirs)
        os.close(ours)
        self.assertRegex(shown, r'\r\[[#.]{30}\] +\d+%  \d+ of 1000000 runs, about .* left')


class Inspect(Program):
    def test_what_is_no_record(self):
        for name, text in (('text.h5', 'hello'), ('empty.h5', '')):
            self.write(name, text)
            _, err = self.call('inspect', name, code=3)
            self.assertTrue(err.startswith('concord: ' + name), err)
        _, err = self.call('inspect', 'nothing.h5', code=3)
        self.assertTrue(err.startswith('concord: nothing.h5'), err)

    def test_half_a_record(self):
        self.call('run', 'tiny.yaml', '-o', 'out.h5')
        with open(os.path.join(self.folder, 'half.h5'), 'wb') as half:
            whole = self.bytes_of('out.h5')
            half.write(whole[:len(whole) // 2])
        _, err = self.call('inspect', 'half.h5', code=3)
        self.assertTrue(err.startswith('concord: half.h5'), err)


class Describe(Program):
    def test_subjects(self):
        for subject, expected in (('pooling.floor', 'Mandated pooled share'), ('M05', 'commissioning.ringfence'),
                                  ('pooling', 'pooling.vote_precision'), ('seed', '12345')):
            self.assertIn(expected, self.call('describe', subject)[0])
        self.assertIn('concord describe pooling', self.call('describe')[0])
        self.refuses(2, "there is no parameter, group or mechanism 'poling'; did you mean 'pooling'?", 'describe', 'poling')

    def test_dotted_keys_and_spellings_of_spreadsheets(self):
        self.write('dotted.yaml', 'concord: 1\nworld: {synthetic: {systems: 2}}\nparameters: {pooling.floor: 0.5}\n')
        self.assertIn('in order', self.call('check', 'dotted.yaml')[0])
        self.write('wrong.yaml', 'concord: 1\nworld: {synthetic: {systems: 2}}\nstart: 2017/18\u00a0Q1\n')
        self.refuses(2, "wrong.yaml:3:15: U+00A0 (no-break space) behind '2017/18'; it cannot be seen: remove it, or write a space",
                     'check', 'wrong.yaml')

    def test_yaml_is_a_scenario(self):
        self.write('all.yaml', self.call('describe', '--yaml')[0])
        self.assertIn('in order', self.call('check', 'all.yaml')[0])

    def test_schema(self):
        schema = json.loads(self.call('describe', '--json-schema')[0])
        self.assertEqual(schema['$schema'], 'http://json-schema.org/draft-07/schema#')
        self.assertEqual(schema['required'], ['concord'])
        self.assertIs(schema['additionalProperties'], False)
        groups = {name: section for name, section in schema['properties']['parameters']['properties'].items() if '.' not in name}
        # Each parameter may also be written `group.key`, with the same rules.
        dotted = {f'{group}.{key}': {'$ref': f'#/properties/parameters/properties/{group}/properties/{key}'}
                  for group, section in groups.items() for key in section['properties']}
        self.assertEqual({**groups, **dotted}, schema['properties']['parameters']['properties'])
        for group, section in groups.items():
            self.assertIs(section['additionalProperties'], False, group)
            for key, value in section['properties'].items():
                self.assertIn(value['type'], ('number', 'integer', 'boolean', 'string'), key)
                self.assertTrue(value['description'], key)
                if value['type'] in ('number', 'integer'):
                    self.assertLessEqual(value['minimum'], value['default'], key)
                    self.assertLessEqual(value['default'], value['maximum'], key)

    def test_shipped_scenarios_follow_the_schema(self):
        try:
            import jsonschema
            import yaml
        except ImportError:
            self.skipTest('python3-jsonschema and python3-yaml are not installed')
        schema = json.loads(self.call('describe', '--json-schema')[0])
        jsonschema.Draft7Validator.check_schema(schema)
        validator = jsonschema.Draft7Validator(schema)
        for file in glob.glob(os.path.join(CONFIGS, '*.yaml')):
            with open(file, encoding='utf-8') as text:
                validator.validate(yaml.safe_load(text))
        with self.assertRaises(jsonschema.ValidationError):
            validator.validate({'concord': 1, 'parameters': {'pooling': {'floor': 1.4}}})


class Summarise(Program):
    def test_prints_a_table_and_draws_pictures(self):
        self.call('run', 'tiny.yaml', '-o', 'x.h5', '--quiet')
        out, _ = self.call('summarise', 'x.h5', '-o', 'pictures')
        self.assertIn('Simulated, not observed.', out)
        self.assertIn('9 replicates, seed', out)
        self.assertIn('pictures/systems.svg\n', out)
        drawn = sorted(os.listdir(os.path.join(self.folder, 'pictures')))
        self.assertEqual(drawn, ['choices_and_money.svg', 'maturity.svg', 'systems.svg'])
        first = self.bytes_of('pictures/systems.svg')
        self.call('summarise', 'x.h5', '-o', 'pictures', code=3)
        self.call('summarise', 'x.h5', '-o', 'pictures', '--force')
        self.assertEqual(self.bytes_of('pictures/systems.svg'), first)

    def test_england_stands_beside_published_figures(self):
        self.call('run', os.path.join(CONFIGS, 'england_2019.yaml'), '--replicates', '16', '-o', 'x.h5', '--quiet')
        out, _ = self.call('summarise', 'x.h5')
        self.assertRegex(out, r'designated, April 2020 +[\d.]+  [\d.]+ to [\d.]+ +18  ')
        self.assertIn('published figures that the model is not told lie in range.', out)



class Plausible(Program):
    """Settings that runs draw from a table."""

    def setUp(self):
        super().setUp()
        self.write('settings.csv', 'weight,duty.strength,behaviour.memory\n1,0.1,0.3\n2,0.9,0.6\n3,0.5,0.8\n')
        self.write('drawn.yaml', 'concord: 1\nextends: tiny.yaml\nplausible: {table: settings.csv}\n')

    def test_files_of_runs_say_so_and_are_verified(self):
        self.assertIn('in order', self.call('check', 'drawn.yaml', '--no-plausible')[0])
        for name, options, words in (('drawn', [], 'drawn from 3 rows of settings.csv'),
                                     ('set', ['--set', 'duty.strength=1'],
                                      'drawn from 3 rows of settings.csv (duty.strength set by the user)'),
                                     ('central', ['--no-plausible'], 'as in the central row of settings.csv')):
            out, _ = self.call('run', 'drawn.yaml', '-o', f'{name}.h5', *options)
            self.assertIn(f'set: settings {words}', out)
            self.assertIn(f'plausible = {words} (default none)', self.call('inspect', f'{name}.h5')[0])
            self.assertIn(f'Set: settings {words}', self.call('summarise', f'{name}.h5')[0])
            out, _ = self.call('verify', f'{name}.h5', '--runs', '9', '--scenario', 'drawn.yaml')
            self.assertIn('9 of 9 runs simulated again', out)
        self.call('run', 'drawn.yaml', '-o', 'threads.h5', '--threads', '3', '--quiet')
        self.assertEqual(self.bytes_of('threads.h5'), self.bytes_of('drawn.h5'))
        # One row as parameters is what --no-plausible gives.
        self.write('first.yaml', 'concord: 1\nextends: tiny.yaml\nparameters: {duty.strength: 0.1, behaviour.memory: 0.3}\n')
        self.call('run', 'first.yaml', '-o', 'first.h5', '--quiet')
        results = [line for name in ('first', 'central') for line in self.call('inspect', f'{name}.h5')[0].splitlines()
                   if line.startswith('  results ')]
        self.assertEqual(results[0], results[1])

    def test_campaigns_need_nothing_but_their_folder(self):
        self.write('design.yaml', 'sweep: 1\nscenario: drawn.yaml\naxes: {break_even.relief: [0, 0.5, 1]}\nreplicates: 16\n'
                   'outcomes: [institution_share]\n')
        self.assertIn('  settings    drawn from 3 rows of settings.csv\n',
                      self.call('sweep', 'design.yaml', '--dry-run')[0])
        self.call('sweep', 'design.yaml', '-o', 'half', '--shard', '1/2', '--quiet')
        self.call('sweep', 'design.yaml', '-o', 'whole', '--threads', '1', '--quiet')
        os.remove(os.path.join(self.folder, 'settings.csv'))
        self.call('sweep', 'half', '--threads', '3', '--quiet')
        for name in ('half', 'whole'):
            self.call('merge', name, '-o', f'{name}.h5', '--quiet')
            self.assertIn('5 of 48 runs simulated again', self.call('verify', name, '--runs', '5')[0])
            self.assertIn('5 of 48 runs simulated again',
                          self.call('verify', f'{name}.h5', '--runs', '5', '--campaign', name)[0])
        self.assertEqual(self.bytes_of('half.h5'), self.bytes_of('whole.h5'))
        self.assertIn('bit for bit', self.call('replay', 'half', '21', '-o', 'run.h5')[0])
        self.assertIn('drawn from 3 rows of settings.csv', self.call('inspect', 'half')[0])
        os.remove(os.path.join(self.folder, 'half', 'settings.csv'))
        self.assertIn('settings.csv', self.call('sweep', 'half', code=2)[1])

    def test_settings_of_a_design_turn_it_off(self):
        self.write('points.csv', 'duty.strength\n0.2\n0.4\n')
        self.write('design.yaml', 'sweep: 1\nscenario: drawn.yaml\ndesign: {method: points, file: points.csv}\nreplicates: 8\n'
                   'outcomes: [institution_share]\n')
        self.assertIn('so `plausible` is off', self.call('sweep', 'design.yaml', '--dry-run')[0])
        self.call('sweep', 'design.yaml', '-o', 'off', '--quiet')
        self.assertIn('as in the central row of settings.csv', self.call('inspect', 'off')[0])

    def test_a_policy_that_contradicts_a_row_is_refused_with_both(self):
        self.write('settings.csv', 'weight,designation.maturing\n1,0.4\n1,0.5\n')
        self.refuses(2, '--set: designation.thriving: line 3 of settings.csv: designation.thriving (0.45) must be above '
                     'designation.maturing (0.5); the stages of maturity follow one another',
                     'run', 'drawn.yaml', '-o', 'x.h5', '--set', 'designation.thriving=0.45')


if __name__ == '__main__':
    unittest.main()
