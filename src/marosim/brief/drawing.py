"""Drawings as plain marks, in millimetres, so that page and slides show the very same.

Shapes become SVG and words become HTML over it (SVG text breaks lines and scripts badly); on
slides both become native shapes, which a trainer can edit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import escape

from markupsafe import Markup

from marosim.languages import direction
from marosim.view.style import INK, PEACEKEEPERS

LINE = "#d5dbe1"
DEATHS, DEATHS_EDGE, RECORD = "#cf9438", "#94591a", "#f4ecdb"
FORCES, ARRIVING, HEADING, PALE = PEACEKEEPERS, "#a9cfe2", "#005a8c", "#7fb4d6"
SMALL, SMALLER = 2.9, 2.4  # mm, letters of a chart

LETTER = 0.55  # of its height: the width of a letter of DejaVu Sans, on average
WIDTHS = {  # of its letters; all others are as wide as a figure
    **dict.fromkeys("ijl\u202f", 0.28), **dict.fromkeys("I.,'’! \u00a0", 0.32),
    **dict.fromkeys("f:;/-|", 0.37), **dict.fromkeys("rt()[]", 0.41),
    **dict.fromkeys("szcJ", 0.53), **dict.fromkeys("kvxyaeoáàâéèêóô", 0.615),
    **dict.fromkeys("ABCRVXKZÀ", 0.7), **dict.fromkeys("wOQGDNHU", 0.82),
    **dict.fromkeys("mMWŒœ%@—…=+", 0.98),
}  # fmt: skip
FIGURE = 0.64
LATIN = "\u024f"  # the last of its letters

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    edge: str = ""


@dataclass(frozen=True)
class Stroke:
    """A line through points."""

    points: tuple[Point, ...]
    colour: str = INK
    width: float = 0.3
    dashed: bool = False


@dataclass(frozen=True)
class Dot:
    """A circle; without ``fill`` a ring."""

    x: float
    y: float
    radius: float
    fill: str = ""
    edge: str = ""


@dataclass(frozen=True)
class Area:
    """A filled polygon."""

    points: tuple[Point, ...]
    fill: str
    edge: str = ""


@dataclass(frozen=True)
class Words:
    """Text in a box from (x, y), its upper left corner; lines break within ``width``."""

    x: float
    y: float
    width: float
    text: str
    size: float = SMALL
    colour: str = INK
    bold: bool = False
    side: str = "left"
    height: float = 0.0  # if given, the text stands in the middle of it


def broken(text: str, width: float, size: float) -> int:
    """How many lines a text takes in a wide face, which all others stay below."""
    lines, there = 1, 0.0
    for word in text.split(" "):
        long = size * sum(map(_wide, word))
        space = size * WIDTHS[" "] if there else 0.0
        if there and there + space + long > width:
            lines, there = lines + 1, long
        else:
            there += space + long
        lines += max(math.ceil(there / max(width, 1.0)) - 1, 0)  # a word longer than a line
        there = min(there, width)
    return lines


def _wide(letter: str) -> float:
    """The width of a letter, as a share of its size."""
    return WIDTHS.get(letter, LETTER if letter > LATIN else FIGURE)


def fitting(text: str, width: float, height: float) -> float:
    """The size of letters in which a text of a chart stays within the height of its row."""
    return SMALL if broken(text, width, SMALL) * SMALL * 1.2 <= height else SMALLER


Mark = Box | Stroke | Dot | Area | Words


@dataclass
class Drawing:
    """Marks on a plane of a size, with what they show in words for who cannot see them."""

    width: float
    height: float
    words: str
    marks: list[Mark] = field(default_factory=list)

    def add(self, *marks: Mark) -> None:
        """Draw above what is there."""
        self.marks.extend(marks)

    def read_from_the_right(self) -> Drawing:
        """The same mirrored where the language runs from right to left; maps are never."""
        if direction() == "ltr":
            return self
        turned = [_turned(mark, self.width) for mark in self.marks]
        return Drawing(self.width, self.height, self.words, turned)

    def html(self, scale: float = 1.0) -> Markup:
        """The drawing as a part of a page, ``scale`` times as large."""
        shapes = "".join(_svg(mark) for mark in self.marks if not isinstance(mark, Words))
        words = "".join(_span(mark, scale) for mark in self.marks if isinstance(mark, Words))
        size = f"width:{self.width * scale:g}mm;height:{self.height * scale:g}mm"
        return Markup(
            f'<div class="drawing" role="img" aria-label="{escape(self.words, quote=True)}" '
            f'style="{size}"><svg viewBox="0 0 {self.width:g} {self.height:g}" style="{size}" '
            f'aria-hidden="true">{shapes}</svg>{words}</div>'
        )


def start() -> str:
    """The side on which a line of the language begins."""
    return "left" if direction() == "ltr" else "right"


def _turned(mark: Mark, width: float) -> Mark:
    if isinstance(mark, Dot):
        return replace(mark, x=width - mark.x)
    if isinstance(mark, Stroke | Area):
        return replace(mark, points=tuple((width - x, y) for x, y in mark.points))
    if isinstance(mark, Box):
        return replace(mark, x=width - mark.x - mark.width)
    side = {"left": "right", "right": "left"}.get(mark.side, mark.side)
    return replace(mark, x=width - mark.x - mark.width, side=side)


def _svg(mark: Mark) -> str:
    if isinstance(mark, Box):
        edge = f' stroke="{mark.edge}" stroke-width="0.2"' if mark.edge else ""
        return (
            f'<rect x="{mark.x:.2f}" y="{mark.y:.2f}" width="{max(mark.width, 0):.2f}" '
            f'height="{mark.height:.2f}" fill="{mark.fill}"{edge}/>'
        )
    if isinstance(mark, Dot):
        edge = f' stroke="{mark.edge}" stroke-width="0.3"' if mark.edge else ""
        return (
            f'<circle cx="{mark.x:.2f}" cy="{mark.y:.2f}" r="{mark.radius:.2f}" '
            f'fill="{mark.fill or "none"}"{edge}/>'
        )
    if isinstance(mark, Area):
        edge = f' stroke="{mark.edge}" stroke-width="0.25"' if mark.edge else ""
        return f'<polygon points="{_points(mark.points)}" fill="{mark.fill}"{edge}/>'
    assert isinstance(mark, Stroke)
    dashed = ' stroke-dasharray="1.2 0.8"' if mark.dashed else ""
    return (
        f'<polyline points="{_points(mark.points)}" fill="none" stroke="{mark.colour}" '
        f'stroke-width="{mark.width:g}"{dashed}/>'
    )


def _points(points: Sequence[Point]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in points)


def _span(mark: Words, scale: float) -> str:
    weight = ";font-weight:700" if mark.bold else ""
    middle = (
        f";height:{mark.height * scale:.2f}mm;display:flex;align-items:center"
        if mark.height
        else ""
    )
    justify = {"left": "flex-start", "right": "flex-end", "center": "center"}[mark.side]
    place = f";justify-content:{justify}" if mark.height else ""
    turn = ' dir="rtl"' if direction() == "rtl" else ""
    return (
        f'<div style="left:{mark.x * scale:.2f}mm;top:{mark.y * scale:.2f}mm;'
        f"width:{mark.width * scale:.2f}mm;font-size:{mark.size * scale:g}mm;color:{mark.colour};"
        f"text-align:{mark.side}{weight}{middle}"
        f'{place}"><span{turn}>{escape(mark.text)}</span></div>'
    )
