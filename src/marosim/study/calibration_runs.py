"""The runs of a calibration: pieces of a case and a wave, each a small table that is kept.

A piece's table tells what made it in its first line, then has a line a run: the draw, its
inputs, and the numbers that the run gave. Lines are added as runs end, so that a calibration
goes on where it was stopped, on this machine or another.
"""

from __future__ import annotations

import copy
import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from marosim.core.setting import as_dict, assign
from marosim.evidence.digest import digests
from marosim.record.provenance import settings_digest
from marosim.record.whole import make_folder, write_whole
from marosim.settings import Settings
from marosim.study.calibration_plan import WAVES, Plan
from marosim.study.calibration_summaries import Summary, read
from marosim.study.compose import Composed
from marosim.study.faults import StudyError
from marosim.study.processes import computed
from marosim.study.tasks import nested
from marosim.study.uncertainty import LEVEL, level_of
from marosim.world.case import Case

PIECES = "pieces"
APART = 1_000_003  # seeds between waves


@dataclass(frozen=True)
class Job:
    """One run: a row of the wave's design, and which repetition of it."""

    draw: int
    repeat: int
    seed: int


def jobs(plan: Plan, wave: str) -> list[Job]:
    """The runs of a wave, the same for every case. Noise repeats draws of the first wave."""
    count = getattr(plan.sizes, wave)
    repeats = range(1, plan.sizes.repeats) if wave == "noise" else range(1)
    base = plan.seed + APART * (0 if wave == "noise" else WAVES.index(wave))
    return [Job(i, r, base + i * plan.sizes.repeats + r) for i in range(count) for r in repeats]


def simulate(case: Case, settings: Settings, asked: Sequence[Summary]) -> list[float]:
    """Run the model once and read off what is asked."""
    from marosim.response_model import ResponseModel

    local = any(summary.ask.get("row", {}).get("place") for summary in asked)
    settings.record.places_every = 7 if local else 366
    return read(ResponseModel(case, settings), asked)


def file_of(folder: Path, case: str, wave: str) -> Path:
    """Where a piece's table stands."""
    return folder / PIECES / f"{case}-{wave}.csv"


def run_piece(
    plan: Plan,
    composed: Composed,
    wave: str,
    design: pd.DataFrame,
    folder: Path,
    workers: int | None = None,
    progress: Callable[[int, int], Any] | None = None,
) -> None:
    """Compute what is missing of a piece. Raises :class:`StudyError` if others made it."""
    case, asked = composed.case, plan.asked[composed.case.name]
    path, wanted = file_of(folder, case.name, wave), jobs(plan, wave)
    made = origin(composed)
    have = _begun(path, made, ["draw", "repeat", "seed", *design, *(s.name for s in asked)])
    missing = [job for job in wanted if (job.draw, job.repeat) not in have]
    if progress is not None:
        progress(len(wanted) - len(missing), len(wanted))
    told = (
        (case, settings_of(composed.settings, case.name, design.iloc[job.draw], job.seed), asked)
        for job in missing
    )
    with path.open("a", encoding="utf-8", newline="") as file:
        for done, (job, values) in enumerate(
            zip(missing, computed(_run, told, workers), strict=True), start=1
        ):
            file.write(_line([job.draw, job.repeat, job.seed, *design.iloc[job.draw], *values]))
            file.flush()
            if progress is not None:
                progress(len(wanted) - len(missing) + done, len(wanted))


def load_piece(plan: Plan, folder: Path, case: str, wave: str) -> pd.DataFrame:
    """A whole piece, in the order of its draws. Raises :class:`StudyError` if runs are missing."""
    path = file_of(folder, case, wave)
    table = _whole(path)
    missing = len(jobs(plan, wave)) - len(table)
    if missing:
        raise StudyError(
            f"{path}: {missing} runs are missing; type the same 'marosim calibrate' command "
            f"again with output_dir={folder} to make them"
        )
    return table.sort_values(["draw", "repeat"]).reset_index(drop=True)


def origin(composed: Composed) -> dict[str, str]:
    """What makes the runs of a case: digests of the rules, the case, and its settings."""
    now = digests([composed.case.name])
    settings = settings_digest(as_dict(composed.settings))
    return {"rules": now["rules"], "case": composed.case.digest, "defaults": now["settings"],
            "settings": settings}  # fmt: skip


def settings_of(base: Settings, case: str, values: Mapping[str, Any], seed: int) -> Settings:
    """Settings of a case at one row of a design."""
    settings = copy.deepcopy(base)
    for name, value in values.items():
        if name == level_of(case):
            name = LEVEL
        if "@" not in name:
            assign(settings, nested(name, float(value)))
    settings.seed, settings.threads = seed, 1
    return settings


def _run(told: tuple[Case, Settings, Sequence[Summary]]) -> list[float]:
    return simulate(*told)


def _begun(path: Path, made: dict[str, str], columns: list[str]) -> set[tuple[int, int]]:
    """Make sure that a piece's file is there with whole lines, and say which runs it has."""
    make_folder(path.parent)
    head = f"# {json.dumps(made)}\n{_line(columns)}"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    whole = text[: text.rfind("\n") + 1]
    if whole.count("\n") < 2:
        whole = head
    elif not whole.startswith(head):
        kept = _told(whole)
        other = [word for word in made if kept.get(word) != made[word]] or ["what runs were asked"]
        raise StudyError(
            f"{path}: made by others ({', '.join(other)} changed); choose another output_dir"
        )
    if whole != text:
        write_whole(path, whole)
    table = _read(whole)
    return set(zip(table["draw"], table["repeat"], strict=True))


def made_by(folder: Path, case: str, wave: str) -> dict[str, str]:
    """The first line of a piece: digests of what made it."""
    return _told(file_of(folder, case, wave).read_text(encoding="utf-8"))


def _told(text: str) -> dict[str, str]:
    try:
        return dict(json.loads(text.partition("\n")[0].removeprefix("# ")))
    except ValueError:
        return {}


def _whole(path: Path) -> pd.DataFrame:
    if not path.is_file():
        return pd.DataFrame(columns=["draw", "repeat"])
    text = path.read_text(encoding="utf-8")
    return _read(text[: text.rfind("\n") + 1])


def _read(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text.partition("\n")[2]))


def _line(values: Sequence[Any]) -> str:
    memory = io.StringIO()
    csv.writer(memory, lineterminator="\n").writerow(
        f"{v:.9g}" if isinstance(v, float) else v for v in values
    )
    return memory.getvalue()
