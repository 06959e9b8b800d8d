"""Tables and pictures of `concord summarise`."""
import html
import os
import re

import numpy

from ledger import N
from recorded import Runs, over_runs, table, taken

# What the headlines of worlds without published figures are of.
HEADLINES = {
    'integrated care systems, designated': 'designated', 'of these in substance': 'real', 'of these in name only': 'in_name_only',
    'systems with a system control total': 'control_totals_accepted', 'share of the sustainability fund pooled': 'pooled_share',
    'NHS budgets acting for the institution': 'institution_share', 'NHS budgets acting for their place': 'place_share',
    'NHS budgets acting for their system': 'system_share', 'councils taking part': 'councils_taking_part',
    'trusts in deficit in the quarter': 'trusts_in_deficit', 'CCGs in deficit in the quarter': 'ccgs_in_deficit',
    'balance of trusts and CCGs, £m a quarter': 'nhs_balance', 'formal arbitrations a quarter': 'arbitrations',
    'CCGs, merged ones counted once': 'ccgs', 'gap in maturity between systems': 'maturity_gap',
    'integration index for patients': 'integration_index'}
# What the lines of the pictures are of.
LINES = {'designated': 'designated', 'in substance': 'real', 'in name only': 'in_name_only', 'upper tenth': 'maturity_p90',
         'lower tenth': 'maturity_p10', 'accepted': 'control_totals_accepted', 'whole fund': 'fully_pooled', 'pooled': 'pooled_share',
         'their own': 'institution_share', 'their place': 'place_share', 'their system': 'system_share',
         'in deficit': 'trusts_in_deficit_year', 'together': 'nhs_balance', 'trusts': 'trusts_balance', 'CCGs': 'ccgs'}
BRACKETS = rf'{N}(?: \({N}(?: to {N})?\))?'  # runs that read alike have no range


def spread(values):
    """The groups of BRACKETS."""
    median, low, high = over_runs(values)
    return [median, low, high]


def check_table(ledger, out, runs, facts):
    rows = {row['label']: row for row in facts if taken(numpy.zeros((1, len(runs.quarters))), runs.start, row['aggregation']) is not None}
    section, seen, inside, unseen = '', 0, [], []
    for line in out.split('\n\n', 1)[1].splitlines():
        if not line.startswith('  '):
            section = line or section
            continue
        label = next((label for label in sorted(rows or HEADLINES, key=len, reverse=True) if line.startswith('  ' + label + ' ')), None)
        cells = line[2 + len(label or ''):]
        if label is None:
            if 'median' not in line:
                ledger.wrong('summarise', f'a row that nobody knows: {line}')
            continue
        if rows:
            fact = rows[label]
            values = taken(runs.national(fact['measure']), runs.start, fact['aggregation'])
        else:
            fact = {'published': ''}
            dates = re.findall(r'20\d\d/\d\d(?: Q\d)?', section)
            values = taken(runs.national(HEADLINES[label]), runs.start,
                           ('value at ' if 'Q' in dates[-1] else 'mean over ') + dates[-1])
        seen += 1
        if re.match(r'\s+-\s+no values', cells):
            ledger.words('summarise: no values', 'none', 'none' if numpy.isnan(values).all() else 'some')
            continue
        median, low, high = over_runs(values)
        numbers = re.match(rf'\s+{N}\s+{N}(?: to {N})?', cells)
        for text, expected in zip((*numbers.groups()[:2], numbers.group(3) or numbers.group(2)), (median, low, high)):
            ledger.same('summarise: ' + label, text, expected, line)
        if not fact['published']:
            continue
        published = float(fact['published'])
        ledger.same('summarise: published', re.match(rf'\s+\(?{N}', cells[numbers.end():]).group(1), published, line)
        if fact['kind'] == 'assumed' or (fact['use'] == 'input' and 'given' in line):
            continue
        within = low <= published <= high
        ledger.words('summarise: in range', 'inside' if 'inside' in line else 'OUTSIDE' if 'OUTSIDE' in line else line,
                     'inside' if within else 'OUTSIDE')
        if fact['use'] != 'input':
            inside.append(within)
            if fact['use'] == 'unused':
                unseen.append(within)
    wanted = len(rows) or len(HEADLINES) * 3
    if seen != wanted:
        ledger.wrong('summarise', f'{seen} rows, and {wanted} are known')
    notes = ' '.join(out.split('\n\n')[-1].split())
    ledger.read('summarise: notes', notes, [
        (rf'{N} of the {N} published figures', lambda found: [sum(inside), len(inside)]),
        (rf'no parameter was fitted: {N} of {N}\.', lambda found: [sum(unseen), len(unseen)])],
        [(r'90% of runs', 'keys: which part of the runs a range holds'), (r'england_2019', 'names of files')])


