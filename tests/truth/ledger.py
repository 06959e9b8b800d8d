"""What is checked of a text: every number in it belongs to a rule that computes it again, or to an exemption with a reason."""
import collections
import re

from recorded import AtLeast, AtMost

NUMBER = re.compile(r'\d(?:[\d,]*\d)?(?:\.\d+)?(?:e[+-]?\d+)?')
# A number as sentences write it, with its sign and without its unit: a group of a rule.
N = r'([−+-]?£?\d(?:[\d,]*\d)?(?:\.\d+)?(?:e[+-]?\d+)?%?)'

# What is no result: [(pattern, reason)], for every text.
EXEMPT = [
    (r'\b20\d\d/\d\d(?: Q[1-4])?(?: to 20\d\d/\d\d(?: Q[1-4])?)?', 'dates: they say which quarter a number is of'),
    (r'Concord \d+\.\d+\.\d+ \([0-9a-z-]+\)|commit [0-9a-z-]+|(?:model|plan|content|results|digest) [0-9a-f]{16}|\bseed \d+',
     'identity: version, digests and seed, compared with the attributes of files by other tests'),
    (r'(?:5th|25th|75th|95th)(?: to (?:the )?95th)? percentile|(?:middle|dark band:|light band(?:, and brackets above)?:|thick(?: line)?:|thin line:) ?\d\d%'
     r'|\d\d% (?:of (?:the )?runs|intervals?|limits)|nine tenths|hold \d\d%|\d\d(?:\.\d)?% limits?', 'keys: which part of the runs a range holds'),
    (r'[A-Z][a-z]+ 20\d\d\b|\b(?:winter|autumn|spring|April|March|January|year|early|late) 20\d\d|\b20\d\d/\d\d', 'dates'),
]


def value_of(text):
    """The number and half a unit of its last digit."""
    plain = text.replace('−', '-').replace('£', '').replace(',', '').replace('+', '')
    share = plain.endswith('%')
    plain = plain.rstrip('%')
    mantissa, _, power = plain.partition('e')
    decimals = len(mantissa.partition('.')[2])
    scale = 10.0 ** (int(power or 0)) * (0.01 if share else 1)
    return float(mantissa) * scale, 0.5 * 10.0 ** -decimals * scale


class Ledger:
    def __init__(self):
        self.quarters = None  # of what is read, where a length was set
        self.checked, self.exempt, self.failures = collections.Counter(), collections.Counter(), []

    def wrong(self, where, what):
        self.failures.append(f'{where}: {what}')

    def same(self, where, text, expected, what=''):
        """A number as it is shown against what was computed. NaN is shown by no digit."""
        self.checked[where.split(':')[0]] += 1
        shown, half = value_of(text)
        off = shown - expected
        if isinstance(expected, AtMost):
            self.exempt['ends of intervals of values that repeat or are not independent: docs/intervals.md measures how often they '
                        'cover; here they are no narrower than what is computed'] += 1
            off = min(off, 0) if isinstance(expected, AtLeast) else max(off, 0)
        if not abs(off) <= half * 1.000001 + 1e-9 * abs(expected):
            self.wrong(where, f'shows {text}, computed {expected!r}{what and " in: " + what[:300]}')

    def cell(self, where, text, expected, what=''):
        """A number of a sheet, which has six figures."""
        self.checked[where.split(':')[0]] += 1
        if not abs(float(text) - expected) <= 6e-6 * abs(expected) + 1e-9:
            self.wrong(where, f'holds {text}, computed {expected!r}{what and " in: " + what}')

    def words(self, where, text, expected):
        self.checked[where.split(':')[0]] += 1
        if text != expected:
            self.wrong(where, f'says {text!r}, computed {expected!r}')

    def read(self, where, text, rules, exempt=()):
        """rules: [(pattern, function of the match that gives what its groups must be: a number, a text, or None)]."""
        free = bytearray(len(text))
        for pattern, reason in [*EXEMPT, *exempt]:
            for found in re.finditer(pattern, text):
                free[found.start():found.end()] = b'\1' * (found.end() - found.start())
        taken = bytearray(len(text))
        if self.quarters:
            rules = [*rules, (rf'quarters {N} \(default {N}\)', lambda found: [self.quarters, 24])]
        for pattern, compute in rules:
            for found in re.finditer(pattern, text):
                for n, expected in enumerate(compute(found), 1):
                    if expected is None or found.group(n) is None:
                        continue
                    if isinstance(expected, str):
                        self.words(where, found.group(n), expected)
                    else:
                        self.same(where, found.group(n), expected, text)
                    taken[found.start(n):found.end(n)] = b'\1' * (found.end(n) - found.start(n))
        for found in NUMBER.finditer(text):
            if any(taken[found.start():found.end()]):
                continue
            if all(free[found.start():found.end()]):
                for pattern, reason in [*EXEMPT, *exempt]:
                    if any(m.start() <= found.start() < m.end() for m in re.finditer(pattern, text)):
                        self.exempt[reason] += 1
                        break
                continue
            around = text[max(0, found.start() - 90):found.end() + 40]
            self.wrong(where, f'nobody computes the number {found.group()} again, of: ...{around}...')
