"""COD-PS: people by district, in the layouts of its countries and of HDX's global table."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pandas as pd

from marosim.bring.report import Report
from marosim.bring.sheet import Sheet, read_sheet
from marosim.bring.values import before, country_code, counts, dates, years
from marosim.cases.faults import CaseError
from marosim.languages import _
from marosim.languages.formats import either, listed, whole

LANGUAGES = ("", "_en", "_fr", "_es", "_pt", "_ar")
LEVELS = (4, 3, 2, 1, 0)
UNSPECIFIED = "-XXX"
TOTALS = ["T_TL", "Population", "Total", "pop_total", "total_population"]
COLUMNS = ["row", "level", "pcode", "name", "parent", "people", "year"]
"""People of a district at the finest level of the file; ``parent`` is the P-code above it and
``year`` the year that they were counted or estimated for, NaN if the file does not say."""


def read(
    path: Path, country: str | None = None, until: dt.date | None = None
) -> tuple[pd.DataFrame, Report]:
    """People by P-code at the finest level of the file."""
    report = Report("COD population", path.name)
    codes = [name for level in (2, 1, 3, 0, 4) for name in _code(level)]
    sheet = read_sheet(path, [codes, TOTALS], report)
    if country is not None and sheet.has(["ISO3"]):
        cells = sheet.text(["ISO3"])
        known = cells.map({name: country_code(name) for name in cells.unique()})
        sheet = sheet.keep(known == country, _("people of another country"))
        if sheet.table.empty:
            report.finish(0)
    sheet = _all_people(sheet)
    level = next((n for n in LEVELS if _pcodes(sheet, n).ne("").any()), None)
    if level is None:
        raise CaseError(_("every P-code is empty"), _("give a table with P-codes"), path.name, 1)
    sheet = sheet.keep(
        _pcodes(sheet, level) != "", _("it has no P-code of level {level}", level=level)
    )
    people, wrong = counts(sheet, TOTALS, _("the number of people"))
    empty = people.isna() & ~wrong
    report.drop(_("the number of people is empty, which is not zero"), sheet.rows[empty])
    table = pd.DataFrame(
        {
            "row": sheet.rows,
            "level": level,
            "pcode": _pcodes(sheet, level),
            "name": sheet.text(_name(level)),
            "parent": sheet.text(_code(level - 1)).str.upper() if level else "",
            "people": people,
            "year": _year(sheet, path.name),
        }
    )[~(wrong | empty)]
    if country is not None and not sheet.has(["ISO3"]):
        table = _of(table, country, report)
    table = before(table, "year", until, report)
    if table["year"].isna().any():
        report.note(_("the year of the figures is not known"))
    table = _each_once(table, report)
    report.finish(len(table))
    return table[COLUMNS].reset_index(drop=True), report


def _of(table: pd.DataFrame, country: str, report: Report) -> pd.DataFrame:
    from marosim.cases.countries import country as about

    prefixes = (country, str(about(country).get("iso3") or country))
    own = table["pcode"].str.startswith(prefixes)
    report.drop(
        _("its P-code does not begin with {names}", names=either(prefixes)),
        table.loc[~own, "row"],
    )
    return table[own]


def _all_people(sheet: Sheet) -> Sheet:
    """Of a long table, the rows of all people; not one for each sex and age."""
    for names, wanted in (
        (["Population_group"], ("t_tl", "all", "total", "")),
        (["Gender"], ("all", "")),
        (["Age_range"], ("all", "")),
    ):
        if sheet.has(names):
            chosen = sheet.text(names).str.lower().isin(wanted)
            sheet = sheet.keep(
                chosen, _("a part of the people by sex or age, who are in the total")
            )
    return sheet


def _each_once(table: pd.DataFrame, report: Report) -> pd.DataFrame:
    """The latest year of each P-code; rows that repeat a P-code in it are added up."""
    latest = table.groupby("pcode")["year"].transform("max")
    older = table["year"] < latest
    report.drop(_("an earlier year of the same district"), table.loc[older, "row"])
    table = table[~older]
    same = table.duplicated(["pcode", "name", "parent", "year", "people"])
    report.drop(_("the same row again"), table.loc[same, "row"])
    table = table[~same]
    twice = table.duplicated("pcode", keep=False)
    for code, rows in table[twice].groupby("pcode"):
        parts = listed([whole(round(value)) for value in rows["people"]])
        report.doubt(
            _(
                "{code} {name} stands twice: {parts} are added up",
                code=code,
                name=rows["name"].iloc[0],
                parts=parts,
            ),
            rows["row"],
        )
    how = {name: "first" for name in COLUMNS if name not in ("people", "pcode")}
    return table.groupby("pcode", as_index=False, sort=True).agg({**how, "people": "sum"})


def _year(sheet: Sheet, file: str) -> pd.Series:
    told = years(sheet.text(["Reference_year", "Year"]))
    if told.isna().all():
        told = dates(sheet.text(["reference_period_start"])).dt.year.astype(float)
    if told.notna().any():
        return told
    return pd.Series(year_named(file, sheet.report), index=sheet.table.index)


def year_named(file: str, report: Report) -> float:
    """The last year in a file's name; NaN if there is none."""
    named = re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", file)
    if named:
        report.note(_("the year {year} is taken from the file's name", year=str(named[-1])))
    return float(named[-1]) if named else float("nan")


def _pcodes(sheet: Sheet, level: int) -> pd.Series:
    """P-codes of a level; empty where a total of the level above stands, as HDX HAPI writes it."""
    codes = sheet.text(_code(level)).str.upper()
    return codes.where(~codes.str.endswith(UNSPECIFIED), "")


def _code(level: int) -> list[str]:
    return [f"{kind}{level}_{word}" for kind in ("adm", "admin") for word in ("pcode", "code")]


def _name(level: int) -> list[str]:
    stems = [f"adm{level}_name", f"admin{level}Name", f"adm{level}", f"admin{level}"]
    return [stem + language for stem in stems for language in LANGUAGES]
