"""``marosim calibrate``: what the record of several cases says of the model's settings.

Two waves of runs that fill the space of settings evenly, emulators that stand for the model,
history matching, and a posterior by importance sampling, which runs that nobody has seen then
judge. The same settings serve all cases; a case has its own level of violence alone. Every run
is kept, so that what was stopped goes on, and every step can be done again from the tables.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from marosim.record.whole import write_whole
from marosim.settings import Settings
from marosim.study import calibration_gates as gates
from marosim.study.calibration_folder import (
    changes,
    claim,
    kept_plan,
    read_json,
    write_draws,
    write_origin,
    write_table,
)
from marosim.study.calibration_folds import folds
from marosim.study.calibration_gates import Gate
from marosim.study.calibration_matching import apart, learn, reach, recalled, told
from marosim.study.calibration_plan import (
    RESPONSE,
    SETTINGS,
    SIZES,
    WAVES,
    Plan,
    Sizes,
    levels,
    priors,
    spread_out,
)
from marosim.study.calibration_posterior import Fit, Grid, grown, pool, possible, posterior
from marosim.study.calibration_runs import load_piece, run_piece
from marosim.study.calibration_summaries import FIT, summaries
from marosim.study.compose import Composed
from marosim.study.faults import StudyError

EMULATORS = "emulators.json"
UNFINISHED = "the calibration is not finished"
REACH_POINTS = 20_000  # of the prior, over which the least distance to the record is sought
WHAT = {
    "first": "runs that fill the space of settings",
    "noise": "the same settings again, for chance",
    "fresh": "fresh runs, kept for the gates",
    "second": "runs where the record leaves room",
    "predictive": "runs of the posterior",
}
Frames = dict[str, pd.DataFrame]
Progress = Callable[[int, int], Any]


def _silent(_: str) -> None:
    return None


def _unseen(_: str) -> AbstractContextManager[Progress | None]:
    return nullcontext(None)


@dataclass
class Work:
    """A calibration under way: its plan, its folder, and who is told what happens."""

    plan: Plan
    cases: Sequence[Composed]
    folder: Path
    workers: int | None = None
    say: Callable[[str], None] = _silent
    bar: Callable[[str], AbstractContextManager[Progress | None]] = _unseen
    piece: tuple[str, str] | None = None

    def make(self, wave: str, design: pd.DataFrame) -> None:
        """What is missing of a wave's runs, case by case, or of the one piece that is wanted."""
        path = self.folder / f"design-{wave}.csv"
        wanted = [c for c in self.cases if self.piece in (None, (c.case.name, wave))]
        if wanted and not path.is_file():
            write_table(path, design)
        for composed in wanted:
            self.say(f"{WHAT[wave]}, {composed.case.name}")
            with self.bar("runs") as progress:
                run_piece(self.plan, composed, wave, pd.read_csv(path), self.folder, self.workers,
                          progress)  # fmt: skip

    def kept(self, wave: str) -> Frames:
        """The tables of a wave's runs that are there already."""
        return {case: load_piece(self.plan, self.folder, case, wave) for case in self.plan.cases}


@dataclass
class Found:
    """What a calibration found: tables as in its folder, and the gates."""

    draws: pd.DataFrame = field(default_factory=pd.DataFrame)
    summaries: pd.DataFrame = field(default_factory=pd.DataFrame)
    apart: pd.DataFrame = field(default_factory=pd.DataFrame)
    settings: pd.DataFrame = field(default_factory=pd.DataFrame)
    predicted: pd.DataFrame = field(default_factory=pd.DataFrame)
    folds: pd.DataFrame = field(default_factory=pd.DataFrame)
    left: float = 1.0
    effective: float = 0.0
    gates: list[Gate] = field(default_factory=list)
    grid: Grid | None = None


