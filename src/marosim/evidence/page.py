"""The evidence in words: the order of tables, the sentence of each, and a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from marosim.evidence.labels import FITTED, INDEPENDENT, INPUT
from marosim.evidence.verdict import MISSES, PASSES, POINT
from marosim.shipped import shipped

SKILL = "Deaths by month: skill, calibration, sharpness"
RECORD = "Composition and record of the cases"
PUBLISHED = "Published effects"
ABLATION = {
    "acts": "Does it act: the first thing that each mechanism moves, off against on",
    "matters": "Does it matter: the outcome that people care about",
}
ABLATION_COLUMNS = (
    "id", "mechanism", "scenario", "outcome", "effect", "low", "high", "expected", "agrees",
    "replications", "detectable", "power", "finding",
)  # fmt: skip


ONLY_INDEPENDENT = (
    "Only independent lines are evidence: the others were fitted, or given to the run."
)
IN_SIGHT = (
    "In these lines no whole case was left out: shared settings and each case's own were set in "
    "sight of its record. Skill is that of a fitted model."
)
BROUGHT = (
    "{names}: no case that ships. Shared settings were set in sight of the records of those that "
    "do; a record of another war was seen by nobody who set them."
)


def is_published(found: pd.DataFrame) -> pd.Series:
    """Which lines of ``validation.csv`` are published effects."""
    return found["id"].astype(str).str.fullmatch(r"E\d+")


def parts(found: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Lines of ``validation.csv`` by table, in the order in which they should be read."""
    skill, published = found["skill"].notna(), is_published(found)
    for title, rows in (
        (SKILL, found[skill]), (RECORD, found[~skill & ~published]), (PUBLISHED, found[published])
    ):  # fmt: skip
        if len(rows):
            yield title, rows


def counted(found: pd.DataFrame) -> list[str]:
    """How many lines pass by their whole interval, by label."""
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
    return sentences


def summary(found: pd.DataFrame) -> list[str]:
    """How many lines pass, by label; only the independent are evidence."""
    return [*counted(found), ONLY_INDEPENDENT, *_in_sight(found)]


def _in_sight(found: pd.DataFrame) -> list[str]:
    """Whether what sets the model up was chosen in sight of the records, case by case."""
    cases = sorted(set(found.loc[~is_published(found), "id"].astype(str)))
    brought = [name for name in cases if not (shipped("scenarios") / name).is_dir()]
    said = [IN_SIGHT] if len(cases) > len(brought) else []
    return said + ([BROUGHT.format(names=", ".join(brought))] if brought else [])


def markdown(found: pd.DataFrame, face: pd.DataFrame) -> list[str]:
    """Lines of the page on cases: skill, composition and record, and what looks wrong."""
    text = [f"- {sentence}" for sentence in summary(found)]
    for title, rows in parts(found):
        text += ["", f"## {title}", "", *lines_table(rows)]
    if len(face):
        text += ["", "## At first sight", "", *table(face, ("case", "metric", "finding", "detail"))]
    return text


def left_out(found: pd.DataFrame, coverage: pd.DataFrame) -> list[str]:
    """Lines of the page on whole cases left out, with what bands held of made-up truths."""
    text = [f"- {sentence}" for sentence in (*counted(found), ONLY_INDEPENDENT)]
    text += ["", "## Each case, predicted from the others", "", *lines_table(found)]
    if len(coverage):
        text += ["", "## Bands on made-up truths", "", *table(coverage, tuple(coverage))]
    return text


def ablation(found: pd.DataFrame) -> list[str]:
    """Lines of the page on mechanisms: the two tables of ``ablation.csv``."""
    text = [ablation_summary(found)]
    for kind, title in ABLATION.items():
        rows = found[found["kind"] == kind]
        if len(rows):
            columns = [
                name for name in ABLATION_COLUMNS if name in rows and rows[name].notna().any()
            ]
            text += ["", f"## {title}", "", *table(rows.astype(object).fillna(""), columns)]
    return text


def ablation_summary(found: pd.DataFrame) -> str:
    """How many mechanisms act and matter as expected, of those with a claimed sign."""
    sentences = []
    for kind, word in (("acts", "act"), ("matters", "matter")):
        rows = found[(found["kind"] == kind) & found["expected"].isin(["+", "-"])]
        count = rows["agrees"].value_counts()
        if len(rows):
            sentences.append(
                f"Of {len(rows)} mechanisms with a claimed sign, {count.get('yes', 0)} {word} as "
                f"claimed, {count.get('no', 0)} the other way; {count.get('unclear', 0)} are "
                "unclear."
            )
    return " ".join(sentences)


def lines_table(rows: pd.DataFrame) -> list[str]:
    """Lines of ``validation.csv`` as a table of Markdown."""
    shown = pd.DataFrame(
        {
            "case or id": rows["id"],
            "target": rows["target"],
            "published": rows["published"].map(short),
            "accepted": rows["accept_low"].map(short) + " to " + rows["accept_high"].map(short),
            "simulated": rows["simulated"].map(short),
            "interval": rows["low"].map(short) + " to " + rows["high"].map(short),
            "label": rows["label"],
            "verdict": rows["verdict"],
        }
    )
    return table(shown, tuple(shown), right=("published", "accepted", "simulated", "interval"))


def table(rows: pd.DataFrame, columns: Sequence[str], right: Sequence[str] = ()) -> list[str]:
    """Rows as a table of Markdown, numbers as people read them."""
    lines = [
        f"| {' | '.join(columns)} |",
        "|" + "|".join("--:" if name in right else "---" for name in columns) + "|",
    ]
    for row in rows[list(columns)].itertuples(index=False):
        lines.append(f"| {' | '.join(short(value) for value in row)} |")
    return lines


def short(value: object) -> str:
    """A value of a table as people read it."""
    if isinstance(value, str):
        try:
            value = float(value)  # a column of words and numbers comes back as words
        except ValueError:
            return str(value)
    if not isinstance(value, (int, float)):
        return str(value)
    if value != value:
        return "–"
    return f"{value:,.0f}" if 1000 <= abs(value) < float("inf") else f"{value:.3g}"
