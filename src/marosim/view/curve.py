"""An outcome over a setting that takes many values, such as the share that builds peace."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from marosim.view import names
from marosim.view.axis import unit_axis
from marosim.view.style import INK, MUTED, SERIES, interval, new_axes, number, source_line, styled


def curve(
    table: pd.DataFrame, metric: str, setting: str, *, replications: int, ax: Axes | None = None
) -> Axes:
    """Paired differences to the first value of a setting, with 95 % intervals.

    ``table`` has the columns value (of the setting), difference, low and high (in the metric's
    unit), one row a value, with zero differences at the baseline. The best value is marked;
    the title says whether it lies inside the range.
    """
    missing = [c for c in ("value", "difference", "low", "high") if c not in table]
    if missing:
        raise ValueError(f"table without {', '.join(missing)}")
    line = table.sort_values("value")
    about = names.about(metric)
    better = -1.0 if about.better == "lower" else 1.0
    best = line.loc[(better * line["difference"]).idxmax()]
    with styled():
        axes = ax or new_axes()
        axes.axhline(0.0, color=MUTED, linewidth=0.8)
        axes.fill_between(line["value"], line["low"], line["high"], color=SERIES[0], alpha=0.18,
                          linewidth=0)  # fmt: skip
        axes.plot(line["value"], line["difference"], color=SERIES[0], marker="o", markersize=4)
        axes.plot([best["value"]], [best["difference"]], "o", color=INK, markersize=8)
        axes.annotate(
            f"{best['value']:g}: {number(best['difference'], about.unit)}"
            f" ({interval(best['low'], best['high'], about.unit)})",
            (best["value"], best["difference"]), xytext=(0, 12 * better - 4),
            textcoords="offset points", ha="center", va="bottom" if better > 0 else "top",
            color=INK, fontsize=9, fontweight="bold",
        )  # fmt: skip
        unit_axis(axes, metric)
        axes.margins(y=0.15)
        axes.set_xlabel(setting.split(".")[-1].replace("_", " "))
        axes.set_title(_finding(line, best, metric, setting))
        if ax is None:
            source_line(
                axes,
                f"Difference to {setting.split('.')[-1].replace('_', ' ')} = "
                f"{line['value'].iloc[0]:g} with the same random numbers, {replications} "
                "replications; band: 95 % interval.",
            )
    return axes


def _finding(line: pd.DataFrame, best: pd.Series, metric: str, setting: str) -> str:
    inside = line["value"].iloc[0] < best["value"] < line["value"].iloc[-1]
    clear = best["low"] > 0 or best["high"] < 0
    place = "inside the range" if inside else "at the end of the range"
    words = f"{names.title(metric)}: best {setting.split('.')[-1].replace('_', ' ')} lies {place}"
    return words if clear else f"{words}, as far as {len(line)} values can tell"
