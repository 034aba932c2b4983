"""How a class of many seats feels: days, answers and bytes, measured through real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from marosim.classroom.bots import join

ORDER_EVERY_S = 2.0  # a seat does something so often


@dataclass
class Load:
    """What was measured. Times in milliseconds, bytes of all seats together."""

    seconds: float = 0.0
    answers: list[float] = field(default_factory=list)  # from an act to its answer: on the disk
    heard: int = 0  # bytes
    days: set[int] = field(default_factory=set)
    lost: int = 0  # seats that fell out

    def answer(self, share: float) -> float:
        """The time in which such a share of acts was answered."""
        found = sorted(self.answers)
        return found[min(int(share * len(found)), len(found) - 1)] if found else float("nan")

    @property
    def days_a_second(self) -> float:
        """Days that the class went through in a second."""
        return (max(self.days) - min(self.days)) / self.seconds if self.days else 0.0


async def measured(url: str, code: str, seats: list[str], seconds: float) -> Load:
    """Take the seats of a class that is served, and play for so long."""
    load = Load(seconds=seconds)
    cookies = [await asyncio.to_thread(join, url, code, seat) for seat in seats]
    begun = time.monotonic()
    await asyncio.gather(*(_seat(url, c, i, begun + seconds, load) for i, c in enumerate(cookies)))
    return load


async def _seat(url: str, cookie: str, number: int, end: float, load: Load) -> None:
    from websockets.asyncio.client import connect
    from websockets.exceptions import ConnectionClosed

    address = f"ws{url.removeprefix('http')}/ws/seat"
    sent: dict[str, float] = {}
    due = time.monotonic() + ORDER_EVERY_S * (number % 10) / 10
    with contextlib.suppress(OSError):
        async with connect(
            address, additional_headers={"Cookie": cookie}, origin=url, proxy=None  # type: ignore[arg-type]
        ) as socket:  # fmt: skip
            try:
                while time.monotonic() < end:
                    with contextlib.suppress(TimeoutError):
                        text = await asyncio.wait_for(socket.recv(), 0.2)
                        load.heard += len(text)
                        await _hear(socket, json.loads(text), sent, load)
                    if time.monotonic() > due:
                        due += ORDER_EVERY_S
                        cid = uuid.uuid4().hex
                        sent[cid] = time.monotonic()
                        body = {"to": ["control"], "text": "here"}
                        await socket.send(json.dumps({"cid": cid, "do": "say", "body": body}))
            except ConnectionClosed:
                load.lost += 1


async def until_day(url: str, cookie: str, day: int) -> None:
    """Wait until the page of a seat is shown a day."""
    from websockets.asyncio.client import connect

    address = f"ws{url.removeprefix('http')}/ws/seat"
    async with connect(
        address, additional_headers={"Cookie": cookie}, origin=url, proxy=None  # type: ignore[arg-type]
    ) as socket:  # fmt: skip
        while json.loads(await socket.recv()).get("day", {}).get("day", -1) < day:
            pass


async def _hear(socket: Any, said: dict[str, Any], sent: dict[str, float], load: Load) -> None:
    if "briefs" in said:
        load.days.add(said["day"]["day"])
        await socket.send(json.dumps({"ack": said["day"]["day"]}))
    begun = sent.pop(said.get("done", ""), None)
    if begun is not None:
        load.answers.append(1000 * (time.monotonic() - begun))
