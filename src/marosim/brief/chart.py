"""The brief's one chart: each option's outcome beside the record, its effect, and its cost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from marosim.brief.drawing import (
    DEATHS,
    DEATHS_EDGE,
    FORCES,
    HEADING,
    LINE,
    PALE,
    RECORD,
    SMALL,
    Box,
    Dot,
    Drawing,
    Stroke,
    Words,
    broken,
    fitting,
)
from marosim.brief.record import Record
from marosim.brief.scale import Scale, around
from marosim.brief.sentences import BESIDE
from marosim.brief.verdicts import (
    BETTER,
    COMPARISON,
    IDENTICAL,
    SAME,
    UNTOLD,
    WORSE,
    Panel,
    Row,
    Verdicts,
)
from marosim.languages import _, _n, _p
from marosim.languages.formats import date, millions, number
from marosim.view import naming
from marosim.view.style import INK, MUTED
from marosim.view.wording import capital, lowered

MOST_ROWS = (
    12  # beyond which the best, the comparison and the named are drawn, and the rest counted
)
LOWEST, HIGHEST = 5.8, 10.0  # mm, a row
FEWEST_ROWS = 4  # that are drawn however little room there is
PLAIN_ROWS = 7  # up to which rows are not grouped
GREY = "#8a95a1"


@dataclass(frozen=True)
class Columns:
    """Where the parts of a row lie, in millimetres."""

    name: tuple[float, float]
    level: tuple[float, float]
    outcome: tuple[float, float]
    effect: tuple[float, float]
    beside: tuple[float, float]
    cost: tuple[float, float]

    @classmethod
    def of(cls, width: float) -> Columns:
        """The usual shares of a width."""
        shares = ((0, 0.25), (0.25, 0.325), (0.335, 0.52), (0.56, 0.81), (0.82, 0.91), (0.91, 1))
        return cls(*((first * width, last * width) for first, last in shares))


def chosen(panel: Panel, named: Sequence[str] = (), most: int = MOST_ROWS) -> tuple[list[Row], int]:
    """The rows that are drawn, best first, and how many are left out."""
    rows = list(panel.rows)
    if len(rows) <= most:
        return rows, 0
    wanted = {panel.against, panel.best, *named, *panel.tied[:3]}
    kept = {r.label for r in rows if r.label in wanted or wanted & set(r.same_as)}
    for row in rows:
        if len(kept) >= most:
            break
        kept.add(row.label)
    return [r for r in rows if r.label in kept], len(rows) - len(kept)


def groups(panel: Panel, rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Rows under headings by what can be told apart; few rows stand under none."""
    if len(rows) <= PLAIN_ROWS:
        return [("", list(rows))]
    leaders = {panel.best, *panel.tied} if panel.best else set()
    lead = [r for r in rows if r.label in leaders and r.verdict == BETTER]
    better = [r for r in rows if r.verdict == BETTER and r not in lead]
    worse = [r for r in rows if r.verdict == WORSE]
    level = [r for r in rows if r not in (*lead, *better, *worse)]
    head = _n("Best: it stands alone", "Best: these {count} cannot be told apart", len(lead))
    same = all(r.verdict in (COMPARISON, IDENTICAL, SAME) for r in level)
    middle = (
        _("About the same as the comparison")
        if same
        else _("These cannot be told apart from the comparison")
    )
    found = [
        (head, lead),
        (_("Clearly better than the comparison"), better),
        (middle, level),
        (_("Clearly worse than the comparison"), worse),
    ]
    return [(heading, some) for heading, some in found if some]


