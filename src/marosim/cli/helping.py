"""The help of commands in the language that is spoken.

Commands carry their help in English. It is translated where it is written, so that a command
needs no word of its own for that; :func:`texts` are what the catalogues must hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from inspect import cleandoc
from typing import Any

import click
from click.formatting import wrap_text

from marosim.languages import N_, NP_, _, _p

AS_TYPED = "\b\n"  # before a paragraph whose lines click leaves as they are
BRACKET = "["  # before what click adds to the help of an option: its default, its range
# click's own words, which it has in English alone
OWN = (NP_("help", "Options"), NP_("help", "Commands"),
       NP_("help", "Show this message and exit."))  # fmt: skip
USAGE, DEFAULT, REQUIRED = N_("Usage:"), "default: ", NP_("help", "required")
REMARK = re.compile(r"(marosim .*? {2,}\()(.+)(\))")  # what stands behind a command to type


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a help text, each on one line unless its lines are to stay."""
    parts = cleandoc(text).split("\n\n")
    return [part if part.startswith(AS_TYPED) else " ".join(part.split()) for part in parts]


def examples(part: str) -> bool:
    """Whether a paragraph holds commands to type; only remarks behind them are translated."""
    lines = part.removeprefix(AS_TYPED).splitlines()
    return part.startswith(AS_TYPED) and all(line.startswith("marosim ") for line in lines)


def texts(command: click.Command) -> Iterator[str]:
    """Everything that the help of a command, and of those under it, says in words."""
    for part in filter(None, paragraphs(command.help or "")):
        if examples(part):
            yield from (found[1] for found in REMARK.findall(part))
        else:
            yield part.removeprefix(AS_TYPED)
    for param in command.params:
        if isinstance(param, click.Option) and param.help:
            yield param.help
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        yield from texts(below)


class Formatter(click.HelpFormatter):
    """Writes help in the language that is spoken."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line with all arguments."""
        super().write_usage(prog, args, prefix or f"{_(USAGE)} ")

    def write_heading(self, heading: str) -> None:
        """What stands above options or commands."""
        said = _p("help", "{part}:", part=_p("help", heading))
        self.write(f"{'':>{self.current_indent}}{said}\n")

    def write_text(self, text: str) -> None:
        """The help of a command."""
        said = "\n\n".join(map(_spoken, paragraphs(text)))
        margin = " " * self.current_indent
        self.write(f"{wrap_text(said, self.width, margin, margin, preserve_paragraphs=True)}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **more: Any) -> None:
        """Options or commands with their help."""
        super().write_dl([(name, _beside(text)) for name, text in rows], *args, **more)


def _spoken(text: str) -> str:
    """A paragraph in the language that is spoken."""
    if examples(text):
        return REMARK.sub(lambda found: f"{found[1]}{_p('help', found[2])}{found[3]}", text)
    marked = AS_TYPED if text.startswith(AS_TYPED) else ""
    return marked + _p("help", text.removeprefix(AS_TYPED))


def _beside(text: str) -> str:
    """The help of an option, and what click says of its values."""
    said, bracket, values = text.rpartition(BRACKET)
    if not values.endswith("]"):
        return _p("help", text)
    if values == f"{REQUIRED}]":
        values = f"{_p('help', REQUIRED)}]"
    if values.startswith(DEFAULT):
        values = _p("help", "default: {value}", value=values.removeprefix(DEFAULT))
    return f"{_p('help', said.rstrip())}{'  ' if said else ''}{bracket}{values}"


class Context(click.Context):
    """Where a command runs; its help is written by :class:`Formatter`."""

    formatter_class = Formatter


class Group(click.Group):
    """A command with others under it, whose help speaks as it does."""

    context_class = Context

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        found = super().get_command(ctx, cmd_name)
        if found is not None:
            found.context_class = Context
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, each with the first paragraph of its help."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, paragraphs(below.help or "")[0]) for name, below in self.commands.items()]
            )
