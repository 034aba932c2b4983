"""Prior and posterior of each fitted setting, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from marosim.study.calibration import Calibration


def posterior_figure(found: Calibration) -> Figure:
    """One panel a setting: its range before, the draws after, the middle of each."""
    from matplotlib.figure import Figure as NewFigure

    from marosim.view.style import FAINT, MUTED, PEACEKEEPERS, number, source_line, styled

    columns = 4
    rows = int(np.ceil(len(found.prior) / columns))
    with styled():
        figure = NewFigure(figsize=(11, 0.9 + 1.7 * rows), layout="constrained")
        panels = figure.subplots(rows, columns, squeeze=False).ravel()
        for panel, prior in zip(panels, found.prior, strict=False):
            values = found.posterior[prior.name].to_numpy()
            edges = [prior.value(s) for s in np.linspace(0, 1, 21)]
            panel.hist(values, bins=edges, weights=np.full(len(values), 20 / len(values)),
                       color=PEACEKEEPERS)  # fmt: skip
            panel.axhline(1.0, color=FAINT, linewidth=1)
            if prior.log:
                panel.set_xscale("log")
            panel.xaxis.set_major_formatter(lambda v, _: number(v))
            panel.tick_params(which="minor", length=0, labelbottom=False)
            panel.set_yticks([])
            panel.set_title(prior.name, fontsize=9)
            panel.set_xlabel(f"median {np.median(values):.3g}", fontsize=8, color=MUTED)
        for panel in panels[len(found.prior) :]:
            panel.set_axis_off()
        figure.suptitle(f"What the record says about shared settings: {found.remark}", x=0.01,
                        ha="left", fontsize=10)  # fmt: skip
        source_line(panels[0], "Grey line: prior; bars: posterior.")
    return figure
