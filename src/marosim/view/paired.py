"""Many paired runs of two plans, in processes of their own so that pages stay quick."""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import replace
from typing import Any

import numpy as np

from marosim.settings.base import SettingError
from marosim.view import names
from marosim.view.line import Line, Plan
from marosim.view.style import TINY, interval, number

METRICS = (
    *("deaths_direct", "deaths_indirect", "displaced_internal", "displaced_abroad"),
    *("attacks", "peacekeeper_deaths", "harm_by_mission", "cost_usd"),
)
# what an after-action review holds side by side, in its order
REVIEWED = (
    *("deaths_direct", "deaths_indirect", "displaced_internal", "displaced_abroad", "attacks"),
    *("peacekeeper_deaths", "harm_by_mission", "consent", "legitimacy", "cost_usd"),
)
MOST = 200
log = logging.getLogger("marosim.view")
_pool: ProcessPoolExecutor | None = None
_pool_lock = threading.Lock()


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


class Replications:
    """A comparison under way; ``tell(kind, content)`` hears of progress and the result.

    The runs go on for ``until`` days, or to the end.
    """

    def __init__(
        self,
        plans: tuple[Plan, Plan],
        count: int,
        tell: Callable[[str, dict[str, Any]], None],
        *,
        kind: str = "replications",
        metrics: tuple[str, ...] = METRICS,
        until: int | None = None,
    ) -> None:
        if not 2 <= count <= MOST:
            raise SettingError(f"{count} replications: expected 2 to {MOST}")
        self.plans, self.count, self.tell = plans, count, tell
        self.kind, self.metrics, self.until = kind, metrics, until
        self.cancelled = False
        self._waiting: list[Future[list[dict[str, float]]]] = []

    def start(self) -> None:
        """Begin in the background."""
        threading.Thread(target=self._work, daemon=True, name="marosim-replications").start()

    def cancel(self) -> None:
        """Stop after the runs that are being computed."""
        self.cancelled = True
        for future in self._waiting:
            future.cancel()

    def _work(self) -> None:
        try:
            self._tell(0, self.count)
            first = self.plans[0].seed
            workers = pool()
            self._waiting = [
                workers.submit(outcomes, self.plans, first + k, self.metrics, self.until)
                for k in range(self.count)
            ]
            pairs: list[list[dict[str, float]]] = []
            for future in as_completed(self._waiting):
                if self.cancelled:
                    self._tell(len(pairs), 0)
                    return
                pairs.append(future.result())
                self._tell(len(pairs), self.count, compared(pairs, self.metrics))
        except Exception:
            log.exception("replications failed")
            forget_pool()
            if not self.cancelled:
                self._tell(0, 0)
                self.tell("error", {"text": "The comparison could not be finished; try it again"})

    def _tell(self, done: int, of: int, result: dict[str, Any] | None = None) -> None:
        self.tell(self.kind, {"done": done, "of": of, "result": result})


def compared(
    pairs: list[list[dict[str, float]]], metrics: tuple[str, ...] = METRICS
) -> dict[str, Any]:
    """Paired differences (second less first) with the range that holds 90 % of them."""
    rows = []
    for name in metrics:
        values = np.array([b[name] - a[name] for a, b in pairs if name in a and name in b])
        if not len(values) or not any(a.get(name) or b.get(name) for a, b in pairs):
            continue
        low, high = np.quantile(values, [0.05, 0.95])
        said, reach = in_words(name, float(values.mean()), float(low), float(high))
        rows.append(
            {
                "metric": name,
                "title": names.title(name),
                "difference": float(values.mean()),
                "low": float(low),
                "high": float(high),
                "said": said,
                "reach": reach,
            }
        )
    return {"rows": rows, "pairs": len(pairs)}


def in_words(metric: str, mean: float, low: float, high: float) -> tuple[str, str]:
    """A difference and what holds 90 % of it: ``12,400 fewer`` and ``8,100–16,900``.

    Of a difference too small to be told there is no range.
    """
    unit = names.about(metric).unit
    more, less = ("more", "less" if metric == "cost_usd" else "fewer")
    points = ""
    if unit == "1":
        mean, low, high = 100 * mean, 100 * low, 100 * high
        points, more, less = " points", "higher", "lower"
    largest = max(abs(mean), abs(low), abs(high))
    if largest < (0.5 if unit in ("1", "persons") else TINY):
        some = unit == "persons" and largest
        return "less than one person" if some else "no difference", ""
    word = more if mean > 0 else less
    if low < 0 < high:
        reach = f"from {number(-low, unit)} {less} to {number(high, unit)} {more}"
    else:
        least, most = sorted((abs(low), abs(high)))
        reach = interval(least, most, unit)
    return f"{number(abs(mean), unit)}{points} {word}", reach
