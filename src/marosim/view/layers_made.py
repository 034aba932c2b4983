"""Make the layers of a case's map from Natural Earth; for developers, who need shapely and pillow.

    python -m marosim.view.layers_made rwanda_1994 natural_earth/

The folder holds ``land``, ``lakes``, ``rivers``, ``borders`` and ``places`` of Natural Earth 1:10m
as GeoJSON (for instance ``geopandas.read_file(...).to_file("lakes.geojson")``), and the shaded
relief as ``relief.png``. They may cover the whole world or only the case; then ``bounds.json``
says what they cover, as ``[west, south, east, north]``. What is made is cut to the
surroundings of the case and simplified to what a screen shows.
"""

from __future__ import annotations

import base64
import io
import json
import math
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from marosim import cases
from marosim.cases.folders import find
from marosim.view.layers import FILE, Label, Layers

WORLD = [-180.0, -90.0, 180.0, 90.0]
AROUND = 0.45  # of the country's size, on each side: a window is seldom shaped like the country
NEAR = 0.12  # of it, within which a neighbour's name is best seen
STEPS = 1400  # of a screen over the longer side: what is smaller is left out
GREYS = 16
FLAT = 88  # percentile of the relief's light that is left white
PER_DEGREE = 30  # pixels of relief
SHORT = {
    "Congo (Kinshasa)": "DR Congo", "United Republic of Tanzania": "Tanzania",
    "Republic of Serbia": "Serbia", "Macedonia": "North Macedonia",
    "Ivory Coast": "Côte d’Ivoire", "Central African Republic": "Central African Rep.",
}  # fmt: skip
UNNAMED = {"Kosovo", "Somaliland"}  # whose standing as states is disputed: their lines are drawn
RIVERS, LAKES = 12, 6  # that are named at most


def made(name: str, source: Path) -> Layers:
    """The layers of a case from a folder of Natural Earth's."""
    case = cases.load(name)
    country = shapely.make_valid(shape(case.outline))
    west, south, east, north = country.bounds
    size = max(east - west, north - south)
    box = [west - AROUND * size, south - AROUND * size, east + AROUND * size, north + AROUND * size]
    known = _bounds(source)
    box = [*map(max, box[:2], known[:2]), *map(min, box[2:], known[2:])]
    window, fine = shapely.box(*box), (1 + 2 * AROUND) * size / STEPS
    here = {
        kind: _features(source / f"{kind}.geojson", window)
        for kind in ("land", "lakes", "rivers", "borders", "places")
    }
    labels = [
        *_neighbours(here, country, size),
        *_named("lake", here["lakes"], LAKES),
        *_named("river", here["rivers"], RIVERS),
    ]
    return {
        "credit": "Made with Natural Earth",
        "box": [round(v, 3) for v in box],
        "land": _rings([f for f, _ in here["land"]], fine),
        "lakes": _rings([f for f, _ in here["lakes"]], fine),
        "rivers": _lines([f for f, _ in here["rivers"]], fine),
        "borders": _lines([f for f, _ in here["borders"]], fine),
        "labels": labels,
        "relief": _relief(source, box),
    }


