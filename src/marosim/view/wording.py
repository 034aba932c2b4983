"""Small parts of sentences about results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from marosim.languages import _
from marosim.study.intervals import Interval, direction
from marosim.view.style import TINY

COUNTED = ("persons", "attacks", "battles", "places", "alerts", "days")


def clear(row: Mapping[str, Any] | pd.Series, among: int = 1) -> bool:
    """Whether a row of a comparison tells a direction that anybody would act on.

    It does so from FEWEST pairs on, and with ``among`` responses compared at once.
    """
    found = Interval(float(row["difference"]), float(row["low"]), float(row["high"]))
    return bool(direction(found, int(row["replications"]), among)) and abs(found.mean) >= TINY


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """The text without a capital at its beginning, as inside a sentence."""
    return text[:1].lower() + text[1:]


def named(words: Sequence[str]) -> str:
    """A list in words: A, B and C."""
    if len(words) < 2:
        return "".join(words)
    apart = ";" if any("," in word for word in words) else ","
    before = ";" if apart == ";" else ""
    return f"{f'{apart} '.join(words[:-1])}{before} and {words[-1]}"


def relative(change: float) -> str:
    """A change relative to what it is compared with: 9.6 %, or 12 times as many."""
    from marosim.languages.formats import number, percent  # which stands on this module

    if change >= 2:
        return _("{number} times as many", number=number(1 + change))
    return percent(abs(change), 0 if abs(change) >= 0.095 else 1)
