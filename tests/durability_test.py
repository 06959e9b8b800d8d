#!/usr/bin/env python3
"""Campaigns that are killed, damaged, starved of disk and crowded.   durability_test.py PROGRAM [--long]

Whatever happens to a campaign, one of two things must follow: it goes on, and in the end its merged file is, byte for
byte, that of one worker that nobody disturbed; or the program refuses, says why, and has changed nothing.
--long: ten times the kills, many more flipped bytes.
"""
import contextlib
import fcntl
import glob
import os
import random
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest

import h5py

LONG = '--long' in sys.argv
if LONG:
    sys.argv.remove('--long')
from cli_test import CONFIGS, PROGRAM  # takes PROGRAM from the command line
KILLS = 300 if LONG else 30
FLIPS = 200 if LONG else 20
PATIENCE = 120  # seconds, for anything
NOBODY = 65534
NO_SPACE = 'No space left on device'
HANDLED = (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGHUP)

LARGE_WORLD = '''concord: 1
title: Large
world:
  synthetic: {systems: 4, trusts_per_system: 60, ccgs_per_system: 20, councils_per_system: 4, population: 4000000}
quarters: 48
'''
HUGE_WORLD = '''concord: 1
title: Huge
world:
  synthetic: {systems: 20, trusts_per_system: 1000, ccgs_per_system: 1000, councils_per_system: 4, population: 4000000}
quarters: 160
'''
AXES = '''axes:
  duty.strength: [0, 0.35, 0.7, 1]
  pooling.floor: [0, 0.5, 1]
'''


def design(scenario, how=AXES, replicates=64, trajectories='[real]', more=''):
    return (f'sweep: 1\ntitle: Durable\nscenario: {scenario}.yaml\n{how}replicates: {replicates}\n'
            f'outcomes: [real, integration_index, institution_share]\ntrajectories: {trajectories}\n{more}')


FEW_QUARTERS = 'set: {quarters: 8}\n'
DESIGNS = {
    'small': design('teaching_two_systems', more=FEW_QUARTERS),     # a tenth of a second; tables
    'other': design('teaching_two_systems', more=FEW_QUARTERS, replicates=56),
    'points': design('teaching_two_systems', 'design: {method: points, file: listed.csv}\n', more=FEW_QUARTERS),
    'wide': design('teaching_two_systems', more=FEW_QUARTERS, trajectories='all'),  # several MB
    'large': design('large'),                                       # a second or two
    'huge': design('huge', replicates=8),                           # seconds a batch; never finished here
}
LISTED = 'duty.strength,pooling.floor\n' + ''.join(f'{n / 12:g},{1 - n / 12:g}\n' for n in range(13))


def read(path, mode='rb', **options):
    with open(path, mode, **options) as file:
        return file.read()


def text_of(path):
    return read(path, 'r', encoding='utf-8', errors='replace')


def write(path, content):
    with open(path, 'wb') as file:
        file.write(content if isinstance(content, bytes) else content.encode())


def fnv1a(content):
    """The fingerprint of lines of the manifest, of plans, and, begun with that of their plan, of shards."""
    value = 0xcbf29ce484222325
    for byte in content:
        value = ((value ^ byte) * 0x100000001b3) & 0xffffffffffffffff
    return f'{value:016x}'


def tree(folder):
    """What a folder holds: names and contents; None for a folder."""
    held = {}
    for path in glob.glob(os.path.join(folder, '**'), recursive=True) if os.path.exists(folder) else ():
        held[os.path.relpath(path, folder)] = None if os.path.isdir(path) else read(path)
    return held


def remove(path):
    if os.path.isdir(path):
        shutil.rmtree(path)
    else:
        os.remove(path)


def command(*args):
    return [PROGRAM, *map(str, args)]


def call(*args, **options):
    """Runs the program to its end: exit code, standard output, standard error."""
    done = subprocess.run(command(*args), capture_output=True, text=True, timeout=PATIENCE, **options)
    return done.returncode, done.stdout, done.stderr


def start(*args, **options):
    return subprocess.Popen(command(*args), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def shards(campaign):
    return sorted(os.listdir(os.path.join(campaign, 'shards')))


def listed(campaign):
    """Shards that the manifest acknowledges now."""
    names = set()
    with contextlib.suppress(FileNotFoundError):
        for line in read(os.path.join(campaign, 'manifest.txt')).split(b'\n'):
            text, _, seal = line.rpartition(b' ')
            word, _, name = text.decode(errors='replace').partition(' ')
            if fnv1a(text) == seal.decode(errors='replace') and word in ('shard', 'lost'):
                (names.add if word == 'shard' else names.discard)(name)
    return names


def until(condition, what):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.005)
    raise AssertionError('waited in vain for ' + what)


