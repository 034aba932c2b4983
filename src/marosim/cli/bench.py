"""``marosim bench``: speed, memory and scaling."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pandas as pd

from marosim.cli.arguments import OVERRIDES, PASS_ON, number, show_path, split, wide_console
from marosim.cli.told import told
from marosim.languages import NP_, _, _p

HEADINGS = (
    NP_("heading", "name"), NP_("heading", "value"), NP_("heading", "unit"),
    NP_("heading", "agents"), NP_("heading", "threads"), NP_("heading", "peer"),
    NP_("heading", "ratio"), NP_("heading", "grows"), NP_("heading", "size"),
    NP_("heading", "milliseconds"), NP_("heading", "case"),
)  # fmt: skip
"""Columns of both tables; they are told as they come."""


@click.command("bench", context_settings=PASS_ON)
@click.option("--quick", is_flag=True, help="without what takes minutes")
@click.option(
    "--publish",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="also write the page on speed and its picture there",
)
@OVERRIDES
def command(quick: bool, publish: Path | None, overrides: tuple[str, ...]) -> None:
    """Measure this machine; writes bench.csv and growth.csv. Own keys: output_dir, overwrite."""
    from marosim.core.setting import SettingError
    from marosim.record.claim import results_folder
    from marosim.study.bench import bench
    from marosim.study.bench_page import publish as written

    own, rest = split(overrides, ("output_dir", "overwrite"))
    if rest:
        raise SettingError(_("{word}: bench takes only output_dir and overwrite", word=rest[0]))
    folder = results_folder(
        own.get("output_dir"),
        "bench.csv",
        "bench",
        ["--quick"] * quick,
        overwrite=own.get("overwrite") is True,
    )
    found, grown = bench(folder, quick=quick)
    for rows in (found, grown):
        wide_console().print(_table(rows))
    show_path(written(found, grown, publish) if publish else folder / "bench.csv")


def _table(found: pd.DataFrame) -> Any:
    from rich.table import Table

    table = Table()
    for heading in found.columns:
        left = heading in ("name", "unit", "peer", "grows", "case")
        table.add_column(_p("heading", heading), justify="left" if left else "right")
    for row in found.itertuples(index=False):
        table.add_row(*(_shown(value) for value in row))
    return table


def _shown(value: object) -> str:
    if isinstance(value, str):
        return told(value)
    return "" if pd.isna(value) else number(float(value))  # type: ignore[call-overload,arg-type]
