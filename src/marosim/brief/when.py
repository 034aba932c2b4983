"""When people are killed under the comparison, and who was there: a drawing by day."""

from __future__ import annotations

from collections.abc import Sequence

from marosim.brief.drawing import (
    ARRIVING,
    DEATHS_EDGE,
    FORCES,
    LETTER,
    LINE,
    RECORD,
    Area,
    Box,
    Drawing,
    Stroke,
    Words,
)
from marosim.brief.scale import Scale
from marosim.brief.timeline import HALF, Timeline
from marosim.brief.verdicts import Panel
from marosim.languages import _, _p
from marosim.languages.formats import number, percent
from marosim.study.explain import FULL_STRENGTH
from marosim.view.style import MUTED
from marosim.view.wording import lowered

FORCES_DRAWN = 4
SMALLEST = 2.0  # mm, letters of a long title over its bar
WIDEST = 1.2 * LETTER  # the faces of slides are wider
FOOT = 4.0  # mm, what the bars are, under the days
LONG = 40  # letters of a title that no longer fit above the curve
MOST_OF_ALL = 0.99  # of deaths: days after this share add nothing to the picture


def when(timeline: Timeline, panel: Panel, *, width: float = 88.0, height: float = 52.0) -> Drawing:
    """The share of all deaths so far, and below it each option's troops from first to most."""
    drawing = Drawing(width, height, _words(timeline, panel))
    sent = _sent(timeline, panel)
    last = _last(timeline, sent)
    scale = Scale(0, last, 0, width)
    forces = 5.6 * len(sent)
    bottom = height - 5 - forces - (FOOT if sent else 0.0)
    curve = [
        (scale.at(day), bottom - (bottom - 4) * float(timeline.share[day]))
        for day in range(last + 1)
    ]
    drawing.add(
        Area(((0.0, bottom), *curve, (width, bottom)), RECORD),
        *_grid(timeline, width, bottom),
        Stroke(tuple(curve), DEATHS_EDGE, 0.5),
    )
    y = bottom + 0.8
    for label in sent:
        first, full = timeline.first(label), timeline.full(label)
        assert first is not None and full is not None
        start, most = scale.at(first), scale.at(full)
        if first:
            drawing.add(Stroke(((start, bottom), (start, curve[min(first, last)][1])), FORCES, 0.3,
                               dashed=True))  # fmt: skip
        text = _("{option}: {finding}", option=panel.row(label).title,
                 finding=_came(timeline, label, first))  # fmt: skip
        size = max(min(2.5, width / (len(text) * LETTER)), SMALLEST)
        left = max(min(start, width - len(text) * size * WIDEST), 0.0)
        drawing.add(
            Words(left, y, width - left, text, size),
            Box(start, y + 3.3, most - start, 1.3, ARRIVING, FORCES),
            Box(most, y + 3.3, width - most, 1.3, FORCES),
        )  # fmt: skip
        y += 5.6
    for day in _days(last):
        x = scale.at(day)
        side = "left" if day == 0 else "right" if day == last else "center"
        at = x if side == "left" else x - 24 if side == "right" else x - 12
        under = bottom + forces + 1
        drawing.add(Words(at, under, 24, timeline.date(day), 2.6, MUTED, side=side))
    if sent:
        note = _("Pale: troops arriving. Dark: {share} of them or more.",
                 share=percent(FULL_STRENGTH))  # fmt: skip
        drawing.add(Words(0, height - 3.6, width, note, 2.5, MUTED))
    return drawing


def _grid(timeline: Timeline, width: float, bottom: float) -> list[Stroke | Words]:
    """Lines at half and at all of the deaths, with their shares and whose deaths they are."""
    title = lowered(timeline.comparison_title)
    whole = _("{share} of deaths: {option}", share=percent(1.0),
              option=title if len(title) < LONG else _p("noun", "comparison"))  # fmt: skip
    marks: list[Stroke | Words] = []
    for share, said in ((HALF, _p("axis", "{number} %", number=number(100 * HALF))), (1.0, whole)):
        y = bottom - (bottom - 4) * share
        marks += [Stroke(((0, y), (width, y)), LINE, 0.2),
                  Words(0.5, y - 3.5, width - 1, said, 2.6, DEATHS_EDGE)]  # fmt: skip
    return marks


def _came(timeline: Timeline, label: str, first: int) -> str:
    """When an option's troops come, against the deaths before."""
    if first:
        share, seldom = percent(timeline.over(first)), timeline.seldom(label)
        if seldom is not None:
            return _("after {share} of deaths, in {some} of runs",
                     share=share, some=percent(seldom))  # fmt: skip
        return _("after {share} of deaths", share=share)
    fewest = timeline.lowest(label)
    if fewest is None:
        return _("there from the start")
    return _("there from the start, then cut to {troops}", troops=number(fewest))


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
