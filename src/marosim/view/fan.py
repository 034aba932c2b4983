"""How a metric unfolds over time under each response, with the spread of replications."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from marosim.languages import _, _n, _p
from marosim.languages.formats import interval, listed, number
from marosim.study import intervals
from marosim.view import names, naming
from marosim.view.axis import day_axis, spread_labels, unit_axis
from marosim.view.style import FAINT, INK, new_axes, series_colours, source_line, styled

BANDED = 4  # responses whose bands can still be told apart
LABELLED = 6  # lines with a name; of more, those asked for, the lowest and the highest
LONG = 30  # letters of a name of which one stands for all that share its line
LETTER_INCHES = 0.085  # of a name at the end of a line
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
    found: NDArray[np.float64] = np.nanquantile(table.to_numpy(dtype=float), QUANTILES, axis=1)
    return found


def fan(
    daily: pd.DataFrame,
    metric: str = "deaths_direct",
    *,
    ax: Axes | None = None,
    cumulative: bool | None = None,
    order: Sequence[str] | None = None,
    title: str | None = None,
    asked: Sequence[str] = (),
) -> Axes:
    """Median, 50 % and 90 % bands of a metric over time, one fan a response.

    ``daily`` has the columns day and ``metric``, and if there are several runs ``run`` or
    ``replication`` and ``response``. Flows such as deaths are added up over days unless
    ``cumulative=False``. Responses with the same course in every run share a line. Of many
    lines those of the responses ``asked`` for are named, with the lowest and the highest; the
    others are grey.
    """
    table = daily if "response" in daily else daily.assign(response="run")
    there = set(table["response"].astype(str))
    labels = [r for r in order or dict.fromkeys(table["response"].astype(str)) if r in there]
    courses = {
        r: paths(table[table["response"].astype(str) == r], metric, cumulative) for r in labels
    }
    shared, own = naming.of_one_case(order or labels)
    words, colours = _together(courses, own), series_colours(labels)
    chosen = _labelled(courses, list(words), asked)
    dates = _dates(table)
    with styled():
        longest = max(len(words[label]) for label in chosen) if len(labels) > 1 else 0
        wide, high = 4.2 + LETTER_INCHES * longest, 1.6 + 0.27 * len(chosen)
        axes = ax if ax is not None else new_axes(max(7.2, wide), max(4.2, high))
        ends: list[tuple[float, str, str]] = []
        runs = max(one.shape[1] for one in courses.values())
        spread = runs >= intervals.FEWEST
        for label in sorted(words, key=lambda name: name in chosen):
            one = courses[label]
            low, quarter, middle, three, high = bands(one)
            x = dates.reindex(one.index) if dates is not None else one.index
            colour = colours[label] if label in chosen else FAINT
            if spread and len(chosen) <= BANDED and label in chosen:
                axes.fill_between(x, low, high, color=colour, alpha=0.13, linewidth=0)
                axes.fill_between(x, quarter, three, color=colour, alpha=0.25, linewidth=0)
            elif spread and label in chosen:
                axes.errorbar(
                    [x.iloc[-1] if hasattr(x, "iloc") else x[-1]], [middle[-1]],
                    yerr=[[middle[-1] - low[-1]], [high[-1] - middle[-1]]], color=colour,
                    alpha=0.6, linewidth=1.4,
                )  # fmt: skip
            axes.plot(x, middle, color=colour, label=words[label],
                      linewidth=1.8 if label in chosen else 0.9)  # fmt: skip
            if len(labels) > 1 and label in chosen:
                ends.append((float(middle[-1]), words[label], colour))
        unit_axis(axes, metric)
        if dates is not None:
            day_axis(axes)
        else:
            axes.set_xlabel(_p("axis", "day"))
        axes.margins(x=0.01)
        spread_labels(axes, ends)
        axes.set_title(title or _finding(metric, courses, own, shared), color=INK)
        if ax is None:
            source_line(axes, _note(runs, len(chosen), len(words)))
    return axes


def _note(runs: int, chosen: int, lines: int) -> str:
    """What lines and bands are."""
    note = ""
    if runs >= intervals.FEWEST:
        note = _("Median of {runs} runs; bands hold 50 % and 90 % of them.", runs=runs) \
            if chosen <= BANDED else \
            _("Median of {runs} runs; bars at the end hold 90 % of them.", runs=runs)  # fmt: skip
    elif runs > 1:
        note = _("Median of {runs} runs, too few to show a spread.", runs=runs)
    if chosen < lines:
        note += " " + _("Grey: {lines} more.", lines=lines - chosen)
    return note


def _dates(table: pd.DataFrame) -> pd.Series | None:
    if "date" not in table:
        return None
    return pd.to_datetime(table.drop_duplicates("day").set_index("day")["date"])


def _together(courses: dict[str, pd.DataFrame], words: dict[str, str]) -> dict[str, str]:
    """The name of each line: of responses with the same course in every run, the first's."""
    found: dict[str, list[str]] = {}
    for label, course in courses.items():
        values = course.to_numpy()
        same = (r for r in found if np.array_equal(courses[r].to_numpy(), values, equal_nan=True))
        found.setdefault(next(same, label), []).append(label)
    named_words = {}
    for first, several in found.items():
        shown = [words[r] for r in several[: 3 if len(words[several[0]]) < LONG else 1]]
        more = len(several) - len(shown)
        named_words[first] = listed([*shown, _n("1 more", "{count} more", more)] if more else shown)
    return named_words


