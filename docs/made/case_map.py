"""A map of a case as a drawing inside its page: country, roads, towns."""

from __future__ import annotations

import math
from html import escape
from typing import Any

from marosim.view.mapping import rings
from marosim.world.case import Case

WIDTH, MARGIN, NAMED = 640.0, 24.0, 9


def drawn(case: Case) -> str:
    """The map; its colours are those of the page, dark or light."""
    places = case.places.set_index("name")
    here = places[places["country"] == case.country]
    outline = rings(case.outline)
    x = [p[0] for ring in outline for p in ring] or list(places["longitude"])
    y = [p[1] for ring in outline for p in ring] or list(places["latitude"])
    narrow = math.cos(math.radians((min(y) + max(y)) / 2))
    scale = (WIDTH - 2 * MARGIN) / max((max(x) - min(x)) * narrow, (max(y) - min(y)))
    height = (max(y) - min(y)) * scale + 2 * MARGIN
    width = (max(x) - min(x)) * narrow * scale + 2 * MARGIN

    def at(longitude: float, latitude: float) -> tuple[float, float]:
        return (
            MARGIN + (longitude - min(x)) * narrow * scale,
            MARGIN + (max(y) - latitude) * scale,
        )

    parts = [f'<path class="country" d="{_path(ring, at)}"/>' for ring in outline]
    for route in case.routes.itertuples():
        ends = [at(*places.loc[p, ["longitude", "latitude"]]) for p in (route.start, route.end)]
        (a, b), (c, d) = ends
        parts.append(f'<path class="road" d="M{a:.0f} {b:.0f}L{c:.0f} {d:.0f}"/>')
    for _, row in here.iterrows():
        px, py = at(row["longitude"], row["latitude"])
        size = 2 + 6 * math.sqrt(row["population"] / here["population"].max())
        parts.append(f'<circle cx="{px:.0f}" cy="{py:.0f}" r="{size:.1f}"/>')
    for name, row in here.nlargest(NAMED, "population").iterrows():
        px, py = at(row["longitude"], row["latitude"])
        end = ' text-anchor="end"' if px > 0.7 * width else ""
        shift = -10 if end else 10
        parts.append(f'<text x="{px + shift:.0f}" y="{py + 4:.0f}"{end}>{escape(str(name))}</text>')
    label = f"Map of {case.title}: roads and towns; circles grow with people"
    return (
        f'<figure markdown="0"><svg class="map" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        f'aria-label="{escape(label)}">{"".join(parts)}</svg>'
        f"<figcaption>{escape(label)}.</figcaption></figure>"
    )


def _path(ring: Any, at: Any) -> str:
    points = (at(*point[:2]) for point in ring)
    return "M" + "L".join(f"{a:.0f} {b:.0f}" for a, b in points) + "Z"
