"""Every experiment that ships asks a question and can be run to its last response."""

from __future__ import annotations

import itertools
from functools import cache

import pytest

from marosim.study.compose import Composed, compose, groups
from marosim.study.words import read_words

NAMES = sorted(groups()["experiment"])


@cache
def whole(name: str) -> Composed:
    """An experiment, composed once for all tests that look at it."""
    return compose([f"experiment={name}"], multirun=True)


@pytest.mark.parametrize("name", NAMES)
def test_every_response_of_an_experiment_composes(name: str) -> None:
    bundle = whole(name)
    assert bundle.choices["experiment"] == name
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


def test_every_experiment_says_what_is_known_or_disputed() -> None:
    for name in NAMES:
        background = whole(name).study.background
        assert len(background.split()) > 20, name


@pytest.mark.parametrize(
    "response", ["five_thousand", "five_thousand_in_place", "airlift_after_recognition"]
)
def test_forces_of_the_dispute_over_rwanda_keep_their_size(response: str) -> None:
    settings = compose(["experiment=five_thousand_troops", f"response={response}"]).settings
    assert settings.adaptive_mandate.troop_factor == 1.0


@pytest.mark.parametrize("name", ["observer_to_robust", "safe_areas"])
def test_ladders_of_mandates_keep_the_mandates_they_compare(name: str) -> None:
    assert not compose([f"experiment={name}", "mandate=observer"]).settings.adaptive_mandate.enabled
