"""Speed, memory and scaling, measured side by side in one run, as ratios where a peer is."""

from __future__ import annotations

import importlib.util
import json
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
from marosim.record.memory import peak_mib
from marosim.record.whole import whole_file
from marosim.response_model import ResponseModel
from marosim.settings import Settings
from marosim.study.bench_growth import growth

COLUMNS = ["name", "value", "unit", "agents", "threads", "peer", "ratio"]
SCENARIO = "rwanda_1994"
RUNS_TIMED = 60  # of somewhat less than a second each


def bench(folder: Path | None = None, quick: bool = False) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table of measurements and that of growth; ``quick`` leaves out what takes minutes.

    ``ratio`` is the peer's time or memory divided by marosim's (above one: marosim needs
    less), or the speed-up over one thread or worker. Sweep efficiency is one worker's time
    over twice that of two workers, with the start of their processes and the joining of
    tables; memory of a sweep is the sum of the peaks of its processes.
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
    grown = growth(quick)
    for places, taken in grown.loc[grown["grows"] == "places", ["size", "milliseconds"]].to_numpy():
        add(f"a day with a mission, {places:.0f} places", taken, "ms of processor time", 20_000)
    add("civilians' state", BYTES_PER_AGENT, "bytes per agent")
    alone, shared = _sweep_seconds(RUNS_TIMED)
    add(f"sweep efficiency, {RUNS_TIMED} runs", 100 * alone / (2 * shared), "%", 20_000, 2,
        "one worker", alone / shared)  # fmt: skip
    if not quick and importlib.util.find_spec("uvicorn"):
        for row in _class():
            add(*row)
    if not quick:
        few, many = _sweep_memory(10), _sweep_memory(1000)
        add("memory of 10 runs", few, "MiB", 20_000, 2)
        add("memory of 1,000 runs", many, "MiB", 20_000, 2, "10 runs", few / many)
        seconds, memory, agents = _one_to_one()
        add("one agent a person, 180 days", seconds, "s", agents, 2)
        add("one agent a person, memory", memory, "MiB", agents, 2)
    table = pd.DataFrame(rows, columns=COLUMNS)
    if folder is not None:
        for name, part in (("bench", table), ("growth", grown)):
            with whole_file(folder / f"{name}.csv") as path:
                part.to_csv(path, index=False)
    return table, grown


def _class() -> list[tuple[str, float, str]]:
    """A class of 30 seats at 10 days a second, through real sockets; classes after a crash."""
    from marosim.classroom.plan import available, read
    from marosim.classroom.served import SEATS, seconds_to_resume, thirty_seats

    last = {name: read(name).composed.case.days - 1 for name in available()}
    late = [("kalvera", 480), *last.items()]
    load, share, memory = thirty_seats()
    days = max(len(load.days), 1)
    return [
        (f"class of {SEATS} seats: days a second, 10 asked for", load.days_a_second, "days"),
        (f"class of {SEATS} seats: answer to an act, 95 of 100", load.answer(0.95), "ms"),
        (f"class of {SEATS} seats: sent to a seat", load.heard / SEATS / days / 1e3, "kB a day"),
        (f"class of {SEATS} seats: server beside the model", 100 * share, "% of a core"),
        (f"class of {SEATS} seats: memory", memory, "MiB"),
        *((f"class {name} resumed at day {day}", seconds_to_resume(name, day), "s")
          for name, day in late),
    ]  # fmt: skip


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
    civilians, nobody = model.civilians, np.zeros((2, *model.civilians.tables.death_direct.shape))
    civilians.advance(model.day, nobody)
    taken = [_seconds(lambda d=day: civilians.advance(100 + d, nobody)) for day in range(days)]  # type: ignore[misc]
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


def _sweep_seconds(runs: int) -> tuple[float, float]:
    """Seconds of a sweep of default runs with one worker and with two."""
    return (_seconds(lambda: _swept(runs, 1)), _seconds(lambda: _swept(runs, 2)))


def _swept(runs: int, workers: int) -> None:
    from tempfile import TemporaryDirectory

    from marosim.study.sweep import sweep

    words = [f"scenario={SCENARIO}", "mandate=robust", "deployment=rapid"]
    with TemporaryDirectory() as folder:
        more = [f"replications={runs}", f"workers={workers}"]
        sweep([*words, *more], folder=Path(folder) / "study")


def _sweep_memory(runs: int) -> float:
    """Peak resident memory (MiB) of a sweep with two workers, in processes of its own."""
    code = f"from marosim.study.bench import swept_memory\nprint(swept_memory({runs}))\n"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout.splitlines()[-1])


def swept_memory(runs: int) -> float:
    """Sweep with two workers and add up the peaks of this process and of theirs (MiB)."""
    _swept(runs, 2)
    return peak_mib("self")


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
    return seconds, peak_mib("self"), model.civilians.count
