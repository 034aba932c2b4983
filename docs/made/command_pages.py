"""The reference of commands, from the commands themselves."""

from __future__ import annotations

import re

import click
from text import table

from marosim.cli import COMMANDS, marosim

BLOCK = re.compile(r"\x08\n((?:.+\n?)+)")  # click's mark for lines that stay as they are


def commands() -> str:
    """Each command: what it does, how it is called, its options."""
    top = click.Context(marosim, info_name="marosim")
    return "\n\n".join(_told(marosim.get_command(top, name), name, top) for name in COMMANDS)


def _told(command: click.Command | None, name: str, parent: click.Context, level: int = 2) -> str:
    assert command is not None
    context = click.Context(command, info_name=name, parent=parent)
    help_text = BLOCK.sub(r"```\n\1\n```", re.sub("^    ", "", command.help or "", flags=re.M))
    parts = [
        f"{'#' * level} {context.command_path}", help_text.replace("\n\n```", "\n```"),
        f"```\n{context.command_path} {' '.join(command.collect_usage_pieces(context))}\n```",
        _options(command, context),
    ]  # fmt: skip
    if isinstance(command, click.Group):
        parts += [
            _told(command.get_command(context, inner), inner, context, level + 1)
            for inner in command.list_commands(context)
        ]
    return "\n\n".join(filter(None, parts))


def _options(command: click.Command, context: click.Context) -> str:
    records = [
        param.get_help_record(context)
        for param in command.get_params(context)
        if isinstance(param, click.Option) and "--help" not in param.opts
    ]
    told = [(f"`{record[0]}`", record[1]) for record in records if record]
    return table(("option", "what it does"), told) if told else ""
