"""A figure for each step of a calibration: runs, emulators, settings, predictions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from marosim.record.whole import whole_file
from marosim.study.calibration_gates import explained
from marosim.study.calibration_plan import Plan
from marosim.study.calibration_posterior import Fit

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from marosim.study.calibration import Found

WIDE, LINE = 10.0, 0.24  # inches
SHORT = 32  # letters of a name that fit above a panel
CLIP = 8.0  # standard deviations beyond which a figure shows no more


def save(folder: Path, name: str, figure: Figure) -> None:
    """``figures/NAME.png`` in the folder."""
    with whole_file(folder / "figures" / f"{name}.png") as draft:
        figure.savefig(draft, format="png", dpi=120)


def beside_record(plan: Plan, runs: Mapping[str, pd.DataFrame]) -> Figure:
    """Where the runs of the prior lie beside the record, number by number."""
    names, lines = [], []
    for case, asked in plan.asked.items():
        for summary in asked:
            values = summary.scaled(runs[case][summary.name].to_numpy(dtype=float))
            values = (values[np.isfinite(values)] - summary.record) / summary.width
            names.append(f"{case}: {summary.name}")
            lines.append(np.quantile(values, [0.05, 0.5, 0.95]) if len(values) else [np.nan] * 3)
    return _bars(names, np.array(lines), "Runs of the prior beside the record",
                 "standard deviations from the record (bar: 90 % of runs, dot: their median)",
                 "The line in the middle is the record.")  # fmt: skip


def predictions(found: Found) -> Figure:
    """Where runs of the posterior lie beside the record."""
    table = found.predicted
    width = (table["high"] - table["low"]).to_numpy() / 3.29
    ends = table[["low", "middle", "high"]].to_numpy() - table["record"].to_numpy()[:, None]
    names = [f"{r.case}: {r.summary} ({r.status})" for r in table.itertuples()]
    return _bars(names, ends / np.maximum(width, 1e-9)[:, None],
                 "Runs of the posterior beside the record",
                 "standard deviations of the prediction (bar: 90 %, dot: median)",
                 "The line in the middle is the record. Predictions hold its error and the "
                 "model's own.")  # fmt: skip


def emulators(fit: Fit, fresh: Mapping[str, pd.DataFrame]) -> Figure:
    """How much of each fitted number's variance emulators tell on runs that they never saw."""
    told = explained(fit, fresh) if fit.parts else {}
    values = np.maximum(np.array(list(told.values())), -1.0)
    lines = np.column_stack([np.minimum(values, 0), values, values])
    return _bars([": ".join(key) for key in told], lines,
                 "What emulators tell of fresh runs", "share of the variance",
                 "Of runs that no emulator learnt from; cut at -1, below 0 no use.")  # fmt: skip


def _bars(names: Sequence[str], lines: np.ndarray, title: str, below: str, note: str) -> Figure:
    from marosim.view.style import FAINT, INK, PEACEKEEPERS, new_axes, source_line, styled

    with styled():
        axes = new_axes(WIDE, 1.4 + LINE * max(len(names), 2))
        for row, (low, middle, high) in enumerate(np.clip(lines, -CLIP, CLIP)):
            axes.plot([low, high], [row, row], color=PEACEKEEPERS, linewidth=4, alpha=0.4,
                      solid_capstyle="butt")  # fmt: skip
            axes.plot([middle], [row], "o", color=INK, markersize=3)
        axes.axvline(0, color=FAINT, linewidth=1)
        axes.set_yticks(range(len(names)), names, fontsize=7)
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.set_xlabel(below)
        axes.set_title(title, loc="left")
        source_line(axes, note)
        return axes.figure.figure


def settings(plan: Plan, found: Found) -> Figure:
    """Each setting's prior and posterior, a panel each."""
    from matplotlib.figure import Figure as NewFigure

    from marosim.view.style import FAINT, MUTED, PEACEKEEPERS, number, source_line, styled

    columns = 4
    rows = int(np.ceil(len(plan.inputs) / columns))
    with styled():
        figure = NewFigure(figsize=(11, 0.9 + 1.7 * rows), layout="constrained")
        panels = figure.subplots(rows, columns, squeeze=False).ravel()
        for panel, prior, told in zip(panels, plan.inputs, found.settings["told"], strict=False):
            values = found.draws[prior.name].to_numpy()
            edges = [prior.value(s) for s in np.linspace(0, 1, 21)]
            panel.hist(values, bins=edges, weights=np.full(len(values), 20 / len(values)),
                       color=PEACEKEEPERS if told == "informed" else FAINT)  # fmt: skip
            panel.axhline(1.0, color=FAINT, linewidth=1)
            if prior.log:
                panel.set_xscale("log")
            panel.xaxis.set_major_formatter(lambda v, _: number(v))
            panel.tick_params(which="minor", length=0, labelbottom=False)
            panel.set_yticks([])
            panel.set_title(prior.name, fontsize=9 if len(prior.name) < SHORT else 6)
            panel.set_xlabel(f"median {np.median(values):.3g}, {told}", fontsize=8, color=MUTED)
        for panel in panels[len(plan.inputs) :]:
            panel.set_axis_off()
        source_line(panels[0], "Line: the prior. Bars: the posterior. Grey: what the record does "
                    "not inform, or what is drawn from the prior by design.")  # fmt: skip
    return figure
