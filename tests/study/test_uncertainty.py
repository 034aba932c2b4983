"""What is not known is drawn in every study unless a user wants chance alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import marosim
from marosim.core.setting import as_dict
from marosim.evidence.digest import digests
from marosim.settings import Settings
from marosim.study import uncertainty
from marosim.study.compose import compose, groups
from marosim.study.faults import StudyError
from marosim.study.options import UNCERTAINTIES, StudyOptions
from marosim.study.uncertainty import (
    POSTERIOR,
    Uncertainty,
    levers,
    resolved,
    sentence,
    uncertain,
)
from marosim.study.verify import verify


def drawn(scenario: str = "kalvera", *words: str, told: tuple[str, ...] = ()) -> dict[str, float]:
    composed = compose([f"scenario={scenario}", *words])
    return Uncertainty(composed.study).draw(composed.settings, 3, told)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder where draws of a calibration would ship."""
    monkeypatch.setattr(uncertainty, "shipped", lambda name: tmp_path)
    return tmp_path


def put(folder: Path, **other: Any) -> None:
    about = {"digests": {**digests(["kalvera"]), **other}}
    (folder / "posterior.json").write_text(json.dumps(about), "utf-8")
    (folder / POSTERIOR).write_text("attacks.hazard\n0.0123\n", "utf-8")


def test_without_draws_that_belong_to_these_rules_settings_come_from_ranges(shelf: Path) -> None:
    assert resolved(StudyOptions()) == "ranges"
    put(shelf, rules="0")
    assert resolved(StudyOptions()) == "ranges"
    put(shelf)
    assert resolved(StudyOptions()) == "posterior"
    assert resolved(StudyOptions(uncertainty="none")) == "none"


def test_who_names_a_file_of_draws_means_it(shelf: Path) -> None:
    assert resolved(StudyOptions(posterior="mine.csv")) == "posterior"


def test_a_posterior_leaves_what_it_does_not_know_to_ranges(shelf: Path) -> None:
    put(shelf)
    found = drawn()
    assert found["attacks.hazard"] == 0.0123
    assert len(found) > 100


def test_chance_alone_draws_nothing() -> None:
    assert drawn("kalvera", "uncertainty=none") == {}


def test_every_assumed_number_is_drawn_around_its_value_but_for_what_a_response_sets() -> None:
    found, settings = drawn(), compose(["scenario=kalvera"]).settings
    known = {row.name: row for row in uncertain(settings)}
    assert set(found) == {n for n, row in known.items() if row.value and n not in levers()}
    assert {"response_to_attack.stop", "deployment.unsettled"} <= set(found)
    for name, value in found.items():
        row = known[name]
        assert row.low <= value <= row.high
        slack = 0.5 if isinstance(row.value, int) else 1e-9
        assert abs(value - row.value) <= 0.25 * abs(row.value) + slack, name


@pytest.mark.parametrize("group", ["mandate", "deployment", "warning", "response"])
def test_what_an_option_sets_is_compared_and_not_drawn(group: str) -> None:
    for option in groups()[group]:
        composed = compose(["scenario=rwanda_1994", f"{group}={option}"])
        found = Uncertainty(StudyOptions(uncertainty="ranges")).draw(composed.settings, 1)
        assert not set(found) & levers()
    assert {"mandate.ceiling", "authorisation.day", "training.protection"} <= levers()


def test_what_an_option_of_the_users_own_sets_is_not_drawn(working_folder: Path) -> None:
    assert "mandate.renewal_will" in drawn()
    own = working_folder / "conf" / "mandate" / "mine.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("# @package _global_\n# Mine.\nmandate:\n  renewal_will: 0.3\n", "utf-8")
    assert "mandate.renewal_will" not in drawn()


def test_what_a_user_typed_stays() -> None:
    assert "flight.memory_days" in drawn()
    assert "flight.memory_days" not in drawn(told=("flight.memory_days",))


