#!/usr/bin/env python3
"""One truth per number: every number that is shown is computed again from the recorded measures.   one_truth_test.py CONCORD [CONCORD_VIEW]

Small runs, pairs and sweeps of England are made. Then every table, list, sentence, picture and view is read, and each of its numbers
belongs to a rule that computes it from the HDF5 files with h5py and NumPy alone, or to an exemption with a reason (tests/truth/). A
number with neither is a failure, so that what is new has to be computed here too."""
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'truth'))
import answers
import command_line
import exports
import readme
import sweep_views
import sweeps
import views
from ledger import Ledger

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM, VIEWER = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else None
QUARTER = '2018/19 Q3'


def see_all(ledger, folder, run, view, facts):
    """Every view of runs, alone, of one run and compared; every view of sweeps."""
    for name, options in (('a.h5', ()), ('b.h5', ('--set', 'pooling.floor=0.5'))):
        run('run', 'configs/england_2019_plain.yaml', '--quarters', '9', '--replicates', '5', '--seed', '7', '--record', 'organisations', *options,
            '-o', name, '--quiet')
    both = ['a.h5', 'b.h5']
    exports.check_runs(ledger, run, folder, 'a.h5')
    for key in views.SHEETS:
        for files, mode, one in ((['a.h5'], None, None), (['a.h5'], None, 2), (both, 'overlay', None), (both, 'difference', None)):
            views.check(ledger, view, folder, files, key, mode, one, QUARTER)
        if key != 'parameters':
            views.check(ledger, view, folder, both, key, 'beside', None, QUARTER)
    for files, mode in ((['a.h5'], None), (both, 'difference')):
        views.check_report(ledger, view, folder, files, mode, QUARTER, facts)
    # Live, simulated while the viewer runs, against a file of the same scenario.
    with open(os.path.join(folder, 'configs', 'live.yaml'), 'w', encoding='utf-8') as out:
        out.write('concord: 1\nextends: england_2019_plain.yaml\nquarters: 9\nseed: 11\nparameters: {pooling: {floor: 0.5}}\n')
    run('run', 'configs/live.yaml', '--replicates', '4', '--record', 'organisations', '-o', 'live.h5', '--quiet')
    for key in views.SHEETS:
        views.check(ledger, view, folder, ['live.h5'], key, None, None, QUARTER, ['configs/live.yaml'])
    for seed, method in enumerate(sweeps.DESIGNS):
        if method in ('morris', 'saltelli'):
            sweep_views.check_effects(ledger, view, folder, method, 10 + seed)
        for key in ('heat', 'lines', 'runs', 'points') if method == 'factorial' else ('points',):
            sweep_views.check(ledger, view, folder, method, 10 + seed, key)


def main():
    folder = tempfile.mkdtemp(prefix='concord_truth_')
    shutil.copytree(os.path.join(SOURCE, 'configs'), os.path.join(folder, 'configs'))
    england = 'configs/england_2019_plain.yaml'

    def call(program, arguments):
        done = subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True, timeout=300)
        if done.returncode:
            sys.exit(f'{os.path.basename(program)} {" ".join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}')
        return done.stdout

    def run(*arguments):
        return call(PROGRAM, arguments)
    ledger = Ledger()
    begun = time.monotonic()
    facts = command_line.published(os.path.join(folder, 'configs'))
    for name, scenario, known, options in (('all.h5', england, facts, ('--seed', '3', '--replicates', '7')),
                                           ('part.h5', england, facts, ('--seed', '4', '--replicates', '6', '--quarters', '9')),
                                           ('other.h5', 'configs/synthetic.yaml', [], ('--seed', '5', '--replicates', '6', '--quarters', '9'))):
        run('run', scenario, *options, '-o', name, '--quiet')
        command_line.check(ledger, run, folder, name, known)
    for seed, method in enumerate(sweeps.DESIGNS):
        sweeps.check(ledger, run, folder, method, 10 + seed)
    for seed, sets in ((3, True), (4, False)):
        answers.check(ledger, run, folder, seed, sets)
    exports.check_sweep(ledger, run, folder, 'factorial_10.h5')
    exports.check_sweep(ledger, run, folder, 'morris_12.h5')
    readme.check(ledger, run, folder, SOURCE)
    if VIEWER:
        see_all(ledger, folder, run, lambda *arguments: call(VIEWER, arguments), facts)
    shutil.rmtree(folder)

    print(f'{sum(ledger.checked.values())} numbers computed again, {len(ledger.failures)} wrong or unknown, in {time.monotonic() - begun:.0f} s')
    for where, count in sorted(ledger.checked.items()):
        print(f'  {count:6} {where}')
    print(f'{sum(ledger.exempt.values())} exempt:')
    for reason, count in ledger.exempt.most_common():
        print(f'  {count:6} {reason}')
    for failure in ledger.failures[:200]:
        print('FAILED', failure[:500])
    sys.exit(1 if ledger.failures else 0)


if __name__ == '__main__':
    main()
