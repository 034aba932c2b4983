"""What each act made of the run: pairs of runs with it and without it, same random numbers.

All other acts are kept. A single pair says nothing: chance may have made the whole difference.
Effects of several acts do not add up.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any

from marosim.classroom.levers import LEVERS
from marosim.core.setting import SettingError
from marosim.record.acts import planned
from marosim.study.intervals import FEWEST, direction, of_mean
from marosim.study.sufficiency import wanted
from marosim.view.paired import forget_pool, pool

SEEDS = 20
MOST_ACTS = 24  # beyond so many, acts are left out by role and month, or by role alone
MOST_NEEDED = 10_000  # pairs; beyond it no number is told
MONTH_DAYS = 30
SMALL = 10.0  # persons, below which a mean is told with a decimal
OUTCOMES = ("deaths_direct", "displaced_internal")
Act = dict[str, Any]


@dataclass
class Course:
    """Another course of the run: its acts, and what pairs of runs say of it."""

    label: str
    words: list[str]
    acts: list[Act]
    values: dict[int, dict[str, float]] = field(default_factory=dict)  # by seed
    failed: str = ""  # why it cannot be computed


def courses(words: Sequence[str], acts: Sequence[Act], roles: dict[str, str]) -> list[Course]:
    """The played course first; then without each act, without each role, without all, as it was.

    ``roles`` are the titles of the roles that seats play.
    """
    own = [act for act in acts if act.get("ops")]
    found = [Course("as played", list(words), list(acts))]
    for title, group in _groups(own, roles).items():
        rest = [a for a in acts if not any(a is act for act in group)]
        found.append(Course(title, list(words), rest))
    for title in dict.fromkeys(roles.get(act["by"], "") for act in own):
        rest = [a for a in acts if roles.get(a["by"], "") != title]
        if title and sum(roles.get(act["by"], "") == title for act in own) > 1:
            found.append(Course(f"everything by: {title}", list(words), rest))
    if own:
        found.append(Course("everything that was done", list(words), []))
    kept = ("scenario=", "population.", "days=", "threads=")
    case = [word for word in words if word.startswith(kept)]
    found.append(Course("the class's course instead of no mission", [*case, "response=none"], []))
    found.append(Course("the class's course instead of the record's response", case, []))
    return found


def _groups(own: Sequence[Act], roles: dict[str, str]) -> dict[str, list[Act]]:
    """What is left out together: each act, or each role's month where there are many acts.

    With more months than ``MOST_ACTS`` nothing: each role's acts are a course of their own.
    """
    if len(own) <= MOST_ACTS:
        return {f"{i}. day {act['day']}: {label(act)}": [act] for i, act in enumerate(own, 1)}
    found: dict[str, list[Act]] = {}
    for act in own:
        first = act["day"] // MONTH_DAYS * MONTH_DAYS
        who = roles.get(act["by"]) or "Exercise control"
        days = f"days {first} to {first + MONTH_DAYS - 1}"
        found.setdefault(f"{who}, {days}", []).append(act)
    found = {f"{title} ({len(group)} acts)": group for title, group in found.items()}
    return found if len(found) <= MOST_ACTS else {}


def label(act: Act) -> str:
    """What an act was, in a few words."""
    if act["kind"] == "order":
        said = "; ".join(f"{LEVERS[name].title}: {v}" for name, v in act["changes"].items())
        return said.replace("_", " ")
    if act["kind"] in ("vote", "count"):
        return "adopted by vote: " + "; ".join(op["text"] for op in act["ops"])
    if act["kind"] == "choose":
        return f"choice on inject {act['serial']}: {act['title']}"
    if act["kind"] == "rule":
        return f"ruling on a proposal: {act['ops'][0]['text'] if act['ops'] else 'no effect'}"
    if act["kind"] == "inject":
        title = act["ops"][0]["text"] if act["ops"] else act["text"].split(". ")[0]
        return f"inject {act['serial']}: {title}"
    return f"inject: {act.get('text', '')[:80]}"


def outcome(words: Sequence[str], acts: Sequence[Act], seed: int, days: int) -> dict[str, float]:
    """Killed so far and displaced at the end of so many days of one run."""
    from marosim.response_model import ResponseModel
    from marosim.study.compose import compose

    own = [word for word in words if not word.startswith(("seed=", "days="))]
    composed = compose([*own, f"seed={seed}", f"days={days}"])
    composed.settings.decisions = planned(acts)
    model = ResponseModel(composed.case, composed.settings).run()
    return {name: float(model.summary[name]) for name in OUTCOMES}


@dataclass(frozen=True)
class Finding:
    """What pairs say of one course: more or fewer killed than without it."""

    label: str
    pairs: int
    said: str
    displaced: str


def finding(course: Course, played: Course, among: int) -> Finding:
    """The difference that the act made: as played, less the course without it."""
    if course.failed:
        return Finding(course.label, 0, f"Cannot be computed: {course.failed}", "")
    seeds = sorted(set(course.values) & set(played.values))
    said = {}
    for name in OUTCOMES:
        values = [played.values[s][name] - course.values[s][name] for s in seeds]
        said[name] = sentence(values, "killed" if name == OUTCOMES[0] else "displaced", among)
    return Finding(course.label, len(seeds), said[OUTCOMES[0]], said[OUTCOMES[1]])


def sentence(values: Sequence[float], what: str, among: int) -> str:
    """A difference in plain words: a tie is a tie, and how many pairs would tell."""
    pairs = len(values)
    if pairs < 2:
        return "not computed yet"
    if not any(values):
        return f"Nothing differs in any of {pairs} pairs."
    found = of_mean(values)
    if direction(found, pairs, among):
        more = "more" if found.mean > 0 else "fewer"
        low, high = sorted((abs(found.low), abs(found.high)))
        return (
            f"{_figure(abs(found.mean))} {more} {what} (95 % interval {_figure(low)} to "
            f"{_figure(high)}, {pairs} pairs)."
        )
    needed = max(wanted(pairs, found.half, abs(found.mean)), FEWEST)
    would = f" About {needed:,.0f} would." if needed < MOST_NEEDED else ""
    reach = f"95 % interval {_figure(found.low, '+')} to {_figure(found.high, '+')}"
    tie = f"Cannot be told from chance with {pairs} pairs"
    return f"{tie} ({_figure(found.mean, '+')} {what}, {reach}).{would}"


def _figure(value: float, sign: str = "") -> str:
    """A number for people; a small one with a decimal, so that it does not read as zero."""
    digits = 0 if abs(value) >= SMALL else 1
    return format(round(value, digits) + 0.0, f"{sign},.{digits}f")  # + 0.0: never minus zero


class Counterfactuals:
    """Computes the pairs in processes of its own, while the class pauses."""

    def __init__(
        self, words: Sequence[str], acts: Sequence[Act], days: int, roles: dict[str, str],
        seeds: int = SEEDS,
    ) -> None:  # fmt: skip
        self.courses = courses(words, acts, roles)
        self.days, self.seeds = days, seeds
        self.done, self.of = 0, seeds * len(self.courses)
        self.failed = ""
        self._waiting: dict[Future[dict[str, float]], tuple[Course, int]] = {}
        self._thread = threading.Thread(target=self._run, daemon=True, name="marosim-review")

    def start(self) -> None:
        """Begin; results come in seed by seed, so that all courses have as many."""
        self._thread.start()

    def wait(self) -> None:
        """Until all is computed."""
        self._thread.join()

    def stop(self) -> None:
        """Give up what is not computed yet."""
        for future in self._waiting:
            future.cancel()

    def _run(self) -> None:
        workers = pool()
        try:
            self._waiting = {
                workers.submit(outcome, c.words, c.acts, seed, self.days): (c, seed)
                for seed in range(1, self.seeds + 1) for c in self.courses
            }  # fmt: skip
            for future in as_completed(self._waiting):
                course, seed = self._waiting[future]
                try:
                    course.values[seed] = future.result()
                except SettingError as error:  # without one act, another may be impossible
                    course.failed = str(error)
                self.done += 1
        except CancelledError:
            return  # given up
        except BrokenProcessPool as error:
            forget_pool()
            self.failed = str(error)
        except (ValueError, RuntimeError) as error:
            self.failed = str(error)

    def findings(self) -> list[Finding]:
        """What the pairs so far say of every course."""
        played, *others = self.courses
        return [finding(course, played, 2 * len(others)) for course in others]

    def fan(self) -> list[float]:
        """Killed in the same course with each set of random numbers; empty until there are some."""
        values = sorted(v["deaths_direct"] for v in self.courses[0].values.values())
        return values if len(values) >= FEWEST else []
