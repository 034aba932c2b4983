"""A case made from Flee's input files, with violence and the number of displaced given."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from marosim.cases.countries import code_of
from marosim.cases.faults import CaseError
from marosim.cases.flee_files import FleeFiles, read_flee
from marosim.cases.flee_map import Closure, Link, Location
from marosim.cases.folders import new_folder
from marosim.cases.geography import components
from marosim.cases.new import day_of
from marosim.cases.reading import check
from marosim.cases.writing import write_case
from marosim.languages import _

SOURCE = "Flee input files"
PASSED_THROUGH = ("marker", "hub", "forward")
INVENTED = [f"X{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]


def import_flee(
    directory: str | Path,
    name: str,
    *,
    counts: str | Path | None = None,
    start: str | dt.date | None = None,
    days: int | None = None,
    root: Path | None = None,
    tell: Callable[[str], None] | None = None,
) -> Path:
    """Write the case ``name`` from the folder of a Flee case, and return its folder.

    ``counts`` is the folder of the camps' counts where they lie elsewhere; ``start`` and
    ``days``, which go together, stand for sim_period.csv, which older cases lack; ``tell`` is
    called with a line for everything that was left out, which the briefing lists too.
    Raises :class:`CaseError` for a folder that cannot be made a case.

    Violence, closures and forced redirection come as Flee's files have them. Camp counts
    (after registration corrections) go to ``observed.csv`` as held out; the people
    displaced by each day to ``refugees.csv``: ``refugees`` is the sum over camps, which
    Flee spawns from, ``total`` the count of the whole emergency where there is one.
    """
    if (start is None) != (days is None) or (days is not None and days < 1):
        given = _("from {start} for {days} days", start=start, days=days)
        raise CaseError(
            _("{given} is no period", given=given), _("give the first day and one day or more")
        )
    folder = new_folder(name, root)
    period = None if start is None or days is None else (day_of(start), days)
    files = read_flee(Path(directory), None if counts is None else Path(counts), period)
    files.notes += [*_unjudged(files), *_unreached(files)]
    codes = _codes(files.locations)
    places = _places(files, codes)
    routes = _routes(files, codes)
    timeline = _timeline(files, codes)
    tables = {
        "places.csv": places,
        "routes.csv": routes,
        "timeline.csv": timeline,
        "observed.csv": _observed(files),
        "violence.csv": _violence(files),
        "refugees.csv": _arrivals(files),
    }
    title = f"{files.home.replace('_', ' ')} {files.start.year}"
    manifest = {
        "title": title,
        "summary": f"Displacement in {title}, imported from Flee's input files: violence and the "
        "number of displaced are given from outside, so that movement alone is under test.",
        "start": files.start,
        "days": files.days,
        "country": codes[files.home],
        "communities": [{"name": "residents", "title": "Residents"}],
        "organisations": [],
        "settings": {},
        "historical": {},
        "sources": [
            "Flee input files (Suleimenova, Bell & Groen 2017, Scientific Reports 7: 13377).",
            "Camp counts: UNHCR, as collected with the Flee case.",
        ],
    }
    write_case(folder, manifest, tables, _briefing(title, files))
    faults = check(folder)
    if faults:  # a case that cannot be loaded helps nobody
        shutil.rmtree(folder)
        where = _("{directory}, as imported: {file}", directory=directory, file=faults[0].file)
        raise CaseError(
            faults[0].what, _("{cure} (in Flee's own files)", cure=faults[0].cure), where
        )
    if tell is not None:
        for note in files.notes:
            tell(note)
    return folder


def _unjudged(files: FleeFiles) -> list[str]:
    """A note on camps that nobody counted: Flee's error leaves them out."""
    camps = [item.name for item in files.locations if "camp" in item.type]
    unknown = [name for name in camps if name not in files.counts]
    if not unknown or not files.counts:
        return []
    return [
        _(
            "no counts of {names}: people may go there, but are not compared",
            names=", ".join(unknown),
        )
    ]


def _unreached(files: FleeFiles) -> list[str]:
    """A note on places that no route joins to the rest."""
    index = {item.name: i for i, item in enumerate(files.locations)}
    edges = [(index[link.first], index[link.second]) for link in files.links]
    number, labels = components(len(index), edges)
    if number == 1:
        return []
    largest = max(range(number), key=labels.tolist().count)
    apart = [name for name, i in index.items() if labels[i] != largest]
    return [
        _("no route joins {names} to the rest: nobody can come or leave", names=", ".join(apart))
    ]


