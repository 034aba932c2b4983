"""A run as the page draws it, typed: its scene, its days, and the pairs of runs beside them."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from marosim.view.layers import Label, Layers

Metrics = dict[str, float | None]  # None where a metric is not defined that day
Series = dict[str, list[float | None]]  # by metric, one value a day from day 0


Edge = tuple[int, int, float, float, float, float]  # two places, its two ends


class Organisation(TypedDict):
    """An armed organisation; badges name it by its number in the list, ``mark`` is its mark's."""

    title: str
    role: str
    mark: int


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
    ``cells`` are the ground of each place, ``edges`` what parts the ground of two; ``regions`` are
    their names, in the middle of the places of each.
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
    cells: list[list[list[float]]]
    edges: list[Edge]
    regions: list[Label]
    layers: Layers | None
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


Unit = tuple[int, int, int, int]  # number, organisation (negative: the mission), place, strength
Badge = tuple[int, int, int]  # place, organisation (negative: the mission), strength of all units
Flow = tuple[int, int, int]  # from, to, persons under way


class Beside(TypedDict):
    """The same day of the run beside this one."""

    places: Places
    badges: list[Badge]
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
    badges: list[Badge]
    flows: list[Flow]
    metrics: Metrics
    events: list[LogEvent]
    organisations: list[Organisation]
    missed: NotRequired[list[BriefDay]]
    paired: NotRequired[Beside]
    pairs: NotRequired[PairsOfDay]
    fresh: NotRequired[bool]


class Band(TypedDict):
    """Between which values 8 of 10 runs lie, one of each a day from day 0."""

    low: list[float]
    high: list[float]


Bands = dict[str, list[Band]]  # by metric: of the run, then of the run beside it


class PairedHistory(TypedDict):
    """All days so far of the run beside this one, and bands of many pairs; None without them."""

    paired: Series | None
    bands: Bands | None


class History(PairedHistory):
    """All days so far, and the log."""

    series: Series
    events: list[LogEvent]
