#!/usr/bin/env python3
"""Do the intervals of a calibration hold what they say? Two hundred settings play the truth: the figures of one of their runs, with errors drawn, take
the place of those that were published, and the setting is looked for again.

    synthetic_truths.py OUT RESULTS

OUT is out/calibration, as calibrate.sh leaves it. Truths are points of a wave that the emulators have not seen; emulators, kernel and priors
are those of `concord match` (sim/statistics/population.hpp), and chains over them stand for the population. Two series: `prior`, truths from all of the
ranges, emulators of the screening; `posterior`, truths from the third wave, which lies where the published figures do, emulators of the second and
third. Writes synthetic_truths.csv into RESULTS: for each series and each of the ten most informed parameters, in how many of the
200 its 90% interval holds the truth. Nothing is simulated again; the model's own moves (delayed acceptance) are not repeated. Needs NumPy, SciPy, h5py.
"""
import math
import os
import sys

import h5py
import numpy as np
from scipy import stats

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from figures import P95, ROOT, read, rows, write  # noqa: E402

TRUTHS, CHAINS, SWEEPS, BURN, EVERY = 200, 16, 200, 40, 4
MULTIPLIED = 40  # axes whose products are in the emulators, as in match.cpp
SEED = 71


class Space:
    """Axes between -1 and 1, and what is believed of them."""
    def __init__(self, screen, priors):
        with h5py.File(screen) as file:
            text = lambda name: [value.decode() for value in file[f'axes/{name}'][:]]  # noqa: E731
            self.names, self.log = text('name'), np.array([scale == 'log' for scale in text('scale')])
            self.low, self.high = file['axes/low'][:], file['axes/high'][:]
        self.normal = {}
        for row in priors:
            k = self.names.index(row['parameter'])
            ends = [self.place(k, float(row[end])) for end in ('low', 'high')]
            mean, deviation = sum(ends) / 2, (ends[1] - ends[0]) / (2 * P95)
            self.normal[k] = stats.truncnorm((-1 - mean) / deviation, (1 - mean) / deviation, mean, deviation)

    def place(self, k, value):
        if self.log[k]:
            return 2 * np.log(value / self.low[k]) / math.log(self.high[k] / self.low[k]) - 1
        return 2 * (value - self.low[k]) / (self.high[k] - self.low[k]) - 1


class Wave:
    """Places [point][axis], means and variances [point][figure] of the points that have all figures, and one run of each."""
    def __init__(self, path, space, targets):
        with h5py.File(path) as file:
            x = np.stack([space.place(k, file[f'points/{name}'][:]) for k, name in enumerate(space.names)], axis=1)
            count = file['points/replicates'][:]
            first = np.concatenate([[0], np.cumsum(count)[:-1]])
            runs = [file[f"outcomes/{row['id']}"][:] for row in targets]
        assert (count == count[0]).all()
        by_point = np.stack([values.reshape(-1, count[0]) for values in runs], axis=2)  # [point][run][figure]
        known = np.isfinite(by_point).all(axis=(1, 2))
        self.x, self.mean, self.variance = x[known], by_point.mean(axis=1)[known], by_point.var(axis=1, ddof=1)[known]
        luck = np.sqrt(np.where(self.variance > 0, self.variance, np.inf))[:, None]
        self.away = ((by_point[known] - self.mean[:, None]) / luck).reshape(-1, len(targets))  # of runs, in standard deviations
        self.one = by_point[known, 0]
        assert len(first) == len(x)


class Emulators:
    """Least squares on value and square of every axis and products of those that move the figures most."""
    def __init__(self, x, values, scale):
        self.axes, self.products = x.shape[1], []
        self.fit(x, values)
        size = ((self.value ** 2 / 3 + self.square ** 2 * 4 / 45) / scale).sum(axis=1)
        order = np.argsort(-size, kind='stable')[:MULTIPLIED]
        self.products = [(order[a], order[b]) for a in range(len(order)) for b in range(a)]
        self.fit(x, values)

    def fit(self, x, values):
        terms = np.concatenate([np.ones((len(x), 1)), x, x * x - 1 / 3, *([np.stack([x[:, a] * x[:, b] for a, b in self.products], axis=1)] if self.products else [])], axis=1)
        squares = terms.T @ terms
        squares[np.arange(1, len(squares)), np.arange(1, len(squares))] += 1e-6 * len(x)
        found = np.linalg.solve(squares, terms.T @ values)
        self.constant, self.value, self.square = found[0], found[1:1 + self.axes], found[1 + self.axes:1 + 2 * self.axes]
        self.with_axis = {}  # axis: the others, and the coefficients of products with them
        for (a, b), coefficient in zip(self.products, found[1 + 2 * self.axes:]):
            for one, other in ((a, b), (b, a)):
                self.with_axis.setdefault(one, ([], []))[0].append(other)
                self.with_axis[one][1].append(coefficient)
        self.with_axis = {axis: (np.array(others), np.array(coefficients)) for axis, (others, coefficients) in self.with_axis.items()}
        missed = values - terms @ found
        self.residual = missed.T @ missed / (len(x) - terms.shape[1])

    def at(self, x):
        out = self.constant + x @ self.value + (x * x - 1 / 3) @ self.square
        for axis, (others, coefficients) in self.with_axis.items():
            out += 0.5 * x[:, axis:axis + 1] * (x[:, others] @ coefficients)  # every product counts twice
        return out

    def change(self, x, axis, to):
        by = to - x[:, axis]
        out = by[:, None] * self.value[axis] + (to * to - x[:, axis] ** 2)[:, None] * self.square[axis]
        if axis in self.with_axis:
            others, coefficients = self.with_axis[axis]
            out += by[:, None] * (x[:, others] @ coefficients)
        return out


