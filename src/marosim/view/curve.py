"""An outcome over a setting that takes many values, such as the share that builds peace."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from marosim.view import names
from marosim.view.axis import unit_axis
from marosim.view.style import (
    INK,
    MUTED,
    interval,
    new_axes,
    number,
    series_colours,
    source_line,
    styled,
)

NEEDED = ("value", "difference", "low", "high")


def curve(
    table: pd.DataFrame, metric: str, setting: str, *, replications: int, ax: Axes | None = None
) -> Axes:
    """Paired differences to the first value of a setting, with 95 % intervals.

    ``table`` has the columns value (of the setting), difference, low and high (in the metric's
    unit), one row a value, with zero differences at the baseline. The best value is marked;
    the title says whether it lies inside the range. With the column ``line`` there is a line
    for each of its names (such as cases); with ``as_good`` (bool) values that are not clearly
    worse than the best of their line have a filled mark, and the title says whether some value
    could be best for all.
    """
    missing = [c for c in NEEDED if c not in table]
    if missing:
        raise ValueError(f"table without {', '.join(missing)}")
    lines = _lines(table)
    about = names.about(metric)
    better = -1.0 if about.better == "lower" else 1.0
    bests = {n: line.loc[(better * line["difference"]).idxmax()] for n, line in lines.items()}
    with styled():
        axes = ax or new_axes()
        axes.axhline(0.0, color=MUTED, linewidth=0.8)
        colours = series_colours(list(lines))
        for name, line in lines.items():
            label = f"{name}: best {_label(bests[name], about.unit)}" if name else ""
            _draw(axes, line, bests[name], colours[name], label)
            if not name:
                axes.annotate(
                    _label(bests[name], about.unit),
                    (bests[name]["value"], bests[name]["difference"]),
                    xytext=(0, 12 * better - 4), textcoords="offset points", ha="center",
                    va="bottom" if better > 0 else "top",
                    color=INK, fontsize=9, fontweight="bold",
                )  # fmt: skip
        if len(lines) > 1:
            axes.legend(loc="best", fontsize=8.5)
        unit_axis(axes, metric)
        axes.margins(y=0.15)
        axes.set_xlabel(names.setting(setting))
        axes.set_title(_finding(lines, bests, metric, setting))
        if ax is None:
            first = next(iter(lines.values()))["value"].iloc[0]
            filled = " Filled: not clearly worse than the best." if "as_good" in table else ""
            source_line(
                axes,
                f"Difference to {names.setting(setting)} = {first:g} with the same random numbers, "
                f"{replications} replications; band: 95 % interval.{filled}",
            )
    return axes


def _lines(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    ordered = table.sort_values("value")
    if "line" not in table:
        return {"": ordered}
    return {name: ordered[ordered["line"] == name] for name in table["line"].unique()}


def _draw(axes: Axes, line: pd.DataFrame, best: pd.Series, colour: str, label: str) -> None:
    axes.fill_between(line["value"], line["low"], line["high"], color=colour, alpha=0.15,
                      linewidth=0)  # fmt: skip
    axes.plot(line["value"], line["difference"], color=colour, marker="o", markersize=4,
              markerfacecolor="white" if "as_good" in line else colour)  # fmt: skip
    if "as_good" in line:
        good = line[line["as_good"]]
        axes.plot(good["value"], good["difference"], "o", color=colour, markersize=4)
    axes.plot([best["value"]], [best["difference"]], "o", color=colour if label else INK,
              markersize=8, label=label or None)  # fmt: skip


def _label(best: pd.Series, unit: str) -> str:
    difference = number(best["difference"], unit)
    return f"{best['value']:g}: {difference} ({interval(best['low'], best['high'], unit)})"


def _finding(
    lines: dict[str, pd.DataFrame], bests: dict[str, pd.Series], metric: str, setting: str
) -> str:
    found = list(lines.items())
    inside = all(
        line["value"].iloc[0] < bests[name]["value"] < line["value"].iloc[-1]
        for name, line in found
    )
    ends = "not always inside" if len(found) > 1 else "at the end of"
    place = f"{'inside' if inside else ends} the range"
    words = f"{names.title(metric)}: best {names.setting(setting)} lies {place}"
    if len(found) == 1:
        (best,) = bests.values()
        clear = best["low"] > 0 or best["high"] < 0  # NaN, as of too few runs, is not
        return words if clear else f"{words}, as far as {len(found[0][1])} values can tell"
    if "as_good" not in found[0][1]:
        return words
    good = [set(line.loc[line["as_good"], "value"]) for _, line in found]
    common = sorted(set.intersection(*good))
    if not common:
        return f"{words};\nno value is good for all"
    span = f"{common[0]:g}" + (f" to {common[-1]:g}" if len(common) > 1 else "")
    return f"{words};\n{span} not clearly worse than the best of any"
