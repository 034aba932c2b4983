"""Each mechanism is held to what it may write, where ``MAROSIM_STRICT=1`` asks for it."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

from marosim.core.field import Declared
from marosim.core.state import State, StateError


def strict() -> bool:
    """Whether each write is held to its declaration."""
    return os.environ.get("MAROSIM_STRICT", "") not in ("", "0")


@contextmanager
def guarded(
    states: Iterable[State], who: str, room: str, also: tuple[Declared, ...]
) -> Iterator[None]:
    """Let one mechanism write what its room owns and what it declares beside.

    ``who`` names it and the day. StateError for a write to anything else, and for a value that
    it leaves outside its bounds.
    """
    everywhere = list(states)
    try:
        with ExitStack() as opened:
            for state in everywhere:
                opened.enter_context(state.written_by(room, also))
            yield
    except StateError as fault:
        raise StateError(f"{who}: {fault}") from fault
    except ValueError as fault:
        if "read-only" not in str(fault):
            raise
        line = traceback.extract_tb(fault.__traceback__)[-1]
        raise StateError(
            f"{who}: a field of another room is read-only: {line.line} "
            f"({line.filename}, line {line.lineno})"
        ) from fault
    for state in everywhere:
        if fault_found := state.fault_left_by(room, also):
            raise StateError(f"after {who}: {fault_found}")
