"""Every experiment that ships asks a question and can be run to its last response."""

from __future__ import annotations

import itertools

import pytest

from marosim.study.compose import compose, groups
from marosim.study.words import read_words

NAMES = sorted(groups()["experiment"])


@pytest.mark.parametrize("name", NAMES)
def test_every_response_of_an_experiment_composes(name: str) -> None:
    bundle = compose([f"experiment={name}"], multirun=True)
    assert bundle.study.question.endswith("?")
    assert bundle.study.replication_count() >= 10
    keys = list(bundle.sweep)
    levels = [[part.strip() for part in bundle.sweep[key].split(",")] for key in keys]
    combinations = list(itertools.product(*levels))
    assert len(combinations) >= 3
    (baseline,) = read_words([bundle.study.baseline or ""])
    assert str(baseline.value) in levels[keys.index(baseline.key)]
    settings = []
    for values in combinations[:: max(1, len(combinations) // 4)]:
        words = [f"{key}={value}" for key, value in zip(keys, values, strict=True)]
        composed = compose([f"experiment={name}", *words])
        assert composed.case.name == bundle.case.name
        settings.append(composed.settings)
    assert all(first != second for first, second in itertools.combinations(settings, 2))


def test_the_experiments_that_were_promised_are_there() -> None:
    assert {
        *("five_thousand_troops", "deployment_speed", "observer_to_robust", "funding_crisis"),
        *("seven_approaches", "stabilise_or_build", "warning_needs_response", "safe_areas"),
    } <= set(NAMES)


def test_five_thousand_troops_are_five_thousand() -> None:
    composed = compose(["experiment=five_thousand_troops", "response=five_thousand"])
    assert composed.settings.mandate.ceiling == 5000
    assert composed.settings.authorisation.day == 4
    historical = compose(["experiment=five_thousand_troops", "response=historical"])
    assert historical.settings.mandate.name == "historical"
