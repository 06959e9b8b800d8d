"""Views of `concord-view`, of one file, of two, of one run: every number of the sheet (.csv), the title, the description and the picture."""
import csv
import html
import math
import os
import re

import numpy

from ledger import N
from recorded import AtMost, Runs, mean_interval, table, texts

V = rf'(?:{N}|no difference)'  # of a difference, where what reads as zero is said in words
UNIT = '(?: percentage points| pp|m| systems| cases| CCGs)?'
RANGE = rf'{V}{UNIT} \(90% of runs: {V}{UNIT}(?: to {V}{UNIT})?\)'
OPTIONS = ['own interest', 'place', 'system']
LABELS = {'Outturn gap': 'outturn_gap', 'Balance': 'balance', 'Pooled share': 'pooled_share', 'Voted share': 'voted_share',
          'Trust in place': 'trust_place', 'Trust in system': 'trust_system', 'Maturity': 'maturity', 'Norm': 'norm',
          'Integration index': 'integration_index'}


class Scene:
    """What a picture is asked to show. `other` is A, `shown` is B or the only file."""

    def __init__(self, shown, other, mode, run, quarter):
        self.shown, self.other, self.mode, self.run = shown, other, mode, run
        self.quarter = shown.quarters.index(quarter)
        self.one_run, self.of_system = run or 0, False  # of_system: the control chart of the first system
        self.facts = []  # published
        self.follows = False  # in the order of the side that it stands beside
        self.codes, self.names = (texts(shown.file['tables/systems/' + column]) for column in ('code', 'name'))
        self.kinds = texts(shown.file['tables/organisations/type'])
        self.system_of = shown.file['tables/organisations/system'][:]
        self.organisations = texts(shown.file['tables/organisations/code'])

    def of_runs(self, read):
        """[run, ...] of what is shown: one run or all, or their paired differences."""
        values = read(self.shown)
        if self.mode == 'difference':
            values = values - read(self.other)
        return values if self.run is None else values[self.run:self.run + 1]

    def systems(self, measure):
        return self.of_runs(lambda runs: runs.systems(measure))

    def national(self, measure):
        return self.of_runs(lambda runs: self.series(runs, measure))

    def series(self, runs, measure):
        return runs.systems(measure)[:, :, 0] if self.of_system else runs.national(measure)

    def of_a(self, read):
        values = read(self.other)
        return values if self.run is None else values[self.run:self.run + 1]

    def organisation(self, column, runs=None):
        """[quarter, organisation] of the one run that is shown."""
        return (runs or self.shown).organisations(column)[self.one_run].astype(float)

    def factor(self, unit):
        """Differences of shares are written in percentage points."""
        return 100 if self.mode == 'difference' and unit == 'share' else 1


def five(values):
    """5th, 25th, 50th, 75th, 95th percentile over runs."""
    return numpy.nanpercentile(values, [5, 25, 50, 75, 95], axis=0)


def spread(values, factor=1):
    """The groups of RANGE."""
    return [numpy.nanpercentile(values, p) * factor for p in (50, 5, 95)]


def counted(values):
    return spread(values.sum(axis=1).astype(float))


def named(scene, text):
    """Which system a name, whole or shortened, belongs to."""
    text = text.rstrip('…').strip()
    found = [n for n, name in enumerate(scene.names) if name == text or name.startswith(text)]
    if not found:
        raise ValueError(f'no system is called {text!r}')
    return found[0]


# What each view's sheet holds: function of the scene, the measure and a row, gives {column: number or text}.


def sheet_map(scene, measure, row):
    n, q = scene.codes.index(row['code']), scene.quarter
    median = numpy.median(scene.systems(measure)[:, q, n])
    label = next(column for column in row if column.endswith(')'))
    out = {label: median}
    for column in row:
        if column.startswith('B less A') and scene.mode != 'difference':
            out[column] = numpy.median(scene.shown.systems(measure)[:, q, n] - scene.other.systems(measure)[:, q, n])
    return out


