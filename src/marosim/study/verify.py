"""Runs of a study computed again, and their tables compared value by value, to the last bit."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from marosim import cases
from marosim.core.setting import as_dict, assign, rows
from marosim.languages import _
from marosim.record.provenance import differences, provenance
from marosim.settings import Settings
from marosim.study.faults import StudyError
from marosim.study.store import DRAWN, StudyStore
from marosim.study.study import Study
from marosim.study.tasks import TABLES, Response, Result, Task, perform


@dataclass(frozen=True)
class Checked:
    """A run computed again: what differs in its tables, and in what computed it."""

    run: int
    response: str
    replication: int
    fault: str  # empty if all values are the same
    origin: tuple[str, ...]  # what of code, versions, case and settings is not as recorded


def sample_of(study: Study, sample: int | str, seed: int) -> list[int]:
    """Numbers of ``sample`` runs drawn at random, or of ``"all"``, in order."""
    runs = StudyStore(study.folder, study.about).all_runs()["run"].to_numpy(dtype=int)
    if not len(runs):
        raise StudyError(_("{folder}: no run has finished yet", folder=study.folder))
    if sample == "all":
        return sorted(runs.tolist())
    if isinstance(sample, bool) or not isinstance(sample, int) or sample < 1:
        raise StudyError(
            _("sample={sample}: expected a whole number above 0, or all", sample=str(sample))
        )
    drawn = np.random.default_rng(seed).choice(runs, min(sample, len(runs)), replace=False)
    return sorted(drawn.tolist())


def verify(study: Study, numbers: list[int]) -> Iterator[Checked]:
    """Compute these runs again, one after the other, and compare them with what is kept."""
    kept = StudyStore(study.folder, study.about).all_runs().set_index("run")
    for number in numbers:
        row = kept.loc[number]
        task, written = _task(study, number, row)
        response = task.response
        now = provenance(response.case.digest, as_dict(response.settings))
        made = study.origins.of(number)
        origin = differences({**written, **made} if made else None, now)
        result = perform(task)
        fault = (
            _("failed: {error}", error=result.error)
            if result.error
            else _fault(study, task, result, row)
        )
        yield Checked(number, response.label, task.replication, fault, tuple(origin))


def _task(study: Study, number: int, row: pd.Series) -> tuple[Task, dict[str, Any]]:
    """The run as the study describes it, and the digests of its case and settings."""
    label = str(row["response"])
    known: list[dict[str, Any]] = study.about["responses"]
    about = next((item for item in known if item["label"] == label), {})
    if not isinstance(about.get("settings"), dict):
        raise StudyError(
            _(
                "{folder}: study.json does not say the settings of {label}",
                folder=study.folder,
                label=repr(label),
            )
        )
    settings = Settings()
    assign(settings, about["settings"])
    case = cases.load(about["scenario"])
    columns = [str(name) for name in row.index if str(name).startswith(DRAWN)]
    kinds = {f"{DRAWN}{known.name}": type(known.value) for known in rows(settings)}
    # a table's numbers are NumPy's, and whole ones come back as others where a column has gaps
    drawn = {n.removeprefix(DRAWN): kinds[n](row[n]) for n in columns if pd.notna(row[n])}
    response = Response(label, about["swept"], case, settings)
    written = {key: about.get(key) for key in ("case_sha256", "settings_sha256")}
    return Task(number, int(row["replication"]), response, drawn), written


def _fault(study: Study, task: Task, result: Result, row: pd.Series) -> str:
    """The first difference between a run and what is kept of it, or an empty text."""
    if int(row["seed"]) != result.seed:
        return _("seed {seed} here, {kept} kept", seed=str(result.seed), kept=row["seed"])
    for name in TABLES:
        again = pd.read_parquet(io.BytesIO(result.tables[name]))
        found = _difference(study.of_run(name, task.run), again, name)
        if found:
            return found
    for name, value in result.summary.items():
        if name in row and not _same(np.array([row[name]], float), np.array([value]))[0]:
            return _(
                "outcome {name}: {value} here, {kept} kept",
                name=name,
                value=repr(value),
                kept=repr(row[name]),
            )
    return ""


def _difference(kept: pd.DataFrame, again: pd.DataFrame, name: str) -> str:
    """The first value in which two tables differ; columns of other responses do not count."""
    missing = [c for c in again.columns if c not in kept]
    other = [c for c in kept.columns if c not in again and kept[c].notna().any()]
    if missing or other:
        if missing:
            return _("{name}: column {column} is only here", name=name, column=repr(missing[0]))
        return _("{name}: column {column} is only kept", name=name, column=repr(other[0]))
    if len(kept) != len(again):
        return _(
            "{name}: {here} rows here, {kept} kept",
            name=name,
            here=len(again),
            kept=len(kept),
        )
    for column in again.columns:
        wrong = np.flatnonzero(~_equal(kept[column], again[column]))
        if len(wrong):
            at = int(wrong[0])
            day = _(", day {day}", day=again["day"].iloc[at]) if "day" in again else ""
            return _(
                "{name}.{column}{day}: {here} here, {kept} kept ({number} of {rows} rows)",
                name=name,
                column=column,
                day=day,
                here=again[column].iloc[at],
                kept=kept[column].iloc[at],
                number=len(wrong),
                rows=len(kept),
            )
    return ""


def _equal(kept: pd.Series, again: pd.Series) -> NDArray[np.bool_]:
    if pd.api.types.is_float_dtype(again) and pd.api.types.is_numeric_dtype(kept):
        return _same(kept.to_numpy(dtype=float), again.to_numpy(dtype=float))
    same = (kept == again) | (kept.isna() & again.isna())
    return same.fillna(False).to_numpy(dtype=bool)


def _same(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Bit by bit; an undefined value is like any other undefined one."""
    return (one.view(np.uint64) == other.view(np.uint64)) | (np.isnan(one) & np.isnan(other))
