"""Mesa's own tools take a marosim model as they take any other."""

from __future__ import annotations

import copy
import gc
import pickle
import weakref

import mesa
import numpy as np
import pytest
from matplotlib import pyplot as plt
from mesa.discrete_space import Network
from small import SMALL, after, digest, make

import marosim
from marosim.armed.units import ArmedUnit
from marosim.civilians.civilian import Civilian
from marosim.mission.units import PeacekeeperUnit
from marosim.peace.mediators import Mediator
from marosim.record.checkpoint import CheckpointError, save_checkpoint
from marosim.record.folder import RunFolderError, check_same_run, write_run

needs_batch_run = pytest.mark.skipif(not hasattr(mesa, "batch_run"), reason="left Mesa in 4")


def test_run_model_ends_and_a_step_past_the_end_does_nothing():
    model = make(days=4)
    assert model.running
    model.run_model()
    assert (model.day, model.running) == (4, False)
    before = digest(model)
    model.step()
    assert (model.day, digest(model)) == (4, before)
    assert digest(make(days=4).run()) == before


def test_a_model_is_made_from_keywords_alone():
    model = marosim.Model(days=3, population__agents=400, rng=5)
    assert isinstance(model, mesa.Model) and model.settings.seed == 5
    assert digest(model.run()) == digest(
        marosim.model("rwanda_1994", days=3, population__agents=400, seed=5).run()
    )
    for wrong in (1.5, "7", np.random.default_rng(1)):
        with pytest.raises(ValueError, match="expected a whole number"):
            marosim.Model(days=3, rng=wrong)
    with pytest.raises(ValueError, match="rng or as seed"):
        marosim.Model(days=3, rng=1, seed=1)


@needs_batch_run
@pytest.mark.parametrize("processes", [1, 2])
def test_batch_run_runs_every_combination(processes):
    parameters = {**SMALL, "scenario": "rwanda_1994", "days": 4, "mandate": ["none", "robust"]}
    del parameters["seed"]
    seeds = {"rng": [1, 2]}
    if "rng" not in mesa.batch_run.__code__.co_varnames[: mesa.batch_run.__code__.co_argcount]:
        parameters, seeds = {**parameters, **seeds}, {}
    rows = mesa.batch_run(
        marosim.Model, parameters, number_processes=processes, max_steps=50,
        display_progress=False, **seeds,
    )  # fmt: skip
    assert {(row["mandate"], row["rng"]) for row in rows} == {
        (mandate, seed) for mandate in ("none", "robust") for seed in (1, 2)
    }
    for row in rows:
        alone = make(days=4, mandate=row["mandate"], seed=row["rng"]).run()
        assert row["day"] == 3
        for name in ("fighters", "attacks", "people_killed_total"):
            if name in alone.daily:
                assert row[name] == alone.daily[name].iloc[-1]


def test_the_collector_holds_what_the_daily_table_holds():
    model = make(days=6).run()
    collected = model.datacollector.get_model_vars_dataframe()
    assert len(collected) == 6
    daily = model.daily.drop(columns="date").astype(float)
    assert set(daily) <= set(collected)
    for name in daily:
        np.testing.assert_array_equal(daily[name].to_numpy(), collected[name].to_numpy(dtype=float))
    assert len(make(days=2, collect=False).run().datacollector.model_vars) == 0


def test_a_collector_of_ones_own_may_ask_agents_of_each_class():
    model = after(2)
    model.datacollector = mesa.DataCollector(
        model_reporters={"afraid": lambda m: m.agents_by_type[Civilian].agg("fear", np.mean)},
        agenttype_reporters={
            ArmedUnit: {"fighters": "fighters"},
            Civilian: {"where": "place", "fear": lambda c: c.fear},
        },
    )
    model.step()
    people = model.datacollector.get_agenttype_vars_dataframe(Civilian)
    units = model.datacollector.get_agenttype_vars_dataframe(ArmedUnit)
    assert len(people) == model.civilians.count and len(units) == len(model.armed.units)
    assert sorted(people["where"]) == sorted(model.agents_by_type[Civilian].get("place"))
    assert units["fighters"].sum() == pytest.approx(model.situation.force.sum())
    afraid = model.datacollector.get_model_vars_dataframe()["afraid"].iloc[0]
    assert afraid == pytest.approx(people["fear"].mean())
    assert {ArmedUnit, Civilian} <= set(model.agent_types)


def test_verbs_of_sets_of_agents_reach_the_model():
    model = after(3)
    units = model.agents.select(agent_type=ArmedUnit)
    strong = units.select(lambda unit: unit.fighters > 100, at_most=4)
    assert 0 < len(strong) <= 4
    strong.set("fighters", 50.0)
    assert strong.agg("fighters", [min, max]) == [50.0, 50.0]
    by_side = units.groupby(lambda unit: unit.organisation.name).agg("fighters", sum)
    for organisation in model.armed.organisations:
        assert by_side.get(organisation.name, 0) == pytest.approx(organisation.fighters)
    strong.shuffle_do(lambda unit: unit.remove())
    assert not [unit for unit in strong if unit in model.agents]
    model.remove_all_agents()
    assert len(model.agents) == 0 and not model.armed.units and not model.mission.units
    assert model.situation.force.sum() == 0
    while not model.finished:
        model.step()
    assert len(model.agents_by_type[Civilian]) == model.civilians.count


