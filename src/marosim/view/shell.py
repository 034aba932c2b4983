"""The page before its framework has loaded: own script, own style, and the first day of the run.

Solara's page loads 3 MB of framework before it shows anything. Here the map is put in front of
it: the visitor sees the country at once, and what is clicked meanwhile waits for the connection.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import re
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

from marosim.cases import CaseError
from marosim.core.setting import SettingError
from marosim.languages import direction, speaking
from marosim.languages.catalogue import CONTEXT, for_page
from marosim.record.memory import TooLargeError
from marosim.view.address import language_or, plan_of
from marosim.view.briefing import briefing_of
from marosim.view.guard import Application, Receive, Scope, Send
from marosim.view.line import Plan
from marosim.view.session import Session
from marosim.view.telling import greeting
from marosim.view.widget import script, style

FOLDER = "/desk/"
KINDS = {"page.js": b"text/javascript; charset=utf-8", "page.css": b"text/css; charset=utf-8"}
FOR_EVER = b"public, max-age=31536000, immutable"  # the address carries a hash of the content
OF_CASES = ("case", "organisation")  # what scripts say as a scene has it
FIRST_DAYS = 32  # pages kept ready
FRAMEWORK_STYLE = re.compile(r'(<link [^>]*rel="stylesheet"[^>]*?)(/?>)')
LATER = r"""\1 media="print" onload="this.media='all'"\2"""  # it must not hold up the first picture
FRAMEWORK_SCRIPT = re.compile(r"<script(?![^>]*\btype=)")
ASIDE = '<script type="text/aside"'  # the page runs them once the map is painted


@lru_cache(maxsize=4)
def file(name: str) -> tuple[str, bytes, bytes]:
    """Address, content and compressed content of a file of the page."""
    content = {"page.js": script, "page.css": style}[name]().encode()
    mark = hashlib.sha256(content).hexdigest()[:16]
    return f"{FOLDER}{name}?v={mark}", content, gzip.compress(content, 6, mtime=0)


def first_day(query: str, scenario: str | None, language: str = "en") -> str:
    """What a new session would say, as JSON; nothing if the address has a fault."""
    try:
        return _first_day(plan_of(query, scenario), language)
    except (SettingError, CaseError, TooLargeError):
        return "[]"  # the connected page will say what is wrong


@lru_cache(maxsize=FIRST_DAYS)
def _first_day(plan: Plan, language: str) -> str:
    with speaking(language):
        session = Session(plan)
        messages = [*greeting(session), ("briefing", briefing_of(session.main.case))]
        return _inside([{**content, "kind": kind} for kind, content in messages])


def _inside(content: Any) -> str:
    """JSON that may stand inside a page: no tag in it may end it."""
    return json.dumps(content).replace("<", "\\u003c")


@lru_cache(maxsize=16)
def _words(language: str, own: str) -> str:
    """What of a catalogue the page says, with the language that an address need not name."""
    words, said = for_page(language), script()
    words["messages"] = {key: told for key, told in words["messages"].items() if _wanted(key, said)}
    return _inside(words | {"own": own})


def _wanted(key: str, said: str) -> bool:
    context, _sign, text = key.rpartition(CONTEXT)
    return context in OF_CASES or f'"{text}"' in said


def dressed(page: str, first: str, language: str = "en", own: str = "en") -> str:
    """Solara's page with ours in front; unchanged where it is not as expected.

    ``language`` is that of the page, ``own`` that of pages whose address names none.
    """
    head, body, rest = page.partition("</head>")
    start = rest.find(">", rest.find("<body")) + 1
    if not body or start <= 0:
        return page
    ours_first = f'<link rel="stylesheet" href="{file("page.css")[0]}">'
    shell = (
        '<div id="marosim"></div>'
        f'<script type="application/json" id="marosim-language">{_words(language, own)}</script>'
        f'<script type="application/json" id="marosim-first">{first}</script>'
        f'<script src="{file("page.js")[0]}"></script>'
    )
    named = f'<html lang="{language}" dir="{direction(language)}">'
    head = FRAMEWORK_STYLE.sub(LATER, head).replace("<html>", named)
    head = head.replace('<meta charset="utf-8">', f'<meta charset="utf-8">{ours_first}', 1)
    framework = FRAMEWORK_SCRIPT.sub(ASIDE, FRAMEWORK_STYLE.sub(LATER, rest[start:]))
    return f"{head}{body}{rest[:start]}{shell}{framework}"


class Shell:
    """ASGI application around Solara's: serves the page's files, dresses its page."""

    def __init__(self, inner: Application, scenario: str | None, language: str = "en") -> None:
        self.inner = inner
        self.scenario = scenario
        self.language = language
        self.one_by_one = asyncio.Semaphore(1)  # preparing a first day takes a core

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.inner(scope, receive, send)
        elif path.startswith(FOLDER) and path.removeprefix(FOLDER) in KINDS:
            await _file(path.removeprefix(FOLDER), scope, send)
        elif path == "/":
            await self._page(scope, receive, send)
        else:
            await self.inner(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = scope.get("query_string", b"").decode("latin-1")[:4000]
        async with self.one_by_one:
            language = language_or(query, self.language)
            first = await asyncio.to_thread(first_day, query, self.scenario, language)
        start: MutableMapping[str, Any] = {}
        parts: list[bytes] = []

        async def gather(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                parts.append(message.get("body", b""))

        plain = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
        await self.inner({**scope, "headers": plain}, receive, gather)
        body = b"".join(parts)
        headers = [(k, v) for k, v in start["headers"] if k.lower() != b"content-length"]
        if start["status"] == 200:
            body = dressed(body.decode(), first, language, self.language).encode()
            headers.append((b"cache-control", b"no-store"))
        headers.append((b"content-length", str(len(body)).encode()))
        await send({**start, "headers": headers})
        await send({"type": "http.response.body", "body": body})


async def _file(name: str, scope: Scope, send: Send) -> None:
    _, content, small = file(name)
    asked = dict(scope["headers"]).get(b"accept-encoding", b"")
    headers = [(b"content-type", KINDS[name]), (b"cache-control", FOR_EVER)]
    if b"gzip" in asked:
        content = small
        headers += [(b"content-encoding", b"gzip"), (b"vary", b"accept-encoding")]
    headers.append((b"content-length", str(len(content)).encode()))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": content})
