#!/usr/bin/env python3
"""Fits England under several structures to some of the published figures, and compares them on the others.

    structures.py PROGRAM [THREADS]      # PROGRAM: build/release/bin/concord, say; some ten minutes on two cores

A structure is england_2017.yaml with a few settings that no posterior draws (STRUCTURES). Each gets a calibration of its own, smaller than that of
calibrate.sh but by the same steps: a Latin hypercube, a second wave, a population that moves by delayed acceptance. Twice: fitted are the figures up to
March 2018 (split `early` of targets.csv), or every other figure (`half`). Nothing that is compared was seen by
the fit; errors of figures are those of targets.csv for all. Writes results/structures.csv (distances) and results/structures_figures.csv (figure by
figure, later ones after a fit to early ones). experiments/pages/fill_pages.py makes the tables of docs/calibration.md of them. Needs NumPy and h5py.
"""
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
from figures import read, rows, runs_of, score, write  # noqa: E402

# Name, words, settings of the structure, and the axes of screen.yaml that have no place in it.
STRUCTURES = [
    ('managed', 'as in the default England', {}, ()),
    ('unmanaged', 'accounts are not managed', {'managed_accounts.enabled': 'false'}, ('managed_accounts.',)),
    # How much of a body's miss was common to its system before shocks by sector were estimated (docs/adr/0018).
    ('common', 'a third of risk is common to a system', {'sector_shocks.common': '0.35'}, ('sector_shocks.common',)),
]
SPLITS = {'early': 'figures up to March 2018', 'half': 'every other figure'}
SCREEN, WAVE, SETTINGS, MOVES = 3000, 2000, 128, 4  # points, points, settings, moves of the population


class Calibration:
    def __init__(self, program, threads, out, structure, split):
        self.program, self.threads, self.split = program, threads, split
        name, _, settings, without = structure
        self.folder = os.path.join(out, name)
        os.makedirs(self.folder, exist_ok=True)
        england = os.path.join(self.folder, 'england.yaml')
        lines = [f'  {key}: {value}\n' for key, value in settings.items()]
        with open(england, 'w', encoding='utf-8') as file:
            file.write(f"concord: 1\nextends: {os.path.join(ROOT, 'configs', 'england_2017.yaml')}\n" + ('parameters:\n' if lines else '') + ''.join(lines))
        self.screen_text = '\n'.join(line for line in read(HERE, 'screen.yaml').splitlines()
                                     if not (line.startswith('  ') and line.strip().startswith(without or ('-',)))) + '\n'
        priors = [row for row in rows(read(HERE, 'priors.csv')) if re.search(rf"(?m)^  {row['parameter']}:", self.screen_text)]
        write(self.path('priors.csv'), list(priors[0]), [row.values() for row in priors])

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, *arguments):
        return subprocess.run([self.program, *map(str, arguments)], check=True, capture_output=True, text=True).stdout

    def simulate(self, name, text, seed, runs):
        text = re.sub('(?m)^scenario: .*$', 'scenario: england.yaml', text)
        text = re.sub('(?m)^set: .*\n', '', text)
        text = re.sub('(?m)^scenario: .*$', rf'\g<0>\nset: {{seed: {seed}, quarters: 17}}', text)
        text = re.sub('(?m)^replicates: .*$', f'replicates: {runs}', text)
        with open(self.path(f'{name}.yaml'), 'w', encoding='utf-8') as file:
            file.write(text)
        self.run('sweep', self.path(f'{name}.yaml'), '-o', self.path(name), '--threads', self.threads, '--quiet')
        self.run('merge', self.path(name), '-o', self.path(f'{name}.h5'), '--force', '--quiet')

    def screen(self):
        self.simulate('screen', re.sub('points: 6000', f'points: {SCREEN}', self.screen_text), 5, 4)

    def points(self, name, table, seed, runs):
        self.simulate(name, re.sub('file: [^}]*}', f'file: {table}.csv}}', read(HERE, 'posterior.yaml')), seed, runs)

    def match(self, name, *more):
        return self.run('match', self.path(f'{name}.h5'), '--targets', os.path.join(HERE, 'targets.csv'), '--split', self.split, '--axes', self.path('screen.h5'),
                        '--priors', self.path('priors.csv'), '--force', *more)

    def fit(self):
        """What `concord match` says of the population, with luck of its own."""
        table = lambda name: self.path(f'{name}.csv')  # noqa: E731
        emulate = ['--emulate', self.path('wave.h5')]
        self.match('screen', '--proposed', table('wave'), '--propose', WAVE)
        self.points('wave', 'wave', 12, 8)
        self.match('wave', '--retained', table('start'), '--keep', SETTINGS)
        self.points('start', 'start', 21, 16)
        self.match('start', *emulate, '--retained', table('moved0'), '--keep', SETTINGS, '--proposed', table('moves0'), '--seed', 50)
        for n in range(MOVES):
            self.points(f'moves{n}', f'moves{n}', 21, 16)
            self.match(f'moves{n}', *emulate, '--population', table(f'moved{n}'), '--retained', table(f'moved{n + 1}'), '--proposed',
                       table(f'moves{n + 1}'), '--posterior', table('posterior'), '--seed', n + 1)
        self.points('judged', 'posterior', 2, 32)
        return self.match('judged')


def main():
    program, threads = os.path.realpath(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else '1'
    published = {row['id']: row for row in rows(read(ROOT, 'configs', 'england_2019', 'published.csv'))}
    distances, figures = [], []
    for split, fitted in SPLITS.items():
        targets = [row for row in rows(read(HERE, 'targets.csv')) if row[split] == 'predict']
        for structure in STRUCTURES:
            calibration = Calibration(program, threads, os.path.join(ROOT, 'out', 'structures', split), structure, split)
            calibration.screen()
            told, scores = calibration.fit(), []
            for target in targets:
                real = float(published[target['id']]['published'])
                found = score(*runs_of(calibration.path('judged.h5'), target['id'], None), real)
                scores.append(found[-1] / (float(target['observation']) ** 2 + float(target['discrepancy']) ** 2) ** .5)
                if split == 'early':
                    figures.append([structure[0], target['id'], f'{real:g}', *(f'{value:.4g}' for value in found), f'{scores[-1]:.3f}'])
            distances.append([fitted, *structure[:2], *re.search(r'Fitted figures inside: (\d+) of (\d+); ([\d.]+)', told).groups(),
                              *re.search(r'Predicted figures inside: (\d+) of (\d+); ([\d.]+)', told).groups(), f'{sum(scores) / len(scores):.2f}'])
            print(*distances[-1], flush=True)
    results = os.path.join(HERE, 'results')
    write(os.path.join(results, 'structures.csv'), ['fitted', 'structure', 'words', 'fitted_inside', 'fitted_of', 'fitted_distance', 'predicted_inside', 'predicted_of',
                                                    'predicted_distance', 'predicted_crps'], distances)
    write(os.path.join(results, 'structures_figures.csv'), ['structure', 'figure', 'published', 'p05', 'median', 'p95', 'crps', 'scaled'], figures)


if __name__ == '__main__':
    main()
