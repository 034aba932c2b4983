"""What ``marosim run`` takes of Hydra's own options: --info, --config-dir, --config-name."""

from __future__ import annotations

from pathlib import Path

import click

from marosim.languages import _


def look_in(directory: str | None) -> None:
    """Take the user's options from a folder of theirs, for this command."""
    from marosim.study import own

    own.look_in(Path(directory) if directory else None)
    click.get_current_context().call_on_close(lambda: own.look_in(None))


def one_config(name: str | None) -> None:
    """Refuse any config but marosim's own, and say where one's own belongs."""
    from marosim.core.setting import SettingError

    if name not in (None, "config", "config.yaml"):
        raise SettingError(
            _(
                "--config-name {name}: marosim has one config; put yours in "
                "conf/experiment/{name}.yaml and type experiment={name}",
                name=name,
            )
        )


def show_info() -> None:
    """Where options are found, and which options each group has."""
    from marosim.shipped import shipped
    from marosim.study.compose import groups
    from marosim.study.own import own_folder

    own = own_folder()
    click.echo(_("Options are looked for in:"))
    for place in (own, shipped("conf")):
        if place is not None:
            click.echo(f"  {place}")
    if own is None:
        said = _("{folder} of the working folder, which is not there", folder="./conf")
        click.echo(f"  {said}")
    click.echo(_("Groups and options:"))
    for group, options in groups().items():
        click.echo(f"  {group}: {', '.join(options)}")
