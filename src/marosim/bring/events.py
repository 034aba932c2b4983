"""The normal table of events: what GED and ACLED have in common."""

from __future__ import annotations

import pandas as pd

from marosim.bring.report import Report
from marosim.bring.values import around, refuse_exchanged
from marosim.languages import _, _p

COLUMNS = [
    "row", "id", "date_from", "date_to", "latitude", "longitude", "place_known", "place",
    "region", "district", "country", "kind", "actor_a", "actor_b", "deaths", "low", "high",
    "civilians_killed",
]  # fmt: skip
"""``kind`` is battle (with a government), communal (without) or one_sided; ``place_known`` is
False where the point is only the middle of a region or country. Deaths are persons; ``low`` and
``high`` bound ``deaths``, which holds ``civilians_killed``."""

BATTLE, COMMUNAL, ONE_SIDED = "battle", "communal", "one_sided"
EVENTS = "events"


def finished(table: pd.DataFrame, report: Report, country: str | None = None) -> pd.DataFrame:
    """Events in the order of time, one of each id: of those repeated the last row stands.

    Points far from the ``country`` (two letters) are no places. Raises :class:`CaseError` where
    most of them lie there only with latitude and longitude exchanged.
    """
    again = table.duplicated("id", keep="last") & (table["id"] != "")
    report.drop(_("an event that a later row gives again"), table.loc[again, "row"])
    table = table[~again]
    backwards = table["date_to"] < table["date_from"]
    report.drop(_("it ends before it begins"), table.loc[backwards, "row"])
    table = table[~backwards]
    vague = ~table["place_known"]
    if country is not None and len(table):
        table = _located(table, report, country)
    months = table["date_from"].dt.to_period("M") != table["date_to"].dt.to_period("M")
    report.doubt(
        _("it lasts over the end of a month: its deaths are spread evenly over its days"),
        table.loc[months, "row"],
    )
    report.doubt(
        _("its point is the middle of a region or country: no place is taken from it"),
        table.loc[vague, "row"],
    )
    report.finish(len(table))
    return table.sort_values(["date_from", "id"], kind="stable")[COLUMNS].reset_index(drop=True)


def _located(table: pd.DataFrame, report: Report, country: str) -> pd.DataFrame:
    """The events, those whose point lies far from their country without a known place."""
    where = table["latitude"], table["longitude"]
    cure = _("exchange the names of the two columns")
    refuse_exchanged(country, *where, report, _p("rows of a file", EVENTS), cure, table["row"])
    here = around(country, *where)
    swapped = ~here & around(country, *where[::-1])
    for why, rows in (
        (_("with latitude and longitude exchanged it would lie there"), swapped),
        (_("is it of a part that became another country?"), ~here & ~swapped),
    ):
        report.doubt(
            _(
                "its point lies far from every town of {country}, so that no place is taken from "
                "it; {why}",
                country=country,
                why=why,
            ),
            table.loc[rows, "row"],
        )
    return table.assign(place_known=table["place_known"] & here)


def daily(events: pd.DataFrame, column: str) -> pd.Series:
    """Deaths of a column by day: those of an event are spread evenly over its days."""
    length = (events["date_to"] - events["date_from"]).dt.days + 1
    spread = events.loc[events.index.repeat(length)]
    within = spread.groupby(level=0).cumcount()
    days = spread["date_from"] + pd.to_timedelta(within, unit="D")
    share = spread[column] / length.loc[spread.index]
    return share.groupby(days.to_numpy()).sum()