def processor_seconds(process):
    with open(f'/proc/{process.pid}/stat') as file:
        user, system = file.read().rsplit(')', 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf('SC_CLK_TCK')


@contextlib.contextmanager
def holding_the_manifest(campaign, wait=True):
    """Keeps all workers from the manifest, as one does that was suspended while it wrote a line; False if one has it."""
    lock = struct.pack('hhqqi4x', fcntl.F_WRLCK, os.SEEK_SET, 1 << 61, 1, 0)
    with open(os.path.join(campaign, 'leases'), 'r+b') as leases:
        try:
            fcntl.fcntl(leases, fcntl.F_OFD_SETLKW if wait else fcntl.F_OFD_SETLK, lock)
            yield True
        except BlockingIOError:
            yield False


def suspend(process, campaign):
    """At a moment when it does not hold the manifest: the others would have to wait for it."""
    for _ in range(1000):
        process.send_signal(signal.SIGSTOP)
        with holding_the_manifest(campaign, wait=False) as free:
            if free:
                return
        process.send_signal(signal.SIGCONT)
        time.sleep(0.005)
    raise AssertionError('the manifest is always held')


def simulated(out):
    """Runs that a worker says it simulated."""
    found = re.search(r'; (\d+) simulated now', out)
    return int(found.group(1)) if found else 0


ROOT = ''
UNDISTURBED = {}


def setUpModule():
    global ROOT
    ROOT = tempfile.mkdtemp(prefix='concord_durability_')
    os.chmod(ROOT, 0o755)
    for path in glob.glob(os.path.join(CONFIGS, 'teaching_two_systems*')):
        (shutil.copytree if os.path.isdir(path) else shutil.copy)(path, os.path.join(ROOT, os.path.basename(path)))
    write(os.path.join(ROOT, 'large.yaml'), LARGE_WORLD)
    write(os.path.join(ROOT, 'huge.yaml'), HUGE_WORLD)
    write(os.path.join(ROOT, 'listed.csv'), LISTED)
    for name, text in DESIGNS.items():
        write(design_file(name), text)


def tearDownModule():
    shutil.rmtree(ROOT)


def design_file(name):
    return os.path.join(ROOT, name + '.design.yaml')


class Undisturbed:
    """A campaign of one worker that nothing happens to: its folder, merged bytes, seconds."""

    def __init__(self, name):
        self.folder = os.path.join(ROOT, name + '_undisturbed')
        begin = time.monotonic()
        code, _, err = call('sweep', design_file(name), '-o', self.folder, '--threads', 1, '--quiet')
        self.seconds = time.monotonic() - begin
        assert code == 0, err
        self.merged = self.folder + '.h5'
        code, _, err = call('merge', self.folder, '-o', self.merged, '--quiet')
        assert code == 0, err
        self.content, self.digest = read(self.merged), digest_of(self.merged)
        with h5py.File(self.merged) as file:
            self.runs = int(file.attrs['runs'])
        self.plan = re.search(r'# plan digest: (\w+)', text_of(os.path.join(self.folder, 'plan.yaml'))).group(1)


def undisturbed(name):
    if name not in UNDISTURBED:
        UNDISTURBED[name] = Undisturbed(name)
    return UNDISTURBED[name]


def digest_of(merged):
    with h5py.File(merged) as file:
        return file.attrs['content_digest']


class Campaigns(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(dir=ROOT)
        os.chmod(self.folder, 0o755)
        self.made = 0

    def tearDown(self):
        shutil.rmtree(self.folder)

    def new(self, copy_of=None):
        """A path for a campaign, or a copy of one."""
        self.made += 1
        path = os.path.join(self.folder, f'campaign_{self.made}')
        if copy_of:
            shutil.copytree(copy_of, path)
        return path

    def expect(self, code, *args, **options):
        found, out, err = call(*args, **options)
        self.assertEqual(found, code, f'{args}\n{out}{err}')
        return out, err

    def refuses(self, codes, parts, *args, **options):
        """The program refuses, and says so in terms of all of `parts`; standard error."""
        code, out, err = call(*args, **options)
        self.assertIn(code, codes, f'{args}\n{out}{err}')
        for part in parts:
            self.assertIn(part, err)
        return err

    def ends_well(self, campaign, name, *design):
        """Goes on to the end, merges and compares; what the program said on the way."""
        out, err = self.expect(0, 'sweep', *(design or (campaign,)))
        self.assertIn('complete; next: concord merge', out)
        self.same_in_the_end(campaign, name)
        return out, err

    def same_in_the_end(self, campaign, name):
        expected = undisturbed(name)
        merged = os.path.join(self.folder, 'merged.h5')
        self.expect(0, 'merge', campaign, '-o', merged, '--force', '--quiet')
        self.assertEqual(digest_of(merged), expected.digest)
        self.assertTrue(read(merged) == expected.content, 'the merged file has other bytes')
        os.remove(merged)
        leftovers = glob.glob(os.path.join(self.folder, 'merged.h5*'))
        self.assertEqual(leftovers, [])


class Killed(Campaigns):
    def test_at_random_moments(self):
        """What the manifest acknowledged before a kill -9 is there and whole after it."""
        large = undisturbed('large')
        luck = random.Random(2019)
        kills = attempts = before_plan = unfinished = finished = 0
        campaign, seen, more = None, {}, 0
        while kills < KILLS:
            attempts += 1
            self.assertLess(attempts, 20 * KILLS, 'the program hardly ever was running when the kill came')
            if campaign is None:
                campaign, seen, more = self.new(), {}, luck.randint(1, 9)
            planned = os.path.exists(os.path.join(campaign, 'plan.yaml'))
            args = [campaign] if planned and luck.random() < 0.5 else [design_file('large'), '-o', campaign]
            process = start('sweep', *args, '--threads', 1 + attempts % 2)
            time.sleep(luck.uniform(0, 0.05 if attempts % 3 == 0 else large.seconds))
            acknowledged = listed(campaign)
            process.kill()
            _, err = process.communicate(timeout=PATIENCE)
            self.assertIn(process.returncode, (0, -signal.SIGKILL), err)
            for line in err.splitlines():  # nothing is wrong but what was being written
                self.assertTrue('quarantine' not in line or 'was left unfinished' in line, err)
            for name in acknowledged:
                content = read(os.path.join(campaign, 'shards', name))
                if name not in seen:
                    self.assertEqual(name.rpartition('_')[2], fnv1a(large.plan.encode() + content) + '.h5')
                    seen[name] = content
                self.assertTrue(seen[name] == content, name + ' has changed')
            if process.returncode == -signal.SIGKILL:
                kills, more = kills + 1, more - 1
                before_plan += not os.path.exists(os.path.join(campaign, 'plan.yaml'))
                unfinished += bool(glob.glob(os.path.join(campaign, 'shards', '*.partial-*')))
            if process.returncode == 0 or more == 0 or kills == KILLS:
                self.ends_well(campaign, 'large', design_file('large'), '-o', campaign)
                campaign, finished = None, finished + 1
        print(f'\n{kills} kills hit a running program, of {attempts} starts: {before_plan} before there was a plan, '
              f'{unfinished} left an unfinished shard; {finished} campaigns came to their end')

    def test_while_the_plan_is_written(self):
        """Kills as early as can be, in steps through the first moments."""
        small = undisturbed('small')
        hits, before_plan, steps = 0, 0, 200 if LONG else 20
        for step in range(steps):
            campaign = self.new()
            process = start('sweep', design_file('small'), '-o', campaign)
            time.sleep(small.seconds * step / steps)
            process.kill()
            process.communicate(timeout=PATIENCE)
            hits += process.returncode == -signal.SIGKILL
            before_plan += not os.path.exists(os.path.join(campaign, 'plan.yaml'))
            self.ends_well(campaign, 'small', design_file('small'), '-o', campaign)
        print(f'\n{hits} of {steps} kills hit, {before_plan} before there was a plan')
        self.assertGreater(before_plan, 0, 'no kill came early enough')

    def test_in_the_act(self):
        """Kills while a shard is written, and between its name and its line."""
        unfinished = without_line = 0
        for turn in range(100 if LONG else 12):
            campaign = self.new()
            folder = os.path.join(campaign, 'shards')

            def the_moment(process):
                names = os.listdir(folder) if os.path.exists(folder) else []
                return process.poll() is not None or any(('.partial-' in name) == bool(turn % 2) for name in names)
            process = start('sweep', design_file('small'), '-o', campaign)
            while not the_moment(process):
                pass
            process.kill()
            process.communicate(timeout=PATIENCE)
            left = [name for name in shards(campaign) if '.partial-' in name]
            named = set(shards(campaign)) - set(left)
            self.assertLessEqual(listed(campaign), named)
            unfinished += len(left)
            without_line += len(named - listed(campaign))
            _, err = self.ends_well(campaign, 'small')
            for name in left:
                self.assertIn(name + ': was left unfinished; moved to quarantine', err)
        print(f'\n{unfinished} shards were left unfinished, {without_line} without a line')
        self.assertGreater(unfinished, 0)

    def test_merge(self):
        """A merge that is killed leaves no file under the name, and does not disturb the next."""
        small = undisturbed('small')
        begin = time.monotonic()
        self.same_in_the_end(small.folder, 'small')
        length = time.monotonic() - begin
        target, hits, steps = os.path.join(self.folder, 'target.h5'), 0, 10 * (10 if LONG else 1)
        for step in range(steps):
            process = start('merge', small.folder, '-o', target)
            time.sleep(length * step / steps)
            process.kill()
            process.communicate(timeout=PATIENCE)
            hits += process.returncode == -signal.SIGKILL
            if os.path.exists(target):
                self.assertTrue(read(target) == small.content)
                os.remove(target)
        self.assertGreater(hits, 0)
        self.expect(0, 'merge', small.folder, '-o', target)
        self.assertTrue(read(target) == small.content)


def truncate(path):
    write(path, read(path)[:os.path.getsize(path) // 2])


def empty(path):
    write(path, b'')


def flip(path, at=None):
    content = bytearray(read(path))
    if content:
        content[len(content) // 2 if at is None else at] ^= 0x10
    write(path, bytes(content))


def garbage(path):
    write(path, random.Random(7).randbytes(300))


def into_folder(path):
    remove(path)
    os.mkdir(path)


DAMAGES = (truncate, empty, flip, garbage, os.remove, into_folder)


class Damaged(Campaigns):
    """Each test damages copies of a finished campaign of a dozen shards."""

    @classmethod
    def setUpClass(cls):
        cls.whole = {}
        for name in ('small', 'points'):
            cls.whole[name] = os.path.join(ROOT, name + '_whole')
            for part in range(1, 5):
                code, _, err = call('sweep', design_file(name), '-o', cls.whole[name], '--shard', f'{part}/4', '--quiet')
                assert code == 0, err
            assert len(shards(cls.whole[name])) >= 10

    def in_quarantine(self, campaign):
        held = tree(os.path.join(campaign, 'quarantine'))
        return [content for content in held.values() if content is not None]

    def frozen_file(self, file, named, name='small', needed=True):
        """A file of the plan, damaged in every way: refused without the design, repaired with it, kept."""
        path_in = lambda campaign: os.path.join(campaign, file)
        size = os.path.getsize(path_in(self.whole[name]))
        luck = random.Random(2020)
        flips = [(lambda path, at=at: flip(path, at)) for at in
                 [0, size // 3, size - 2, size - 1] + [luck.randrange(size) for _ in range(FLIPS // 5)]]
        for way in DAMAGES + tuple(flips):
            with self.subTest(file=file, way=way.__name__):
                campaign = self.new(self.whole[name])
                path = path_in(campaign)
                way(path)
                harmed = read(path) if os.path.isfile(path) else None
                before = tree(campaign)
                code, out, err = call('sweep', campaign)
                self.assertIn(code, (0, 2, 3), out + err)
                if code == 0:  # it holds the same, or is not needed
                    self.assertFalse(needed and way in DAMAGES, 'damage was not noticed')
                    self.assertEqual(simulated(out), 0)
                    self.same_in_the_end(campaign, name)
                else:
                    self.assertRegex(err, named)
                    self.assertEqual(tree(campaign), before)
                code_merge, _, err = call('merge', campaign, '-o', os.path.join(self.folder, 'm.h5'), '--force')
                self.assertEqual(code_merge, code, err)
                code, out, err = call('sweep', design_file(name), '-o', campaign)
                if code == 3 and way is into_folder:  # as good an answer; the user takes it away
                    self.assertIn(path, err)
                    os.rmdir(path)
                    self.expect(0, 'sweep', design_file(name), '-o', campaign)
                else:
                    self.assertEqual(code, 0, err)
                if needed:
                    self.assertTrue(os.path.isfile(path))
                    if harmed is not None and harmed != read(path):
                        self.assertIn(harmed, self.in_quarantine(campaign), 'what was damaged was thrown away')
                    if way is os.remove:
                        self.assertEqual(read(path), read(path_in(self.whole[name])))
                self.assertEqual(shards(campaign), shards(self.whole[name]))
                self.ends_well(campaign, name)
                shutil.rmtree(campaign)

    def test_plan(self):
        self.frozen_file('plan.yaml', r'plan\.yaml')

    def test_scenario(self):
        self.frozen_file('scenario.yaml', r'scenario\.yaml')

    def test_tables(self):
        self.frozen_file(os.path.join('teaching_two_systems', 'trusts.csv'), r'trusts\.csv|the tables are not')

    def test_points_that_are_data(self):
        self.frozen_file('points.csv', r'points\.csv', 'points')

    def test_points_that_follow_from_the_design(self):
        self.frozen_file('points.csv', r'points\.csv', needed=False)

    def test_manifest_is_made_again_from_the_shards(self):
        def line(number, change):
            def way(path):
                lines = read(path).split(b'\n')
                lines[number] = change(lines[number])
                write(path, b'\n'.join(lines))
            return way

        def swap(text):
            return text[:20] + bytes([text[20] ^ 1]) + text[21:]
        ways = DAMAGES + (
            line(0, swap), line(0, lambda text: text[:-3]), line(5, swap), line(5, lambda text: text[:-3]),
            line(5, lambda text: b''), line(5, lambda text: text + b'\r'), line(5, lambda text: text + b' '),
            line(5, lambda text: text.replace(b'shard', b'lost')), line(-2, lambda text: text + b'\n' + text),
            lambda path: write(path, read(path)[:-1]), lambda path: write(path, read(path)[:-30]),
            lambda path: write(path, read(path) + b'shard 0000'), lambda path: write(path, read(path) + bytes(100)))
        for number, way in enumerate(ways):
            with self.subTest(way=number):
                campaign = self.new(self.whole['small'])
                path = os.path.join(campaign, 'manifest.txt')
                way(path)
                if way is into_folder:  # the user takes it away
                    self.refuses((3,), [path], 'sweep', campaign)
                    os.rmdir(path)
                harmed = read(path) if os.path.isfile(path) else None
                out, err = self.ends_well(campaign, 'small')
                self.assertEqual(simulated(out), 0)
                self.assertEqual(shards(campaign), shards(self.whole['small']))
                self.assertEqual(listed(campaign), set(shards(campaign)))
                self.assertTrue(harmed is None or harmed in self.in_quarantine(campaign)
                                or read(path).startswith(harmed), 'what was damaged was thrown away')
                _, err = self.expect(0, 'sweep', campaign)
                self.assertNotIn('quarantine', err)
                shutil.rmtree(campaign)

    def test_manifest_goes_on_behind_a_torn_line(self):
        campaign = self.new(self.whole['small'])
        victim = shards(campaign)[3]
        os.remove(os.path.join(campaign, 'shards', victim))
        path = os.path.join(campaign, 'manifest.txt')
        write(path, read(path)[:-10])
        out, err = self.ends_well(campaign, 'small')
        self.assertGreater(simulated(out), 0)
        self.assertIn(victim + ': is missing', err)
        self.assertEqual(listed(campaign), set(shards(campaign)))

    def damaged_shard(self, name, way):
        campaign = self.new(self.whole['small'])
        path = os.path.join(campaign, 'shards', name)
        way(path)
        harmed = read(path) if os.path.isfile(path) else None
        target = os.path.join(self.folder, 'target.h5')
        self.refuses((2, 3), [name], 'merge', campaign, '-o', target)
        self.assertFalse(os.path.exists(target))
        if way is into_folder and call('sweep', campaign)[0] == 3:  # as good an answer; the user takes it away
            self.refuses((3,), [path, 'Is a directory'], 'sweep', campaign)
            os.rmdir(path)
        out, err = self.expect(0, 'sweep', campaign)
        self.assertGreater(simulated(out) + (way is into_folder), 0)
        self.assertLess(simulated(out), undisturbed('small').runs)
        if harmed is not None:
            self.assertEqual(tree(os.path.join(campaign, 'quarantine')).get(name), harmed)
        self.same_in_the_end(campaign, 'small')
        return campaign

    def test_shards_are_quarantined_and_simulated_again(self):
        luck = random.Random(2021)
        names = shards(self.whole['small'])
        for way in DAMAGES:
            name = luck.choice(names)
            with self.subTest(shard=name, way=way.__name__):
                shutil.rmtree(self.damaged_shard(name, way))
        for number in range(FLIPS):
            name = names[number % len(names)]
            size = os.path.getsize(os.path.join(self.whole['small'], 'shards', name))
            at = [0, size // 2, size - 1][number] if number < 3 else luck.randrange(size)
            with self.subTest(shard=name, flipped=at):
                shutil.rmtree(self.damaged_shard(name, lambda path, at=at: flip(path, at)))

    def test_many_shards_at_once(self):
        campaign = self.new(self.whole['small'])
        for number, name in enumerate(shards(campaign)):
            DAMAGES[number % 5](os.path.join(campaign, 'shards', name))
        out, _ = self.ends_well(campaign, 'small')
        self.assertEqual(simulated(out), undisturbed('small').runs)

    def test_twice_damaged_shards_are_all_kept(self):
        campaign = self.new(self.whole['small'])
        name = shards(campaign)[0]
        for at in (10, 20, 30):
            flip(os.path.join(campaign, 'shards', name), at)
            self.ends_well(campaign, 'small')
        self.assertEqual(len(set(self.in_quarantine(campaign))), 3)

    def test_strays_in_shards_are_quarantined(self):
        campaign = self.new(self.whole['small'])
        name = shards(campaign)[2]
        content = read(os.path.join(campaign, 'shards', name))
        strays = {'notes.txt': b'hello', 'copy of ' + name: content, name[:-8] + '00000.h5': content, name + '.bak': content,
                  '000000000-000000003.partial-elsewhere-1': content[:1000], '9-1_8rows_0failed_0123456789abcdef.h5': b''}
        for stray, data in strays.items():
            write(os.path.join(campaign, 'shards', stray), data)
        os.mkdir(os.path.join(campaign, 'shards', 'folder'))
        out, err = self.ends_well(campaign, 'small')
        self.assertEqual(simulated(out), 0)
        self.assertEqual(shards(campaign), shards(self.whole['small']))
        held = tree(os.path.join(campaign, 'quarantine'))
        for stray, data in strays.items():
            self.assertEqual(held.get(stray), data, stray)
            self.assertIn(stray, err)
        self.assertIn('folder', held)

    def test_shards_of_another_campaign_do_not_count(self):
        """A copied shard, or a folder whose plan was lost and that is taken for another design."""
        other = os.path.join(undisturbed('other').folder, 'shards')
        campaign = self.new(self.whole['small'])
        strangers = os.listdir(other)
        for name in strangers:
            shutil.copy(os.path.join(other, name), os.path.join(campaign, 'shards'))
        for name in shards(self.whole['small'])[:4]:
            os.remove(os.path.join(campaign, 'shards', name))
        out, _ = self.expect(0, 'sweep', campaign)
        self.assertGreater(simulated(out), 0, 'shards of another plan were counted as done')
        for name in strangers:
            self.assertIn(name, tree(os.path.join(campaign, 'quarantine')))
        self.same_in_the_end(campaign, 'small')

    def test_a_folder_that_lost_its_plan_is_no_start_for_another_design(self):
        for way in (os.remove, truncate):
            with self.subTest(way=way.__name__):
                campaign = self.new(undisturbed('other').folder)
                way(os.path.join(campaign, 'plan.yaml'))
                code, out, err = call('sweep', design_file('small'), '-o', campaign)
                self.assertIn(code, (0, 2, 3), err)
                if code == 0:
                    self.assertEqual(simulated(out), undisturbed('small').runs, 'shards of another plan were counted as done')
                    self.same_in_the_end(campaign, 'small')

    def test_leases_hold_nothing_that_can_be_lost(self):
        for way in DAMAGES:
            with self.subTest(way=way.__name__):
                campaign = self.new(undisturbed('small').folder)
                os.remove(os.path.join(campaign, 'shards', shards(campaign)[1]))
                path = os.path.join(campaign, 'leases')
                way(path)
                code, out, err = call('sweep', campaign)
                if code == 3 and way is into_folder:  # as good as doing without
                    self.assertIn(path, err)
                    os.rmdir(path)
                else:
                    self.assertEqual(code, 0, err)
                    self.assertGreater(simulated(out), 0)
                self.ends_well(campaign, 'small')

    def test_progress_files_mean_nothing(self):
        for way in DAMAGES:
            with self.subTest(way=way.__name__):
                campaign = self.new(undisturbed('small').folder)
                path = os.path.join(campaign, 'progress', 'elsewhere-1.json')
                write(path, '{"worker": "elsewhere-1", "part": 1, "parts": 1, "threads": 1, "batches_done": 1, "batches": 8, '
                            '"runs": 3, "failed": 0, "runs_per_second": 1.0, "seconds_left": 3}\n')
                self.assertIn('elsewhere-1', self.expect(0, 'status', campaign)[0])
                way(path)
                self.assertIn('complete: 100% done', self.expect(0, 'status', campaign)[0])
                self.ends_well(campaign, 'small')

    def test_folders_that_are_gone_or_files(self):
        for name in ('shards', 'progress'):
            campaign = self.new(self.whole['small'])
            path = os.path.join(campaign, name)
            remove(path)
            out, _ = self.ends_well(campaign, 'small')
            self.assertEqual(simulated(out), undisturbed('small').runs if name == 'shards' else 0)
            remove(path)
            write(path, '')
            self.refuses((3,), [path], 'sweep', campaign)
            os.remove(path)
            self.ends_well(campaign, 'small')

    def test_unfinished_merged_files_are_never_taken_for_finished(self):
        target = os.path.join(self.folder, 'target.h5')
        write(target + '.partial-elsewhere-1', b'half')
        self.expect(0, 'merge', self.whole['small'], '-o', target)
        self.assertTrue(read(target) == undisturbed('small').content)
        self.assertEqual(read(target + '.partial-elsewhere-1'), b'half')
        self.refuses((3,), ['exists already; --force replaces it'], 'merge', self.whole['small'], '-o', target)

    def test_merge_refuses_what_is_not_complete(self):
        campaign = self.new(self.whole['small'])
        os.remove(os.path.join(campaign, 'shards', shards(campaign)[5]))
        target = os.path.join(self.folder, 'target.h5')
        self.refuses((2,), ['is not there yet', f'`concord sweep {campaign}`'], 'merge', campaign, '-o', target)
        self.assertEqual(glob.glob(target + '*'), [])
        self.ends_well(campaign, 'small')

    def test_overlapping_shards_merge_if_they_agree(self):
        campaign = self.new(self.whole['small'])
        one_worker = os.path.join(undisturbed('small').folder, 'shards')
        for name in os.listdir(one_worker):
            shutil.copy(os.path.join(one_worker, name), os.path.join(campaign, 'shards'))
        self.assertGreater(len(shards(campaign)), len(shards(self.whole['small'])))
        out, _ = self.ends_well(campaign, 'small')
        self.assertEqual(simulated(out), 0)

    def test_one_run_with_two_results_is_refused(self):
        for field, change in (('digest', 1), ('outcomes', 0.5)):
            with self.subTest(field=field):
                campaign = self.new(self.whole['small'])
                path = os.path.join(self.folder, 'changed.h5')
                name = shards(campaign)[1]
                shutil.copy(os.path.join(campaign, 'shards', name), path)
                with h5py.File(path, 'r+') as file:
                    del file['evidence'], file.attrs['evidence']  # a worker's that counts otherwise would fit what it wrote
                    run = int(file['run'][3])
                    values = file[field][()]
                    values[3] += change
                    file[field][...] = values
                changed = name.rpartition('_')[0] + '_' + fnv1a(undisturbed('small').plan.encode() + read(path)) + '.h5'
                os.rename(path, os.path.join(campaign, 'shards', changed))
                _, err = self.expect(0, 'sweep', campaign)
                self.assertNotIn('quarantine', err)
                target = os.path.join(self.folder, field + '.h5')
                self.refuses((3,), [f'run {run} was simulated twice with different results'], 'merge', campaign, '-o', target)
                self.assertFalse(os.path.exists(target))
                os.remove(os.path.join(campaign, 'shards', changed))
                self.ends_well(campaign, 'small')


@contextlib.contextmanager
def small_disk(folder, size):
    """A file system of that size, where we may mount one."""
    path = os.path.join(folder, 'disk')
    os.mkdir(path)
    done = subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={size}', 'tmpfs', path], capture_output=True, text=True)
    if done.returncode != 0:
        os.rmdir(path)
        raise unittest.SkipTest('cannot mount a tmpfs here: ' + done.stderr.strip())
    try:
        yield path
    finally:
        subprocess.run(['umount', path], check=True)
        os.rmdir(path)


def remount(path, options):
    subprocess.run(['mount', '-o', 'remount,' + options, path], check=True)


def fill(path, pages):
    """Leaves so many pages of a disk."""
    write(os.path.join(path, 'filler'), b'')
    free = os.statvfs(path).f_bavail * os.statvfs(path).f_frsize
    write(os.path.join(path, 'filler'), bytes(max(0, free - pages * 4096)))


class Disk(Campaigns):
    def test_full_while_simulating(self):
        with small_disk(self.folder, '1m') as disk:
            campaign = os.path.join(disk, 'campaign')
            for _ in range(2):  # the second time it is full already
                err = self.refuses((3,), [campaign, NO_SPACE], 'sweep', design_file('wide'), '-o', campaign)
                self.assertNotIn('internal', err)
            self.assertLessEqual(listed(campaign), set(shards(campaign)))
            self.assertEqual(glob.glob(os.path.join(campaign, 'shards', '*.partial-*')), [])
            call('status', campaign)
            remount(disk, 'size=64m')
            out, _ = self.ends_well(campaign, 'wide')
            self.assertLessEqual(simulated(out), undisturbed('wide').runs)

    def test_full_at_every_step(self):
        """So many pages are left that each write in turn, from the plan's to the last shard's, is the one that fails."""
        refused = 0
        with small_disk(self.folder, '1m') as disk:
            for pages in range(0, 60 if LONG else 40, 1 if LONG else 2):
                with self.subTest(pages=pages):
                    campaign = os.path.join(disk, 'campaign')
                    fill(disk, pages)
                    code, out, err = call('sweep', design_file('small'), '-o', campaign)
                    self.assertIn(code, (0, 3), out + err)
                    if code == 3:
                        refused += 1
                        self.assertIn(disk, err)
                        self.assertIn(NO_SPACE, err)
                    os.remove(os.path.join(disk, 'filler'))
                    self.ends_well(campaign, 'small', design_file('small'), '-o', campaign)
                    shutil.rmtree(campaign)
        self.assertGreater(refused, 5)

    def test_full_while_merging(self):
        small, refused = undisturbed('small'), 0
        with small_disk(self.folder, '1m') as disk:
            target = os.path.join(disk, 'target.h5')
            for pages in range(0, 40 if LONG else 32, 1 if LONG else 2):
                with self.subTest(pages=pages):
                    fill(disk, pages)
                    code, _, err = call('merge', small.folder, '-o', target)
                    self.assertIn(code, (0, 3), err)
                    if code == 3:
                        refused += 1
                        self.assertIn(target, err)
                        self.assertRegex(err, NO_SPACE + '|the disk has .* left')
                        self.assertEqual(glob.glob(target + '*'), [])
                    else:
                        self.assertTrue(read(target) == small.content)
                        os.remove(target)
                    os.remove(os.path.join(disk, 'filler'))
            self.expect(0, 'merge', small.folder, '-o', target)
            self.assertTrue(read(target) == small.content)
            fill(disk, 2)  # an older file stays if the new one has no room
            self.refuses((3,), [target], 'merge', small.folder, '-o', target, '--force')
            self.assertTrue(read(target) == small.content)
        self.assertGreater(refused, 5)

    def test_files_that_may_not_grow(self):
        """Like a full disk, but for every user: a limit on the size of files."""
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        refused = 0
        for size in (0, 100, 1000, 4096, 10_000, 30_000):
            with self.subTest(size=size):
                campaign = self.new()
                code, out, err = call('sweep', design_file('small'), '-o', campaign, preexec_fn=limit)
                self.assertIn(code, (0, 3), out + err)
                if code == 3:
                    refused += 1
                    self.assertIn(campaign, err)
                self.ends_well(campaign, 'small', design_file('small'), '-o', campaign)
                target = os.path.join(self.folder, 'target.h5')
                self.refuses((3,), [target], 'merge', campaign, '-o', target, preexec_fn=limit)
                self.assertEqual(glob.glob(target + '*'), [])
        self.assertGreater(refused, 2)


class ReadOnly(Campaigns):
    def setUp(self):
        super().setUp()
        self.user = {'user': NOBODY, 'group': NOBODY, 'extra_groups': []} if os.geteuid() == 0 else {}
        try:
            subprocess.run([PROGRAM, '--version'], capture_output=True, check=True, timeout=PATIENCE, **self.user)
        except OSError:
            self.skipTest('another user cannot start the program')

    def tearDown(self):
        for path in glob.glob(os.path.join(self.folder, '**'), recursive=True):
            os.chmod(path, 0o755)
        super().tearDown()

    def locked(self, campaign):
        """A campaign that its reader cannot change."""
        paths = glob.glob(os.path.join(campaign, '**'), recursive=True)
        for path in paths + [campaign]:
            os.chmod(path, 0o555 if os.path.isdir(path) else 0o444)
        return campaign

    def test_complete_campaigns_can_be_looked_at(self):
        campaign = self.locked(self.new(undisturbed('small').folder))
        self.assertIn('complete: 100% done', self.expect(0, 'status', campaign, **self.user)[0])

    def test_incomplete_campaigns_can_be_looked_at(self):
        campaign = self.new(undisturbed('small').folder)
        os.remove(os.path.join(campaign, 'manifest.txt'))
        self.assertIn('not running: 0% done', self.expect(0, 'status', self.locked(campaign), **self.user)[0])

    def test_complete_campaigns_can_be_merged(self):
        campaign = self.locked(self.new(undisturbed('small').folder))
        elsewhere = os.path.join(self.folder, 'writable')
        os.mkdir(elsewhere)
        os.chmod(elsewhere, 0o777)
        target = os.path.join(elsewhere, 'target.h5')
        self.expect(0, 'merge', campaign, '-o', target, **self.user)
        self.assertTrue(read(target) == undisturbed('small').content)

    def refuses_to_write(self, campaign, reason, **user):
        before = tree(campaign)
        self.refuses((3,), [campaign, reason], 'sweep', campaign, **user)
        self.refuses((3,), [campaign, reason], 'sweep', design_file('small'), '-o', campaign, **user)
        below = os.path.join(campaign, 'new')
        self.refuses((3,), [below, reason], 'sweep', design_file('small'), '-o', below, **user)
        target, complete = os.path.join(campaign, 'target.h5'), self.new(undisturbed('small').folder)
        for path in glob.glob(os.path.join(complete, '**'), recursive=True):
            os.chmod(path, 0o777)
        self.refuses((3,), [target, reason], 'merge', complete, '-o', target, **user)
        self.assertEqual(tree(campaign), before)

    def incomplete(self, path=None):
        campaign = self.new(undisturbed('small').folder)
        os.remove(os.path.join(campaign, 'shards', shards(campaign)[2]))
        return shutil.move(campaign, path) if path else campaign

    def test_no_permission_to_write(self):
        self.refuses_to_write(self.locked(self.incomplete()), 'Permission denied', **self.user)

    def test_file_system_is_read_only(self):
        with small_disk(self.folder, '8m') as disk:
            campaign = self.incomplete(os.path.join(disk, 'campaign'))
            remount(disk, 'ro')
            self.refuses_to_write(campaign, 'Read-only file system')
            self.assertIn('done', self.expect(0, 'status', campaign)[0])
            remount(disk, 'rw')
            self.ends_well(campaign, 'small')


class Crowded(Campaigns):
    def finish(self, processes):
        """Exit codes, what was said, runs simulated by each."""
        ends = [(process.communicate(timeout=PATIENCE), process.returncode) for process in processes]
        return [code for _, code in ends], [err for (_, err), _ in ends], [simulated(out) for (out, _), _ in ends]

    def shared(self, campaign, name, codes, errs, runs):
        """When all workers have left, everything is done, and once."""
        self.assertEqual(codes, [0] * len(codes), errs)
        self.assertIn('complete: 100% done', self.expect(0, 'status', campaign)[0], 'all left, and work is left over')
        self.assertEqual(sum(runs), undisturbed(name).runs, 'some of it was done twice')
        self.same_in_the_end(campaign, name)

    def test_workers_share_the_work(self):
        for count in (2, 3):
            campaign = self.new()
            codes, errs, runs = self.finish([start('sweep', design_file('large'), '-o', campaign, '--threads', 1)
                                             for _ in range(count)])
            self.assertGreater(sorted(runs)[-2], 0, 'one did everything')
            self.shared(campaign, 'large', codes, errs, runs)

    def test_overlapping_parts(self):
        campaign = self.new()
        codes, errs, runs = self.finish([start('sweep', design_file('large'), '-o', campaign, '--threads', 1, '--shard', part)
                                         for part in ('1/2', '2/2', '1/3', '2/3', '3/3')])
        self.shared(campaign, 'large', codes, errs, runs)

    def test_one_of_them_is_killed(self):
        for part in ([], ['--shard', '2/2']):
            campaign = self.new()
            victim = start('sweep', design_file('large'), '-o', campaign, '--threads', 1, *part)
            others = [start('sweep', design_file('large'), '-o', campaign, '--threads', 1) for _ in range(2)]
            until(lambda: listed(campaign), 'a first shard')
            victim.kill()
            victim.communicate(timeout=PATIENCE)
            self.assertEqual(victim.returncode, -signal.SIGKILL)
            codes, errs, _ = self.finish(others)
            self.assertEqual(codes, [0, 0], errs)
            self.ends_well(campaign, 'large')

    def test_one_of_them_sleeps(self):
        """A worker that is suspended keeps its lease; the others do the rest, and wait until it goes on or dies."""
        campaign = self.new()
        sleeper = start('sweep', design_file('large'), '-o', campaign, '--threads', 1)
        until(lambda: listed(campaign), 'a first shard')
        try:
            suspend(sleeper, campaign)
            other = start('sweep', campaign)
            until(lambda: 'waits for other workers' in call('status', campaign)[1], 'the other to have nothing left to do')
            other.send_signal(signal.SIGTERM)
            out, err = other.communicate(timeout=PATIENCE)
            self.assertEqual(other.returncode, 75, err)
            waiting = start('sweep', campaign)
        finally:
            sleeper.send_signal(signal.SIGCONT)
        codes, errs, runs = self.finish([sleeper, waiting])
        self.shared(campaign, 'large', codes, errs, runs + [simulated(out)])

    def test_killed_at_random_with_two_at_work(self):
        luck = random.Random(2022)
        wanted, kills, starts, workers = (80 if LONG else 8), 0, 0, []
        while kills < wanted:
            starts += 1
            self.assertLess(starts, 20 * wanted, 'the program hardly ever was running when the kill came')
            if not workers:
                campaign = self.new()
                workers = [start('sweep', design_file('large'), '-o', campaign, '--threads', 1) for _ in range(2)]
            time.sleep(luck.uniform(0, undisturbed('large').seconds / 4))
            acknowledged = listed(campaign)
            victim = workers.pop(0)
            victim.kill()
            _, err = victim.communicate(timeout=PATIENCE)
            self.assertIn(victim.returncode, (0, -signal.SIGKILL), err)
            kills += victim.returncode == -signal.SIGKILL
            self.assertLessEqual(acknowledged, set(shards(campaign)) if acknowledged else set())
            workers.append(start('sweep', design_file('large'), '-o', campaign, '--threads', 1))
            if victim.returncode == 0 or kills == wanted:  # the work is done, or nearly
                codes, errs, _ = self.finish(workers)
                self.assertEqual(codes, [0, 0], errs)
                self.ends_well(campaign, 'large')
                workers = []

    def test_made_at_the_same_moment(self):
        luck = random.Random(2023)
        for _ in range(40 if LONG else 8):
            campaign, workers = self.new(), []
            for _ in range(3):
                workers.append(start('sweep', design_file('small'), '-o', campaign, '--threads', 1))
                time.sleep(luck.uniform(0, 0.01))
            codes, errs, runs = self.finish(workers)
            self.shared(campaign, 'small', codes, errs, runs)

    def test_two_designs_at_the_same_moment(self):
        """One wins, the other is refused with what differs."""
        luck, names = random.Random(2024), ['small', 'other']
        for turn in range(40 if LONG else 8):
            campaign, workers = self.new(), []
            order = names if turn % 2 else names[::-1]
            for name in order:
                workers.append(start('sweep', design_file(name), '-o', campaign, '--threads', 1))
                time.sleep(luck.uniform(0, 0.005))
            codes, errs, _ = self.finish(workers)
            self.assertEqual(sorted(codes), [0, 2], errs)
            self.assertIn('holds another campaign', errs[codes.index(2)])
            self.assertIn('replicates', errs[codes.index(2)])
            self.ends_well(campaign, order[codes.index(0)])

    def test_merge_while_others_work(self):
        campaign, refused = self.new(), 0
        worker = start('sweep', design_file('large'), '-o', campaign)
        until(lambda: listed(campaign), 'a first shard')
        target = os.path.join(self.folder, 'target.h5')
        while worker.poll() is None:
            code, _, err = call('merge', campaign, '-o', target, '--force')
            self.assertIn(code, (0, 2), err)
            self.assertNotIn('quarantine', err)
            self.assertEqual(os.path.exists(target), code == 0)
            refused += code == 2
        codes, errs, _ = self.finish([worker])
        self.assertEqual(codes, [0], errs)
        self.assertGreater(refused, 0, 'the campaign was never at work')
        self.ends_well(campaign, 'large')


class Clock(Campaigns):
    def preloaded(self):
        found = sorted(glob.glob('/usr/lib/*/faketime/libfaketimeMT.so.1'))
        if not found:
            self.skipTest('libfaketime is not installed')
        self.setting = os.path.join(self.folder, 'clock')
        return {**os.environ, 'LD_PRELOAD': found[0], 'FAKETIME_TIMESTAMP_FILE': self.setting, 'FAKETIME_NO_CACHE': '1',
                'FAKETIME_DONT_FAKE_MONOTONIC': '1'}

    def test_jumps_between_sessions(self):
        environment, campaign = self.preloaded(), self.new()
        for part, shift in enumerate(('+5y', '-7y', '+400d', '-1s'), 1):
            write(self.setting, shift)
            self.expect(0, 'sweep', design_file('small'), '-o', campaign, '--shard', f'{part}/4', env=environment)
            self.expect(0, 'status', campaign, env=environment)
        written = [os.path.getmtime(path) for path in glob.glob(os.path.join(campaign, 'shards', '*'))]
        self.assertEqual(len(written), len(shards(campaign)))
        self.ends_well(campaign, 'small')

    def test_jumps_while_it_runs(self):
        environment, campaign = self.preloaded(), self.new()
        write(self.setting, '+0')
        workers = [start('sweep', design_file('large'), '-o', campaign, '--threads', 1, env=environment) for _ in range(2)]
        jumps = 0
        while any(worker.poll() is None for worker in workers):
            write(self.setting + '.next', ('+3y', '-4y', '+1d', '-1h')[jumps % 4])
            os.replace(self.setting + '.next', self.setting)  # libfaketime never reads half of it
            self.expect(0, 'status', campaign) if os.path.exists(os.path.join(campaign, 'plan.yaml')) else None
            jumps += 1
            time.sleep(0.05)
        for worker in workers:
            _, err = worker.communicate(timeout=PATIENCE)
            self.assertEqual(worker.returncode, 0, err)
        self.assertGreater(jumps, 2)
        self.ends_well(campaign, 'large')

    def test_files_from_the_future_and_from_long_ago(self):
        for moment in (time.time() + 20 * 365 * 86400, 0):
            campaign = self.new(undisturbed('small').folder)
            os.remove(os.path.join(campaign, 'shards', shards(campaign)[1]))
            write(os.path.join(campaign, 'shards', '000000001-000000009.partial-elsewhere-1'), b'half')
            write(os.path.join(campaign, 'progress', 'elsewhere-1.json'), '{}')
            for path in glob.glob(os.path.join(campaign, '**'), recursive=True) + [campaign]:
                os.utime(path, (moment, moment))
            self.expect(0, 'status', campaign)
            self.ends_well(campaign, 'small')


class Signals(Campaigns):
    def test_each_keeps_what_was_simulated(self):
        for number in HANDLED:
            with self.subTest(signal=number.name):
                campaign = self.new()
                process = start('sweep', design_file('large'), '-o', campaign)
                until(lambda: listed(campaign), 'a first shard')
                process.send_signal(number)
                out, err = process.communicate(timeout=PATIENCE)
                self.assertEqual(process.returncode, 75, out + err)
                name = 'Ctrl-C' if number == signal.SIGINT else f'signal {int(number)}'
                self.assertIn(f'concord: stopped by {name}; what was simulated is kept; the same command goes on', err)
                self.assertEqual(listed(campaign), set(shards(campaign)))
                kept = sum(int(re.search(r'_(\d+)rows', shard).group(1)) for shard in shards(campaign))
                self.assertGreater(kept, 0)
                self.assertEqual(simulated(out), kept, 'simulated, and not kept')
                self.assertEqual(os.listdir(os.path.join(campaign, 'progress')), [])
                out, _ = self.ends_well(campaign, 'large', design_file('large'), '-o', campaign)
                self.assertEqual(simulated(out), undisturbed('large').runs - kept)

    def test_again_and_again(self):
        """Only ever stopped, a campaign comes to its end, with a shard or more for every start."""
        campaign, stops = self.new(), 0
        for number in range(100):
            process = start('sweep', design_file('large'), '-o', campaign, '--threads', 1 + number % 2)
            before = len(listed(campaign))
            until(lambda: len(listed(campaign)) > before or process.poll() is not None, 'another shard')
            process.send_signal(HANDLED[number % 4])
            out, err = process.communicate(timeout=PATIENCE)
            self.assertIn(process.returncode, (0, 75), err)
            if process.returncode == 0:
                break
            stops += 1
        self.assertGreater(stops, 1)
        self.ends_well(campaign, 'large')

    def test_while_waiting_for_the_manifest(self):
        """Somebody holds it and does not go on; who waits for it can still be stopped, by one signal."""
        campaign = self.new(undisturbed('small').folder)
        os.remove(os.path.join(campaign, 'shards', shards(campaign)[1]))
        with holding_the_manifest(campaign):
            process = start('sweep', campaign)
            try:
                until(lambda: any(os.path.realpath(fd) == os.path.realpath(os.path.join(campaign, 'leases'))
                                  for fd in glob.glob(f'/proc/{process.pid}/fd/*')), 'the wait')
                process.send_signal(signal.SIGTERM)
                self.assertEqual(process.wait(timeout=20), 75)
            finally:
                process.kill()
                process.communicate(timeout=PATIENCE)
        self.ends_well(campaign, 'small')

    def test_in_the_first_moments(self):
        """Also while the plan is still being written, a signal means: go on later."""
        for number in HANDLED:
            with self.subTest(signal=number.name):
                campaign = self.new()
                process = start('sweep', design_file('small'), '-o', campaign)
                while not os.path.exists(os.path.join(campaign, 'leases')):
                    self.assertIsNone(process.poll())
                process.send_signal(number)
                _, err = process.communicate(timeout=PATIENCE)
                self.assertIn(process.returncode, (0, 75), err)
                self.ends_well(campaign, 'small', design_file('small'), '-o', campaign)

    def test_the_second_exits_at_once(self):
        campaign = self.new()
        process = start('sweep', design_file('huge'), '-o', campaign, '--threads', 1)
        try:
            until(lambda: glob.glob(os.path.join(campaign, 'progress', '*.json')) and processor_seconds(process) > 1, 'a batch under way')
            process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            self.assertIsNone(process.poll(), 'a batch was too short to show anything')
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(timeout=5), 75)
        finally:
            process.kill()
            process.communicate(timeout=PATIENCE)
        self.assertEqual(shards(campaign), [])

    def test_merge_stops_and_leaves_nothing(self):
        target = os.path.join(self.folder, 'target.h5')
        wide, stopped = undisturbed('wide'), 0
        for number in HANDLED[:2] * 4:
            process = start('merge', wide.folder, '-o', target)
            until(lambda: glob.glob(target + '.partial-*') or process.poll() is not None, 'the merge')
            process.send_signal(number)
            _, err = process.communicate(timeout=PATIENCE)
            self.assertIn(process.returncode, (0, 75), err)
            if process.returncode == 0:
                self.assertTrue(read(target) == wide.content)
                os.remove(target)
            stopped += process.returncode == 75
            self.assertEqual(glob.glob(target + '*'), [])
        self.assertGreater(stopped, 0, 'no signal came in time')


class OtherPlans(Campaigns):
    def refused(self, codes, parts, *args):
        campaign = args[args.index('-o') + 1] if '-o' in args else args[1]
        before = tree(campaign)
        err = self.refuses(codes, parts, *args)
        self.assertEqual(tree(campaign), before)
        return err

    def changed(self, old, new):
        path = os.path.join(ROOT, f'changed{len(glob.glob(os.path.join(ROOT, "changed*")))}.design.yaml')
        self.assertIn(old, DESIGNS['small'])
        write(path, DESIGNS['small'].replace(old, new))
        return path

    def test_what_differs_is_listed(self):
        campaign = self.new(undisturbed('small').folder)
        for parts, args in (
                (["replicates: '64' in the folder, '56' asked for"], [design_file('other')]),
                (["axes.pooling.floor.2: '0.5' in the folder, '0.25' asked for"],
                 [self.changed('[0, 0.5, 1]', '[0, 0.25, 1]')]),
                (['axes.pooling.floor.3', "'1' in the folder, not asked for"], [self.changed('[0, 0.5, 1]', '[0, 0.5]')]),
                (["quarters: '8' in the folder, '9' asked for"], [design_file('small'), '--set', 'quarters=9']),
                (["'0.5' asked for", 'break_even.relief'], [design_file('small'), '--set', 'break_even.relief=0.5']),
                (["seed: '1' in the folder, '7' asked for"], [design_file('small'), '--seed', '7'])):
            err = self.refused((2,), parts + ['holds another campaign', campaign], 'sweep', *args, '-o', campaign)
            self.assertNotIn('\\n', err)
            lines = [line.strip() for line in err.splitlines()]
            self.assertEqual(len(lines), len(set(lines)), 'a line is there twice:\n' + err)
        self.ends_well(campaign, 'small')

    def test_a_campaign_takes_no_other_settings(self):
        campaign = self.new(undisturbed('small').folder)
        self.refused((2,), ['is a campaign folder with a plan of its own'], 'sweep', campaign, '--set', 'quarters=9')
        self.refused((2,), ['is a campaign folder with a plan of its own'], 'sweep', campaign, '--seed', '9')

    def test_folders_that_hold_other_things(self):
        campaign = self.new()
        os.mkdir(campaign)
        write(os.path.join(campaign, 'thesis.tex'), 'precious')
        self.refused((3,), [campaign, 'is not empty and holds no campaign'], 'sweep', design_file('small'), '-o', campaign)
        self.refused((2,), [campaign, 'there is no plan here'], 'sweep', campaign)
        self.refuses((3,), ['is not a folder'], 'sweep', design_file('small'), '-o', os.path.join(campaign, 'thesis.tex'))

    def resealed(self, old, new):
        campaign = self.new(undisturbed('small').folder)
        path = os.path.join(campaign, 'plan.yaml')
        text = text_of(path).partition('# plan digest: ')[0]
        changed = re.sub(old, new, text)
        self.assertNotEqual(text, changed)
        write(path, changed + '# plan digest: ' + fnv1a(changed.encode()) + '\n')
        return campaign

    def test_another_model(self):
        campaign = self.resealed(r'behaviour: "\w+"', 'behaviour: "0123456789abcdef"')
        for args in (['sweep', campaign], ['status', campaign], ['merge', campaign, '-o', os.path.join(self.folder, 'm.h5')],
                     ['replay', campaign, '3', '-o', os.path.join(self.folder, 'r.h5')]):
            before = tree(campaign)
            self.refuses((2,), ['simulates differently', '0123456789abcdef'], *args)
            self.assertEqual(tree(campaign), before)
        self.refused((2,), ["behaviour: 0123456789abcdef in the folder"], 'sweep', design_file('small'), '-o', campaign)

    def test_plans_changed_by_hand_do_not_take_the_old_shards(self):
        """Sealed anew, a changed plan is another plan; what was simulated for the old one must not count."""
        campaign = self.resealed(r'duty.strength: \[0, 0.35', 'duty.strength: [0, 0.3')
        code, out, err = call('sweep', campaign)
        self.assertIn(code, (0, 2, 3), err)
        if code == 0:
            self.assertEqual(simulated(out), undisturbed('small').runs, 'shards of another plan were counted as done')
        else:
            self.assertIn('plan.yaml', err)


if __name__ == '__main__':
    unittest.main()