def learn(waves, targets):
    """Emulators of waves, errors of figures, and the whitening of what one run is from what emulators say, with those errors."""
    x, mean, variance = (np.concatenate([getattr(wave, part) for wave in waves]) for part in ('x', 'mean', 'variance'))
    errors = np.array([float(row['observation']) ** 2 + float(row['discrepancy']) ** 2 for row in targets])
    of_run = np.median(variance, axis=0)
    emulators = Emulators(x, mean, errors + of_run)
    together = waves[-1].away.T @ waves[-1].away
    size = np.sqrt(np.where(np.diag(together) > 0, np.diag(together), np.inf))
    correlation = together / np.outer(size, size)
    np.fill_diagonal(correlation, 1)
    covariance = np.diag(errors) + np.outer(np.sqrt(of_run), np.sqrt(of_run)) * correlation + emulators.residual
    return emulators, errors, np.linalg.inv(np.linalg.cholesky(covariance)).T


def search(start, terms, draw, random):
    """Chains [chain][axis] over the product of kernels `terms` (emulators, figures [chain][figure], whitening): places at the ends of sweeps."""
    x, kept = start.copy(), []
    emulated = [emulators.at(x) for emulators, _, _ in terms]
    far = lambda parts: sum(-0.5 * (((said - figures) @ whitening) ** 2).sum(axis=1) for said, (_, figures, whitening) in zip(parts, terms))  # noqa: E731
    kernel = far(emulated)
    for sweep in range(SWEEPS):
        for axis in range(x.shape[1]):
            to = draw(axis, random.random_sample(len(x)))
            there = [said + emulators.change(x, axis, to) for said, (emulators, _, _) in zip(emulated, terms)]
            new = far(there)
            goes = np.log(random.random_sample(len(x))) < new - kernel
            x[goes, axis], kernel[goes] = to[goes], new[goes]
            for said, other in zip(emulated, there):
                said[goes] = other[goes]
        if sweep >= BURN and (sweep - BURN) % EVERY == 0:
            kept.append(x.copy())
    return np.stack(kept)


def series(name, truth_wave, waves, space, targets, informed, random, prior, base=None):
    """Rows of the table. base: a kernel that the truths themselves were drawn by, which is part of what is believed of them."""
    chosen = np.sort(random.permutation(len(truth_wave.x))[:TRUTHS])
    others = np.setdiff1d(np.arange(len(truth_wave.x)), chosen)
    rest = Wave.__new__(Wave)
    rest.x, rest.mean, rest.variance, rest.away = truth_wave.x[others], truth_wave.mean[others], truth_wave.variance[others], truth_wave.away
    emulators, errors, whitening = learn([*waves, rest], targets)
    figures = truth_wave.one[chosen] + random.standard_normal((TRUTHS, len(targets))) * np.sqrt(errors)
    terms = [(emulators, np.repeat(figures, CHAINS, axis=0), whitening)]
    if base:
        real = np.array([base[2][row['id']] for row in targets])
        terms.append((base[0], np.broadcast_to(real, terms[0][1].shape), base[1]))
    start = truth_wave.x[random.choice(others, TRUTHS * CHAINS)]
    found = search(start, terms, prior, random).reshape(-1, TRUTHS, CHAINS, start.shape[1])
    held, out = [], []
    for parameter in informed:
        k = space.names.index(parameter)
        places = found[:, :, :, k].transpose(1, 0, 2).reshape(TRUTHS, -1)
        low, high = np.quantile(places, [.05, .95], axis=1)
        inside = (truth_wave.x[chosen, k] >= low) & (truth_wave.x[chosen, k] <= high)
        held.append(inside)
        out.append([name, parameter, TRUTHS, f'{inside.mean():.3f}', f'{np.mean(high - low) / 1.8:.2f}'])
    out.append([name, 'all ten', TRUTHS * len(informed), f'{np.mean(held):.3f}', ''])
    return out


def main():
    out, results = sys.argv[1:]
    targets = [row for row in rows(read(HERE, 'targets.csv')) if row['all'] == 'fit']
    space = Space(os.path.join(out, 'screen.h5'), rows(read(HERE, 'priors.csv')))
    published = {row['id']: float(row['published']) for row in rows(read(ROOT, 'configs', 'england_2019', 'published.csv')) if row['published']}
    informed = [row['parameter'] for row in rows(read(results, 'narrowed.csv'))[:10]]
    screen, second, third = (Wave(os.path.join(out, f'{name}.h5'), space, targets) for name in ('screen', 'wave2', 'wave3'))
    random = np.random.RandomState(SEED)

    def believed(axis, shares):
        return space.normal[axis].ppf(shares) if axis in space.normal else 2 * shares - 1

    emulators, _, whitening = learn([second], targets)  # by which the third wave was drawn
    table = series('prior', screen, [], space, targets, informed, random, lambda axis, shares: 2 * shares - 1)
    table += series('posterior', third, [second], space, targets, informed, random, believed, (emulators, whitening, published))
    write(os.path.join(results, 'synthetic_truths.csv'), ['series', 'parameter', 'truths', 'held', 'width'], table)
    for row in table:
        print(*row)


if __name__ == '__main__':
    main()
