"""The page on speed, written from what ``marosim bench`` measured so that no figure is typed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from marosim.evidence.page import table
from marosim.record.provenance import machine
from marosim.record.whole import whole_file, write_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PAGE, PICTURE = "bench.md", "bench_growth.png"
NUMBERS = ("value", "agents", "threads", "ratio", "size", "milliseconds")
ABOUT = (
    "Ratios are of times taken side by side in one run: above one, marosim needs less than its "
    "peer, or that many times less than with one thread or worker. Plain Mesa's peer is the same "
    "rules for civilians, one Python object an agent, without roads. Seconds are this machine's."
)
GROWTH = (
    "Processor time of a median day with a mission there from the first day. Sizes that do not "
    "grow in a panel are those of the case that is named."
)


def publish(found: pd.DataFrame, growth: pd.DataFrame, into: Path) -> Path:
    """Write the page and its picture into a folder; gives the page's path.

    ``found`` is the table of :func:`marosim.study.bench.bench`, ``growth`` that of
    :func:`marosim.study.bench_growth.growth`.
    """
    with whole_file(into / PICTURE) as draft:
        drawn(growth).savefig(draft, format="png")
    here = machine()
    lines = [
        "# Speed, memory and how they grow", "",
        f"Written by `make bench` on {dt.date.today():%-d %B %Y}, {here['cores']} cores, "
        f"{here['architecture']}. {ABOUT}", "",
        *table(found, tuple(found), NUMBERS), "",
        "## How the cost of a day grows", "", GROWTH, "",
        f"![Processor time of a day against what grows]({PICTURE})", "",
        *table(growth, tuple(growth), NUMBERS),
    ]  # fmt: skip
    write_whole(into / PAGE, "\n".join(lines) + "\n")
    return into / PAGE


def drawn(growth: pd.DataFrame) -> Figure:
    """One panel for each thing that grows, both axes by factors of ten."""
    from matplotlib.figure import Figure as NewFigure

    from marosim.view.style import FAINT, PEACEKEEPERS, number, styled

    kinds = list(dict.fromkeys(growth["grows"]))
    with styled():
        figure = NewFigure(figsize=(2.6 * len(kinds), 2.9), layout="constrained")
        panels = figure.subplots(1, len(kinds), sharey=True, squeeze=False)[0]
        for panel, kind in zip(panels, kinds, strict=True):
            rows = growth[growth["grows"] == kind]
            size, taken = rows["size"].to_numpy(float), rows["milliseconds"].to_numpy(float)
            panel.loglog(size, taken[0] * size / size[0], color=FAINT, linestyle=":", linewidth=1)
            panel.loglog(size, taken, color=PEACEKEEPERS, marker="o", markersize=4)
            panel.set_title(kind)
            panel.set_ylim(0.5 * growth["milliseconds"].min(), 2 * growth["milliseconds"].max())
            panel.xaxis.set_minor_formatter(lambda *_: "")
            panel.yaxis.set_minor_formatter(lambda value, _: number(value))
            for axis in (panel.xaxis, panel.yaxis):
                axis.set_major_formatter(lambda value, _: number(value))
        panels[0].set_ylabel("ms a day (dotted: in proportion)")
    return figure
