"""What a terminal can show, and what becomes of output that nobody reads any more."""

from __future__ import annotations

import codecs
import contextlib
import errno
import os
import sys
import unicodedata
from typing import Any, TextIO, cast

# what letters without marks cannot stand for; rich draws its own frames where it must
PLAIN = {
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "×": "x", "·": ".", "…": "...", "•": "*",
    "‘": "'", "’": "'", "“": '"', "”": '"', "≤": "<=", "≥": ">=", "≈": "~", "→": "->",
    "±": "+/-", "√": "sqrt", "Σ": "sum", "∞": "inf", "←": "<-", "◀": "<",
    "µ": "u", "ø": "o", "Ø": "O", "ł": "l", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "œ": "oe",
    "━": "-", "─": "-", "╸": "-", "╺": "-", "│": "|", "┃": "|", "█": "#", "░": ".",
}  # fmt: skip
PIPE_CLOSED = 128 + 13  # as of a program that SIGPIPE has ended: 13 everywhere


def plainly(fault: UnicodeError) -> tuple[str, int]:
    """For signs that an encoding lacks: the nearest ASCII, or a question mark."""
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    return "".join(map(_plain, fault.object[fault.start : fault.end])), fault.end


def _plain(sign: str) -> str:
    if sign in PLAIN:
        return PLAIN[sign]
    if (name := unicodedata.name(sign, "")).startswith("GREEK") and "LETTER " in name:
        return name.split("LETTER ")[1].split()[0].lower()  # as an equation is read aloud
    letters = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
    return letters or ("" if unicodedata.combining(sign) else "?")


codecs.register_error("marosim-plainly", plainly)


def bear_any_text() -> None:
    """Let standard output and standard error write whatever text comes, readably.

    On a terminal, standard error goes on where nobody can see it any more: see
    :class:`Unfailing`.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="marosim-plainly")
    if sys.stderr.isatty():
        sys.stderr = cast(TextIO, Unfailing(sys.stderr))


class Unfailing:
    """A stream for what is only shown: where nobody can see it any more, it is let go.

    A terminal can refuse text before the signal comes that it was closed; a bar must not end
    then what the signal would have saved.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def write(self, text: str) -> int:
        """Write, if that can be."""
        with contextlib.suppress(OSError):
            return self.stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Bring out what was written, if that can be."""
        with contextlib.suppress(OSError):
            self.stream.flush()


def is_closed_pipe(fault: BaseException | None) -> bool:
    """Whether a fault came of a reader that went away; libraries turn it into others."""
    while fault is not None:
        if isinstance(fault, OSError) and fault.errno == errno.EPIPE:
            return True
        fault = fault.__cause__ or fault.__context__
    return False


def is_closed_terminal(fault: BaseException | None) -> bool:
    """Whether a fault came of a terminal that was closed, which is felt before its signal comes."""
    while fault is not None:
        if isinstance(fault, OSError) and fault.errno == errno.EIO and fault.filename is None:
            return not all(map(_takes_text, (1, 2)))
        fault = fault.__cause__ or fault.__context__
    return False


def write_no_more() -> None:
    """Let go of output that cannot be written, over which Python would stumble as it ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                _to_nowhere(stream.fileno())


def leave_closed_terminal() -> None:
    """Let go of a terminal that was closed: a fault there would hide the request to end."""
    for number in (1, 2):
        if not _takes_text(number):
            with contextlib.suppress(OSError):
                _to_nowhere(number)


def _takes_text(number: int) -> bool:
    try:
        os.write(number, b"")
    except OSError:
        return False
    return True


def _to_nowhere(number: int) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)
