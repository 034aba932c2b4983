"""Several comparisons in one chart: cases in shares of their own comparison, factors in numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from marosim.brief.chart import HIGHEST, chosen, effect_heading, effects
from marosim.brief.drawing import (
    HEADING,
    LINE,
    SMALLER,
    Drawing,
    Stroke,
    Words,
    broken,
    fitting,
)
from marosim.brief.record import Record
from marosim.brief.scale import Scale, around
from marosim.brief.sentences import BESIDE
from marosim.brief.verdicts import BETTER, COMPARISON, Panel, Row, Verdicts
from marosim.languages import _, _p
from marosim.languages.formats import number, whole
from marosim.study.intervals import Interval
from marosim.view import naming
from marosim.view.style import INK, MUTED
from marosim.view.wording import lowered

MOST_ROWS = 18  # over all panels; of longer ones the best stay and the rest is counted
LONG = 56  # letters that fit on a line under the axis and beside a name
NOTE = 2.5  # mm, letters under the axis
NAME = 0.33  # of the width, for the names of rows
HEAD = 5.6  # mm above the rows of a panel
LOWEST = 3.6  # mm, a row: an interval, and under it its dots


def forest(
    verdicts: Verdicts,
    records: dict[str, Record | None],
    *,
    width: float = 184.0,
    height: float = 110.0,
    highest: float = HIGHEST,
) -> Drawing:
    """A panel a comparison, all on one axis, each option's effect with its interval."""
    panels = verdicts.panels
    share = len(verdicts.cases) > 1 and verdicts.counted
    note = _(
        "Filled: a clear effect. Bar: 95 % interval, for all options together. Pale dots: "
        "pairs of runs."
    )
    if share:
        note += " " + _("Shares are never added up over cases.")
    foot = 8.7 + 1.3 * NOTE * broken(note, width, NOTE)
    room = height - foot - HEAD * len(panels)
    most = _most_rows(panels, room, NAME * width)
    drawn = [(panel, *_kept(panel, most)) for panel in panels]
    count = sum(len(rows) for _panel, rows, _left_out in drawn)
    row_height = max(min(highest, room / max(count, 1)), LOWEST)
    total = HEAD * len(panels) + row_height * count
    drawing = Drawing(width, total + foot, _words(drawn))
    left, right = 0.36 * width, 0.80 * width
    scaled = [_scaled(row, share) for _panel, rows, _left_out in drawn for row in rows]
    ends = [v for row in scaled for v in (row.gain.low, row.gain.high, *row.gains)]
    axis = Scale(*around([v for v in ends if math.isfinite(v)]), left, right)
    for value in axis.ticks(5):
        drawing.add(
            Words(
                axis.at(value) - 12,
                total + 0.6,
                24,
                number(value, "" if share else verdicts.unit),
                2.6,
                MUTED,
                side="center",
            )
        )
    said = effect_heading(verdicts, panels[0], share=share)
    if len({verdicts.phrases.with_(p.against) for p in panels}) > 1 or len(said) > LONG:
        said = effect_heading(verdicts, panels[0], share=share, against=_("the comparison"))
    middle, wide = (left + right) / 2, 2 * (width - (left + right) / 2)
    drawing.add(Words(middle - wide / 2, total + 4.4, wide, said, 2.6, MUTED, side="center"))
    y = 0.0
    for panel, rows, left_out in drawn:
        drawing.add(
            Words(0, y + 0.8, 0.34 * width, panel.shared, 3.1, HEADING, bold=True),
            Words(
                0.36 * width,
                y + 0.9,
                0.64 * width,
                _of_panel(verdicts, panel, records.get(panel.scenario), left_out),
                2.5,
                MUTED,
            ),
        )
        y += HEAD
        end = y + row_height * len(rows)
        for value in axis.ticks(5) if rows else []:
            drawing.add(Stroke(((axis.at(value), y), (axis.at(value), end)), LINE, 0.2))
        if rows:
            drawing.add(Stroke(((axis.at(0), y), (axis.at(0), end)), INK, 0.4))
        for row in rows:
            drawing.add(
                Words(
                    2,
                    y,
                    NAME * width,
                    row.title,
                    fitting(row.title, NAME * width, row_height),
                    bold=row.label == panel.best,
                    height=row_height,
                )
            )
            effects(_scaled(row, share), y, row_height, axis, drawing)
            beside = _("clear") if row.verdict == BETTER else _(BESIDE[row.verdict])
            drawing.add(
                Words(
                    0.82 * width,
                    y,
                    0.18 * width,
                    beside,
                    2.6,
                    MUTED,
                    bold=row.verdict == BETTER,
                    height=row_height,
                )
            )
            y += row_height
    drawing.add(Words(0, total + 8.4, width, note, NOTE, MUTED))
    return drawing


def _most_rows(panels: Sequence[Panel], room: float, width: float) -> int:
    """How many rows of a panel there are at most, so that the longest name stays in its row."""
    lines = max(broken(row.title, width, SMALLER) for panel in panels for row in panel.rows)
    fitting_in = int(room / max(1.2 * SMALLER * lines, LOWEST))
    return max(min(MOST_ROWS, fitting_in) // len(panels), 1)


def _kept(panel: Panel, most: int) -> tuple[list[Row], int]:
    """The rows of a panel that are drawn, and how many are left out; none of a coarse one.

    Its intervals would be so wide that on their axis nothing could be seen of the others.
    """
    if panel.coarse:
        return [], 0
    others = [row for row in chosen(panel)[0] if row.verdict != COMPARISON]
    return others[:most], len(panel.others) - len(others[:most])


def _scaled(row: Row, share: bool) -> Row:
    """A row in percent of its comparison, where cases are set side by side."""
    if not share:
        return row
    factor = 100 * row.share / row.gain.mean if row.gain.mean else math.nan
    if row.gain.mean == 0 or not math.isfinite(factor):
        flat = 0.0 if not row.gains.any() else math.nan
        return replace(row, gain=Interval(flat, flat, flat), gains=row.gains * 0.0)
    gain = Interval(*(factor * v for v in (row.gain.mean, row.gain.low, row.gain.high)))
    return replace(row, gain=gain, gains=factor * row.gains)


def _of_panel(verdicts: Verdicts, panel: Panel, record: Record | None, left_out: int) -> str:
    """What stands beside a panel's name: its comparison, the record, how coarse it is."""
    mean, title = panel.row(panel.against).level, lowered(panel.row(panel.against).title)
    values = {
        "amount": number(mean, verdicts.unit),
        "subject": lowered(naming.metric(verdicts.metric)),
    }
    said = _("Comparison: {amount} {subject}, {option}.", option=title, **values)
    if len(said) > LONG:
        said = _("Comparison: {amount} {subject}.", **values)
    if record is not None:
        said += " " + _("Record: {low} to {high}.",
                        low=number(record.low), high=number(record.high))  # fmt: skip
    if panel.coarse:
        people = whole(round(mean / panel.each))
        return _("{amount} {subject} are about {people} simulated people: too coarse to draw.",
                 people=people, **values)  # fmt: skip
    if left_out > 0:
        said += " " + _("{options} more in the annex.", options=left_out)
    return said


def _words(drawn: Sequence[tuple[Panel, list[Row], int]]) -> str:
    better = _("clearly better")
    parts = [
        _("{part}: {finding}", part=panel.shared, finding=_p("comma", ", ").join(
            f"{r.title} {_(BESIDE[r.verdict]) or better}" for r in rows
        ))
        for panel, rows, _left_out in drawn
    ]  # fmt: skip
    return _("Effects by comparison. {parts}.", parts=_p("semicolon", "; ").join(parts))
