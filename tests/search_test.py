#!/usr/bin/env python3
"""`concord search` where the answer is known, stopped and gone on with, on any number of threads.   search_test.py PROGRAM"""
import csv
import os
import re
import shutil
import subprocess
import unittest

from cli_test import PROGRAM, Program, SOURCE  # takes PROGRAM from the command line

# In the teaching scenario, where nobody is designated and so nobody votes, a mandate to pool a share f of the fund is looked at every
# April: it holds for the years that begin before it ends, y of six, and the mean share pooled is f y / 6. A point of the share costs
# 24, a quarter 1; the scenario has a quarter with none.
DESIGN = '''sweep: 1
title: How much to pool, and for how long
scenario: pool.yaml
design: {{method: latin_hypercube, points: {points}}}
axes:
  pooling.floor: {{from: 0, to: 1}}
  pooling.floor_until: {{from: 2017/18 Q2, to: 2023/24 Q1}}
replicates: 1
outcomes:
  pooled: {{measure: pooled_share, take: mean over 2017/18 Q1 to 2022/23 Q4}}
search:
  generations: {generations}
  outcome: pooled
  better: more
  objectives: {objectives}
  costs: {{pooling.floor: 24, pooling.floor_until: 1}}
{more}'''
SCENARIO = '''concord: 1
title: A mandate
extends: configs/teaching_pooling.yaml
parameters:
  pooling: {floor: 0, floor_from: 2017/18 Q1, floor_until: 2017/18 Q2, open_from: never}
  designation: {maturing: 0.98, thriving: 0.99}
'''


def least_cost(effect):
    """Of a mean share pooled: over all numbers of years that can do it, each with as few quarters as it takes."""
    return min(24 * (6 * effect / y) + 4 * (y - 1) for y in range(1, 7) if 6 * effect / y <= 1 + 1e-9)


