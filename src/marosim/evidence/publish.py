"""Pages of the documentation, written from tables so that no figure is copied by hand."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from marosim.evidence import page
from marosim.evidence.digest import STALE, made, outdated, stamp
from marosim.record.provenance import LIMITS
from marosim.record.whole import whole_file, write_whole

INDEX = "README.md"
TABLES = ("validation", "composition", "face", "ablation", "left_out", "coverage")
FIGURES = "figures"
NOT_MADE = "Not made yet: `make evidence` makes it."
BEGIN, END = "<!-- written by make evidence -->", "<!-- end of what make evidence wrote -->"
Tables = dict[str, pd.DataFrame]


def _cases(tables: Tables) -> list[str]:
    found = tables["validation"]
    return page.markdown(found[~page.is_published(found)], tables["face"])


def _published(tables: Tables) -> list[str]:
    found = tables["validation"]
    return page.markdown(found[page.is_published(found)], pd.DataFrame())


# page: (title, what it shows, the table without which there is none, its lines)
PAGES: dict[str, tuple[str, str, str, Callable[[Tables], list[str]]]] = {
    "validation": (
        "The cases beside their record",
        "skill against the best of four simple forecasts, calibration, who kills and how, and what "
        "looks wrong at first sight", "validation", _cases,
    ),
    "published": (
        "Published effects of peacekeeping", "experiments on made-up conflicts beside what studies "
        "of many conflicts found", "validation", _published,
    ),
    "ablation": (
        "Each mechanism switched off", "whether each mechanism acts, and whether it matters",
        "ablation", lambda tables: page.ablation(tables["ablation"]),
    ),
    "left_out": (
        "Whole cases left out", "each case predicted by settings that were weighted by the other "
        "cases alone", "left_out",
        lambda tables: page.left_out(tables["left_out"], tables["coverage"]),
    ),
}  # fmt: skip


def read(folder: Path) -> Tables:
    """The tables of a folder; empty where there is none."""
    paths = {name: folder / f"{name}.csv" for name in TABLES}
    return {n: pd.read_csv(p) if p.is_file() else pd.DataFrame() for n, p in paths.items()}


def pages(folder: Path) -> dict[str, str]:
    """The text of every page by its file name, from the tables beside it.

    A page whose tables were made with another model says first that it is stale.
    """
    tables = read(folder)
    notes = _notes(folder)
    found = {}
    for name, (title, _, needed, lines) in PAGES.items():
        body = lines(tables) if len(tables[needed]) else []
        text = [f"# {title}", "", *notes, "", *(body or [NOT_MADE])]
        drawn = sorted((folder / FIGURES).glob(f"{name}_*.png"))
        for path in drawn:
            label = path.stem.removeprefix(f"{name}_").replace("_", " ")
            text += ["", f"![{label}]({FIGURES}/{path.name})"]
        found[f"{name}.md"] = "\n".join(text) + "\n"
    text = ["# How far the model can be believed", "", *notes, ""]
    text += [f"- [{title}]({name}.md): {what}" for name, (title, what, *_) in PAGES.items()]
    found[INDEX] = "\n".join([*text, "", *_counted(tables)]) + "\n"
    return found


def _notes(folder: Path) -> list[str]:
    """What every page says first: whether it is stale, and with which runs it was made."""
    stale = [f"> **{STALE}**", ""] if outdated(folder) else []
    return [*stale, f"{made(folder).get('made', 'Not made yet.')} {LIMITS}"]


def _counted(tables: Tables) -> list[str]:
    """How many lines pass, page by page."""
    text: list[str] = []
    for title, lines in (
        ("Cases and published effects", tables["validation"]),
        ("Whole cases left out", tables["left_out"]),
    ):
        if len(lines):
            text += [f"{title}:", "", *(f"- {s}" for s in page.counted(lines)), ""]
    return [*text, page.ONLY_INDEPENDENT]


def front(folder: Path, link: str) -> str:
    """What the front page says of the evidence; ``link`` leads from there to its folder."""
    tables = read(folder)
    lines = [f"**{STALE}**", ""] if outdated(folder) else []
    lines += _counted(tables)
    if len(tables["ablation"]):
        lines += ["", page.ablation_summary(tables["ablation"])]
    links = ", ".join(
        f"[{title[:1].lower()}{title[1:]}]({link}/{name}.md)" for name, (title, *_) in PAGES.items()
    )
    return "\n".join([BEGIN, "", *lines, "", f"Tables and figures: {links}.", "", END])


def with_front(text: str, block: str) -> str:
    """A page's text with the block between its marks written anew."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"expected {BEGIN} and {END}")
    return before + block + after


def render(folder: Path, page_before: Path | None = None) -> None:
    """Write all pages anew from the tables beside them, and the block on the front page."""
    for name, text in pages(folder).items():
        write_whole(folder / name, text)
    if page_before is not None:
        link = folder.resolve().relative_to(page_before.resolve().parent).as_posix()
        write_whole(page_before, with_front(page_before.read_text("utf-8"), front(folder, link)))


def publish(results: Path, into: Path, said: str, page_before: Path | None = None) -> None:
    """Copy tables and figures of ``results``, stamp them, and write the pages that show them."""
    into.mkdir(parents=True, exist_ok=True)
    names = {f"{name}.csv" for name in TABLES}
    drawn = {f"{FIGURES}/{p.name}" for p in (results / FIGURES).glob("*.png")}
    for old in (into / FIGURES).glob("*.png"):  # an older figure must not pass for a new one
        if f"{FIGURES}/{old.name}" not in drawn:
            old.unlink()
    for name in sorted(names | drawn):
        if (results / name).is_file():
            with whole_file(into / name) as copy:
                shutil.copyfile(results / name, copy)
        else:
            (into / name).unlink(missing_ok=True)
    stamp(into, said)
    render(into, page_before)
