"""Tables, numbers, words and pictures of docs/trials.md, from experiments/trials/results.csv and plans.csv; used by fill_pages.py and trials.py."""
import os

from estimates_page import markdown
from skill_page import read

TRIALS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'trials')
ESTIMATORS = {
    'pilot': {'after': 'after: pilots less those alike', 'change': 'before and after: pilots alone', 'differences': 'difference in differences, those alike',
              'matched': 'difference in differences, matched by rule'},
    'stepped_wedge': {'change': 'before and after, each system', 'usual': 'regression with fixed effects, usual errors',
                      'clustered': 'regression with fixed effects, errors by system'}}
NAMES = {'pilot': 'pilot', 'stepped_wedge': 'stepped wedge'}
# An interval of 95% is called honest from here on; an estimator right on average if it is off by less than this share of the effect.
HONEST, RIGHT = 0.9, 0.1


def results(trial):
    return {row['name']: {key: float(value) for key, value in row.items() if key not in ('trial', 'name') and value}
            for row in read(TRIALS, 'results.csv') if row['trial'] == trial}


def plans():
    return {row['design']: row for row in read(TRIALS, 'plans.csv')}


def points(value, sign='+'):
    text = f'{value:{sign}.1f}'.replace('-', '−')
    return '0.0' if text in ('+0.0', '−0.0') else text


def share(value):
    return f'{value:.0%}'


def estimators_table(trial):
    found = results(trial)
    truth = found['truth']
    lines = [['*the truth*', points(truth['mean']), f"{points(truth['p05'])} to {points(truth['p95'])}", '', '', '', '', '']]
    for name, words in ESTIMATORS[trial].items():
        row = found[name]
        lines.append([words, points(row['mean']), f"{points(row['p05'])} to {points(row['p95'])}", points(row['bias']), points(row['spread'], ''),
                      share(row['held']), share(row['power']), share(row['false_alarm'])])
    return markdown(['', 'says on average', 'in nine of ten trials', 'off by, on average', 'spread of that (standard deviation)', 'its 95% interval holds the truth',
                     'finds the effect', 'finds one without a policy'], lines)


def listed(things):
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"


def advice():
    """What to take from it: words by the numbers."""
    lines = []
    for trial, words in ESTIMATORS.items():
        found, kind = results(trial), NAMES[trial]
        truth, spill = found['truth']['mean'], points(found['spill']['mean'])

        def named(chosen, of=None):
            return listed([f'*{words[name]}*' + (f' ({share(found[name][of])})' if of else '') for name in words if name in chosen])
        worst = max(words, key=lambda name: abs(found[name]['bias']))
        right = [name for name in words if abs(found[name]['bias']) < RIGHT * abs(truth)]
        honest = [name for name in words if found[name]['held'] >= HONEST]
        narrow = [name for name in words if name not in honest]
        quiet = [name for name in words if found[name]['false_alarm'] <= 1 - HONEST]
        best = max(quiet, key=lambda name: found[name]['power'], default=None)
        lines += [
            f"- **{kind.capitalize()}: size.** The policy moves own interest by {points(truth)} points on average. Furthest from it is *{words[worst]}*, which says "
            f"{points(found[worst]['mean'])}. " + (f'Right on average, to within a tenth of the effect: {named(right)}.' if right else
                                                   'None is right on average to within a tenth of the effect.'),
            f'- **{kind.capitalize()}: how sure.** ' +
            (f'The 95% interval holds the truth in at least nine of ten trials: {named(honest, "held")}.' if honest else 'No interval holds the truth in nine of ten trials.') +
            (f' Too sure of itself: {named(narrow, "held")}.' if narrow else ''),
            f'- **{kind.capitalize()}: what it can see.** ' +
            (f'Of the estimators that find an effect in at most one of ten trials without a policy, *{words[best]}* finds it most often with one: in '
             f"{share(found[best]['power'])} of trials." if best else
             'Every estimator finds an effect in more than one of ten trials without a policy, so that finding one is weak evidence.') +
            f' Systems that do not have the policy move by {spill} points because of it.']
    return '\n'.join(lines) + '\n'


