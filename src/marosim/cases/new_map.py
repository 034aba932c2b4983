"""The places and routes of a new case: towns, those around them, neighbours, roads, ferries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from marosim.cases.countries import MIN_POPULATION, countries, towns
from marosim.cases.crossings import (
    BLIND_ROAD_KM,
    inhabited,
    land_between,
    land_of_places,
    over_water_km,
    own_routes,
    reached,
)
from marosim.cases.faults import CaseError
from marosim.cases.geography import catchment_areas, distance_km, middle_meridian
from marosim.cases.outlines import country_outline
from marosim.languages import _, _n

ROAD = "Gabriel graph of places (Gabriel & Sokal 1969)"
FERRY = "shortest crossing between two pieces of land, straight line, assumed"
STRAIT_KM = 15.0
"""A road to a neighbour crosses at most this much water or bay in a straight line (assumed)."""
NEAREST_TRIED = 20
GEONAMES = "GeoNames (CC BY 4.0), today's towns"
MAX_NEIGHBOUR_PLACES = 2
NEIGHBOUR_REACH_KM = 400.0
"""A second place of a neighbour lies at most this far from the country's own (assumed)."""
MINORITY_SHARE = 0.2
NAMED = 8  # of the places left out

Pair = tuple[str, str, str]
"""Two places by name and ``road`` or ``ferry``."""


