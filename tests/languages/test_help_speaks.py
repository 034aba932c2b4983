"""The help of commands is in the language that was asked for; what is typed stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from speaking_faults import english_left

from marosim.cli import COMMANDS

PAGES = [
    [], *([name] for name in COMMANDS),
    ["scenario", "check"], ["scenario", "new"], ["response", "save"], ["msel", "check"],
]  # fmt: skip
TYPED = re.compile(
    r"^\s+marosim (?!explores)(?:(?! {2,}\().)+|(?<!\w)--?[\w-]+|only\s+\([\w|]+\)", re.MULTILINE
)


def typed(text: str) -> list[str]:
    """The examples and switches of a page."""
    return [" ".join(word.split()) for word in TYPED.findall(text)]


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_every_page_of_help_speaks(command: Callable[..., Any], language: str) -> None:
    for words in PAGES:
        english = command(*words, "--help").out
        told = command(*words, "--help", f"lang={language}").out
        prose = TYPED.sub("", english)
        assert "Show this message and exit." in english and len(english.split()) > 12
        assert english_left(TYPED.sub("", told), prose) == [], words
        assert not re.search("^(Usage|Options|Commands):", told, re.MULTILINE), words
        assert set(typed(english)) <= set(typed(told.replace("\u200e", ""))), words
        assert len(told.split()) > 0.6 * len(english.split()), words


def test_help_of_values_and_of_commands_below_speaks(command: Callable[..., Any]) -> None:
    said = command("class", "--help", "lang=fr").out
    assert "[par défaut\u00a0: 8770; 0<=x<=65535]" in said and "[0<=x<=100]" in said
    below = command("scenario", "--help", "lang=es").out
    assert "Comandos:" in below and "estado de salida 1" in " ".join(below.split())
    assert command("class", "--help").out.startswith("Usage: marosim class [OPTIONS]")


def test_remarks_behind_commands_and_what_must_be_given_speak(command: Callable[..., Any]) -> None:
    said = command("msel", "check", "--help", "lang=fr").out
    assert "marosim msel check kalvera --until-seen      (un exercice fourni" in said
    assert "  [obligatoire]" in command("scenario", "new", "--help", "lang=fr").out
    front = " ".join(command("--help", "lang=fr").out.split())
    assert "marosim explore ce qui pourrait découler" in front and "does not" not in front
