"""Sentences of views: which number stands where, and how it is computed again."""
import re

import numpy

from ledger import N, value_of
from recorded import AtMost, mean_interval
from views import KINDS, RANGE, UNIT, V, control_limits, counted, decisions, leads, named, series_of, spread

MAYBE_RANGE = rf'{V}{UNIT}(?: \(90% of runs: {V}{UNIT}(?: to {V}{UNIT})?\))?'  # one run has none
COUNT = rf'[Mm]edian {N} of {N} systems \(90% of runs: {N}(?: to {N})?\)'


def of_counts(scene, values):
    """The groups of COUNT, of [run, system]."""
    median, low, high = counted(values)
    return [median, len(scene.names), low, high]


def real(runs):
    return (runs.systems('designated') > 0.5) & (runs.systems('norm') >= 0.5)


def rules_common(scene, measure):
    """Captions and what was set, on everything."""
    runs = scene.shown.runs
    return [
        (rf'pooling floor {N} \(default {N}\)', lambda found: [0.5, 0]),
        (rf'pooling floor {N} instead of {N}', lambda found: [0.5, 0]),
        (rf'\bA: pooling floor {N}', lambda found: [0]), (rf'\bB: pooling floor {N}', lambda found: [0.5]),
        (rf'(?<!the first )(?<!of ){N} runs, seed', lambda found: [runs]),
        (rf'median of {N} runs|medians of {N} runs|Paired: {N} runs', lambda found: [runs] * 3),
        (rf'(?<!\()\b[Rr]un {N}(?: of {N})?', lambda found: [scene.one_run, runs]),
        (rf'\. {N} systems, ', lambda found: [len(scene.names)]),
    ]


def rules_map(scene, measure):
    q, values = scene.quarter, scene.systems(measure)[:, scene.quarter]
    medians = numpy.median(values, axis=0)
    factor = scene.factor(scene.shown.unit('systems', measure))

    def extremes(found):
        n = named(scene, found.group('name'))
        if not (medians[n] in (medians.max(), medians.min())):
            return [None, float('nan')]
        return [None, *spread(values[:, n], factor)]

    def whole(found):
        shown = real(scene.shown)[:, q] if scene.run is None else real(scene.shown)[scene.run:scene.run + 1, q]
        return of_counts(scene, shown)

    def name_only(found):
        shown = scene.shown
        return of_counts(scene, ((shown.systems('designated') > 0.5) & ~real(shown))[:, q])

    def change(sign):
        return lambda found: of_counts(scene, sign * values > 1e-9)

    def either(n, text):
        """Where two maps stand beside each other, or changes below values: whichever of the numbers it is."""
        of = [medians[n] * factor]
        if scene.other and scene.mode != 'difference':
            a = scene.of_a(lambda runs: runs.systems(measure))[:, q, n]
            b = scene.systems(measure)[:, q, n]
            of += [numpy.median(a), 100 * numpy.median(b - a)]
        return min(of, key=lambda value: abs(value - value_of(text)[0])) if text else None

    def tile(found):
        n = scene.codes.index(found.group('code'))
        return [None, *(either(n, found.group(k)) for k in (2, 3))]

    def listed(found):
        return [None, either(named(scene, found.group('name')), found.group(2))]
    whole_of_one = rf'(?:Real integrated care systems|in name only): {N} of {N} systems'
    one = scene.run is not None
    return [
        (rf'{COUNT} are real', whole), (rf'Real integrated care systems: {COUNT}', whole), (rf'in name only: {COUNT}', name_only),
        (rf'higher in B than in A in {COUNT}', change(1)), (rf'lower in {COUNT}', change(-1)),
        (rf'(?:highest|lowest) in (?P<name>[A-Z][^|%]*?), {MAYBE_RANGE}', extremes),
        (rf'the middle of all systems is {V}', lambda found: [numpy.median(medians) * factor]),
        (rf'without data: {N}', lambda found: [0]), (rf'A map of {N} systems', lambda found: [len(scene.names)]),
        (rf'{N} of {N} systems are real', lambda found: [real(scene.shown)[scene.run or 0, q].sum(), len(scene.names)] if one else [None, None]),
        (whole_of_one, lambda found: [(real(scene.shown) if found.group(0)[0] == 'R' else (scene.shown.systems('designated') > 0.5)
                                       & ~real(scene.shown))[scene.run or 0, q].sum(), len(scene.names)]),
        (rf'\| (?P<name>{"|".join(re.escape(name[:20]) for name in scene.names)})[^|]* \| {V}(?: pp|m)?(?= \|)', listed),
        (rf'\| (?P<code>Q[A-Z0-9]{{2}})(?: \| [^|\d%]+)* \| {V}(?: pp|m)?(?: \| {V} pp)?(?= \|)', tile),
    ]


