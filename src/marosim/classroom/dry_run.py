"""Each effect of a list tried on pairs of runs: with it and without it, same random numbers."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from marosim.classroom import msel
from marosim.classroom.msel import SAYS_ONLY, Effect, Msel
from marosim.injects import apply
from marosim.response_model import ResponseModel
from marosim.study.compose import Composed
from marosim.study.intervals import Interval, direction, of_mean
from marosim.study.processes import computed

SEEN_DAYS = 60  # after which it is asked whether anything differs
SEEN = (  # what some seat can read on its page
    *("deaths_reported", "displaced_reported", "peacekeepers", "consent", "legitimacy"),
    *("political_will", "cost_usd", "alerts", "attacks_reported", "displaced_abroad", "trust"),
)
TRUE = ("deaths_direct", "displaced_internal", "attacks")
LEAST = 1e-3  # relative difference of a figure that a page can show
FEW = 2  # seeds for which starting processes takes longer than it saves
Try = tuple[int, str, str, int, tuple[Effect, ...]]  # serial, title, option, day, effects


@dataclass(frozen=True)
class Tried:
    """One effect set of the list and what pairs of runs say of it."""

    serial: int
    title: str
    option: str
    seeds: int
    seen: int  # seeds in which a figure that seats can read differs
    killed: Interval  # difference after 60 days
    displaced: Interval
    says_only: bool = False
    among: int = 1  # differences that are looked at together

    @property
    def verdict(self) -> str:
        """What to make of it, for a person."""
        if self.says_only:
            return "message only"
        if self.seen == 0:
            return "changes nothing you can see"
        tells = [direction(v, self.seeds, self.among) for v in (self.killed, self.displaced)]
        return "acts" if any(tells) else "acts; deaths and displaced cannot be told from chance"


def effects_of(listed: Msel) -> list[Try]:
    """Serial, title, option, day and effects of every row and option."""
    found = []
    for row in listed.rows:
        day = -1 if row.day is None else row.day
        found.append((row.serial, row.title, "", day, row.effects))
        found += [(row.serial, row.title, o.title, day, o.effects) for o in row.options]
    return found


def dry_run(
    listed: Msel, composed: Composed, seeds: int, progress: Callable[[int, int], Any] | None = None
) -> list[Tried]:
    """Try every effect: the run stands at the inject's day, and goes on with it and without it.

    Several seeds are computed at the same time, each in a process of its own.
    """
    tries = effects_of(listed)
    found: list[dict[int, tuple[bool, float, float]]] = []
    of_one = partial(_one_seed, tries, composed)
    for result in computed(of_one, range(1, seeds + 1), 1 if seeds <= FEW else None):
        found.append(result)
        if progress is not None:
            progress(len(found), seeds)
    return [
        _tried(
            serial, title, option, [of_seed[i] for of_seed in found if i in of_seed],
            _only_says(effects), 2 * len(tries),
        )
        for i, (serial, title, option, _, effects) in enumerate(tries)
    ]  # fmt: skip


def _one_seed(
    tries: list[Try], composed: Composed, seed: int
) -> dict[int, tuple[bool, float, float]]:
    """What each effect changes in the run of one seed, by its number in the list."""
    last = max([0, *(day for *_, day, _ in tries)])
    middle = last // 2  # of contingencies nobody knows the day
    settings = copy.deepcopy(composed.settings)
    settings.seed = seed
    settings.days = min(composed.case.days, last + SEEN_DAYS + 1)
    model = ResponseModel(composed.case, settings)
    found: dict[int, tuple[bool, float, float]] = {}
    for day in sorted({day if day >= 0 else middle for *_, day, _ in tries}):
        while model.day < day and not model.finished:
            model.step()
        plain = _after(copy.deepcopy(model))
        for i, (serial, title, _, when, effects) in enumerate(tries):
            if (when if when >= 0 else middle) == day and not _only_says(effects):
                told = copy.deepcopy(model)
                by = f"inject {serial}"
                for op in msel.ops(effects, told.case, told.settings, title, by):
                    apply(told, op)
                found[i] = _differs(_after(told), plain)
    return found


def _only_says(effects: tuple[Effect, ...]) -> bool:
    return all(effect["kind"] in SAYS_ONLY for effect in effects)


def _after(model: ResponseModel) -> dict[str, list[float]]:
    """Figures of the next days, one list a metric."""
    begun = model.day
    for _ in range(SEEN_DAYS):
        model.step()
    days = model.journal.days[begun:]
    return {n: [d.get(n, math.nan) for d in days] for n in (*SEEN, *TRUE) if n in model.metrics}


def _differs(
    told: dict[str, list[float]], plain: dict[str, list[float]]
) -> tuple[bool, float, float]:
    seen = any(
        abs(a - b) > LEAST * max(abs(a), abs(b)) and abs(a - b) > LEAST
        for name in SEEN if name in told
        for a, b in zip(told[name], plain[name], strict=True)
    )  # fmt: skip
    killed = math.fsum(told["deaths_direct"]) - math.fsum(plain["deaths_direct"])
    return seen, killed, told["displaced_internal"][-1] - plain["displaced_internal"][-1]


def _tried(
    serial: int, title: str, option: str, found: list[tuple[bool, float, float]],
    says_only: bool, among: int,
) -> Tried:  # fmt: skip
    killed, displaced = of_mean([k for _, k, _ in found]), of_mean([d for _, _, d in found])
    seen = sum(differs for differs, _, _ in found)
    return Tried(serial, title, option, len(found), seen, killed, displaced, says_only, among)
