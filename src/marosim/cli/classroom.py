"""``marosim class``: an exercise for a class on one shared run."""

from __future__ import annotations

from pathlib import Path

import click

from marosim.cli.arguments import OVERRIDES, PASS_ON


@click.command("class", context_settings=PASS_ON)
@click.argument("name")
@click.option("--lan", metavar="ADDRESS", help="serve on this address of the local network")
@click.option("--name", "names", multiple=True, help="another name under which pages ask for it")
@click.option("--port", default=8770, show_default=True, type=click.IntRange(0, 65535))
@click.option("--resume", metavar="FOLDER", help="go on with a class that was cut short")
@click.option(
    "--bots",
    metavar="N",
    type=click.IntRange(0, 100),
    default=0,
    help="let bots take so many seats",
)
@click.option(
    "--rate",
    metavar="R",
    type=click.FloatRange(0.2, 10.0),
    help="run at once, at so many days a second",
)
@click.option("--no-browser", is_flag=True, help="do not open a browser window")
@OVERRIDES
def command(
    name: str,
    lan: str | None,
    names: tuple[str, ...],
    port: int,
    resume: str | None,
    bots: int,
    rate: float | None,
    no_browser: bool,
    overrides: tuple[str, ...],
) -> None:
    """Hold an exercise: seats, exercise control and a screen share one run.

    \b
    marosim class kalvera
    marosim class kalvera --lan 192.168.1.20
    marosim class my_class.yaml seed=7
    marosim class kalvera lang=fr              (en, fr, es, ar)
    marosim class kalvera --bots 20 --rate 5
    marosim class kalvera --resume outputs/class/kalvera-2026-11-29-1
    marosim run exercise=outputs/class/kalvera-2026-11-29-1/exercise.jsonl
    """
    from marosim.classroom.process import start

    ready = start()
    from marosim.classroom.plan import read
    from marosim.classroom.serve import serve
    from marosim.record.claim import default_folder

    plan = read(name, overrides)
    folder = Path(resume) if resume else default_folder(f"class_{plan.name}")
    serve(
        plan, folder, lan=lan, port=port, names=names, resume=resume is not None,
        open_browser=not no_browser, bots=bots, rate=rate, words=(name, *overrides), ready=ready,
    )  # fmt: skip