def _codes(locations: list[Location]) -> dict[str, str]:
    found: dict[str, str] = {}
    for location in locations:
        if location.country not in found:
            code = code_of(location.country.replace("_", " "))
            spare = next((c for c in INVENTED if c not in found.values()), "")
            if not spare:
                raise CaseError(
                    _("names over 26 unknown countries"), _("correct the column country")
                )
            found[location.country] = code if code and code not in found.values() else spare
    return found


def _kind(location: Location, home: str) -> str:
    if "camp" in location.type:
        return "camp"
    if location.country != home or any(word in location.type for word in PASSED_THROUGH):
        return "crossing"
    return "town"


def _places(files: FleeFiles, codes: dict[str, str]) -> pd.DataFrame:
    home = files.home
    where = _coordinates(files.locations, files.links)
    rows = []
    for location in files.locations:
        kind = _kind(location, home)
        # Flee's last column is the population of towns but the capacity of camps
        people = round(location.number) if kind == "town" else 0
        if kind == "camp":
            people = interpolated(files.counts.get(location.name, []), 0)
        given = not math.isnan(location.latitude)
        rows.append(
            {
                "name": location.name,
                "kind": kind,
                "country": codes[location.country],
                "region": location.region or location.country,
                "latitude": round(where[location.name][0], 5),
                "longitude": round(where[location.name][1], 5),
                "population": people,
                "capacity": round(location.number) if kind == "camp" and location.number else "",
                "capital": False,
                "people_residents": people,
                "source": SOURCE if given else f"{SOURCE}; coordinates guessed from routes",
            }
        )
    table = pd.DataFrame(rows)
    if table.loc[table["kind"] == "town", "population"].sum() <= 0:
        # some cases give no populations; then conflict places count alike
        violent = table["name"].isin(list(files.conflicts)) & (table["kind"] == "town")
        chosen = violent if violent.any() else table["kind"] == "town"
        table.loc[chosen, ["population", "people_residents"]] = 100_000
        table.loc[chosen, "source"] += "; population assumed"
    own = table[table["kind"] == "town"]
    if own.empty:
        raise CaseError(_("no location of the home country is a town"), _("see locations.csv"))
    table.loc[own["population"].idxmax(), "capital"] = True
    return table


def _coordinates(locations: list[Location], links: list[Link]) -> dict[str, tuple[float, float]]:
    """Coordinates as given; missing ones lie between the neighbours on the routes."""
    known = {
        item.name: (item.latitude, item.longitude)
        for item in locations
        if not math.isnan(item.latitude)
    }
    missing = [item for item in locations if item.name not in known]
    centre = (
        tuple(math.fsum(c[i] for c in known.values()) / len(known) for i in (0, 1))
        if known
        else (0.0, 0.0)
    )
    for number, item in enumerate(missing):
        near = [known[b] for a, b in _both_ways(links) if a == item.name and b in known] or [
            (float(centre[0]), float(centre[1]))
        ]
        # a small shift keeps guessed places apart on a map
        shift = 0.05 * (1 + number % 7)
        known[item.name] = (
            math.fsum(c[0] for c in near) / len(near) + shift,
            math.fsum(c[1] for c in near) / len(near) - shift,
        )
    return known


def _both_ways(links: list[Link]) -> list[tuple[str, str]]:
    return [p for link in links for p in ((link.first, link.second), (link.second, link.first))]


def _routes(files: FleeFiles, codes: dict[str, str]) -> pd.DataFrame:
    country = {item.name: codes[item.country] for item in files.locations}
    seen: set[frozenset[str]] = set()
    rows = []
    for link in files.links:
        pair = frozenset((link.first, link.second))
        if len(pair) < 2 or pair in seen:
            continue
        seen.add(pair)
        reverse = link.forced == 1
        start, end = (link.second, link.first) if reverse else (link.first, link.second)
        border = country[start] != country[end]
        rows.append(
            [
                start,
                end,
                round(link.distance_km, 1),
                "border" if border else "road",
                1.0,
                link.forced > 0,
                SOURCE,
            ]
        )
    columns = ["start", "end", "distance_km", "kind", "quality", "forced", "source"]
    return pd.DataFrame(rows, columns=columns)