def _bounds(source: Path) -> list[float]:
    file = source / "bounds.json"
    return list(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else WORLD


def _features(file: Path, window: Any) -> list[tuple[Any, dict[str, Any]]]:
    found = json.loads(file.read_text(encoding="utf-8"))["features"]
    cut = [
        (shapely.intersection(shapely.make_valid(shape(f["geometry"])), window), f["properties"])
        for f in found
        if f["geometry"]
    ]
    return [(part, about) for part, about in cut if not part.is_empty]


def _points(line: Any) -> list[list[float]]:
    return [[round(x, 3), round(y, 3)] for x, y, *_ in line.coords]


def _rings(shapes: list[Any], fine: float) -> list[list[list[float]]]:
    """Outer and inner rings, to be filled by the even-odd rule."""
    found = []
    for polygon in shapely.get_parts(shapely.union_all(shapes)).tolist() if shapes else []:
        if polygon.geom_type == "Polygon" and polygon.area > (4 * fine) ** 2:
            smooth = polygon.simplify(fine)
            found += [_points(smooth.exterior), *(_points(ring) for ring in smooth.interiors)]
    return found


def _lines(shapes: list[Any], fine: float) -> list[list[list[float]]]:
    merged = shapely.line_merge(shapely.union_all(shapes)) if shapes else shapely.LineString()
    return [
        _points(line.simplify(fine))
        for line in shapely.get_parts(merged).tolist()
        if line.geom_type == "LineString" and line.length > 12 * fine
    ]


def _neighbours(here: dict[str, Any], country: Any, size: float) -> list[Label]:
    """Names of neighbours in the widest part of them that lies near the country."""
    land = shapely.union_all([f for f, _ in here["land"]])
    # a border need not quite reach the coast
    lines = shapely.union_all([f for f, _ in here["borders"]]).buffer(size / 300)
    near = shapely.box(*country.bounds).buffer(NEAR * size, join_style="mitre")
    found: dict[str, tuple[float, Label]] = {}
    for piece in shapely.get_parts(shapely.difference(land, lines)).tolist():
        names = Counter(
            about["adm0name"] for point, about in here["places"] if piece.contains(point)
        )
        free = shapely.intersection_all([piece, near]).difference(country.buffer(size / 40))
        own = shapely.intersection(piece, country).area > 0.5 * piece.area
        if not names or free.is_empty or own:
            continue
        name = names.most_common(1)[0][0]
        widest = max(shapely.get_parts(free).tolist(), key=lambda part: part.area)
        if widest.geom_type != "Polygon" or name in UNNAMED:
            continue
        circle = shapely.maximum_inscribed_circle(widest)
        text = SHORT.get(name, name)
        if circle.length > found.get(text, (size / 60,))[0]:
            found[text] = (circle.length, _label("country", text, circle.coords[0]))
    return [label for _, label in found.values()]


def _named(kind: str, features: list[tuple[Any, dict[str, Any]]], most: int) -> list[Label]:
    """The largest of some, each with its name at its middle."""
    by_name: dict[str, list[Any]] = {}
    for part, about in features:
        if about.get("name"):
            by_name.setdefault(str(about["name"]), []).append(part)
    joined = {name: shapely.union_all(parts) for name, parts in by_name.items()}
    longest = sorted(joined, key=lambda name: -joined[name].length)[:most]
    return [_label(kind, n, joined[n].representative_point().coords[0]) for n in longest]


def _label(kind: str, text: str, at: tuple[float, ...]) -> Label:
    return {"kind": kind, "text": text, "lon": round(at[0], 3), "lat": round(at[1], 3)}


def _relief(source: Path, box: list[float]) -> str:
    """Shadows of mountains as a small grey picture: flat land is white."""
    from PIL import Image

    bounds, file = _bounds(source), source / "relief.png"
    Image.MAX_IMAGE_PIXELS = None  # the whole world has 58 million
    with Image.open(file) as whole:
        x = whole.width / (bounds[2] - bounds[0])
        y = whole.height / (bounds[3] - bounds[1])
        edges = (round((box[0] - bounds[0]) * x), round((bounds[3] - box[3]) * y),
                 round((box[2] - bounds[0]) * x), round((bounds[3] - box[1]) * y))  # fmt: skip
        wide = math.ceil((box[2] - box[0]) * PER_DEGREE)
        high = math.ceil((box[3] - box[1]) * PER_DEGREE)
        cut = whole.convert("L").crop(edges).resize((wide, high), Image.Resampling.BILINEAR)
    light = np.asarray(cut, dtype=float)
    flat = float(np.percentile(light, FLAT))
    steps = np.round(np.clip(light / flat, 0, 1) * (GREYS - 1)) * 255 / (GREYS - 1)
    small = Image.fromarray(steps.astype(np.uint8)).quantize(GREYS)
    content = io.BytesIO()
    small.save(content, "PNG", optimize=True)
    return base64.b64encode(content.getvalue()).decode()


def main(words: list[str]) -> int:
    """Make the layers of one case and say how large they are."""
    if len(words) != 2:
        print("use: python -m marosim.view.layers_made CASE FOLDER", file=sys.stderr)
        return 2
    name, source = words
    target = find(name) / FILE
    content = json.dumps(made(name, Path(source)), ensure_ascii=False, separators=(",", ":"))
    target.write_text(content + "\n", encoding="utf-8", newline="\n")
    print(f"{target}: {len(content.encode()) / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
