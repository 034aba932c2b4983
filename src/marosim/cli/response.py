"""``marosim response``: the user's own named responses, in ``./conf/response``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from marosim.cli.arguments import OVERRIDES, PASS_ON, completed, show_path, wide_console
from marosim.cli.helping import Group
from marosim.languages import _, _p

GROUP = "response"


@click.group("response", cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Save, list and show named responses of your own."""


@command.command("save", context_settings=PASS_ON)
@click.argument("name")
@click.option("--says", default="", help="a sentence that explains the response to others")
@click.option("--overwrite", is_flag=True, help="replace your response of this name")
@OVERRIDES
def save(name: str, says: str, overwrite: bool, overrides: tuple[str, ...]) -> None:
    """Save options and values as the response NAME, to be used as response=NAME.

    \b
    marosim response save small_and_fast mandate=robust deployment=rapid mandate.ceiling=3000
    marosim run -m response=historical,small_and_fast replications=20
    """
    from marosim.core.setting import SettingError
    from marosim.record.whole import write_whole
    from marosim.study.own import CONF, NAME, option_files, own_folder
    from marosim.study.saving import response_text

    if not NAME.fullmatch(name):
        raise SettingError(
            _(
                "response save {name}: expected letters, digits, _ and -, as in small_and_fast",
                name=name,
            )
        )
    known = option_files()[GROUP].get(name)
    path = (own_folder() or Path.cwd() / CONF) / GROUP / f"{name}.yaml"
    if known is not None and known.resolve() != path.resolve():
        raise SettingError(_("response={name} ships with marosim; choose another name", name=name))
    if path.exists() and not overwrite:
        raise SettingError(
            _("{path} is there already; choose another name, or add --overwrite", path=path)
        )
    write_whole(path, response_text(overrides, says))
    click.echo(_("use it as response={name}", name=name), err=True)
    show_path(path)


@command.command("list")
def list_() -> None:
    """All responses, yours first, each with its sentence."""
    from rich.table import Table

    from marosim.shipped import shipped
    from marosim.study.compose import groups
    from marosim.study.own import CONF, option_files

    files, sentences = option_files()[GROUP], groups()[GROUP]
    ships = shipped(CONF).resolve()
    own = [name for name, path in files.items() if ships not in path.resolve().parents]
    table = Table()
    for heading in (_("response"), _("whose"), _("what it means")):
        table.add_column(heading, overflow="fold")
    for name in [*own, *(n for n in files if n not in own)]:
        table.add_row(
            name, _("yours") if name in own else _("shipped"), _p("option", sentences[name])
        )
    wide_console().print(table)


@command.command("show")
@click.argument("name", shell_complete=completed("responses"))
def show(name: str) -> None:
    """The file of the response NAME, and where it is."""
    from marosim.core.setting import SettingError
    from marosim.languages.faults import nearest
    from marosim.study.own import option_files

    files: dict[str, Any] = option_files()[GROUP]
    if name not in files:
        raise SettingError(
            _(
                "response show {name}: there is none of this name{hint}",
                name=name,
                hint=nearest(name, files),
            )
        )
    click.echo(files[name].read_text(encoding="utf-8").rstrip())
    show_path(files[name])
