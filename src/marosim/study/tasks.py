"""One run of a study, as a thing that any process on any machine can compute."""

from __future__ import annotations

import copy
import gc
import io
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from marosim.core.setting import assign
from marosim.record.provenance import computing
from marosim.settings import Settings
from marosim.world.case import Case

TABLES = ("daily", "places", "events")
OWN_COLUMN = {"response": "response_option"}  # of settings whose name another column has


@dataclass(frozen=True)
class Response:
    """One combination of settings that a study compares with others.

    ``swept`` are the settings that distinguish it; ``overrides`` repeat it on the command
    line; ``digest`` is a hash of everything that determines its runs but the replication.
    """

    label: str
    swept: Mapping[str, Any]
    case: Case
    settings: Settings
    overrides: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""


@dataclass(frozen=True)
class Task:
    """A response, a replication and the number under which the run is kept.

    ``drawn`` holds values of uncertain settings, the same for all responses of a replication.
    """

    run: int
    replication: int
    response: Response
    drawn: Mapping[str, Any] = field(default_factory=dict)

    @property
    def seed(self) -> int:
        """Replication k uses the seed + k under each response: common random numbers."""
        return self.response.settings.seed + self.replication

    def settings(self) -> Settings:
        """The settings of this very run."""
        settings = copy.deepcopy(self.response.settings)
        for name, value in self.drawn.items():
            assign(settings, nested(name, value))
        settings.seed = self.seed
        settings.threads = 1
        return settings

    def labels(self) -> dict[str, Any]:
        """The columns that stand before every table of the study."""
        response = self.response
        labels = {"run": self.run, "replication": self.replication, "response": response.label}
        for key, value in response.swept.items():
            if labels.get(key) != value:  # whole responses alone are called by their names
                labels[OWN_COLUMN.get(key, key)] = value
        return labels


@dataclass(frozen=True)
class Result:
    """What a task came to: its tables as Parquet bytes and its summary, or its error."""

    run: int
    labels: dict[str, Any]
    seed: int
    seconds: float
    summary: dict[str, float] = field(default_factory=dict)
    tables: dict[str, bytes] = field(default_factory=dict)
    metrics: dict[str, dict[str, str]] = field(default_factory=dict)
    drawn: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, Any] = field(default_factory=dict)  # of the process that computed it
    error: str = ""
    trace: str = ""


def nested(name: str, value: Any) -> dict[str, Any]:
    """``a.b.c`` and a value as nested mappings."""
    for part in reversed(name.split(".")):
        value = {part: value}
    return value


def get_ready() -> None:
    """Load what a run needs, so that the first task of a process begins at once."""
    from marosim import response_model

    del response_model
    computing()  # the digest of the source as it was loaded, not as it may stand later
    gc.freeze()  # what is loaded now stays; collecting runs then takes no time


def perform_apart(task: Task) -> Result:
    """Compute a run in a process that does nothing else, and leave none of it behind."""
    result = perform(task)
    gc.collect()  # models are full of cycles, and few are made in a study: memory would creep up
    return result


def perform(task: Task) -> Result:
    """Compute a run. Errors come back as results: one bad run must not end a study."""
    begin = time.perf_counter()
    labels = task.labels()
    try:
        from marosim.response_model import ResponseModel

        model = ResponseModel(task.response.case, task.settings())
        model.run()
        tables = {
            "daily": _packed(model.daily, labels),
            "places": _packed(model.places_table, labels),
            "events": _packed(model.events, labels),
        }
        return Result(
            run=task.run,
            labels=labels,
            seed=task.seed,
            seconds=time.perf_counter() - begin,
            summary={name: float(value) for name, value in model.summary.items()},
            tables=tables,
            metrics={
                name: {
                    "unit": metric.unit,
                    "kind": metric.kind,
                    "better": metric.better,
                    "meaning": metric.meaning,
                }
                for name, metric in model.metrics.items()
            },
            drawn=dict(task.drawn),
            provenance=computing(),
        )
    except Exception as error:
        return failed(task, f"{type(error).__name__}: {error}", traceback.format_exc(), begin)


def failed(task: Task, error: str, trace: str = "", begin: float | None = None) -> Result:
    """The result of a task that could not be computed."""
    seconds = 0.0 if begin is None else time.perf_counter() - begin
    return Result(
        task.run, task.labels(), task.seed, seconds, drawn=dict(task.drawn), error=error,
        trace=trace,
    )  # fmt: skip


def perform_all(tasks: list[Task]) -> list[Result]:
    """Compute several runs, one after the other."""
    return [perform(task) for task in tasks]


def _packed(table: pd.DataFrame, labels: Mapping[str, Any]) -> bytes:
    """A table with its labels in front, as Parquet bytes."""
    clash = [name for name in labels if name in table.columns]
    table = table.drop(columns=clash)
    front = pd.DataFrame(
        {
            name: pd.Series([value] * len(table), dtype=_dtype(value))
            for name, value in labels.items()
        }
    )
    packed = pd.concat([front, table.reset_index(drop=True)], axis=1)
    buffer = io.BytesIO()
    # without dictionaries a table of a hundred columns and few rows is read twice as fast
    packed.to_parquet(
        buffer, engine="pyarrow", compression="zstd", index=False, use_dictionary=False
    )
    return buffer.getvalue()


def _dtype(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int64"
    return "float64" if isinstance(value, float) else "str"