def sheet_multiples(scene, measure, row):
    q = scene.shown.quarters.index(row['quarter'])
    columns = [column for column in row if column.endswith(')')]
    out = {}
    for column, values in zip(columns, (scene.systems, lambda name: scene.of_a(lambda runs: runs.systems(name)))):
        medians = numpy.median(values(measure)[:, q], axis=0)
        out[column] = medians[scene.codes.index(row['code'])] if row['code'] else numpy.median(medians)
    return out


PERCENTILES = ['5th percentile', '25th percentile', 'median', '75th percentile', '95th percentile']


def percentile_columns(row, values, prefix=''):
    return {column: value for p, value in zip(PERCENTILES, five(values)) for column in row if column.startswith(prefix + p)}


def leads(scene, measure):
    """[run, system]: what a system has over the median system of the same run; of differences over zero."""
    values = scene.systems(measure)[:, scene.quarter]
    return values if scene.mode == 'difference' else values - numpy.median(values, axis=1, keepdims=True)


def sheet_ranking(scene, measure, row):
    n, q = scene.codes.index(row['code']), scene.quarter
    values, lead = scene.systems(measure)[:, q, n], leads(scene, measure)
    means = lead.mean(axis=0)
    out = {'runs': len(values), 'rank': None, **percentile_columns(row, values)}
    rank = int(row['rank'])
    if not (means > means[n] + 1e-12).sum() < rank <= (means >= means[n] - 1e-12).sum() and not scene.follows:
        out['rank'] = float('nan')
    interval = mean_interval(lead[:, n])
    for start, value in zip(('mean', '95% interval low', '95% interval high'), interval):
        out.update({column: value for column in row if column.startswith(start) and row[column]})
    if scene.other is not None and scene.mode != 'difference':
        before = scene.of_a(lambda runs: runs.systems(measure))[:, q, n]
        out.update({column: numpy.median(before) for column in row if column.startswith('A (')})
    return out


def sheet_ensemble(scene, measure, row):
    q = scene.shown.quarters.index(row['quarter'])
    if row['series'] == 'published':
        fact = next(fact for fact in scene.facts if fact['measure'] == measure and fact['aggregation'] == 'value at ' + row['quarter'])
        return {column: float(fact['published']) for column in row if column.startswith('median')}
    values = scene.national(measure) if scene.run is None else scene.of_runs(lambda runs: runs.national(measure))
    if row['series'].startswith('A'):
        values = scene.of_a(lambda runs: runs.national(measure))
    elif 'run' in row['series']:
        run = int(re.search(r'\d+', row['series']).group())
        values = scene.shown.national(measure)[run:run + 1]
    elif scene.mode == 'difference':
        values = scene.shown.national(measure) - scene.other.national(measure)
    else:
        values = scene.shown.national(measure)
    return {'runs': len(values), **{column: value for column, value in percentile_columns(row, values[:, q]).items() if row[column]}}


def sheet_system(scene, measure, row):
    q = scene.shown.quarters.index(row['quarter'])
    if row['what'] in LABELS:
        def read(runs):
            return runs.systems(LABELS[row['what']])[:, q, 0]
        values = scene.of_a(read) if row['scenario'] == 'A' else scene.of_runs(read) if row['scenario'] != 'B' else (
            read(scene.shown) if scene.run is None else read(scene.shown)[scene.run:scene.run + 1])
        columns = ['5th percentile', '25th percentile', 'value or median', '75th percentile', '95th percentile']
        return {column: value for column, value in zip(columns, five(values)) if row[column]}
    found = re.match(r'(.*) \((\w+), .*: (budget|choice|margin of the best option)$', row['what'])
    n, runs = scene.organisations.index(found.group(2)), scene.other if row['scenario'].startswith('A') else scene.shown
    if found.group(3) == 'budget':
        return {'value or median': float(scene.shown.file['tables/organisations/budget'][n])}
    if found.group(3) == 'choice':
        return {'value or median': OPTIONS[int(scene.organisation('action', runs)[q, n])]}
    # The margin of the option that was best over the second best.
    expected = sorted(float(scene.organisation('utility_' + option, runs)[q, n]) for option in ('institution', 'place', 'system'))
    return {'value or median': expected[2] - expected[1]} if 'B less A' not in row['scenario'] else {}


