"""Tables and numbers of docs/skill.md, from experiments/calibration/results/skill.csv and predicted.csv; used by fill_pages.py."""
import csv
import os

from estimates_page import markdown, told

CALIBRATION = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'calibration')
RESULTS = os.path.join(CALIBRATION, 'results')
QUESTIONS = {
    'deficit.all': 'Which trusts are in deficit, 2017/18', 'deficit.acute': '- of acute trusts', 'deficit.others': '- of others',
    'refuses': 'Which trusts refuse a control total (by margin of 2015/16)', 'delays': 'Which councils are in the top quarter of delays, 2017/18',
    'approved.1': 'Which systems are approved first, June 2017', 'approved.1_unrated': '- of those of whom no rating is told', 'approved.2': '- next, May 2018', 'approved.4': '- then, April 2020',
    'approved.5': '- then, December 2020', 'approved.deadline': '- no sooner than at the deadline, of those left in 2019', 'merged': 'Which systems merge CCGs by April 2019'}
RIVALS = {'persistence': 'last year', 'rating': 'rating', 'position': 'position', 'waits': 'waits', 'size': 'size', 'sector': 'sector', 'number': 'number of CCGs',
          'deeper_deficit': 'deeper deficit'}
TOTALS = {'gross_deficits': 'gross deficits of trusts, £m', 'gross_surpluses': 'gross surpluses of trusts, £m',
          'notch': 'notch: margins of 0 to 0.5 pp, per cent of trusts'}
SIZES = {'margin.all.crps': 'margin of a trust, CRPS, pp', 'margin.acute.crps': '- of acute trusts', 'margin.others.crps': '- of others',
         'delays.rank': 'days of a council, rank correlation', 'approved.rank': 'date of approval, rank correlation'}
COUNTED = {'accepts': 'ICSs that accept a system control total, September 2018', 'overspends': '- of these, those that overspend'}
NATION = {'adverse_q2': 'trusts behind plan, quarter 2, per cent', 'adverse_q3': '- quarter 3', 'missed_plan': '- year', 'over_10m_q2': 'by more than £10m, quarter 2, trusts',
          'over_10m_q3': '- quarter 3', 'ccgs_over_plan_m6': 'CCGs over plan, month 6', 'ccgs_over_plan_m8': '- month 8', 'ccgs_over_plan_year': '- year',
          'ccg_gross_overspend_m6': 'gross overspend of CCGs, month 6, £m', 'ccg_gross_overspend_m8': '- month 8', 'ccg_gross_overspend_year': '- year',
          'gross_deficits': 'gross deficits of trusts, £m', 'gross_surpluses': 'gross surpluses of trusts, £m'}


def read(*path):
    with open(os.path.join(*path), encoding='utf-8') as file:
        return list(csv.DictReader(line for line in file if not line.startswith('#')))


def skill():
    return {row['name']: row for row in read(RESULTS, 'skill.csv')}


def rivals(by, question):
    """{rival: row of its AUC}"""
    return {name: by[f'{question}.auc.{name}'] for name in RIVALS if f'{question}.auc.{name}' in by}


def best(by, question):
    """Who ranks best: the model, or a rival."""
    ranked = {'model': by[f'{question}.auc'], **rivals(by, question)}
    top = max(float(row['value']) for row in ranked.values())
    return ', '.join(RIVALS.get(name, name) for name, row in ranked.items() if float(row['value']) == top)


def skillbodies(by):
    lines = []
    for question, words in QUESTIONS.items():
        others = '; '.join(f'{RIVALS[name]} {told(row)}' for name, row in rivals(by, question).items())
        events = by[f'{question}.events']
        winner = best(by, question)
        lines.append([words, f"{events['n']} ({events['value']})", told(by[f'{question}.auc']), others, winner if winner == 'model' else f'**{winner}**'])
    return markdown(['', 'bodies (events)', 'AUC of the model', 'of rivals', 'best'], lines)


def verdict(gain):
    low, high = float(gain['low']), float(gain['high'])
    return 'better' if low > 0 else '**worse**' if high < 0 else 'no different'


