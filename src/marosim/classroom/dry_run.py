"""Each effect of a list tried on pairs of runs: with it and without it, same random numbers."""

from __future__ import annotations

import copy
import hashlib
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from marosim.classroom import fog, msel
from marosim.classroom.levers import Planned, committed
from marosim.classroom.msel import SAYS_ONLY, Effect, Msel
from marosim.classroom.watching import Watched, drawn
from marosim.core.setting import as_dict
from marosim.injects import apply
from marosim.record.provenance import code_digest
from marosim.record.whole import write_whole
from marosim.response_model import ResponseModel
from marosim.settings import assign
from marosim.study.compose import Composed
from marosim.study.intervals import Interval, direction, of_mean
from marosim.study.processes import computed

SEEN_DAYS = 60  # after which it is asked whether anything differs
TRUE = ("deaths_direct", "displaced_internal")
LEAST = 1e-3  # relative difference of a figure that a page can show
FEW = 2  # seeds for which starting processes takes longer than it saves
Day = dict[str, dict[str, Any]]  # what each role sees of a day
Pair = tuple[list[str], float, float]  # what is seen to differ; killed and displaced, difference


@dataclass(frozen=True)
class Try:
    """One set of effects: an inject, or an option of one. ``roles`` are told of it."""

    serial: int
    title: str
    option: str
    day: int | None
    effects: tuple[Effect, ...]
    roles: tuple[str, ...]

    @property
    def says_only(self) -> bool:
        """Whether it is a message, which changes nothing in the run."""
        return all(effect["kind"] in SAYS_ONLY for effect in self.effects)


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
    among: int = 1  # differences that are looked at together

    @property
    def verdict(self) -> str:
        """What to make of it, for a person."""
        if self.says_only:
            return "message only"
        if self.seen == 0:
            only = "changes what is spent; its seats see no other change"
            return only if self.costs else "changes nothing that its seats can see"
        tells = [direction(v, self.seeds, self.among) for v in (self.killed, self.displaced)]
        return "acts" if any(tells) else "acts; deaths and displaced cannot be told from chance"


def tries_of(listed: Msel) -> list[Try]:
    """Every row and every option, with the day and the roles that are told of it."""
    found = []
    for row in listed.rows:
        roles = row.to or tuple(role for role in fog.VIEWS if role not in ("control", "evaluator"))
        found.append(Try(row.serial, row.title, "", row.day, row.effects, roles))
        found += [
            Try(row.serial, row.title, o.title, row.day, o.effects, (o.seat,)) for o in row.options
        ]
    return found


def folder_of(listed: Msel, composed: Composed) -> Path:
    """Where the pairs of a list are kept: same list, case, settings and code, same folder."""
    said = [repr(tries_of(listed)), as_dict(composed.settings), composed.case.digest, code_digest()]
    digest = hashlib.sha256(json.dumps(said, default=str, sort_keys=True).encode()).hexdigest()
    return Path("outputs") / f"msel_{composed.case.name}_{digest[:12]}"


def dry_run(
    listed: Msel, composed: Composed, seeds: int, folder: Path | None = None,
    progress: Callable[[int, int], Any] | None = None,
) -> list[Tried]:  # fmt: skip
    """Try every effect: the run stands at the inject's day, and goes on with it and without it.

    Several seeds are computed at the same time, each in a process of its own. What stands in
    ``folder`` from an earlier call is not computed again.
    """
    tries = tries_of(listed)
    found = {n: kept for n in range(1, seeds + 1) if (kept := _kept(folder, n)) is not None}
    missing = [seed for seed in range(1, seeds + 1) if seed not in found]
    of_one = partial(_one_seed, tries, composed)
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
            costs=_costs(t, composed), among=2 * len(tries),
        )
        for i, t in enumerate(tries)
    ]  # fmt: skip


def _costs(tried: Try, composed: Composed) -> bool:
    """Whether an effect sets something that has a price for the class."""
    ops = msel.ops(tried.effects, composed.case, composed.settings, tried.title, "")
    after = copy.deepcopy(composed.settings)
    for op in ops:
        if "changes" in op:
            assign(after, op["changes"])
    planned = Planned(people=1.0, displaced=1.0, places=1)  # any, to see whether prices differ
    return committed(after, planned) != committed(composed.settings, planned)


def _kept(folder: Path | None, seed: int) -> dict[str, Pair] | None:
    path = folder / f"seed_{seed}.json" if folder is not None else None
    return json.loads(path.read_text()) if path is not None and path.is_file() else None


def _one_seed(tries: Sequence[Try], composed: Composed, seed: int) -> dict[str, Pair]:
    """What each effect changes in the run of one seed, by its number in the list.

    The course without any effect is computed once, for all of them.
    """
    last = max(t.day or 0 for t in tries)
    middle = last // 2  # of contingencies nobody knows the day
    settings = copy.deepcopy(composed.settings)
    settings.seed = seed
    settings.days = min(composed.case.days, last + SEEN_DAYS + 1)
    plain = Watched(ResponseModel(composed.case, settings))
    roles = sorted({role for t in tries for role in t.roles})
    at = {i: middle if t.day is None else t.day for i, t in enumerate(tries) if not t.says_only}
    begun: dict[int, Watched] = {}
    course: dict[int, tuple[Day, dict[str, float]]] = {}
    while not plain.model.finished:
        if plain.model.day in at.values():
            begun[plain.model.day] = copy.deepcopy(plain)
        plain.step()
        course[plain.model.day] = _seen(plain, roles)
    return {str(i): _pair(tries[i], copy.deepcopy(begun[day]), course) for i, day in at.items()}


def _seen(run: Watched, roles: Sequence[str]) -> tuple[Day, dict[str, float]]:
    views = {role: drawn(view) for role, view in run.views(roles).items()}
    return views, {name: run.model.journal.days[-1][name] for name in TRUE}


def _pair(tried: Try, told: Watched, course: dict[int, tuple[Day, dict[str, float]]]) -> Pair:
    by = f"inject {tried.serial}"
    for op in msel.ops(tried.effects, told.model.case, told.model.settings, tried.title, by):
        apply(told.model, op)
    differs: dict[str, None] = {}
    killed = displaced = 0.0
    for _ in range(SEEN_DAYS):
        if told.model.finished:
            break
        told.step()
        views, true = _seen(told, tried.roles)
        plain, plain_true = course[told.model.day]
        for role in tried.roles:
            differs |= dict.fromkeys(differences(views[role], plain[role]))
        killed += true[TRUE[0]] - plain_true[TRUE[0]]
        displaced = true[TRUE[1]] - plain_true[TRUE[1]]
    return list(differs), killed, displaced


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Names of what two pages of a role show differently."""
    return [name for name in one if not _same(one[name], other.get(name))]


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return math.isclose(a, b, rel_tol=LEAST, abs_tol=LEAST)
    return bool(a == b)


def _tried(tried: Try, pairs: Sequence[Pair], costs: bool, among: int) -> Tried:
    killed, displaced = of_mean([k for _, k, _ in pairs]), of_mean([d for *_, d in pairs])
    names = [name for seen, *_ in pairs for name in seen]
    where = tuple(sorted(set(names), key=lambda name: (-names.count(name), name)))
    seen = sum(bool(differs) for differs, *_ in pairs)
    return Tried(
        tried.serial, tried.title, tried.option, len(pairs), seen, where, killed, displaced,
        tried.says_only, costs, among,
    )  # fmt: skip
