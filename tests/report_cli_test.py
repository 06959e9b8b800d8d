#!/usr/bin/env python3
"""`concord report` as its users meet it.   report_cli_test.py PROGRAM"""
import csv
import html
import io
import os
import re
import shutil
import subprocess
import unittest
from html.parser import HTMLParser
from urllib.parse import unquote

import h5py
import numpy

from cli_test import PROGRAM, TINY, Program  # takes PROGRAM from the command line

SETS = 'behaviour.memory,duty.conflict,duty.strength\n' + ''.join(
    f'{0.2 + 0.08 * n:.2f},{(n * 3) % 7 / 10:.1f},0.9\n' for n in range(7))
DESIGN = '''sweep: 1
title: One lever
scenario: tiny.yaml
axes:
  duty.strength: [0, 0.5, 1]
  break_even.relief: [0, 1]
  set: {vectors: sets.csv}
replicates: 8
outcomes: [institution_share, maturity]
'''
QUESTION = '''question:
  number: Q77
  asks: Does a duty help?
  why: Because & why not.
  reading: Like <this>.
  lever: {axis: duty.strength, as: a stronger duty, name: duty}
  context:
    - {axis: break_even.relief, as: relief, levels: [{at: 0, as: without relief}, {at: 1, as: with relief}]}
  parameter_sets: set
  outcomes:
    - {name: institution_share, as: the share of own interest, matters: 0.02, better: less}
    - {name: maturity, as: maturity, matters: 0.01, better: more}
'''


class Page(HTMLParser):
    """Collects what readers with and without eyes depend on."""
    VOID = {'meta', 'link', 'br', 'img', 'input', 'hr', 'rect', 'line', 'circle', 'polyline', 'polygon'}

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.headings, self.tags, self.links, self.labels = [], [], [], [], [], []
        self.text = ''
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append((tag, attributes))
        if tag not in self.VOID:
            self.open.append(tag)
        if 'id' in attributes:
            self.ids.append(attributes['id'])
        if re.fullmatch('h[1-6]', tag):
            self.headings.append(int(tag[1]))
        self.links += [attributes[key] for key in ('href', 'src') if key in attributes]
        self.labels += attributes.get('aria-labelledby', '').split()

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, tag

    def handle_data(self, data):
        self.text += data


