"""The study folder: finished runs as they arrive, merged into tables at the end."""

from __future__ import annotations

import contextlib
import hashlib
import heapq
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from marosim.languages import _
from marosim.record.folder import RunFolderError, read_json
from marosim.record.held import Held
from marosim.record.units import with_units, write_with_units
from marosim.record.whole import (
    clear_drafts,
    make_folder,
    remove_folder,
    sync_folder,
    sync_tree,
    whole_file,
    whole_folder,
    write_whole,
)
from marosim.study.faults import StudyError
from marosim.study.manifest import FORMAT, Origins, read_manifest
from marosim.study.tasks import TABLES, Result

MANIFEST = "study.json"
SWEEPER_NOTE = "multirun.yaml"  # Hydra's sweepers write it before they ask for runs
FAILURES = "failures.json"
DRAWN = "uncertain."  # columns of the runs table that hold drawn settings
ROWS_AT_ONCE = 50_000  # of a table being merged
SETTLE_S = 5.0  # seconds of computing that a power cut may cost: fsync for each run is dear
RUNS_AT_ONCE = 10  # small tables weigh more by their columns than by their rows


@dataclass
class StudyStore:
    """Reads and writes the files of one study folder."""

    folder: Path
    about: dict[str, Any] = field(default_factory=dict)
    created: tuple[Path, ...] = ()  # folders that were not there before
    held: Held | None = None  # while this process computes the study
    unsettled: list[Path] = field(default_factory=list)  # runs not yet brought to the disk
    settled_at: float = field(default_factory=time.monotonic)

    @classmethod
    def open(cls, folder: Path) -> StudyStore:
        """A store for a new or an older study; other folders are refused."""
        if (folder / MANIFEST).is_file():
            held = _held(folder)  # before reading, since another process might still write
            try:
                store = cls(folder, read_manifest(folder / MANIFEST), held=held)
                _forget_drafts(folder)
                store.forget_damaged()
            except BaseException:
                held.release()
                raise
            return store
        _forget_drafts(folder)  # a process may have been killed before study.json was there
        if folder.exists() and (
            not folder.is_dir() or any(p.name != SWEEPER_NOTE for p in folder.iterdir())
        ):
            raise StudyError(
                _(
                    "{folder} holds other things (no {file}); choose another output_dir",
                    folder=folder,
                    file=MANIFEST,
                )
            )
        created = tuple(p for p in (folder, *folder.parents) if not p.exists())
        return cls(
            folder, {"kind": "study", "format": FORMAT, "merged": [], "finished": False}, created
        )

    def begin(self) -> None:
        """Make the folder, and keep other processes from computing the same study."""
        make_folder(self.folder)
        if self.held is None:
            self.held = _held(self.folder)
            if (self.folder / MANIFEST).is_file():  # another process was quicker
                raise StudyError(
                    _("{folder} holds a study by now; repeat the command", folder=self.folder)
                )

    def __enter__(self) -> StudyStore:
        return self

    def __exit__(self, *_: object) -> None:
        """Let other processes go on with the study."""
        self._forget_if_empty()
        if self.held is not None:
            self.held.release()

    def _forget_if_empty(self) -> None:
        """Leave nothing behind of a study that never began."""
        if not (self.folder / MANIFEST).is_file() and self.folder.is_dir():
            (self.folder / SWEEPER_NOTE).unlink(missing_ok=True)
            for folder in self.created:
                if folder.is_dir() and not any(folder.iterdir()):
                    folder.rmdir()

    def save(self) -> None:
        """Write study.json whole."""
        text = json.dumps(self.about, indent=2, ensure_ascii=False, default=str)
        write_whole(self.folder / MANIFEST, text + "\n")

    @property
    def runs(self) -> Path:
        """The folder of finished runs that are not merged yet."""
        return self.folder / "runs"

    def loose(self) -> list[Path]:
        """Folders of finished runs, in the order of their numbers."""
        if not self.runs.is_dir():
            return []
        return sorted(p for p in self.runs.iterdir() if p.name.isdigit() and _whole(p))

    def unmerged(self) -> list[Path]:
        """Folders of finished runs that the tables do not hold yet."""
        merged = set(self.about["merged"])
        return [p for p in self.loose() if int(p.name) not in merged]

    def finished(self) -> dict[tuple[str, int], int]:
        """Numbers of finished runs by response and replication."""
        done: dict[tuple[str, int], int] = {}
        if self.about["merged"]:
            table = self._merged_runs()[["run", "response", "replication"]]
            for run, response, replication in table.itertuples(index=False):
                done[(str(response), int(replication))] = int(run)
        for path in self.unmerged():
            labels = read_json(path / "run.json")["labels"]
            done[(labels["response"], labels["replication"])] = labels["run"]
        return done

    def keep(self, result: Result) -> None:
        """Keep a finished run: its folder appears whole or not at all.

        It is brought to the disk with others every few seconds. Until then a power cut may
        damage it, which the digests of its tables reveal; the run is then computed again.
        """
        about = {
            "labels": result.labels,
            "seed": result.seed,
            "seconds": round(result.seconds, 3),
            "summary": result.summary,
            "drawn": result.drawn,
            "provenance": result.provenance or None,
            "sha256": {name: _sha256(content) for name, content in result.tables.items()},
        }
        folder = self.runs / f"{result.run:06d}"
        with whole_folder(folder, durable=False) as draft:
            for name, content in result.tables.items():
                (draft / f"{name}.parquet").write_bytes(content)
            (draft / "run.json").write_text(json.dumps(about), encoding="utf-8")
        self.unsettled.append(folder)
        if time.monotonic() - self.settled_at >= SETTLE_S:
            self.settle()

    def settle(self) -> None:
        """Bring the runs kept so far to the disk."""
        if self.unsettled:
            for folder in self.unsettled:
                sync_tree(folder)
            sync_folder(self.runs)
        self.unsettled = []
        self.settled_at = time.monotonic()

    def forget_damaged(self) -> None:
        """Remove runs that a power cut has damaged, so that they are computed again."""
        if self.runs.is_dir():
            for path in self.runs.iterdir():
                if path.name.isdigit() and not _whole(path, thoroughly=True):
                    remove_folder(path)

    @property
    def origins(self) -> Origins:
        """Which code and versions computed the runs, merged or not."""
        found = Origins(self.about)
        for path in self.unmerged():
            found.add(read_json(path / "run.json").get("provenance"), [int(path.name)])
        return found

    def fail(self, failures: list[dict[str, Any]]) -> None:
        """Write or remove the list of failed runs."""
        if not failures:
            (self.folder / FAILURES).unlink(missing_ok=True)
            return
        text = json.dumps(failures, indent=2, ensure_ascii=False, default=str)
        write_whole(self.folder / FAILURES, text + "\n")

    def summaries(self) -> pd.DataFrame:
        """One row a run that is not merged yet: labels, seed and outcomes."""
        rows = []
        for path in self.unmerged():
            about = read_json(path / "run.json")
            drawn = {f"{DRAWN}{k}": v for k, v in about["drawn"].items()}
            rows.append({**about["labels"], "seed": about["seed"], **drawn, **about["summary"]})
        return pd.DataFrame(rows)

    def read(self, name: str, columns: list[str] | None = None) -> pd.DataFrame:
        """A merged table."""
        from marosim.record.folder import read_table

        return read_table(self.folder / f"{name}.parquet", columns)

    def all_runs(self) -> pd.DataFrame:
        """One row a finished run, merged or not, in the order of their numbers."""
        frames = [self.summaries()]
        if self.about["merged"]:
            frames.insert(0, self._merged_runs())
        frames = [frame for frame in frames if not frame.empty]
        if not frames:
            return pd.DataFrame(columns=["run", "replication", "response"])
        return pd.concat(frames, ignore_index=True).sort_values("run", ignore_index=True)

    def _merged_runs(self) -> pd.DataFrame:
        """Rows of the runs table that count: a kill during a merge may leave others."""
        table = self.read("runs")
        if not {"run", "replication", "response"} <= set(table.columns):
            raise StudyError(
                _("{path}: not the runs table of a study", path=self.folder / "runs.parquet")
            )
        runs = table[table["run"].isin(self.about["merged"])]
        if runs["run"].duplicated().any() or runs[["response", "replication"]].duplicated().any():
            raise StudyError(
                _("{path}: damaged, it holds a run twice", path=self.folder / "runs.parquet")
            )
        return runs

    def merge(self) -> None:
        """Merge finished runs into the study's tables; safe to repeat after a kill."""
        new = self.unmerged()
        if new:
            runs = self.all_runs()
            with contextlib.ExitStack() as whole:  # on a fault none of them takes its place
                for name in TABLES:
                    path = self.folder / f"{name}.parquet"
                    self._merge_table(name, whole.enter_context(whole_file(path)), new)
                draft = whole.enter_context(whole_file(self.folder / "runs.parquet"))
                write_with_units(runs, draft, self._told())
            self.about["provenances"] = self.origins.written()
            self.about["merged"] = [int(r) for r in runs["run"]]
            self.save()
        self.unsettled = []
        remove_folder(self.runs)

    def _told(self) -> dict[str, tuple[str, str]]:
        """Unit and meaning of the columns that are metrics."""
        metrics = self.about.get("metrics", {})
        return {name: (metric["unit"], metric["meaning"]) for name, metric in metrics.items()}

    def _merge_table(self, name: str, draft: Path, new: list[Path]) -> None:
        older = self.folder / f"{name}.parquet"
        sources = [path / f"{name}.parquet" for path in new]
        if self.about["merged"] and older.is_file():
            sources.insert(0, older)
        schema = with_units(_common_schema(sources), self._told())
        with pq.ParquetWriter(draft, schema, compression="zstd") as writer:
            for chunk in _chunks(self._in_order(sources, older), schema):
                writer.write_table(chunk, row_group_size=max(len(chunk), 1))

    def _in_order(self, sources: list[Path], older: Path) -> Iterator[pa.Table]:
        """Tables of single runs in the order of their numbers, one in memory at a time."""
        fresh = [(int(s.parent.name), s) for s in sources if s != older]
        known = _single_runs(older, set(self.about["merged"])) if sources[0] == older else iter(())
        for _number, table in heapq.merge(known, fresh, key=itemgetter(0)):
            yield _read(table) if isinstance(table, Path) else table


