#!/usr/bin/env python3
"""The same bytes on other makes of processor, emulated, and a word on those that a build does not run on.
processors_test.py CONCORD CONCORD_VIEW ARCH (what the programs were built for; empty: any)   needs qemu-x86_64 (package qemu-user)"""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM, VIEWER, ARCH = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), sys.argv[3]
del sys.argv[1:4]
EMULATOR = shutil.which('qemu-x86_64')
SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MODELS = ('Haswell', 'EPYC')  # the emulator takes 1/sqrt exactly, the makers each in their own way
SKIPPED = 77

DESIGN = '''sweep: 1
scenario: tiny.yaml
axes: {duty.strength: [0, 0.5, 1], pooling.floor: [0, 1]}
replicates: 8
outcomes: [institution_share, real]
'''
TINY = '''concord: 1
title: Tiny
world: {synthetic: {systems: 4, trusts_per_system: 2, ccgs_per_system: 1, councils_per_system: 1, population: 2000000}}
quarters: 6
replicates: 11
record: organisations
'''
VIEWS = ((), ('--view', 'network', '--scale', '1.3'), ('--view', 'distribution', '--scale', '0.85'), ('--view', 'ensemble', '--spaghetti'),
         ('--view', 'multiples', '--figure', '--picture-scale', '2'))


class Processors(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='concord_processors_')
        self.addCleanup(shutil.rmtree, self.folder)

    def call(self, folder, model, program, *args, code=0):
        emulated = [EMULATOR, '-cpu', model] if model else []
        done = subprocess.run([*emulated, program, *args], cwd=folder, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stderr

    def made_on(self, model):
        """What both programs write, by name."""
        folder = os.path.join(self.folder, model or 'here')
        os.mkdir(folder)
        for name, text in (('tiny.yaml', TINY), ('design.yaml', DESIGN)):
            with open(os.path.join(folder, name), 'w', encoding='utf-8') as out:
                out.write(text)
        self.call(folder, model, PROGRAM, 'run', 'tiny.yaml', '-o', 'run.h5')
        self.call(folder, model, PROGRAM, 'summarise', 'run.h5', '-o', 'pictures')
        self.call(folder, model, PROGRAM, 'sweep', 'design.yaml', '-o', 'campaign', '--quiet')
        self.call(folder, model, PROGRAM, 'merge', 'campaign', '-o', 'sweep.h5', '--quiet')
        self.call(folder, model, PROGRAM, 'analyse', 'sweep.h5', '-o', 'analysis')
        for n, view in enumerate(VIEWS):
            self.call(folder, model, VIEWER, 'run.h5', '--shot', f'{n}.png', *view)
        self.call(folder, model, VIEWER, 'sweep.h5', '--shot', 'sweep.png')
        shutil.rmtree(os.path.join(folder, 'campaign'))  # says who worked on it
        made = {}
        for place, _, names in os.walk(folder):
            for name in names:
                with open(os.path.join(place, name), 'rb') as file:
                    made[os.path.relpath(os.path.join(place, name), folder)] = file.read()
        return made

    def test_the_same_bytes(self):
        here = self.made_on(None)
        self.assertGreater(len(here), 15)
        for model in MODELS:
            there = self.made_on(model)
            self.assertEqual(sorted(here), sorted(there))
            self.assertEqual([name for name in here if here[name] != there[name]], [], f'differ on {model}')

    def test_a_word_and_an_exit_code_where_the_instruction_set_is_missing(self):
        for program in (PROGRAM, VIEWER):
            for model in ('Nehalem', 'qemu64'):
                err = self.call(self.folder, model, program, '--version', code=69 if ARCH else 0)
                if ARCH:
                    self.assertIn(f'{os.path.basename(program)}: this processor lacks ', err)
                    self.assertIn('CONCORD_MARCH', err)


if __name__ == '__main__':
    if EMULATOR is None:
        print('skipped: qemu-x86_64 is not installed (package qemu-user)')
        sys.exit(SKIPPED)
    unittest.main()
