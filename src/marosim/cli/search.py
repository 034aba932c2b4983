"""``marosim search``: looks for good responses, several aims at once."""

from __future__ import annotations

from shlex import join, quote

import click

from marosim.cli.arguments import OVERRIDES, PASS_ON, show_path
from marosim.languages import _


@click.command("search", context_settings=PASS_ON)
@click.option("--mix", is_flag=True, help="go on with a search of other code or versions")
@OVERRIDES
def command(mix: bool, overrides: tuple[str, ...]) -> None:
    """Look for good responses by trials, and run what was found again on new seeds.

    \b
    trials        responses that are tried (64), replications=5 runs each
    aims          metrics to make better ([deaths_direct,cost_usd,consent])
    found, fresh  most responses that are reported (5), new runs of each (20)

    \b
    marosim search scenario=rwanda_1994
    marosim search mandate=robust,observer 'mandate.ceiling=interval(500,8000)' trials=40
    marosim search 'approach=glob(*)' 'later.day=interval(10,60)' later.mandate=keep,robust

    Words with several values are what is searched: groups and settings of responses, never
    courses of harm. Without any, marosim searches over mandate, size, speed, money, approach and
    mediation. The same command on the same output_dir goes on where it stopped.
    """
    from marosim.brief.search_words import SearchWords
    from marosim.record.provenance import LIMITS
    from marosim.record.whole import whole_file
    from marosim.study.progress import ConsoleProgress
    from marosim.study.search import search
    from marosim.study.search_outcome import Outcome

    words = [*overrides, *("mix=true",) * mix]
    study = search(words, progress=ConsoleProgress(), shown=ConsoleProgress())
    outcome = Outcome(study)
    for line in SearchWords(outcome).all():
        click.echo(line)
    if study.mixed:
        click.echo(study.mixed)
    click.echo(_("Only responses that were tried are compared.") + " " + _(LIMITS))
    with whole_file(study.folder / "search.csv") as draft:
        outcome.table().to_csv(draft, index=False)
    for name in outcome.found:
        keep = f"marosim response save {name} {join(outcome.option(name))}"
        click.echo(_("keep it: {command}", command=keep), err=True)
    folder = quote(str(study.folder))
    click.echo(_("then: {command}, recommend, brief or explain",
                 command=f"marosim compare {folder}"), err=True)  # fmt: skip
    show_path(study.folder)