def _held(folder: Path) -> Held:
    held = Held(folder)
    if not held.take():
        raise StudyError(
            _(
                "{folder}: another marosim is computing this study; wait for it, or choose "
                "another output_dir",
                folder=folder,
            )
        )
    return held


def _forget_drafts(folder: Path) -> None:
    """Remove what a process that was killed while writing has left."""
    for final in (
        MANIFEST,
        FAILURES,
        "runs",
        "runs.parquet",
        *(f"{name}.parquet" for name in TABLES),
    ):
        clear_drafts(folder / final)


def _whole(run: Path, *, thoroughly: bool = False) -> bool:
    """Whether the folder of a run holds what its run.json says; ``thoroughly``: to the byte."""
    try:
        about = read_json(run / "run.json")
        digests = about.get("sha256", {})  # older folders keep none
        for name in TABLES:
            path = run / f"{name}.parquet"
            if thoroughly and name in digests:
                if _sha256(path.read_bytes()) != digests[name]:
                    return False
            elif not path.stat().st_size:
                return False
    except (OSError, RunFolderError, AttributeError, TypeError):
        return False
    return True


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _common_schema(sources: list[Path]) -> pa.Schema:
    """The columns of all tables; one schema in memory at a time."""
    common = pq.read_schema(sources[0])
    for source in sources[1:]:
        own = pq.read_schema(source)
        if not own.equals(common):
            common = pa.unify_schemas([common, own], promote_options="permissive")
    return common


