"""A progress bar for commands whose engine counts what it has done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from marosim.languages import _p


@contextmanager
def counting(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the terminal; the function takes (done, all)."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn(_p("duration", "left")),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
