"""What options of a mission's operations promise: its approach and its aircraft."""

from __future__ import annotations

from functools import cache

import numpy as np
from preset_runs import PRESENT, as_recorded, last, made, promises, run

from marosim.mission.approach import OperationalApproach
from marosim.mission.state import TROOPS
from marosim.mission.theatre import look
from marosim.response_model import ResponseModel

# --- approach ----------------------------------------------------------------------------


@cache
def followed(name: str) -> tuple[ResponseModel, dict[str, float]]:
    """The robust mission in Rwanda under an approach, and what its troops stand beside.

    That is, for the parties' front, the host and those who attack civilians, the share of troops
    whose place is among the tenth with most of it; the mean over all days with troops, since
    armed units move faster than planners, so that one day is luck.
    """
    model = made(*PRESENT, "mandate=robust", f"approach={name}", "seed=1")
    rule = model.mechanism("approach")
    assert isinstance(rule, OperationalApproach)
    near: dict[str, list[float]] = {"front": [], "host": [], "hostile": []}
    while not model.finished:
        model.step()
        at, theatre = model.mission.at_places(TROOPS, model.day), look(rule)
        for what, shares in near.items() if at.any() else ():
            most = np.argsort(-getattr(theatre, what))[: model.geography.count // 10]
            shares.append(float(at[most].sum() / at.sum()))
    assert model.daily["attacks"].sum() > 20
    return model, {what: float(np.mean(shares)) for what, shares in near.items()}


def follows(name: str) -> ResponseModel:
    """The run alone; area security is what is compared with."""
    return followed(name)[0]


def beside(name: str, what: str) -> float:
    """Share of troops who stand beside something."""
    return followed(name)[1][what]


def end_of(model: ResponseModel, metric: str) -> float:
    """Mean of a metric over the last ten days."""
    return float(model.daily[metric].iloc[-10:].mean())


def reached(name: str) -> float:
    """Places where troops act, on a day of the run."""
    return float(follows(name).daily["places_with_peacekeepers"].mean())


@promises(
    "approach",
    "area_security",
    "Saturation: troops spread over the whole area to be present everywhere.",
)
def area_security() -> None:
    # containment rings violence, which in Rwanda is everywhere: it may stand as widely
    names = ("oil_spot", "separation", "safe_areas", "partner_enabling", "defeat_perpetrators")
    wide = reached("area_security")
    assert wide > 0.7 * follows("area_security").geography.inside.sum()
    assert all(wide > reached(name) for name in names)


@promises(
    "approach",
    "oil_spot",
    "Shape, clear, hold, build: secure a few places and widen them step by step.",
)
def oil_spot() -> None:
    model = follows("oil_spot")
    held = model.daily["places_with_peacekeepers"]
    assert 0 < held[0] < held.iloc[-1] < 0.5 * model.geography.inside.sum()
    at = model.mission.at_places(TROOPS, 40) > 0
    ways = model.mission.days_between[model.mission.entry]
    inside = model.geography.inside
    assert ways[at].mean() < 0.7 * ways[inside].mean()  # from the capital outward


@promises("approach", "separation", "Stand between the parties and keep them apart.")
def separation() -> None:
    assert beside("separation", "front") > 1.5 * beside("area_security", "front")


@promises("approach", "safe_areas", "Concentrate on a few places where civilians may shelter.")
def safe_areas() -> None:
    model = follows("safe_areas")
    assert 0 < end_of(model, "places_with_peacekeepers") <= 6
    assert end_of(model, "refuge_room") > 1.2 * end_of(follows("area_security"), "refuge_room")
    room, defence = model.situation.refuge_capacity, model.situation.refuge_defence
    assert (room > 0).sum() <= 6 and (defence[room > 0] > 0).all()


@promises(
    "approach",
    "partner_enabling",
    "Train, equip and support a partner's forces, who do the protecting.",
)
def partner_enabling() -> None:
    enabled, spread = (
        last(follows(name), "host_capacity") for name in ("partner_enabling", "area_security")
    )
    assert enabled > 1.05 * spread
    assert beside("partner_enabling", "host") > 1.5 * beside("area_security", "host")


@promises(
    "approach", "containment", "Keep violence from spreading: block the roads of armed units."
)
def containment() -> None:
    ringed, spread = (
        end_of(follows(name), "roads_blocked") for name in ("containment", "area_security")
    )
    assert ringed > 1.5 * spread


@promises(
    "approach",
    "defeat_perpetrators",
    "Go after those who attack civilians and weaken them. They fight the mission in return.",
)
def defeat_perpetrators() -> None:
    war, peace = follows("defeat_perpetrators"), follows("area_security")
    assert war.daily["perpetrators_lost"].sum() > 20
    assert not peace.daily["perpetrators_lost"].any()
    assert beside("defeat_perpetrators", "hostile") > 1.5 * beside("area_security", "hostile")
    fell, fewer = (model.daily["peacekeeper_deaths"].sum() for model in (war, peace))
    assert fell > 50 > 5 * fewer


@promises("approach", "historical", "The approach of the mission in the case.")
def approach_of_the_case() -> None:
    as_recorded("approach", "area_security")


# --- air ---------------------------------------------------------------------------------

ALONE = ("scenario=rwanda_1994", "population.agents=300", "days=25", "mandate=none",
         "deployment=none")  # fmt: skip


@promises("air", "none", "No aircraft over the country.")
def no_aircraft() -> None:
    model = run(*ALONE, "air=none")
    assert not model.daily["air_sorties"].any() and not model.daily["air_silenced"].any()
    assert "air" not in model.politics.cost_by_line


@promises(
    "air",
    "no_fly",
    "Aircraft patrol the sky and strike nobody, so that heavy arms are used a little less.",
)
def no_fly() -> None:
    model = run(*ALONE, "air=no_fly")
    assert model.daily["air_sorties"].all() and not model.daily["air_strikes"].any()
    assert not model.daily["harm_by_mission"].any()
    assert 0 < model.daily["air_silenced"].mean() < 0.2
    assert model.politics.cost_by_line["air"] > 0


@promises(
    "air",
    "close_support",
    "Aircraft strike those who attack near peacekeepers or protection sites, when peacekeepers "
    "ask.",
)
def close_support() -> None:
    assert not run(*ALONE, "air=close_support").daily["air_strikes"].any()  # nobody asks
    model = run(*PRESENT, "mandate=robust", "air=close_support")
    assert 0 < (model.daily["air_strikes"] > 0).sum() < len(model.daily)


@promises(
    "air",
    "interdiction",
    "Aircraft hunt heavy arms and large formations of those who attack civilians, everywhere.",
)
def interdiction() -> None:
    hunted, overflown = (run(*ALONE, f"air={mode}") for mode in ("interdiction", "no_fly"))
    assert hunted.daily["air_strikes"].sum() > 0
    now = hunted.situation
    targets = hunted.mechanism("approach").targets()
    assert now.air_suppression[targets].any() and not hunted.mission.units
    others = np.delete(np.arange(len(now.force)), targets)
    assert not now.air_suppression[others].max() > 0.3
    assert last(hunted, "air_silenced") != last(overflown, "air_silenced")


@promises("air", "historical", "Air power as it was in the case.")
def air_of_the_case() -> None:
    as_recorded("air", "interdiction")
