"""Organisations of a case from the events before its cutoff, each by a rule that is stated."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from marosim.bring import events as kinds
from marosim.bring.values import country_code
from marosim.languages import N_, _

ACTIVE_DAYS = 730
"""An organisation is active if it was in an event within so many days of the cutoff (assumed)."""
HISTORY_YEARS = 5
"""Years before the cutoff whose events count (assumed)."""
KILLED_YEARS = 2
"""Years before the cutoff over which an organisation's killing of civilians is counted, as in the
estimate of :class:`marosim.armed.hostility.HostilitySettings`."""
LEAST_EVENTS = 3
LEAST_DEATHS = 25
"""An active organisation enters the case with so many events or deaths in these years (assumed)."""
MOST = 12
MOST_BASES = 5
STATE = re.compile(r"^(?:Government|Military Forces|Police Forces) of (.+)$", re.IGNORECASE)
NOBODY = re.compile(r"^(?:civilians|unidentified|protesters|rioters|unknown)\b", re.IGNORECASE)
FACTS = [
    "organisation", "actor", "role", "events", "battles", "one_sided", "battles_a_month",
    "one_sided_a_month", "civilians_killed", "civilians_killed_a_year", "battle_deaths",
    "deadliest_year_battle_deaths", "first", "last",
]  # fmt: skip


@dataclass
class Actor:
    """An armed actor of the events, with the rows in which it took part."""

    name: str
    state: str = ""  # the code of the country whose government it is
    rows: set[int] = field(default_factory=set)
    first_side: set[int] = field(default_factory=set)
    enemies: dict[str, list[int]] = field(default_factory=dict)  # and the rows of the fights
    together: dict[int, int] = field(default_factory=dict)  # actors on its side, by row


def sides(text: str, own: str) -> list[tuple[str, str]]:
    """The armed actors of one side, each with the country if it is a government's forces.

    Civilians and those whom nobody could name are left out. The country's own forces are one.
    """
    found = []
    for part in text.split(", "):
        name = " ".join(part.split())
        if not name or NOBODY.match(name):
            continue
        state = STATE.match(name)
        if state is None:
            found.append((name, ""))
            continue
        land, _, tail = state[1].partition("(")
        branch = tail.partition(")")[2].strip()
        if branch:  # ACLED's "Military Forces of X (2019-) Guards": a force of its own
            found.append((branch, ""))
            continue
        code = country_code(land.strip()) or country_code(state[1])
        found.append((f"Government of {code}" if code == own else name, code or "?"))
    return found


def actors(events: pd.DataFrame, own: str) -> dict[str, Actor]:
    """Every armed actor of the events by name."""
    found: dict[str, Actor] = {}
    columns = zip(events.index, events["actor_a"], events["actor_b"], events["kind"], strict=True)
    for row, first, second, kind in columns:
        one, other = sides(first, own), sides(second, own)
        for side in (one, other):
            for name, state in side:
                actor = found.setdefault(name, Actor(name, state))
                actor.rows.add(row)
                actor.together[row] = len(side)
        for name, _state in one:
            found[name].first_side.add(row)
        if kind != kinds.ONE_SIDED:
            for a, _ in one:
                for b, _ in other:
                    if a != b:
                        found[a].enemies.setdefault(b, []).append(row)
                        found[b].enemies.setdefault(a, []).append(row)
    return found


def recent_of(events: pd.DataFrame, cutoff: dt.date) -> pd.DataFrame:
    """The events of the years before the cutoff that count."""
    start = pd.Timestamp(cutoff) - pd.DateOffset(years=HISTORY_YEARS)
    return events[events["date_from"] > start].reset_index(drop=True)


def lately(recent: pd.DataFrame, cutoff: dt.date) -> pd.Series:
    """Which events are of the time in which who acts is active, and where it is."""
    return recent["date_to"] > pd.Timestamp(cutoff) - pd.Timedelta(days=ACTIVE_DAYS)


def at_odds(actor: Actor, recent: pd.DataFrame, cutoff: dt.date) -> list[str]:
    """Those whom an actor fought lately; who last met years ago is not at war now."""
    now = lately(recent, cutoff)
    return [enemy for enemy, rows in sorted(actor.enemies.items()) if now.loc[rows].any()]


def bases(actor: Actor, recent: pd.DataFrame, cutoff: dt.date) -> list[str]:
    """Places where an actor was most often lately; of older events only if these tell none."""
    own = recent.loc[sorted(actor.rows)]
    own = own[own["at"] != ""]
    new = own[lately(own, cutoff)]
    counts = (new if len(new) else own)["at"].value_counts().sort_index()
    return list(counts.sort_values(ascending=False, kind="stable").head(MOST_BASES).index)


def _active(
    every: dict[str, Actor], recent: pd.DataFrame, now: pd.Series
) -> dict[str, tuple[float, int]]:
    """Deaths and events of the actors that killed or fought with deaths lately."""
    found = {}
    for name, actor in every.items():
        rows = recent.loc[sorted(actor.rows)]
        if now.loc[rows.index].any() and rows["deaths"].sum() > 0:
            found[name] = (float(rows["deaths"].sum()), len(rows))
    return found


def chosen(
    events: pd.DataFrame, own: str, cutoff: dt.date, notes: list[str]
) -> tuple[dict[str, Actor], pd.DataFrame]:
    """The actors that enter the case, most deaths first, and the events of the years that count."""
    recent = recent_of(events, cutoff)
    every = actors(recent, own)
    now = lately(recent, cutoff)
    weight: dict[str, tuple[float, int]] = {}
    for name, actor in every.items():
        rows = recent.loc[sorted(actor.rows)]
        heavy = len(rows) >= LEAST_EVENTS or rows["deaths"].sum() >= LEAST_DEATHS
        if (now.loc[rows.index].any() and heavy) or actor.state == own:
            weight[name] = (float(rows["deaths"].sum()), len(rows))

    def rank(name: str) -> tuple[bool, float, int, str]:
        deaths, count = weight[name]
        return every[name].state != own, -deaths, -count, name

    if all(every[name].state == own for name in weight):
        # a thin file: whoever was active and killed is better than nobody against the government
        weight |= _active(every, recent, now)
        lightly = [name for name in weight if every[name].state != own]
        notes.append(
            _(
                "No armed group has {events} events or {deaths} deaths in the {years} years "
                "before the cutoff. {then}",
                events=LEAST_EVENTS,
                deaths=LEAST_DEATHS,
                years=HISTORY_YEARS,
                then=_(
                    "Taken all the same, since active: {names}.",
                    names=", ".join(sorted(lightly)[:MOST]),
                )
                if lightly
                else _(
                    "Only the government is armed: expect hardly any violence. Give a fuller file "
                    "of events, or choose another cutoff."
                ),
            )
        )
    order = sorted(weight, key=rank)
    kept = {name: every[name] for name in order[:MOST]}
    dropped = [name for name in order[MOST:]]
    others = len(every) - len(order)
    if dropped or others:
        rows_kept = set().union(*(actor.rows for actor in kept.values())) if kept else set()
        lost = recent.drop(index=sorted(rows_kept))["deaths"].sum()
        named = f" ({', '.join(dropped[:5])} …)" if dropped else ""
        notes.append(
            _(
                "Organisations left out: {number} smaller ones{named} and {others} that were not "
                "active or hardly; events of theirs alone hold {lost} of {deaths} deaths of the "
                "{years} years before the cutoff.",
                number=len(dropped),
                named=named,
                others=others,
                lost=round(lost),
                deaths=round(recent["deaths"].sum()),
                years=HISTORY_YEARS,
            )
        )
    return kept, recent


def facts(
    kept: dict[str, Actor], names: dict[str, str], roles: dict[str, str], recent: pd.DataFrame,
    cutoff: dt.date,
) -> pd.DataFrame:  # fmt: skip
    """What the events say of each organisation before the cutoff: rhythm, killing, strength."""
    rows: list[list[Any]] = []
    for actor in kept.values():
        own = recent.loc[sorted(actor.rows)]
        fights = own[own["kind"] != kinds.ONE_SIDED]
        alone = own[(own["kind"] == kinds.ONE_SIDED) & own.index.isin(list(actor.first_side))]
        first, last = own["date_from"].min(), own["date_to"].max()
        months = max((pd.Timestamp(cutoff) - first).days / 30.44, 1.0)
        # one battle does not make each of those who fought it side by side as strong as all
        deaths = (fights["deaths"] - fights["civilians_killed"]) / fights.index.map(actor.together)
        by_year = deaths.groupby(fights["date_from"].dt.year).sum()
        killed = float(alone["civilians_killed"].sum())
        rows.append(
            [names[actor.name], actor.name, roles[actor.name], len(own), len(fights), len(alone),
             round(len(fights) / months, 2), round(len(alone) / months, 2), killed,
             round(killed / max(months / 12, 1.0), 1), round(float(deaths.sum()), 1),
             round(float(by_year.max()), 1) if len(by_year) else 0.0, first.date(), last.date()]
        )  # fmt: skip
    return pd.DataFrame(rows, columns=FACTS)


def role(actor: Actor, kept: dict[str, Actor], own: str) -> str:
    """Government, rebel (it fights the government) or militia (anybody else)."""
    if actor.state == own:
        return "government"
    fights_state = any(kept[name].state == own for name in actor.enemies if name in kept)
    return "rebel" if fights_state else "militia"


def strength(row: dict[str, Any], people: int) -> int:
    """Fighters, by a rule that is assumed (see :data:`ASSUMED`)."""
    state = 3 * people // 1000
    if row["role"] == "government":
        return int(max(state, 500))
    wanted = 10 * row["deadliest_year_battle_deaths"]
    return int(np.clip(round(wanted, -2), 300, max(state // 2, 300)))


def killed_before(
    events: pd.DataFrame, recent: pd.DataFrame, start: dt.date, cutoff: dt.date
) -> int | None:
    """Civilians killed on purpose in the five years before the start or, if earlier, the cutoff.

    None where the events do not reach back over all of these years: nobody counted then.
    """
    end = pd.Timestamp(min(start, cutoff + dt.timedelta(days=1)))
    if not _counted(events, end, HISTORY_YEARS):
        return None
    own = recent[(recent["kind"] == kinds.ONE_SIDED) & (recent["date_to"] < end)]
    return round(own["civilians_killed"].sum())


def killed_by(
    actor: Actor, events: pd.DataFrame, recent: pd.DataFrame, cutoff: dt.date
) -> int | None:
    """Civilians whom an actor killed on purpose in the two years before the cutoff.

    None where the events do not reach back, or none names the actor: nobody counted then.
    """
    end = pd.Timestamp(cutoff + dt.timedelta(days=1))
    if not actor.rows or not _counted(events, end, KILLED_YEARS):
        return None
    own = recent.loc[sorted(actor.first_side)]
    late = own["date_from"] >= end - pd.DateOffset(years=KILLED_YEARS)
    return round(own.loc[late & (own["kind"] == kinds.ONE_SIDED), "civilians_killed"].sum())


def _counted(events: pd.DataFrame, end: pd.Timestamp, years: int) -> bool:
    """Whether events reach back over all of so many years, but for a year without any."""
    return len(events) > 0 and events["date_from"].min() <= end - pd.DateOffset(years=years - 1)


ASSUMED = (
    N_(
        "Strengths are assumed: the government has 3 fighters to 1,000 inhabitants; any other "
        "organisation ten times the battle deaths of its deadliest year (shared with those at its "
        "side), at least 300 and at most half of the government's. Give --strengths FILE (actor, "
        "fighters, source) where you know better."
    ),
    N_(
        "Organisations are where they were most often in the two years before the cutoff, and at "
        "war with those whom they fought in this time."
    ),
    N_(
        "Whom an organisation means harm follows by rule from its kin, its enemies and the "
        "civilians killed before the start; whom its leaders exclude, whether it plunders or "
        "broadcasts, and whether the country had a genocide or an autocrat is not in the data and "
        "set to no. Write these under facts: and before: in scenario.yaml where you know better."
    ),
    N_(
        "An organisation's kin are the communities named in its own name; a government's are "
        "those of EPR's MONOPOLY, DOMINANT or SENIOR PARTNER."
    ),
    N_(
        "Rebels are those who fought the government, militias all others; a foreign army is one "
        "of these two as well."
    ),
)
