"""Who is where: organisations, places and systems of the reference model.

A World is the static layout a run reads.  It comes from a generator (`World.synthetic`, an invented England) or from a folder of
five tables (`World.from_tables`: systems, places, trusts, ccgs, councils); `write_tables` writes such a folder from a World.
Money in a World is GBP m a quarter, population in millions; the tables hold GBP m a year and people.
"""
import csv
import os

import numpy as np

T_TRUST, T_CCG, T_COUNCIL = 0, 1, 2
SUB = dict(acute=0, mh=1, comm=2, amb=3, spec=4, ccg=5, council=6)
TRUST_TYPE = dict(acute='acute', mental_health='mh', community='comm', ambulance='amb', specialist='spec')   # table name: code name

# Constants by kind of organisation: assumptions of the starting specification.
CCG_FUNDED = dict(acute=.62, mh=.80, comm=.85, amb=.90, spec=.25)             # share of a trust's income paid by its system's CCGs
ACTIVITY_PAID = dict(acute=.70, mh=.10, comm=.10, amb=.40, spec=.50)          # rho: share of income that follows activity
FUND_PP = dict(acute=3.5, mh=1.4, comm=1.2, amb=1.2, spec=2.0, ccg=.5)        # sustainability fund, pp of own budget


def by_sub(sub, values):
    out = np.zeros(len(sub))
    for name, v in values.items():
        out[sub == SUB[name]] = v
    return out


class World:
    """Organisations sorted by (system, place, kind), so sums over systems and places are sums over segments."""

    def __init__(self, **kw):
        """The synthetic England; see `synthetic`."""
        self._set(**_synthetic(**kw))

    @classmethod
    def synthetic(cls, **kw):
        return cls(**kw)

    @classmethod
    def from_tables(cls, folder):
        w = cls.__new__(cls)
        w._set(**_read_tables(folder))
        return w

    def _set(self, sys, place, type, sub, budget, place_sys, pop, ppop, region, scale_trusts=False, regions=None,
             sys_position=None, sys_relationship=None, org_position=None):
        self.sys, self.place, self.type, self.sub = sys, place, type, sub
        self.place_sys, self.pop, self.ppop, self.region = place_sys, pop, ppop, region
        self.N, self.S, self.P = N, S, P = len(sys), len(pop), len(ppop)
        self.id = np.arange(N)
        self.region_names = regions or ['R%d' % k for k in range(7)]
        nan = lambda x, n: np.full(n, np.nan) if x is None else x       # NaN = drawn by the model
        self.sys_position, self.sys_relationship = nan(sys_position, S), nan(sys_relationship, S)
        self.org_position = nan(org_position, N)
        self.isT, self.isC, self.isL = isT, isC, isL = [type == k for k in (T_TRUST, T_CCG, T_COUNCIL)]
        self.nhs = isT | isC
        self._segments()
        self.ns, self.np_ = np.bincount(sys, minlength=S), np.bincount(place, minlength=P)
        if (np.bincount(sys[self.nhs], minlength=S) == 0).any() or (np.bincount(place_sys, minlength=S) == 0).any():
            raise ValueError('every system needs a place and a trust or CCG')
        self.scc = scc = by_sub(sub, CCG_FUNDED)
        B = budget.copy()
        if scale_trusts:                            # CCG contracts = 66% of the system's CCG allocations
            V = self.ssum((B * scc * isT)[None])[0]
            f = .66 * self.ssum((B * isC)[None])[0] / V
            B[isT] *= f[sys[isT]]
        self.B = B
        self.rho = by_sub(sub, ACTIVITY_PAID)
        self.z = np.where((sub == 0) | (sub == 4), 1.0, 0.0)        # bodies whose care can be shifted: acute and specialist trusts
        self.psf = by_sub(sub, FUND_PP)
        b = lambda m: (B * m)[None]
        self.Bs, self.Bp = self.ssum(b(1))[0], self.psum(b(1))[0]
        self.Bs_nhs = self.ssum(b(self.nhs))[0]
        self.BsT, self.BsC, self.BsL = [self.ssum(b(type == k))[0] for k in (0, 1, 2)]
        self.BpT, self.BpC, self.BpL = [self.psum(b(type == k))[0] for k in (0, 1, 2)]
        self.n_ccg_s = np.bincount(sys[isC], minlength=S)
        self.first_ccg = np.array([np.flatnonzero(isC & (sys == s))[0] if self.n_ccg_s[s] else self.s0[s] for s in range(S)])
        # weights of the kinds in the integration production function, renormalised where a kind is absent
        wT = np.array([.40, .30, .30])[:, None]
        self.hasP = np.stack([self.BpT > 0, self.BpC > 0, self.BpL > 0])
        self.hasS = np.stack([self.BsT > 0, self.BsC > 0, self.BsL > 0])
        renorm = lambda has: wT * has / np.where(has.all(0), 1.0, np.maximum((wT * has).sum(0), 1e-9))
        self.wp, self.wsys = renorm(self.hasP), renorm(self.hasS)

    def _segments(self):
        self.s0 = np.searchsorted(self.sys, np.arange(self.S))
        self.p0 = np.searchsorted(self.place, np.arange(self.P))
        self.sp0 = np.searchsorted(self.place_sys, np.arange(self.S))
        self.occupied = np.bincount(self.place, minlength=self.P) > 0

    def ssum(self, x):
        """Organisation -> system, fixed order of summation."""
        return np.add.reduceat(x, self.s0, axis=1)

    def psum(self, x):
        """Organisation -> place; a place without organisations has 0."""
        if self.occupied.all():
            return np.add.reduceat(x, self.p0, axis=1)
        out = np.zeros((x.shape[0], self.P))
        out[:, self.occupied] = np.add.reduceat(x, self.p0[self.occupied], axis=1)
        return out


