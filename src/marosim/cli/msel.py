"""``marosim msel``: check a Master Scenario Events List before a class meets it."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from marosim.cli.arguments import PASS_ON
from marosim.cli.helping import Group
from marosim.languages import N_, _, _n, _p

SHOWN = {  # what pages draw, by the name it has in a view
    "deaths_reported": N_("killed, as reported"),
    "displaced_reported": N_("displaced, as last counted"),
    "displaced_abroad": N_("fled abroad"),
    "peacekeepers": N_("peacekeepers in the country"),
    "cost_usd": N_("cost"),
    "consent": N_("consent of the host"),
    "legitimacy": N_("legitimacy of the mission"),
    "political_will": N_("political will"),
    "dead": N_("killed by place"),
    "recent": N_("killed in a week, by place"),
    "report_day": N_("day of the last report, by place"),
    "seen_day": N_("where the mission is"),
    "holder": N_("who holds a place"),
    "hold": N_("how firmly places are held"),
    "alert": N_("alerts"),
    "risk": N_("risk by place"),
    "attack": N_("attacks seen"),
    "sheltered": N_("sheltered by place"),
    "refuge": N_("places of refuge"),
    "displaced": N_("displaced by place"),
    "aid": N_("need met by aid"),
    "units": N_("units on the map"),
}


@click.group("msel", cls=Group)
def command() -> None:
    """Lists of injects (Master Scenario Events Lists), as YAML or CSV."""


@command.command("check", context_settings=PASS_ON)
@click.argument("file")
@click.option("--class", "name", help="the class that it is for; by default the case alone")
@click.option("--seeds", default=20, show_default=True, type=click.IntRange(0, 1000),
              help="pairs of runs to try each effect on; 0 reads the file alone")  # fmt: skip
@click.option(
    "--until-seen",
    is_flag=True,
    help="end each pair once its seats see something; deaths are not compared",
)
@click.option("--json", "as_json", is_flag=True, help="print the table as JSON")
@click.argument("overrides", nargs=-1, metavar="[KEY=VALUE]...")
def check(
    file: str, name: str | None, seeds: int, until_seen: bool, as_json: bool,
    overrides: tuple[str, ...],
) -> int:  # fmt: skip
    """Read a list, say every fault, and try each effect on pairs of runs.

    \b
    marosim msel check my_list.yaml
    marosim msel check my_list.csv --class kalvera --seeds 8
    marosim msel check kalvera --until-seen      (a class that ships, with its own list)
    """
    from marosim.classroom import msel, plan

    if file in plan.available():
        name = name or file
        listed = plan.read(file).list
    else:
        listed = msel.read(Path(file))
    if name is not None:
        composed = plan.read(name, overrides).composed
    else:
        from marosim.study.compose import compose

        composed = compose([f"scenario={listed.case}", *overrides] if listed.case else overrides)
    days = composed.settings.days or composed.case.days
    wrong = msel.faults(listed, composed.case, composed.settings, days)
    for sentence in wrong:
        click.echo(sentence, err=True)
    if wrong:
        said = _n("{file}: {count} fault", "{file}: {count} faults", len(wrong), file=file)
        click.echo(said, err=True)
        return 1
    if not seeds:
        click.echo(
            _n(
                "{file}: {count} inject, no fault",
                "{file}: {count} injects, no fault",
                len(listed.rows),
                file=file,
            )
        )
        return 0
    from marosim.classroom.dry_run import dry_run, folder_of

    folder, begin = folder_of(listed, composed, until_seen), time.monotonic()
    told_before: list[int] = []

    def told(done: int, of: int) -> None:
        told_before.append(done)
        fresh = done - told_before[0]
        left = (time.monotonic() - begin) / fresh * (of - done) if fresh else 0.0
        rest = _("; about {left} minutes left", left=f"{left / 60:.0f}") if left > 90 else ""
        click.echo(_("seed {done} of {of}{rest}", done=done, of=of, rest=rest), err=True)

    click.echo(
        _("pairs are kept in {folder}; the same command goes on from there", folder=folder),
        err=True,
    )
    found = dry_run(listed, composed, seeds, folder, told, until_seen)
    if as_json:
        rows = [{**asdict(t), "verdict": t.verdict} for t in found]
        click.echo(json.dumps(rows, indent=2, default=str))
        return 0
    _table(found)
    return 0


def _table(found: Sequence[Any]) -> None:
    from rich.table import Table

    from marosim.classroom.spoken import own
    from marosim.cli.arguments import wide_console

    table = Table(
        title=_(
            "Within 60 days, with and without the effect, on the pages of its seats. An option is "
            "tried after its inject."
        ),
        title_justify="left",
    )
    for heading in (_p("serial number", "No."), _("Inject or option"), _("Seen in"),
                    _("What they see"), _("Killed (95 %)"), _("Displaced (95 %)"), ""):  # fmt: skip
        table.add_column(heading)
    for each in found:
        what = f"   {own(each.option)}" if each.option else own(each.title)
        if each.says_only:
            table.add_row(str(each.serial), what, "", "", "", "", each.verdict)
            continue
        table.add_row(
            str(each.serial), what, _seen(each), _named(each.where),
            *(_with_interval(v) if each.among else "" for v in (each.killed, each.displaced)),
            each.verdict,
        )  # fmt: skip
    wide_console(150).print(table)
    click.echo(_("The more rows there are, the more often one of them stands out by chance alone. "
                 "The table allows for that. So it may say that a row cannot be told from chance "
                 "although the interval of that row leaves out zero."))  # fmt: skip


def _seen(each: Any) -> str:
    late = _(", {count} later", count=each.later) if each.later else ""
    return _("{seen} of {seeds}", seen=each.seen, seeds=each.seeds) + late


def _named(where: Sequence[str]) -> str:
    """What differs on pages, most often first, in words that have commas of their own."""
    return _p("semicolon", "; ").join(_(SHOWN[name]) for name in where[:3])


def _with_interval(value: Any) -> str:
    if math.isnan(value.low):  # one pair has no interval
        return _figure(value.mean)
    return _("{mean} ({low} to {high})", mean=_figure(value.mean), low=_figure(value.low),
             high=_figure(value.high))  # fmt: skip


def _figure(value: float) -> str:
    """A difference of persons; none is neither more nor less."""
    from marosim.classroom.spoken import signed

    return signed(value, 0) if round(value) else "0"
