#!/usr/bin/env python3
"""Builds the five England tables of April 2019 (systems, places, trusts, ccgs, councils) from source/*.csv.

Standard library only; the same input gives the same bytes. Every rule is described in README.md.
Money is GBP million a year, populations are people, positions are normal scores (higher = healthier).
"""
import argparse
import csv
import sys
from collections import Counter
from pathlib import Path
from statistics import NormalDist, mean, median, pstdev

sys.dont_write_bytecode = True  # keep this folder to its tables and sources
from footprints import (HOME, PLACE_MAX, PLACE_MIN, area_places, build_places, matching_places, people,  # noqa: E402
                        place_labels, short_council)
from write_table import write_table  # noqa: E402

HERE = Path(__file__).resolve().parent
NOTE = ("# England, April 2019. Made by build_tables.py; sources and rules in README.md. "
        "Contains public sector information licensed under the Open Government Licence v3.0.\n")

ALLOCATION_TOTAL = 75600.0  # CCG allocations, GBP m a year; the total the model is specified with
# CCG-funded share of a trust's income, by type; used by --summary only.
COMMISSIONED = {"acute": .62, "mental_health": .80, "community": .85, "ambulance": .90, "specialist": .25}

# July 2017 ratings of the 44 footprints: 5 outstanding, 5 needs most improvement (README.md, systems.csv).
OUTSTANDING = ("QVV", "QNQ", "QHG", "QF7", "QHM")
NEEDS_IMPROVEMENT = ("QUY", "QOQ", "QPM", "QNC", "QNX")
RATED_PART = {"QHM": "E54000045"}  # of the merged system only this predecessor was rated outstanding
RATED_FOOTPRINTS, RATED_EACH = 44, 5

# Trusts whose register name is younger than April 2019: their name then.
NAME_2019 = {
    "RA7": "UNIVERSITY HOSPITALS BRISTOL NHS FOUNDATION TRUST",
    "RAJ": "SOUTHEND UNIVERSITY HOSPITAL NHS FOUNDATION TRUST",
    "RC9": "LUTON AND DUNSTABLE UNIVERSITY HOSPITAL NHS FOUNDATION TRUST",
    "RH5": "SOMERSET PARTNERSHIP NHS FOUNDATION TRUST",
    "RHU": "PORTSMOUTH HOSPITALS NHS TRUST",
    "RW5": "LANCASHIRE CARE NHS FOUNDATION TRUST",
    "RX4": "NORTHUMBERLAND, TYNE AND WEAR NHS FOUNDATION TRUST",
}


def read(name):
    with open(HERE / "source" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text):
    return float(text) if text else None


def thousands(text):
    """GBP thousand as text -> GBP million, None if missing."""
    return float(text) / 1000 if text else None


def normal_scores(keys):
    """Normal score of the mid-rank of each key among all keys (larger key = higher score; ties share their rank)."""
    count, below, scores = Counter(keys), 0, {}
    for key in sorted(count):
        scores[key] = NormalDist().inv_cdf((below + count[key] / 2) / len(keys))
        below += count[key]
    return [scores[key] for key in keys]


def tidy_trust_name(name):
    small = {"AND", "OF", "THE", "UPON", "FOR", "WITH"}
    words = name.replace("NATIONAL HEALTH SERVICE", "NHS").split()
    return " ".join(w if w == "NHS" else w.lower() if w in small and i else w.capitalize() for i, w in enumerate(words))


def build_trusts(trusts, places, labels, areas):
    rows = []
    cost = {t["trust_code"]: thousands(t["operating_expenses_2018_19_gbp_k"]) for t in trusts}
    for trust in trusts:
        code, kind = trust["trust_code"], trust["trust_type"]
        same = [t for t in trusts if t["trust_type"] == kind and cost[t["trust_code"]]]
        row = {"code": code, "name": tidy_trust_name(NAME_2019.get(code, trust["trust_name"])), "type": kind,
               "system": trust["ods_stp_code"], "turnover": cost[code], "imputed": []}
        if row["turnover"] is None:
            row["imputed"].append("turnover_gbp_m")
            staff = number(trust["fte_staff_c2018"])
            if trust["income_2018_19_gbp_k"]:
                row["turnover"] = thousands(trust["income_2018_19_gbp_k"])
            elif staff:
                row["turnover"] = staff * median(cost[t["trust_code"]] / number(t["fte_staff_c2018"]) for t in same)
            else:
                row["turnover"] = median(cost[t["trust_code"]] for t in same)
        drawn, owed = (thousands(trust[f"interim_revenue_{x}_gbp_k"]) for x in ("drawn_2018_19", "loan_31mar2019"))
        row["loans"] = None if drawn is None or owed is None else (-drawn / row["turnover"], -owed / row["turnover"])
        rows.append(row)
    for kind in COMMISSIONED:
        known = [r for r in rows if r["type"] == kind and r["loans"] is not None]
        for row, score in zip(known, normal_scores([r["loans"] for r in known])):
            row["position"] = score
    size = {p["code"]: people(p["cells"]) for p in places}
    load = Counter()  # turnover already placed; ambulance trusts serve far more than a place and do not count
    for row in rows:
        home = HOME.get(row["code"])
        options = {areas[home]} if home else matching_places(row["name"], labels[row["system"]])
        local = [p["code"] for p in places if p["system"] == row["system"]]  # largest first
        row["options"] = [code for code in local if code in options] or local
        if row["type"] == "ambulance":
            row["place"], row["rule"] = local[0], "ambulance"
        elif len(row["options"]) == 1:
            row["place"] = row["options"][0]
            row["rule"] = "main hospital" if home else "name" if options else "only place"
            load[row["place"]] += row["turnover"]
    for row in sorted((r for r in rows if "place" not in r), key=lambda r: (-r["turnover"], r["code"])):
        row["place"] = max(row["options"], key=lambda c: (size[c] / load[c] if load[c] else float("inf"), size[c]))
        row["rule"] = "balance"
        load[row["place"]] += row["turnover"]
    for row in rows:
        if row["rule"] not in ("name", "only place"):
            row["imputed"].append("place")
    return rows


