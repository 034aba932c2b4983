"""IOM's Displacement Tracking Matrix: rounds of stocks, of which one level is taken."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from marosim.bring import displaced
from marosim.bring.report import Report
from marosim.bring.sheet import Sheet, read_sheet
from marosim.bring.values import coded, counts, dates, is_nothing, numbers
from marosim.languages import _

PEOPLE = ["numPresentIdpInd", "Number of IDPs (individuals)", "IDP individuals", "IDPs (ind)"]
NEEDED = [["admin0Pcode"], ["admin1Name"], ["adminLevel"], PEOPLE, ["reportingDate"]]


def read(
    path: Path, country: str | None = None, until: dt.date | None = None
) -> tuple[pd.DataFrame, Report]:
    """People displaced inside the country, by round; the finest level that each round has."""
    report = Report("IOM DTM", path.name)
    sheet = read_sheet(path, NEEDED, report).once()
    why = sheet.text(["displacementReason"])
    disaster = why.str.lower().str.contains("disaster")
    sheet = sheet.keep(~disaster, _("displacement by disasters, which is no violence"))
    untold = sheet.has(["displacementReason"]) & is_nothing(why[~disaster])
    report.doubt(_("why these people fled is not said"), sheet.rows[untold])
    codes = coded(sheet.text(["admin0Pcode"]), report, sheet.rows)
    if country is not None:
        sheet = sheet.keep(codes == country, _("people of another country"))
        codes = codes.loc[sheet.table.index]
    people, wrong = counts(sheet, PEOPLE, PEOPLE[0])
    day = dates(sheet.text(["reportingDate"]))
    level = numbers(sheet.text(["adminLevel"]))
    report.drop(
        _("the number of people is empty, which is not zero"), sheet.rows[people.isna() & ~wrong]
    )
    sound = people.notna() & ~wrong
    report.drop(_("reportingDate is not a date"), sheet.rows[sound & day.isna()])
    report.drop(_("adminLevel is not a level"), sheet.rows[sound & day.notna() & level.isna()])
    sound &= day.notna() & level.notna()
    chosen = _finest(sheet, codes, day, level, sound)
    report.drop(
        _("a total of a coarser level of the same date: it would count people twice"),
        sheet.rows[sound & ~chosen],
    )
    report.note(_("each date is a round of stocks: rounds are never added up"))
    region = sheet.text(["admin2Name", "admin1Name"])
    region = region.where(~is_nothing(region), sheet.text(["admin1Name"]))
    code = sheet.text(["admin2Pcode"])
    code = code.where(~is_nothing(code), sheet.text(["admin1Pcode"]))
    table = pd.DataFrame(
        {
            "row": sheet.rows, "origin": codes, "where": displaced.INTERNAL, "date_from": day,
            "date_to": day, "measure": displaced.STOCK, "people": people, "region": region,
            "pcode": code,
        }
    )[chosen]  # fmt: skip
    return displaced.joined([table], report, until), report


def _finest(
    sheet: Sheet, codes: pd.Series, day: pd.Series, level: pd.Series, sound: pd.Series
) -> pd.Series:
    """Rows whose people no other row of the same date holds in finer units."""
    table = pd.DataFrame(
        {"country": codes, "day": day, "level": level, "region": sheet.text(["admin1Pcode"])}
    )[sound]
    finer = table[table["level"] > 0]
    finest = finer.groupby(["country", "day", "region"])["level"].transform("max")
    divided = set(zip(finer["country"], finer["day"], strict=True))
    whole = table[table["level"] == 0]
    alone = [pair not in divided for pair in zip(whole["country"], whole["day"], strict=True)]
    kept = pd.concat([finer["level"] == finest, pd.Series(alone, index=whole.index, dtype=bool)])
    return kept.reindex(sound.index, fill_value=False)
