"""The first day comes with the page, before the framework."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from typing import Any

import pytest

pytest.importorskip("solara")

from marosim.view import shell

FRAMEWORK = (
    '<!doctype html><html><head><meta charset="utf-8"><title>x</title>'
    '<link href="/main.css" rel="stylesheet" class="solara-template-css"></link></head>'
    '<body data-base-url="/"><div id="app"></div><script src="/big.js"></script></body></html>'
)


async def inner(scope: Any, receive: Any, send: Any) -> None:
    headers = [(b"content-type", b"text/html"), (b"set-cookie", b"session=1")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": FRAMEWORK.encode()})


def ask(path: str, query: str = "", **headers: str) -> tuple[dict[bytes, bytes], bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
    }
    asyncio.run(shell.Shell(inner, None)(scope, receive, send))
    return dict(sent[0]["headers"]), b"".join(part.get("body", b"") for part in sent[1:])


def first_of(page: str) -> dict[str, Any]:
    text = re.search(r'id="marosim-first">(.*?)</script>', page, re.DOTALL)
    assert text
    return {message["kind"]: message for message in json.loads(text.group(1))}


def test_page_brings_the_first_day_ahead_of_the_framework() -> None:
    headers, body = ask("/", "scenario=kalvera&seed=3")
    page = body.decode()
    said = first_of(page)
    assert said["scene"]["case"] == "kalvera"
    assert said["state"]["seed"] == 3
    assert said["frame"]["day"] == 0 and said["frame"]["fresh"]
    assert page.index("/desk/page.js") < page.index("/big.js")
    assert page.index("/desk/page.css") < page.index("/main.css")
    assert int(headers[b"content-length"]) == len(body)
    assert headers[b"set-cookie"] == b"session=1"


def test_the_framework_waits_until_the_map_is_painted() -> None:
    _, body = ask("/")
    page = body.decode()
    assert '<script type="text/aside" src="/big.js">' in page
    assert re.search(r'href="/main.css"[^>]* media="print" onload=', page)
    assert page.count("<script src=") == 1, "only the page's own script runs at once"
    assert "text/aside" in shell.file("page.js")[1].decode()


def test_the_briefing_is_there_to_be_read_before_the_server_is_asked() -> None:
    _, body = ask("/", "scenario=rwanda_1994")
    assert "Arusha" in first_of(body.decode())["briefing"]["html"]


def test_the_page_knows_its_case_in_the_language() -> None:
    _, body = ask("/", "scenario=rwanda_1994&lang=fr")
    said = first_of(body.decode())
    assert "MINUAR" in said["briefing"]["html"] and said["briefing"]["lang"] == "fr"
    words = re.search(r'id="marosim-language">(.*?)</script>', body.decode(), re.DOTALL)
    assert words is not None
    told = json.loads(words[1])["messages"]
    keys = [("organisation", one["title"]) for one in said["scene"]["organisations"]]
    for context, text in [*keys, ("case", said["scene"]["summary"])]:
        assert told[f"{context}\u0004{text}"] not in ("", text)


def test_faulty_address_still_gives_a_page() -> None:
    _, body = ask("/", "scenario=nowhere&seed=</script><script>alert(1)</script>")
    assert first_of(body.decode()) == {}
    assert b"alert" not in body


def test_files_are_kept_by_the_browser_and_packed() -> None:
    _, page = ask("/")
    for address in re.findall(r'"(/desk/page\.[^"]+)"', page.decode()):
        path, _, query = address.partition("?")
        headers, body = ask(path, query, accept_encoding="gzip, br")
        assert b"immutable" in headers[b"cache-control"]
        plain = gzip.decompress(body)
        assert plain == ask(path, query)[1]
        assert len(plain) > 2 * len(body)


def test_page_of_another_kind_is_left_alone() -> None:
    assert shell.dressed("<p>no page</p>", "[]") == "<p>no page</p>"
