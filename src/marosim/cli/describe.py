"""``marosim describe``: the model printed from the code that runs it."""

from __future__ import annotations

from typing import Any

import click

from marosim.cli.arguments import PASS_ON, overrides, wide_console
from marosim.cli.one_thing import EXAMPLES, bounds, one_thing, plain
from marosim.languages import _, _p, current


@click.command("describe", context_settings=PASS_ON)
@click.option("--outputs", is_flag=True, help="the columns of all tables with their units")
@click.option("--options", is_flag=True, help="the groups and their options")
@click.option("--brief", is_flag=True, help="only the day's list")
@click.option("--glossary", is_flag=True, help="the field's terms in your language and in English")
@overrides("described")
def command(
    outputs: bool, options: bool, brief: bool, glossary: bool, overrides: tuple[str, ...]
) -> None:
    """The model's day in order, every mechanism, every setting with unit, bounds and source.

    Or one thing: describe metric NAME, option GROUP=NAME, setting NAME, mechanism NAME.
    """
    console = wide_console(180)
    if overrides and overrides[0] in EXAMPLES:
        one_thing(console, overrides[0], overrides[1:])
    elif outputs:
        _outputs(console)
    elif glossary:
        _glossary(console)
    elif options:
        _options(console, overrides)
    else:
        _day(console)
        if not brief:
            _settings(console, overrides)
            _posterior(console)


def _day(console: Any) -> None:
    from marosim.day import the_day
    from marosim.study.explained import about, called

    heading = _("The day, in order")
    console.print(f"[bold]{heading}[/bold]\n", markup=True)
    for position, kind in enumerate(the_day(), start=1):
        key = f" ({kind.settings_key})" if kind.settings_key else ""
        name = f"[bold]{called(kind)}[/bold]{key}"
        console.print(f"{position:2d}. {name}", highlight=False, markup=True)
        for line in about(kind):
            console.print(f"    {line}", highlight=False)
    console.print()


def _settings(console: Any, overrides: tuple[str, ...]) -> None:
    from rich.table import Table

    from marosim.core.setting import rows
    from marosim.settings import Settings
    from marosim.study.explained import sourced

    settings = Settings()
    if overrides:
        from marosim.study.compose import compose

        settings = compose(overrides).settings
    table = Table(title=_("Settings"), title_justify="left")
    table.add_column(_p("heading", "setting"), no_wrap=True)
    for heading in (
        _p("heading", "value"), _p("heading", "unit"), _p("heading", "bounds or choices"),
        _p("heading", "source"), _p("heading", "meaning"),
    ):  # fmt: skip
        table.add_column(heading, overflow="fold")
    room = ""
    for row in rows(settings):
        if row.name.split(".")[0] != room:
            room = row.name.split(".")[0]
            table.add_section()
        unit, meaning = _p("unit", row.unit), _p("meaning of a setting", row.meaning)
        source = sourced(row.source)
        table.add_row(row.name, plain(row.value), unit, bounds(row), source, meaning)
    console.print(table)


def _posterior(console: Any) -> None:
    from marosim.shipped import shipped
    from marosim.study.posterior_origin import described
    from marosim.study.uncertainty import POSTERIOR, has_posterior

    if has_posterior():
        console.print(described(shipped("conf") / POSTERIOR), highlight=False, soft_wrap=True)


def _outputs(console: Any) -> None:
    from rich.table import Table

    from marosim.study.outputs import columns

    for name, entries in columns().items():
        table = Table(title=name, title_justify="left")
        for heading in (
            _p("heading", "column"), _p("heading", "unit"), _p("heading", "meaning"),
        ):  # fmt: skip
            table.add_column(heading, overflow="fold")
        for column, unit, meaning in entries:
            table.add_row(column, _p("unit", unit), _(meaning))
        console.print(table)


def _glossary(console: Any) -> None:
    from rich.table import Table

    from marosim.brief.glossary import glossary

    table = Table(title=_("Words of this brief"), title_justify="left")
    table.add_column(_p("heading", "term"))
    if current() != "en":
        table.add_column("English")
    table.add_column(_p("heading", "meaning"))
    for term in glossary():
        names = (term.name,) if current() == "en" else (term.name, term.english)
        table.add_row(*names, term.meaning)
    console.print(table)


def _options(console: Any, wanted: tuple[str, ...]) -> None:
    """The options of all groups, or of those named."""
    from rich.table import Table

    from marosim.core.setting import SettingError
    from marosim.languages.faults import nearest
    from marosim.study.compose import groups

    for name in wanted:
        if name not in groups():
            raise SettingError(
                _(
                    "{where}: there is no group {name}{hint}",
                    where="describe --options",
                    name=repr(name),
                    hint=nearest(name, groups()),
                )
                + _("; groups: {known}", known=", ".join(groups()))
            )
    for group in wanted or groups():
        entries = groups()[group]
        table = Table(title=group, title_justify="left")
        table.add_column(_p("heading", "option"), no_wrap=True)
        table.add_column(_p("heading", "meaning"))
        for name, sentence in entries.items():
            table.add_row(name, _p("option", sentence))
        console.print(table)
