"""Published effects on the course of a crisis: deployment, Rwanda, peace, relapse, warning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from marosim.peace.state import WAR_DEATHS
from marosim.randomness import Draws
from marosim.response_model import ResponseModel
from marosim.study.compose import compose, compose_settings
from marosim.study.ensemble import Mission, conflict, country
from marosim.study.intervals import of_mean
from marosim.study.published import MONTH, Size, ratio, row, standing_settings
from marosim.study.trials import Trial, run_trials
from marosim.world.case import Case

Progress = Callable[[int, int], Any] | None
Interval = tuple[float, float, float]
# ceilings drawn between those of UNAMIR and UNAMID, authorised in E4's sources
CEILINGS = (2500, 19_500)
MASS_KILLING = 1000.0  # persons killed by one side, the threshold of the Early Warning Project
LISTED = 30 / 166  # share of countries on the list of those at most risk
PEACE_YEARS, SETTLED = 7, 730  # a settlement after two years leaves five to relapse in
# 44 UN missions since 1988 to internal wars with a ceasefire, their largest size in persons and
# their stay in months: least, quartiles, most (Mullenbach, Third-Party Peacekeeping Missions 3.1)
MISSION_SIZES, MISSION_MONTHS = (2, 171, 1232, 10_587, 28_000), (3, 19, 31, 50, 191)
OBSERVERS_UP_TO = 350  # persons; larger ones were mostly troops
# for each conflict of a size, since ends of wars, relapse and onsets are few
WARS, COUNTRIES = 2, 32
DAYS_OF_YEAR = 365.25


def mean_interval(values: pd.Series | np.ndarray) -> Interval:
    """Mean with its Student t interval (95 %)."""
    found = of_mean(values)
    return found.mean, found.low, found.high


def share_interval(yes: float, among: float) -> Interval:
    """A share with its Wilson interval (95 %)."""
    if among <= 0:
        return float("nan"), float("nan"), float("nan")
    found = stats.binomtest(int(yes), int(among)).proportion_ci(method="wilson")
    return yes / among, float(found.low), float(found.high)


def arrival(model: ResponseModel) -> Mapping[str, float]:
    """Months from authorisation to peak strength, and the peak's share of the ceiling."""
    troops = model.daily["peacekeepers"].to_numpy()
    top = float(troops.max())
    day = int(np.argmax(troops >= 0.995 * top)) if top > 0 else len(troops)
    return {"months": day / MONTH, "share": top / max(model.settings.mandate.ceiling, 1)}


