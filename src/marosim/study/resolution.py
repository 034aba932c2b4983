"""How many people one agent of a study stands for: the grain of everything that it counts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from marosim.study.study import Study

COARSE = 10  # agents: a difference below is too coarse to be told
ENOUGH = 100  # agents dead under the baseline, from which responses can be compared by deaths
MOST_AGENTS = 200_000_000  # that a run may have


def persons_per_agent(study: Study) -> dict[str, float]:
    """Persons an agent stands for, by response; without those of older studies, unknown."""
    found = {}
    for item in study.about["responses"]:
        population, people = _population(item), _people(study, item)
        if population.get("persons_per_agent"):
            found[item["label"]] = float(population["persons_per_agent"])
        elif people and population.get("agents"):
            found[item["label"]] = max(people / float(population["agents"]), 1.0)
    return found


def agents_wanted(study: Study, label: str, persons: float) -> int | None:
    """Agents with which ``persons`` would be ENOUGH agents; None where no number would do."""
    item = next(i for i in study.about["responses"] if i["label"] == label)
    people = _people(study, item)
    if not people or persons <= 0:
        return None
    wanted = ENOUGH * people / persons
    size = 10 ** math.floor(math.log10(wanted))
    rounded = math.ceil(wanted / size) * size
    return int(rounded) if rounded <= min(people, MOST_AGENTS) else None


def _population(item: dict[str, Any]) -> dict[str, Any]:
    settings = item.get("settings")
    population = settings.get("population") if isinstance(settings, dict) else None
    return population if isinstance(population, dict) else {}


def _people(study: Study, item: dict[str, Any]) -> float | None:
    kept = study.about.get("maps", {}).get(item["scenario"])
    people = kept.get("people") if isinstance(kept, dict) else None
    return float(people) if isinstance(people, (int, float)) and people > 0 else None
