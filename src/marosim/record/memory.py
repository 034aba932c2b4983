"""How much memory a run will take, said before it takes it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from marosim.civilians.population import BYTES_PER_AGENT
from marosim.languages import _
from marosim.settings import Settings
from marosim.world.case import Case

BASE = 250e6  # bytes of the program itself with its libraries
WHILE_COUNTING = 20  # bytes an agent more while all are counted by place
MATRICES = 12  # matrices of places × places for each community and for ways
PLACE_ROW = 200  # bytes of a row of the places table
SHARE = 0.9  # of the memory that is free, which a run may plan to use


def peak_mib(process: int | str) -> float:
    """MiB of a process and its children at their most; nan where the system does not tell."""
    try:
        listed = [p.read_text() for p in Path(f"/proc/{process}/task").glob("*/children")]
        pids = [str(process), *(pid for children in listed for pid in children.split())]
        told = [Path(f"/proc/{pid}/status").read_text() for pid in pids] if listed else []
    except OSError:
        told = []
    kib = [int(found[1]) for text in told if (found := re.search(r"^VmHWM:\s+(\d+)", text, re.M))]
    return sum(kib) / 1024 if kib else float("nan")


class TooLargeError(ValueError):
    """A run that would not fit into this machine's memory."""


def needed_bytes(case: Case, settings: Settings) -> float:
    """A generous estimate of the memory of one run."""
    communities = [f"people_{c.name}" for c in case.communities]
    people = float(case.places[communities].fillna(0).to_numpy(dtype=float).sum())
    population = settings.population
    if population.persons_per_agent is not None:
        agents = people / population.persons_per_agent
    else:
        agents = min(float(population.agents), max(people, 1.0))
    places = len(case.places)
    days = settings.days or case.days
    return (
        BASE
        + agents * (BYTES_PER_AGENT + WHILE_COUNTING)
        + MATRICES * 8.0 * places**2 * (1 + len(communities))
        + PLACE_ROW * places * (days / settings.record.places_every + 1)
    )


def free_bytes() -> float:
    """Memory that this process may still take: of the machine, or of its control group."""
    found = [float("inf")]
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                found.append(float(line.split()[1]) * 1024)
        limit = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
        used = Path("/sys/fs/cgroup/memory.current").read_text(encoding="ascii").strip()
        if limit != "max":
            found.append(float(limit) - float(used))
    except (OSError, ValueError):
        pass
    if len(found) == 1 and hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        found.append(float(os.sysconf("SC_PHYS_PAGES")) * os.sysconf("SC_PAGE_SIZE"))
    return min(found)


def check_memory(case: Case, settings: Settings, runs: int = 1) -> float:
    """Raise :class:`TooLargeError` unless ``runs`` runs at a time fit into free memory.

    Returns the bytes that they are expected to take.
    """
    needed, free = needed_bytes(case, settings) * runs, free_bytes()
    if needed > SHARE * free:
        at_once = _(", {runs} at a time,", runs=runs) if runs > 1 else ""
        cure = (
            _("fewer workers or a smaller population.agents") if runs > 1 else _("a smaller value")
        )
        raise TooLargeError(
            _(
                "population.agents={agents}: such a run{at_once} needs about {needed} GB and "
                "{free} GB are free; choose {cure}, or a larger population.persons_per_agent",
                agents=str(settings.population.agents),
                at_once=at_once,
                needed=f"{needed / 1e9:.1f}",
                free=f"{free / 1e9:.1f}",
                cure=cure,
            )
        )
    return needed
