"""A metric by place on the map of a case: outline, routes, towns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import Colormap, LogNorm, Normalize, SymLogNorm
from matplotlib.patches import Polygon
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter

from marosim.languages import _, _n, _p
from marosim.languages.formats import number
from marosim.study.case_map import Mapped
from marosim.view import names, naming
from marosim.view.layers import layers_of, rings
from marosim.view.style import (
    BORDER,
    DIFFERENCE,
    FAINT,
    INK,
    LAND,
    MUTED,
    PEOPLE,
    ROUTE,
    THREAT,
    WATER,
    new_axes,
    source_line,
    styled,
)

ONE_LINE = 58  # letters of a title that fit above a map
HARMS = ("deaths", "attack", "battle", "fear", "violence")


def draw_country(axes: Axes, case: Mapped) -> None:
    """Outline, waters, neighbours' borders, routes and the frame of a case's map."""
    for ring in rings(case.outline):
        axes.add_patch(Polygon(ring, closed=True, facecolor=LAND, edgecolor=BORDER, linewidth=1.1))
    if (layers := layers_of(case.name)) is not None:
        # they reach past the country: what is shown is told by the outline and the places alone
        for lines, look in (
            (layers["borders"], {"colors": FAINT, "linewidths": 0.6, "linestyles": "dashed"}),
            (layers["rivers"], {"colors": WATER, "linewidths": 0.6}),
        ):
            drawn = LineCollection([np.asarray(line) for line in lines], zorder=1, **look)
            axes.add_collection(drawn, autolim=False)
        lakes = [np.asarray(ring) for ring in layers["lakes"]]
        axes.add_collection(PolyCollection(lakes, facecolors=WATER, zorder=1), autolim=False)
    where = case.places.set_index("name")[["longitude", "latitude"]]
    pairs = [
        (where.loc[a].to_numpy(), where.loc[b].to_numpy())
        for a, b in zip(case.routes["start"], case.routes["end"], strict=True)
    ]
    axes.add_collection(LineCollection(pairs, colors=ROUTE, linewidths=0.9, zorder=1))
    middle = float(np.deg2rad(where["latitude"].mean()))
    axes.set_aspect(1.0 / max(np.cos(middle), 0.2))
    axes.grid(visible=False)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)


def place_map(
    case: Mapped,
    values: pd.Series,
    metric: str,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    response: str = "",
    note: str = "",
    difference: bool = False,
) -> Axes:
    """A metric by place (``values`` indexed by place name) as area and colour of circles.

    ``response`` stands in the title; ``note`` says what the values are, under the figure.
    """
    table = case.places.set_index("name").join(values.rename("value")).fillna({"value": 0.0})
    amount = table["value"].to_numpy(dtype=float)
    largest = float(np.abs(amount).max()) or 1.0
    share = metric in ("fear", "control")
    norm: Normalize
    colours: Colormap
    if difference:
        norm, colours = SymLogNorm(largest / 100, vmin=-largest, vmax=largest), DIFFERENCE
    elif share:
        norm, colours = Normalize(0, 1), THREAT
    else:
        norm = LogNorm(max(largest / 1000, 1e-9), largest)
        colours = THREAT if any(h in metric for h in HARMS) else PEOPLE
    with styled():
        axes = ax if ax is not None else new_axes(6.4, 5.8)
        draw_country(axes, case)
        shown = np.abs(amount) > 0
        order = np.argsort(-np.abs(amount))
        order = order[shown[order]]
        axes.plot(table["longitude"], table["latitude"], ".", color=MUTED, markersize=2.5, zorder=2)
        size = np.abs(amount) / largest
        marks = axes.scatter(
            table["longitude"].to_numpy()[order], table["latitude"].to_numpy()[order],
            s=_area(size[order]), c=amount[order], norm=norm, cmap=colours, edgecolor="white",
            linewidth=0.7, zorder=3,
        )  # fmt: skip
        if not difference and not share:
            marks.set_clim(max(largest / 1000, 1e-9), largest)
        named = [*order[:7], *np.flatnonzero(table["capital"].fillna(False).astype(bool))]
        _name_places(axes, table, named, size)
        unit = _unit(metric)
        bar = axes.figure.colorbar(marks, ax=axes, shrink=0.5, aspect=22, pad=0.01)
        if difference or share:
            bar.set_ticks([-largest, 0, largest] if difference else [0, 0.5, 1])
        bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _at: number(v, unit)))
        bar.ax.yaxis.set_minor_formatter(FuncFormatter(lambda v, _at: ""))
        bar.outline.set_visible(False)  # type: ignore[operator]
        bar.set_label(naming.unit(unit), color=MUTED, fontsize=8)
        axes.autoscale_view()
        finding = _finding(table["value"], metric, response, difference, share)
        axes.set_title(title or finding, color=INK)
        if ax is None:
            source_line(axes, " ".join(p for p in (note, _("Area and colour say the same.")) if p))
    return axes


def _area(size: Any) -> Any:
    """Area of a mark in square points, for a share of the largest."""
    return 14 + 520 * size


def _radius(size: float) -> float:
    return float(np.sqrt(_area(size) / np.pi))


def _unit(metric: str) -> str:
    from marosim.tables import PLACE_COLUMNS

    unit = names.about(metric).unit
    return unit or ("persons" if metric in PLACE_COLUMNS else "")


def _name_places(axes: Axes, table: pd.DataFrame, rows: list[int], size: np.ndarray) -> None:
    """Names above the circles, whose area is ``size``, where they do not run into another."""
    span = float(table["latitude"].max() - table["latitude"].min()) or 1.0
    taken: list[tuple[float, float]] = []
    for row in dict.fromkeys(int(r) for r in rows):
        place = table.iloc[row]
        x, y = float(place["longitude"]), float(place["latitude"])
        if any(abs(x - a) < span * 0.16 and abs(y - b) < span * 0.06 for a, b in taken):
            continue
        taken.append((x, y))
        axes.annotate(
            str(table.index[row]), (x, y), xytext=(0, 3 + _radius(size[row])),
            textcoords="offset points", ha="center", fontsize=8, color=INK, zorder=5,
            path_effects=[withStroke(linewidth=2.2, foreground="white", alpha=0.85)],
        )  # fmt: skip


def _finding(values: pd.Series, metric: str, response: str, difference: bool, share: bool) -> str:
    subject = naming.metric(metric)
    if response:
        subject = _p("comma", ", ").join([subject, response])
    if values.abs().sum() == 0:
        return _("{metric}: no change in any place", metric=subject) if difference \
            else _("{metric}: none anywhere", metric=subject)  # fmt: skip
    if difference:
        place = str(values.abs().idxmax())
        return _("{metric}: largest change in {place}", metric=subject, place=place)
    if share:
        return _("{metric}: highest in {place}", metric=subject, place=str(values.idxmax()))
    top = values.sort_values(ascending=False)
    half = int(np.searchsorted(top.cumsum().to_numpy(), 0.5 * float(top.sum()))) + 1
    where = _n("half of it in {count} place, most in {place}",
               "half of it in {count} places, most in {place}",
               half, place=str(top.index[0]))  # fmt: skip
    apart = " " if len(subject + where) < ONE_LINE else "\n"
    return _("{metric}:", metric=subject) + apart + where
