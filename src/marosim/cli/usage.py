"""What click says of a command's words, in the language that is spoken.

click has its messages in English alone. What is wrong is read from what its errors carry.
"""

from __future__ import annotations

import re

import click
from click.types import FloatParamType, IntParamType

from marosim.languages import _
from marosim.languages.faults import above, nearest, one_of

EXTRA = re.compile(r"Got unexpected extra arguments? \((.+)\)")  # the one that carries nothing
GIVEN = re.compile(r"'?(.+?)'? is not ")  # what was typed, which click says first


def said(error: click.UsageError) -> str:
    """One line: what is wrong, and where the command's help is."""
    path = error.ctx.command_path if error.ctx is not None else "marosim"
    told = _of(error)
    return told and _("{fault}; see {help}", fault=told, help=f"{path} --help")


def _of(error: click.UsageError) -> str:
    """What is wrong; empty for what marosim itself has said."""
    if isinstance(error, click.MissingParameter):
        return _("{name} is missing", name=_named(error))
    if isinstance(error, click.BadParameter):
        return _bad(error)
    if isinstance(error, click.NoSuchOption):
        own = error.ctx.command.params if error.ctx is not None else []
        hint = nearest(error.option_name, [opt for param in own for opt in param.opts])
        return _("there is no option {name}{hint}", name=error.option_name, hint=hint)
    if isinstance(error, click.BadOptionUsage):
        return _("{name} needs a value", name=error.option_name)
    if isinstance(error, click.exceptions.NoSuchCommand):
        return _("no command {name}{hint}", name=repr(error.command_name), hint="")
    if extra := EXTRA.fullmatch(error.message):
        return _("nothing more was expected than what comes before {words}", words=extra[1])
    return ""


def _named(error: click.BadParameter) -> str:
    """The option or argument, as its user types it."""
    if error.param is None:
        return str(error.param_hint or "")
    return error.param.get_error_hint(error.ctx).strip("'")


def _bad(error: click.BadParameter) -> str:
    """What a value should have been, by the type of its parameter."""
    kind, name = error.param.type if error.param is not None else None, _named(error)
    if given := GIVEN.match(error.message):
        name = f"{name} {given[1]}"
    if isinstance(kind, click.IntRange) and kind.max is None:
        return above(name, int(kind.min or 0) - 1)
    if isinstance(kind, (click.IntRange, click.FloatRange)):
        low, high = (f"{end:g}" for end in (kind.min or 0, kind.max or 0))
        return _("{name}: expected a number from {low} to {high}", name=name, low=low, high=high)
    if isinstance(kind, click.Choice):
        return one_of(name, kind.choices)
    if isinstance(kind, click.Path):
        if kind.exists:
            return _("{name}: there is no such file or folder", name=name)
        return _("{name}: expected a file, not a folder, or the other way round", name=name)
    if isinstance(kind, IntParamType):
        return _("{name}: expected a whole number", name=name)
    if isinstance(kind, FloatParamType):
        return _("{name}: expected a number", name=name)
    return f"{name}: {error.message}"
