"""What ``marosim run --dry-run`` prints: what would run, and where it would lie."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import click

from marosim.cli import arguments
from marosim.languages import _, _n, _p

if TYPE_CHECKING:
    from marosim.core.setting import SettingRow

MOST_SHOWN = 20
FEW = 6  # settings of one response among several


def dry_run(overrides: tuple[str, ...], *, several: bool, tried: bool = False) -> None:
    """Print what would run; nothing is written, and nothing computed but what is ``tried``."""
    from marosim.study.compose import compose

    composed = compose(overrides, multirun=several)
    study = composed.study
    if not several and (study.automatic or study.replication_count() > 1):
        raise click.UsageError(_("several replications make a study: add -m"))
    jobs = jobs_of(overrides, composed.sweep) if several else [list(overrides)]
    click.echo(_("Nothing is computed or written: this is what would run."))
    seen: dict[str, int] = {}
    searches = "hydra/sweeper" in " ".join(overrides)
    for number, job in enumerate(jobs[:MOST_SHOWN], start=1):
        digest = _one(job, f"{number}. " if len(jobs) > 1 else "", short=len(jobs) > 1)
        if (older := seen.setdefault(digest, number)) != number:
            click.echo(
                _(
                    "   the same settings as {older}, so every run of both will be the same",
                    older=str(older),
                )
            )
    if len(jobs) > MOST_SHOWN:
        click.echo(_("… and {number} more responses", number=len(jobs) - MOST_SHOWN))
    if several:
        times = (
            _("as many replications as auto asks for")
            if study.automatic
            else _n("{count} replication", "{count} replications", study.replication_count())
        )
        runs = len(jobs) * study.replication_count() if not study.automatic else 0
        total = _n(": {count} run", ": {count} runs", runs) if runs else ""
        responses = _n("{count} response", "{count} responses", len(jobs))
        click.echo(f"{responses}, {times}{total}")
        if searches:
            click.echo(
                _("the sweeper that you chose decides which of these run, and in what order")
            )
    if several and tried and not searches:
        for line in said_inert(jobs, study.workers):
            click.echo(line)
    where = study.output_dir or _("a new folder in {folder}", folder="outputs/")
    click.echo(_("results: {where}", where=where))


def said_inert(jobs: list[list[str]], workers: int | None) -> list[str]:
    """Sentences on swept settings that make no difference, and what they rest on."""
    from marosim.study.compose import compose
    from marosim.study.inert import AGENTS, MOST, inert
    from marosim.study.tasks import Response
    from marosim.study.words import read_words

    if not 2 <= len(jobs) <= MOST:
        return []
    read = [{word.key: word.value for word in read_words(job)} for job in jobs]
    swept = [key for key in read[0] if any(job.get(key) != read[0][key] for job in read)]
    responses = []
    for job, values in zip(jobs, read, strict=True):
        composed = compose(job)
        told = {key: values[key] for key in swept}
        responses.append(Response("", told, composed.case, composed.settings))
    found = inert(responses, workers)
    if not found:
        return []
    return [
        *map(str, found),
        _(
            "One trial run of each response showed this, with {agents} agents over the same days. "
            "Other random numbers may show a difference.",
            agents=AGENTS,
        ),
    ]


def jobs_of(overrides: tuple[str, ...], sweep: dict[str, str]) -> list[list[str]]:
    """The overrides of each response, as Hydra's own sweeper combines them."""
    from hydra.core.override_parser.overrides_parser import OverridesParser

    from marosim.study.words import spelled

    overrides = tuple(spelled(overrides))
    typed = {text.split("=", 1)[0] for text in overrides}
    words = [*(f"{k}={v}" for k, v in sweep.items() if k not in typed), *overrides]
    parsed = OverridesParser.create().parse_overrides(words)
    choices = [
        [f"{o.key_or_group}={value}" for value in o.sweep_string_iterator()]
        if o.is_sweep_override()
        else [text]
        for o, text in zip(parsed, words, strict=True)
        if not str(o.key_or_group).startswith("hydra")
    ]
    return [list(job) for job in product(*choices)]


def _one(job: list[str], before: str, *, short: bool) -> str:
    """Print one response, in a line or two if ``short``; the digest of what determines its runs."""
    from marosim.core.setting import as_dict, rows
    from marosim.record.memory import check_memory
    from marosim.record.provenance import inputs_hash
    from marosim.study.compose import compose

    composed = compose(job)
    case, settings = composed.case, composed.settings
    base: Any = compose([f"scenario={composed.study.scenario}"]).settings
    usual = {row.name: row.value for row in rows(base)}
    changed = [row for row in rows(settings) if usual.get(row.name) != row.value]
    chosen = [f"{k}={v}" for k, v in composed.choices.items()
              if v != "historical" and k not in ("launcher", "experiment")]  # fmt: skip
    days = settings.days or case.days
    memory = check_memory(case, settings) / 1e9
    click.echo(
        before
        + _(
            "{title}, {days} from {start}, seed {seed}, about {memory} GB of memory",
            title=_p("case", case.title),
            days=_n("{count} day", "{count} days", days),
            start=case.start,
            seed=str(settings.seed),
            memory=arguments.number(memory),
        )
    )
    click.echo(_("   options: {names}", names=", ".join(chosen) or _("as in the record")))
    _settings(changed, short=short)
    return inputs_hash(case.digest, as_dict(settings))


def _settings(changed: list[SettingRow], *, short: bool) -> None:
    """Print the settings that differ: each with its unit, or the first few and how many more."""
    head = _("   settings that differ from the case's own:")
    if short or not changed:
        said = [f"{row.name}={row.value}" for row in changed[:FEW]]
        if more := len(changed) - len(said):
            said.append(_("and {more} more (name this response alone to see them)", more=more))
        click.echo(f"{head} {', '.join(said) or _('none')}")
        return
    click.echo(head)
    for row in changed:
        unit = "" if row.unit in ("", "1") else f" ({_p('unit', row.unit)})"
        click.echo(f"      {row.name}={row.value}{unit}")
