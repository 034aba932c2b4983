"""Made-up conflicts that vary place, groups and intensity, for experiments on published effects.

One case never proves an effect found across cases. A conflict of the ensemble is named by its
number alone: the same number gives the same country under every response.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from marosim.cases.geography import distance_km, gabriel_edges
from marosim.randomness import Draws
from marosim.world.case import Case, Community, OrganisationPlan

START = dt.date(2000, 1, 1)
MADE_UP = "made up for the ensemble"
# how much further the will to destroy goes in the worst of a world than in the wars of the
# ensemble
BENT = 3.0
BENT_SOURCE = "fitted to the base rate of onsets, 1 to 2 a year (Early Warning Project)"
ROAD_FACTOR = 1.3  # road length over straight line, as between the shipped cases' towns


@dataclass(frozen=True)
class Mission:
    """A mission of constant size (persons) from a day on, to before another or to the end."""

    troops: float = 0.0
    police: float = 0.0
    observers: float = 0.0
    from_day: int = 0
    to_day: float = np.inf


def conflict(
    number: int, mission: Mission | None = None, months: int = 36, seed: int = 0,
    fragility: float = 1.0,
) -> Case:  # fmt: skip
    """Conflict ``number``: a country of 20 to 36 places with a government and rebels.

    Population 1 to 8 million; rebels from 800 to 8,000 fighters, government two to five
    times as many; hostility and the will to destroy vary over the range of the shipped cases,
    and rebels are the more hostile side: in Africa from 1991 to 2008, Rwanda apart, they
    committed 73 % of one-sided killings (table of Hultman, Kathman & Shannon 2013).
    ``fragility`` in 0..1 scales rebels, hostility, incitement, exclusion and inequality down
    to those of a country at peace.
    """
    draws = Draws(seed)

    def pick(name: str, low: float, high: float, which: int = 0) -> float:
        value = float(draws.uniform(f"ensemble.{name}", [number * 64 + which], 0)[0])
        return low + (high - low) * value

    places = _places(number, draws, pick("people", 1e6, 8e6), pick("size", 120, 320))
    routes = _routes(places)
    inside = places[places["kind"] == "town"]
    homeland = inside.sort_values("share")["name"].tolist()[::-1]
    rebels = np.exp(pick("rebels", np.log(800), np.log(8000)))
    government = rebels * pick("ratio", 2, 5)
    rebels *= fragility
    intensity = fragility * np.exp(pick("intensity", np.log(0.1), np.log(0.8)))
    destroy = fragility * pick("destroy", 0.0, 0.3) ** 2 * 4
    organisations = [
        OrganisationPlan(
            "government", "Government forces", "government", round(government), 30,
            tuple(inside["name"].tolist()[:6]), ("*",),
            {"south": 0.25 * intensity * pick("lean", 0.5, 1.0), "north": 0.02 * fragility},
            incites=fragility * pick("media", 0.0, 0.6), quality=pick("quality", 0.7, 1.2),
            extermination=destroy, enemies=("rebels",),
        ),
        OrganisationPlan(
            "rebels", "Rebels", "rebel", max(round(rebels), 1), 16, tuple(homeland[:4]),
            tuple(homeland[:5]),
            {
                "north": min(2.5 * intensity * pick("lean", 0.5, 1.0, 1), 1.0),
                "south": 0.3 * intensity,
            },
            mobilises="south", quality=pick("quality", 0.6, 1.1, 1), extermination=destroy,
            enemies=("government",),
        ),
    ]  # fmt: skip
    communities = (
        Community("north", "Northern community", 0.1, 0.2, 0.2),
        Community(
            "south", "Southern community", fragility * pick("exclusion", 0.2, 0.9),
            fragility * pick("inequality", 0.1, 0.7), fragility * pick("past", 0.1, 0.7),
        ),
    )  # fmt: skip
    return Case(
        name=f"conflict_{number}", title=f"Conflict {number}", summary="Made up",
        start=START, days=int(months * 30.4375), country="XX", communities=communities,
        organisations=tuple(organisations), places=places.drop(columns="share"), routes=routes,
        timeline=pd.DataFrame(
            columns=["day", "date", "kind", "place", "actor", "value", "text", "source"]
        ),
        observed=pd.DataFrame(
            columns=["date_from", "date_to", "metric", "place", "value", "low", "high", "how",
                     "use", "source"]
        ),
        strengths=_strengths(mission or Mission(), months),
    )  # fmt: skip


def country(number: int, months: int = 13, seed: int = 0) -> Case:
    """Country ``number`` of a world whose countries lie anywhere between peace and war.

    Fragility is uniform; onsets of mass killing are as rare as the 1 to 2 a year among 166
    countries that the Early Warning Project counts.
    """
    luck = float(Draws(seed).uniform("ensemble.fragility", [number], 0)[0])
    case = conflict(number, months=months, seed=seed, fragility=luck)
    bent = [
        replace(o, extermination=min((o.extermination or 0.0) * BENT, 1.0))
        for o in case.organisations
    ]
    return replace(case, organisations=tuple(bent))


def _places(number: int, draws: Draws, people: float, radius_km: float) -> pd.DataFrame:
    count = 20 + int(draws.uniform("ensemble.count", [number], 0)[0] * 17)
    ids = number * 64 + np.arange(count)
    angle = 2 * np.pi * draws.uniform("ensemble.angle", ids, 0)
    reach = radius_km * np.sqrt(draws.uniform("ensemble.reach", ids, 0))
    east, north = reach * np.cos(angle), reach * np.sin(angle)
    weight = np.exp(0.9 * draws.normal("ensemble.weight", ids, 0))
    weight[0] = weight.max() * 2.0
    size = people * weight / weight.sum()
    tilt = north / radius_km + 0.5 * draws.normal("ensemble.mix", ids, 0)
    share = 1 / (1 + np.exp(1.0 + 2.5 * tilt))
    table = pd.DataFrame(
        {
            "name": [f"Place {i + 1}" for i in range(count)], "kind": "town", "country": "XX",
            "region": np.where(north > 0, "North", "South"),
            "latitude": north / 111.0, "longitude": 20.0 + east / 111.0,
            "population": np.rint(size), "capacity": np.nan,
            "capital": np.arange(count) == 0,
            "people_north": np.rint(size * (1 - share)), "people_south": np.rint(size * share),
            "source": MADE_UP, "share": share,
        }
    )  # fmt: skip
    abroad = pd.DataFrame(
        {
            "name": ["Border camp"], "kind": ["camp"], "country": ["YY"], "region": ["Abroad"],
            "latitude": [-1.3 * radius_km / 111.0], "longitude": [20.0], "population": [0.0],
            "capacity": [np.nan], "capital": [False], "people_north": [0.0],
            "people_south": [0.0], "source": [MADE_UP], "share": [0.0],
        }
    )  # fmt: skip
    return pd.concat([table, abroad], ignore_index=True)


def _routes(places: pd.DataFrame) -> pd.DataFrame:
    latitude, longitude = places["latitude"].to_numpy(), places["longitude"].to_numpy()
    rows = []
    for a, b in gabriel_edges(latitude, longitude):
        straight = float(distance_km(latitude[a], longitude[a], latitude[b], longitude[b]))
        border = "YY" in (places["country"][a], places["country"][b])
        rows.append(
            (places["name"][a], places["name"][b], max(straight * ROAD_FACTOR, 1.0),
             "border" if border else "road", 0.5, False, MADE_UP)
        )  # fmt: skip
    return pd.DataFrame(
        rows, columns=["start", "end", "distance_km", "kind", "quality", "forced", "source"]
    )


def _strengths(mission: Mission, months: int) -> pd.DataFrame:
    rows = []
    for month in range(months + 2):
        there = mission.from_day <= month * 30.4375 < mission.to_day
        date = (pd.Timestamp(START) + pd.DateOffset(months=month)).date()
        rows.append(
            (date, mission.troops * there, mission.police * there, mission.observers * there,
             MADE_UP)
        )  # fmt: skip
    return pd.DataFrame(rows, columns=["date", "troops", "police", "observers", "source"])