class Report(Program):
    def setUp(self):
        super().setUp()
        self.write('sets.csv', SETS)
        self.write('q77.yaml', DESIGN + QUESTION)

    def fails(self, code, part, *args):
        out, err = self.call('report', *args, code=code)
        self.assertEqual(out, '')
        self.assertIn(part, err)

    def page(self, name='q77.html'):
        return self.bytes_of(name).decode()

    def test_from_question_to_page(self):
        out, err = self.call('report', 'q77.yaml', '-o', 'q77.html')
        self.assertRegex(out, r'^q77\.html: Without relief, a stronger duty .* the share of own interest .*\(20\d\d/\d\d.*\)$')
        self.assertEqual(err, 'concord: Q77: 344 runs at 43 points, in q77_campaign\n')
        self.assertEqual(self.names(), ['q77.h5', 'q77.html', 'q77.yaml', 'q77_campaign', 'sets.csv', 'tiny.yaml'])
        page = self.page()
        self.assertIn('<h1>' + out[len('q77.html: '):-1] + '</h1>', page)
        for part in ('Simulated, not observed', 'Q77: Does a duty help?', 'Because &amp; why not.', 'Like &lt;this&gt;.',
                     'seed 12345', 'behaviour.memory', 'assumed', 'model ', 'plan ', 'commit '):
            self.assertIn(part, page)
        # The lever leaves the sets' own values aside.
        self.assertNotIn('0.9</td>', re.search(r'<tr><th scope="row">duty\.strength</th>.*?</tr>', page).group())

    def test_levels_of_a_switch_are_words(self):
        """Those of the question, else on and off; never as a scenario spells them. Tables for machines do."""
        switch = (DESIGN + QUESTION).replace('duty.strength: [0, 0.5, 1]', 'pooling.at_place: [false, true]').replace(',duty.strength', '').replace(',0.9', '')
        for words, wanted in (('', ('Off', 'On')), (', levels: [{at: "false", as: system level}, {at: "true", as: place level}]', ('System level', 'Place level'))):
            self.write('sets.csv', SETS.replace(',duty.strength', '').replace(',0.9', ''))
            self.write('q78.yaml', switch.replace('axis: duty.strength, as: a stronger duty, name: duty',
                                                  'axis: pooling.at_place, as: judging by place, name: level of the target' + words))
            self.call('report', 'q78.yaml', '-o', 'q78.html', '--force', '--quiet')
            page = self.page('q78.html')
            labels = [text for svg in re.findall('<svg.*?</svg>', page, re.S) for text in re.findall('<text[^>]*>([^<]*)</text>', svg)]
            self.assertTrue(set(wanted) <= set(labels), labels)
            self.assertFalse({'true', 'false'} & {word for text in labels for word in text.split()}, labels)
            self.assertIn(',false,', unquote(page))

    def test_numbers_are_those_of_the_runs(self):
        """The tables that the page carries, against a computation from the merged file alone."""
        self.call('report', 'q77.yaml', '-o', 'q77.html', '--quiet')
        tables = {name: list(csv.DictReader(io.StringIO(unquote(data).split('\n', 1)[1])))
                  for name, data in re.findall(r'download="([^"]+)" href="data:text/csv;charset=utf-8,([^"]+)"', self.page())}
        with h5py.File(os.path.join(self.folder, 'q77.h5'), 'r') as file:
            points = len(file['points/point']) - 1  # the last is the scenario as it stands
            at = {name: [text.decode() for text in file[f'labels/{name}'][:points]]
                  for name in ('duty.strength', 'break_even.relief', 'set')}
            values = file['outcomes/institution_share'][:].reshape(-1, 8)[:points].mean(axis=1)

        def of(duty, relief):
            return numpy.array([value for n, value in enumerate(values)
                                if (at['duty.strength'][n], at['break_even.relief'][n]) == (duty, relief)])
        rows = [row for row in tables['q77_levels.csv'] if row['outcome'] == 'institution_share']
        self.assertEqual(len(rows), 6)
        for row in rows:
            there = of(row['duty.strength'], row['break_even.relief'])
            difference = there - of('0', row['break_even.relief'])
            for key, expected in (('units', 7), ('mean', there.mean()), ('difference', difference.mean()),
                                  ('difference_p05', numpy.quantile(difference, 0.05)),
                                  ('difference_p95', numpy.quantile(difference, 0.95)),
                                  # Student's quantile for 6 degrees of freedom; nothing for the reference itself
                                  ('difference_high95', difference.mean() + 2.446912 * difference.std(ddof=1) / 7 ** 0.5)):
                if key == 'difference_high95' and row['duty.strength'] == '0':
                    self.assertEqual(row[key], '')
                    continue
                self.assertAlmostEqual(float(row[key]), expected, places=6, msg=f'{key} of {row}')
        units = [float(row['institution_share']) for row in tables['q77_units.csv']]
        numpy.testing.assert_allclose(units, of('1', '0') - of('0', '0'), atol=1e-12)
        self.assertEqual([row['behaviour.memory'] for row in tables['q77_units.csv']][:2], ['0.2', '0.28'])

    def test_equal_runs_are_no_certainty(self):
        equal = 0
        self.write('tiny8.yaml', TINY.replace('quarters: 5', 'quarters: 8'))
        for seed, replicates in ((8, 8), (3, 4), (5, 12), (9, 8)):
            self.write('q78.yaml', f'''sweep: 1
title: Relief and support
scenario: tiny8.yaml
axes: {{break_even.relief: [0, 1]}}
set: {{seed: {seed}, parameters: {{duty: {{strength: 0}}, pooling: {{floor: 0}}}}}}
baseline: false
replicates: {replicates}
outcomes: {{needing: {{measure: control_totals_accepted, take: mean over 2018/19}}, supported: {{take: value at 2018/19 Q4}}}}
question:
  number: Q78
  asks: Does relief change how many systems need support?
  why: Test.
  reading: Test.
  lever: {{axis: break_even.relief, as: relief from break-even, name: relief, from: 0, to: 1}}
  outcomes:
    - {{name: needing, as: the number of systems with a system control total, matters: 0.07, better: more}}
    - {{name: supported, as: the number of systems with support, matters: 0.07, better: more}}
''')
            self.call('report', 'q78.yaml', '-o', 'q78.html', '--quiet', '--force')
            shutil.rmtree(os.path.join(self.folder, 'q78_campaign'))
            page = self.page('q78.html')
            table = re.search(r'download="q78_levels.csv" href="data:text/csv;charset=utf-8,([^"]+)"', page).group(1)
            with h5py.File(os.path.join(self.folder, 'q78.h5'), 'r') as file:
                values = {name: file['outcomes/' + name][:].reshape(2, replicates) for name in ('needing', 'supported')}
            for row in csv.DictReader(io.StringIO(unquote(table).split('\n', 1)[1])):
                difference = values[row['outcome']][1] - values[row['outcome']][0]
                self.assertLess(float(row['mean_low95']), float(row['mean_high95']))
                if row['break_even.relief'] == '1':
                    self.assertLess(float(row['difference_low95']), float(row['difference_high95']))
                    if (difference == difference[0]).all():
                        equal += 1
                        # The rule of three: at least so much of a system, which is more than matters.
                        self.assertGreater(float(row['difference_high95']) - difference[0], 1 - 0.025 ** (1 / replicates) - 1e-6)
            os.remove(os.path.join(self.folder, 'q78.h5'))
        self.assertGreater(equal, 0)  # or this shows nothing

    def test_the_page_is_for_everybody(self):
        self.call('report', 'q77.yaml', '-o', 'q77.html', '--quiet')
        page = Page(self.page())
        self.assertEqual(page.open, [])
        self.assertEqual(len(page.ids), len(set(page.ids)))
        self.assertEqual(page.headings[0], 1)
        self.assertEqual(page.headings.count(1), 1)
        for before, after in zip(page.headings, page.headings[1:]):
            self.assertLessEqual(after, before + 1)
        self.assertTrue(set(page.labels) <= set(page.ids))
        for link in page.links:
            self.assertTrue(link.startswith(('#', 'data:text/csv')), link)
        tags = [tag for tag, _ in page.tags]
        self.assertNotIn('script', tags)
        self.assertNotIn('img', tags)
        figures = [attributes for tag, attributes in page.tags if tag == 'svg']
        self.assertGreaterEqual(len(figures), 3)
        for attributes in figures:
            self.assertEqual(attributes['role'], 'img')
        for tag, attributes in page.tags:
            if tag == 'th':
                self.assertIn(attributes.get('scope'), ('col', 'row'))
        self.assertEqual(tags.count('caption'), tags.count('table'))
        self.assertIn(('html', {'lang': 'en-GB'}), page.tags)
        self.assertIsNone(re.search(r'\b(19|20)\d\d-\d\d-\d\d\b', page.text))

    def test_made_again_by_works_where_it_is_typed(self):
        """Whatever the folders are called, and wherever one stands."""
        os.makedirs(os.path.join(self.folder, "a folder/it's"))
        os.makedirs(os.path.join(self.folder, 'here'))
        for name in ('tiny.yaml', 'sets.csv', 'q77.yaml'):
            shutil.copy(os.path.join(self.folder, name), os.path.join(self.folder, "a folder/it's", name))
        environment = {**os.environ, 'PATH': os.path.dirname(PROGRAM) + ':' + os.environ['PATH']}
        for stand, design in (('here', "../a folder/it's/q77.yaml"), ('.', "a folder/it's/q77.yaml"), ("a folder/it's", 'q77.yaml'),
                              ('here', os.path.join(self.folder, "a folder/it's/q77.yaml"))):
            stand = os.path.join(self.folder, stand)
            subprocess.run([PROGRAM, 'report', design, '-o', 'first.html', '--force', '--quiet'], cwd=stand, check=True)
            with open(os.path.join(stand, 'first.html'), encoding='utf-8') as file:
                page = file.read()
            command = html.unescape(re.search('Made again by:</p>\\s*<pre[^>]*><code>(.*?)</code>', page).group(1))
            self.assertNotIn(self.folder, command)
            for folder in ('here', '.', "a folder/it's"):
                shutil.rmtree(os.path.join(self.folder, folder, 'q77_campaign'), ignore_errors=True)
            subprocess.run(command, shell=True, cwd=stand, env=environment, check=True, capture_output=True)
            with open(os.path.join(stand, 'q77.html'), encoding='utf-8') as file:
                self.assertEqual(file.read(), page, command)

    def test_equal_differences_are_no_certainty(self):
        """Eight runs that all differ by the same say little of the ninth: no width of zero, and no verdict from it."""
        self.write('small.yaml', TINY.replace('quarters: 5', 'quarters: 8'))
        self.write('q98.yaml', DESIGN.replace('tiny.yaml', 'small.yaml').replace('  set: {vectors: sets.csv}\n', '').replace(
            '[institution_share, maturity]', '{designated: {measure: designated, take: value at 2018/19 Q4}}') + re.sub(
                '  parameter_sets.*|.*name: maturity.*', '', QUESTION).replace('institution_share', 'designated'))
        self.call('report', 'q98.yaml', '-o', 'q98.html', '--quiet')
        page = self.page('q98.html')
        self.assertIn('All 8 differ by the same: ', page)
        intervals = re.findall(r'95% interval ([−+]?[\d.]+) to ([−+]?[\d.]+)', page)
        self.assertGreater(len(intervals), 0)
        for low, high in intervals:
            self.assertNotEqual(low, high)
        self.assertNotIn('no difference worth mentioning', page)
        self.assertNotIn('Neither luck nor', page)
        self.assertIn('Only luck was varied, no assumption about parameters.', page)

    def test_threads_and_time_do_not_matter(self):
        self.call('report', 'q77.yaml', '-o', 'q77.html', '--threads', '1', '--quiet')
        first = self.bytes_of('q77.html')
        self.call('report', 'q77.yaml', '-o', 'q77.html', '--quiet', '--force')  # what is there is not simulated again
        self.assertEqual(self.bytes_of('q77.html'), first)
        os.mkdir(os.path.join(self.folder, 'w'))
        self.call('report', 'q77.yaml', '-o', 'again.html', '--threads', '3', '--work', 'w', '--quiet')
        self.assertEqual(self.bytes_of('again.html'), first)

    def test_merged_results_will_do(self):
        self.call('sweep', 'q77.yaml', '-o', 'c', '--quiet')
        self.call('merge', 'c', '-o', 'c.h5', '--quiet')
        self.call('report', 'q77.yaml', '-o', 'q77.html', '--results', 'c.h5', '--quiet')
        self.assertNotIn('q77_campaign', self.names())
        self.write('other.yaml', (DESIGN + QUESTION).replace('[0, 0.5, 1]', '[0, 1]'))
        self.fails(2, 'c.h5: holds the results of another plan', 'other.yaml', '-o', 'x.html', '--results', 'c.h5')
        # Other words for the same runs are no other plan.
        self.write('words.yaml', (DESIGN + QUESTION).replace('a stronger duty', 'more duty'))
        out, _ = self.call('report', 'words.yaml', '-o', 'x.html', '--results', 'c.h5')
        self.assertIn('more duty', out)

    def test_a_document_gathers_questions(self):
        self.write('q78.yaml', (DESIGN + QUESTION).replace('Q77', 'Q78').replace('Does a duty', 'Does maturity'))
        out, _ = self.call('report', 'q77.yaml', 'q78.yaml', '-o', 'all.md', '--work', '.')
        self.assertEqual([line[:5] for line in out.splitlines()], ['Q77: ', 'Q78: '])
        text = self.bytes_of('all.md').decode()
        self.assertIn('## Q77 Does a duty help?', text)
        self.assertIn('](pictures/q78.svg)', text)
        self.assertTrue(os.path.exists(os.path.join(self.folder, 'pictures/q77.svg')))
        plans, _ = self.call('report', 'q77.yaml', 'q78.yaml', '--plans')
        self.assertEqual(len(plans.splitlines()), 2)
        for line in plans.splitlines():
            self.assertIn(f'plan digest {line.split()[1]}.', text)

    def test_what_a_figure_has_no_room_for_is_said(self):
        levels = [n / 10 for n in range(7)]
        words = ', '.join(f'{{at: {at}, as: at {at}}}' for at in levels)
        self.write('q77.yaml', (DESIGN + QUESTION).replace('relief: [0, 1]', f'relief: {levels}').replace(
            '{at: 0, as: without relief}, {at: 1, as: with relief}', words))
        self.call('report', 'q77.yaml', '-o', 'q77.html', '--quiet')
        self.assertIn('The first 5 of 7 circumstances are drawn.', self.page())
        Page(self.page())

    def test_mistakes_are_told_with_remedies(self):
        self.write('plain.yaml', DESIGN)
        self.fails(2, 'plain.yaml: question: missing; a report answers the question of a design', 'plain.yaml', '-o', 'x.html')
        self.fails(2, '-o: missing; name a page', 'q77.yaml')
        self.fails(2, 'x.txt: must end in .html', 'q77.yaml', '-o', 'x.txt')
        self.fails(2, '--work: missing; a document needs a folder', 'q77.yaml', '-o', 'x.md')
        self.fails(2, 'a page answers one question, and 2 designs are given', 'q77.yaml', 'plain.yaml', '-o', 'x.html')
        self.fails(2, 'Q77 is the number of another design as well', 'q77.yaml', 'q77.yaml', '-o', 'x.md', '--work', '.')
        self.fails(2, '--results: is one merged file', 'q77.yaml', 'q77.yaml', '-o', 'x.md', '--results', 'c.h5')
        self.write('wrong.yaml', (DESIGN + QUESTION).replace('name: institution_share', 'name: institution_shar'))
        self.fails(2, "the design keeps no outcome 'institution_shar'; did you mean 'institution_share'?", 'wrong.yaml', '-o', 'x.html')
        self.fails(3, 'none.h5', 'q77.yaml', '-o', 'x.html', '--results', 'none.h5')
        self.write('q77.html', 'mine')
        self.fails(3, 'q77.html', 'q77.yaml', '-o', 'q77.html')
        self.assertEqual(self.bytes_of('q77.html'), b'mine')
        self.assertEqual(self.names(), ['plain.yaml', 'q77.html', 'q77.yaml', 'sets.csv', 'tiny.yaml', 'wrong.yaml'])

    def test_another_plan_in_the_folder_is_refused(self):
        self.call('report', 'q77.yaml', '-o', 'q77.html', '--quiet')
        self.write('q77.yaml', (DESIGN + QUESTION).replace('replicates: 8', 'replicates: 16'))
        self.fails(2, 'q77_campaign: holds another campaign; choose another folder', 'q77.yaml', '-o', 'q77.html', '--force')


if __name__ == '__main__':
    unittest.main()
