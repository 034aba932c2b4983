"""A class that is served for a measurement: of thirty seats, or of a start after a crash."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from marosim.classroom.bots import join as cookie_of
from marosim.classroom.load import Load, measured, until_day
from marosim.classroom.plan import ClassPlan, find, read
from marosim.record.memory import peak_mib
from marosim.record.whole import write_whole

SEATS = 30
ADDRESS, CODE = r"(http://\S+?)(?=/ )", r"code (\w{6})"
QUIET = {"format": "marosim-msel/1", "injects": [
    {"serial": 1, "title": "Nothing", "text": "Nothing", "type": "contingency"},
]}  # fmt: skip


def thirty_seats(
    seconds: float = 20.0, rate: float = 10.0, seats: int = SEATS, words: tuple[str, ...] = ()
) -> tuple[Load, float, float]:
    """Kalvera with so many seats at so many days a second, on loopback.

    Returns what the seats measured, the share of a core that the server took beside the model,
    and the memory of both in MiB; nan where the system does not tell.
    """
    with tempfile.TemporaryDirectory() as folder:
        content = yaml.safe_load(find("kalvera").read_text(encoding="utf-8"))
        more = range(seats - len(content["seats"]))
        content["seats"] += [{"id": f"more_{n}", "role": "srsg"} for n in more]
        content["seats"] = content["seats"][:seats]
        content |= {"msel": "quiet.yaml", "learning_objectives": None}  # those of its own list
        for name, said in (("thirty.yaml", content), ("quiet.yaml", QUIET)):
            write_whole(Path(folder) / name, yaml.safe_dump(said))
        with _served(folder, f"{folder}/thirty.yaml", *words, "--rate", str(rate)) as (
            process,
            said,
        ):
            log = Path(folder) / _told(r"log +(\S+)", said)
            while '"kind": "day"' not in log.read_text(encoding="utf-8"):
                if process.poll() is not None:
                    raise OSError("the class ended before its first day")
                time.sleep(0.2)
            before = _cpu(process.pid)
            names = [seat["id"] for seat in content["seats"]]
            url, code = _told(ADDRESS, said), _told(CODE, said)
            load = asyncio.run(measured(url, code, names, seconds))
            share = (_cpu(process.pid) - before) / seconds
            return load, share, peak_mib(process.pid)


@contextmanager
def _served(folder: str, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server on loopback, and what it said as it started."""
    command = [sys.executable, "-u", "-m", "marosim", "class", *words, "lang=en", "--no-browser"]
    process = subprocess.Popen(
        [*command, "--port", "0"], cwd=folder, text=True, stdout=subprocess.PIPE
    )
    try:
        said = ""
        while "screen " not in said and process.stdout is not None:
            line = process.stdout.readline()
            if not line:
                raise OSError(f"the class did not start: {said}")
            said += line
        yield process, said
    finally:
        process.kill()
        process.wait()


def _told(pattern: str, said: str) -> str:
    found = re.search(pattern, said)
    if found is None:
        raise OSError(f"the class did not say where it is: {said}")
    return found[1]


def written_until(day: int, plan: ClassPlan, folder: Path) -> None:
    """The log of a class in which nobody did anything until a day."""
    from marosim.classroom.engine import Engine
    from marosim.classroom.hub import Hub

    hub = Hub.open(plan, folder, resume=False)
    engine = Engine(plan.words, [], 0, [])
    shown = engine.shown()
    for _day in range(day):
        act = hub.room.next_day(shown["digest"], shown["levels"], shown["displaced"])
        hub.room.apply(hub.log.append(act, sure=False))
        shown = engine.step(past=True)
    hub.end()


def seconds_to_resume(name: str, day: int) -> float:
    """From the start of a server that was killed on a day until a seat sees that day again."""
    plan = read(name)
    with tempfile.TemporaryDirectory() as folder:
        written_until(day, plan, Path(folder) / "held")
        with _served(folder, name, "--resume", "held") as (_, said):
            url, code = _told(ADDRESS, said), _told(CODE, said)
            cookie = cookie_of(url, code, next(iter(plan.seats)))
            asyncio.run(until_day(url, cookie, day))  # and the model is put by
        begun = time.monotonic()
        with _served(folder, name, "--resume", "held") as (_, said):
            asyncio.run(until_day(_told(ADDRESS, said), cookie, day))
            return time.monotonic() - begun


def _cpu(process: int) -> float:
    """Seconds of processor time that a process has taken, without its children."""
    try:
        parts = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return float("nan")
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")
