"""The brief names what the runs carry and nothing else, over made-up studies of every kind."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_studies import in_memory

from marosim.brief import sure
from marosim.brief.chart import chart
from marosim.brief.drawing import FORCES, Stroke, Words
from marosim.brief.forest import forest
from marosim.brief.sentences import BESIDE, Sentences
from marosim.brief.verdicts import BETTER, IDENTICAL, Verdicts
from marosim.study import resolution
from marosim.view.style import interval, number

OPTIONS = [{"mandate": m} for m in ("none", "observer", "traditional", "robust")]
LUCK = np.array([90e3, 130e3, 110e3, 160e3, 75e3, 120e3, 100e3, 140e3])


def told(folder: Path, deaths: list[np.ndarray], options=OPTIONS, **more) -> Sentences:
    study = in_memory(folder, options, deaths, **more)
    return Sentences(Verdicts(study.comparison()), {})


def noisy(size: float, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, size, len(LUCK))


def test_pure_noise_names_no_winner(tmp_path: Path) -> None:
    draw, studies, named = np.random.default_rng(11), 40, 0
    for n in range(studies):
        luck = draw.normal(100e3, 20e3, 8)
        deaths = [luck + draw.normal(0, 6e3, 8) for _ in OPTIONS]
        said = told(tmp_path / str(n), deaths)
        best = said.verdicts.panels[0].best
        assert bool(best) == ("prevents" in said.answer())
        named += bool(best)
    assert named / studies <= 0.05 + 1.645 * np.sqrt(0.05 * 0.95 / studies)


def test_one_clearly_better_option_is_named_with_its_drawn_interval(tmp_path: Path) -> None:
    deaths = [LUCK, LUCK + noisy(3e3, 1), LUCK + noisy(3e3, 2), LUCK - 40e3 + noisy(3e3, 3)]
    said = told(tmp_path, deaths)
    (panel,) = said.verdicts.panels
    gain = panel.row(panel.best).gain
    first, second, _ = said.three()
    assert panel.best == "mandate=robust"
    assert first.startswith("With a robust mandate, the model counts about ")
    assert (
        f"{number(gain.mean, '', gain.half)} fewer civilians killed than with no mandate" in first
    )
    assert f"(95 % interval {interval(gain.low, gain.high)})" in first
    assert "tell this option apart from each of the other 3." in second
    assert "costs US$ 3 million more than the comparison" in second
    assert "many of the deaths, but not most" in said.answer()


def test_options_that_tie_for_the_best_are_named_together(tmp_path: Path) -> None:
    deaths = [LUCK, LUCK + noisy(3e3, 1), LUCK - 40e3 + noisy(5e3, 2), LUCK - 41e3 + noisy(5e3, 3)]
    said = told(tmp_path, deaths)
    second = said.three()[1]
    assert second.startswith("These runs cannot tell this option apart from a traditional mandate.")
    assert "1.3 times as much" in second


def test_without_a_clear_option_ties_are_grouped(tmp_path: Path) -> None:
    deaths = [LUCK, LUCK.copy(), LUCK + noisy(300, 2), LUCK + noisy(30e3, 3)]
    said = told(tmp_path, deaths)
    text = " ".join(said.three())
    assert "options cannot be told apart" in said.answer()
    assert "No option has clearly fewer civilians killed than with no mandate." in text
    (panel,) = said.verdicts.panels
    assert panel.row("mandate=none").same_as == ("mandate=observer",)
    assert "Within 2 % of the comparison: traditional mandate." in text


def test_identical_copies_are_one_row_and_said_to_change_nothing(tmp_path: Path) -> None:
    said = told(tmp_path, [LUCK] * 4)
    (panel,) = said.verdicts.panels
    assert len(panel.rows) == 1 and len(panel.rows[0].same_as) == 3
    assert "the same under every option in every run" in said.three()[0]
    assert "change nothing" in said.answer()


def test_options_that_never_began_are_said_not_to_have_begun(tmp_path: Path) -> None:
    said = told(tmp_path, [LUCK] * 4)
    said.verdicts.comparison.runs["authorised_peak"] = 0.0
    assert "Days until a mandate was authorised: never within the run" in said.three()[1]


def test_a_worse_option_is_called_worse_and_no_winner(tmp_path: Path) -> None:
    said = told(tmp_path, [LUCK, LUCK + 40e3 + noisy(3e3, 1)], OPTIONS[:2])
    assert "no option is clearly better than no mandate" in said.answer()
    assert "more civilians killed than with no mandate" in " ".join(said.three())


def test_three_sentences_say_three_things(tmp_path: Path) -> None:
    said = told(tmp_path, [LUCK, LUCK - 40e3 + noisy(3e3, 1)], OPTIONS[:2]).three()
    assert len(set(said)) == 3 and sum("costs US$" in line for line in said) == 1


def test_few_simulated_dead_are_too_coarse_for_a_percentage(tmp_path: Path) -> None:
    small = np.array([500.0, 700, 600, 800, 650, 720, 610, 590])  # 50 to 80 agents
    said = told(tmp_path, [small, small - 300], OPTIONS[:2])
    text = " ".join([said.answer(), *said.three()])
    assert "too coarse" in said.answer() and "too few to compare" in text
    assert "%" not in text and "in every 100" not in text
    assert not said.verdicts.panels[0].best


def test_the_dead_are_counted_in_persons_where_no_agent_dies(tmp_path: Path) -> None:
    few = np.array([5.0, 7, 6, 8, 6.5, 7.2, 6.1, 5.9])  # less than an agent of ten people
    said = told(tmp_path, [few, few - 3 + noisy(0.1, 1)], OPTIONS[:2])
    assert said.verdicts.panels[0].best == "mandate=observer"
    assert "coarse" not in " ".join([said.answer(), *said.three()])


def test_a_change_of_few_agents_tells_of_the_dead_and_not_of_the_displaced() -> None:
    persons, each = 60.0, 10.0
    assert not resolution.coarse_change("deaths_direct", persons, each)
    assert resolution.coarse_change("displaced_internal", persons, each)
    assert not resolution.coarse_change("displaced_internal", 20 * persons, each)


@pytest.mark.parametrize("runs", [1, 2, 4])
def test_few_pairs_name_nothing(tmp_path: Path, runs: int) -> None:
    said = told(tmp_path, [LUCK[:runs], LUCK[:runs] - 50e3], OPTIONS[:2])
    assert "too few runs" in said.answer()
    assert "cannot tell a difference from chance" in said.three()[0]
    assert "replications=20" in said.three()[2]


def test_cases_are_told_in_shares_and_each_for_itself(tmp_path: Path) -> None:
    options = [{"scenario": s, "mandate": m} for s in ("here", "there") for m in ("none", "robust")]
    deaths = [LUCK, LUCK * 0.8 + noisy(1e3, 1), LUCK, LUCK + noisy(30e3, 2)]
    said = told(tmp_path, deaths, options)
    first, second, third = said.three()
    assert "clearly helps in 1 of 2 cases" in said.answer()
    assert first.startswith("Here: with a robust mandate, 20 % fewer civilians killed")
    assert second.startswith("There: no option has clearly fewer")
    assert "never added up" in third


def test_how_many_runs_would_tell_is_asked_of_the_case_that_is_spoken_of(tmp_path: Path) -> None:
    options = [{"scenario": s, "mandate": m} for s in ("here", "there") for m in ("none", "robust")]
    nearly = np.array([-9e4, 2e4, -8e4, 3e4, -6e4, -1e4, -9e4, 1e4])
    deaths = [LUCK, LUCK + noisy(90e3, 1), LUCK, LUCK + nearly]
    verdicts = told(tmp_path, deaths, options).verdicts
    wanted = verdicts.comparison.sufficiency("deaths_direct").set_index("response")["wanted"]
    here, there = (
        sure.chance(verdicts, panel, None).why
        for panel in verdicts.panels
    )  # fmt: skip
    assert f"About {number(wanted['scenario=here, mandate=robust'])} runs" in here
    assert f"About {number(wanted['scenario=there, mandate=robust'])} runs" in there
    assert here != there


def test_two_factors_are_told_by_the_level_of_the_other(tmp_path: Path) -> None:
    options = [
        {"mandate": m, "deployment": d} for d in ("slow", "rapid") for m in ("none", "robust")
    ]
    deaths = [LUCK, LUCK + noisy(20e3, 1), LUCK + noisy(2e3, 2), LUCK - 50e3 + noisy(2e3, 3)]
    said = told(tmp_path, deaths, options, baseline="mandate=none")
    assert [panel.shared for panel in said.verdicts.panels] == [
        "Slow deployment",
        "Rapid deployment",
    ]
    assert [row.title for row in said.verdicts.panels[1].rows] == ["Robust mandate", "No mandate"]
    assert "clearly helps in 1 of 2 parts" in said.answer()


@st.composite
def studies(draw) -> tuple[list[dict], list[np.ndarray], dict]:
    """Options of one, two or three settings, or of several cases; effects, noise, lost runs."""
    shape = draw(st.sampled_from(["one", "two", "three", "cases", "alone"]))
    mandates = ["none", "observer", "robust"]
    options = {
        "one": [{"mandate": m} for m in mandates],
        "two": [{"mandate": m, "deployment": d} for m in mandates for d in ("slow", "rapid")],
        "three": [{"mandate": m, "deployment": d, "funding": f}
                  for m in mandates for d in ("slow", "rapid") for f in ("crisis", "full")],
        "cases": [{"scenario": s, "mandate": m} for s in "abcd" for m in mandates[:2]],
        "alone": [{"mandate": "robust"}],
    }[shape]  # fmt: skip
    count = draw(st.integers(1, 10))
    generator = np.random.default_rng(draw(st.integers(0, 10**6)))
    scale = draw(st.sampled_from([0.0, 50.0, 5e3, 5e5]))
    luck = scale * generator.uniform(0.5, 1.5, count)
    deaths = []
    for _ in options:
        effect = draw(st.sampled_from([0.0, 0.0, -0.01, -0.3, -0.9, 0.4]))
        noise = draw(st.sampled_from([0.0, 0.02, 0.5]))
        values = np.abs(luck * (1 + effect) + scale * noise * generator.normal(size=count))
        if draw(st.integers(0, 9)) == 0:
            values[generator.integers(0, count) :] = np.nan
        deaths.append(values)
    deaths[0] = np.nan_to_num(deaths[0])  # a study without any run is refused before
    more = {"baseline": draw(st.sampled_from([None, "mandate=" + options[0]["mandate"]]))}
    return options, deaths, more


@settings(max_examples=40)
@given(made=studies())
def test_what_is_said_is_what_is_drawn(tmp_path_factory: pytest.TempPathFactory, made) -> None:
    options, deaths, more = made
    said = told(tmp_path_factory.mktemp("any"), deaths, options, **more)
    lines = [said.question(), said.answer(), *said.three(), *said.cannot_tell()]
    assert 1 <= len(said.three()) <= 3
    for line in lines:
        assert line == line.strip() and line and "  " not in line
        assert not {"nan", "None", "inf", "–"} & set(line.replace("(", " ").split())
        assert line[0].isupper() or line[0].isdigit()
    for panel in said.verdicts.panels:
        assert {row.verdict for row in panel.rows} <= set(BESIDE)
        labels = [r for row in panel.rows for r in (row.label, *row.same_as)]
        assert len(labels) == len(set(labels))
        for row in panel.others:
            assert row.clear <= (row.gain.low > 0 or row.gain.high < 0)
            assert (row.verdict == IDENTICAL) <= (not row.gains.any())
        best = panel.row(panel.best) if panel.best else None
        assert best is None or (best.verdict == BETTER and best.gain.low > 0)
        drawn = chart(said.verdicts, panel, None, "in March 2001")
        blue = [m for m in drawn.marks if isinstance(m, Stroke) and m.colour == FORCES]
        clear = [row for row in panel.others if row.clear and np.isfinite(row.gain.low)]
        assert len(blue) == len([row for row in clear if _shown(row, drawn)])


def _shown(row, drawn) -> bool:
    return any(getattr(mark, "text", "") == row.title for mark in drawn.marks)


def test_a_coarse_case_is_not_drawn_and_widens_no_other_axis(tmp_path: Path) -> None:
    options = [{"scenario": s, "mandate": m} for s in ("here", "there") for m in ("none", "robust")]
    few = np.array([30.0, 80, 10, 60, 20, 90, 40, 50])
    said = told(tmp_path, [LUCK, LUCK * 0.8 + noisy(1e3, 1), few, few[::-1].copy()], options)
    drawn = forest(said.verdicts, {})
    texts = [mark.text for mark in drawn.marks if isinstance(mark, Words)]
    assert any("about 5 simulated people: too coarse to draw" in text for text in texts)
    assert texts.count("Robust mandate") == 1
    assert said.question() == "What do 2 options change in civilians killed?"


def test_where_the_comparison_has_no_run_the_brief_says_so(tmp_path: Path) -> None:
    missing = np.full_like(LUCK, np.nan)
    first, second, third = told(tmp_path, [missing, LUCK], OPTIONS[:2]).three()
    assert first.startswith("No replication has every response")
    assert second.startswith("The runs come to ") and "replications=20" in third


def test_a_case_without_runs_leaves_the_others_their_answer(tmp_path: Path) -> None:
    options = [{"scenario": s, "mandate": m} for s in ("here", "there") for m in ("none", "robust")]
    missing = np.full_like(LUCK, np.nan)
    deaths = [missing, missing, LUCK, LUCK * 0.8 + noisy(1e3, 1)]
    said = told(tmp_path, deaths, options)
    assert "clearly helps in 1 of 2 cases" in said.answer()
    assert said.three()[1].startswith("There: with a robust mandate, 20 % fewer")


def test_one_option_is_asked_about_in_the_singular(tmp_path: Path) -> None:
    assert told(tmp_path, [LUCK], OPTIONS[:1]).question().startswith("What does one option change")
