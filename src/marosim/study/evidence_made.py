"""``marosim evidence``: every table of evidence in one go, part by part, each kept when done.

What is kept stands in one folder for one model and one size, so that a run that was stopped
goes on: whole parts are not computed again, nor the trials of a part that was under way.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from marosim.evidence.digest import changed, made, of_evidence, stamp
from marosim.evidence.page import is_published
from marosim.evidence.publish import FIGURES, TABLES
from marosim.record.whole import make_folder, whole_file, write_whole
from marosim.study import published
from marosim.study.ablation import ablate
from marosim.study.ablation_matters import matters
from marosim.study.compose import compose
from marosim.study.faults import StudyError
from marosim.study.kept import kept_in
from marosim.study.left_out import left_out
from marosim.study.validation import cases_with_record, draw_targets, validate

DONE, TRIALS, RESULTS = "done.json", "trials.jsonl", "results"
Counting = Callable[[int, int], Any]


@dataclass(frozen=True)
class Amount:
    """How much to compute: replications of each case and what is overridden in them, and sizes.

    ``draws`` are those of the pool for cases left out, each run for no more than ``days``.

    ``left_aside`` names published effects that take too long for this size.
    """

    replications: int
    overrides: tuple[str, ...]
    effects: str
    ablation: str
    draws: int
    days: int | None
    left_aside: tuple[str, ...] = ()


SIZES = {
    "quick": Amount(3, ("days=240", "population.agents=500"), "trial", "quick", 12, 120,
                    ("E1, regression", "E8, E9", "E10")),
    "default": Amount(10, (), "default", "default", 128, 400),
    "long": Amount(40, (), "long", "long", 256, None),
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A piece of the evidence that is kept when it is done: writes tables into its folder."""

    name: str
    words: str
    make: Callable[[Path, int | None, Counting], Any]


@dataclass(frozen=True)
class Timed:
    """How long a part took in this go; ``kept`` if it was there already."""

    words: str
    seconds: float
    kept: bool


def parts(amount: Amount) -> list[Part]:
    """All parts of a size, in the order in which they are made."""
    found = [
        Part(f"case_{name}", f"case {name}", partial(_case, name, amount))
        for name in cases_with_record()
    ]
    for number, (ids, compute) in enumerate(published.experiments().items()):
        if ids not in amount.left_aside:
            size = published.SIZES[amount.effects]
            found.append(
                Part(f"effects_{number}", f"effects {ids}", partial(_effects, compute, size))
            )
    return [
        *found,
        Part("acts", "mechanisms: does it act", partial(_acts, amount)),
        Part("matters", "mechanisms: does it matter", partial(_matters, amount)),
        Part("left_out", "whole cases left out", partial(_left_out, amount)),
    ]


def make_evidence(
    folder: Path,
    size: str,
    workers: int | None,
    counting: Callable[[str], Any],
    say: Callable[[Timed], Any],
    chosen: Sequence[Part] | None = None,
) -> list[Timed]:
    """Make all parts that the folder does not hold yet, then the tables in ``results``.

    ``counting`` gives a context with a function for (done, all); ``say`` hears of each part.
    Raises :class:`StudyError` where the folder holds evidence of another model.
    """
    _begin(folder, size)
    times = []
    for part in parts(SIZES[size]) if chosen is None else chosen:
        place = folder / part.name
        begun, kept = time.monotonic(), (place / DONE).is_file()
        if not kept:
            make_folder(place)
            with counting(part.words) as progress, kept_in(place / TRIALS):
                part.make(place, workers, progress)
            write_whole(place / DONE, json.dumps({"words": part.words}) + "\n")
        times.append(Timed(part.words, time.monotonic() - begun, kept))
        say(times[-1])
    gather(folder)
    return times


def _begin(folder: Path, size: str) -> None:
    """Refuse a folder of another model or size; note of which one it is."""
    said = f"size={size}"
    if about := made(folder):
        other = changed(about.get("digests", {}), of_evidence())
        if other or about.get("made") != said:
            what = ", ".join(other) or f"{about.get('made')}, asked for {said}"
            raise StudyError(f"{folder}: holds other evidence ({what}); choose another output_dir")
    else:
        make_folder(folder)
        stamp(folder, said)


