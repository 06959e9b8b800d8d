"""Tables and numbers of docs/estimates.md, from configs/england_2019/estimates.csv; used by fill_pages.py."""
import csv
import os

TABLES = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), 'configs', 'england_2019')
SECTORS = {'acute': 'acute', 'specialist': 'specialist', 'mental_health': 'mental health', 'community': 'community',
           'ambulance': 'ambulance'}
# Words of the moments that simulated trusts are compared in.
MOMENTS = {
    'spread_16_17': 'spread 2016/17 (quartiles / 1.349), pp', 'spread_17_18': 'spread 2017/18, pp',
    'rank_16_17': 'rank correlation 2015/16 to 2016/17', 'rank_17_18': 'rank correlation 2016/17 to 2017/18',
    'deficit_16_17': 'in deficit 2016/17, per cent', 'deficit_17_18': 'in deficit 2017/18, per cent',
    'permanent': 'permanent shocks, pp a year', 'passing': 'passing shocks, pp a year',
    'change_1': 'sd of changes over one year, pp', 'change_3': 'sd of changes over three years, pp',
    'tail': 'changes beyond 3 robust sd, per cent', 'common': 'share of changes common to a system',
    'deficits': 'gross deficits 2017/18, £m', 'surpluses': 'gross surpluses 2017/18, £m'}
REFUSALS = {
    'acute': 'acute', 'others': 'all others', 'specialist': 'specialist', 'mental_health': 'mental health', 'community': 'community',
    'ambulance': 'ambulance', 'below_minus_8': 'margin 2015/16 below -8%', 'minus_8_to_minus_4': '-8 to -4%',
    'minus_4_to_minus_1': '-4 to -1%', 'minus_1_to_1': '-1 to +1%', 'above_1': 'above +1%'}
FORECASTS = {
    'forecast.all': 'all trusts', 'forecast.acute': 'acute', 'forecast.others': 'others',
    'plain.all': 'all, scale the same near and far from the median', 'steady.all': 'all, scale that does not grow',
    'same.all': 'all, location: the margin of last year'}
# Of runs of the model beside the panel (compared.csv).
ENGLANDS = {'england_2019': 'England at the defaults', 'england_2017': 'England from the accounts'}
GROUPS = {'all': 'all trusts', 'acute': 'acute', 'others': 'others'}
COMPARED = {
    'level': 'mean margin before the fund, pp', 'spread': 'spread of it (quartiles / 1.349), pp', 'rank': 'rank correlation with the next year',
    **{k: MOMENTS[k] for k in ('permanent', 'passing', 'change_1', 'change_3', 'tail', 'common')}}
CLOSE = 0.1  # where the other set has no interval, as near as this share of its value counts as agreement


def read(name):
    with open(os.path.join(TABLES, name), encoding='utf-8') as file:
        return list(csv.DictReader(line for line in file if not line.startswith('#')))


def markdown(header, lines):
    rule = '|' + '---|' * len(header)
    return '\n'.join(['| ' + ' | '.join(header) + ' |', rule, *('| ' + ' | '.join(cells) + ' |' for cells in lines)]) + '\n'


def told(row, whole=False):
    """A value with its interval."""
    value, low, high = (f"{float(row[x]):.0f}" if whole and row[x] else row[x] for x in ('value', 'low', 'high'))
    return f'{value} ({low} to {high})' if low else value


def levels(by):
    def cells(sector, period):
        row = {k: by[f'level.{sector}.{period}.{k}'] for k in ('mean', 'between', 'within', 'deficit')}
        return [told(row['mean']), f"{row['between']['value']} / {row['within']['value']}", told(row['deficit'])]
    return markdown(['sector', 'trusts', 'mean before the fund', 'between / within trusts', 'in deficit', 'mean with the fund', 'between / within',
                     'in deficit'],
                    [[words, by[f'level.{s}.before.mean']['n'], *cells(s, 'before'), *cells(s, 'fund')] for s, words in SECTORS.items()])


