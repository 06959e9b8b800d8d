"""Answers of `concord report`: every number of the page from the runs of the merged file."""
import csv
import html
import io
import os
import re
from urllib.parse import unquote

import h5py
import numpy

from ledger import N
from recorded import AtMost, mean_interval, rank_correlation, texts

SETS = 'behaviour.memory,duty.conflict\n' + ''.join(f'{0.2 + 0.08 * n:.2f},{(n * 3) % 7 / 10:.1f}\n' for n in range(7))
TAKES = {'own': 'mean over 2018/19', 'real': 'value at 2018/19 Q4', 'balance': 'sum over 2018/19', 'centre': 'sum over 2018/19'}
AS = {'own': 'the share of own interest', 'real': 'the number of real systems', 'balance': 'the balance of the NHS',
      'centre': 'what the centre pays'}
MATTERS = {'own': 0.02, 'real': 0.5, 'balance': 20.0, 'centre': 5.0}
MEANINGS = {'ewa memory': 'behaviour.memory', 'defence from conflicting statutory duty': 'duty.conflict'}
CONTEXTS = ['without relief', 'with relief']


def design(seed, sets):
    return f'''sweep: 1
title: A lever
scenario: configs/england_2019_plain.yaml
axes:
  duty.strength: [0, 0.35, 0.7, 1.4]
  break_even.relief: [0, 1]
{'  sets: {vectors: sets.csv}' if sets else ''}
set: {{quarters: 8, seed: {seed}}}
replicates: 6
outcomes:
  own: {{measure: institution_share, take: {TAKES['own']}}}
  real: {{measure: real, take: {TAKES['real']}}}
  balance: {{measure: nhs_balance, take: {TAKES['balance']}}}
  centre: {{measure: centre_cost, take: {TAKES['centre']}}}
question:
  number: Q7
  asks: Does it help?
  why: Because.
  reading: Like this.
  lever: {{axis: duty.strength, as: a stronger duty, name: duty, to: 0.7}}
  context:
    - {{axis: break_even.relief, as: relief, levels: [{{at: 0, as: without relief}}, {{at: 1, as: with relief}}]}}
{'  parameter_sets: sets' if sets else ''}
  headline: 2
  outcomes:
    - {{name: own, as: {AS['own']}, matters: 0.02, better: less}}
    - {{name: real, as: {AS['real']}, matters: 0.5, better: more}}
    - {{name: balance, as: {AS['balance']}, matters: 20, better: more}}
    - {{name: centre, as: {AS['centre']}, matters: 5, better: less}}
'''


class Effect:
    def __init__(self, before, after, matters):
        there = ~numpy.isnan(after - before)
        self.differences = (after - before)[there]
        self.before, self.after = before[there].mean(), after[there].mean()
        self.mean, self.low, self.high = mean_interval(self.differences)
        self.low90, self.high90 = numpy.quantile(self.differences, [0.05, 0.95])
        self.units = len(self.differences)
        self.agree = (self.differences * self.mean > 0).sum()
        self.up, self.down = (self.differences >= matters).sum(), (self.differences <= -matters).sum()


class Answer:
    LEVELS = [0, 0.35, 0.7, 1.4]
    FROM, TO, ELSEWHERE = 0.35, 0.7, 0

    def __init__(self, merged, by_set):
        self.by_set = by_set
        with h5py.File(merged, 'r') as file:
            labels = {name: texts(file['labels/' + name]) for name in file['labels']}
            point, replicate = file['runs/point'][:], file['runs/replicate'][:]
            values = {name: file['outcomes/' + name][:] for name in TAKES}
            self.runs, self.points = len(point), len(file['points/point'])
        baseline = None
        names = sorted(set(labels.get('sets', [''])) - {'(scenario)'})
        self.sets = [list(map(float, line.split(','))) for line in SETS.splitlines()[1:]]
        self.units_at = {}
        for level in self.LEVELS:
            for relief in (0, 1):
                for name in TAKES:
                    per_unit = []
                    for n, chosen in enumerate(names):
                        rows = [row for row, p in enumerate(point) if float(labels['duty.strength'][p]) == level
                                and float(labels['break_even.relief'][p]) == relief
                                and (not by_set or labels['sets'][p] == f'{chosen}')]
                        # Runs of one point: without sets, the baseline that stands for itself is another point of the same settings.
                        first = point[rows[0]]
                        one = values[name][[row for row in rows if point[row] == first]]
                        per_unit.append(one.mean() if by_set else one)
                    self.units_at[level, relief, name] = numpy.array(per_unit if by_set else per_unit[0])
        self.names = names

    def effect(self, name, before=None, after=None, relief=0, chosen=None):
        a = self.units_at[self.FROM if before is None else before, relief, name]
        b = self.units_at[self.TO if after is None else after, relief, name]
        if chosen is not None:
            a, b = a[chosen], b[chosen]
        return Effect(a, b, MATTERS[name])


