"""Tables and numbers of docs/claims.md, from experiments/claims; used by fill_pages.py."""
import csv
import os

HERE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'claims')
GRADES = ('green', 'amber', 'red')  # the best first


def read(name):
    with open(os.path.join(HERE, name), encoding='utf-8', newline='') as file:
        return list(csv.DictReader(line for line in file if not line.startswith('#')))


def markdown(header, lines):
    return '\n'.join(['| ' + ' | '.join(header) + ' |', '|' + '---|' * len(header), *('| ' + ' | '.join(cells) + ' |' for cells in lines)]) + '\n'


def quarter(number):
    """Quarters are numbered from 2017/18 Q1; runs that end before are told as such."""
    year, of_year = divmod(round(number), 4)
    return f'{2017 + year}/{(18 + year) % 100} Q{of_year + 1}' if number < 24 else 'not by the end'


def shown(value, unit, sign=''):
    value = float(value)
    if unit == 'quarter':
        return quarter(value)
    digits = 0 if abs(value) >= 10 or value == round(value) else 1 if abs(value) >= 1 else 2 if abs(value) >= .1 else 3
    text = f'{value:{sign},.{digits}f}'
    return text.replace('-', '−') if float(f'{value:.{digits}f}') else '0'


def all_rows():
    """Rows of answers.csv with what came out."""
    asked, found = read('answers.csv'), read('results.csv')
    assert [(row['claim'], row['asks']) for row in asked] == [(row['claim'], row['asks']) for row in found], 'ask.py makes results.csv again'
    return [{**row, **out} for row, out in zip(asked, found)]


def answers():
    return [row for row in all_rows() if row['kind'] != 'aside']


def aside(row):
    mean, part = float(row['mean']), row['unit'] in ('share', 'chance', 'rank')
    return f'{100 * mean:.0f}%' if part else shown(mean, row['unit'])


def simulated(row):
    """What came out, in the words of its kind."""
    percent, unit = f"{100 * float(row['probability']):.0f}%", f" {row['unit']}" if row['unit'] not in ('', 'quarter') else ''
    if row['kind'] == 'share':
        return f'in {percent} of runs'
    if row['kind'] == 'rank':
        return f'above {percent} of them'
    p05, median, p95 = (shown(row[name], row['unit']) for name in ('p05', 'median', 'p95'))
    if row['kind'] == 'figure':
        return f'{median} ({p05} to {p95}){unit}; so in words in {percent} of runs'
    mean, low, high = (shown(row[name], row['unit'], '+') for name in ('mean', 'low', 'high'))
    return f'{mean} [{low}, {high}]{unit}; above 0 in {percent} of runs'


def grades():
    """[claim] as good as the worst of its answers."""
    out = {}
    for row in answers():
        out[row['claim']] = max(out.get(row['claim'], 'green'), row['grade'], key=GRADES.index)
    return out


def names_bodies(row):
    return any(word.startswith('Q') and word.isupper() for word in row['about'].replace('(', ' ').replace(')', ' ').split())


def reversed_claims():
    """Named stories of which the opposite is twice as likely as the story."""
    named = {row['id'] for row in read('claims.csv') if names_bodies(row)}
    return sorted({row['claim'] for row in answers() if row['claim'] in named and float(row['probability']) <= 1 / 3})


def claims_table():
    told, before, lines = {row['id']: row for row in read('claims.csv')}, None, []
    for row in answers():
        claim, first = told[row['claim']], row['claim'] != before
        before = row['claim']
        lines.append([row['claim'] if first else '', *([claim[name] for name in ('source', 'about', 'statement', 'when', 'published')] if first else [''] * 5),
                      row['asks'], simulated(row), row['grade'], f"`$A {row['claim']}`" if first else ''])
    return markdown(['', 'source', 'about', 'in short', 'when', 'published', 'asked of a run', 'simulated', '', 'command'], lines)


def told_table():
    return markdown(['', 'source', 'about', 'in short', 'published', 'why it is not asked'],
                    [[row['id'], *(row[name] for name in ('source', 'about', 'statement', 'published')),
                      {'told': '*told*: ', 'none': '*cannot be asked*: '}[row['status']] + row['why']] for row in read('claims.csv') if row['status'] != 'asked'])


def tables():
    return {'claims': claims_table(), 'told': told_table()}


def numbers():
    status, found, rows = [row['status'] for row in read('claims.csv')], grades(), answers()
    out = {'claims.all': len(status), 'claims.asked': status.count('asked'), 'claims.told': status.count('told'), 'claims.none': status.count('none'),
           'claims.reversed': len(reversed_claims()), 'claims.answers': len(rows), 'claims.expected': sum(row['grade'] == row['expected'] for row in rows),
           **{f'claims.{grade}': list(found.values()).count(grade) for grade in GRADES}}
    return {**{name: str(value) for name, value in out.items()}, **{f"aside.{row['asks']}": aside(row) for row in all_rows() if row['kind'] == 'aside'}}
