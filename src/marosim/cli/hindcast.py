"""``marosim hindcast``: a case against what came after its cutoff."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from marosim.cli.arguments import OVERRIDES, PASS_ON, number, show_path, wide_console
from marosim.cli.bar import counting
from marosim.languages import NP_, _, _n, _p

if TYPE_CHECKING:
    import pandas as pd

    from marosim.study.hindcast import Hindcast

REPLICATIONS = 20
NO_ERROR = 1e-6  # of a forecast that says what came
MANY = 9.0  # shares of an error from which it is told in times
FORECASTS = (
    NP_("simple forecast", "nobody killed"),
    NP_("simple forecast", "constant rate of the early months"),
    NP_("simple forecast", "the last early month goes on"),
    NP_("simple forecast", "other cases per person at risk"),
)  # of marosim.evidence.months
HEADINGS = (
    NP_("heading", "held out"), NP_("heading", "recorded"), NP_("heading", "runs"),
    NP_("heading", "low"), NP_("heading", "high"),
)  # fmt: skip


@click.command("hindcast", context_settings=PASS_ON)
@click.argument("case")
@OVERRIDES
def command(case: str, overrides: tuple[str, ...]) -> None:
    """Score a case of your own data on what came after its cutoff, beside simple baselines.

    Nothing is fitted. Settings are drawn as studies draw them (uncertainty=). Writes
    hindcast.csv (scores), record.csv (every held-out row) and hindcast.png. Own keys:
    replications (20), workers, uncertainty, output_dir.
    """
    from rich.table import Table

    from marosim.record.claim import results_folder
    from marosim.record.provenance import LIMITS
    from marosim.study.compose import compose
    from marosim.study.hindcast import FIGURE, TABLE, hindcast
    from marosim.study.uncertainty import resolved
    from marosim.view.robustness import of_drawing

    composed = compose([f"scenario={case}", *overrides])
    study = composed.study
    asked = any(word.startswith("replications=") for word in overrides)
    typed = [case, *overrides]
    folder = results_folder(study.output_dir, TABLE, "hindcast", typed, overwrite=study.overwrite)
    with counting(_("runs")) as progress:
        found = hindcast(
            composed,
            folder,
            study.replication_count() if asked else REPLICATIONS,
            study.workers,
            progress,
        )
    console = wide_console()
    title = _("{case}: after the cutoff", case=_p("case", composed.case.title))
    table = Table(title=title, title_justify="left")
    for place, heading in enumerate(HEADINGS):
        table.add_column(_p("heading", heading), justify="right" if place else "left")
    for row in found.record.to_dict("records"):
        figures = [row[name] for name in ("value", "simulated", "simulated_low", "simulated_high")]
        table.add_row(label(row), *map(number, figures))
    console.print(table)
    for line in verdict(found):
        console.print(line)
    places = composed.case.places
    columns = [f"people_{community.name}" for community in composed.case.communities]
    towns = places.loc[places["kind"] == "town", columns]
    console.print(grain(composed.settings.population, towns))
    console.print(of_drawing([resolved(study), study.spread]))
    console.print(_(LIMITS), style="italic")
    click.echo(str(folder / FIGURE))
    show_path(folder / TABLE)


def label(row: dict[str, Any]) -> str:
    """What a row of the record counts, where and when."""
    from marosim.view import names

    what = _p("metric", names.title(row["metric"]))
    if row["how"] == "share":
        what = _("{metric}, share of the country's", metric=what)
    if row["place"]:
        what = _("{metric} in {place}", metric=what, place=row["place"].removeprefix("region:"))
    begin, end = str(row["date_from"]), str(row["date_to"])
    if end == begin:
        return f"{what}, {begin}"
    return _("{metric}, {begin} to {end}", metric=what, begin=begin, end=end)


def verdict(found: Hindcast) -> list[str]:
    """Whether the runs are better than the best simple forecast, in plain sentences."""
    scored = found.scored
    if scored is None:
        return [_("Too few months after the cutoff to score: four or more are needed.")]
    skill = scored.skill
    months = _n("{count} month", "{count} months", scored.months)
    count = _n("{count} run", "{count} runs", scored.runs)
    size = f"{months}, {count}"
    best = _p("quoted", "'{words}'", words=_p("simple forecast", skill.baseline))
    recorded, runs = found.late["value"].sum(), found.late["simulated"].sum()
    if skill.scores[skill.baseline] < NO_ERROR:
        return [_(
            "Deaths by month: the best simple forecast, {forecast}, has no error, so that no share "
            "of it can be told. Recorded are {recorded} civilians killed, the runs gave {runs} "
            "({size}).",
            forecast=best, recorded=number(round(recorded)), runs=number(round(runs)), size=size,
        )]  # fmt: skip
    lines = [_(
        "Deaths by month: the error of the runs is {error} than that of the best simple forecast, "
        "{forecast} (95 % interval: {low} to {high}; {size}).",
        error=_size(skill.skill), forecast=best, low=_size(skill.high), high=_size(skill.low),
        size=size,
    )]  # fmt: skip
    if skill.low <= 0:
        lines.append(_("The runs are not shown to be better than this forecast."))
    return lines


def _size(skill: float) -> str:
    """How much larger or smaller an error is, as a reader says it."""
    from marosim.languages.formats import whole

    if skill < -MANY:
        return _("{times} times larger", times=number(round(-skill)))
    share = whole(round(100 * abs(skill)))
    if skill >= 0:
        return _p("of an error", "{share}% smaller", share=share)
    return _p("of an error", "{share}% larger", share=share)


def grain(population: Any, people: pd.DataFrame) -> str:
    """How many people one agent stands for, and whether agents reach everywhere.

    ``people`` has a row for each town and a column for each community.
    """
    total, lived = float(people.sum().sum()), int((people >= 0.5).sum().sum())
    agents = population.agents
    if population.persons_per_agent is not None:
        agents = round(total / population.persons_per_agent)
    people_each = round(max(total / max(agents, 1), 1.0))
    if agents >= lived:
        return _("One agent stands for {people} people on average, and every community has some "
                 "wherever it lives.", people=people_each)  # fmt: skip
    wanted = math.ceil(lived / 1000) * 1000
    return _(
        "One agent stands for {people} people on average. There are more towns and communities "
        "({lived}) than agents, so that some have nobody in the runs; {cure} reaches all.",
        people=people_each, lived=lived, cure=f"population.agents={wanted}",
    )  # fmt: skip
