"""Which unknown settings decide between responses, on outcomes whose causes are known."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from made_studies import in_memory, on_disk
from scipy import stats

from marosim.core.setting import rows
from marosim.settings import Settings
from marosim.study.decisive import Decisive, Known, among, decisive
from marosim.study.faults import StudyError

OPTIONS = [{"mandate": "none"}, {"mandate": "robust"}]
OTHERS = 60  # settings that do nothing


def draws(count: int, seed: int = 1) -> pd.DataFrame:
    """``turning`` and many settings that play no part."""
    values = np.random.default_rng(seed).uniform(size=(count, OTHERS + 1))
    return pd.DataFrame(values, columns=["turning", *(f"other.{k}" for k in range(OTHERS))])


def told_of(first: np.ndarray, second: np.ndarray, drawn: pd.DataFrame) -> Decisive:
    """Fewer deaths are better; the second response is held against the first."""
    values = pd.DataFrame({"none": first, "robust": second})
    return among(values, drawn, {"robust": "none"}, higher=False)


def test_the_setting_that_decides_is_named_alone_with_its_direction() -> None:
    drawn, draw = draws(100), np.random.default_rng(2)
    luck = draw.normal(100e3, 30e3, 100)
    found = told_of(luck, luck + 20e3 * (drawn["turning"] - 0.5) + draw.normal(0, 4e3, 100), drawn)
    told = found.settings[found.settings["told"]]
    assert told["setting"].tolist() == ["turning"]
    assert told["rises"].tolist() == [1]
    assert told["share"].iloc[0] == pytest.approx(0.68, abs=0.1)  # 33.3 of 49.3 million
    assert found.worth["setting"].tolist() == ["turning"]


def test_one_that_moves_both_responses_alike_decides_nothing() -> None:
    drawn, draw = draws(100), np.random.default_rng(3)
    level = 100e3 * drawn["turning"].to_numpy()  # all of what differs between replications
    found = told_of(level, level + draw.normal(0, 5e3, 100), drawn)
    assert not found.settings["told"].any()
    assert found.worth.empty


def test_a_setting_may_matter_without_changing_the_choice() -> None:
    drawn, draw = draws(100), np.random.default_rng(4)
    gap = 50e3 + 20e3 * drawn["turning"].to_numpy() + draw.normal(0, 1e3, 100)
    found = told_of(np.full(100, 100e3), 100e3 - gap, drawn)
    assert found.settings.loc[found.settings["told"], "setting"].tolist() == ["turning"]
    assert found.worth.empty and found.most == 0


def test_one_that_decides_nothing_but_the_distance_to_a_worse_response_is_worth_nothing() -> None:
    named = 0
    for seed in range(12):
        drawn, draw = draws(60, seed), np.random.default_rng(50 + seed)
        near, turning = draw.normal(200, 3e3, 60), drawn["turning"].to_numpy()
        values = pd.DataFrame({"best": 0.0, "near": near, "far": 50e3 + 20e3 * turning})
        against = {"near": "best", "far": "best"}
        found = among(values.assign(best=draw.normal(0, 1, 60)), drawn, against, higher=False)
        assert "turning" in found.settings.loc[found.settings["told"], "setting"].tolist()
        named += "turning" in found.worth["setting"].tolist()
    assert named == 0, "its curve through the difference of the two that are near is chance"


def test_one_that_is_best_in_the_middle_is_found_and_has_no_direction() -> None:
    drawn, draw = draws(200), np.random.default_rng(5)
    gap = 40e3 * np.abs(drawn["turning"].to_numpy() - 0.5) - 10e3 + draw.normal(0, 2e3, 200)
    found = told_of(np.full(200, 100e3), 100e3 + gap, drawn)
    top = found.settings.iloc[0]
    assert top["setting"] == "turning" and top["told"] and top["rises"] == 0


def test_a_variant_of_the_rules_is_found_by_its_choices() -> None:
    drawn, draw = draws(90), np.random.default_rng(6)
    drawn["rule"] = np.array(["aim", "losses", "time"])[np.arange(90) % 3]
    gap = 20e3 * (drawn["rule"] == "losses").to_numpy() - 6e3 + draw.normal(0, 4e3, 90)
    found = told_of(np.full(90, 100e3), 100e3 + gap, drawn)
    top = found.settings.iloc[0]
    assert top["setting"] == "rule" and top["told"] and top["rises"] == 0


def test_of_many_settings_that_do_nothing_hardly_any_study_names_one() -> None:
    named = {"settings": 0, "worth": 0}
    for seed in range(60):
        drawn, draw = draws(30, seed), np.random.default_rng(1000 + seed)
        found = told_of(draw.normal(0, 1, 30), draw.normal(0, 1, 30), drawn)
        named["settings"] += bool(found.settings["told"].any())
        named["worth"] += not found.worth.empty
    most = stats.binom.ppf(0.999, 60, 0.05)
    assert max(named.values()) <= most, named


def test_worth_is_what_theory_says_chance_left_out() -> None:
    # the second response saves g, even from -1 to 1: known, it is worth E max(g, 0) = 0.25
    count = 3000
    drawn, draw = draws(count).iloc[:, :4], np.random.default_rng(7)
    gain = 2.0 * drawn["turning"].to_numpy() - 1.0
    found = told_of(draw.normal(0, 1, count), draw.normal(0, 1, count) - gain, drawn)
    assert found.worth["setting"].tolist() == ["turning"]
    assert found.worth["worth"].iloc[0] == pytest.approx(0.25, abs=0.05)
    assert found.worth["changes"].iloc[0] == pytest.approx(0.5, abs=0.1)
    assert found.most > 0.5  # which has all chance in it
    assert 0 < found.worth["by_chance"].iloc[0] < 0.05


def test_hardly_any_setting_that_plays_no_part_is_worth_more_than_chance_is_said_to_reach() -> None:
    drawn, draw = draws(100), np.random.default_rng(10)
    known, gaps = Known(drawn), draw.normal(-0.05, 1, (100, 2))
    found = [known.worth_of(k, gaps) for k in range(len(drawn.columns))]
    beyond = sum(worth > by_chance for worth, by_chance, _changes in found)
    assert min(by_chance for _worth, by_chance, _changes in found) > 0
    assert beyond <= stats.binom.ppf(0.999, len(found), 0.05)


def test_two_settings_that_decide_are_both_named_each_with_its_part() -> None:
    drawn, draw = draws(150), np.random.default_rng(9)
    gap = 20e3 * drawn["turning"].to_numpy() - 12e3 * drawn["other.3"].to_numpy()
    found = told_of(np.zeros(150), gap + draw.normal(0, 3e3, 150), drawn)
    told = found.settings[found.settings["told"]]
    assert told["setting"].tolist() == ["turning", "other.3"]
    assert told["rises"].tolist() == [1, -1]
    assert told["share"].sum() == pytest.approx(0.83, abs=0.06)  # 45.3 of 54.3 million


def test_too_few_draws_and_none_are_said(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"12 replications .* expected at least 20"):
        told_of(np.zeros(12), np.ones(12), draws(12))
    study = in_memory(tmp_path, OPTIONS, [np.arange(30.0), np.arange(30.0)])
    with pytest.raises(StudyError, match=r"share the same settings.*uncertainty=ranges"):
        decisive(study.comparison(), "deaths_direct", study.responses)


def planted(folder: Path, count: int = 40, *, same: bool = False) -> None:
    """A study on disk of which one setting decides whether the mission saves, or nothing does."""
    draw = np.random.default_rng(8)
    turning, luck = draw.uniform(size=count), draw.normal(100e3, 20e3, count)
    gap = 60e3 * (turning - 0.4) + draw.normal(0, 4e3, count)
    on_disk(folder, OPTIONS, [luck, luck + gap * (not same)], uncertainty=["ranges", 0.5, None])
    for path in folder.rglob("run.json"):
        about = json.loads(path.read_text(encoding="utf-8"))
        about["drawn"] = {"attacks.hazard": float(turning[about["labels"]["replication"]])}
        path.write_text(json.dumps(about), encoding="utf-8")


def test_the_command_names_what_decides_and_what_to_know_it_is_worth(
    command: Callable[..., Any], working_folder: Path
) -> None:
    planted(working_folder / "mine")
    said = command("sensitivity", "study=mine", "output_dir=found")
    assert said.status == 0, said.err
    meaning = next(row.meaning for row in rows(Settings()) if row.name == "attacks.hazard")
    assert f"attacks.hazard: {meaning}" in " ".join(said.out.split())
    favoured = re.compile(r"% +│ No mandate")  # a higher value kills more with the mission
    assert favoured.search(said.out) and "Robust mandate, compared with no" in said.out
    assert "5,810 fewer civilians killed" in said.out, "a number has its unit"
    assert "it does not predict" in said.out
    table = pd.read_csv(working_folder / "found" / "deciding.csv")
    assert table["response"].tolist() == ["mandate=robust"]
    worth = pd.read_csv(working_folder / "found" / "worth.csv").iloc[0]
    assert 3e3 < worth["worth"] < 13e3  # E max(-gap, 0) or max(gap, 0), 4,800 or 10,800
    assert 0 < worth["by_chance"] < worth["worth"]
    turned = command("sensitivity", "study=mine", "baseline=mandate=robust", "output_dir=turned")
    assert turned.status == 0, turned.err
    assert pd.read_csv("turned/deciding.csv")["response"].tolist() == ["mandate=none"]
    assert favoured.search(turned.out) and "No mandate, compared with" in turned.out


def test_where_no_draw_makes_a_difference_no_share_of_it_is_named(
    command: Callable[..., Any], working_folder: Path
) -> None:
    planted(working_folder / "mine", same=True)
    said = command("sensitivity", "study=mine", "output_dir=found")
    assert said.status == 0, said.err
    assert "The same response is the best in every draw" in said.out
    assert "stands out from chance only" not in said.out


@pytest.mark.parametrize(
    ("words", "expected"),
    [(["study=nowhere"], "nowhere"), (["study=mine", "samples=3"], "nothing else but metric"),
     (["study=mine", "metric=deaths"], "no metric 'deaths'")],
)  # fmt: skip
def test_what_it_cannot_do_is_one_line(
    command: Callable[..., Any], working_folder: Path, words: list[str], expected: str
) -> None:
    planted(working_folder / "mine")
    said = command("sensitivity", *words)
    assert said.status != 0
    assert expected in said.err and "Traceback" not in said.err
