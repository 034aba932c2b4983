"""Options laid over one another at once are what Hydra composes, to the last value."""

from __future__ import annotations

import pytest

from marosim import cases
from marosim.study import compose as composing
from marosim.study.compose import groups
from marosim.study.words import read_words

PLAIN = [name for name in groups() if name not in ("response", "experiment")]
MOST = max(len(groups()[name]) for name in PLAIN)


@pytest.mark.parametrize("turn", range(MOST))
def test_every_option_of_every_group_is_as_hydra_composes_it(turn: int) -> None:
    known = cases.available()
    case = cases.load(known[turn % len(known)])
    options = [sorted(groups()[name]) for name in PLAIN]
    chosen = [each[(turn + i) % len(each)] for i, each in enumerate(options)]
    words = read_words(
        [
            *(f"{name}={option}" for name, option in zip(PLAIN, chosen, strict=True)),
            *(f"scenario={case.name}", "seed=7", "funding.paid_share=0.25"),
            "population.agents=1e4",
        ]
    )
    laid, composed = composing._laid(words, case), composing._composed(words, case)
    assert laid == composed
    assert laid is not None
    assert list(laid[1]) == list(composed[1])


def test_without_a_case_too() -> None:
    words = read_words(["mandate=robust", "funding=full", "mandate=observer"])
    assert composing._laid(words, None) == composing._composed(words, None)


@pytest.mark.parametrize(
    "text",
    [
        *("experiment=safe_areas", "response=robust_rapid", "seed=1,2", "mandate=robust,none"),
        *("mandate.tasks=[protect]", "mandate={ceiling: 5}", "response=null"),
    ],
)
def test_what_is_more_than_values_is_left_to_hydra(text: str) -> None:
    assert composing._laid(read_words([text]), None) is None
