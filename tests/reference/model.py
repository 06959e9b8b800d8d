"""Reference model: trusts, CCGs and councils choosing between institutional, place and system interests.

Slow and meant to be read: NumPy, vectorised over (replicate x organisation); a parameter is a scalar or an array of length R.
All randomness is a pure function of (seed, replicate, agent, step, purpose) through Philox4x32-10, so different parameters
share common random numbers and results do not depend on batch size or order.  Money: double-entry ledger in GBP m; utilities in
percentage points (pp) of the organisation's own quarterly budget.  t counts quarters from 2017/18 Q1.

`run` returns a dict of observables, each an array (quarters x replicates); OBSERVABLES says what they mean.  Needs numpy, scipy.
"""
import numpy as np
from scipy.special import ndtr, ndtri

from layout import SUB, World

# The starting specification had two errors (system mean margin out of date in the annual round; a merged CCG using the draw of the
# system's first organisation instead of its first CCG).  False restores them, to compare with results recorded before.
CORRECTIONS = True

# ----------------------------------------------------------------------------------------------- RNG
U64 = np.uint64
_M = U64(0xFFFFFFFF)


def philox(c0, c1, c2, c3, k0, k1, rounds=10):
    """Philox4x32 on broadcastable uint64 arrays holding 32-bit words."""
    c0, c1, c2, c3 = [np.asarray(x, dtype=U64) & _M for x in (c0, c1, c2, c3)]
    k0, k1 = int(k0) & 0xFFFFFFFF, int(k1) & 0xFFFFFFFF
    m0, m1 = U64(0xD2511F53), U64(0xCD9E8D57)
    s = U64(32)
    for _ in range(rounds):
        p0, p1 = m0 * c0, m1 * c2
        c0, c1, c2, c3 = (p1 >> s) ^ c1 ^ U64(k0), p1 & _M, (p0 >> s) ^ c3 ^ U64(k1), p0 & _M
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c0, c1, c2, c3


PURPOSE = dict(init_b=1, init_tau=2, init_alpha=3, init_ideo=4, init_sys=5, init_cap=6, noise_org=10,
               noise_sys=11, annual=12, tail=13, choice=14, ballot=15, ct=16, icp=17, dispute=18,
               merge=19, wave=20, init_eff=21, arb=22, imit=23, imit_pick=24, walkout=25,
               reach=26, landing=27, lasting=28, passing=29, broken=30, declare=31, leader=32, growth=34, gain=35)


class RNG:
    def __init__(self, seed, reps):
        self.k0, self.k1 = int(seed) & 0xFFFFFFFF, (int(seed) >> 32) & 0xFFFFFFFF
        self.rep = np.asarray(reps, dtype=U64).reshape(-1, 1)

    def u(self, ids, step, purpose):
        """(R, len(ids)) uniforms in (0,1), 53 bits."""
        ids = np.asarray(ids, dtype=U64).reshape(1, -1)
        x0, x1, _, _ = philox(ids, U64(step), U64(PURPOSE[purpose]), self.rep, self.k0, self.k1)
        return ((x0 >> U64(5)).astype(float) * 67108864.0 + (x1 >> U64(6)).astype(float) + 0.5) / 9007199254740992.0

    def second(self, ids, step, purpose):
        """As `u`, from the other two words of the same address."""
        ids = np.asarray(ids, dtype=U64).reshape(1, -1)
        _, _, x0, x1 = philox(ids, U64(step), U64(PURPOSE[purpose]), self.rep, self.k0, self.k1)
        return ((x0 >> U64(5)).astype(float) * 67108864.0 + (x1 >> U64(6)).astype(float) + 0.5) / 9007199254740992.0

    def n(self, ids, step, purpose):
        return ndtri(self.u(ids, step, purpose))


