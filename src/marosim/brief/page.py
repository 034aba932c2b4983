"""The brief as one HTML file and as one page of PDF."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

from marosim.brief.content import Content
from marosim.brief.drawing import broken
from marosim.brief.faces import faces
from marosim.brief.glossary import glossary
from marosim.brief.slides import slides
from marosim.brief.sure import caution, together
from marosim.languages import _, current, direction
from marosim.record.whole import whole_file
from marosim.view import naming
from marosim.view.wording import lowered

SIDE = 88.0  # mm, a map or a timeline beside another
HIGH, LOW = 49.0, 42.0  # mm at least, maps and timeline; the timeline alone, or under a long forest
ENOUGH = 0.75  # of the height that a forest can use, below which maps give way
HIGHEST, GAP = 66.0, 10.0  # mm at most; their heading and the lines around them
CHART = 184.0
BODY_HIGH = 138.0  # mm under the title of a slide
LEADING = 3.3 * 1.34  # mm, a line of the page


def page(content: Content, annex: str = "") -> str:
    """The page as HTML, with the report behind it if its HTML is given."""
    there, room = content.where is not None, _room(content)
    sides, gap, headings = 0.0, GAP, _headings(content)
    if there or content.timeline is not None:
        gap = GAP + 4.6 * (max(broken(text, SIDE, 4.2) for text in headings) - 1)
        most = _most(content)
        crowded = bool(content.panel.shared) and room - HIGH - gap < ENOUGH * most
        high = HIGH if there and not crowded else LOW
        sides = min(max(high + gap, room - most), HIGHEST + gap)
    return (
        _environment()
        .get_template("brief.html.j2")
        .render(
            content=content,
            said=content.sentences,
            chart=content.chart(CHART, room - sides).html(),
            map=_html(content.map(SIDE, sides - gap)),
            when=_html(content.when(SIDE if there else CHART, sides - gap)),
            headings=headings,
            of=f" ({content.panel.shared})" if content.panel.shared else "",
            together=together(content.answers),
            caution=caution(content.answers),
            annex=Markup(_body(annex)),
            glossary=glossary() if annex else (),
            options=_named_twice(content) if annex else {},
            annex_style=Markup(_style(annex)),
        )
    )


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("marosim", "brief"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"_": _, "lang": current(), "dir": direction(), "faces": Markup(faces())}
    return made


def _named_twice(content: Content) -> dict[str, str]:
    """Options by their title that the annex calls otherwise, with its name of them."""
    phrases = content.verdicts.phrases
    found = {phrases.title(r): naming.response(r) for r in phrases.swept} if phrases.whole else {}
    return {title: name for title, name in found.items() if lowered(title) != lowered(name)}


def _room(content: Content) -> float:
    """What the words leave of the page for drawings, in a wide face."""
    said, body = content.sentences, 3.3
    top = 12 + 7.5 * broken(said.question(), CHART, 6.3) + 4.7 * broken(said.answer(), CHART, 3.8)
    top += 5.5 if caution(content.answers) else 0.0
    three = sum(LEADING * broken(line, CHART - 6, body) + 1.1 for line in said.three())
    warning = LEADING * broken(content.unfinished, CHART, body) + 2 if content.unfinished else 0.0
    sure = sum(
        LEADING * (broken(f"{a.question} {a.short}", 88.0, body) + broken(a.why, 94.0, body)) + 1
        for a in content.answers
    )
    sure += LEADING * broken(together(content.answers), 82.0, body) + 10
    cannot = 10 + sum(LEADING * broken(t, 63.0, body) + 1 for t in said.cannot_tell())
    foot = 8 + sum(3.1 * broken(t, CHART, 2.3)
                   for t in (content.method, content.sources, content.command))  # fmt: skip
    return 277.0 - top - three - warning - max(sure, cannot) - foot


def _headings(content: Content) -> tuple[str, str]:
    """What stands above the maps and above the timeline."""
    shared = content.panel.shared
    unit = content.where.unit if content.where is not None else ""
    if shared:
        return _("Where: {part}, by {unit}", part=shared, unit=_(unit)), \
            _("When: {part}", part=shared)  # fmt: skip
    return _("Where: civilians killed, by {unit}", unit=_(unit)), \
        _("When: deaths so far, and who was there")  # fmt: skip


def _most(content: Content) -> float:
    """The height beyond which the chart would only be stretched."""
    return content.chart(CHART, 400.0).height


def _html(drawing: object) -> Markup:
    return drawing.html() if drawing is not None else Markup("")  # type: ignore[attr-defined]


def _body(report: str) -> str:
    found = re.search(r"<main>(.*)</main>", report, re.DOTALL)
    return found.group(1) if found else ""


def _style(report: str) -> str:
    found = re.search(r"<style>(.*?)</style>", report, re.DOTALL)
    return found.group(1) if found else ""


def write_page(content: Content, path: Path, annex: str = "") -> Path:
    """Write ``brief.html``; returns its path."""
    text = page(content, annex)
    with whole_file(path) as draft:
        draft.write_text(text, encoding="utf-8")
    return path


def write_pdf(content: Content, path: Path) -> Path:
    """Write the page as PDF. Raises ImportError or OSError where WeasyPrint cannot work."""
    return _printed(page(content), path)


def write_slides(content: Content, path: Path) -> Path:
    """Write the slides as PDF; see :func:`write_pdf`."""
    text = (
        _environment()
        .get_template("slides.html.j2")
        .render(content=content, slides=slides(content), high=BODY_HIGH)
    )
    return _printed(text, path)


def _printed(text: str, path: Path) -> Path:
    from weasyprint import HTML

    pdf: bytes = HTML(string=text).write_pdf()
    with whole_file(path) as draft:
        draft.write_bytes(pdf)
    return path