def scaled(name, value):
    """A difference as sentences write it."""
    return value * 100 if name == 'own' else value


def thirds(answer, name, parameter):
    column = ['behaviour.memory', 'duty.conflict'].index(parameter)
    order = sorted(range(len(answer.sets)), key=lambda n: answer.sets[n][column])
    third = len(order) // 3
    low, high = order[:third], order[-third:]
    effects = answer.units_at[answer.TO, 0, name] - answer.units_at[answer.FROM, 0, name]
    return (answer.effect(name, chosen=low), answer.sets[low[-1]][column], answer.effect(name, chosen=high),
            answer.sets[high[0]][column], rank_correlation([s[column] for s in answer.sets], effects))


def rules(answer, default=None):
    """Of sentences; `default` is the outcome that a text without a name is about."""
    named = '|'.join(AS.values()).lower()

    def outcome(found):
        before = re.findall(named, found.string[:found.start()].lower())
        return next((key for key, words in AS.items() if before and words.lower() == before[-1]), default)

    def relief(found):
        before = re.findall('(?i)with(?:out)? relief', found.string[:found.end()])
        return CONTEXTS.index(before[-1].lower()) if before else 0

    def from_to(found):
        e = answer.effect(outcome(found), relief=relief(found))
        return e.before, e.after

    def at_levels(found):
        e = answer.effect(outcome(found), relief=relief(found))
        return e.before, answer.FROM, e.after, answer.TO

    def certainty(found):
        name = outcome(found)
        e = answer.effect(name)
        return scaled(name, MATTERS[name]), e.up, e.units, e.down

    def spread(found):
        name = outcome(found)
        e = answer.effect(name)
        return [scaled(name, x) for x in (e.low90, e.high90, e.mean, e.low, e.high)]

    def headline(found):
        e = answer.effect(default)
        return [answer.FROM, answer.TO, *(scaled(default, x) for x in (e.mean, e.low, e.high)), e.before]

    def open_(found):
        e = answer.effect(default)
        return e.up, e.units, scaled(default, MATTERS[default]), e.down

    def cost(found):
        name = outcome(found)
        e = answer.effect(name)
        return [e.mean, e.low, e.high, e.before]

    def elsewhere(found):
        name = outcome(found)
        e = answer.effect(name, before=answer.ELSEWHERE)
        return [answer.ELSEWHERE, answer.TO, *(scaled(name, x) for x in (e.mean, e.low, e.high)), e.before]

    def contrast(found):
        name = outcome(found)
        there = answer.effect(name, relief=1).differences - answer.effect(name).differences
        return [scaled(name, x) for x in mean_interval(there)]

    def dependence(found):
        name = outcome(found)
        low, low_to, high, high_from, correlation = thirds(answer, name, MEANINGS[found.group('p').lower()])
        return [None, scaled(name, low.mean), low_to, scaled(name, high.mean), high_from, correlation]

    def third(found):
        low, low_to, high, high_from, _ = thirds(answer, outcome(found), MEANINGS[found.group('p').lower()])
        return [None, high_from if found.group('way') == 'more' else low_to]

    def by(found):
        name = outcome(found)
        part = re.search(r'of the sets where the (.*?) is \S+ or (more|less)', found.string[:found.start()])
        if part:
            low, _, high, _, _ = thirds(answer, name, MEANINGS[part.group(1).lower()])
            return [abs(scaled(name, (high if part.group(2) == 'more' else low).mean))]
        return [abs(scaled(name, answer.effect(name, relief=relief(found)).mean))]

    def sure(found):
        e = answer.effect(outcome(found))
        return [e.up, e.units, e.down]
    # Between 0.35 and 0.7 points lies no level, so whatever begins or is half reached is so at 0.7 points.
    unit = '(?: percentage points| systems| million)?'
    return [
        (rf'going from {N} points today to {N} points changes [^;]*? by {N}{unit} \(95% interval {N}{unit} to {N}{unit}\), from {N}', headline),
        (rf'(?:the {N}|and {N}) assumptions', lambda found: [2, 2]),
        (rf'{N} of {N} [a-z ]+ agree on the direction', lambda found: [answer.effect(default).agree, answer.effect(default).units]),
        (rf'open: {N} of {N} [a-z ]+ say up by {N}{unit} or more, {N} as much down', open_),
        (rf'which takes {N}', lambda found: [scaled(default, MATTERS[default])]),
        (rf'changes by {N}{unit} \(95% interval {N}{unit} to {N}{unit}\), from {N}', cost),
        (rf'(?<!Counted )(?<!going )\bfrom {N}{unit}(?: as today)? to {N}{unit}', from_to),
        (rf': {N}{unit} at {N} points(?: today)?, {N}{unit} at {N} points', at_levels),
        (rf'Between {N} points and {N} points', lambda found: [answer.FROM, answer.TO]),
        (rf'higher by {N}{unit} or more in {N} of {N} [a-z ]+, and lower by as much in {N}', certainty),
        (rf'lie between {N}{unit} and {N}{unit}; their mean is {N}{unit} \(95% interval {N}{unit} to {N}', spread),
        (rf'Counted from {N} points instead, the change to {N} points is {N}{unit} \(95% interval {N}{unit} to {N}{unit}\), from {N}', elsewhere),
        (rf'effect differs by {N}{unit} \(95% interval {N}{unit} to {N}', contrast),
        (rf'not clear \({N}{unit}, 95% interval {N}{unit} to {N}', contrast),
        (rf'(?P<p>[A-Z][A-Za-z ]+): the effect is {N}{unit} where it is {N} or less and '
         rf'{N}{unit} where it is {N} or more, each a third of the sets; rank correlation {N}', dependence),
        (rf'of the sets where the (?P<p>[A-Za-z ]+) is {N} or (?P<way>more|less)', third),
        (rf'\bby {N}(?: percentage points| systems| million)?(?=[.;,](?: |$)|$)', by),
        (rf'worth mentioning(?:, and half of it reached,)? from {N} points on', lambda found: [answer.TO]),
        (rf'half of it is reached by {N} points', lambda found: [answer.TO]),
        (rf'only at {N} points is', lambda found: [answer.TO]),
        (rf'levels up to {N} points', lambda found: [answer.TO]),
        (rf'in {N} of {N} (?:sets of assumptions|runs) and lowers it in {N}', sure),
        (rf'[Nn]one of the {N} assumptions that differ between the {N} sets', lambda found: [2, len(answer.sets)]),
        (rf'In none of the {N} (?:sets of assumptions|runs) is', lambda found: [answer.effect(outcome(found)).units]),
        (rf'All {N} differ by the same: {N}', lambda found: [answer.effect(outcome(found)).units,
                                                            scaled(outcome(found), answer.effect(outcome(found)).mean)]),
    ]


