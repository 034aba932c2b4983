"""``marosim verify``: does a study come out the same when it is computed again?"""

from __future__ import annotations

import click

from marosim.cli.arguments import OVERRIDES, split
from marosim.languages import _, _n
from marosim.languages.faults import above

SAMPLE = 3


@click.command("verify")
@click.argument("study", type=click.Path())
@OVERRIDES
def command(study: str, overrides: tuple[str, ...]) -> int:
    """Compute runs of STUDY again and compare their tables, value by value.

    Own keys: sample=N runs drawn at random (or sample=all), seed of the drawing. Ends with 1
    if a run comes out otherwise.
    """
    from marosim.core.setting import SettingError
    from marosim.study.study import open_study
    from marosim.study.verify import sample_of, verify

    own, rest = split(overrides, ("sample", "seed"))
    if rest:
        raise SettingError(_("{word}: verify takes only sample and seed", word=rest[0]))
    seed = own.get("seed", 1)
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise SettingError(above(f"seed={seed}", -1))
    opened = open_study(study)
    numbers = sample_of(opened, own.get("sample", SAMPLE), seed)
    total = len(opened.runs)
    different = 0
    for checked in verify(opened, numbers):
        different += bool(checked.fault)
        said = (
            _("differs: {fault}", fault=checked.fault)
            if checked.fault
            else _("the same to the last bit")
        )
        recorded = (
            _(" (recorded: {names})", names=", ".join(checked.origin)) if checked.origin else ""
        )
        where = _(
            "run {run}, {response}, replication {replication}",
            run=str(checked.run),
            response=checked.response,
            replication=str(checked.replication),
        )
        click.echo(f"{where}: {said}{recorded}")
    if opened.mixed:
        click.echo(opened.mixed)
    if different:
        click.echo(
            _n(
                "{count} of {all} runs comes out otherwise here.",
                "{count} of {all} runs come out otherwise here.",
                different,
                all=len(numbers),
            )
        )
        return 1
    click.echo(
        _n(
            "The {count} run computed again is the same ({total} in the study).",
            "All {count} runs computed again are the same ({total} in the study).",
            len(numbers),
            total=total,
        )
    )
    return 0
