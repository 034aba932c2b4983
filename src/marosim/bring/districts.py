"""Places of a case by district: the largest towns, a seat for each district, people by P-code."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from marosim.cases.countries import MIN_POPULATION, plain, towns
from marosim.cases.geography import distance_km, middle_meridian, unbroken
from marosim.cases.new_map import largest_towns, whole_numbers
from marosim.languages import _

MOST_PLACES = 3000
LEAST_EVENTS = 3  # at a place that no list of towns names, for it to be one
KIND_OF_PLACE = re.compile(
    r" (?:town|village|city|county|district|area|region|commune|locality|prefecture)$"
)
REGION_CODE = "[A-Z]{2}-.+"
DRAWN = "OCHA COD-AB (CC BY-IGO), a point inside the district"
NAMED_BY_EVENTS = "the middle of the events that name it"
"""Whence places are that GeoNames does not know."""
APART_KM = 30.0
"""Such a place lies at least this far from every other (assumed)."""


def seats(
    code: str, capital: str, wanted: int, boundaries: pd.DataFrame, notes: list[str]
) -> list[dict[str, Any]]:
    """The largest towns and one place for every district that none of them lies in.

    Each has ``pcode`` and ``district``; where GeoNames has no town in a district, its seat is a
    point inside it.
    """
    every = towns(code)
    at = districts_of(every, boundaries)
    where = {town["geonameid"]: int(district) for town, district in zip(every, at, strict=True)}
    found = [
        _placed(town, boundaries, where[town["geonameid"]])
        for town in largest_towns(code, capital, min(wanted, MOST_PLACES))
    ]
    filled = {town["pcode"] for town in found}
    names = {town["name"] for town in found}
    drawn: list[str] = []
    without = 0
    inside: dict[int, list[dict[str, Any]]] = {}
    for town, district in zip(every, at, strict=True):
        inside.setdefault(int(district), []).append(town)
    for number, row in enumerate(boundaries.to_dict("records")):
        if row["pcode"] in filled:
            continue
        if len(found) >= MOST_PLACES:
            without += 1
            continue
        free = [t for t in inside.get(number, []) if t["name"] not in names]
        if free:
            seat = _placed(max(free, key=lambda t: t["population"]), boundaries, number)
        else:
            name = row["name"] if row["name"] not in names else f"{row['name']} ({row['pcode']})"
            drawn.append(name)
            seat = {"name": name or row["pcode"], "origin": DRAWN, "latitude": row["latitude"],
                    "longitude": row["longitude"], "population": MIN_POPULATION,
                    "admin1code": "", "pcode": row["pcode"], "district": row["name"],
                    "region": row["parent_name"] or row["parent"]}  # fmt: skip
        names.add(seat["name"])
        found.append(seat)
    if without:
        notes.append(
            _(
                "A case has at most {most} places: {without} of {number} districts have none. "
                "Give boundaries of a coarser level.",
                most=MOST_PLACES,
                without=int(without),
                number=len(boundaries),
            )
        )
    if drawn:
        notes.append(
            _(
                "Districts without a town in GeoNames: {number} ({names} …); each has a place at "
                "a point inside it.",
                number=len(drawn),
                names=", ".join(drawn[:5]),
            )
        )
    return found


def _placed(town: dict[str, Any], boundaries: pd.DataFrame, district: int) -> dict[str, Any]:
    if district < 0:
        return {**town, "pcode": "", "district": "", "region": ""}
    row = boundaries.iloc[district]
    region = row["parent_name"] or row["parent"] or row["name"]
    return {**town, "pcode": row["pcode"], "district": row["name"], "region": region}


def districts_of(places: list[dict[str, Any]], boundaries: pd.DataFrame) -> np.ndarray:
    """The number of the district in which each place lies, -1 outside all."""
    import shapely

    points = shapely.points([(t["longitude"], t["latitude"]) for t in places])
    found = np.full(len(places), -1)
    tree = shapely.STRtree(list(boundaries["shape"]))
    place, district = tree.query(points, predicate="within")
    found[place] = district
    return found


def joined_by_code(people: pd.DataFrame, boundaries: pd.DataFrame | None) -> bool:
    """Whether any P-code of the people, or of the level above them, is on the map."""
    if boundaries is None:
        return False
    here, there = ({*table["pcode"], *table["parent"]} - {""} for table in (people, boundaries))
    return bool(here & there)


def settle(
    table: pd.DataFrame, people: pd.DataFrame, boundaries: pd.DataFrame | None, notes: list[str]
) -> pd.DataFrame:
    """The places with the people of their districts; those of districts without place are spread.

    Within a district people are shared in proportion to its towns.
    """
    own = table["kind"] == "town"
    weights = table["population"].to_numpy(dtype=float)
    people, above = _same_level(people, boundaries, notes)
    counted = dict(zip(people["pcode"], people["people"], strict=True))
    result = np.zeros(len(table), dtype=np.int64)
    codes = table["pcode"].map(lambda code: above.get(code, code)).to_numpy()
    met: set[str] = set()
    for code in sorted({str(c) for c in codes[own]} & counted.keys()):
        rows = np.flatnonzero(own.to_numpy() & (codes == code))
        result[rows] = whole_numbers(round(counted[code]), weights[rows])
        met.add(code)
    if boundaries is not None and met:
        met |= _to_the_nearest(result, table[own], counted, met, boundaries, notes)
    lost = sum(value for code, value in counted.items() if code not in met)
    if lost and result.sum():
        result[own] += whole_numbers(round(lost), np.maximum(result[own], 1).astype(float))
        notes.append(
            _(
                "Districts of the people without a place on the map: {number}; their {lost} "
                "people are spread over all places in proportion.",
                number=len(counted) - len(met),
                lost=round(lost),
            )
        )
    elif lost:
        result[own] = whole_numbers(round(lost), weights[own])
        notes.append(
            _("No P-code of the people is on the map: the total is spread over all towns.")
        )
    without = own & ~np.isin(codes, sorted(met))
    if without.any() and met:
        names = ", ".join(table.loc[without, "name"].head(5))
        notes.append(
            _(
                "Places whose district has no people in the table: {number} ({names}).",
                number=int(without.sum()),
                names=names,
            )
        )
    if boundaries is not None:
        _compare(people, boundaries, notes)
    return table.assign(population=result)


def _to_the_nearest(
    result: np.ndarray, own: pd.DataFrame, counted: dict[str, float], met: set[str],
    boundaries: pd.DataFrame, notes: list[str],
) -> set[str]:  # fmt: skip
    """Adds people of districts on the map that have no place to the place nearest to each."""
    without = boundaries[boundaries["pcode"].isin(counted.keys() - met)]
    people = without["pcode"].map(counted).to_numpy(dtype=float)
    if not people.sum():
        return set()
    stretch = np.cos(np.radians(own["latitude"].mean()))
    centre = middle_meridian(own["longitude"].to_numpy(dtype=float))

    def plane(table: pd.DataFrame) -> np.ndarray:
        longitude = unbroken(table["longitude"].to_numpy(dtype=float), centre)
        return np.column_stack([longitude * stretch, table["latitude"]])

    _gap, near = cKDTree(plane(own)).query(plane(without))
    share = np.bincount(near, people, minlength=len(own)).astype(float)
    result[own.index.to_numpy()] += whole_numbers(round(people.sum()), share)
    notes.append(
        _(
            "Districts of the people without a place on the map: {number}; their {people} people "
            "are in the nearest place.",
            number=len(without),
            people=round(people.sum()),
        )
    )
    return set(without["pcode"])


def _same_level(
    people: pd.DataFrame, boundaries: pd.DataFrame | None, notes: list[str]
) -> tuple[pd.DataFrame, dict[str, str]]:
    """The people at the level of the boundaries, or the district above each at theirs."""
    if boundaries is None or people["pcode"].isin(boundaries["pcode"]).any():
        return people, {}
    if people["parent"].isin(boundaries["pcode"]).any():
        notes.append(_("People are of a finer level than the boundaries: they are added up."))
        summed = people.groupby("parent", as_index=False)["people"].sum()
        return summed.rename(columns={"parent": "pcode"}).assign(name=""), {}
    if boundaries["parent"].isin(people["pcode"]).any():
        notes.append(
            _(
                "People are of a coarser level than the boundaries: within each of their "
                "districts they are shared in proportion to its towns."
            )
        )
        return people, dict(zip(boundaries["pcode"], boundaries["parent"], strict=True))
    return people, {}


def _compare(people: pd.DataFrame, boundaries: pd.DataFrame, notes: list[str]) -> None:
    named = dict(zip(boundaries["pcode"], boundaries["name"], strict=True))
    differ = [
        f"{code} {name} / {named[code]}"
        for code, name in zip(people["pcode"], people["name"], strict=True)
        if code in named and name and named[code] and plain(name) != plain(named[code])
    ]
    if differ:
        notes.append(
            _(
                "P-codes whose names differ between people and boundaries: {number} "
                "({names}{more}). They are joined by P-code; check those whose names are swapped.",
                number=len(differ),
                names="; ".join(differ[:6]),
                more=" …" if len(differ) > 6 else "",
            )
        )


def fought_over(
    events: pd.DataFrame, chosen: list[dict[str, Any]], boundaries: pd.DataFrame | None,
    notes: list[str],
) -> list[dict[str, Any]]:  # fmt: skip
    """Places that events before the cutoff name often and that lie far from every chosen one.

    With ``boundaries`` they have a part of the people of the district in which they lie.
    """
    known = events[events["place_known"] & (events["place"] != "")]
    found = list(chosen)
    added: list[str] = []
    names = {plain(place["name"]) for place in chosen}
    counts = known.groupby("place")["id"].size().sort_index()
    for name in counts[counts >= LEAST_EVENTS].sort_values(ascending=False, kind="stable").index:
        here = known.loc[known["place"] == name, ["latitude", "longitude"]].median()
        gaps = distance_km(
            here["latitude"], here["longitude"],
            [t["latitude"] for t in found], [t["longitude"] for t in found],
        )  # fmt: skip
        short = KIND_OF_PLACE.sub("", str(name)).strip()
        if gaps.min() < APART_KM or plain(short) in names or len(found) >= MOST_PLACES:
            continue
        names.add(plain(short))
        added.append(short)
        near = found[int(gaps.argmin())]  # whose region it shares
        place = {"name": short, "origin": NAMED_BY_EVENTS, "latitude": round(here["latitude"], 4),
                 "longitude": round(here["longitude"], 4), "population": MIN_POPULATION,
                 "admin1code": near["admin1code"]}  # fmt: skip
        at = -1 if boundaries is None else int(districts_of([place], boundaries)[0])
        if boundaries is None or at < 0:
            place |= {"pcode": "", "district": "", "region": near.get("region", "")}
        else:
            place = _placed(place, boundaries, at)
        found.append(place)
    if added:
        notes.append(
            _(
                "Places added since events before the cutoff name them {least} times or more: "
                "{number} ({names}{more}); their own people are not known.",
                least=LEAST_EVENTS,
                number=len(added),
                names=", ".join(added[:5]),
                more=" …" if len(added) > 5 else "",
            )
        )
    return found


def named_regions(places: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The places, their regions called as ``events`` there do where only a code is known.

    Events have a column ``at``. A name that several regions would share is none.
    """
    told = events[(events["at"] != "") & (events["region"] != "")]
    if told.empty:
        return places
    code = told["at"].map(dict(zip(places["name"], places["region"], strict=True)))
    often = code.groupby(code).transform("size") >= LEAST_EVENTS
    called = told.loc[often, "region"].groupby(code[often]).agg(lambda names: names.mode().iloc[0])
    called = called[~called.duplicated(keep=False) & called.index.str.fullmatch(REGION_CODE)]
    names = called.to_dict()
    return places.assign(region=[names.get(region, region) for region in places["region"]])
