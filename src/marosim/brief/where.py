"""Where people are killed: two maps, under the comparison and under the best option."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pandas as pd

from marosim import cases
from marosim.brief.drawing import (
    DEATHS,
    DEATHS_EDGE,
    Area,
    Dot,
    Drawing,
    Point,
    Words,
    start,
)
from marosim.brief.verdicts import Panel, Verdicts
from marosim.cases import CaseError
from marosim.languages import N_, _, _p, direction
from marosim.languages.formats import apart, number
from marosim.study import intervals
from marosim.study.case_map import Mapped
from marosim.view.mapping import rings
from marosim.view.style import BORDER, LAND, MUTED
from marosim.view.wording import lowered

MOST_CIRCLES = 30  # beyond which circles hide one another
LARGEST = 0.11  # radius of the largest circle in the larger side of its map
KEYED, MOST_KEYED = 2, 5  # regions with a number in each map: at least, and where there is room
KEY = 3.3  # mm, a line of theirs


@dataclass(frozen=True)
class Where:
    """The killed by region under two options, and where they clearly differ.

    ``middle`` has longitude and latitude by region; ``changes`` the mean differences of the
    regions that differ clearly, the largest first.
    """

    mapped: Mapped
    middle: pd.DataFrame
    before: pd.Series
    after: pd.Series
    changes: pd.Series
    titles: tuple[str, str]
    unit: str  # what a circle stands for: region or place

    def amounts(self, most: int) -> dict[str, str]:
        """The largest changes in words by region: 300 fewer."""
        return {str(region): changed(change) for region, change in self.changes.head(most).items()}


def changed(by: float) -> str:
    """A change in words: 300 fewer."""
    amount = number(abs(by))
    return _("{amount} fewer", amount=amount) if by < 0 else _("{amount} more", amount=amount)


def where(verdicts: Verdicts, panel: Panel) -> Where | None:
    """The maps of a panel; None where no region differs clearly or there is no map."""
    study = verdicts.study
    if not panel.best or "deaths_direct" not in study.metrics:
        return None
    with suppress(CaseError):
        mapped = study.map_of(panel.scenario)
        region, middle = _regions(panel.scenario, mapped)
        if len(middle) > MOST_CIRCLES or len(middle) < 2:
            return None
        ends = study.at_end("deaths_direct").merge(study.runs[["run", "replication"]], on="run")
        ends["region"] = ends["place"].map(region)
        wide = ends.pivot_table(
            index="replication",
            columns=["response", "region"],
            values="deaths_direct",
            aggfunc="sum",
        )
        before, after = wide[panel.against], wide[panel.best]
        changes = _clear((after - before).dropna())
        if changes.empty:
            return None
        titles = panel.row(panel.against).title, panel.row(panel.best).title
        unit = N_("region") if len(middle) < len(mapped.places) else N_("place")
        return Where(mapped, middle, before.mean(), after.mean(), changes, titles, unit)
    return None


def _regions(scenario: str, mapped: Mapped) -> tuple[dict[str, str], pd.DataFrame]:
    """The region of each place and the middle of each region by people, where a case has them."""
    places = mapped.places.assign(region=mapped.places["name"], weight=1.0)
    with suppress(CaseError):
        own = cases.load(scenario).places
        if set(places["name"]) <= set(own["name"]) and own["region"].notna().all():
            known = own.set_index("name").loc[places["name"]]
            places["region"] = known["region"].astype(str).to_numpy()
            places["weight"] = known["population"].astype(float).clip(lower=1.0).to_numpy()
    middle = places.groupby("region")[["longitude", "latitude", "weight"]].apply(
        lambda some: pd.Series(
            {
                axis: np.average(some[axis], weights=some["weight"])
                for axis in ("longitude", "latitude")
            }
        )
    )
    return dict(zip(places["name"], places["region"], strict=True)), middle


def _clear(gaps: pd.DataFrame) -> pd.Series:
    """Mean differences of the regions that differ from zero, all regions counted (Bonferroni)."""
    gaps = gaps.loc[:, gaps.ne(0).any()]
    if gaps.empty:
        return pd.Series(dtype=float)
    told = [intervals.direction(intervals.of_mean(gaps[r]), len(gaps), len(gaps.columns))
            for r in gaps]  # fmt: skip
    clear = gaps.mean()[np.array(told) != 0]
    return clear[clear.abs().sort_values(ascending=False).index]


def maps(found: Where, *, width: float = 88.0, height: float = 52.0) -> Drawing:
    """Two maps side by side, circles by their area, the second over the rings of the first."""
    drawing = Drawing(width, height, _words(found))
    wide, high = (width - 4) / 2, height - 18
    at, tall = _projection(found, wide, high)
    large = LARGEST * min(max(wide, tall), high)
    spare = max(high - tall - large / 2, 0.0)  # a circle may lie over the border
    keyed = min(KEYED + int(spare / KEY), MOST_KEYED)
    largest = max(found.before.max(), found.after.max(), 1.0)
    for column, (title, values) in enumerate(
        zip(found.titles, (found.before, found.after), strict=True)
    ):
        left = (column if direction() == "ltr" else 1 - column) * (wide + 4)
        drawing.add(Words(left, 0, wide, title, 2.6, bold=True, side=start()))
        for ring in rings(found.mapped.outline):
            drawing.add(Area(tuple(_moved(at(*p), left) for p in ring[:, :2]), LAND, BORDER))
        order = values.sort_values(ascending=False)
        for region, value in order.items():
            x, y = _moved(at(*found.middle.loc[str(region)]), left)
            wide_ring = large * math.sqrt(found.before.get(region, 0.0) / largest)
            drawing.add(Dot(x, y, large * math.sqrt(max(value, 0.0) / largest), DEATHS, "#ffffff"))
            if column:
                drawing.add(Dot(x, y, wide_ring, "", DEATHS_EDGE))
        keys = _keys(found, keyed)
        shown = list((found.changes if column else order).index[:keyed])
        for line, region in enumerate(shown):
            key = keys[str(region)]
            x, y = _moved(at(*found.middle.loc[str(region)]), left)
            drawing.add(Words(x - 3, y - 2, 6, str(key), 2.7, bold=True, side="center", height=4))
            amount = changed(found.changes[region]) if column else number(values[region])
            said = _("{key} {region} {amount}", key=key, region=apart(str(region)), amount=amount)
            y = height - 4 - KEY * (keyed - line)
            drawing.add(Words(left, y, wide, said, 2.6, side=start()))
    note = _("Circle area: killed, by {unit}. Ring: {option}.",
             unit=_(found.unit), option=lowered(found.titles[0]))  # fmt: skip
    drawing.add(Words(0, height - 3.6, width, note, 2.5, MUTED, side=start()))
    return drawing


def _keys(found: Where, keyed: int) -> dict[str, int]:
    order = [*found.before.sort_values(ascending=False).index[:keyed], *found.changes.index[:keyed]]
    return {region: n for n, region in enumerate(dict.fromkeys(map(str, order)), start=1)}


def _moved(point: tuple[float, float], left: float) -> tuple[float, float]:
    return point[0] + left, point[1] + 6.5


def _projection(
    found: Where, wide: float, high: float
) -> tuple[Callable[[float, float], Point], float]:
    """From longitude and latitude to millimetres of one map, and how many of its height it takes.

    A wide country leaves room below it.
    """
    points = [found.middle[["longitude", "latitude"]].to_numpy(), *rings(found.mapped.outline)]
    every = np.concatenate([np.asarray(p)[:, :2] for p in points])
    west, south = every.min(axis=0)
    east, north = every.max(axis=0)
    flat = math.cos(math.radians((south + north) / 2))
    scale = min((wide - 2) / max((east - west) * flat, 1e-6), (high - 2) / max(north - south, 1e-6))

    def at(longitude: float, latitude: float) -> tuple[float, float]:
        return 1 + (longitude - west) * flat * scale, 1 + (north - latitude) * scale

    return at, 2 + (north - south) * scale


def _words(found: Where) -> str:
    said = _p("comma", ", ").join(
        _("{region} {amount}", region=apart(region), amount=amount)
        for region, amount in found.amounts(3).items()
    )
    return _("Two maps of people killed by {unit}, {first} and {second}. Clear changes: "
             "{changes}.", unit=_(found.unit), first=found.titles[0], second=found.titles[1],
             changes=said)  # fmt: skip
