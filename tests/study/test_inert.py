"""What is said to make no difference makes none in the runs, and the rest makes some."""

from __future__ import annotations

import pytest

import marosim
from marosim.cli.dry import jobs_of, said_inert

BASE = {"scenario": "rwanda_1994", "days": 30, "population__agents": 500, "seed": 5}
SHORT = ("days=30", "workers=1")


def table(**options: object):
    return marosim.model(**BASE, **options).run().daily


def test_speed_without_a_mandate_is_inert_and_speed_with_one_is_not():
    words = (*SHORT, "mandate=none,robust", "deployment=slow,rapid")
    said = said_inert(jobs_of(words, {}), 1)
    assert said[:-1] == [
        "deployment makes no difference with mandate=none: every number is the same."
    ]
    assert "Other random numbers may show a difference" in said[-1]
    slow, rapid = (table(mandate="none", deployment=speed) for speed in ("slow", "rapid"))
    assert slow.equals(rapid)
    slow, rapid = (table(mandate="robust", deployment=speed) for speed in ("slow", "rapid"))
    assert not slow.equals(rapid)
    assert not table(mandate="none", deployment="slow").equals(slow)


def test_money_for_nobody_changes_the_books_alone():
    said = said_inert(jobs_of((*SHORT, "deployment=none", "funding=crisis,full"), {}), 1)
    assert said[0] == "funding changes nobody's life: it changes only cash_usd."
    poor, rich = (table(deployment="none", funding=money) for money in ("crisis", "full"))
    assert [name for name in poor if not poor[name].equals(rich[name])] == ["cash_usd"]


@pytest.mark.parametrize("words", [("mandate=robust",), ("funding=crisis,full",)])
def test_nothing_is_said_of_one_response_or_of_what_matters(words):
    assert said_inert(jobs_of((*SHORT, *words), {}), 1) == []


def test_it_is_said_before_the_runs(command, monkeypatch):
    from marosim.cli import run

    words = ("mandate=none", "deployment=slow,rapid", "days=2", "population.agents=60", "workers=1")
    said = command("run", "-m", "--dry-run", "--inert", *words)
    assert said.status == 0 and "deployment makes no difference: every number" in said.out
    monkeypatch.setattr(run, "TRIED_FROM", (2, 1))
    assert command("run", "-m", "--inert", *words).status == 2
    large = command("run", "-m", *words, "replications=2", "output_dir=p")
    before, _, after = large.err.partition("runs to compute")
    assert "deployment makes no difference" in before and after
    again = command("run", "-m", *words, "replications=2", "output_dir=p")
    assert again.status == 0 and "makes no difference" not in again.err
