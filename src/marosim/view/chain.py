"""The response chain of a run as a dated funnel with the broken link marked."""

from __future__ import annotations

from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from marosim.languages import N_, _, _p
from marosim.study.explain import note
from marosim.view.style import GRID, INK, MUTED, PEACEKEEPERS, new_axes, source_line, styled
from marosim.view.wording import lowered

BROKEN = "#a65e00"
WIDTHS = N_("Bars of dates: share of all deaths still to come then. Bars of attacks: their share.")


def funnel(steps: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None) -> Axes:
    """Steps from the first signal to attacks prevented, in order.

    ``steps`` has the columns step (words), day (NaN if never), share (0 to 1 of
    attacks that got this far; NaN if it is only a date), note, broken (bool), and may have
    left (share of all deaths still to come on that day), which is then the bar of a date.
    """
    count = len(steps)
    with styled():
        axes = ax if ax is not None else new_axes(7.2, 0.9 + 0.46 * count)
        for i, (_label, row) in enumerate(steps.iterrows()):
            y = count - 1 - i
            happened = pd.notna(row["day"]) or (pd.notna(row["share"]) and row["share"] > 0)
            width = row["share"] if pd.notna(row["share"]) else row.get("left", 1.0)
            width = float(np.clip(width, 0.0, 1.0)) if pd.notna(width) else 1.0
            shown = max(width, 0.012) if happened else 0.012
            broken = bool(row["broken"])
            colour = BROKEN if broken else (PEACEKEEPERS if happened else GRID)
            axes.barh(y, 1.0, left=0, height=0.72, color=GRID, alpha=0.45)
            axes.barh(y, shown, left=(1 - shown) / 2, height=0.72, color=colour,
                      alpha=1.0 if broken else 0.82)  # fmt: skip
            axes.text(-0.03, y, fill(_(str(row["step"])), 34), ha="right", va="center", fontsize=9,
                      fontweight="bold" if broken else "normal",
                      color=INK if happened else MUTED)  # fmt: skip
            axes.text(1.03, y, _when(row), ha="left", va="center", fontsize=8.5,
                      color=BROKEN if broken else MUTED)  # fmt: skip
        axes.set_xlim(-1.0, 2.05)
        axes.set_ylim(-0.6, count - 0.4)
        axes.axis("off")
        axes.set_title(title or _finding(steps), color=INK)
        if ax is None:
            source_line(axes, _(WIDTHS) if "left" in steps else "")
    return axes


def _when(row: pd.Series) -> str:
    parts = []
    if pd.notna(row["day"]):
        parts.append(_("day {day}", day=str(int(row["day"]))))
    elif pd.isna(row["share"]):
        parts.append(_p("in a table", "never"))
    if said := note(row) if "deaths_meanwhile" in row else str(row["note"]):
        parts.append(said)
    if row["broken"]:
        parts.append(_("◀ weakest link"))
    return "  ".join(parts)


def _finding(steps: pd.DataFrame) -> str:
    broken = steps[steps["broken"].astype(bool)]
    if broken.empty:
        return _("The response chain held from warning to protection")
    return _("The chain broke at: {step}", step=lowered(_(str(broken.iloc[0]["step"]))))
