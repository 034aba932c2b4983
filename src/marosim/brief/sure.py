"""How sure a finding is: three questions, each answered by a rule, and what follows of all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marosim.brief.record import Record
from marosim.brief.verdicts import CLEAR, COARSE, Panel, Row, Verdicts
from marosim.study.intervals import FEWEST
from marosim.study.sufficiency import BETTER as ASKED
from marosim.study.sufficiency import table as sufficiency
from marosim.view.style import number, percent

NARROW = 0.25  # half width over effect, up to which its size is known
AGREEING = 0.95  # share of pairs or draws on one side, from which they are said to agree
MOSTLY = 0.8
PAIRS_OF_THREE = 8  # pairs below which chance is not said to be very unlikely
DRAWS_OF_THREE = 50  # draws of the uncertain settings below which agreement is a guess
WELL, IN_PART = 0.8, 0.5  # share of held-out rows that pass
TOGETHER = {
    3: "The direction is clear, and the size within its interval.",
    2: "The direction is clear. The size is uncertain.",
    1: "Do not build an argument on this.",
    0: "In this model the direction is clear. The true size may be very different.",
}
NOTHING_CLEAR = TOGETHER[1]


@dataclass(frozen=True)
class Answer:
    """A question, a short answer, what it rests on, and how many of three dots are filled."""

    question: str
    short: str
    why: str
    dots: int
    clear: bool = False  # of chance: whether an option differs clearly


def answers(verdicts: Verdicts, panel: Panel, record: Record | None) -> list[Answer]:
    """The three questions about the leading finding of a panel."""
    row = panel.row(panel.best) if panel.best else next(iter(panel.of(*CLEAR, COARSE)), None)
    return [chance(verdicts, panel, row), fit(record), assumptions(verdicts, row)]


def together(found: list[Answer]) -> str:
    """What the three answers allow a reader to do."""
    lowest = min(answer.dots for answer in found)
    return TOGETHER[lowest] if found[0].clear else NOTHING_CLEAR


def chance(verdicts: Verdicts, panel: Panel, row: Row | None) -> Answer:
    """Whether chance within the model may have made the finding."""
    question, pairs = "Could this be chance?", verdicts.pairs
    if panel.alone:
        return Answer(question, "Nothing is compared.", "The study has one option.", 0)
    if pairs < FEWEST:
        return Answer(
            question,
            "Cannot be told.",
            f"There are too few pairs of runs ({pairs}). Use at least {FEWEST}, better {ASKED}.",
            0,
        )
    if panel.identical:
        return Answer(question, "No.", "Every run is the same under all options.", 3)
    if row is not None and row.verdict == COARSE:
        return Answer(question, "The runs are too coarse to say.", _coarse(panel), 1)
    if row is None:
        wanted = sufficiency(verdicts.comparison, verdicts.metric)["wanted"].min()
        more = (
            f" About {number(wanted)} runs of each option would tell."
            if np.isfinite(wanted)
            else ""
        )
        return Answer(
            question,
            "Quite possible.",
            f"No option differs clearly in {pairs} pairs of runs.{more}",
            1,
        )
    agree = row.agreeing
    told = f"{agree} of {len(row.gains)} pairs of runs show the same direction."
    firm = (
        row.gain.half <= NARROW * abs(row.gain.mean)
        and agree >= AGREEING * len(row.gains)
        and len(row.gains) >= PAIRS_OF_THREE
    )
    if firm:
        return Answer(
            question, "Very unlikely.", f"{told} More runs would hardly change it.", 3, clear=True
        )
    return Answer(
        question, "Unlikely.", f"{told} More runs would narrow the interval.", 2, clear=True
    )


def _coarse(panel: Panel) -> str:
    each = number(panel.each)
    return f"One simulated civilian stands for about {each} people. Simulate more of them."


def fit(record: Record | None) -> Answer:
    """Whether the model comes to what was recorded, where what happened was run."""
    question = "Does the model fit the record?"
    if record is None:
        return Answer(question, "Not known.", "There is no record to compare with.", 0)
    reach = f"{number(record.low)} to {number(record.high)}"
    if not np.isfinite(record.model):
        return Answer(
            question,
            "Not tested.",
            f"The record says {reach}. The study does not run what happened.",
            0,
        )
    said = f"The model counts {number(record.model)} for what happened; the record says {reach}."
    share = record.passed / record.held_out if record.held_out else np.nan
    rows = (
        f" Of {record.held_out} other recorded numbers, {record.passed} are met."
        if record.held_out
        else ""
    )
    tuned = " It was tuned to this number." if record.tuned else ""
    if not record.within or share < IN_PART:
        return Answer(question, "Poorly.", f"{said}{rows}", 1)
    if share >= WELL and not record.tuned:
        return Answer(question, "Well.", f"{said}{rows}", 3)
    return Answer(question, "In part.", f"{said}{tuned}{rows}", 2)


def assumptions(verdicts: Verdicts, row: Row | None) -> Answer:
    """Whether draws of what is not known agree with the finding."""
    question = "Do other assumptions agree?"
    drawn = str((verdicts.study.about.get("uncertainty") or ["none"])[0])
    if drawn == "none":
        return Answer(
            question,
            "Not tested.",
            "Every run used the same settings. Before you quote a number, run the study "
            "with uncertainty=posterior.",
            0,
        )
    if row is None or not len(row.gains):
        return Answer(
            question, "No clear finding to test.", "No option differs clearly over the draws.", 1
        )
    count = len(row.gains)
    share = row.agreeing / count
    told = f"{percent(share)} of {count} draws of the uncertain settings show the same direction."
    if share >= AGREEING and count >= DRAWS_OF_THREE:
        # three dots would need other forms of the rules too, which a study does not run
        return Answer(
            question,
            "Yes, over its settings.",
            f"{told} Other forms of the rules were not tried.",
            2,
        )
    if share >= MOSTLY:
        few = f" {DRAWS_OF_THREE} draws would tell more." if count < DRAWS_OF_THREE else ""
        return Answer(question, "Mostly.", told + few, 2)
    return Answer(question, "No.", told, 1)