def sheet_organisation(scene, measure, row):
    """Of the first organisation. What an option is made of is not in files; its parts have to add up to what is."""
    q = scene.shown.quarters.index(row['quarter'])
    runs = scene.other if row['scenario'] == 'A' else scene.shown
    column = {'balance': 'balance', 'margin to date': 'margin_to_date', 'control total': 'control_total', 'in its place': 'trust_place',
              'in its system': 'trust_system'}.get(row['what'])
    n = scene.picked
    if column:
        value = scene.organisation(column, runs)[q, n]
        return {'value': value - scene.organisation(column, scene.other)[q, n] if scene.mode == 'difference' else value}
    if row['what'] == 'choice':
        return {'value': OPTIONS[int(scene.organisation('action', runs)[q, n])]}
    option = 'utility_' + {'own interest': 'institution'}.get(row['option'], row['option'])
    value = scene.organisation(option, runs)[q, n]
    if scene.mode == 'difference':
        value -= scene.organisation(option, scene.other)[q, n]
    if row['what'] == 'total expected':
        return {'value': value}
    sums = scene.sums.setdefault((row['scenario'], row['option']), [0.0, value])
    if row['what'] not in ('attraction after learning', 'chance of being chosen'):
        sums[0] += float(row['value'])
    return {}


def sheet_network(scene, measure, row):
    n, q = scene.organisations.index(row['code']), scene.quarter
    out = {}
    for column in row:
        found = re.match(r'(trust in (?:place|system)|choice)(, A|, B less A)?(?: \(index\))?$', column)
        if not found:
            continue
        name = {'trust in place': 'trust_place', 'trust in system': 'trust_system', 'choice': 'action'}[found.group(1)]
        value = scene.organisation(name, scene.other if found.group(2) == ', A' else scene.shown)[q, n]
        if found.group(2) == ', B less A':
            value -= scene.organisation(name, scene.other)[q, n]
        out[column] = OPTIONS[int(value)] if name == 'action' else value
    return out


def sheet_distribution(scene, measure, row):
    names = texts(scene.shown.file['tables/organisations/name'])
    kind = row['type']
    wanted = [n for n, name in enumerate(names) if name == row['organisation'] and kind == KINDS[scene.kinds[n]]]
    column = list(row)[-1]
    values = [scene.organisation('trust_system', scene.other if row['series'] == 'A' else scene.shown)[scene.quarter, n]
              - (scene.organisation('trust_system', scene.other)[scene.quarter, n] if scene.mode == 'difference' else 0) for n in wanted]
    return {column: min(values, key=lambda value: abs(value - float(row[column])))}


KINDS = {'acute': 'Acute trusts', 'mental_health': 'Mental health trusts', 'community': 'Community trusts', 'ambulance': 'Ambulance trusts',
         'specialist': 'Specialist trusts', 'ccg': 'CCGs', 'council': 'Councils'}


def control_limits(values):
    """Mean, lower and upper limit of an XmR chart."""
    mean, moving = values.mean(), abs(numpy.diff(values)).mean()
    return mean, mean - 2.66 * moving, mean + 2.66 * moving


def series_of(scene, measure, whose=None):
    values = scene.national(measure) if whose != 'A' else scene.of_a(lambda runs: scene.series(runs, measure))
    return numpy.median(values, axis=0)


def sheet_spc(scene, measure, row):
    values = series_of(scene, measure, row.get('series'))
    mean, low, high = control_limits(values)
    unit = scene.shown.unit('systems' if scene.of_system else 'summary', measure)
    out = {f'{"B less A" if scene.mode == "difference" else "value"} ({unit})': values[scene.shown.quarters.index(row['quarter'])], f'mean ({unit})': mean}
    limits = {f'lower limit ({unit})': low, f'upper limit ({unit})': high}
    return {**out, **{column: value for column, value in limits.items() if row[column]}}


def decisions(scene, runs=None):
    """By system: decisions of its members from April to the quarter, and how many for their own interest."""
    q = scene.quarter
    first = q - (scene.shown.start + q) % 4
    own = scene.organisation('action', runs)[first:q + 1] == 0
    of = [scene.system_of == n for n in range(len(scene.names))]
    return numpy.array([own[:, members].size for members in of]), numpy.array([own[:, members].sum() for members in of])


