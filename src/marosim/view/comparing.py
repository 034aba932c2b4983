"""Responses against one another: effects with intervals, trade-offs, interactions."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from marosim.languages import _, _p
from marosim.languages.formats import apart, interval, number
from marosim.study.front import DOUBT, front, perhaps
from marosim.study.intervals import FEWEST, of_mean
from marosim.view import names, naming
from marosim.view.axis import unit_axis
from marosim.view.style import (
    FAINT,
    INK,
    MUTED,
    SERIES,
    new_axes,
    series_colours,
    source_line,
    styled,
)
from marosim.view.wording import COUNTED, capital, clear

NAMED = 5  # points that can carry their names
# where the name of a point may stand, in points from it; at the last it may cover others
CORNERS: tuple[tuple[int, int, Literal["left", "right"]], ...] = (
    *((8, 6, "left"), (8, -13, "left"), (-8, 6, "right"), (-8, -13, "right")),
    *((8, 20, "left"), (8, -27, "left"), (-8, 20, "right"), (-8, -27, "right")),
    (8, 34, "left"),
)
UNNAMED = ("", "1", "US$")


def forest(
    comparison: pd.DataFrame, metric: str = "deaths_direct", *, ax: Axes | None = None
) -> Axes:
    """Difference of each response to the baseline with its interval.

    ``comparison`` has the columns of ``compare.csv``: response, metric, difference, low, high,
    replications.
    """
    rows = comparison[comparison["metric"] == metric].reset_index(drop=True)
    if rows.empty:
        raise ValueError(f"{metric}: not in this comparison")
    shared, words = naming.of_one_case(rows["response"])
    unit, better = names.about(metric).unit, names.about(metric).better
    with styled():
        axes = ax if ax is not None else new_axes(7.2, 1.6 + 0.45 * len(rows))
        place = np.arange(len(rows))[::-1]
        sure = _sure(rows)
        for y, (_label, row), told in zip(place, rows.iterrows(), sure, strict=True):
            colour = SERIES[1] if told else FAINT
            axes.plot([row["low"], row["high"]], [y, y], color=colour, linewidth=2.4, zorder=2,
                      solid_capstyle="round")  # fmt: skip
            axes.plot(row["difference"], y, "o", color=colour, markersize=7, zorder=3)
            reach = apart("(" + interval(row["low"], row["high"], unit) + ")")
            same = row["low"] == row["high"] == 0
            text = _("the same in every run") if same else f"{_signed(row, unit)}  {reach}"
            if pd.isna(row["low"]):
                few = _("too few runs for a range")
                text = f"{_signed(row, unit)}  ({few})"
            axes.annotate(text, (1.0, y), xycoords=("axes fraction", "data"), xytext=(8, 0),
                          textcoords="offset points", va="center", fontsize=8.5,
                          color=INK if told else MUTED)  # fmt: skip
        axes.axvline(0, color=INK, linewidth=1)
        axes.set_yticks(place, [words[r] for r in rows["response"]], color=INK)
        axes.set_ylim(-0.7, len(rows) - 0.3)
        axes.grid(axis="x")
        axes.grid(axis="y", visible=False)
        unit_axis(axes, metric, horizontal=True)
        axes.set_xlabel(f"{_difference(unit)}   {_side(unit, better)}")
        axes.set_title(_forest_finding(rows, metric, words, better, shared))
        if ax is None:
            count = int(rows["replications"].max())
            source_line(
                axes,
                _("Paired over {runs} replications; fewer than {few} tell no direction.",
                  runs=count, few=FEWEST) if count < FEWEST else
                _("Paired over {runs} replications; lines are 95 % intervals. Grey: chance may "
                  "have made it, counted over all rows.", runs=count),
            )  # fmt: skip
    return axes


def _difference(unit: str) -> str:
    if unit in UNNAMED:
        return _("difference to the baseline")
    return _("difference to the baseline, {unit}", unit=naming.unit(unit))


def _side(unit: str, better: str) -> str:
    """Which side of the axis is the better one."""
    if better == "higher":
        return _("more is better →")
    if better != "lower":
        return ""
    return _("← fewer is better") if unit in COUNTED else _("← less is better")


def _signed(row: pd.Series, unit: str) -> str:
    said = number(row["difference"], unit, _half(row))
    return f"+{said}" if row["difference"] > 0 and said != number(0.0, unit) else said


def _half(row: pd.Series) -> float:
    return 0.0 if pd.isna(row["low"]) else float(row["high"] - row["low"]) / 2


def _sure(rows: pd.DataFrame) -> pd.Series:
    """Which rows tell a direction, counted how many are shown at once."""
    return rows.apply(clear, axis=1, among=len(rows)).astype(bool)


def _forest_finding(
    rows: pd.DataFrame, metric: str, words: dict[str, str], better: str, shared: str
) -> str:
    unit = names.about(metric).unit
    subject = naming.about_case(naming.metric(metric), shared)
    sure = rows[_sure(rows)]
    more, less = sure[sure["difference"] > 0], sure[sure["difference"] < 0]
    good, bad = (more, less) if better == "higher" else (less, more)
    found = good if len(good) else bad
    if found.empty:
        if rows["replications"].max() < FEWEST:
            return _("{metric}: too few runs to compare", metric=subject)
        return _("{metric}: no clear difference to the baseline", metric=subject)
    row = found.loc[found["difference"].abs().idxmax()]
    values = {
        "metric": subject, "option": words[row["response"]],
        "amount": number(abs(row["difference"]), unit, _half(row)),
    }  # fmt: skip
    if found is more:
        return _("{metric}: {amount} more with {option}", **values)
    if unit in COUNTED:
        return _("{metric}: {amount} fewer with {option}", **values)
    return _("{metric}: {amount} less with {option}", **values)


def pareto(
    runs: pd.DataFrame,
    cost: str = "cost_usd",
    outcome: str = "deaths_direct",
    *,
    ax: Axes | None = None,
) -> Axes:
    """What each response costs and brings; those that no other beats on both are joined.

    ``runs`` has one row a run with response, replication and both metrics.
    """
    higher = [names.about(m).better == "higher" for m in (cost, outcome)]
    points = front(runs, cost, outcome, higher).set_index("response")
    means, best = points[[cost, outcome]], points["front"].to_numpy()
    words, colours = naming.responses(means.index), series_colours(list(means.index))
    few = len(means) <= NAMED
    with styled():
        axes = ax if ax is not None else new_axes(8.2, max(4.2, 1.6 + 0.27 * len(means)))
        for key, group in runs.groupby("response", sort=False):
            axes.plot(group[cost], group[outcome], ".", color=colours[str(key)], alpha=0.25,
                      markersize=5)  # fmt: skip
        chosen = means[best].sort_values(cost)
        axes.plot(chosen[cost], chosen[outcome], color=FAINT, linewidth=1.2, zorder=1)
        for (label, row), efficient_one in zip(means.iterrows(), best, strict=True):
            name = str(label)
            axes.plot(row[cost], row[outcome], "o" if efficient_one else "X", markersize=9,
                      color=colours[name], markeredgecolor="white", linestyle="",
                      label=words[name])  # fmt: skip
        axes.margins(x=0.15, y=0.12)
        unit_axis(axes, cost, horizontal=True)
        unit_axis(axes, outcome)
        axes.set_xlabel(_named(cost))
        axes.set_ylabel(_named(outcome))
        axes.grid(axis="both")
        if few:
            _name_points(axes, means, words, colours)
        else:
            axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(1.01, 0.5))
        unsure = ~(points["share"] >= 1 - DOUBT) & points["front"]
        doubtful = bool(perhaps(points).any() or unsure.any())
        axes.set_title(_front_finding([words[str(r)] for r in chosen.index], len(means), doubtful))
        if ax is None:
            source_line(
                axes,
                _(
                    "Large marks are means, small ones single runs; crosses: another response is "
                    "at least as good on both counts. Where small marks mingle, chance may decide."
                ),
            )
    return axes


def _named(metric: str) -> str:
    unit, better = names.about(metric).unit, names.about(metric).better
    side = {"lower": _("less is better"), "higher": _("more is better")}.get(better)
    counted = "" if unit in UNNAMED else naming.unit(unit)
    return _p("comma", ", ").join(p for p in (naming.metric(metric), counted, side) if p)


def _front_finding(chosen: list[str], count: int, doubtful: bool) -> str:
    """What the front says; ``doubtful`` where chance may put others there."""
    if len(chosen) == 1:
        first = capital(chosen[0])
        return _("{option} is best on both counts, though not clearly", option=first) \
            if doubtful else _("{option} is best on both counts", option=first)  # fmt: skip
    if len(chosen) > 3:
        values = {"options": len(chosen), "all": count}
        return (
            _("{options} of {all} responses are best trade-offs, though not clearly", **values)
            if doubtful
            else _("{options} of {all} responses are best trade-offs", **values)
        )
    said = _("Best trade-offs, though not clearly:") if doubtful else _("Best trade-offs:")
    return f"{said}\n{' · '.join(chosen)}"


def _name_points(
    axes: Axes, means: pd.DataFrame, words: dict[str, str], colours: dict[str, str]
) -> None:
    """Names beside points, each at the first corner where it covers no name and no point."""
    figure = axes.figure.figure
    figure.draw_without_rendering()
    marks = axes.transData.transform(means.to_numpy())
    taken: list[Bbox] = []
    for (label, row), own in zip(means.iterrows(), marks, strict=True):
        others = marks[np.any(marks != own, axis=1)]
        name = axes.annotate(
            words[str(label)], tuple(row), xytext=CORNERS[0][:2], textcoords="offset points",
            color=colours[str(label)], fontsize=9, fontweight="bold",
        )  # fmt: skip
        for x, y, side in CORNERS:
            name.xyann = (x, y)
            name.set_horizontalalignment(side)
            box = name.get_window_extent().padded(2)
            if not box.count_overlaps(taken) and not any(box.contains(*p) for p in others):
                break
        taken.append(box)


def interactions(
    runs: pd.DataFrame,
    metric: str,
    *,
    along: str,
    lines: str,
    panels: str | None = None,
    title: str | None = None,
) -> Figure:
    """Whether one choice changes what another does: small multiples of means with 95 % intervals.

    ``along``, ``lines`` and ``panels`` name swept settings, which are columns of ``runs``.
    """
    kinds = list(dict.fromkeys(runs[panels])) if panels else [None]
    steps = list(dict.fromkeys(runs[along]))
    groups = list(dict.fromkeys(runs[lines]))
    colours = series_colours([str(g) for g in groups])
    with styled():
        width = max(6.4, (1.0 + 0.8 * len(steps)) * len(kinds) + 2.2)
        figure = Figure(figsize=(width, 4.0), layout="constrained")
        grid = figure.subplots(1, len(kinds), sharey=True, squeeze=False)[0]
        for axes, kind in zip(grid, kinds, strict=True):
            part = runs if kind is None else runs[runs[panels] == kind]
            for group in groups:
                values = [
                    part[(part[along] == s) & (part[lines] == group)][metric].to_numpy(dtype=float)
                    for s in steps
                ]
                centre = np.array([v.mean() if len(v) else np.nan for v in values])
                reach = np.array([of_mean(v).half if len(v) >= FEWEST else 0.0 for v in values])
                colour = colours[str(group)]
                x = np.arange(len(steps))
                axes.fill_between(x, centre - reach, centre + reach, color=colour, alpha=0.2,
                                  linewidth=0)  # fmt: skip
                axes.plot(x, centre, "o-", color=colour, markersize=5,
                          label=naming.response(str(group)))  # fmt: skip
            axes.set_xticks(np.arange(len(steps)), [naming.response(str(s)) for s in steps])
            axes.margins(x=0.18)
            axes.set_xlabel(along)
            if kind is not None:
                axes.set_title(f"{panels}: {naming.response(str(kind))}", fontsize=10)
        unit_axis(grid[0], metric)
        figure.legend(*grid[0].get_legend_handles_labels(), title=lines, fontsize=8,
                      title_fontsize=8, loc="outside right center", frameon=False)  # fmt: skip
        figure.suptitle(
            title or f"{naming.metric(metric)} by {along} and {lines}", x=0.01, ha="left",
            fontweight="bold",
        )  # fmt: skip
        source_line(
            grid[0],
            f"Means with 95 % intervals (from {FEWEST} runs on), which hold the chance that all "
            "responses share.",
        )
    return figure
