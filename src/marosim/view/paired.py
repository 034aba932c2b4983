"""Many paired runs of two plans, in processes of their own so that pages stay quick."""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextvars import copy_context
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from marosim.core.setting import SettingError
from marosim.languages import N_, _, _n
from marosim.languages.formats import interval, number
from marosim.study.intervals import of_mean
from marosim.view import names, naming
from marosim.view.bands import bands
from marosim.view.drawn import Bands, PairRow, PairsOfDay
from marosim.view.frames import charted
from marosim.view.line import Line, Plan
from marosim.view.messages import PairsSoFar, PairsTable
from marosim.view.style import TINY

METRICS = (
    *("deaths_direct", "deaths_indirect", "displaced_internal", "displaced_abroad"),
    *("attacks", "peacekeeper_deaths", "harm_by_mission", "cost_usd"),
)
# what an after-action review holds side by side, in its order
REVIEWED = (
    *("deaths_direct", "deaths_indirect", "displaced_internal", "displaced_abroad", "attacks"),
    *("peacekeeper_deaths", "harm_by_mission", "consent", "legitimacy", "cost_usd"),
)
HEADLINES = ("deaths_direct", "displaced_internal", "attacks", "cost_usd")
MOST = 200
ENOUGH = 10  # pairs, below which nothing is said about which response brings more
BY_CHANCE = 0.005  # how often chance alone may make so many pairs agree about a town
log = logging.getLogger("marosim.view")
_pool: ProcessPoolExecutor | None = None
_pool_lock = threading.Lock()
_ending = threading.Event()


def pool() -> ProcessPoolExecutor:
    """Worker processes shared by all sessions; one core stays free for the pages."""
    global _pool
    with _pool_lock:
        if _pool is None:
            workers = max(1, (os.cpu_count() or 2) - 1)
            # not forked: the server's threads must not be copied
            _pool = ProcessPoolExecutor(
                workers, mp_context=multiprocessing.get_context("spawn"), initializer=_step_back
            )
        return _pool


def _step_back() -> None:
    if hasattr(os, "nice"):
        os.nice(10)  # pages go first
    threading.Thread(target=_end_with_server, daemon=True).start()


def _end_with_server() -> None:
    """A worker would otherwise wait for ever when its server was killed."""
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        os._exit(0)


def forget_pool() -> None:
    """Begin with new processes next time, after one has died."""
    global _pool
    with _pool_lock:
        if _pool is not None:
            _pool.shutdown(wait=False, cancel_futures=True)
        _pool = None


def end_pool() -> None:
    """The server ends: what workers are at is of use to nobody, and must not hold it up."""
    _ending.set()
    forget_pool()
    for worker in multiprocessing.active_children():
        worker.terminate()


def outcomes(
    plans: tuple[Plan, Plan],
    seed: int,
    metrics: tuple[str, ...] = METRICS,
    until: int | None = None,
) -> list[dict[str, float]]:
    """Summaries of both plans under one seed, after ``until`` days or at the end."""
    found = []
    for plan in plans:
        line = Line(replace(plan, seed=seed), kept=False)
        line.run_to(line.last_day if until is None else until)
        summary = line.model.summary
        found.append({name: float(summary[name]) for name in metrics if name in summary})
    return found


@dataclass(frozen=True)
class Pair:
    """Two runs with the same random numbers: summaries, and what they came to after each day.

    ``levels`` has the headlines of both [2, days, headlines], ``dead`` the killed so far [days,
    places], second less first.
    """

    summaries: list[dict[str, float]]
    levels: NDArray[np.float32]
    dead: NDArray[np.float32]

    @property
    def daily(self) -> NDArray[np.float32]:
        """Second less first [days, headlines]."""
        first, second = self.levels
        difference: NDArray[np.float32] = second - first
        return difference


