"""The log of an exercise: everything that anybody did, one line an act, in one order.

The first line says which run it was (case, words, versions); each later line holds an act with
its number, its day and a hash of itself and all lines before it. Lines are only ever added. What
an act did to the model stands in ``ops``, so that the run is repeated from the file alone.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from marosim.languages import _
from marosim.languages.faults import cannot_be_read

FORMAT = "marosim-exercise/2"
LONGEST = 200_000_000  # bytes of a file that is read


class ActsError(ValueError):
    """A log that is missing, damaged, or of another format; the message says so in one line."""


def _line(content: Mapping[str, Any]) -> bytes:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, allow_nan=False)
    return text.encode() + b"\n"


def _chained(before: str, line: bytes) -> str:
    return hashlib.sha256(before.encode() + line).hexdigest()[:32]


class ActLog:
    """A log that is being written. ``acts`` are those so far; ``hash`` covers all lines."""

    def __init__(self, path: Path, header: Mapping[str, Any], acts: Sequence[Any], hash_: str):
        self.path, self.header, self.acts, self.hash = path, dict(header), list(acts), hash_
        self._file = path.open("ab", buffering=0)

    @classmethod
    def begin(cls, path: Path, header: Mapping[str, Any]) -> ActLog:
        """A new file, which must not exist yet."""
        line = _line({"format": FORMAT, **header})
        try:
            with path.open("xb") as file:
                file.write(line)
                os.fsync(file.fileno())
        except FileExistsError:
            raise ActsError(
                _("{path}: exists already; go on with it (--resume) or name another", path=path)
            ) from None
        return cls(path, json.loads(line), [], _chained("", line))

    @classmethod
    def go_on(cls, path: Path) -> ActLog:
        """A file that a crash left; a last line that was cut short was never confirmed."""
        header, acts, hash_, size = _read(path)
        if size < path.stat().st_size:
            with path.open("r+b") as file:
                file.truncate(size)
        return cls(path, header, acts, hash_)

    def append(self, act: Mapping[str, Any], *, sure: bool = True) -> dict[str, Any]:
        """Write an act and return it with its number; with ``sure`` it is on the disk then."""
        whole = {**act, "n": len(self.acts) + 1}
        whole["hash"] = _chained(self.hash, _line(whole))
        line = _line(whole)
        size = self._file.tell()
        try:
            if self._file.write(line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
            if sure:
                os.fsync(self._file.fileno())
        except OSError:  # a full disk: what was not confirmed must not stand before what follows
            self._file.truncate(size)
            raise
        self.hash = whole["hash"]
        self.acts.append(whole)
        return whole

    def close(self) -> None:
        """Write no more."""
        self._file.close()


def read_acts(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The first line of a log and its acts; :class:`ActsError` says what is wrong with it."""
    header, acts, _, _ = _read(path)
    return header, acts


def _read(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]], str, int]:
    try:
        if path.stat().st_size > LONGEST:
            raise ActsError(_("{path}: larger than any log of an exercise", path=path))
        content = path.read_bytes()
    except OSError as error:
        raise ActsError(cannot_be_read(path, error)) from None
    lines = content.splitlines(keepends=True)
    if lines and not lines[-1].endswith(b"\n"):
        lines.pop()
    hash_, found = "", []
    for number, line in enumerate(lines):
        try:
            item = json.loads(line)
        except (ValueError, RecursionError):
            item = None
        if not isinstance(item, dict) or (number == 0 and item.get("format") != FORMAT):
            wanted = _("an act") if number else _("the format {format}", format=FORMAT)
            raise ActsError(
                _(
                    "{path}, line {number}: expected {wanted}",
                    path=path,
                    number=str(number + 1),
                    wanted=wanted,
                )
            )
        plain = {key: value for key, value in item.items() if key != "hash"}
        hash_ = _chained(hash_, _line(plain))
        if number and (item.get("n"), item.get("hash")) != (number, hash_):
            raise ActsError(
                _(
                    "{path}, line {number}: this line, or one before it, is not as it was written",
                    path=path,
                    number=str(number + 1),
                )
            )
        found.append(item)
    if not found:
        raise ActsError(_("{path}: empty; expected the log of an exercise", path=path))
    return found[0], found[1:], hash_, sum(map(len, lines))


def day_digest(before: str, day: Mapping[str, Any]) -> str:
    """A hash of all days up to this one, from that of the days before and its metrics."""
    text = json.dumps(day, sort_keys=True, default=float)
    return hashlib.sha256((before + text).encode()).hexdigest()[:32]


def compare(acts: Sequence[Mapping[str, Any]], days: Sequence[Mapping[str, Any]]) -> int:
    """Of how many days a log and a run agree, from the first on, by their digests.

    ``days`` are the metrics of the run's days. :class:`ActsError` names the first day that
    differs.
    """
    written = {a["day"] - (a["kind"] == "day"): a["digest"] for a in acts if a.get("digest")}
    digest, equal = "", 0
    for number, day in enumerate(days, 1):
        digest = day_digest(digest, day)
        if written.get(number, digest) != digest:
            raise ActsError(
                _("day {number} of this run is not that of the class", number=str(number))
            )
        equal = number if number in written else equal
    return equal


def planned(acts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What the acts did to the model, dated, as the setting ``decisions`` takes it."""
    made: list[dict[str, Any]] = []
    injects = 0
    for act in acts:
        for op in act.get("ops", ()):
            item = {**op, "day": act["day"]}
            if "kind" in item:
                item["number"] = injects
                injects += 1
            made.append(item)
    return made
