"""Who may ask: only pages of this server, under an address that it was told to answer to."""

from __future__ import annotations

import hashlib
import hmac
import math
import time
from collections import defaultdict, deque
from collections.abc import Iterable, MutableMapping
from typing import Any

from marosim.view import guard
from marosim.view.guard import LOOPBACK, Application, Receive, Scope, Send

POLICY = (
    b"default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    b"connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
HEADERS = (
    *guard.HEADERS,
    (b"content-security-policy", POLICY),
    (b"cache-control", b"no-cache"),
)
GUESSES = (10, 60)  # wrong codes a minute: of one address, of all
WINDOW_S = 60.0


class ClassGuard:
    """ASGI application around the class: checks Host and Origin of everything that is asked."""

    def __init__(self, inner: Application, names: Iterable[str]) -> None:
        self.inner = inner
        self.names = {name.lower() for name in (*LOOPBACK, *names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.inner(scope, receive, send)
            return
        if not self.allowed(scope):
            await guard.refuse(scope, send)
            return

        async def sending(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *HEADERS]}
            await send(message)

        await self.inner(scope, receive, sending)

    def allowed(self, scope: Scope) -> bool:
        """Whether a request names this server, and comes from one of its pages if from any."""
        asked = guard.from_own_page(guard.headers_of(scope), self.names)
        if asked is not None:
            return asked
        # a socket or a form without an origin comes from no browser of today
        return scope["type"] == "http" and scope.get("method") in ("GET", "HEAD")


class Guesses:
    """Counts wrong codes and tokens, so that they cannot be found by trying."""

    def __init__(self) -> None:
        self.wrong: dict[str, deque[float]] = defaultdict(deque)
        self.all: deque[float] = deque()

    def too_many(self, address: str) -> bool:
        """Whether so many wrong ones came in the last minute that none is looked at."""
        now = time.monotonic()
        for times in (self.wrong[address], self.all):
            while times and times[0] < now - WINDOW_S:
                times.popleft()
        return len(self.wrong[address]) >= GUESSES[0] or len(self.all) >= GUESSES[1]

    def note(self, address: str) -> None:
        """Another wrong one."""
        now = time.monotonic()
        self.wrong[address].append(now)
        self.all.append(now)


class Bucket:
    """Messages that a page may send: so many a second, and some at once."""

    def __init__(self, rate: float = 20.0, burst: float = 40.0) -> None:
        self.rate, self.burst, self.left, self.at = rate, burst, burst, time.monotonic()

    def take(self) -> bool:
        """Whether one more is allowed now."""
        now = time.monotonic()
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        self.left -= 1.0
        return self.left >= 0.0


def hashed(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same(given: str, kept: str) -> bool:
    """Compare two texts in a time that tells nothing."""
    return hmac.compare_digest(given.encode(), kept.encode())


def finite(value: Any) -> bool:
    """Whether a message from a page holds no number that JSON does not know."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, dict):
        return all(map(finite, value.values()))
    return all(map(finite, value)) if isinstance(value, list) else True
