#!/usr/bin/env python3
"""A campaign on Slurm: the scripts, and what becomes of a campaign when the cluster fails.   slurm_test.py PROGRAM

The cluster is a real Slurm with emulated nodes that the test starts (tools/slurm_cluster.sh). Whatever happens to it,
the merged file must hold the same as that of one worker that nobody disturbed.
"""
import glob
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
import unittest

import h5py

from cli_test import PROGRAM, SOURCE  # takes PROGRAM from the command line

CLUSTER = os.path.join(SOURCE, 'tests', 'tools', 'slurm_cluster.sh')
TASKS = 4

SCENARIO = '''concord: 1
title: Small
world:
  synthetic: {systems: 2, trusts_per_system: 20, ccgs_per_system: 4, councils_per_system: 2, population: 2000000}
quarters: 400
'''
DESIGN = '''sweep: 1
title: Small
scenario: small.yaml
axes:
  duty.strength: [0, 0.25, 0.5, 0.75, 1]
  pooling.floor: [0, 0.25, 0.5, 0.75, 1]
replicates: 320
outcomes: [real]
'''


def read(path):
    with open(path, encoding='utf-8', errors='replace') as file:
        return file.read()


def write(path, text, executable=False):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    if executable:
        os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)


def concord(*args, code=0, env=None):
    """Runs the program; standard output and error."""
    done = subprocess.run([PROGRAM, *args], capture_output=True, text=True, timeout=200, env=env)
    if done.returncode != code:
        raise AssertionError(f'concord {" ".join(args)} ended with {done.returncode}\n{done.stdout}{done.stderr}')
    return done.stdout, done.stderr


def finished_campaign(folder, design):
    """Run by one worker that nobody disturbs."""
    write(os.path.join(folder, 'small.yaml'), SCENARIO)
    write(os.path.join(folder, 'design.yaml'), design)
    campaign = os.path.join(folder, 'undisturbed')
    concord('sweep', os.path.join(folder, 'design.yaml'), '-o', campaign, '--quiet')
    return campaign


def planned_like(campaign, name):
    """A campaign of the same plan of which nothing is done."""
    fresh = os.path.join(os.path.dirname(campaign), name)
    shutil.copytree(campaign, fresh, ignore=shutil.ignore_patterns(
        'shards', 'manifest.txt', 'leases', 'progress', 'quarantine', 'slurm'))
    return fresh


def content_digest(file):
    with h5py.File(file, 'r') as merged:
        return merged.attrs['content_digest']