def rules_multiples(scene, measure):
    q, values = scene.quarter, scene.systems(measure)
    factor = scene.factor(scene.shown.unit('systems', measure))
    medians = numpy.median(values[:, q], axis=0)
    shown, a = scene.shown.systems(measure)[scene.run or 0:scene.run + 1 if scene.run is not None else None], scene.other.systems(measure) if scene.other else None

    def tile(found):
        n = scene.codes.index(found.group(1))
        return [None, medians[n] * factor, numpy.median(a[:, q, n]) if a is not None else None]
    rise = shown[:, q] - shown[:, 0] if a is None else shown[:, q] - a[:, q]
    return [
        (rf'(?:rose|is higher in B than in A) in {COUNT}', lambda found: of_counts(scene, rise > 1e-9)),
        (rf'(?:fell|is lower in B than in A) in {COUNT}', lambda found: of_counts(scene, rise < -1e-9)),
        (rf'(rose|fell) in {N} of {N} systems from', lambda found: [None, ((rise > 1e-9) if found.group(1) == 'rose' else (rise < -1e-9)).sum(), len(scene.names)]),
        (rf'each of {N} systems', lambda found: [len(scene.names)]),
        (rf'middle half of systems lies between {V}{UNIT} and {V}{UNIT}, the median system at {V}',
         lambda found: [x * factor for x in numpy.percentile(medians, [25, 75, 50])]),
        (rf'\| (Q[A-Z0-9]{{2}})(?: [^|]*)? \| {V}(?: pp)?(?: / {V})?(?= \|)', tile),
    ]


def rules_ranking(scene, measure):
    values = scene.systems(measure)[:, scene.quarter]
    medians, means = numpy.median(values, axis=0), leads(scene, measure).mean(axis=0)
    factor = scene.factor(scene.shown.unit('systems', measure))

    def top(found):
        n, best = named(scene, found.group('name')), max if found.group('end') == 'highest' else min
        in_runs = sum(run[n] == best(run) for run in values)
        ends = scene.follows or means[n] == best(means)
        return [None, None, medians[n] * factor if ends else float('nan'), in_runs, len(values)]

    def many(found):
        end = means.argmax() if found.group('end') == 'highest' else means.argmin()
        return [None, (abs(means - means[end]) < 1e-12).sum(), medians[end] * factor]

    def ranked(found):
        n = named(scene, found.group('name'))
        before = numpy.median(scene.other.systems(measure)[:, scene.quarter, n]) if scene.other else None
        rank = int(found.group('rank'))
        fits = scene.follows or (means > means[n] + 1e-12).sum() < rank <= (means >= means[n] - 1e-12).sum()
        return [rank if fits else float('nan'), None, *spread(values[:, n], factor), before]

    def listed(found):
        return [None, medians[named(scene, found.group('name'))] * factor]

    def told(found):
        """Above, below and neither, by intervals; of values that repeat ours are wider, so that more are neither."""
        intervals = [mean_interval(lead) for lead in leads(scene, measure).T]
        above, below = sum(low > 0 for _, low, _ in intervals), sum(high < 0 for _, _, high in intervals)
        exact = not any(isinstance(low, AtMost) for _, low, _ in intervals)
        if exact:
            return [above, below, len(intervals) - above - below]
        numbers = [int(found.group(n)) for n in (1, 2, 3)]
        good = numbers[0] <= above and numbers[1] <= below and sum(numbers) == len(intervals)
        return numbers if good else [float('nan')] * 3
    names = '|'.join(re.escape(name[:20]) for name in scene.names)
    whole = '|'.join(map(re.escape, sorted(scene.names, key=len, reverse=True)))
    return [
        (rf'{N} are (?:above it|higher), {N} (?:below|lower); {N} cannot be told', told),
        (rf'(?P<end>highest|lowest) in (?P<name>{whole}) \(median {V}{UNIT}; in {N} of {N} runs\)', top),
        (rf'(?P<end>highest|lowest) in (?P<name>{whole}) \({V}{UNIT}\)', lambda found: top(found)[:3]),
        (rf'(?P<end>highest|lowest) in {N} systems \((?:median )?{V}{UNIT}\)', many),
        (rf'(?P<rank>\d+)\. (?P<name>{whole}): {MAYBE_RANGE}(?: A: {V})?', ranked),
        (rf'\| (?P<name>{names})[^|]* \| {V}(?= |$)', listed),
    ]


