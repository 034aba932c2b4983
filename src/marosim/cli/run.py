"""``marosim run``: one run, or with ``-m`` a study."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from shlex import quote
from typing import Any

import click

from marosim.cli.arguments import OVERRIDES, PASS_ON, number, show_path
from marosim.cli.stopping import heed, undisturbed
from marosim.cli.summary import show_run
from marosim.languages import _, _n, _p

LARGE = 2e9  # bytes of memory from which a run is announced
TRIED_FROM = (10, 5000)  # replications and agents of a study beside which a trial costs little


@click.command("run", context_settings=PASS_ON)
@click.option("-m", "--multirun", is_flag=True, help="run every combination of several values")
@click.option("--until", metavar="DAY", type=click.IntRange(1), help="stop there, to go on later")
@click.option("--resume", metavar="FOLDER", help="go on with a run that was stopped")
@click.option("--overwrite", is_flag=True, help="replace the other run in output_dir")
@click.option("--mix", is_flag=True, help="go on with a study of other code or versions")
@click.option(
    "--all", "everything", is_flag=True, help="show every outcome, not only the main ones"
)
@click.option("--dry-run", "dry", is_flag=True, help="print what would run, and run nothing")
@click.option(
    "--inert", "tried", is_flag=True, help="with --dry-run: try what will make no difference"
)
@click.option("-c", "--cfg", "shown", type=click.Choice(["job"]), help="print what is composed")
@click.option("--resolve", is_flag=True, help="with --cfg; marosim's settings are always resolved")
@click.option("--info", is_flag=True, help="print where options are found, and which there are")
@click.option("-cn", "--config-name", "name", help="config; yours go to conf/experiment")
@click.option("-cd", "--config-dir", "directory", type=click.Path(), help="your folder of options")
@OVERRIDES
def command(
    multirun: bool,
    until: int | None,
    resume: str | None,
    overwrite: bool,
    mix: bool,
    everything: bool,
    dry: bool,
    tried: bool,
    shown: str | None,
    resolve: bool,
    info: bool,
    name: str | None,
    directory: str | None,
    overrides: tuple[str, ...],
) -> None:
    """Run a case once, or with -m every combination × replications.

    \b
    marosim run scenario=rwanda_1994 mandate=robust deployment=rapid funding=full seed=1
    marosim run -m mandate=observer,robust deployment=slow,rapid replications=20
    marosim run experiment=rwanda_three_responses
    marosim run scenario=somalia_2007 checkpoint_every=100 output_dir=outputs/long
    marosim run --resume outputs/long
    """
    from marosim.cli.hydra_options import look_in, one_config, show_info
    from marosim.study.hydra_words import as_typed, as_yaml

    look_in(directory)
    one_config(name)
    overrides = tuple(as_typed(overrides))
    if info:
        show_info()
        return
    if shown or resolve:
        from marosim.study.compose import compose

        composed = compose(overrides, multirun=multirun or _experiment(overrides))
        click.echo(as_yaml(composed), nl=False)
        return
    overrides += ("overwrite=true",) * overwrite + ("mix=true",) * mix
    if resume is not None:
        if multirun or overrides:
            raise click.UsageError(
                _("--resume goes on with the run's own settings: give no others")
            )
        going_on(resume, until, everything)
    elif dry:
        from marosim.cli.dry import dry_run

        dry_run(overrides, several=multirun or _experiment(overrides), tried=tried)
    elif tried:
        raise click.UsageError(_("--inert goes with --dry-run; a large study tries it by itself"))
    elif multirun or _experiment(overrides):
        if until is not None:
            raise click.UsageError(_("--until is for single runs; a study goes on by itself"))
        study(overrides)
    else:
        single(overrides, until, everything)


def _say_beyond(composed: Any) -> None:
    """Say in a line where a run goes on after all that is on record of its case."""
    case, days = composed.case, composed.settings.days
    if days is not None and days > case.days:
        said = _(
            "{case}: the record ends on day {last}; what follows, to day {day}, is without record",
            case=_p("case", case.title), last=str(case.days), day=str(days),
        )  # fmt: skip
        click.echo(said, err=True)


def _experiment(overrides: tuple[str, ...]) -> bool:
    return any(word.startswith("experiment=") for word in overrides)


def study(overrides: tuple[str, ...]) -> None:
    """Run a study and say where it is."""
    from marosim.study.compose import compose
    from marosim.study.hydra_words import leave_beside
    from marosim.study.progress import ConsoleProgress
    from marosim.study.sweep import sweep

    composed = compose(overrides, multirun=True)
    _say_beyond(composed)
    for line in _said_before(overrides, composed):
        click.echo(line, err=True)
    done = sweep(list(overrides), progress=ConsoleProgress())
    leave_beside(done.folder, overrides, composed)
    failures = done.about.get("failures", 0)
    if failures:
        click.echo(
            _n(
                "{count} run failed: see {file}",
                "{count} runs failed: see {file}",
                failures,
                file=done.folder / "failures.json",
            ),
            err=True,
        )
    click.echo(
        _("table, figures and report: marosim compare {folder}", folder=quote(str(done.folder))),
        err=True,
    )
    show_path(done.folder)


def _said_before(overrides: tuple[str, ...], composed: Any) -> list[str]:
    """What makes no difference in a study that is about to begin, where it is large."""
    from marosim.cli.dry import jobs_of, said_inert
    from marosim.study.compose import compose
    from marosim.study.repeating import repeated

    study, people = composed.study, composed.settings.population
    if "hydra/sweeper" in " ".join(overrides) or study.automatic:
        return []
    if study.output_dir and (Path(study.output_dir) / "study.json").is_file():
        return []  # it was said when the study began
    words = repeated(list(overrides), study.replications)
    count = compose(words, multirun=True).study.replication_count()
    if count < TRIED_FROM[0] or (
        people.persons_per_agent is None and people.agents < TRIED_FROM[1]
    ):
        return []
    return said_inert(jobs_of(tuple(words), composed.sweep), study.workers)


def single(overrides: tuple[str, ...], until: int | None = None, everything: bool = False) -> None:
    """Run once and write the run folder."""
    from marosim.study.compose import compose

    composed = compose(overrides)
    if composed.study.automatic or composed.study.replication_count() > 1:
        raise click.UsageError(_("several replications make a study: add -m"))
    _say_beyond(composed)
    from marosim.core.setting import as_dict
    from marosim.record import check_memory
    from marosim.record.checkpoint import Resumed, check_checkpoint
    from marosim.record.claim import claimed, default_folder
    from marosim.record.folder import check_same_run
    from marosim.record.whole import check_free
    from marosim.response_model import ResponseModel

    needed = check_memory(composed.case, composed.settings)
    if needed > LARGE:
        click.echo(
            _(
                "this run will take about {needed} GB of memory",
                needed=number(needed / 1e9),
            ),
            err=True,
        )
    study, inputs = composed.study, (composed.case.digest, as_dict(composed.settings))
    folder = Path(study.output_dir or default_folder(study.scenario))
    check_free(folder)
    with claimed(folder):
        check_checkpoint(folder, *inputs, overwrite=study.overwrite)
        if not study.overwrite:
            check_same_run(folder, *inputs)
        begin = time.perf_counter()
        model = ResponseModel(composed.case, composed.settings)
        begun = Resumed(model, folder, study.scenario, composed.choices, composed.overrides)
        _finish(begun, composed, begin, until, everything)


def going_on(path: str, until: int | None, everything: bool = False) -> None:
    """Go on with a run from its checkpoint, or show where it is if it has finished."""
    from marosim.record import read_run
    from marosim.record.checkpoint import SUFFIX, find_checkpoint, resume
    from marosim.record.claim import claimed
    from marosim.record.whole import restore
    from marosim.study.compose import compose

    restore(Path(path))
    if (Path(path) / "run.json").is_file():
        finished = read_run(path)
        click.echo(_("this run has finished"), err=True)
        show_path(finished.path)
        return
    stopped = find_checkpoint(path)
    with claimed(stopped.with_name(stopped.name.removesuffix(SUFFIX))):
        begin = time.perf_counter()
        begun = resume(stopped)
        composed = compose(begun.overrides)
        click.echo(
            _(
                "going on from day {day} of {last_day}",
                day=str(begun.model.day),
                last_day=str(begun.model.last_day),
            ),
            err=True,
        )
        _finish(begun, composed, begin, until, everything)


def _finish(begun: Any, composed: Any, begin: float, until: int | None, everything: bool) -> None:
    """Run to the end and write the folder; stopped before, leave a checkpoint."""
    from marosim.record import write_run
    from marosim.record.checkpoint import forget_checkpoint, save_checkpoint
    from marosim.study.exercise import compared
    from marosim.study.hydra_words import leave_beside

    model, words = begun.model, {"choices": begun.choices, "overrides": begun.overrides}
    every = composed.study.checkpoint_every

    def keep() -> Path:
        return save_checkpoint(begun.output, model, scenario=begun.scenario, **words)

    def each_day(done: int, _all: int) -> None:
        if every and done % every == 0 and not model.finished:
            keep()

    try:
        _run_with_bar(model, each_day, until)
    except KeyboardInterrupt as stop:
        if model.day and not model.finished:
            with undisturbed():
                kept = quote(str(keep()))
            stop.add_note(
                _(
                    "stopped after {day} days; go on: marosim run --resume {kept}",
                    day=str(model.day),
                    kept=kept,
                )
            )
        raise
    if not model.finished:
        click.echo(
            _("stopped after {day} days as asked; go on with --resume", day=str(model.day)),
            err=True,
        )
        show_path(keep())
        return
    seconds = time.perf_counter() - begin
    if said := compared(begun.overrides, model.journal.days):
        click.echo(said, err=True)
    write_run(begun.output, model, duration_s=seconds, **words)
    leave_beside(begun.output, begun.overrides, composed)
    forget_checkpoint(begun.output)
    show_run(model, seconds, everything)
    show_path(begun.output)


def _run_with_bar(model: Any, each_day: Callable[[int, int], None], until: int | None) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Remaining())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(_("days"), total=model.last_day, completed=model.day)
        while not model.finished and (until is None or model.day < until):
            model.step()
            heed()
            bar.update(task, completed=model.day)
            each_day(model.day, model.last_day)
