"""Each effect of a list tried on pairs of runs: with it and without it, same random numbers.

An option is tried where its inject has happened already. What acts only under a condition
(``given``) is tried where that holds from the first day.
"""

from __future__ import annotations

import copy
import hashlib
import json
import math
import pickle
import statistics
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from marosim.classroom import effects as acting
from marosim.classroom import fog
from marosim.classroom.effects import SAYS_ONLY, Effect
from marosim.classroom.levers import LEVERS, Planned, committed
from marosim.classroom.msel import Msel
from marosim.classroom.roles import ROLES
from marosim.classroom.spoken import own
from marosim.classroom.watching import Watched, drawn
from marosim.core.setting import as_dict
from marosim.injects import apply
from marosim.languages import _, _n, _p
from marosim.languages.formats import listed
from marosim.record.provenance import code_digest
from marosim.record.whole import write_whole
from marosim.response_model import ResponseModel
from marosim.settings import Settings, assign
from marosim.study.compose import Composed
from marosim.study.intervals import Interval, direction, of_mean
from marosim.study.processes import computed

SEEN_DAYS = 60  # in which it is asked whether anything differs; if nothing does, to the end
TRUE = ("deaths_direct", "displaced_internal")
LEAST = 1e-3  # relative difference of a figure that a page can show
FEW = 2  # seeds for which starting processes takes longer than it saves
Day = tuple[dict[str, dict[str, Any]], dict[str, float]]  # what each role sees; what is true
# what is seen to differ; difference of killed and displaced; days until it is first seen, if ever;
# other roles that see a difference within the days
Pair = tuple[list[str], float, float, "int | None", list[str]]
SEATED = tuple(role for role in fog.VIEWS if role not in ("control", "evaluator"))


@dataclass(frozen=True)
class Try:
    """One set of effects: an inject, or an option of one. ``roles`` are told of it.

    ``before`` are the inject's own effects where this is an option of it.
    """

    serial: int
    title: str
    option: str
    day: int | None
    effects: tuple[Effect, ...]
    roles: tuple[str, ...]
    before: tuple[Effect, ...] = ()
    given: dict[str, Any] = field(default_factory=dict)
    acts: str = ""

    @property
    def says_only(self) -> bool:
        """Whether it is a message, which changes nothing in the run."""
        return all(effect["kind"] in SAYS_ONLY for effect in self.effects)

    @property
    def waits(self) -> str:
        """What it waits for before anything of it can be seen, in words; empty if for nothing."""
        names = [name for e in self.effects for name in e.get("change", ())]
        found = [LEVERS[name].acts for name in names if name in LEVERS]
        return self.acts or (found[0] if found and all(found) else "")


@dataclass(frozen=True)
class Tried:
    """One set of effects of the list and what pairs of runs say of it."""

    serial: int
    title: str
    option: str
    seeds: int
    seen: int  # seeds in which something differs on the page of a seat that is told
    where: tuple[str, ...]  # what differs there, most often first
    killed: Interval  # difference after 60 days
    displaced: Interval
    says_only: bool = False
    costs: bool = False  # what it sets has a price, which the accounts of the class show
    among: int = 1  # differences that are looked at together; 0 if deaths were not compared
    later: int = 0  # seeds in which something differs only after these 60 days
    first: int = 0  # days after which it is first seen, in the middle one of the seeds
    others: tuple[str, ...] = ()  # other roles that see a difference within these 60 days
    acts: str = ""  # the condition under which it was tried
    waits: str = ""  # what it waits for
    same: bool = False  # what it sets is set so from the beginning

    @property
    def verdict(self) -> str:
        """What to make of it, for a person."""
        return self._said() + (
            _("; only {when}", when=own(self.acts)) if self.acts and not self.says_only else ""
        )

    def _days(self) -> str:
        return _n("{count} day", "{count} days", self.first)

    def _said(self) -> str:
        if self.says_only:
            return _("message only")
        if self.same:
            return _("sets what holds already as the class begins")
        if self.seen:
            some = ""
            if self.seen < self.seeds:
                some = _(" in {seen} of {seeds} seeds", seen=self.seen, seeds=self.seeds)
            if not self.among:
                return _("acts{some}: first seen about {days} after it",
                         some=some, days=self._days())  # fmt: skip
            tells = [direction(v, self.seeds, self.among) for v in (self.killed, self.displaced)]
            if any(tells):
                return _p("verdict", "acts") + some
            return _("acts{some}; deaths and displaced cannot be told from chance", some=some)
        waits = (
            _("; it acts {when}", when=_p("lever", self.waits))
            if self.waits and not self.acts
            else ""
        )
        if self.later:
            return _("acts late: first seen about {days} after it, in {later} of {seeds} seeds"
                     "{waits}", days=self._days(), later=self.later, seeds=self.seeds,
                     waits=waits)  # fmt: skip
        if self.others:
            seats = listed([_p("seat", ROLES[role].title) for role in self.others])
            return _("acts; its own seats do not see it, but others do: {seats}", seats=seats)
        if self.costs:
            return _("changes what is spent; its seats see no other change{waits}", waits=waits)
        return _(
            "changes nothing that any seat can see before the exercise ends{waits}", waits=waits
        )


