"""Places of the England tables: footprints of CCG and council areas, their names, and the place of a trust.

The rules are described in README.md. A place is built of cells {(ccg code, council name): people}.
"""
import re
from collections import Counter, defaultdict
from itertools import combinations

PLACE_MIN, PLACE_MAX = 150_000, 500_000  # size of a place, people
# CCGs of the counties that are split, listed so that neighbours on the map stand side by side (else file order).
SPLIT_ORDER = {
    "Essex": "99E 99F 06Q", "Hampshire": "10K 10V 10J 11A", "Kent": "99J 09J 10D 09E 10E 10A 09C",
    "Lancashire": "02M 01A 01E 00X 02G", "Lincolnshire": "03T 99D 04Q 04D", "Norfolk": "07J 06V 06W 06Y",
    "Nottinghamshire": "04E 04H 04L 04M 04N", "Staffordshire": "05G 05V 04Y 05D 05Q", "Worcestershire": "05T 06D 05J",
}
# Small areas that share no council with another place of their system: CCG -> CCG of the neighbour they join.
NEIGHBOUR = {"00Q": "01A", "00R": "02M", "00C": "00K", "02Q": "02X", "01F": "02E"}
# Councils too small to appear in the CCG shares (listed from 5%): council -> the CCG they belong to.
UNLISTED_COUNCIL = {"E09000001": "07T", "E06000053": "11N"}
# Acute and specialist trusts not named after a place: CCG or council area of the main hospital (general knowledge, not
# from the source files).
HOME = {
    "R1H": "Tower Hamlets", "RA2": "Guildford and Waverley", "RA3": "North Somerset", "RAL": "Camden", "RAN": "Harrow",
    "RAP": "Enfield", "RBS": "Liverpool", "RBT": "South Cheshire", "RBV": "Manchester", "RCX": "West Norfolk",
    "RDU": "Surrey Heath", "REM": "Liverpool", "REN": "Wirral", "RET": "Liverpool", "RF4": "Havering",
    "RGM": "Cambridgeshire", "RGP": "Great Yarmouth and Waveney", "RJ1": "Southwark", "RJE": "Stoke on Trent",
    "RJL": "North East Lincolnshire", "RJZ": "Lambeth", "RLQ": "Herefordshire", "RN5": "North Hampshire",
    "RPY": "West London", "RQX": "City and Hackney", "RRJ": "Birmingham", "RRV": "Camden", "RT3": "West London",
    "RTF": "Northumberland", "RTK": "North West Surrey", "RVV": "Canterbury and Coastal", "RW6": "Oldham",
    "RWD": "Lincolnshire West", "RWF": "West Kent", "RXF": "Wakefield", "RYJ": "Central London (Westminster)",
}
# Parts of CCG names that name no one town or council.
GENERIC = {"", "City", "East", "Central London", "West London", "Rural District"}


def short_council(name):
    return re.sub(r", (City|County) of$", "", name).replace("St. ", "St ")


def short_ccg(name):
    return re.sub(r"^NHS (.*) CCG$", r"\1", name)


def join_names(names):
    if len(names) > 1 and any(re.search(", | and ", name) for name in names):
        return " / ".join(names)
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def shares(ccg):
    """People of a CCG by council name; the listed shares (rounded, from 5%) are scaled to its whole population."""
    pairs = [part.rsplit(":", 1) for part in ccg["utla_shares"].split("; ")]
    total = sum(float(share) for _, share in pairs)
    return {council: int(ccg["resident_population_est_2020"]) * float(share) / total for council, share in pairs}


def people(cells):
    """A place is built of cells {(ccg code, council name): people}."""
    return sum(cells.values())


def balanced_groups(units):
    """Cuts a list of units (each a dict of cells) into runs: nearest to the size range, fewest, then most even."""
    def cost(groups):
        sizes = [sum(people(u) for u in g) for g in groups]
        outside = sum(max(0, PLACE_MIN - s, s - PLACE_MAX) for s in sizes)
        return round(outside, 3), len(groups), round(max(sizes) - min(sizes), 3)
    cuts = [c for n in range(len(units)) for c in combinations(range(1, len(units)), n)]
    options = [[units[a:b] for a, b in zip((0, *cut), (*cut, len(units)))] for cut in cuts]
    return [{key: n for unit in group for key, n in unit.items()} for group in min(options, key=cost)]