# -------------------------------------------------------------------------------------- parameters
# name: (default, low, high) ; low/high = range used for screening.  pp = percentage points of own budget.
PAR = dict(
    # behaviour
    lam=(2.4, 1.0, 5.0), ewa_phi=(.55, .2, .9), ewa_delta=(.85, .4, 1.0), alpha_mean=(0.25, .05, .5), alpha_sd=(.12, .0, .25),
    gamma=(1.9, .8, 3.2), tau0_mean=(0.435, .25, .6), tau0_sd=(0.15, .05, .2), tau_def=(.05, .0, .1), eta_up=(0.11, .04, .2),
    eta_dn=(0.125, .06, .25), psi_crowd=(.5, .0, 1.0), optimism=(0.58, .0, 1.0), sig_mult=(1.6, 1.0, 2.5), risk_av=(.05, .0, .15),
    imit=(.0, .0, .5), imit_beta=(2.0, .5, 5.0), v_pat=(.5, .0, 1.0),
    # finance: margins, shocks (pp of own quarterly budget)
    b_mean_T=(-3.1, -4.5, -1.0), b_sd_sys=(1.3, .5, 2.5), b_sd_org=(2.2, 1.0, 3.5), b_mean_C=(-.4, -1.0, .2), b_sd_C=(.7, .3, 1.2),
    nr0=(1.6, .4, 1.6), nr0_C=(0.0, -.2, .9), nr_sd=(.5, .2, 1.0), rec=(.4, .1, .8), drift=(.60, .2, 1.0), drift_C=(.15, -.2, .5),
    conv=(.10, .0, .2), sd_q=(1.0, .5, 1.6), sd_y=(0.55, .2, 1.0), sd_sys=(0.8, .2, 1.2), tail_p=(.04, .0, .1),
    tail_x=(2.5, 1.0, 4.0), ask0=(.20, .0, .5), ask1=(0.3, .0, .35), ask_cap=(2.2, 1.2, 3.2), ratchet=(0.15, .0, .6),
    # direct effects of actions (pp of own budget)
    y_pbr=(1.3, .5, 2.5), mc=(.5, .3, .8), z_shift=(1.0, .4, 2.0), rel=(.55, .2, .9), c_P=(.20, .05, .5), c_S=(.34, .1, .8),
    omega=(.6, .3, .9), chal=(.30, .1, .6), tc=(.05, .0, .15), p_arb=(0.03, .0, .1), F_arb=(1.0, .0, 6.0), inv=(.22, .05, .5),
    adm=(.05, .0, .15), dtoc=(0.85, .3, 1.6), xi=(1.5, 1.0, 3.0), jf=(0.52, .1, 1.0), xi2=(1.3, .7, 2.5),
    # integration capital
    delta_K=(.10, .04, .2), beta=(.95, .85, .99), sav_P=(.6, .0, 1.2), sav_S=(.9, .0, 1.8), cmp=(.35, .0, .8),
    sp_spill=(.5, .0, 1.0),
    # payment system
    pbr_scale=(1.0, .0, 1.2), am=(.0, .0, 1.0), cond_money=(.0, .0, .6), audit=(1.0, .0, 1.0),
    # duties
    kappa_BE=(0.9, .0, 2.0), soft=(.2, .0, .8), relief=(.0, .0, 1.0), internal=(.35, .0, 1.0), auto_relief=(.3, .0, 1.0),
    duty=(0.35, .0, 1.5), licence=(.0, .0, 1.0), duty_council=(.0, .0, 1.0), conflict=(.8, .0, 1.0), vague0=(.6, .2, .9),
    vague1=(.3, .0, .6), guid_t=(12, 8, 16),
    # control totals / sustainability funding
    psf_scale=(1.0, .3, 2.0), phi_min=(.0, .0, 1.0), phi_min_t=(4, 4, 5), phi_min_end=(99, 99, 99), sct_open_t=(12, 8, 16),
    sct_place=(0, 0, 1), taper=(.0, .0, 1.5), gd_share=(.9, .0, 1.0), peer_p=(.5, .0, 1.5), quorum=(0.85, .5, 1.0),
    flex=(.64, .0, 1.4), ctrl=(.18, .0, .6), miss_cost=(1.2, .0, 2.0), slip=(0.55, .0, 1.0), lam_v=(5.5, 1.5, 8.0),
    # ladder, blueprint, deadline
    ladder=(.95, .0, 1.8), lad_w=(.06, .03, .10), blueprint=(0.2, .0, 1.0), blue_t=(7, 4, 10), u_blue=(1.2, .4, 2.0),
    deadline=(16, 10, 24), dl_w=(0.6, .0, 1.5), dl_h=(3.0, 1.0, 6.0), p_delay=(.3, .0, .8), thr_dev=(.33, .25, .4),
    thr_mat=(.45, .42, .55), thr_thr=(.62, .57, .7), bar_drop=(0.07, .0, .12), apply_on=(1, 0, 1), dilute_badge=(.0, .0, 1.0),
    dilute_n=(.0, .0, 1.0), shock_t=(99, 4, 24), shock_delay=(0, 0, 8),
    # footprint, councils, CCGs
    expo=(.35, .0, .8), ringfence=(.3, .0, 1.0), ideo_mean=(0.38, .0, .8), ideo_sd=(.55, .2, .9), ideo_reg=(.35, .0, .7),
    place_only=(.0, .0, 1.5), sc_press0=(1.0, .5, 1.5), sc_grow=(.02, .0, .05), sc_t=(99, 8, 24), sc_relief=(.6, .2, 1.0),
    bcf_match=(.0, .0, 1.0), joint_comm=(.0, .0, 1.0), walk=(.0, .0, 1.0), walk_back=(.25, .0, 1.0), walk_block=(.1, .0, .3),
    walk_concede=(.3, .0, 1.0), merge_on=(1, 0, 1), merge_cost=(0.84, .3, .9), merge_step=(0.65, .2, 1.0),
    merge_target_t=(99, 8, 24), adm_merge=(0.2, .0, .3),
    # ICP / alliance contracts, support
    icp_on=(1, 0, 1), icp_thr=(.62, .5, .75), icp_rate=(.25, .05, .6), icp_delay=(4, 0, 8), icp_eff=(.8, .0, 1.0),
    supp_cap=(10, 0, 20), supp_target=(.0, .0, 1.0), peer_cap=(.7, .0, 2.0), central_cap=(4, 0, 12), supp_eff=(.03, .0, .1),
    supp_trust=(.04, .0, .1), peer_cost=(.10, .0, .4), accel_n=(3, 0, 8), accel_eff=(.05, .0, .15), index_pay=(.0, .0, 2.0),
    # statutory ICB
    statutory_t=(21, 16, 99), icb_sanction=(0.2, .0, 1.0), stat_relief=(0.4, .0, 1.0), stat_duty=(0.25, .0, 1.2),
    stat_phi=(0.25, .0, 1.0), deleg=(.0, .0, 1.0), disp_eff=(.3, .0, 1.0), disp_icb=(.5, .0, 1.0), imp_gap=(.9, .4, 1.5),
    # shocks
    covid=(1, 0, 1), covid_t=(12, 12, 12), covid_len=(4, 0, 8), covid_dem=(3.0, 1.0, 5.0), covid_coop=(.40, .0, .6),
    zeta=(.5, .0, 1.2), backlog_r=(.06, .0, .12), act_back=(.03, .0, .08), blk_prod=(1.0, .0, 2.0), press_w=(.8, .0, 1.5),
    vac0=(.08, .0, .2), vac_g=(0.017, .0, .03), dem_t=(99, 99, 99), dem_x=(1.0, .0, 2.0), dem_len=(4, 1, 8),
    # module switches (limiting-case tests)
    m_fin=(1, 1, 1), m_psf=(1, 1, 1), m_duty=(1, 1, 1), m_rel=(1, 1, 1), m_stock=(1, 1, 1), m_expo=(1, 1, 1), m_ladder=(1, 1, 1),
    m_press=(1, 1, 1), m_noise=(1, 1, 1),
    # fixed in the specification; last, so that `scatter` draws the others as before
    sign_cost=(.18, .0, 1.5), sign_sd=(.12, .0, .6), covid_back=(1.0, .0, 1.0),
)
# Mechanisms that are neutral by default came later.  `scatter` leaves them alone, cases of their own turn them on.
LATER = dict(
    # managed accounts
    ma_on=(0, 0, 1), ma_reach=(1.0, .0, 2.0), ma_reach_C=(.5, .0, 1.0), ma_within=(.5, .0, 1.0), ma_within_C=(.5, .0, 1.0), ma_land=(.05, .01, .2), ma_bank=(.5, .0, 1.0),
    # shocks by sector: acute, specialist, other trusts, CCGs
    sh_on=(0, 0, 1), sh_perm_a=(3.26, .0, 5.0), sh_perm_s=(1.24, .0, 3.0), sh_perm_o=(.93, .0, 2.0), sh_perm_C=(.3, .0, 1.0),
    sh_pass_a=(.0, .0, 1.5), sh_pass_s=(.0, .0, 3.0), sh_pass_o=(.0, .0, 2.0), sh_pass_C=(.0, .0, 1.0), sh_keep_a=(.84, .75, 1.0),
    sh_keep_s=(.86, .52, 1.0), sh_keep_o=(.58, .46, 1.0), sh_free_a=(2.94, 2.4, 4.33), sh_free_s=(4.46, 1.93, 50.0), sh_free_o=(3.05, 2.34, 4.6), sh_up_a=(.35, .2, 1.2),
    sh_reach_a=(5.92, 3.91, 10.3), sh_reach_s=(2.07, .6, 4.23), sh_reach_o=(2.23, 1.53, 3.81), sh_grow_a=(.192, .072, .32),
    sh_grow_s=(-.027, -.179, .173), sh_grow_o=(.079, -.005, .17), sh_year=(-4, -4, 0), sh_until=(0, 0, 24), sh_year_keep=(.19, .12, .56),
    sh_year_sd=(.19, .12, .54), sh_common=(.045, .0, .087),
    # the money of a year, against 2018/19
    fy_a=(1.0, .0, 2.0), fy_mh=(1.0, .0, 2.0), fy_comm=(1.0, .0, 2.0), fy_amb=(1.0, .0, 2.0), fy_spec=(1.0, .0, 3.0), fy_C=(1.0, .0, 2.0),
    fy_def_a=(.0, .0, 6.0), fy_def_o=(.0, .0, 6.0), fy_def_C=(.0, .0, 3.0), fy_price_a=(.0, .0, 2.0), fy_price_o=(.0, .0, 2.0),
    fy_price_C=(.0, .0, 1.0), fy_top=(.0, .0, 1.0), fy_gain=(.0, .0, 1.0), fy_sell=(1.0, .05, 1.0),
    # signing in proportion to the stake; what is shared at year end is what nobody earned in the year
    sign_prop=(.0, .0, 1.0), gd_pot=(.0, .0, 1.0),
    # deals that break
    # a political shock that puts off guidance alone
    shock_guid=(0, 0, 1),
    # systems that declare a date on which they apply
    ap_on=(0, 0, 1), ap_wait=(.25, .0, 1.0), ap_ready=(.05, .0, .2), ap_lead=(3, 0, 8), ap_slip=(2, 1, 8), ap_call=(99, 9, 24),
    # how much waits count in approval
    perf_w=(.0, .0, 1.0),
    bd_out=(.0, .0, .2), bd_veto=(.5, .0, 1.0), bd_trust=(.1, .0, .3),
    # after the statute: trusts that answer together, leaders in post in steps, whom a trust challenges
    pc_share=(.0, .0, 1.0), ld_cost=(.0, .0, 1.0), ld_from=(18, 12, 24), ld_first=(.81, .0, 1.0), ld_step=(.1, .0, 1.0),
    ch_on=(0, 0, 1), ch_loyal=(.2, .0, 1.0), ch_over=(.05, .0, .5),
    # what costs of trusts did in a year as a whole; a recovery fund that ends at balance; how early the bar falls
    cg_1=(.0, -2.0, 2.0), cg_2=(.0, -2.0, 2.0), cg_3=(.0, -2.0, 2.0), cg_sd=(.0, .0, 2.0), cg_1a=(.0, -2.0, 2.0),
    cg_2a=(.0, -2.0, 2.0), cg_3a=(.0, -2.0, 2.0), cg_sda=(.0, .0, 2.0), fy_even=(.0, .0, 1.0), bar_h=(4.0, 1.0, 6.0),
)
DEFAULTS = {k: v[0] for k, v in {**PAR, **LATER}.items()}
WAVES = {1: 10, 4: 4, 8: 1}          # 8 ICS + 2 devolved areas 2017; 4 in May 2018; +3 in June 2019 net of mergers
THRESH_MENU = (0., .15, .5, 1.)      # pooled share put to the ballot


# ------------------------------------------------------------------------------------- observables
# One value per replicate and quarter (ANNUAL: only in the first quarter of a year).  "Share of NHS bodies" is weighted by budget,
# I/P/S = acting for the own institution, the place, the system.
OBSERVABLES = {}
for _k, _w in (('I', 'own institution'), ('P', 'place'), ('S', 'system')):
    OBSERVABLES['sh' + _k] = 'Budget share of NHS bodies (trusts and CCGs) that act for the %s.' % _w
    for _b, _n in (('T', 'trusts'), ('C', 'CCGs'), ('L', 'councils')):
        OBSERVABLES['sh%s_%s' % (_k, _b)] = 'Share of %s (by number) that act for the %s.' % (_n, _w)
OBSERVABLES.update(
    M='Mean maturity M of systems (0-1).', M_p10='10th percentile of M over systems.', M_p90='90th percentile of M over systems.',
    n_ics='Number of designated systems (ICSs).', n_name='Designated systems in name only: norm xS below one half.',
    n_real='Designated systems with substance: norm xS at least one half.', n_mature='Designated systems with M >= thr_mat.',
    n_thriving='Systems with M >= thr_thr, designated or not.', sct='Systems with a pooled (system) control total: pooled share above 0.',
    phi='Mean pooled share over systems.', full='Systems that pool everything (share >= .999).',
    sct_over='Systems with a pooled share whose year-to-date system gap is below -0.5 pp.',
    KP='Mean integration capital of places.', KS='Mean integration capital of systems.', KS_p10='10th percentile of KS over systems.',
    KS_p90='90th percentile of KS over systems.', index='Patient integration index, population-weighted mean over places (0-1).',
    index_gap='90th minus 10th percentile over systems of the population-weighted patient index.',
    tauP='Mean over organisations of trust in the place.', tauS='Mean over organisations of trust in the system.',
    cap='Mean leadership capability of systems.', backlog='Mean backlog of systems.',
    n_ccg='Number of CCGs, merged ones of a system counted as one.', arb='Number of arbitration cases this quarter.',
    icp='Number of places with a live alliance contract.',
    psf_earned='Share of the accepted sustainability fund earned this quarter before redistribution (nan if none is on offer).',
    def_T='Share of trusts with a negative position this quarter.', def_C='Share of CCGs with a negative position this quarter.',
    net_nhs='Net position of all NHS bodies this quarter, GBP m.',
    under='Budget-weighted margin of NHS bodies before sustainability funding, pp.',
    centre_cost='Net payment of the centre this quarter, GBP m.')
