"""``marosim hindcast``: a case against what came after its cutoff."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from marosim.cli.arguments import OVERRIDES, PASS_ON, number, show_path, wide_console
from marosim.cli.bar import counting

if TYPE_CHECKING:
    import pandas as pd

    from marosim.study.hindcast import Hindcast

REPLICATIONS = 20
NO_ERROR = 1e-6  # of a forecast that says what came
MANY = 9.0  # shares of an error from which it is told in times


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
    from marosim.study.uncertainty import resolved, sentence

    composed = compose([f"scenario={case}", *overrides])
    study = composed.study
    asked = any(word.startswith("replications=") for word in overrides)
    typed = [case, *overrides]
    folder = results_folder(study.output_dir, TABLE, "hindcast", typed, overwrite=study.overwrite)
    with counting("runs") as progress:
        found = hindcast(
            composed,
            folder,
            study.replication_count() if asked else REPLICATIONS,
            study.workers,
            progress,
        )
    console = wide_console()
    table = Table(title=f"{composed.case.title}: after the cutoff", title_justify="left")
    for heading in ("held out", "recorded", "runs", "low", "high"):
        table.add_column(heading, justify="left" if heading == "held out" else "right")
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
    console.print(sentence([resolved(study), study.spread]))
    console.print(LIMITS, style="italic")
    click.echo(str(folder / FIGURE))
    show_path(folder / TABLE)


def label(row: dict[str, Any]) -> str:
    """What a row of the record counts, where and when."""
    from marosim.view import names

    what = names.title(row["metric"])
    if row["how"] == "share":
        what += ", share of the country's"
    where = f" in {row['place'].removeprefix('region:')}" if row["place"] else ""
    begin, end = str(row["date_from"]), str(row["date_to"])
    return f"{what}{where}, {begin}" + (f" to {end}" if end != begin else "")


def verdict(found: Hindcast) -> list[str]:
    """Whether the runs are better than the best simple forecast, in plain sentences."""
    scored = found.scored
    if scored is None:
        return ["Too few months after the cutoff to score: four or more are needed."]
    skill = scored.skill
    size = f"{scored.months} months, {scored.runs} runs"
    recorded, runs = found.late["value"].sum(), found.late["simulated"].sum()
    if skill.scores[skill.baseline] < NO_ERROR:
        return [
            f"Deaths by month: the best simple forecast, {skill.baseline!r}, has no error, so that "
            f"no share of it can be told. Recorded are {recorded:,.0f} civilians killed, the runs "
            f"gave {runs:,.0f} ({size})."
        ]
    lines = [
        f"Deaths by month: the error of the runs is {_size(skill.skill)} than that of the best "
        f"simple forecast, {skill.baseline!r} (95 % interval: {_size(skill.high)} to "
        f"{_size(skill.low)}; {size})."
    ]
    if skill.low <= 0:
        lines.append("The runs are not shown to be better than this forecast.")
    return lines


def _size(skill: float) -> str:
    """How much larger or smaller an error is, as a reader says it."""
    if skill < -MANY:
        return f"{-skill:,.0f} times larger"
    return f"{abs(skill):.0%} {'smaller' if skill >= 0 else 'larger'}"


def grain(population: Any, people: pd.DataFrame) -> str:
    """How many people one agent stands for, and whether agents reach everywhere.

    ``people`` has a row for each town and a column for each community.
    """
    total, lived = float(people.sum().sum()), int((people >= 0.5).sum().sum())
    agents = population.agents
    if population.persons_per_agent is not None:
        agents = round(total / population.persons_per_agent)
    told = f"One agent stands for {max(total / max(agents, 1), 1.0):,.0f} people on average"
    if agents >= lived:
        return f"{told}, and every community has some wherever it lives."
    wanted = math.ceil(lived / 1000) * 1000
    return (
        f"{told}. There are more towns and communities ({lived:,}) than agents, so that some have "
        f"nobody in the runs; population.agents={wanted} reaches all."
    )