def courses(plans: tuple[Plan, Plan], seed: int, metrics: tuple[str, ...] = METRICS) -> Pair:
    """Both plans under one seed to the end, with what they differ in on every day."""
    lines = [Line(replace(plan, seed=seed), kept=False) for plan in plans]
    told = []
    for line in lines:
        level = charted(line.model, {})
        days, dead = [level], [line.model.civilians.dead_direct.sum(axis=1)]
        while not line.finished:
            line.step()
            level = charted(line.model, level)
            days.append(level)
            dead.append(line.model.civilians.dead_direct.sum(axis=1))
        table = [[day.get(name) or 0.0 for name in HEADLINES] for day in days]
        told.append((np.array(table), np.array(dead)))
    summaries = [
        {name: float(line.model.summary[name]) for name in metrics if name in line.model.summary}
        for line in lines
    ]
    (first, dead_first), (second, dead_second) = told
    return Pair(
        summaries,
        np.stack([first, second]).astype(np.float32),
        (dead_second - dead_first).astype(np.float32),
    )


def agreed(dead: NDArray[Any]) -> list[int]:
    """Mean difference of the killed by place, from pairs [pairs, P]; 0 where pairs do not agree."""
    count = len(dead)
    if count < ENOUGH:
        return [0] * dead.shape[1]
    most = np.maximum((dead > 0).sum(axis=0), (dead < 0).sum(axis=0))
    by_chance = 2 * stats.binom.sf(most - 1, count, 0.5)
    # one that outweighs all others may stand against what most pairs say
    mean = np.where(np.sign(dead.mean(axis=0)) == np.sign(np.median(dead, axis=0)),
                    dead.mean(axis=0), 0.0)  # fmt: skip
    found: list[int] = np.rint(np.where(by_chance <= BY_CHANCE, mean, 0.0)).astype(int).tolist()
    return found


def check_count(count: int) -> None:
    """Raise :class:`SettingError` for fewer or more pairs than can be run."""
    if not 2 <= count <= MOST:
        raise SettingError(
            _("{count} pairs of runs: expected {low} to {high}", count=count, low=2, high=MOST)
        )


class Replications:
    """A comparison under way; ``tell(kind, content)`` hears of progress and the result.

    The runs go on for ``until`` days, or to the end; with ``by_day`` what they differ in is kept
    for every day, which :meth:`on` tells.
    """

    def __init__(
        self,
        plans: tuple[Plan, Plan],
        count: int,
        tell: Callable[[str, Any], None],
        *,
        kind: str = "replications",
        metrics: tuple[str, ...] = METRICS,
        until: int | None = None,
        by_day: bool = False,
    ) -> None:
        check_count(count)
        self.plans, self.count, self.tell = plans, count, tell
        self.kind, self.metrics, self.until = kind, metrics, until
        self.cancelled = False
        self.by_day, self.pairs = by_day, list[Pair]()
        self._waiting: list[Future[Any]] = []

    def start(self) -> None:
        """Begin in the background."""
        threading.Thread(
            target=copy_context().run, args=(self._work,),  # in the language of who asked
            daemon=True, name="marosim-replications",
        ).start()  # fmt: skip

    def cancel(self) -> None:
        """Stop after the runs that are being computed."""
        self.cancelled = True
        for future in self._waiting:
            future.cancel()

    def _work(self) -> None:
        try:
            self._tell(0, self.count)
            first = self.plans[0].seed + 1  # the pair that is shown is none of them
            workers = pool()
            self._waiting = [
                workers.submit(courses, self.plans, first + k, self.metrics) if self.by_day else
                workers.submit(outcomes, self.plans, first + k, self.metrics, self.until)
                for k in range(self.count)
            ]  # fmt: skip
            pairs: list[list[dict[str, float]]] = []
            for future in as_completed(self._waiting):
                if self.cancelled:
                    self._tell(len(pairs), 0)
                    return
                result = future.result()
                if self.by_day:
                    self.pairs = [*self.pairs, result]
                    result = result.summaries
                pairs.append(result)
                self._tell(len(pairs), self.count, compared(pairs, self.metrics))
        except Exception:
            if _ending.is_set():
                return
            log.exception("replications failed")
            forget_pool()
            if not self.cancelled:
                self._tell(0, 0)
                self.tell(
                    "error", {"text": _("The comparison could not be finished; try it again")}
                )

    def on(self, day: int) -> PairsOfDay:
        """What the pairs so far say of the state after ``day`` days."""
        pairs, done = self.pairs, len(self.pairs)
        last = [min(day, len(pair.daily) - 1) for pair in pairs]
        rows = []
        for k, name in enumerate(HEADLINES):
            values = np.array(
                [float(pair.daily[d, k]) for pair, d in zip(pairs, last, strict=True)]
            )
            if done:
                rows.append(row(name, values))
        dead = np.array([pair.dead[d] for pair, d in zip(pairs, last, strict=True)])
        return {
            "done": done, "of": 0 if self.cancelled else self.count, "enough": done >= ENOUGH,
            "rows": rows, "places": agreed(dead) if done else [],
        }  # fmt: skip

    def bands(self) -> Bands | None:
        """Where the runs of the pairs so far lie day by day, once they are enough."""
        pairs = self.pairs
        if len(pairs) < ENOUGH:
            return None
        return bands([pair.levels for pair in pairs], HEADLINES)

    def _tell(self, done: int, of: int, result: PairsTable | None = None) -> None:
        said: PairsSoFar = {"done": done, "of": of, "result": result}
        self.tell(self.kind, said)


