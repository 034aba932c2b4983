"""``marosim app``: the browser view as a server on this machine."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
import time
import warnings
import webbrowser
from pathlib import Path
from typing import Any

from marosim.languages import _
from marosim.languages.faults import of_system
from marosim.view import assets, widget_files
from marosim.view.guard import LOOPBACK, Application, Guard

PORT = 8765
MESSAGE_BYTES = 1_000_000  # what a page says is far shorter
CONNECTIONS = 512  # of all pages together
WARM_APART_S = 0.5  # between cases that are made ready
SWITCH_S = 0.002  # an answer waits for so long at most until the days of others let it pass
PUBLIC = Path(__file__).parent / "public"


class ServeError(ValueError):
    """The view cannot be served; the message says why in one line."""


def application(
    scenario: str | None = None, host: str = "127.0.0.1", language: str = "en"
) -> Application:
    """The whole view as an ASGI application; only one a process.

    ``language`` is spoken to pages whose address names none.
    """
    offline = _files()
    _prepare(offline)
    from solara.server import app as solara_app
    from solara.server import settings, starlette

    settings.theme.title = "marosim"
    settings.theme.show_banner = False
    settings.theme.loader = "plain"
    settings.telemetry.mixpanel_enable = False
    settings.assets.fontawesome_enabled = False
    settings.assets.extra_locations = [str(PUBLIC)]
    settings.main.mode = "production"
    settings.kernel.cull_timeout = "90s"
    settings.kernel.max_per_session = 24
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")
    from marosim.view import page
    from marosim.view.shell import Shell

    page.first_case, page.language = scenario, language
    page_script = solara_app.AppScript("marosim.view.page")  # type: ignore[no-untyped-call]
    solara_app.apps["__default__"] = page_script
    _warm(scenario, language)
    inner: Any = starlette.app
    kept = assets.files() if offline else frozenset()
    return Guard(Shell(inner, scenario, language), host, offline=offline, kept=kept)


def _warm(scenario: str | None, language: str) -> None:
    """Do once, before anybody asks, what would make the first page slow."""
    from solara.server import app, server

    from marosim.view import shell
    from marosim.view.choosing import first_case
    from marosim.view.line import Plan
    from marosim.view.session import Session

    app.ensure_apps_initialized()
    server.read_root("/")
    for name in shell.KINDS:
        shell.file(name)
    shell.first_day("", scenario, language)
    try:
        session = Session(Plan(scenario or first_case()))
        session.advance()
        session.fork()
    except ValueError:
        return  # a case with faults: the page will say so
    threading.Thread(target=_warm_others, daemon=True, name="marosim-warm").start()


def _warm_others() -> None:
    """The same for every other case, while nobody waits for it."""
    from marosim import cases
    from marosim.view.line import Plan
    from marosim.view.session import Session

    for name in cases.available():
        time.sleep(WARM_APART_S)  # pages come first
        with contextlib.suppress(ValueError):
            Session(Plan(name)).scene()


def _files() -> bool:
    """Whether the page's files are here; they are fetched if they are not."""
    if assets.complete():
        return True
    print("marosim app: " + _("fetching the files of the browser view, once …"), file=sys.stderr)
    try:
        assets.fetch()
    except assets.AssetsError as error:
        print(f"marosim app: {error}", file=sys.stderr)
        return False
    return True


def _prepare(offline: bool) -> None:
    # read by Solara when it is imported
    widget_files.tell_jupyter()
    os.environ.setdefault("SOLARA_TELEMETRY_SERVER_USER_ID", "none")
    os.environ.setdefault("SOLARA_TELEMETRY_MIXPANEL_ENABLE", "false")
    if offline:
        os.environ["SOLARA_ASSETS_PROXY"] = "true"
        os.environ["SOLARA_ASSETS_PROXY_CACHE_DIR"] = str(assets.folder())
    else:
        os.environ["SOLARA_ASSETS_PROXY"] = "false"


def serve(
    scenario: str | None = None,
    host: str = "127.0.0.1",
    port: int = PORT,
    *,
    open_browser: bool = False,
    language: str = "en",
) -> None:
    """Serve the view until interrupted. Port 0 takes a free one; the address is printed."""
    try:
        import uvicorn
    except ImportError:
        raise ServeError(
            _("the browser view is not installed; {cure}", cure="pip install 'marosim[app]'")
        ) from None
    listening = listen(host, port)
    name = f"[{host}]" if ":" in host else host
    address = f"http://{name}:{listening.getsockname()[1]}/"
    if host not in LOOPBACK:
        print(
            "marosim app: "
            + _("{host} can be reached from other machines, and there is no password", host=host),
            file=sys.stderr,
        )
    app = application(scenario, host, language)
    sys.setswitchinterval(SWITCH_S)
    # on this machine's own loopback, packing messages costs more than it saves
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, ws_per_message_deflate=host not in LOOPBACK,
        ws_max_size=MESSAGE_BYTES, limit_concurrency=CONNECTIONS,
    )  # fmt: skip
    server = uvicorn.Server(config)
    print(f"marosim app: {address}  (Ctrl-C ends it)", flush=True)
    if open_browser:
        threading.Timer(1.0, webbrowser.open, [address]).start()
    try:
        server.run(sockets=[listening])
    finally:
        from marosim.view.paired import end_pool

        end_pool()


def listen(host: str, port: int) -> socket.socket:
    """A socket that waits at an address; :class:`ServeError` if it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)  # who asks while the view is still starting waits, not fails
    except OSError as error:
        listening.close()
        raise ServeError(
            _("cannot listen on {address} ({reason}); choose another --port",
              address=f"{host}:{port}", reason=of_system(error))
        ) from None  # fmt: skip
    return listening
