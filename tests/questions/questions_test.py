#!/usr/bin/env python3
"""The document of the twelve questions is what the runs say.   questions_test.py PROGRAM"""
import glob
import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from cli_test import PROGRAM, Program, SOURCE  # takes PROGRAM from the command line

DESIGNS = sorted(glob.glob(os.path.join(SOURCE, 'experiments/questions/q[0-9]*.yaml')))
# Few enough runs to be done again in every test.
DONE_AGAIN = ['q08', 'q09']
REMEDY = 'docs/questions.md is out of date; tests/questions/accept.sh makes it again'


def read(name):
    with open(os.path.join(SOURCE, name), encoding='utf-8') as file:
        return file.read()


def sections(text):
    """By number of the question."""
    return {part[3:6]: part.strip() for part in re.split(r'(?m)^(?=## Q\d\d )', text) if part.startswith('## Q')}


class Questions(Program):
    def test_twelve_are_asked_and_answered(self):
        numbers = [f'Q{n:02}' for n in range(1, 13)]
        self.assertEqual([os.path.basename(name)[:3].upper() for name in DESIGNS], numbers)
        self.assertEqual(list(sections(read('docs/questions.md'))), numbers)
        for number in numbers:
            self.assertIn(f'![Change of ', sections(read('docs/questions.md'))[number])
            self.assertIn('Simulated, not observed', read(f'docs/pictures/{number.lower()}.svg'))

    def test_titles_are_short_dated_and_from_today(self):
        for number, text in sections(read('docs/questions.md')).items():
            title = re.search(r'(?m)^\*\*(.*)\.\*\*$', text).group(1)
            self.assertLessEqual(len(title.split()), 25, number)
            self.assertRegex(title, r' \(20\d\d/\d\d[^()]*\)$', number)
            if ' from ' in title:
                self.assertIn(' as today to ', title, number)

    def test_what_stands_above_the_fold(self):
        """A title, a sentence with size, interval and what was varied, a picture, three bullets; no paths and no other units."""
        for number, text in sections(read('docs/questions.md')).items():
            above = text[:text.index('<details>')]
            heading, title, sentence, picture, bullets = [part for part in above.split('\n\n') if part]
            self.assertRegex(sentence, r'changes .* by .* \((95% interval .* to .*|no interval can be given)\), from .*; within .*varied, that is .*\.$')
            self.assertEqual([line.split(': ')[0] for line in bullets.strip().splitlines()],
                             ['- What it costs', '- What it depends on', '- What would change it'], number)
            self.assertIn('£', bullets.splitlines()[0], number)
            self.assertNotRegex(title + sentence + bullets, r'\b[a-z_]+\.[a-z_]+\b|\bpp\b|digest', number)

    def test_each_has_its_decision(self):
        for number, text in sections(read('docs/questions.md')).items():
            title, view = re.search(r'(?s)<details><summary>As a decision: (.*?)</summary>(.*?)</details>', text).groups()
            self.assertLessEqual(len(title.split()), 25, number)
            sentences, bullets, command = [part for part in view.split('\n\n') if part]
            self.assertRegex(sentences, r'^Over \d+ settings, .* is .* on average with ', number)
            self.assertEqual([line.split(': ')[0] for line in bullets.splitlines()],
                             ['- What it costs', '- What it depends on', '- What would change it'], number)
            self.assertNotRegex(title + sentences + bullets, r'\b[a-z_]+\.[a-z_]+\b|\bpp\b|£ million|`', number)
            self.assertRegex(command, f'^`concord decide experiments/questions/{number.lower()}_')

    def test_calm_shocks_are_half_of_the_estimates(self):
        calm = re.search(r'Calm:.*?sector_shocks: {(.*?)}', read('experiments/questions/q02_pooling.yaml'), re.S).group(1)
        defaults = re.search(r'(?ms)^  sector_shocks:$(.*?)^  \w', read('configs/base.yaml')).group(1)
        halved = dict(re.findall(r'(\w+_permanent): ([\d.]+)', calm))
        self.assertEqual(len(halved), 4)
        for name, half in halved.items():
            whole = re.search(rf'(?m)^    {name}: ([\d.]+)', defaults).group(1)
            self.assertAlmostEqual(float(half), float(whole) / 2, delta=0.005001, msg=name)

    def test_every_plan_is_the_one_that_was_simulated(self):
        """Another model, scenario, design or set of parameters has another digest."""
        plans, _ = self.call('report', *DESIGNS, '--plans')
        answered = sections(read('docs/questions.md'))
        for line in plans.splitlines():
            number, digest = line.split()[:2]
            self.assertIn(f'plan digest {digest}.', answered[number], REMEDY)
            self.assertIn(f'plan {digest}.', read(f'docs/pictures/{number.lower()}.svg'), REMEDY)

    def test_questions_answered_again_give_the_same_text_and_figure(self):
        for number in DONE_AGAIN:
            design = next(name for name in DESIGNS if os.path.basename(name).startswith(number))
            # Its command names the design as seen from the root of the project.
            subprocess.run([PROGRAM, 'report', os.path.relpath(design, SOURCE), '-o', os.path.join(self.folder, f'{number}.md'),
                            '--work', self.folder, '--quiet'], cwd=SOURCE, check=True, timeout=300)
            again = sections(self.bytes_of(f'{number}.md').decode())[number.upper()]
            self.assertEqual(again, sections(read('docs/questions.md'))[number.upper()], REMEDY)
            self.assertEqual(self.bytes_of(f'pictures/{number}.svg').decode(), read(f'docs/pictures/{number}.svg'), REMEDY)

    def test_no_design_states_a_finding(self):
        """Designs name things. What is higher, lower or clear, the runs decide."""
        for name in DESIGNS:
            names = re.findall(r'(?m)^ +(?:- )?(?:name|as): (.*)$|as: ([^}]*)}', read(os.path.relpath(name, SOURCE)))
            for words in (first or second for first, second in names):
                self.assertNotRegex(words, r'\b(raises|lowers|increases|reduces|improves|no effect|significant)\b', name)


if __name__ == '__main__':
    unittest.main()
