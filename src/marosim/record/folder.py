"""The run folder: settings.yaml, run.json and three tables, written whole or not at all."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import yaml

from marosim.core.setting import as_dict
from marosim.languages import _
from marosim.record.memory import SHARE, free_bytes
from marosim.record.provenance import (
    LIMITS,
    check_format,
    differences,
    inputs_hash,
    machine,
    provenance,
    versions,
)
from marosim.record.units import write_with_units
from marosim.record.whole import restore, whole_folder

if TYPE_CHECKING:
    import pyarrow as pa

    from marosim.response_model import ResponseModel

BYTES_A_VALUE = 8
LONGEST_TEXT = 100_000  # bytes; far above any that marosim writes
FORMAT = 1  # of run.json
TABLES = ("daily", "places", "events")


class RunFolderError(ValueError):
    """A run folder that is missing something or cannot be read."""


def tables_of(model: ResponseModel) -> dict[str, pd.DataFrame]:
    """The tables of a run by the names under which they are kept."""
    return {"daily": model.daily, "places": model.places_table, "events": model.events}


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet; units stand in the metadata of the file and of its fields."""
    told = {str(name): (str(unit), "") for name, unit in table.attrs.get("units", {}).items()}
    write_with_units(table, path, told)


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
        "format": FORMAT,
        "scenario": model.case.name,
        "title": model.case.title,
        "start": str(model.case.start),
        "days": model.day,
        "seed": model.settings.seed,
        "choices": dict(choices or {}),
        "command": " ".join(["marosim run", *overrides]),
        # JSON has no word for a number that is not defined but null
        "summary": {k: v if math.isfinite(v) else None for k, v in model.summary.items()},
        "units": {name: metric.unit for name, metric in model.metrics.items()},
        "duration_s": round(duration_s, 3),
        "versions": versions(),
        "machine": machine(),
        "inputs_sha256": inputs_hash(model.case.digest, settings),
        "provenance": provenance(model.case.digest, as_dict(model.first_settings)),
        "limits": LIMITS,
    }
    if model.edits:
        about["by_hand"] = [f"day {e.day}: {e.agent}: {e.change}" for e in model.edits]
        about["provenance"]["by_hand"] = len(model.edits)
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
        about = read_json(self.path / "run.json")
        check_format(about, FORMAT, self.path / "run.json", RunFolderError)
        return about

    @property
    def summary(self) -> dict[str, float]:
        """One number a metric, NaN where the run leaves it undefined."""
        found = self.about.get("summary", {})
        return {name: math.nan if value is None else value for name, value in found.items()}

    @property
    def provenance(self) -> dict[str, Any] | None:
        """Digests of code, case and settings, and versions; None where not recorded."""
        return self.about.get("provenance")

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The resolved settings."""
        path = self.path / "settings.yaml"
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
            raise RunFolderError(
                _(
                    "{path}: cannot be read ({reason})",
                    path=path,
                    reason=error.__class__.__name__,
                )
            ) from None
        if not isinstance(content, dict):
            raise RunFolderError(_("{path}: expected named values", path=path))
        return content

    @cached_property
    def daily(self) -> pd.DataFrame:
        """One row a day, one column a metric."""
        path = self.path / "daily.parquet"
        table = read_table(path)
        metrics = [name for name in table.columns if name not in ("day", "date")]
        return _checked(table, path, metrics)

    @cached_property
    def places(self) -> pd.DataFrame:
        """One row a recorded day and place."""
        path = self.path / "places.parquet"
        return _checked(read_table(path), path, (), ("place",))

    @cached_property
    def events(self) -> pd.DataFrame:
        """The event log."""
        path = self.path / "events.parquet"
        return _checked(read_table(path), path, (), ("kind", "place", "actor", "text", "numbers"))

    def _repr_html_(self) -> str:
        from marosim.notebook import run_html

        about = self.about
        line = f"{about.get('scenario')}, {about.get('days')} days, seed {about.get('seed')}"
        title = str(about.get("title") or "run")
        return run_html(title, line, self.summary, about.get("units", {}))


def read_run(path: str | Path) -> RunFolder:
    """Open a run folder, or say in one line what is wrong with it."""
    folder = Path(path)
    restore(folder)
    missing = [
        name
        for name in ("run.json", "settings.yaml", *(f"{t}.parquet" for t in TABLES))
        if not (folder / name).is_file()
    ]
    if missing:
        raise RunFolderError(
            _(
                "{path}: not a run folder, {file} is missing; expected what 'marosim run' "
                "leaves behind",
                path=path,
                file=missing[0],
            )
        )
    run = RunFolder(folder)
    check_format(run.about, FORMAT, folder / "run.json", RunFolderError)
    return run


def check_same_run(folder: Path, case_digest: str, settings: dict[str, Any]) -> None:
    """Raise :class:`RunFolderError` if another run stands here than the one to be computed."""
    if not (folder / "run.json").is_file():
        return
    other = differences(
        read_json(folder / "run.json").get("provenance"), provenance(case_digest, settings)
    )
    if other:
        raise RunFolderError(
            _(
                "{folder} holds a run made with {known}; choose another output_dir, or add "
                "--overwrite",
                folder=folder,
                known=", ".join(other[:4]),
            )
        )


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file, or one clear line."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise RunFolderError(
            _("{path}: cannot be read ({reason})", path=path, reason=error.__class__.__name__)
        ) from None
    if not isinstance(content, dict):
        raise RunFolderError(_("{path}: expected named values", path=path))
    return content


def read_table(
    path: Path, columns: list[str] | None = None, run: int | None = None
) -> pd.DataFrame:
    """A Parquet table, or the rows of one run of a study's; or one clear line."""
    import pyarrow.parquet as pq

    wanted = None if run is None else [("run", "==", run)]
    with _one_line(path):
        texts = _texts(path)
        table = pq.read_table(path, columns=columns, filters=wanted, read_dictionary=texts)
        return _frame(table, texts)


