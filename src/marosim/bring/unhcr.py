"""UNHCR's Refugee Data Finder, its API and its copies on HDX: stocks at the end of each year."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from marosim.bring import displaced
from marosim.bring.report import Report
from marosim.bring.sheet import read_sheet
from marosim.bring.values import as_found, coded, numbers, possible, unread, years
from marosim.languages import _

ORIGIN = ["Country of origin (ISO)", "Country of Origin Code", "coo_iso"]
ASYLUM = ["Country of asylum (ISO)", "Country of Asylum Code", "coa_iso"]
REFUGEES = ["Refugees under UNHCR's mandate", "Refugees"]
SEEKERS = ["Asylum-seekers", "asylum_seekers"]
OTHERS = ["Other people in need of international protection", "oip"]
IDPS = ["IDPs of concern to UNHCR", "Internally displaced persons", "idps"]
NEEDED = [["Year"], ORIGIN, ASYLUM, REFUGEES, IDPS]
NO_COUNTRY = ("UNK", "XXA", "STA", "")


def read(
    path: Path, country: str | None = None, until: dt.date | None = None
) -> tuple[pd.DataFrame, Report]:
    """People from each country who are abroad or displaced in it, at the end of each year."""
    report = Report("UNHCR population", path.name)
    sheet = read_sheet(path, NEEDED, report).once()
    origin = sheet.text(ORIGIN).str.upper()
    sheet = sheet.keep(
        ~origin.isin(NO_COUNTRY), _("the country of origin is unknown, or there is none")
    )
    codes = coded(sheet.text(ORIGIN).str.upper(), report, sheet.rows)
    if country is not None:
        sheet = sheet.keep(codes == country, _("people of another country of origin"))
        codes = codes[codes == country]
    year = years(sheet.text(["Year"]))
    kinds = {"refugees": REFUGEES, "seekers": SEEKERS, "others": OTHERS, "idps": IDPS}
    columns = {name: sheet.text(names) for name, names in kinds.items()}
    found = {name: numbers(cells) for name, cells in columns.items()}
    bad = year.isna()
    report.drop(_("Year is not a year"), sheet.rows[bad])
    for name, cells in columns.items():
        wrong = (unread(cells, found[name]) | ~possible(found[name])) & ~bad
        report.drop(
            _(
                "{what} is not a number of people{example}",
                what=name,
                example=as_found(cells, wrong),
            ),
            sheet.rows[wrong],
        )
        bad |= wrong
    home = sheet.text(ASYLUM).str.upper() == sheet.text(ORIGIN).str.upper()
    abroad = found["refugees"] + found["seekers"].fillna(0) + found["others"].fillna(0)
    empty = abroad.where(~home, found["idps"]).isna() & ~bad
    report.drop(_("it has no figure, which is not zero"), sheet.rows[empty])
    kept = ~(bad | empty)
    report.doubt(
        _("a figure under 5, which UNHCR rounds to 0 or 5"), sheet.rows[kept & abroad.isin([5])]
    )
    report.note(_("figures are stocks at the end of a year; '-' means no figure and is not zero"))
    parts = [
        displaced.by_year(
            sheet.rows[rows], codes[rows], year[rows], where, displaced.STOCK, people,
            sheet.text(ASYLUM).str.upper()[rows],
        )
        for where, rows, people in (
            (displaced.ABROAD, kept & ~home, abroad[kept & ~home]),
            (displaced.INTERNAL, kept & home, found["idps"][kept & home]),
        )
    ]  # fmt: skip
    return displaced.joined(parts, report, until), report