def chart(
    verdicts: Verdicts,
    panel: Panel,
    record: Record | None,
    period: str,
    *,
    width: float = 184.0,
    height: float = 90.0,
    highest: float = HIGHEST,
    named: Sequence[str] = (),
) -> Drawing:
    """One row an option, best first: outcome, effect with interval and pairs, cost."""
    note, columns = _note(verdicts), Columns.of(width)
    heads = _heads(verdicts, panel, columns, period)
    top = 6.7 + 3.4 * max(broken(head.text, head.width, head.size) for head in heads)
    heading, foot = 6.0, 9.5 + _more_lines(note, width)
    room = height - top - foot
    for most in range(MOST_ROWS, FEWEST_ROWS - 1, -1):
        rows, left_out = chosen(panel, named, most)
        grouped = groups(panel, rows)
        headings = heading * sum(bool(text) for text, _ in grouped)
        if len(rows) * LOWEST + headings <= room:
            break
    row_height = min(max((room - headings) / len(rows), LOWEST), highest)
    body = row_height * len(rows) + heading * sum(bool(text) for text, _ in grouped)
    bottom = top + body
    if left_out:
        note += " " + _n("{count} more option is in the annex.",
                         "{count} more options are in the annex.", left_out)  # fmt: skip
    foot = 9.5 + _more_lines(note, width)
    drawing = Drawing(width, bottom + foot, _words(verdicts, panel, rows))
    outcome = _outcome_axis(verdicts, rows, record, columns, top, bottom, drawing)
    effect = _effect_axis(verdicts, panel, rows, columns, top, bottom, drawing)
    drawing.add(*heads)
    if record is not None:
        _of_record(record, columns, top, drawing)
    y = top
    for text, some in grouped:
        if text:
            drawing.add(
                Stroke(((0, y + 0.6), (width, y + 0.6)), LINE, 0.2),
                Words(0, y + 1.2, width * 0.6, text, SMALL, HEADING, bold=True),
            )
            y += heading
        for row in some:
            _row(verdicts, panel, row, columns, y, row_height, outcome, effect, drawing)
            y += row_height
    drawing.add(Words(0, bottom + 5.2, width, note, 2.5, MUTED))
    return drawing


def _note(verdicts: Verdicts) -> str:
    """What dots and bars are."""
    if not verdicts.telling:
        return _("Pale dot: one pair of runs. Too few for an interval.")
    said = _(
        "Pale dot: one pair of runs. Dark dot and bar: average and its 95 % interval, for all "
        "options together."
    )
    drawn = (verdicts.study.about.get("uncertainty") or ["none"])[0] != "none"
    held = _("The bar shows chance and unknown settings.") if drawn \
        else _("The bar shows chance only.")  # fmt: skip
    return f"{said} {held}"


def _more_lines(note: str, width: float) -> float:
    """Millimetres that a note takes beyond its first line."""
    return 3.0 * int(len(note) * 2.5 * 0.5 / width)


def _outcome_axis(
    verdicts: Verdicts,
    rows: Sequence[Row],
    record: Record | None,
    columns: Columns,
    top: float,
    bottom: float,
    drawing: Drawing,
) -> Scale:
    """The outcome from zero, with the record as a band."""
    left, right = columns.outcome
    high = [r.level for r in rows] + ([record.high] if record else [])
    scale = Scale(*around(high), left, right)
    if record is not None:
        start, end = scale.at(record.low), scale.at(record.high)
        drawing.add(
            Box(start, top, end - start, bottom - top, RECORD),
            Stroke(
                ((scale.at(record.value), top), (scale.at(record.value), bottom)),
                DEATHS_EDGE,
                0.35,
                dashed=True,
            ),
        )
    _ticks(scale, verdicts.unit, top, bottom, drawing, lines=record is None, most=2)
    return scale


def _effect_axis(
    verdicts: Verdicts,
    panel: Panel,
    rows: Sequence[Row],
    columns: Columns,
    top: float,
    bottom: float,
    drawing: Drawing,
) -> Scale | None:
    """Gains over the comparison, with a line at zero."""
    others = [r for r in rows if r.label != panel.against and len(r.gains)]
    if not others:
        return None
    ends = [v for r in others for v in (r.gain.low, r.gain.high, *r.gains)]
    left, right = columns.effect
    scale = Scale(*around(ends), left, right)
    _ticks(scale, verdicts.unit, top, bottom, drawing, lines=True, most=3)
    drawing.add(Stroke(((scale.at(0), top), (scale.at(0), bottom)), INK, 0.4))
    return scale


def _ticks(
    scale: Scale, unit: str, top: float, bottom: float, drawing: Drawing, *, lines: bool, most: int
) -> None:
    for value in scale.ticks(most):
        x = scale.at(value)
        if lines:
            drawing.add(Stroke(((x, top), (x, bottom)), LINE, 0.2))
        drawing.add(Words(x - 14, bottom + 0.8, 28, number(value, unit), 2.6, MUTED, side="center"))


def _heads(verdicts: Verdicts, panel: Panel, columns: Columns, period: str) -> list[Words]:
    """What stands above the columns."""
    head = _("{metric} in the model, {period}",
             metric=naming.metric(verdicts.metric), period=period)  # fmt: skip
    left, right = columns.level[0], columns.outcome[1]
    heads = [Words(left, 0, right - left + 3, head, SMALL, bold=True)]
    if panel.others:
        start, end = columns.effect
        said = effect_heading(verdicts, panel)
        heads.append(Words(start, 0, end - start + 8, said, SMALL, bold=True))
    if any(math.isfinite(row.cost) for row in panel.rows):
        start, end = columns.cost
        heads.append(Words(start, 0, end - start, _("Cost"), SMALL, bold=True, side="right"))
    return heads