def binomial_limit(n, p, tail, upper):
    """Exact limits, interpolated between counts (Spiegelhalter 2005)."""
    if upper:  # mirrors the lower one
        return 1 - binomial_limit(n, 1 - p, tail, False)
    terms = numpy.exp([math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * math.log(p) + (n - k) * math.log(1 - p)
                       for k in range(n + 1)])
    cumulative = numpy.cumsum(terms)
    r = int(numpy.searchsorted(cumulative, tail))
    return max((r - (cumulative[r] - tail) / terms[r] if r else r - min((cumulative[0] - tail) / terms[0], 1)) / n, 0)


def sheet_funnel(scene, measure, row):
    n = scene.names.index(row['system'])
    count, own = decisions(scene, scene.other if row.get('series') == 'A' else None)
    share = own.sum() / count.sum()
    out = {'decisions': count[n], 'for own interest': own[n], 'share': own[n] / count[n]}
    if scene.other:
        a_count, a_own = decisions(scene, scene.other)
        out.update({'decisions, A': a_count[n], 'for own interest, A': a_own[n], 'share, A': a_own[n] / a_count[n]})
    if scene.mode == 'difference':
        share = (own.sum() + a_own.sum()) / (count.sum() + a_count.sum())
        error = (share * (1 - share) * (1 / count[n] + 1 / a_count[n])) ** 0.5
        out['share, B less A'] = out['share'] - out['share, A']
    for part, tail, normal in (('95%', 0.025, 1.96), ('99.8%', 0.001, 3.0902)):
        for side, sign in (('low', -1), ('high', 1)):
            out[f'{part} limit {side}'] = (sign * normal * error if scene.mode == 'difference' else
                                           binomial_limit(int(count[n]), share, tail, side == 'high'))
    return {column: value for column, value in out.items() if column in row}


def sheet_parameters(scene, measure, row):
    out = {}
    for column in row:
        if column not in ('value', 'A', 'B', 'default'):
            continue
        runs = scene.other if column == 'A' else scene.shown
        if row['setting'] == 'quarters':
            out[column] = 24 if column == 'default' else len(runs.quarters)
            continue
        paths = texts(runs.file['parameters/path'])
        out[column] = texts(runs.file['parameters/' + ('default' if column == 'default' else 'text')])[paths.index(row['setting'])]
    return out


SHEETS = {'map': sheet_map, 'system': sheet_system, 'organisation': sheet_organisation, 'network': sheet_network,
          'multiples': sheet_multiples, 'distribution': sheet_distribution, 'ranking': sheet_ranking, 'spc': sheet_spc,
          'funnel': sheet_funnel, 'ensemble': sheet_ensemble, 'parameters': sheet_parameters}


EXEMPT = [
    (r'(?<=\| )[−+]?£?[\d.,]+(?:%|m)?(?= \||$)', 'ticks of scales: where they stand is compared with accepted pictures'),
    (r'(?:strong|weak|higher|lower) \([^)]*\)', 'keys: classes of trust'),
    (r'financial quarters; .*?Q1(?: is|, )|mean ± 2\.66|Spiegelhalter 2005|about 1 system in 20|outside 95%|two of three|at least 0\.02|95% interval', 'words of a method'),
    (r'\bE\d{8}\b|\b(?=[A-Z0-9]*[A-Z])[A-Z0-9]{3}\b|\b[A-Z]\.h5|england_2019|\ba\.h5|\bb\.h5', 'names'),
    (r'\(chance [\d.]+%?(?:, [a-z ]+ [\d.]+%)?\)|\| \d+%(?= \||$)', 'chances: of a run simulated again, whose fingerprint is compared with the recorded one'),
    (r'chance of being chosen(?: \| [−+]?\d+(?:%| pp)?(?: \([^)]*\))?)+', 'chances: of a run simulated again, whose fingerprint is compared with the recorded one'),
]


