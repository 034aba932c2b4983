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
from marosim.classroom.spoken import ordered, own, signed
from marosim.core.setting import SettingError
from marosim.languages import N_, _, _n, _p
from marosim.languages.formats import digits
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
SENTENCES = {  # more, fewer, and what cannot be told
    OUTCOMES[0]: (
        N_("{number} more killed (95 % interval {low} to {high}, {pairs} pairs)."),
        N_("{number} fewer killed (95 % interval {low} to {high}, {pairs} pairs)."),
        N_(
            "Cannot be told from chance with {pairs} pairs ({number} killed, 95 % interval "
            "{low} to {high})."
        ),
    ),
    OUTCOMES[1]: (
        N_("{number} more displaced (95 % interval {low} to {high}, {pairs} pairs)."),
        N_("{number} fewer displaced (95 % interval {low} to {high}, {pairs} pairs)."),
        N_(
            "Cannot be told from chance with {pairs} pairs ({number} displaced, 95 % interval "
            "{low} to {high})."
        ),
    ),
}
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
    for title in dict.fromkeys(roles.get(whose(act), "") for act in own):
        rest = [a for a in acts if roles.get(whose(a), "") != title]
        if title and sum(roles.get(whose(act), "") == title for act in own) > 1:
            found.append(
                Course(_("Everything by: {seat}", seat=_p("seat", title)), list(words), rest)
            )
    if own:
        found.append(Course(_("Everything that was done"), list(words), []))
    kept = ("scenario=", "population.", "days=", "threads=")
    case = [word for word in words if word.startswith(kept)]
    found.append(
        Course(_("The class’s course instead of no mission"), [*case, "response=none"], [])
    )
    found.append(Course(_("The class’s course instead of the record’s response"), case, []))
    return found


def _groups(own: Sequence[Act], roles: dict[str, str]) -> dict[str, list[Act]]:
    """What is left out together: each act, or each role's month where there are many acts.

    With more months than ``MOST_ACTS`` nothing: each role's acts are a course of their own.
    """
    if len(own) <= MOST_ACTS:
        return {
            _("{number}. Day {day}: {act}", number=i, day=act["day"], act=label(act)): [act]
            for i, act in enumerate(own, 1)
        }
    found: dict[str, list[Act]] = {}
    for act in own:
        first = act["day"] // MONTH_DAYS * MONTH_DAYS
        role = roles.get(whose(act))
        title = _(
            "{seat}, days {first} to {last}", first=first, last=first + MONTH_DAYS - 1,
            seat=_p("seat", role) if role else _("Exercise control"),
        )  # fmt: skip
        found.setdefault(title, []).append(act)
    found = {
        f"{title} " + _n("({count} act)", "({count} acts)", len(group)): group
        for title, group in found.items()
    }
    return found if len(found) <= MOST_ACTS else {}


def whose(act: Act) -> str:
    """Who did an act: what a count of votes adopts is its drafter's, not who ended the vote."""
    if act["kind"] == "count" and act.get("ops"):
        return str(act["ops"][0]["group"])
    return str(act["by"])


def label(act: Act) -> str:
    """What an act was, in a few words."""
    if act["kind"] == "order":
        return ordered(
            "; ".join(f"{LEVERS[name].title}: {v}" for name, v in act["changes"].items())
        )
    if act["kind"] in ("vote", "count"):
        return _("adopted by vote: {text}", text="; ".join(ordered(o["text"]) for o in act["ops"]))
    if act["kind"] == "choose":
        return _(
            "choice on inject {serial}: {title}", serial=act["serial"], title=own(act["title"])
        )
    if act["kind"] == "rule":
        text = act["ops"][0]["text"] if act["ops"] else _("no effect")
        return _("ruling on a proposal: {text}", text=text)
    if act["kind"] == "inject":
        title = own(act["ops"][0]["text"]) if act["ops"] else own(act["text"]).split(". ")[0]
        return _("inject {serial}: {title}", serial=act["serial"], title=title)
    return _("inject: {title}", title=act.get("text", "")[:80])


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
        return Finding(course.label, 0, _("Cannot be computed: {reason}", reason=course.failed), "")
    seeds = sorted(set(course.values) & set(played.values))
    said = {}
    for name in OUTCOMES:
        values = [played.values[s][name] - course.values[s][name] for s in seeds]
        said[name] = sentence(values, SENTENCES[name], among)
    return Finding(course.label, len(seeds), said[OUTCOMES[0]], said[OUTCOMES[1]])


def sentence(values: Sequence[float], words: tuple[str, str, str], among: int) -> str:
    """A difference in plain words: a tie is a tie, and how many pairs would tell."""
    pairs = len(values)
    if pairs < 2:
        return _("Not computed yet.")
    if not any(values):
        return _n("Nothing differs in {count} pair.", "Nothing differs in {count} pairs.", pairs)
    found = of_mean(values)
    more, fewer, tie = words
    if direction(found, pairs, among):
        low, high = sorted((abs(found.low), abs(found.high)))
        said = more if found.mean > 0 else fewer
        return _(
            said, number=_figure(abs(found.mean)), low=_figure(low), high=_figure(high), pairs=pairs
        )
    needed = max(wanted(pairs, found.half, abs(found.mean)), FEWEST)
    would = " " + _("About {pairs} would.", pairs=needed) if needed < MOST_NEEDED else ""
    mean, low_, high_ = (signed(v, _places(v)) for v in (found.mean, found.low, found.high))
    return _(tie, pairs=pairs, number=mean, low=low_, high=high_) + would


def _places(value: float) -> int:
    """Decimals of a number for people; a small one has one, so that it does not read as zero."""
    return 0 if abs(value) >= SMALL else 1


def _figure(value: float) -> str:
    return digits(f"{value:,.{_places(value)}f}")


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
