"""What stands between the network and the view: who may ask, and what a page may load."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

HOST = re.compile(r"(\[[0-9a-f:.]+\]|[0-9a-z._-]+)(?::\d+)?")  # a name or address, and a port
LOOPBACK = ("127.0.0.1", "localhost", "::1")
HIDDEN = ("/resourcez", "/_solara/api/evict")
CLOSE = "/_solara/api/close/"  # what a page asks for when it goes, naming itself
MOST_PAGES = 96  # three for each session that the view takes
FETCHED = "/_solara/cdn/"  # what is asked for below and is not here, Solara fetches and keeps
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
log = logging.getLogger("marosim.view")


def content_policy(offline: bool) -> bytes:
    """What pages may load: this server alone, or the public network where files are missing."""
    more = "" if offline else " https://cdn.jsdelivr.net"
    # the page's framework compiles its templates in the browser, hence unsafe-eval
    return (
        f"default-src 'self'{more} data: blob:; script-src 'self'{more} 'unsafe-inline' "
        f"'unsafe-eval' blob:; style-src 'self'{more} 'unsafe-inline'; connect-src 'self'{more}; "
        "frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
    ).encode()


class Guard:
    """ASGI application around another: checks Host and Origin, hides what is internal.

    ``kept`` names the files of others that are here; nothing else is then fetched for anybody.
    """

    def __init__(
        self, inner: Application, host: str, *, offline: bool, kept: frozenset[str] = frozenset()
    ) -> None:
        self.inner = inner
        self.kept = kept
        self.pages = 0  # connected now
        self.offline = offline
        self.names = {*LOOPBACK, host} if host in LOOPBACK else None
        self.policy = content_policy(offline)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.inner(scope, receive, send)
            return
        if not self.allowed(headers_of(scope)) or self.hidden(scope["path"]):
            await refuse(scope, send)
            return
        if scope["path"].startswith(CLOSE) and not _names_page(scope):
            await _answer(send, 400, b"Which page is closed? Its session_id is missing.")
            return
        if scope["type"] == "websocket":
            await self._page(scope, receive, send)
            return
        answered = False

        async def sending(message: MutableMapping[str, Any]) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                extra = [*HEADERS, (b"content-security-policy", self.policy)]
                message = {**message, "headers": [*message.get("headers", []), *extra]}
            await send(message)

        try:
            await self.inner(scope, receive, sending)
        except Exception:
            log.exception("a request failed")
            if not answered:
                await _answer(send, 500, b"Something went wrong here. Please load the page again.")

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A page stays connected; each takes a thread, so that there cannot be any number."""
        if self.pages >= MOST_PAGES:
            await send({"type": "websocket.close", "code": 1013})
            return
        self.pages += 1
        try:
            await self.inner(scope, receive, send)
        except Exception:
            log.exception("a page failed")
        finally:
            self.pages -= 1

    def hidden(self, path: str) -> bool:
        """Whether nobody may ask for this."""
        if self.offline and path.startswith(FETCHED):
            return path.removeprefix(FETCHED) not in self.kept
        return path.startswith(HIDDEN)

    def allowed(self, headers: dict[str, str]) -> bool:
        """Whether the request names this machine and comes from a page of this server."""
        asked = from_own_page(headers, self.names)
        if asked is not None:
            return asked
        # a page of others may lead here, but not load what is here into itself
        elsewhere = headers.get("sec-fetch-site") in ("cross-site", "same-site")
        return not elsewhere or headers.get("sec-fetch-mode") == "navigate"


def headers_of(scope: Scope) -> dict[str, str]:
    """The headers of a request as texts."""
    return {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}


def from_own_page(headers: dict[str, str], names: set[str] | None) -> bool | None:
    """Whether a request names this server and comes from one of its pages; None: from no page.

    ``names`` are the names and addresses that the server answers to, None for any.
    """
    host = headers.get("host", "").lower()
    named = HOST.fullmatch(host)
    if named is None or (names is not None and named[1].strip("[]") not in names):
        return False
    origin = headers.get("origin")
    return None if origin is None else origin.lower() in (f"http://{host}", f"https://{host}")


def _names_page(scope: Scope) -> bool:
    return "session_id" in parse_qs(scope.get("query_string", b"").decode("latin-1"))


async def refuse(scope: Scope, send: Send) -> None:
    """Answer that this is not allowed from there."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    else:
        await _answer(send, 403, b"Not allowed from here.")


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
