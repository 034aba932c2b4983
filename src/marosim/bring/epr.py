"""Ethnic Power Relations (EPR-Core): groups' size and access to state power by period."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from marosim.bring.report import Report
from marosim.bring.sheet import read_sheet
from marosim.bring.values import before, decimals, of_country, years
from marosim.languages import NP_, _

NEEDED = [["statename"], ["from"], ["to"], ["group"], ["size"], ["status"]]
INCLUDED = ("MONOPOLY", "DOMINANT", "SENIOR PARTNER", "JUNIOR PARTNER")
EXCLUDED = ("POWERLESS", "DISCRIMINATED", "SELF-EXCLUSION")
OTHER = ("IRRELEVANT", "STATE COLLAPSE")
COLUMNS = ["row", "state", "group", "groupid", "year_from", "year_to", "size", "status"]


def read(
    path: Path, country: str | None = None, until: dt.date | None = None
) -> tuple[pd.DataFrame, Report]:
    """Groups of a country by period; ``size`` is their share of the country's people."""
    report = Report("EPR", path.name, unit=NP_("rows of a file", "group periods"))
    sheet = of_country(read_sheet(path, NEEDED, report).once(), ["statename"], country)
    table = pd.DataFrame(
        {
            "row": sheet.rows,
            "state": sheet.text(["statename"]),
            "group": sheet.text(["group"]),
            "groupid": sheet.text(["gwgroupid", "groupid"]),
            "year_from": years(sheet.text(["from"])),
            "year_to": years(sheet.text(["to"])),
            "size": decimals(sheet.text(["size"])),
            "status": sheet.text(["status"]).str.upper(),
        }
    )
    known = table["status"].isin([*INCLUDED, *EXCLUDED, *OTHER])
    for bad, reason in (
        (table["group"] == "", _("group is empty")),
        (table["year_from"].isna() | table["year_to"].isna(), _("from or to is not a year")),
        (table["year_to"] < table["year_from"], _("the period ends before it begins")),
        (~table["size"].between(0, 1), _("size is not a share from 0 to 1")),
        (~known, _("status is none of EPR's")),
    ):
        chosen = bad.reindex(table.index)
        report.drop(reason, table.loc[chosen, "row"])
        table = table[~chosen]
    table = before(table, "year_from", until, report)
    report.finish(len(table))
    return table[COLUMNS].reset_index(drop=True), report
