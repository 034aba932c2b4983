"""What is fitted is called fitted, computed from what calibration and settings cite."""

from __future__ import annotations

import dataclasses
import re

import pytest

from marosim import cases
from marosim.core.setting import rows
from marosim.evidence.labels import (
    FITTED,
    INDEPENDENT,
    INPUT,
    STUDIES,
    of_composition,
    of_published,
    of_recorded,
)
from marosim.settings import Settings

SOURCES = [row.source for row in rows(Settings())]


@pytest.mark.parametrize("line", STUDIES)
def test_a_setting_that_was_fitted_to_a_study_makes_its_effect_fitted(line: str) -> None:
    fitted = [
        source for source in SOURCES
        if source.startswith("fitted to") and any(study in source for study in STUDIES[line])
    ]  # fmt: skip
    if fitted:
        assert of_published(line, SOURCES) == FITTED


def test_each_fitted_setting_names_a_target_or_says_what_else_it_was_fitted_to() -> None:
    studies = [study for named in STUDIES.values() for study in named]
    years = [s for s in SOURCES if re.match(r"fitted to [A-Z].*\d{4}", s)]
    assert years
    assert [s for s in years if not any(study in s for study in studies)] == []


def test_labels_follow_the_sources() -> None:
    assert of_published("E1 deaths", ["fitted to Hultman, Kathman & Shannon 2013"]) == FITTED
    assert of_published("E4 peak", ["Rappa 2016: peak strength is 92.5 %"]) == INPUT
    assert of_published("E1 deaths", ["Straus 2006"]) == INDEPENDENT
    # E1 is not E11
    assert of_published("E11 rebels", ["fitted to Hultman, Kathman & Shannon 2013"]) == INDEPENDENT
    with pytest.raises(ValueError, match="E99"):
        of_published("E99 new", SOURCES)


def test_a_case_set_by_hand_on_deaths_has_no_independent_deaths() -> None:
    case = cases.load("south_sudan_2013")
    assert of_recorded(case, "peacekeepers", "held_out") == INPUT
    by_hand = ("Hostility was set by hand so that deaths come out in range.",)
    by_rule = ("Hostility follows from access to power by one rule for all cases.",)
    set_by_hand = dataclasses.replace(case, sources=by_hand)
    assert of_recorded(set_by_hand, "deaths_direct", "held_out") == FITTED
    assert of_composition(set_by_hand, "deaths_civilians") == FITTED
    free = dataclasses.replace(case, sources=by_rule)
    assert of_recorded(free, "deaths_direct", "held_out") == INDEPENDENT
    assert of_recorded(free, "deaths_direct", "calibration") == FITTED


def test_displacement_that_calibration_read_is_fitted_whatever_source_gives_it() -> None:
    case = cases.load("south_sudan_2013")
    read = set(case.observed.loc[case.observed["use"] == "calibration", "metric"])
    assert "displaced_abroad" in read
    assert of_composition(case, "refugees_abroad") == FITTED
    assert of_composition(case, "peacekeepers_killed_by_hostile_acts") == INDEPENDENT


def test_what_was_looked_at_when_rules_were_chosen_is_no_evidence_for_them() -> None:
    by_rule = ("Hostility follows from access to power by one rule for all cases.",)
    case = dataclasses.replace(cases.load("somalia_2007"), sources=by_rule)
    for quantity in ("one_sided_event_size_q99", "share_one_sided_of_civilian_deaths",
                     "battle_deaths_fighters", "civilians_killed_one_sided"):  # fmt: skip
        assert of_composition(case, quantity) == FITTED
    assert of_composition(case, "share_of_one_sided_by_government") == INDEPENDENT
