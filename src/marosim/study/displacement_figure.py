"""Camps over time: people counted and people simulated, one panel a camp."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from marosim.study.validation_flee import DisplacementCheck

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_PANELS = 16
COLUMNS = 4


def displacement_figure(check: DisplacementCheck) -> Figure:
    """The largest camps of a case, counted (dark) and simulated (blue, range over seeds)."""
    from matplotlib.figure import Figure as NewFigure

    from marosim.view.style import INK, PEACEKEEPERS, number, source_line, styled

    order = np.argsort(-check.counted.mean(axis=0), kind="stable")[:MOST_PANELS]
    simulated = np.stack(check.simulated)
    days = np.arange(len(check.counted))
    rows = -(-len(order) // COLUMNS)
    with styled():
        figure = NewFigure(figsize=(12, 2.6 * rows + 0.9), layout="constrained")
        panels = figure.subplots(rows, COLUMNS, squeeze=False).ravel()
        for panel, camp in zip(panels, order, strict=False):
            runs = simulated[:, :, camp]
            panel.fill_between(
                days, runs.min(axis=0), runs.max(axis=0), color=PEACEKEEPERS, alpha=0.2, linewidth=0
            )
            panel.plot(days, runs.mean(axis=0), color=PEACEKEEPERS)
            panel.plot(days, check.counted[:, camp], color=INK)
            panel.set_title(check.camps[camp].replace("_", " "), loc="left")
            panel.set_ylim(bottom=0)
            panel.yaxis.set_major_formatter(lambda value, _: number(value))
        for panel in panels[len(order) :]:
            panel.set_axis_off()
        left_out = len(check.camps) - len(order)
        figure.suptitle(
            f"{check.title}: people in camps by day since the start", x=0.01, ha="left",
            fontsize=12, fontweight="bold",
        )  # fmt: skip
        source_line(
            panels[0],
            f"Dark: counted by UNHCR; blue: simulated, mean and range of {len(simulated)} seeds; "
            "the number of displaced is given from outside."
            + (f" {left_out} smaller camps are not shown." if left_out else ""),
        )
    return figure
