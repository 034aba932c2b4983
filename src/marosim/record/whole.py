"""Files and folders that are written whole or not at all."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path beside ``path`` that takes its place when the block ends well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
    try:
        yield draft
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def check_free(path: Path, replaces: str = "run.json") -> None:
    """Raise :class:`FileExistsError` unless results may be written to this folder."""
    if path.exists() and not (path / replaces).is_file():
        if not path.is_dir():
            raise FileExistsError(f"{path} is a file; choose another output_dir")
        if any(path.iterdir()):
            raise FileExistsError(
                f"{path} holds other things (no {replaces}); choose another output_dir"
            )


@contextmanager
def whole_folder(path: Path, *, replaces: str = "run.json") -> Iterator[Path]:
    """A temporary folder that becomes ``path`` when the block ends well.

    An older folder of the same kind, known by the file ``replaces``, makes way; any other
    folder with something in it is left alone and :class:`FileExistsError` is raised.
    """
    check_free(path, replaces)
    path.parent.mkdir(parents=True, exist_ok=True)
    mark = uuid.uuid4().hex[:8]
    draft = path.with_name(f".{path.name}.{mark}")
    older = path.with_name(f".{path.name}.{mark}.old")
    draft.mkdir()
    try:
        yield draft
        if path.exists():
            os.replace(path, older)
        os.replace(draft, path)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(older, ignore_errors=True)
