"""Tables of `concord export`: every value of runs, long and wide, and of sweeps."""
import os

import numpy

from recorded import Runs, table, texts
from sweeps import AXES, Sweep

KEYS = {'summary': (), 'systems': ('system',), 'organisations': ('organisation',)}


def values_of(runs, name, measure):
    """[run, quarter] or [run, quarter, row] as the file holds it."""
    file = runs.file
    if name == 'summary':
        return file[('summary/' if measure in file['summary'] else 'derived/') + measure][:]
    return file[f'{name}/{measure}'][:]


def check_long(ledger, where, runs, name, folder):
    """Whole columns at once: a file of organisations holds hundreds of thousands of values."""
    rows = table(os.path.join(folder, name + '.csv'))
    quarters = {quarter: n for n, quarter in enumerate(runs.quarters)}
    codes = {code: n for n, code in enumerate(texts(runs.file[f'tables/{name}/code']))} if KEYS[name] else None
    by_measure = {}
    for row in rows:
        by_measure.setdefault(row['measure'], []).append(row)
    for measure, own in by_measure.items():
        recorded = values_of(runs, name, measure)
        at = [numpy.array([int(row['replicate']) for row in own]), numpy.array([quarters[row['quarter']] for row in own])]
        if codes is not None:
            at.append(numpy.array([codes[row[KEYS[name][0]]] for row in own]))
        if len(set(zip(*at))) != recorded.size or len(own) != recorded.size:
            ledger.wrong(where, f'{len(own)} values of {measure}, {recorded.size} are recorded')
        compare(ledger, where, measure, [row['value'] for row in own], recorded[tuple(at)])
    return by_measure.keys()


def check_wide(ledger, where, runs, name, folder, measures):
    rows = table(os.path.join(folder, name + '.csv'))
    quarters = {quarter: n for n, quarter in enumerate(runs.quarters)}
    codes = {code: n for n, code in enumerate(texts(runs.file[f'tables/{name}/code']))} if KEYS[name] else None
    at = [numpy.array([int(row['replicate']) for row in rows]), numpy.array([quarters[row['quarter']] for row in rows])]
    if codes is not None:
        at.append(numpy.array([codes[row[KEYS[name][0]]] for row in rows]))
    if set(rows[0]) != {'replicate', 'quarter', *KEYS[name], *measures}:
        ledger.wrong(where, f'other columns than the long table has measures: {set(rows[0]) ^ set(measures)}')
    for measure in measures:
        compare(ledger, where, measure, [row[measure] for row in rows], values_of(runs, name, measure)[tuple(at)])


def compare(ledger, where, what, shown, expected):
    shown = numpy.array([float(text) if text else numpy.nan for text in shown])
    expected = numpy.asarray(expected, dtype=float)
    ledger.checked[where] += len(shown)
    wrong = ~((abs(shown - expected) <= 1e-6 * abs(expected) + 1e-12) | (numpy.isnan(shown) & numpy.isnan(expected)))
    if wrong.any():
        n = int(numpy.flatnonzero(wrong)[0])
        ledger.wrong(where, f'{what}: {wrong.sum()} values, the first holds {shown[n]}, computed {expected[n]}')


def begins(holds):
    """In a quarter and not in the one before: [run, quarter, system]."""
    return holds & ~numpy.concatenate([numpy.zeros_like(holds[:, :1]), holds[:, :-1]], axis=1)


def check_events(ledger, runs, folder):
    """Some kinds of events worked out again; of all, that table and file tell the same ones, with the measure that the dictionary names."""
    now = {name: runs.file[f'systems/{name}'][:] for name in runs.file['systems']}
    last = numpy.array([quarter.endswith('Q4') for quarter in runs.quarters])[None, :, None]
    below = (now['pooled_share'] > 0) & (now['outturn_gap'] < -.5)
    again = {'designation': begins(now['designated'] >= .5), 'accepts': begins(now['pooled_share'] > 0), 'misses': below & last,
             'overspends': begins(below & ~last), 'supported': begins(now['supported'] >= .5), 'dispute': now['arbitrations'] >= 1}
    for kind, happened in again.items():
        compare(ledger, 'events', kind, map(str, runs.file[f'events/{kind}'][:].ravel()), happened.ravel())
    codes, amounts = texts(runs.file['tables/systems/code']), {}
    for row in table(os.path.join(folder, 'dictionary.csv')):
        if row['table'] == 'events' and ' Amount: ' in row['meaning']:
            amounts[row['column']] = row['meaning'].rpartition(' Amount: ')[2].rstrip('.')
    rows = table(os.path.join(folder, 'events.csv'))
    compare(ledger, 'export events', 'number', [str(len(rows))], [sum(runs.file[f'events/{kind}'][:].sum() for kind in runs.file['events'])])
    for row in rows:
        at = int(row['replicate']), runs.quarters.index(row['quarter']), codes.index(row['system'])
        compare(ledger, 'export events', row['event'], ['1', row['amount']], [runs.file[f"events/{row['event']}"][at], now[amounts[row['event']]][at]])


def check_runs(ledger, run, folder, file):
    runs = Runs(os.path.join(folder, file))
    run('export', file, '-o', 'long')
    run('export', file, '-o', 'wide', '--wide')
    for name in KEYS:
        measures = check_long(ledger, f'export {name}', runs, name, os.path.join(folder, 'long'))
        check_wide(ledger, f'export {name}, wide', runs, name, os.path.join(folder, 'wide'), measures)
    check_events(ledger, runs, os.path.join(folder, 'long'))
    for name, key, columns in (('system_list', 'systems', ('population', 'position')), ('organisation_list', 'organisations', ('budget', 'position')),
                               ('place_list', 'places', ('population',))):
        rows = table(os.path.join(folder, 'long', name + '.csv'))
        for column in columns:
            compare(ledger, f'export {name}', column, [row[column] for row in rows], runs.file[f'tables/{key}/{column}'][:])
    paths, values, defaults = (texts(runs.file['parameters/' + part]) for part in ('path', 'text', 'default'))
    for row in table(os.path.join(folder, 'long', 'parameters.csv')):
        n = paths.index(row['parameter'])
        ledger.words('export parameters', row['value'], values[n])
        ledger.words('export parameters', row['default'], defaults[n])


def check_sweep(ledger, run, folder, file):
    sweep = Sweep(os.path.join(folder, file))
    run('export', file, '-o', 'sweep', '--force')
    for row in table(os.path.join(folder, 'sweep', 'runs.csv')):
        of = (sweep.point == int(row['point'])) & (sweep.replicate == int(row['replicate']))
        for name in sweep.names:
            ledger.cell(f'export {sweep.method}', row[name], float(sweep.values[name][of][0]), str(row))
        for axis in AXES:
            if axis in row:
                ledger.cell(f'export {sweep.method}', row[axis], float(sweep.at[axis][int(row['point'])]), str(row))
    for row in table(os.path.join(folder, 'sweep', 'statistics.csv')):
        values = sweep.runs(row['outcome'], int(row['point']))
        expected = {'n': len(values), 'mean': values.mean(), 'sd': values.std(ddof=1), 'median': numpy.median(values),
                    **{f'q{q:02}': numpy.quantile(values, q / 100) for q in (5, 25, 75, 95)}}
        for column, value in expected.items():
            ledger.cell(f'export {sweep.method}', row[column], float(value), f'{column} of {row}')
