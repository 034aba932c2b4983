"""The command line: one small file a command; nothing is computed here.

Commands are imported when called, so that ``marosim --help`` answers at once.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import re
import sys
from typing import Any

import click

from marosim.cli.helping import Context
from marosim.cli.speech import asked
from marosim.cli.stopping import HUNG_UP, status_of, stoppable
from marosim.cli.terminal import (
    PIPE_CLOSED,
    bear_any_text,
    is_closed_pipe,
    is_closed_terminal,
    write_no_more,
)
from marosim.languages import N_, _, check_environment, current, speaking
from marosim.languages.faults import nearest, of_system
from marosim.study.processes import end

# command: (module beside this file, what the help says)
COMMANDS = {
    "run": ("run", "Run a case once, or with -m every combination of settings."),
    "sweep": ("sweep", "The same as run -m."),
    "compare": ("compare", "Compare the responses of a study with a baseline."),
    "brief": ("brief", "A study on one page, and as slides."),
    "search": ("search", "Look for good responses, several aims at once."),
    "recommend": ("recommend", "Which options of a study do best within limits."),
    "explain": ("explain", "The response chain of a run or study: which link broke."),
    "ablate": ("ablate", "Switch each mechanism off alone and measure the effect."),
    "validate": ("validate", "Model against observed figures and published effects."),
    "hindcast": ("hindcast", "A case of your data against what came after its cutoff."),
    "evidence": ("evidence", "Every table of evidence, in one go."),
    "sensitivity": ("sensitivity", "Which assumed settings matter (Morris, Sobol)."),
    "calibrate": ("calibrate", "Posterior of the uncertain settings."),
    "scenarios": ("scenarios", "List the cases."),
    "scenario": ("scenario", "Make, import or check a case."),
    "export": ("export", "Places, routes and results for QGIS, xarray, spreadsheets."),
    "import": ("bring", "Check a file of events, people, displacement, roads …"),
    "response": ("response", "Save, list and show named responses of your own."),
    "describe": ("describe", "The model's day, every mechanism and every setting."),
    "app": ("app", "The browser view, on this machine."),
    "class": ("classroom", "An exercise for a class on one shared run."),
    "msel": ("msel", "Check a Master Scenario Events List."),
    "bench": ("bench", "Speed, memory and scaling."),
    "verify": ("verify", "Compute runs of a study again and compare the tables."),
    "demo": ("demo", "Rwanda 1994 under three responses, from runs to report."),
}


# what to do about a disk, by the number of its fault
CURES = {
    errno.ENOSPC: N_("; free some space, or choose another output_dir, and repeat the command"),
    errno.EROFS: N_("; choose an output_dir that can be written to"),
    errno.EACCES: N_("; choose an output_dir that can be written to"),
}


NO_BREAK = "\u00a0\u202f"  # French puts them before a colon and into numbers
BLANK = re.compile(rf"[^\S{NO_BREAK}]+")


class LazyGroup(click.Group):
    """Imports a command's module when the command is called."""

    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of a user's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            raise click.ClickException(
                _("no command {name}{hint} (see {help})", name=repr(cmd_name),
                  hint=nearest(cmd_name, COMMANDS), help="marosim --help")
            )  # fmt: skip
        module = importlib.import_module(f"marosim.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        command.context_class = Context
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """What the command returns or raises: click would make other faults of some."""
        try:
            return super().invoke(ctx)
        except BaseException as fault:
            return fault

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_module, text) in COMMANDS.items()])


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="marosim", prog_name="marosim")
@click.option(
    "--with",
    "files",
    multiple=True,
    metavar="FILE.py",
    help="add the mechanisms of a Python file of yours to the model",
)
def marosim(files: tuple[str, ...]) -> None:
    """Simulate mass atrocity response operations and compare responses.

    marosim explores what could follow from its assumptions; it does not predict.
    """
    if files:
        from marosim.added import use_files

        use_files(files)


def _answer_shells() -> None:
    """Be ready where it is the shell that asks, to complete a word."""
    if "_MAROSIM_COMPLETE" in os.environ:
        from marosim.cli.completing import ready

        ready()


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; faults end in one line and exit status 2."""
    bear_any_text()
    _answer_shells()
    try:
        check_environment()
        words, language, digits = asked(sys.argv[1:] if arguments is None else arguments)
    except ValueError as error:
        sys.exit(_say(_line(error), 2))
    with speaking(language, digits):
        _run(words)


def _run(arguments: list[str]) -> None:
    """Run a command in the language that is spoken."""
    try:
        with stoppable():
            outcome: Any = marosim.main(args=arguments, prog_name="marosim", standalone_mode=False)
            if isinstance(outcome, BaseException):
                raise outcome
            sys.stdout.flush()
        status = outcome if isinstance(outcome, int) else 0
    except click.exceptions.Exit as ending:
        status = ending.exit_code
    except click.ClickException as error:
        status = _say(_usage(error), 2)
    except (click.Abort, KeyboardInterrupt) as stop:
        status = _say("; ".join(getattr(stop, "__notes__", [_("stopped")])), status_of(stop))
    except (ValueError, OSError, MemoryError, SystemExit) as error:
        if is_closed_pipe(error):
            status = PIPE_CLOSED
        elif is_closed_terminal(error):
            status = HUNG_UP
        elif _meant_for_users(error):
            status = _say(_line(error), 2)
        else:
            raise
    finally:
        end(now=True)
        if "marosim.record.claim" in sys.modules:
            sys.modules["marosim.record.claim"].forget_empty()
        write_no_more()
    sys.exit(status)


def _usage(error: click.ClickException) -> str:
    """What is wrong with the words of a command; where one is missing, also whose and what next."""
    if isinstance(error, click.UsageError) and current() != "en":
        from marosim.cli.usage import said

        return said(error) or error.format_message()
    if not isinstance(error, click.MissingParameter) or error.ctx is None:
        return error.format_message()
    path = error.ctx.command_path
    missing = error.format_message().rstrip(".")
    return f"{path}: {missing[:1].lower()}{missing[1:]}; see {path} --help"


def _meant_for_users(error: BaseException) -> bool:
    """Faults that marosim raises itself, and those of disks; anything else is a defect."""
    if isinstance(error, ValueError):
        return type(error).__module__.startswith("marosim")
    return not isinstance(error, SystemExit)


def _line(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return _("not enough memory: {reason}; use fewer agents (population.agents)", reason=error)
    if isinstance(error, OSError):
        where = error.filename or _("results could not be written")
        said = f"{where}: {of_system(error)}" if error.strerror else str(error)
        return f"{said}{_(CURES.get(error.errno or 0, ''))}"
    return str(error)


def _say(message: str, status: int) -> int:
    with contextlib.suppress(OSError):  # a terminal that is closed hears nothing
        click.echo(f"marosim: {shown(BLANK.sub(' ', message.strip()))}", err=True)
    return status


def shown(text: str) -> str:
    """A line with signs that would drive the terminal written out; files may bring such."""
    return "".join(
        s if s.isprintable() or s in NO_BREAK else s.encode("unicode_escape").decode() for s in text
    )