for _b, _n in (('poor', 'poorest tercile of initial system margin'), ('rich', 'richest tercile of initial system margin'),
               ('lowt', 'lowest tercile of initial trust'), ('hight', 'highest tercile of initial trust')):
    OBSERVABLES['I_' + _b] = 'Mean budget share acting for the own institution, systems of the %s.' % _n
    OBSERVABLES['real_' + _b] = 'Share of systems designated with substance, systems of the %s.' % _n
    OBSERVABLES['coop_' + _b] = 'Mean NHS cooperation (share S + half share P, by number), systems of the %s.' % _n
    OBSERVABLES['index_' + _b] = 'Mean patient index, systems of the %s.' % _n
OBSERVABLES.update(
    dtoc='Gain of councils from leaving discharges to hospitals this quarter, GBP m.',
    cons='Absolute sum of all ledger accounts over total budget: rounding only, not for comparison.',
    n_out='Councils out of their system after this quarter\'s walkouts and returns.', n_walkouts='Councils that walk out this quarter.',
    coop_div='90th minus 10th percentile over systems of NHS cooperation.',
    imposs='Impossible control totals asked (annual).', disp_won='Disputes over impossible totals won (annual).',
    supported='Systems given support (annual).', needed='Systems with M below thr_dev (annual).')
ANNUAL = ('imposs', 'disp_won', 'supported', 'needed')