EXEMPT = [
    (r'At least 95 in 100|in 95 of 100|95% interval|middle 90%|95% and|nine in ten', 'words of the definition of a verdict'),
    (r'\bQ7\b', 'number of the question'),
    (r'england_2019', 'names of files'),
]


def check(ledger, run, folder, seed, sets):
    """Makes a page in `folder` and reads it."""
    where = f'report {"with" if sets else "without"} sets'
    ledger.quarters, name = 8, f'q_{seed}'
    if sets:
        with open(os.path.join(folder, 'sets.csv'), 'w', encoding='utf-8') as out:
            out.write(SETS)
    with open(os.path.join(folder, name + '.yaml'), 'w', encoding='utf-8') as out:
        out.write(design(seed, sets))
    work = os.path.join(folder, name)
    os.mkdir(work)
    run('report', name + '.yaml', '-o', f'{name}/p.html', '--quiet')
    with open(os.path.join(work, 'p.html'), encoding='utf-8') as file:
        page = file.read()
    page = check_decision(ledger, run, folder, where, name, page)
    answer = Answer(os.path.join(work, 'q7.h5'), sets)

    title = html.unescape(re.search('<h1>(.*?)</h1>', page).group(1))
    ledger.read(f'{where}: title', title, rules(answer, 'own'), EXEMPT)
    ledger.words(f'{where}: date in the title', 'own' if f'{AS["own"]}' in title and title.endswith(' (2018/19)') else title, 'own')
    if len(title.split()) > 25:
        ledger.wrong(where, f'a title of {len(title.split())} words')
    body = re.sub('<figure.*?</figure>', '', page, flags=re.S)
    above = body[:body.index('<h2')]
    sentence, = re.findall('<p>(.*?)</p>', above, re.S)
    ledger.read(f'{where}: sentence', html.unescape(sentence), rules(answer, 'own'), EXEMPT)
    three = re.findall('<li>(.*?)</li>', above)
    for text, begins in zip(three, ('What it costs: The balance of the NHS', 'What it depends on: ', 'What would change it: '), strict=True):
        ledger.words(f'{where}: bullet', html.unescape(text)[:len(begins)], begins)
        ledger.read(f'{where}: bullet', html.unescape(text)[len(begins):] if 'costs' not in begins else html.unescape(text),
                    rules(answer, 'own'), EXEMPT)
    parts = dict(re.findall(r'<details>\s*<summary>(.*?)</summary>(.*?)</details>', body, re.S))
    for heading in ('Every outcome', 'How sure it is'):
        for n, text in enumerate(re.findall('<p>(.*?)</p>', parts[heading], re.S)):
            text = html.unescape(text)
            key = list(TAKES)[n] if n < len(TAKES) else None
            if key:
                ledger.words(f'{where}: date', key if f'{AS[key]} ({TAKES[key]})' in text else text, key)
            ledger.read(f'{where}: {heading}', text, rules(answer, key), EXEMPT)
            if key and ('no clear effect' in text or 'does not clearly' in text):
                e = answer.effect(key)
                if not isinstance(e.low, AtMost) and (e.low > 0 or e.high < 0):
                    ledger.wrong(where, f'not clear beside {e.low} to {e.high}')
    for n, (_, items) in enumerate(re.findall('<h3>(.*?)</h3>(.*?)(?=<h3|$)', parts['What it depends on'], re.S)):
        for text in re.findall('<li>(.*?)</li>', items):
            ledger.read(f'{where}: depends', html.unescape(text), rules(answer, list(TAKES)[n]), EXEMPT)
    for n, items in enumerate(re.findall('<ul>(.*?)</ul>', parts['What would change it'], re.S)):
        for text in re.findall('<li>(.*?)</li>', items):
            ledger.read(f'{where}: change', html.unescape(text), rules(answer, list(TAKES)[n]), EXEMPT)
    check_tables(ledger, where, answer, ''.join(text for name, text in parts.items() if name.startswith('Numbers: ')))
    check_downloads(ledger, where, answer, page)
    check_method(ledger, where, answer, parts['Method'])
    check_figures(ledger, where, answer, page)


