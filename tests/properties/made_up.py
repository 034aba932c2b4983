"""Random small worlds and random responses: what the properties of the model are tried on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import yaml
from hypothesis import strategies as st

from marosim.settings import Settings, assign
from marosim.shipped import shipped
from marosim.study.compose import groups
from marosim.world.case import (
    ORGANISATION_ROLES,
    TIMELINE_KINDS,
    WARS,
    Case,
    Community,
    OrganisationPlan,
)

START = dt.date(2001, 3, 1)
RESPONSE_GROUPS = (
    "mandate", "deployment", "funding", "warning", "coordination", "approach", "mediation",
    "peacebuilding", "training", "air",
)  # fmt: skip

levels = st.floats(0, 1, allow_nan=False)
responses = st.fixed_dictionaries(
    {group: st.sampled_from(sorted(groups()[group])) for group in RESPONSE_GROUPS}
)
choices = st.sampled_from([(g, o) for g in RESPONSE_GROUPS for o in sorted(groups()[g])])


@cache
def option(group: str, name: str) -> dict[str, Any]:
    """What an option file sets. The record of a case is empty: made-up countries have none."""
    text = (shipped("conf") / group / f"{name}.yaml").read_text(encoding="utf-8")
    return {key: value for key, value in yaml.safe_load(text).items() if key != "defaults"}


def settings_of(response: Mapping[str, str]) -> Settings:
    """Settings under one option of every group, as Hydra composes them in a moment longer."""
    chosen = Settings()
    for group in RESPONSE_GROUPS:
        assign(chosen, option(group, response[group]))
    return chosen


def prepared(
    response: Mapping[str, str], seed: int, agents: int, days: int, authorised: int | None = None
) -> Settings:
    """Settings of a short run under a response, authorised on a day or when the Council does."""
    chosen = settings_of(response)
    chosen.authorisation.day = authorised
    chosen.seed, chosen.days, chosen.population.agents = seed, days, agents
    chosen.record.places_every = 3
    return chosen


@st.composite
def worlds(draw: st.DrawFn) -> Case:
    """A country of two to eight places, one to three communities, up to three organisations."""
    count = draw(st.integers(2, 8))
    communities = tuple(
        Community(f"c{i}", f"Community {i}", draw(levels), draw(levels), draw(levels))
        for i in range(draw(st.integers(1, 3)))
    )
    names = [f"P{i}" for i in range(count)]
    others = st.sampled_from(["town", "town", "camp", "abroad"])
    kinds = ["town", *(draw(others) for _ in names[1:])]
    people = {
        f"people_{c.name}": [
            0 if kind in ("camp", "abroad") else draw(st.integers(0, 40_000)) for kind in kinds
        ]
        for c in communities
    }
    people["people_c0"][0] += 100
    places = pd.DataFrame(
        {
            "name": names, "kind": kinds,
            "country": ["YY" if kind == "abroad" else "XX" for kind in kinds],
            "region": "R", "latitude": [0.3 * i for i in range(count)],
            "longitude": [20 + 0.2 * (i % 3) for i in range(count)],
            "population": np.sum(list(people.values()), axis=0),
            "capacity": [draw(st.sampled_from([np.nan, 50.0, 5000.0])) for _ in names],
            "capital": [i == 0 for i in range(count)], **people, "source": "made up",
        }
    )  # fmt: skip
    ways = [(draw(st.integers(0, i - 1)), i) for i in range(1, count)]
    kilometres, qualities = st.floats(1, 300), st.floats(0.1, 1)
    routes = pd.DataFrame(
        [
            (names[a], names[b], draw(kilometres), "road", draw(qualities), False, "x")
            for a, b in ways
        ],
        columns=["start", "end", "distance_km", "kind", "quality", "forced", "source"],
    )  # fmt: skip
    inside = [n for n, kind in zip(names, kinds, strict=True) if kind != "abroad"]
    organisations = tuple(
        OrganisationPlan(
            name=f"o{i}", title=f"Organisation {i}", role=draw(st.sampled_from(ORGANISATION_ROLES)),
            fighters=draw(st.integers(0, 20_000)), units=draw(st.integers(1, 12)),
            bases=tuple(draw(st.lists(st.sampled_from(inside), min_size=1, max_size=3))),
            holds=tuple(draw(st.lists(st.sampled_from(["*", *inside]), max_size=2))),
            hostility={c.name: draw(levels) for c in communities},
            mobilises=draw(st.sampled_from(["", *(c.name for c in communities)])),
            incites=draw(levels), quality=draw(st.floats(0.1, 3)), extermination=draw(levels),
            enemies=tuple(f"o{j}" for j in range(i)), supply=draw(levels),
            active_from=draw(st.sampled_from([0, 0, 0, 5])),
        )
        for i in range(draw(st.integers(0, 3)))
    )  # fmt: skip
    kinds_drawn = draw(st.lists(st.sampled_from(TIMELINE_KINDS), max_size=6))
    actors = st.sampled_from(["", *(o.name for o in organisations)])
    pairs = [f"{a.name}|{b.name}" for a in organisations for b in organisations if a is not b]
    sides = st.sampled_from(pairs or [""])
    timeline = pd.DataFrame(
        [
            (day, START + dt.timedelta(days=day), kind, draw(st.sampled_from(["", *names])),
             draw(sides if kind in WARS else actors), draw(levels), "text", "x")
            for day, kind in enumerate(kinds_drawn)
            if not kind.startswith(("route", "border"))
        ],
        columns=["day", "date", "kind", "place", "actor", "value", "text", "source"],
    )  # fmt: skip
    strengths = pd.DataFrame(
        [
            (START + dt.timedelta(days=day),
             *(draw(st.integers(0, most)) for most in (9000, 500, 99)), "x")
            for day in (0, 15, 40)
        ],
        columns=["date", "troops", "police", "observers", "source"],
    )  # fmt: skip
    return Case(
        name="made_up", title="Made up", summary="", start=START, days=60, country="XX",
        communities=communities, organisations=organisations, places=places, routes=routes,
        timeline=timeline, strengths=strengths,
        observed=pd.DataFrame(
            columns=["date_from", "date_to", "metric", "place", "value", "low", "high", "how",
                     "use", "source"]
        ),
    )  # fmt: skip


def a_mission(**others: str) -> dict[str, str]:
    """A response with a strong mission; other options by group."""
    strong = {"mandate": "robust", "deployment": "rapid", "funding": "full"}
    return dict.fromkeys(RESPONSE_GROUPS, "historical") | strong | others
