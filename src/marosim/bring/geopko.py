"""Geo-PKO: peacekeepers by place, in its yearly tables or month by month."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from marosim.bring.report import Report
from marosim.bring.sheet import Sheet, read_sheet
from marosim.bring.values import (
    as_found,
    before,
    decimals,
    numbers,
    of_country,
    possible,
    unread,
    years,
)
from marosim.bring.whose import lies_in
from marosim.cases.countries import country as country_called
from marosim.languages import _

TROOPS = ["ave.no.troops", "no.troops", "NoTroops", "Infantry"]
NEEDED = [["mission"], ["year"], ["location"], ["latitude"], ["longitude"], TROOPS]
COLUMNS = ["row", "mission", "date_from", "date_to", "location", "latitude", "longitude",
           "troops", "police", "observers"]  # fmt: skip
"""One row a place and month or year; ``police`` and ``observers`` say only whether any were
there (the source gives no number)."""


def read(
    path: Path, country: str | None = None, until: dt.date | None = None
) -> tuple[pd.DataFrame, Report]:
    """Peacekeepers by place and time."""
    report = Report("Geo-PKO", path.name)
    sheet = read_sheet(path, NEEDED, report).once()
    if country is not None and not sheet.has(["country"]):
        sheet = _where(sheet, country, report)
    sheet = of_country(sheet, ["country"], country)
    return _normal(sheet, report, until), report


def _where(sheet: Sheet, code: str, report: Report) -> Sheet:
    """The rows whose point lies in the country, of a table that does not name countries."""
    point = (decimals(sheet.text([axis])) for axis in ("latitude", "longitude"))
    here, drawn = lies_in(code, *point)
    name = country_called(code)["name"]
    told = (
        _(
            "it has no column for the country: the outline of {country} tells which places lie "
            "in it",
            country=name,
        )
        if drawn
        else _(
            "it has no column for the country: a place is of {country} if the nearest town is",
            country=name,
        )
    )
    report.note(told)
    return sheet.keep(here, _("its place lies in another country"))


def _normal(sheet: Sheet, report: Report, until: dt.date | None) -> pd.DataFrame:
    cells = sheet.text(TROOPS)
    troops = numbers(cells)
    year, month = years(sheet.text(["year"])), numbers(sheet.text(["month"]))
    monthly = sheet.has(["month"])
    table = pd.DataFrame(
        {
            "row": sheet.rows,
            "mission": sheet.text(["mission"]),
            "year": year,
            "month": month,
            "location": sheet.text(["location"]),
            "latitude": decimals(sheet.text(["latitude"])),
            "longitude": decimals(sheet.text(["longitude"])),
            "troops": troops,
            "police": numbers(sheet.text(["unpol.dummy", "UNPOL"])) > 0,
            "observers": numbers(sheet.text(["unmo.dummy", "UNMO"])) > 0,
            "source": sheet.text(["source"]),
        }
    )
    wrong = unread(cells, troops) | ~possible(troops)
    for bad, reason in (
        (
            wrong,
            _(
                "{name} is not a number of troops{example}",
                name=TROOPS[0],
                example=as_found(cells, wrong),
            ),
        ),
        (troops.isna(), _("the number of troops is not known, which is not zero")),
        (year.isna(), _("year is not a year")),
        (
            ~month.between(1, 12) if monthly else pd.Series(False, year.index),
            _("month is not 1 to 12"),
        ),
    ):
        chosen = bad.reindex(table.index)
        report.drop(reason, table.loc[chosen, "row"])
        table = table[~chosen]
    if monthly:  # two maps of one month show the same troops: the first stands
        first = table.groupby(["mission", "year", "month"])["source"].transform("first")
        other = table["source"] != first
        report.drop(_("a second map of the same month: it would count troops twice"),
                    table.loc[other, "row"])  # fmt: skip
        table = table[~other]
        start = pd.to_datetime(table[["year", "month"]].astype(int).assign(day=1))
        table = table.assign(date_from=start, date_to=start + pd.offsets.MonthEnd(0))
    else:
        when = table["year"].astype(int).astype(str)
        table = table.assign(date_from=pd.to_datetime(when + "-01-01"),
                             date_to=pd.to_datetime(when + "-12-31"))  # fmt: skip
        keys = ["mission", "year", "location"]
        twice = table.duplicated(keys)
        report.drop(_("a second row of the same place and year: the largest stands"),
                    table.loc[twice, "row"])  # fmt: skip
        table = table.assign(troops=table.groupby(keys)["troops"].transform("max"))[~twice]
        report.note(_("troops are means of a year, so that the month of a change is not known"))
    report.note(
        _("troops are estimated from unit sizes on UN maps; police and observers as present or not")
    )
    table = before(table, "date_to", until, report)
    report.finish(len(table))
    return table.sort_values(["date_from", "row"])[COLUMNS].reset_index(drop=True)
