"""Checkpoints: a run that stopped on the way, kept as data and continued to the same bytes.

A run is a function of its case, settings, seed and the decisions dated in it. A checkpoint
therefore holds these inputs, the days done, and the tables so far with their hash, as JSON
and Parquet. Continuing computes the days done once more (a second or two for most runs),
compares the tables with the hash, and goes on. Nothing of the running program is stored, so
there is no state that another version could misread and nothing in the file that could act.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

import marosim
from marosim.core.setting import as_dict
from marosim.injects import KEYS as INJECT_KEYS
from marosim.languages import _, _n
from marosim.record.claim import CHECKPOINT as SUFFIX
from marosim.record.folder import TABLES, read_json, tables_of, write_table
from marosim.record.memory import check_memory
from marosim.record.provenance import LIMITS, inputs_hash, versions
from marosim.record.whole import check_free, remove_folder, restore, whole_folder

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

FILE = "checkpoint.json"
FORMAT = 1


class CheckpointError(ValueError):
    """A checkpoint that is missing, damaged or made from other inputs."""


def checkpoint_folder(output: Path) -> Path:
    """Where the checkpoint of a run stands: beside the folder that the run will leave."""
    return output.with_name(output.name + SUFFIX)


def tables_so_far(model: ResponseModel) -> dict[str, pd.DataFrame]:
    """The tables of the days completed, without traces of a day that was broken off."""
    return {
        name: table[table["day"] < model.day].reset_index(drop=True)
        for name, table in tables_of(model).items()
    }


def tables_hash(tables: Mapping[str, pd.DataFrame]) -> str:
    """A hash of what the tables say, whatever wrote them."""
    total = hashlib.sha256()
    for name in TABLES:
        total.update(name.encode() + b"\0" + tables[name].to_csv(index=False).encode())
    return total.hexdigest()


def save_checkpoint(
    output: Path,
    model: ResponseModel,
    *,
    scenario: str,
    choices: Mapping[str, str] | None = None,
    overrides: tuple[str, ...] = (),
) -> Path:
    """Keep a running model beside its future folder; an older checkpoint makes way.

    Raises :class:`CheckpointError` for a model that was changed by hand.
    """
    if model.edits:
        edit = model.edits[0]
        raise CheckpointError(
            _n(
                "this run was changed by hand once (on day {day}: {agent}, {change}), which "
                "settings and seed do not tell; it cannot be continued from a checkpoint",
                "this run was changed by hand {count} times (first on day {day}: {agent}, "
                "{change}), which settings and seed do not tell; it cannot be continued from a "
                "checkpoint",
                len(model.edits),
                day=str(edit.day),
                agent=edit.agent,
                change=edit.change,
            )
        )
    tables = tables_so_far(model)
    first = as_dict(model.first_settings)
    about: dict[str, Any] = {
        "kind": "checkpoint",
        "format": FORMAT,
        "scenario": scenario,
        "days_done": model.day,
        "days": model.last_day,
        "seed": model.settings.seed,
        "choices": dict(choices or {}),
        "overrides": list(overrides),
        "decisions": [asdict(decision) for decision in model.decisions],
        "injects": [asdict(inject) for inject in model.injects],
        "inputs_sha256": inputs_hash(model.case.digest, first),
        "tables_sha256": tables_hash(tables),
        "versions": versions(),
        "limits": LIMITS,
        "settings": first,
    }
    folder = checkpoint_folder(output)
    with whole_folder(folder, replaces=FILE) as draft:
        for name, table in tables.items():
            write_table(table, draft / f"{name}.parquet")
        text = json.dumps(about, indent=2, ensure_ascii=False)
        (draft / FILE).write_text(text + "\n", encoding="utf-8")
    return folder


def check_checkpoint(
    output: Path, case_digest: str, settings: dict[str, Any], *, overwrite: bool
) -> None:
    """Raise :class:`CheckpointError` if a stopped run of other settings waits here."""
    folder = checkpoint_folder(output)
    check_free(folder, FILE)
    if overwrite or not (folder / FILE).is_file():
        return
    if read_json(folder / FILE).get("inputs_sha256") != inputs_hash(case_digest, settings):
        raise CheckpointError(
            _(
                "{folder}: a stopped run of other settings waits here; go on with it (--resume "
                "{output}), choose another output_dir, or add --overwrite",
                folder=folder,
                output=output,
            )
        )


def forget_checkpoint(output: Path) -> None:
    """Remove the checkpoint of a run that is finished."""
    folder = checkpoint_folder(output)
    if (folder / FILE).is_file():
        remove_folder(folder)


@dataclass(frozen=True)
class Resumed:
    """A model brought back to where its checkpoint stood, and where its results belong."""

    model: ResponseModel
    output: Path
    scenario: str
    choices: dict[str, str] = field(default_factory=dict)
    overrides: tuple[str, ...] = ()


def find_checkpoint(path: str | Path) -> Path:
    """The checkpoint's folder, from its own path or that of the run's folder."""
    given = Path(path)
    for folder in (given, checkpoint_folder(given)):
        restore(folder)
        if (folder / FILE).is_file() and folder.name.endswith(SUFFIX):
            return folder
    raise CheckpointError(
        _(
            "{path}: no checkpoint here; expected the folder of a run that was stopped, or "
            "its folder NAME{suffix}",
            path=path,
            suffix=SUFFIX,
        )
    )


def resume(path: str | Path, progress: Callable[[int, int], Any] | None = None) -> Resumed:
    """Bring a model back to the day of its checkpoint, or say in one line why not."""
    from marosim.response_model import ResponseModel

    folder = find_checkpoint(path)
    about = _read(folder / FILE)
    case, settings = _inputs(about, folder)
    check_memory(case, settings)
    model = ResponseModel(case, settings)
    decisions, injects = list(about["decisions"]), list(about["injects"])
    while True:
        while decisions and decisions[0]["day"] <= model.day:
            decision = decisions.pop(0)
            model.decide(decision["changes"], decision["text"], decision["group"])
        while injects and injects[0]["day"] <= model.day:
            told = {k: v for k, v in injects.pop(0).items() if k not in ("day", "number")}
            model.inject(**told)
        if model.day >= about["days_done"] or model.finished:
            break
        model.step()
        if progress is not None:
            progress(model.day, model.last_day)
    if tables_hash(tables_so_far(model)) != about["tables_sha256"]:
        raise CheckpointError(
            _(
                "{folder}: the days done came out otherwise here (other versions of "
                "packages?); run it again from the start",
                folder=folder,
            )
        )
    output = folder.with_name(folder.name.removesuffix(SUFFIX))
    return Resumed(model, output, about["scenario"], about["choices"], tuple(about["overrides"]))


def _read(path: Path) -> dict[str, Any]:
    """The content of a checkpoint with the kinds of value that are expected."""
    about = {"injects": [], **read_json(path)}
    wanted = {
        "format": int,
        "scenario": str,
        "days_done": int,
        "choices": dict,
        "overrides": list,
        "decisions": list,
        "injects": list,
        "settings": dict,
        "versions": dict,
        "inputs_sha256": str,
        "tables_sha256": str,
    }
    for key, kind in wanted.items():
        if not isinstance(about.get(key), kind) or isinstance(about.get(key), bool):
            raise CheckpointError(
                _("{path}: damaged, {key} is not what a checkpoint holds", path=path, key=key)
            )
    for decision in about["decisions"]:
        sound = isinstance(decision, dict) and {"day", "changes", "text", "group"} <= set(decision)
        if not sound or not isinstance(decision["day"], int):
            raise CheckpointError(
                _(
                    "{path}: damaged, {key} is not what a checkpoint holds",
                    path=path,
                    key="decisions",
                )
            )
    if not all(
        isinstance(inject, dict) and set(inject) == INJECT_KEYS for inject in about["injects"]
    ):
        raise CheckpointError(
            _("{path}: damaged, {key} is not what a checkpoint holds", path=path, key="injects")
        )
    if about["format"] != FORMAT:
        raise CheckpointError(
            _(
                "{path}: format {given}, expected {format}",
                path=path,
                given=about["format"],
                format=FORMAT,
            )
        )
    return about


def _inputs(about: dict[str, Any], folder: Path) -> tuple[Any, Any]:
    from marosim import cases
    from marosim.settings import Settings, assign

    made_by = about["versions"].get("marosim")
    if made_by != marosim.__version__:
        raise CheckpointError(
            _(
                "{folder}: made by marosim {made_by}, this is {version}; run it again from "
                "the start",
                folder=folder,
                made_by=made_by,
                version=marosim.__version__,
            )
        )
    case = cases.load(about["scenario"])
    settings = Settings()
    assign(settings, about["settings"])
    if inputs_hash(case.digest, as_dict(settings)) != about["inputs_sha256"]:
        raise CheckpointError(
            _(
                "{folder}: the case {name} or the settings have changed since; run it again "
                "from the start",
                folder=folder,
                name=about["scenario"],
            )
        )
    return case, settings
