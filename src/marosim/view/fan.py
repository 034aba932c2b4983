"""How a metric unfolds over time under each response, with the spread of replications."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from numpy.typing import NDArray

from marosim.view import names
from marosim.view.axis import spread_labels, unit_axis
from marosim.view.style import INK, interval, new_axes, number, series_colours, source_line, styled

BANDED = 4  # responses whose bands can still be told apart
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def paths(daily: pd.DataFrame, metric: str, cumulative: bool | None = None) -> pd.DataFrame:
    """A metric by day (rows) and run (columns); flows are added up unless told otherwise."""
    if metric not in daily:
        known = ", ".join(c for c in daily.columns if c not in ("day", "date"))
        raise ValueError(f"{metric}: no such metric in the daily table; expected one of {known}")
    run = "run" if "run" in daily else "replication"
    table = (
        daily.pivot_table(index="day", columns=run, values=metric)
        if run in daily
        else (daily.set_index("day")[[metric]])
    )
    if cumulative is None:
        cumulative = names.about(metric).kind == "flow"
    return table.cumsum() if cumulative else table


def bands(table: pd.DataFrame) -> NDArray[np.float64]:
    """Quantiles over runs for each day, shape [5, days]."""
    return np.nanquantile(table.to_numpy(dtype=float), QUANTILES, axis=1)


def fan(
    daily: pd.DataFrame,
    metric: str = "deaths_direct",
    *,
    ax: Axes | None = None,
    cumulative: bool | None = None,
    order: Sequence[str] | None = None,
    title: str | None = None,
) -> Axes:
    """Median, 50 % and 90 % bands of a metric over time, one fan a response.

    ``daily`` has the columns day and ``metric``, and if there are several runs ``run`` or
    ``replication`` and ``response``. Flows such as deaths are added up over days unless
    ``cumulative=False``.
    """
    table = daily if "response" in daily else daily.assign(response="run")
    labels = list(order or dict.fromkeys(table["response"].astype(str)))
    words, colours = names.responses(labels), series_colours(labels)
    dates = _dates(table)
    with styled():
        axes = ax if ax is not None else new_axes(height=max(4.2, 1.6 + 0.27 * len(labels)))
        ends: list[tuple[float, str, str]] = []
        last: dict[str, NDArray[np.float64]] = {}
        means: dict[str, float] = {}
        runs = 0
        for label in labels:
            one = paths(table[table["response"].astype(str) == label], metric, cumulative)
            runs = max(runs, one.shape[1])
            low, quarter, middle, three, high = bands(one)
            x = dates.reindex(one.index) if dates is not None else one.index
            if len(labels) <= BANDED:
                axes.fill_between(x, low, high, color=colours[label], alpha=0.13, linewidth=0)
                axes.fill_between(x, quarter, three, color=colours[label], alpha=0.25, linewidth=0)
            else:
                axes.errorbar(
                    [x.iloc[-1] if hasattr(x, "iloc") else x[-1]], [middle[-1]],
                    yerr=[[middle[-1] - low[-1]], [high[-1] - middle[-1]]], color=colours[label],
                    alpha=0.6, linewidth=1.4,
                )  # fmt: skip
            axes.plot(x, middle, color=colours[label], label=words[label])
            last[label] = np.array([low[-1], middle[-1], high[-1]])
            means[label] = float(np.nanmean(one.to_numpy(dtype=float)[-1]))
            if len(labels) > 1:
                ends.append((float(middle[-1]), words[label], colours[label]))
        unit_axis(axes, metric)
        if dates is not None:
            locator = AutoDateLocator(minticks=3, maxticks=8)
            axes.xaxis.set_major_locator(locator)
            axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
        else:
            axes.set_xlabel("day")
        axes.margins(x=0.01)
        spread_labels(axes, ends)
        axes.set_title(title or _finding(metric, last, means, words), color=INK)
        held = "bands hold 50 % and 90 %" if len(labels) <= BANDED else "bars at the end hold 90 %"
        note = f"Median of {runs} runs; {held} of them." if runs > 1 else ""
        if ax is None:
            source_line(axes, note)
    return axes


def _dates(table: pd.DataFrame) -> pd.Series | None:
    if "date" not in table:
        return None
    return pd.to_datetime(table.drop_duplicates("day").set_index("day")["date"])


def _finding(
    metric: str,
    last: dict[str, NDArray[np.float64]],
    means: dict[str, float],
    words: dict[str, str],
) -> str:
    unit = names.about(metric).unit
    subject = names.title(metric)
    if len(last) == 1:
        return f"{subject}: {_with_range(next(iter(last.values())), unit)} at the end"
    higher = names.about(metric).better == "higher"
    best = (max if higher else min)(last, key=lambda k: last[k][1])
    low, _, high = last[best]
    certain = number(low, unit) == number(high, unit)  # as where nobody was sent
    if names.about(metric).better == "neither" or certain:
        ranked = sorted(last, key=lambda k: last[k][1])
        first, final = (
            f"{number(last[k][1], unit)} with {words[k]}" for k in ranked[:: len(ranked) - 1]
        )
        return f"{subject}: {first}\nto {final}"
    rivals = [v for k, v in last.items() if k != best]
    nearest = (max if higher else min)(rivals, key=lambda v: v[1])
    apart = nearest[2] < low if higher else nearest[0] > high
    if best != (max if higher else min)(means, key=lambda k: means[k]):
        ends = sorted(v[1] for v in last.values())
        return f"{subject}: no response stands out,\nmedians {interval(ends[0], ends[-1], unit)}"
    word = "highest" if higher else "lowest"
    tail = "" if apart else "; ranges overlap"
    return f"{subject}: {word} with {words[best]},\n{_with_range(last[best], unit)}{tail}"


def _with_range(ends: NDArray[np.float64], unit: str) -> str:
    low, middle, high = ends
    if number(low, unit) == number(high, unit):
        return number(middle, unit)
    return f"median {number(middle, unit)} (90 % of runs: {interval(low, high, unit)})"
