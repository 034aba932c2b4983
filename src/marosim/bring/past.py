"""What was before the cutoff: the history by month, the mission's strength, ordered events."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from marosim.bring import events as kinds
from marosim.bring.actors import HISTORY_YEARS, Actor
from marosim.bring.events import daily
from marosim.cases.geography import middle_meridian, unbroken
from marosim.languages import _

ODD_DEAD = 0.05
"""Share of a country's people above which the notes doubt the dead of five years (assumed)."""
NEAR_KM = 100.0
"""An event belongs to the nearest place, if one lies within this distance (assumed)."""
FLAT_KM = 111.2
MAP_HOLDS_DAYS = 366
"""For so long a mission is taken to be as on its last map (assumed)."""
LEAST_BATTLES = 2  # of a month at one place, for an offensive
OFFENSIVE = 0.5
"""Pull of an offensive that is read off a month's battles (assumed)."""
TIMELINE = ["day", "date", "kind", "place", "actor", "value", "text", "source"]
HISTORY = ["month", "place", "civilians_killed", "battle_deaths", "events"]
STRENGTHS = ["date", "troops", "police", "observers", "source"]
SOURCES = {"ged": "UCDP GED", "acled": "ACLED"}


def doubts(recent: pd.DataFrame, people: float) -> list[str]:
    """What is hard to believe of the events of the last years."""
    dead = recent["deaths"].sum()
    if dead <= ODD_DEAD * people:
        return []
    return [
        _(
            "The events of {years} years tell of {dead} dead, {share} % of the people: is "
            "a column multiplied, or the table of people too small?",
            years=HISTORY_YEARS,
            dead=round(dead),
            share=round(100 * dead / max(people, 1)),
        )
    ]


def place_of(events: pd.DataFrame, places: pd.DataFrame) -> pd.Series:
    """The name of the place at which each event was; empty where that is not known."""
    own = places[places["kind"] == "town"]
    if events.empty:
        return pd.Series("", index=events.index, dtype=object)
    scale = np.cos(np.radians(own["latitude"].mean()))
    centre = middle_meridian(own["longitude"].to_numpy(dtype=float))

    def plane(table: pd.DataFrame) -> np.ndarray:
        longitude = unbroken(table["longitude"].to_numpy(dtype=float), centre)
        return np.column_stack([longitude * scale, table["latitude"]]) * FLAT_KM

    gaps, near = cKDTree(plane(own)).query(plane(events))
    names = own["name"].to_numpy()[near]
    known = events["place_known"].to_numpy(dtype=bool) & (gaps <= NEAR_KM)
    return pd.Series(np.where(known, names, ""), index=events.index)


def history(recent: pd.DataFrame, cutoff: dt.date) -> pd.DataFrame:
    """Deaths and events by month and place, of events that have a column ``at``.

    The deaths of an event of several months are spread over its days. The last whole month
    before the cutoff stands there also if nothing happened in it: nobody was killed then.
    """
    rows = []
    for place, own in recent.groupby("at", sort=True):
        own = own.assign(fighters=own["deaths"] - own["civilians_killed"])
        table = pd.DataFrame(
            {
                "civilians_killed": daily(own, "civilians_killed"),
                "battle_deaths": daily(own, "fighters"),
                "events": own.groupby("date_from").size(),
            }
        ).fillna(0.0)
        table.index = pd.DatetimeIndex(table.index)
        monthly = table.groupby(table.index.strftime("%Y-%m")).sum().round(2)
        monthly = monthly.rename_axis("month").reset_index()
        rows.append(monthly.assign(place=place, events=monthly["events"].astype(int)))
    if not rows:
        return pd.DataFrame(columns=HISTORY)
    last = str((pd.Timestamp(cutoff) + pd.Timedelta(days=1)).to_period("M") - 1)
    if all(last not in set(table["month"]) for table in rows):
        rows.append(pd.DataFrame([[last, "", 0.0, 0.0, 0]], columns=HISTORY))
    return pd.concat(rows)[HISTORY].sort_values(["month", "place"]).reset_index(drop=True)


