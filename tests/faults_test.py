#!/usr/bin/env python3
"""One call of the system that fails, at every kind of call and in every command: right bytes, or exit 3 that names a file.
  faults_test.py PROGRAM [--long [--every N]] [--only COMMAND]
--long fails every call, or every Nth; the usual run a fixed sample of them. COMMAND as in COMMANDS below."""
import errno
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest


def option(name, usual):
    if name not in sys.argv:
        return usual
    at = sys.argv.index(name)
    sys.argv.pop(at)
    return sys.argv.pop(at)


LONG = '--long' in sys.argv
if LONG:
    sys.argv.remove('--long')
EVERY = int(option('--every', 1))
ONLY = option('--only', '')

from cli_test import PROGRAM, SOURCE  # noqa: E402  takes PROGRAM from the command line
from files_test import ASKED, DESIGN, SCENARIO  # noqa: E402

KINDS = {'open': (errno.EIO, errno.EMFILE, errno.ESTALE), 'read': (errno.EIO, errno.ESTALE), 'write': (errno.ENOSPC, errno.EIO),
         'truncate': (errno.ENOSPC, errno.EIO), 'sync': (errno.EIO, errno.ENOSPC), 'close': (errno.EIO, errno.ENOSPC),
         'rename': (errno.EIO, errno.ENOSPC), 'lock': (errno.EIO, errno.ENOLCK), 'make': (errno.ENOSPC, errno.EIO)}
SAMPLE = 4  # calls of each kind in each command that fail, the first and the last among them
SYSTEM_CALLS = {'open': 'open openat', 'read': 'read pread64 readv', 'write': 'write pwrite64 writev', 'truncate': 'ftruncate',
                'sync': 'fsync fdatasync', 'close': 'close', 'rename': 'rename renameat2', 'make': 'mkdir'}
# What each command is given and what it makes. All of it replaces something that is there already.
COMMANDS = {
    'run': ('run', 'tiny.yaml', '-o', 'out/r.h5', '--force', '--threads', '1'),
    'sweep': ('sweep', 'd.yaml', '-o', 'out/c', '--threads', '1'),
    'sweep of a folder': ('sweep', 'out/begun', '--threads', '1'),
    'plan': ('sweep', 'd.yaml', '-o', 'out/c', '--plan-only'),
    'merge': ('merge', 'campaign', '-o', 'out/m.h5', '--force'),
    'status': ('status', 'campaign'),
    'replay': ('replay', 'campaign', '3', '-o', 'out/3.h5', '--force'),
    'verify': ('verify', 'campaign', '--runs', '2', '--seed', '1'),
    'analyse': ('analyse', 'sweep.h5', '-o', 'out/a', '--force'),
    'export': ('export', 'run.h5', '-o', 'out/t', '--force'),
    'summarise': ('summarise', 'run.h5', '-o', 'out/p', '--force'),
    'report': ('report', 'q.yaml', '--results', 'asked.h5', '-o', 'out/q.html', '--force'),
}
if ONLY:
    COMMANDS = {ONLY: COMMANDS[ONLY]}
UNFINISHED = re.compile(r'leases$|progress/|quarantine/')  # of workers; what is set aside is compared by itself


