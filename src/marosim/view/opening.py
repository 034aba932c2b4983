"""What runs show before their first day, kept so that a case opens without building its model."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

MOST = 64  # things kept, each some hundred kilobytes

T = TypeVar("T")


class Openings:
    """Scenes and first frames of the plans that were asked for of late."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._kept: OrderedDict[tuple[str, Hashable], object] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, what: str, plan: Hashable, make: Callable[[], T]) -> T:
        """What a plan shows; made if it is not known."""
        key = (what, plan)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]  # type: ignore[return-value]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return made


openings = Openings()