def _read(path: Path) -> pa.Table:
    """A small table; threads would only cost."""
    with pq.ParquetFile(path, pre_buffer=False) as file:
        return file.read(use_threads=False)


def _single_runs(path: Path, wanted: set[int]) -> Iterator[tuple[int, pa.Table]]:
    """The runs of a merged table that count, by number."""
    with pq.ParquetFile(path) as file:
        for number in range(file.num_row_groups):
            group = file.read_row_group(number)
            column = group["run"].to_numpy()
            for run in sorted(wanted & set(column.tolist())):
                yield run, group.filter(pa.array(column == run))


def _as(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table with the columns of a schema; columns that it lacks are empty."""
    if table.schema.equals(schema):
        return table
    columns = [
        table[f.name].cast(f.type) if f.name in table.column_names else pa.nulls(len(table), f.type)
        for f in schema
    ]
    return pa.table(columns, schema=schema)


def _chunks(tables: Iterator[pa.Table], schema: pa.Schema) -> Iterator[pa.Table]:
    """Tables cast to one schema and joined to pieces of a convenient size."""
    pending: list[pa.Table] = []
    rows = 0
    for table in tables:
        pending.append(_as(table, schema))
        rows += len(table)
        if rows >= ROWS_AT_ONCE or len(pending) >= RUNS_AT_ONCE:
            yield pa.concat_tables(pending)
            pending, rows = [], 0
    if pending:
        yield pa.concat_tables(pending)