def check_sheet(ledger, where, view, scene, measure, rows):
    if not rows:
        ledger.wrong(where, 'an empty sheet')
    if scene.mode == 'beside':
        scene.sides = {side: alone(scene, side) for side in 'AB'}
        for side, one in scene.sides.items():
            own = [{column: cell for column, cell in row.items() if column != 'side'} for row in rows if row['side'] == side]
            check_sheet(ledger, f'{where}', view, one, measure, own)
        return
    scene.sums, scene.terms, scene.members = {}, {}, []
    for row in rows:
        if view == 'organisation':
            scene.terms[row['what'], row['option'], row['scenario']] = row['value']
        elif view == 'system' and row['what'] not in LABELS and not row['scenario'].startswith('A'):
            scene.members.append(row['value or median'])
        for column, expected in SHEETS[view](scene, measure, row).items():
            if expected is None:
                continue
            if isinstance(expected, str):
                ledger.words(f'{where}: {column}', row[column], expected)
            elif isinstance(expected, AtMost):
                ledger.same(where, f'{float(row[column]):.6g}', expected, f'{column} of {row}')
            elif row[column] == '':
                if row.get('code') != '' and not numpy.isnan(expected):
                    ledger.wrong(where, f'{column} is empty, computed {expected}')
            else:
                ledger.cell(where, row[column], float(expected), f'{column} of {row}')
    for key, (total, expected) in scene.sums.items():
        ledger.same(f'{where}: sum of terms', f'{total:.4f}', expected, str(key))


def as_drawn(line):
    """Sheets hold shares, which pictures and pages show per cent."""
    return line.replace('unit: share', 'unit: per cent')


def without_lines_of(head, words):
    """Texts of a picture less those that are lines of its title, subtitle and caption, which are read as a whole."""
    head = [as_drawn(line) for line in head]
    left, before = [], ''
    for text in words:
        line = (before + ' ' + text).strip() if before else text
        if any(line in whole for whole in head) and (before or len(text) > 24):
            before = line
            continue
        before = text if len(text) > 24 and any(text in whole for whole in head) else ''
        if not before:
            left.append(text)
    return left


def alone(scene, side):
    """One of two that stand beside each other, as it would be shown alone."""
    one = Scene(scene.other if side == 'A' else scene.shown, None, None, scene.run, scene.shown.quarters[scene.quarter])
    one.picked, one.of_system, one.facts, one.follows = scene.picked, scene.of_system, scene.facts, side == 'A'
    return one


def check_texts(ledger, where, view, scene, measure, svg, head):
    from view_texts import RULES, rules_common
    title, description = (html.unescape(re.search(f'<{tag}[^>]*>(.*?)</{tag}>', svg, re.S).group(1)) for tag in ('title', 'desc'))
    if scene.mode == 'beside':  # what a side finds stands below its name in lines, which are one text
        line = '<text x="[0-9.]+" y="[0-9.]+" font-size="12" fill="#595959">([^<]*)</text>\n'
        svg = re.sub(f'(?:{line})+', lambda found: f'<text>{" ".join(re.findall(line, found.group(0)))}</text>\n', svg)
    words = [html.unescape(re.sub('<[^>]*>', '', text)) for text in re.findall('<text[^>]*>.*?</text>', svg, re.S)]
    common = rules_common(scene, measure)
    ledger.words(f'{where}: title', title, head[0])
    if scene.mode != 'beside':
        rules = [*RULES[view](scene, measure), *common]
        for part, text in zip(('title', 'subtitle', 'caption', 'description'), (*head, description)):
            ledger.read(f'{where}: {part}', text, rules, EXEMPT)
        ledger.read(f'{where}: picture', '| ' + ' | '.join(without_lines_of(head, words)) + ' |', rules, EXEMPT)
        return
    of = {side: [*RULES[view](scene.sides[side], measure), *common] for side in 'AB'}
    about_b, about_a = description[len('B: '):].split(' A: ', 1)
    for part, text, side in (*zip(('title', 'subtitle', 'caption'), head, 'BBB'), ('description', about_b, 'B'), ('description', about_a, 'A')):
        ledger.read(f'{where}: {part}', text, of[side], EXEMPT)
    # A is drawn first, under its name; what it finds stands below the name, in lines.
    words = without_lines_of(head, words)
    middle = next(n for n, text in enumerate(words) if text.startswith('B: '))
    for side, own in (('A', words[:middle]), ('B', words[middle:])):
        ledger.read(f'{where}: picture', '| ' + ' | '.join(own) + ' |', of[side], EXEMPT)


