"""Published effects of peacekeepers near by: spells of violence at a place, with and without."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from marosim.response_model import ResponseModel
from marosim.study.ensemble import Mission, conflict
from marosim.study.published import MONTH, Size, row, standing_settings
from marosim.study.trials import Trial, run_trials

TROOPS = 2500.0
LEAST = 10.0  # peacekeepers at a place, on average, that count as a local presence


def violent_months(model: ResponseModel) -> NDArray[np.bool_]:
    """Whether attacks or battles were under way, by place and month [P, M]."""
    months = int(model.last_day // MONTH)
    violent = np.zeros((model.geography.count, months), dtype=bool)
    index = {name: i for i, name in enumerate(model.geography.names)}
    for event in model.journal.events:
        if event.kind not in ("attack", "battle"):
            continue
        first = int(event.numbers.get("began", event.day) // MONTH)
        last = min(int(event.day // MONTH), months - 1)
        violent[index[event.place], first : last + 1] = True
    return violent


def spells(model: ResponseModel) -> Mapping[str, float]:
    """By place: violent months and spells of them that began, quiet months, peacekeepers."""
    violent = violent_months(model)
    before = np.pad(violent, ((0, 0), (1, 0)))[:, :-1]
    onsets = violent & ~before
    troops = model.places_table.groupby("place", sort=False)["peacekeepers"].mean().to_numpy()
    columns = {
        "violent": violent.sum(axis=1),
        "spells": onsets.sum(axis=1),
        "quiet": (~before).sum(axis=1),
        "troops": troops,
    }
    return {
        f"{name}:{p}": float(v) for name, values in columns.items() for p, v in enumerate(values)
    }


def _near(none: Mapping[str, float], kept: Mapping[str, float]) -> dict[str, float]:
    """Sums over the places that have peacekeepers in the run with a mission, in both runs."""
    places = [key.split(":")[1] for key in kept if key.startswith("troops:") and kept[key] >= LEAST]
    result: dict[str, float] = {}
    for arm, values in (("none", none), ("kept", kept)):
        for name in ("violent", "spells", "quiet"):
            result[f"{arm}_{name}"] = sum(values[f"{name}:{p}"] for p in places)
    return result


def places_course(
    size: Size, workers: int | None = None, progress: Callable[[int, int], Any] | None = None
) -> list[dict[str, Any]]:
    """E12: how long violence lasts, and how often it begins, where peacekeepers stand.

    The same places of the same conflicts are compared with and without the mission. An
    episode is a spell of months with attacks or battles at a place.
    """
    settings = standing_settings(size.agents)
    arms = [
        run_trials(
            [
                Trial(conflict(k, Mission(troops=troops), size.months), settings, 1 + k, spells,
                      places_every=30)
                for k in range(size.conflicts)
            ],
            workers, progress,
        )
        for troops in (0.0, TROOPS)
    ]  # fmt: skip
    table = pd.DataFrame([_near(none, kept) for none, kept in zip(*arms, strict=True)])
    how = f"places with at least {LEAST:.0f} of {TROOPS:,.0f} troops, and the same without"
    return [
        row("E12", "length of local episodes with peacekeepers near / without", "shorter",
            (0.3, 0.97), _quotients(table, "violent", "spells"), how),
        row("E12", "onset of local episodes with peacekeepers near / without", "hardly changed",
            (0.7, 1.2), _quotients(table, "spells", "quiet"), how),
    ]  # fmt: skip


def _quotients(table: pd.DataFrame, above: str, below: str) -> tuple[float, float, float]:
    """Ratio of Σ above / Σ below with peacekeepers to the same without, by bootstrap."""
    draws = np.random.default_rng(0).integers(0, len(table), (2000, len(table)))
    draws[0] = np.arange(len(table))
    sums = {name: table[name].to_numpy()[draws].sum(axis=1) for name in table}
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (sums[f"kept_{above}"] / sums[f"kept_{below}"]) / (
            sums[f"none_{above}"] / sums[f"none_{below}"]
        )
    low, high = np.nanquantile(found, [0.025, 0.975])
    return float(found[0]), float(low), float(high)
