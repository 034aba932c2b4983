"""ACLED's exports: the current one and that of before 2023; weekly aggregates have no places."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from marosim.bring import events
from marosim.bring.report import Report
from marosim.bring.sheet import Sheet, read_sheet
from marosim.bring.values import (
    before,
    counts,
    dates,
    decimals,
    last_day,
    numbers,
    of_country,
    pointed,
)
from marosim.cases.faults import CaseError
from marosim.languages import _

NEEDED = [
    ["event_date"], ["event_type"], ["actor1"], ["actor2"], ["fatalities"], ["latitude"],
    ["longitude"], ["country"],
]  # fmt: skip
WEEKLY = [["week"], ["events"], ["fatalities"], ["admin1"]]
FIGHTS = ("battles", "explosions/remote violence")
AGAINST_CIVILIANS = "violence against civilians"
GOVERNMENT = ("1", "8", "state forces", "external/other forces")
CIVILIANS = ("7", "civilians")


def read(
    path: Path, country: str | None = None, until: dt.date | None = None
) -> tuple[pd.DataFrame, Report]:
    """Events of an export, of one country if its code is given."""
    report = Report("ACLED", path.name, unit=events.EVENTS)
    try:
        sheet = read_sheet(path, NEEDED, report)
    except CaseError:
        if _weekly(path):
            what = _("is a weekly aggregate, which has neither actors nor places")
            raise CaseError(what, _("give the export of single events"), path.name, 1) from None
        raise
    report.note(
        _("ACLED's terms forbid passing its rows on: keep the case that you make to yourself")
    )
    report.ends = last_day(sheet.text(["event_date"]))
    return _normal(of_country(sheet, ["country"], country), report, until, country), report


def _weekly(path: Path) -> bool:
    try:
        read_sheet(path, WEEKLY, Report("ACLED", path.name))
    except CaseError:
        return False
    return True


def _normal(
    sheet: Sheet, report: Report, until: dt.date | None, country: str | None
) -> pd.DataFrame:
    kind = sheet.text(["event_type"]).str.lower()
    inter = [sheet.text([name]).str.lower() for name in ("inter1", "inter2")]
    state = inter[0].isin(GOVERNMENT) | inter[1].isin(GOVERNMENT)
    targeted = sheet.text(["civilian_targeting"]).ne("") | inter[1].isin(CIVILIANS)
    one_sided = (kind == AGAINST_CIVILIANS) | (kind.isin(FIGHTS) & targeted)
    counted = kind.isin([*FIGHTS, AGAINST_CIVILIANS])
    dead, wrong = counts(sheet, ["fatalities"], "fatalities")
    day = dates(sheet.text(["event_date"]), report)
    # a week or month that is known lasts that long; the day given is within it
    precision = numbers(sheet.text(["time_precision"]))
    table = pd.DataFrame(
        {
            "row": sheet.rows,
            "id": sheet.text(["event_id_cnty", "data_id"]),
            "date_from": day,
            "date_to": day,
            "latitude": decimals(sheet.text(["latitude"])),
            "longitude": decimals(sheet.text(["longitude"])),
            "place_known": ~(numbers(sheet.text(["geo_precision"])) >= 3),
            "place": sheet.text(["location"]),
            "region": sheet.text(["admin1"]),
            "district": sheet.text(["admin2"]),
            "country": sheet.text(["country"]),
            "kind": state.map({True: events.BATTLE, False: events.COMMUNAL}),
            "actor_a": sheet.text(["actor1"]),
            "actor_b": sheet.text(["actor2"]),
            "deaths": dead,
            "low": dead,
            "high": dead,
            "civilians_killed": dead.where(one_sided, 0.0),
        }
    )
    table.loc[one_sided, "kind"] = events.ONE_SIDED
    for bad, reason in (
        (~counted, _("no violence as marosim counts it (protest, riot or strategic development)")),
        (wrong, ""),
        (dead.isna(), _("fatalities is empty, which is not zero")),
        (day.isna(), _("event_date is not a date as 2031-01-05 or 05 January 2031")),
        (table["actor_a"] == "", _("actor1 is empty")),
    ):
        chosen = bad.reindex(table.index)
        if reason:
            report.drop(reason, table.loc[chosen, "row"])
        table = table[~chosen]
    table = pointed(report, table)
    month = precision.loc[table.index] >= 2
    report.doubt(_("its day is not known, only the week or month"), table.loc[month, "row"])
    report.doubt(
        _("fatalities is 0, which ACLED also writes where they are not known"),
        table.loc[table["deaths"] == 0, "row"],
    )
    return events.finished(before(table, "date_to", until, report), report, country)