class Search(Program):
    def setUp(self):
        super().setUp()
        shutil.copytree(os.path.join(SOURCE, 'configs'), os.path.join(self.folder, 'configs'))
        self.write('pool.yaml', SCENARIO)

    def design(self, points=60, generations=150, more='', objectives='[effect, cost]'):
        self.write('s.yaml', DESIGN.format(points=points, generations=generations, more=more, objectives=objectives))

    def front(self, folder):
        with open(os.path.join(self.folder, folder, 'front.csv'), encoding='utf-8-sig') as file:
            return list(csv.DictReader(line for line in file if not line.startswith('#')))

    def names_in(self, folder):
        return sorted(os.listdir(os.path.join(self.folder, folder)))

    @staticmethod
    def quarters(date):
        """From 2017/18 Q1."""
        return 4 * (int(date[:4]) - 2017) + int(date[-1]) - 1

    def tree(self, folder):
        return {name: self.bytes_of(os.path.join(folder, name)) for name in os.listdir(os.path.join(self.folder, folder))
                if os.path.isfile(os.path.join(self.folder, folder, name)) and name.endswith(('.csv', '.html', '.yaml', '.txt'))}

    def test_a_known_front_is_found(self):
        self.design()
        out, _ = self.call('search', 's.yaml', '-o', 'f')
        rows = self.front('f')
        self.assertEqual(rows.pop()['policy'], 'scenario')
        effects = [float(row['effect_searched']) for row in rows]
        self.assertGreater(max(effects), 0.99)
        self.assertLess(min(effects), 0.01)
        most = least_cost(1)
        for row in rows:
            effect, cost = float(row['effect_searched']), float(row['cost_searched'])
            self.assertAlmostEqual(effect, float(row['effect_fresh']), places=9)  # no luck in it
            if effect > 1e-6:
                self.assertLessEqual(cost - least_cost(effect), 0.01 * most, row)
                self.assertGreaterEqual(cost - least_cost(effect), -1e-9, row)
        # What lies below the front, of all between no effect at no cost and all of it at the most.
        def area(points):
            points = sorted(points)
            return sum((b[0] - a[0]) * (most - b[1]) for a, b in zip([(0, 0)] + points, points)) / most
        known = area([(n / 2000, least_cost(n / 2000)) for n in range(1, 2001)])
        self.assertAlmostEqual(area(list(zip(effects, [float(row['cost_searched']) for row in rows]))), known, delta=0.05 * known)

    def test_aims_go_first_and_the_first_objective_chooses(self):
        self.design(more='  aims: [{outcome: pooled, at_least: 0.5, in: 0.9}]\n', objectives='[cost, effect]')
        self.call('search', 's.yaml', '-o', 'f', '--quiet')
        rows = self.front('f')
        chosen = [row for row in rows if row['chosen'] == '1']
        self.assertEqual(len(chosen), 1)
        self.assertGreaterEqual(float(chosen[0]['effect_fresh']), 0.5)
        self.assertLessEqual(float(chosen[0]['cost_fresh']), 1.01 * least_cost(0.5))
        self.assertTrue(all(float(row['reached_pooled_searched']) == 1 for row in rows[:-1]))
        # The chosen policy is a scenario that runs, and does what was said.
        text = self.bytes_of('f/chosen.yaml').decode()
        self.assertIn('extends: scenario.yaml', text)
        self.call('check', 'f/chosen.yaml')
        self.call('run', 'f/chosen.yaml', '-o', 'chosen.h5', '--replicates', '2', '--quiet')
        import h5py
        with h5py.File(os.path.join(self.folder, 'chosen.h5')) as file:
            self.assertAlmostEqual(file['summary/pooled_share'][0].mean(), float(chosen[0]['effect_fresh']), places=12)

    def test_a_budget_is_kept_and_its_best_policy_found(self):
        """One objective within a budget: no policy that costs more is simulated, and the best is found to 1%."""
        budget = 18
        self.design(points=60, generations=100, objectives='[effect]', more=f'  aims: [{{objective: cost, at_most: {budget}}}]\n  choose: 200\n')
        self.call('search', 's.yaml', '-o', 'f', '--quiet')
        chosen, scenario = self.front('f')
        self.assertEqual((chosen['chosen'], chosen['reached_cost_fresh'], scenario['policy']), ('1', '1', 'scenario'))
        self.assertLessEqual(float(chosen['cost_fresh']), budget)
        # Effects that the budget pays for, by the closed form.
        most = max(n / 2000 for n in range(1, 2001) if least_cost(n / 2000) <= budget)
        self.assertGreaterEqual(float(chosen['effect_fresh']), 0.99 * most)
        self.assertLessEqual(float(chosen['effect_fresh']), most + 1 / 2000)
        names = [name for name in self.names_in('f') if name.startswith('generation_')]
        for name in names:
            with open(os.path.join(self.folder, 'f', name), encoding='utf-8') as file:
                for row in csv.DictReader(file):
                    self.assertLessEqual(24 * float(row['pooling.floor']) + self.quarters(row['pooling.floor_until']) - 1, budget + 1e-9)
        # Every run is told: fewer to search than all children have, as some cost too much.
        page = self.bytes_of('f/search.html').decode()
        told = re.search(r'In all ([\d,]+) runs: ([\d,]+) to search, ([\d,]+) to choose, ([\d,]+) to judge again', page)
        all_runs, searching, choosing, verifying = (int(number.replace(',', '')) for number in told.groups())
        self.assertEqual(all_runs, searching + choosing + verifying)
        with open(os.path.join(self.folder, 'f/runs.csv'), encoding='utf-8') as file:
            runs = [int(row['runs']) for row in csv.DictReader(file)]
        self.assertEqual((len(runs), runs[0], sum(runs)), (101, 60, searching))
        self.assertLess(searching, 101 * 60)
        with open(os.path.join(self.folder, 'f/choice.csv'), encoding='utf-8') as file:
            choice = list(csv.DictReader(file))
        rounds = [[row for row in choice if row['round'] == str(n)] for n in range(1, int(choice[-1]['round']) + 1)]
        for before, after in zip(rounds, rounds[1:]):
            self.assertEqual(len(after), (len(before) + 1) // 2)
            kept = sorted(before, key=lambda row: -float(row['effect']))[:len(after)]
            self.assertGreaterEqual(min(float(row['effect']) for row in kept), min(float(row['effect']) for row in after) - 1e-12)
        self.assertEqual(choosing, sum((int(rows[0]['units']) - int(([None] + rounds)[n][0]['units'] if n else 0)) * len(rows)
                                       for n, rows in enumerate(rounds)))
        self.assertLessEqual(choosing, 200)
        # Gone on with after the last generation, and once more as a whole, it is the same.
        whole = self.tree('f')
        for name in ('front.csv', 'choice.csv', 'search.html', 'generation_0100.csv'):
            os.remove(os.path.join(self.folder, 'f', name))
        self.call('search', 's.yaml', '-o', 'f', '--quiet', '--threads', '1')
        self.assertEqual(self.tree('f'), whole)

    def test_the_library_is_loaded_by_a_search_alone(self):
        linked = subprocess.run(['ldd', PROGRAM], check=True, capture_output=True, text=True).stdout
        self.assertIn('libhdf5', linked)
        self.assertNotIn('pagmo', linked)
        self.design(points=16, generations=1)
        os.mkdir(os.path.join(self.folder, 'bin'))
        program = shutil.copy(PROGRAM, os.path.join(self.folder, 'bin'))
        def search():
            return subprocess.run([program, 'search', 's.yaml', '-o', 'f', '--quiet'], cwd=self.folder, capture_output=True, text=True, check=False)
        alone = search()
        self.assertEqual(alone.returncode, 3, alone.stderr)
        self.assertRegex(alone.stderr, r'^concord: .*/bin/concord_evolve\.so: cannot be loaded .*beside the program.*libpagmo-dev\n$')
        self.assertFalse([name for name in os.listdir(os.path.join(self.folder, 'f')) if name.startswith('generation')])
        shutil.copy(os.path.join(os.path.dirname(PROGRAM), 'concord_evolve.so'), os.path.join(self.folder, 'bin'))
        beside = search()
        self.assertEqual(beside.returncode, 0, beside.stderr)

    def test_going_on_gives_the_same_bytes_on_any_number_of_threads(self):
        self.design(points=16, generations=6)
        self.call('search', 's.yaml', '-o', 'one', '--threads', '1', '--quiet')
        self.call('search', 's.yaml', '-o', 'two', '--threads', '3', '--quiet')
        whole = self.tree('one')
        self.assertEqual(whole, self.tree('two'))
        self.assertIn('generation_0006.csv', whole)
        for name in ('generation_0004.csv', 'generation_0005.csv', 'generation_0006.csv', 'front.csv', 'search.html', 'chosen.yaml'):
            os.remove(os.path.join(self.folder, 'two', name))
        self.call('search', 's.yaml', '-o', 'two', '--quiet')
        self.assertEqual(whole, self.tree('two'))
        # More generations go on with what is there.
        self.design(points=16, generations=8)
        self.call('search', 's.yaml', '-o', 'two', '--quiet')
        self.assertEqual(self.bytes_of('two/generation_0006.csv'), whole['generation_0006.csv'])
        self.assertIn('generation_0008.csv', os.listdir(os.path.join(self.folder, 'two')))
        # Another search has a folder of its own.
        self.design(points=16, generations=8, more='  aims: [{outcome: pooled, at_least: 0.5}]\n')
        self.refuses(2, 'two: holds another search; choose another folder', 'search', 's.yaml', '-o', 'two')

    def test_settings_are_shared_out_between_search_and_verification(self):
        self.write('sets.csv', 'weight,behaviour.memory\n' + ''.join(f'{1 + n % 2},{0.2 + 0.05 * n:.2f}\n' for n in range(12)))
        self.write('m.yaml', 'sweep: 1\nscenario: configs/teaching_two_systems.yaml\nset: {quarters: 8}\ndesign: {method: latin_hypercube, points: 8}\n'
                             'axes:\n  duty.strength: {from: 0, to: 1}\n  break_even.relief: {from: 0, to: 1}\n  set: {vectors: sets.csv}\nreplicates: 2\n'
                             'outcomes: [institution_share]\nsearch: {settings: set, use: 4, generations: 3, outcome: institution_share, better: less, '
                             'objectives: [effect, cost, regret], costs: {duty.strength: 1, break_even.relief: 2}, fresh_sets: 20, fresh_replicates: 3}\n')
        self.call('search', 'm.yaml', '-o', 'f', '--quiet')
        page = self.bytes_of('f/search.html').decode()
        self.assertIn('They were searched with 4 sets of parameters with 2 runs each and judged again with 8 sets of parameters with 3 runs each', page)
        rows = self.front('f')
        searched = [float(row['effect_searched']) for row in rows[:-1]]
        self.assertEqual(searched, sorted(searched))
        self.assertTrue(any(row['effect_searched'] != row['effect_fresh'] for row in rows))
        # The scenario as it stands, once more by a sweep with these sets.
        self.write('four.csv', 'behaviour.memory\n0.20\n0.35\n0.50\n0.65\n')
        self.write('w.yaml', 'sweep: 1\nscenario: configs/teaching_two_systems.yaml\nset: {quarters: 8}\naxes: {set: {vectors: four.csv}}\nbaseline: false\n'
                             'replicates: 2\noutcomes: [institution_share]\n')
        self.call('sweep', 'w.yaml', '-o', 'w', '--quiet')
        self.call('merge', 'w', '-o', 'w.h5', '--quiet')
        import h5py
        with h5py.File(os.path.join(self.folder, 'w.h5')) as file:
            means = file['outcomes/institution_share'][:].reshape(4, 2).mean(axis=1)
        weights = [1, 2, 1, 2]  # of rows 1, 4, 7 and 10
        self.assertAlmostEqual(float(rows[-1]['effect_searched']), sum(w * m for w, m in zip(weights, means)) / sum(weights), places=12)

    def test_what_cannot_be_searched(self):
        self.design(points=10)
        out, err = self.call('search', 's.yaml', '-o', 'f', code=2)
        self.assertIn('search.outcome: a generation has 8 points or more, a multiple of 4; the design has 10', err)
        self.design()
        with open(os.path.join(self.folder, 's.yaml'), encoding='utf-8') as file:
            text = file.read()
        for old, new, message in (('objectives: [effect, cost]', 'objectives: [effect, costs]', "'costs' is none; there are effect, cost, regret"),
                                  ('outcome: pooled', 'outcome: poled', "the design has no outcome 'poled'; did you mean 'pooled'?"),
                                  ('costs: {pooling.floor:', 'costs: {pooling.flor:', "the design has no lever 'pooling.flor'; did you mean 'pooling.floor'?"),
                                  ('search:\n', 'question_:\n', 'unknown key'),
                                  ('objectives: [effect, cost]', 'objectives: []', 'has none; name what is to be traded off'),
                                  ('better: more', 'better: more\n  aims: [{objective: price, at_most: 3}]', "'price' is none; there are effect, cost, regret"),
                                  ('better: more', 'better: more\n  aims: [{at_most: 3}]', 'an aim is of an `outcome` or of an `objective`'),
                                  ('better: more', 'better: more\n  aims: [{objective: cost, at_most: 3, in: 0.5}]', 'is a share of settings'),
                                  ('better: more', 'better: more\n  aims: [{objective: cost, at_most: -3}]', 'no values of the levers cost at most -3: they cost 0 to 47')):
            self.write('w.yaml', text.replace(old, new))
            self.assertIn(message, self.call('search', 'w.yaml', '-o', 'f', code=2)[1])
        self.write('w.yaml', text[:text.index('search:')])
        self.assertIn('search: missing; docs/decide.md says how', self.call('search', 'w.yaml', '-o', 'f', code=2)[1])
        self.assertNotIn('f', self.names())


if __name__ == '__main__':
    unittest.main()