def check_decision(ledger, run, folder, where, name, page):
    """The page without its view of the decision, which is word for word what `concord decide` says; tests/decide_test.py computes that again."""
    run('decide', name + '.yaml', '--results', f'{name}/q7.h5', '-o', f'{name}/d.html', '--quiet')
    with open(os.path.join(folder, name, 'd.html'), encoding='utf-8') as file:
        decided = file.read().replace('first-', 'decision-')
    view = re.search(r'<details>\s*<summary>As a decision: (.*?)</summary>(.*?)</details>', page, re.S)
    parts = re.findall(r'<p>.*?</p>|<li>.*?</li>|<svg.*?</svg>', view.group(2), re.S)
    ledger.words(f'{where}: parts of the decision', len(parts), 5)
    for part in (f'<h1>{view.group(1)}</h1>', *parts):
        ledger.words(f'{where}: decision', part if part in decided else f'{part[:300]} is not there', part)
    return page.replace(view.group(0), '')


def check_tables(ledger, where, answer, text):
    for name, rows in zip(TAKES, re.findall('<tbody>(.*?)</tbody>', text, re.S), strict=True):
        for row in re.findall('<tr>(.*?)</tr>', rows, re.S):
            head, *cells = (html.unescape(cell) for cell in re.findall('<t[hd][^>]*>(.*?)</t[hd]>', row, re.S))
            found = re.match(r'([\d.]+) points(?: today)?, (.*)', head)
            level, relief = float(found.group(1)), CONTEXTS.index(found.group(2))
            values = answer.units_at[level, relief, name]
            expected = [*mean_interval(values)]
            if level != answer.FROM:
                e = answer.effect(name, after=level, relief=relief)
                expected += [scaled(name, x) for x in (e.mean, e.low, e.high, e.low90, e.high90)]
            shown = [number for cell in cells for number in re.findall(N, cell)]
            if len(shown) != len(expected):
                ledger.wrong(where, f'table of {name}: {len(shown)} numbers in {cells}')
                continue
            for number, value in zip(shown, expected):
                ledger.same(f'{where}: table of {name}', number, value, head)


