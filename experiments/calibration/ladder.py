#!/usr/bin/env python3
"""Adds what tells bodies apart to the default England, step by step, and measures how far each step is from what is known.

    ladder.py PROGRAM [THREADS]          # PROGRAM: build/release/bin/concord, say; a minute or two

Every step keeps what the steps before it changed; nothing is refitted. Writes results/ladder.csv: for every step each of the fitted figures
of targets.csv and each fact of panel_facts.csv (published, mean and standard deviation over runs, distance in standard deviations), and what
is told beside them. experiments/pages/fill_pages.py makes the table of docs/calibration.md of it. Needs NumPy, SciPy and h5py.
"""
import csv
import os
import re
import subprocess
import sys
import tempfile

import h5py
import numpy as np
from scipy import stats

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
CONFIGS = os.path.join(os.path.dirname(os.path.dirname(HERE)), 'configs')
sys.path.insert(0, os.path.join(CONFIGS, 'england_2019'))
from panel_tables import Trusts, read  # noqa: E402
from trust_process import LAST, auc  # noqa: E402

RUNS, SEED = 200, 2
# Name, words, what the step sets on top of the steps before it (a scenario that has them all: `extends`), and where the distance from the
# panel was expected to go: written down before the first run.
STEPS = [
    ('default', 'default', {}, ''),
    ('fund', 'fund by year, mergers from 2020/21', {'fund': 'england_2019/fund.csv', 'mergers.earliest': '2020/21 Q1'}, 'down'),
    ('managed', 'managed accounts', {'managed_accounts.enabled': 'true'}, 'down'),
    ('shocks', 'shocks by sector', {'sector_shocks.enabled': 'true', 'surprises.yearly_sd': 0, 'surprises.overspend_chance': 0}, 'down'),
    ('signing', 'signing in proportion to the stake', {'sustainability_fund.signing_proportion': 1, 'sustainability_fund.signing_cost': .25,
                                                       'sustainability_fund.signing_spread': .25}, 'down'),
    ('deals', 'deals that break', {'broken_deals.withdrawal': .1}, 'same'),
    ('choices', 'dates declared, walkouts, the election', {'applying.enabled': 'true', 'walkout.rate': .05, 'politics.shock_date': '2019/20 Q3',
                                                           'politics.delay': 1, 'politics.guidance_only': 'true'}, 'same'),
    # With what england_2017.yaml sets for it: shocks as estimated, signing from two points, the fund that was paid.
    ('positions', 'positions of April 2017', {'extends': 'england_2017.yaml', 'mergers.earliest': '2020/21 Q1'}, 'down'),
]


def rows(path):
    with open(path, encoding='utf-8', newline='') as file:
        return list(csv.DictReader(line for line in file if not line.startswith('#')))


def scenario(settings):
    """The text of a scenario that extends England with settings."""
    england = os.path.join(CONFIGS, settings.get('extends', 'england_2019_plain.yaml'))
    lines = ['concord: 1', f'extends: {england}', f'replicates: {RUNS}', f'seed: {SEED}', 'record: organisations']
    if 'fund' in settings:
        lines.append(f"fund: {os.path.join(CONFIGS, settings['fund'])}")
    own = {key: value for key, value in settings.items() if key not in ('fund', 'extends')}
    lines += ['parameters:' if own else ''] + [f'  {key}: {value}' for key, value in own.items()]
    return '\n'.join(lines) + '\n'


def quarters_of(words, labels):
    """How an outcome is taken over time, and of which quarters: 'mean over 2017/18 to 2018/19'."""
    how, when = re.fullmatch(r'(value|mean|sum) (?:at|over) (.*)', words).groups()
    first, last = (when.split(' to ') * 2)[:2]
    at = [n for n, label in enumerate(labels) if (label == when if how == 'value' else first <= label[:7] <= last)]
    return {'value': np.nanmean, 'mean': np.nanmean, 'sum': np.nansum}[how], at


def fitted(file):
    """[id] of the fitted figures: one value a run."""
    with open(os.path.join(HERE, 'posterior.yaml'), encoding='utf-8') as text:
        outcomes = re.findall(r'(?m)^  (\w+): \{measure: (\w+), take: ([^}]+)\}', text.read())
    labels, out = [label.decode() for label in file['quarters'][:]], {}
    for name, measure, take in outcomes:
        values = file[f'summary/{measure}' if measure in file['summary'] else f'derived/{measure}'][:]
        how, at = quarters_of(take, labels)
        out[name] = how(values[:, at], axis=1)
    return out


def spread(values):
    return np.subtract(*np.nanquantile(values, [.75, .25], axis=-1)) / 1.349


def of_panel(balance, refused, trusts):
    """Facts out of balances of 2017/18 (£m) and who refused, trusts last; balances before the fund of the year before are the panel's."""
    margin, acute = 100 * balance / trusts.income[:, LAST + 1], trusts.sector == 'acute'
    told = {'acute_deficit': np.mean(margin[..., acute] < 0, axis=-1), 'other_deficit': np.mean(margin[..., ~acute] < 0, axis=-1),
            'gross_deficits': np.maximum(-balance, 0).sum(axis=-1), 'gross_surpluses': np.maximum(balance, 0).sum(axis=-1),
            'bunched': np.mean((margin >= 0) & (margin <= .5), axis=-1), 'spread_acute': spread(margin[..., acute]),
            'spread_other': spread(margin[..., ~acute])}
    told['rank'] = np.array([stats.spearmanr(trusts.margin[:, LAST], run)[0] for run in np.atleast_2d(margin)])
    if refused is not None:
        before = trusts.margin[:, LAST - 1]
        for name, group in (('acute', acute), ('other', ~acute), ('deep', before < -4), ('even', before >= -1)):
            told[f'refused_{name}'] = np.mean(refused[..., group], axis=-1)
    return told


