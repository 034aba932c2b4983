"""A class that is served for a measurement: thirty seats, no inject that stops the clock."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from marosim.classroom.load import Load, measured
from marosim.classroom.plan import find
from marosim.record.memory import peak_mib
from marosim.record.whole import write_whole

SEATS = 30
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
        content["msel"] = "quiet.yaml"
        for name, said in (("thirty.yaml", content), ("quiet.yaml", QUIET)):
            write_whole(Path(folder) / name, yaml.safe_dump(said))
        command = [sys.executable, "-u", "-m", "marosim", "class", f"{folder}/thirty.yaml"]
        command += [*words, "--no-browser", "--port", "0", "--rate", str(rate)]
        process = subprocess.Popen(command, cwd=folder, text=True, stdout=subprocess.PIPE)
        try:
            said = ""
            while "screen " not in said and process.stdout is not None:
                line = process.stdout.readline()
                if not line:
                    raise OSError(f"the class did not start: {said}")
                said += line
            url = re.search(r"http://\S+?(?=/ )", said)
            code = re.search(r"code (\w{6})", said)
            if url is None or code is None:
                raise OSError(f"the class did not say where it is: {said}")
            log = Path(folder) / re.findall(r"log +(\S+)", said)[0]
            while '"kind": "day"' not in log.read_text(encoding="utf-8"):
                if process.poll() is not None:
                    raise OSError("the class ended before its first day")
                time.sleep(0.2)
            before = _cpu(process.pid)
            names = [seat["id"] for seat in content["seats"]]
            load = asyncio.run(measured(url[0], code[1], names, seconds))
            share = (_cpu(process.pid) - before) / seconds
            return load, share, peak_mib(process.pid)
        finally:
            process.terminate()
            process.wait()


def _cpu(process: int) -> float:
    """Seconds of processor time that a process has taken, without its children."""
    try:
        parts = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return float("nan")
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")
