"""The evidence in words: the order of tables, the sentence of each, and a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from marosim.evidence.labels import FITTED, INDEPENDENT, INPUT
from marosim.evidence.verdict import MISSES, PASSES, POINT

SKILL = "Deaths by month: skill, calibration, sharpness"
RECORD = "Composition and record of the cases"
PUBLISHED = "Published effects"


def parts(found: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Lines of ``validation.csv`` by table, in the order in which they should be read."""
    skill = found["skill"].notna()
    published = found["id"].astype(str).str.fullmatch(r"E\d+")
    for title, rows in (
        (SKILL, found[skill]), (RECORD, found[~skill & ~published]), (PUBLISHED, found[published])
    ):  # fmt: skip
        if len(rows):
            yield title, rows


def summary(found: pd.DataFrame) -> list[str]:
    """How many lines pass, by label; only the independent are evidence."""
    sentences = []
    for label in (INDEPENDENT, FITTED, INPUT):
        rows = found[found["label"] == label]
        if len(rows):
            count = rows["verdict"].value_counts()
            sentences.append(
                f"{label}: {count.get(PASSES, 0)} of {len(rows)} lie with their whole interval in "
                f"the accepted range, {count.get(POINT, 0)} with the point only, "
                f"{count.get(MISSES, 0)} miss"
            )
    sentences.append(
        "Only independent lines are evidence: the others were fitted, or given to the run."
    )
    sentences.append(
        "No whole case was left out: shared settings and each case's own were set in sight of "
        "its record. Skill is that of a fitted model."
    )
    return sentences


def markdown(found: pd.DataFrame, face: pd.DataFrame, made: str) -> str:
    """The page that the documentation shows; ``made`` says with which runs it was made."""
    text = ["# How far the model can be believed", "", made, ""]
    text += [f"- {sentence}" for sentence in summary(found)]
    for title, rows in parts(found):
        text += ["", f"## {title}", "", *_table(rows)]
    if len(face):
        text += [
            "",
            "## At first sight",
            "",
            "| case | metric | finding | detail |",
            "|---" * 4 + "|",
        ]
        text += [
            f"| {row.case} | {row.metric} | {row.finding} | {row.detail} |"
            for row in face.itertuples()
        ]
    return "\n".join(text) + "\n"


def _table(rows: pd.DataFrame) -> list[str]:
    lines = [
        "| case or id | target | published | accepted | simulated | interval | label | verdict |",
        "|---|---|--:|--:|--:|--:|---|---|",
    ]
    for row in rows.itertuples():
        published = _short(row.published)
        lines.append(
            f"| {row.id} | {row.target} | {published} | {_short(row.accept_low)} to "
            f"{_short(row.accept_high)} | {_short(row.simulated)} | {_short(row.low)} to "
            f"{_short(row.high)} | {row.label} | {row.verdict} |"
        )
    return lines


def _short(value: object) -> str:
    if not isinstance(value, (int, float)):
        return str(value)
    if value != value:
        return "–"
    return f"{value:,.0f}" if 1000 <= abs(value) < float("inf") else f"{value:.3g}"
