"""What troops, witnesses and sites do to violence, and what they do not."""

from __future__ import annotations

from marosim.mission.state import TROOPS
from marosim.response_model import ResponseModel
from marosim.situation import MISSION
from marosim.study.compose import compose, compose_settings
from marosim.study.ensemble import Mission, conflict

STANDING = ("deployment=historical", "funding=full", "authorisation.day=-10",
            "adaptive_mandate.enabled=false")  # fmt: skip


def country(
    mission: Mission, *overrides: str, mandate: str = "multidimensional", days: int = 25
) -> ResponseModel:
    settings = compose_settings([f"mandate={mandate}", f"days={days}", *STANDING, *overrides])
    settings.population.agents = 800
    return ResponseModel(conflict(1, mission, 2), settings).run()


def rwanda(*overrides: str, days: int = 40, seed: int = 1) -> ResponseModel:
    composed = compose(["scenario=rwanda_1994", "population.agents=4000", f"days={days}",
                        f"seed={seed}", *overrides])  # fmt: skip
    return ResponseModel(composed.case, composed.settings).run()


def test_troops_deter_rebels_more_than_the_government() -> None:
    model = country(Mission(troops=5000.0))
    inside = model.geography.inside
    of = {o.role: model.situation.deterrence[o.index][inside] for o in model.armed.organisations}
    assert of["rebel"].mean() > 0.5
    assert of["government"].mean() < 0.5 * of["rebel"].mean()


def test_deterrence_grows_with_troops_and_with_the_mandate() -> None:
    few, many = country(Mission(troops=1000.0)), country(Mission(troops=8000.0))
    robust = country(Mission(troops=1000.0), mandate="robust")
    means = [m.situation.deterrence.mean() for m in (few, many, robust)]
    assert means[0] < means[1] and means[0] < means[2]


def test_observers_watch_but_do_not_deter_or_part_armies() -> None:
    model = country(Mission(observers=200.0))
    now = model.situation
    assert now.watched[model.geography.inside].mean() > 0.02
    assert not now.deterrence.any() and not now.battle_deterrence.any()
    assert not now.attack_response.any()


def test_police_keep_order_and_leave_battle_alone() -> None:
    now = country(Mission(police=200.0)).situation
    assert now.order.max() > 0.3
    assert not now.battle_deterrence.any()


def test_a_mechanism_switched_off_leaves_its_field_neutral() -> None:
    switches = {
        "presence": ("deterrence", "watched", "protection_sense", "road_safety"),
        "separation": ("battle_deterrence",),
        "containment": ("blocked",),
        "response_to_attack": ("attack_response",),
        "safe_areas": ("refuge_capacity", "refuge_defence"),
        "police_component": ("order",),
        "aid": ("aid",),
    }
    off = [f"{key}.enabled=false" for key in switches]
    model = country(Mission(troops=5000.0, police=200.0), *off, "host_capacity.enabled=false")
    assert model.mission.units
    for fields in switches.values():
        for name in fields:
            assert not getattr(model.situation, name).any(), name


def test_answered_attacks_are_logged_and_within_reach() -> None:
    model = rwanda("response=robust_rapid", days=60)
    answered = model.events[model.events["kind"] == "attack_answered"]
    assert len(answered) == model.daily["attacks_answered"].sum() > 0
    assert (answered["day"] >= model.mission.first_unit_day).all()
    observed = rwanda("response=robust_rapid", "mandate=observer", days=60)
    assert observed.daily["attacks_answered"].sum() == 0