def rules_ensemble(scene, measure):
    unit = scene.shown.unit('summary', measure)
    factor = scene.factor(unit)
    at = {quarter: n for n, quarter in enumerate(scene.shown.quarters)}
    b, a = scene.shown.national(measure), scene.other.national(measure) if scene.other else None
    values = b - a if scene.mode == 'difference' else b
    one = values if scene.run is None else values[scene.run:scene.run + 1]

    def in_quarter(found):
        # "Run 2: 64% in ...": of that run; else of all.
        start = re.findall(r'(Run \d+|A|B|Median(?: difference)?|Median \((?:A|B)\)): [^:]*$', found.string[:found.start()].replace('90% of runs:', ''))
        whose = a if start in (['A'], ['Median (A)']) else b if start in (['B'], ['Median (B)']) else one if start and start[0].startswith('Run') or not start and scene.run is not None else values
        return [*spread(whose[:, at[found.group('q')]], factor), None]

    def down(found):
        return [numpy.median(one[:, at[found.group('q')]]), None]

    def both(found):
        return [*spread(b[:, at[found.group('q')]]), *spread(a[:, at[found.group('q')]]), None]

    def tip(found):
        of = [spread(one[:, at[found.group('q')]], factor), *([spread(x[:, at[found.group('q')]]) for x in (b, a)] if scene.other else [])]
        return [None, *min(of, key=lambda three: abs(three[0] - value_of(found.group(2) or '0')[0]))]
    quarter = r'20\d\d/\d\d Q\d'
    return [
        (rf'{MAYBE_RANGE} in (?P<q>{quarter})', in_quarter), (rf'median {RANGE}, B less A, (?P<q>{quarter})', in_quarter),
        (rf'(?:down|up) from {V}{UNIT} in (?P<q>{quarter})', down),
        (rf'B median {RANGE}, A median {RANGE}, (?P<q>{quarter})', both),
        (rf'\| (?P<q>{quarter}): {MAYBE_RANGE}', tip),
        (rf'\| (?P<q>{quarter}): median {N}, run \d+ {N}', lambda found: [None, numpy.median(values[:, at[found.group('q')]]), one[0, at[found.group('q')]]]),
        (rf'\| (?P<q>{quarter}): A {N}, B {N}', lambda found: [None, *(numpy.median(x[:, at[found.group('q')]]) for x in (a, b))]),
    ]


SYSTEM_WORDS = {'balance': 'balance', 'pooled share of the fund': 'pooled_share', 'pooled share': 'pooled_share',
                'trust in the system': 'trust_system', 'maturity': 'maturity', 'norm': 'norm', 'integration index': 'integration_index'}


