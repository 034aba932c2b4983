"""A case against its record, drawn: deaths by month, displacement, troops, places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from marosim.study.validation_cases import is_monthly

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def case_figure(table: pd.DataFrame, title: str = "") -> Figure:
    """Recorded values with their range beside simulated ones with their 90 % band.

    ``table`` is what :func:`~marosim.study.validation_cases.compare_with_record` returns.
    """
    from matplotlib.figure import Figure as NewFigure

    from marosim.view.style import source_line, styled

    table = table[table["simulated"].notna()]
    monthly = table[is_monthly(table) & (table["metric"] == "deaths_direct")]
    shares = table[table["how"] == "cumulative_share"]
    moved = table[table["metric"].isin(["displaced_internal", "displaced_abroad", "sheltered"])]
    troops = table[table["metric"] == "peacekeepers"]
    places = table[(table["how"] == "share")]
    parts = [
        ("Civilians killed in a month", monthly, _over_time),
        ("Share of all deaths by then", shares, _over_time),
        ("People displaced", moved, _one_by_one),
        ("Peacekeepers", troops, _over_time),
        ("Share of the dead by place", places, _one_by_one),
    ]
    drawn = [(text, rows, how) for text, rows, how in parts if len(rows)]
    with styled():
        rows_of_panels = max(1, (len(drawn) + 1) // 2)
        figure = NewFigure(figsize=(11, 3.4 * rows_of_panels + 0.6), layout="constrained")
        panels = figure.subplots(rows_of_panels, 2, squeeze=False).ravel()
        for panel, (text, rows, how) in zip(panels, drawn, strict=False):
            how(panel, rows)
            panel.set_title(text)
        for panel in panels[len(drawn) :]:
            panel.set_axis_off()
        figure.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold")
        source_line(
            panels[0],
            "Dark dots and bars: record with its range (hollow: used to calibrate); blue: mean "
            "and 90 % band of runs.",
        )
    return figure


def _over_time(axes: Axes, rows: pd.DataFrame) -> None:
    from marosim.view.style import INK, PEACEKEEPERS, number

    rows = rows.sort_values("day_to")
    middle = (rows["day_from"] + rows["day_to"]) / 2
    spans = rows["how"].eq("flow")
    dates = pd.to_datetime(rows["date_from"]) + pd.to_timedelta(
        np.where(spans, middle - rows["day_from"], rows["day_to"] - rows["day_from"]), unit="D"
    )
    axes.fill_between(dates, rows["simulated_low"], rows["simulated_high"], color=PEACEKEEPERS,
                      alpha=0.2, linewidth=0)  # fmt: skip
    axes.plot(dates, rows["simulated"], color=PEACEKEEPERS)
    axes.vlines(dates, rows["low"], rows["high"], color=INK, linewidth=1, alpha=0.6)
    held = rows["use"].eq("held_out").to_numpy()
    axes.plot(dates[held], rows["value"][held], "o", color=INK, markersize=4)
    axes.plot(dates[~held], rows["value"][~held], "o", color=INK, markersize=4, fillstyle="none")
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_formatter(lambda v, _: number(v))
    _few_dates(axes)


def _few_dates(axes: Any) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=2, maxticks=6, interval_multiples=False)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))


def _one_by_one(axes: Axes, rows: pd.DataFrame) -> None:
    from marosim.view.style import INK, PEACEKEEPERS, number

    rows = rows.sort_values(["metric", "day_to", "value"]).reset_index(drop=True)
    y = np.arange(len(rows))[::-1]
    axes.hlines(y + 0.14, rows["low"], rows["high"], color=INK, linewidth=1.4, alpha=0.7)
    held = rows["use"].eq("held_out").to_numpy()
    axes.plot(rows["value"][held], y[held] + 0.14, "o", color=INK, markersize=4)
    axes.plot(rows["value"][~held], y[~held] + 0.14, "o", color=INK, markersize=4,
              fillstyle="none")  # fmt: skip
    axes.hlines(y - 0.14, rows["simulated_low"], rows["simulated_high"], color=PEACEKEEPERS,
                linewidth=3, alpha=0.45)  # fmt: skip
    axes.plot(rows["simulated"], y - 0.14, "o", color=PEACEKEEPERS, markersize=4)
    axes.set_yticks(y, [_label(row) for _, row in rows.iterrows()], fontsize=7.5)
    axes.grid(axis="x")
    axes.set_xlim(left=0)
    axes.locator_params(axis="x", nbins=5)
    axes.xaxis.set_major_formatter(lambda v, _: number(v))


def _label(row: pd.Series) -> str:
    place = str(row["place"]).partition(":")[2] or str(row["place"])
    if row["how"] == "share":
        return place
    kind = {"displaced_internal": "inside", "displaced_abroad": "abroad"}.get(
        str(row["metric"]), "in sites"
    )
    return f"{place or kind} {row['date_to']}"
