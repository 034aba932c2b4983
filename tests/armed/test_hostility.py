"""One rule tells from facts who means harm to whom: no case has a dial of its own."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import marosim
from marosim import cases
from marosim.armed.hostility import HostilitySettings, Wills, level
from marosim.shipped import shipped
from marosim.world.case import Before, Case, Community, OrganisationPlan

NAMES = sorted(p.name for p in shipped("scenarios").iterdir() if (p / "scenario.yaml").is_file())
OPTIONS = HostilitySettings()


def wars(case: Case, index: int) -> list[int]:
    own = case.organisations[index]
    return [
        i
        for i, other in enumerate(case.organisations)
        if other.name in own.enemies or own.name in other.enemies
    ]


def told(case: Case) -> list[tuple[list[float], float, float]]:
    """What the rule tells of each organisation."""
    wills = Wills(case, OPTIONS)
    return [
        (wills.hostility(i, wars(case, i)).tolist(), wills.extermination(i), wills.incites(i))
        for i in range(len(case.organisations))
    ]


def renamed(case: Case, new: dict[str, str]) -> Case:
    def names(given: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if given is None else tuple(new[name] for name in given)

    return dataclasses.replace(
        case,
        name="elsewhere",
        title="Elsewhere",
        communities=tuple(
            dataclasses.replace(c, name=new[c.name], title=new[c.name]) for c in case.communities
        ),
        organisations=tuple(
            dataclasses.replace(
                o, mobilises=new.get(o.mobilises, ""), kin=names(o.kin), excludes=names(o.excludes)
            )
            for o in case.organisations
        ),
    )


@pytest.mark.parametrize("name", NAMES)
def test_names_of_communities_and_cases_change_nothing(name: str) -> None:
    case = cases.load(name)
    given = [c.name for c in case.communities]
    other = renamed(case, dict(zip(given, [*given[1:], given[0]], strict=True)))
    assert told(other) == told(case)


@pytest.mark.parametrize("name", NAMES)
def test_organisations_with_equal_facts_have_equal_hostility_wherever_they_are(name: str) -> None:
    """Their titles, bases, arms and sources are no facts of the rule."""
    case = cases.load(name)
    bare = [
        OrganisationPlan(
            o.name, "", o.role, o.fighters, 1, (), mobilises=o.mobilises, kin=o.kin,
            allies=o.allies, enemies=o.enemies, excludes=o.excludes, plunders=o.plunders,
            broadcasts=o.broadcasts, killed=o.killed,
        )
        for o in case.organisations
    ]  # fmt: skip
    communities = tuple(Community(c.name, "") for c in case.communities)
    training = cases.load("kalvera")
    moved = dataclasses.replace(
        training, communities=communities, organisations=tuple(bare),
        before=dataclasses.replace(case.before, source=""),
    )  # fmt: skip
    assert told(moved) == told(case)


def test_no_shipped_case_changes_the_rule() -> None:
    for name in NAMES:
        case = cases.load(name)
        assert not any("hostility" in block for block in (case.settings, *case.historical.values()))
        assert case.settings.get("escalation", {}).get("violence") is None
        rows = case.timeline[case.timeline["kind"] == "incitement"]
        assert rows["value"].isna().all(), name


def case_of(**facts: object) -> Case:
    own = OrganisationPlan("a", "", "rebel", 1, 1, (), mobilises="x", enemies=("b",))
    enemy = OrganisationPlan("b", "", "government", 1, 1, (), mobilises="y", enemies=("a",))
    return dataclasses.replace(
        cases.load("kalvera"),
        communities=tuple(Community(c, c) for c in "xyz"),
        organisations=(dataclasses.replace(own, **facts), enemy),  # type: ignore[arg-type]
        before=Before(),
    )


def test_each_reason_adds_to_hostility_and_none_holds_for_ones_own() -> None:
    plain = told(case_of())[0][0]
    assert plain[0] == 0.0 and plain[1] > plain[2] > 0.0
    looters = told(case_of(plunders=True))[0][0]
    assert looters[0] == 0.0 and looters[1] > plain[1] and looters[2] > plain[2]
    kept = [1 - share for share in (OPTIONS.any_other, OPTIONS.rival, OPTIONS.plunder)]
    assert looters[1] == pytest.approx(1 - np.prod(kept))
    excluding = told(case_of(excludes=("z",)))[0][0]
    assert excluding[2] > plain[1] and excluding[1] == plain[1]


def test_who_killed_before_kills_again_and_who_was_not_counted_as_the_rule_has_it() -> None:
    own, enemy = (hostility for hostility, _, _ in told(case_of()))
    plain = [own[1], enemy[0]]

    def levels(*killed: int | None) -> list[float]:
        case = case_of()
        counted = [
            dataclasses.replace(one, killed=given)
            for one, given in zip(case.organisations, killed, strict=True)
        ]
        found = told(dataclasses.replace(case, organisations=tuple(counted)))
        return [found[0][0][1] / plain[0], found[1][0][0] / plain[1]]

    assert levels(None, None) == levels(0, 0) == levels(70, 70) == levels(None, 999) == [1.0, 1.0]
    more, less = levels(999, 9)
    assert more > 1.0 > less > 0.0
    # 0.63 of the logarithm of killing between two sides (UCDP 25.1), which grows by 3.8 with it
    assert 3.8 * np.log10(more / less) / 2.0 == pytest.approx(0.63, abs=0.07)
    assert levels(999, None) == [1.0, 1.0]
    case = case_of(killed=99)
    band = OrganisationPlan("c", "", "militia", 1, 1, (), mobilises="z", killed=0)
    army = dataclasses.replace(case.organisations[0], fighters=10_000)
    many = dataclasses.replace(case, organisations=(army, case.organisations[1], *(band,) * 9))
    assert told(many)[0][0][1] == pytest.approx(plain[0], rel=1e-3)  # bands add no violence


def test_only_a_state_that_excludes_has_a_will_that_its_past_and_rule_raise() -> None:
    case = case_of(excludes=("y",))
    dark = Before(genocide=True, autocracy=True)
    rebels = told(case)[0][1]
    assert rebels == pytest.approx(0.2) and told(case)[1][1] == 0.0
    assert told(dataclasses.replace(case, before=dark))[0][1] == rebels
    state = dataclasses.replace(case.organisations[0], role="government")
    case = dataclasses.replace(case, organisations=(state, case.organisations[1]), before=dark)
    assert told(case)[0][1] == pytest.approx(2.625 / 3.625)
    for before, odds in (
        (Before(), 0.25),
        (Before(genocide=True), 0.75),
        (Before(autocracy=True), 0.875),
    ):
        assert told(dataclasses.replace(case, before=before))[0][1] == pytest.approx(
            odds / (1 + odds)
        )


def test_the_people_of_an_ally_are_spared_until_there_is_war_with_it() -> None:
    ally = OrganisationPlan("c", "", "militia", 1, 1, (), mobilises="z")
    case = case_of(allies=("c",))
    case = dataclasses.replace(case, organisations=(*case.organisations, ally))
    wills = Wills(case, OPTIONS)
    assert wills.hostility(0, [1])[2] == 0.0
    assert wills.hostility(0, [1, 2])[2] == wills.hostility(0, [1])[1] > 0


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_the_level_grows_with_the_past_and_is_usual_where_nobody_counted(
    killed: int, more: int
) -> None:
    assert level(Before(killed=killed), OPTIONS) < level(Before(killed=killed + more), OPTIONS)
    assert level(Before(), OPTIONS) == 1.0
    assert level(Before(killed=228), OPTIONS) == pytest.approx(1.0, abs=0.001)


def test_a_war_that_opens_makes_enemies_of_friends_and_outlasts_itself() -> None:
    model = marosim.model("bosnia_1992", population__agents=200)
    by_name = {o.name: o for o in model.armed.organisations}
    group = [c.name for c in model.case.communities].index("bosniak")
    hvo = by_name["hvo"]
    assert hvo.hostility[group] == 0.0
    model.armed.set_war("hvo", "arbih", True)
    meant = float(hvo.hostility[group])
    assert meant == pytest.approx(1 - (1 - OPTIONS.any_other) * (1 - OPTIONS.rival))
    model.armed.set_war("hvo", "arbih", False)
    assert hvo.hostility[group] == meant


def test_the_level_of_violence_multiplies_what_the_rule_tells() -> None:
    usual = marosim.model("liberia_2003", population__agents=100)
    half = marosim.model("liberia_2003", population__agents=100, escalation__violence=0.5)
    for one, other in zip(usual.armed.organisations, half.armed.organisations, strict=True):
        assert np.all(one.hostility < 1.0) and one.hostility.max() > 0
        assert other.hostility == pytest.approx(0.5 * one.hostility)


def test_a_dated_incitement_without_a_value_has_the_voice_of_the_rule() -> None:
    model = marosim.model("kalvera", population__agents=100, days=12)
    guard = next(o for o in model.armed.organisations if o.name == "valley_guard")
    assert guard.incites == 0.0
    model.run()
    assert guard.incites == model.settings.hostility.voice
