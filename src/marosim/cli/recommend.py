"""``marosim recommend``: the options of a study that do best within limits."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import click

from marosim.cli.arguments import PASS_ON, show_path
from marosim.languages import _

EXAMPLE = "marosim recommend STUDY budget_usd=500e6 troops=10000 consent=0.4 days=60"


@click.command("recommend", context_settings=PASS_ON)
@click.argument("study", type=click.Path())
@click.argument("limits", nargs=-1, metavar="[budget_usd=…] [troops=…] [consent=…] [days=…]")
def command(study: str, limits: tuple[str, ...]) -> None:
    """Which options of STUDY do best within limits: on average, at worst, by regret.

    \b
    budget_usd  most that an option may cost on average, in US dollars
    troops      most troops at their peak
    consent     least consent of the host at the end, from 0 to 1
    days        most days from the mandate to the first unit
    """
    import pandas as pd

    from marosim.brief.advice import Advice, limit
    from marosim.brief.advice_words import Words, headed
    from marosim.brief.verdicts import Verdicts
    from marosim.record.provenance import LIMITS as SENTENCE
    from marosim.record.whole import whole_file
    from marosim.study.study import open_study
    from marosim.view import naming

    given = [limit(name, value) for name, value in _limits(limits).items()]
    opened = open_study(study)
    verdicts = Verdicts(opened.comparison())
    tables, folder = [], opened.folder
    for number, (shared, family) in enumerate(verdicts.comparison.families.items()):
        advice = Advice(verdicts, family, given)
        for line in headed(naming.response(shared) if shared else "", Words(advice).all()):
            click.echo(line)
        tables.append(advice.table().assign(condition=shared))
        if advice.options:
            _draw(advice, folder / f"recommend{f'_{number + 1}' if number else ''}.png")
    if opened.mixed:
        click.echo(opened.mixed)
    click.echo(_("Only the options of this study are compared.") + " " + _(SENTENCE))
    with whole_file(folder / "recommend.csv") as draft:
        pd.concat(tables, ignore_index=True).to_csv(draft, index=False)
    show_path(folder / "recommend.csv")


def _limits(words: tuple[str, ...]) -> dict[str, float]:
    from marosim.brief.advice import LIMITS
    from marosim.core.setting import SettingError
    from marosim.languages.faults import nearest

    found: dict[str, float] = {}
    for word in words:
        name, _sign, text = word.partition("=")
        if name not in LIMITS:
            raise SettingError(
                _("recommend {word}: expected one of {known}{hint}; as in: {example}", word=word,
                  known=", ".join(f"{k}=…" for k in LIMITS), hint=nearest(name, LIMITS),
                  example=EXAMPLE)
            )  # fmt: skip
        try:
            value = float(text.replace("_", ""))
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or value < 0 or (name == "consent" and value > 1):
            raise SettingError(
                _("{word}: expected a number from 0 to 1, as in: {example}", word=word,
                  example=EXAMPLE) if name == "consent" else
                _("{word}: expected a number of 0 or more, as in: {example}", word=word,
                  example=EXAMPLE)
            )  # fmt: skip
        found[name] = value
    return found


def _draw(advice: Any, path: Path) -> None:
    from marosim.brief.advice_figure import figure
    from marosim.record.whole import whole_file

    with whole_file(path) as draft:
        figure(advice).savefig(draft, dpi=150, format="png")
