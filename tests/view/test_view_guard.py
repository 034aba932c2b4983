"""Only pages of this server, on this machine, may speak with it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from marosim.view.guard import MOST_PAGES, Guard, content_policy


async def inner(scope: Any, receive: Any, send: Any) -> None:
    if scope["path"] == "/broken":
        raise RuntimeError("/secret/path")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"page"})


def ask(
    path: str = "/", kind: str = "http", guard: Guard | None = None, query: str = "", **headers: str
) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    scope = {
        "type": kind,
        "path": path,
        "query_string": query.encode(),
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
    }
    asyncio.run((guard or Guard(inner, "127.0.0.1", offline=True))(scope, receive, send))
    return sent


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765"])
def test_pages_of_this_machine_are_served(host: str) -> None:
    start = ask(host=host)[0]
    assert start["status"] == 200
    assert b"content-security-policy" in dict(start["headers"])


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "127.0.0.1.evil.example", "", "[", "[::1", "2130706433", "127.1"),
        *("evil.example:80@127.0.0.1", "127.0.0.1:8765, evil.example", "127.0.0.1:8765/x"),
    ],
)
def test_other_names_are_refused(host: str) -> None:
    assert ask(host=host)[0]["status"] == 403


def test_pages_of_others_may_not_connect() -> None:
    assert ask(host="127.0.0.1:8765", origin="http://127.0.0.1:8765")[0]["status"] == 200
    assert ask(host="127.0.0.1:8765", origin="http://evil.example")[0]["status"] == 403
    assert ask(host="127.0.0.1:8765", origin="http://127.0.0.1:9999")[0]["status"] == 403
    for origin in ("null", "http://[", "", "http://127.0.0.1:8765.evil.example", "127.0.0.1:8765"):
        assert ask(host="127.0.0.1:8765", origin=origin)[0]["status"] == 403
    refused = ask(kind="websocket", host="127.0.0.1:8765", origin="http://evil.example")
    assert refused == [{"type": "websocket.close", "code": 1008}]


def test_faults_show_no_paths() -> None:
    sent = ask("/broken", host="localhost")
    assert sent[0]["status"] == 500
    assert b"secret" not in sent[1]["body"]


def test_a_page_that_goes_says_which_it_is() -> None:
    def asked(query: str) -> int:
        return ask("/_solara/api/close/x", query=query, host="localhost")[0]["status"]

    assert asked("session_id=abc") == 200
    assert asked("") == asked("session_id") == asked("&&=;%ff") == 400


def test_what_is_internal_is_hidden() -> None:
    assert ask("/resourcez", host="localhost")[0]["status"] == 403


def test_pages_of_others_may_lead_here_but_load_nothing() -> None:
    def asked(mode: str, site: str = "cross-site") -> int:
        headers = {"sec-fetch-site": site, "sec-fetch-mode": mode}
        return ask(**{"host": "localhost", **headers})[0]["status"]

    assert asked("navigate") == 200
    assert asked("no-cors") == asked("cors") == asked("no-cors", "same-site") == 403
    assert asked("no-cors", "same-origin") == asked("navigate", "none") == 200


def test_nothing_is_fetched_for_anybody_once_all_files_are_here() -> None:
    kept = frozenset({"uplot@1.6.32/dist/uPlot.min.css"})

    def asked(path: str, offline: bool = True) -> int:
        guard = Guard(inner, "127.0.0.1", offline=offline, kept=kept)
        return ask(f"/_solara/cdn/{path}", guard=guard, host="localhost")[0]["status"]

    assert asked("uplot@1.6.32/dist/uPlot.min.css") == 200
    assert asked("left-pad@1.3.0/index.js") == asked("../../etc/passwd") == asked("") == 403
    assert asked("left-pad@1.3.0/index.js", offline=False) == 200


def test_policy_names_no_other_server_when_all_files_are_here() -> None:
    assert b"http" not in content_policy(offline=True)
    assert b"https://cdn.jsdelivr.net" in content_policy(offline=False)


def test_only_so_many_pages_are_connected_at_once() -> None:
    async def staying(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        if scope["path"] == "/broken":
            raise RuntimeError("/secret/path")

    async def connected() -> tuple[list[Any], int]:
        guard = Guard(staying, "127.0.0.1", offline=True)
        headers = [(b"host", b"localhost")]
        leave, sent = asyncio.Event(), []

        async def receive() -> dict[str, Any]:
            await leave.wait()
            return {"type": "websocket.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        async with asyncio.TaskGroup() as pages:
            for number in range(MOST_PAGES + 5):
                path = "/broken" if number % 2 else "/"
                scope = {"type": "websocket", "path": path, "headers": headers}
                pages.create_task(guard(scope, receive, send))
            await asyncio.sleep(0.05)
            leave.set()
        return sent, guard.pages

    sent, left = asyncio.run(connected())
    assert sent == [{"type": "websocket.close", "code": 1013}] * 5
    assert left == 0
