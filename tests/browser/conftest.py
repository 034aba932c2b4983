"""A real Chromium on the real server; skipped with a plain reason where there is none."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

SCREENSHOTS = Path(__file__).parent / "screenshots"
LOOPBACK = {"127.0.0.1", "localhost"}
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
STARTED_S = 90.0
PATIENCE_MS = 20_000  # other work may share the machine


def chromium() -> str | None:
    """Path of a Chromium on this machine."""
    given = os.environ.get("MAROSIM_CHROMIUM")
    return given or next((path for name in NAMES if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    missing = ""
    if chromium() is None:
        missing = "no Chromium here: install Debian's chromium to run the browser tests"
    else:
        try:
            import playwright.sync_api  # noqa: F401
            import solara  # noqa: F401
        except ImportError as error:
            missing = f"{error.name} is not installed: pip install 'marosim[app,dev]'"
    for item in items:
        if here in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)
            if missing:
                item.add_marker(pytest.mark.skip(reason=missing))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Debian's Chromium instead of Playwright's own."""
    return {"executable_path": chromium(), "args": list(FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    """A projector's window."""
    return {"viewport": {"width": 1280, "height": 720}, "accept_downloads": True}


@contextmanager
def serving(log: Path, port: int = 0, order: Sequence[str] = ()) -> Iterator[str]:
    """A server in a process of its own, begun by ``order`` or as usual; gives its address."""
    order = order or [
        *(sys.executable, "-m", "marosim", "app"), "--port", str(port), "--no-browser",
    ]  # fmt: skip
    with log.open("w") as output:
        server = subprocess.Popen(order, stdout=output, stderr=subprocess.STDOUT)
    try:
        until = time.monotonic() + STARTED_S
        while not (found := re.search(r"http://\S+", log.read_text())):
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.1)
        yield found.group(0)
        assert "Traceback" not in log.read_text(), log.read_text()
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the server that all tests share."""
    from marosim.view import assets

    if not assets.complete():
        try:
            assets.fetch()
        except assets.AssetsError as error:
            pytest.skip(str(error))
    with serving(tmp_path_factory.mktemp("server") / "log.txt") as found:
        yield found


@pytest.fixture
def desk(page, address: str) -> Iterator[Callable[..., object]]:  # type: ignore[no-untyped-def]
    """Opens the view and gives the page; afterwards nothing may have gone wrong in it."""
    from playwright.sync_api import Page, expect

    expect.set_options(timeout=PATIENCE_MS)
    faults: list[str] = []
    page.on(
        "console", lambda m: faults.append(f"{m.text} {m.location}") if m.type == "error" else None
    )
    page.on("pageerror", lambda error: faults.append(error.stack or str(error)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))

    def open_desk(query: str = "scenario=rwanda_1994&seed=1") -> Page:
        page.goto(f"{address}?{query}", wait_until="commit", timeout=60_000)
        page.wait_for_selector("canvas.map-canvas[data-day]", timeout=60_000)
        page.wait_for_selector(".desk[data-connected=true]", timeout=60_000)
        return page

    yield open_desk
    assert faults == []
    hosts = {urlsplit(url).hostname for url in asked if url.startswith(("http", "ws"))}
    assert hosts <= LOOPBACK, f"requests left this machine: {hosts - LOOPBACK}"


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Saves a screenshot under the name of the test."""
    SCREENSHOTS.mkdir(exist_ok=True)

    def take(page, name: str = "") -> None:  # type: ignore[no-untyped-def]
        stem = re.sub(r"\W+", "_", f"{request.node.originalname}_{name}").strip("_")
        page.screenshot(path=SCREENSHOTS / f"{stem}.png")

    return take