def check(ledger, view_program, folder, files, view, mode, run, quarter, opened=None):
    """`view_program`: calls concord-view in the folder. `opened`: what it opens, where that is not the files: scenarios, simulated live."""
    shown, other = Runs(os.path.join(folder, files[-1])), Runs(os.path.join(folder, files[0])) if len(files) > 1 else None
    scene = Scene(shown, other, mode, run, quarter)
    measure = 'institution_share' if view in ('spc', 'ensemble') else 'norm'
    options = ['--view', view, '--quarter', quarter, *(['--run', str(run)] if run is not None else []),
               *(['--compare', mode] if mode else []), *(['--replicates', str(shown.runs)] if opened else [])]
    where = f'view {view}' + (f' {mode}' if mode else '') + (' of one run' if run is not None else '') + (' live' if opened else '')
    for ending in ('csv', 'svg'):
        view_program('--shot', f'shot.{ending}', '--force', *options, *(opened or files))
    check_files(ledger, where, view, scene, measure, os.path.join(folder, 'shot'))


def check_files(ledger, where, view, scene, measure, path):
    """A sheet (.csv) and a picture (.svg) of a view."""
    scene.picked, ledger.quarters = 0, len(scene.shown.quarters)
    with open(path + '.csv', encoding='utf-8-sig') as file:
        head = [line[2:].rstrip('\n') for line in file if line.startswith('# ')]
    check_sheet(ledger, where, view, scene, measure, table(path + '.csv'))
    with open(path + '.svg', encoding='utf-8') as file:
        check_texts(ledger, where, view, scene, measure, file.read(), head)


HEADLINES = ['real', 'institution_share', 'trusts_in_deficit_year', 'nhs_balance', 'integration_index']
FIGURES = {'control_chart': 'spc', 'control_chart_country': 'spc'}


def check_report(ledger, view_program, folder, files, mode, quarter, facts):
    """The page of `concord-view --report`: its sheets and pictures, and that the page holds the same numbers."""
    shown, other = Runs(os.path.join(folder, files[-1])), Runs(os.path.join(folder, files[0])) if len(files) > 1 else None
    view_program('--report', 'page', '--force', '--quarter', quarter, *(['--compare', mode] if mode else []), *files)
    path = os.path.join(folder, 'page')
    with open(os.path.join(path, 'index.html'), encoding='utf-8') as file:
        page = file.read()
    tables = iter(re.findall('<table.*?</table>', page, re.S))
    headlines, where = iter(HEADLINES), f'report{" " + mode if mode else ""}'
    names = sorted(name[:-4] for name in os.listdir(path) if name.endswith('.svg'))
    for name in names:
        key = name.split('_', 2)[2]
        view = FIGURES.get(key, key)
        scene = Scene(shown, other, mode, None, quarter)
        scene.of_system, scene.facts = view == 'spc', facts
        measure = next(headlines) if view == 'ensemble' else 'norm'
        check_files(ledger, f'{where} {view}', view, scene, measure, os.path.join(path, name))
        with open(os.path.join(path, name + '.csv'), encoding='utf-8-sig', newline='') as file:
            lines = list(file)
        head = [line[2:].rstrip('\r\n') for line in lines if line.startswith('# ')]
        rows = list(csv.reader(line for line in lines if not line.startswith('#')))
        cells = [[html.unescape(re.sub('<[^>]*>', '', cell)) for cell in re.findall('<t[hd][^>]*>(.*?)</t[hd]>', row, re.S)]
                 for row in re.findall('<tr[^>]*>(.*?)</tr>', next(tables), re.S)]
        for row, shown_row in zip(rows, cells):
            ledger.words(f'{where}: table of {view}', '|'.join(shown_row), '|'.join(cell or 'no data' for cell in row))
        if len(cells) != len(rows):
            ledger.wrong(where, f'{len(cells)} rows of {view} on the page, {len(rows)} in its sheet')
        for line in map(as_drawn, head):
            ledger.words(f'{where}: page', str(html.escape(line, quote=False) in page or html.escape(line) in page or line in html.unescape(page)), 'True')
