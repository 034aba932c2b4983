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
from marosim.view.style import interval, number

METRICS = (
    *("deaths_direct", "deaths_indirect", "displaced_internal", "displaced_abroad"),
    *("attacks", "peacekeeper_deaths", "harm_by_mission", "cost_usd"),
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


def outcomes(plans: tuple[Plan, Plan], seed: int) -> list[dict[str, float]]:
    """Summaries of both plans under one seed."""
    found = []
    for plan in plans:
        line = Line(replace(plan, seed=seed), kept=False)
        line.run_to(line.last_day)
        summary = line.model.summary
        found.append({name: float(summary.get(name, 0.0)) for name in METRICS if name in summary})
    return found


class Replications:
    """A comparison under way; ``tell(kind, content)`` hears of progress and the result."""

    def __init__(
        self,
        plans: tuple[Plan, Plan],
        count: int,
        tell: Callable[[str, dict[str, Any]], None],
    ) -> None:
        if not 2 <= count <= MOST:
            raise SettingError(f"{count} replications: expected 2 to {MOST}")
        self.plans, self.count, self.tell = plans, count, tell
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
            self.tell("replications", {"done": 0, "of": self.count, "result": None})
            first = self.plans[0].seed
            workers = pool()
            self._waiting = [
                workers.submit(outcomes, self.plans, first + k) for k in range(self.count)
            ]
            pairs: list[list[dict[str, float]]] = []
            for future in as_completed(self._waiting):
                if self.cancelled:
                    self.tell("replications", {"done": len(pairs), "of": 0, "result": None})
                    return
                pairs.append(future.result())
                message = {"done": len(pairs), "of": self.count, "result": compared(pairs)}
                self.tell("replications", message)
        except Exception:
            log.exception("replications failed")
            forget_pool()
            if not self.cancelled:
                self.tell("replications", {"done": 0, "of": 0, "result": None})
                self.tell("error", {"text": "The comparison could not be finished; try it again"})


def compared(pairs: list[list[dict[str, float]]]) -> dict[str, Any]:
    """Paired differences (second less first) with the range that holds 90 % of them."""
    rows = []
    for name in METRICS:
        values = np.array([b[name] - a[name] for a, b in pairs if name in a and name in b])
        if not len(values) or not any(a.get(name) or b.get(name) for a, b in pairs):
            continue
        low, high = np.quantile(values, [0.05, 0.95])
        rows.append(
            {
                "metric": name,
                "title": names.title(name),
                "difference": float(values.mean()),
                "low": float(low),
                "high": float(high),
                "text": sentence(name, float(values.mean()), float(low), float(high)),
            }
        )
    return {"rows": rows, "pairs": len(pairs)}


def sentence(metric: str, mean: float, low: float, high: float) -> str:
    """12,400 fewer (90 % of runs: 8,100–16,900)."""
    unit = names.about(metric).unit
    word = "more" if mean > 0 else "less" if metric == "cost_usd" else "fewer"
    largest = max(abs(mean), abs(low), abs(high))
    if largest == 0:
        return "no difference"
    if unit == "persons" and largest < 0.5:
        return "less than one person"
    if low < 0 < high:
        reach = f"from {number(-low, unit)} fewer to {number(high, unit)} more"
    else:
        least, most = sorted((abs(low), abs(high)))
        reach = interval(least, most, unit)
    return f"{number(abs(mean), unit)} {word} (90 % of runs: {reach})"
