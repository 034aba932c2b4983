"""What a case's record says of a mission: its strengths, and dated decisions about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

HEADS = ("troops", "police", "observers")


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