def places_and_routes(
    code: str,
    info: dict[str, Any],
    atlas: Path | None,
    outline: dict[str, Any] | None,
    notes: list[str],
    wanted: int,
    people: int | None,
    road_factor: float,
    ferry_km: float,
    own: list[dict[str, Any]] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables of places and routes; ``notes`` gains a line for all that is left out.

    ``own`` are the country's places, where they are not to be its largest towns.
    """
    chosen = largest_towns(code, info["capital"], wanted) if own is None else own
    outlines = _outlines(atlas, info) if outline else {}
    chosen, pairs, lost = _reached(
        chosen, info["capital"], outline, list(outlines.values()), ferry_km, notes
    )
    if len(chosen) < 2:
        what = _n(
            "GeoNames knows {count} place in {country} that routes join to the capital",
            "GeoNames knows {count} places in {country} that routes join to the capital",
            len(chosen), country=info["name"],
        )  # fmt: skip
        raise CaseError(what, _("choose another country"))
    land = inhabited(outline, pd.DataFrame(chosen)) if outline else None
    table = _places(code, info, land, chosen, people, lost)
    if outline:
        outlines[code] = outline
    routes = _routes(table, pairs, road_factor, outlines, ferry_km, notes)
    kept = (table["kind"] == "town") | table["name"].isin(routes["end"])
    return table[kept].reset_index(drop=True), routes


def _outlines(atlas: Path | None, info: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Outlines of the neighbours, by code."""
    found = {}
    for code in str(info.get("neighbours") or "").split(","):
        if atlas and code in countries():
            outline = country_outline(atlas, countries()[code]["isonumeric"])
            if outline:
                found[code] = outline
    return found


def _reached(
    chosen: list[dict[str, Any]],
    capital: str,
    outline: dict[str, Any] | None,
    neighbours: list[dict[str, Any]],
    ferry_km: float,
    notes: list[str],
) -> tuple[list[dict[str, Any]], list[Pair], int]:
    """The towns that routes join to the capital, those routes, and people of the others."""
    if len(chosen) < 2:
        return chosen, [], 0
    towns_ = pd.DataFrame(chosen)
    land = land_of_places(towns_, outline, neighbours)
    pairs = own_routes(towns_, land, outline is not None, ferry_km)
    seat = next((i for i, t in enumerate(chosen) if t["name"] == capital), 0)
    joined = reached(towns_, pairs, seat)
    lost = towns_[~joined]
    people = int(lost["population"].sum())
    if len(lost):
        names = ", ".join(lost["name"].head(NAMED))
        more = _(" and {number} more", number=len(lost) - NAMED) if len(lost) > NAMED else ""
        way = (
            _("No road and no ferry of up to {distance} km", distance=f"{ferry_km:g}")
            if outline
            else _("No road of up to {distance} km", distance=f"{BLIND_ROAD_KM:g}")
        )
        cure = _("allow longer ferries (--ferry-km)") if outline else _("install the outlines")
        notes.append(
            _(
                "Places left out: {number}, towns of {people} people in all ({names}{more}). "
                "{way} joins them to the capital. To keep them, {cure} or add routes by hand.",
                number=len(lost),
                people=int(people),
                names=names,
                more=more,
                way=way,
                cure=cure,
            )
        )
    ferries = sum(kind == "ferry" and bool(joined[a]) for a, _b, kind in pairs)
    if ferries:
        notes.append(
            _(
                "Ferries that join islands: {ferries} (straight lines of up to {distance} km, "
                "assumed). Where there is a bridge, make it a road in routes.csv.",
                ferries=ferries,
                distance=f"{ferry_km:g}",
            )
        )
    names_of = towns_["name"].tolist()
    kept = [(names_of[a], names_of[b], kind) for a, b, kind in pairs if joined[a]]
    return [t for t, is_joined in zip(chosen, joined, strict=True) if is_joined], kept, people


def largest_towns(code: str, capital: str, wanted: int) -> list[dict[str, Any]]:
    """The largest towns, the capital among them; namesakes and twins at one point dropped."""
    found: list[dict[str, Any]] = []
    names: set[str] = set()
    every = towns(code)
    every.sort(key=lambda t: t["name"] != capital)
    for town in every:
        near = [
            t
            for t in found
            if abs(t["latitude"] - town["latitude"]) < 0.02
            and abs(t["longitude"] - town["longitude"]) < 0.02
        ]
        if town["name"] not in names and not near:
            found.append(town)
            names.add(town["name"])
        if len(found) >= wanted:
            break
    return found


def _places(
    code: str,
    info: dict[str, Any],
    outline: dict[str, Any] | None,
    chosen: list[dict[str, Any]],
    people: int | None,
    lost: int,
) -> pd.DataFrame:
    latitude = np.array([t["latitude"] for t in chosen])
    longitude = np.array([t["longitude"] for t in chosen])
    urban = np.array([max(t["population"], MIN_POPULATION) for t in chosen], dtype=float)
    today = max(int(info["population"]) - lost, int(urban.sum()))
    rural = max(today - urban.sum(), 0.0)
    share = catchment_areas(latitude, longitude, outline) if outline else urban / urban.sum()
    weights = urban + rural * share
    population = whole_numbers(today if people is None else people, weights)
    capital = next((i for i, t in enumerate(chosen) if t["name"] == info["capital"]), 0)
    minority = np.round(population * _minority_share(latitude, longitude)).astype(np.int64)
    rows = pd.DataFrame(
        {
            "name": [t["name"] for t in chosen],
            "kind": "town",
            "country": code,
            "region": [f"{code}-{t['admin1code'] or '00'}" for t in chosen],
            "latitude": latitude.round(4),
            "longitude": longitude.round(4),
            "population": population,
            "capacity": "",
            "capital": [i == capital for i in range(len(chosen))],
            "people_majority": population - minority,
            "people_minority": minority,
            "source": f"{GEONAMES}; surroundings spread "
            + ("by nearest place" if outline else "in proportion to towns")
            + ("" if people is None else f"; scaled to {people:,} in all, as given"),
        }
    )
    taken = set(rows["name"])
    return pd.concat([rows, _abroad(code, info, latitude, longitude, taken)], ignore_index=True)


def _minority_share(
    latitude: NDArray[np.float64], longitude: NDArray[np.float64]
) -> NDArray[np.float64]:
    """A share that rises from one side of the country to the other, to be edited."""
    side = (longitude - longitude.mean()) + (latitude - latitude.mean())
    rank = side.argsort().argsort() / max(len(side) - 1, 1)
    return 2 * MINORITY_SHARE * rank


def whole_numbers(total: int, weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole numbers in proportion to the weights, that add up to the total."""
    exact = total * weights / weights.sum()
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")[: total - int(whole.sum())]
    whole[order] += 1
    return whole


def _abroad(
    code: str,
    info: dict[str, Any],
    latitude: NDArray[np.float64],
    longitude: NDArray[np.float64],
    taken: set[str],
) -> pd.DataFrame:
    """The places of each neighbouring country that lie nearest to the country's own."""
    rows: list[dict[str, Any]] = []
    for other in str(info.get("neighbours") or "").split(","):
        if other not in countries():
            continue
        every = towns(other)
        if not every:
            continue
        there = np.array([[t["latitude"], t["longitude"]] for t in every])
        gaps = distance_km(there[:, :1], there[:, 1:], latitude[None], longitude[None]).min(axis=1)
        kept: list[dict[str, Any]] = []
        for i in np.argsort(gaps, kind="stable"):
            town = every[i]
            if kept and gaps[i] > NEIGHBOUR_REACH_KM:
                break
            apart = all(
                float(
                    distance_km(t["latitude"], t["longitude"], town["latitude"], town["longitude"])
                )
                > 100
                for t in kept
            )
            if apart and town["name"] not in taken:
                kept.append(town)
                taken.add(town["name"])
            if len(kept) >= MAX_NEIGHBOUR_PLACES:
                break
        for town in kept:
            rows.append(
                {
                    "name": town["name"],
                    "kind": "abroad",
                    "country": other,
                    "region": countries()[other]["name"],
                    "latitude": round(town["latitude"], 4),
                    "longitude": round(town["longitude"], 4),
                    "population": 0,
                    "capacity": "",
                    "capital": False,
                    "people_majority": 0,
                    "people_minority": 0,
                    "source": GEONAMES,
                }
            )
    return pd.DataFrame(rows)


def _routes(
    places: pd.DataFrame,
    pairs: list[Pair],
    road_factor: float,
    outlines: dict[str, dict[str, Any]],
    ferry_km: float,
    notes: list[str],
) -> pd.DataFrame:
    rows: list[list[Any]] = []
    where = {p.name_: p for p in places.rename(columns={"name": "name_"}).itertuples()}
    own = places[places["kind"] == "town"]
    large = own["population"].median()
    centre = middle_meridian(own["longitude"].to_numpy(dtype=float))
    lands: dict[str, Any] = {}  # by neighbour, with the country itself

    def add(a: Any, b: Any, kind: str, quality: float) -> None:
        gap = float(distance_km(a.latitude, a.longitude, b.latitude, b.longitude))
        factor = 1.0 if kind == "ferry" else road_factor
        source = FERRY if kind == "ferry" else f"{ROAD}, road factor {road_factor:g} assumed"
        rows.append([a.name_, b.name_, max(round(gap * factor, 1), 1.0), kind, quality, False,
                     source])  # fmt: skip

    for first, second, kind in pairs:
        a, b = where[first], where[second]
        main = kind == "road" and min(a.population, b.population) >= large
        add(a, b, kind if main or kind == "ferry" else "track", 0.7 if main else 0.4)
    for other in [p for p in where.values() if p.kind == "abroad"]:
        gaps = distance_km(own["latitude"], own["longitude"], other.latitude, other.longitude)
        order = np.argsort(gaps, kind="stable")[:NEAREST_TRIED]
        near = [where[own["name"].iloc[int(i)]] for i in order]
        ends = (other.latitude, other.longitude)
        if outlines and other.country not in lands:
            both = [outlines[c] for c in {own["country"].iloc[0], other.country} if c in outlines]
            lands[other.country] = land_between(both, centre)
        dry = (
            p
            for p in near
            if not outlines
            or over_water_km((p.latitude, p.longitude), ends, lands[other.country], centre)
            <= STRAIT_KM
        )
        by_land = next(dry, None)
        if by_land is not None:  # without an outline too: GeoNames' neighbours share a border
            add(by_land, other, "border", 0.5)
        elif outlines and gaps.min() <= ferry_km:
            add(near[0], other, "ferry", 0.4)
        else:
            notes.append(
                _(
                    "{name} ({country}) is left out: too far to be joined.",
                    name=other.name_,
                    country=other.country,
                )
            )
    columns = ["start", "end", "distance_km", "kind", "quality", "forced", "source"]
    return pd.DataFrame(rows, columns=columns)
