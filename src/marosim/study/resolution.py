"""How many people one agent of a study stands for, and what that makes too coarse to tell.

The living are counted in whole agents, and so are those who flee. The dead are counted in persons,
so that a change by less than an agent is seen. As long as no agent dies, their number does not
depend on how many people an agent stands for: in Kalvera (180 days, 10 replications) 2,000, 20,000
and 100,000 agents gave 360, 368 and 394 dead, each within 36. Where most of a people die, few
agents are too few: in Rwanda (45 days, 10 replications) 500, 2,000 and 20,000 agents gave 23, 13
and 2 (within 1.5) % fewer dead than 100,000, and 9, 7 and 1 % fewer attacks.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from marosim.study.study import Study

COARSE = 10  # agents: a difference below is too coarse to be told, of what agents are counted for
ENOUGH = 100  # agents under the baseline, from which responses can be compared by them
IN_AGENTS = (
    "displaced_internal", "displaced_abroad", "displaced_reported", "sheltered", "recruits",
    "people_besieged", "people_threatened", "people_warned", "people_out_of_reach",
)  # fmt: skip # persons that are counted by living agents
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


def coarse_level(metric: str, persons: float, each: float) -> bool:
    """Whether responses cannot be compared by so many persons; ``each`` is what an agent is."""
    agents = persons / each
    return agents < ENOUGH and (metric in IN_AGENTS or agents >= 1)


def coarse_change(metric: str, persons: float, each: float) -> bool:
    """Whether a change by so many persons is one by a few agents."""
    return metric in IN_AGENTS and abs(persons) < COARSE * each


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
