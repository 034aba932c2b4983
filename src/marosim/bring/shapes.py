"""Features of a map with their attributes, from GeoJSON, GeoPackage or Shapefile."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from marosim.bring.report import Report
from marosim.cases.faults import CaseError

PLAIN = (".geojson", ".json")


def document(path: Path) -> dict[str, Any]:
    """A JSON file that holds an object. Raises :class:`CaseError` with the line of a fault."""
    if not path.is_file():
        raise CaseError("there is no such file", "check its name and folder", str(path))
    try:
        found = json.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CaseError("is not UTF-8 text", "save it again as GeoJSON", path.name) from error
    except json.JSONDecodeError as error:
        what = f"is not JSON ({error.msg})"
        raise CaseError(what, "download it again", path.name, error.lineno) from error
    except RecursionError as error:
        raise CaseError("is nested too deeply", "save it again as GeoJSON", path.name) from error
    if not isinstance(found, dict):
        raise CaseError("is not a map", "expected GeoJSON", path.name, 1)
    return found


def features(path: Path, report: Report, needed: tuple[str, ...]) -> list[tuple[dict, Any]]:
    """Attributes and shape (shapely) of each feature, longitude first; no shape if it has none.

    Of a GeoPackage with several layers the last that has the attributes ``needed`` is taken.
    """
    if path.suffix.lower() in PLAIN:
        return _plain(path)
    if not path.is_file():
        raise CaseError("there is no such file", "check its name and folder", str(path))
    return _other(path, report, needed)


def _plain(path: Path) -> list[tuple[dict, Any]]:
    try:
        from shapely.geometry import shape
    except ImportError as error:
        cure = "install them with: pip install 'marosim[geo]'"
        raise CaseError("readers of maps are not installed", cure, path.name) from error
    content = document(path).get("features")
    if not isinstance(content, list):
        raise CaseError("holds no features", "expected a GeoJSON FeatureCollection", path.name, 1)
    found: list[tuple[dict, Any]] = []
    for item in content:
        item = item if isinstance(item, dict) else {}
        about, geometry = item.get("properties"), item.get("geometry")
        try:
            drawn = shape(geometry) if geometry else None
        except Exception:  # shapely raises of many kinds for coordinates that are none
            drawn = None
        found.append((about if isinstance(about, dict) else {}, drawn))
    return found


def _other(path: Path, report: Report, needed: tuple[str, ...]) -> list[tuple[dict, Any]]:
    try:
        import geopandas
        import pyogrio
    except ImportError as error:
        cure = "install them with: pip install 'marosim[geo]', or save the map as GeoJSON"
        what = f"readers of {path.suffix or 'such'} maps are not installed"
        raise CaseError(what, cure, path.name) from error
    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
        frames = {name: geopandas.read_file(path, layer=name) for name in layers}
    except Exception as error:
        what = f"is not a map that can be read ({type(error).__name__})"
        raise CaseError(what, "save it as GeoJSON or GeoPackage", path.name) from error
    drawn = [name for name in layers if isinstance(frames[name], geopandas.GeoDataFrame)]
    fitting = [
        name
        for name in drawn
        if any(column.lower().startswith(needed) for column in frames[name].columns)
    ]
    if not fitting:
        what = f"no layer has outlines and an attribute that begins with {' or '.join(needed)}"
        cure = f"give another file; this one has the layers {', '.join(layers)}"
        if path.suffix.lower() == ".shp":
            cure = "put the file .dbf of the same name beside it, which holds the attributes"
        raise CaseError(what, cure, path.name)
    chosen = max(fitting)
    if len(layers) > 1:
        report.note(f"of the layers {', '.join(layers)} the layer {chosen} was read")
    frame = frames[chosen]
    if frame.crs is not None and not frame.crs.equals("EPSG:4326"):
        report.note(f"turned into longitude and latitude from {frame.crs.name}")
        frame = frame.to_crs("EPSG:4326")
    values = frame.drop(columns=frame.geometry.name).astype(object).to_dict("records")
    return [
        ({str(k): v for k, v in about.items()}, None if drawn is None or drawn.is_empty else drawn)
        for about, drawn in zip(values, frame.geometry, strict=True)
    ]