def strengths(peacekeepers: pd.DataFrame, start: dt.date, notes: list[str]) -> pd.DataFrame:
    """Troops of all missions by date; a month's at its end, a year's in the middle of the year.

    Missions are mapped on different days, so that each keeps the troops of its last map for a
    year. Where all maps are older than that at the start, nobody knows of a mission.
    """
    if peacekeepers.empty:
        return pd.DataFrame(columns=STRENGTHS)
    latest = peacekeepers["date_to"].max().date()
    if (start - latest).days > MAP_HOLDS_DAYS:
        notes.append(
            _(
                "The last map of peacekeepers is of {latest}, too long before the start to say "
                "who is there: the case has no mission. If one stands, give a later table.",
                latest=latest,
            )
        )
        return pd.DataFrame(columns=STRENGTHS)
    length = peacekeepers["date_to"] - peacekeepers["date_from"]
    middle = peacekeepers["date_from"] + pd.Timedelta(days=181)
    when = peacekeepers["date_to"].where(length.dt.days < 60, middle)
    maps = peacekeepers.groupby([when, "mission"])["troops"].sum().unstack()
    dates = pd.Series(maps.index, index=maps.index)
    held = maps.ffill()
    for mission in maps.columns:
        age = dates - dates.where(maps[mission].notna()).ffill()
        held.loc[age.dt.days > MAP_HOLDS_DAYS, mission] = 0
    troops = held.sum(axis=1)
    troops.index = troops.index.date
    return pd.DataFrame(
        {
            "date": troops.index,
            "troops": troops.round().astype(int).to_numpy(),
            "police": 0,
            "observers": 0,
            "source": "Geo-PKO (Cil, Fjelde, Hultman & Nilsson 2020), sum over places and "
            "missions, each as last mapped; police and observers not known",
        }
    )


def timeline(
    kept: dict[str, Actor], names: dict[str, str], recent: pd.DataFrame, start: dt.date
) -> tuple[pd.DataFrame, dict[str, int], set[frozenset[str]]]:
    """Ordered events from the start to the cutoff, first days of organisations, and later wars.

    Wars are pairs of actors whose first battle falls into the run. Deaths are never ordered.
    """
    first_day = pd.Timestamp(start)
    rows: list[list[Any]] = []
    begins: dict[str, int] = {}
    later: set[frozenset[str]] = set()

    def add(date: pd.Timestamp, kind: str, place: str, actor: str, value: float, text: str,
            row: int) -> None:  # fmt: skip
        source = SOURCES[str(recent.loc[row, "form"])]
        rows.append([(date - first_day).days, date.date(), kind, place, actor, value, text, source])

    for actor in kept.values():
        began = recent.loc[sorted(actor.rows), "date_from"].min()
        if began > first_day:
            begins[actor.name] = (began - first_day).days
        for enemy, (row, *_later) in sorted(actor.enemies.items()):
            date = recent.loc[row, "date_from"]
            pair = frozenset((actor.name, enemy))
            if enemy in kept and date > first_day and pair not in later:
                later.add(pair)
                one, other = sorted(pair)
                add(date, "war_opened", "", f"{names[one]}|{names[other]}", 1.0,
                    f"First recorded battle of {one} and {other}", row)  # fmt: skip
        fights = recent.loc[sorted(actor.rows)]
        fights = fights[(fights["kind"] != kinds.ONE_SIDED) & (fights["date_from"] >= first_day)]
        fights = fights[fights["at"] != ""]
        for month, own in fights.groupby(fights["date_from"].dt.to_period("M")):
            counts = own["at"].value_counts()
            most = sorted(counts[counts == counts.max()].index)[0]
            if counts.max() >= LEAST_BATTLES and actor.state == "":
                row = own.index[own["at"] == most][0]
                add(own.loc[row, "date_from"], "offensive", most, names[actor.name], OFFENSIVE,
                    f"Most battles of {actor.name} in {month} are at {most}", row)  # fmt: skip
    table = pd.DataFrame(rows, columns=TIMELINE)
    return table.sort_values(["day", "kind", "actor"]).reset_index(drop=True), begins, later


def killing(killed: int | None, cites: str) -> dict[str, Any]:
    """The fact from which the rule tells an organisation's level of violence beside the others'."""
    if killed is None:
        return {}
    facts = f"{cites}: civilians killed on purpose in the two years before the cutoff"
    return {"killed": killed, "facts": facts}


def before(killed: int, recent: pd.DataFrame) -> dict[str, Any]:
    """The facts on the country from which the rule tells the level of violence."""
    cites = " and ".join(sorted({SOURCES[form] for form in recent["form"]}))
    source = f"{cites}: civilians killed on purpose; genocide and autocracy assumed"
    return {"killed": killed, "genocide": False, "autocracy": False, "source": source}


def historical(strengths: pd.DataFrame) -> dict[str, Any]:
    """The mission as it was, where its strength is known; its mandate is not."""
    if strengths.empty:
        return {}
    return {"deployment": {"deployment": {"plan": "historical"}}}