def planned(
    cases: Sequence[Composed],
    sizes: Sizes = SIZES["full"],
    *,
    names: Sequence[str] = SETTINGS,
    response: Sequence[str] = RESPONSE,
    factor: float = 3.0,
    quick: bool = False,
) -> Plan:
    """The plan of a calibration. Raises :class:`StudyError` for a case without a record."""
    asked = {}
    for composed in cases:
        settings = composed.settings
        asked[composed.case.name] = tuple(
            summaries(composed.case, settings.population.agents, settings.days)
        )
        if not any(summary.use == FIT for summary in asked[composed.case.name]):
            raise StudyError(
                f"scenario={composed.case.name}: its record has nothing to fit within the days of "
                "the run; give longer runs, add rows for calibration to observed.csv, or choose "
                "another case"
            )
    inputs = (*priors(Settings(), [*names, *response], factor), *levels(list(asked)))
    # one that is shorter than the days asked for runs whole, and does not say how many
    days = max((c.settings.days for c in cases if c.settings.days is not None), default=None)
    return Plan(asked, inputs, tuple(response), sizes, cases[0].settings.seed, quick, days)


def calibrate(work: Work) -> Found | None:
    """Do all steps, or the one piece that was asked for (None then). What is there, is kept.

    Raises :class:`StudyError` if the folder holds another calibration.
    """
    from marosim.study import calibration_figure as figures

    plan, folder = work.plan, work.folder
    claim(plan, work.cases, folder)
    wide, even = len(plan.inputs), {}
    even["first"] = even["noise"] = plan.table(spread_out(plan.sizes.first, wide, plan.seed))
    even["fresh"] = plan.table(spread_out(plan.sizes.fresh, wide, plan.seed + 1))
    for wave, design in even.items():
        work.make(wave, design)
    if work.piece is not None and work.piece[1] in even:
        return None
    first, repeated, fresh = (work.kept(wave) for wave in even)
    figures.save(folder, "1-runs-and-record", figures.beside_record(plan, first))
    work.say("emulators of the first runs")
    noise = _noise(plan, first, repeated)
    with work.bar("numbers") as progress:
        emulators = learn(plan, first, noise, progress)
    points = pool(plan)
    table = reach(plan, emulators, first, points[:REACH_POINTS])
    work.say("what the record rules out")
    left, chosen = possible(Fit.of(plan, emulators, table), points)
    work.make("second", plan.table(chosen))
    if work.piece is not None and work.piece[1] == "second":
        return None
    second = work.kept("second")
    work.say("emulators of all runs")
    both = {case: pd.concat([first[case], second[case]], ignore_index=True) for case in first}
    with work.bar("numbers") as progress:
        emulators = learn(plan, both, noise, progress)
    write_whole(folder / EMULATORS, json.dumps({"left": left, "of": told(emulators)}) + "\n")
    work.say("the posterior")
    found = judged(plan, emulators, both, left)
    write_draws(folder, found.draws, UNFINISHED)
    rows = np.linspace(0, len(found.draws) - 1, plan.sizes.predictive).astype(int)
    design = found.draws[[prior.name for prior in plan.inputs]].iloc[rows].reset_index(drop=True)
    work.make("predictive", design)
    if work.piece is not None:
        return None
    predictive = work.kept("predictive")
    work.say("the gates")
    found.predicted = gates.predicted(plan, found.summaries, predictive)
    assert found.grid is not None
    fit = found.grid.fit
    found.gates = _gates(work, fresh, found)
    found.folds = folds(plan, emulators, found.grid)
    for name in ("summaries", "apart", "settings", "predicted", "folds"):
        if len(getattr(found, name)):
            write_table(folder / f"{name}.csv", getattr(found, name))
    write_table(folder / "gates.csv", pd.DataFrame([g.about() for g in found.gates]))
    write_origin(plan, work.cases, folder, found.gates, found.settings, result(plan, found))
    figures.save(folder, "2-emulators", figures.emulators(fit, fresh))
    figures.save(folder, "3-settings", figures.settings(plan, found))
    figures.save(folder, "4-predictions", figures.predictions(found))
    return found


