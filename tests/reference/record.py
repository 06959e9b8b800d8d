"""Record the reference model for the tests of the C++ model: `python3 record.py [folder]` (default: recorded/ beside this file).

Writes the worlds as tables, cases.csv, and per case the observables of a few replicates, their mean over many, and of replicate 0
the choices and the mean perceived payoff (pp of own budget) of each action by kind of body.
`python3 record.py --names` prints every parameter with its range and every observable with its meaning instead.
"""
import csv
import os
import sys

import numpy as np

import model
from layout import World, write_tables

HERE = os.path.dirname(os.path.abspath(__file__))
REPLICATES, MANY = [0, 5], 200
SWITCHES = [k for k in model.PAR if k.startswith('m_')]

CASES = dict(
    default={},
    mandate=dict(am=.3, cond_money=.2, audit=.6, F_arb=3, pbr_scale=.6, joint_comm=1, index_pay=.5, taper=.8),
    relief=dict(relief=.5, duty=.7, licence=.6, duty_council=.5, auto_relief=1, phi_min=.5, phi_min_t=4, psf_scale=1.5, deleg=.4,
                statutory_t=16, stat_phi=.5),
    place=dict(sct_place=1, place_only=.5, quorum=.6, icp_thr=.5, icp_delay=2, ringfence=1, sct_open_t=8, bcf_match=.5, sc_t=8),
    blueprint=dict(blueprint=.8, psi_crowd=.7, merge_target_t=12, deadline=20, supp_target=1, central_cap=8, peer_cap=1.4, accel_n=6,
                   ladder=1.5, dilute_badge=.5, dilute_n=.3, shock_t=12, shock_delay=2),
    strain=dict(imit=.3, walk=.4, dem_t=10, dem_x=2, covid_len=8, tail_p=.1, soft=.6, ask1=.35, ratchet=.5, expo=.8),
    bare={**{k: 0 for k in SWITCHES if k != 'm_noise'}, 'covid': 0, 'lam': 3},
)


def scatter(seed):
    """Every parameter off its default, half way to a point drawn in its range: finds a parameter that is wired wrongly."""
    g, over = np.random.default_rng(seed), {}
    for k, (default, low, high) in model.PAR.items():
        x = g.uniform(low, high)
        if low == high or k in SWITCHES:
            continue
        if isinstance(default, int):                     # dates, counts and on/off switches
            over[k] = 1 if k in ('covid', 'icp_on', 'merge_on', 'apply_on') else int(round(x))
        else:
            over[k] = float('%.3g' % (.5 * (default + x)))
    return over


# Four systems that lack kinds of organisation: S0 complete, S1 no council, S2 no CCG (the centre pays), S3 a place without any.
GAPS = dict(
    systems=['code,name,region,population', 'A,"Alder, North",North,900000', 'B,Beech,South,1400000', 'C,Cedar,South,700000',
             'D,Damson,East,1100000'],
    places=['code,name,system,population', 'a1,Place a1,A,500000', 'b1,Place b1,B,800000', 'a2,Place a2,A,400000', 'b2,Place b2,B,600000',
            'c1,Place c1,C,300000', 'c2,Place c2,C,400000', 'd1,Place d1,D,450000', 'd2,Place d2,D,250000', 'd3,Place d3,D,400000'],
    trusts=['code,name,type,system,place,turnover_gbp_m', 'T1,T1,acute,A,a1,600', 'T2,T2,mental_health,A,a1,210', 'T3,T3,acute,A,a2,380',
            'T4,T4,acute,B,b1,900', 'T5,T5,specialist,B,b1,250', 'T6,T6,community,B,b2,120', 'T7,T7,acute,C,c1,420',
            'T8,T8,mental_health,C,c2,160', 'T9,T9,acute,D,d1,700', 'T10,T10,ambulance,D,d1,240'],
    ccgs=['code,name,system,place,population,allocation_gbp_m', 'C1,C1,A,a1,300000,405', 'C2,C2,A,a1,200000,270', 'C3,C3,A,a2,400000,540',
          'C4,C4,B,b1,800000,1080', 'C5,C5,B,b2,600000,810', 'C6,C6,D,d1,700000,945', 'C7,C7,D,d3,400000,540'],
    councils=['code,name,system,place,social_care_gbp_m', 'L1,L1,A,a1,150', 'L2,L2,A,a2,120', 'L3,L3,C,c1,90', 'L4,L4,C,c2,125',
              'L5,L5,D,d1,140', 'L6,L6,D,d3,120'])


