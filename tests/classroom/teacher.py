"""A class as pages see it: a server of its own, and pages that speak through real sockets."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

import marosim

SMALL = ("population.agents=500",)
SOURCE = str(Path(marosim.__file__).parents[1])  # the folder of the test is another
PATIENCE_S = 120.0


class Page:
    """A page of the class; ``room`` and ``day`` are what it was last sent."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.room: dict[str, Any] = {}
        self.day: dict[str, Any] = {}

    def hear(self) -> dict[str, Any]:
        said = json.loads(self.socket.recv(timeout=PATIENCE_S))
        self.room = said.get("room", self.room)
        if "briefs" in said:
            self.day = said["day"]
            self.socket.send(json.dumps({"ack": said["day"]["day"]}))
        return said

    def do(self, what: str, /, cid: str = "", **body: Any) -> dict[str, Any]:
        """Ask for an act and wait for its answer."""
        cid = cid or uuid.uuid4().hex
        self.socket.send(json.dumps({"cid": cid, "do": what, "body": body}))
        while True:
            said = self.hear()
            if cid in (said.get("done"), said.get("refused"), said.get("priced")):
                return said

    def until(self, holds: Any) -> None:
        """Listen until something holds of the page."""
        while not (self.room and holds(self)):
            self.hear()


class Server:
    """A class that is served."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.sockets = ExitStack()
        said = ""
        while "/screen" not in said:
            line = process.stdout.readline()
            if not line:
                raise AssertionError(said + process.stderr.read())
            said += line
        self.url = re.search(r"http://\S+?(?=/ )", said)[0]
        self.said = said
        self.code = re.search(r"/  .* (\w{6})$", said, re.MULTILINE)[1]
        self.token = re.search(r"control#(\S+)", said)[1]
        self.again = re.search(r"(marosim class \S.*?)  \(", said)[1]
        self.log = Path(re.search(r"\S+\.jsonl", said)[0])

    def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> Any:
        """Status, answer and cookie."""
        request = urllib.request.Request(
            self.url + path, json.dumps(body).encode(), {"Origin": self.url, **(headers or {})}
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
                cookie = (answer.headers.get("set-cookie") or "").split(";")[0]
                return answer.status, json.load(answer), cookie
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), ""

    def page(self, kind: str, cookie: str) -> Page:
        address = f"{self.url.replace('http', 'ws')}/ws/{kind}"
        headers = {"Cookie": cookie}
        # with no end to what it keeps: else what a page leaves unheard holds up the word that ends
        # the connection, and each such page is waited for in the end
        socket = connect(
            address, additional_headers=headers, origin=self.url, proxy=None, ping_interval=None,
            max_queue=None,
        )  # type: ignore[arg-type]  # fmt: skip
        return Page(self.sockets.enter_context(socket))

    def control(self) -> Page:
        return self.page("control", self.control_cookie())

    def control_cookie(self) -> str:
        return self.post("/enter", {"token": self.token})[2]

    def seat(self, name: str) -> Page:
        return self.page("seat", self.seat_cookie(name))

    def seat_cookie(self, name: str) -> str:
        return self.post("/join", {"code": self.code, "seat": name, "name": "A"})[2]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def served(folder: Path, *words: str) -> Iterator[Server]:
    """A class on loopback, ended in the end."""
    code = "from marosim.cli import main; main()"
    port = () if "--port" in words else ("--port", "0")
    command = [sys.executable, "-c", code, "class", *words, "--no-browser", *port]
    process = subprocess.Popen(
        command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": SOURCE},
    )  # fmt: skip
    watch = threading.Timer(4 * PATIENCE_S, process.kill)
    watch.start()
    server = Server(process)
    try:
        with server.sockets:
            yield server
    finally:
        watch.cancel()
        process.terminate()
        process.wait()
        process.stdout.close()
        process.stderr.close()
