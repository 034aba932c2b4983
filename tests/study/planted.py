"""Runs that come to what a test says, so that a search can be held to a truth that is known."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from marosim.record.provenance import computing
from marosim.settings import Settings
from marosim.study import executors
from marosim.study.tasks import Result, Task, _packed

ABOUT = {
    "deaths_direct": {"unit": "persons", "kind": "flow", "better": "lower", "meaning": "killed"},
    "cost_usd": {"unit": "US$", "kind": "total", "better": "lower", "meaning": "cost"},
    "consent": {"unit": "1", "kind": "stock", "better": "higher", "meaning": "consent"},
}


def plant(monkeypatch: Any, truth: Callable[[Settings, Task], Mapping[str, float]]) -> None:
    """Let every run of this process end with the outcomes of ``truth``."""

    def perform(task: Task) -> Result:
        labels, summary = task.labels(), dict(truth(task.settings(), task))
        table = _packed(pd.DataFrame({"day": [0], **summary}), labels)
        tables = dict.fromkeys(("daily", "places", "events"), table)
        return Result(task.run, labels, task.seed, 0.0, summary, tables, ABOUT, dict(task.drawn),
                      computing())  # fmt: skip

    monkeypatch.setattr(executors, "perform", perform)


def chance(task: Task) -> float:
    """A number from −1 to 1 that a response's name and a seed alone decide, as noise would.

    Not its digest: that changes with every setting of the model, and the noise with it.
    """
    text = f"{task.response.label} {task.seed}"
    return int(hashlib.sha256(text.encode()).hexdigest()[:12], 16) / 16**12 * 2 - 1
