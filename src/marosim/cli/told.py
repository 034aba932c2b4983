"""What the study says of itself, told in the language of the terminal.

The study knows no language: its tables say the same in every file, so that notebooks can read
them. :data:`marosim.cli.told_texts.TEXTS` has what of it the terminal shows, with places for what
varies.
"""

from __future__ import annotations

import re
from functools import lru_cache

from marosim.languages import _p, current

CONTEXT = "study"
# places that hold a figure, and those that hold several parts; any other place holds one
FIGURES = ("number", "count", "all", "low", "high", "share")
LISTS = {"said": ".+", "rest": ".+"}
_FIGURE = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]\d+)?%?"
_PLACE = re.compile(r"\\\{(\w+)\\\}")  # as re.escape has it
_DATE = r"\d{4}-\d\d-\d\d"
_REST = re.compile(rf"(?:from )?({_DATE}) to ({_DATE})|(?<![\w.,/:-]){_FIGURE}(?![\w/:-])")


def told(text: str) -> str:
    """A text of the study in the language that is spoken; names and dates stay as they are."""
    if current() == "en":
        return text
    for pattern, template in _patterns():
        if found := pattern.fullmatch(text):
            values = {name: told(value) for name, value in found.groupdict().items()}
            return _p(CONTEXT, template, **values)
    return _REST.sub(_said, text)


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """What each text looks like once its places are filled; those without places first."""
    from marosim.cli.told_texts import TEXTS

    return [
        (re.compile(_PLACE.sub(_place, re.escape(text))), text)
        for text in sorted(TEXTS, key=lambda text: "{" in text)
    ]


def _place(found: re.Match[str]) -> str:
    held = _FIGURE if found[1] in FIGURES else LISTS.get(found[1], "[^;]+")
    return f"(?P<{found[1]}>{held})"


def _said(found: re.Match[str]) -> str:
    """A figure or a span of dates; a bare number such as a year has no sign in it to change."""
    from marosim.languages.formats import digits

    if found[1]:
        return _p("study", "{since} to {until}", since=found[1], until=found[2])
    figure = found[0]
    if figure.endswith("%"):
        return _p("share", "{number} %", number=digits(figure[:-1]))
    if "e" in figure:
        return digits(f"{float(figure):,.0f}")
    return digits(figure) if {",", "."} & set(figure) else figure
