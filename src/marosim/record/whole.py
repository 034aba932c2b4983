"""Files and folders that are written whole or not at all, and outlast a power cut.

Everything that marosim leaves on a disk goes through here. What is new is written beside its
place under a hidden name, ``.NAME.1a2b3c4d``, brought to the disk (fsync), and renamed. A
folder that makes way stands for a moment as ``.NAME.1a2b3c4d.old``; a process that is killed
in that moment leaves both, and :func:`restore` puts the new one into its place.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from marosim.languages import _
from marosim.record.held import Held

OLDER = ".old"
PATIENCE, PAUSE = 200, 0.01  # tries and seconds between them, for a writer between two renames


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path beside ``path`` that takes its place when the block ends well."""
    make_folder(path.parent)
    clear_drafts(path)
    with _draft(path, folder=False) as draft:
        yield draft
        sync_file(draft)
        os.replace(draft, path)
        sync_folder(path.parent)


def write_whole(path: Path, text: str) -> None:
    """Write a text file whole."""
    with whole_file(path) as draft:
        draft.write_text(text, encoding="utf-8")


def check_free(path: Path, replaces: str = "run.json") -> None:
    """Raise :class:`FileExistsError` unless results may be written to this folder."""
    restore(path)
    if path.exists() and not (path / replaces).is_file():
        if not path.is_dir():
            raise FileExistsError(_("{path} is a file; choose another output_dir", path=path))
        if any(path.iterdir()):
            raise FileExistsError(
                _(
                    "{path} holds other things (no {replaces}); choose another output_dir",
                    path=path,
                    replaces=replaces,
                )
            )


@contextmanager
def whole_folder(path: Path, *, replaces: str = "run.json", durable: bool = True) -> Iterator[Path]:
    """A temporary folder that becomes ``path`` when the block ends well.

    An older folder of the same kind, known by the file ``replaces``, makes way; any other
    folder with something in it is left alone and :class:`FileExistsError` is raised. Without
    ``durable`` a power cut may damage the folder: the caller must be able to notice.
    """
    check_free(path, replaces)
    make_folder(path.parent)
    clear_drafts(path)
    with _draft(path, folder=True) as draft:
        yield draft
        if durable:
            sync_tree(draft)
        older = draft.with_name(draft.name + OLDER)
        try:
            if path.exists():
                os.replace(path, older)
            os.replace(draft, path)
            if durable:
                sync_folder(path.parent)
        finally:
            if older.exists():
                if path.exists():
                    shutil.rmtree(older, ignore_errors=True)
                else:
                    os.replace(older, path)


def remove_folder(path: Path) -> None:
    """Remove a folder; one that is half removed never stands under its own name."""
    if path.is_dir():
        going = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
        os.replace(path, going)
        shutil.rmtree(going, ignore_errors=True)


def restore(path: Path) -> None:
    """Put a folder into its place whose writer was killed between two renames."""
    for older in [] if path.exists() else _left(path, OLDER):
        draft = older.with_name(older.name.removesuffix(OLDER))
        newest = draft if draft.is_dir() else older
        held = Held(newest)
        with contextlib.suppress(FileNotFoundError):  # its writer is alive and was quicker
            waited = 0
            while not (taken := held.take()) and not path.exists() and waited < PATIENCE:
                time.sleep(PAUSE)
                waited += 1
            if taken and not path.exists():
                os.replace(newest, path)
                sync_folder(path.parent)
                shutil.rmtree(older, ignore_errors=True)
        held.release()


def clear_drafts(path: Path) -> None:
    """Remove what writers of ``path`` left that are no more; those at work hold theirs."""
    for left in [*_left(path, ""), *(_left(path, OLDER) if path.exists() else ())]:
        held = Held(left)
        with contextlib.suppress(FileNotFoundError):
            if held.take() and held.sure:
                _remove(left)
        held.release()


def make_folder(path: Path) -> None:
    """Make a folder and those above it, so that their names outlast a power cut."""
    missing = [p for p in (path, *path.parents) if not p.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for made in reversed(missing):
        sync_folder(made.parent)


def sync_file(path: Path) -> None:
    """Bring the content of a file to the disk."""
    _sync(path, os.O_RDWR)


def sync_folder(path: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    if os.name != "nt":
        _sync(path, os.O_RDONLY)


def sync_tree(path: Path) -> None:
    """Bring a folder with everything in it to the disk."""
    for folder, _folders, files in os.walk(path):
        for file in files:
            sync_file(Path(folder) / file)
        sync_folder(Path(folder))


def _sync(path: Path, access: int) -> None:
    handle = os.open(path, access)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network disks
            raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        os.close(handle)


@contextmanager
def _draft(path: Path, *, folder: bool) -> Iterator[Path]:
    """A new file or folder beside ``path`` that this process holds while the block runs."""
    while True:
        draft = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
        if folder:
            draft.mkdir()
        else:
            draft.touch(exist_ok=False)
        held = Held(draft)
        with contextlib.suppress(FileNotFoundError):
            if held.take() and draft.exists():  # nobody took it for one that was left
                break
        held.release()
    try:
        yield draft
    finally:
        _remove(draft)
        held.release()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _left(path: Path, ending: str) -> list[Path]:
    """Drafts of ``path`` as they stand beside it."""
    named = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{8}}{re.escape(ending)}")
    if not path.parent.is_dir():
        return []
    with os.scandir(path.parent) as entries:
        return sorted(path.parent / e.name for e in entries if named.fullmatch(e.name))
