"""Every message of the server to the page, typed.

The page's own types (``browser/said.d.ts``) are made from these by
``python -m marosim.view.generated``.
"""

from __future__ import annotations

from typing import Any, TypedDict

from marosim.view.drawn import (
    Bands,
    DayShown,
    History,
    LogEvent,
    PairedHistory,
    PairRow,
    PairsOfDay,
    Scene,
)

# ── what may be chosen


class CaseTitle(TypedDict):
    """A case that can be opened."""

    name: str
    title: str


class Option(TypedDict):
    """One option of a group, with the sentence that explains it."""

    name: str
    title: str
    sentence: str


class OptionGroup(TypedDict):
    """One group of a response, as mandate or funding."""

    group: str
    title: str
    options: list[Option]


class Choices(TypedDict):
    """What a visitor may open and choose; the same for all runs."""

    cases: list[CaseTitle]
    whole: OptionGroup
    groups: list[OptionGroup]
    speeds: list[int]


# ── how the controls stand


class Decided(TypedDict):
    """A decision on the way."""

    day: int
    group: str
    option: str


class ExerciseState(TypedDict):
    """Where a class stands; ``prices`` are points by group and option."""

    budget: int
    left: int
    waiting: bool
    inject: str
    place: str
    talk: list[str]
    recorded: bool
    message: bool
    prices: dict[str, dict[str, int]]
    number: int
    of: int
    next: int | None
    over: bool


class State(TypedDict):
    """Everything of the controls. ``pairing`` is the day that a late run beside has reached."""

    scenario: str
    seed: int
    day: int
    ran: int
    days: int
    date: str
    playing: bool
    moving: bool
    finished: bool
    speed: float
    choices: dict[str, str]
    decisions: list[Decided]
    paired: dict[str, str] | None
    pairing: int | None
    command: str
    query: str
    known: bool
    exercise: ExerciseState | None


# ── what is asked for on the way


class Progress(TypedDict):
    """How far something is that takes a while."""

    done: int
    of: int


class PairsTable(TypedDict):
    """What pairs of whole runs say."""

    rows: list[PairRow]
    pairs: int
    enough: bool


class PairsSoFar(Progress):
    """A comparison over pairs under way."""

    result: PairsTable | None


class Replications(PairsSoFar):
    """The same for the runs on the page, with what it says of the day shown."""

    today: PairsOfDay
    bands: Bands | None


class Compared(PairsSoFar):
    """Another run against the one that is open, each described as in an address."""

    query: str
    against: str


class WhyStep(TypedDict):
    """A step on the way to killings, or a decision with its reasons; ``when`` may be empty."""

    when: str
    text: str


class Why(TypedDict):
    """Why civilians were killed at a place: what led to it, and who decided so."""

    title: str
    chain: list[WhyStep]
    decided: list[WhyStep]


class Story(TypedDict):
    """The story of a place or a unit up to a day; ``units`` stand there: number, and words."""

    title: str
    what: str
    unit: bool
    place: int
    day: int
    facts: list[tuple[str, str]]
    units: list[tuple[int, str]]
    killed: list[int]
    events: list[LogEvent]
    persons: list[str]
    why: Why | None


class ChainRow(TypedDict):
    """One link of the response chain; ``share`` of attacks, ``left`` of the dying to come."""

    link: str
    step: str
    day: int | None
    date: str | None
    share: float | None
    left: float | None
    lost: float | None
    broken: bool


class Chain(TypedDict):
    """The response chain after ``day`` days."""

    rows: list[ChainRow]
    finding: str
    day: int


class Briefing(TypedDict):
    """The briefing of a case, and the language in which it is."""

    html: str
    lang: str
    sources: list[str]


class Outcome(TypedDict):
    """A metric of the run beside the same run without response, in words."""

    metric: str
    title: str
    unit: str
    run: str
    without: str
    difference: str


class ReviewDecision(TypedDict):
    """What was decided, with its date in words."""

    day: int
    date: str
    title: str
    option: str


class Observed(TypedDict):
    """A figure of history beside that of the run, in words."""

    title: str
    where: str
    when: str
    recorded: str
    range: str
    run: str
    source: str


class Review(TypedDict):
    """The after-action review."""

    day: int
    finding: str
    rows: list[Outcome]
    decisions: list[ReviewDecision]
    spent: int | None
    budget: int | None
    observed: list[Observed]
    recorded: bool
    weakest: str
    limits: str


class Heard(TypedDict):
    """All wishes up to this one were answered."""

    wish: int


class Fault(TypedDict):
    """What went wrong, in one line."""

    text: str


class FileNamed(TypedDict):
    """A file that comes with the message."""

    name: str
    type: str


class PictureNamed(TypedDict):
    """The name under which the page may keep a picture of its map."""

    name: str


SAID: dict[str, type] = {
    "choices": Choices, "scene": Scene, "history": History, "paired": PairedHistory,
    "state": State, "frame": DayShown, "pairing": Progress, "replications": Replications,
    "story": Story, "chain": Chain, "briefing": Briefing, "reviewing": Progress, "review": Review,
    "review_pairs": PairsSoFar, "heard": Heard, "error": Fault, "file": FileNamed,
    "picture": PictureNamed, "compared": Compared,
}  # fmt: skip

Messages = list[tuple[str, Any]]  # kinds of SAID, each with its content
