"""Recorded numbers of HDF5 files, and how they become one."""
import csv
import functools
import math
import re

import h5py
import numpy


def texts(dataset):
    return [text.decode() if isinstance(text, bytes) else text for text in dataset[:]]


def quarter_index(text):
    """Of "2018/19 Q3"."""
    return int(text[:4]) * 4 + int(text[-1]) - 1


class Runs:
    """A file of runs. Arrays are [run, quarter] and [run, quarter, system or organisation]."""

    def __init__(self, path):
        self.file = h5py.File(path, 'r')
        self.quarters = texts(self.file['quarters'])
        self.start = quarter_index(self.quarters[0])
        self.runs = int(self.file.attrs['replicates'])

    def national(self, measure):
        if measure == 'ccgs_balance':
            return self.national('nhs_balance') - self.national('trusts_balance')
        if measure == 'councils_taking_part':
            return 1 - self.national('institution_share_councils')
        if measure == 'maturity_gap':
            return self.national('maturity_p90') - self.national('maturity_p10')
        if measure.startswith('ics_'):
            designated, pooled = self.systems('designated') > 0.5, self.systems('pooled_share')
            if measure == 'ics_accepting':
                return (designated & (pooled > 0)).sum(axis=2).astype(float)
            if measure == 'ics_overspending':
                return (designated & (pooled > 0) & (self.systems('outturn_gap') < -0.3)).sum(axis=2).astype(float)
            with numpy.errstate(invalid='ignore'):
                return numpy.where(designated, pooled, 0).sum(axis=2) / numpy.where(designated.any(axis=2), designated.sum(axis=2), numpy.nan)
        return self.file['summary/' + measure][:]

    def systems(self, measure):
        return self.file['systems/' + measure][:]

    def organisations(self, column):
        return self.file['organisations/' + column][:]

    def unit(self, group, measure):
        unit = self.file[f'{group}/{measure}'].attrs.get('unit', b'')
        return unit.decode() if isinstance(unit, bytes) else unit


def taken(values, start, how):
    """One number of each row of quarters: "mean over 2018/19 to 2019/20", "value at 2018/19 Q3"."""
    kind = how.split()[0]
    dates = re.findall(r'20\d\d/\d\d(?: Q[1-4])?', how)
    first = quarter_index(dates[0] if 'Q' in dates[0] else dates[0] + ' Q1') - start
    last = quarter_index(dates[-1] if 'Q' in dates[-1] else dates[-1] + ' Q4') - start
    if first < 0 or last >= values.shape[1]:
        return None
    part = values[:, first:last + 1]
    if kind == 'value':
        return part[:, 0]
    if kind == 'change':
        return part[:, -1] - part[:, 0]
    there = ~numpy.isnan(part)
    total = numpy.where(there, part, 0).sum(axis=1)
    total[~there.any(axis=1)] = numpy.nan
    return total if kind == 'sum' else total / numpy.maximum(there.sum(axis=1), 1)


def over_runs(values):
    """Median, 5th and 95th percentile of those that are not missing."""
    values = values[~numpy.isnan(values)]
    return numpy.quantile(values, [0.5, 0.05, 0.95]) if len(values) else [numpy.nan] * 3


def table(path):
    """Rows of a CSV without its comments, as dictionaries."""
    with open(path, encoding='utf-8-sig', newline='') as file:
        return list(csv.DictReader(line for line in file if not line.startswith('#')))


@functools.lru_cache(None)
def student(probability, degrees):
    """Quantile of Student's t, by integration of its density and bisection."""
    def below(limit):
        x = numpy.linspace(0, limit, 20001)
        y = (1 + x * x / degrees) ** (-(degrees + 1) / 2)
        return numpy.trapezoid(y, x) if hasattr(numpy, 'trapezoid') else numpy.trapz(y, x)
    # The whole of the density, in closed form by the gamma function.
    whole = math.exp(math.lgamma(degrees / 2) - math.lgamma((degrees + 1) / 2)) * math.sqrt(degrees * math.pi)
    low, high = 0.0, 700.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) < (probability - 0.5) * whole else (low, middle)
    return (low + high) / 2


def rank_correlation(a, b):
    """Spearman's, with mean ranks where values tie."""
    ranks = [numpy.array([(v < x).sum() + ((v == x).sum() + 1) / 2 for x in v]) for v in (numpy.asarray(a), numpy.asarray(b))]
    return numpy.corrcoef(*ranks)[0, 1]


class AtMost(float):
    """The low end of an interval that allows for values that were not seen: at most so high."""
    def __mul__(self, factor):
        return type(self)(float(self) * factor)


class AtLeast(AtMost):
    """The high end: at least so high."""


def mean_interval(values, alpha=0.05):
    """Mean and Student's interval. Of values that repeat (counts, shares at an end of their range) ours is no narrower; how often it
    covers is measured in docs/intervals.md."""
    values = values[~numpy.isnan(values)]
    if len(values) < 2:
        return values.mean() if len(values) else numpy.nan, numpy.nan, numpy.nan
    half = student(1 - alpha / 2, len(values) - 1) * values.std(ddof=1) / len(values) ** 0.5
    low, high = values.mean() - half, values.mean() + half
    if len(numpy.unique(values.round(9))) < len(values):
        return values.mean(), AtMost(low), AtLeast(high)
    return values.mean(), low, high
