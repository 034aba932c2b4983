"""``marosim demo``: the main job from runs to report."""

from __future__ import annotations

from pathlib import Path

import click

from marosim.cli.arguments import OVERRIDES, PASS_ON, show_path


@click.command("demo", context_settings=PASS_ON)
@OVERRIDES
def command(overrides: tuple[str, ...]) -> None:
    """Rwanda 1994 under three responses: progress, table, figures, report."""
    from marosim.cli.compare import key_metrics, show, write
    from marosim.record.claim import default_folder
    from marosim.study.progress import ConsoleProgress
    from marosim.study.sweep import sweep

    words = ["experiment=rwanda_three_responses", *overrides]
    named = any(word.startswith("output_dir=") for word in overrides)
    folder = None if named else Path(default_folder("demo"))
    study = sweep(words, folder=folder, progress=ConsoleProgress())
    comparison = study.comparison()
    show(comparison, key_metrics(comparison))
    show_path(write(comparison).resolve())
