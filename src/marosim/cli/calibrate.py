"""``marosim calibrate``: what the record of cases says of the model's settings."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from marosim.cli.arguments import OVERRIDES, PASS_ON, number, show_path, split, wide_console
from marosim.cli.bar import counting
from marosim.languages import _

COUNTS = {"draws": "first", "noise": "noise", "repeats": "repeats", "fresh": "fresh",
          "second": "second", "predictive": "predictive", "pool": "pool"}  # fmt: skip
OWN = ("size", "factor", "settings", "piece", *COUNTS)
AGENTS = "population.agents"


@click.command("calibrate", context_settings=PASS_ON)
@click.option(
    "--check",
    "only_check",
    is_flag=True,
    help="Only print the gates: of the calibration in output_dir, or of the posterior that ships. "
    "Exit status 1 if one does not pass.",
)
@OVERRIDES
def command(overrides: tuple[str, ...], only_check: bool) -> None:
    """Fit settings to the record of cases; writes posterior.csv, tables, figures and gates.

    Several cases are fitted together: scenario=rwanda_1994,somalia_2007. size=full (the default)
    takes hours for six cases; size=quick takes minutes, is for teaching, and its draws are marked
    as not for use. Started again on the same output_dir it goes on where it stopped;
    piece=CASE:WAVE makes one table of runs alone (waves: first, noise, fresh, second, predictive).
    Other keys: draws, noise, repeats, fresh, second, predictive, pool (how many of each), factor
    (prior: value / factor to value × factor, within bounds), settings=[attacks.hazard,…], workers.
    A posterior that passes its gates is used by uncertainty=posterior posterior=FILE.
    """
    from marosim.study.calibration import Work, calibrate, piece_of, planned, result

    own, rest = split(overrides, OWN)
    if only_check:
        _check(own, rest)
        return
    sizes, quick = _sizes(own)
    names, rest = scenarios(rest)
    if not any(word.partition("=")[0].startswith("population.") for word in rest):
        rest = [*rest, f"{AGENTS}={sizes.agents}"]
    cases = _composed(names, rest)
    plan = planned(
        cases,
        replace(sizes, agents=cases[0].settings.population.agents),
        factor=_factor(own.get("factor", 3.0)),
        quick=quick,
        **_names(own.get("settings")),
    )
    from marosim.record.claim import default_folder

    study = cases[0].study
    piece = piece_of(str(own["piece"]), plan.cases) if "piece" in own else None
    folder = Path(study.output_dir or default_folder("calibration"))
    say = _steps(None if piece else 5 * len(cases) + 5)
    if quick:
        click.echo("size=quick is for teaching: its draws are too few to be used.", err=True)
    found = calibrate(Work(plan, cases, folder, study.workers, say, counting, piece))
    console = wide_console()
    if found is None:
        console.print(f"This piece is whole: {piece[0]}, {piece[1]}." if piece else "")
        show_path(folder)
        return
    _show(console, found, names, result(plan, found))
    show_path(folder / "posterior.csv")


def _sizes(own: dict[str, Any]) -> tuple[Any, bool]:
    from marosim.core.setting import SettingError
    from marosim.languages.faults import above, one_of
    from marosim.study.calibration_plan import SIZES

    size = str(own.get("size", "full"))
    if size not in SIZES:
        raise SettingError(one_of(f"size={size}", SIZES, size))
    counts = {}
    for key, name in COUNTS.items():
        value = own.get(key, getattr(SIZES[size], name))
        if not isinstance(value, int) or isinstance(value, bool) or value < 2:
            raise SettingError(above(f"{key}={value}", 1))
        counts[name] = value
    if counts["noise"] > counts["first"]:
        raise SettingError(
            _(
                "noise={noise}: expected at most draws={draws}, some of which are repeated",
                noise=str(counts["noise"]),
                draws=str(counts["first"]),
            )
        )
    return replace(SIZES[size], **counts), size == "quick"


def _factor(value: Any) -> float:
    from marosim.core.setting import SettingError

    if not isinstance(value, (int, float)) or value <= 1:
        raise SettingError(_("factor={value}: expected a number above 1", value=str(value)))
    return float(value)


def _names(wanted: Any) -> dict[str, list[str]]:
    """Which settings are fitted, and which of the response are drawn beside them."""
    from marosim.study.calibration_plan import RESPONSE

    if not wanted:
        return {}
    names = [str(name) for name in (wanted if isinstance(wanted, list) else [wanted])]
    return {"names": [n for n in names if n not in RESPONSE],
            "response": [n for n in names if n in RESPONSE]}  # fmt: skip


def _composed(names: Sequence[str], rest: Sequence[str]) -> list[Any]:
    from marosim.study.compose import compose

    cases = [compose([*rest, f"scenario={name}"]) for name in names]
    for composed in cases:  # a limit on days shortens long cases only
        if composed.settings.days is not None and composed.settings.days >= composed.case.days:
            composed.settings.days = None
    return cases


def _steps(count: int | None) -> Callable[[str], None]:
    """Tells each step on the terminal, with its number if there are so many."""
    done = 0

    def say(what: str) -> None:
        nonlocal done
        done += 1
        click.echo(f"Step {done} of {count}: {what}" if count else what, err=True)

    return say


def _show(console: Any, found: Any, names: Sequence[str], said: str) -> None:
    from rich.table import Table

    from marosim.record.provenance import LIMITS
    from marosim.study.calibration_folds import sentence

    table = Table(title=f"What the record says of settings: {', '.join(names)}",
                  title_justify="left")  # fmt: skip
    table.add_column("setting", no_wrap=True)
    for heading in ("prior", "median", "90 % interval", "width"):
        table.add_column(heading, justify="right")
    table.add_column("rests on")
    for row in found.settings.itertuples():
        table.add_row(
            row.setting, f"{number(row.prior_low)} to {number(row.prior_high)}",
            number(row.middle), f"{number(row.low)} to {number(row.high)}",
            f"{row.narrowed:.2f}", RESTS[row.told],
        )  # fmt: skip
    console.print(table)
    console.print(
        "Width: the posterior's standard deviation against the prior's. Not informed: the record "
        "does not narrow this setting. Its prior: what a mission does, which the record of these "
        "wars does not tell, is drawn as it was thought before."
    )
    console.print(f"{said}. The record leaves {found.left:.1%} of the space of settings.")
    _misfits(console, found)
    for line in sentence(found.folds):
        console.print(line)
    show_gates(console, found.gates)
    console.print(LIMITS, style="italic")


RESTS = {
    "informed": "the record",
    "not informed": "not informed",
    "prior": "its prior",
}


def _misfits(console: Any, found: Any) -> None:
    """The model's debts, by name."""
    misfits = found.summaries[found.summaries["status"].str.startswith("misfit")]
    if len(misfits):
        console.print("What the model cannot reach with any setting (not fitted, but checked):")
    for row in misfits.itertuples():
        console.print(
            f"  {row.case}: {row.summary}: recorded {_counted(row, row.record)}, runs "
            f"{_counted(row, row.low)} to {_counted(row, row.high)} (90 %)"
        )
    pairs = found.apart[found.apart["second"] != ""]
    if len(pairs):
        console.print("What runs meet one by one, but never together:")
    for row in pairs.itertuples():
        console.print(f"  {row.case}: {row.first}; {row.second}")
    for row in found.apart[found.apart["second"] == ""].itertuples():
        console.print(f"{row.case}: {row.together} of {row.runs} runs meet all that can be met.")