# ------------------------------------------------------------------------------------------- synthetic England
def _synthetic(layout_seed=2019, S=42, n_council=151, n_ccg=191, n_trust=dict(acute=133, mh=54, comm=15, amb=10, spec=13)):
    """42 systems of 0.5-3.1m people (56m together); numbers of bodies, CCG allocations (75.6bn a year) and adult social care
    (17bn a year) as in England 2018/19, everything else invented."""
    g = np.random.default_rng(layout_seed)
    pop = np.exp(g.normal(np.log(1.15), 0.52, S))
    pop = np.clip(pop * 56.0 / pop.sum(), 0.5, 3.1)
    pop *= 56.0 / pop.sum()

    def apportion(w, n, minimum):
        base = np.full(len(w), minimum)
        q = w / w.sum() * (n - base.sum())
        k = np.floor(q).astype(int)
        r = n - base.sum() - k.sum()
        k[np.argsort(-(q - k))[:r]] += 1
        return base + k
    nP = apportion(pop * np.exp(g.normal(0, .25, S)), n_council, 1)
    place_sys = np.repeat(np.arange(S), nP)
    P = len(place_sys)
    ppop = g.gamma(6, 1, P)
    for s in range(S):
        m = place_sys == s
        ppop[m] *= pop[s] / ppop[m].sum()
    nC = apportion(ppop, n_ccg, 1)
    rec = []  # (system, place, kind, sub, weight)
    for p in range(P):
        w = g.dirichlet(np.full(nC[p], 8.0))
        for k in range(nC[p]):
            rec.append((place_sys[p], p, T_CCG, SUB['ccg'], ppop[p] * w[k]))
        rec.append((place_sys[p], p, T_COUNCIL, SUB['council'], ppop[p]))
    size = dict(acute=.480, mh=.230, comm=.120, amb=.270, spec=.240)
    for nm, n in n_trust.items():
        k = apportion(pop * np.exp(g.normal(0, .2, S)), n, 1 if nm == 'acute' else 0)
        for s in range(S):
            pl = np.flatnonzero(place_sys == s)
            for _ in range(k[s]):
                p = g.choice(pl, p=ppop[pl] / ppop[pl].sum())
                rec.append((s, p, T_TRUST, SUB[nm], size[nm] * np.exp(g.normal(0, .45))))
    rec.sort(key=lambda r: (r[0], r[1], r[2]))
    A = np.array(rec)
    region = g.integers(0, 7, S)
    kind = A[:, 2].astype(int)
    B = np.zeros(len(rec))
    B[kind == T_CCG] = A[kind == T_CCG, 4] / 56.0 * 75.6e3 / 4
    B[kind == T_COUNCIL] = A[kind == T_COUNCIL, 4] / 56.0 * 17.0e3 / 4
    B[kind == T_TRUST] = A[kind == T_TRUST, 4] * 1000 / 4
    return dict(sys=A[:, 0].astype(int), place=A[:, 1].astype(int), type=kind, sub=A[:, 3].astype(int), budget=B, place_sys=place_sys,
                pop=pop, ppop=ppop, region=region, scale_trusts=True)


