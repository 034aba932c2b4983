"""UCDP's Georeferenced Event Dataset: the full layout, those of HDX, and Candidate releases."""

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
    is_nothing,
    last_day,
    numbers,
    of_country,
    pointed,
)
from marosim.languages import _

NEEDED = [
    ["id"], ["type_of_violence"], ["side_a"], ["side_b"], ["latitude"], ["longitude"],
    ["date_start"], ["date_end"], ["best", "best_est"], ["country"],
]  # fmt: skip
PUBLISHED = (
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id "
    "conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a "
    "side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office "
    "source_date source_headline source_original where_prec where_coordinates where_description "
    "adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region "
    "event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians "
    "deaths_unknown best high low gwnoa gwnob"
)
"""The order of releases 17 to 25, in which some Candidate releases come without a header."""
KINDS = {"1": events.BATTLE, "2": events.COMMUNAL, "3": events.ONE_SIDED}
VAGUE = 4  # where_prec from which a point is that of a region (4), of no place (5) or a country
DEATHS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")


def read(
    path: Path, country: str | None = None, until: dt.date | None = None
) -> tuple[pd.DataFrame, Report]:
    """Events of a file, of one country if its code is given."""
    report = Report("UCDP GED", path.name, unit=events.EVENTS)
    sheet = read_sheet(path, NEEDED, report, headless=PUBLISHED.split())
    report.ends = last_day(sheet.text(["date_end"]))
    sheet = of_country(sheet, ["country"], country)
    return _normal(sheet, report, until, country), report


def _normal(
    sheet: Sheet, report: Report, until: dt.date | None, country: str | None
) -> pd.DataFrame:
    best, wrong = counts(sheet, ["best", "best_est"], "best")
    kinds = sheet.text(["type_of_violence"]).str.replace(r"\.0$", "", regex=True).map(KINDS)
    begin, end = dates(sheet.text(["date_start"]), report), dates(sheet.text(["date_end"]))
    civilians, wrong_civilians = counts(sheet, ["deaths_civilians"], "deaths_civilians")
    low, high = (numbers(sheet.text([name, f"{name}_est"])) for name in ("low", "high"))
    precision = numbers(sheet.text(["where_prec"]))
    table = pd.DataFrame(
        {
            "row": sheet.rows,
            "id": sheet.text(["id"]),
            "date_from": begin,
            "date_to": end,
            "latitude": decimals(sheet.text(["latitude"])),
            "longitude": decimals(sheet.text(["longitude"])),
            "place_known": ~(precision >= VAGUE),
            "place": sheet.text(["where_coordinates"]),
            "region": sheet.text(["adm_1"]),
            "district": sheet.text(["adm_2"]),
            "country": sheet.text(["country"]),
            "kind": kinds,
            "actor_a": sheet.text(["side_a"]),
            "actor_b": sheet.text(["side_b"]),
            "deaths": best,
            "low": low.where(low <= best, best),
            "high": high.where(high >= best, best),
            "civilians_killed": civilians,
        }
    )
    for bad, reason in (
        (wrong | wrong_civilians, ""),
        (best.isna(), _("best is empty, which is not zero")),
        (kinds.isna(), _("type_of_violence is none of 1, 2 and 3")),
        (begin.isna() | end.isna(), _("date_start or date_end is not a date as 2013-01-03")),
        (is_nothing(table["actor_a"]), _("side_a is empty")),
    ):
        chosen = bad.reindex(table.index, fill_value=False)
        if reason:
            report.drop(reason, table.loc[chosen, "row"])
        table = table[~chosen]
    table = _civilians(pointed(report, table), report)
    parts = sum((numbers(sheet.text([name])) for name in DEATHS), start=pd.Series(0.0, best.index))
    differ = (parts.loc[table.index] - table["deaths"]).abs() > 0.5
    report.doubt(_("its deaths by side do not add up to best"), table.loc[differ, "row"])
    status = sheet.text(["code_status"]).loc[table.index]
    unsure = ~status.str.lower().isin(["clear", ""])
    report.doubt(
        _("its code_status is not Clear: UCDP may still change it"), table.loc[unsure, "row"]
    )
    only_high = (table["deaths"] == 0) & (table["high"] > 0)
    report.doubt(_("best is 0 though high is not"), table.loc[only_high, "row"])
    crossed = ((low > best) | (high < best)).loc[table.index]
    report.doubt(_("low is above best or high below it: best is taken"), table.loc[crossed, "row"])
    return events.finished(before(table, "date_to", until, report), report, country)


def _civilians(table: pd.DataFrame, report: Report) -> pd.DataFrame:
    """Civilians killed: as told, or for one-sided violence all dead where a layout tells none."""
    unknown = table["civilians_killed"].isna()
    one_sided = unknown & (table["kind"] == events.ONE_SIDED)
    report.doubt(
        _("deaths_civilians is empty: all dead of one-sided violence are taken for civilians"),
        table.loc[one_sided, "row"],
    )
    lost = unknown & ~one_sided
    report.drop(_("deaths_civilians is empty, which is not zero"), table.loc[lost, "row"])
    filled = table["civilians_killed"].where(~one_sided, table["deaths"])
    above = filled > table["deaths"]
    report.doubt(_("deaths_civilians is above best: best is taken"), table.loc[above, "row"])
    return table.assign(civilians_killed=filled.where(~above, table["deaths"]))[~lost]