def check_picture(ledger, name, text, runs, facts):
    title, description = (html.unescape(re.search(f'<{tag}[^>]*>(.*?)</{tag}>', text, re.S).group(1)) for tag in ('title', 'desc'))
    where = f'picture {name}'
    systems = runs.file['tables/systems/code'].shape[0]
    last, at = runs.quarters[-1], {quarter: n for n, quarter in enumerate(runs.quarters)}

    def line(found):
        values = runs.national(LINES[found.group('line')])
        return [None, *spread(values[:, 0]), *spread(values[:, -1])]

    def own(found):
        values = runs.national('institution_share')
        return [*spread(values[:, 0]), *spread(values[:, -1])]

    def maturity(found):
        medians = numpy.median(runs.systems('maturity')[:, -1], axis=0)
        return [medians.min(), medians.max()]

    def named_system(found):
        names = [text.decode() for text in runs.file['tables/systems/name'][:]]
        medians = numpy.median(runs.systems('maturity')[:, :, names.index(found.group('name'))], axis=0)
        return [None, medians[0], medians[-1]]
    rows = {row['label']: row for row in facts}

    def fact(found):
        row = rows[found.group('label')]
        values = taken(runs.national(row['measure']), runs.start, row['aggregation'])
        return [None, float(row['published']), *spread(values)]

    def within(found):
        inside = []
        for row in facts:
            values = row['published'] and row['use'] != 'input' and row['kind'] != 'assumed' and taken(
                runs.national(row['measure']), runs.start, row['aggregation'])
            if isinstance(values, numpy.ndarray) and not numpy.isnan(values).all():
                _, low, high = over_runs(values)
                inside.append(low <= float(row['published']) <= high)
        return [sum(inside), len(inside)]
    labels = '|'.join(map(re.escape, LINES))
    rules = [
        (rf'(?P<line>{labels}): {BRACKETS} in {runs.quarters[0]}, {BRACKETS} in {last}', line),
        (rf'{BRACKETS} of NHS budgets at first, {BRACKETS} at the end', own),
        (rf'^{BRACKETS} of {N} systems are designated in {last}, {BRACKETS} in name only',
         lambda found: [*spread(runs.national('designated')[:, -1]), systems, *spread(runs.national('in_name_only')[:, -1])]),
        (rf'care systems, of {N}\)', lambda found: [systems]),
        (rf'lies between {N} and {N}', maturity),
        (rf'(?P<label>{"|".join(map(re.escape, rows))}): (?:published|assumed) {N}, simulated {BRACKETS}', fact),
        (rf'^{N} of {N} published figures', within),
        (rf'{N} runs?, seed', lambda found: [runs.runs]),
    ]
    if name == 'maturity.svg':
        names = '|'.join(re.escape(text.decode()) for text in runs.file['tables/systems/name'][:])
        rules.append((rf' (?P<name>{names}): {N} to {N}\.', named_system))
    exempt = [('|'.join(map(re.escape, rows)), 'names of published figures'), (r'System \d+', 'names of systems'),
              (r'hold 90%', 'keys: which part of the runs a range holds')]
    ledger.read(where + ': title', title, rules, exempt)
    ledger.read(where + ': description', description, rules, exempt)


def check(ledger, run, folder, path, facts):
    """Of a file of runs. `facts`: published figures of its world, or none."""
    runs = Runs(os.path.join(folder, path))
    ledger.quarters = len(runs.quarters)
    pictures = path + '_pictures'
    out = run('summarise', path, '-o', pictures)
    check_table(ledger, '\n'.join(line for line in out.splitlines() if not line.endswith('.svg')), runs, facts)
    for name in sorted(os.listdir(os.path.join(folder, pictures))):
        with open(os.path.join(folder, pictures, name), encoding='utf-8') as file:
            check_picture(ledger, name, file.read(), runs, facts)


def published(configs):
    return table(os.path.join(configs, 'england_2019/published.csv'))
