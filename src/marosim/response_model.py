"""The model: builds a world from a case and settings, then runs the day's list."""

from __future__ import annotations

import copy
import datetime as dt
import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from typing import Any

import mesa
import numpy as np
import pandas as pd
from mesa.discrete_space import Network

from marosim.armed.forces import Forces
from marosim.armed.leadership import Leadership
from marosim.armed.units import ArmedUnit
from marosim.civilians.civilian import Civilian
from marosim.civilians.flight import Flight
from marosim.civilians.given import GivenFlight
from marosim.civilians.population import Civilians
from marosim.civilians.selection import CivilianSet
from marosim.core.agent_classes import AgentClasses, AgentKey
from marosim.core.guard import guarded, strict
from marosim.core.row_agent import Edit
from marosim.core.state import State
from marosim.day import STATE, the_day
from marosim.injects import Inject, take_in
from marosim.journal import Journal, Metric
from marosim.judging.state import JudgingState
from marosim.mechanism import Mechanism
from marosim.mesa_releases import let_models_go, scenario_of_none
from marosim.mission.contingents import KINDS, Contingent
from marosim.mission.state import MissionState
from marosim.mission.units import PeacekeeperUnit
from marosim.notebook import bar, in_notebook, model_html
from marosim.peace.mediators import SENDERS, Mediator
from marosim.peace.state import PeaceState
from marosim.politics.state import PoliticsState
from marosim.randomness import Draws
from marosim.settings import Settings, assign
from marosim.situation import Situation
from marosim.tables import daily_table, events_table, place_values, places_table, summarise
from marosim.warning.state import WarningState
from marosim.world.areas import check_areas
from marosim.world.case import Case
from marosim.world.geography import Geography

let_models_go()

NAMED_CHANCE = (
    "marosim draws its chance by name from settings.seed, which this does not change; "
    "make a model with another seed"
)
RESERVE_ORGANISATIONS = 2  # rows kept for factions that split off


def replaceable(case: Case) -> dict[type[mesa.Agent], list[str]]:
    """Classes of agents that a user may replace, and the names that go with each."""
    organisations = [organisation.name for organisation in case.organisations]
    return {
        ArmedUnit: organisations,
        Leadership: organisations,
        PeacekeeperUnit: list(KINDS),
        Contingent: list(KINDS),
        Mediator: list(SENDERS),
    }


@dataclass(frozen=True)
class Decision:
    """Settings changed while a run was under way: ``changes`` hold from ``day`` on."""

    day: int
    changes: dict[str, Any]
    text: str
    group: str = ""


def run_length(case: Case, settings: Settings) -> int:
    """Days that a run has: those that the settings ask for, or the case's own."""
    return settings.days or case.days


class BrokenDayError(RuntimeError):
    """A day that ended halfway: what stands in the model belongs to no day."""


