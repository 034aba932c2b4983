"""What commands share: overrides as arguments, and how results are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from marosim.languages import _, current
from marosim.study.words import read_words

Completer = Callable[[click.Context, click.Parameter, str], list[str]]


def completed(kind: str) -> Completer:
    """What a shell may complete a word to, by the function of that name in ``completing``.

    It is loaded only where a shell asks.
    """

    def words(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
        from marosim.cli import completing

        found: Completer = getattr(completing, kind)
        return found(context, parameter, incomplete)

    return words


def overrides(kind: str) -> Callable[[Any], Any]:
    """The words of a command after its switches."""
    return click.argument(
        "overrides", nargs=-1, metavar="[KEY=VALUE]...", shell_complete=completed(kind)
    )


OVERRIDES = overrides("words")
PASS_ON = {"ignore_unknown_options": False, "help_option_names": ["-h", "--help"]}


def split(overrides: Sequence[str], own: Iterable[str]) -> tuple[dict[str, Any], list[str]]:
    """Values of a command's own keys, and the overrides that remain for the model."""
    names = set(own)
    taken: dict[str, Any] = {}
    rest = []
    for word in read_words(overrides):
        if word.key in names and not word.sweep:
            taken[word.key] = word.value
        else:
            rest.append(word.text)
    return taken, rest


def need(package: str, extra: str) -> None:
    """Say before anything is computed that a package is missing, and what brings it."""
    if find_spec(package) is None:
        cure = f"pip install 'marosim[{extra}]'"
        raise click.ClickException(
            _("this command needs the package {package}: {cure}", package=package, cure=cure)
        )


def show_path(path: Path) -> None:
    """The last line of every command that leaves files."""
    click.echo(str(path))


def wide_console(width: int = 120) -> Any:
    """A console for tables: as wide as the terminal, ``width`` columns where there is none.

    Brackets in text, which may come from a case or a folder of others, stay brackets.
    """
    from rich.console import Console

    console = Console(markup=False)
    return console if console.is_terminal else Console(width=width, markup=False)


def number(value: float) -> str:
    """A figure as people read it: thousands apart, few decimals for small ones."""
    said = _english(value)
    if current() == "en":
        return said
    from marosim.languages.formats import digits

    return digits(said)


def _english(value: float) -> str:
    if value != value:
        return "–"
    size = abs(value)
    if size < 5e-4:
        return "0"
    if size >= 100 or value == round(value):  # what is counted has no decimals
        return f"{value:,.0f}"
    return f"{value:,.1f}" if size >= 10 else f"{value:,.3g}"
