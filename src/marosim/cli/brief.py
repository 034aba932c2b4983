"""``marosim brief``: a study on one page, as slides, and its report as the annex."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from marosim.cli.arguments import PASS_ON, show_path, split
from marosim.cli.speech import KEYS
from marosim.languages import _, current

OWN = ("baseline", "annex", "output_dir")
EXTRA = "pip install 'marosim[brief]'"


@click.command("brief", context_settings=PASS_ON)
@click.argument("study", type=click.Path())
@click.argument("options", nargs=-1, metavar="[baseline=…] [annex=false] [output_dir=…] [lang=fr]")
def command(study: str, options: tuple[str, ...]) -> None:
    """STUDY on one page (brief.html, brief.pdf) and as slides (brief.pptx, slides.pdf).

    \b
    marosim brief outputs/my_study
    marosim brief outputs/my_study baseline=mandate=none annex=false
    marosim brief outputs/my_study lang=fr              (en, fr, es, ar: brief.fr.html …)
    marosim brief outputs/my_study lang=ar numerals=arab
    marosim brief outputs/my_study output_dir=class     (there; without it, into the study)
    """
    from marosim.brief.content import Content
    from marosim.record.whole import make_folder
    from marosim.study.study import open_study

    taken = _options(options)
    opened = open_study(study)
    content = Content(opened.comparison(taken.get("baseline")))
    folder = Path(str(taken.get("output_dir") or opened.folder))
    make_folder(folder)
    _make(content, folder, annex=taken.get("annex", True))


def _make(content: Any, folder: Path, *, annex: bool) -> None:
    """Write everything in the language that is spoken, and say what it says."""
    from marosim.brief.page import write_page
    from marosim.brief.sure import caution

    report = _annex(content, folder) if annex else ""
    page = write_page(content, folder / _named("brief.html"), report)
    said = content.sentences
    click.echo(said.question())
    click.echo(said.answer())
    if doubt := caution(content.answers):
        click.echo(f"{_('How sure?')} {doubt}")
    for number, line in enumerate(said.three(), start=1):
        click.echo(f"{number}. {line}")
    if content.unfinished:
        click.echo(content.unfinished)
    click.echo(content.limits)
    _extras(content, folder)
    show_path(page)


def _named(name: str) -> str:
    """The file of a language: brief.html, brief.fr.html."""
    stem, ending = name.split(".")
    return name if current() == "en" else f"{stem}.{current()}.{ending}"


def _options(options: tuple[str, ...]) -> dict[str, Any]:
    from marosim.core.setting import SettingError
    from marosim.languages.faults import nearest, one_of

    plain = [text for text in options if not text.startswith("baseline=")]
    taken, others = split(plain, OWN)
    for text in options:
        if text.startswith("baseline="):
            taken["baseline"] = text.split("=", 1)[1]
    if others:
        key = others[0].split("=", 1)[0]
        raise SettingError(
            one_of(f"brief {others[0]}", [f"{k}=…" for k in (*OWN, *KEYS)])
            + nearest(key, (*OWN, *KEYS))
        )
    if not isinstance(taken.get("output_dir", ""), (str, int)):
        raise SettingError(
            _("{where}: expected a folder", where=f"output_dir={taken['output_dir']}")
        )
    if not isinstance(taken.get("annex", True), bool):
        raise SettingError(_("{where}: expected true or false", where=f"annex={taken['annex']}"))
    return taken


def _annex(content: Any, folder: Path) -> str:
    from marosim.view.report import write_report

    return write_report(content.comparison, folder / "report.html").read_text(encoding="utf-8")


def _extras(content: Any, folder: Path) -> None:
    """Slides and PDF, where what writes them is installed; else what to do."""
    from marosim.brief.deck import write_deck
    from marosim.brief.page import write_pdf, write_slides

    try:
        click.echo(str(write_deck(content, folder / _named("brief.pptx"))), err=True)
    except ImportError:
        said = _("no slides (brief.pptx): python-pptx is missing; {cure}", cure=EXTRA)
        click.echo(said, err=True)
    try:
        click.echo(str(write_pdf(content, folder / _named("brief.pdf"))), err=True)
        click.echo(str(write_slides(content, folder / _named("slides.pdf"))), err=True)
    except (ImportError, OSError) as fault:
        cure = EXTRA if isinstance(fault, ImportError) else _("install Pango")
        said = _("no PDF: WeasyPrint cannot work here ({cure}); print {page} from a browser",
                 cure=cure, page=_named("brief.html"))  # fmt: skip
        click.echo(said, err=True)