def published():
    """What is known: the panel of trusts (those with accounts of 2015/16 to 2017/18), refusals and CCGs."""
    trusts = Trusts()
    known = np.isfinite(trusts.margin[:, LAST - 1:LAST + 2]).all(axis=1)
    for name in ('margin', 'income', 'sector', 'system', 'family'):
        setattr(trusts, name, getattr(trusts, name)[known])
    trusts.code = [code for code, kept in zip(trusts.code, known) if kept]
    trusts.balance = trusts.margin[:, LAST + 1] * trusts.income[:, LAST + 1] / 100
    facts = {name: float(np.squeeze(value)) for name, value in of_panel(trusts.balance, None, trusts).items()}
    refusals = {row['group']: np.array([int(row['refused']), int(row['of'])]) for row in read('panel/source/refusals.csv')}
    groups = {'acute': ['acute'], 'other': ['specialist', 'mental_health', 'community', 'ambulance'], 'deep': ['below_-8', '-8_to_-4'],
              'even': ['-1_to_1', 'above_1']}
    for name, parts in groups.items():
        refused, of = sum(refusals[part] for part in parts)
        facts[f'refused_{name}'] = refused / of
    over = {row['period']: int(row['ccgs_over_plan']) / int(row['of']) for row in read('panel/source/ccgs_over_plan.csv') if row['ccgs_over_plan']}
    facts.update(ccgs_over_december=over['2017-18 M9'], ccgs_over_march=over['2017-18 outturn'])
    return trusts, facts


def simulated(file, trusts):
    """[id] of the facts of the panel: one value a run; and what is told beside them."""
    code, kind = ([text.decode() for text in file[f'tables/organisations/{column}'][:]] for column in ('code', 'type'))
    at, ccgs = [code.index(one) for one in trusts.code], [n for n, one in enumerate(kind) if one == 'ccg']
    first_year = {column: file[f'organisations/{column}'][:, :4, :] for column in ('balance', 'accepted', 'margin_to_date', 'control_total')}
    budget = file['tables/organisations/budget'][:][at]
    # Simulated budgets are those of 2018/19: balances are brought to the income of the panel's year.
    balance = first_year['balance'][:, :, at].sum(axis=1) * trusts.income[:, LAST + 1] / budget
    told = of_panel(balance, first_year['accepted'][:, 3, at] == 0, trusts)
    over = (first_year['margin_to_date'] < first_year['control_total'])[:, :, ccgs].mean(axis=2)
    told.update(ccgs_over_december=over[:, 2], ccgs_over_march=over[:, 3])
    real = trusts.balance < 0
    beside = {'auc': auc((balance < 0).mean(axis=0), real), 'right_sign': np.mean((balance < 0) == real)}
    return told, beside


def distance(values, fact, observation, discrepancy):
    """Implausibility, as on the page: the variance of a run counts in full, since the world ran once."""
    variance = np.var(values, ddof=1) * (1 + 1 / len(values))
    return abs(np.mean(values) - fact) / np.sqrt(observation ** 2 + discrepancy ** 2 + variance)


def main():
    program, threads = os.path.abspath(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else '1'
    trusts, facts = published()
    targets = {row['id']: row for row in rows(os.path.join(HERE, 'targets.csv'))}
    known = {row['id']: float(row['published']) for row in rows(os.path.join(CONFIGS, 'england_2019', 'published.csv')) if row['id'] in targets}
    judged = {row['id']: row for row in rows(os.path.join(HERE, 'panel_facts.csv'))}
    assert sorted(judged) == sorted(facts), set(judged) ^ set(facts)
    out, settings = [], {}
    for name, words, added, expected in STEPS:
        settings = dict(added) if 'extends' in added else {**settings, **added}
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, 'step.yaml'), 'w', encoding='utf-8') as file:
                file.write(scenario(settings))
            subprocess.run([program, 'run', os.path.join(folder, 'step.yaml'), '-o', os.path.join(folder, 'step.h5'), '--threads', threads, '--quiet'],
                           check=True)
            with h5py.File(os.path.join(folder, 'step.h5')) as file:
                of_targets, (of_facts, beside) = fitted(file), simulated(file, trusts)
        if not out:  # the tables of the first step cannot tell all figures
            targets = {key: row for key, row in targets.items() if not np.isnan(of_targets[key]).any()}
        for kind, values, fact, judgements in (('fitted', of_targets, known, targets), ('panel', of_facts, facts, judged)):
            for key, judgement in judgements.items():
                away = distance(values[key], fact[key], float(judgement['observation']), float(judgement['discrepancy']))
                out.append([name, words, expected, kind, key, f'{fact[key]:.4g}', f'{np.mean(values[key]):.4g}', f'{np.std(values[key], ddof=1):.3g}',
                            f'{away:.3f}'])
        out += [[name, words, expected, 'told', key, '', f'{value:.3f}', '', ''] for key, value in beside.items()]
        print(name, {kind: f'{np.sqrt(np.mean([float(row[8]) ** 2 for row in out if row[0] == name and row[3] == kind])):.2f}'
                     for kind in ('fitted', 'panel')}, flush=True)
    with open(os.path.join(HERE, 'results', 'ladder.csv'), 'w', encoding='utf-8', newline='') as file:
        file.write(f'# Made by experiments/calibration/ladder.py: {RUNS} runs a step, seed {SEED}. Simulated, not observed, but for `published`.\n')
        table = csv.writer(file, lineterminator='\n')
        table.writerow(['step', 'words', 'expected', 'kind', 'id', 'published', 'mean', 'sd', 'distance'])
        table.writerows(out)


if __name__ == '__main__':
    main()