def row_groups(path: Path, columns: list[str] | None = None) -> Iterator[pd.DataFrame]:
    """A Parquet table piece by piece, as it was written; no run stands in two pieces."""
    import pyarrow.parquet as pq

    with _one_line(path):
        texts = _texts(path)
        with pq.ParquetFile(path, read_dictionary=texts) as file:
            for number in range(file.num_row_groups):
                yield _frame(file.read_row_group(number, columns), texts)


def _checked(
    table: pd.DataFrame, path: Path, numbers: Iterable[str], others: tuple[str, ...] = ()
) -> pd.DataFrame:
    """The table, if its columns are there and hold what they should."""
    for name in ("day", *numbers, *others):
        if name not in table:
            raise RunFolderError(
                _("{path}: damaged, there is no column {name}", path=path, name=repr(name))
            )
    for name in ("day", *numbers):
        if not pd.api.types.is_numeric_dtype(table[name]):
            raise RunFolderError(
                _("{path}: damaged, {name} does not hold numbers", path=path, name=repr(name))
            )
    if not np.isfinite(table["day"].to_numpy(dtype=float)).all():
        raise RunFolderError(_("{path}: damaged, some days are no numbers", path=path))
    return table


def _texts(path: Path) -> list[str]:
    """Columns of text; ValueError where no table is, or one that would fill the memory."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if path.exists() and not path.is_file():
        raise ValueError("not a file")
    about = pq.read_metadata(path)
    # repeated values take almost no room on disk, but all of it in memory
    needed = about.num_rows * about.num_columns * BYTES_A_VALUE
    if needed > SHARE * free_bytes():
        raise ValueError(_("{rows} rows would not fit into memory", rows=int(about.num_rows)))
    schema = about.schema.to_arrow_schema()
    nested = [column.name for column in schema if pa.types.is_nested(column.type)]
    if nested:
        raise ValueError(_("{name} holds lists; expected one value a cell", name=repr(nested[0])))
    return [
        c.name
        for c in schema
        if not (pa.types.is_primitive(c.type) or pa.types.is_dictionary(c.type))
    ]


def _frame(table: pa.Table, texts: list[str]) -> pd.DataFrame:
    """The table for pandas, once it is known how much room its texts will take.

    Texts are read as words and their places, since a file of a few kilobytes can repeat one
    long text a million times.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    expanded = 0
    for name, column in zip(table.column_names, table.columns, strict=True):
        for chunk in column.chunks if pa.types.is_dictionary(column.type) else ():
            lengths = np.append(pc.binary_length(chunk.dictionary).fill_null(0), 0).astype(np.int64)
            if lengths.max() > LONGEST_TEXT:
                raise ValueError(
                    _(
                        "{name} holds a text of {number} bytes",
                        name=repr(name),
                        number=int(lengths.max()),
                    )
                )
            expanded += int(lengths[chunk.indices.fill_null(-1)].sum())
    if expanded > SHARE * free_bytes():
        raise ValueError(
            _(
                "its texts would take {size} GB of memory",
                size=f"{expanded / 1e9:.1f}",
            )
        )
    plain = [
        pa.field(c.name, c.type.value_type)
        if c.name in texts and pa.types.is_dictionary(c.type)
        else c
        for c in table.schema
    ]
    frame: pd.DataFrame = table.cast(pa.schema(plain, table.schema.metadata)).to_pandas()
    return frame


@contextmanager
def _one_line(path: Path) -> Iterator[None]:
    """Turn what can be wrong with a Parquet file into one clear line."""
    import pyarrow as pa

    try:
        yield
    # where the notes of pandas in the file are damaged, pandas ends in the last three
    except (
        OSError,
        pa.ArrowException,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
    ) as error:
        reason = str(error).splitlines()[0][:120] if str(error) else _("damaged")
        raise RunFolderError(
            _("{path}: cannot be read ({reason})", path=path, reason=reason)
        ) from None