def compared(pairs: list[list[dict[str, float]]], metrics: tuple[str, ...] = METRICS) -> PairsTable:
    """Paired differences (second less first), each as a row of :func:`row`."""
    rows = []
    for name in metrics:
        values = np.array([b[name] - a[name] for a, b in pairs if name in a and name in b])
        values = values[np.isfinite(values)]
        if not len(values) or not any(a.get(name) or b.get(name) for a, b in pairs):
            continue
        rows.append(row(name, values))
    return {"rows": rows, "pairs": len(pairs), "enough": len(pairs) >= ENOUGH}


def row(name: str, values: NDArray[np.float64]) -> PairRow:
    """What pairs say of one metric: each value, and a direction only if they carry it.

    ``side`` is 1 or -1 where the 95 % interval of the mean excludes zero over enough pairs.
    """
    count, mean = len(values), of_mean(values)
    low, high = float(values.min()), float(values.max())
    said, reach = in_words(name, mean.mean, low, high)
    clear = count >= ENOUGH and mean.excludes_zero
    if count < ENOUGH and reach:
        said, reach = _n("{count} pair cannot tell", "{count} pairs cannot tell", count), ""
    elif reach and not clear:
        said = _("no clear difference")
    side = int(np.sign(mean.mean)) if clear and reach else 0
    same = int((np.sign(values) == side).sum()) if side else 0
    return {
        "metric": name,
        "title": naming.metric(name),
        "difference": mean.mean,
        "low": low,
        "high": high,
        "said": said,
        "reach": reach,
        "side": side,
        "agree": _("{same} of {count} pairs agree", same=same, count=count) if side else "",
        "values": values.tolist(),
    }


def in_words(metric: str, mean: float, low: float, high: float) -> tuple[str, str]:
    """A difference and the range of all pairs: ``12,400 fewer`` and ``8,100–16,900``.

    Of a difference too small to be told there is no range.
    """
    unit = names.about(metric).unit
    if unit == "1":
        mean, low, high = 100 * mean, 100 * low, 100 * high
    largest = max(abs(mean), abs(low), abs(high))
    if largest < (0.5 if unit in ("1", "persons") else TINY):
        some = unit == "persons" and largest
        return _("less than one person") if some else _("no difference"), ""
    if low < 0 < high:
        down, up = _change(metric, low, points=False), _change(metric, high, points=False)
        reach = _("from {low} to {high}", low=down, high=up)
    else:
        least, most = sorted((abs(low), abs(high)))
        reach = interval(least, most, unit)
    return _change(metric, mean), reach


def _change(metric: str, value: float, *, points: bool = True) -> str:
    """A difference in words: 12,400 fewer, US$ 3 million more, 4 points lower."""
    unit, more = names.about(metric).unit, value > 0
    said = number(abs(value), unit)
    if unit == "1":
        if points:
            text = N_("{number} points higher") if more else N_("{number} points lower")
        else:
            text = N_("{number} higher") if more else N_("{number} lower")
    elif more:
        text = N_("{number} more")
    else:
        text = N_("{number} less") if metric == "cost_usd" else N_("{number} fewer")
    return _(text, number=said)