def check(folder: Path, say: Callable[[str], None] = _silent) -> list[Gate]:
    """The gates of a calibration's folder, computed anew from the runs that it keeps.

    Raises :class:`StudyError` if the folder holds none, or one that is not finished.
    """
    plan, emulators, both, left = learnt(folder, say)
    work = Work(plan, (), folder, say=say)
    fresh, predictive = work.kept("fresh"), work.kept("predictive")
    say("the posterior, again")
    found = judged(plan, emulators, both, left)
    found.predicted = gates.predicted(plan, found.summaries, predictive)
    say("the gates")
    return _gates(work, fresh, found)


def learnt(folder: Path, say: Callable[[str], None] = _silent) -> tuple[Plan, Any, Frames, float]:
    """The plan of a calibration's folder, its emulators, their runs, and the share of the space
    of settings that the first wave left.

    Raises :class:`StudyError` if the folder holds none, or one that is not that far.
    """
    plan = kept_plan(folder)
    work = Work(plan, (), folder)
    say("the runs that were kept")
    first, second = work.kept("first"), work.kept("second")
    both = {case: pd.concat([first[case], second[case]], ignore_index=True) for case in first}
    about = read_json(folder / EMULATORS)
    try:
        return plan, recalled(plan, both, about["of"]), both, float(about["left"])
    except (KeyError, TypeError, ValueError):
        raise StudyError(
            f"{folder / EMULATORS}: expected the emulators that 'marosim calibrate' wrote; type "
            f"that command again with output_dir={folder}"
        ) from None


def judged(plan: Plan, emulators: Any, runs: Frames, left: float) -> Found:
    """The posterior and what it says, from emulators and the runs that they learnt from."""
    table = reach(plan, emulators, runs, pool(plan)[:REACH_POINTS])
    grid = grown(Fit.of(plan, emulators, table))
    draws, shares, weight, number = posterior(grid)
    moved = gates.moved(plan, shares, weight)
    return Found(draws, table, apart(plan, table, runs), moved, left=left, effective=number,
                 grid=grid)  # fmt: skip


def _gates(work: Work, fresh: Frames, found: Found) -> list[Gate]:
    file, grid = work.folder / "posterior.csv", found.grid
    assert grid is not None
    return [
        *gates.of_emulators(grid.fit, fresh),
        *gates.of_coverage(grid, fresh),
        gates.of_draws(found.effective),
        gates.of_prediction(found.predicted),
        gates.of_file(found.draws, pd.read_csv(file) if file.is_file() else None),
        gates.of_age(changes(work.plan, work.folder)),
    ]


def result(plan: Plan, found: Found) -> str:
    """What was found, in a sentence."""
    status = found.summaries["status"]
    return (
        f"{(status == 'fitted').sum()} of {len(status)} recorded numbers fitted, "
        f"{status.str.startswith('misfit').sum()} out of the model's reach; "
        f"{(found.settings['told'] == 'informed').sum()} of {len(plan.free)} settings informed; "
        f"{found.effective:,.0f} draws effective"
    )


def piece_of(word: str, cases: Sequence[str]) -> tuple[str, str]:
    """The case and the wave of ``piece=CASE:WAVE``."""
    case, _, wave = word.partition(":")
    if case not in cases or wave not in WAVES:
        raise StudyError(
            f"piece={word}: expected CASE:WAVE, with one of {', '.join(cases)} and one of "
            f"{', '.join(WAVES)}"
        )
    return case, wave


def _noise(plan: Plan, first: Frames, repeated: Frames) -> Frames:
    """Repeated draws with their run of the first wave."""
    return {
        case: pd.concat(
            [first[case][first[case]["draw"] < plan.sizes.noise], repeated[case]],
            ignore_index=True,
        )
        for case in first
    }
