"""Axes with units that people read, and labels that stand beside their line."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from marosim.view import names
from marosim.view.style import number


def unit_axis(axes: Axes, metric: str, *, horizontal: bool = False) -> None:
    """Format the value axis of a metric with its unit."""
    unit = names.about(metric).unit
    axis = axes.xaxis if horizontal else axes.yaxis
    axis.set_major_locator(MaxNLocator(5 if horizontal else 7))
    axis.set_major_formatter(FuncFormatter(lambda value, _: number(value, unit)))
    label = "" if unit in ("", "1") else unit
    if horizontal:
        axes.set_xlabel(label)
    else:
        axes.set_ylabel(label)


def spread_labels(axes: Axes, ends: Sequence[tuple[float, str, str]]) -> None:
    """Write labels (value, words, colour) at the right end, moved apart where they would touch."""
    if not ends:
        return
    low, high = axes.get_ylim()
    gap = (high - low) * 0.065
    heights: list[float] = []
    for value, words, colour in sorted(ends):
        height = max(value, heights[-1] + gap) if heights else value
        heights.append(height)
        axes.annotate(
            words, (1.0, height), xycoords=("axes fraction", "data"), xytext=(6, 0),
            textcoords="offset points", va="center", color=colour, fontweight="bold", fontsize=9,
            annotation_clip=False,
        )  # fmt: skip
