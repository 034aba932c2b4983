"""Cases against their record: numbers read off runs, errors, coverage, order of places."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from marosim import cases
from marosim.response_model import ResponseModel
from marosim.settings import Settings
from marosim.study.compose import Composed, compose
from marosim.study.observed import CALIBRATION, Run, rows_for, simulate
from marosim.study.options import StudyOptions
from marosim.study.published import COLUMNS
from marosim.study.validation import validate
from marosim.study.validation_cases import compare_with_record, in_band, judge
from marosim.study.validation_figure import case_figure

DAYS = 30


@pytest.fixture(scope="module")
def model() -> ResponseModel:
    settings = Settings()
    settings.population.agents = 2000
    settings.days = DAYS
    settings.record.places_every = 1
    return ResponseModel(cases.load("rwanda_1994"), settings).run()


def ask(model: ResponseModel, **asked: object) -> float:
    """One row of an observed.csv, answered by the run."""
    row = {"metric": "deaths_direct", "place": "", "how": "flow", "day_from": 0, "day_to": 9}
    run = Run(model.case, model.daily, model.places_table)
    return run.number(pd.Series({**row, **asked}))


def test_numbers_are_those_of_the_tables(model: ResponseModel) -> None:
    deaths = model.daily["deaths_direct"].to_numpy()
    assert ask(model, day_from=3, day_to=9) == pytest.approx(deaths[3:10].sum())
    assert ask(model, how="cumulative_share", day_to=14) == pytest.approx(
        deaths[:15].sum() / deaths.sum()
    )
    displaced = model.daily["displaced_internal"].iloc[20]
    assert ask(model, metric="displaced_internal", how="level", day_to=20) == displaced
    assert displaced > 0


def test_shares_of_regions_add_up(model: ResponseModel) -> None:
    regions = model.case.places.loc[model.case.places["kind"] == "town", "region"].unique()
    shares = {
        region: ask(model, place=f"region:{region}", how="share", day_to=DAYS - 1)
        for region in regions
    }
    assert sum(shares.values()) == pytest.approx(1.0)
    here = [model.geography.index[n] for n in
            model.case.places.query("region == 'Butare'")["name"]]  # fmt: skip
    dead = model.civilians.dead_direct
    assert shares["Butare"] == pytest.approx(dead[here].sum() / dead.sum())


def test_refugees_are_counted_by_country_and_place(model: ResponseModel) -> None:
    abroad = model.case.places[model.case.places["country"] != model.case.country]
    by_country = sum(
        ask(model, metric="displaced_abroad", how="level", place=f"country:{c}", day_to=DAYS - 1)
        for c in abroad["country"].unique()
    )
    by_place = sum(
        ask(model, metric="displaced_abroad", how="level", place=p, day_to=DAYS - 1)
        for p in abroad["name"]
    )
    assert by_country == pytest.approx(by_place)
    assert 0 < by_place <= model.daily["displaced_abroad"].iloc[-1]


def test_what_a_run_does_not_have_is_no_number(model: ResponseModel) -> None:
    assert np.isnan(ask(model, metric="unheard_of"))
    assert np.isnan(ask(model, day_from=DAYS + 5, day_to=DAYS + 9))


def test_a_shortened_run_answers_only_what_it_can() -> None:
    case = cases.load("rwanda_1994")
    rows = rows_for(case, CALIBRATION, days=30)
    assert (rows["use"] == CALIBRATION).all()
    assert (rows["day_to"] < 30).all()
    assert "cumulative_share" not in set(rows["how"])
    assert "cumulative_share" in set(rows_for(case)["how"])


def test_survivors_and_dead_of_the_targeted_are_all_the_targeted() -> None:
    settings = Settings()
    settings.population.agents = 2000
    settings.days = 20
    model = ResponseModel(cases.load("rwanda_1994"), settings)
    rows = pd.DataFrame(
        [{"metric": "survivors", "place": "", "how": "level", "day_from": 0, "day_to": 19}]
    )
    (alive,) = simulate(model, rows)
    group = model.geography.communities.index("tutsi")
    dead = (
        model.civilians.dead_direct[:, group].sum() + model.civilians.dead_indirect[:, group].sum()
    )
    assert alive + dead == pytest.approx(model.civilians.initial[:, group].sum())
    assert dead > 0


def comparison(simulated: list[float], spread: float = 0.1) -> pd.DataFrame:
    """Six months and five regions with record 100, 200, … and these simulated values."""
    count = len(simulated)
    value = 100.0 * np.arange(1, count + 1)
    table = pd.DataFrame({"value": value, "simulated": simulated, "low": value / 2})
    table["high"] = value * 2
    table["simulated_low"] = table["simulated"] * (1 - spread)
    table["simulated_high"] = table["simulated"] * (1 + spread)
    months = [dt.date(2000, m, 1) for m in range(1, count + 1)]
    table["date_from"] = table["date_to"] = [str(m) for m in months]
    table["day_from"] = 30 * np.arange(count)
    table["day_to"] = table["day_from"] + 29
    table["in_range"] = table["simulated"].between(table["low"], table["high"])
    table["in_band"] = in_band(table)
    return table.assign(
        scenario="made_up", metric="deaths_direct", place="", how="flow", use="held_out",
        source="made up", replications=4, label="independent",
    )  # fmt: skip


def lines(table: pd.DataFrame) -> dict[str, dict]:
    return {line["target"].split(",")[0]: line for line in judge(table)}


def test_the_record_may_err_as_far_as_it_says() -> None:
    table = comparison([140.0, 440.0, 300.0, 180.0, 240.0, 600.0])
    table["low"], table["high"] = table["value"] * 0.7, table["value"] * 1.5
    assert list(in_band(table)) == [True, False, True, False, False, True]


def test_the_order_of_places_is_a_rank_correlation() -> None:
    table = comparison([0.1, 0.2, 0.3, 0.4, 0.5]).assign(how="share")
    table["place"] = [f"region:{i}" for i in range(5)]
    assert lines(table)["order of places by people killed"]["simulated"] == pytest.approx(1.0)
    turned = comparison([0.5, 0.4, 0.3, 0.2, 0.1]).assign(how="share", place=table["place"])
    line = lines(turned)["order of places by people killed"]
    assert line["simulated"] == pytest.approx(-1.0)
    assert not line["passes"]


def test_validate_writes_its_table_record_and_figures(tmp_path: Path) -> None:
    words = ["scenario=rwanda_1994", "population.agents=1000", "days=120"]
    table = validate([compose(words)], tmp_path, published=False, replications=2, workers=1)
    kept = pd.read_csv(tmp_path / "validation.csv")
    assert list(kept.columns) == COLUMNS
    assert len(kept) == len(table) > 3
    assert set(kept["label"]) <= {"fitted", "input", "independent"}
    # every case's level of deaths was set by hand in sight of its record: none is evidence
    assert set(kept.loc[kept["target"].str.contains("deaths_civilians"), "label"]) == {"fitted"}
    parts = pd.read_csv(tmp_path / "composition.csv").set_index("quantity")
    assert 0 <= parts.loc["share_one_sided_of_civilian_deaths", "simulated"] <= 1
    assert list(pd.read_csv(tmp_path / "face.csv")) == ["case", "metric", "finding", "detail"]
    record = pd.read_csv(tmp_path / "record.csv")
    dead = record[(record["metric"] == "deaths_direct") & (record["how"] == "flow")].iloc[0]
    assert dead["simulated_low"] <= dead["simulated"] <= dead["simulated_high"]
    assert dead["simulated"] > 10_000
    for name in ("rwanda_1994", "rwanda_1994_evidence"):
        assert (tmp_path / "figures" / f"{name}.png").stat().st_size > 10_000


def test_uncertain_settings_widen_the_band() -> None:
    base = compose(["scenario=rwanda_1994", "population.agents=400", "days=30"])
    case = base.case
    rows = case.observed[(case.observed["how"] == "flow") & (case.observed["place"] == "")]
    rows = rows.assign(date_to=case.start + dt.timedelta(days=29))  # as if of a month
    short = dataclasses.replace(case, observed=rows)

    def width(uncertainty: str) -> float:
        study = StudyOptions(uncertainty=uncertainty, spread=0.5)
        found = compare_with_record(Composed(short, base.settings, study), 12, workers=1)
        return float((found["simulated_high"] - found["simulated_low"]).iloc[0])

    assert width("ranges") > width("none")


def test_the_figure_shows_every_kind_of_row() -> None:
    table = comparison([100, 200, 300, 400, 500, 600])
    places = comparison([0.1, 0.2, 0.3, 0.4]).assign(how="share", place="region:North")
    figure = case_figure(pd.concat([table, places], ignore_index=True), "Made up")
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert "Civilians killed in a month" in titles
    assert "Share of the dead by place" in titles
