"""After the action: the run against the paired run without response, and against the record."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from marosim.core.setting import SettingError
from marosim.languages import _, _p
from marosim.languages.formats import digits, number, percent, persons, short_date
from marosim.study.observed import Run, rows_for
from marosim.view import names, naming
from marosim.view.choosing import option as option_words
from marosim.view.line import Line, Plan
from marosim.view.links import chain_rows
from marosim.view.messages import Observed, Outcome, Review, ReviewDecision
from marosim.view.paired import REVIEWED
from marosim.view.session import NO_RESPONSE, Session
from marosim.view.style import LIMITS


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
            raise SettingError(_("there is nothing to review before the first day has run"))
    without = Line(without_response(line.plan), kept=False)
    run(without, day)
    theirs = without.model.summary
    rows: list[Outcome] = [
        {
            "metric": name,
            "title": naming.metric(name),
            "unit": names.about(name).unit,
            "run": _said(ours[name], name),
            "without": _said(theirs[name], name),
            "difference": _said(ours[name] - theirs[name], name, change=True),
        }
        for name in REVIEWED
        if name in ours and name in theirs
    ]
    finding = _(
        "In this pair of runs {ours} civilians were killed with your response, {theirs} without "
        "any. One pair cannot tell which of the two kills fewer; more are being run.",
        ours=_said(ours["deaths_direct"], "deaths_direct"),
        theirs=_said(theirs["deaths_direct"], "deaths_direct"),
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
        "limits": " ".join([_("One run is one possible course of events."), _(LIMITS)]),
    }


def _decided(line: Line) -> list[ReviewDecision]:
    """What was chosen before the first day and decided on the way, in order."""
    made = [(0, group, option) for group, option in line.plan.choices]
    made += [(d.day, d.group, d.option) for d in line.plan.decisions]
    return [
        {
            "day": day,
            "date": short_date(line.case.date(day)),
            "title": _p("group", names.CHOSEN[group]),
            "option": option_words(group, option),
        }
        for day, group, option in made
    ]


def _said(value: float, metric: str, *, change: bool = False) -> str:
    unit = names.about(metric).unit
    if not math.isfinite(value):
        return _("not defined")  # as legitimacy without a mission
    if unit == "1":
        if not change:
            return percent(value)
        return _("{number} points", number=digits(str(round(100 * value))))
    if unit == "persons" and 0 < abs(value) < 1:
        return _("under 1")
    return persons(value) if unit == "persons" else number(value, unit)


def _weakest(line: Line) -> str:
    """The link of the response chain that lost most, in a sentence."""
    row = next((r for r in chain_rows(line) if r["broken"]), None)
    if row is None:
        return _("No link of the response stands out as the weakest.")
    if row["share"] is not None:
        reached = _("{percent} of attacks", percent=percent(row["share"]))
        died = _(
            "{number} died where it failed, of hunger and disease too",
            number=number(row["lost"] or 0),
        )
    else:
        reached = _("never") if row["day"] is None else _("day {day}", day=row["day"])
        died = _(
            "{number} died meanwhile, of hunger and disease too", number=number(row["lost"] or 0)
        )
    if not row["lost"]:
        return _(
            "The weakest link of the response: {step} ({reached}).",
            step=row["step"],
            reached=reached,
        )
    return _(
        "The weakest link of the response: {step} ({reached}; {died}).",
        step=row["step"], reached=reached, died=died,
    )  # fmt: skip


def _where(place: str) -> str:
    """A place of ``observed.csv`` as people say it: nothing is the whole, region:X many places."""
    kind, _colon, name = place.rpartition(":")
    if kind:
        return _("{name} ({kind})", name=name, kind=_p("place", kind))
    return name or _("the whole country")


def observed(line: Line) -> list[Observed]:
    """Recorded figures of the case beside this run's, for dates that have run."""
    table = rows_for(line.case)
    table = table[table["day_to"] < line.day]
    if table.empty:
        return []
    run = Run(line.case, line.model.daily, line.model.places_table)
    rows: list[Observed] = []
    for _index, row in table.iterrows():
        value = run.number(row)
        if pd.isna(value):
            continue
        share = str(row["how"]) in ("share", "cumulative_share")

        def shown(x: float, share: bool = share) -> str:
            return percent(x) if share else number(float(x))

        reach = ""
        if pd.notna(row["low"]) and pd.notna(row["high"]):
            reach = _p("range", "{low}–{high}", low=shown(row["low"]), high=shown(row["high"]))
        title = naming.metric(str(row["metric"]))
        until = str(row["date_to"])
        rows.append(
            {
                "title": _("{metric}, share of all", metric=title) if share else title,
                "where": _where(str(row["place"])),
                "when": _("on {date}", date=until)
                if row["how"] == "level"
                else _("until {date}", date=until),
                "recorded": shown(row["value"]),
                "range": reach,
                "run": shown(value),
                "source": str(row["source"]),
            }
        )
    return rows
