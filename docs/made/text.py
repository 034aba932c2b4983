"""Tables and headings in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def table(headings: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """A table in Markdown; what would end a cell is written so that it does not."""
    rows = [list(headings), ["---"] * len(headings), *([cell(c) for c in line] for line in lines)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"


def cell(value: object) -> str:
    """A value as a cell; nothing where it is missing."""
    if value is None or value != value:  # not a number
        return ""
    if isinstance(value, float):
        return f"{value:,.6g}" if value == int(value) else f"{value:g}"
    text = str(value)
    if not text.startswith("`"):  # code is escaped where it is drawn
        text = text.replace("<", "&lt;")
    return " ".join(text.replace("|", "\\|").split())


def lower(markdown: str, levels: int = 1) -> str:
    """The same text with every heading so many levels lower."""
    return re.sub(r"^(#+ )", "#" * levels + r"\1", markdown, flags=re.MULTILINE)


def without_title(markdown: str) -> str:
    """A text without its first heading."""
    return re.sub(r"\A\s*# .*\n", "", markdown)
