"""The normal table of people displaced: stocks at a date and flows of a period, told apart."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from marosim.bring.report import Report
from marosim.bring.values import before
from marosim.languages import _

COLUMNS = ["row", "origin", "where", "date_from", "date_to", "measure", "people", "region", "pcode"]
"""``origin`` is a country's code of two letters, ``where`` is internal or abroad, ``measure``
stock (on ``date_to``) or flow (from ``date_from`` to ``date_to``). ``region`` is where they are:
a region of the country, or the code of the country of asylum."""

INTERNAL, ABROAD, STOCK, FLOW = "internal", "abroad", "stock", "flow"


def by_year(
    rows: pd.Series, origin: pd.Series, year: pd.Series, where: str, measure: str,
    people: pd.Series, region: pd.Series | str = "",
) -> pd.DataFrame:  # fmt: skip
    """Figures of whole years: stocks at their end, flows over them; empty ones left out."""
    known = people.notna() & year.notna()
    begin = pd.to_datetime(year[known].astype(int).astype(str) + "-01-01")
    end = pd.to_datetime(year[known].astype(int).astype(str) + "-12-31")
    return pd.DataFrame(
        {
            "row": rows[known],
            "origin": origin[known],
            "where": where,
            "date_from": begin if measure == FLOW else end,
            "date_to": end,
            "measure": measure,
            "people": people[known],
            "region": region if isinstance(region, str) else region[known],
            "pcode": "",
        }
    )


def joined(parts: list[pd.DataFrame], report: Report, until: dt.date | None = None) -> pd.DataFrame:
    """All figures in the order of their dates, none later than a day if one is given."""
    table = before(pd.concat(parts, ignore_index=True), "date_to", until, report)
    report.finish(table["row"].nunique())
    return table.sort_values(["origin", "date_to", "row"], kind="stable")[COLUMNS].reset_index(
        drop=True
    )


def counted_before(table: pd.DataFrame, earlier: pd.DataFrame, report: Report) -> pd.DataFrame:
    """The figures but for stocks that an earlier file of the same format has: none counts twice."""
    keys = ["origin", "where", "date_to", "region", "pcode"]
    known = pd.MultiIndex.from_frame(earlier.loc[earlier["measure"] == STOCK, keys])
    again = (table["measure"] == STOCK) & pd.MultiIndex.from_frame(table[keys]).isin(known)
    report.drop(_("a file that was given before counts the same people"), table.loc[again, "row"])
    return table[~again]