class ResponseModel(mesa.Model):
    """One run of a case under one set of settings.

    ``situation`` holds what mechanisms share, ``journal`` what they report. A day is the
    list ``mechanisms``, in order. Nothing here reads files.
    """

    warning: WarningState
    politics: PoliticsState
    mission: MissionState
    peace: PeaceState
    judging: JudgingState

    def __init__(
        self,
        case: Case,
        settings: Settings,
        extra_mechanisms: Sequence[Mechanism[Any] | type[Mechanism[Any]]] = (),
        agent_classes: Mapping[AgentKey, type[mesa.Agent]] | None = None,
    ) -> None:
        super().__init__(rng=settings.seed, **scenario_of_none(settings.seed))
        check_areas(case, settings.mandate.area)
        self.case = case
        self.settings = copy.deepcopy(settings)
        self.first_settings = copy.deepcopy(settings)
        self.decisions: list[Decision] = []
        self.injects: list[Inject] = []
        self.draws = Draws(settings.seed)
        self.day = 0
        self.broken: int | None = None  # the day that an error or Ctrl-C cut short
        self.last_day = run_length(case, settings)
        self.journal = Journal()
        self.edits: list[Edit] = []  # what a user changed by hand; settings do not tell of it
        self.agent_classes = AgentClasses(agent_classes or {}, replaceable(case))
        self.edits += self.agent_classes.edits()
        self.geography = Geography(case, settings.travel, settings.seed)
        self.situation = Situation(
            place=self.geography.count,
            community=len(case.communities),
            organisation=len(case.organisations) + RESERVE_ORGANISATIONS,
        )
        self.situation.exclusion[:] = [c.exclusion for c in case.communities]
        self.civilians = Civilians(self)
        self.armed = Forces(self)
        self.armed.start()
        for name, state in STATE.items():
            setattr(self, name, state(self))
        self.states = self._states()
        self.mechanisms = self._mechanisms(extra_mechanisms)
        self.metrics = self._metrics()
        self.journal.declared = self.metrics
        for mechanism in self.mechanisms:
            with self._held(mechanism):
                mechanism.start()

    def agent_class(self, stock: type[Any], name: str = "") -> type[Any]:
        """The class of which an agent of this kind and name is made: see ``agent_classes``."""
        return self.agent_classes.of(stock, name)

    @property
    def in_day(self) -> bool:
        """Whether a day is under way, so that rules hold numbers of rows."""
        return self.broken is not None

    def _mechanisms(
        self, extra: Sequence[Mechanism[Any] | type[Mechanism[Any]]]
    ) -> list[Mechanism[Any]]:
        chosen: list[Mechanism[Any]] = []
        for kind in the_day():
            options = getattr(self.settings, kind.settings_key) if kind.settings_key else None
            if options is None or options.enabled:
                chosen.append(self._made(kind)(self, options))
        for item in extra:
            chosen.append(item(self, None) if isinstance(item, type) else item)
            chosen[-1].model = self
        return chosen

    def _made(self, kind: type[Mechanism[Any]]) -> type[Mechanism[Any]]:
        """The class that stands in for one of the day's: flight may be given by the case."""
        return GivenFlight if kind is Flight and self.case.arrivals is not None else kind

    def _metrics(self) -> dict[str, Metric]:
        found: dict[str, Metric] = {}
        for kind in (*the_day(), *(type(m) for m in self.mechanisms)):
            found.update(kind.metrics)
        return found

    def _states(self) -> dict[str, State]:
        """What the rooms share, by the name of its class."""
        rooms = [self.situation, *(getattr(self, name) for name in STATE)]
        kept = [value for room in rooms for value in vars(room).values()]
        return {type(s).__name__: s for s in (*rooms, *kept) if isinstance(s, State)}

    @property
    def agents_by_type(self) -> dict[type[mesa.Agent], Any]:
        """Agents by class, as Mesa has them; civilians as a set of light handles."""
        return {**super().agents_by_type, Civilian: CivilianSet(self.civilians)}

    @property
    def space(self) -> Network:
        """The map as Mesa's network of cells, in which units and envoys stand."""
        return self.geography.network

    grid = space  # the name under which Mesa's own views look for it

    def reset_rng(self, rng: Any = None) -> None:
        """Set Mesa's generator anew; marosim's own chance follows from ``seed`` alone."""
        warnings.warn(NAMED_CHANCE, UserWarning, stacklevel=2)
        super().reset_rng(rng)

    @property
    def agent_types(self) -> list[type[mesa.Agent]]:
        """Classes of agents, as Mesa has them, and that of civilians."""
        return [*super().agent_types, Civilian]

    @property
    def date(self) -> dt.date:
        """The calendar date of the day that comes next."""
        return self.case.date(self.day)

    @property
    def finished(self) -> bool:
        """Whether all days have run."""
        return self.day >= self.last_day

    def _wrapped_step(self, *arguments: Any, **named: Any) -> None:
        """What Mesa calls for ``step()``: nothing past the end, and no day after a broken one.

        From 3.5 on, Mesa would not plan another step after a step that failed, and say nothing.
        """
        if self.broken is not None:
            raise BrokenDayError(
                f"day {self.broken} was cut short by an error or a request to stop, so that this "
                "model cannot go on; make a new one"
            )
        if not self.finished:
            super()._wrapped_step(*arguments, **named)

    def step(self) -> None:
        """Run one day; past the last day nothing happens, and ``running`` is False."""
        if self.finished:  # Mesa's run_for calls this by itself
            return
        self.broken = self.day
        self._live_through()
        self.broken = None
        self.running = not self.finished

    def _live_through(self) -> None:
        """One day: decisions dated for it, each mechanism in order, then the reports."""
        day = self.day
        self._decide_as_planned()
        self._act(day)
        for mechanism in self.mechanisms:
            mechanism.report(day)
        before = self.journal.days[-1] if self.journal.days else {}
        today = self.journal.today
        for name, metric in self.metrics.items():
            if name not in today:
                # what has been counted stays, though who counted is switched off
                absent = math.nan if metric.needs else 0.0
                today[name] = before.get(name, 0.0) if metric.kind == "total" else absent
        if day % self.settings.record.places_every == 0 or day == self.last_day - 1:
            self.journal.places.append({"day": day, **self.place_values()})
        self.journal.close_day(day)
        self.armed.close_graves()
        self.mission.close_graves()
        self.day += 1

    def _act(self, day: int) -> None:
        if not strict():
            for mechanism in self.mechanisms:
                mechanism.step(day)
            return
        with ExitStack() as locked:  # for all but the one whose turn it is
            for state in self.states.values():
                locked.enter_context(state.written_by(""))
            for mechanism in self.mechanisms:
                with self._held(mechanism):
                    mechanism.step(day)

    def _held(self, mechanism: Mechanism[Any]) -> AbstractContextManager[None]:
        """Hold a mechanism to what it may write, where that is asked for."""
        if not strict():
            return nullcontext()
        kind = type(mechanism)
        who = f"{kind.__name__} on day {self.day}"
        return guarded(self.states.values(), who, kind.room(), kind.may_write())

    def _decide_as_planned(self) -> None:
        for plan in self.settings.decisions:
            if "kind" in plan:
                if plan["day"] == self.day and Inject(**plan) not in self.injects:
                    take_in(self, Inject(**plan))
                continue
            decision = Decision(**plan)
            if decision.day == self.day and decision not in self.decisions:
                self.decide(decision.changes, decision.text, decision.group)

    def run(self, progress: Callable[[int, int], Any] | None = None) -> ResponseModel:
        """Run all days that are left; ``progress(done, all)`` is called after each.

        In a notebook a bar is shown unless ``progress`` is given.
        """
        if progress is None and in_notebook():
            progress = bar()
        while not self.finished:
            self.step()
            if progress is not None:
                progress(self.day, self.last_day)
        return self

    def decide(self, changes: Mapping[str, Any], text: str, group: str = "") -> None:
        """Change settings from the coming day on, as a decision dated in the log.

        ``changes`` is a nested mapping as for :func:`marosim.settings.assign`; mechanisms
        that it switches on join the day, those that it switches off leave it.
        """
        trial = copy.deepcopy(self.settings)  # a fault leaves the run as it was
        assign(trial, changes)
        check_areas(self.case, trial.mandate.area)
        assign(self.settings, changes)
        self.decisions.append(Decision(self.day, copy.deepcopy(dict(changes)), text, group))
        present = {type(m): m for m in self.mechanisms}
        joined = []
        rebuilt: list[Mechanism[Any]] = []
        own = [self._made(kind) for kind in the_day()]
        for kind in own:
            options = getattr(self.settings, kind.settings_key) if kind.settings_key else None
            if options is not None and not options.enabled:
                if kind in present:
                    with self._held(present[kind]):
                        present[kind].stop()
                continue
            if kind not in present:
                present[kind] = kind(self, options)
                joined.append(present[kind])
            rebuilt.append(present[kind])
        self.mechanisms = rebuilt + [m for m in self.mechanisms if type(m) not in own]
        for mechanism in joined:
            with self._held(mechanism):
                mechanism.start()
        self.journal.log(self.day, "decided", text, actor=group)

    def inject(
        self,
        kind: str,
        *,
        place: str = "",
        actor: str = "",
        value: float = 0.0,
        days: float = 0.0,
        text: str = "",
        by: str = "",
    ) -> None:
        """Bring an event in from outside on the coming day; see :mod:`marosim.injects`.

        Injects of a day are taken in by the order in which they came, and the run repeats them.
        SettingError if a name or size is wrong, or if nothing in the run acts on this kind.
        """
        number = len(self.injects)
        take_in(self, Inject(self.day, kind, place, actor, value, days, text, by, number))

    def mechanism(self, settings_key: str) -> Mechanism[Any] | None:
        """The active mechanism with this settings key, or None."""
        for item in self.mechanisms:
            if item.settings_key == settings_key:
                return item
        return None

    def place_values(self) -> dict[str, np.ndarray]:
        """Today's values by place, as the places table keeps them."""
        return place_values(self)

    @property
    def daily(self) -> pd.DataFrame:
        """One row a day, one column a metric; units in ``attrs``."""
        return daily_table(self)

    @property
    def places_table(self) -> pd.DataFrame:
        """One row a recorded day and place."""
        return places_table(self)

    @property
    def events(self) -> pd.DataFrame:
        """The event log."""
        return events_table(self)

    @property
    def summary(self) -> dict[str, float]:
        """One number a metric for the whole run, and the outcomes that need the whole run."""
        return summarise(self)

    def __copy__(self) -> ResponseModel:
        raise TypeError(
            "a shallow copy would share its agents and tables with the original; "
            "use copy.deepcopy(model)"
        )

    def __repr__(self) -> str:
        return (
            f"ResponseModel({self.case.name!r}: day {self.day} of {self.last_day}, "
            f"seed {self.settings.seed})"
        )

    def _repr_html_(self) -> str:
        return model_html(self)
