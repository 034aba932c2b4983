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
from marosim.cli.told import told
from marosim.languages import NP_, _, _n, _p
from marosim.languages.formats import digits, percent

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
        click.echo(_("size=quick is for teaching: its draws are too few to be used."), err=True)
    found = calibrate(Work(plan, cases, folder, study.workers, say, counting, piece))
    console = wide_console()
    if found is None:
        console.print(
            _("This piece is whole: {case}, {wave}.", case=piece[0], wave=piece[1]) if piece else ""
        )
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


STEPS = (
    NP_("step of a calibration", "runs that fill the space of settings"),
    NP_("step of a calibration", "the same settings again, for chance"),
    NP_("step of a calibration", "fresh runs, kept for the gates"),
    NP_("step of a calibration", "runs where the record leaves room"),
    NP_("step of a calibration", "runs of the posterior"),
    NP_("step of a calibration", "emulators of the first runs"),
    NP_("step of a calibration", "what the record rules out"),
    NP_("step of a calibration", "emulators of all runs"),
    NP_("step of a calibration", "the posterior"),
    NP_("step of a calibration", "the posterior, again"),
    NP_("step of a calibration", "the gates"),
    NP_("step of a calibration", "the runs that were kept"),
)
GATES = (
    NP_("gate", "emulators' 90 % bands on fresh runs"),
    NP_("gate", "emulators' errors on fresh runs"),
    NP_("gate", "variance of fitted numbers told by emulators"),
    NP_("gate", "coverage of all settings' intervals"),
    NP_("gate", "coverage of each setting's 90 % intervals"),
    NP_("gate", "effective draws"),
    NP_("gate", "recorded numbers that were not fitted"),
    NP_("gate", "staleness"),
    NP_("gate", "draws in posterior.csv"),
)
VERDICTS = (
    NP_("verdict", "passes"), NP_("verdict", "FAILS"), NP_("verdict", "cannot be computed"),
)  # fmt: skip
"""What the study says of itself; it knows no language."""


def _step(what: str) -> str:
    """A step as it is told: of the whole, or of a case, which then stands behind it."""
    if what in STEPS:
        return _p("step of a calibration", what)
    step, _comma, case = what.rpartition(", ")
    return _("{step}, {case}", step=_p("step of a calibration", step), case=case)


def _steps(count: int | None) -> Callable[[str], None]:
    """Tells each step on the terminal, with its number if there are so many."""
    done = 0

    def say(what: str) -> None:
        nonlocal done
        done += 1
        click.echo(
            _("Step {done} of {count}: {what}", done=str(done), count=str(count), what=_step(what))
            if count
            else _step(what),
            err=True,
        )

    return say


def _show(console: Any, found: Any, names: Sequence[str], said: str) -> None:
    from rich.table import Table

    from marosim.record.provenance import LIMITS
    from marosim.study.calibration_folds import sentence

    table = Table(title=_("What the record says of settings: {names}", names=", ".join(names)),
                  title_justify="left")  # fmt: skip
    table.add_column(_("setting"), no_wrap=True)
    for heading in (_("prior"), _("median"), _("90 % interval"), _("width")):
        table.add_column(heading, justify="right")
    table.add_column(_("rests on"))
    for row in found.settings.itertuples():
        table.add_row(
            row.setting, _range(row.prior_low, row.prior_high),
            number(row.middle), _range(row.low, row.high),
            digits(f"{row.narrowed:.2f}"), _p("what a setting rests on", RESTS[row.told]),
        )  # fmt: skip
    console.print(table)
    console.print(
        _(
            "Width: the posterior's standard deviation against the prior's. Not informed: the "
            "record does not narrow this setting. Its prior: what a mission does, which the "
            "record of these wars does not tell, is drawn as it was thought before."
        )
    )
    console.print(
        _(
            "{said}. The record leaves {left} of the space of settings.",
            said=told(said),
            left=percent(found.left, 1),
        )
    )
    _misfits(console, found)
    for line in sentence(found.folds):
        console.print(told(line))
    show_gates(console, found.gates)
    console.print(_(LIMITS), style="italic")


RESTS = {
    "informed": NP_("what a setting rests on", "the record"),
    "not informed": NP_("what a setting rests on", "not informed"),
    "prior": NP_("what a setting rests on", "its prior"),
}


def _range(low: float, high: float) -> str:
    return _p("range", "{low} to {high}", low=number(low), high=number(high))


def _misfits(console: Any, found: Any) -> None:
    """The model's debts, by name."""
    misfits = found.summaries[found.summaries["status"].str.startswith("misfit")]
    if len(misfits):
        console.print(_("What the model cannot reach with any setting (not fitted, but checked):"))
    for row in misfits.itertuples():
        console.print(
            _(
                "  {case}: {summary}: recorded {record}, runs {low} to {high} (90 %)",
                case=row.case,
                summary=told(row.summary),
                record=_counted(row, row.record),
                low=_counted(row, row.low),
                high=_counted(row, row.high),
            )
        )
    pairs = found.apart[found.apart["second"] != ""]
    if len(pairs):
        console.print(_("What runs meet one by one, but never together:"))
    for row in pairs.itertuples():
        console.print(f"  {row.case}: {told(row.first)}; {told(row.second)}")
    for row in found.apart[found.apart["second"] == ""].itertuples():
        console.print(
            _(
                "{case}: {together} of {runs} runs meet all that can be met.",
                case=row.case,
                together=row.together,
                runs=row.runs,
            )
        )


def _counted(row: Any, scaled: float) -> str:
    """A number as it is counted: persons, not their logarithms."""
    return number(math.exp(scaled) - row.floor if row.scale == "log" else scaled)


def show_gates(console: Any, gates: Sequence[Any]) -> None:
    """The gates as a table, and what follows from them."""
    from rich.table import Table

    from marosim.study.calibration_gates import unfit

    table = Table(title=_("Gates"), title_justify="left")
    for heading in (_("gate"), _("found"), _("wanted"), _("verdict")):
        table.add_column(heading, overflow="fold")
    for one in gates:
        table.add_row(
            _p("gate", one.gate), told(one.found), told(one.wanted), _p("verdict", one.verdict)
        )
    console.print(table)
    fails = unfit(gates)
    console.print(
        _n(
            "This posterior is not for use: {count} of {all} gates does not pass, so that "
            "uncertainty=posterior refuses it.",
            "This posterior is not for use: {count} of {all} gates do not pass, so that "
            "uncertainty=posterior refuses it.",
            len(fails),
            all=len(gates),
        )
        if fails
        else _("All gates pass: uncertainty=posterior takes this posterior.")
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
