"""Figures show what the numbers say, and say it in their titles."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection, PolyCollection

from marosim import cases
from marosim.study.front import unbeaten
from marosim.view import figures, names
from marosim.view.style import LIMITS, interval, number


def daily(values: dict[str, float], days: int = 10, runs: int = 5) -> pd.DataFrame:
    """Runs in which every day kills as many, plus the number of the run."""
    frames = []
    run = 0
    for response, deaths in values.items():
        for replication in range(runs):
            frames.append(
                pd.DataFrame(
                    {
                        "run": run,
                        "replication": replication,
                        "response": response,
                        "day": np.arange(days),
                        "date": pd.date_range("2000-01-01", periods=days),
                        "deaths_direct": deaths + replication,
                        "consent": 0.5,
                    }
                )
            )
            run += 1
    return pd.concat(frames, ignore_index=True)


def text_of(axes) -> str:  # type: ignore[no-untyped-def]
    """All words on the figure."""
    figure = axes.figure.figure
    words = [t.get_text() for t in axes.texts]
    return " ".join([axes.get_title(loc="left"), *words, figure.get_supxlabel()])


def test_fan_adds_up_flows_and_names_the_lowest() -> None:
    axes = figures.fan(daily({"mandate=none": 100, "mandate=robust": 10}), "deaths_direct")
    ends = {line.get_label(): line.get_ydata()[-1] for line in axes.lines}
    assert ends == {"no mandate": 1020.0, "robust mandate": 120.0}
    said = text_of(axes)
    assert "lowest with robust" in said
    assert "overlap" not in said
    assert LIMITS.split(";")[0] in " ".join(said.split())


def test_fan_pairs_runs_and_keeps_levels_as_they_are() -> None:
    table = daily({"a": 100, "b": 101})
    assert "lowest with a" in text_of(figures.fan(table, "deaths_direct"))  # in every pair
    level = figures.fan(table, "consent")
    assert level.lines[0].get_ydata()[-1] == pytest.approx(0.5)
    assert "cannot be told apart" in text_of(level)


@pytest.mark.parametrize("runs", [1, 2, 4])
def test_fan_of_few_runs_names_nothing_and_shows_no_range(runs: int) -> None:
    said = text_of(figures.fan(daily({"a": 100, "b": 10}, runs=runs), "deaths_direct"))
    assert "lowest" not in said and "90 %" not in said


def test_fan_names_a_line_once_for_responses_with_the_same_course() -> None:
    axes = figures.fan(daily({"m=a": 5, "m=b": 5, "m=c": 5, "m=d": 5, "m=e": 9}))
    assert len(axes.lines) == 2 == len(axes.texts)
    assert {t.get_text() for t in axes.texts} == {"a, b, c and 1 more", "e"}


def test_fan_of_many_names_the_responses_that_are_asked_for() -> None:
    many = {f"m={name}": 100.0 * k for k, name in enumerate("abcdefghij", 1)}
    axes = figures.fan(daily(many), asked=["m=e"])
    assert {t.get_text() for t in axes.texts} == {"a", "e", "j"}
    assert len(axes.lines) >= 10 and "Grey: 7 more" in axes.figure.figure.get_supxlabel()


def test_fan_names_no_lowest_where_mean_and_median_disagree() -> None:
    table = daily({"mandate=none": 100, "mandate=robust": 100})
    robust = table["response"] == "mandate=robust"
    table.loc[robust & (table["replication"] < 4), "deaths_direct"] -= 5
    assert "lowest with robust mandate,\nmedian" in text_of(figures.fan(table, "deaths_direct"))
    table.loc[robust & (table["replication"] == 4), "deaths_direct"] += 500
    said = text_of(figures.fan(table, "deaths_direct"))
    assert "cannot be told apart" in said and "lowest" not in said


def test_fan_of_an_unknown_metric_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="deaths_direct"):
        figures.fan(daily({"a": 1}), "deaths_imagined")


def test_forest_marks_what_is_clear() -> None:
    table = pd.DataFrame(
        {
            "response": ["m=a", "m=b"],
            "metric": "deaths_direct",
            "baseline_mean": 1000.0,
            "mean": [400.0, 990.0],
            "difference": [-600.0, -10.0],
            "low": [-700.0, -50.0],
            "high": [-500.0, 30.0],
            "replications": 20,
        }
    )
    axes = figures.forest(table)
    assert "600 fewer with a" in text_of(axes)
    colours = {line.get_color() for line in axes.lines if len(line.get_xdata()) == 1}
    assert len(colours) == 2  # clear and unclear effects look different
    with pytest.raises(ValueError, match="not in this comparison"):
        figures.forest(table, "cost_usd")


@pytest.mark.parametrize("doubtful", [True, False])
def test_forest_never_claims_what_the_interval_denies(doubtful: bool) -> None:
    table = pd.DataFrame(
        {
            "response": ["m=a"], "metric": "deaths_direct", "baseline_mean": 10.0, "mean": 8.0,
            "difference": -2.0, "low": -5.0, "high": 1.0 if doubtful else -1.0, "replications": 5,
        }
    )  # fmt: skip
    assert ("no clear difference" in text_of(figures.forest(table))) is doubtful


def test_forest_of_few_runs_shows_values_without_a_range_or_direction() -> None:
    table = pd.DataFrame(
        {
            "response": ["m=a", "m=b"], "metric": "deaths_direct", "baseline_mean": 1000.0,
            "mean": [400.0, 990.0], "difference": [-600.0, -10.0], "low": np.nan, "high": np.nan,
            "replications": 2,
        }
    )  # fmt: skip
    said = text_of(figures.forest(table))
    assert "too few runs to compare" in said and "fewer with" not in said
    assert "too few runs for a range" in said and "nan" not in said


def test_pareto_front_is_what_nothing_beats() -> None:
    cost, deaths = np.array([1.0, 2.0, 3.0, 3.0]), np.array([9.0, 5.0, 5.0, 1.0])
    assert unbeaten(np.stack([cost, deaths], axis=1)).tolist() == [True, True, False, True]
    consent = np.array([0.1, 0.2, 0.9, 0.5])
    assert unbeaten(np.stack([cost, -consent], axis=1)).tolist() == [True, True, True, False]


def two_responses(gap: np.ndarray) -> pd.DataFrame:
    """Runs of a dear response that kills ``gap`` fewer than a cheap one, by replication."""
    both = {"funding=full": 0.0 * gap, "funding=crisis": -gap}
    return pd.concat(
        pd.DataFrame(
            {"response": label, "replication": range(len(gap)), "cost_usd": 9e6 - 1e6 * number,
             "deaths_direct": 1000.0 + less}
        )
        for number, (label, less) in enumerate(both.items())
    )  # fmt: skip


def test_a_front_that_chance_may_have_made_is_called_unclear() -> None:
    surely = text_of(figures.pareto(two_responses(np.full(6, 50.0))))
    assert "Crisis funding is best on both counts" in surely and "not clearly" not in surely
    perhaps = text_of(figures.pareto(two_responses(np.array([90.0, -80, 70, -60, 50, -40]))))
    assert "Crisis funding is best on both counts, though not clearly" in perhaps


def test_names_of_points_that_lie_near_do_not_cover_one_another() -> None:
    rows = [
        {"response": f"mandate={m}", "replication": k, "cost_usd": 1e9 * c, "deaths_direct": d + k}
        for m, c, d in (("none", 0.0, 100.0), ("observer", 0.1, 98.0), ("traditional", 0.3, 97.0),
                        ("robust", 4.0, 50.0))
        for k in range(4)
    ]  # fmt: skip
    axes = figures.pareto(pd.DataFrame(rows))
    figure = axes.figure.figure
    figure.draw_without_rendering()
    boxes = [t.get_window_extent() for t in axes.texts]
    assert len(boxes) == 4
    assert all(not a.overlaps(b) for a, b in itertools.combinations(boxes, 2))


def test_interactions_draw_a_panel_each() -> None:
    rows = [
        {"mandate": m, "deployment": d, "funding": f, "deaths_direct": 10.0 * (m == "observer") + k}
        for m in ("observer", "robust")
        for d in ("slow", "rapid")
        for f in ("crisis", "full")
        for k in range(3)
    ]
    figure = figures.interactions(
        pd.DataFrame(rows), "deaths_direct", along="deployment", lines="mandate", panels="funding"
    )
    assert [a.get_title(loc="left") for a in figure.axes] == ["funding: crisis", "funding: full"]
    first = figure.axes[0].lines[0].get_ydata()
    assert first.tolist() == [11.0, 11.0]


def test_map_finds_where_half_of_it_is() -> None:
    case = cases.load("rwanda_1994")
    values = pd.Series(1.0, index=case.places["name"])
    values["Kigali"] = 1000.0
    axes = figures.place_map(case, values, "deaths_direct")
    assert "half of it in 1 place, most in Kigali" in text_of(axes)
    assert axes.patches, "the outline is missing"
    assert "Kigali" in [t.get_text() for t in axes.texts]


def test_map_shows_lakes_rivers_and_borders_of_its_surroundings_and_no_more_of_these() -> None:
    case = cases.load("rwanda_1994")
    values = pd.Series(1.0, index=case.places["name"])
    axes = figures.place_map(case, values, "deaths_direct")
    lakes = [c for c in axes.collections if isinstance(c, PolyCollection)]
    assert any(path.contains_point((29.2, -2.0)) for c in lakes for path in c.get_paths())  # Kivu
    lines = [c for c in axes.collections if isinstance(c, LineCollection)]
    assert len(lines) == 3, "borders, rivers, routes"
    west, east = axes.get_xlim()
    span = case.places["longitude"].max() - case.places["longitude"].min()
    assert east - west < 1.5 * span  # though the waters reach much farther
    plain = dataclasses.replace(case, name="made_in_python")
    axes = figures.place_map(plain, values, "deaths_direct")
    assert not [c for c in axes.collections if isinstance(c, PolyCollection)]


def test_map_of_nothing_says_so() -> None:
    case = cases.load("rwanda_1994")
    none = pd.Series(0.0, index=case.places["name"])
    assert "none anywhere" in text_of(figures.place_map(case, none, "deaths_direct"))
    changed = figures.place_map(case, none, "deaths_direct", difference=True)
    assert "no change in any place" in text_of(changed)


def test_funnel_marks_the_broken_link() -> None:
    steps = pd.DataFrame(
        {
            "step": ["Alert", "First unit", "Prevented"],
            "day": [3.0, np.nan, np.nan],
            "share": [np.nan, np.nan, 0.1],
            "note": ["", "", "6"],
            "broken": [False, True, False],
        }
    )
    said = text_of(figures.funnel(steps))
    assert "The chain broke at: first unit" in said
    assert "never" in said and "weakest link" in said


def test_targets_count_those_that_are_met() -> None:
    table = pd.DataFrame(
        {
            "id": ["E1", "E2"], "target": ["a", "b"], "published": [0.02, np.nan],
            "accept_low": [0.01, 0.1], "accept_high": [0.15, 0.3], "simulated": [0.05, 0.9],
            "low": [0.02, 0.8], "high": [0.1, 1.0], "passes": [True, False],
        }
    )  # fmt: skip
    axes = figures.targets(table)
    assert "1 of 2 published targets are met" in text_of(axes)
    assert {line.get_marker() for line in axes.lines} >= {"o", "X"}


def test_tail_recovers_the_exponent_of_a_power_law() -> None:
    draws = np.random.default_rng(1).random(20_000)
    sizes = 10.0 * draws ** (-1 / 1.5)  # density falls with exponent 2.5
    exponent, start = figures.tail_exponent(sizes)
    assert exponent == pytest.approx(2.5, abs=0.05)
    assert start == pytest.approx(np.median(sizes))
    assert "2.5" in text_of(figures.tail(sizes))
    assert np.isnan(figures.tail_exponent([1, 2, 3])[0])


def test_numbers_are_said_as_people_say_them() -> None:
    assert number(12_412) == "12,400"
    assert number(1_254_000) == "1.25 million"
    assert number(-84.2e6, "US$") == "−US$ 84.2 million"
    assert interval(8_100, 16_900) == "8,100–16,900"
    assert interval(-3, 5) == "−3 to 5"


def test_short_names_stay_apart() -> None:
    assert names.responses(["mandate=robust,deployment=rapid"]) == {
        "mandate=robust,deployment=rapid": "robust, rapid"
    }
    clash = names.responses(["mandate=none", "deployment=none"])
    assert len(set(clash.values())) == 2


def test_labels_stay_inside_apart_and_near() -> None:
    from marosim.view.axis import apart

    placed = apart([5.0, 5.0, 9.9, 10.0], gap=1.0, low=0.0, high=10.0)
    assert np.diff(placed).min() >= 1.0 - 1e-9
    assert min(placed) >= 0.0 and max(placed) <= 10.0
    assert placed[:2] == pytest.approx([4.5, 5.5])
    assert apart([1.0, 5.0], 1.0, 0.0, 10.0) == [1.0, 5.0]


def test_a_worse_response_is_a_finding_too() -> None:
    table = pd.DataFrame(
        {
            "response": ["m=a"], "metric": "consent", "baseline_mean": 0.75, "mean": 0.5,
            "difference": -0.25, "low": -0.3, "high": -0.2, "replications": 9,
        }
    )  # fmt: skip
    axes = figures.forest(table, "consent")
    assert "0.25 less with a" in text_of(axes)
    assert ", 1" not in axes.get_xlabel()


def test_many_fans_keep_to_lines() -> None:
    axes = figures.fan(daily({f"m={name}": 100.0 * k for k, name in enumerate("abcdef", 1)}))
    assert not any(type(c).__name__.startswith(("Poly", "Fill")) for c in axes.collections)
    assert "bars at the end" in text_of(axes)
