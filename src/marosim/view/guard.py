"""What stands between the network and the view: who may ask, and what a page may load."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "::1")
HIDDEN = ("/resourcez", "/_solara/api/evict")
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
    """ASGI application around another: checks Host and Origin, hides what is internal."""

    def __init__(self, inner: Application, host: str, *, offline: bool) -> None:
        self.inner = inner
        self.names = {*LOOPBACK, host} if host in LOOPBACK else None
        self.policy = content_policy(offline)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.inner(scope, receive, send)
            return
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        if not self.allowed(headers) or any(scope["path"].startswith(h) for h in HIDDEN):
            await _refuse(scope, send)
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
            if scope["type"] == "http" and not answered:
                await _answer(send, 500, b"Something went wrong here. Please load the page again.")

    def allowed(self, headers: dict[str, str]) -> bool:
        """Whether the request names this machine and comes from a page of this server."""
        host = headers.get("host", "")
        name = urlsplit(f"//{host}").hostname or ""
        if self.names is not None and name not in self.names:
            return False
        origin = headers.get("origin")
        if origin is None:
            return True
        return urlsplit(origin).netloc == host


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    else:
        await _answer(send, 403, b"Not allowed from here.")


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
