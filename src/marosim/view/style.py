"""One sober look for figures, report and browser view; colours that colour-blind people tell apart.

Hues follow Okabe & Ito (2008), darkened where text must stay readable on white. No red for
deaths: violence is shown in ochre to brown, outside forces in blue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from textwrap import fill
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

INK = "#1d2733"
MUTED = "#566271"
FAINT = "#9aa5b1"
GRID = "#e4e8ec"
PAPER = "#ffffff"
LAND = "#f1efe9"
BORDER = "#b9b3a4"
ROUTE = "#c8c2b4"
PEACEKEEPERS = "#0072b2"

# responses in order: the first is what others are compared with
SERIES = ("#5c6773", "#0072b2", "#a35c00", "#00795a", "#8a4f8d", "#2b7fae", "#7a6a00", "#1d2733")
# armed organisations by role: told apart by shape as well
ROLES = {"government": "#4b5563", "militia": "#a65e00", "rebel": "#6f4c9b"}

THREAT = LinearSegmentedColormap.from_list(
    "marosim_threat", ["#f4ecdb", "#e8c987", "#cf9438", "#94591a", "#4f2b0b"]
)
PEOPLE = LinearSegmentedColormap.from_list(
    "marosim_people", ["#e8f1f6", "#a9cfe2", "#5aa2c8", "#1f6d9b", "#0b3d5c"]
)
DIFFERENCE = LinearSegmentedColormap.from_list(
    "marosim_difference", ["#0b5a8a", "#8dbfdc", "#f4f2ed", "#dcae62", "#8a4f12"]
)

LIMITS = "marosim explores what could follow from its assumptions; it does not predict."

TINY = 5e-4  # below which a level or an effect is nothing that anybody would act on

_RC: dict[Any, Any] = {
    "figure.facecolor": PAPER,
    "figure.dpi": 110,
    "savefig.dpi": 160,
    "savefig.bbox": "tight",
    "axes.facecolor": PAPER,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": MUTED,
    "axes.labelsize": 9,
    "axes.titlesize": 11.5,
    # a dollar sign is money here, never mathematics
    "text.parse_math": False,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlecolor": INK,
    "axes.titlepad": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "axes.prop_cycle": cycler(color=SERIES),
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "ytick.left": False,
    "xtick.major.size": 3,
    "font.family": ["DejaVu Sans", "sans-serif"],
    "font.size": 9,
    "text.color": INK,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "svg.fonttype": "path",
}


@contextmanager
def styled() -> Iterator[None]:
    """Matplotlib settings of this style, for the block only."""
    with mpl.rc_context(_RC):
        yield


def new_axes(width: float = 7.2, height: float = 4.2) -> Axes:
    """An empty pair of axes in this style; size in inches."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained").add_subplot()


def series_colours(labels: Sequence[str]) -> dict[str, str]:
    """A colour for each response, in order; beyond the palette they repeat."""
    return {label: SERIES[i % len(SERIES)] for i, label in enumerate(labels)}


def source_line(axes: Axes, text: str = "") -> None:
    """Small print under a figure: where the numbers come from and what they are not."""
    line = f"{text}  {LIMITS}" if text else LIMITS
    figure = axes.figure.figure
    wide = int(figure.get_figwidth() * 19)  # characters of this size that fit
    figure.supxlabel(fill(line, wide), x=0.01, ha="left", fontsize=7, color=MUTED)


def number(value: float, unit: str = "") -> str:
    """A number as people say it: 12,400 or 1.25 million; money with its sign."""
    money = unit.startswith(("US$", "USD", "usd"))
    sign = "−" if value < 0 else ""
    size = abs(value)
    if size >= 9.995e8:
        text = f"{size / 1e9:.3g} billion"
    elif size >= 9.995e5:
        text = f"{size / 1e6:.3g} million"
    elif size >= 9.995:
        digits = 3 if size >= 1000 else 2
        text = f"{float(f'{size:.{digits}g}'):,.0f}"
    elif size < TINY:
        sign, text = "", "0"
    else:
        text = f"{size:.2g}"
    return f"{sign}{'US$ ' if money else ''}{text}"


def interval(low: float, high: float, unit: str = "") -> str:
    """Two ends of an interval: 8,100–16,900, US$ 8.1–9 million, −3 to 5."""
    first, last = number(low, unit), number(high, unit)
    if low < 0 or high < 0:
        return f"{first} to {last}"
    scale = re.search(r" \w+illion$", last)
    if scale and first.endswith(scale.group()):
        first = first.removesuffix(scale.group())
    return f"{first}–{last.removeprefix('US$ ')}"
