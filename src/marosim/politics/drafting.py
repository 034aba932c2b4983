"""From settings and a case's record to a mandate that can be put in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from marosim.politics.state import Mandate
from marosim.terms import Task
from marosim.world.areas import check_areas

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

HEADS = ("troops", "police", "observers")


def area_mask(model: ResponseModel, names: list[str]) -> np.ndarray:
    """Places by name or region; ``*`` is the whole country.

    Raises :class:`marosim.settings.SettingError` for a name that the case does not know.
    """
    check_areas(model.case, names)
    geography = model.geography
    if "*" in names:
        return np.array(geography.inside, dtype=bool)
    return np.isin(geography.names, names) | np.isin(geography.region, names)


def draft(model: ResponseModel) -> Mandate:
    """The mandate that today's settings ask for."""
    wish = model.settings.mandate
    most = recorded_strengths(model) if wish.name == "historical" else dict.fromkeys(HEADS, 0)
    return Mandate(
        name=wish.name,
        rules_of_engagement=wish.rules_of_engagement,
        protection=wish.protection,
        ceiling=wish.ceiling or most["troops"],
        police=wish.police or most["police"],
        observers=wish.observers or most["observers"],
        tasks=tuple(map(Task, wish.tasks)),
        area=area_mask(model, wish.area),
        ambiguity=wish.ambiguity,
        duration_days=wish.duration_days,
        chapter=wish.chapter,
    )


def strengths(model: ResponseModel) -> pd.DataFrame:
    """The record of strengths with a column ``day`` (0 is the start of the case)."""
    table = model.case.strengths
    if table is None or table.empty:
        return pd.DataFrame(columns=["day", *HEADS])
    days = (pd.to_datetime(table["date"]) - pd.Timestamp(model.case.start)).dt.days
    heads = table[list(HEADS)].fillna(0).astype(float)
    return heads.assign(day=days).sort_values("day")


def recorded_strengths(model: ResponseModel) -> dict[str, int]:
    """The largest strengths on record by kind, up to the first dated change of the ceiling."""
    table = strengths(model)
    changes = [day for day, value, _ in timeline(model, "mandate") if value > 0 and day > 0]
    if changes:
        table = table[table["day"] < changes[0]]
    return {kind: int(table[kind].max()) if len(table) else 0 for kind in HEADS}


def first_recorded_day(model: ResponseModel) -> int | None:
    """The day on which the record first knows a mission, negative before the case begins."""
    table = strengths(model)
    somebody = table[table[list(HEADS)].sum(axis=1) > 0]
    days = [int(somebody["day"].iloc[0])] if len(somebody) else []
    decided = timeline(model, "mandate")
    days += [day for day, value, _ in decided if value > 0]
    return min(days) if days else None


def timeline(model: ResponseModel, kind: str) -> list[tuple[int, float, str]]:
    """Dated rows of one kind: day, value (0 if none), text."""
    table = model.case.timeline
    if table is None or table.empty:
        return []
    rows = table[table["kind"] == kind]
    values = pd.to_numeric(rows["value"], errors="coerce").fillna(0.0)
    return [
        (int(day), float(value), str(text))
        for day, value, text in zip(rows["day"], values, rows["text"], strict=True)
    ]
