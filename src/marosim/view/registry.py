"""Sessions of all visitors: found again after a reload, let go when nobody comes back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from marosim.languages import _
from marosim.view.session import Session

MOST = 32  # sessions on one server; each holds a run or two in memory
PATIENCE_S = 1800.0  # how long a run waits for its visitor


class TooMany(ValueError):
    """No place for another session."""


@dataclass
class _Seat:
    session: Session
    pages: int
    left: float


class Registry:
    """Sessions by the tab that holds them."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._seats: dict[str, _Seat] = {}
        self._lock = threading.Lock()

    def meet(self, tab: str, begin: Callable[[], Session]) -> Session:
        """The session of a tab, begun if there is none."""
        with self._lock:
            seat = self._seats.get(tab) if tab else None
            if seat is not None:
                seat.pages += 1
                return seat.session
            self._make_room()
            key = tab or f"nameless {time.monotonic_ns()}"
        session = begin()
        with self._lock:
            self._seats[key] = _Seat(session, 1, time.monotonic())
        return session

    def leave(self, session: Session) -> None:
        """A page of the session was closed; the session waits for a while."""
        with self._lock:
            for seat in self._seats.values():
                if seat.session is session:
                    seat.pages = max(seat.pages - 1, 0)
                    seat.left = time.monotonic()

    def _make_room(self) -> None:
        now = time.monotonic()
        empty = sorted((seat.left, key) for key, seat in self._seats.items() if seat.pages == 0)
        for left, key in empty:
            if now - left > PATIENCE_S or len(self._seats) >= self.most:
                del self._seats[key]
        if len(self._seats) >= self.most:
            raise TooMany(
                _(
                    "This server has {most} sessions open, which is all it takes; "
                    "close a page somewhere and load this one again",
                    most=self.most,
                )
            )

    def __len__(self) -> int:
        return len(self._seats)
