"""Two figures of a case that was made from files: its map, and what was read of the files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING

import numpy as np

from marosim.bring.report import Report
from marosim.languages import _
from marosim.record.whole import whole_file

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from marosim.world.case import Case

MAP, READ = "map.png", "read.png"
NAMED = 8  # of the largest places


def write_figures(
    case: Case, events: pd.DataFrame, reports: Sequence[Report], folder: Path
) -> None:
    """Write ``map.png`` and ``read.png``; ``events`` are those from before the cutoff."""
    for name, drawn in ((MAP, case_map(case, events)), (READ, what_was_read(reports))):
        with whole_file(folder / name) as draft:
            drawn.savefig(draft, format="png", dpi=150)


def case_map(case: Case, events: pd.DataFrame) -> Figure:
    """Places by their people, routes, bases, and events with civilians killed or without."""
    from marosim.view.layers import rings
    from marosim.view.style import BORDER, INK, LAND, ROLES, ROUTE, styled

    towns = case.places[case.places["kind"] == "town"]
    at = case.places.set_index("name")[["longitude", "latitude"]]
    with styled():
        drawn = _new(8.0, 7.4)
        axes = drawn.subplots()
        for ring in rings(case.outline):
            axes.fill(*ring.T, facecolor=LAND, edgecolor=BORDER, linewidth=0.8, zorder=1)
        for start, end in zip(case.routes["start"], case.routes["end"], strict=True):
            axes.plot(*at.loc[[start, end]].to_numpy().T, color=ROUTE, linewidth=0.8, zorder=2)
        size = 6 + 240 * np.sqrt(towns["population"] / max(towns["population"].sum(), 1))
        axes.scatter(towns["longitude"], towns["latitude"], s=size, color="white", edgecolor=INK,
                     linewidth=0.8, zorder=3, label=_("place, by its people"))  # fmt: skip
        if len(events):
            known = events[events["place_known"]]
            for chosen, colour, label in (
                (
                    known["civilians_killed"] <= 0,
                    ROLES["government"],
                    _("event without civilians killed"),
                ),
                (known["civilians_killed"] > 0, ROLES["militia"], _("event with civilians killed")),
            ):
                own = known[chosen]
                axes.scatter(own["longitude"], own["latitude"], s=9, color=colour, alpha=0.6,
                             linewidth=0, zorder=4, label=f"{label} ({len(own):,})")  # fmt: skip
        markers = {"government": "s", "rebel": "^", "militia": "D"}
        for role, marker in markers.items():
            bases = [b for o in case.organisations if o.role == role for b in o.bases]
            points = at.loc[at.index.intersection(bases)]
            if len(points):
                axes.scatter(points["longitude"], points["latitude"], s=46, marker=marker,
                             facecolor="none", edgecolor=ROLES[role], linewidth=1.4, zorder=5,
                             label=f"base: {role}")  # fmt: skip
        for row in towns.nlargest(NAMED, "population").itertuples():
            axes.annotate(row.name, (row.longitude, row.latitude), xytext=(5, 5), fontsize=8,
                          textcoords="offset points", zorder=6)  # fmt: skip
        axes.set_aspect(1 / np.cos(np.radians(towns["latitude"].mean())))
        shown = np.vstack([towns[["longitude", "latitude"]].to_numpy(), *rings(case.outline)])
        low, high = shown.min(axis=0), shown.max(axis=0)
        edge = 0.04 * max(*(high - low), 0.5)
        axes.set_xlim(low[0] - edge, high[0] + edge)
        axes.set_ylim(low[1] - edge, high[1] + edge)
        axes.set_axis_off()
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=3, fontsize=8)
        axes.set_title(
            _("{title}: the map that was made, and events before the cutoff", title=case.title),
            loc="left",
        )
    return drawn


def what_was_read(reports: Sequence[Report]) -> Figure:
    """Of each file the rows kept, doubted and dropped, with the most frequent reasons."""
    from marosim.view.style import FAINT, INK, MUTED, PEACEKEEPERS, styled

    with styled():
        drawn = _new(10.0, 1.2 + 0.95 * len(reports))
        axes = drawn.subplots()
        for place, report in enumerate(reports):
            doubted = min(len({n for rows in report.doubted.values() for n in rows}), report.kept)
            parts = ((report.kept - doubted, PEACEKEEPERS, _("kept"), ""),
                     (doubted, PEACEKEEPERS, _("kept, but doubted"), "////"),
                     (report.read - report.kept, FAINT, _("dropped"), ""))  # fmt: skip
            left = 0.0
            for count, colour, label, hatch in parts:
                share = max(count, 0) / max(report.read, 1)
                axes.barh(place, share, 0.34, left=left, color=colour, hatch=hatch,
                          edgecolor="white", alpha=0.55 if hatch else 1.0,
                          label=label if place == 0 else None)  # fmt: skip
                left += share
            said = f"{shorten(report.file, 60, placeholder='…')}: {report.counted()}"
            axes.text(0, place - 0.24, said, fontsize=9, color=INK, va="bottom")
            axes.text(0, place + 0.22, _reasons(report), fontsize=7.5, color=MUTED, va="top")
        axes.set_ylim(len(reports) - 0.35, -0.65)
        axes.set_xlim(0, 1)
        axes.set_axis_off()
        axes.legend(loc="lower left", bbox_to_anchor=(0.0, -0.02), ncols=3, fontsize=8)
        axes.set_title(_("What was read of each file"), loc="left")
    return drawn


def _reasons(report: Report) -> str:
    """The most frequent reasons, in one line."""
    found = [
        (len(rows), word, why)
        for word, reasons in ((_("dropped"), report.dropped), (_("doubted"), report.doubted))
        for why, rows in reasons.items()
    ]
    lines = [f"{word} {count:,}: {shorten(why, 62, placeholder=' …')}"
             for count, word, why in sorted(found, reverse=True)[:2]]  # fmt: skip
    return "; ".join(lines) or _("nothing dropped or doubted")


def _new(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure as NewFigure

    return NewFigure(figsize=(width, height), layout="constrained")
