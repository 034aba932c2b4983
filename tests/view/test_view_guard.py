"""Only pages of this server, on this machine, may speak with it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from marosim.view.guard import Guard, content_policy


async def inner(scope: Any, receive: Any, send: Any) -> None:
    if scope["path"] == "/broken":
        raise RuntimeError("/secret/path")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"page"})


def ask(path: str = "/", kind: str = "http", **headers: str) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    scope = {
        "type": kind,
        "path": path,
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
    }
    asyncio.run(Guard(inner, "127.0.0.1", offline=True)(scope, receive, send))
    return sent


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765"])
def test_pages_of_this_machine_are_served(host: str) -> None:
    start = ask(host=host)[0]
    assert start["status"] == 200
    assert b"content-security-policy" in dict(start["headers"])


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", ""])
def test_other_names_are_refused(host: str) -> None:
    assert ask(host=host)[0]["status"] == 403


def test_pages_of_others_may_not_connect() -> None:
    assert ask(host="127.0.0.1:8765", origin="http://127.0.0.1:8765")[0]["status"] == 200
    assert ask(host="127.0.0.1:8765", origin="http://evil.example")[0]["status"] == 403
    assert ask(host="127.0.0.1:8765", origin="http://127.0.0.1:9999")[0]["status"] == 403
    refused = ask(kind="websocket", host="127.0.0.1:8765", origin="http://evil.example")
    assert refused == [{"type": "websocket.close", "code": 1008}]


def test_faults_show_no_paths() -> None:
    sent = ask("/broken", host="localhost")
    assert sent[0]["status"] == 500
    assert b"secret" not in sent[1]["body"]


def test_what_is_internal_is_hidden() -> None:
    assert ask("/resourcez", host="localhost")[0]["status"] == 403


def test_policy_names_no_other_server_when_all_files_are_here() -> None:
    assert b"http" not in content_policy(offline=True)
    assert b"https://cdn.jsdelivr.net" in content_policy(offline=False)
