"""Many runs of which only summaries are wanted: the engine of ablation and validation."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import stats

from marosim.evidence.tally import Tally, tally
from marosim.response_model import ResponseModel
from marosim.settings import Settings
from marosim.study.kept import keeping
from marosim.study.processes import computed
from marosim.world.case import Case

Measure = Callable[[ResponseModel], Mapping[str, float]]


def summary(model: ResponseModel) -> Mapping[str, float]:
    """The run's summary, the default measure."""
    return model.summary


@dataclass(frozen=True)
class Trial:
    """One run to be measured: a case, settings and the seed that replaces theirs."""

    case: Case
    settings: Settings
    seed: int
    measure: Measure = field(default=summary)
    places_every: int = 366  # most measures read the state, not the places table


def run_trial(trial: Trial) -> dict[str, float]:
    """Run a trial and measure it."""
    settings = copy.deepcopy(trial.settings)
    settings.seed = trial.seed
    settings.threads = 1
    settings.record.places_every = trial.places_every
    model = ResponseModel(trial.case, settings).run()
    return {name: float(value) for name, value in trial.measure(model).items()}


def tallied(case: Case, settings: Settings) -> Tally:
    """One run of a case, tallied."""
    return tally(ResponseModel(case, settings))


def run_trials(
    trials: Sequence[Trial],
    workers: int | None = None,
    progress: Callable[[int, int], Any] | None = None,
) -> list[dict[str, float]]:
    """Run trials on all cores; results come in the order of the trials.

    Within :func:`~marosim.study.kept.kept_in` none is computed twice.
    """
    kept = keeping()
    found = kept.take(len(trials)) if kept is not None else []
    for result in computed(run_trial, trials[len(found) :], workers):
        found.append(result)
        if kept is not None:
            kept.add(result)
        if progress is not None:
            progress(len(found), len(trials))
    return found


def paired_interval(
    differences: Sequence[float], level: float = 0.95
) -> tuple[float, float, float]:
    """Mean of paired differences with its Student t interval."""
    values = np.asarray(differences, dtype=float)
    mean = float(values.mean())
    if len(values) < 2:
        return mean, float("-inf"), float("inf")
    half = float(stats.sem(values) * stats.t.ppf(0.5 + level / 2, len(values) - 1))
    return mean, mean - half, mean + half