def check_downloads(ledger, where, answer, page):
    for file, data in re.findall(r'download="([^"]+)" href="data:text/csv;charset=utf-8,([^"]+)"', page):
        rows = list(csv.DictReader(io.StringIO(unquote(data).lstrip('\ufeff').split('\n', 1)[1])))
        for row in rows:
            if file.endswith('_units.csv'):
                unit = rows.index(row)
                for name in TAKES:
                    d = answer.units_at[answer.TO, 0, name] - answer.units_at[answer.FROM, 0, name]
                    ledger.same(f'{where}: {file}', f'{float(row[name]):.10f}', d[unit])
                continue
            name, level, relief = row['outcome'], float(row['duty.strength']), int(float(row['break_even.relief']))
            mean, low, high = mean_interval(answer.units_at[level, relief, name])
            e = answer.effect(name, after=level, relief=relief)
            expected = {'units': e.units, 'mean': mean, 'mean_low95': low, 'mean_high95': high, 'difference': e.mean}
            if level != answer.FROM:
                expected.update(difference_low95=e.low, difference_high95=e.high, difference_p05=e.low90, difference_p95=e.high90)
            for column, value in expected.items():
                ledger.same(f'{where}: {file}', f'{float(row[column]):.6g}', value, column)


def check_method(ledger, where, answer, text):
    sentence = html.unescape(re.search('<p>(.*?)</p>', text, re.S).group(1))
    ledger.read(f'{where}: method', sentence, [
        (rf'combination of {N} levels of duty, {N} of relief(?: and {N} sets of assumptions)?: {N} points, {N} runs of each, of {N} quarters',
         lambda found: [4, 2, len(answer.sets), 8 * (len(answer.sets) if answer.by_set else 1), 6, 8])],
        [*EXEMPT, (r'more than one in twenty|95% interval', 'words of the definition of a verdict')])


def check_figures(ledger, where, answer, page):
    """Descriptions, which hold every mean that is drawn."""
    for figure in re.findall('<figure.*?</figure>', page, re.S):
        title, text = map(html.unescape, re.search(r'<title[^>]*>(.*?)</title>\s*<desc[^>]*>(.*?)</desc>', figure, re.S).groups())
        if 'goes with' in title:
            name = next(key for key, words in AS.items() if words.lower() in title.lower())
            for meaning, sign, at, shown in re.findall(rf'([A-Z][A-Za-z ]+) ([≤≥]) (\S+): {N}', text):
                low, low_to, high, high_from, _ = thirds(answer, name, MEANINGS[meaning.lower()])
                ledger.same(f'{where}: figure', at, low_to if sign == '≤' else high_from, text)
                ledger.same(f'{where}: figure', shown, scaled(name, (low if sign == '≤' else high).mean), text)
            continue
        name = next(key for key, words in AS.items() if words.lower() in title.lower())
        change = title.startswith('Change of')
        for context, part in re.findall(r'(With(?:out)? relief): (.*?)\. ', text):
            relief = CONTEXTS.index(context.lower())
            for shown_level, shown in re.findall(rf'([\d.]+) points {N}', part):
                level = float(shown_level)
                value = (scaled(name, answer.effect(name, after=level, relief=relief).mean) if change
                         else answer.units_at[level, relief, name].mean())
                ledger.same(f'{where}: figure', shown, value, part)
        ledger.read(f'{where}: figure', re.sub(r'With(?:out)? relief: .*?\. ', '', text),
                    [(rf'{N} runs', lambda found: [answer.runs])], EXEMPT)
