"""Whether a message is in the language that was asked for, and still says the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

WORDS = re.compile(r"[^\s,;:()\[\]{}'\"“”«»!?؟،؛|]+")
ARABIC = re.compile("[\u0600-\u06ff]")
# words of English sentences that are neither an option nor a word of another language here
ENGLISH = re.compile(
    "the|an|of|is|are|was|be|to|from|with|and|for|in|at|by|not|one|all|other|this|that|there|here"
    "|it|its|did|you|mean|see|has|have|holds|cannot|can|must|only|more|than|expected|unknown"
    "|missing|give|choose|write|add|needs|several|called|nothing|neither|such"
)


def english_left(told: str, english: str) -> list[str]:
    """Pairs of words, one of them as English has it, that stand in both messages.

    Names stay as they are in every language: a pair of names has no word of :data:`ENGLISH`.
    """
    return sorted(_pairs(told) & _pairs(english))


def lost(told: str, english: str, typed: Iterable[str]) -> list[str]:
    """What of the words that somebody typed only the English message names."""
    words = {word for text in typed for word in WORDS.findall(text)}
    return [word for word in words if word in english and word not in told]


def _pairs(text: str) -> set[str]:
    words = WORDS.findall(text.removeprefix("marosim: "))
    return {
        f"{one} {two}"
        for one, two in pairwise(words)
        if ENGLISH.fullmatch(one) or ENGLISH.fullmatch(two)
    }