def rules_system(scene, measure):
    """Of the first system."""
    q = scene.quarter
    members = scene.system_of == 0
    action = scene.organisation('action')[q, members]

    def word(found):
        key = SYSTEM_WORDS[found.group('word')]
        values = scene.systems(key)[:, q, 0]
        factor = scene.factor(scene.shown.unit('systems', key))
        before = numpy.median(scene.other.systems(key)[:, q, 0]) if scene.other and scene.mode != 'difference' else None
        return [None, *spread(values, factor), before]

    def standing(runs):
        return [(runs.systems('designated')[:, q, 0] > 0.5).sum(), runs.runs, real(runs)[:, q, 0].sum()]

    def changed(found):
        return [int((action != scene.organisation('action', scene.other)[q, members]).sum()), int(members.sum())]

    def difference(found):
        return [numpy.median(scene.systems('balance')[:, q, 0]), numpy.median(scene.systems('integration_index')[:, q, 0])]
    def gap(found):
        value = numpy.median(scene.systems('outturn_gap')[:, q, 0])
        return [value if found.group(2) == 'above' else -value, None]
    words = '|'.join(sorted(SYSTEM_WORDS, key=len, reverse=True))
    file = scene.shown.file
    places = (file['tables/places/system'][:] == 0).sum()
    budgets = dict(zip(scene.organisations, file['tables/organisations/budget'][:]))

    def member(pattern):
        # The sheet has budget, choice and margin of every member, which the table shows in the same order.
        def of(found):
            before = len(re.findall(pattern, found.string[:found.start() + 1]))
            return [float(scene.members[3 * before]), float(scene.members[3 * before + 2])]
        return pattern, of
    wide, narrow = rf'\| £{N}m \| [OPS] \| [a-z ]+ \| {N}(?= \|)', rf'\| [OPS] \| [a-z ]+ \| [A-Za-z ]+, £{N}m \| {N}(?= \|)'
    return [
        *([member(wide), member(narrow)] if scene.mode is None else []),
        (rf'\b(?P<word>{words})(?: is)? {MAYBE_RANGE}(?: \(A: {V})?', word),
        (rf'{N} pp (above|below) its control total', gap),
        (rf'(?<!in A it )is designated in {N} of {N} runs and real in {N}', lambda found: standing(scene.shown)),
        (rf'in A it is designated in {N} of {N} runs and real in {N}', lambda found: standing(scene.other)),
        (rf'{N} of {N} members chose their own interest, {N} their place and {N} the system',
         lambda found: [(action == 0).sum(), len(action), (action == 1).sum(), (action == 2).sum()]),
        (rf'{N} of {N} chose otherwise', changed),
        (rf'median balance {N}m?, integration index {N}', difference),
        (rf'{N} people', lambda found: [file['tables/systems/population'][0]]), (rf'{N} places', lambda found: [places]),
        (rf'{N} organisations', lambda found: [members.sum()]),
    ]


