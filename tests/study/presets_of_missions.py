"""What options of a mission promise: its mandate, deployment and money."""

from __future__ import annotations

import numpy as np
from preset_runs import (
    answered,
    answers,
    as_recorded,
    beyond_chance,
    first,
    heads,
    last,
    pipeline,
    present,
    promises,
    run,
    troops,
)

from marosim.mission.state import OBSERVERS, POLICE
from marosim.mission.unit_decisions import ENGAGE, EVACUATE, INTERPOSE, WORDS, most_allowed
from marosim.response_model import ResponseModel

MONTH = 30.4375
OUT, BETWEEN, FIRE = (f"Peacekeepers {WORDS[way]}" for way in (EVACUATE, INTERPOSE, ENGAGE))
CHANCES = (1, 2, 3, 4)  # seeds of runs that are compared pair by pair


def often(mandate: str) -> list[ResponseModel]:
    """The same under a mandate, once for each of :data:`CHANCES`.

    Each unit decides for itself, so that a mandate shows over many attacks: in what is never
    done, in what some do, and in how many attacks are answered at all.
    """
    return [present(f"mandate={mandate}", seed=seed) for seed in CHANCES]


def ways(models: list[ResponseModel]) -> set[str]:
    """All ways in which attacks were answered in some runs."""
    return set().union(*map(answers, models))


def mean(models: list[ResponseModel], metric: str) -> np.ndarray:
    """Mean of a metric over the days, by run."""
    return np.array([model.daily[metric].mean() for model in models])


# --- mandate -----------------------------------------------------------------------------


@promises("mandate", "none", "No mission: nobody is authorised to act.")
def no_mandate() -> None:
    model = present("mandate=none")
    assert not heads(model).any() and not model.daily["authorised"].any()
    assert not answers(model) and first(model, "authorisation") == np.inf


@promises("mandate", "observer", "Observers watch and report; force only in self-defence.")
def observers() -> None:
    model = present("mandate=observer")
    assert troops(model) == 0 and model.mission.heads(OBSERVERS) > 250
    assert last(model, "places_watched") > 0 == last(present("mandate=none"), "places_watched")
    assert not ways(often("observer")) and not model.daily["harm_by_mission"].any()


@promises(
    "mandate",
    "traditional",
    "Peacekeepers stand between parties that agreed to it; force only in self-defence.",
)
def traditional() -> None:
    model = present("mandate=traditional")
    elsewhere = present("mandate=traditional", "mandate.tasks=[monitor]")
    unwanted = present("mandate=traditional", "host_consent.enabled=false")
    assert troops(model) > 2000 and most_allowed(model) == EVACUATE
    assert ways(often("traditional")) == {OUT}
    apart = model.daily["interposition"].mean()
    assert apart > 1.2 * elsewhere.daily["interposition"].mean() > 0
    assert apart < unwanted.daily["interposition"].mean()  # as far as the host agrees


@promises(
    "mandate",
    "multidimensional",
    "Troops, police and civilians support a peace process; civilians are protected where that "
    "is convenient.",
)
def multidimensional() -> None:
    model = present("mandate=multidimensional")
    assert troops(model) > 4500 and model.mission.heads(POLICE) > 500
    # teams leave where violence comes near and are back within weeks: one day is luck
    assert model.daily["civilian_staff"].max() > 500
    assert model.daily["civilian_staff"].min() > 0
    ran = often("multidimensional")
    assert most_allowed(model) == INTERPOSE and ways(ran) == {OUT, BETWEEN}
    for held_back, acted in (m.daily[["units_that_stayed", "attacks_answered"]].sum() for m in ran):
        assert held_back > acted > 0  # most who know of an attack find it inconvenient
    peace = ("scenario=liberia_2003", "mandate=multidimensional")
    liberia = run(*peace, "population.agents=300", "days=150", "deployment=rapid",
                  "authorisation.day=-120", "funding=full")  # fmt: skip
    assert last(liberia, "ddr_demobilised") > 100


@promises(
    "mandate",
    "protection_of_civilians",
    "Protecting civilians is the first task. Units may use all necessary means within reach.",
)
def protection_of_civilians() -> None:
    ran, before = often("protection_of_civilians"), often("multidimensional")
    assert most_allowed(ran[0]) == ENGAGE and ways(ran) == {OUT, BETWEEN, FIRE}
    assert beyond_chance(answered(ran), answered(before))
    room, least = (
        mean(models, "refuge_room") / [troops(m) for m in models] for models in (ran, before)
    )
    assert (room > 1.3 * least).all()
    near = (mean(models, "people_near_peacekeepers") for models in (ran, before))
    assert beyond_chance(*near)


@promises(
    "mandate",
    "robust",
    "Protecting civilians is the first task, with wider leave to use force and more troops.",
)
def robust() -> None:
    ran, before = often("robust"), often("protection_of_civilians")
    assert most_allowed(ran[0]) == ENGAGE and ways(ran) == {OUT, BETWEEN, FIRE}
    assert ran[0].mission.permission() > 1.2 * before[0].mission.permission()
    assert beyond_chance(mean(before, "attacks"), mean(ran, "attacks"))
    # contingents differ in how many come; all that came are still there
    assert np.mean([troops(m) for m in ran]) > 1.2 * np.mean([troops(m) for m in before])
    assert beyond_chance(mean(ran, "refuge_room"), mean(before, "refuge_room"))


@promises("mandate", "historical", "What the mission of the case was really allowed to do.")
def mandate_of_the_case() -> None:
    as_recorded("mandate", "robust")


# --- deployment --------------------------------------------------------------------------