def shocks(by):
    groups = {'acute': 'acute', 'others': 'all others', **{s: words for s, words in SECTORS.items() if s != 'acute'}}
    parts = [f'{window}.{part}' for window in ('early', 'late') for part in ('permanent', 'passing')]
    return markdown(['', 'permanent 2010/11-2015/16', 'passing', 'permanent 2012/13-2017/18', 'passing'], [
        [words] + [told(by[f'shock.{g}.{part}']) for part in parts] for g, words in groups.items()])


def process(by):
    keys = {'persistence': 'persistence', 'scale': 'scale 2016/17, pp', 'growth': 'growth of scale, % a year',
            'freedom': 'degrees of freedom', 'reach': 'reach, pp', 'upward': 'upward against downward'}
    return markdown(['family', *keys.values()], [
        [f] + [told(by[f'process.{f}.{k}']) if f'process.{f}.{k}' in by else '1, not fitted' for k in keys] for f in ('acute', 'specialist', 'other')])


def years(by):
    names = sorted({name.split('.')[2] for name in by if name.startswith('change.acute')})
    return markdown(['change into', 'mean', 'sd', 'robust sd'], [
        [name.replace('_', '/')] + [told(by[f'change.acute.{name}.{part}']) for part in ('mean', 'sd', 'robust')] for name in names])


def wholes(by):
    names = sorted({name.split('.')[2] for name in by if name.startswith('year.slope.')})
    return markdown(['', *(name.replace('_', '/') for name in names), 'standard deviation'], [
        [words] + [by[f'year.{k}.{name}']['value'] for name in names] + [told(by[f'year.{k}'])]
        for k, words in {'slope': 'added to the persistence', 'scale': 'added to the log of the scale'}.items()])


def bunches(by):
    names = sorted({name.split('.')[2] for name in by if name.startswith('bunch.above.')})
    lines = {'above': 'margin 0 to 1 pp', 'below': 'margin -1 to 0 pp'}
    return markdown(['per cent of trusts', *(name.replace('_', '/') for name in names)], [
        [words] + [told(by[f'bunch.{k}.{name}']) for name in names] for k, words in lines.items()])


def forecasts(by):
    return markdown(['', 'trusts (deficits)', 'AUC', 'Brier', 'error, pp', '90% interval held'], [
        [words, f"{by[f'{k}.auc']['n']} ({by[f'{k}.deficits']['value']})", *(told(by[f'{k}.{x}']) for x in ('auc', 'brier', 'rmse', 'held'))]
        for k, words in FORECASTS.items()])


def moments(by):
    lines = []
    for name, row in by.items():
        parts = name.split('.')
        if parts[0] != 'moment' or parts[-1] != 'real':
            continue
        begin, group, what = parts[1:4]
        made, whole = by[f'moment.{begin}.{group}.{what}.made'], float(row['value']) > 20
        inside = float(made['low']) <= float(row['value']) <= float(made['high'])
        lines.append(['2012/13' if begin == 'long' else '2016/17', group, MOMENTS[what], told(row, whole), told(made, whole),
                      'yes' if inside else '**no**'])
    return markdown(['begun in', 'trusts', 'moment', 'panel', 'simulated', 'within'], lines)


def refusals(by):
    rows = {words: by[f'refusal.{g}'] for g, words in REFUSALS.items()}
    return markdown(['trusts', 'number', 'refused, per cent'], [[words, row['n'], told(row)] for words, row in rows.items()])


def with_p(by, name):
    return f"{told(by[name])}, p {by[f'{name}.p']['value']}"


def mergers(by):
    keys = {'number': 'number of CCGs', 'size': 'people to a CCG', 'margin': "margin of the system's trusts 2015/16"}
    return markdown(['', 'merged in April 2018', 'by April 2019', 'odds for one sd (all three together)'], [
        [words, *(with_p(by, f'merger.{k}.{period}') for period in ('2018', 'to_2019')), told(by[f'merger.odds.{k}'])]
        for k, words in keys.items()])


