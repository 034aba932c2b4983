"""A page without a browser: says over the view's websocket what a visitor's page would say."""

from __future__ import annotations

import contextlib
import http.client
import json
import struct
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

PATIENCE_S = 120.0  # other work may share the machine
SAME = ("state", "frame", "history")  # kinds of which only the last matters


class Silent(AssertionError):
    """The server did not say what was waited for."""


def asked(address: str, path: str, method: str = "GET", cookie: str = "") -> tuple[int, str]:
    """Status of a request, and the session's cookie if one is set."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE_S)
    try:
        connection.request(method, path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        answer.read()
        set_cookie = answer.headers.get("Set-Cookie", "")
        return answer.status, set_cookie.split(";")[0]
    finally:
        connection.close()


class LightPage:
    """One page of a visitor; ``tab`` names the session that a reload finds again."""

    def __init__(self, address: str, query: str, tab: str) -> None:
        self.address, self.query, self.tab = address, query, tab
        self.kernel, self.page = str(uuid.uuid4()), str(uuid.uuid4())
        self.said: list[dict[str, Any]] = []  # what the server said, but for days and states
        self.last: dict[str, dict[str, Any]] = {}  # the last of each kind
        self.wishes = 0
        self._desk = ""  # name of the widget's channel
        self._news = threading.Condition()
        status, self.cookie = asked(address, f"/?{query}")
        assert status == 200
        channel = f"jupyter/api/kernels/{self.kernel}/channels?session_id={self.page}"
        self._stack = contextlib.ExitStack()
        self._socket = self._stack.enter_context(
            connect(
                address.replace("http", "ws") + channel,
                additional_headers={"Cookie": self.cookie}, open_timeout=PATIENCE_S, max_size=None,
            )
        )  # fmt: skip
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()
        self._open()

    def _open(self) -> None:
        control = uuid.uuid4().hex
        self._send("comm_open", {"comm_id": control, "target_name": "solara.control", "data": {}})
        run = {"method": "run", "args": {"path": "/", "appName": None}}
        self._send("comm_msg", {"comm_id": control, "data": run})
        self.wait(lambda: self._desk)
        self.wish("hello", tab=self.tab, query=self.query)

    # ── the page speaks

    def tell(self, do: str, **content: Any) -> None:
        """Say something without waiting for the answer."""
        wish = {"method": "custom", "content": {"do": do, **content}}
        self._send("comm_msg", {"comm_id": self._desk, "data": wish})

    def wish(self, do: str, **content: Any) -> None:
        """Ask for something and wait until it is answered."""
        self.wishes += 1
        number = self.wishes
        self.tell(do, wish=number, **content)
        self.wait(lambda: self.last.get("heard", {}).get("wish", 0) >= number)

    def _send(self, kind: str, content: dict[str, Any]) -> None:
        header = {
            "msg_id": uuid.uuid4().hex, "msg_type": kind, "username": "", "session": self.page,
            "version": "5.2", "date": "",
        }  # fmt: skip
        message = {
            "header": header, "parent_header": {}, "metadata": {}, "content": content,
            "channel": "shell", "buffers": [],
        }  # fmt: skip
        self._socket.send(json.dumps(message))

    def close(self, *, properly: bool = True) -> None:
        """Go; a page that goes properly says so, as a browser does on leaving."""
        if properly:
            path = f"/_solara/api/close/{self.kernel}?session_id={self.page}"
            assert asked(self.address, path, "POST", self.cookie)[0] == 200
        self._stack.close()
        self._reader.join(PATIENCE_S)

    # ── the server speaks

    def _listen(self) -> None:
        try:
            for raw in self._socket:
                self._hear(_unpacked(raw))
        except ConnectionClosed:
            pass

    def _hear(self, message: dict[str, Any]) -> None:
        content = message.get("content", {})
        data = content.get("data", {})
        if message["header"]["msg_type"] == "comm_open":
            if "marosim" in str(data.get("state", {}).get("_esm", "")):
                with self._news:
                    self._desk = content["comm_id"]
                    self._news.notify_all()
            return
        if content.get("comm_id") != self._desk or data.get("method") != "custom":
            return
        told = data["content"]
        answers = told["messages"] if told["kind"] == "all" else [told]
        if any(answer["kind"] == "frame" for answer in answers):
            self.tell("ack")
        with self._news:
            for answer in answers:
                self.last[answer["kind"]] = answer
                if answer["kind"] not in SAME:
                    self.said.append(answer)
            self._news.notify_all()

    def wait(self, until: Callable[[], Any], seconds: float = PATIENCE_S) -> None:
        """Until something holds that depends on what the server says."""
        deadline = time.monotonic() + seconds
        with self._news:
            while not until():
                left = deadline - time.monotonic()
                if left <= 0 or not self._news.wait(left):
                    raise Silent(f"{self.tab}: nothing for {seconds:.0f} s; last {self.state}")

    @property
    def state(self) -> dict[str, Any]:
        """The controls as last told."""
        return self.last.get("state", {})

    @property
    def day(self) -> int:
        """The day last shown."""
        return int(self.last["frame"]["day"])

    @property
    def errors(self) -> list[str]:
        """What the server has said went wrong."""
        return [told["text"] for told in list(self.said) if told["kind"] == "error"]


def _unpacked(raw: str | bytes) -> dict[str, Any]:
    if isinstance(raw, str):
        return json.loads(raw)
    parts = struct.unpack_from("!I", raw)[0]
    offsets = struct.unpack_from(f"!{parts}I", raw, 4)
    end = offsets[1] if parts > 1 else len(raw)
    return json.loads(raw[offsets[0] : end])
