"""Who may write where: folders are claimed before anything is computed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from marosim.languages import N_, _
from marosim.record.held import Held
from marosim.record.provenance import computing, differences
from marosim.record.whole import make_folder, sync_folder, write_whole

CHECKPOINT = ".checkpoint"  # what stands beside a run that was stopped
COMMAND = "command.json"
CURE = N_("choose another output_dir, or add overwrite=true")
NO_NUMBERS = ("output_dir=", "overwrite=", "workers=")  # words that change no result

_claimed: list[Path] = []


class ClaimError(ValueError):
    """A folder in which another result stands, or into which another process writes."""


def default_folder(name: str) -> Path:
    """Claim ``outputs/<date>_<name>``: a new folder that no other process can get."""
    stamp = dt.datetime.now().strftime("%Y-%m-%d_%H%M%S")
    first = Path("outputs") / f"{stamp}_{name}"
    folder, number = first, 1
    while not _made(folder):
        number += 1
        folder = first.with_name(f"{first.name}_{number}")
    _claimed.append(folder)
    return folder


def _made(folder: Path) -> bool:
    """Whether the folder is new; making it is one step, which succeeds for one process only."""
    make_folder(folder.parent)
    if folder.with_name(folder.name + CHECKPOINT).exists():
        return False
    try:
        folder.mkdir()
    except FileExistsError:
        return False
    sync_folder(folder.parent)
    return True


def forget_empty() -> None:
    """Remove claimed folders into which nothing was written."""
    while _claimed:
        _remove_empty((_claimed.pop(), Path("outputs")))


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Keep other processes out of a folder while a run is computed that will stand there."""
    new = tuple(p for p in (folder, *folder.parents) if not p.exists())
    make_folder(folder)
    held = Held(folder)
    if not held.take():
        raise ClaimError(
            _(
                "{folder}: another marosim computes a run for this folder; wait for it, or "
                "choose another output_dir",
                folder=folder,
            )
        )
    try:
        yield
    finally:
        held.release()
        _remove_empty(new)


def _remove_empty(folders: Sequence[Path]) -> None:
    for folder in folders:
        left = list(folder.iterdir()) if folder.is_dir() else [folder]
        if [path.name for path in left] == [COMMAND]:
            left.pop().unlink()  # a command that failed left nothing but its own note
        if not left:
            folder.rmdir()


def results_folder(
    given: str | None, result: str, command: str, words: Sequence[str], *, overwrite: bool = False
) -> Path:
    """The folder for the table ``result``, with a note in command.json of what makes it.

    Raises :class:`ClaimError` where the table is there already and came from other words,
    other code or other versions, unless ``overwrite``.
    """
    folder = Path(given) if given else default_folder(result.removesuffix(".csv"))
    note = folder / COMMAND
    asked = {"command": command, "words": [w for w in words if not w.startswith(NO_NUMBERS)]}
    if (folder / result).exists() and not overwrite:
        older = _read(note)
        if {key: older.get(key) for key in asked} != asked:
            had = " ".join(["marosim", *_texts(older)]) if older else _("a command not recorded")
            raise ClaimError(
                _(
                    "{path}: made by {had}; {cure}",
                    path=folder / result,
                    had=repr(had),
                    cure=_(CURE),
                )
            )
        other = differences(older.get("provenance"), computing())
        if other:
            raise ClaimError(
                _(
                    "{path}: made with {others}; {cure}",
                    path=folder / result,
                    others=", ".join(other),
                    cure=_(CURE),
                )
            )
    write_whole(note, json.dumps({**asked, "provenance": computing()}, indent=2) + "\n")
    return folder


def _texts(note: dict[str, Any]) -> list[str]:
    words = note.get("words")
    return [str(note.get("command")), *map(str, words if isinstance(words, list) else [])]


def _read(note: Path) -> dict[str, Any]:
    try:
        content = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
