"""``marosim bench``: speed, memory and scaling."""

from __future__ import annotations

import click
import pandas as pd

from marosim.cli.arguments import OVERRIDES, PASS_ON, number, show_path, split, wide_console


@click.command("bench", context_settings=PASS_ON)
@click.option("--quick", is_flag=True, help="without what takes minutes")
@OVERRIDES
def command(quick: bool, overrides: tuple[str, ...]) -> None:
    """Measure this machine; writes bench.csv. Own keys: output_dir, overwrite."""
    from rich.table import Table

    from marosim.core.setting import SettingError
    from marosim.record.claim import results_folder
    from marosim.study.bench import bench

    own, rest = split(overrides, ("output_dir", "overwrite"))
    if rest:
        raise SettingError(f"{rest[0]}: bench takes only output_dir and overwrite")
    folder = results_folder(
        own.get("output_dir"),
        "bench.csv",
        "bench",
        ["--quick"] * quick,
        overwrite=own.get("overwrite") is True,
    )
    found = bench(folder, quick=quick)
    table = Table()
    for heading in found.columns:
        left = heading in ("name", "unit", "peer")
        table.add_column(heading, justify="left" if left else "right")
    for row in found.itertuples(index=False):
        table.add_row(*(_shown(value) for value in row))
    wide_console().print(table)
    show_path(folder / "bench.csv")


def _shown(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if pd.isna(value) else number(float(value))  # type: ignore[call-overload,arg-type]