def _timeline(files: FleeFiles, codes: dict[str, str]) -> pd.DataFrame:
    country = {item.name: item.country for item in files.locations}
    rows: list[tuple[int, str, str, str, str]] = []
    for closure in files.closures:
        for since, change in ((closure.since, "closed"), (closure.until, "opened")):
            if change == "opened" and since <= closure.since:
                continue
            rows += [(since, *event) for event in _events(closure, change, files.links, country)]
    table = pd.DataFrame(
        [
            [day, files.start + dt.timedelta(days=day), kind, place, actor, "", text, SOURCE]
            for day, kind, place, actor, text in sorted(rows, key=lambda row: row[0])
        ],
        columns=["day", "date", "kind", "place", "actor", "value", "text", "source"],
    )
    return table.drop_duplicates(ignore_index=True)


def _events(
    closure: Closure, change: str, links: list[Link], country: dict[str, str]
) -> list[tuple[str, str, str, str]]:
    """A closure as events of the timeline: (kind, place, actor, text)."""
    first, second = closure.first, closure.second
    if closure.type == "country":
        ends = [
            (link.first, link.second)
            for link in links
            if {country.get(link.first), country.get(link.second)} == {first, second}
        ]
        text = f"The border between {first} and {second} is {change}"
        return [(f"route_{change}", f"{a}|{b}", "", text) for a, b in ends]
    if closure.type == "link":
        return [(f"route_{change}", f"{first}|{second}", "", f"The route is {change}")]
    if closure.type == "remove_forced_redirection":
        if change == "opened":
            return []
        text = f"People are no longer sent on from {first} to {second}"
        return [("route_opened", f"{first}|{second}", "redirection", text)]
    if closure.type == "camp":
        text = f"The camp is {change}; people may pass through"
        return [(f"place_{change}", first, "camp", text)]
    return [(f"place_{change}", first, "", f"The place is {change}")]


def _violence(files: FleeFiles) -> pd.DataFrame:
    rows = sorted(
        (day, place, round(intensity, 4))
        for place, changes in files.conflicts.items()
        for day, intensity in changes
    )
    return pd.DataFrame(rows, columns=["day", "place", "intensity"])


def _observed(files: FleeFiles) -> pd.DataFrame:
    camps = {item.name: item for item in files.locations if "camp" in item.type}
    rows: list[list[Any]] = []
    for place, series in files.counts.items():
        if place != "total" and place not in camps:
            continue
        at_home = place in camps and camps[place].country == files.home
        metric = "displaced_internal" if at_home else "displaced_abroad"
        for day, value in series:
            date = files.start + dt.timedelta(days=day)
            value = round(max(value, 0.0), 6)
            where = "" if place == "total" else place
            rows.append(
                [date, date, metric, where, value, value, value, "level", "held_out",
                 "UNHCR counts collected with the Flee case"]
            )  # fmt: skip
    columns = ["date_from", "date_to", "metric", "place", "value", "low", "high", "how", "use",
               "source"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def interpolated(series: list[tuple[int, float]], day: int) -> int:
    """The count of a day, between the registrations around it, in whole people as Flee has it."""
    if not series:
        return 0
    if day <= series[0][0]:
        return int(series[0][1])
    for (before, old), (after, new) in itertools.pairwise(series):
        if day < after:
            return int(old + (day - before) / (after - before) * (new - old))
    return int(series[-1][1])


def _arrivals(files: FleeFiles) -> pd.DataFrame:
    places = {item.name for item in files.locations if "camp" in item.type}
    camps = [series for place, series in files.counts.items() if place in places]
    total = files.counts.get("total", [])
    rows = [
        [day, math.fsum(interpolated(s, day) for s in camps), interpolated(total, day)]
        for day in range(files.days)
    ]
    return pd.DataFrame(rows, columns=["day", "refugees", "total"])


def _briefing(title: str, files: FleeFiles) -> str:
    left_out = "".join(f"\n- {note}" for note in files.notes)
    remarks = _("What of the files was left out or is incomplete:")
    return _("""# {title}: displacement

Imported from the input files of a Flee case. Violence and the number of people displaced
are given from outside; the model says only where people go and when they arrive. It is
judged by the counts of {number} places that UNHCR kept.

What is left out: everything but movement. The model that Flee made of the same files is
the natural comparison (Suleimenova, Bell & Groen 2017).{left_out}
""", title=title, number=len(files.counts),
             left_out=f"\n\n{remarks}\n{left_out}" if left_out else "")  # fmt: skip
