"""Bots that take seats through the doors that people use: for a rehearsal, or one student alone.

They know what their page shows and give orders that their seat may give; what they order means
nothing. Some say nothing, some read slowly, some lose their connection and come back. A person who
wants the seat of a bot gets it, and the bot goes.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import urllib.error
import urllib.request
import uuid
from typing import Any

MANNERS = ("busy", "busy", "silent", "slow", "sleepy")
PAUSE_S = (2.0, 8.0)  # between acts of a busy one
SLOW_S = 0.7  # for which a slow one reads each day
SLEEP_S = (5.0, 20.0)  # for which a sleepy one is gone
HEARD = {"days": 0, "done": 0, "refused": 0, "back": 0}


def run(url: str, code: str, key: str, seats: list[str], seed: int = 1) -> None:
    """Play seats until the server ends; meant for a process of its own.

    By its ``key`` the server knows a bot from a person.
    """
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_all(url, code, key, seats, seed))


async def _all(url: str, code: str, key: str, seats: list[str], seed: int) -> None:
    await asyncio.gather(*(
        _bot(url, code, key, seat, MANNERS[i % len(MANNERS)], random.Random(f"{seed}:{seat}"))
        for i, seat in enumerate(seats)
    ))  # fmt: skip


def join(url: str, code: str, seat: str, key: str = "") -> str:
    """The cookie of a seat, taken as a page takes it."""
    body = json.dumps({"code": code, "seat": seat, "name": "bot", "bot": key}).encode()
    request = urllib.request.Request(f"{url}/join", body, {"Origin": url})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return str(answer.headers["set-cookie"]).split(";")[0]


async def _bot(url: str, code: str, key: str, seat: str, manner: str, luck: random.Random) -> None:
    from websockets.asyncio.client import connect
    from websockets.exceptions import ConnectionClosed

    try:
        cookie = await asyncio.to_thread(join, url, code, seat, key)
    except urllib.error.HTTPError:
        return  # a person was quicker, or the doors are shut
    address = f"ws{url.removeprefix('http')}/ws/seat"
    while True:
        try:
            async with connect(
                address, additional_headers={"Cookie": cookie}, origin=url, proxy=None  # type: ignore[arg-type]
            ) as socket:  # fmt: skip
                await _play(socket, manner, luck)
        except ConnectionClosed as end:
            if end.rcvd is not None and end.rcvd.code in (4401, 4409):
                return  # the seat is no longer the bot's
        except OSError:
            return  # the server has gone
        HEARD["back"] += 1
        await asyncio.sleep(luck.uniform(*SLEEP_S))


async def _play(socket: Any, manner: str, luck: random.Random) -> None:
    room: dict[str, Any] = {}
    loop = asyncio.get_running_loop()
    due = loop.time() + luck.uniform(*PAUSE_S)
    leaves = loop.time() + luck.uniform(20, 60)
    while manner != "sleepy" or loop.time() < leaves:
        with contextlib.suppress(TimeoutError):
            said = json.loads(await asyncio.wait_for(socket.recv(), 0.5))
            room = said.get("room", room)
            if "briefs" in said:
                HEARD["days"] += len(said["briefs"])
                await asyncio.sleep(SLOW_S if manner == "slow" else 0)
                await socket.send(json.dumps({"ack": said["day"]["day"]}))
            HEARD["done"] += "done" in said
            HEARD["refused"] += "refused" in said
        if room and manner != "silent" and loop.time() > due:
            due = loop.time() + luck.uniform(*PAUSE_S)
            act = chosen(room, luck)
            if act is not None:
                what, body = act
                said = {"cid": uuid.UUID(int=luck.getrandbits(128)).hex, "do": what, "body": body}
                await socket.send(json.dumps(said))


def chosen(room: dict[str, Any], luck: random.Random) -> tuple[str, dict[str, Any]] | None:
    """Something that the seat may do now: a vote or choice that waits, else an order or a word."""
    for draft in room["drafts"]:
        if draft["state"] == "proposed" and room["seat"]["label"] not in draft["votes"]:
            return "vote", {"order": draft["n"], "vote": luck.choice(["yes", "yes", "no"])}
    for message in room["inbox"]:
        open_ones = [o for o in message.get("options", []) if o["open"]]
        if open_ones:
            option = luck.choice(open_ones)
            return "choose", {"serial": message["serial"], "option": option["number"]}
    if room["levers"] and luck.random() < 0.7:
        lever = luck.choice(room["levers"])
        others = [v for v in lever["values"] if v != lever["value"]]
        if others:
            return "order", {"changes": {lever["name"]: luck.choice(others)}, "reason": "a bot's"}
    seats = [s["id"] for s in room["seats"] if s["id"] != room["seat"]["id"]]
    return ("say", {"to": [luck.choice(seats)], "text": "What do you know?"}) if seats else None
