"""Variants of the rules: each acts as its literature says, and a ranking is held against all."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from marosim.response_model import ResponseModel
from marosim.settings import Settings
from marosim.study.by_variant import COLUMNS, OPEN, SURVIVES, TURNS, verdict
from marosim.study.compose import compose, compose_settings
from marosim.study.ensemble import Mission, conflict
from marosim.study.structure import draw, variants
from marosim.study.study import open_study
from marosim.study.tasks import Response, Task

NAMES = ("presence.deters_by", "escalation.ends_by", "flight.heads_for")


def country(*overrides: str, mission: Mission | None = None) -> ResponseModel:
    settings = compose_settings(["mandate=robust", "deployment=historical", "funding=full",
                                 "authorisation.day=-10", "days=5", *overrides])  # fmt: skip
    settings.population.agents = 400
    return ResponseModel(conflict(1, mission or Mission(), 2), settings)


def test_every_combination_of_variants_comes_once_before_any_comes_again() -> None:
    settings = Settings(seed=3)
    assert {row.name for row in variants(settings)} == set(NAMES)
    every = set(itertools.product(*(row.choices or () for row in variants(settings))))
    for turn in range(2):
        drawn = [draw(settings, turn * len(every) + k, ()) for k in range(len(every))]
        assert {tuple(one[name] for name in (r.name for r in variants(settings)))
                for one in drawn} == every  # fmt: skip


def test_what_a_response_says_stays_and_the_rest_is_paired() -> None:
    settings = Settings(seed=3)
    for replication in range(30):
        free, told = draw(settings, replication, ()), draw(settings, replication, [NAMES[0]])
        assert told == {name: free[name] for name in NAMES[1:]}


def test_what_a_replication_draws_is_what_its_run_is_made_with() -> None:
    composed = compose(["scenario=kalvera"])
    response = Response("a", {}, composed.case, composed.settings)
    for replication in range(27):
        drawn = draw(composed.settings, replication, ())
        made = Task(replication, replication, response, drawn).settings()
        assert {row.name: row.value for row in variants(made)} == drawn


def test_belief_deters_only_as_far_as_leaders_have_learnt_it() -> None:
    found = {}
    for resolve in (0.0, 0.3, 0.9):
        model = country("presence.deters_by=resolve", mission=Mission(troops=5000.0))
        model.step()
        for one in model.mechanism("leaders").leaderships:  # type: ignore[union-attr]
            one.resolve = resolve
        model.mechanism("presence").step(1)  # type: ignore[union-attr]
        found[resolve] = float(model.situation.deterrence.mean())
    strength = country(mission=Mission(troops=5000.0))
    strength.step()
    assert found[0.0] < 0.01 * found[0.3]  # which is what an offensive adds by itself
    assert found[0.9] == pytest.approx(3 * found[0.3], rel=0.01)
    assert found[0.3] == pytest.approx(float(strength.situation.deterrence.mean()), rel=0.05)


def test_witnesses_deter_without_arms_where_being_seen_deters() -> None:
    means = {}
    for way in ("strength", "witnesses"):
        model = country(f"presence.deters_by={way}", mission=Mission(observers=300.0))
        model.step()
        means[way] = float(model.situation.deterrence.mean())
    assert means["strength"] == 0.0 < means["witnesses"]


def test_a_campaign_ends_by_what_is_said_to_end_it() -> None:
    levels: dict[tuple[str, float], float] = {}
    for way, tired in itertools.product(("time", "losses"), (0.0, 1.0)):
        model = country(f"escalation.ends_by={way}")
        rule, now = model.mechanism("escalation"), model.situation
        for one in model.armed.organisations:
            one.extermination = 0.0
        now.escalation[:], now.weariness[:] = 0.8, tired
        for day in range(20):
            rule.step(day)  # type: ignore[union-attr]
        levels[way, tired] = float(now.escalation[: len(model.armed.organisations)].max())
    assert levels["time", 0.0] == levels["time", 1.0] < 0.7
    assert levels["losses", 0.0] == pytest.approx(0.8)
    assert levels["losses", 1.0] == pytest.approx(levels["time", 0.0])


def test_a_campaign_with_an_aim_lasts_while_its_victims_are_in_reach() -> None:
    levels = {}
    for held in (0.0, 1.0):
        model = country("escalation.ends_by=aim")
        rule, now = model.mechanism("escalation"), model.situation
        now.escalation[:] = 0.8
        now.control[:] = 0.0
        now.control[0] = held
        for day in range(20):
            rule.step(day)  # type: ignore[union-attr]
        levels[held] = float(now.escalation[0])
    assert levels[0.0] < 0.7 < levels[1.0]


def test_people_head_for_what_is_said_to_draw_them() -> None:
    """With everything else equal: size, own people, or nothing but nearness and safety."""
    drawn = {}
    for way in ("towns", "own_people", "nearest"):
        model = country(f"flight.heads_for={way}", "flight.own_community_pull=0")
        model.step()
        now = model.situation
        now.fear[:] = 0.0
        now.people[:] = 0.0
        now.people[:, :, 0] = 1000.0
        now.people[1, 0, 0] = 100_000.0  # many of community 0
        now.people[2, 1, 0] = 100_000.0  # as many of community 1
        flight = model.mechanism("flight")
        flight.advance.fear[:] = 0.0  # type: ignore[union-attr]
        now.control[:] = 0.0
        drawn[way] = flight.destinations().pull[0]  # type: ignore[union-attr]
    large, own, nothing = drawn["towns"], drawn["own_people"], drawn["nearest"]
    assert large[1] == pytest.approx(large[2]) and large[1] > 2 * large[3]
    assert own[1] > 2 * own[2] and own[2] == pytest.approx(own[3])
    assert nothing[1] == pytest.approx(nothing[3]) == pytest.approx(nothing[2])


def rows(*differences: float, half: float = 1.0, replications: int = 20) -> pd.DataFrame:
    table = [("s", str(k), "a", d, d - half, d + half, replications)
             for k, d in enumerate(differences)]  # fmt: skip
    return pd.DataFrame(table, columns=COLUMNS)


def test_a_ranking_survives_only_with_one_clear_sign_everywhere() -> None:
    assert verdict(rows(-9, -8, -7)) == SURVIVES
    assert verdict(rows(-9, -8, 7)) == TURNS
    assert verdict(rows(-9, -8, -0.5)) == OPEN
    assert verdict(rows(-9, -8, -7, replications=4)) == OPEN
    assert verdict(rows(-1.1, -1.2, -1.3)) == OPEN  # clear one by one, not among three


def test_a_study_draws_variants_keeps_them_and_says_what_survives(command: Callable) -> None:
    said = command("run", "-m", "scenario=kalvera", "mandate=none,robust", "days=3",
                   "population.agents=200", "replications=6", "uncertainty=none,structure",
                   "output_dir=drawn")  # fmt: skip
    assert said.status == 0, said.last_line
    study = open_study("drawn")
    table = study.runs
    for name in NAMES:
        column = table[f"uncertain.{name}"]
        assert column.nunique() > 1
        by = table.assign(choice=column).groupby("replication")["choice"].nunique()
        assert (by == 1).all()
    said = command("compare", "drawn", "--no-figures")
    assert said.status == 0 and "under each variant" in said.out
    assert "structure=true" in said.out
    assert command("verify", "drawn").status == 0
    plain = command("run", "-m", "scenario=kalvera", "mandate=none,robust", "days=3",
                    "population.agents=200", "replications=6", "uncertainty=none",
                    "output_dir=drawn")  # fmt: skip
    assert plain.status == 2 and "another uncertainty" in plain.err


def test_variants_alone_are_not_a_kind_of_uncertainty(command: Callable) -> None:
    said = command("run", "-m", "mandate=none,robust", "uncertainty=structure,ranges")
    assert said.status == 2 and "uncertainty=" in said.err
    assert compose(["uncertainty=ranges,structure"]).study.structure
    assert not compose(["uncertainty=ranges"]).study.structure


def test_the_default_variant_is_the_rule_as_it_was() -> None:
    defaults = {row.name: row.value for row in variants(Settings())}
    assert defaults == dict(zip(NAMES, ("strength", "time", "towns"), strict=True))
    assert np.all([row.choices and row.value in row.choices for row in variants(Settings())])
