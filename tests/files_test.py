#!/usr/bin/env python3
"""Files of results as they come back from other programs and from bad disks.   files_test.py PROGRAM"""
import glob
import os
import random
import re
import shutil
import subprocess
import unittest

import h5py
import numpy

from cli_test import PROGRAM, Program  # takes PROGRAM from the command line

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


class Damaged(Files):
    COMMANDS = {'run.h5': [('inspect', 'x.h5'), ('summarise', 'x.h5', '-o', 'p', '--force')],
                'organisations.h5': [('inspect', 'x.h5'), ('export', 'x.h5', '--csv', '-o', 't', '--force')],
                'sweep.h5': [('inspect', 'x.h5'), ('analyse', 'x.h5', '-o', 'a', '--force'),
                             ('export', 'x.h5', '--csv', '-o', 't', '--force')],
                'shard.h5': [('inspect', 'x.h5'), ('summarise', 'x.h5')]}
    CASES = 45  # of each kind

    def ends(self, command, what):
        """0, 2 or 3, with a reason; never by a signal, never without end."""
        done = subprocess.run([PROGRAM, *command], cwd=self.folder, capture_output=True, timeout=120)
        self.assertIn(done.returncode, (0, 2, 3), f'{what}: {command}\n{done.stderr[-500:]}')
        if done.returncode:
            self.assertTrue(done.stderr.startswith(b'concord: ') or done.returncode == 2, done.stderr)
        return done

    def test_no_command_ends_by_a_signal(self):
        crashes = 0
        for name, commands in self.COMMANDS.items():
            with open(os.path.join(self.made, name), 'rb') as file:
                whole = file.read()
            for case in range(self.CASES):
                drawn = random.Random(f'{name} {case}')
                data = bytearray(whole)
                if case % 6 == 5:
                    what = f'{name} cut at {drawn.randrange(len(data))}'
                    del data[int(what.split()[-1]):]
                else:  # two of three times in what tells where things are
                    mark = rb'\x0c\x00.\x00\x00\x00\x00\x00\x01\x00' if case % 3 == 1 else b'TREE|SNOD|HEAP'  # attributes; indices
                    nodes = [m.start() + n for m in re.finditer(mark, whole) for n in range(24)]
                    at = drawn.choice(nodes) if case % 3 else drawn.randrange(len(data))
                    data[at] = drawn.choice([data[at] ^ 1 << drawn.randrange(8), 255, 0])
                    what = f'{name} byte {at} = {data[at]}'
                with open(os.path.join(self.folder, 'x.h5'), 'wb') as file:
                    file.write(data)
                for command in commands:
                    crashes += b'the HDF5 library crashed' in self.ends(command, what).stderr
        print(f'{crashes} crashes of the library caught')

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
