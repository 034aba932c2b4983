"""IDMC: displacement by conflict of a year (GIDD, table or workbook), and its event feed (IDU)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from marosim.bring import displaced
from marosim.bring.report import Report
from marosim.bring.sheet import Sheet, read_sheet
from marosim.bring.values import as_found, coded, dates, numbers, possible, unread, years
from marosim.cases.faults import CaseError
from marosim.languages import _

ISO = ["iso3", "ISO3"]
NEW = ["new_displacement", "Conflict Internal Displacements (Raw)",
       "Conflict Stock Displacement Flow"]  # fmt: skip
TOTAL = ["total_displacement", "Conflict Total number of IDPs (Raw)",
         "Conflict Stock Displacement (Raw)"]  # fmt: skip
YEARLY = [ISO, ["year"], NEW, TOTAL]
FEED = [ISO, ["displacement_type"], ["figure"], ["displacement_start_date", "displacement_date"]]
DISASTERS = [ISO, ["hazard_type", "hazard_type_name", "hazard_category_name"], ["new_displacement"]]


def read(
    path: Path, country: str | None = None, until: dt.date | None = None
) -> tuple[pd.DataFrame, Report]:
    """People displaced inside each country by conflict and violence."""
    for needed, reader in ((FEED, _feed), (YEARLY, _yearly)):
        report = Report("IDMC", path.name)
        try:
            sheet = read_sheet(path, needed, report).once()
        except CaseError as error:
            fault = error
            continue
        if sheet.has(DISASTERS[1]):
            what = _("holds displacement by disasters, which is no violence")
            raise CaseError(what, _("give the table of conflict (IDPs)"), path.name, 1)
        codes = coded(sheet.text(ISO).str.upper(), report, sheet.rows)
        if country is not None:
            sheet = sheet.keep(codes == country, _("people of another country"))
        return reader(sheet, report, codes.loc[sheet.table.index], until)
    raise fault


def _yearly(
    sheet: Sheet, report: Report, codes: pd.Series, until: dt.date | None
) -> tuple[pd.DataFrame, Report]:
    year = years(sheet.text(["year"]))
    bad = year.isna()
    report.drop(_("year is not a year"), sheet.rows[bad])
    parts = []
    some = pd.Series(False, index=sheet.table.index)
    for names, measure in ((NEW, displaced.FLOW), (TOTAL, displaced.STOCK)):
        cells = sheet.text(names)
        people = numbers(cells)
        wrong = (unread(cells, people) | ~possible(people)) & ~bad
        report.drop(
            _(
                "{what} is not a number of people{example}",
                what=names[0],
                example=as_found(cells, wrong),
            ),
            sheet.rows[wrong],
        )
        bad |= wrong
        some |= people.notna()
        parts.append((measure, people))
    report.drop(_("it has no figure"), sheet.rows[~some & ~bad])
    kept = ~bad & some
    report.note(
        _(
            "new displacement is the flow of a year, total displacement the stock at its end; raw "
            "figures are taken, not the rounded ones"
        )
    )
    tables = [
        displaced.by_year(
            sheet.rows[kept], codes[kept], year[kept], displaced.INTERNAL, measure, people[kept]
        )
        for measure, people in parts
    ]
    return displaced.joined(tables, report, until), report


def _feed(
    sheet: Sheet, report: Report, codes: pd.Series, until: dt.date | None
) -> tuple[pd.DataFrame, Report]:
    conflict = sheet.text(["displacement_type"]).str.lower() == "conflict"
    sheet = sheet.keep(conflict, _("displacement by disasters, which is no violence"))
    cells = sheet.text(["figure"])
    people = numbers(cells)
    begin = dates(sheet.text(["displacement_start_date", "displacement_date"]))
    end = dates(sheet.text(["displacement_end_date"])).fillna(begin)
    bad = people.isna() | ~possible(people) | begin.isna() | (end < begin)
    report.drop(_("figure or date cannot be read"), sheet.rows[bad])
    kept = ~bad
    loose = kept & sheet.text(["qualifier"]).str.lower().isin(["more than", "approximately"])
    report.doubt(_("its figure is given as 'more than' or 'approximately'"), sheet.rows[loose])
    report.note(_("dates are in universal time: the local day may be the next one"))
    table = pd.DataFrame(
        {
            "row": sheet.rows[kept],
            "origin": codes.loc[sheet.rows[kept].index],
            "where": displaced.INTERNAL,
            "date_from": begin[kept],
            "date_to": end[kept],
            "measure": displaced.FLOW,
            "people": people[kept],
            "region": "",
            "pcode": "",
        }
    )
    return displaced.joined([table], report, until), report