def _counted(row: Any, scaled: float) -> str:
    """A number as it is counted: persons, not their logarithms."""
    return number(math.exp(scaled) - row.floor if row.scale == "log" else scaled)


def show_gates(console: Any, gates: Sequence[Any]) -> None:
    """The gates as a table, and what follows from them."""
    from rich.table import Table

    from marosim.study.calibration_gates import unfit

    table = Table(title="Gates", title_justify="left")
    for heading in ("gate", "found", "wanted", "verdict"):
        table.add_column(heading, overflow="fold")
    for one in gates:
        table.add_row(one.gate, one.found, one.wanted, one.verdict)
    console.print(table)
    fails = unfit(gates)
    console.print(
        f"This posterior is not for use: {len(fails)} of {len(gates)} gates do not pass, so that "
        "uncertainty=posterior refuses it."
        if fails
        else "All gates pass: uncertainty=posterior takes this posterior."
    )


def _check(own: dict[str, Any], rest: Sequence[str]) -> None:
    """Print the gates of a calibration's folder or of the shipped posterior; exit 1 on failure."""
    from marosim.core.setting import SettingError
    from marosim.study.calibration import check
    from marosim.study.calibration_gates import unfit
    from marosim.study.compose import compose

    wrong = [*own, *(w for w in rest if not w.startswith("output_dir="))]
    if wrong:
        raise SettingError(
            _(
                "calibrate --check {word}: expected nothing but output_dir=FOLDER, the folder "
                "of a calibration; without it the posterior that ships is checked",
                word=wrong[0],
            )
        )
    folder = compose(rest).study.output_dir
    if folder:
        gates = check(Path(folder), _steps(3))
    else:
        from marosim.study.calibration_folder import shipped_gates

        gates = shipped_gates()
    show_gates(wide_console(), gates)
    if unfit(gates):
        raise SystemExit(1)


def scenarios(overrides: list[str]) -> tuple[list[str], list[str]]:
    """The cases named by ``scenario=A,B`` (the default one without), and what remains."""
    from marosim.study.options import StudyOptions

    named = [word for word in overrides if word.startswith("scenario=")]
    rest = [word for word in overrides if not word.startswith("scenario=")]
    if not named:
        return [StudyOptions().scenario], rest
    return list(dict.fromkeys(named[-1].partition("=")[2].strip("[]").split(","))), rest