def rules_organisation(scene, measure):
    q, n, runs = scene.quarter, scene.picked, scene.shown
    chosen = runs.organisations('action')[:, q, n]
    action = scene.organisation('action')[:, n]

    def expected(found):
        out = []
        for option in ('institution', 'place', 'system'):
            value = scene.organisation('utility_' + option, scene.other if found.group(0).startswith('A:') else runs)[q, n]
            if scene.mode == 'difference':
                value -= scene.organisation('utility_' + option, scene.other)[q, n]
            out += [value, None]
        return out

    def so_often(found):
        return [(chosen == action[q]).sum(), len(chosen)]

    def in_runs(found):
        which = numpy.flatnonzero(chosen == ['own interest', 'place', 'system'].index(found.group(1)))
        return [None, len(which), ', '.join(map(str, which))]

    def terms(found):
        what = next(term for term, _, _ in scene.terms if term.lower() == found.group('term').lower())
        shown = {None: 'this result', 'difference': 'B less A'}.get(scene.mode, 'B')
        out = [None]
        for option in ('own interest', 'place', 'system'):
            out.append(float(scene.terms[what, option, shown]))
            if scene.mode == 'overlay':
                out.append(float(scene.terms[what, option, 'A']))
        return out

    def leading(found):
        what = next(term for term, _, _ in scene.terms if term.lower() == found.group('term').lower())
        return [None, float(scene.terms[what, found.group('option'), 'B less A']), None]
    value = rf'{N} \({N}\)' if scene.mode == 'overlay' else V
    names = '|'.join(re.escape(term) for term, option, _ in scene.terms if option)
    per_option = rf'{N} pp of own interest \(chance {N}\), {N} pp of place \(chance {N}\), {N} pp of system \(chance {N}\)'
    return [
        *([(rf'\| (?P<term>{names})(?: \(pp\))? \| {value} \| {value} \| {value}(?= \|)', terms)] if scene.mode != 'beside' else []),
        (rf'(?P<term>(?i:{names})) {V}(?: pp)? for (?P<option>own interest|place|system)', leading),
        (rf'(?:A: )?{per_option}', expected),
        (rf'in {N} of {N} runs it chose so', so_often),
        (rf'Of {N} runs(?: of B)? it chose', lambda found: [len(chosen)]),
        (rf'its (own interest|place|system) in {N}(?: \(run ([\d, ]+)\))?', in_runs),
        (rf'changed its choice {N} times? in {N} quarters', lambda found: [(action[1:] != action[:-1]).sum(), len(action)]),
        (rf'In {N} of {N} quarters it chose otherwise',
         lambda found: [(action != scene.organisation('action', scene.other)[:, n]).sum(), len(action)]),
        (rf'£{N}m a year', lambda found: [runs.file['tables/organisations/budget'][n]]),
    ]


def rules_network(scene, measure):
    q, members = scene.quarter, scene.system_of == 0
    place, system = (scene.organisation(name)[q, members] for name in ('trust_place', 'trust_system'))
    action = scene.organisation('action')[q, members]
    if scene.other:
        a_place, a_system = (scene.organisation(name, scene.other)[q, members] for name in ('trust_place', 'trust_system'))
        a_action = scene.organisation('action', scene.other)[q, members]
    places = len(set(scene.shown.file['tables/organisations/place'][:][members]))
    return [
        (rf'{N} of {N} members of .* trust their place more', lambda found: [(place > system).sum(), len(place)]),
        (rf'{N} organisations of .* in {N} places', lambda found: [len(place), places]),
        (rf'(?<!A: )[Mm]edian trust in the place is {N} and in the system {N}', lambda found: [numpy.median(place), numpy.median(system)]),
        (rf'median trust in the place differs by {V} and in the system {V}',
         lambda found: [numpy.median(place - a_place), numpy.median(system - a_system)]),
        (rf'A: median trust in the place {N}, in the system {N}', lambda found: [numpy.median(a_place), numpy.median(a_system)]),
        (rf'{N} chose their own interest, {N} their place, {N} the system', lambda found: [(action == k).sum() for k in (0, 1, 2)]),
        (rf'higher in B than in A for {N} and lower for {N} of {N} members',
         lambda found: [(system - a_system >= 0.02).sum(), (system - a_system <= -0.02).sum(), len(system)]),
        (rf'at least 0.02 higher than that for {N} and lower for {N} of {N} members; {N} chose otherwise',
         lambda found: [(system - a_system >= 0.02).sum(), (system - a_system <= -0.02).sum(), len(system), (action != a_action).sum()]),
    ]