def tries_of(listed: Msel) -> list[Try]:
    """Every row and every option, with the day and the roles that are told of it."""
    found = []
    for row in listed.rows:
        roles = row.to or SEATED
        found.append(
            Try(row.serial, row.title, "", row.day, row.effects, roles, (), row.given, row.acts)
        )
        found += [
            Try(
                row.serial, row.title, o.title, row.day, o.effects, (o.seat,), row.effects,
                {**row.given, **o.given}, o.acts or row.acts,
            )
            for o in row.options
        ]  # fmt: skip
    return found


def folder_of(listed: Msel, composed: Composed, until_seen: bool = False) -> Path:
    """Where the pairs of a list are kept: same list, case, settings and code, same folder."""
    tried = f"{tries_of(listed)} {until_seen}"
    said = [tried, as_dict(composed.settings), composed.case.digest, code_digest()]
    digest = hashlib.sha256(json.dumps(said, default=str, sort_keys=True).encode()).hexdigest()
    return Path("outputs") / f"msel_{composed.case.name}_{digest[:12]}"


def dry_run(
    listed: Msel, composed: Composed, seeds: int, folder: Path | None = None,
    progress: Callable[[int, int], Any] | None = None, until_seen: bool = False,
) -> list[Tried]:  # fmt: skip
    """Try every effect: the run stands at the inject's day, and goes on with it and without it.

    It goes on for 60 days, and to the end of the exercise if nobody has seen anything by then.
    With ``until_seen`` a pair ends once its seats see something, and deaths are not compared.

    Several seeds are computed at the same time, each in a process of its own. What stands in
    ``folder`` from an earlier call is not computed again.
    """
    tries = tries_of(listed)
    found = {n: kept for n in range(1, seeds + 1) if (kept := _kept(folder, n)) is not None}
    missing = [seed for seed in range(1, seeds + 1) if seed not in found]
    of_one = partial(_one_seed, tries, composed, until_seen)
    if progress is not None:
        progress(len(found), seeds)
    workers = 1 if len(missing) <= FEW else None
    for seed, pairs in zip(missing, computed(of_one, missing, workers), strict=True):
        found[seed] = pairs
        if folder is not None:
            write_whole(folder / f"seed_{seed}.json", json.dumps(pairs))
        if progress is not None:
            progress(len(found), seeds)
    return [
        _tried(
            t, [pairs[str(i)] for pairs in found.values() if str(i) in pairs],
            *_settings(t, composed), among=0 if until_seen else 2 * len(tries),
        )
        for i, t in enumerate(tries)
    ]  # fmt: skip


def _settings(tried: Try, composed: Composed) -> tuple[Settings, Settings]:
    """Settings before and after an effect, as the class begins."""
    now = acting.with_given(composed.settings, tried.given)
    ops = acting.ops(tried.effects, composed.case, now, tried.title, "")
    after = copy.deepcopy(now)
    for op in ops:
        if "changes" in op:
            assign(after, op["changes"])
    return now, after


def _costs(now: Settings, after: Settings) -> bool:
    """Whether an effect sets something that has a price for the class."""
    planned = Planned(people=1.0, displaced=1.0, places=1)  # any, to see whether prices differ
    return committed(after, planned) != committed(now, planned)


def _kept(folder: Path | None, seed: int) -> dict[str, Pair] | None:
    path = folder / f"seed_{seed}.json" if folder is not None else None
    return json.loads(path.read_text()) if path is not None and path.is_file() else None


class Course:
    """A run that goes on as far as it is asked about, and keeps what each role saw of it.

    It stays as it was on the days of ``forks``, from which other courses part.
    """

    def __init__(self, run: Watched, given: dict[str, Any], forks: Collection[int] = ()) -> None:
        self.run, self.given, self.forks = run, given, set(forks)
        self.days: dict[int, Day] = {}
        self.kept: dict[int, bytes] = {}  # packed: many times faster than a deep copy

    def at(self, day: int) -> Day:
        """What was seen of a day, and the truth of it."""
        self.reach(day)
        return self.days[day]

    def reach(self, day: int) -> None:
        """Run to a day, if it is not there yet."""
        model = self.run.model
        while model.day < day:
            if model.day in self.forks:
                self.kept[model.day] = pickle.dumps(self.run)
            step(self.run, self.given)
            views = {role: drawn(view) for role, view in self.run.views(SEATED).items()}
            self.days[model.day] = views, {name: model.journal.days[-1][name] for name in TRUE}

    def parted(self, day: int, effects: Sequence[Effect], title: str) -> Course:
        """Another course from a day on, with effects in it."""
        self.reach(day)
        packed = self.kept.get(day) or pickle.dumps(self.run)
        made = Course(pickle.loads(packed), self.given)  # packed by this process
        model = made.run.model
        for op in acting.ops(effects, model.case, model.settings, title, "try"):
            apply(model, op)
        return made

    def forget(self, day: int) -> None:
        """Nothing parts from days before this one any more."""
        self.kept = {fork: run for fork, run in self.kept.items() if fork >= day}


