"""``marosim compare``: paired differences of a study's responses to a baseline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from marosim.cli.arguments import number, show_path, wide_console
from marosim.languages import NP_, _, _p

TABLES_BY_RESPONSE = 3  # with more responses than this, one table a metric reads better
WIDE, MIDDLE = 100, 84  # columns of a terminal from which more of a table is shown
METRIC, RESPONSE = NP_("heading", "metric"), NP_("heading", "response")
HEADINGS = {
    "baseline": NP_("heading", "baseline"), "mean": NP_("heading", "mean"),
    "difference": NP_("heading", "difference"), "interval": NP_("heading", "95 % interval"),
}  # fmt: skip
OF_VARIANTS = (
    NP_("heading", "setting"), NP_("heading", "variant"), RESPONSE,
    HEADINGS["difference"], HEADINGS["interval"],
)  # fmt: skip
FEW = ("deaths_direct", "displaced_internal", "cost_usd", "consent", "harm_by_mission")


@click.command("compare")
@click.argument("study", type=click.Path())
@click.option("--baseline", default=None, help="response to compare with, as key=value")
@click.option("--metric", "metrics", multiple=True, help="metric to show (all go to compare.csv)")
@click.option("--chance", "chances", multiple=True, help='such as "deaths_direct>10000"')
@click.option("--no-figures", is_flag=True, help="only the table")
def command(
    study: str,
    baseline: str | None,
    metrics: tuple[str, ...],
    chances: tuple[str, ...],
    no_figures: bool,
) -> None:
    """Compare the responses of STUDY with a baseline; writes compare.csv, figures, report."""
    from marosim.study.study import open_study

    opened = open_study(study)
    comparison = opened.comparison(baseline)
    shown = [m for m in metrics if _known(m, comparison)] or key_metrics(comparison)
    questions = [_question(text) for text in chances]
    show(comparison, shown)
    for metric, above in questions:
        _show_chance(comparison, metric, above)
    show_path(write(comparison, figures=not no_figures))


def key_metrics(comparison: Any) -> list[str]:
    """The metrics a reader sees first, ethics beside benefit."""
    from marosim.study.compare import ETHICS, KEY_METRICS

    return [m for m in (*KEY_METRICS, *ETHICS) if m in comparison.metrics]


def write(comparison: Any, *, figures: bool = True) -> Path:
    """Write compare.csv, figures and report; returns what a user should open."""
    from marosim.record.whole import whole_file

    folder = comparison.study.folder
    with whole_file(folder / "compare.csv") as draft:
        comparison.table.to_csv(draft, index=False)
    if not figures:
        return folder / "compare.csv"
    from marosim.study.plots import save_figures
    from marosim.view.report import write_report

    save_figures(comparison, folder / "figures")
    return write_report(comparison, folder / "report.html")


def show(comparison: Any, metrics: list[str]) -> None:
    """Print the comparison and what a careful reader asks next."""
    from marosim.record.provenance import LIMITS
    from marosim.view.findings import Findings

    console, findings = wide_console(), Findings(comparison)
    if len(comparison.responses) <= TABLES_BY_RESPONSE:
        for response in comparison.responses:
            against = findings.words[comparison.baseline[response]]
            title = _("{option}, compared with {other}", option=findings.words[response],
                      other=against)  # fmt: skip
            pairs = [(response, metric) for metric in metrics]
            console.print(_table(comparison, findings.words, title, pairs, METRIC, console.width))
        if not comparison.responses:
            _show_means(comparison, findings.words, console, metrics)
    else:
        for metric in [m for m in FEW if m in metrics]:
            unit = f", {_unit(comparison, metric)}" if _unit(comparison, metric) else ""
            title = _else_equal(comparison, findings.words, f"{metric}{unit}")
            pairs = [(response, metric) for response in comparison.responses]
            console.print(_table(comparison, findings.words, title, pairs, RESPONSE, console.width))
    if findings.usable and findings.telling and comparison.responses:
        console.print(_narrowed(comparison, findings), style="dim")
    for line in (*findings.all(), *findings.never()):
        console.print(line, highlight=False)
    if findings.usable and findings.telling:
        _show_interactions(comparison, console, findings.metric)
    if findings.usable and comparison.responses:
        _show_variants(comparison, findings.words, console, findings.metric)
    if comparison.study.mixed:
        console.print(comparison.study.mixed, style="bold")
    console.print(_(LIMITS), style="italic")


def _unit(comparison: Any, metric: str) -> str:
    unit = str(comparison.table.attrs.get("units", {}).get(metric, ""))
    return "" if unit == "1" else _p("unit", unit)


def _else_equal(comparison: Any, words: dict[str, str], what: str) -> str:
    baselines = list(comparison.baselines)
    if len(baselines) > 1:
        return _("{subject}, compared with {other}, all else equal",
                 subject=what, other=comparison.against)  # fmt: skip
    return _("{subject}, compared with {other}", subject=what, other=words[baselines[0]])


def _table(
    comparison: Any,
    words: dict[str, str],
    title: str,
    pairs: list[tuple[str, str]],
    first: str,
    width: int,
) -> Any:
    """One row a pair of response and metric; narrow terminals get the columns that matter most."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from marosim.view.report_tables import row as texts_of

    rows = comparison.table.set_index(["response", "metric"], drop=False)
    table = Table(
        title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD,
        padding=(0, 1 if width >= WIDE else 0), pad_edge=False,
    )  # fmt: skip
    table.add_column(_p("heading", first), overflow="fold", no_wrap=first == METRIC)
    columns = ("baseline", "mean", "difference", "interval")
    shown = columns if width >= MIDDLE else ("baseline", "difference", "interval")
    for name in shown:
        table.add_column(_p("heading", HEADINGS[name]), justify="right", no_wrap=True)
    for response, metric in pairs:
        if (response, metric) not in rows.index:
            continue
        texts = texts_of(comparison, words, rows.loc[(response, metric)])
        style = "bold" if texts["sure"] else ""
        label = f"{metric}, US$" if texts["unit"] == "US$" else metric
        cells = [label if first == METRIC else words[response], *(texts[n] for n in shown)]
        table.add_row(*cells, style=style)
    return table


