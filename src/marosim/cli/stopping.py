"""Polite requests to end: Ctrl-C, SIGTERM (as from Slurm), SIGHUP (a terminal that is closed)."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from marosim.cli.terminal import leave_closed_terminal

HUNG_UP = 128 + 1  # as of a program that SIGHUP has ended: 1 everywhere
ASKED = tuple(s for n in ("SIGTERM", "SIGHUP") if (s := getattr(signal, n, None)) is not None)


class Stopped(KeyboardInterrupt):
    """A request to end by a signal other than that of Ctrl-C; notes say how to go on."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def status_of(stop: BaseException) -> int:
    """The exit status that shells give to a program that a signal has ended."""
    return 128 + getattr(stop, "number", signal.SIGINT)


AT_ONCE = 5.0  # seconds: a terminal that is closed hangs up on its leader and on its group
_asked: list[int] = []  # the signals that have come


@contextmanager
def stoppable() -> Iterator[None]:
    """Let these signals end what runs inside as Ctrl-C does; one that is ignored stays so.

    Several that come at once are one request, so that the second does not break off what is
    saved after the first.
    """
    heard = float("-inf")

    def stop(number: int, _frame: Any) -> None:
        nonlocal heard
        leave_closed_terminal()
        _asked.append(number)
        before, heard = heard, time.monotonic()
        if heard - before >= AT_ONCE:
            raise Stopped(number)

    _asked.clear()
    with _handled(stop):
        yield


def heed() -> None:
    """End now if that was asked for and nobody heard it.

    Python drops what is raised while it clears things away, and a signal can come just then.
    """
    if _asked:
        raise Stopped(_asked[-1])


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hold these signals off while results are saved: who ends a session sends several."""
    with _handled(signal.SIG_IGN):
        yield


@contextmanager
def _handled(handler: Any) -> Iterator[None]:
    before = {}
    if threading.current_thread() is threading.main_thread():
        for number in ASKED:
            if signal.getsignal(number) is not signal.SIG_IGN:  # else nohup asked for that
                before[number] = signal.signal(number, handler)
    try:
        yield
    finally:
        for number, older in before.items():
            signal.signal(number, older)
