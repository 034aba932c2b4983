"""``marosim ablate``: each mechanism switched off alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from marosim.cli.arguments import OVERRIDES, PASS_ON, need, number, show_path, split, wide_console
from marosim.cli.bar import counting
from marosim.cli.told import told
from marosim.languages import N_, NP_, _, _p
from marosim.languages.faults import above, one_of

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

NEAR = (
    NP_("heading", "id"), NP_("heading", "mechanism"), NP_("heading", "scenario"),
    NP_("heading", "outcome"), NP_("heading", "effect"), NP_("heading", "interval"),
)  # fmt: skip
READ = N_(
    "Effects that matter are log ratios over cases and conflicts (-0.1: ten per cent fewer). An "
    "unclear one is likely to be smaller than the detectable; power is the chance that this many "
    "runs show a change by a fifth. What hardly matters stays within a tenth with its whole "
    "interval."
)
FAR = (NP_("heading", "detectable"), NP_("heading", "power"), NP_("heading", "finding"))


@click.command("ablate", context_settings=PASS_ON)
@click.option("--quick", is_flag=True, help="fewer replications, for a class")
@OVERRIDES
def command(quick: bool, overrides: tuple[str, ...]) -> None:
    """Each mechanism off against on, with the same random numbers; writes ablation.csv.

    Two tables: whether it acts, in the case where it is at home, and whether it matters, over
    several cases and made-up conflicts. With scenario=NAME only the first. Own keys: scenario,
    mechanisms=[C1,D2], size (quick|default|long), replications, workers, output_dir.
    """
    import pandas as pd

    from marosim.core.setting import SettingError
    from marosim.record.claim import results_folder
    from marosim.record.whole import whole_file
    from marosim.study.ablation import ablate, mechanisms_to_ablate
    from marosim.study.ablation_matters import SIZES, matters
    from marosim.view.style import LIMITS

    keys = ("size", "scenario", "mechanisms", "replications", "workers", "output_dir", "overwrite")
    own, rest = split(overrides, keys)
    wanted = own.get("mechanisms") or []
    wanted = [str(name) for name in (wanted if isinstance(wanted, list) else [wanted])]
    for name in wanted:
        try:
            mechanisms_to_ablate([name])
        except ValueError:
            raise SettingError(
                _("mechanisms={name}: the model has no such mechanism; {help} lists them",
                  name=name, help="marosim describe --brief")
            ) from None  # fmt: skip
    size = str(own.get("size", "quick" if quick else "default"))
    if size not in SIZES:
        raise SettingError(one_of(f"size={size}", SIZES))
    replications = own.get("replications", size)
    if not (isinstance(replications, int) and replications > 1) and replications not in (
        "quick",
        "default",
        "long",
    ):
        raise SettingError(above(f"replications={replications}", 1))
    if own.get("scenario") is None:
        need("statsmodels", "calibration")
    folder = results_folder(
        own.get("output_dir"),
        "ablation.csv",
        "ablate",
        ["--quick"] * quick + list(overrides),
        overwrite=own.get("overwrite") is True,
    )
    with counting(_("runs")) as progress:
        found = ablate(
            scenario=own.get("scenario"),
            mechanisms=wanted,
            replications=replications,
            overrides=rest,
            workers=own.get("workers"),
            progress=progress,
            folder=folder,
        )
    console = wide_console()
    console.print(_table(_("Does it act: the first thing that each mechanism moves, off against "
                           "on"), found))  # fmt: skip
    if "scenario" not in own:
        # one case cannot say whether a mechanism matters
        with counting(_("runs")) as progress:
            far = matters(size, wanted, rest, own.get("workers"), progress)
        found = pd.concat([found, far], ignore_index=True)
        if len(far):
            console.print(_table(_("Does it matter: the outcome that people care about"), far))
            console.print(_(READ))
        with whole_file(folder / "ablation.csv") as path:
            found.to_csv(path, index=False)
    said = _("An interval leaves out what it estimates in 5 % of cases.")
    console.print(f"{said} {_(LIMITS)}", style="italic")
    show_path(folder / "ablation.csv")


def _table(title: str, found: pd.DataFrame) -> Table:
    """Rows of ablation.csv as a table of the terminal."""
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    far = "finding" in found
    for heading in NEAR:
        right = heading in ("effect", "interval")
        table.add_column(_p("heading", heading), justify="right" if right else "left")
    table.add_column(_p("heading", "expected"))
    table.add_column(_p("heading", "agrees"))
    for heading in FAR if far else ():
        left = heading == "finding"
        table.add_column(_p("heading", heading), justify="left" if left else "right")
    for row in found.itertuples():
        span = _p("interval", "{low} to {high}", low=number(row.low), high=number(row.high))
        cells = [row.id, _p("mechanism", row.mechanism), told(row.scenario), row.outcome,
                 number(row.effect), span, row.expected, told(row.agrees)]  # fmt: skip
        more = [number(row.detectable), _chance(row.power), told(row.finding)] if far else []
        table.add_row(*cells, *more)
    return table


def _chance(share: float) -> str:
    """A chance as percent, where it is known."""
    from marosim.languages.formats import percent

    return percent(share) if share == share else "–"
