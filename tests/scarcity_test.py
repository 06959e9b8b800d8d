#!/usr/bin/env python3
"""The program where it is allowed little memory, and so few threads, or a small stack.   scarcity_test.py PROGRAM"""
import os
import pathlib
import resource
import shutil
import subprocess
import tempfile
import unittest

from cli_test import DESIGN, PROGRAM, Program  # takes PROGRAM from the command line

KIB, MIB = 1 << 10, 1 << 20
BEGUN = f'initialize program: {PROGRAM}'  # of the loader (ld.so(8), LD_DEBUG), when all libraries are there: some crash before
GLIBC = 'Fatal glibc error'  # which ends the program where it has no memory for a destructor of a thread (seen once in 280, on Debian 13)
COMMANDS = ('run tiny.yaml -o x.h5 --threads 4 --replicates 64', 'sweep design.yaml -o x --threads 4 --quiet', 'check tiny.yaml',
            'check design.yaml', 'status campaign', 'merge campaign -o x.h5', 'analyse sweep.h5 -o x', 'inspect run.h5',
            'summarise run.h5 -o x', 'export run.h5 -o x', 'verify run.h5 --runs 1 --scenario tiny.yaml')


class Scarcity(Program):
    def setUp(self):
        super().setUp()
        self.write('design.yaml', DESIGN)
        self.call('run', 'tiny.yaml', '-o', 'run.h5')
        self.call('sweep', 'design.yaml', '-o', 'campaign', '--quiet')
        self.call('merge', 'campaign', '-o', 'sweep.h5', '--quiet')

    def said(self, command, limit, value):
        """What the program says instead of what was asked for; '' if it does that, None if it did not begin."""
        with tempfile.TemporaryDirectory() as loading:
            done = subprocess.run([PROGRAM, *command.split()], cwd=self.folder, capture_output=True, text=True, timeout=120,
                                  preexec_fn=lambda: resource.setrlimit(limit, (value, value)),
                                  env={**os.environ, 'LD_DEBUG': 'files', 'LD_DEBUG_OUTPUT': os.path.join(loading, 'of')})
            begun = any(BEGUN in path.read_text() for path in pathlib.Path(loading).iterdir())
        left = [name for folder, _, names in os.walk(self.folder) for name in [*names, os.path.basename(folder)]]
        for path in pathlib.Path(self.folder).glob('x*'):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if not begun or GLIBC in done.stderr:
            return None
        self.assertIn(done.returncode, (0, 3), done.stderr)
        if done.returncode == 3:
            self.assertNotIn('x.h5', left)
        if not command.startswith('sweep'):  # a campaign goes on with what it has
            self.assertNotIn('.partial', ' '.join(left))
        return '' if done.returncode == 0 else '\n'.join(line for line in done.stderr.splitlines() if not line.startswith('warning: '))

    def under(self, limit, values, pattern):
        """Every command under each limit; the last of them is enough for all. Gives how many said why they did nothing."""
        refused = 0
        for value in values:
            for command in COMMANDS:
                with self.subTest(command, value=value):
                    said = self.said(command, limit, value)
                    if said:
                        self.assertRegex(said, pattern)
                        refused += 1
                    if value == values[-1]:
                        self.assertEqual(said, '')
        return refused

    def test_memory(self):
        for limit, values in ((resource.RLIMIT_AS, range(28, 68, 4)), (resource.RLIMIT_DATA, (2, 3, 4, 5, 6, 8, 12, 16))):
            refused = self.under(limit, [n * MIB for n in (*values, 1024)],
                                 '^concord: .*(not enough memory|thread).*; .*allow the program more')
            self.assertGreater(refused, len(COMMANDS))

    def test_stack(self):
        too_low = [n * KIB for n in (64, 128, 192, 256, 512, 1023)]
        refused = self.under(resource.RLIMIT_STACK, [*too_low, MIB],
                             r'^concord: the stack cannot grow to 1 MiB; allow the program more \(ulimit -s\)$')
        self.assertEqual(refused, len(too_low) * len(COMMANDS))


if __name__ == '__main__':
    unittest.main()