def performance(by):
    lines = {'ae': 'A&E within 4 hours', 'rtt': 'within 18 weeks', 'beds': 'beds occupied'}
    return markdown(['per cent', 'mean 2016/17', 'sd between systems', 'rank correlation to 2017/18', 'share between systems (acute trusts)',
                     'correlation over 1, 2, 3 years (acute trusts)'],
                    [[words, by[f'performance.{k}.mean_2016_17']['value'], told(by[f'performance.{k}.sd_2016_17']),
                      told(by[f'performance.{k}.rank_2017_18']), with_p(by, f'performance.{k}.system'),
                      ', '.join(by[f'performance.{k}.lag_{lag}']['value'] for lag in (1, 2, 3))] for k, words in lines.items()])


def agrees(row, other):
    value, centre = float(row['value']), float(other['value'])
    if other['low']:
        return float(other['low']) <= value <= float(other['high'])
    return abs(value - centre) <= CLOSE * abs(centre)


def compared(by):
    return [(other['name'], by[other['name']], other) for other in read('estimates_other.csv')]


def independent(by):
    return markdown(['estimate', 'here', 'independent', 'agree'], [
        [name.replace('.', ' ').replace('_', ' '), told(row), told(other), 'yes' if agrees(row, other) else '**no**']
        for name, row, other in compared(by)])


def comparedforecasts(by):
    return markdown(['', 'trusts (deficits)', 'deficits simulated', 'AUC', 'Brier', 'error, pp', '90% interval held'], [
        [f'{england}, {words}', f"{by[f'{k}.{g}.auc']['n']} ({by[f'{k}.{g}.deficits']['value']})", told(by[f'{k}.{g}.expected']),
         *(told(by[f'{k}.{g}.{x}']) for x in ('auc', 'brier', 'rmse', 'held'))]
        for k, england in ENGLANDS.items() for g, words in GROUPS.items()])


def comparedmoments(by):
    lines = []
    for name, row in by.items():
        england, _, rest = name.partition('.moment.')
        if rest.endswith('.real'):
            group, what, _ = rest.split('.')
            made = by[f'{england}.moment.{group}.{what}.made']
            inside = float(made['low']) <= float(row['value']) <= float(made['high'])
            lines.append([ENGLANDS[england], GROUPS[group], COMPARED[what], row['value'], told(made), 'yes' if inside else '**no**'])
    return markdown(['', 'trusts', 'moment', 'panel', 'simulated', 'within'], lines)


def tables():
    by = {row['name']: row for row in read('estimates.csv')}
    made = (levels, shocks, process, wholes, years, bunches, forecasts, moments, refusals, mergers, performance, independent)
    runs = {row['name']: row for row in read('compared.csv')}
    return {**{f'estimated{make.__name__}': make(by) for make in made}, **{make.__name__: make(runs) for make in (comparedforecasts, comparedmoments)}}


def numbers():
    out, by = {}, {row['name']: row for row in read('estimates.csv')}
    out_of = {row['name']: row for row in read('compared.csv')}
    for name, row in {**by, **out_of}.items():
        out[name] = row['value']
        out.update({f'{name}.{x}': row[x] for x in ('low', 'high', 'n') if row[x]})
    for k in ENGLANDS:
        auc, brier, rmse, held = (float(out[f'{k}.all.{x}']) for x in ('auc', 'brier', 'rmse', 'held'))
        pairs = [(row, out_of[f"{name[:-5]}.made"]) for name, row in out_of.items() if name.startswith(f'{k}.moment.') and name.endswith('.real')]
        out[f'{k}.moments'] = str(len(pairs))
        out[f'{k}.moments.within'] = str(sum(float(made['low']) <= float(real['value']) <= float(made['high']) for real, made in pairs))
        out[f'{k}.met'] = str((auc >= 0.90) + (brier <= 0.125) + (rmse <= 4.3) + (0.85 <= held <= 0.95))
    pairs = compared(by)
    out['independent.of'], out['independent.agree'] = str(len(pairs)), str(sum(agrees(row, other) for _, row, other in pairs))
    return out
