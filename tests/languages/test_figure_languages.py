"""Words inside figures are in the language that is spoken, and their numbers with them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from marosim.languages import speaking
from marosim.study.explain import COLUMNS, OVERTAKEN, note
from marosim.study.study import Study
from marosim.view import figures

RESPONSES = ("mandate=none", "mandate=robust")
RUNS = 6


def daily() -> pd.DataFrame:
    days = np.arange(90)
    return pd.concat(
        pd.DataFrame({"day": days, "date": pd.Timestamp("1994-04-06") + pd.to_timedelta(days, "D"),
                      "run": 10 * k + r, "response": label, "deaths_direct": 900.0 - 400 * k + r})
        for k, label in enumerate(RESPONSES) for r in range(RUNS)
    )  # fmt: skip


def effects() -> pd.DataFrame:
    return pd.DataFrame({
        "response": ["mandate=robust", "mandate=observer"], "metric": "deaths_direct",
        "difference": [-15_000.0, 2_000.0], "low": [-20_000.0, 1_500.0],
        "high": [-10_000.0, 2_500.0], "replications": RUNS,
    })  # fmt: skip


def runs() -> pd.DataFrame:
    return pd.DataFrame([
        {"response": label, "replication": r, "cost_usd": 1e6 + 4e8 * k + r,
         "deaths_direct": 9e4 - 3e4 * k + 100 * r}
        for k, label in enumerate(RESPONSES) for r in range(RUNS)
    ])  # fmt: skip


def links() -> pd.DataFrame:
    rows = [
        dict.fromkeys(COLUMNS) | {"step": "first alert raised", "day": 4, "note": OVERTAKEN},
        dict.fromkeys(COLUMNS) | {"step": "mandate authorised", "deaths_meanwhile": 12_345.0},
        dict.fromkeys(COLUMNS) | {"step": "attacks that units answered", "share": 0.25},
    ]
    table = pd.DataFrame(rows)
    for name in ("day", "share", "left", "deaths_meanwhile"):
        table[name] = pd.to_numeric(table[name])
    return table.assign(broken=[False, True, False])


class Land:
    """A made-up country of two places."""

    title, name = "Ici", "ici"
    places = pd.DataFrame({"name": ["Nord", "Sud"], "longitude": [1.0, 2.0],
                           "latitude": [1.0, 2.0], "capital": [True, False]})  # fmt: skip
    routes = pd.DataFrame({"start": ["Nord"], "end": ["Sud"]})
    outline = {"type": "Polygon", "coordinates": [[[0, 0], [3, 0], [3, 3], [0, 3], [0, 0]]]}


def drawn() -> dict[str, Figure]:
    killed = pd.Series({"Nord": 1500.0, "Sud": 20.0})
    made = {
        "fan": figures.fan(daily(), "deaths_direct", order=RESPONSES),
        "forest": figures.forest(effects(), "deaths_direct"),
        "pareto": figures.pareto(runs()),
        "map": figures.place_map(Land(), killed, "deaths_direct"),
        "change": figures.place_map(Land(), -killed, "deaths_direct", difference=True),
        "funnel": figures.funnel(links()),
    }
    return {name: axes.figure.figure for name, axes in made.items()}


def texts(figure: Figure) -> set[str]:
    figure.draw_without_rendering()
    said = {text.get_text().strip() for text in figure.findobj(Text)}
    return {text for text in said if re.search(r"[^\W\d_]{3}", text)} - {"Nord", "Sud"}


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_no_words_of_a_figure_are_the_english_ones(language: str) -> None:
    with speaking("en"):
        english = {name: texts(figure) for name, figure in drawn().items()}
    with speaking(language):
        other = {name: texts(figure) for name, figure in drawn().items()}
    for name, said in other.items():
        assert len(said) >= len(english[name]) > 0, name
        assert not said & english[name] - {"1994"}, name
        for text in said:
            assert not {"the", "of", "with", "is", "day", "persons"} & set(text.split()), name


def test_numbers_and_months_of_figures_follow_the_language() -> None:
    with speaking("fr"):
        said = drawn()
        forest, fan = texts(said["forest"]), texts(said["fan"])
        ticks = {t.get_text() for t in said["forest"].findobj(Text)}
    assert "Civils tués\u00a0: 15\u202f000 de moins, mandat robuste" in forest
    assert "−15\u202f000  (−20\u202f000 à −10\u202f000)" in ticks
    assert "avr." in {text for label in fan for text in label.split()} or "mai" in fan


def test_a_difference_has_one_sign_in_arabic_and_its_interval_its_own_direction() -> None:
    with speaking("ar"):
        said = texts(drawn()["forest"])
    assert not any("+" in text and "−15" in text for text in said)
    reaches = [text for text in said if "إلى" in text and "(" in text]
    assert reaches and all("\u2068(" in text and ")\u2069" in text for text in reaches)  # apart


def test_what_waiting_cost_is_said_in_the_language() -> None:
    rows = [row for _, row in links().iterrows()]
    with speaking("fr"):
        said = [note(row) for row in rows]
    assert said == ["n’a pas retardé la réponse", "12\u202f300 morts entre-temps",
                    "25\u202f% des attaques"]  # fmt: skip


def test_cases_share_no_figure_of_days_or_numbers(tmp_path: Path) -> None:
    responses = [
        {"label": label, "swept": {}, "scenario": scenario}
        for label, scenario in (("a", "here"), ("b", "there"), ("c", "here"))
    ]
    about = {"kind": "study", "format": 1, "merged": [], "responses": responses}
    (tmp_path / "study.json").write_text(json.dumps(about), encoding="utf-8")
    study = Study(tmp_path)
    assert study.by_case == {"here": ["a", "c"], "there": ["b"]}


def test_the_case_of_a_figure_stands_in_its_title_and_not_in_each_name() -> None:
    labels = [f"scenario=rwanda_1994, {label}" for label in RESPONSES]
    table = daily()
    table["response"] = table["response"].map(dict(zip(RESPONSES, labels, strict=True)))
    said = texts(figures.fan(table, "deaths_direct", order=labels).figure.figure)
    assert {"no mandate", "robust mandate"} <= said
    assert any(
        text.startswith("Civilians killed, Rwanda 1994: lowest with robust") for text in said
    )
    rows = effects().assign(response=[f"scenario=rwanda_1994, {r}" for r in effects()["response"]])
    forest = texts(figures.forest(rows, "deaths_direct").figure.figure)
    assert "Civilians killed, Rwanda 1994: 15,000 fewer with robust mandate" in forest
