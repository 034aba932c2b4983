"""What options of warning, coordination, mediation, peacebuilding and training promise."""

from __future__ import annotations

from functools import cache

import numpy as np
from preset_runs import PRESENT, as_recorded, beyond_chance, first, heads, last, made, promises, run

from marosim.civilians.resolution import Resolution
from marosim.peace.mediation import Mediation
from marosim.response_model import ResponseModel
from marosim.situation import MISSION
from marosim.warning.early_warning import SENSORS, EarlyWarning

SENSES = {"liaison", "monitors", "imagery", "social_media", "analytics"}


# --- warning -----------------------------------------------------------------------------


def watched(option: str, *words: str) -> ResponseModel:
    """Rwanda without a mission."""
    return run("scenario=rwanda_1994", "population.agents=300", "days=30", "mandate=none",
               "deployment=none", f"warning={option}", *words)  # fmt: skip


def beside_a_mission(option: str) -> ResponseModel:
    """Rwanda with a mission that people can talk to."""
    return run("scenario=rwanda_1994", "population.agents=300", "days=40", "mandate=traditional",
               "deployment=rapid", "authorisation.day=-120", f"warning={option}")  # fmt: skip


def sensing(option: str) -> set[str]:
    """The sensors whose looks count in a run without a mission."""
    rule = watched(option).mechanism("early_warning")
    assert isinstance(rule, EarlyWarning)
    return {s for s, c in zip(SENSORS, rule.rates["coverage"][:, 0], strict=True) if c > 0}


@promises("warning", "none", "Nobody watches for signs of attacks to come.")
def no_warning() -> None:
    model = watched("none")
    assert not model.daily["alerts"].any() and not model.warning.risk.any()
    assert first(model, "signal") == first(model, "alert") == np.inf
    assert model.daily["attacks"].sum() > 20


@promises(
    "warning", "basic", "Human-rights monitors and a few analysts report, each from few places."
)
def basic() -> None:
    assert sensing("basic") == {"monitors", "analytics"}
    assert 0 < watched("basic").daily["alerts"].sum() < watched("full").daily["alerts"].sum()


@promises("warning", "community", "Community liaison and local networks report what people hear.")
def community() -> None:
    assert sensing("community") - sensing("basic") == {"liaison", "social_media"}
    assert first(watched("community"), "signal") < first(watched("basic"), "signal")
    deaf = watched("community", "early_warning.liaison.coverage=0")
    assert deaf.daily["alerts"].sum() < watched("community").daily["alerts"].sum()
    known = [last(beside_a_mission(w), "local_knowledge") for w in ("community", "basic")]
    assert known[0] > 1.1 * known[1]


@promises(
    "warning",
    "full",
    "Liaison, monitors, images from above and media analysis are fused into one risk for each "
    "place.",
)
def full_warning() -> None:
    model = watched("full")
    assert sensing("full") == SENSES
    assert first(model, "alert") <= first(watched("community"), "alert")
    assert first(model, "alert") < first(watched("basic"), "alert")
    inside = model.geography.inside
    assert len(np.unique(model.warning.risk[inside].round(6))) > inside.sum() / 2


@promises("warning", "historical", "Early warning as it was in the case.")
def warning_of_the_case() -> None:
    as_recorded("warning", "full")


# --- coordination ------------------------------------------------------------------------


def deciding(option: str) -> ResponseModel:
    """A mission to Rwanda that has to be decided on; nobody is sent."""
    return run("scenario=rwanda_1994", "population.agents=300", "days=60", "mandate=robust",
               "deployment=none", "authorisation.agenda=false", "warning=full",
               f"coordination={option}")  # fmt: skip


def days_of_decision(option: str) -> float:
    """Days from the first alert to a mandate."""
    model = deciding(option)
    return first(model, "authorisation") - first(model, "alert")


@promises("coordination", "fragmented", "Organisations plan and report each on its own.")
def fragmented() -> None:
    assert days_of_decision("fragmented") > days_of_decision("lead_agency") + 7
    assert last(deciding("fragmented"), "effort_duplicated") > 0.3
    alerts = [deciding(o).daily["alerts"][:20].sum() for o in ("fragmented", "integrated")]
    assert alerts[0] < alerts[1]