def _of_record(record: Record, columns: Columns, top: float, drawing: Drawing) -> None:
    """What the band behind the bars is, above it."""
    said = _("Record to {day}: {low} to {high}", day=date(record.until),
             low=number(record.low), high=number(record.high))  # fmt: skip
    right = columns.outcome[1]
    drawing.add(Words(0, top - 4.3, right, said, 2.6, DEATHS_EDGE, side="right"))


def effect_heading(
    verdicts: Verdicts, panel: Panel, *, share: bool = False, against: str = ""
) -> str:
    """What the axis of effects counts, in words."""
    subject = (
        _("killed") if verdicts.metric == "deaths_direct"
        else lowered(naming.metric(verdicts.metric))
    )  # fmt: skip
    values = {"subject": subject, "against": against or verdicts.phrases.with_(panel.against)}
    if not verdicts.counted:
        said = _("higher {subject} than {against}", **values) if verdicts.more() \
            else _("lower {subject} than {against}", **values)  # fmt: skip
    else:
        said = _("more {subject} than {against}", **values) if verdicts.more() \
            else _("fewer {subject} than {against}", **values)  # fmt: skip
    return _p("share", "% {effect}", effect=said) if share else capital(said)


def _row(
    verdicts: Verdicts,
    panel: Panel,
    row: Row,
    columns: Columns,
    y: float,
    height: float,
    outcome: Scale,
    effect: Scale | None,
    drawing: Drawing,
) -> None:
    left, right = columns.name
    first = row.label == panel.best
    size = fitting(row.title, right - left, height)
    drawing.add(Words(left, y, right - left, row.title, size, bold=first, height=height))
    if math.isfinite(row.level):
        own = row.label == panel.against
        start, end = outcome.at(min(row.level, 0)), outcome.at(max(row.level, 0))
        drawing.add(
            Box(
                start,
                y + height / 2 - 1.9,
                end - start,
                3.8,
                DEATHS_EDGE if own else DEATHS,
                DEATHS_EDGE,
            )
        )
        start, end = columns.level
        drawing.add(
            Words(start, y, end - start, number(row.level, verdicts.unit), 2.6, bold=own,
                  side="right", height=height)
        )  # fmt: skip
    if effect is not None:
        effects(row, y, height, effect, drawing)
    start, end = columns.beside
    beside = _(BESIDE[row.verdict])
    if row.label in (panel.best, *panel.tied) and panel.tied and row.verdict in (BETTER, UNTOLD):
        beside = _("tied for best")
    if row.verdict == COMPARISON and effect is not None:
        drawing.add(Words(effect.at(0) + 1.5, y, 30, beside, 2.6, MUTED, height=height))
    elif beside:
        drawing.add(Words(start, y, end - start + 1, beside, 2.3, MUTED, height=height))
    start, end = columns.cost
    if math.isfinite(row.cost):
        drawing.add(
            Words(start, y, end - start, millions(row.cost), 2.6, MUTED, side="right",
                  height=height)
        )  # fmt: skip


def effects(row: Row, y: float, height: float, scale: Scale, drawing: Drawing) -> None:
    """The pairs as pale dots, the mean as a dot on its interval: filled if clear."""
    if row.verdict == COMPARISON or not len(row.gains):
        return
    middle = y + height / 2 - 0.8
    stacked: dict[int, int] = {}
    for value in sorted(row.gains):
        x = scale.at(float(value))
        above = stacked[round(x)] = stacked.get(round(x), 0) + 1
        if above <= 3:
            drawing.add(Dot(x, middle + 1.9 + 0.8 * above, 0.45, PALE))
    colour = FORCES if row.clear else GREY
    if math.isfinite(row.gain.low):
        ends = (scale.at(row.gain.low), middle), (scale.at(row.gain.high), middle)
        drawing.add(Stroke(ends, colour, 0.9))
    fill = colour if row.clear else "#ffffff"
    drawing.add(Dot(scale.at(row.gain.mean), middle, 1.25, fill, colour))


def _words(verdicts: Verdicts, panel: Panel, rows: Sequence[Row]) -> str:
    """The chart for who cannot see it."""
    said = _p("semicolon", "; ").join(
        f"{row.title} {number(row.level, verdicts.unit)}"
        + (f" ({_(BESIDE[row.verdict])})" if BESIDE[row.verdict] else "")
        for row in rows
    )
    return _("{metric} by option: {options}.", metric=naming.metric(verdicts.metric), options=said)