# Of a case: (act, row of organisation or system, first quarter, first quarter without).  Organisation 0 is a trust, COUNCIL a council.
COUNCIL = 6
NAMED = dict(named=(('refuses', 0, 4, 14), ('refuses', COUNCIL, 6, 11), ('accelerator', 3, 9, 99), ('accelerator', 7, 10, 15)))
# Of a case: (parameter, value, rows of systems or 'acute'): policies from the start on.
AIMED = dict(aimed=(('duty', 1.1, (3, 7, 11)), ('conflict', .3, (3, 20)), ('phi_min', .6, (2, 5, 7)), ('peer_p', 1.4, (2, 5)), ('licence', .9, 'acute')))


def cases():
    """(name, overrides, world, T, seed)"""
    for name, over in CASES.items():
        yield name, over, 'world', 24, 12345
    # scatter seeds chosen so that choices stay mixed; one with totals by system, one by place
    yield 'scatter', dict(scatter(11), statutory_t=18), 'world', 28, 12345
    yield 'scatter_place', dict(scatter(21), statutory_t=17), 'world', 28, 2 ** 40 + 777        # this seed fills both words of the key
    yield 'managed', dict(ma_on=1, ma_reach_C=.6), 'world', 24, 12345
    yield 'shocks', dict(sh_on=1, sh_pass_a=.5, sh_pass_s=1.0, sh_pass_o=.6, sh_pass_C=.3, sh_keep_s=.8, sh_common=.1, sh_until=8,
                        gd_pot=.7, bd_out=.05), 'world', 24, 12345
    yield 'fund', dict(fy_a=.6, fy_mh=1.3, fy_comm=1.5, fy_amb=1.4, fy_spec=2.0, fy_C=0.0, fy_def_a=3.0, fy_def_o=1.5, fy_def_C=1.0,
                       fy_price_a=.3, fy_price_o=.1, fy_price_C=.05, fy_top=.4, fy_gain=.3, fy_sell=.2), 'world', 24, 12345
    yield 'years', dict(cg_2=1.2, cg_3=-.8, cg_sd=.9, cg_2a=.7, cg_3a=-1.1, cg_sda=.6, fy_def_a=3.0, fy_def_o=1.5, fy_def_C=1.0, fy_even=.7, bar_drop=.2, bar_h=2.0), 'world', 24, 12345
    yield 'applying', dict(perf_w=.6, ap_on=1, ap_lead=2, ap_call=13, shock_t=10, shock_delay=2, shock_guid=1), 'world', 24, 12345
    yield 'deals', dict(ma_on=1, ma_reach=.8, ma_reach_C=.4, ma_within=.3, ma_within_C=.1, ma_land=.1, ma_bank=.7, sign_prop=1, sign_cost=.3, bd_out=.15, bd_veto=.2,
                        bd_trust=.2, sct_place=1, quorum=.6, sh_on=1, sh_perm_a=1.0, sh_free_a=4.0, sct_open_t=4,
                        fy_gain=.5), 'world', 24, 12345
    yield 'statutory', dict(statutory_t=8, stat_phi=.8, pc_share=.6, ld_cost=.6, ld_from=5, ld_first=.3, ld_step=.05, ch_on=1, ch_loyal=.05,
                            ch_over=.1, imp_gap=.3, deleg=.3), 'world', 24, 12345
    yield 'named', dict(walk=.1), 'world', 24, 12345
    yield 'aimed', dict(icb_sanction=.6, statutory_t=18), 'world', 24, 12345
    yield 'gaps', dict(walk=.2, deleg=.5, statutory_t=16, phi_min=.3, taper=.5, lam=1.2), 'world_gaps', 24, 12345


def write(folder, name, rows):
    with open(os.path.join(folder, name), 'w', newline='', encoding='utf-8') as f:
        csv.writer(f, lineterminator='\n').writerows(rows)


def value(H, name, t, digits, reduce):
    """Cell of observable `name` at quarter t, empty where it is not observed."""
    if name in model.ANNUAL:
        if t % 4:
            return ''
        t //= 4
    return '%.*g' % (digits, float(reduce(H[name][t])))