class Scripts(unittest.TestCase):
    """What `concord submit` writes and says; Slurm's programs are stand-ins that note how they are called."""

    @classmethod
    def setUpClass(cls):
        cls.common = tempfile.mkdtemp(prefix='concord_submit_')
        cls.addClassCleanup(shutil.rmtree, cls.common)
        cls.finished = finished_campaign(cls.common, DESIGN.replace('320', '8'))

    def setUp(self):
        self.folder = tempfile.mkdtemp(dir=self.common)
        self.tools = os.path.join(self.folder, 'bin')
        self.calls = os.path.join(self.folder, 'calls')
        os.mkdir(self.tools)
        write(self.calls, '')
        self.campaign = os.path.join(self.folder, """it's "50%" of $HOME #1""")
        shutil.move(planned_like(self.finished, 'fresh'), self.campaign)
        self.tool('sbatch', 'echo "$((40 + $(grep -c ^sbatch "$calls")));cluster"')
        self.tool('scontrol', '[ "$1" = show ] && echo "MaxArraySize            = 9"')
        self.tool('squeue', 'echo RUNNING')

    def tool(self, name, does):
        write(os.path.join(self.tools, name),
              f'#!/bin/bash\ncalls="{self.calls}"\necho {name} "$@" >>"$calls"\n{does}\n', executable=True)

    def environment(self, **more):
        return {**os.environ, 'PATH': self.tools + ':' + os.environ['PATH'], **more}

    def submit(self, *args, code=0):
        return concord('submit', self.campaign, *args, code=code, env=self.environment())

    def script(self, name):
        return os.path.join(self.campaign, 'slurm', name)

    def run_task(self, worker, tell=None, **more):
        """Runs the array's script as Slurm would, with another worker in place of the program."""
        text, changed = re.subn('^concord=.*$', f"concord='{self.folder}/worker'", read(self.script('array.sbatch')),
                                flags=re.MULTILINE)
        self.assertEqual(changed, 1)
        write(self.script('edited.sbatch'), text)
        write(os.path.join(self.folder, 'worker'), '#!/bin/bash\n' + worker, executable=True)
        environment = self.environment(SLURM_ARRAY_JOB_ID='41', SLURM_ARRAY_TASK_ID='2', SLURM_CPUS_PER_TASK='3', **more)
        task = subprocess.Popen(['bash', self.script('edited.sbatch')], env=environment, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True)
        lines = []
        for line in task.stdout:
            lines.append(line)
            if line == 'at work\n' and tell:
                task.send_signal(tell)
        task.stdout.close()
        return task.wait(timeout=30), ''.join(lines)

    def test_submits_an_array_and_a_merge_after_it(self):
        out, _ = self.submit('--array', '3')
        self.assertEqual(read(self.calls), f'scontrol show config\nsbatch --parsable {self.script("array.sbatch")}\n'
                         f'sbatch --parsable --dependency=afterany:41 {self.script("merge.sbatch")}\n')
        self.assertIn(f'job 41 of 3 tasks and job 42, which merges into {self.campaign}.h5\n', out)

    def test_options_become_lines_of_the_scripts(self):
        self.submit('--array', '8', '--at-once', '2', '--cpus', '4', '--partition', 'cpu,long', '--account', 'nhs', '--time',
                    '1-12:30', '--memory', '2G', '--sbatch=--qos=low', '--sbatch=--constraint=a&b', '--output', 'x.h5')
        common = ('#SBATCH --partition=cpu,long\n#SBATCH --account=nhs\n#SBATCH --time=1-12:30\n#SBATCH --mem=2G\n'
                  '#SBATCH --qos=low\n#SBATCH --constraint=a&b\n')
        array, merge = read(self.script('array.sbatch')), read(self.script('merge.sbatch'))
        self.assertIn('#SBATCH --array=1-8%2\n#SBATCH --cpus-per-task=4\n' + common, array)
        self.assertIn('#SBATCH --signal=B:USR1@120\n', array)
        self.assertIn(common, merge)
        self.assertIn(f"output='{os.getcwd()}/x.h5'\n", merge)
        self.submit('--array', '8', '--time', '2:00')
        self.assertIn('#SBATCH --signal=B:USR1@30\n', read(self.script('array.sbatch')))

    def test_dry_run_writes_the_scripts_and_submits_nothing(self):
        out, _ = self.submit('--array', '3', '--dry-run')
        self.assertIn(self.script('array.sbatch') + '\n', out)
        self.assertNotIn('sbatch', read(self.calls))
        for name in ('array.sbatch', 'merge.sbatch'):
            subprocess.run(['bash', '-n', self.script(name)], check=True)

    def test_wrong_options_are_all_listed(self):
        _, err = self.submit('--array', '10', '--partition', 'a b', '--account', '$(id)', '--time', '1:2:3:4', '--memory',
                             '2 GB', '--sbatch=--output=x', '--sbatch=--qos=`id`', '--sbatch=low', code=2)
        self.assertEqual(err.splitlines(), [
            "--account: '$(id)' is no name that Slurm could have",
            '--array: this cluster takes at most 8 tasks in an array (MaxArraySize 9); ask for fewer, each then works '
            'longer',
            "--memory: '2 GB' is no size; write a whole number and K, M, G or T",
            "--partition: 'a b' is no name that Slurm could have",
            "--sbatch: '--output=x' --output is set by the script itself; edit the script to change it",
            "--sbatch: '--qos=`id`' has a character that does not belong into an option of sbatch; edit the script if it "
            'does',
            "--sbatch: 'low' must look like --qos=low",
            "--time: '1:2:3:4' is no time; write minutes, hours:minutes:seconds or days-hours:minutes"])
        self.assertNotIn('sbatch', read(self.calls))
        for time_limit in ('0', '0:59', '', '-1', '1-', 'x', '1::2'):
            self.submit('--array', '1', '--time', time_limit, code=2 if time_limit else 0)

    def test_what_is_no_campaign(self):
        self.campaign = self.folder
        _, err = self.submit('--array', '3', code=2)
        self.assertIn('is no campaign, as it has no plan.yaml', err)

    def test_without_slurm(self):
        out, err = concord('submit', self.campaign, '--array', '3', code=3, env={**os.environ, 'PATH': '/nowhere'})
        self.assertIn('concord: sbatch: there is no such program here', err)
        self.assertIn('docs/cluster.md', err)
        self.assertTrue(os.path.exists(self.script('array.sbatch')))

    def test_what_slurm_refuses(self):
        self.tool('sbatch', 'echo "sbatch: error: invalid partition specified: x" >&2; exit 1')
        _, err = self.submit('--array', '3', code=3)
        self.assertEqual(err, 'concord: sbatch: no job was made: sbatch: error: invalid partition specified: x\n')
        self.tool('sbatch', '[[ "$*" == *afterany* ]] && { echo no; exit 1; }; echo 7')
        _, err = self.submit('--array', '3', code=3)
        self.assertIn('job 7 works on the campaign, but its merge was not submitted', err)

    def test_a_task_gets_its_part_and_hands_on_the_exit_code(self):
        self.submit('--array', '3')
        for code in (0, 1, 2, 3):
            done, out = self.run_task(f'printf "<%s>" "$@"; echo; exit {code}')
            self.assertEqual(done, code, out)
            self.assertIn(f'<sweep><{self.campaign}><--shard><2/3><--threads><3>\n', out)
        self.assertNotIn('requeue', read(self.calls))

    def test_a_task_that_is_told_to_stop_waits_for_its_worker_and_is_queued_again(self):
        self.submit('--array', '3')
        stops = """trap 'sleep 0.3; echo saved; exit 75' USR1\necho at work\nfor i in $(seq 200); do sleep 0.1; done\n"""
        done, out = self.run_task(stops, tell=signal.SIGUSR1)
        self.assertEqual(done, 75)
        self.assertIn('saved\npart 2 is not done; queued again\n', out)
        self.assertIn('scontrol requeue 41_2\n', read(self.calls))

    def test_a_worker_that_finishes_in_spite_of_the_signal_is_done(self):
        self.submit('--array', '3')
        ends = """trap : USR1\necho at work\nfor i in 1 2 3 4 5; do sleep 0.1; done\nexit 0\n"""
        done, out = self.run_task(ends, tell=signal.SIGUSR1)
        self.assertEqual((done, 'queued' in out), (0, False), out)

    def test_a_task_that_was_cancelled_stays_so(self):
        self.submit('--array', '3')
        self.tool('squeue', 'echo COMPLETING')
        done, out = self.run_task('exit 75')
        self.assertEqual((done, 'queued' in out), (75, False), out)
        self.assertNotIn('requeue', read(self.calls))

    def test_restarts_have_an_end(self):
        self.submit('--array', '3')
        done, out = self.run_task('exit 75', SLURM_RESTART_COUNT='100')
        self.assertEqual(done, 75)
        self.assertIn('part 2 was restarted 100 times and is not done; give tasks more time', out)
        self.assertNotIn('requeue', read(self.calls))

    def test_the_merge_says_what_to_do_if_runs_are_missing(self):
        self.submit('--array', '3')
        done = subprocess.run(['bash', self.script('merge.sbatch')], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertIn('submit the campaign again: only what is missing will run', done.stdout)
        self.assertFalse(os.path.exists(self.campaign + '.h5'))


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(('127.0.0.1', 0))
    ports = [str(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports


def why_no_cluster():
    missing = [name for name in ('slurmctld', 'slurmd', 'munged', 'sbatch') if not shutil.which(name)]
    if missing:
        return f'{", ".join(missing)} not installed: apt-get install slurm-wlm munge'
    if not glob.glob('/sys/fs/cgroup/*'):
        return 'slurmd needs the control groups of Linux: mount /sys/fs/cgroup'
    return 'Slurm is started by root only' if os.geteuid() != 0 else ''


@unittest.skipIf(why_no_cluster(), why_no_cluster())
class Cluster(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix='slurm_')
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        os.chmod(cls.folder, 0o755)
        cls.slurm_folder = os.path.join(cls.folder, 'slurm')
        cls.environment = {**os.environ, 'SLURM_CONF': os.path.join(cls.slurm_folder, 'slurm.conf')}
        cls.finished = finished_campaign(cls.folder, DESIGN)
        concord('merge', cls.finished, '-o', cls.finished + '.h5')
        cls.expected = content_digest(cls.finished + '.h5')
        # Also if this test is killed.
        cls.guard = subprocess.Popen([CLUSTER, 'guard', cls.slurm_folder, str(os.getpid())], start_new_session=True,
                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(cls.cluster, 'stop')
        cls.cluster('start', *free_ports(3))

    @classmethod
    def cluster(cls, verb, *args):
        done = subprocess.run([CLUSTER, verb, cls.slurm_folder, *args], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True, timeout=60)
        if done.returncode != 0:
            raise AssertionError(done.stderr)

    def slurm(self, *command):
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60, check=True).stdout

    def setUp(self):
        self.wait(30, 'all nodes are idle', lambda: self.slurm(
            'sinfo', '--noheader', '--Node', '--partition=main', '--format=%T').split() == ['idle', 'idle'], self.folder)

    def tearDown(self):
        subprocess.run(['scancel', '--user=root'], env=self.environment, timeout=60, capture_output=True)

    def submit(self, name):
        """Submits a new campaign: its folder and the numbers of the array's job and of the merge's."""
        campaign = planned_like(self.finished, name)
        out, _ = concord('submit', campaign, '--array', str(TASKS), '--time', '10', env=self.environment)
        found = re.search(r'job (\d+) of \d+ tasks and job (\d+),', out)
        self.assertTrue(found, out)
        return campaign, found[1], found[2]

    def jobs(self):
        """State of every job and task that has not ended, or nothing if the controller does not answer."""
        done = subprocess.run(['squeue', '--noheader', '--array', '--format=%i %T'], env=self.environment, capture_output=True,
                              text=True, timeout=60)
        return dict(line.split() for line in done.stdout.splitlines()) if done.returncode == 0 else None

    def wait(self, seconds, what, condition, campaign):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                logs = glob.glob(os.path.join(campaign, 'slurm', '*.log')) + glob.glob(self.slurm_folder + '/*.log')
                tails = ''.join(f'--- {log}\n{read(log)[-3000:]}\n' for log in sorted(logs))
                self.fail(f'in {seconds} s there was no sign that {what}; jobs: {self.jobs()}\n{tails}')
            time.sleep(0.1)

    def log(self, campaign, task):
        return ''.join(read(log) for log in glob.glob(os.path.join(campaign, 'slurm', f'*_{task}.log')))

    def wait_for_work(self, campaign):
        """All tasks simulate."""
        self.wait(30, 'all tasks work', lambda: len(os.listdir(os.path.join(campaign, 'progress'))) >= TASKS
                  if os.path.isdir(os.path.join(campaign, 'progress')) else False, campaign)

    def finish(self, campaign, merge):
        """Waits for the end; the merged file must be what one undisturbed worker gives.

        That is soon, except when a controller is killed right after a task has ended: it looks for the task for two minutes.
        """
        merged = os.path.join(campaign, 'slurm', f'{merge}_merge.log')
        self.wait(150, 'the merge has ended', lambda: os.path.exists(merged) and self.jobs() == {}, campaign)
        self.assertTrue(os.path.exists(campaign + '.h5'), self.log(campaign, 'merge'))
        self.assertEqual(content_digest(campaign + '.h5'), self.expected)
        quarantine = os.path.join(campaign, 'quarantine')
        held = os.listdir(quarantine) if os.path.isdir(quarantine) else []
        # A worker that was killed while it wrote leaves a file unfinished; nothing that was finished is ever damaged.
        self.assertEqual([name for name in held if '.partial-' not in name], [])

    def test_array_and_merge(self):
        campaign, array, merge = self.submit('array')
        self.finish(campaign, merge)
        for task in range(1, TASKS + 1):
            self.assertEqual(read(os.path.join(campaign, 'slurm', f'{array}_{task}.log')).count('restart 0\n'), 1)

    def test_told_to_stop_and_preempted(self):
        campaign, array, merge = self.submit('stopped')
        self.wait_for_work(campaign)
        self.slurm('scancel', '--batch', '--signal=USR1', f'{array}_1')
        self.wait(20, 'task 1 is queued again', lambda: 'queued again' in self.log(campaign, 1), campaign)
        self.slurm('sbatch', '--partition=urgent', '--nodes=2', '--exclusive', '--output=/dev/null', '--wrap=sleep 1')
        self.wait(30, 'task 2 is preempted', lambda: 'DUE TO PREEMPTION' in self.log(campaign, 2), campaign)
        self.finish(campaign, merge)
        for task in (1, 2):
            log = self.log(campaign, task)
            self.assertIn('restart 1\n', log)
            simulated = re.findall(r'(\d+) simulated now', log)
            self.assertTrue(simulated, log)
            self.assertLess(int(simulated[-1]), 2048, 'the task began anew')  # a part has 2048 or 2176 runs

    def test_loss_of_a_node_and_of_the_controller(self):
        campaign, array, merge = self.submit('lost')
        self.wait_for_work(campaign)
        lost = self.slurm('squeue', '--noheader', '--array', '--states=RUNNING', '--nodelist=n2', '--format=%K').split()
        self.assertTrue(lost, 'no task runs on n2')
        self.cluster('crash-node', 'n2')
        self.slurm('scontrol', 'update', 'NodeName=n2', 'State=DOWN', 'Reason=crash')
        # The controller saves what it knows some seconds later; what it then finds out it must find out again.
        state, now = os.path.join(self.slurm_folder, 'state', 'job_state'), time.time()
        self.wait(20, 'the controller saved its state', lambda: os.path.exists(state) and os.path.getmtime(state) > now,
                  campaign)
        self.assertIn(array, ' '.join(self.jobs()))
        self.cluster('crash-controller')
        self.assertIsNone(self.jobs())
        self.cluster('start-controller')
        self.cluster('start-node', 'n2')
        self.finish(campaign, merge)
        for task in lost:
            self.assertIn('restart 1\n', self.log(campaign, task))


if __name__ == '__main__':
    unittest.main(verbosity=2)
