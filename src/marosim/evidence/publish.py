"""Pages of the documentation, written from tables so that no figure is copied by hand."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from marosim.evidence import page
from marosim.evidence.calibrated import calibrated
from marosim.evidence.digest import (
    STALE,
    made,
    noted,
    of_evidence,
    of_fitting,
    outdated,
    write_stamp,
)
from marosim.record.provenance import LIMITS
from marosim.record.whole import whole_file, write_whole

INDEX = "README.md"
# of a calibration's folder, as its own step leaves them
CALIBRATION = ("gates", "settings", "folds", "predicted", "summaries", "apart")
TABLES = ("validation", "composition", "face", "ablation", "left_out", "coverage", *CALIBRATION)
FIGURES = "figures"
MARKED = (
    "What is marked stale was made before the model, its settings, its cases or how they are "
    "judged changed; `make evidence` makes it anew."
)
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
    "calibration": (
        "Calibration", "the gates of the posterior that ships, what it "
        "narrows, and what the model cannot reach", "gates",
        lambda tables: calibrated(*(tables[name] for name in CALIBRATION)),
    ),
}  # fmt: skip
# tables that a page shows beside the one that it needs
BESIDE = {"validation": ("composition", "face"), "left_out": ("coverage",),
          "calibration": CALIBRATION[1:]}  # fmt: skip
IN_ONE = ("validation", "published")  # pages that share the table of validation
STAMPS = "pages"  # in made.json, by page: tables may have been made on different days


def read(folder: Path) -> Tables:
    """The tables of a folder; empty where there is none."""
    paths = {name: folder / f"{name}.csv" for name in TABLES}
    return {n: pd.read_csv(p) if p.is_file() else pd.DataFrame() for n, p in paths.items()}


def pages(folder: Path) -> dict[str, str]:
    """The text of every page by its file name, from the tables beside it.

    A page whose tables were made with another model says first that it is stale.
    """
    tables = read(folder)
    found = {}
    for name, (title, _, _, lines) in PAGES.items():
        body = lines(tables) if _there(tables, name) else [_maker(name, NOT_MADE)]
        text = [f"# {title}", "", *_notes(folder, name), "", *body]
        drawn = sorted((folder / FIGURES).glob(f"{name}_*.png"))
        for path in drawn:
            label = path.stem.removeprefix(f"{name}_").replace("_", " ")
            text += ["", f"![{label}]({FIGURES}/{path.name})"]
        found[f"{name}.md"] = "\n".join(text) + "\n"
    text = ["# How far the model can be believed", "", LIMITS, ""]
    for name, (title, what, *_) in PAGES.items():
        stale = " **Stale.**" if outdated(stamp_of(folder, name)) else ""
        text.append(f"- [{title}]({name}.md): {what}.{stale}")
    found[INDEX] = "\n".join([*text, "", *_counted(folder, tables)]) + "\n"
    return found


def stamp_of(folder: Path, name: str) -> dict[str, Any]:
    """How and with what the tables of a page were made; empty where nobody knows."""
    about = made(folder)
    return dict(about.get(STAMPS, {}).get(name, about))


def _maker(name: str, text: str) -> str:
    """A text that names what makes a page anew, for this page."""
    return text.replace("make evidence", "make calibration") if name == "calibration" else text


def _there(tables: Tables, name: str) -> bool:
    return len(_lines(tables, name)) > 0


def _lines(tables: Tables, name: str) -> pd.DataFrame:
    """The rows of a page's needed table that are the page's own."""
    found = tables[PAGES[name][2]]
    if name not in IN_ONE or found.empty:
        return found
    return found[page.is_published(found) == (name == "published")]


def _notes(folder: Path, name: str) -> list[str]:
    """What a page says first: whether it is stale, when and with which runs it was made."""
    about = stamp_of(folder, name)
    stale = [f"> **{_maker(name, STALE)}**", ""] if outdated(about) else []
    day = f"Of {dt.date.fromisoformat(about['on']):%-d %B %Y}. " if "on" in about else ""
    return [*stale, f"{day}{about.get('made', 'Not made yet.')} {LIMITS}"]


def _counted(folder: Path, tables: Tables) -> list[str]:
    """How many lines pass, page by page."""
    text: list[str] = []
    for name in ("validation", "published", "left_out"):
        if _there(tables, name):
            stale = " (stale)" if outdated(stamp_of(folder, name)) else ""
            said = page.counted(_lines(tables, name))
            text += [f"{PAGES[name][0]}{stale}:", "", *(f"- {s}" for s in said), ""]
    return [*text, page.ONLY_INDEPENDENT]


def front(folder: Path, link: str) -> str:
    """What the front page says of the evidence; ``link`` leads from there to its folder."""
    tables = read(folder)
    lines = _counted(folder, tables)
    if _there(tables, "ablation"):
        old = " (stale)" if outdated(stamp_of(folder, "ablation")) else ""
        lines += ["", page.ablation_summary(tables["ablation"]) + old]
    if any(outdated(stamp_of(folder, name)) for name in PAGES if _there(tables, name)):
        lines += ["", MARKED]
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
    """Bring the tables and figures of ``results`` to their pages, stamp these and write them.

    A page of which ``results`` holds nothing keeps what it has, with the stamp that it has.
    """
    new, old = read(results), read(into)
    brought = [name for name in PAGES if _there(new, name)]
    stamps = {name: stamp_of(into, name) for name in PAGES}
    now = {"made": said, "on": dt.date.today().isoformat(), "digests": of_evidence()}
    tables = {t: [new[t]] for n in brought for t in (PAGES[n][2], *BESIDE.get(n, ()))}
    if "validation" in tables:
        tables["validation"] = [_lines(new if n in brought else old, n) for n in IN_ONE]
    for table, parts in tables.items():
        _write(into, table, parts)
    for name in brought:
        stamps[name] = {**now, "digests": of_fitting()} if name == "calibration" else now
        for older in (into / FIGURES).glob(f"{name}_*.png"):
            older.unlink()  # it must not pass for a new one
        for drawn in (results / FIGURES).glob(f"{name}_*.png"):
            with whole_file(into / FIGURES / drawn.name) as copy:
                shutil.copyfile(drawn, copy)
    write_stamp(into, {STAMPS: stamps})
    render(into, page_before)


def ship(calibration: Path, options: Path, into: Path, page_before: Path | None = None) -> None:
    """Make the posterior of a finished calibration the one that ships, and publish its tables.

    ``options`` is the folder of options (``conf``) that holds the posterior. Raises
    :class:`ValueError` if the calibration is not finished.
    """
    about = noted(calibration / "posterior.json") or {}
    files = [calibration / name for name in ("posterior.csv", "posterior.json")]
    if not about.get("gates") or not all(path.is_file() for path in files):
        raise ValueError(f"{calibration}: expected the folder of a finished 'marosim calibrate'")
    for path in files:
        with whole_file(options / path.name) as copy:
            shutil.copyfile(path, copy)
    publish(calibration, into, f"Written by `make calibration`: {about['result']}.", page_before)


def _write(into: Path, table: str, parts: list[pd.DataFrame]) -> None:
    """One table from its parts; none where all are empty."""
    found = [part.astype(object) for part in parts if len(part)]
    if not found:
        (into / f"{table}.csv").unlink(missing_ok=True)
        return
    with whole_file(into / f"{table}.csv") as draft:
        pd.concat(found, ignore_index=True).to_csv(draft, index=False)