# ---------------------------------------------------------------------------------------------------- tables
def _rows(folder, name):
    with open(os.path.join(folder, name + '.csv'), newline='', encoding='utf-8') as f:
        lines = f.readlines()
    while lines and lines[0].startswith('#'):
        lines.pop(0)
    return list(csv.DictReader(lines))


def _read_tables(folder):
    systems, places, trusts, ccgs, councils = [_rows(folder, n) for n in ('systems', 'places', 'trusts', 'ccgs', 'councils')]
    s_no = {r['code']: k for k, r in enumerate(systems)}
    places = sorted(places, key=lambda r: s_no[r['system']])            # stable: file order inside a system
    p_no = {r['code']: k for k, r in enumerate(places)}
    place_sys = np.array([s_no[r['system']] for r in places])
    regions = sorted({r['region'] for r in systems})
    number = lambda r, c: float(r[c]) if r.get(c) else np.nan
    rec = []  # (system, place, kind, sub, GBP m a year, position)
    for kind, table, column in ((T_TRUST, trusts, 'turnover_gbp_m'), (T_CCG, ccgs, 'allocation_gbp_m'),
                                (T_COUNCIL, councils, 'social_care_gbp_m')):
        for r in table:
            s, p = s_no[r['system']], p_no[r['place']]
            if place_sys[p] != s:
                raise ValueError('%s: place %s is not in system %s' % (r['code'], r['place'], r['system']))
            sub = SUB[TRUST_TYPE[r['type']]] if kind == T_TRUST else SUB['ccg'] if kind == T_CCG else SUB['council']
            rec.append((s, p, kind, sub, float(r[column]), number(r, 'position') if kind == T_TRUST else np.nan))
    rec.sort(key=lambda r: r[:3])
    col = lambda k, t: np.array([r[k] for r in rec], t)
    return dict(sys=col(0, int), place=col(1, int), type=col(2, int), sub=col(3, int), budget=col(4, float) / 4, org_position=col(5, float),
                place_sys=place_sys, pop=np.array([float(r['population']) for r in systems]) / 1e6,
                ppop=np.array([float(r['population']) for r in places]) / 1e6,
                region=np.array([regions.index(r['region']) for r in systems]), regions=regions,
                sys_position=np.array([number(r, 'position') for r in systems]),
                sys_relationship=np.array([number(r, 'relationship') for r in systems]))


def write_tables(W, folder, comment):
    """Write a World as five tables; reading them back gives bit-identical budgets (4 x and / 4 are exact in binary)."""
    os.makedirs(folder, exist_ok=True)
    S, P = ['S%02d' % s for s in range(W.S)], ['P%03d' % p for p in range(W.P)]

    def put(name, header, rows):
        with open(os.path.join(folder, name + '.csv'), 'w', newline='', encoding='utf-8') as f:
            f.write('# %s\n' % comment)
            w = csv.writer(f, lineterminator='\n')
            w.writerow(header)
            w.writerows(rows)
    people = lambda millions: repr(float(millions * 1e6))
    year = lambda i: repr(float(W.B[i] * 4))
    put('systems', ['code', 'name', 'region', 'population'],
        [(S[s], 'System %d' % s, W.region_names[W.region[s]], people(W.pop[s])) for s in range(W.S)])
    put('places', ['code', 'name', 'system', 'population'],
        [(P[p], 'Place %d' % p, S[W.place_sys[p]], people(W.ppop[p])) for p in range(W.P)])
    named = {SUB[v]: k for k, v in TRUST_TYPE.items()}
    at = lambda i: (S[W.sys[i]], P[W.place[i]])
    put('trusts', ['code', 'name', 'type', 'system', 'place', 'turnover_gbp_m'],
        [('T%03d' % k, 'Trust %d' % k, named[W.sub[i]], *at(i), year(i)) for k, i in enumerate(np.flatnonzero(W.isT))])
    ccg_people = lambda i: repr(float(W.B[i] * 4 / 75.6e3 * 56e6))          # allocations are per head in the synthetic world
    put('ccgs', ['code', 'name', 'system', 'place', 'population', 'allocation_gbp_m'],
        [('C%03d' % k, 'CCG %d' % k, *at(i), ccg_people(i), year(i)) for k, i in enumerate(np.flatnonzero(W.isC))])
    put('councils', ['code', 'name', 'system', 'place', 'social_care_gbp_m'],
        [('L%03d' % k, 'Council %d' % k, *at(i), year(i)) for k, i in enumerate(np.flatnonzero(W.isL))])
