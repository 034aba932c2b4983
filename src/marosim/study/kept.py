"""Results of trials, kept as they come, so that long experiments go on where they stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from marosim.record.whole import make_folder, write_whole

Measured = dict[str, float]


class Kept:
    """Results in the order in which they are asked for, a line of a file each.

    Trials are known by their place in this order alone. What asks for them must ask the same
    each time: the folder of the file has to stand for one model and one size.
    """

    def __init__(self, file: Path) -> None:
        make_folder(file.parent)
        self.file = file
        self.position = 0
        self.results: list[Measured] = []
        lines = file.read_text("utf-8").splitlines() if file.is_file() else []
        for line in lines:
            try:
                self.results.append(json.loads(line))
            except json.JSONDecodeError:  # cut short by a kill, and nothing comes after it
                break
        if len(self.results) < len(lines):
            write_whole(file, "".join(json.dumps(found) + "\n" for found in self.results))

    def take(self, count: int) -> list[Measured]:
        """Of the next so many trials, the results that are there."""
        found = self.results[self.position : self.position + count]
        self.position += len(found)
        return found

    def add(self, found: Measured) -> None:
        """Keep the next result."""
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(found) + "\n")
        self.position += 1


_keeping: ContextVar[Kept | None] = ContextVar("keeping", default=None)


@contextmanager
def kept_in(file: Path) -> Iterator[None]:
    """Within the block trials are kept in a file, and none that is there is computed again."""
    token = _keeping.set(Kept(file))
    try:
        yield
    finally:
        _keeping.reset(token)


def keeping() -> Kept | None:
    """Where trials are kept now, if anywhere."""
    return _keeping.get()
