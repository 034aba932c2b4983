"""Sobol's indices in seconds, from the emulators of a calibration, where these are valid."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from marosim.languages import _
from marosim.record.whole import whole_file
from marosim.study.calibration import Work, learnt
from marosim.study.calibration_gates import LEAST_EXPLAINED, explained
from marosim.study.calibration_posterior import Fit
from marosim.study.faults import StudyError

SAMPLES = 512  # base points of Sobol's sequence, a power of two


def emulated(calibration: Path, folder: Path) -> tuple[pd.DataFrame, list[str]]:
    """Indices of every input for every number that emulators tell, and the numbers left out.

    Columns: case, summary, setting, first and total (shares of the variance over the prior that
    the setting explains by itself and with its interactions, chance left out), each with the
    half width of its 95 % interval; ``told``, the emulator's share on fresh runs. Also written
    to ``sensitivity.csv``. Raises :class:`StudyError` if the calibration has no emulator that
    tells enough.
    """
    from SALib.analyze import sobol as analyze
    from SALib.sample import sobol as sample

    plan, emulators, *_rest = learnt(calibration)
    fresh = Work(plan, (), calibration).kept("fresh")
    every = Fit(plan, tuple(
        (case, summary, emulators[case][summary.name])
        for case, asked in plan.asked.items()
        for summary in asked
        if summary.name in emulators[case]
    ))  # fmt: skip
    told = explained(every, fresh)
    pages, left = [], []
    for case, summary, emulator in every.parts:
        share = told[case, summary.name]
        if not share >= LEAST_EXPLAINED:
            left.append(f"{case}: {summary.name}")
            continue
        names = [plan.inputs[i].name for i in plan.columns(case)]
        setup = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
        points = sample.sample(setup, SAMPLES, calc_second_order=False, seed=plan.seed)
        mean, _spread = emulator.predict(plan.standardised(points, plan.columns(case)))
        found = analyze.analyze(setup, mean, calc_second_order=False, seed=plan.seed)
        page = pd.DataFrame({
            "case": case, "summary": summary.name, "setting": names,
            "first": found["S1"], "first_interval": found["S1_conf"],
            "total": found["ST"], "total_interval": found["ST_conf"], "told": share,
        })  # fmt: skip
        pages.append(page.sort_values("total", ascending=False))
    if not pages:
        raise StudyError(
            _(
                "calibration={calibration}: no emulator tells {share} of what fresh "
                "runs vary; calibrate with more draws, or use method=sobol without calibration",
                calibration=calibration,
                share=f"{LEAST_EXPLAINED:.0%}",
            )
        )
    table = pd.concat(pages, ignore_index=True)
    table[["first", "total"]] = table[["first", "total"]].map(lambda v: float(np.clip(v, 0, 1)))
    with whole_file(folder / "sensitivity.csv") as draft:
        table.to_csv(draft, index=False, float_format="%.4g")
    return table, left
