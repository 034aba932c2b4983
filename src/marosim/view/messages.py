"""Every message of the server to the page, typed.

The page's own types (``browser/said.d.ts``) are made from these by
``python -m marosim.view.generated``.
"""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

Metrics = dict[str, float | None]  # None where a metric is not defined that day
Series = dict[str, list[float | None]]  # by metric, one value a day from day 0


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
    groups: list[OptionGroup]
    speeds: list[int]


# ── the run


class Organisation(TypedDict):
    """An armed organisation; units name it by its number in the list."""

    title: str
    role: str


class MetricWords(TypedDict):
    """How a metric is called, and its unit."""

    title: str
    unit: str


class Tick(TypedDict):
    """A dated event of the case, for the timeline."""

    day: int
    kind: str
    text: str
    place: str


class Scene(TypedDict):
    """What stays the same in a run. Places are named by their number in ``names``.

    A route is start, end and quality; ``recorded`` has day, value, lowest and highest by metric.
    """

    case: str
    title: str
    summary: str
    start: str
    days: int
    outline: list[list[list[float]]]
    names: list[str]
    kinds: list[str]
    inside: list[bool]
    capital: int
    lon: list[float]
    lat: list[float]
    routes: list[tuple[int, int, float]]
    organisations: list[Organisation]
    metrics: dict[str, MetricWords]
    recorded: dict[str, list[tuple[int, float, float | None, float | None]]]
    ticks: list[Tick]
    persons_per_agent: float


class LogEvent(TypedDict):
    """An event of the log; ``n`` counts them."""

    n: int
    day: int
    date: str
    kind: str
    place: str
    text: str
    size: int


class Places(TypedDict):
    """By place, whole numbers. Where only the known is shown some are missing, others added."""

    people: list[int]
    recent: list[int]
    dead: list[int]
    holder: list[int]
    hold: list[int]
    attack: list[int]
    alert: list[int]
    risk: list[int]
    refuge: list[int]
    sheltered: list[int]
    displaced: NotRequired[list[int]]
    fear: NotRequired[list[int]]
    watched: NotRequired[list[int]]
    report_day: NotRequired[list[int]]
    seen_day: NotRequired[list[int]]


Unit = tuple[
    int, int, int, int
]  # its number, organisation (negative: the mission), place, strength
Flow = tuple[int, int, int]  # from, to, persons under way


class Beside(TypedDict):
    """The same day of the run beside this one."""

    places: Places
    units: list[Unit]
    flows: list[Flow]
    organisations: list[Organisation]
    metrics: Metrics


class PairRow(TypedDict):
    """What pairs of runs say of one metric; ``side`` is 0 where they carry no direction."""

    metric: str
    title: str
    difference: float
    low: float
    high: float
    said: str
    reach: str
    side: int
    agree: str
    values: list[float]


class PairsOfDay(TypedDict):
    """What the pairs so far say of the day shown; ``places`` is 0 where they do not agree."""

    done: int
    of: int
    enough: bool
    rows: list[PairRow]
    places: list[int]


class BriefDay(TypedDict):
    """A day for charts and log alone."""

    day: int
    metrics: Metrics
    events: list[LogEvent]
    paired: Metrics | None


class DayShown(TypedDict):
    """One day as the page draws it; ``missed`` are days that were not drawn."""

    day: int
    date: str
    places: Places
    units: list[Unit]
    flows: list[Flow]
    metrics: Metrics
    events: list[LogEvent]
    organisations: list[Organisation]
    missed: NotRequired[list[BriefDay]]
    paired: NotRequired[Beside]
    pairs: NotRequired[PairsOfDay]
    fresh: NotRequired[bool]


class PairedHistory(TypedDict):
    """All days so far of the run beside this one, None without one."""

    paired: Series | None


class History(PairedHistory):
    """All days so far, and the log."""

    series: Series
    events: list[LogEvent]


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


class Story(TypedDict):
    """The story of a place or a unit up to a day."""

    title: str
    what: str
    place: int
    day: int
    facts: list[tuple[str, str]]
    killed: list[int]
    events: list[LogEvent]
    persons: list[str]


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
    """The briefing of a case."""

    html: str
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
    "picture": PictureNamed,
}  # fmt: skip

Messages = list[tuple[str, Any]]  # kinds of SAID, each with its content
