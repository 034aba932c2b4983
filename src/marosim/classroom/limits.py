"""Connections that ask for nothing: a deadline for each request, and so many for each client.

uvicorn has no such limits. Behind one address there may be a whole class.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_S = 5.0  # until a request has come whole, headers first
MOST_CONNECTIONS = 64  # of one address that are no sockets of pages


class LimitedProtocol(H11Protocol):
    """uvicorn's protocol for HTTP with both limits."""

    held: ClassVar[Counter[str]] = Counter()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.address = self.client[0] if self.client else ""
        self.counted = True
        self.late: asyncio.TimerHandle | None = None
        self.held[self.address] += 1
        if self.held[self.address] > MOST_CONNECTIONS:
            transport.close()
            return
        self._wait()

    def _wait(self) -> None:
        if self.late is None:
            self.late = self.loop.call_later(REQUEST_S, self._too_slow)

    def data_received(self, data: bytes) -> None:
        """Take bytes; whoever begins a request has so long to end its headers."""
        if self.cycle is None or self.cycle.response_complete:
            self._wait()
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._in_time()

    def _in_time(self) -> None:
        if self.late is not None:
            self.late.cancel()
            self.late = None

    def _too_slow(self) -> None:
        self.late = None
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """A page's socket: it counts among the pages from now on."""
        self._leave()
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection has gone."""
        self._leave()
        super().connection_lost(exc)

    def _leave(self, *_: Any) -> None:
        self._in_time()
        if self.counted:
            self.counted = False
            self.held[self.address] -= 1