def gather(folder: Path) -> None:
    """Put the tables and figures of all parts together in ``results``."""
    into = folder / RESULTS
    if into.exists():
        shutil.rmtree(into)
    make_folder(into / FIGURES)
    places = sorted((p for p in folder.iterdir() if (p / DONE).is_file()), key=_made_at)
    for name in TABLES:
        pages = [pd.read_csv(p / f"{name}.csv") for p in places if (p / f"{name}.csv").is_file()]
        pages = [page.astype(object) for page in pages if len(page)]
        if pages:
            table = pd.concat(pages, ignore_index=True)
            if name == "validation":
                table = _effects_last(table, into / FIGURES)
            with whole_file(into / f"{name}.csv") as draft:
                table.to_csv(draft, index=False)
    for place in places:
        for drawn in (place / FIGURES).glob("*_*.png"):
            _copy(drawn, into / FIGURES / drawn.name)


def _copy(file: Path, to: Path) -> None:
    with whole_file(to) as draft:
        shutil.copyfile(file, draft)


def _effects_last(table: pd.DataFrame, figures: Path) -> pd.DataFrame:
    """Lines of cases, then published effects in their order, which are drawn besides."""
    chosen = is_published(table)
    effects = table[chosen].sort_values("id", key=published.by_number, kind="stable")
    if len(effects):
        draw_targets(effects.infer_objects(), figures)
    return pd.concat([table[~chosen], effects], ignore_index=True)


def _made_at(place: Path) -> float:
    return (place / DONE).stat().st_mtime


def said(size: str) -> str:
    """With which runs evidence of a size was made, in a sentence or two."""
    amount = SIZES[size]
    effects = published.SIZES[amount.effects]
    text = (
        f"Written by `make evidence` (size={size}): {amount.replications} runs of each case"
        f"{' with ' + ' '.join(amount.overrides) if amount.overrides else ''}; published effects "
        f"over {effects.conflicts} made-up conflicts of {effects.months} months; cases left out "
        f"from {amount.draws} draws"
        f"{f', {amount.days} days of each' if amount.days else ''}."
    )
    if amount.left_aside:
        text += f" Not run in this size: {'; '.join(amount.left_aside)}."
    return text + (" A trial: its figures are no evidence." if size == "quick" else "")


def _case(name: str, amount: Amount, folder: Path, workers: int | None, progress: Counting) -> None:
    composed = compose([f"scenario={name}", *amount.overrides])
    validate([composed], folder, published=False, replications=amount.replications,
             workers=workers, progress=progress)  # fmt: skip
    drawn = folder / FIGURES / f"{name}_evidence.png"
    if drawn.is_file():
        _copy(drawn, drawn.with_name(f"validation_{name}.png"))
        drawn.unlink()


def _effects(
    compute: published.Experiment, size: published.Size, folder: Path, workers: int | None,
    progress: Counting,
) -> None:  # fmt: skip
    with whole_file(folder / "validation.csv") as draft:
        published.labelled(compute(size, workers, progress)).to_csv(draft, index=False)


def _acts(amount: Amount, folder: Path, workers: int | None, progress: Counting) -> None:
    ablate(replications=amount.ablation, workers=workers, progress=progress, folder=folder)


def _matters(amount: Amount, folder: Path, workers: int | None, progress: Counting) -> None:
    with whole_file(folder / "ablation.csv") as draft:
        matters(amount.ablation, workers=workers, progress=progress).to_csv(draft, index=False)


def _left_out(amount: Amount, folder: Path, workers: int | None, progress: Counting) -> None:
    cases = [compose([f"scenario={name}", *amount.overrides]) for name in cases_with_record()]
    for composed in cases:
        days = composed.settings.days or composed.case.days
        composed.settings.days = min(days, amount.days or days, composed.case.days)
    for name, table in zip(
        ("left_out", "coverage"), left_out(cases, amount.draws, workers, progress), strict=True
    ):
        with whole_file(folder / f"{name}.csv") as draft:
            table.to_csv(draft, index=False, float_format="%.6g")
