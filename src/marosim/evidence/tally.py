"""What a run is asked about who killed whom: days by cause, and attacks one by one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from marosim.situation import ATTACK, BATTLE, ROADBLOCK

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

LEVELS = ("displaced_abroad", "displaced_internal", "sheltered")
FLOWS = ("deaths_direct", "battle_deaths", "peacekeeper_deaths")


@dataclass(frozen=True)
class Tally:
    """Plain tables of one run that starts on ``start``.

    ``daily`` has a row a day: ``killed_one_sided`` (attacks and roadblocks), ``killed_in_battle``
    (civilians), and of the run's own metrics those of ``FLOWS`` and ``LEVELS``, all in persons.
    ``attacks`` has a row for each attack: ``day`` it began, ``role`` of who made it, ``persons``
    killed. ``metrics`` has lowest and highest value and the share of days without one, by
    metric of the run.
    """

    start: dt.date
    daily: pd.DataFrame
    attacks: pd.DataFrame
    metrics: pd.DataFrame


def tally(model: ResponseModel) -> Tally:
    """Run a model to its end and count."""
    one_sided, battle = [], []
    while not model.finished:
        model.step()
        died = model.situation.deaths_today
        one_sided.append(float(died[ATTACK].sum() + died[ROADBLOCK].sum()))
        battle.append(float(died[BATTLE].sum()))
    table = model.daily
    daily = pd.DataFrame({"killed_one_sided": one_sided, "killed_in_battle": battle})
    for name in (*FLOWS, *LEVELS):
        # what only a run with a mission reports is none without one
        daily[name] = table[name].to_numpy(dtype=float) if name in table else 0.0
    return Tally(model.case.start, daily, _attacks(model), _metrics(table))


def _attacks(model: ResponseModel) -> pd.DataFrame:
    roles = {o.name: o.role for o in model.armed.organisations}
    found = [
        (int(event.numbers["began"]), roles[event.actor], event.numbers["persons"])
        for event in model.journal.events
        if event.kind == "attack" and event.actor in roles
    ]
    attacks = model.mechanism("attacks")
    if attacks is not None:  # those that the last day cut off
        for slot, o, p in np.argwhere(attacks.running):  # type: ignore[attr-defined]
            role = model.armed.organisations[o].role
            found.append((int(attacks.began[slot, o, p]), role, float(attacks.killed[slot, o, p])))  # type: ignore[attr-defined]
    return pd.DataFrame(found, columns=["day", "role", "persons"])


def _metrics(table: pd.DataFrame) -> pd.DataFrame:
    values = table.drop(columns="day").select_dtypes("number")
    return pd.DataFrame(
        {"lowest": values.min(), "highest": values.max(), "empty": values.isna().mean()}
    )
