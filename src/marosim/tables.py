"""The tables of a run, made from its journal: what users read, with units."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from marosim import situation as s

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

PLACE_COLUMNS = {
    "people": "persons present",
    "displaced": "displaced persons present",
    "under_way": "persons on the way from here",
    "sheltered": "persons in protection sites",
    "deaths_direct": "civilians killed so far, persons",
    "deaths_indirect": "civilians dead of hardship so far, persons",
    "attacks": "attacks begun so far",
    "battle_deaths": "fighters killed so far, persons",
    "fear": "mean fear, 0 to 1",
    "peacekeepers": "troops present, persons",
    "controller": "organisation with the largest share of control, or empty",
    "control": "its share, 0 to 1",
    "risk": "warned probability of an attack within the horizon, 0 to 1",
}


def place_values(model: ResponseModel) -> dict[str, np.ndarray]:
    """Values by place on this day; counts of deaths and attacks are cumulative."""
    now = model.situation
    people = now.people
    total = people[:, :, : s.FIGHTER].sum(axis=(1, 2))
    present = people[:, :, : s.FIGHTER].sum(axis=2)
    weight = np.where(total > 0, total, 1)
    return {
        "people": total - people[:, :, s.UNDER_WAY].sum(axis=1),
        "displaced": people[:, :, [s.DISPLACED, s.ABROAD]].sum(axis=(1, 2)),
        "under_way": people[:, :, s.UNDER_WAY].sum(axis=1),
        "sheltered": people[:, :, s.SHELTERED].sum(axis=1),
        "deaths_direct": model.civilians.dead_direct.sum(axis=1),
        "deaths_indirect": model.civilians.dead_indirect.sum(axis=1),
        "attacks": model.armed.attacks_so_far.copy(),
        "battle_deaths": model.armed.battle_deaths_so_far.copy(),
        "fear": (now.fear * present).sum(axis=1) / weight,
        "peacekeepers": now.peacekeeper_force.copy(),
        "controller": np.where(now.control.max(axis=0) > 0, now.control.argmax(axis=0), -1),
        "control": now.control.max(axis=0),
        "risk": model.warning.risk.copy(),
    }


def daily_table(model: ResponseModel) -> pd.DataFrame:
    """One row a day, one column a metric; ``attrs['units']`` names the units."""
    table = pd.DataFrame(model.journal.days)
    if table.empty:
        table = pd.DataFrame(columns=["day", *model.metrics])
    empty = np.array([_may_be_empty(model, str(name)) for name in table.columns])
    table = table.where(table.notna().to_numpy() | empty, 0.0)
    start = pd.Timestamp(model.case.start)
    table.insert(1, "date", start + pd.to_timedelta(table["day"].astype(int), unit="D"))
    table["day"] = table["day"].astype("int32")
    table.attrs["units"] = {name: metric.unit for name, metric in model.metrics.items()}
    return table


def _may_be_empty(model: ResponseModel, name: str) -> bool:
    return name in model.metrics and bool(model.metrics[name].needs)


def places_table(model: ResponseModel) -> pd.DataFrame:
    """One row a recorded day and place; see PLACE_COLUMNS for units."""
    names = model.geography.names
    controllers = [*(o.name for o in model.armed.organisations), ""]
    pages = []
    for page in model.journal.places:
        frame = pd.DataFrame({k: v for k, v in page.items() if k != "day"})
        frame["controller"] = [controllers[int(i)] for i in frame["controller"]]
        frame.insert(0, "place", names)
        frame.insert(0, "day", np.int32(page["day"]))
        pages.append(frame)
    if not pages:
        return pd.DataFrame(columns=["day", "place", *PLACE_COLUMNS])
    table = pd.concat(pages, ignore_index=True)
    table.attrs["units"] = dict(PLACE_COLUMNS)
    return table


def events_table(model: ResponseModel) -> pd.DataFrame:
    """The event log; ``numbers`` is JSON text."""
    rows = [
        (e.day, model.case.date(e.day), e.kind, e.place, e.actor, e.text, json.dumps(e.numbers))
        for e in model.journal.events
    ]
    table = pd.DataFrame(rows, columns=["day", "date", "kind", "place", "actor", "text", "numbers"])
    table["day"] = table["day"].astype("int32")
    table["date"] = pd.to_datetime(table["date"])
    return table


def summarise(model: ResponseModel) -> dict[str, float]:
    """One number a metric: flows summed, stocks on the last day, totals at the end.

    Stocks also come as ``<name>_mean`` and ``<name>_peak`` over the days on which there is such
    a number; what has no value is NaN.
    """
    table = model.daily
    table.attrs = {}  # which pandas would copy for every column that is taken
    result: dict[str, float] = {}
    for name, metric in model.metrics.items():
        if name not in table or table.empty:
            continue
        column = table[name].to_numpy(dtype=float)
        result[name] = float(column.sum() if metric.kind == "flow" else column[-1])
        if metric.kind == "stock":
            known = column[~np.isnan(column)] if metric.needs else column
            result[f"{name}_mean"] = float(known.mean()) if len(known) else math.nan
            result[f"{name}_peak"] = float(known.max()) if len(known) else math.nan
    for mechanism in model.mechanisms:
        outcomes = getattr(mechanism, "run_outcomes", None)
        if outcomes is not None:
            result.update(outcomes())
    return result
