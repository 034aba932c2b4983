"""Speed, memory and scaling, measured side by side in one run, as ratios where a peer is."""

from __future__ import annotations

import importlib.util
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from marosim import cases
from marosim.civilians.population import BYTES_PER_AGENT
from marosim.record.whole import whole_file
from marosim.response_model import ResponseModel
from marosim.settings import Settings

COLUMNS = ["name", "value", "unit", "agents", "threads", "peer", "ratio"]
SCENARIO = "rwanda_1994"


def bench(folder: Path | None = None, quick: bool = False) -> pd.DataFrame:
    """The table of measurements; ``quick`` leaves out the one-to-one country.

    ``ratio`` is the peer's time divided by marosim's (above one: marosim is faster), or the
    speed-up over one thread.
    """
    rows: list[tuple[Any, ...]] = []

    def add(name: str, value: float, unit: str, agents: int = 0, threads: int = 1,
            peer: str = "", ratio: float = np.nan) -> None:  # fmt: skip
        rows.append((name, round(value, 4), unit, agents, threads, peer, round(ratio, 2)))

    add("help", _help_seconds(), "s")
    _model(1000, 1).step()  # compiles the kernels before anything is timed
    add("run of 180 days", _seconds(lambda: _model(20_000, 1).run()), "s", 20_000)
    one = _per_civilian_day(1_000_000, 1)
    two = _per_civilian_day(1_000_000, 2)
    add("civilians' pass", one, "ns per agent and day", 1_000_000)
    add("civilians' pass", two, "ns per agent and day", 1_000_000, 2, "one thread", one / two)
    whole = _whole_day(1_000_000)
    add("whole day in crisis", whole, "ns per agent and day", 1_000_000)
    peer = _plain_mesa()
    if peer is not None:
        small = _per_civilian_day(10_000, 1)
        peer_name = "plain Mesa, 100,000 agents"
        add("civilians' pass", small, "ns per agent and day", 10_000, 1, peer_name,
            peer / small)  # fmt: skip
        add("civilians' pass", one, "ns per agent and day", 1_000_000, 1,
            "plain Mesa, 100,000 agents", peer / one)  # fmt: skip
    add("civilians' state", BYTES_PER_AGENT, "bytes per agent")
    if not quick:
        seconds, memory, agents = _one_to_one()
        add("one agent a person, 180 days", seconds, "s", agents, 2)
        add("one agent a person, memory", memory, "MiB", agents, 2)
    table = pd.DataFrame(rows, columns=COLUMNS)
    if folder is not None:
        with whole_file(folder / "bench.csv") as path:
            table.to_csv(path, index=False)
    return table


def _model(agents: int, threads: int) -> ResponseModel:
    settings = Settings(threads=threads)
    settings.population.agents = agents
    return ResponseModel(cases.load(SCENARIO), settings)


def _seconds(action: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def _help_seconds() -> float:
    command = [sys.executable, "-m", "marosim", "--help"]
    return min(
        _seconds(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(3)
    )


def _in_crisis(agents: int, threads: int) -> ResponseModel:
    """A model two weeks into the crisis, when most people decide something."""
    model = _model(agents, threads)
    for _ in range(14):
        model.step()
    return model


def _per_civilian_day(agents: int, threads: int, days: int = 8) -> float:
    model = _in_crisis(agents, threads)
    model.civilians.advance(model.day)
    taken = [_seconds(lambda d=day: model.civilians.advance(100 + d)) for day in range(days)]  # type: ignore[misc]
    return float(np.median(taken)) / agents * 1e9


def _whole_day(agents: int, days: int = 8) -> float:
    model = _in_crisis(agents, 1)
    return float(np.median([_seconds(model.step) for _ in range(days)])) / agents * 1e9


def _plain_mesa() -> float | None:
    path = Path("tests/benchmarks/plain_mesa.py")
    if not path.is_file():
        return None
    spec = importlib.util.spec_from_file_location("plain_mesa", path)
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return float(module.nanoseconds_per_agent_day())


def _one_to_one() -> tuple[float, float, int]:
    """Seconds, peak memory (MiB) and agents of a country of one agent a person.

    In a process of its own, so that the peak is that run's alone.
    """
    code = (
        "import json\n"
        "from marosim.study.bench import one_to_one_run\n"
        "print(json.dumps(one_to_one_run()))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    seconds, memory, agents = json.loads(done.stdout.splitlines()[-1])
    return float(seconds), float(memory), int(agents)


def one_to_one_run() -> tuple[float, float, int]:
    """Run the whole country of the benchmark's case with one agent a person."""
    settings = Settings(threads=2)
    settings.population.persons_per_agent = 1
    case = cases.load(SCENARIO)
    begin = time.perf_counter()
    model = ResponseModel(case, settings).run()
    seconds = time.perf_counter() - begin
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, model.civilians.count
