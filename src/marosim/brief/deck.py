"""The slides as a PowerPoint file: native shapes, real titles, notes, alternative text."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from marosim.brief.content import Content
from marosim.brief.drawing import (
    HEADING,
    Area,
    Box,
    Dot,
    Drawing,
    Mark,
    Stroke,
    Words,
)
from marosim.brief.slides import HIGH, MARGIN, WIDE, Slide, slides
from marosim.languages import current, direction
from marosim.record.whole import whole_file
from marosim.view.style import INK, MUTED

POINT = 72 / 25.4  # a millimetre in points
TOP = 36.0
FACE = "Arial"  # which every office has, for Arabic too; slides cannot carry a face
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SMALLEST = 13.0  # points
POINTS = 12700  # of a slide's own units in a point
BODY_HIGH = HIGH - TOP - 18.0


def write_deck(content: Content, path: Path) -> Path:
    """Write the slides; returns the path. Raises ImportError without python-pptx."""
    from pptx import Presentation

    deck = Presentation()
    deck.slide_width, deck.slide_height = _emu(WIDE), _emu(HIGH)
    layout = deck.slide_layouts[5]  # title only
    made = slides(content)
    for number, slide in enumerate(made, start=1):
        _slide(deck.slides.add_slide(layout), slide, content, number)
    buffer = io.BytesIO()
    deck.save(buffer)
    with whole_file(path) as draft:
        draft.write_bytes(buffer.getvalue())
    return path


def _emu(millimetres: float) -> Any:
    from pptx.util import Mm

    return Mm(round(millimetres, 3))


def _slide(target: Any, slide: Slide, content: Content, number: int) -> None:
    title = target.shapes.title
    title.left, title.top = _emu(MARGIN), _emu(12)
    title.width, title.height = _emu(WIDE - 2 * MARGIN), _emu(20)
    _write(title.text_frame, slide.title, 28 if len(slide.title) < 70 else 24, INK, bold=True)
    taken = 0.0
    if slide.drawing is not None:
        scale = slide.scale(BODY_HIGH)
        wide = slide.drawing.width * scale
        left = MARGIN if direction() == "ltr" else WIDE - MARGIN - wide
        _draw(target, slide.drawing, left, TOP, scale)
        taken = wide + 8
    if slide.points:
        _points(target, slide, taken)
    foot = Drawing(WIDE, HIGH, "")
    foot.add(
        Words(MARGIN, HIGH - 12, WIDE - 60, content.limits),
        Words(WIDE - 40, HIGH - 12, 40 - MARGIN, str(number), side="right"),
    )
    for mark in foot.read_from_the_right().marks:
        assert isinstance(mark, Words)
        _text(target, mark.x, mark.y, mark.width, 6, mark.text, SMALLEST, MUTED, side=mark.side)
    notes = target.notes_slide.notes_text_frame
    notes.text = slide.notes.text()
    for paragraph in notes.paragraphs:
        _turn(paragraph)


def _points(target: Any, slide: Slide, taken: float) -> None:
    """Points on the side that a drawing, which takes so many mm, leaves free."""
    from pptx.util import Pt

    left = MARGIN + (taken if direction() == "ltr" else 0.0)
    box = target.shapes.add_textbox(
        _emu(left), _emu(TOP), _emu(WIDE - 2 * MARGIN - taken), _emu(BODY_HIGH)
    )
    frame = box.text_frame
    frame.word_wrap = True
    size = {"large": 25, "plain": 22, "small": 17}[slide.size]
    for n, point in enumerate(slide.points):
        paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(10)
        _turn(paragraph)
        _hang(paragraph, f"{n + 1}." if slide.numbered else "•", size)
        _run(paragraph, point, size, INK)


def _draw(target: Any, drawing: Drawing, left: float, top: float, scale: float) -> None:
    """All marks in one group that says in words what it shows."""
    group = target.shapes.add_group_shape()
    group._element.nvGrpSpPr.cNvPr.set("descr", drawing.words)
    for mark in drawing.marks:
        _mark(group.shapes, mark, left, top, scale)


def _mark(shapes: Any, mark: Mark, left: float, top: float, scale: float) -> None:
    from pptx.enum.shapes import MSO_SHAPE

    def at(x: float, y: float) -> tuple[Any, Any]:
        return _emu(left + x * scale), _emu(top + y * scale)

    if isinstance(mark, Words):
        size = max(mark.size * scale * POINT * 0.92, SMALLEST)
        height = (mark.height or mark.size * 1.25) * scale
        _text(
            shapes,
            left + mark.x * scale,
            top + mark.y * scale,
            mark.width * scale,
            height,
            mark.text,
            size,
            mark.colour,
            bold=mark.bold,
            side=mark.side,
            middle=bool(mark.height),
        )
        return
    if isinstance(mark, Box):
        shape = shapes.add_shape(
            MSO_SHAPE.RECTANGLE,
            *at(mark.x, mark.y),
            _emu(max(mark.width * scale, 0.05)),
            _emu(mark.height * scale),
        )
        _colour(shape, mark.fill, mark.edge)
    elif isinstance(mark, Dot):
        side = _emu(2 * mark.radius * scale)
        corner = at(mark.x - mark.radius, mark.y - mark.radius)
        shape = shapes.add_shape(MSO_SHAPE.OVAL, *corner, side, side)
        _colour(shape, mark.fill, mark.edge)
    else:
        closed = isinstance(mark, Area)
        points = [at(x, y) for x, y in mark.points]
        builder = shapes.build_freeform(*points[0])
        builder.add_line_segments(points[1:], close=closed)
        shape = builder.convert_to_shape()
        if isinstance(mark, Area):
            _colour(shape, mark.fill, mark.edge)
        else:
            _line(shape, mark, scale)
    style = shape._element.find(
        "{http://schemas.openxmlformats.org/presentationml/2006/main}style"
    )  # the theme's shadow
    if style is not None:
        shape._element.remove(style)


def _line(shape: Any, mark: Stroke, scale: float) -> None:
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    shape.fill.background()
    shape.line.color.rgb = _rgb(mark.colour)
    shape.line.width = Pt(mark.width * scale * POINT)
    if mark.dashed:
        shape.line.dash_style = MSO_LINE.DASH


def _colour(shape: Any, fill: str, edge: str) -> None:
    from pptx.util import Pt

    if fill:
        shape.fill.solid()
        shape.fill.fore_color.rgb = _rgb(fill)
    else:
        shape.fill.background()
    if edge:
        shape.line.color.rgb = _rgb(edge)
        shape.line.width = Pt(0.75)
    else:
        shape.line.fill.background()


def _rgb(colour: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(colour.removeprefix("#").upper())


def _text(
    target: Any,
    x: float,
    y: float,
    width: float,
    height: float,
    text: str,
    size: float,
    colour: str,
    *,
    bold: bool = False,
    side: str = "left",
    middle: bool = False,
) -> None:
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    shapes = getattr(target, "shapes", target)
    box = shapes.add_textbox(_emu(x), _emu(y), _emu(max(width, 1)), _emu(height))
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
    paragraph = frame.paragraphs[0]
    paragraph.alignment = {
        "left": PP_ALIGN.LEFT,
        "right": PP_ALIGN.RIGHT,
        "center": PP_ALIGN.CENTER,
    }[side]
    _turn(paragraph)
    _run(paragraph, text, size, colour, bold=bold)


def _write(frame: Any, text: str, size: float, colour: str, *, bold: bool) -> None:
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.margin_left = 0
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT if direction() == "ltr" else PP_ALIGN.RIGHT
    _turn(paragraph)
    _run(paragraph, text, size, colour, bold=bold)


def _run(paragraph: Any, text: str, size: float, colour: str, *, bold: bool = False) -> None:
    from pptx.util import Pt

    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.name = Pt(round(size, 1)), bold, FACE
    run.font.color.rgb = _rgb(colour)
    properties = run._r.get_or_add_rPr()
    properties.set("lang", current())
    if direction() == "rtl":  # offices choose the face of such scripts by its own mark
        face = properties.makeelement(f"{DRAWING}cs", {"typeface": FACE})
        latin = properties.find(f"{DRAWING}latin")
        latin.addnext(face)


def _hang(paragraph: Any, mark: str, size: float) -> None:
    """A mark before a point, whose further lines begin under its first word."""
    deep = int(size * 1.4 * POINTS)
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(deep))
    properties.set("indent", str(-deep))
    gap = "  " if direction() == "rtl" else "\t"  # offices leave no gap for a tab from the right
    _run(paragraph, f"{mark}{gap}", size, HEADING, bold=True)


def _turn(paragraph: Any) -> None:
    """Let a paragraph run from right to left where the language does."""
    if direction() == "rtl":
        paragraph._p.get_or_add_pPr().set("rtl", "1")
        if paragraph.alignment is None:
            from pptx.enum.text import PP_ALIGN

            paragraph.alignment = PP_ALIGN.RIGHT
