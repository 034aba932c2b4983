"""One sober look for figures, report and browser view; colours that colour-blind people tell apart.

Hues follow Okabe & Ito (2008), darkened where text must stay readable on white. No red for
deaths: violence is shown in ochre to brown, outside forces in blue.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from textwrap import fill
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from marosim.languages import _

INK = "#1d2733"
MUTED = "#566271"
FAINT = "#9aa5b1"
GRID = "#e4e8ec"
PAPER = "#ffffff"
LAND = "#f1efe9"
BORDER = "#b9b3a4"
ROUTE = "#c8c2b4"
WATER = "#a9cbdc"
PEACEKEEPERS = "#0072b2"

# responses in order: the first is what others are compared with
SERIES = ("#5c6773", "#0072b2", "#a35c00", "#00795a", "#8a4f8d", "#b5507a", "#7a6a00", "#1d2733")
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
    line = f"{text}  {_(LIMITS)}" if text else _(LIMITS)
    figure = axes.figure.figure
    wide = int(figure.get_figwidth() * 19)  # characters of this size that fit
    figure.supxlabel(fill(line, wide), x=0.01, ha="left", fontsize=7, color=MUTED)


SCALES = ((1e9, "billion"), (1e6, "million"))  # of large numbers, from 999,500 on


def number(value: float, unit: str = "", half: float = 0.0) -> str:
    """A number as people say it: 12,400 or 1.25 million; money with its sign.

    With ``half``, half the width of its interval, it has the digits that the interval
    supports (two of the half width) and no more.
    """
    if not math.isfinite(value):
        return "–"
    said = _said(value, unit, _scale(abs(value)), half)
    return re.sub(r"\.0+(?!\d)|(?<=\.\d)0+(?!\d)|(?<=\.\d\d)0+(?!\d)", "", said)


def interval(low: float, high: float, unit: str = "") -> str:
    """Two ends of an interval, to two digits of its half width: 8,100–16,900, −3 to 5."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return "–"
    half, scale = (high - low) / 2, _scale(max(abs(low), abs(high)))
    first, last = (_said(end, unit, scale, half) for end in (low, high))
    while all(re.search(r"\.\d*0\b", text) for text in (first, last)):  # −3 to 5, not −3.0 to 5.0
        first, last = (re.sub(r"\.0\b|0\b(?=\D*$)", "", text) for text in (first, last))
    named = re.search(r" \w+illion$", last)
    if named and first.endswith(named.group()):
        first = first.removesuffix(named.group())
    if first.startswith(("US$", "−US$")):
        last = last.replace("US$ ", "")
    return f"{first} to {last}" if low < 0 or high < 0 else f"{first}–{last}"


def percent(share: float, places: int = 0) -> str:
    """A share of one as percent: 9.6 %."""
    return f"{100 * share:.{places}f} %"


def _scale(size: float) -> tuple[float, str]:
    return next((s for s in SCALES if size >= 0.9995 * s[0]), (1.0, ""))


def _said(value: float, unit: str, scale: tuple[float, str], half: float) -> str:
    money = "US$ " if unit.startswith(("US$", "USD", "usd")) else ""
    size = abs(value)
    if size < TINY:
        return f"{money}0"
    if half >= TINY:
        places = 1 - math.floor(math.log10(half / 0.95))  # 0.97 is said as 1.0
    else:
        places = (2 if size >= 999.5 else 1) - math.floor(math.log10(size))
    rounded = round(size, places)
    if not rounded:
        return f"{money}0"
    shown = places + round(math.log10(scale[0]))
    text = f"{rounded / scale[0]:,.{min(max(shown, 0), 6)}f}"
    if half < TINY and "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{'−' if value < 0 else ''}{money}{text}{f' {scale[1]}' if scale[1] else ''}"
