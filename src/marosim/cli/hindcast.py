"""``marosim hindcast``: a case against what came after its cutoff."""

from __future__ import annotations

import click

from marosim.cli.arguments import OVERRIDES, PASS_ON, number, show_path, wide_console
from marosim.cli.bar import counting

REPLICATIONS = 20


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
    scored = found.scored
    if scored is None:
        console.print("Too few months after the cutoff to score: four or more are needed.")
    else:
        skill = scored.skill
        console.print(
            f"Deaths by month: the error of the runs is {_than(skill.skill)} than that of the best "
            f"simple forecast, {skill.baseline!r} (95 % interval: {_than(skill.high)} to "
            f"{_than(skill.low)}; {scored.months} months, {scored.runs} runs)."
        )
        if skill.low <= 0:
            console.print("The runs are not shown to be better than this forecast.")
    console.print(sentence([resolved(study), study.spread]))
    console.print(LIMITS, style="italic")
    click.echo(str(folder / FIGURE))
    show_path(folder / TABLE)


def _than(skill: float) -> str:
    """A share of the error that is saved, as a reader says it."""
    return f"{abs(skill):.0%} {'smaller' if skill >= 0 else 'larger'}"