def skillchances(by):
    return markdown(['', 'base rate', 'chances: mean (5 to 95% of bodies)', 'Brier score', 'of the base rate', 'of last year', 'than the base rate'], [
        [words, by[f'{question}.base']['value'], told(by[f'{question}.chances']), told(by[f'{question}.brier']), by[f'{question}.brier.base']['value'],
         by.get(f'{question}.brier.persistence', {'value': ''})['value'], verdict(by[f'{question}.gain'])] for question, words in QUESTIONS.items()])


def skilltotals(by):
    return markdown(['', 'simulated', 'published or accounts', 'the year before', 'CRPS', 'of the year before'], [
        [words, told(by[f'{name}.made']), by[f'{name}.real']['value'], by[f'{name}.before']['value'], by[f'{name}.crps']['value'],
         by[f'{name}.crps.persistence']['value']] for name, words in TOTALS.items()])


def skillsizes(by):
    lines = []
    for name, words in SIZES.items():
        others = [f"{RIVALS[key]} {told(by[f'{name}.{key}'])}" for key in RIVALS if f'{name}.{key}' in by]
        lines.append([words, told(by[name]), '; '.join(others)])
    return markdown(['', 'model', 'rivals'], lines)


def skillcounted(by):
    return markdown(['', 'simulated', 'published', 'of', 'base rate', 'chances: mean (5 to 95% of the systems approved by May 2018)'], [
        [words, told(by[f'{name}.made']), by[f'{name}.real']['value'], by[f'{name}.real']['n'], by[f'{name}.base']['value'], told(by[f'{name}.chances'])]
        for name, words in COUNTED.items()])


def predictedtrusts(by):
    words = {'all': 'all trusts', 'acute': 'acute', 'others': 'others'}
    return markdown(['', 'trusts', 'AUC', 'of last year', 'Brier', 'of last year', 'of the base rate', 'CRPS, £m', 'of last year', '90% interval held'], [
        [words[g], by[f'trusts.{g}.auc']['n'], told(by[f'trusts.{g}.auc']), by[f'trusts.{g}.auc.persistence']['value'], told(by[f'trusts.{g}.brier']),
         by[f'trusts.{g}.brier.persistence']['value'], by[f'trusts.{g}.brier.base']['value'], told(by[f'trusts.{g}.crps']),
         by[f'trusts.{g}.crps.persistence']['value'], told(by[f'trusts.{g}.held'])] for g in words])


def predictednation(by):
    """2017/18 as it was forecast, what it was, and the forecast of 2018/19."""
    later = {row['quantity']: row for row in read(CALIBRATION, 'predictions_2018_19.csv') if row['kind'] == 'nation'}
    lines = []
    for name, words in NATION.items():
        row, new = by[f'nation.{name}'], later[name]
        lines.append([words, told(row), by.get(f'nation.{name}.real', {'value': ''})['value'], f"{new['median']} ({new['p05']} to {new['p95']})"])
    return markdown(['', 'forecast of 2017/18', '2017/18', 'forecast of 2018/19'], lines)


def tables():
    predicted = {row['name']: row for row in read(RESULTS, 'predicted.csv')}
    return {**{make.__name__: make(skill()) for make in (skillbodies, skillchances, skilltotals, skillsizes, skillcounted)},
            **{make.__name__: make(predicted) for make in (predictedtrusts, predictednation)}}


def numbers():
    out = {}
    for prefix, rows in (('skill', skill().values()), ('predicted', read(RESULTS, 'predicted.csv'))):
        for row in rows:
            name = f"{prefix}.{row['name']}"
            out[name] = row['value']
            out.update({f'{name}.{x}': row[x] for x in ('low', 'high', 'n') if row[x]})
    settings = read(CALIBRATION, 'prediction_settings.csv')
    out['predicted.fit.kept'], out['predicted.fit.parameters'] = str(len(settings)), str(len(settings[0]))
    out['predicted.fit.facts'] = str(sum(len(read(CALIBRATION, f'{name}.csv')) for name in ('panel_facts', 'prediction_facts')))
    by = skill()
    ranked = [best(by, question) for question in QUESTIONS]
    out['skill.questions'], out['skill.model_best'] = str(len(ranked)), str(ranked.count('model'))
    return out
