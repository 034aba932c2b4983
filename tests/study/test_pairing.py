"""Each response is held against the baseline that is equal in everything else."""

from __future__ import annotations

import pytest

from marosim.study.faults import StudyError
from marosim.study.pairing import baselines, matches

ONE = {"none": {"mandate": "none"}, "robust": {"mandate": "robust"}}
TWO = {
    f"{mandate}, {speed}": {"mandate": mandate, "deployment": speed}
    for mandate in ("none", "robust")
    for speed in ("slow", "rapid")
}


def test_a_label_is_the_baseline_of_all() -> None:
    assert baselines(ONE, "none") == ({"none": "none", "robust": "none"}, "none")


@pytest.mark.parametrize("wanted", ["mandate=none", {"mandate": "none"}])
def test_a_setting_finds_the_response_that_has_it(wanted) -> None:
    assert baselines(ONE, wanted) == ({"none": "none", "robust": "none"}, "mandate=none")


def test_a_baseline_of_one_factor_meets_each_response_at_its_other_factors() -> None:
    found, named = baselines(TWO, "mandate=none")
    assert named == "mandate=none"
    assert found == {
        "none, slow": "none, slow",
        "none, rapid": "none, rapid",
        "robust, slow": "none, slow",
        "robust, rapid": "none, rapid",
    }


def test_a_baseline_of_both_factors_is_one_for_all() -> None:
    found, named = baselines(TWO, "mandate=none,deployment=rapid,")
    assert set(found.values()) == {"none, rapid"}
    assert named == "mandate=none, deployment=rapid"


def test_without_an_equal_the_first_that_matches_is_taken() -> None:
    lone = {**ONE, "robust, rapid": {"mandate": "robust", "deployment": "rapid"}}
    assert baselines(lone, "mandate=none")[0]["robust, rapid"] == "none"


def test_a_baseline_that_is_missing_is_named_with_those_that_are_there() -> None:
    with pytest.raises(StudyError) as fault:
        baselines(TWO, "mandate=robst")
    said = str(fault.value)
    assert said.startswith("none of the responses has mandate=robst; expected one of: none, slow |")
    near = {f"mandate={name}": {"mandate": name} for name in ("none", "robust")}
    with pytest.raises(StudyError, match=r"mandate=robst.*did you mean.*mandate=robust"):
        baselines(near, {"mandate": "robst"})


def test_settings_match_however_they_are_typed() -> None:
    assert matches({"seed": 1, "on": True}, {"seed": "1"})
    assert matches({"seed": 1, "on": True}, {"on": "TRUE"})
    assert matches({"name": "Robust"}, {"name": "robust"})
    assert not matches({"seed": 1}, {"seed": 2})
    assert not matches({"seed": 1}, {"seed": 1, "on": True}), "it must have all that is wanted"
    assert not matches({}, {"on": None}), "what is not set has no value, not even none"