def _labelled(
    courses: dict[str, pd.DataFrame], lines: list[str], asked: Sequence[str]
) -> list[str]:
    """The lines that carry a name."""
    if len(lines) <= LABELLED:
        return lines
    ranked = sorted(lines, key=lambda r: float(np.nanmedian(courses[r].to_numpy()[-1])))
    first = [r for r in asked if r in lines][: LABELLED - 2]
    return list(dict.fromkeys([*first, ranked[0], ranked[-1]]))


def _finding(
    metric: str, courses: dict[str, pd.DataFrame], words: dict[str, str], shared: str
) -> str:
    about, subject = names.about(metric), naming.about_case(naming.metric(metric), shared)
    ends = {label: course.iloc[-1].to_numpy(dtype=float) for label, course in courses.items()}
    if len(ends) == 1:
        amount = _with_range(next(iter(ends.values())), about.unit)
        return _("{metric}: {amount} at the end", metric=subject, amount=amount)
    middles = sorted(float(np.nanmedian(end)) for end in ends.values())
    if number(middles[0], about.unit) == number(middles[-1], about.unit):
        span = _("about {amount} under each", amount=number(middles[0], about.unit))
    else:
        span = _("medians {reach}", reach=interval(middles[0], middles[-1], about.unit))
    higher = about.better == "higher"
    best = (max if higher else min)(ends, key=lambda k: float(np.nanmean(ends[k])))
    if about.better == "neither" or not all(_beats(ends[best], ends[k]) for k in ends if k != best):
        enough = min(len(end) for end in ends.values()) >= intervals.FEWEST
        tied = about.better != "neither" and not any(
            _beats(ends[best], end) for end in ends.values()
        )
        if enough and tied:
            said = _("{metric}: the responses cannot be told apart,", metric=subject)
        else:
            said = _("{metric} at the end:", metric=subject)
        return f"{said}\n{span}"
    values = {"metric": subject, "option": words[best]}
    said = _("{metric}: highest with {option},", **values) if higher \
        else _("{metric}: lowest with {option},", **values)  # fmt: skip
    return f"{said}\n{_with_range(ends[best], about.unit)}"


def _beats(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Whether two responses clearly differ over the replications that they share."""
    if len(one) != len(other):
        return False
    gaps = one - other
    return bool(intervals.direction(intervals.of_mean(gaps), int(np.isfinite(gaps).sum())))


def _with_range(ends: NDArray[np.float64], unit: str) -> str:
    low, middle, high = np.nanquantile(ends, [0.05, 0.5, 0.95])
    if len(ends) < intervals.FEWEST or number(low, unit) == number(high, unit):
        return number(middle, unit)
    return _("median {amount} (90 % of runs: {reach})",
             amount=number(middle, unit), reach=interval(low, high, unit))  # fmt: skip
