"""Sessions take turns with their days, so that none starves and answers come in between."""

from __future__ import annotations

import threading
from collections import deque
from types import TracebackType


class Turns:
    """One at a time, in the order of asking; a context manager.

    A plain lock would let a session that has just had its turn take the next as well.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._line: deque[threading.Event] = deque()

    def __enter__(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            gate = threading.Event()
            self._line.append(gate)
        gate.wait()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._guard:
            if self._line:
                self._line.popleft().set()
            else:
                self._taken = False