def rules_distribution(scene, measure):
    q = scene.quarter
    kinds = {words: [n for n, kind in enumerate(scene.kinds) if KINDS[kind] == words] for words in KINDS.values()}

    def values(kind, whose=None):
        one = scene.organisation('trust_system', scene.other if whose == 'A' else scene.shown)[q, kinds[kind]]
        return one - scene.organisation('trust_system', scene.other)[q, kinds[kind]] if scene.mode == 'difference' else one

    def described(found):
        of = values(found.group(1), found.group(2))
        return [None, None, *numpy.percentile(of, [50, 25, 75]), len(of)]

    def ends(found):
        medians = {kind: numpy.median(values(kind)) for kind in kinds}
        low, high = found.group(1), found.group(3)
        good = medians[low] == min(medians.values()) and medians[high] == max(medians.values())
        return [None, medians[low] if good else float('nan'), None, medians[high]]
    names = '|'.join(KINDS.values())
    first = scene.picked
    return [
        (rf'({names})(?: (A|B))?: median {V}, middle half {V}(?: to {V})?, n = {N}', described),
        (rf'({names}) lowest \(median {V}\), ({names}) highest \({V}\)', ends),
        (rf'NHS Foundation Trust: {N}', lambda found: [values(KINDS[scene.kinds[first]])[kinds[KINDS[scene.kinds[first]]].index(first)]]),
    ]


def rules_spc(scene, measure):
    factor = scene.factor(scene.shown.unit('systems' if scene.of_system else 'summary', measure))
    values = series_of(scene, measure) * factor
    mean, low, high = control_limits(values)
    limits = [mean, low, high]
    runs = scene.national(measure) * factor

    def of(found):
        return series_of(scene, measure, 'A') if ' A: Mean' in found.string[:found.start() + 4] else values

    def in_a_row(found):
        one = of(found)
        low, high = control_limits(one)[1:]
        flags = {'above': one > high, 'below': one < low, 'rising': numpy.diff(one) > 0, 'falling': numpy.diff(one) < 0}[found.group(2)]
        return [longest(flags) + (found.group(2) in ('rising', 'falling')), None]

    def either(found, which):
        """Two charts may stand beside each other."""
        charts = [values, *([series_of(scene, measure, 'A')] if scene.mode == 'beside' else [])]
        return [min((control_limits(chart)[which] for chart in charts), key=lambda x: abs(x - value_of(found.group(1) or '0')[0]))]

    def at_quarter(found):
        n = scene.shown.quarters.index(found.group(1))
        charts = [values, *([series_of(scene, measure, 'A')] if scene.mode == 'beside' else [])]
        return [None, min((chart[n] for chart in charts), key=lambda x: abs(x - value_of(found.group(2))[0]))]

    def ends(found):
        return [*spread(runs[:, 0]), *spread(runs[:, -1])]
    return [
        (rf'went from (?:median )?{MAYBE_RANGE} to {MAYBE_RANGE}', ends), (rf'went from {V}{UNIT} to {V}{UNIT}:', lambda found: [values[0], values[-1]]),
        (rf'no rule is broken in {N} quarters', lambda found: [len(values)]),
        (rf'above its limits in {N}, below in {N}, of {N} quarters', lambda found: [(values > high).sum(), (values < low).sum(), len(values)]),
        (rf'Mean {V}{UNIT}, limits {V}{UNIT} to {V}', lambda found: control_limits(of(found))),
        (rf'upper limit {V}', lambda found: either(found, 2)), (rf'\| mean {V}', lambda found: either(found, 0)),
        (rf'lower limit {V}', lambda found: either(found, 1)),
        (rf'\| (20\d\d/\d\d Q\d): {N}', at_quarter),
        (rf'{N} in a row (above|below|falling|rising)', in_a_row),
    ]


def longest(flags):
    """Of runs of true ones."""
    best = here = 0
    for flag in flags:
        here = here + 1 if flag else 0
        best = max(best, here)
    return best


