"""The model against what is known: published effects, and the tail of attack sizes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from marosim.view import names
from marosim.view.style import (
    FAINT,
    INK,
    MUTED,
    PEACEKEEPERS,
    ROLES,
    new_axes,
    number,
    series_colours,
    source_line,
    styled,
)


def targets(validation: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Published effects beside simulated ones, each on its own scale.

    ``validation`` has the columns of ``validation.csv``: id, target, published, accept_low,
    accept_high, simulated, low, high, passes. Every row is scaled so that its accepted range
    spans the grey box.
    """
    rows = validation.reset_index(drop=True)
    with styled():
        axes = ax if ax is not None else new_axes(12.0, 1.4 + 0.42 * len(rows))
        for i, row in rows.iterrows():
            y = len(rows) - 1 - int(str(i))
            low, high = float(row["accept_low"]), float(row["accept_high"])
            centre, half = (low + high) / 2, max((high - low) / 2, 1e-12)

            def scaled(value: float, centre: float = centre, half: float = half) -> float:
                return float(np.clip((value - centre) / half, -2.9, 2.9))

            axes.barh(y, 2, left=-1, height=0.6, color="#eceff2", zorder=1)
            if pd.notna(row["published"]):
                axes.plot(scaled(row["published"]), y, "|", color=INK, markersize=14,
                          markeredgewidth=2, zorder=3)  # fmt: skip
            passes = bool(row["passes"])
            colour = PEACEKEEPERS if passes else ROLES["militia"]
            axes.plot([scaled(row["low"]), scaled(row["high"])], [y, y], color=colour,
                      linewidth=2.4, zorder=2)  # fmt: skip
            axes.plot(scaled(row["simulated"]), y, "o" if passes else "X", color=colour,
                      markersize=7.5, zorder=4)  # fmt: skip
            said = f"{_said(row['simulated'])}  (accepted {_said(low)} to {_said(high)})"
            axes.text(3.1, y, said, va="center", fontsize=8,
                      color=INK if passes else ROLES["militia"])  # fmt: skip
        marks = [f"{r['id']}  {r['target']}" for _, r in rows.iterrows()]
        axes.set_yticks(np.arange(len(rows))[::-1], marks, color=INK, fontsize=8.5)
        axes.set_xlim(-3, 3)
        axes.set_xticks([-1, 0, 1], ["lowest\naccepted", "", "highest\naccepted"])
        axes.grid(visible=False)
        good = int(rows["passes"].astype(bool).sum())
        axes.set_title(f"{good} of {len(rows)} published targets are met")
        if ax is None:
            source_line(axes, "Bars: published; dots: simulated with interval; crosses miss.")
    return axes


def _said(value: float) -> str:
    """A number of three digits, whole from a thousand on."""
    return f"{value:,.0f}" if 1000 <= abs(value) < np.inf else f"{value:.3g}"


def tail(
    sizes: Mapping[str, ArrayLike] | ArrayLike, *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Share of attacks at least as deadly as a number, on two logarithmic axes."""
    groups = sizes if isinstance(sizes, Mapping) else {"attacks": sizes}
    colours = series_colours(list(groups))
    with styled():
        axes = ax if ax is not None else new_axes(6.2, 4.2)
        slopes = []
        for label, values in groups.items():
            x = np.sort(np.asarray(values, dtype=float))
            x = x[x > 0]
            if not len(x):
                continue
            share = 1.0 - np.arange(len(x)) / len(x)
            axes.plot(x, share, ".", color=colours[label], markersize=4, alpha=0.8,
                      label=names.response(label))  # fmt: skip
            exponent, start = tail_exponent(x)
            if np.isfinite(exponent):
                slopes.append(exponent)
                above = x[x >= start]
                line = (above / start) ** (1 - exponent) * np.mean(x >= start)
                axes.plot(above, line, color=colours[label], linewidth=1.2)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.grid(axis="both")
        axes.set_xlabel("people killed in an attack")
        axes.set_ylabel("share of attacks at least as deadly")
        axes.xaxis.set_major_formatter(lambda v, _: number(v))
        axes.tick_params(which="minor", length=0)
        if len(groups) > 1:
            axes.legend(fontsize=8)
        if title is None:
            few = f", tail exponent {np.mean(slopes):.1f}" if slopes else ""
            title = f"A few attacks do most of the killing{few}"
        axes.set_title(title)
        axes.title.set_color(INK)
        axes.xaxis.label.set_color(MUTED)
        axes.spines["bottom"].set_color(FAINT)
        if ax is None:
            source_line(axes, "Exponent fitted above the median by maximum likelihood.")
    return axes


def tail_exponent(sizes: ArrayLike) -> tuple[float, float]:
    """Exponent of a power law above the median size, and that size (Clauset et al. 2009)."""
    x = np.asarray(sizes, dtype=float)
    x = x[x > 0]
    if len(x) < 20:
        return float("nan"), float("nan")
    start = float(np.median(x))
    above = x[x >= start]
    spread = float(np.log(above / start).sum())
    return (1.0 + len(above) / spread if spread > 0 else float("nan")), start