def tables():
    return {'trialspilot': estimators_table('pilot'), 'trialswedge': estimators_table('stepped_wedge'), 'trialsadvice': advice()}


def numbers():
    return {f'trials.{trial}.{key}': text for trial, row in plans().items()
            for key, text in (('runs', f"{int(row['runs']):,}"), ('plan', row['plan_digest']))}


def picture(trial, width=400):
    """What estimators say, a row each, about the truth: dots are means, bars the middle 90% of trials."""
    found, plan = results(trial), plans()[trial]
    left, right, top, step = 16, width - 16, 96, 44
    shown = [found['truth'], *(found[name] for name in ESTIMATORS[trial])]
    low, high = min(0, *(row['p05'] for row in shown)), max(0, *(row['p95'] for row in shown))
    every = next(size for size in (0.5, 1, 2, 5, 10, 20, 50) if (high - low) / size <= 7)
    low, high = every * (low // every), every * -(-high // every)
    bottom = top + step * len(ESTIMATORS[trial])

    def x(value):
        return f'{left + (value - low) / (high - low) * (right - left):.1f}'

    def text(at, y, words, size=12, anchor='start', colour='#1a1a1a', weight='normal'):
        return f'<text x="{at}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="{colour}" font-weight="{weight}">{words}</text>'
    title = f'A {NAMES[trial]}: estimates and the truth'
    truth = found['truth']
    about = '; '.join([f"the truth {points(truth['mean'])}"] + [f"{words} {points(found[name]['mean'])}" for name, words in ESTIMATORS[trial].items()])
    height = bottom + 92
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="sans-serif" role="img" '
           f'aria-labelledby="title about"><title id="title">{title}</title><desc id="about">{about}.</desc>', f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
           text(left, 24, title, 14, weight='bold'), text(left, 44, f"Dots: means over {int(plan['runs']):,} trials; bars: the middle 90% of them."),
           text(left, 60, 'Blue: the truth of the trials, with its middle 90%.', colour='#12436d'), text(left, 76, f"Mean of the truth: {points(truth['mean'])}", colour='#12436d')]
    out.append(f'<rect x="{x(truth["p05"])}" y="{top - 8}" width="{float(x(truth["p95"])) - float(x(truth["p05"])):.1f}" height="{bottom - top + 8}" fill="#12436d" opacity="0.15"/>')
    out.append(f'<line x1="{x(truth["mean"])}" x2="{x(truth["mean"])}" y1="{top - 8}" y2="{bottom}" stroke="#12436d" stroke-width="2"/>')
    ticks = [low + n * every for n in range(round((high - low) / every) + 1)]
    for tick in ticks:
        out.append(f'<line x1="{x(tick)}" x2="{x(tick)}" y1="{top - 8}" y2="{bottom}" stroke="{"#3d3d3d" if tick == 0 else "#d8d8d8"}"/>')
        out.append(text(x(tick), bottom + 16, f'{tick:g}'.replace('-', '−'), anchor='middle'))
    for n, (name, words) in enumerate(ESTIMATORS[trial].items()):
        row, y = found[name], top + step * n
        out.append('<g paint-order="stroke" stroke="#ffffff" stroke-width="3">' + text(left, y + 8, f"{words}: {points(row['mean'])}") + '</g>')
        out.append(f'<line x1="{x(row["p05"])}" x2="{x(row["p95"])}" y1="{y + 22}" y2="{y + 22}" stroke="#801650" stroke-width="6" opacity="0.35"/>')
        out.append(f'<circle cx="{x(row["mean"])}" cy="{y + 22}" r="5" fill="#801650"/>')
    out.append(text(width / 2, bottom + 36, 'Change of the budget share that follows own interest,', anchor='middle'))
    out.append(text(width / 2, bottom + 51, 'percentage points', anchor='middle'))
    out.append(text(left, bottom + 72, 'Simulated, not observed.', 10, colour='#3d3d3d'))
    out.append(text(left, bottom + 84, f"model {plan['model_digest']}, plan {plan['plan_digest']}.", 10, colour='#3d3d3d'))
    return '\n'.join([*out, '</svg>', ''])
