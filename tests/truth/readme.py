"""The sentence of README.md about its sweep, from the sweep done again."""
import os
import re

import h5py
import numpy

from ledger import N
from recorded import texts


def check(ledger, run, folder, source):
    run('sweep', os.path.join(source, 'experiments/examples/duty_by_pooling.yaml'), '-o', 'readme', '--quiet')
    run('merge', 'readme', '-o', 'readme.h5', '--quiet')
    with h5py.File(os.path.join(folder, 'readme.h5'), 'r') as file:
        labels = {axis: texts(file['labels/' + axis]) for axis in ('duty.strength', 'pooling.floor', 'break_even.relief')}
        point, real = file['runs/point'][:], file['outcomes/real'][:]
        take = file['outcomes/real'].attrs['take']

    def systems(duty, relief):
        at = next(n for n in range(len(labels['duty.strength']))
                  if (labels['duty.strength'][n], labels['pooling.floor'][n], labels['break_even.relief'][n]) == (duty, '0', relief))
        return [numpy.quantile(real[point == at], q) for q in (0.5, 0.05, 0.95)]
    with open(os.path.join(source, 'README.md'), encoding='utf-8') as text:
        sentence = ' '.join(re.search(r'In these runs a duty.*?without any\s+duty\.', text.read(), re.S).group().split())
    ledger.words('README', take.decode() if isinstance(take, bytes) else take, 'mean over 2022/23')
    ledger.read('README', sentence, [
        (rf'goes from {N} of {N} systems \(90% of runs: {N} to {N}\) without the duty', lambda found: [*systems('0', '0')[:1], 42, *systems('0', '0')[1:]]),
        (rf'to {N} \(90% of runs: {N} to {N}\) at {N} pp', lambda found: [*systems('1', '0'), 1]),
        (rf'in full it is {N} \(90% of runs: {N} to {N}\)', lambda found: systems('0', '1'))])