def test_responses_share_the_draws_of_a_replication() -> None:
    robust = drawn("kalvera", "mandate=robust", "deployment=rapid", "funding=full")
    assert robust == drawn("kalvera", "mandate=none", "deployment=none")


@pytest.mark.parametrize("kind", [k for k in UNCERTAINTIES if k != "auto"])
def test_each_kind_has_a_sentence_of_its_own(kind: str) -> None:
    said = sentence([kind, 0.25, None])
    assert said.endswith(".") and f"uncertainty={kind}" in said
    assert ("25 %" in said) == (kind in ("ranges", "posterior"))


def test_a_study_says_what_it_drew_and_an_old_one_that_it_drew_nothing(
    tmp_path: Path, command: Callable[..., Any]
) -> None:
    study = marosim.sweep(
        "kalvera", mandate=["none", "robust"], flight__memory_days=9, replications=3, days=3,
        population__agents=100, workers=1, progress=False, output_dir=str(tmp_path / "study"),
    )  # fmt: skip
    kept = study.folder / "study.json"
    about = json.loads(kept.read_text("utf-8"))
    assert about["uncertainty"] == [resolved(StudyOptions()), 0.25, None]
    columns = {c for c in study.runs if c.startswith("uncertain.")}
    assert len(columns) > 100 and "uncertain.flight.memory_days" not in columns
    said = " ".join(command("compare", str(study.folder), "--no-figures").out.split())
    assert "drew every assumed setting" in said
    assert [check.fault for check in verify(study, [0, 5])] == ["", ""], "runs can be repeated"
    del about["uncertainty"]  # as studies were written before
    kept.write_text(json.dumps(about), "utf-8")
    said = " ".join(command("compare", str(study.folder), "--no-figures").out.split())
    assert "intervals hold chance alone" in said and "drew every" not in said


def test_a_study_does_not_go_on_with_another_uncertainty(
    tmp_path: Path, command: Callable[..., Any]
) -> None:
    words = ["-m", "scenario=kalvera", "mandate=none,robust", "days=2", "population.agents=100",
             "workers=1", f"output_dir={tmp_path / 'study'}"]  # fmt: skip
    assert command("run", *words, "replications=2", "uncertainty=none").status == 0
    said = command("run", *words, "replications=3")
    assert said.status == 2 and "add uncertainty=none spread=0.25 to go on" in said.err
    assert command("run", *words, "replications=3", "uncertainty=none").status == 0


def test_the_demo_draws_what_is_not_known() -> None:
    assert compose(["experiment=rwanda_three_responses"]).study.uncertainty == "auto"


def test_a_single_run_draws_nothing() -> None:
    model = marosim.model("kalvera", days=1, population__agents=100)
    asked = compose(["scenario=kalvera", "days=1", "population.agents=100"]).settings
    assert as_dict(model.settings) == as_dict(asked)
    assert Settings().flight.memory_days == model.settings.flight.memory_days


def test_a_setting_that_the_record_does_not_inform_is_said_to_be_so(
    shelf: Path, command: Callable[..., Any]
) -> None:
    put(shelf)
    (shelf / "posterior.json").write_text(json.dumps({"not_informed": ["attacks.hazard"]}), "utf-8")
    assert "does not inform" in command("describe", "setting", "attacks.hazard").out
    assert "does not inform" not in command("describe", "setting", "attacks.ending").out


def test_a_shipped_posterior_that_is_not_for_use_is_passed_over(shelf: Path) -> None:
    put(shelf)
    about = json.loads((shelf / "posterior.json").read_text("utf-8"))
    about |= {"use": "not for use", "fails": ["effective draws"]}
    (shelf / "posterior.json").write_text(json.dumps(about), "utf-8")
    assert resolved(StudyOptions()) == "ranges"
    with pytest.raises(StudyError, match=r"not for use .*effective draws.*calibrate --check"):
        Uncertainty(StudyOptions(uncertainty="posterior"))
