"""Figures of a case's evidence: ranks of the record, composition and sizes of attacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from marosim.evidence.composition import SIZES
from marosim.study.validation_cases import CaseRuns, composition_of, scored_months

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

QUANTILES = {"q50": 0.5, "q90": 0.1, "q99": 0.01}  # share of events larger than it
FEWEST_SHOWN = 1e-3  # on a logarithmic axis none has no place


def case_evidence(runs: CaseRuns) -> Figure:
    """Three panels: rank histogram, composition as a multiple of the record, event sizes."""
    from matplotlib.figure import Figure as NewFigure

    from marosim.view.style import source_line, styled

    rows = pd.DataFrame(composition_of(runs))
    with styled():
        height = 3.6 + 0.13 * len(rows)
        figure = NewFigure(figsize=(14, height), layout="constrained")
        ranks, parts, sizes = figure.subplots(1, 3, width_ratios=(1, 1.5, 1.2))
        _ranks(ranks, runs)
        _composition(parts, rows)
        _sizes(sizes, runs, rows)
        figure.suptitle(runs.composed.case.title, x=0.01, ha="left", fontweight="bold")
        source_line(ranks, "Dark: record, as in targets.csv; blue: runs.")
    return figure


def _ranks(axes: Axes, runs: CaseRuns) -> None:
    from marosim.view.style import INK, PEACEKEEPERS

    axes.set_title("Runs below the recorded month")
    scored = scored_months(runs)
    if scored is None:
        axes.text(0.5, 0.5, "too few months recorded", ha="center", transform=axes.transAxes)
        axes.set_axis_off()
        return
    ranks = scored.calibration.ranks
    axes.bar(np.arange(len(ranks)), ranks, color=PEACEKEEPERS, width=0.9)
    axes.axhline(ranks.sum() / len(ranks), color=INK, linewidth=1)
    axes.set_xlabel("number of runs; even bars mean calibrated")
    axes.set_ylabel("late months")


def _composition(axes: Axes, rows: pd.DataFrame) -> None:
    from marosim.view.style import INK, PEACEKEEPERS, ROLES

    axes.set_title("Simulated over recorded")
    rows = rows[rows["recorded"] > 0] if len(rows) else rows
    for y, (_, row) in enumerate(rows[::-1].iterrows()):
        times = max(row["simulated"] / row["recorded"], FEWEST_SHOWN)
        inside = row["accept_low"] <= row["simulated"] <= row["accept_high"]
        colour = PEACEKEEPERS if inside else ROLES["militia"]
        axes.plot([1, times], [y, y], color=colour, linewidth=3)
        axes.plot(times, y, "o" if inside else "X", color=colour, markersize=5)
    axes.axvline(1, color=INK, linewidth=1)
    axes.axvspan(0.5, 2, color=INK, alpha=0.07)
    axes.set_xscale("log")
    words = (
        rows["quantity"].str.replace("_", " ") + " " + rows["date_to"].str[:4] if len(rows) else []
    )
    axes.set_yticks(np.arange(len(rows)), list(words)[::-1], fontsize=6.5)


def _sizes(axes: Axes, runs: CaseRuns, rows: pd.DataFrame) -> None:
    from marosim.view.style import INK, PEACEKEEPERS

    axes.set_title("Share of attacks larger than")
    for run in runs.tallies:
        sizes = np.sort(run.attacks["persons"].round().to_numpy(dtype=float))
        sizes = sizes[sizes >= 1]
        beyond = 1 - np.arange(len(sizes)) / max(len(sizes), 1)
        axes.plot(sizes, beyond, color=PEACEKEEPERS, alpha=0.5, linewidth=1)
    for _, row in rows.iterrows() if len(rows) else ():
        what = str(row["quantity"]).removeprefix(SIZES)
        if what in QUANTILES:
            axes.plot(row["recorded"], QUANTILES[what], "o", color=INK, markersize=6)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("persons killed")
