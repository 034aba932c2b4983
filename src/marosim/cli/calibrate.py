"""``marosim calibrate``: which values of shared settings agree with the record of cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from marosim.cli.arguments import OVERRIDES, PASS_ON, number, show_path, split, wide_console
from marosim.cli.bar import counting


@click.command("calibrate", context_settings=PASS_ON)
@OVERRIDES
def command(overrides: tuple[str, ...]) -> None:
    """Fit shared settings to the calibration rows of cases; writes posterior.csv and a figure.

    Several cases are fitted jointly: scenario=rwanda_1994,somalia_2007. Own keys: draws, keep
    (draws kept), factor (prior: value / factor to value × factor, within bounds),
    settings=[attacks.hazard,…], replications, workers, output_dir. Started again on the same
    output_dir it goes on where it stopped. uncertainty=posterior posterior=FILE uses the result.
    """
    from rich.table import Table

    from marosim.core.setting import SettingError
    from marosim.record.claim import default_folder
    from marosim.record.provenance import LIMITS
    from marosim.study.calibration import SETTINGS, calibrate
    from marosim.study.compose import compose

    own, rest = split(overrides, ("draws", "keep", "factor", "settings"))
    names, rest = scenarios(rest)
    cases = [compose([*rest, f"scenario={name}"]) for name in names]
    study = cases[0].study
    whole = {"draws": own.get("draws", 400), "keep": own.get("keep", 40)}
    for key, value in whole.items():
        if not isinstance(value, int) or value < 2:
            raise SettingError(f"{key}={value}: expected a whole number above 1")
    factor = own.get("factor", 4.0)
    if not isinstance(factor, (int, float)) or factor <= 1:
        raise SettingError(f"factor={factor}: expected a number above 1")
    wanted: Any = own.get("settings") or list(SETTINGS)
    folder = Path(study.output_dir or default_folder("calibration"))
    with counting("runs") as progress:
        found = calibrate(
            cases,
            folder,
            draws=whole["draws"],
            keep=whole["keep"],
            factor=float(factor),
            names=[str(n) for n in (wanted if isinstance(wanted, list) else [wanted])],
            replications=study.replication_count(),
            seed=cases[0].settings.seed,
            workers=study.workers,
            progress=progress,
        )
    table = Table(title=f"Posterior of shared settings: {', '.join(names)}", title_justify="left")
    table.add_column("setting")
    for heading in ("prior", "median", "90 % interval"):
        table.add_column(heading, justify="right")
    for prior in found.prior:
        low, middle, high = found.posterior[prior.name].quantile([0.05, 0.5, 0.95])
        table.add_row(
            prior.name,
            f"{number(prior.low)} to {number(prior.high)}",
            number(middle),
            f"{number(low)} to {number(high)}",
        )
    console = wide_console()
    console.print(table)
    console.print(found.remark)
    console.print(LIMITS, style="italic")
    show_path(folder / "posterior.csv")


def scenarios(overrides: list[str]) -> tuple[list[str], list[str]]:
    """The cases named by ``scenario=A,B`` (the default one without), and what remains."""
    from marosim.study.options import StudyOptions

    named = [word for word in overrides if word.startswith("scenario=")]
    rest = [word for word in overrides if not word.startswith("scenario=")]
    if not named:
        return [StudyOptions().scenario], rest
    return list(dict.fromkeys(named[-1].partition("=")[2].strip("[]").split(","))), rest
