"""``marosim class``: serve a class on this computer, or on one address of its network."""

from __future__ import annotations

import ipaddress
import multiprocessing
import shlex
import sys
import threading
import webbrowser
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marosim.classroom.bots import run as bots_run
from marosim.classroom.plan import ClassError, ClassPlan
from marosim.classroom.roles import CONTROL
from marosim.languages import _, _n, _p, current

if TYPE_CHECKING:
    from marosim.classroom.hub import Hub

MESSAGE_BYTES = 16_384
CONNECTIONS = 512
PORT = 8770


def serve(
    plan: ClassPlan, folder: Path, *, lan: str | None, port: int, names: tuple[str, ...],
    resume: bool, open_browser: bool, bots: int = 0, rate: float | None = None,
    words: Sequence[str] = (), ready: tuple[Any, Any] | None = None,
) -> None:  # fmt: skip
    """Serve until interrupted; the addresses are printed first.

    ``words`` are what the class was asked for with; ``ready`` are a process for the model and the
    pipe to it.
    """
    if not all(map(find_spec, ("uvicorn", "starlette", "jinja2"))):
        raise ClassError(
            _("a class needs more packages; {cure}", cure="pip install 'marosim[class]'")
        )
    from marosim.classroom.hub import Hub
    from marosim.view.app import listen

    host = checked(lan) if lan else "127.0.0.1"
    listening = listen(host, port)
    hub = Hub.open(plan, folder, resume)
    hub.begin(ready)  # while this process loads what serves the pages
    import uvicorn

    from marosim.classroom.guard import ClassGuard
    from marosim.classroom.limits import LimitedProtocol
    from marosim.classroom.web import Web
    from marosim.view.paired import end_pool

    web = Web(hub)
    named = f"[{host}]" if ":" in host else host
    address = f"http://{named}:{listening.getsockname()[1]}"
    config = uvicorn.Config(
        ClassGuard(web.application(), (host, *names)), http=LimitedProtocol, log_level="warning",
        access_log=False, ws_max_size=MESSAGE_BYTES, limit_concurrency=CONNECTIONS,
        ws_per_message_deflate=True,
    )  # fmt: skip
    if lan:
        print(
            "marosim class: "
            + _(
                "whoever runs this network can read what is sent. Use a hotspot of your own, and "
                "no real names."
            ),
            file=sys.stderr,
        )
    again = ["marosim", "class", *words, "--resume", str(folder)]
    again += [f"lang={current()}"] if current() != "en" else []
    again += ["--lan", lan] if lan else []
    again += [word for name in names for word in ("--name", name)]
    again += ["--port", str(listening.getsockname()[1])]  # or no page would find it
    _tell_where({
        _p("of a class", "log"): str(hub.log.path),
        _p("of a class", "again"): _("{command}  (after a crash)", command=shlex.join(again)),
        _p("of a class", "seats"): _("{address}  with the code {code}", address=f"{address}/",
                                     code=str(hub.code)),
        _p("of a class", "control"): _("{address}  (once)",
                                       address=f"{address}/control#{web.token}"),
        _p("of a class", "screen"): _("{address}  (in the browser of control)",
                                      address=f"{address}/screen"),
    })  # fmt: skip
    if open_browser:
        threading.Timer(1.0, webbrowser.open, [f"{address}/control#{web.token}"]).start()
    players = _bots(hub, address, web.bots_key, bots)
    if rate is not None:
        hub.do(CONTROL, "clock", {"state": "running", "rate": rate})
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        if players is not None:
            players.terminate()
        end_pool()


def _tell_where(places: Mapping[str, str]) -> None:
    """One line for each page and file of the class."""
    wide = max(9, *map(len, places))
    for name, where in places.items():
        print(f"marosim class: {name:<{wide}} {where}", flush=True)


def _bots(hub: Hub, address: str, key: str, count: int) -> BaseProcess | None:
    """Let bots come back to the seats that they played, and others take the first free ones.

    They are ``count`` in all, or as many as come back. They run in a process of their own.
    """
    back = hub.room.bots
    free = [seat for seat in hub.plan.seats if seat not in hub.room.holders]
    seats = back + free[: max(count - len(back), 0)]
    if not seats:
        return None
    taken = _n("{count} seat is taken by a bot", "{count} seats are taken by bots", len(seats))
    print(f"marosim class: {taken}", flush=True)
    context = multiprocessing.get_context("spawn")
    given = (address, hub.code, key, seats)
    players = context.Process(target=bots_run, args=given, daemon=True, name="marosim-bots")
    players.start()
    return players


def checked(address: str) -> str:
    """One address of this computer on its network, never all of them."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        raise ClassError(
            _("--lan {address}: expected an address such as {example} of this computer",
              address=address, example="192.168.1.20")
        ) from None  # fmt: skip
    if parsed.is_unspecified:
        raise ClassError(
            _(
                "--lan {address}: give one address of this computer, not all of them",
                address=address,
            )
        )
    return str(parsed)
