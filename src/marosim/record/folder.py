"""The run folder: settings.yaml, run.json and three tables, written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import yaml

from marosim.record.provenance import LIMITS, inputs_hash, machine, versions
from marosim.record.whole import whole_folder
from marosim.settings.base import as_dict

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

TABLES = ("daily", "places", "events")


class RunFolderError(ValueError):
    """A run folder that is missing something or cannot be read."""


def tables_of(model: ResponseModel) -> dict[str, pd.DataFrame]:
    """The tables of a run by the names under which they are kept."""
    return {"daily": model.daily, "places": model.places_table, "events": model.events}


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet; units stand in the file's metadata."""
    table.to_parquet(path, engine="pyarrow", compression="zstd", index=False)


def write_run(
    folder: Path,
    model: ResponseModel,
    *,
    duration_s: float,
    choices: Mapping[str, str] | None = None,
    overrides: tuple[str, ...] = (),
) -> Path:
    """Write a finished run to ``folder`` and return it."""
    settings = as_dict(model.settings)
    about: dict[str, Any] = {
        "kind": "run",
        "scenario": model.case.name,
        "title": model.case.title,
        "start": str(model.case.start),
        "days": model.day,
        "seed": model.settings.seed,
        "choices": dict(choices or {}),
        "command": " ".join(["marosim run", *overrides]),
        "summary": model.summary,
        "units": {name: metric.unit for name, metric in model.metrics.items()},
        "duration_s": round(duration_s, 3),
        "versions": versions(),
        "machine": machine(),
        "inputs_sha256": inputs_hash(model.case.digest, settings),
        "limits": LIMITS,
    }
    with whole_folder(folder) as draft:
        for name, table in tables_of(model).items():
            write_table(table, draft / f"{name}.parquet")
        content = {"scenario": model.case.name, **settings}
        text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
        (draft / "settings.yaml").write_text(text, encoding="utf-8")
        text = json.dumps(about, indent=2, ensure_ascii=False, default=float)
        (draft / "run.json").write_text(text + "\n", encoding="utf-8")
    return folder


@dataclass(frozen=True)
class RunFolder:
    """A run as it stands on disk; tables are read when asked for."""

    path: Path

    @cached_property
    def about(self) -> dict[str, Any]:
        """What run.json says."""
        return read_json(self.path / "run.json")

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The resolved settings."""
        path = self.path / "settings.yaml"
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
            raise RunFolderError(f"{path}: cannot be read ({error.__class__.__name__})") from None
        if not isinstance(content, dict):
            raise RunFolderError(f"{path}: expected named values")
        return content

    @cached_property
    def daily(self) -> pd.DataFrame:
        """One row a day, one column a metric."""
        return read_table(self.path / "daily.parquet")

    @cached_property
    def places(self) -> pd.DataFrame:
        """One row a recorded day and place."""
        return read_table(self.path / "places.parquet")

    @cached_property
    def events(self) -> pd.DataFrame:
        """The event log."""
        return read_table(self.path / "events.parquet")

    def _repr_html_(self) -> str:
        from marosim.notebook import run_html

        about = self.about
        line = f"{about.get('scenario')}, {about.get('days')} days, seed {about.get('seed')}"
        title = str(about.get("title") or "run")
        return run_html(title, line, about.get("summary", {}), about.get("units", {}))


def read_run(path: str | Path) -> RunFolder:
    """Open a run folder, or say in one line what is wrong with it."""
    folder = Path(path)
    missing = [
        name
        for name in ("run.json", "settings.yaml", *(f"{t}.parquet" for t in TABLES))
        if not (folder / name).is_file()
    ]
    if missing:
        raise RunFolderError(
            f"{path}: not a run folder, {missing[0]} is missing; "
            "expected what 'marosim run' leaves behind"
        )
    return RunFolder(folder)


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file, or one clear line."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise RunFolderError(f"{path}: cannot be read ({error.__class__.__name__})") from None
    if not isinstance(content, dict):
        raise RunFolderError(f"{path}: expected named values")
    return content


def read_table(
    path: Path, columns: list[str] | None = None, run: int | None = None
) -> pd.DataFrame:
    """A Parquet table, or the rows of one run of a study's; or one clear line."""
    wanted = None if run is None else [("run", "==", run)]
    with _one_line(path):
        return pd.read_parquet(path, engine="pyarrow", columns=columns, filters=wanted)


def row_groups(path: Path, columns: list[str] | None = None) -> Iterator[pd.DataFrame]:
    """A Parquet table piece by piece, as it was written; no run stands in two pieces."""
    import pyarrow.parquet as pq

    with _one_line(path), pq.ParquetFile(path) as file:
        for number in range(file.num_row_groups):
            yield file.read_row_group(number, columns).to_pandas()


@contextmanager
def _one_line(path: Path) -> Iterator[None]:
    """Turn what can be wrong with a Parquet file into one clear line."""
    import pyarrow as pa

    try:
        yield
    except (OSError, pa.ArrowException, ValueError) as error:
        reason = str(error).splitlines()[0][:120] if str(error) else "damaged"
        raise RunFolderError(f"{path}: cannot be read ({reason})") from None