def record_case(folder, name, over, world, T, seed):
    run = lambda reps, **how: model.run(over, T=T, seed=seed, world=world, reps=reps, named=NAMED.get(name, ()), aimed=AIMED.get(name, ()), **how)
    few, many = run(REPLICATES, trace=True), run(np.arange(MANY))
    names = list(model.OBSERVABLES)
    recorded = {k for k, v in many.items() if isinstance(v, np.ndarray) and k != 't_des'}
    assert recorded == set(names), recorded ^ set(names)
    for k in names:         # a replicate does not depend on its batch (but for the order in which NumPy sums for a mean)
        assert np.allclose(many[k][:, REPLICATES], few[k], rtol=1e-12, atol=1e-13, equal_nan=True), (name, k)
    assert few['cons'].max() < 1e-12
    write(folder, name + '.csv', [['replicate', 't'] + names] + [
        [r, t] + [value(few, k, t, 17, lambda x: x[j]) for k in names] for j, r in enumerate(REPLICATES) for t in range(T)])
    sd = lambda x: x.std(ddof=1)
    write(folder, name + '_mean.csv', [['observable', 't', 'mean', 'sd']] + [
        [k, t, value(many, k, t, 12, np.mean), value(many, k, t, 6, sd)]
        for k in names for t in range(T) if k != 'cons' and not (k in model.ANNUAL and t % 4)])
    one = run([0], trace=True)
    kinds = (('trust', world.isT), ('ccg', world.isC), ('council', world.isL))
    write(folder, name + '_payoff.csv', [['t'] + ['%s_%s' % (k, a) for k, _ in kinds for a in 'IPS']] + [
        [t] + ['%.17g' % one['U_t'][t][m, a].mean() for _, m in kinds for a in range(3)] for t in range(T)])
    write(folder, name + '_choice.csv', [['t', 'actions']] + [[t, ''.join('IPS'[x] for x in few['a_t'][t][0])] for t in range(T)])
    return many


def record(folder):
    os.makedirs(folder, exist_ok=True)
    made = World()
    assert set(made.region) == set(range(7)), 'region numbers must equal the order of their names'
    write_tables(made, os.path.join(folder, 'world'), 'Synthetic England, layout seed 2019: invented, for tests only.')
    os.makedirs(os.path.join(folder, 'world_gaps'), exist_ok=True)
    for table, lines in GAPS.items():
        with open(os.path.join(folder, 'world_gaps', table + '.csv'), 'w', encoding='utf-8') as f:
            f.write('# Invented systems that lack kinds of organisation, for tests only.\n' + '\n'.join(lines) + '\n')
    worlds = {k: World.from_tables(os.path.join(folder, k)) for k in ('world', 'world_gaps')}
    for k in ('B', 'sys', 'place', 'type', 'sub', 'region', 'place_sys'):
        assert np.array_equal(getattr(made, k), getattr(worlds['world'], k)), k
    for k in ('pop', 'ppop'):
        assert np.allclose(getattr(made, k), getattr(worlds['world'], k), rtol=1e-15, atol=0), k
    write(folder, 'cases.csv', [['name', 'world', 'overrides', 'quarters', 'seed', 'replicates', 'mean_replicates', 'named', 'aimed']] + [
        [n, w, ';'.join('%s=%r' % kv for kv in o.items()), T, seed, ';'.join(map(str, REPLICATES)), MANY,
         ';'.join('%s:%d:%d:%d' % one for one in NAMED.get(n, ())),
         ';'.join('%s=%r:%s' % (k, v, who if who == 'acute' else '+'.join(map(str, who))) for k, v, who in AIMED.get(n, ()))] for n, o, w, T, seed in cases()])
    for n, o, w, T, seed in cases():
        H = record_case(folder, n, o, worlds[w], T, seed)
        print('%-10s I %.3f  S %.3f  ICS %.1f  real %.1f  out %.1f  index %.3f' % (
            n, *(H[k][-1].mean() for k in ('shI', 'shS', 'n_ics', 'n_real', 'n_out', 'index'))), flush=True)


def names():
    for k, (default, low, high) in {**model.PAR, **model.LATER}.items():
        print('parameter\t%s\t%r\t%r\t%r' % (k, default, low, high))
    for k, meaning in model.OBSERVABLES.items():
        print('observable\t%s\t%s' % (k, meaning))


if __name__ == '__main__':
    if sys.argv[1:] == ['--names']:
        names()
    else:
        record(sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, 'recorded'))
