"""One run under somebody's hands: choices, dated decisions, and every day kept."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from marosim.response_model import ResponseModel, run_length
from marosim.settings import Settings
from marosim.study.compose import Composed, compose, groups
from marosim.study.decisions import DatedChoice, planned
from marosim.view import names
from marosim.view.drawn import Scene
from marosim.view.frames import Frame, capture, scene
from marosim.view.opening import openings


@dataclass(frozen=True)
class Plan:
    """Everything that determines a run: case, seed, choices, single values, decisions."""

    scenario: str
    seed: int = 1
    choices: tuple[tuple[str, str], ...] = ()
    values: tuple[str, ...] = ()
    decisions: tuple[DatedChoice, ...] = field(default=())

    def overrides(self) -> list[str]:
        """Words for the command line, without the decisions."""
        return [
            f"scenario={self.scenario}",
            f"seed={self.seed}",
            *(f"{group}={option}" for group, option in sorted(self.choices)),
            *self.values,
        ]

    def command(self) -> str:
        """The command that repeats the run exactly."""
        words = self.overrides()
        if self.decisions:
            listed = ",".join(f'"{d}"' for d in self.decisions)
            words.append(f"'decisions=[{listed}]'")
        return " ".join(["marosim run", *words])

    def choose(self, group: str, option: str) -> Plan:
        """The plan with another option from the start; the case's own option needs no word."""
        chosen = {**dict(self.choices), group: option}
        return replace(self, choices=tuple(sorted(chosen.items())))

    def chosen(self, day: int, defaults: dict[str, str]) -> dict[str, str]:
        """The option of every group on a day."""
        now = {**defaults, **dict(self.choices)}
        for decision in self.decisions:
            if decision.day <= day:
                now[decision.group] = decision.option
        return now


@lru_cache(maxsize=128)
def composed(words: tuple[str, ...]) -> Composed:
    """Composed words, kept because composing takes longer than a day of the model."""
    return compose(list(words))


def fresh(plan: Plan) -> Composed:
    """The start of a plan with settings that the caller may change.

    Composed once for all seeds, because only the seed itself depends on it.
    """
    known = composed(tuple(replace(plan, seed=0).overrides()))
    settings = copy.deepcopy(known.settings)
    settings.seed = plan.seed
    return replace(known, settings=settings)


@dataclass(frozen=True)
class Waymark:
    """A running model as it was after some days, to go on from there another way."""

    day: int
    model: ResponseModel


class Line:
    """A run in progress with a frame for every day so far; frame k is after k days.

    With ``kept=False`` no frames are made, and with ``rewinds=False`` no waymarks to go back to;
    both make it quicker. The model is built when it is first needed.
    """

    WAYMARKS = 36  # a run keeps so many; going back means at most that part of it again
    FEWEST_DAYS_BETWEEN = 15

    def __init__(self, plan: Plan, *, kept: bool = True, rewinds: bool = True) -> None:
        self.plan = plan
        self.kept = kept
        self.rewinds = kept and rewinds
        start = fresh(plan)
        self.case = start.case
        self.defaults = {g: o for g, o in start.choices.items() if g in names.GROUPS}
        self.last_day = run_length(start.case, start.settings)
        self.waymarks: list[Waymark] = []
        self._settings = start.settings

    @property
    def built(self) -> bool:
        """Whether the model is there; what has not begun can be shown without it."""
        return "_model" in self.__dict__

    def build(self) -> None:
        """Build the model now, before a day is asked for."""
        _ = self._model

    @property
    def _start(self) -> Plan:
        return replace(self.plan, decisions=())

    @cached_property
    def _model(self) -> ResponseModel:
        return ResponseModel(self.case, self._settings)

    @cached_property
    def scene(self) -> Scene:
        """What stays the same in this run, for the page."""
        return openings.of("scene", self._start, lambda: scene(self.case, self._model))

    @cached_property
    def frames(self) -> list[Frame]:
        """Every day so far; none of a line that keeps none."""
        if not self.kept:
            return []
        return [openings.of("day 0", self._start, lambda: capture(self._model, [], 0))]

    @cached_property
    def seen(self) -> int:
        """Events of the journal that the frames hold."""
        return sum(len(frame.events) for frame in self.frames)

    def _keep(self) -> None:
        if not self.kept:
            return
        self.frames.append(capture(self._model, self.frames, self.seen))
        self.seen = len(self._model.journal.events)

    @property
    def day(self) -> int:
        """Days that have run."""
        return max(self._model.day, len(self.frames) - 1) if self.built else 0

    @property
    def finished(self) -> bool:
        """Whether all days have run."""
        return self.day >= self.last_day

    @property
    def model(self) -> ResponseModel:
        """The model as it is after the days that have run."""
        while self._model.day < self.day:  # a rewound run has the days already, not the model
            self._step()
        return self._model

    def step(self) -> None:
        """Run one day, with the decisions that were made for it."""
        assert self.model.day == self.day
        self._step()
        self._keep()

    def _step(self) -> None:
        for decision in self.plan.decisions:
            if decision.day == self._model.day:
                self._apply(decision)
        self._model.step()
        self._mark()

    def _mark(self) -> None:
        apart = max(self.last_day // self.WAYMARKS, self.FEWEST_DAYS_BETWEEN)
        if self.rewinds and self._model.day % apart == 0 and not self.finished:
            self.waymarks.append(Waymark(self._model.day, copy.deepcopy(self._model)))

    def _apply(self, decision: DatedChoice) -> None:
        made = self.plan.decisions[: self.plan.decisions.index(decision) + 1]
        start = self._start

        def settings_with(options: Mapping[str, str]) -> Settings:
            changed = replace(start, choices=tuple({**dict(start.choices), **options}.items()))
            return fresh(changed).settings

        latest = planned(made, settings_with, groups())[-1]
        self._model.decide(latest.changes, latest.text, latest.group)

    def decide(self, group: str, option: str) -> DatedChoice:
        """Decide for the day that comes next; an older decision of that day gives way."""
        decision = DatedChoice(self.day, group, option)
        others = [d for d in self.plan.decisions if (d.day, d.group) != (self.day, group)]
        made = sorted([*others, decision], key=lambda d: d.day)
        self.plan = replace(self.plan, decisions=tuple(made))
        return decision

    def rewound(self, day: int) -> Line:
        """The same run again up to a day, forgetting later decisions.

        Its days are there at once; the model runs them again when it is needed.
        """
        made = tuple(d for d in self.plan.decisions if d.day < day)
        plan = replace(self.plan, decisions=made)
        marks = [mark for mark in self.waymarks if mark.day <= day]
        again = copy.copy(self)
        again.plan, again.waymarks = plan, marks
        again._model = copy.deepcopy(marks[-1].model) if marks else Line(plan).model
        again.frames = self.frames[: day + 1]
        again.seen = sum(len(frame.events) for frame in again.frames)
        again.run_to(day)
        return again

    def run_to(self, day: int) -> None:
        """Run until so many days have passed, or the end."""
        while self.day < day and not self.finished:
            self.step()

    def chosen(self, day: int | None = None) -> dict[str, str]:
        """The option of every group that holds on a day; now if no day is given."""
        return self.plan.chosen(self.day if day is None else day, self.defaults)
