"""``marosim validate``: the model against observed figures and published effects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from marosim.cli.arguments import OVERRIDES, PASS_ON, need, number, show_path, split, wide_console
from marosim.cli.bar import counting
from marosim.cli.calibrate import scenarios
from marosim.cli.told import told
from marosim.languages import NP_, _, _p
from marosim.languages.faults import one_of

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

LINES: dict[str, Literal["left", "right"]] = {
    NP_("heading", "id"): "left", NP_("heading", "target"): "left",
    NP_("heading", "published"): "right", NP_("heading", "accepted"): "right",
    NP_("heading", "simulated"): "right", NP_("heading", "interval"): "right",
    NP_("heading", "label"): "left", NP_("heading", "verdict"): "left",
}  # fmt: skip
FACE = (NP_("heading", "case"), NP_("heading", "metric"), NP_("heading", "finding"),
        NP_("heading", "detail"))  # fmt: skip
CAMPS = (
    NP_("heading", "case"), NP_("heading", "rule"), NP_("heading", "rescaled"),
    NP_("heading", "range"), NP_("heading", "not rescaled"), NP_("heading", "range"),
)  # fmt: skip


@click.command("validate", context_settings=PASS_ON)
@click.option("--quick", is_flag=True, help="smaller experiments, fewer replications")
@OVERRIDES
def command(quick: bool, overrides: tuple[str, ...]) -> None:
    """Print what the model gives beside what is known; writes validation.csv and figures.

    With scenario=A,B the cases are compared with their own record; without, all cases that
    have one, and the published effects of peacekeeping. Own keys: scenario, size
    (quick|default|long, of the experiments on published effects), replications, workers,
    uncertainty, output_dir. Bands hold what is not known of the settings beside chance, unless
    uncertainty=none.
    """
    import pandas as pd

    from marosim.core.setting import SettingError
    from marosim.evidence.page import parts, summary
    from marosim.record.claim import results_folder
    from marosim.record.provenance import LIMITS
    from marosim.study.compose import compose
    from marosim.study.uncertainty import resolved
    from marosim.study.validation import DISPLACEMENT, SIZES, cases_with_record, validate
    from marosim.view.robustness import of_drawing

    own, rest = split(overrides, ("size",))
    named = any(word.startswith("scenario=") for word in rest)
    names, rest = scenarios(rest)
    if not named:
        need("statsmodels", "calibration")
        names = cases_with_record()
    size = str(own.get("size", "quick" if quick else "default"))
    if size not in SIZES:
        raise SettingError(one_of(f"size={size}", SIZES))
    asked = any(word.startswith("replications=") for word in rest)
    cases = [compose([*rest, f"scenario={name}"]) for name in names]
    study = cases[0].study
    typed = ["--quick"] * quick + list(overrides)
    folder = results_folder(
        study.output_dir, "validation.csv", "validate", typed, overwrite=study.overwrite
    )
    with counting(_("runs")) as progress:
        found = validate(
            cases,
            folder,
            published=not named,
            size=size,
            replications=study.replication_count() if asked else SIZES[size],
            workers=study.workers,
            progress=progress,
        )
    console = wide_console()
    for title, page in parts(found):
        console.print(_lines(title, page))
    if (folder / "face.csv").is_file():
        console.print(_face(pd.read_csv(folder / "face.csv")))
    if (folder / DISPLACEMENT).is_file():
        console.print(_displacement(pd.read_csv(folder / DISPLACEMENT)))
    for line in (*map(told, summary(found)), of_drawing([resolved(study), study.spread])):
        console.print(line)
    console.print(_(LIMITS), style="italic")
    show_path(folder / "validation.csv")


def _lines(title: str, found: pd.DataFrame) -> Table:
    """Lines of validation.csv as a table of the terminal."""
    from rich.table import Table

    table = Table(title=told(title), title_justify="left")
    for heading, side in LINES.items():
        table.add_column(_p("heading", heading), justify=side)
    for row in found.itertuples():
        published = row.published
        table.add_row(
            str(row.id),
            told(str(row.target)),
            number(published) if isinstance(published, float) else told(str(published)),
            _p(
                "interval",
                "{low} to {high}",
                low=number(row.accept_low),
                high=number(row.accept_high),
            ),
            number(row.simulated),
            _p("interval", "{low} to {high}", low=number(row.low), high=number(row.high)),
            told(str(row.label)),
            told(str(row.verdict)),
        )
    return table


def _face(found: pd.DataFrame) -> Table:
    """What looks wrong at first sight, by case."""
    from rich.table import Table

    table = Table(title=_("Metrics that are constant, undefined without a mission, or far off"))
    for heading in FACE:
        table.add_column(_p("heading", heading))
    for row in found.itertuples():
        table.add_row(str(row.case), str(row.metric), told(str(row.finding)), told(str(row.detail)))
    return table


def _displacement(errors: pd.DataFrame) -> Table:
    """Averaged relative differences to camp counts, with their range over seeds."""
    from rich.table import Table

    from marosim.languages.formats import digits

    title = _("averaged relative difference to camp counts (0 is perfect), as Flee defines it")
    table = Table(title=title, title_justify="left")
    for place, heading in enumerate(CAMPS):
        table.add_column(_p("heading", heading), justify="right" if place > 1 else "left")
    for row in errors.itertuples():
        cells = [str(row.case), str(row.rule)]
        for measure in ("rescaled", "not_rescaled"):
            value, low, high = (getattr(row, measure + end) for end in ("", "_low", "_high"))
            known = value == value
            cells.append(digits(f"{value:.3f}") if known else "")
            span = {"low": digits(f"{low:.3f}"), "high": digits(f"{high:.3f}")}
            cells.append(_p("interval", "{low} to {high}", **span) if known and high > low else "")
        table.add_row(*cells)
    return table