@promises("coordination", "lead_agency", "One organisation leads and the others follow its plan.")
def lead_agency() -> None:
    worse, mine, best = ("fragmented", "lead_agency", "integrated")
    assert days_of_decision(best) < days_of_decision(mine) < days_of_decision(worse)
    wasted = [last(deciding(o), "effort_duplicated") for o in (best, mine, worse)]
    assert wasted == sorted(wasted) and len(set(wasted)) == 3


@promises("coordination", "integrated", "One plan, one picture and one chain of decision for all.")
def integrated() -> None:
    assert days_of_decision("integrated") < 0.5 * days_of_decision("fragmented")
    assert last(deciding("integrated"), "effort_duplicated") <= 0.05
    assert deciding("integrated").warning.shared_intelligence > 0.8


@promises("coordination", "historical", "Coordination as it was in the case.")
def coordination_of_the_case() -> None:
    as_recorded("coordination", "integrated")


# --- mediation ---------------------------------------------------------------------------


def talking(option: str) -> tuple[ResponseModel, Mediation]:
    """Liberia without a mission."""
    model = run("scenario=liberia_2003", "population.agents=300", "days=100", "mandate=none",
                "deployment=none", f"mediation={option}")  # fmt: skip
    rule = model.mechanism("mediation")
    assert isinstance(rule, Mediation)
    return model, rule


def talks(option: str) -> float:
    """Talks that began or ended."""
    daily = talking(option)[0].daily
    return float(daily[["talks_begun", "talks_succeeded", "talks_failed"]].to_numpy().sum())


def chance(option: str, envoys: int) -> float:
    """Mean chance of success over pairs of parties as mediation=none left them."""
    state, (_, rule) = talking("none")[0].peace, talking(option)
    return float(np.mean([rule.chance(dyad, envoys) for dyad in state.meet()]))


@promises("mediation", "none", "Nobody mediates.")
def nobody_mediates() -> None:
    model, rule = talking("none")
    assert not rule.envoys and talks("none") == 0
    assert not model.politics.cost_by_line.get("mediation")


@promises("mediation", "single", "One envoy works with the main parties.")
def single() -> None:
    model, rule = talking("single")
    assert len(rule.envoys) == 1 and talks("single") > 0
    assert first(model, "talks") >= 28  # none is sent before the thirtieth day of the case
    costs = [talking(o)[0].politics.cost_by_line["mediation"] for o in ("single", "competing")]
    assert costs[1] == 3 * costs[0]


@promises("mediation", "competing", "Several mediators work against one another.")
def competing() -> None:
    assert len(talking("competing")[1].envoys) == 3
    assert chance("competing", 3) < 0.5 * chance("competing", 1)


@promises("mediation", "coordinated", "Several mediators work to one plan.")
def coordinated() -> None:
    assert len(talking("coordinated")[1].envoys) == 3
    assert chance("coordinated", 3) > chance("coordinated", 1)
    assert chance("coordinated", 3) > 2 * chance("competing", 3)


@promises("mediation", "early", "Envoys go before the crisis, with leverage.")
def early() -> None:
    model, rule = talking("early")
    ended = min(first(model, "talks_succeeded"), first(model, "talks_failed"))
    assert len(rule.envoys) == 2 and ended < rule.settings.talks_days  # begun before the first day
    assert chance("early", 1) > chance("single", 1)


@promises("mediation", "historical", "Mediation as it was in the case.")
def mediation_of_the_case() -> None:
    as_recorded("mediation", "competing")


# --- peacebuilding -----------------------------------------------------------------------

PROGRAMMES = ("recovery", "local_calm", "ddr_demobilised")


def building(option: str) -> ResponseModel:
    """A mission that stands in Liberia as the war ends, for half a year."""
    return run("scenario=liberia_2003", "population.agents=200", "days=170", "deployment=rapid",
               "mandate=multidimensional", "authorisation.day=-120", "funding=full",
               "reconciliation.start_after_days=20", f"peacebuilding={option}")  # fmt: skip


def built(option: str) -> list[float]:
    """What programmes reached: livelihoods, local calm, fighters; trust and governance above
    what there is without programmes."""
    there, none = building(option), building("none")
    gained = [last(there, m) - last(none, m) for m in ("trust_between_groups", "governance")]
    return [*(last(there, m) for m in PROGRAMMES), *gained]


