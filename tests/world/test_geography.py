"""The map: shortest ways, closings, seasons, and the events that change them."""

from __future__ import annotations

import dataclasses

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import marosim.cases
from marosim.response_model import ResponseModel
from marosim.settings import Settings
from marosim.study.ensemble import conflict
from marosim.world.geography import UNREACHABLE, Geography


def geography(number: int = 0) -> Geography:
    return Geography(conflict(number), Settings().travel, seed=1)


def graph_of(map_: Geography) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(range(map_.count))
    for a, b, km, open_ in zip(map_.start, map_.end, map_.length_km, map_.route_open, strict=True):
        if open_ and map_.place_open[a] and map_.place_open[b]:
            known = graph.get_edge_data(int(a), int(b), {"km": np.inf})["km"]
            graph.add_edge(int(a), int(b), km=min(float(km), known))
    return graph


def check_ways(map_: Geography) -> None:
    """Distances agree with another library's; every next place leads nearer."""
    expected = dict(nx.all_pairs_dijkstra_path_length(graph_of(map_), weight="km"))
    for a in range(map_.count):
        for b in range(map_.count):
            distance = map_.distance_km[a, b]
            if b not in expected[a]:
                assert np.isinf(distance)
                assert map_.next_place[a, b] == UNREACHABLE
                continue
            assert distance == pytest.approx(expected[a][b])
            if a != b:
                onward = int(map_.next_place[a, b])
                assert map_.distance_km[onward, b] < distance
                leg = map_.distance_km[a, onward]
                assert leg + map_.distance_km[onward, b] == pytest.approx(distance)
                assert abs(int(map_.leg_km[a, b]) - leg) <= 1


@settings(max_examples=15)
@given(st.integers(0, 200), st.lists(st.integers(0, 10_000), max_size=12), st.integers(0, 3))
def test_ways_are_shortest_whatever_is_closed(number, closed, places_closed):
    map_ = geography(number)
    map_.route_open[np.array(closed, dtype=int) % len(map_.start)] = False
    map_.place_open[:places_closed] = False
    map_.refresh()
    check_ways(map_)
    assert np.allclose(map_.distance_km, map_.distance_km.T)


@pytest.mark.parametrize("name", marosim.cases.available())
def test_every_place_of_a_shipped_case_can_be_reached(name):
    case = marosim.cases.load(name)
    map_ = Geography(case, Settings().travel, seed=1)
    assert np.isfinite(map_.distance_km).all()
    assert (map_.length_km > 0).all()
    assert len(set(map_.names)) == map_.count


def test_a_closed_border_is_not_crossed_and_an_open_one_is():
    map_ = geography(1)
    inside, outside = np.flatnonzero(map_.inside), np.flatnonzero(~map_.inside)
    assert np.isfinite(map_.distance_km[np.ix_(inside, outside)]).all()
    map_.close_border("YY")
    assert np.isinf(map_.distance_km[np.ix_(inside, outside)]).all()
    map_.close_border("YY", closed=False)
    assert np.isfinite(map_.distance_km[np.ix_(inside, outside)]).all()


def test_rains_slow_units_on_all_roads():
    options = Settings().travel
    options.rainy_months = [4, 5]
    map_ = Geography(conflict(0), options, seed=1)
    dry = map_.travel_days.copy()
    map_.set_season(4)
    far = dry > 0
    assert np.allclose(map_.travel_days[far], dry[far] / options.rainy_factor)
    map_.set_season(6)
    assert np.allclose(map_.travel_days, dry)


def with_timeline(*rows, case=None):
    case = case or conflict(1)
    table = pd.DataFrame(
        [
            (day, case.date(day), kind, place, "", value, "An event", "made up")
            for day, kind, place, value in rows
        ],
        columns=conflict(1).timeline.columns,
    )
    return dataclasses.replace(case, timeline=table)


def run(case, days):
    settings_ = Settings(seed=3, days=days)
    settings_.population.agents = 1000
    return ResponseModel(case, settings_)


def test_dated_events_close_and_open_and_are_logged_with_their_place():
    case = with_timeline(
        (2, "border_closed", "YY", 0.0), (5, "place_closed", "Place 4", 0.0),
        (8, "border_opened", "YY", 0.0), (9, "place_opened", "Place 4", 0.0),
    )  # fmt: skip
    model = run(case, 12)
    map_ = model.geography
    shut, apart = [], []
    abroad = int(np.flatnonzero(~map_.inside)[0])
    for _ in range(12):
        model.step()
        shut.append(not map_.route_open[map_.crosses_border].any())
        apart.append(bool(np.isinf(map_.distance_km[map_.index["Place 4"], map_.capital])))
    assert shut == [False] * 2 + [True] * 6 + [False] * 4
    assert apart == [False] * 5 + [True] * 4 + [False] * 3
    assert np.isfinite(map_.distance_km[map_.capital, abroad])
    logged = model.events[model.events["kind"].str.contains("closed|opened")]
    assert list(logged["day"]) == [2, 5, 8, 9]
    assert list(logged["place"]) == ["", "Place 4", "", "Place 4"]


