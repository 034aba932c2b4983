"""When people are killed under the comparison, and who was there: a drawing by day."""

from __future__ import annotations

from collections.abc import Sequence

from marosim.brief.drawing import (
    ARRIVING,
    DEATHS_EDGE,
    FORCES,
    LETTER,
    RECORD,
    Area,
    Box,
    Drawing,
    Stroke,
    Words,
)
from marosim.brief.scale import Scale
from marosim.brief.timeline import Timeline
from marosim.brief.verdicts import Panel
from marosim.languages import _, _p
from marosim.languages.formats import percent
from marosim.view.style import MUTED
from marosim.view.wording import lowered

FORCES_DRAWN = 4
SMALLEST = 2.0  # mm, letters of a long title over its bar
LONG = 26  # letters of a title that no longer fit under the curve
MOST_OF_ALL = 0.99  # of deaths: days after this share add nothing to the picture


def when(timeline: Timeline, panel: Panel, *, width: float = 88.0, height: float = 52.0) -> Drawing:
    """The share of all deaths so far, and below it each option's troops from first to most."""
    drawing = Drawing(width, height, _words(timeline, panel))
    sent = _sent(timeline, panel)
    last = _last(timeline, sent)
    scale = Scale(0, last, 0, width)
    forces = 5.6 * len(sent)
    bottom = height - 5 - forces
    curve = [
        (scale.at(day), bottom - (bottom - 4) * float(timeline.share[day]))
        for day in range(last + 1)
    ]
    drawing.add(
        Area(((0.0, bottom), *curve, (width, bottom)), RECORD),
        Stroke(tuple(curve), DEATHS_EDGE, 0.5),
        Words(width * 0.25, bottom - 4.2, width * 0.75 - 1, _curve(timeline), 2.6,
              DEATHS_EDGE, side="right"),
    )  # fmt: skip
    y = bottom + 0.8
    for label in sent:
        first, full = timeline.first(label), timeline.full(label)
        assert first is not None and full is not None
        start, most = scale.at(first), scale.at(full)
        if first:
            drawing.add(Stroke(((start, bottom), (start, curve[min(first, last)][1])), FORCES, 0.3,
                               dashed=True))  # fmt: skip
        over = (
            _("{share} of deaths over", share=percent(timeline.over(first)))
            if first
            else _("there from the start")
        )
        text = _("{option}: {finding}", option=panel.row(label).title, finding=over)
        size = max(min(2.5, width / (len(text) * LETTER)), SMALLEST)
        long = min(len(text) * size * LETTER, width)
        drawing.add(
            Words(min(start, width - long), y, long, text, size),
            Box(start, y + 3.3, most - start, 1.3, ARRIVING, FORCES),
            Box(most, y + 3.3, width - most, 1.3, FORCES),
        )  # fmt: skip
        y += 5.6
    for day in _days(last):
        x = scale.at(day)
        side = "left" if day == 0 else "right" if day == last else "center"
        at = x if side == "left" else x - 24 if side == "right" else x - 12
        drawing.add(Words(at, height - 4, 24, timeline.date(day), 2.6, MUTED, side=side))
    return drawing


def _curve(timeline: Timeline) -> str:
    title = lowered(timeline.comparison_title)
    return _("share of all deaths so far, {option}",
             option=title if len(title) < LONG else _p("noun", "comparison"))  # fmt: skip


def _sent(timeline: Timeline, panel: Panel) -> list[str]:
    """Options that send troops, best first, the comparison's own left out."""
    there = [
        row.label for row in panel.rows
        if row.label != panel.against and timeline.first(row.label) is not None
    ]  # fmt: skip
    return there[:FORCES_DRAWN]


def _last(timeline: Timeline, sent: Sequence[str]) -> int:
    """The last day that is drawn: when nearly all deaths have come and troops are there."""
    over = int((timeline.share < MOST_OF_ALL).sum())
    days = [timeline.full(label) or 0 for label in sent]
    return min(max([over + 5, *(day + 5 for day in days), 10]), timeline.last)


def _days(last: int) -> list[int]:
    return sorted({0, last // 3, 2 * last // 3, last})


def _words(timeline: Timeline, panel: Panel) -> str:
    said = _p("semicolon", "; ").join(
        _("{option}: first troops on {day}, {share} of deaths over",
          option=panel.row(label).title, day=timeline.date(timeline.first(label) or 0),
          share=percent(timeline.over(timeline.first(label) or 0)))
        for label in _sent(timeline, panel)
    )  # fmt: skip
    return _("Half of all deaths come by {day} ({option}). {troops}",
             day=timeline.date(timeline.half()), option=timeline.comparison_title,
             troops=said)  # fmt: skip