def _one_seed(
    tries: Sequence[Try], composed: Composed, until_seen: bool, seed: int
) -> dict[str, Pair]:
    """What each effect changes in the run of one seed, by its number in the list."""
    middle = max(t.day or 0 for t in tries) // 2  # of contingencies nobody knows the day
    begins = [middle if t.day is None else t.day for t in tries]
    groups: dict[tuple[str, int, bool], list[int]] = {}  # tries that begin from the same course
    for i in sorted(range(len(tries)), key=begins.__getitem__):
        t = tries[i]
        if not t.says_only:
            groups.setdefault((str(t.given), t.serial, bool(t.option)), []).append(i)
    found: dict[str, Pair] = {}
    plain: dict[str, Course] = {}  # by what is given: the same for every inject
    for (needs, *_rest), group in groups.items():
        first, day = tries[group[0]], begins[group[0]]
        if needs not in plain:
            forks = {begins[i] for i in range(len(tries)) if str(tries[i].given) == needs}
            plain[needs] = Course(_begun(composed, first.given, seed), first.given, forks)
        beside = plain[needs]
        beside.forget(day)
        if any(effect["kind"] not in SAYS_ONLY for effect in first.before):
            beside = beside.parted(day, first.before, first.title)
            beside.forks = {day}
        for i in group:
            told = beside.parted(day, tries[i].effects, tries[i].title)
            found[str(i)] = _pair(tries[i], told, beside, until_seen)
    return found


def step(run: Watched, given: dict[str, Any]) -> None:
    """Run a day, with what an effect needs from the day on that it has."""
    if given.get("day") == run.model.day:
        for change in acting.changes_of(copy.deepcopy(run.model.settings), given):
            run.model.decide(change, "given", "check")
    run.step()


def _begun(composed: Composed, given: dict[str, Any], seed: int) -> Watched:
    settings = acting.with_given(composed.settings, {} if "day" in given else given)
    settings.seed = seed
    return Watched(ResponseModel(composed.case, settings))


def _pair(tried: Try, told: Course, beside: Course, until_seen: bool) -> Pair:
    differs: dict[str, None] = {}
    elsewhere: dict[str, None] = {}
    first, begun = None, told.run.model.day
    killed = displaced = 0.0
    while not told.run.model.finished:
        day = told.run.model.day + 1
        late = day > begun + SEEN_DAYS
        if (late and (differs or elsewhere)) or (until_seen and differs):
            break
        (views, true), (others, plain) = told.at(day), beside.at(day)
        for role in SEATED:
            if found := differences(views[role], others[role]):
                seen, said = (differs, found) if role in tried.roles else (elsewhere, [role])
                seen |= dict.fromkeys(said)
        if differs and first is None:
            first = day - begun
        if not late:
            killed += true[TRUE[0]] - plain[TRUE[0]]
            displaced = true[TRUE[1]] - plain[TRUE[1]]
    return list(differs), killed, displaced, first, list(elsewhere)


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Names of what two pages of a role show differently."""
    return [name for name in one if not _same(one[name], other.get(name))]


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return math.isclose(a, b, rel_tol=LEAST, abs_tol=LEAST)
    return bool(a == b)


def _tried(
    tried: Try, pairs: Sequence[Pair], now: Settings, after: Settings, among: int
) -> Tried:  # fmt: skip
    killed, displaced = of_mean([p[1] for p in pairs]), of_mean([p[2] for p in pairs])
    names = [name for seen, *_ in pairs for name in seen]
    where = tuple(sorted(set(names), key=lambda name: (-names.count(name), name)))
    firsts = [first for *_, first, _others in pairs if first is not None]
    late = [first for first in firsts if first > SEEN_DAYS]
    soon = [first for first in firsts if first <= SEEN_DAYS]
    others = [role for *_, roles in pairs for role in roles]
    only_sets = all(effect["kind"] == "setting" for effect in tried.effects)
    return Tried(
        tried.serial, tried.title, tried.option, len(pairs), len(firsts) - len(late), where,
        killed, displaced, tried.says_only, _costs(now, after), among, len(late),
        round(statistics.median(soon or late or [0])), tuple(dict.fromkeys(others)),
        tried.acts, tried.waits,
        same=only_sets and as_dict(now) == as_dict(after),
    )  # fmt: skip
