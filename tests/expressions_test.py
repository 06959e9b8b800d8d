#!/usr/bin/env python3
"""Expressions over measures, computed again from recorded files with NumPy.   expressions_test.py PROGRAM"""
import os
import re
import unittest

import h5py
import numpy

from cli_test import Program, TINY  # takes PROGRAM from the command line

LEVELS = (0, 0.7)
DESIGN = '''sweep: 1
scenario: tiny.yaml
axes: {duty.strength: [0, 0.7]}
baseline: false
replicates: 9
outcomes:
  ratio: {measure: nhs_balance / (designated + 2), take: mean over 2017/18}
  immature: {measure: "count(systems, maturity < 0.3)", take: sum over 2017/18}
  in_deficit: {measure: "share(trusts, balance < 0)", take: value at 2018/19 Q1}
  apart: {measure: "mean(systems in FIRST, trust_system) - mean(systems not in FIRST, trust_system)", take: value at 2018/19 Q1}
  richest: {measure: "max over run of sum(ccgs in FIRST, balance)"}
  when: {measure: first quarter when institution_share < 0.4}
  late: {measure: "mean(organisations, control_total)", take: change from 2017/18 Q1 to 2018/19 Q1}
'''


def over(values, axis):
    """A mean of what is there."""
    there = ~numpy.isnan(values)
    with numpy.errstate(invalid='ignore'):
        return numpy.where(there, values, 0).sum(axis) / there.sum(axis)


def expected(file):
    """[outcome][run], from the measures of a file."""
    nation = {name: file['summary/' + name][:] for name in ('nhs_balance', 'designated', 'institution_share')}
    systems = {name: file['systems/' + name][:] for name in ('maturity', 'trust_system')}
    bodies = {name: file['organisations/' + name][:].astype(float) for name in ('balance', 'control_total')}
    kinds = [text.decode() for text in file['tables/organisations/type'][:]]
    trusts = numpy.array([kind not in ('ccg', 'council') for kind in kinds])
    ccgs = numpy.array([kind == 'ccg' for kind in kinds])
    first = file['tables/organisations/system'][:] == 0
    when = nation['institution_share'] < 0.4
    return {
        'ratio': (nation['nhs_balance'] / (nation['designated'] + 2))[:, :4].mean(1),
        'immature': (systems['maturity'] < 0.3).sum(2)[:, :4].sum(1),
        'in_deficit': (bodies['balance'][:, 4][:, trusts] < 0).mean(1),
        'apart': systems['trust_system'][:, 4, 0] - systems['trust_system'][:, 4, 1:].mean(1),
        'richest': bodies['balance'][:, :, ccgs & first].sum(2).max(1),
        'when': numpy.where(when.any(1), when.argmax(1), numpy.nan),
        'late': over(bodies['control_total'][:, 4], 1) - over(bodies['control_total'][:, 0], 1),
    }


class Expressions(Program):
    def setUp(self):
        super().setUp()
        self.write('tiny.yaml', TINY.replace('systems: 2', 'systems: 3'))
        for level in LEVELS:
            self.call('run', 'tiny.yaml', '--set', f'duty.strength={level}', '--record', 'organisations', '-o', f'r{level}.h5', '--quiet')
        with h5py.File(os.path.join(self.folder, 'r0.h5'), 'r') as file:
            self.first = file['tables/systems/code'][0].decode()
        self.write('design.yaml', DESIGN.replace('FIRST', self.first))

    def open(self, name):
        return h5py.File(os.path.join(self.folder, name), 'r')

    def test_outcomes_of_a_sweep_are_those_of_recorded_files(self):
        self.call('sweep', 'design.yaml', '-o', 'c', '--quiet')
        self.call('merge', 'c', '-o', 'c.h5', '--quiet')
        different = 0
        with self.open('c.h5') as sweep:
            for point, level in enumerate(LEVELS):
                with self.open(f'r{level}.h5') as file:
                    for name, values in expected(file).items():
                        found = sweep['outcomes/' + name][:][sweep['runs/point'][:] == point]
                        numpy.testing.assert_allclose(found, values, rtol=1e-12, atol=1e-12, err_msg=name)
                        different += len(set(found))
            self.assertEqual(sweep['outcomes/ratio'].attrs['unit'], '£m per systems'.encode())
            self.assertEqual(sweep['outcomes/when'].attrs['take'], b'over the run')
        self.assertGreater(different, 60)  # or little was compared
        # A campaign goes on from its own frozen design.
        out, _ = self.call('sweep', 'c')
        self.assertIn('18 runs of 2 points are there', out)

    def test_summaries_say_the_same(self):
        out, _ = self.call('summarise', 'r0.h5', '--measure', 'share(trusts, balance < 0)', '--measure', 'first quarter when institution_share < 0.4')
        with self.open('r0.h5') as file:
            values = expected(file)
        shown = re.search(r'Last quarter.*\n.*balance < 0\) +(\d+)%', out).group(1)
        self.assertEqual(float(shown), round(100 * numpy.median(values['in_deficit'])))
        shown = re.search(r'The whole run\n.* 0\.4 +(\S+) ', out).group(1)
        self.assertAlmostEqual(float(shown), numpy.nanmedian(values['when']), delta=0.051)

    def test_mistakes_are_told_at_their_place(self):
        self.write('wrong.yaml', DESIGN.replace('nhs_balance / (designated + 2)', 'nhs_balance + designated').replace(
            'count(systems, maturity', 'count(systems, maturty').replace('systems in FIRST', 'systems in Nowhere').replace(
                'max over run of sum(ccgs in FIRST, balance)"', 'max over run of nhs_balance", take: mean over 2017/18'))
        _, err = self.call('sweep', 'wrong.yaml', '-o', 'c', code=2)
        for part in ("wrong.yaml:7:", 'outcomes.ratio.measure: at column 13, £m and systems cannot be added',
                     "outcomes.immature.measure: at column 16, there is no measure 'maturty'; did you mean 'maturity'?",
                     "outcomes.apart.measure: at column 17, none of the systems is 'Nowhere'",
                     'outcomes.richest.take: is given, but the measure is one number a run already; leave it out'):
            self.assertIn(part, err)
        self.call('run', 'tiny.yaml', '-o', 'poor.h5', '--record', 'summary', '--quiet')
        self.refuses(2, '--measure: share(trusts, balance < 0): needs what single organisations did, which poor.h5 leaves out; run with '
                     '`record: organisations`', 'summarise', 'poor.h5', '--measure', 'share(trusts, balance < 0)')
        self.refuses(2, "--measure: rael: there is no measure 'rael'; did you mean 'real'?", 'summarise', 'poor.h5', '--measure', 'rael')


if __name__ == '__main__':
    unittest.main()
