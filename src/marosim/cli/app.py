"""``marosim app``: the browser view."""

from __future__ import annotations

import click

from marosim.languages import _, current


@click.command("app")
@click.argument("options", nargs=-1, metavar="[lang=fr]")
@click.option("--scenario", default=None, help="the case to open with")
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535))
@click.option("--no-browser", is_flag=True, help="do not open a browser window")
def command(
    options: tuple[str, ...], scenario: str | None, host: str, port: int, no_browser: bool
) -> None:
    """The browser view, on this machine's loopback address unless told otherwise.

    \b
    marosim app lang=fr                  (en, fr, es, ar; a page may choose another)
    """
    if options:
        from marosim.core.setting import SettingError

        raise SettingError(
            _("app {option}: expected lang=…, as in marosim app lang=fr", option=options[0])
        )
    if scenario is not None:
        from marosim import cases

        cases.load(scenario)
    from marosim.view.app import serve

    serve(scenario=scenario, host=host, port=port, open_browser=not no_browser, language=current())
