"""``marosim sweep``: the same as ``marosim run -m``."""

from __future__ import annotations

import click

from marosim.cli.arguments import OVERRIDES, PASS_ON
from marosim.cli.run import study


@click.command("sweep", context_settings=PASS_ON)
@click.option("--mix", is_flag=True, help="go on with a study of other code or versions")
@OVERRIDES
def command(mix: bool, overrides: tuple[str, ...]) -> None:
    """Run every combination of settings × replications; see ``marosim run -m``."""
    from marosim.study.hydra_words import as_typed

    study((*as_typed(overrides), *("mix=true",) * mix))