def relationship_scores(systems, all_systems):
    """Score of the systems with one of the ten named ratings."""
    ranks = [NormalDist().inv_cdf((r - .5) / RATED_FOOTPRINTS) for r in range(1, RATED_FOOTPRINTS + 1)]
    size = {s["stp_code_e54"]: int(s["population_est_2020"]) for s in all_systems}
    scores = {}
    for system in systems:
        code = system["ods_code"]
        if code in OUTSTANDING:
            part = size[RATED_PART[code]] / size[system["stp_code_e54"]] if code in RATED_PART else 1.0
            scores[code] = mean(ranks[-RATED_EACH:]) * part
        elif code in NEEDS_IMPROVEMENT:
            scores[code] = mean(ranks[:RATED_EACH])
    return scores


def write(folder, name, header, rows):
    write_table(folder / f"{name}.csv", NOTE, header, rows)


def build(folder):
    """Writes the five tables into `folder`; returns what the summary needs."""
    all_systems, ccgs, councils = read("systems"), read("ccgs"), read("councils")
    systems = [s for s in all_systems if s["in_42_of_april_2019"] == "1"]
    places, place_of = build_places(systems, ccgs, councils)
    trusts = build_trusts(read("trusts"), places, place_labels(places, ccgs, place_of),
                          area_places(ccgs, councils, place_of))

    raw = []
    for system in systems:
        own = [t for t in trusts if t["system"] == system["ods_code"] and t.get("position") is not None]
        raw.append(sum(t["position"] * t["turnover"] for t in own) / sum(t["turnover"] for t in own))
    centre, spread = mean(raw), pstdev(raw)
    related = relationship_scores(systems, all_systems)
    write(folder, "systems", "code,name,region,population,position,relationship,imputed",
          [(s["ods_code"], s["name_2019"], s["nhse_region"], s["population_est_2020"], (x - centre) / spread,
            related.get(s["ods_code"]), ["relationship"] if s["ods_code"] in RATED_PART else [])
           for s, x in zip(systems, raw)])
    write(folder, "places", "code,name,system,population,imputed",
          [(p["code"], p["name"], p["system"], str(round(people(p["cells"]))), ["population"] if p["split_ccg"] else [])
           for p in places])
    write(folder, "trusts", "code,name,type,system,place,turnover_gbp_m,position,imputed",
          [(t["code"], t["name"], t["type"], t["system"], t["place"], t["turnover"], t.get("position"), t["imputed"])
           for t in trusts])
    england = sum(int(c["resident_population_est_2020"]) for c in ccgs)
    allocations = {c["ods_code"]: ALLOCATION_TOTAL * int(c["resident_population_est_2020"]) / england for c in ccgs}
    write(folder, "ccgs", "code,name,system,place,population,allocation_gbp_m,imputed",
          [(c["ods_code"], c["ccg_name"], c["ods_stp_code"], place_of[c["ods_code"]], c["resident_population_est_2020"],
            allocations[c["ods_code"]], ["allocation_gbp_m"]) for c in ccgs])
    council_rows = build_councils(councils)
    write(folder, "councils", "code,name,system,place,social_care_gbp_m,reserves_gbp_m,position,imputed",
          [(c["utla19cd"], short_council(c["council_name"]), c["main_ods_stp_code"], place_of[c["utla19cd"]], *values)
           for c, values in zip(councils, council_rows)])
    return {"systems": systems, "places": places, "place_of": place_of, "trusts": trusts, "ccgs": ccgs,
            "councils": councils, "allocations": allocations, "council_rows": council_rows}


