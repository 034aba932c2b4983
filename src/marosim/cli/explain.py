"""``marosim explain``: the response chain of a run."""

from __future__ import annotations

from pathlib import Path

import click
import pandas as pd

from marosim.cli.arguments import number, show_path, wide_console
from marosim.languages import NP_, _, _p

LONG_STEP = 30  # columns of a terminal, so that steps take few lines
HEADINGS = (
    NP_("heading", "link"), NP_("heading", "day"), NP_("heading", "date"),
    NP_("heading", "share of attacks"), NP_("heading", "deaths before"),
    NP_("heading", "days lost"), NP_("heading", "deaths meanwhile"),
)  # fmt: skip


@click.command("explain")
@click.argument("run", metavar="RUN_OR_STUDY", type=click.Path())
def command(run: str) -> None:
    """The response chain of a run as a dated funnel; writes explain.csv and a figure.

    Of a study, the chain of each response in the replication that lies in the middle.
    """
    from marosim.core.setting import SettingError
    from marosim.record.provenance import LIMITS
    from marosim.study.explain import explain
    from marosim.study.store import MANIFEST

    folder = Path(run)
    if (folder / MANIFEST).is_file():
        _study(folder)
        return
    if not (folder / "run.json").is_file():
        raise SettingError(
            _(
                "{run}: neither a run nor a study is there; expected a folder that marosim run "
                "left, such as outputs/my_study",
                run=str(run),
            )
        )
    chain = explain(run)
    _show(chain, _("From first signal to prevention"))
    said = _("One run, not the expected course.")
    wide_console().print(f"{said} {_(LIMITS)}", style="italic")
    _write(chain, folder)
    _draw(chain, folder / "explain.png")
    show_path(folder / "explain.csv")


def _study(folder: Path) -> None:
    """The chains of all responses under the same random numbers, side by side."""
    from marosim.record.provenance import LIMITS
    from marosim.study.faults import StudyError
    from marosim.study.study import open_study
    from marosim.view import naming
    from marosim.view.links import chain_of_study, middle_replication
    from marosim.view.wording import capital

    study = open_study(folder)
    metric = str(study.about.get("metric") or "deaths_direct")
    middle = middle_replication(study, metric) if metric in study.runs else None
    if middle is None:
        raise StudyError(
            _("{folder}: no replication has a finished run of every response; wait for the study, "
              "or go on with its command", folder=folder)
        )  # fmt: skip
    words, chains = naming.responses(study.responses), []
    for label in study.responses:
        chain = chain_of_study(study, label, middle)
        _show(chain, capital(words[label]))
        chains.append(chain.assign(response=label, replication=middle))
    said = _(
        "Replication {number}, which lies in the middle, with the same random numbers under each "
        "response: one run each, not the expected course.", number=middle,
    )  # fmt: skip
    wide_console().print(f"{said} {_(LIMITS)}", style="italic")
    _write(pd.concat(chains, ignore_index=True), folder)
    show_path(folder / "explain.csv")


def _write(chain: pd.DataFrame, folder: Path) -> None:
    from marosim.record.whole import whole_file

    with whole_file(folder / "explain.csv") as draft:
        chain.to_csv(draft, index=False)


def _show(chain: pd.DataFrame, title: str) -> None:
    """A chain as a table, and what it says in a sentence."""
    from rich.table import Table

    from marosim.languages.formats import date as day_of
    from marosim.languages.formats import percent
    from marosim.study.explain import OVERTAKEN, finding

    table = Table(title=title)
    for place, heading in enumerate(HEADINGS):
        table.add_column(
            _p("heading", heading),
            justify="right" if place else "left",
            width=None if place else LONG_STEP,
        )
    for row in chain.itertuples():
        style = "bold red" if row.broken else "dim" if row.note == OVERTAKEN else ""
        date = "" if pd.isna(row.date) else day_of(row.date, year=True)
        day = (
            _p("in a table", "never")
            if pd.isna(row.day) and pd.isna(row.share)
            else _shown(row.day)
        )
        table.add_row(
            _(row.step),
            day,
            date,
            "" if pd.isna(row.share) else percent(row.share),
            _people(row.deaths_before),
            _shown(row.days_lost),
            _(row.note) if row.note == OVERTAKEN else _people(row.deaths_meanwhile),
            style=style,
        )
    console = wide_console()
    console.print(table)
    console.print(f"{finding(chain)}.")


def _draw(chain: pd.DataFrame, path: Path) -> None:
    from marosim.record.whole import whole_file
    from marosim.study.explain import finding
    from marosim.view.figures import funnel

    figure = funnel(chain, title=finding(chain)).figure.figure
    with whole_file(path) as draft:
        figure.savefig(draft, dpi=150, format="png", bbox_inches="tight")


def _people(value: float) -> str:
    return "" if pd.isna(value) else number(value)


def _shown(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]