SEEDS = (1, 2, 3)


def coming(plan: str, seed: int) -> ResponseModel:
    """A paid mission of ten thousand from its authorisation on."""
    return pipeline(
        "scenario=sierra_leone_1999", "mandate=protection_of_civilians", "funding=full",
        "authorisation.day=0", "adaptive_mandate.enabled=false", "days=450",
        f"deployment={plan}", f"seed={seed}",
    )  # fmt: skip


def months_to_peak(plan: str) -> float:
    return float(np.mean([coming(plan, k).summary["days_to_peak"] for k in SEEDS])) / MONTH


@promises("deployment", "none", "Nobody is ever deployed, whatever was authorised.")
def never_deployed() -> None:
    model = coming("none", 1)
    assert model.daily["authorised"].min() > 10_000 and not heads(model).any()


@promises(
    "deployment",
    "slow",
    "Contingents arrive over about a year, as in most missions in Africa.",
)
def slow() -> None:
    assert 9.6 <= months_to_peak("slow") <= 14.0
    for seed in SEEDS:
        assert heads(coming("slow", seed))[:30].max() == 0


@promises(
    "deployment",
    "standard",
    "Contingents arrive over about half a year, as a well-supported mission needs.",
)
def standard() -> None:
    assert 5.0 <= months_to_peak("standard") <= 8.0
    assert all(heads(coming("standard", k))[14] == 0 for k in SEEDS)


@promises(
    "deployment", "rapid", "Standby units and airlift bring the first battalion within two weeks."
)
def rapid() -> None:
    for seed in SEEDS:
        assert heads(coming("rapid", seed))[13] >= 600  # a battalion is 600 to 850
        assert heads(coming("rapid", seed))[6] == 0


def kalvera(plan: str, *words: str) -> ResponseModel:
    """A country on the way to violence; the assassination of day 70 sets it off."""
    return run("scenario=kalvera", "population.agents=300", "days=130", "funding=full",
               "mandate=protection_of_civilians", f"deployment={plan}", *words)  # fmt: skip


@promises(
    "deployment",
    "preventive",
    "A force that was agreed upon beforehand goes on the first alert, without waiting for a vote.",
)
def preventive() -> None:
    placed, voted = kalvera("preventive", "warning=full"), kalvera("rapid", "warning=full")
    unwarned = kalvera("preventive", "warning=none")
    alert = first(placed, "alert")
    assert alert == first(voted, "alert") < 60
    assert alert < first(placed, "authorisation") <= alert + 14
    assert first(placed, "first_unit") <= first(placed, "authorisation") + 14
    assert first(voted, "authorisation") > first(placed, "first_unit")
    said = [m.events["text"].str.contains("standing authority").any() for m in (placed, unwarned)]
    assert said == [True, False]


@promises("deployment", "historical", "Strengths and dates as they were.")
def deployment_of_the_case() -> None:
    as_recorded("deployment", "none")
    model = run("scenario=rwanda_1994", "response=historical", "population.agents=300", "days=120")
    record = model.case.strengths.set_index("date")
    for date, row in model.daily.set_index("date").iterrows():
        if date in record.index:
            there = record.loc[date]
            assert abs(row["peacekeepers"] - there["troops"] - there["observers"]) <= 2


# --- funding -----------------------------------------------------------------------------


def paid(option: str) -> ResponseModel:
    """A mission that stood at full strength before its money was counted, over two years."""
    return pipeline(
        "scenario=south_sudan_2013", "mandate=protection_of_civilians", "deployment=rapid",
        "authorisation.day=-120", "adaptive_mandate.enabled=false", "days=730",
        f"funding={option}",
    )  # fmt: skip


def missing(option: str) -> tuple[float, float]:
    """Shares of the budget missing at worst in the first year, and in the end."""
    column = paid(option).daily["money_missing"]
    return float(column[:365].max()), float(column.iloc[-1])


def kept(option: str) -> np.ndarray:
    """Strength by day, in shares of the paid strength."""
    return heads(paid(option)) / heads(paid("full"))


@promises("funding", "full", "The whole budget is there in time.")
def full_funding() -> None:
    assert missing("full") == (0.0, 0.0)
    assert not paid("full").daily["unpaid_usd"].any()
    assert heads(paid("full")).min() == heads(paid("full")).max()


@promises("funding", "pledged", "Nearly all pledges are paid, on average half a year late.")
def pledged() -> None:
    worst, end = missing("pledged")
    assert worst > 0.3 and 0.0 < end < 0.1
    assert kept("pledged")[180] < 0.8 and kept("pledged")[-1] > 0.98


@promises("funding", "shortfall", "A sixth of the budget is never paid, and the rest comes late.")
def shortfall() -> None:
    worst, end = missing("shortfall")
    assert worst > 1.2 * end and 0.14 < end < 0.2
    assert 0.9 < kept("shortfall")[-1] < 0.99
    assert last(paid("shortfall"), "readiness") < 0.8


@promises(
    "funding",
    "crisis",
    "A liquidity crisis such as that of 2025–26: more than a third of the budget is never paid, "
    "and the rest comes late.",
)
def crisis() -> None:
    worst, end = missing("crisis")
    assert worst > 1.2 * end and 1 / 3 < end < 0.45
    assert 0.7 < kept("crisis")[-1] < 0.8  # a quarter of the uniformed, as then
    assert last(paid("crisis"), "unpaid_usd") > last(paid("shortfall"), "unpaid_usd") > 0


@promises("funding", "historical", "Money as the mission of the case received it.")
def funding_of_the_case() -> None:
    as_recorded("funding", "crisis")
