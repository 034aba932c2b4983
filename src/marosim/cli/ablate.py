"""``marosim ablate``: each mechanism switched off alone."""

from __future__ import annotations

import click

from marosim.cli.arguments import OVERRIDES, PASS_ON, number, show_path, split, wide_console
from marosim.cli.bar import counting


@click.command("ablate", context_settings=PASS_ON)
@click.option("--quick", is_flag=True, help="fewer replications, for a class")
@OVERRIDES
def command(quick: bool, overrides: tuple[str, ...]) -> None:
    """Each mechanism off against on, with the same random numbers; writes ablation.csv.

    Own keys: scenario, mechanisms=[C1,D2], replications, workers, output_dir.
    """
    from rich.table import Table

    from marosim.record.claim import results_folder
    from marosim.settings.base import SettingError
    from marosim.study.ablation import ablate, mechanisms_to_ablate
    from marosim.view.style import LIMITS

    keys = ("scenario", "mechanisms", "replications", "workers", "output_dir", "overwrite")
    own, rest = split(overrides, keys)
    wanted = own.get("mechanisms") or []
    wanted = [str(name) for name in (wanted if isinstance(wanted, list) else [wanted])]
    try:
        mechanisms_to_ablate(wanted)
    except ValueError as error:
        raise SettingError(str(error)) from None
    replications = own.get("replications", "quick" if quick else "default")
    if not (isinstance(replications, int) and replications > 1) and replications not in (
        "quick",
        "default",
        "long",
    ):
        raise SettingError(f"replications={replications}: expected a whole number above 1")
    folder = results_folder(
        own.get("output_dir"),
        "ablation.csv",
        "ablate",
        ["--quick"] * quick + list(overrides),
        overwrite=own.get("overwrite") is True,
    )
    with counting("runs") as progress:
        found = ablate(
            scenario=own.get("scenario"),
            mechanisms=wanted,
            replications=replications,
            overrides=rest,
            workers=own.get("workers"),
            progress=progress,
            folder=folder,
        )
    table = Table(
        title="Each mechanism off against on (or low against high), paired",
        caption="An interval leaves out what it estimates in 5 % of cases, also where an unclear "
        f"sign had a second look at more replications. {LIMITS}",
    )
    for heading in ("id", "mechanism", "scenario", "outcome", "effect", "interval"):
        right = heading in ("effect", "interval")
        table.add_column(heading, justify="right" if right else "left")
    table.add_column("expected")
    table.add_column("agrees")
    for row in found.itertuples():
        table.add_row(
            row.id,
            row.mechanism,
            row.scenario,
            row.outcome,
            number(row.effect),
            f"{number(row.low)} to {number(row.high)}",
            row.expected,
            row.agrees,
        )
    wide_console().print(table)
    show_path(folder / "ablation.csv")
