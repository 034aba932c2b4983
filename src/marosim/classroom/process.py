"""The process of a class's model. It loads the model while the server still loads itself."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess


def start() -> tuple[BaseProcess, Connection]:
    """Start it; it waits to be told which run it computes."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_main, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _main(pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to answer
    from marosim.classroom.engine import answer

    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        answer(pipe)