def test_undefended_safe_areas_fall() -> None:
    """Sites whose soldiers may not defend them fall more often than those of the same soldiers
    who may, and shelter fewer people: in eight runs together, since few sites fall in one."""
    here = ("deployment=historical", "authorisation.day=-30", "mandate=robust",
            "approach=safe_areas", "safe_areas.room_per_soldier=300")  # fmt: skip
    bare = ("safe_areas.self_defence=0", "mandate.rules_of_engagement=0",
            "safe_areas.fall_hazard=0.2")  # fmt: skip
    fallen, sheltered = {}, {}
    for name, words in (("defended", ("safe_areas.fall_hazard=0.2",)), ("undefended", bare)):
        daily = [rwanda(*here, *words, seed=seed).daily for seed in range(1, 9)]
        fallen[name] = sum(d["sites_fallen"].iloc[-1] for d in daily)
        sheltered[name] = sum(d["sheltered"].mean() for d in daily)
    assert fallen["undefended"] > fallen["defended"]
    assert sheltered["undefended"] < sheltered["defended"]


def test_losses_make_a_contingent_leave() -> None:
    model = rwanda(
        "mandate=robust", "deployment=rapid", "funding=full", "authorisation.day=0",
        "security.attack_hazard=0.5", "security.tolerance=3", days=70,
    )  # fmt: skip
    left = model.events[model.events["kind"] == "contingent_withdrawn"]
    assert len(left) >= 1
    assert model.daily["peacekeeper_deaths"].sum() >= 3
    assert model.summary["resolve"] < 1.0
    gone = model.events[model.events["kind"] == "contingent_left"]
    assert set(gone["actor"]) & set(left["actor"])


def test_a_host_that_wants_peacekeepers_spares_them() -> None:
    dead = []
    for consent in (0.0, 1.0):
        level = [f"host_consent.{name}={consent}" for name in ("initial", "mean")]
        still = ("host_consent.intrusion=0", "host_consent.diplomacy_gain=0",
                 "security.attack_hazard=0.3", "host_consent.withdrawal_hazard=0")  # fmt: skip
        daily = country(Mission(troops=3000.0), *level, *still).daily
        dead.append(daily["peacekeeper_deaths"].sum())
    assert 0 < dead[1] < dead[0]


def test_losses_are_taken_from_units() -> None:
    model = rwanda("response=robust_rapid", "security.attack_hazard=0.3", days=50)
    sent = sum(c.persons for c in model.mission.contingents if c.kind == TROOPS and c.stage >= 3)
    dead = model.daily["peacekeeper_deaths"].sum()
    assert dead > 0
    assert model.mission.heads(TROOPS) < sent


def test_better_training_means_less_harm_by_the_mission_and_better_troops() -> None:
    low = country(Mission(troops=8000.0), "training=low", mandate="robust")
    high = country(Mission(troops=8000.0), "training=high", mandate="robust")
    assert high.summary["troop_quality"] > low.summary["troop_quality"] + 0.2
    asked = []
    for model in (low, high):
        model.situation.harm[:] = 0.0
        training = model.mechanism("training")
        assert training is not None
        training.step(model.day)
        asked.append(model.situation.harm[MISSION].sum())
    assert 0 < asked[1] < asked[0]


def test_aid_follows_access_and_vanishes_with_the_mission() -> None:
    model = country(Mission(troops=5000.0), days=45)
    assert model.situation.aid[model.geography.inside].mean() > 0.2
    without = country(Mission(troops=5000.0), "mandate.tasks=[monitor]", days=45)
    assert without.situation.aid.mean() < model.situation.aid.mean()


def test_a_decision_during_a_run_takes_effect() -> None:
    settings = compose_settings(["mandate=traditional", "days=60", *STANDING])
    settings.population.agents = 500
    model = ResponseModel(conflict(1, Mission(troops=5000.0), 3), settings)
    for _ in range(20):
        model.step()
    before = model.situation.deterrence.mean()
    change: dict[str, object] = {"rules_of_engagement": 0.9, "protection": 1.0, "chapter": 7}
    model.decide({"mandate": change, "approach": {"name": "safe_areas"}}, "More force")
    for _ in range(25):
        model.step()
    assert model.mission.approach == "safe_areas" and model.mission.declared.any()
    assert model.situation.deterrence.mean() > before
