"""What one visitor does with runs: play, step, jump, decide, compare. Knows no browser."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace

from marosim.core.setting import SettingError
from marosim.languages import N_, _, _p
from marosim.view import drawn, messages, naming
from marosim.view.address import query
from marosim.view.choosing import check_option, first_case
from marosim.view.exercise import Exercise
from marosim.view.frames import CHARTED, Frame, badges
from marosim.view.line import Line, Plan
from marosim.view.paired import Replications

NO_RESPONSE = (("deployment", "none"), ("mandate", "none"))
EVENTS_SENT = 4000  # of a long run, the latest
COMPARISON_HIDDEN = N_(
    "A comparison is drawn from the truth; switch off “What the mission knows” to see it"
)
EXPORT_HIDDEN = N_(
    "An exported run is drawn from the truth; switch off “What the mission knows” to see it"
)


class Session:
    """The runs of one visitor. All methods may be called from any thread.

    ``main`` is the run, ``other`` the paired run beside it if there is one; ``shown`` is the
    day on the page, which may lie before the last day that has run.
    """

    def __init__(self, plan: Plan | None = None) -> None:
        self.lock = threading.RLock()
        self.playing = False
        self.speed = 10.0
        self.target: int | None = None
        self.exercise: Exercise | None = None
        self.other: Line | None = None
        self.pairs: Replications | None = None  # of many more runs of both
        self.known = False  # whether the page shows what the mission knows, and nothing else
        self.begin(plan or Plan(first_case()))

    def begin(self, plan: Plan) -> None:
        """Start a run; on a fault in the plan the session stays as it was."""
        with self.lock:
            self.main = opened(plan)
            self.shown = 0
            self.playing, self.target = False, None
            self.exercise = None
            if self.other is not None:
                self.other = beside(
                    replace(self.other.plan, scenario=plan.scenario, seed=plan.seed)
                )

    def reset(self) -> None:
        """Back to day 0, with the choices made from the start and no decisions."""
        with self.lock:
            exercise = self.exercise
            self.begin(replace(self.main.plan, decisions=()))
            if exercise is not None:
                self.start_exercise(exercise.budget)

    # ── moving in time

    def advance(self) -> bool:
        """Run one day of every run in step; whether anything moved."""
        with self.lock:
            level = not self.behind
            if self.shown < self.main.day:  # catch up with what is kept
                self.shown += 1
            elif not self.main.finished:
                self.main.step()
                self.shown = self.main.day
            else:
                self.playing, self.target = False, None
                return False
            if self.other is not None and level:
                self.other.run_to(self.shown)
            self._stops()
            return True

    @property
    def behind(self) -> bool:
        """Whether the paired run has yet to reach the day shown."""
        other = self.other
        return other is not None and other.day < self.shown and not other.finished

    def prepare(self) -> None:
        """Build the model of a run that is shown already, so that its first day comes at once."""
        with self.lock:
            self.main.build()

    def catch_up(self) -> bool:
        """Run one day of a paired run that is behind; whether it still is."""
        with self.lock:
            if self.behind and self.other is not None:
                self.other.step()
            return self.behind

    def _stops(self) -> None:
        if self.target is not None and self.shown >= self.target:
            self.target = None
        if self.exercise is not None and self.exercise.arrive(self.shown):
            self.playing, self.target = False, None
        if self.main.finished and self.shown >= self.main.day:
            self.playing, self.target = False, None

    @property
    def moving(self) -> bool:
        """Whether days are to follow one another without further asking."""
        return self.playing or self.target is not None

    def play(self) -> None:
        """Let days follow one another; at the end, begin again."""
        with self.lock:
            if self.main.finished and self.shown >= self.main.day:
                self.shown = 0
            if self.exercise is not None:
                self.exercise.go_on(self.shown)
            self.playing = True

    def pause(self) -> None:
        """Stop at the day that is shown."""
        with self.lock:
            self.playing, self.target = False, None

    def seek(self, day: int) -> None:
        """Show a day: at once if it is kept, else by running up to it."""
        with self.lock:
            wanted = max(0, min(int(day), self.main.last_day))
            if self.exercise is not None:
                wanted = min(wanted, max(self.exercise.limit(), self.main.day))
            if wanted <= self.main.day:
                self.shown, self.target = wanted, None
            else:
                self.shown, self.target = self.main.day, wanted

    def set_speed(self, days_a_second: float) -> None:
        """How many days follow one another in a second."""
        self.speed = min(max(float(days_a_second), 0.5), 60.0)

    # ── deciding

    def choose(self, group: str, option: str, *, paired: bool = False) -> None:
        """Another option: from the start on day 0, else as a decision dated on the day shown.

        A decision on a day before the last makes the run go on from there.
        """
        check_option(group, option)
        with self.lock:
            if paired:
                self._choose_paired(group, option)
                return
            if self.main.chosen(self.shown)[group] == option:
                return
            if self.exercise is not None:
                if self.shown < self.main.day:
                    raise SettingError(
                        _("in an exercise what was decided holds; go to the last day")
                    )
                self.exercise.spend(group, self.main.chosen(self.shown)[group], option)
            if self.shown == 0:
                self.main = opened(replace(self.main.plan, decisions=()).choose(group, option))
                return
            if self.shown < self.main.day:
                self.main = self.main.rewound(self.shown)
            self.main.decide(group, option)

    def undo(self, day: int, group: str) -> None:
        """Take back a decision. Those after it stay, and the run goes on to the day shown."""
        with self.lock:
            if self.exercise is not None:
                raise SettingError(_("in an exercise what was decided holds; go to the last day"))
            wanted, made = self.shown, self.main.plan.decisions
            kept = tuple(d for d in made if (d.day, d.group) != (day, group))
            if kept == made:
                raise SettingError(
                    _("there is no decision about {group} on day {day}", group=group, day=day)
                )
            self.main = self.main.rewound(min(day, self.main.day))
            self.main.plan = replace(self.main.plan, decisions=kept)
            self.seek(wanted)

    def _choose_paired(self, group: str, option: str) -> None:
        if self.other is None:
            raise SettingError(_("there is no paired run yet"))
        self.other = beside(self.other.plan.choose(group, option))

    def fork(self, choices: Mapping[str, str] | None = None) -> None:
        """Put a second run beside the first: same random numbers, another response.

        It begins on day 0; :meth:`catch_up` brings it to the day shown.
        """
        with self.lock:
            plan = self.main.plan
            wanted = dict(plan.choices) | dict(NO_RESPONSE if choices is None else choices)
            for group, option in wanted.items():
                check_option(group, option)
            self.other = beside(replace(plan, choices=tuple(sorted(wanted.items())), decisions=()))

    def join(self) -> None:
        """End the paired run."""
        with self.lock:
            self.other = None

    def start_exercise(self, budget: int | None = None) -> None:
        """Begin an exercise: from day 0, stopping at every inject."""
        with self.lock:
            self.begin(replace(self.main.plan, decisions=()))
            self.other = None
            self.exercise = Exercise.of(self.main.case, self.main.last_day, budget)

    def end_exercise(self) -> None:
        """Leave the exercise and keep the run."""
        with self.lock:
            self.exercise = None

    # ── what the page shows

    def frame(self, after: int | None = None) -> drawn.DayShown:
        """The day shown, with the paired run's beside it unless that is behind.

        In brief all days past ``after`` as well.
        """
        with self.lock:
            message = self._seen(self.main.frames[self.shown])
            if after is not None:
                new = range(after + 1, self.main.day + 1)
                message["missed"] = [self._brief(day) for day in new]
            if self.other is not None and not self.behind and not self.known:
                beside = self.other.frames[min(self.shown, self.other.day)]
                message["paired"] = {
                    "places": beside.places,
                    "badges": badges(beside.units),
                    "flows": beside.flows,
                    "organisations": beside.organisations,
                    "metrics": beside.metrics,
                }
                if self.pairs is not None and self.pairs.plans == self.plans:
                    message["pairs"] = self.pairs.on(self.shown)
            return message

    @property
    def plans(self) -> tuple[Plan, Plan] | None:
        """The run's plan and that of the run beside it, if there is one."""
        return None if self.other is None else (self.main.plan, self.other.plan)

    def _seen(self, frame: Frame) -> drawn.DayShown:
        return frame.known() if self.known else frame.message()

    def know(self, only: bool) -> None:
        """Show from now on only what the mission knows, or the truth again."""
        with self.lock:
            self.known = only

    def truth_only(self, refusal: str) -> None:
        """Refuse with one of the texts above what is drawn from the truth, while it is hidden."""
        if self.known:
            raise SettingError(_(refusal))

    def _exercise_state(self) -> messages.ExerciseState | None:
        if self.exercise is None:
            return None
        return self.exercise.state(self.shown, self.main.chosen(self.shown))

    def _brief(self, day: int) -> drawn.BriefDay:
        """A day for charts and log alone."""
        seen, other = self._seen(self.main.frames[day]), self.other
        beside = None
        if other is not None and day <= other.day and not self.known:
            beside = other.frames[day].metrics
        return {
            "day": day, "metrics": seen["metrics"], "events": seen["events"], "paired": beside,
        }  # fmt: skip

    def scene(self) -> drawn.Scene:
        """What stays the same in this run, named in the language that is spoken."""
        with self.lock:
            scene = self.main.scene
        metrics: dict[str, drawn.MetricWords] = {
            name: {"title": _p("metric", words["title"]), "unit": words["unit"]}
            for name, words in scene["metrics"].items()
        }
        return {**scene, "title": naming.case(scene["title"]), "metrics": metrics}

    def history(self) -> drawn.History:
        """All days so far as series, and the log."""
        with self.lock:
            days = [self._seen(frame) for frame in self.main.frames]
            events = [event for day in days for event in day["events"]]
            return {
                "series": series([day["metrics"] for day in days]),
                "events": events[-EVENTS_SENT:],
                **self.paired_history(),
            }

    def paired_history(self) -> drawn.PairedHistory:
        """All days so far of the paired run as series, None without one."""
        with self.lock:
            other = self.other
            if other is None or self.known:
                return {"paired": None, "bands": None}
            days = [] if self.behind and not other.built else [f.metrics for f in other.frames]
            ours = self.pairs if self.pairs and self.pairs.plans == self.plans else None
            return {"paired": series(days), "bands": ours.bands() if ours else None}

    def state(self) -> messages.State:
        """Everything of the controls."""
        with self.lock:
            plan = self.main.plan
            return {
                "scenario": plan.scenario,
                "seed": plan.seed,
                "day": self.shown,
                "ran": self.main.day,
                "days": self.main.last_day,
                "date": self.main.frames[self.shown].date,
                "playing": self.playing,
                "moving": self.moving,
                "finished": self.main.finished and self.shown >= self.main.day,
                "speed": self.speed,
                "choices": self.main.chosen(self.shown),
                "decisions": [
                    {"day": d.day, "group": d.group, "option": d.option} for d in plan.decisions
                ],
                "paired": self.other.chosen(self.shown) if self.other else None,
                "pairing": self.other.day if self.other and self.behind else None,
                "command": plan.command(),
                "query": query(plan),
                "known": self.known,
                "exercise": self._exercise_state(),
            }


def opened(plan: Plan) -> Line:
    """A run that can be shown; faults of the plan come out here."""
    line = Line(plan)
    _ = line.frames
    return line


def beside(plan: Plan) -> Line:
    """A paired run: it is never taken back to an earlier day."""
    return Line(plan, rewinds=False)


def series(days: list[drawn.Metrics]) -> drawn.Series:
    """Charted metrics of all days as columns."""
    known = [name for name in CHARTED if days and name in days[-1]]
    return {name: [day.get(name) for day in days] for name in known}