def rules_funnel(scene, measure):
    from views import binomial_limit
    count, own = decisions(scene)
    share = own.sum() / count.sum()
    of_a = decisions(scene, scene.other) if scene.other else None

    def outside(tail):
        if scene.mode == 'difference':
            both = (own.sum() + of_a[1].sum()) / (count.sum() + of_a[0].sum())
            error = (both * (1 - both) * (1 / count + 1 / of_a[0])) ** 0.5
            normal = {0.025: 1.96, 0.001: 3.0902}[tail]
            return numpy.flatnonzero(abs(own / count - of_a[1] / of_a[0]) > normal * error)
        return [n for n in range(len(count)) if not binomial_limit(int(count[n]), share, tail, False) <= own[n] / count[n]
                <= binomial_limit(int(count[n]), share, tail, True)]
    far = outside(0.001)
    near = [n for n in outside(0.025) if n not in far]

    def one(found):
        n, part = named(scene, found.group('name')), found.string[:found.start()]
        counts, chosen = of_a if ' A: Of' in part else (count, own)
        return [None, chosen[n] / counts[n]]

    def more(found):
        counts, chosen = of_a if ' A: Of' in found.string[:found.start()] else (count, own)
        p, both = chosen.sum() / counts.sum(), []
        for tail in (0.001, 0.025):
            limits = [[binomial_limit(int(k), p, tail, upper) for upper in (False, True)] for k in counts]
            both.append(sum(not low <= x <= high for (low, high), x in zip(limits, chosen / counts)))
        return [None, (both[0] if found.group(1) == '99.8' else both[1] - both[0]) - 5]

    def all_decisions(found):
        counts, chosen = of_a if found.string[found.start() - 3:found.start()] == 'A: ' else (count, own)
        return [counts.sum(), chosen.sum() / counts.sum()]
    names = '|'.join(map(re.escape, sorted(scene.names, key=len, reverse=True)))
    return [
        (rf'{N} of {N} systems lie outside the 99.8% limits', lambda found: [len(far), len(count)]),
        (rf'on both sides {N} were for it', lambda found: [(own.sum() + of_a[1].sum()) / (count.sum() + of_a[0].sum())]),
        (rf'Of {N} decisions {N} were for it', all_decisions),
        (rf'(higher|lower) in B than in A in {N} of {N} systems', lambda found: [None, ((own / count > of_a[1] / of_a[0] + 1e-12) if found.group(1) == 'higher'
                                                                                else (own / count < of_a[1] / of_a[0] - 1e-12)).sum(), len(count)]),
        (rf'{N} of {N} systems changed by more than the', lambda found: [len(far), len(count)]),
        (rf'(?P<name>{names}) \({N}\)', one),
        (rf'about {N} here', lambda found: [len(count) / 20]),
        (rf'(99\.8|95)% limits(?: only)?: [^.]*?(?:\.\d[^.]*)*? and {N} more', more),
    ]


def rules_parameters(scene, measure):
    file = scene.shown.file
    changed = sum(value != default for value, default in zip(file['parameters/text'][:], file['parameters/default'][:]))
    return [
        (rf'{N} settings? differs? from the defaults', lambda found: [changed + (len(scene.shown.quarters) != 24)]),
        (rf'{N} settings? differs? between', lambda found: [1]),
        (rf'pooling\.floor is {N} instead of {N}', lambda found: [0.5, 0]),
        (rf'quarters is {N} instead of {N}', lambda found: [len(scene.shown.quarters), 24]),
        (rf'\| quarters \| {N} \| {N}', lambda found: [len(scene.shown.quarters), 24]),
        (rf'\| pooling\.floor \| {N} \| {N} \| {N}', lambda found: [0.5, 0, 0]),
    ]


RULES = {'map': rules_map, 'system': rules_system, 'organisation': rules_organisation, 'network': rules_network,
         'multiples': rules_multiples, 'distribution': rules_distribution, 'ranking': rules_ranking, 'spc': rules_spc,
         'funnel': rules_funnel, 'ensemble': rules_ensemble, 'parameters': rules_parameters}
