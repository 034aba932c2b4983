"""``marosim hindcast``: a case against what came after its cutoff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from marosim.cli.arguments import OVERRIDES, PASS_ON, number, show_path, wide_console
from marosim.cli.bar import counting

if TYPE_CHECKING:
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
        where = f" in {row['place']}" if row["place"] else ""
        figures = [row[name] for name in ("value", "simulated", "simulated_low", "simulated_high")]
        label = f"{row['metric']}{where}, {row['date_from']} to {row['date_to']}"
        table.add_row(label, *map(number, figures))
    console.print(table)
    for line in verdict(found):
        console.print(line)
    people = float(composed.case.places["population"].sum())
    console.print(grain(found, composed.settings.population, people))
    console.print(sentence([resolved(study), study.spread]))
    console.print(LIMITS, style="italic")
    click.echo(str(folder / FIGURE))
    show_path(folder / TABLE)


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
        f"Deaths by month: the error of the runs is {_than(skill.skill)} that of the best simple "
        f"forecast, {skill.baseline!r} (95 % interval: {_than(skill.high)} to "
        f"{_than(skill.low)} it; {size})."
    ]
    if skill.low <= 0:
        lines.append("The runs are not shown to be better than this forecast.")
    return lines


def _than(skill: float) -> str:
    """A share of the error that is saved, as a reader says it."""
    if skill < -MANY:
        return f"{1 - skill:,.0f} times"
    return f"{abs(skill):.0%} {'smaller' if skill >= 0 else 'larger'} than"


def grain(found: Hindcast, population: Any, people: float) -> str:
    """How many agents the deaths of the runs are, and with how many they would be enough."""
    from marosim.study.resolution import ENOUGH, MOST_AGENTS

    each = population.persons_per_agent or max(people / population.agents, 1.0)
    killed = float(found.late["simulated"].sum())
    told = f"One agent stands for {each:,.0f} people"
    if killed >= ENOUGH * each:
        return f"{told}; the runs' {killed:,.0f} civilians killed are {killed / each:,.0f} agents."
    if killed < 1:
        return f"{told}; the runs killed hardly anybody, so that months cannot be compared."
    wanted = people * ENOUGH / killed
    cure = (
        f"population.agents={round(wanted, -3):,.0f} would make them {ENOUGH}".replace(",", "_")
        if wanted <= min(people, MOST_AGENTS)
        else f"no number of agents makes them {ENOUGH}"
    )
    return (
        f"{told}; the runs' {killed:,.0f} civilians killed are {killed / each:,.1f} agents, so "
        f"that months and places are coarse ({cure})."
    )
