"""After the action: the run against the paired run without response, and against the record."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from marosim.core.setting import SettingError
from marosim.study.observed import Run, rows_for
from marosim.view import names
from marosim.view.line import Line, Plan
from marosim.view.links import chain_rows
from marosim.view.messages import Observed, Outcome, Review, ReviewDecision
from marosim.view.paired import REVIEWED
from marosim.view.session import NO_RESPONSE, Session
from marosim.view.style import LIMITS, number

UNDEFINED = "not defined"  # as legitimacy without a mission


def without_response(plan: Plan) -> Plan:
    """The same plan with nobody sent and nothing decided."""
    return replace(plan, choices=NO_RESPONSE, decisions=())


def review(session: Session, run: Callable[[Line, int], None] = Line.run_to) -> Review:
    """What was decided, what it changed, what history records; for the days run so far.

    ``run(line, day)`` brings the paired run without response to the day of the run.
    """
    with session.lock:
        line = session.main
        day, ours = line.day, line.model.summary
        if day == 0:
            raise SettingError("there is nothing to review before the first day has run")
    without = Line(without_response(line.plan), kept=False)
    run(without, day)
    theirs = without.model.summary
    rows: list[Outcome] = [
        {
            "metric": name,
            "title": names.title(name),
            "unit": names.about(name).unit,
            "run": _said(ours[name], name),
            "without": _said(theirs[name], name),
            "difference": _said(ours[name] - theirs[name], name, change=True),
        }
        for name in REVIEWED
        if name in ours and name in theirs
    ]
    finding = (
        f"In this pair of runs {_said(ours['deaths_direct'], 'deaths_direct')} civilians were "
        f"killed with your response, {_said(theirs['deaths_direct'], 'deaths_direct')} without "
        "any. One pair cannot tell which of the two kills fewer; more are being run."
    )
    exercise = session.exercise
    return {
        "day": day,
        "finding": finding,
        "rows": rows,
        "decisions": _decided(line),
        "spent": exercise.spent if exercise else None,
        "budget": exercise.budget if exercise else None,
        "observed": observed(line),
        "recorded": not line.case.observed.empty,
        "weakest": _weakest(line),
        "limits": f"One run is one possible course of events. {LIMITS}",
    }


def _decided(line: Line) -> list[ReviewDecision]:
    """What was chosen before the first day and decided on the way, in order."""
    made = [(0, group, option) for group, option in line.plan.choices]
    made += [(d.day, d.group, d.option) for d in line.plan.decisions]
    return [
        {
            "day": day,
            "date": f"{line.case.date(day):%-d %b %Y}",
            "title": names.GROUPS[group],
            "option": option,
        }
        for day, group, option in made
    ]


def _said(value: float, metric: str, *, change: bool = False) -> str:
    unit = names.about(metric).unit
    if not math.isfinite(value):
        return UNDEFINED
    if unit == "1":
        return f"{round(100 * value)} {'points' if change else '%'}".replace("-", "−")
    if unit == "persons" and 0 < abs(value) < 1:
        return "under 1"
    return number(value, unit)


def _weakest(line: Line) -> str:
    """The link of the response chain that lost most, in a sentence."""
    row = next((r for r in chain_rows(line) if r["broken"]), None)
    if row is None:
        return "No link of the response stands out as the weakest."
    reached = f"day {row['day']}" if row["day"] is not None else "never"
    where = "meanwhile"
    if row["share"] is not None:
        reached, where = f"{100 * row['share']:.0f} % of attacks", "where it failed"
    lost = ""
    if row["lost"]:
        lost = f"; {number(row['lost'])} died {where}, of hunger and disease too"
    return f"The weakest link of the response: {row['step']} ({reached}{lost})."


def _where(place: str) -> str:
    """A place of ``observed.csv`` as people say it: nothing is the whole, region:X many places."""
    kind, _, name = place.rpartition(":")
    return f"{name} ({kind})" if kind else name or "the whole country"


def observed(line: Line) -> list[Observed]:
    """Recorded figures of the case beside this run's, for dates that have run."""
    table = rows_for(line.case)
    table = table[table["day_to"] < line.day]
    if table.empty:
        return []
    run = Run(line.case, line.model.daily, line.model.places_table)
    rows: list[Observed] = []
    for _, row in table.iterrows():
        value = run.number(row)
        if pd.isna(value):
            continue
        share = str(row["how"]) in ("share", "cumulative_share")

        def shown(x: float, share: bool = share) -> str:
            return f"{100 * x:.0f} %" if share else number(float(x))

        reach = ""
        if pd.notna(row["low"]) and pd.notna(row["high"]):
            reach = f"{shown(row['low'])}–{shown(row['high'])}"
        rows.append(
            {
                "title": names.title(str(row["metric"])) + (", share of all" if share else ""),
                "where": _where(str(row["place"])),
                "when": f"{'on' if row['how'] == 'level' else 'until'} {row['date_to']}",
                "recorded": shown(row["value"]),
                "range": reach,
                "run": shown(value),
                "source": str(row["source"]),
            }
        )
    return rows
