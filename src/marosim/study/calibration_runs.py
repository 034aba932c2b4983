"""The runs of a calibration: drawn from the priors, kept as they come, never repeated."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import qmc

from marosim.core.setting import SettingError, SettingRow, assign, nearest
from marosim.record.provenance import computing, differences
from marosim.record.whole import write_whole
from marosim.settings import Settings
from marosim.study.calibration_distance import Target
from marosim.study.faults import StudyError
from marosim.study.processes import computed
from marosim.study.tasks import nested
from marosim.study.uncertainty import uncertain

PLAN, RUNS = "calibration.json", "runs.jsonl"


@dataclass(frozen=True)
class Prior:
    """What is thought possible before looking: even between bounds, on a log scale if ``log``."""

    name: str
    low: float
    high: float
    log: bool

    def value(self, share: float) -> float:
        """The value below which this share of the prior lies."""
        if self.log:
            return float(self.low * (self.high / self.low) ** share)
        return float(self.low + (self.high - self.low) * share)


def priors(settings: Settings, names: Sequence[str], factor: float) -> list[Prior]:
    """A prior for each named setting: its own bounds, no farther than ``factor`` from its value.

    Positive settings with bounds far apart are drawn evenly on a log scale.
    """
    known: dict[str, SettingRow] = {row.name: row for row in uncertain(settings)}
    found = []
    for name in names:
        if name not in known:
            raise SettingError(
                f"settings={name}: not an assumed number with bounds{nearest(name, known)}"
            )
        row = known[name]
        assert row.low is not None and row.high is not None
        value, low, high = float(row.value), float(row.low), float(row.high)
        if value > 0:
            low, high = max(low, value / factor), min(high, value * factor)
        found.append(Prior(name, low, high, log=low > 0 and high / low > 3))
    return found


def draw(prior: Sequence[Prior], count: int, seed: int) -> NDArray[np.float64]:
    """A Latin hypercube of settings, shape [draws, settings]."""
    cube = qmc.LatinHypercube(d=len(prior), rng=np.random.default_rng(seed)).random(count)
    return np.array([[p.value(s) for p, s in zip(prior, row, strict=True)] for row in cube])


@dataclass(frozen=True)
class Job:
    """One run: a draw of the settings, one of the cases, one replication."""

    draw: int
    target: int
    replication: int
    seed: int


def settings_of(base: Settings, prior: Sequence[Prior], values: NDArray[np.float64]) -> Settings:
    """Settings of a case with one draw of the shared ones."""
    settings = copy.deepcopy(base)
    for item, value in zip(prior, values, strict=True):
        assign(settings, nested(item.name, float(value)))
    return settings


def run(job: Job, target: Target, settings: Settings) -> dict[str, Any]:
    """Compute a job: the simulated value of every calibration row of its case."""
    from marosim.response_model import ResponseModel
    from marosim.study.observed import simulate

    settings.seed = job.seed
    settings.threads = 1
    local = target.rows["place"].ne("").any()
    settings.record.places_every = 7 if local else 366
    values = simulate(ResponseModel(target.case, settings), target.rows)
    return {
        "draw": job.draw, "target": job.target, "replication": job.replication,
        "values": [None if not np.isfinite(v) else round(float(v), 6) for v in values],
    }  # fmt: skip


class Library:
    """Runs kept in a folder, so that a calibration goes on where it stopped."""

    def __init__(self, folder: Path, plan: dict[str, Any]) -> None:
        self.folder = folder
        text = json.dumps(plan, indent=1, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()
        file = folder / PLAN
        if file.is_file():
            kept = json.loads(file.read_text(encoding="utf-8"))
            if kept.get("digest") != digest:
                raise StudyError(
                    f"{folder}: holds a calibration of other settings, cases or draws; choose "
                    "another output_dir"
                )
            other = differences(kept.get("provenance"), computing())
            if other:
                raise StudyError(
                    f"{folder}: holds a calibration made with {', '.join(other[:4])}; choose "
                    "another output_dir"
                )
        else:
            note = {"digest": digest, "provenance": computing(), "plan": plan}
            write_whole(file, json.dumps(note, indent=1))

    def kept(self) -> dict[tuple[int, int, int], NDArray[np.float64]]:
        """Values of the runs that are there; a line cut short by a kill is left out."""
        file = self.folder / RUNS
        found: dict[tuple[int, int, int], NDArray[np.float64]] = {}
        if not file.is_file():
            return found
        for line in file.read_text(encoding="utf-8").splitlines():
            try:
                entry = json.loads(line)
            except json.JSONDecodeError:
                continue
            key = (entry["draw"], entry["target"], entry["replication"])
            found[key] = np.array(
                [np.nan if v is None else v for v in entry["values"]], dtype=float
            )
        return found

    def extend(
        self,
        jobs: Sequence[Job],
        targets: Sequence[Target],
        settings: Callable[[Job], Settings],
        workers: int | None,
        progress: Callable[[int, int], Any] | None,
    ) -> None:
        """Compute the jobs that are not kept yet, writing each as it arrives."""
        have = self.kept()
        missing = [j for j in jobs if (j.draw, j.target, j.replication) not in have]
        done = len(jobs) - len(missing)
        if progress is not None:
            progress(done, len(jobs))
        if not missing:
            return
        with (self.folder / RUNS).open("a", encoding="utf-8") as file:
            if file.tell() and not _ends_line(self.folder / RUNS):
                file.write("\n")
            for entry in _computed(missing, targets, settings, workers):
                file.write(json.dumps(entry) + "\n")
                file.flush()
                done += 1
                if progress is not None:
                    progress(done, len(jobs))


def _ends_line(path: Path) -> bool:
    return path.read_bytes()[-1:] == b"\n"


def _computed(
    jobs: Sequence[Job],
    targets: Sequence[Target],
    settings: Callable[[Job], Settings],
    workers: int | None,
) -> Iterator[dict[str, Any]]:
    told = ((job, targets[job.target], settings(job)) for job in jobs)
    return computed(_run, told, workers)


def _run(told: tuple[Job, Target, Settings]) -> dict[str, Any]:
    return run(*told)


def table(prior: Sequence[Prior], values: NDArray[np.float64]) -> pd.DataFrame:
    """Draws as a table with a column a setting."""
    return pd.DataFrame(values, columns=[p.name for p in prior])