def build_councils(councils):
    """(social care, reserves, position, imputed) of every council; a missing figure is the median per head."""
    heads = [int(c["population_2020_proj"]) for c in councils]
    care = [thousands(c["asc_net_current_exp_2017_18_gbp_k"]) for c in councils]
    reserves = []
    for c in councils:
        parts = [thousands(c[f"{x}_reserves_31mar2018_gbp_k"]) for x in ("other_earmarked", "unallocated")]
        reserves.append(None if None in parts else sum(parts))
    imputed = [[name for name, x in (("social_care_gbp_m", a), ("reserves_gbp_m", b)) if x is None]
               for a, b in zip(care, reserves)]
    for values in (care, reserves):
        per_head = median(x / n for x, n in zip(values, heads) if x is not None)
        values[:] = [per_head * n if x is None else x for x, n in zip(values, heads)]
    return list(zip(care, reserves, normal_scores([b / a for a, b in zip(care, reserves)]), imputed))


def check(data):
    """Stops with an AssertionError if a reference does not resolve or a place is empty."""
    system_of = {p["code"]: p["system"] for p in data["places"]}
    systems = {s["ods_code"] for s in data["systems"]}
    assert set(system_of.values()) == systems
    assert all(system_of[t["place"]] == t["system"] for t in data["trusts"])
    for kind, code, system in (("ccgs", "ods_code", "ods_stp_code"), ("councils", "utla19cd", "main_ods_stp_code")):
        assert all(system_of[data["place_of"][row[code]]] == row[system] for row in data[kind])
    assert set(system_of) == set(data["place_of"].values()), "a place without CCG and council"
    for s in data["systems"]:
        total = sum(people(p["cells"]) for p in data["places"] if p["system"] == s["ods_code"])
        assert abs(total - int(s["population_est_2020"])) < 3, s["ods_code"]  # the shares were rounded


def summary(data):
    places, trusts, place_of = data["places"], data["trusts"], data["place_of"]
    kinds = Counter(t["type"] for t in trusts)
    print(f"systems {len(data['systems'])}, places {len(places)}, trusts {len(trusts)} "
          f"({', '.join(f'{k} {n}' for k, n in sorted(kinds.items()))}), CCGs {len(data['ccgs'])}, "
          f"councils {len(data['councils'])}")
    print(f"GBP m a year: trust turnover {sum(t['turnover'] for t in trusts):.0f}, CCG allocations "
          f"{sum(data['allocations'].values()):.0f}, social care {sum(r[0] for r in data['council_rows']):.0f}, "
          f"council reserves {sum(r[1] for r in data['council_rows']):.0f}")
    sizes = sorted(people(p["cells"]) for p in places)
    inside = sum(x for x in sizes if PLACE_MIN <= x <= PLACE_MAX)
    print(f"place population min {sizes[0]:.0f}, median {median(sizes):.0f}, max {sizes[-1]:.0f}; within "
          f"{PLACE_MIN}-{PLACE_MAX}: {100 * inside / sum(sizes):.1f}% of people, "
          f"{sum(PLACE_MIN <= x <= PLACE_MAX for x in sizes)} places")
    for place in places:
        if not PLACE_MIN <= people(place["cells"]) <= PLACE_MAX:
            print(f"  outside: {place['code']} {place['name']} {people(place['cells']):.0f}")
    for kind, held in (("trust", {t["place"] for t in trusts}),
                       ("CCG", {place_of[c["ods_code"]] for c in data["ccgs"]}),
                       ("council", {place_of[c["utla19cd"]] for c in data["councils"]})):
        print(f"places without a {kind}: {len(places) - len(held)}")
    imputed = Counter(name for t in trusts for name in t["imputed"])
    print("place of a trust by:", dict(Counter(t["rule"] for t in trusts)))
    print("imputed in trusts:", dict(imputed), "in councils:",
          dict(Counter(name for row in data["council_rows"] for name in row[3])))
    ratios = {}
    for s in data["systems"]:
        code = s["ods_code"]
        income = sum(COMMISSIONED[t["type"]] * t["turnover"] for t in trusts if t["system"] == code)
        own = [c["ods_code"] for c in data["ccgs"] if c["ods_stp_code"] == code]
        ratios[code] = income / sum(data["allocations"][c] for c in own)
    total = sum(COMMISSIONED[t["type"]] * t["turnover"] for t in trusts) / ALLOCATION_TOTAL
    print(f"commissioned trust income / CCG allocation: England {total:.2f}, min {min(ratios.values()):.2f}, "
          f"median {median(ratios.values()):.2f}, max {max(ratios.values()):.2f}; above 0.85: "
          f"{', '.join(f'{c} {x:.2f}' for c, x in ratios.items() if x > .85) or 'none'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE, help="folder for the tables (default: beside this script)")
    parser.add_argument("--summary", action="store_true", help="print totals and the size of places")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    data = build(options.out)
    check(data)
    if options.summary:
        summary(data)


if __name__ == "__main__":
    main()
