"""How sure a finding is: three questions, each answered by a rule, and what follows of all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marosim.brief.record import Record
from marosim.brief.verdicts import CLEAR, COARSE, Panel, Row, Verdicts
from marosim.languages import N_, _
from marosim.languages.formats import apart, date, number, percent
from marosim.study.intervals import FEWEST
from marosim.study.sufficiency import BETTER as ASKED
from marosim.study.sufficiency import table as sufficiency

NARROW = 0.25  # half width over effect, up to which its size is known
AGREEING = 0.95  # share of pairs or draws on one side, from which they are said to agree
MOSTLY = 0.8
PAIRS_OF_THREE = 8  # pairs below which chance is not said to be very unlikely
DRAWS_OF_THREE = 50  # draws of the uncertain settings below which agreement is a guess
WELL, IN_PART = 0.8, 0.5  # share of held-out rows that pass
TOGETHER = {
    3: N_("The direction is clear, and the size within its interval."),
    2: N_("The direction is clear. The size is uncertain."),
    1: N_("Do not build an argument on this."),
    0: N_("In this model the direction is clear. The true size may be very different."),
}
FIRM = 2  # dots from which an answer may stand alone
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
    return _(TOGETHER[_lowest(found)] if found[0].clear else NOTHING_CLEAR)


def caution(found: list[Answer]) -> str:
    """The same where it must stand beside a clear answer, since little supports it; else none."""
    return together(found) if found[0].clear and _lowest(found) < FIRM else ""


def _lowest(found: list[Answer]) -> int:
    return min(answer.dots for answer in found)


def chance(verdicts: Verdicts, panel: Panel, row: Row | None) -> Answer:
    """Whether chance within the model may have made the finding."""
    question, pairs = _("Could this be chance?"), verdicts.pairs
    if panel.alone:
        return Answer(question, _("Nothing is compared."), _("The study has one option."), 0)
    if pairs < FEWEST:
        return Answer(
            question,
            _("Cannot be told."),
            _(
                "There are too few pairs of runs ({pairs}). Use at least {few}, better {better}.",
                pairs=pairs,
                few=FEWEST,
                better=ASKED,
            ),
            0,
        )
    if panel.identical:
        return Answer(question, _("No."), _("Every run is the same under all options."), 3)
    if row is not None and row.verdict == COARSE:
        return Answer(question, _("The runs are too coarse to say."), _coarse(panel), 1)
    if row is None:
        told = sufficiency(verdicts.comparison, verdicts.metric)
        mine = told["response"].isin([one.label for one in panel.rows])
        wanted = told.loc[mine, "wanted"].min()
        said = _("No option differs clearly in {pairs} pairs of runs.", pairs=pairs)
        if np.isfinite(wanted):
            said += " " + _("About {runs} runs of each option would tell.", runs=number(wanted))
        return Answer(question, _("Quite possible."), said, 1)
    agree = row.agreeing
    told = _("{agree} of {pairs} pairs of runs show the same direction.",
             agree=agree, pairs=len(row.gains))  # fmt: skip
    firm = (
        row.gain.half <= NARROW * abs(row.gain.mean)
        and agree >= AGREEING * len(row.gains)
        and len(row.gains) >= PAIRS_OF_THREE
    )
    if firm:
        more = _("More runs would hardly change it.")
        return Answer(question, _("Very unlikely."), f"{told} {more}", 3, clear=True)
    more = _("More runs would narrow the interval.")
    return Answer(question, _("Unlikely."), f"{told} {more}", 2, clear=True)


def _coarse(panel: Panel) -> str:
    each = number(panel.each)
    return _("One simulated civilian stands for about {each} people. Simulate more of them.",
             each=each)  # fmt: skip


def fit(record: Record | None) -> Answer:
    """Whether the model comes to what was recorded, where what happened was run."""
    question = _("Does the model fit the record?")
    if record is None:
        return Answer(question, _("Not known."), _("There is no record to compare with."), 0)
    reach = {"low": number(record.low), "high": number(record.high)}
    if not np.isfinite(record.model):
        return Answer(
            question,
            _("Not tested."),
            _("The record says {low} to {high}. The study does not run what happened.", **reach),
            0,
        )
    said = _(
        "The model counts {amount} for what happened up to {day}; the record says {low} to {high}.",
        amount=number(record.model), day=date(record.until), **reach,
    )  # fmt: skip
    share = record.passed / record.held_out if record.held_out else np.nan
    rows = ""
    if record.held_out:
        rows = " " + _("Of {all} other recorded numbers, {met} are met.",
                       all=record.held_out, met=record.passed)  # fmt: skip
    tuned = " " + _("It was tuned to this number.") if record.tuned else ""
    if not record.within or share < IN_PART:
        return Answer(question, _("Poorly."), f"{said}{rows}", 1)
    if share >= WELL and not record.tuned:
        return Answer(question, _("Well."), f"{said}{rows}", 3)
    return Answer(question, _("In part."), f"{said}{tuned}{rows}", 2)


def assumptions(verdicts: Verdicts, row: Row | None) -> Answer:
    """Whether draws of what is not known agree with the finding."""
    question = _("Do other assumptions agree?")
    drawn = str((verdicts.study.about.get("uncertainty") or ["none"])[0])
    if drawn == "none":
        return Answer(
            question,
            _("Not tested."),
            _(
                "Every run used the same settings. Before you quote a number, run the study "
                "with {setting}.",
                setting=apart("uncertainty=posterior"),
            ),
            0,
        )
    if row is None or not len(row.gains):
        return Answer(
            question,
            _("No clear finding to test."),
            _("No option differs clearly over the draws."),
            1,
        )
    count = len(row.gains)
    share = row.agreeing / count
    told = _("{share} of {draws} draws of the uncertain settings show the same direction.",
             share=percent(share), draws=count)  # fmt: skip
    if share >= AGREEING and count >= DRAWS_OF_THREE:
        # three dots would need other forms of the rules too, which a study does not run
        return Answer(
            question,
            _("Yes, over its settings."),
            told + " " + _("Other forms of the rules were not tried."),
            2,
        )
    if share >= MOSTLY:
        few = ""
        if count < DRAWS_OF_THREE:
            few = " " + _("{draws} draws would tell more.", draws=DRAWS_OF_THREE)
        return Answer(question, _("Mostly."), told + few, 2)
    return Answer(question, _("No."), told, 1)
