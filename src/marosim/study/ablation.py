"""Each mechanism switched off alone, or set low against high, with the same random numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from marosim.day import DAY
from marosim.mechanism import Mechanism
from marosim.record.whole import whole_file
from marosim.study.compose import compose
from marosim.study.trials import Trial, paired_interval, run_trials

COLUMNS = [
    "id", "mechanism", "scenario", "outcome", "effect", "low", "high", "expected", "agrees",
    "replications",
]  # fmt: skip
SIZES = {"quick": 3, "default": 7, "long": 40}


def mechanisms_to_ablate(wanted: Sequence[str] = ()) -> list[type[Mechanism]]:
    """Mechanisms of the field's list, all or those named by id or settings key."""
    named = [kind for kind in DAY if kind.id]
    if not wanted:
        return named
    known = {kind.id: kind for kind in named} | {kind.settings_key: kind for kind in named}
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ValueError(f"mechanism {unknown[0]}: not in the model; known: {', '.join(known)}")
    return list(dict.fromkeys(known[name] for name in wanted))


def arms(kind: type[Mechanism], scenario: str | None) -> tuple[list[str], list[str]]:
    """Overrides of the weak and the strong arm."""
    common = [f"scenario={scenario or kind.scenario}", *_words(kind.arms)]
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
    in the outcome's unit over the whole run; ``agrees`` is ``yes`` when the 95 % interval
    excludes zero on the expected side, ``no`` when it excludes zero on the other side,
    ``unclear`` when it includes zero, and ``-`` where no sign is claimed.
    """
    count = SIZES[replications] if isinstance(replications, str) else replications
    kinds = mechanisms_to_ablate(mechanisms)
    plans = {kind: tuple((*a, *overrides) for a in arms(kind, scenario)) for kind in kinds}
    # mechanisms that share an arm share its runs
    wanted = list(dict.fromkeys(arm for pair in plans.values() for arm in pair))
    trials = []
    for arm in wanted:
        composed = compose(list(arm))
        trials += [
            Trial(composed.case, composed.settings, composed.settings.seed + k)
            for k in range(count)
        ]
    found = run_trials(trials, workers, progress)
    runs = {arm: found[i * count : (i + 1) * count] for i, arm in enumerate(wanted)}
    rows = [_row(kind, runs[plans[kind][0]], runs[plans[kind][1]], scenario) for kind in kinds]
    table = pd.DataFrame(rows, columns=COLUMNS)
    if folder is not None:
        with whole_file(folder / "ablation.csv") as path:
            table.to_csv(path, index=False)
    return table


def _row(
    kind: type[Mechanism],
    weak: Sequence[Mapping[str, float]],
    strong: Sequence[Mapping[str, float]],
    scenario: str | None,
) -> dict[str, Any]:
    outcome = kind.outcome
    differences = [s[outcome] - w[outcome] for w, s in zip(weak, strong, strict=True)]
    effect, low, high = paired_interval(differences)
    return {
        "id": kind.id,
        "mechanism": kind.title,
        "scenario": scenario or kind.scenario,
        "outcome": outcome,
        "effect": effect,
        "low": low,
        "high": high,
        "expected": {1: "+", -1: "-", 0: ""}[kind.expected],
        "agrees": _agrees(kind.expected, low, high),
        "replications": len(differences),
    }


def _agrees(expected: int, low: float, high: float) -> str:
    if expected == 0:
        return "-"
    if low > 0 or high < 0:
        return "yes" if (low > 0) == (expected > 0) else "no"
    return "unclear"
