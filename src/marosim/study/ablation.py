"""Each mechanism switched off alone, or set low against high, with the same random numbers.

By default in two looks: mechanisms whose sign is still unclear after the first get more
replications. So that a second look does not raise the chance of a wrong sign, the intervals of
both are wider than 95 % (Bonferroni: 97.5 %), and together they err as seldom as one of 95 %.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from marosim.day import the_day
from marosim.mechanism import Mechanism
from marosim.record.whole import whole_file
from marosim.study.compose import compose
from marosim.study.trials import Trial, paired_interval, run_trials

COLUMNS = [
    "id", "mechanism", "scenario", "outcome", "effect", "low", "high", "expected", "agrees",
    "replications", "kind",
]  # fmt: skip
# replications at the first look and, in all, of what is unclear after it
SIZES = {"quick": (3, 3), "default": (7, 14), "long": (40, 40)}
LONGEST = {"quick": 120}  # days of a run; what takes longer to act stays unclear
ACTS = "acts"  # the first thing that a mechanism moves; whether it matters is another question
ERROR = 0.05  # chance that an interval, over its looks, leaves out what it estimates
# effects come from what organisations do, of which there are as many whatever the agents
AGENTS = 8000


def mechanisms_to_ablate(wanted: Sequence[str] = ()) -> list[type[Mechanism[Any]]]:
    """Mechanisms of the field's list, all or those named by id or settings key."""
    named = [kind for kind in the_day() if kind.id]
    if not wanted:
        return named
    known = {kind.id: kind for kind in named} | {kind.settings_key: kind for kind in named}
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ValueError(f"mechanism {unknown[0]}: not in the model; known: {', '.join(known)}")
    return list(dict.fromkeys(known[name] for name in wanted))


def arms(kind: type[Mechanism[Any]], scenario: str | None) -> tuple[list[str], list[str]]:
    """Overrides of the weak and the strong arm."""
    common = [f"scenario={scenario or kind.scenario}", f"population.agents={AGENTS}"]
    common += _words(kind.arms)
    if kind.contrast is not None:
        weak, strong = kind.contrast
        return [*common, *_words(weak)], [*common, *_words(strong)]
    return [*common, f"{kind.settings_key}.enabled=false"], common


def _words(overrides: Mapping[str, Any]) -> list[str]:
    return [f"{name}={_plain(value)}" for name, value in overrides.items()]


def _plain(value: Any) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def ablate(
    scenario: str | None = None,
    mechanisms: Sequence[str] = (),
    replications: int | str = "default",
    overrides: Sequence[str] = (),
    workers: int | None = None,
    progress: Callable[[int, int], Any] | None = None,
    folder: Path | None = None,
) -> pd.DataFrame:
    """The table of effects: strong arm minus weak arm of each mechanism, paired.

    Without ``scenario`` each mechanism is tried in the case where it matters. ``effect`` is
    in the outcome's unit over the whole run; ``agrees`` is ``yes`` when the interval excludes
    zero on the expected side, ``no`` when it excludes zero on the other side, ``unclear`` when
    it includes zero, and ``-`` where no sign is claimed. ``replications`` is a number, or a
    size with a second look at what is unclear (see the module).
    """
    few, many = (
        SIZES[replications] if isinstance(replications, str) else (replications, replications)
    )
    level = 1.0 - ERROR / (1 + (many > few))
    longest = LONGEST.get(str(replications))
    kinds = mechanisms_to_ablate(mechanisms)
    plans: dict[type[Mechanism[Any]], tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for kind in kinds:
        weak, strong = arms(kind, scenario)
        plans[kind] = (*weak, *overrides), (*strong, *overrides)
    runs: dict[tuple[str, ...], list[Mapping[str, float]]] = {}
    _extend(runs, list(plans.values()), few, longest, workers, progress)

    def judged(kind: type[Mechanism[Any]]) -> dict[str, Any]:
        weak, strong = plans[kind]
        return _row(kind, runs[weak], runs[strong], scenario, level)

    rows = {kind: judged(kind) for kind in kinds}
    unclear = [kind for kind, row in rows.items() if row["agrees"] == "unclear"]
    if many > few and unclear:
        _extend(runs, [plans[kind] for kind in unclear], many, longest, workers, progress)
        rows |= {kind: judged(kind) for kind in unclear}
    table = pd.DataFrame(list(rows.values()), columns=COLUMNS)
    if folder is not None:
        with whole_file(folder / "ablation.csv") as path:
            table.to_csv(path, index=False)
    return table


def _extend(
    runs: dict[tuple[str, ...], list[Mapping[str, float]]],
    pairs: Sequence[tuple[tuple[str, ...], tuple[str, ...]]],
    count: int,
    longest: int | None,
    workers: int | None,
    progress: Callable[[int, int], Any] | None,
) -> None:
    """Give every arm of the pairs ``count`` runs; mechanisms that share an arm share its runs."""
    wanted = list(dict.fromkeys(arm for pair in pairs for arm in pair))
    trials, owners = [], []
    for arm in wanted:
        composed = compose(list(arm))
        composed.settings.days = min(
            composed.settings.days or composed.case.days, longest or composed.case.days
        )
        have = len(runs.setdefault(arm, []))
        for k in range(have, count):
            trials.append(Trial(composed.case, composed.settings, composed.settings.seed + k))
            owners.append(arm)
    for arm, found in zip(owners, run_trials(trials, workers, progress), strict=True):
        runs[arm].append(found)


def _row(
    kind: type[Mechanism[Any]],
    weak: Sequence[Mapping[str, float]],
    strong: Sequence[Mapping[str, float]],
    scenario: str | None,
    level: float,
) -> dict[str, Any]:
    outcome = kind.outcome
    # an arm that another mechanism shares may have had a second look that this one did not need
    count = min(len(weak), len(strong))
    pairs = zip(weak[:count], strong[:count], strict=True)
    effect, low, high = paired_interval([s[outcome] - w[outcome] for w, s in pairs], level)
    return {
        "id": kind.id,
        "mechanism": kind.title,
        "scenario": scenario or kind.scenario,
        "outcome": outcome,
        "effect": effect,
        "low": low,
        "high": high,
        "expected": {1: "+", -1: "-", 0: ""}[kind.expected],
        "agrees": agrees(kind.expected, low, high),
        "replications": count,
        "kind": ACTS,
    }


def agrees(expected: int, low: float, high: float) -> str:
    """Whether an interval confirms (``yes``), denies (``no``) or leaves open an expected sign."""
    if expected == 0:
        return "-"
    if low > 0 or high < 0:
        return "yes" if (low > 0) == (expected > 0) else "no"
    return "unclear"