def content(folder):
    """Of every file, but for those of workers."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.relpath(os.path.join(place, name), folder)
            if not UNFINISHED.search(path):
                with open(os.path.join(folder, path), 'rb') as file:
                    found[path] = file.read()
    return found


class Faults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = tempfile.mkdtemp(prefix='concord_faults_')
        cls.made = os.path.join(cls.home, 'made')
        cls.injector = os.path.join(cls.home, 'failing_calls.so')
        subprocess.run(['cc', '-O1', '-shared', '-fPIC', '-o', cls.injector,
                        os.path.join(SOURCE, 'tests', 'support', 'failing_calls.c'), '-ldl'], check=True)
        os.makedirs(os.path.join(cls.made, 'out'))
        for name, text in (('tiny.yaml', SCENARIO), ('d.yaml', DESIGN), ('q.yaml', ASKED),
                           ('longer.yaml', SCENARIO.replace('quarters: 5', 'quarters: 12'))):
            with open(os.path.join(cls.made, name), 'w', encoding='utf-8') as file:
                file.write(text)
        for command in (('run', 'tiny.yaml', '-o', 'run.h5'), ('sweep', 'q.yaml', '-o', 'asked', '--quiet'),
                        ('merge', 'asked', '-o', 'asked.h5'), ('sweep', 'd.yaml', '-o', 'campaign', '--quiet', '--threads', '1'),
                        ('merge', 'campaign', '-o', 'sweep.h5'), ('sweep', 'd.yaml', '-o', 'out/begun', '--shard', '1/3', '--quiet'),
                        # What stands there before: of other runs, so that old and new can be told apart.
                        ('run', 'tiny.yaml', '--seed', '7', '-o', 'out/r.h5'), ('run', 'tiny.yaml', '--seed', '7', '-o', 'seven.h5'),
                        ('run', 'tiny.yaml', '--seed', '7', '-o', 'out/m.h5'), ('run', 'tiny.yaml', '--seed', '7', '-o', 'out/3.h5'),
                        ('export', 'seven.h5', '-o', 'out/t'), ('summarise', 'seven.h5', '-o', 'out/p')):
            cls.call(cls.made, command)
        cls.wanted = {}
        for name, command in COMMANDS.items():
            folder = cls.copy()
            done = cls.call(folder, command)
            assert done.returncode == 0, (command, done.stderr)
            cls.wanted[name] = content(os.path.join(folder, 'out'))
            shutil.rmtree(folder)
        cls.before = content(os.path.join(cls.made, 'out'))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.home)

    @classmethod
    def copy(cls):
        folder = os.path.join(cls.home, 'trial')
        shutil.copytree(cls.made, folder)
        return folder

    @classmethod
    def call(cls, folder, command, stderr=subprocess.PIPE, **environment):
        if environment:
            environment.update(LD_PRELOAD=cls.injector, FAIL_UNDER=folder, ASAN_OPTIONS='verify_asan_link_order=0')
        return subprocess.run([PROGRAM, *command], cwd=folder, stdout=subprocess.PIPE, stderr=stderr, timeout=300,
                              env=os.environ | environment)

    def counted(self, name):
        """Calls of each kind that the command makes."""
        folder, count = self.copy(), os.path.join(self.home, 'count')
        done = self.call(folder, COMMANDS[name], FAIL_COUNT=count)
        self.assertEqual(done.returncode, 0, done.stderr)
        shutil.rmtree(folder)
        with open(count, encoding='utf-8') as file:
            return {kind: int(number) for kind, number in (line.split() for line in file)}

    def merged(self, folder, campaign):
        """A campaign goes on as if nothing had happened."""
        done = self.call(folder, ('sweep', 'd.yaml', '-o', campaign, '--threads', '1', '--quiet'))
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.call(folder, ('merge', campaign, '-o', 'again.h5'))
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(os.path.join(folder, 'again.h5'), 'rb') as ours, open(os.path.join(self.made, 'sweep.h5'), 'rb') as whole:
            self.assertEqual(ours.read(), whole.read())
        os.remove(os.path.join(folder, 'again.h5'))

    def tried(self, name, stderr=subprocess.PIPE, **environment):
        folder = self.copy()
        try:
            done = self.call(folder, COMMANDS[name], stderr, **environment)
            self.assertIn(done.returncode, (0, 3), done.stderr)
            found, wanted = content(os.path.join(folder, 'out')), self.wanted[name]
            campaign = {'sweep': 'out/c', 'plan': 'out/c', 'sweep of a folder': 'out/begun', 'merge': 'campaign'}.get(name)
            for path, data in found.items():
                place = os.path.join('out', path)
                if campaign and place.startswith(campaign + '/'):
                    continue  # pieces differ in size with time; they are compared merged
                self.assertNotIn('.partial', path, 'something half made is left')
                self.assertIn(data, (self.before.get(path), wanted.get(path)), path)
            if done.returncode == 0:
                if not campaign:
                    self.assertEqual(found, wanted)
            elif stderr == subprocess.PIPE:
                said = re.search(r'^concord: (\S[^:]*): \S', done.stderr.decode(), re.M)
                self.assertTrue(said, f'what failed is not named: {done.stderr}')
                path = os.path.join(folder, re.sub(r'\.partial-.*', '', said.group(1)))
                self.assertTrue(os.path.lexists(os.path.dirname(os.path.dirname(path))), f'{said.group(1)} is no path')
            # What was published stays, and nothing good was set aside.
            kept = set(os.listdir(os.path.join(self.made, 'out', 'begun', 'shards')))
            self.assertLessEqual(kept, set(os.listdir(os.path.join(folder, 'out', 'begun', 'shards'))))
            for place, _, names in os.walk(folder):
                if os.path.basename(place) == 'quarantine':
                    self.assertFalse([name for name in names if '.partial' not in name], 'set aside')
            if campaign and name != 'merge':
                self.merged(folder, campaign)
            self.assertEqual(content(os.path.join(folder, 'campaign')), content(os.path.join(self.made, 'campaign')))
        finally:
            shutil.rmtree(folder)

    def test_one_call_that_fails(self):
        tried = 0
        for name in COMMANDS:
            counts = self.counted(name)
            for kind, errors in KINDS.items():
                drawn = random.Random(f'{name} {kind}')
                numbers = list(range(1, counts[kind] + 1, EVERY))
                if not LONG and len(numbers) > SAMPLE:
                    numbers = sorted({1, numbers[-1], *drawn.sample(numbers, SAMPLE - 2)})
                for number in numbers:
                    for error in errors if LONG else [errors[tried % len(errors)]]:
                        with self.subTest(command=name, kind=kind, call=f'{number} of {counts[kind]}', error=errno.errorcode[error]):
                            self.tried(name, FAIL_KIND=kind, FAIL_AT=str(number), FAIL_WITH=str(error))
                        tried += 1
        print(f'{tried} calls failed')

    def test_a_disk_without_locks(self):
        for name in COMMANDS.keys() & {'sweep', 'sweep of a folder', 'merge', 'status', 'replay', 'verify'}:
            with self.subTest(command=name):
                self.tried(name, FAIL_KIND='lock', FAIL_AT='1', FAIL_ON='1', FAIL_WITH=str(errno.ENOLCK))

    def test_standard_error_that_cannot_be_written(self):
        for name in COMMANDS:
            with self.subTest(command=name), open('/dev/full', 'wb') as full:
                self.tried(name, stderr=full)

    def test_the_calls_are_seen(self):
        """As many of each kind as strace tells, where strace may look."""
        if shutil.which('strace') is None or subprocess.run(['strace', '-o', '/dev/null', 'true'], capture_output=True).returncode:
            self.skipTest('strace is not installed, or may not look')
        for name in COMMANDS.keys() & {'run', 'sweep', 'merge', 'export', 'summarise'}:
            counts, folder, log = self.counted(name), self.copy(), os.path.join(self.home, 'log')
            calls = ','.join(call for kind in SYSTEM_CALLS.values() for call in kind.split())
            subprocess.run(['strace', '-f', '-y', '-o', log, '-e', 'trace=' + calls, PROGRAM, *COMMANDS[name]], cwd=folder,
                           check=True, capture_output=True)
            seen = dict.fromkeys(SYSTEM_CALLS, 0)
            with open(log, encoding='utf-8', errors='replace') as file:
                for line in file:
                    found = re.match(r'\d+ +(?:<... )?(\w+)', line)
                    ours = 'resumed' not in line and (folder + '/' in line or re.search(r'(AT_FDCWD<[^>]*>, |\()"(?!/)', line))
                    if found and ours:
                        for kind, names in SYSTEM_CALLS.items():
                            seen[kind] += found.group(1) in names.split()
            shutil.rmtree(folder)
            self.assertEqual({kind: counts[kind] for kind in seen}, seen, name)


if __name__ == '__main__':
    unittest.main()