def test_the_space_is_the_map_and_places_stand_where_they_are():
    model = make()
    assert isinstance(model.space, Network) and model.grid is model.space
    assert len(model.space.all_cells) == model.geography.count
    map_ = model.geography
    for place in range(map_.count):
        where = (map_.longitude[place], map_.latitude[place])
        assert model.space.G.nodes[place]["pos"] == pytest.approx(where)
        own = getattr(map_.cell(place), "position", None)
        assert own is None or list(own) == pytest.approx(where)
    standing = {agent for cell in model.space.all_cells for agent in cell.agents}
    assert standing == {
        a for a in model.agents if isinstance(a, (ArmedUnit, PeacekeeperUnit, Mediator))
    }


def test_mesa_draws_the_space():
    pytest.importorskip("solara")
    pytest.importorskip("altair")
    visual = pytest.importorskip("mesa.visualization.mpl_space_drawing")
    model = make()
    _, axes = plt.subplots()
    from mesa.visualization.components import AgentPortrayalStyle

    visual.draw_space(model.space, lambda agent: AgentPortrayalStyle(size=20), ax=axes)
    drawn = np.concatenate([c.get_offsets() for c in axes.collections if len(c.get_offsets())])
    plt.close("all")
    assert len(drawn) >= len(model.agents.select(agent_type=ArmedUnit))
    assert len(np.unique(drawn.round(6), axis=0)) > 5


def test_mesas_page_steps_our_map_and_makes_the_same_case_again():
    solara = pytest.importorskip("solara")
    pytest.importorskip("altair")
    pytest.importorskip("anywidget")
    import ipyvuetify
    from mesa.visualization import SolaraViz
    from mesa.visualization.solara_viz import ModelController

    from marosim.view.component import CountryMap, MapWidget

    chosen = {"scenario": "kalvera", "population__agents": 400, "days": 9, "rng": 2}
    model = solara.reactive(marosim.Model(**chosen))
    _, whole = solara.render(
        SolaraViz(model, components=[CountryMap], model_params=chosen), handle_error=False
    )
    assert whole.find(MapWidget).widget.scene["case"] == "kalvera"
    whole.close()

    @solara.component
    def Page():
        every, threads = solara.use_reactive(1), solara.use_reactive(False)
        ModelController(
            model, model_parameters=solara.use_reactive(chosen), play_interval=every,
            render_interval=every, use_threads=threads,
        )  # fmt: skip
        CountryMap(model.value)

    _, page = solara.render(Page(), handle_error=False)

    def press(label: str) -> None:
        page.find(ipyvuetify.Btn, children=[label]).widget.click()

    press("Step")
    press("Step")
    assert model.value.day == 2
    assert page.find(MapWidget).widget.frame["day"] == 2
    press("Reset")
    assert (model.value.day, model.value.case.name, model.value.settings.seed) == (0, "kalvera", 2)
    shown = page.find(MapWidget).widget
    assert (shown.scene["case"], shown.frame["day"]) == ("kalvera", 0)
    page.close()


def test_models_are_let_go_and_do_not_touch():
    model, other = make(days=3), make(days=3)
    first = other.armed.units[0].fighters
    model.armed.units[0].fighters = 5
    model.armed.units[1].remove()
    assert other.armed.units[0].fighters == first and len(other.edits) == 0
    assert digest(other.run()) == digest(make(days=3).run())
    alive = weakref.ref(model)
    del model
    gc.collect()
    assert alive() is None


@pytest.mark.parametrize("way", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_a_copy_goes_on_as_the_original_would(way):
    model = after(5, days=12)
    model.armed.units[2].fighters = 10
    twin = way(model)
    assert twin.armed.units[0].model is twin and twin.armed.units[0].roster is twin.armed
    assert len(twin.edits) == 1
    assert digest(twin.run()) == digest(model.run())
    assert twin.day == 12 and len(twin.datacollector.model_vars["day"]) == 12


def test_a_model_says_that_its_chance_is_not_mesas():
    model = make(days=4)
    with pytest.warns(UserWarning, match=r"draws its chance by name from settings\.seed"):
        model.reset_rng(5)
    model.random.seed(9)
    assert digest(model.run()) == digest(make(days=4).run())


def test_an_error_in_an_agent_leaves_a_model_that_says_so():
    class Fails(mesa.Agent):
        def step(self):
            if self.model.day == 2:
                raise RuntimeError("on purpose")

    model = make(days=6)
    Fails(model)
    with pytest.raises(RuntimeError, match="on purpose"):
        model.run_model()
    with pytest.raises(RuntimeError, match="day 2 was cut short"):
        model.step()


def test_what_was_changed_by_hand_is_told_and_cannot_be_continued(tmp_path):
    model = after(2, days=4)
    model.armed.units[0].fighters = 3
    with pytest.raises(CheckpointError, match=r"changed by hand once \(on day 2: ArmedUnit 0"):
        save_checkpoint(tmp_path / "run", model, scenario="rwanda_1994")
    assert list(tmp_path.iterdir()) == []
    folder = write_run(tmp_path / "run", model.run(), duration_s=0.0)
    plain = make(days=4).run()
    from marosim.core.setting import as_dict

    with pytest.raises(RunFolderError, match="1 change by hand"):
        check_same_run(folder, plain.case.digest, as_dict(plain.first_settings))
    write_run(tmp_path / "plain", plain, duration_s=0.0)
    check_same_run(tmp_path / "plain", plain.case.digest, as_dict(plain.first_settings))