def test_nobody_leaves_a_country_whose_borders_are_closed_from_the_start():
    rwanda = marosim.cases.load("rwanda_1994")
    trigger = (0, "trigger", "", 1.0)
    open_ = run(with_timeline(trigger, case=rwanda), 50).run()
    closed = run(with_timeline(trigger, (0, "border_closed", "", 0.0), case=rwanda), 50).run()
    assert open_.daily["displaced_abroad"].iloc[-1] > 0
    assert closed.daily["displaced_abroad"].max() == 0
    assert closed.daily["displaced_internal"].max() > 0


def test_a_dated_trigger_escalates_and_never_sets_deaths():
    case = with_timeline((10, "trigger", "", 0.9))
    with_, without = run(case, 12), run(conflict(1), 12)
    for _ in range(10):
        with_.step()
        without.step()
    assert with_.daily["deaths_direct"].equals(without.daily["deaths_direct"])
    before = with_.situation.escalation.copy()
    with_.step()
    without.step()
    assert (with_.situation.escalation > before).any()
    assert with_.daily["escalation"].iloc[-1] > without.daily["escalation"].iloc[-1]


def test_units_stand_in_mesas_cells_and_civilians_do_not():
    model = run(conflict(1), 30).run()
    listed = [agent for cell in model.geography.network for agent in cell.agents]
    units = [*model.armed.units, *model.mission.units]
    assert {id(a) for a in listed} >= {id(u) for u in units}
    assert all(model.geography.cell(u.place) is u.cell for u in model.armed.units)
    assert len(listed) < model.civilians.count


def with_events(case, *rows):
    """A case with dated events between organisations: (day, kind, place, actor, value)."""
    table = pd.DataFrame(
        [(d, case.date(d), k, p, a, v, "An event", "made up") for d, k, p, a, v in rows],
        columns=conflict(1).timeline.columns,
    )
    return dataclasses.replace(case, timeline=table)


def test_a_war_opens_and_closes_on_its_days():
    case = with_events(
        conflict(1),
        (3, "war_closed", "", "government|rebels", np.nan),
        (6, "war_opened", "", "rebels|government", np.nan),
    )
    model = run(case, 9)
    fought = []
    for _ in range(9):
        model.step()
        fought.append(bool(model.situation.at_war[0, 1] and model.situation.at_war[1, 0]))
    assert fought == [True] * 3 + [False] * 3 + [True] * 3


def test_nobody_fights_or_mediates_a_war_that_has_ended():
    over = with_events(conflict(0), (0, "war_closed", "", "government|rebels", np.nan))
    model, peace = run(conflict(0), 200).run(), run(over, 200).run()
    assert model.daily["battles"].sum() > 0
    assert peace.daily["battles"].sum() == 0
    assert peace.daily["talks_begun"].sum() == 0


def test_talks_of_one_pair_leave_the_other_wars_alone():
    bosnia = marosim.cases.load("bosnia_1992")
    case = with_events(bosnia, (20, "agreement_talks", "", "hvo|vrs", 1.0))
    model = run(case, 22)
    model.settings.mediation.mediators = 0
    model.run()
    names = [o.name for o in model.armed.organisations]
    under = {
        frozenset((names[d.first], names[d.second])) for d in model.peace.dyads.values() if d.kind
    }
    assert under == {frozenset(("hvo", "vrs"))}


def test_foreign_forces_leave_on_their_day_and_do_not_come_back():
    somalia = marosim.cases.load("somalia_2007")
    case = with_events(somalia, (10, "withdrawal", "Mogadishu", "ethiopia", 1.0))
    model = run(case, 60)
    strength = []
    for _ in range(60):
        model.step()
        strength.append(model.situation.force.sum(axis=1)[1])
    assert min(strength[:10]) > 10_000
    assert max(strength[10:]) == 0.0
    left = model.armed.organisations[1]
    accounted = left.initial + left.replaced + left.recruited + left.moved_in
    assert accounted - left.killed - left.demobilised == pytest.approx(0.0, abs=1e-6)


def test_an_offensive_draws_the_fighters_of_its_actor_and_sets_nothing():
    case = conflict(0)
    goal = Geography(case, Settings().travel, 1).capital
    name = str(case.places["name"].iloc[goal])
    ordered = with_events(case, *((d, "offensive", name, "rebels", 1.0) for d in (1, 30, 60)))
    with_, without = run(ordered, 90), run(case, 90)
    strength = np.zeros(2)
    for _ in range(90):
        with_.step()
        without.step()
        strength += [with_.situation.force[1, goal], without.situation.force[1, goal]]
    assert strength[0] > strength[1]
    assert with_.events.query("kind == 'offensive'")["place"].tolist() == [name] * 3