@promises("peacebuilding", "none", "No programmes: all effort goes to security.")
def no_programmes() -> None:
    assert not any(built("none"))
    lines = building("none").politics.cost_by_line
    assert not lines.get("peacebuilding") and not lines.get("ddr")
    strength = [heads(building(o))[-1] for o in ("none", "minimal", "balanced", "full")]
    assert strength[0] == max(strength) > strength[1]


@promises("peacebuilding", "minimal", "Former fighters are disarmed, little else.")
def minimal() -> None:
    recovery, calm, fighters, trust, governance = built("minimal")
    more = built("balanced")
    assert fighters > 0.6 * more[2]
    assert recovery < 0.5 * more[0] and calm < 0.5 * more[1]
    assert abs(trust) < 0.3 * more[3] and governance < 0.5 * more[4]


@promises("peacebuilding", "balanced", "Security and long-term peace share money and effort.")
def balanced() -> None:
    assert all(mine > 0 for mine in built("balanced"))
    assert all(mine < most for mine, most in zip(built("balanced"), built("full"), strict=True))
    strength = [heads(building(o))[-1] for o in ("full", "balanced", "none")]
    assert strength == sorted(strength) and len(set(strength)) == 3


@promises(
    "peacebuilding",
    "full",
    "Demobilisation, reconciliation, governance and recovery are all funded and locally owned.",
)
def full_programmes() -> None:
    assert all(
        most > 1.2 * less for most, less in zip(built("full"), built("balanced"), strict=True)
    )
    assert building("full").peace.kept > 0.6 > building("balanced").peace.kept


@promises("peacebuilding", "historical", "Programmes as they were in the case.")
def peacebuilding_of_the_case() -> None:
    as_recorded("peacebuilding", "balanced")


# --- training ----------------------------------------------------------------------------


LEVELS = ("standard", "high")


@cache
def harmful(level: str, seed: int) -> tuple[ResponseModel, float]:
    """A run, and the deaths of civilians that its peacekeepers would cause, a soldier and year.

    An agent stands for many thousands here, so that whether one dies of so little is luck.
    """
    model = made(*PRESENT, "mandate=robust", f"training={level}", f"seed={seed}")
    rule = next(m for m in model.mechanisms if isinstance(m, Resolution))
    settle, caused = rule.step, []

    def step(day: int) -> None:
        caused.append(float(model.situation.harm[MISSION].sum()))
        settle(day)

    rule.step = step  # type: ignore[method-assign]
    model.run()
    return model, sum(caused) / model.daily["peacekeepers"].sum() * 365


def trained(level: str) -> ResponseModel:
    return harmful(level, 1)[0]


@promises("training", "low", "Contingents with little training, who never trained together.")
def low() -> None:
    assert last(trained("low"), "troop_quality") < 0.75 * last(trained("standard"), "troop_quality")
    assert trained("low").mission.quality_spread > trained("standard").mission.quality_spread
    means = [
        np.mean([last(harmful(level, seed)[0], "legitimacy") for seed in range(1, 7)])
        for level in ("low", "standard")
    ]
    assert means[0] < means[1]


@promises("training", "standard", "Contingents trained to the usual standard.")
def usual() -> None:
    model = trained("standard")
    assert 0.5 < last(model, "troop_quality") < 0.75
    assert model.mission.conduct == model.mission.culture == 0.5  # what the model calls neutral


@promises("training", "high", "Contingents trained together in protection, law and local culture.")
def high() -> None:
    high, usual = trained("high"), trained("standard")
    assert last(high, "troop_quality") > 1.25 * last(usual, "troop_quality")
    assert high.mission.quality_spread < 0.5 * usual.mission.quality_spread
    harm, attacks = (
        [np.array([measure(harmful(level, seed)) for seed in range(1, 7)]) for level in LEVELS]
        for measure in (lambda ran: ran[1], lambda ran: ran[0].daily["attacks"].sum())
    )
    assert beyond_chance(harm[0], harm[1]) and harm[1].mean() < 0.5 * harm[0].mean()
    assert beyond_chance(attacks[0], attacks[1])
    assert last(high, "legitimacy") > last(usual, "legitimacy")


@promises("training", "historical", "Contingents as they were in the case.")
def training_of_the_case() -> None:
    as_recorded("training", "high")
