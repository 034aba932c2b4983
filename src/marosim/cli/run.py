"""``marosim run``: one run, or with ``-m`` a study."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click

from marosim.cli.arguments import OVERRIDES, PASS_ON, number, show_path, wide_console


@click.command("run", context_settings=PASS_ON)
@click.option("-m", "--multirun", is_flag=True, help="run every combination of several values")
@OVERRIDES
def command(multirun: bool, overrides: tuple[str, ...]) -> None:
    """Run a case once, or with -m every combination × replications.

    \b
    marosim run scenario=rwanda_1994 mandate=robust deployment=rapid funding=full seed=1
    marosim run -m mandate=observer,robust deployment=slow,rapid replications=20
    marosim run experiment=rwanda_three_responses
    """
    if multirun or any(word.startswith("experiment=") for word in overrides):
        study(overrides)
    else:
        single(overrides)


def study(overrides: tuple[str, ...]) -> None:
    """Run a study and say where it is."""
    from marosim.study.progress import ConsoleProgress
    from marosim.study.sweep import sweep

    done = sweep(list(overrides), progress=ConsoleProgress())
    failures = done.about.get("failures", 0)
    if failures:
        click.echo(f"{failures} runs failed: see {done.folder / 'failures.json'}", err=True)
    show_path(done.folder)


def single(overrides: tuple[str, ...]) -> None:
    """Run once and write the run folder."""
    from marosim.study.compose import compose
    from marosim.study.sweep import default_folder

    composed = compose(overrides)
    if composed.study.automatic or composed.study.replication_count() > 1:
        raise click.UsageError("several replications make a study: add -m")
    folder = Path(composed.study.output_dir or default_folder(composed.study.scenario))
    from marosim.model import ResponseModel
    from marosim.record import write_run
    from marosim.record.whole import check_free

    check_free(folder)
    begin = time.perf_counter()
    model = ResponseModel(composed.case, composed.settings)
    _run_with_bar(model)
    seconds = time.perf_counter() - begin
    write_run(
        folder,
        model,
        duration_s=seconds,
        choices=composed.choices,
        overrides=composed.overrides,
    )
    _show(model, seconds)
    show_path(folder)


def _run_with_bar(model: Any) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Remaining())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("days", total=model.last_day)
        model.run(lambda done, _all: bar.update(task, completed=done))


def _show(model: Any, seconds: float) -> None:
    from rich.table import Table

    from marosim.record.provenance import LIMITS

    table = Table(title=f"{model.case.title}, {model.day} days, seed {model.settings.seed}")
    table.add_column("metric")
    table.add_column("value", justify="right")
    table.add_column("unit")
    for name, value in model.summary.items():
        if name.endswith(("_mean", "_peak")):
            continue  # all of them stand in run.json
        metric = model.metrics.get(name)
        table.add_row(name, number(value), metric.unit if metric else "")
    console = wide_console()
    console.print(table)
    console.print(f"{seconds:.1f} s. {LIMITS}", soft_wrap=True)