def deployment_course(
    size: Size, workers: int | None = None, progress: Progress = None
) -> list[dict[str, Any]]:
    """E4: time to peak strength and its share of what was authorised."""
    count = max(6, size.conflicts // 2)
    ceilings = Draws(5).uniform("published.ceiling", np.arange(count), 0)
    ceilings = CEILINGS[0] + ceilings * (CEILINGS[1] - CEILINGS[0])
    rows = []
    for plan, number, accept in (
        ("slow", "almost 12 in Africa", (10.0, 14.0)),
        ("standard", "under 7 to 9 elsewhere", (5.0, 11.0)),
    ):
        trials = []
        for k in range(count):
            settings = compose_settings(
                ["mandate=multidimensional", f"deployment={plan}", "authorisation.day=0",
                 f"mandate.ceiling={int(ceilings[k])}", "funding=full",
                 "adaptive_mandate.enabled=false"]
            )  # fmt: skip
            settings.population.agents = 500
            trials.append(Trial(conflict(k, months=22), settings, 1 + k, arrival))
        found = pd.DataFrame(run_trials(trials, workers, progress))
        rows.append(
            row("E4", f"months to peak strength, {plan} deployment", number, accept,
                mean_interval(found["months"]), f"{count} missions of 2,500 to 19,500")
        )  # fmt: skip
        rows.append(
            row("E4", f"peak as share of authorised, {plan} deployment", "0.925", (0.85, 0.98),
                mean_interval(found["share"]), f"{count} missions")
        )  # fmt: skip
    return rows


def rwanda_course(
    size: Size, workers: int | None = None, progress: Progress = None
) -> list[dict[str, Any]]:
    """E5: the profile of deaths in Rwanda without response."""
    composed = compose(["scenario=rwanda_1994", "mandate=none", "deployment=none", "days=110"])
    count = max(6, size.conflicts // 2)
    trials = [Trial(composed.case, composed.settings, 1 + k, profile) for k in range(count)]
    found = pd.DataFrame(run_trials(trials, workers, progress))
    rows = []
    for day, published in ((14, 0.5), (24, 0.67), (100, 0.99)):
        rows.append(
            row("E5", f"share of Rwanda's deaths by day {day}, no response", f"{published}",
                (published - 0.08, min(published + 0.08, 1.0)),
                mean_interval(found[f"day_{day}"]), f"{count} replications; a calibrated target")
        )  # fmt: skip
    return rows


def profile(model: ResponseModel) -> Mapping[str, float]:
    """Share of the first 110 days' direct deaths reached by days 14, 24 and 100."""
    total = model.daily["deaths_direct"].cumsum().to_numpy()
    return {f"day_{day}": float(total[day] / max(total[-1], 1.0)) for day in (14, 24, 100)}


def talks(model: ResponseModel) -> Mapping[str, float]:
    """Counts of talks and ceasefires; whether there was war, and war again after SETTLED.

    War is 1,000 killed within a year (of civilians by attacks and of fighters in battle);
    ``truce_years`` is the age at the end of the truce between the parties that began the war.
    """
    summary, daily = model.summary, model.daily
    names = ("talks_succeeded", "talks_failed", "ceasefires_signed", "ceasefires_failed")
    killed = daily[["deaths_by_government", "deaths_by_others", "battle_deaths"]].sum(axis=1)
    before, after = killed[daily["day"] < SETTLED], killed[daily["day"] >= SETTLED]
    main = model.peace.dyads.get((0, 1))
    fighting = main is not None and model.peace.armed(main)
    truce = (model.day - main.since) if main is not None and main.kind else 0
    return {
        **{name: summary.get(name, 0.0) for name in names},
        "war": float(before.rolling(365, min_periods=1).sum().max() >= WAR_DEATHS),
        "relapse": float(after.rolling(365, min_periods=1).sum().max() >= WAR_DEATHS),
        "truce_years": truce / DAYS_OF_YEAR if fighting else float(PEACE_YEARS),
    }


def _settled(case: Case) -> Case:
    """The same conflict with an agreement between all parties on the day SETTLED."""
    agreement = {
        "day": SETTLED, "date": case.start + dt.timedelta(days=SETTLED), "kind": "agreement_talks",
        "place": "", "actor": "", "value": 1.0, "text": "A settlement is signed", "source": "",
    }  # fmt: skip
    return replace(case, timeline=pd.DataFrame([agreement]))


def _recorded_mission(number: int, from_day: int) -> Mission:
    """A mission whose size and stay are drawn from the record, each alone."""
    draws, quartiles = Draws(7), np.linspace(0.0, 1.0, 5)

    def drawn(name: str, known: tuple[int, ...]) -> float:
        at = draws.uniform(f"published.{name}", [number], 0)
        return float(np.exp(np.interp(at, quartiles, np.log(known)))[0])

    size, until = drawn("size", MISSION_SIZES), from_day + MONTH * drawn("stay", MISSION_MONTHS)
    if size <= OBSERVERS_UP_TO:
        return Mission(observers=size, from_day=from_day, to_day=until)
    return Mission(troops=size, from_day=from_day, to_day=until)


def _peace_runs(
    size: Size, from_day: int | None, settled: bool, workers: int | None, progress: Progress
) -> pd.DataFrame:
    """Conflicts with a mission from a day on, of size and stay as in the record, or none."""
    settings = standing_settings(
        500, "mediation=single", "mediation.follow_record=true", "peacebuilding=balanced"
    )
    trials = []
    for k in range(size.conflicts):
        mission = Mission() if from_day is None else _recorded_mission(k, from_day)
        case = conflict(k, mission, PEACE_YEARS * 12)
        trials.append(Trial(_settled(case) if settled else case, settings, 1 + k, talks))
    return pd.DataFrame(run_trials(trials, workers, progress))


def peace_course(
    size: Size, workers: int | None = None, progress: Progress = None
) -> list[dict[str, Any]]:
    """E8 and E9: ceasefires, mediation, the end of wars and relapse.

    The same wars are run without peacekeepers and with some who come after a year of war; and
    once more with a settlement after two years, without and with peacekeepers who come then.
    """
    more = replace(size, conflicts=WARS * size.conflicts)
    none, during, alone, kept = (
        _peace_runs(more, from_day, settled, workers, progress)
        for from_day, settled in ((None, False), (365, False), (None, True), (SETTLED, True))
    )
    how = f"{more.conflicts} conflicts of {PEACE_YEARS} years, one mediator"
    rows = [
        row("E9", "ceasefires that fail", "0.80", (0.70, 0.90),
            share_interval(none["ceasefires_failed"].sum(), none["ceasefires_signed"].sum()), how),
    ]  # fmt: skip
    for name, table, published, accept in (
        ("without peacekeepers", none, "0.41", (0.31, 0.51)),
        ("with peacekeepers", during, "0.22 (selection)", (0.12, 0.32)),
    ):
        among = table["talks_succeeded"].sum() + table["talks_failed"].sum()
        rows.append(
            row("E9", f"mediation that succeeds {name}", published, accept,
                share_interval(table["talks_succeeded"].sum(), among), how)
        )  # fmt: skip
    wars = alone["war"] > 0
    came = (
        f"{wars.sum()} wars of {more.conflicts} conflicts with a settlement after two years; war "
        f"is 1,000 killed in a year; relapsed: {alone['relapse'][wars].sum():.0f} and "
        f"{kept['relapse'][wars].sum():.0f} with peacekeepers"
    )
    ended = [(table["truce_years"] >= 1.0).astype(float)[wars] for table in (during, none)]
    rows += [
        row("E8", "relapse within five years of a settlement, no peacekeepers", "0.23 to 0.50",
            (0.23, 0.57), share_interval(alone["relapse"][wars].sum(), wars.sum()), came),
        row("E8", "relapse with peacekeepers after the settlement / without", "0.15 to 0.50",
            (0.15, 0.50), ratio(kept["relapse"][wars], alone["relapse"][wars]),
            f"{came}; missions come then, of size and stay as 44 of the UN since 1988"),
        row("E8", "wars that end, peacekeepers come during them / without", "about 1",
            (0.75, 1.25), ratio(*ended),
            f"{wars.sum()} wars; their first parties disarmed or a year into a truce by year "
            f"{PEACE_YEARS}: {ended[0].sum():.0f} and {ended[1].sum():.0f}"),
    ]  # fmt: skip
    return rows


def next_year(model: ResponseModel) -> Mapping[str, float]:
    """Risk as seen on the recorded day next to 30, and killed by one side before and after.

    ``risk`` is the mean over places; ``before`` the rate a year up to that day, ``after`` the
    number in the year from it, each by the side that killed more.
    """
    places = model.places_table
    day = int(places["day"][(places["day"] - 30).abs().idxmin()])
    risk = places.loc[places["day"] == day, "risk"].clip(0, 1).to_numpy()
    sides = model.daily[["deaths_by_government", "deaths_by_others"]]
    passed = model.daily["day"] <= day
    return {
        "risk": float(risk.mean()),
        "before": float(sides[passed].sum().max()) * 12 * MONTH / max(day, 1),
        "after": float(sides[~passed].sum().max()),
    }


def warning_course(
    size: Size, workers: int | None = None, progress: Progress = None
) -> list[dict[str, Any]]:
    """E10: onsets of mass killing among the countries that warning puts at most risk.

    Countries where one side already kills at the rate of mass killing have no onset to come.
    """
    count = size.conflicts * COUNTRIES
    settings = compose_settings(["mandate=none", "deployment=none", "warning=basic"])
    settings.population.agents = 500
    trials = [Trial(country(k), settings, 1 + k, next_year, places_every=30) for k in range(count)]
    world = pd.DataFrame(run_trials(trials, workers, progress))
    found = world[world["before"] < MASS_KILLING]
    onset = found["after"] >= MASS_KILLING
    listed = found["risk"].rank(ascending=False, method="first") <= LISTED * len(found)
    caught = float((onset & listed).sum())
    how = (
        f"{len(found)} country-years, {onset.sum()} onsets; {len(world) - len(found)} more had "
        "mass killing already"
    )
    return [
        row("E10", "onsets among the 18 % of countries at most risk", "0.8", (0.7, 0.9),
            share_interval(caught, float(onset.sum())), how),
        row("E10", "listed countries with an onset within a year", "0.03 to 0.05", (0.02, 0.08),
            share_interval(caught, float(listed.sum())), f"{listed.sum()} listed; {how}"),
    ]  # fmt: skip