def run(over=None, R=32, T=24, seed=12345, world=None, reps=None, trace=False, force=None, corrections=None, named=(), aimed=()):
    """Simulate.  over: parameter overrides (scalars or length-R arrays).  reps: replicate ids (default 0..R-1).
    force: optional function (t, actions) -> actions, used by the accounting tests.  corrections: None = CORRECTIONS.
    named: (act, row, from, until) of bodies that refuse ('refuses', organisation) and systems on the accelerator ('accelerator', system).
    aimed: (parameter, value, rows of systems, or 'acute' for those trusts), for parameters that enter by organisation: duty, licence, duty_council, conflict,
    phi_min, peer_p, icb_sanction."""
    W = world or World()
    corrections = CORRECTIONS if corrections is None else corrections
    P = dict(DEFAULTS)
    for k, v in (over or {}).items():
        if k not in P:
            raise KeyError(k)
        P[k] = v
        if np.ndim(v):
            R = len(v)
    if reps is not None:
        R = len(reps)
    p = type('P', (), {k: np.broadcast_to(np.asarray(v, float).reshape(-1, 1), (R, 1)) for k, v in P.items()})
    planned = p.deadline
    for k in ('guid_t', 'deadline', 'statutory_t', 'sc_t', 'merge_target_t'):       # a political shock moves later dates back
        v = getattr(p, k)
        setattr(p, k, v + p.shock_delay * ((v >= p.shock_t) & (v < 99)) * ((p.shock_guid == 0) | (k == 'guid_t')))
    for k, v, who in aimed:
        setattr(p, k, np.where(W.sub == SUB['acute'] if who == 'acute' else np.isin(W.sys, who), v, getattr(p, k)))
    rng = RNG(seed, np.arange(R) if reps is None else reps)
    N, S, NP, sy, pl, ids, sid = W.N, W.S, W.P, W.sys, W.place, W.id, np.arange(W.S) + 100000
    B = W.B[None]
    fT, fC, fL, fN = [m.astype(float)[None] for m in (W.isT, W.isC, W.isL, W.nhs)]
    toS, toP = (lambda x: x[:, sy]), (lambda x: x[:, pl])
    Z = np.zeros((R, N))
    c3 = lambda x: x[:, :, None]
    smean = lambda x: W.ssum(B * fN * x) / W.Bs_nhs          # NHS-budget-weighted system mean
    pmean = lambda x: W.psum(B * fN * x) / np.maximum(W.psum(B * fN), 1e-9)
    frac = lambda num, den: np.divide(num, den, out=np.zeros(np.broadcast(num, den).shape), where=den > 0)


    def weakest(present, *kinds):                            # least contribution among the kinds of body present
        low = np.min([np.where(h, c, 2.0) for h, c in zip(present, kinds)], axis=0)
        return np.where(low < 2, low, 0.0)

    # ---------------------------------------------------------------- 0. initialisation
    drawn = lambda z, given: np.where(np.isnan(given), z, given)     # a value in the tables replaces the draw
    zs, zo = drawn(rng.n(sid, 0, 'init_sys'), W.sys_position), drawn(rng.n(ids, 0, 'init_b'), W.org_position)
    shift = np.zeros(N)
    for nm, v in dict(acute=-.9, mh=2.6, comm=2.3, amb=1.5, spec=1.2).items():
        shift[W.sub == SUB[nm]] = v
    b = fT * (p.b_mean_T + shift[None] + p.b_sd_sys * toS(zs) + p.b_sd_org * zo) \
        + fC * (p.b_mean_C + .45 * p.b_sd_sys * toS(zs) + p.b_sd_C * zo)
    b_s = smean(b)
    tau_s = p.tau0_mean + p.tau0_sd * drawn(rng.n(sid, 0, 'init_tau'), W.sys_relationship) \
        + p.tau_def * (b_s - b_s.mean(1, keepdims=True))
    ti = rng.n(ids, 0, 'init_tau')
    tauP = np.clip(toS(tau_s) + .10 + .10 * ti, .05, .95)
    tauS = np.clip(toS(tau_s) - .02 + .08 * ti, .05, .95)
    alpha = np.clip(p.alpha_mean + p.alpha_sd * rng.n(ids, 0, 'init_alpha'), -.05, .8) * p.m_rel
    regz = rng.n(np.arange(len(W.region_names)) + 200000, 0, 'init_ideo')
    ideo = fL * (p.ideo_mean + p.ideo_reg * regz[:, W.region[sy]] + p.ideo_sd * rng.n(ids, 0, 'init_ideo'))
    cap = np.clip(.45 + .12 * rng.n(sid, 0, 'init_cap') + .5 * (tau_s - .42), .1, .9)
    KP = np.clip(.25 + .5 * (tau_s[:, W.place_sys] - .42), 0, 1)
    KS = np.clip(.12 + .4 * (tau_s - .42), 0, 1)
    xS = np.clip(tau_s - .12, .05, .9)
    M = np.clip(.5 * xS + .35 * W.ssum(tauS) / W.ns + .1 * KS, 0, 1)
    att = None
    declared = np.full((R, S), -1)                           # quarter in which a system applies
    desig, t_des = np.zeros((R, S), bool), np.full((R, S), 999)
    merged = np.broadcast_to((W.n_ccg_s == 1)[None], (R, S)).copy()
    icp = np.full((R, NP), -1)                               # -1 none, >0 quarters to go, 0 live
    backlog = np.zeros((R, S))
    CT, nr, ann, acc, ytd, phi = Z, Z, Z, Z, Z, Z            # phi is stored per organisation
    sector = [fT * (W.sub == SUB['acute']), fT * (W.sub == SUB['spec']), fT * (W.sub != SUB['acute']) * (W.sub != SUB['spec']), fC]
    by_sector = lambda values: p.sh_on * sum(m * v for m, v in zip(sector, values))
    by_type = lambda values: sum((W.sub == SUB[k])[None] * v for k, v in values.items())
    fund_year = by_type(dict(acute=p.fy_a, mh=p.fy_mh, comm=p.fy_comm, amb=p.fy_amb, spec=p.fy_spec, ccg=p.fy_C))
    fund_deficit = by_type(dict(acute=p.fy_def_a, mh=p.fy_def_o, comm=p.fy_def_o, amb=p.fy_def_o, spec=p.fy_def_o, ccg=p.fy_def_C))
    prices = by_type(dict(acute=p.fy_price_a, mh=p.fy_price_o, comm=p.fy_price_o, amb=p.fy_price_o, spec=p.fy_price_o, ccg=p.fy_price_C))
    in_deficit = Z
    def offered(CT, in_deficit, scale):                      # fund within reach, pp: a recovery fund may end at balance
        fund, recovery = W.psf[None] * fund_year * scale, fund_deficit * in_deficit * scale
        recovery = recovery - p.fy_even * np.maximum(recovery - np.maximum(-(CT + fund), 0), 0)
        return fund + recovery, recovery

    lasting, passing, away = Z, Z, Z                         # shocks of the year; last margin less the median of the sector
    reach, free = (by_sector([getattr(p, 'sh_%s_%s' % (k, x)) for x in 'asoo']) + 1 - p.sh_on * fN for k in ('reach', 'free'))
    rates = (p.sh_grow_a, p.sh_grow_s, p.sh_grow_o, 0 * p.sh_on)
    grown = lambda t: by_sector([(1 + r) ** ((np.minimum(t, p.sh_until) - p.sh_year) // 4) for r in rates])
    put_off, carried = Z, Z                                  # payments put off: of this year, of the last, pp of the year's budget
    dev = np.where(W.sub == 0, 0.0, -.4)[None] * fN + Z     # running effect of everybody's actions on my margin
    last_year = b + dev
    supp, peer_load, acc_q = np.zeros((R, S)), np.zeros((R, S)), np.zeros((R, S))
    aprev = np.zeros((R, N), int)
    walked = np.zeros((R, N), bool)                         # councils that have walked out of their system
    ter = np.quantile(b_s, [1 / 3, 2 / 3], axis=1)
    poor, rich = b_s <= ter[0][:, None], b_s > ter[1][:, None]      # terciles of initial underlying margin (reporting only)
    lowt, hight = [op(tau_s, np.quantile(tau_s, qq, axis=1)[:, None]) for op, qq in ((np.less_equal, 1 / 3), (np.greater, 2 / 3))]
    led = dict(org=Z.copy(), centre=np.zeros((R, 1)), sink=np.zeros((R, 1)), ratepayer=np.zeros((R, 1)))
    H, out = {}, {}
    rec = lambda k, v: H.setdefault(k, []).append(v)

    for t in range(T):
        q = t % 4
        # ------------------------------------------------------------ 1. rules in force this quarter
        stat = (t >= p.statutory_t).astype(float)
        deadline = np.where(t >= p.shock_t, p.deadline, planned)                     # nobody knows of a shock before it strikes
        cov = ((t >= p.covid_t) & (t < p.covid_t + p.covid_len)) * p.covid
        dem = ((t >= p.dem_t) & (t < p.dem_t + p.dem_len)) * p.dem_x
        vague = np.where(t >= p.guid_t, p.vague1, p.vague0) * (1 - .5 * stat)
        duty = (np.where(t >= 7, p.duty, p.duty / 3) + stat * p.stat_duty) * p.m_duty
        blue = np.where(t >= p.blue_t, p.blueprint, 0.0)
        relief = toS(np.clip(p.relief + stat * p.stat_relief + p.auto_relief * (desig & (M >= p.thr_thr)), 0, 1))
        press = np.clip(p.press_w * (backlog + .15) + p.vac0 + p.vac_g * t + .6 * cov + .2 * dem, 0, 3) * p.m_press
        scp = p.sc_press0 + p.sc_grow * t - np.where(t >= p.sc_t, p.sc_relief, 0)
        ame = p.am * p.audit                                 # sham agreements escape with probability 1 - audit
        rho = W.rho[None] * p.pbr_scale * (1 - ame) * (1 - cov) * (1 - p.icp_eff * toP((icp == 0).astype(float)))
        kBE = p.kappa_BE * (1 - p.soft)
        usual = p.sd_q ** 2 / 4 + p.sd_y ** 2 + .04
        sig0 = p.sig_mult * np.sqrt(usual)                   # of a year's outturn; shocks of sectors add to it
        sh_scale = by_sector([p.sh_perm_a, p.sh_perm_s, p.sh_perm_o, p.sh_perm_C]) * grown(t)
        sh_pass = by_sector([p.sh_pass_a, p.sh_pass_s, p.sh_pass_o, p.sh_pass_C])
        upward = 1 + (p.sh_up_a - 1) * sector[0]
        shock_var = (sh_scale * ((1 + upward) / 2)) ** 2 + sh_pass ** 2
        sig_o = p.sig_mult * np.sqrt(usual + shock_var)
        pooled_var = lambda group, total: p.sig_mult ** 2 * (
            (1 - p.sh_common) * group((B * fN) ** 2 * shock_var) / total ** 2
            + p.sh_common * (group(B * fN * np.sqrt(shock_var)) / total) ** 2)
        lev = p.sct_place > .5
        at_p = np.where(lev, 1.0, stat * p.deleg)            # share of the pooled fund judged at place
        vacant = (t >= p.ld_from) & (rng.u(sid, 0, 'leader') >= p.ld_first + p.ld_step * (t - p.ld_from))
        lead = lambda: cap * (1 - p.ld_cost * vacant)        # what a vacant post leaves of a system's leadership
        tog = stat * p.pc_share * (fT * toS(W.ssum(fT)) > 1)  # share of the pooled fund for which the trusts answer together
        here = [(act, who) for act, who, since, until in named if since <= t < until]
        over = [(act, who) for act, who, since, until in named if t == until]
        by_name = np.array([('accelerator', k) in here for k in range(S)])[None]
        kept_out = np.array([('refuses', i) in here for i in range(N)])[None] & W.isL[None]

        # ------------------------------------------------------------ 2. annual planning round
        if q == 0:
            year_keep, year_sd = (sd * rng.n([400000 + k], t, 'lasting') * p.m_noise
                                  for k, sd in enumerate((p.sh_year_keep, p.sh_year_sd)))         # a year as a whole
            away = Z
            for m in sector[:3]:
                own = m[0] > 0
                if own.any():
                    away = away + m * (b + lasting - np.median((b + lasting)[:, own], axis=1, keepdims=True))
            mean_of_sector = lambda x: sum(m * (x * m * B).sum(axis=1, keepdims=True) / max((m * B).sum(), 1e-9) for m in sector[:3])           # by turnover
            costs = lambda given, sd, k: given[t // 4] if t < 12 else sd * rng.n([400000 + k], t, 'growth') * p.m_noise
            apart = sector[0] - (B * sector[0]).sum() / (B * fT).sum()                                     # acute trusts, less their share of all
            growth = costs((p.cg_1, p.cg_2, p.cg_3), p.cg_sd, 0) + apart * costs((p.cg_1a, p.cg_2a, p.cg_3a), p.cg_sda, 1)
            if t > 0:                                        # roll margins forward
                keep = by_sector([p.sh_keep_a, p.sh_keep_s, p.sh_keep_o, 0 * p.sh_on]) + p.sh_on * fT * year_keep
                b = b - (p.sh_on * fT - keep) * (away - mean_of_sector(away))                     # back towards the sector's median
                b = b + fN * (p.rec * nr + .3 * ann + lasting) - fT * (p.drift + growth) - fC * p.drift_C + prices
                b = b + fN * p.conv * (1 - p.ringfence * fC) * (toS(smean(b)) - b)
                if corrections:
                    b_s = smean(b)
            nr = fT * p.nr0 + fC * p.nr0_C + fN * p.nr_sd * rng.n(ids, t, 'annual')
            ann = fN * (p.sd_y * rng.n(ids, t + 1000, 'annual') - p.tail_x * (rng.u(ids, t, 'tail') < p.tail_p)) * p.m_noise
            student_of = lambda u, v, nu: np.clip(np.sqrt(nu * (u ** (-2 / nu) - 1)) * np.cos(2 * np.pi * v), -10, 10)      # Student's t (Bailey 1994)
            student = lambda who, nu: student_of(rng.u(who, t, 'lasting'), rng.second(who, t, 'lasting'), nu)
            heaviest = np.minimum(np.minimum(p.sh_free_a, p.sh_free_s), p.sh_free_o)
            push = np.sqrt(p.sh_common) * toS(student(sid, heaviest)) + np.sqrt(1 - p.sh_common) * student(ids, free)
            bend = lambda push: np.sqrt(1 + push * push) - 1
            at = np.mod(.5 + np.arange(400)[:, None] * 1.1673039782614187 ** -np.arange(1., 5.), 1)     # evenly in the four draws of a shock
            usual_bend = lambda nu: bend(np.sqrt(p.sh_common) * student_of(at[:, 0], at[:, 1], heaviest)
                                         + np.sqrt(1 - p.sh_common) * student_of(at[:, 2], at[:, 3], nu)).mean()
            scale = fN * sh_scale * np.exp(year_sd) * np.sqrt(1 + (np.minimum(np.abs(away), 36.5) / reach) ** 2)
            mean_shock = mean_of_sector(scale * (upward - 1) / 2) * usual_bend(p.sh_free_a)
            lasting = (scale * ((1 + upward) / 2 * push - (1 - upward) / 2 * bend(push)) - mean_shock) * p.m_noise
            passing = fN * sh_pass * rng.n(ids, t, 'passing') * p.m_noise
            base = (1 - p.ratchet) * (b + dev) + p.ratchet * last_year
            ask = np.minimum(p.ask0 + p.ask1 * np.maximum(0, -base), p.ask_cap)
            imposs = ((ask - nr) > p.imp_gap) & W.nhs[None]  # impossible asks and their resolution
            region, board = p.disp_eff, stat * p.disp_icb * toS(lead())
            chooses = (p.ch_on > 0) & (stat > 0) & W.isT[None]
            past = chooses & (region > board + p.ch_loyal * tauS)                        # goes to the region over the board's head
            won = imposs & (rng.u(ids, t, 'dispute') < np.where(chooses, np.where(past, region, board), region + board))
            tauS = np.where(imposs & past, tauS * (1 - p.ch_over), tauS)
            ask = np.where(won, np.minimum(ask, nr + .2), ask)
            tauS = np.where(imposs & ~won, tauS * .93, tauS)
            rec('imposs', imposs.sum(1)); rec('disp_won', won.sum(1))
            CT, ytd = fN * (base + ask), Z
            carried, put_off = put_off, Z
            g0 = fN * (b + dev + nr + p.optimism - CT - carried)             # perceived plan gap
            P0 = ndtr(g0 / sig_o)
            in_deficit = fN * (b + dev < 0)
            stake_f = offered(CT, in_deficit, p.psf_scale * p.m_psf * (1 - cov))[0]
            prop = 1 + p.sign_prop * (stake_f - 1)
            acc = ((stake_f * P0 - prop * p.sign_cost + prop * p.sign_sd * rng.n(ids, t, 'ct')) > 0) * fN
            # ballot on the pooled share, by consent (quorum of NHS budget), at system or place level
            w2 = (B * fN) ** 2
            sd_pool_s = np.sqrt(sig0 ** 2 * W.ssum(w2) / W.Bs_nhs ** 2 + p.sd_sys ** 2 + pooled_var(W.ssum, W.Bs_nhs))
            sd_pool_p = np.sqrt(sig0 ** 2 * W.psum(w2) / np.maximum(W.psum(B * fN), 1e-9) ** 2 + p.sd_sys ** 2
                                + pooled_var(W.psum, np.maximum(W.psum(B * fN), 1e-9)))
            tl = (1 - at_p) * tauS + at_p * tauP
            Ps = (1 - at_p) * ndtr((toS(smean(g0)) - p.slip * (.5 - tauS)) / toS(sd_pool_s)) \
                + at_p * ndtr((toP(pmean(g0)) - p.slip * (.5 - tauP)) / toP(sd_pool_p))
            V = np.zeros((R, N, 4))
            for m, f in enumerate(THRESH_MENU):
                V[:, :, m] = stake_f * ((1 - f) * P0 + f * Ps) \
                    - p.risk_av * stake_f ** 2 * ((1 - f) ** 2 * P0 * (1 - P0) + f ** 2 * Ps * (1 - Ps))
                if m:
                    V[:, :, m] += p.flex * (1 + p.ladder) * (.3 + .7 * f) * (.6 + .8 * (tl - .4)) - p.ctrl * f * 2 * (1 - tl) \
                        - .5 * kBE * (1 - relief) * f * np.clip(P0 - Ps, 0, 1) - p.miss_cost * (1 - Ps) ** 2
            gum = -np.log(-np.log(np.stack([rng.u(ids, t * 8 + m, 'ballot') for m in range(4)], 2)))
            vote = np.array(THRESH_MENU)[np.argmax(c3(p.lam_v) * V + gum, axis=2)]
            phi = Z
            for f in THRESH_MENU[1:]:
                oks = W.ssum(B * fN * (vote >= f)) / W.Bs_nhs >= p.quorum
                okp = W.psum(B * fN * (vote >= f)) >= p.quorum * W.psum(B * fN)
                phi = np.where(np.where(lev, toP(okp), toS(oks)), f, phi)
            phi = phi * toS(desig | (t >= p.sct_open_t))
            voted = W.ssum(phi * fN) / W.ssum(fN)            # voluntary pooled share, per system
            floor = np.maximum(np.where((t >= p.phi_min_t) & (t < p.phi_min_end), p.phi_min, 0), stat * p.stat_phi)
            phi = np.maximum(phi, floor) * fN * (1 - cov)
            # CCG mergers (voluntary by quorum, or prescribed number by a date, or abolition into the ICB)
            fear_m = np.maximum(0, toP(pmean(b)) - toS(b_s)) * p.expo * (1 - p.ringfence)
            mv = p.adm_merge * (1 + 4 * (t >= 8)) + .8 * (tauS - .45) - fear_m + .15 * rng.n(ids, t, 'merge') - p.merge_cost + .5 * blue
            yes = frac(W.ssum(B * fC * (mv > 0)), W.BsC)
            merged = merged | ((yes >= p.quorum) & (p.merge_on > 0) & (t >= 4) & (rng.u(sid, t, 'merge') < p.merge_step)) \
                | (t >= p.merge_target_t)
            # support programmes with limited capacity; accelerator for near-threshold systems
            mature = desig & (M >= p.thr_mat)
            worst = M + .02 * b_s + 9 * mature               # 0 = worst first, 1 = nearest to the threshold first
            prio = np.where(p.supp_target > .5, np.abs(p.thr_mat - M) + 9 * mature, worst)
            rank = np.argsort(np.argsort(prio, 1, kind='stable'), 1, kind='stable')
            capac = np.floor(p.central_cap + p.peer_cap * (mature * np.clip(1.3 - press, 0, 1)).sum(1, keepdims=True))
            supp = ((rank < np.minimum(capac, p.supp_cap)) & ~mature).astype(float)
            peer_load = mature * np.maximum(0, supp.sum(1, keepdims=True) - p.central_cap) / np.maximum(1, mature.sum(1, keepdims=True))
            near = np.where(desig | by_name, 99, np.abs(p.thr_mat - M))
            acc_q = ((np.argsort(np.argsort(near, 1, kind='stable'), 1, kind='stable') < p.accel_n) & (t >= 8) & ~desig & ~by_name).astype(float)
            rec('supported', supp.sum(1)); rec('needed', (M < p.thr_dev).sum(1))
            # ICP / alliance contracts
            start = (icp == -1) & (W.psum(tauP) / np.maximum(W.np_, 1) > p.icp_thr) & (p.icp_on > 0) \
                & (rng.u(np.arange(NP) + 300000, t, 'icp') < p.icp_rate)
            icp = np.where(start, p.icp_delay.astype(int) + 1, icp)
        icp = np.where(icp > 0, icp - 1, icp)
        merged = merged | (stat > 0)                         # CCGs abolished into the ICB on the statutory date

        # ------------------------------------------------------------ councils walk out and come back
        left = np.zeros((R, N), bool)
        if t > 0:
            outvoted = (aprev == 0) * toS(xS)
            hazard = p.walk * ~kept_out * np.clip(.5 * np.maximum(0, ideo) + (.5 - tauS) + .5 * outvoted, 0, 1)
            u = rng.u(ids, t, 'walkout')
            left = W.isL[None] & ~walked & (u < hazard)
            back = walked & (u < p.walk_back) & ~kept_out
            ideo = np.where(back & (ideo > 0), ideo * (1 - p.walk_concede), ideo)      # concessions bring a council back
            walked = (walked | left) & ~back

        # ------------------------------------------------------------ what is named for this quarter, and what ends with it
        for act, who in here:
            if act == 'refuses' and W.isL[who]:
                left[:, who] |= ~walked[:, who]
                walked[:, who] = True
            elif act == 'refuses':
                acc = np.where(np.arange(N) == who, 0.0, acc)
            else:
                acc_q[:, who] = ~desig[:, who]
        for act, who in over:
            if act == 'refuses' and W.isL[who]:
                walked[:, who] = False
            elif act == 'accelerator' and q:
                acc_q[:, who] = 0

        # ------------------------------------------------------------ deals that break within the year
        proj = ytd * (q / 4) + (1 - q / 4) * (b + dev + nr + p.optimism * (1 - q / 4) - carried)
        rest = np.sqrt(1 - .8 * q / 4)                       # of the year's uncertainty, that is left
        if q > 0:
            out_of_reach = (ndtr((proj - CT + p.ma_on * (fT * p.ma_reach + fC * p.ma_reach_C)) / (sig_o * rest)) < p.bd_out) & W.nhs[None]
            acc = np.where(out_of_reach, 0.0, acc)
            loyal, veto = B * fN * ~out_of_reach, (out_of_reach & W.isC[None] & (rng.u(ids, t, 'broken') < p.bd_veto)).astype(float)
            fails_s = (W.ssum(loyal) < p.quorum * W.Bs_nhs) | (W.ssum(veto) > 0)
            fails_p = (W.psum(loyal) < p.quorum * W.psum(B * fN)) | (W.psum(veto) > 0)
            floor = np.maximum(np.where((t >= p.phi_min_t) & (t < p.phi_min_end), p.phi_min, 0), stat * p.stat_phi)
            broken = np.where(lev, toP(fails_p), toS(fails_s)) & (phi > floor) & W.nhs[None] & (p.bd_out > 0)
            phi = np.where(broken, floor, phi)
            tauS = tauS * (1 - p.bd_trust * toS(W.ssum(broken.astype(float)) > 0))

        # ------------------------------------------------------------ 3. designation
        standing = M - p.perf_w * (backlog - backlog.mean(1, keepdims=True))
        score = standing + .03 * rng.n(sid, t, 'wave')
        score = score - p.walk_block * (W.ssum(walked.astype(float)) > 0)
        if t in WAVES:
            rk = np.argsort(np.argsort(-np.where(desig, -9, score), 1, kind='stable'), 1, kind='stable')
            new = (rk < WAVES[t]) & ~desig
        else:
            bar_in = lambda k: p.thr_mat - p.bar_drop * np.exp(-np.maximum(deadline - t - k, 0) / p.bar_h) * (t >= p.blue_t)
            bar = bar_in(0)
            applied = np.ones((R, S), bool)
            if t > 8 and p.apply_on.any():
                early = rng.u(sid, 0, 'declare') >= p.ap_wait
                declares = (p.ap_on > 0) & (p.apply_on > 0) & ~desig & (declared < 0) & early & (standing >= bar_in(p.ap_lead) - p.ap_ready)
                declared = np.where(declares, t + p.ap_lead, declared)
                applied = np.where(p.ap_on > 0, (declared == t) | (t == p.ap_call), True)
                declared = np.where((p.ap_on > 0) & ~desig & (declared == t) & (score < bar), t + p.ap_slip, declared)
            new = ~desig & (((score >= bar) & applied & (p.apply_on > 0) & (t > 8)) | (t == deadline))
        t_des = np.where(new, t, t_des)
        desig = desig | new

        # ------------------------------------------------------------ 4. perceived payoffs
        g = fN * (proj - CT)
        so = sig_o * rest
        w2 = (B * fN) ** 2
        den_s, den_p = W.Bs_nhs[None], np.maximum(W.psum(B * fN), 1e-9)
        sd_s = np.sqrt((sig0 * rest) ** 2 * toS(W.ssum(w2) / den_s ** 2) + p.sd_sys ** 2 + rest ** 2 * toS(pooled_var(W.ssum, den_s))) + p.taper
        sd_p = np.sqrt((sig0 * rest) ** 2 * toP(W.psum(w2) / den_p ** 2) + p.sd_sys ** 2 + rest ** 2 * toP(pooled_var(W.psum, den_p))) + p.taper
        offer, for_deficit = (x * fN for x in offered(CT, in_deficit, p.psf_scale * p.m_psf * (1 - cov)))
        stake = offer * acc
        npdf = lambda z: np.exp(-.5 * z * z) / 2.5066282746310002
        dPo = npdf(g / (so + p.taper)) / (so + p.taper)
        dPs_s, dPs_p = npdf(toS(smean(g)) / sd_s) / sd_s, npdf(toP(pmean(g)) / sd_p) / sd_p
        post = proj + stake * ndtr(g / so)
        pdef_o = ndtr(-post)
        pdef_s = toS(ndtr(-smean(post) / .6))
        mg = toS(merged.astype(float)) * fC                  # 1 if this CCG acts as part of a merged body
        cf = (1 + p.zeta * toS(press)) * (1.35 - .7 * toS(lead())) * (1 - .25 * p.joint_comm) * (1 - .5 * cov)
        nf = 1 + .01 * (W.ns[sy][None] - 13)
        E = effects(W, p, rho, cf, nf, cov, scp, fT, fC, fL)
        own, extn, extl = E['own'] * c3(p.m_fin), E['extn'] * c3(p.m_fin), E['extl'] * c3(p.m_fin)
        # present value of the marginal integration capital
        pv = p.beta * p.delta_K / (1 - p.beta * (1 - p.delta_K)) * p.m_stock * (1 + p.v_pat)
        shP = np.where(W.isT, B / np.maximum(W.BpT[pl], 1e-9), np.where(W.isC, B / np.maximum(W.BpC[pl], 1e-9), 1.0))
        shS = B / np.choose(W.type, [W.BsT[sy], W.BsC[sy], W.BsL[sy]])[None]
        lc = np.where(W.isL, .4, 1.0)[None]
        wP, wS = np.choose(W.type, [W.wp[k, pl] for k in range(3)])[None], np.choose(W.type, [W.wsys[k, sy] for k in range(3)])[None]
        effS = (.65 + .65 * lead()) * (1 - .5 * p.psi_crowd * blue)
        GP, GS = pv * p.sav_P * wP * shP, pv * p.sav_S * wS * shS * toS(effS)
        gown = np.stack([Z, lc * GP + Z, lc * (np.where(mg > 0, GS / shS, GS) + p.sp_spill * GP)], 2) * c3(1 + p.index_pay)
        xP, xSs = GP * (W.Bp[pl][None] - B) / B, GS * (W.Bs[sy][None] - B) / B
        gext = np.stack([Z, xP + Z, xSs + p.sp_spill * xP], 2)
        # utilities, in pp of own budget per quarter
        U = own + gown
        # break-even duty: own margin, or (relief) the system's, of which a share `internal` is felt as one's own
        U += c3(kBE * fN * (1 - relief) * pdef_o) * own + c3(kBE * fN * relief * pdef_s * p.internal) * (own + extn)
        Bsh_s, Bsh_p = B / toS(den_s) * np.where(mg > 0, W.BsC[sy][None] / B, 1.0), B / toP(den_p)
        pooled_pull = (1 - at_p) * (stake * phi * dPs_s * Bsh_s) + at_p * (stake * phi * dPs_p * Bsh_p)
        pooled_pull = (1 - tog) * pooled_pull + tog * stake * phi * dPs_s * frac(B, toS(W.BsT[None]))  # as likely as the system, they reckon
        U += c3(stake * (1 - phi) * dPo) * own + c3(pooled_pull) * (own + extn)   # sustainability funding
        U += c3(alpha) * (extn + extl + gext)                                       # social preference
        rel = p.gamma * p.m_rel
        U[:, :, 1] += rel * (tauP - .5)
        U[:, :, 2] += rel * (tauS - .5 + .35 * (tauP - .5))                          # reciprocity
        bite = fT * (1 + p.licence) + fC + fL * p.duty_council
        U[:, :, 0] -= duty * bite * (1 - vague) * (1 - p.conflict * (1 - relief) * pdef_o * fN)   # duty to collaborate
        U[:, :, 0] -= (phi * p.peer_p * toS(xS) + stat * p.icb_sanction * toS(lead()) * fT) * p.m_duty * fN
        nxt = np.where(M < p.thr_dev, p.thr_dev, np.where(M < p.thr_mat, p.thr_mat, p.thr_thr))
        lad = p.ladder * (t >= 2) * (M > .22) * np.exp(-.5 * ((nxt - M) / p.lad_w) ** 2) * (1 + .3 * desig)
        lad = lad * (1 - p.dilute_badge * desig.mean(1, keepdims=True))              # a badge everybody has is worth less
        lad = lad * ((1 - p.dilute_n) + p.dilute_n / W.ns)                            # and shared by all boards of the system
        ttd = deadline - t
        dl = p.dl_w * (1 - p.p_delay) * (1 - vague) * np.exp(-np.maximum(ttd, 0) / p.dl_h) * (ttd >= 0) * (t >= p.blue_t) * ~desig
        push = (toS(lad + dl) + blue * p.u_blue * (1 - vague)) * p.m_ladder          # ladder + deadline + blueprint
        U[:, :, 2] += push * np.where(W.isL, .35, 1.0)
        U[:, :, 1] += .4 * push * np.where(W.isL, .6, 1.0)
        fear = np.maximum(0, toP(pmean(b)) - toS(smean(b))) * p.expo * (1 - p.ringfence * fC) * (1 - .5 * relief)
        U[:, :, 2] -= (fear * fN + fL * (ideo + p.place_only)) * p.m_expo + toS(p.peer_cost * peer_load) * fN
        U[:, :, 1] -= .25 * fL * ideo * p.m_expo
        U[:, :, 1:] += c3(cov * p.covid_coop * np.ones((1, N)))

        # ------------------------------------------------------------ 5. learning and choice
        if att is None:
            att = U.copy()
        else:
            d, f = c3(p.ewa_delta), c3(p.ewa_phi)
            att = f * att + (1 - f) * (d + (1 - d) * np.eye(3)[aprev]) * U
        A = att
        if merged.any():
            A = att.copy()
            for k in range(3):                               # a merged CCG decides on the budget-weighted attraction
                A[:, :, k] = np.where(mg > 0, toS(frac(W.ssum(B * fC * att[:, :, k]), W.BsC)), A[:, :, k])
        lam = c3(p.lam * (1 - .3 * vague))
        ex = np.exp(lam * (A - A.max(2, keepdims=True)))
        pr = ex / ex.sum(2, keepdims=True)
        u = rng.u(ids, t, 'choice')
        u = np.where(mg > 0, u[:, (W.first_ccg if corrections else W.s0)[sy]], u)
        a = (u > pr[:, :, 0]).astype(int) + (u > pr[:, :, 0] + pr[:, :, 1])
        if np.any(p.imit > 0) and t > 0:                     # optional Fermi imitation of a random same-type body
            pick = np.minimum((rng.u(ids, t, 'imit_pick') * N).astype(int), N - 1)
            uo = np.take_along_axis(U, c3(aprev), 2)[:, :, 0]
            um = np.take_along_axis(uo, pick, 1)
            doit = (rng.u(ids, t, 'imit') < p.imit / (1 + np.exp(-p.imit_beta * (um - uo)))) & (W.type[pick] == W.type[None])
            a = np.where(doit, np.take_along_axis(aprev, pick, 1), a)
        a = np.where(walked & (a == 2), 0, a)                # a council that walked out cannot act for the system
        if force is not None:
            a = force(t, a)
        aprev = a
        I = [(a == k).astype(float) for k in range(3)]
        arb = (rng.u(ids, t, 'arb') < np.clip(p.p_arb + .2 * ame, 0, 1)) & (a == 0) & W.isC[None]

        # ------------------------------------------------------------ 6. settlement (double entry, GBP m)
        L = Ledger(W, R)
        L.grant(B * fC + B * fT * (1 - W.scc)[None], 'centre')                      # allocations; specialised/other income
        L.grant(B * fL, 'ratepayer')
        L.transfer(B * fT * W.scc[None], fC, 0.0)                                   # contract baseline, paid by system's CCGs
        contract = toS(frac(W.ssum(B * fT * W.scc[None]), W.BsC)) * B * fC
        eps = fN * (p.sd_q * rng.n(ids, t, 'noise_org') + p.sd_sys * toS(rng.n(sid, t // 4, 'noise_sys'))) * p.m_noise + lasting + passing
        sav = (p.sav_P * (toP(KP) - .25) + p.sav_S * (toS(KS) - .12)) * p.m_stock
        seas = (.15, .15, -.1, -.2)[q]
        gain = p.fy_gain / p.fy_sell * (rng.u(ids, t, 'gain') < p.fy_sell) * fT * (q == 3)  # one-off gains of trusts, pp of the year's budget
        m0 = fN * (b + nr + ann + eps + seas + sav - dem - cov * p.covid_dem * .5) + 4 * gain + fL * (.4 * sav - .5 * (scp - 1))
        L.sink(B * (1 - m0 / 100) - contract)
        L.grant(cov * p.covid_dem * .5 * p.covid_back / 100 * B * fN, 'centre')                     # covid cost reimbursement
        settle_actions(L, W, p, I, rho, cf, nf, cov, scp, arb, fT, fC, fL)
        L.sink(-B / 100 * fC * .10 * mg * p.m_fin)                                   # running-cost saving of merged CCGs
        shift, put_off = manage_accounts(p, rng, ids, t, q, W, L.pos / B * 100, ytd, CT, acc, put_off, carried, cov, fT, fC, gain)
        m0 = m0 + shift
        L.sink(-shift / 100 * B)
        m_pre = L.pos / B * 100
        ytd = (ytd * q + m_pre) / (q + 1)
        dev = np.where(cov > 0, dev, .7 * dev + .3 * fN * (m_pre - m0))
        gap_o, gap_s = fN * (ytd - CT), smean(ytd - CT)
        gap_p = pmean(ytd - CT)
        test = lambda x: np.where(p.taper > 0, np.clip(1 + x / np.maximum(p.taper, 1e-9), 0, 1), x >= 0)
        sm = stake * B / 100
        gap_t = frac(W.ssum(B * fT * (ytd - CT)), W.BsT)
        pool = (1 - tog) * ((1 - at_p) * test(toS(gap_s)) + at_p * test(toP(gap_p))) + tog * test(toS(gap_t))
        paid = sm * ((1 - phi) * test(gap_o) + phi * pool)
        earned = paid.sum(1)
        topped_up = p.fy_top * np.maximum(-(L.pos + paid + B / 100 * .05 * fN * (phi > 0) * p.m_psf), 0) * fN
        kept = 1 - for_deficit / np.maximum(offer, 1e-300)                           # a recovery fund is shared with nobody
        unearned = (kept * (offer * B / 100 - paid)).sum(1, keepdims=True) + (unearned if q else 0)  # of the year
        if q == 3:                                                                   # general distribution of unearned funds
            pot = (1 - p.gd_pot) * (kept * (sm - paid)).sum(1, keepdims=True) + p.gd_pot * unearned
            paid = paid + p.gd_share * pot * kept * sm / np.maximum((kept * sm).sum(1, keepdims=True), 1e-9)
        L.grant(paid + B / 100 * .05 * fN * (phi > 0) * p.m_psf, 'centre')
        L.grant(topped_up, 'centre')
        for k in led:
            led[k] = led[k] + L.acct(k)
        if q == 3:
            last_year = np.where(cov > 0, last_year, ytd)      # control totals are not re-based on covid years

        # ------------------------------------------------------------ 7. state updates
        coop, cs = I[1] + I[2], .5 * I[1] + I[2]
        nS, nP_ = W.ns[sy][None], W.np_[pl][None]
        obsP = np.where(nP_ > 1, (toP(W.psum(coop)) - coop) / np.maximum(nP_ - 1, 1), .5)
        obsS = (toS(W.ssum(cs)) - cs) / np.maximum(nS - 1, 1)
        eu = p.eta_up * (1 - p.psi_crowd * blue)
        tauP = tauP + eu * obsP * (1 - tauP) - p.eta_dn * (1 - obsP) * tauP
        tauS = tauS + eu * obsS * (1 - tauS) - p.eta_dn * (1 - obsS) * tauS + toS(supp) * p.supp_trust * (1 - tauS)
        tauS = tauS * (1 - .6 * toS(W.ssum(arb.astype(float)) / W.ns))
        if q == 3:                                           # pooled money lost although I delivered
            missed = (1 - at_p) * (toS(gap_s) < 0) + at_p * (toP(gap_p) < 0)
            tauS = tauS * (1 - .25 * phi * (gap_o >= 0) * missed)
        tauP, tauS = np.clip(tauP, .01, .99), np.clip(tauS, .01, .99)
        cT, cC, cL = [frac(W.psum(B * m * (I[1] + p.sp_spill * I[2])), W.psum(B * m)) for m in (fT, fC, fL)]
        lin = W.wp[0] * cT + W.wp[1] * cC + W.wp[2] * cL
        KP = KP + p.delta_K * ((1 - p.cmp) * lin + p.cmp * weakest(W.hasP, cT, cC, cL) - KP)
        dT, dC, dL = [frac(W.ssum(B * m * I[2]), W.ssum(B * m)) for m in (fT, fC, fL)]
        linS = W.wsys[0] * dT + W.wsys[1] * dC + W.wsys[2] * dL
        KS = np.clip(KS + p.delta_K * (((1 - p.cmp) * linS + p.cmp * weakest(W.hasS, dT, dC, dL)) * effS - KS), 0, 1)
        cap = np.clip(cap + (p.supp_eff * supp + p.accel_eff * acc_q) * (1 - cap) + .02 * (linS - .25) - .01 * press, .05, .98)
        l_part = frac(W.ssum(fL * (I[2] + .6 * I[1]) * ~walked), W.ssum(fL + Z))
        xS = xS + .3 * (W.ssum(cs) / W.ns - xS)
        vol = W.z[None] * (p.y_pbr * rho * I[0] - .5 * p.z_shift * coop * fT
                           - p.blk_prod * (1 - rho / np.maximum(W.rho[None], 1e-9)) * (1 - cov))
        vol_s = frac(W.ssum(B * vol), W.ssum(B * W.z[None] + Z))                     # acute activity relative to plan, pp
        backlog = np.clip(backlog * .94 + p.backlog_r * (.35 + 2.5 * cov + .5 * dem
                                                            - frac(.6 * W.ssum(B * fL * coop), W.BsL) - .5 * KS)
                          - p.act_back * vol_s, 0, 3)
        pooled = W.ssum(phi * fN) / W.ssum(fN)
        M = .30 * xS + .22 * W.ssum(tauS) / W.ns + .14 * np.where(pooled > 0, .6 + .4 * pooled, .15) \
            + .12 * np.clip(.5 + .35 * gap_s, 0, 1) + .10 * l_part + .12 * lead()
        b_s = smean(b)
        index_p = np.clip(.35 + .45 * KP + .35 * KS[:, W.place_sys] - .12 * backlog[:, W.place_sys] - .10 * W.psum(fL * I[0]), 0, 1)
        index_s = np.add.reduceat(index_p * W.ppop, W.sp0, axis=1) / W.pop

        # ------------------------------------------------------------ 8. observables
        wN = (B * fN).sum()
        for k, nm in enumerate('IPS'):
            rec('sh' + nm, (I[k] * B * fN).sum(1) / wN)
            rec('sh%s_T' % nm, (I[k] * fT).sum(1) / max(fT.sum(), 1))
            rec('sh%s_C' % nm, (I[k] * fC).sum(1) / max(fC.sum(), 1))
            rec('sh%s_L' % nm, (I[k] * fL).sum(1) / max(fL.sum(), 1))
        coop_s = W.ssum(fN * (I[2] + .5 * I[1])) / W.ssum(fN + Z)
        real = desig & (xS >= .5)                            # substance: most bodies act for place/system; else 'in name only'
        rec('M', M.mean(1)); rec('M_p10', np.percentile(M, 10, 1)); rec('M_p90', np.percentile(M, 90, 1))
        rec('n_ics', desig.sum(1))
        rec('n_name', (desig & ~real).sum(1)); rec('n_real', real.sum(1))
        rec('n_mature', (desig & (M >= p.thr_mat)).sum(1))
        rec('n_thriving', (M >= p.thr_thr).sum(1))
        rec('sct', (pooled > 0).sum(1)); rec('phi', pooled.mean(1))
        rec('full', (pooled >= .999).sum(1))
        rec('sct_over', ((pooled > 0) & (gap_s < -.5)).sum(1))
        rec('KP', KP.mean(1)); rec('KS', KS.mean(1))
        rec('KS_p10', np.percentile(KS, 10, 1)); rec('KS_p90', np.percentile(KS, 90, 1))
        rec('index', (index_p * W.ppop).sum(1) / W.ppop.sum())
        rec('index_gap', np.percentile(index_s, 90, 1) - np.percentile(index_s, 10, 1))
        rec('tauP', tauP.mean(1)); rec('tauS', tauS.mean(1)); rec('cap', cap.mean(1)); rec('backlog', backlog.mean(1))
        rec('n_ccg', np.where(merged, np.minimum(W.n_ccg_s, 1), W.n_ccg_s).sum(1)); rec('arb', arb.sum(1))
        rec('icp', (icp == 0).sum(1))
        rec('psf_earned', np.where(sm.sum(1) > 0, earned / np.maximum(sm.sum(1), 1e-9), np.nan))
        rec('def_T', ((L.pos < 0) & W.isT[None]).sum(1) / max(fT.sum(), 1))
        rec('def_C', ((L.pos < 0) & W.isC[None]).sum(1) / max(fC.sum(), 1))
        rec('net_nhs', (L.pos * fN).sum(1))
        rec('under', (m_pre * B * fN).sum(1) / wN)
        rec('centre_cost', -L.acct('centre')[:, 0])
        i_s = W.ssum(B * fN * I[0]) / W.Bs_nhs
        for nm, mk in (('poor', poor), ('rich', rich), ('lowt', lowt), ('hight', hight)):
            rec('I_' + nm, (i_s * mk).sum(1) / mk.sum(1)); rec('real_' + nm, (real * mk).sum(1) / mk.sum(1))
            rec('coop_' + nm, (coop_s * mk).sum(1) / mk.sum(1)); rec('index_' + nm, (index_s * mk).sum(1) / mk.sum(1))
        rec('dtoc', (B * fL * p.dtoc * scp / 100 * I[0]).sum(1)); rec('cons', np.abs(L.total()) / B.sum())
        rec('n_out', walked.sum(1)); rec('n_walkouts', left.sum(1))
        rec('coop_div', np.percentile(coop_s, 90, 1) - np.percentile(coop_s, 10, 1))
        if trace:
            big = R <= 4                                     # payoff arrays only for small batches
            for k, v in dict(M=M, gap=gap_s, pooled=pooled, voted=voted, desig=desig, a=a.astype(np.int8), coop=coop_s, bs=b_s, KS=KS,
                             KP=KP, tauSs=W.ssum(tauS) / W.ns, U=U.mean(0), merged=merged, index_s=index_s, phi_o=phi, pos=L.pos,
                             own=own if big else 0, extn=extn if big else 0, extl=extl if big else 0, supp=supp, out=walked).items():
                out.setdefault(k + '_t', []).append(np.copy(v))
    for k in H:
        H[k] = np.array(H[k])
    H.update(out)
    H.update(t_des=t_des, led=led, world=W, P=P)
    return H


def effects(W, p, rho, cf, nf, cov, scp, fT, fC, fL):
    """Direct effect of each action in pp of own budget: own / other NHS bodies / councils."""
    R, N = rho.shape
    zz = W.z[None] * p.z_shift
    ame = p.am * p.audit
    ch = p.chal * (1 - .7 * ame) * (1 - cov)
    fine = np.clip(p.p_arb + .2 * ame, 0, 1) * p.F_arb
    loc = p.dtoc * scp
    o, n, l = [np.zeros((R, N, 3)) for _ in range(3)]
    o[:, :, 0] = fT * (1 - p.mc) * p.y_pbr * rho + fC * (ch - p.tc - fine) + fL * loc \
        + (fT + fC) * p.cond_money * (1 - p.audit)          # the money of an agreement that exists on paper only
    n[:, :, 0] = -fT * p.y_pbr * rho - fC * (ch + p.tc) - fL * p.xi * loc
    c0 = fT * (p.rel - rho) * zz - fC * p.inv - fL * p.jf * (1 - p.bcf_match) + (fT + fC) * p.cond_money
    mcost = fT + .3 * fC + .3 * fL
    o[:, :, 1] = c0 - mcost * p.c_P * cf
    o[:, :, 2] = c0 + fT * .05 * zz + fC * p.adm - mcost * p.c_S * cf * nf
    n[:, :, 1] = fT * rho * zz + .5 * fC * p.inv + fL * p.xi2 * p.jf
    n[:, :, 2] = fT * rho * zz + (.5 * fC * p.inv) * (1 - .5 * p.ringfence) + fL * p.xi2 * p.jf
    l[:, :, 1] = .5 * fC * p.inv
    l[:, :, 2] = .5 * fC * p.inv * (1 - .5 * p.ringfence)
    o[:, :, 2] += fC * p.inv * .5 * p.ringfence            # ring-fenced part of the investment stays at home
    return dict(own=o, extn=n, extl=l)


def manage_accounts(p, rng, ids, t, q, W, m, ytd, CT, acc, put_off, carried, cov, fT, fC, gain):
    """By how much payments moved out of the quarter better its margin m (pp), and what is then put off of this year's."""
    scale = p.ma_on * (fT * p.ma_reach + fC * p.ma_reach_C)
    gap = (ytd * q + m - carried) / (q + 1) - put_off * 4 / (q + 1) - CT         # to the plan, if nothing of this year were put off
    if q < 3:
        now = np.clip((p.ma_land - gap) * (q + 1) / 4, 0, (fT * p.ma_within + fC * p.ma_within_C) * scale)
    else:                                                # out of reach: let go; above: pay early; else: close the gap
        reach = scale * np.abs(rng.n(ids, t, 'reach'))
        land = 2 * p.ma_land * rng.u(ids, t, 'landing')
        now = np.where(gap > land, -np.minimum(p.ma_bank * np.maximum(gap - land - gain, 0), reach),
                       np.where(gap + reach >= 0, np.minimum(land - gap, reach), 0.0))
    now = now * (scale > 0) * (1 - cov) * (fC + fT * acc)
    return 4 * (now - put_off) - carried, now


class Ledger:
    """One quarter's double-entry book.  Accounts: organisations, centre, ratepayer, sink (staff and suppliers)."""

    def __init__(self, W, R):
        self.W, self.R = W, R
        self.pos = np.zeros((R, W.N))
        self.a = dict(centre=np.zeros((R, 1)), sink=np.zeros((R, 1)), ratepayer=np.zeros((R, 1)))

    def grant(self, amt, source):
        amt = np.broadcast_to(amt, self.pos.shape)
        self.pos = self.pos + amt
        self.a[source] = self.a[source] - amt.sum(1, keepdims=True)

    def sink(self, amt):
        amt = np.broadcast_to(amt, self.pos.shape)
        self.pos = self.pos - amt
        self.a['sink'] = self.a['sink'] + amt.sum(1, keepdims=True)

    def shares(self, amt, mask, place_share):
        """What each organisation is charged when `amt` (by originating organisation) falls pro rata on the `mask` bodies of its
        place and system, and the (R,1) amount that finds no such body in its system."""
        W, B = self.W, self.W.B[None]
        BpX, BsX = W.psum(B * mask), W.ssum(B * mask)
        ap = amt * place_share * (BpX > 0)[:, W.place]
        rest = W.ssum(amt - ap)
        r = np.divide(W.psum(ap), BpX, out=np.zeros((self.R, W.P)), where=BpX > 0)[:, W.place] \
            + np.divide(rest, BsX, out=np.zeros((self.R, W.S)), where=BsX > 0)[:, W.sys]
        return B * mask * r, (rest * (BsX <= 0)).sum(1, keepdims=True)

    def transfer(self, amt, payer, place_share):
        """Where a system has no payer of the kind the centre pays."""
        charged, unpaid = self.shares(amt, payer, place_share)
        self.pos = self.pos + amt - charged
        self.a['centre'] = self.a['centre'] - unpaid

    def spread_cost(self, amt, payer, place_share):
        charged, unpaid = self.shares(amt, payer, place_share)
        self.sink(charged)
        self.a['sink'] = self.a['sink'] + unpaid
        self.a['centre'] = self.a['centre'] - unpaid

    def acct(self, k):
        return self.pos if k == 'org' else self.a[k]

    def total(self):
        return self.pos.sum(1) + sum(v[:, 0] for v in self.a.values())


def settle_actions(L, W, p, I, rho, cf, nf, cov, scp, arb, fT, fC, fL):
    b = W.B[None] / 100 * p.m_fin
    zz = W.z[None] * p.z_shift
    L.transfer(b * fT * rho * (p.y_pbr * I[0] - zz * (I[1] + I[2])), fC, p.omega)              # activity income, paid by CCGs
    L.sink(b * fT * (p.mc * p.y_pbr * rho * I[0] - zz * (p.rel * (I[1] + I[2]) + .05 * I[2])))  # marginal cost / cost released
    L.sink(b * (fT + .3 * fC + .3 * fL) * cf * (p.c_P * I[1] + p.c_S * nf * I[2]))             # cost of collaborating
    L.grant(b * (fT + fC) * p.cond_money * (I[1] + I[2] + (1 - p.audit) * I[0]), 'centre')     # monies conditional on agreement
    ch = b * fC * p.chal * (1 - .7 * p.am * p.audit) * (1 - cov) * I[0]
    L.transfer(ch, fT, p.omega)                                                                # invoices successfully challenged
    tc = b * fC * p.tc * I[0]
    L.sink(tc); L.spread_cost(tc, fT, p.omega)                                                 # transaction cost on both sides
    L.grant(-b * fC * p.F_arb * arb, 'centre')                                                 # arbitration fine
    for k, ps in ((1, 1.0), (2, 0.0)):
        iv = b * fC * p.inv * I[k] * (1 - (.5 * p.ringfence if k == 2 else 0))
        for m in (fT, fL):
            L.transfer(-.5 * iv, m, ps)                                                        # joint investment to trusts and councils
    L.sink(-b * fC * p.adm * I[2])
    dt = b * fL * p.dtoc * scp * I[0]
    L.sink(-dt); L.spread_cost(p.xi * dt, fT, 1.0)                                             # delayed discharge: cost shifted to trusts
    jf = b * fL * p.jf * (I[1] + I[2])
    L.sink(jf); L.grant(jf * p.bcf_match, 'centre')
    L.spread_cost(-p.xi2 * jf * I[1], fT, 1.0); L.spread_cost(-p.xi2 * jf * I[2], fT, 0.0)