def _narrowed(comparison: Any, findings: Any) -> str:
    """How much common random numbers narrowed the intervals."""
    from marosim.languages.formats import digits

    factors = [
        _("{times} times narrower for {option}", times=digits(f"{f:.1f}"), option=findings.words[r])
        for r in comparison.responses
        if 1 < (f := comparison.narrowing(r, findings.metric)) < float("inf")
    ]
    if not factors:
        return _("Using the same random numbers made no interval of {metric} narrower.",
                 metric=findings.metric)  # fmt: skip
    return _(
        "Using the same random numbers for every response made the interval of {metric} {factors}.",
        metric=findings.metric, factors=_p("comma", ", ").join(factors[:TABLES_BY_RESPONSE]),
    )  # fmt: skip


def _show_means(comparison: Any, words: dict[str, str], console: Any, metrics: list[str]) -> None:
    """Means of responses of which none is compared with another."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from marosim.languages.formats import number as said
    from marosim.view import names

    title = _("mean of the runs")
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    labels = comparison.study.responses
    table.add_column(_p("heading", "metric"))
    for label in labels:
        table.add_column(words[label], justify="right")
    for metric in metrics:
        means = [comparison.values(label, metric).mean() for label in labels]
        table.add_row(metric, *(said(mean, names.about(metric).unit) for mean in means))
    console.print(table)


def _show_interactions(comparison: Any, console: Any, metric: str) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from marosim.languages.formats import interval
    from marosim.languages.formats import number as said
    from marosim.view import names

    found = comparison.interactions(metric)
    if found.empty:
        return
    keys, unit = comparison.study.swept, names.about(metric).unit
    table = Table(
        title=_("{metric}: what each combination adds to the sum of its parts", metric=metric),
        title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False,
    )  # fmt: skip
    for key in keys:
        table.add_column(key)
    for heading in (HEADINGS["mean"], NP_("heading", "adds"), HEADINGS["interval"]):
        table.add_column(_p("heading", heading), justify="right")
    for row in found.head(24).to_dict("records"):
        low, high = row["interaction_low"], row["interaction_high"]
        mean = said(row["mean"], unit, (row["high"] - row["low"]) / 2)
        adds = said(row["interaction"], unit, (high - low) / 2)
        parts = [str(row[key]) for key in keys]
        table.add_row(*parts, mean, adds, interval(low, high, unit))
    console.print(table)


def _show_variants(comparison: Any, titles: dict[str, str], console: Any, metric: str) -> None:
    """Differences under each variant of the rules that was drawn, and what survives."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from marosim.languages.formats import interval
    from marosim.languages.formats import number as said
    from marosim.study.by_variant import by_variant, words
    from marosim.view import names, naming
    from marosim.view.wording import capital, lowered

    found = by_variant(comparison, metric)
    if found.empty:
        return
    unit = names.about(metric).unit
    table = Table(
        title=_("{metric}: difference under each variant of the rules", metric=metric),
        title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False,
    )  # fmt: skip
    for place, heading in enumerate(OF_VARIANTS):
        table.add_column(_p("heading", heading), justify="right" if place > 2 else "left")
    for row in found.to_dict("records"):
        low, high = row["low"], row["high"]
        change = said(row["difference"], unit, (high - low) / 2)
        table.add_row(row["setting"], row["variant"], titles[row["response"]], change,
                      interval(low, high, unit))  # fmt: skip
    console.print(table)
    for line in words(found, lowered(naming.metric(metric)), titles):
        console.print(capital(line), highlight=False)


def _show_chance(comparison: Any, metric: str, above: float) -> None:
    from marosim.languages.formats import percent
    from marosim.view import naming

    words = naming.responses(comparison.study.responses)
    for row in comparison.chance(metric, above).itertuples():
        click.echo(_(
            "chance that {metric} exceeds {number} under {option}: {share} ({low} to {high})",
            metric=metric, number=number(above), option=words[row.response],
            share=percent(row.chance), low=percent(row.low), high=percent(row.high),
        ))  # fmt: skip


def _known(metric: str, comparison: Any) -> bool:
    from marosim.study.faults import no_metric

    if metric not in comparison.metrics:
        raise no_metric(metric, comparison.metrics)
    return True


def _question(text: str) -> tuple[str, float]:
    metric, _sign, value = text.partition(">")
    try:
        return metric.strip(), float(value)
    except ValueError:
        raise click.UsageError(
            _("--chance {text}: expected metric>number", text=repr(text))
        ) from None
