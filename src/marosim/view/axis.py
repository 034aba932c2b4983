"""Axes with units that people read, and labels that stand beside their line."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.ticker import FuncFormatter, MaxNLocator

from marosim.languages.formats import months, number
from marosim.view import names, naming

LABEL_INCHES = 0.19  # height of a line of a label


def unit_axis(axes: Axes, metric: str, *, horizontal: bool = False) -> None:
    """Format the value axis of a metric with its unit."""
    unit = names.about(metric).unit
    axis = axes.xaxis if horizontal else axes.yaxis
    axis.set_major_locator(MaxNLocator(5 if horizontal else 7))
    axis.set_major_formatter(FuncFormatter(lambda value, _: number(value, unit)))
    # money carries its sign at every tick
    label = "" if unit in ("", "1", "US$") else naming.unit(unit)
    if horizontal:
        axes.set_xlabel(label)
    else:
        axes.set_ylabel(label)


class Dates(ConciseDateFormatter):
    """Days on an axis in few words, with months in the language that is spoken."""

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """The labels of all ticks at once."""
        said: list[str] = super().format_ticks(values)  # type: ignore[no-untyped-call]
        return [months(text) for text in said]

    def get_offset(self) -> str:
        """What all ticks share, at the end of the axis."""
        return months(super().get_offset())  # type: ignore[no-untyped-call]


def day_axis(axes: Axes) -> None:
    """Format the horizontal axis as days."""
    locator = AutoDateLocator(minticks=3, maxticks=8)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(Dates(locator))  # type: ignore[no-untyped-call]


def spread_labels(axes: Axes, ends: Sequence[tuple[float, str, str]]) -> None:
    """Write labels (value, words, colour) at the right end, moved apart where they would touch.

    They stay as near to their values as the height of the axes allows.
    """
    if not ends:
        return
    low, high = axes.get_ylim()
    inches = axes.figure.figure.get_figheight() * 0.72  # of the axes, about
    gap = (high - low) * LABEL_INCHES / inches
    ranked = sorted(ends)
    heights = apart([value for value, _, _ in ranked], gap, low, high)
    for height, (_, words, colour) in zip(heights, ranked, strict=True):
        axes.annotate(
            words, (1.0, height), xycoords=("axes fraction", "data"), xytext=(6, 0),
            textcoords="offset points", va="center", color=colour, fontweight="bold", fontsize=9,
            annotation_clip=False,
        )  # fmt: skip


def apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Sorted positions at least ``gap`` apart, as near to those wanted as they can be.

    Neighbours that would touch share the move (pool adjacent violators); the whole then
    stays between ``low`` and ``high`` if there is room.
    """
    pools: list[list[float]] = []  # mean and size of positions less their rank × gap
    for rank, value in enumerate(wanted):
        pools.append([value - rank * gap, 1])
        while len(pools) > 1 and pools[-1][0] < pools[-2][0]:
            mean, size = pools.pop()
            other, count = pools[-1]
            pools[-1] = [(mean * size + other * count) / (size + count), size + count]
    starts = [mean for mean, size in pools for _ in range(int(size))]
    room = high - (len(wanted) - 1) * gap
    return [max(low, min(start, room)) + rank * gap for rank, start in enumerate(starts)]