def build_footprints(ccgs):
    """Places of one system as a list of cell dicts, largest first."""
    areas, cells_of = defaultdict(list), {}
    for ccg in ccgs:
        areas[ccg["main_utla_name"]].append(ccg["ods_code"])
        cells_of[ccg["ods_code"]] = {(ccg["ods_code"], council): n for council, n in shares(ccg).items()}
    places = []
    for council, codes in areas.items():
        codes.sort(key=SPLIT_ORDER.get(council, "").find)  # -1 for all = file order, as the sort is stable
        units = [cells_of[code] for code in codes]
        if sum(map(people, units)) <= PLACE_MAX:
            places.append({key: n for unit in units for key, n in unit.items()})
        else:  # several CCGs: groups of CCGs; one CCG with several councils: groups of councils
            if len(units) == 1:
                units = [{key: n} for key, n in units[0].items()]
            places += balanced_groups(units)
    while len(places) > 1 and people(min(places, key=people)) < PLACE_MIN:
        small = min(places, key=people)
        places.remove(small)
        target = {NEIGHBOUR.get(code) for code, _ in small}
        councils = {council for _, council in small}

        def closeness(place):
            listed = any(code in target for code, _ in place)
            return listed, sum(n for (_, council), n in place.items() if council in councils), -people(place)
        max(places, key=closeness).update(small)
    return sorted(places, key=people, reverse=True)


def build_places(systems, ccgs, councils):
    """Place rows with their cells, and the place of every CCG and council code."""
    places, place_of = [], {}
    for system in systems:
        for i, cells in enumerate(build_footprints([c for c in ccgs if c["ods_stp_code"] == system["ods_code"]])):
            places.append({"code": f"{system['ods_code']}-{i + 1}", "system": system["ods_code"], "cells": cells})
    for ccg in ccgs:
        part = {p["code"]: sum(n for (c, _), n in p["cells"].items() if c == ccg["ods_code"]) for p in places}
        place_of[ccg["ods_code"]] = max(part, key=part.get)
    for council in councils:
        own = [p for p in places if p["system"] == council["main_ods_stp_code"]]
        part = {p["code"]: sum(n for (_, u), n in p["cells"].items() if u == council["council_name"]) for p in own}
        code = council["utla19cd"]
        place_of[code] = max(part, key=part.get) if any(part.values()) else place_of[UNLISTED_COUNCIL[code]]
    split = Counter(code for p in places for code in {c for c, _ in p["cells"]})
    for place in places:
        place["split_ccg"] = any(split[code] > 1 for code, _ in place["cells"])
        place["name"] = place_name(place, ccgs, councils, place_of)
    return places, place_of


def place_name(place, ccgs, councils, place_of):
    """Council names if the place and its councils nearly coincide, else CCG names."""
    local = [c for c in councils if place_of[c["utla19cd"]] == place["code"]]
    total, inside, whole = people(place["cells"]), 0, bool(local)
    for council in local:
        part = sum(n for (_, u), n in place["cells"].items() if u == council["council_name"])
        inside += part
        unlisted = council["utla19cd"] in UNLISTED_COUNCIL
        whole = whole and (part >= .75 * int(council["population_2020_proj"]) or unlisted)
    if whole and inside >= .75 * total:
        return join_names([short_council(c["council_name"]) for c in local])
    return join_names([short_ccg(c["ccg_name"]) for c in ccgs if place_of[c["ods_code"]] == place["code"]])


def area_places(ccgs, councils, place_of):
    """Place by the short name of a CCG (first choice) or council."""
    areas = {short_council(c["council_name"]): place_of[c["utla19cd"]] for c in councils}
    areas.update({short_ccg(c["ccg_name"]): place_of[c["ods_code"]] for c in ccgs})
    return areas


def place_labels(places, ccgs, place_of):
    """system -> label -> places: names of councils and parts of CCG names by which a trust name can be matched."""
    labels = defaultdict(lambda: defaultdict(set))
    split = {code for p in places if p["split_ccg"] for code, _ in p["cells"]}
    for ccg in ccgs:
        if ccg["ods_code"] not in split:
            text = re.sub(r"[()]|Greater ", "", short_ccg(ccg["ccg_name"]).replace(" (", " and "))
            for label in set(re.split(r", | and | with ", text)) - GENERIC:
                labels[ccg["ods_stp_code"]][label].add(place_of[ccg["ods_code"]])
    people_of = Counter()
    for place in places:
        for (_, council), n in place["cells"].items():
            people_of[place["system"], council] += n
    for place in places:
        for council in {u for _, u in place["cells"]}:
            part = sum(n for (_, u), n in place["cells"].items() if u == council)
            if part >= .1 * people_of[place["system"], council]:
                for label in set(re.split(r", | and | with ", short_council(council))) - GENERIC:
                    labels[place["system"]][label].add(place["code"])
    for of_system in labels.values():  # the county town, unless it is a label itself: Oxford for Oxfordshire
        for label in [x for x in of_system if x.endswith("shire") and x[:-5] not in of_system]:
            of_system[label[:-5]] |= of_system[label]
    return labels


def matching_places(name, labels):
    """Places named by a trust: those common to all labels found in its name if there are any, else all of them."""
    found = [p for label, p in labels.items() if re.search(rf"(?<!Greater )\b{re.escape(label)}\b", name)]
    return (set.intersection(*found) or set.union(*found)) if found else set()
