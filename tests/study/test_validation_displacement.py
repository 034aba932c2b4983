"""What validate writes and shows for a case imported from Flee."""

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from flee_case import COUNTS, LOCATIONS, ROUTES, imported, write

from marosim import cases
from marosim.cli import marosim
from marosim.core.setting import SettingError
from marosim.study.displacement_figure import MOST_PANELS, displacement_figure
from marosim.study.validation_flee import (
    DisplacementCheck,
    averaged_relative_difference,
    camp_counts,
    check_displacement,
    simulate,
)


def test_validate_shows_every_rule_with_and_without_rescaling(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cases.import_flee(write(tmp_path / "flee"), "made")
    words = ["validate", "scenario=made", "replications=2", "output_dir=out"]
    result = CliRunner().invoke(marosim, words, catch_exceptions=False)
    assert result.exit_code == 0
    errors = pd.read_csv(tmp_path / "out" / "displacement.csv").set_index("rule")
    for rule in ("marosim", "equal share", "constant share of day 30", "flat from day 30"):
        assert rule in result.output
        assert f"{errors.loc[rule, 'rescaled']:.3f}" in result.output
        assert f"{errors.loc[rule, 'not_rescaled']:.3f}" in result.output
    own = errors.loc["marosim"]
    assert own["rescaled_low"] <= own["rescaled"] <= own["rescaled_high"]
    assert own["not_rescaled_low"] <= own["not_rescaled"] <= own["not_rescaled_high"]
    assert (tmp_path / "out" / "figures" / "made.png").stat().st_size > 10_000


def test_the_figure_shows_the_largest_camps_and_says_how_many_are_not_shown():
    count = MOST_PANELS + 3
    counted = np.tile(np.arange(count, dtype=float), (5, 1))
    camps = [f"Camp_{i}" for i in range(count)]
    check = DisplacementCheck("x", "X 2000", "XA", 2000, camps, counted, [counted, counted + 1])
    figure = displacement_figure(check)
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles[0] == f"Camp {count - 1}" and "Camp 0" not in titles
    assert any("3 smaller camps" in text.get_text() for text in figure.findobj(
        lambda item: hasattr(item, "get_text")))  # fmt: skip


@pytest.mark.parametrize("end", ["", "_low", "_high"])
def test_naive_rules_have_no_spread(end):
    counted = np.array([[4.0, 6.0], [5.0, 15.0]])
    table = DisplacementCheck("x", "X", "XA", 2000, ["a", "b"], counted, [counted]).table()
    rows = table.set_index("rule")
    assert rows.loc["marosim", "rescaled" + end] == 0
    assert rows.loc["equal share", "not_rescaled" + end] == pytest.approx((0.2 + 0.5) / 2)


TO_WEST = f"{ROUTES}East,West,300,2\n"
LATE = "#closure_type,name1,name2,closure_start,closure_end\n"
SHUT = f"{LATE}camp,East,,0,-1\n"
FREED = f"{SHUT}remove_forced_redirection,East,West,30,-1\n"


@pytest.mark.parametrize(
    ("closures", "east"),
    [(LATE, True), (SHUT, False), (FREED, False)],
    ids=["open", "shut", "shut and sent on for 30 days"],
)
def test_a_camp_that_takes_people_in_keeps_those_whom_a_forced_route_would_send_on(
    tmp_path, closures, east
):
    case = imported(tmp_path, routes=TO_WEST, closures=closures)
    camps, _ = camp_counts(case)
    people = dict(zip(camps, simulate(case)[-1], strict=True))
    assert bool(people["East"] > 500) == east
    assert people["West"] > 500


def test_who_finds_a_camp_shut_goes_on_where_a_forced_route_leads(tmp_path):
    far = ROUTES.replace("Alpha,West,50,", "Alpha,West,2000,")
    shut, sent_on = (
        simulate(imported(tmp_path / name, routes=routes, closures=SHUT))[40]
        for name, routes in (("a", far), ("b", f"{far}East,West,10,2\n"))
    )
    camps = ["East", "West"]
    assert shut[camps.index("East")] == sent_on[camps.index("East")] == 0
    assert sent_on[camps.index("West")] > shut[camps.index("West")]


def test_a_chain_of_forced_routes_leads_to_its_end_and_a_circle_nowhere(tmp_path):
    locations = (
        LOCATIONS + "North,,Rwanda,-2.7,29.2,camp,,9000\nLast,,Rwanda,-2.6,29.1,camp,,9000\n"
    )
    routes = f"{ROUTES}Alpha,North,60,\nNorth,Last,20,2\nEast,North,300,2\nLast,Beta,900,\n"
    counts = {**COUNTS, "data_layout.csv": COUNTS["data_layout.csv"] + "Last,rwa-west.csv\n"}
    both = f"{SHUT}camp,North,,0,-1\ncamp,West,,0,-1\n"
    case = imported(
        tmp_path / "chain", locations=locations, routes=routes, counts=counts, closures=both
    )
    camps, _ = camp_counts(case)
    people = dict(zip(camps, simulate(case)[-1], strict=True))
    assert people["East"] == 0 and people["West"] == 100 and people["Last"] > 500
    circle = f"{routes}West,East,300,2\nEast,West,300,2\n"
    case = imported(
        tmp_path / "circle", locations=locations, routes=circle, counts=counts, closures=both
    )
    assert np.isfinite(simulate(case)).all()


def test_days_without_counts_are_left_out_and_counted():
    nobody, some = [0.0, 0.0], [60.0, 40.0]
    counted = np.array([nobody] * 40 + [some] * 10)
    simulated = np.array([[8000.0, 652.0]] * 40 + [[50.0, 50.0]] * 10)
    assert averaged_relative_difference(simulated, counted) == pytest.approx(0.2)
    assert averaged_relative_difference(simulated, counted, rescaled=False) == pytest.approx(0.2)
    table = DisplacementCheck("x", "X", "XA", 2000, ["a", "b"], counted, [simulated]).table()
    assert (table["days"] == 10).all() and (table["days_without_counts"] == 40).all()
    rows = table.set_index("rule")["rescaled"]
    assert rows["flat from day 40"] == rows["constant share of day 40"] == 0
    assert rows["constant mean share (knows the outcome)"] == pytest.approx(0)
    assert np.isnan(averaged_relative_difference(simulated[:40], counted[:40]))


def test_a_case_in_whose_camps_nobody_is_ever_counted_is_refused(tmp_path):
    counts = {k: v if "-" not in k else "2015-05-01,0\n2015-06-30,0\n" for k, v in COUNTS.items()}
    with pytest.raises(SettingError, match="no camp counts"):
        check_displacement(imported(tmp_path, counts=counts))
