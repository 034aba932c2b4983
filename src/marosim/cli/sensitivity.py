"""``marosim sensitivity``: which assumed settings matter."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from marosim.cli.arguments import OVERRIDES, PASS_ON, number, show_path, split, wide_console
from marosim.cli.bar import counting
from marosim.cli.told import told
from marosim.languages import N_, _, _p
from marosim.languages.faults import above
from marosim.languages.formats import digits

MOST = 4  # settings that are named for each number
READ = {
    "morris": N_(
        "mu_star: how much the outcome changes, up or down, when the setting crosses its range, "
        "with 95 % interval; mu: the same with its sign; sigma: how far that depends on the other "
        "settings."
    ),
    "sobol": N_(
        "first: share of the outcome's variance that the setting explains by itself; total: with "
        "its interactions; both with 95 % intervals."
    ),
}


@click.command("sensitivity", context_settings=PASS_ON)
@OVERRIDES
def command(overrides: tuple[str, ...]) -> None:
    """Vary the assumed settings (Morris or Sobol, SALib); writes sensitivity.csv and a figure.

    Own keys: method=morris|sobol, samples, settings=[flight,attacks], metric, spread,
    replications, workers, output_dir. With calibration=FOLDER, the folder of a calibration, no
    run is made: Sobol's indices of every recorded number come from its emulators in seconds.
    With study=FOLDER, a study that drew its settings, no run is made either: it says which
    settings decide the ranking of its responses, and what it would be worth to know each.
    """
    if any(word.startswith("study=") for word in overrides):
        from marosim.cli.deciding import KEYS, of_study
        from marosim.study.words import spelled

        keys = (*KEYS, "method", "samples", "settings", "calibration")
        of_study(*split(spelled(overrides), keys), overrides)
        return
    own, rest = split(overrides, ("method", "samples", "settings", "calibration"))
    if "calibration" in own:
        _emulated(own, rest, overrides)
        return
    from rich.table import Table

    from marosim.core.setting import SettingError
    from marosim.record.claim import results_folder
    from marosim.study.compose import compose
    from marosim.study.sensitivity import doubt, draw, sensitivity

    composed = compose(rest)
    samples = own.get("samples", 8)
    if not isinstance(samples, int) or samples < 2:
        raise SettingError(above(f"samples={samples}", 1))
    wanted = own.get("settings") or []
    folder = results_folder(
        composed.study.output_dir,
        "sensitivity.csv",
        "sensitivity",
        overrides,
        overwrite=composed.study.overwrite,
    )
    with counting(_("runs")) as progress:
        found = sensitivity(
            composed,
            method=str(own.get("method", "morris")),
            metric=composed.study.metric,
            samples=samples,
            replications=composed.study.replication_count(),
            wanted=[str(w) for w in (wanted if isinstance(wanted, list) else [wanted])],
            workers=composed.study.workers,
            progress=progress,
            folder=folder,
        )
    from marosim.languages.formats import percent
    from marosim.view import naming
    from marosim.view.style import LIMITS

    attrs = found.attrs
    method = attrs["method"].capitalize()
    subject = naming.metric(attrs["metric"])
    table = Table(
        title=_(
            "{metric}: which assumed settings matter ({method}, {runs} runs)",
            metric=subject,
            method=method,
            runs=int(attrs["runs"]),
        ),
        caption=f"{_(READ[attrs['method']])} {_(LIMITS)}",
    )
    for heading in found.columns:
        shown = _p("heading", heading)
        table.add_column(shown, justify="left" if heading == "setting" else "right")
    for row in found.head(25).itertuples(index=False):
        table.add_row(row[0], *(number(float(v)) for v in row[1:]))
    console, open_question = wide_console(), doubt(found)
    console.print(table)
    console.print(
        _(
            "Each setting crossed {share} either side of its value, within its bounds: a range "
            "that is assumed and comes from no posterior.",
            share=percent(composed.study.spread),
        )
    )
    if open_question:
        console.print(open_question)
    from marosim.record.whole import whole_file
    from marosim.view.style import new_axes, source_line, styled

    with styled():
        axes = draw(found, new_axes(9, 1.6 + 0.3 * min(len(found), 15)))
        said = _("{method}, {runs} runs; 95 % intervals.", method=method,
                 runs=int(attrs["runs"]))  # fmt: skip
        source_line(axes, f"{said} {open_question}".strip())
        with whole_file(folder / "sensitivity.png") as draft:
            axes.figure.savefig(draft, dpi=150, format="png")
    show_path(folder / "sensitivity.csv")


def _emulated(own: dict[str, Any], rest: Sequence[str], overrides: Sequence[str]) -> None:
    """Indices from the emulators of a calibration."""
    from rich.table import Table

    from marosim.core.setting import SettingError
    from marosim.record.claim import results_folder
    from marosim.study.compose import compose
    from marosim.study.sensitivity_emulated import emulated
    from marosim.view.style import LIMITS

    words = [key for key in own if key != "calibration"]
    words += [word for word in rest if not word.startswith(("output_dir=", "overwrite="))]
    if words:
        raise SettingError(
            _(
                "sensitivity calibration=… {word}: expected nothing else but output_dir; cases "
                "and settings are those of the calibration",
                word=words[0],
            )
        )
    study = compose(rest).study
    source = Path(str(own["calibration"]))
    folder = results_folder(study.output_dir, "sensitivity.csv", "sensitivity", overrides,
                            overwrite=study.overwrite)  # fmt: skip
    found, left = emulated(source, folder)
    table = Table(title=_("Which settings move what is recorded (Sobol, from emulators)"))
    table.add_column(_("case"))
    table.add_column(_("recorded number"))
    table.add_column(_("settings with the largest total shares (first {most})", most=MOST))
    for (case, summary), page in found.groupby(["case", "summary"], sort=False):
        shares = [f"{r.setting} {digits(f'{r.total:.2f}')}" for r in page.head(MOST).itertuples()]
        table.add_row(str(case), told(str(summary)), "; ".join(shares))
    console = wide_console()
    console.print(table)
    console.print(
        _(
            "Shares of the variance over the prior that settings explain with their interactions, "
            "chance left out. The emulators know the historical response alone. Which settings "
            "decide the ranking of responses is told by a study: marosim sensitivity study=FOLDER"
        )
    )
    if left:
        console.print(_("Left out, since emulators tell too little of them: {names}.",
                        names="; ".join(left)))  # fmt: skip
    console.print(_(LIMITS), style="italic")
    show_path(folder / "sensitivity.csv")
