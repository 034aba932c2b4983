"""Features of a map with their attributes, from GeoJSON, GeoPackage or Shapefile."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from marosim.bring.map_files import address, cure_beside, refuse_cut, text_of
from marosim.bring.report import Report
from marosim.cases.faults import CaseError
from marosim.languages import _

PLAIN = (".geojson", ".json")
DEGREES = ("CRS84", "4326")  # how names of longitude and latitude end


@dataclass(frozen=True)
class Wanted:
    """The layer of a map that is wanted: attributes begin with one of ``needed``.

    ``kinds`` are those of its shapes. Of several layers the one with the last attribute of
    ``finest`` is taken.
    """

    needed: tuple[str, ...]
    kinds: tuple[str, ...]
    finest: tuple[str, ...] = ()

    def fit(self, kind: str | None, fields: list[str]) -> tuple[bool, bool, int]:
        """How well a layer fits, the best last: any attribute, its kind, and how fine it is."""
        names = [field.lower() for field in fields]
        levels = [self.finest.index(name) for name in names if name in self.finest]
        shapes = any(word in (*self.kinds, "Unknown") for word in str(kind).split())
        fits = kind is not None and any(name.startswith(self.needed) for name in names)
        return fits, shapes, max(levels, default=-1)


def is_plain(path: Path) -> bool:
    """Whether a map is JSON by its name, which may end as one that is packed."""
    return path.name.lower().removesuffix(".gz").endswith(PLAIN)


def document(path: Path) -> dict[str, Any]:
    """A JSON file that holds an object. Raises :class:`CaseError` with the line of a fault."""
    _is_there(path)
    content = text_of(path)
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CaseError(_("is not UTF-8 text"), _("save it again as GeoJSON"), path.name) from error
    except json.JSONDecodeError as error:
        what = _("is not JSON ({reason})", reason=error.msg)
        raise CaseError(what, _("download it again"), path.name, error.lineno) from error
    except (RecursionError, ValueError) as error:  # a ValueError is a number of 5,000 digits
        what = _("is nested too deeply, or a number in it is too long")
        raise CaseError(what, _("save it again as GeoJSON"), path.name) from error
    if not isinstance(found, dict):
        raise CaseError(_("is not a map"), _("expected GeoJSON"), path.name, 1)
    return found


def _is_there(path: Path) -> None:
    if not path.exists():
        raise CaseError(_("there is no such file"), _("check its name and folder"), str(path))
    if path.is_file() and not path.stat().st_size:
        raise CaseError(_("is empty"), _("download it again"), path.name)


def features(path: Path, report: Report, wanted: Wanted) -> list[tuple[dict, Any]]:
    """Attributes and shape (shapely) of each feature, longitude first; no shape if it has none."""
    if is_plain(path):
        content = document(path)
        if not _in_other_system(content):
            return _plain(content, path)
    _is_there(path)
    return _other(path, report, wanted)


def _in_other_system(content: dict[str, Any]) -> bool:
    """Whether GeoJSON says that it is not in longitude and latitude, as it was once allowed to."""
    system = content.get("crs")
    about = system.get("properties") if isinstance(system, dict) else None
    name = about.get("name") if isinstance(about, dict) else None
    return isinstance(name, str) and not name.endswith(DEGREES)


def _plain(content: dict[str, Any], path: Path) -> list[tuple[dict, Any]]:
    try:
        from shapely.geometry import shape
    except ImportError as error:
        cure = _("install them with: {command}", command="pip install 'marosim[geo]'")
        raise CaseError(_("readers of maps are not installed"), cure, path.name) from error
    items = content.get("features")
    if not isinstance(items, list):
        raise CaseError(
            _("holds no features"), _("expected a GeoJSON FeatureCollection"), path.name, 1
        )
    found: list[tuple[dict, Any]] = []
    for item in items:
        item = item if isinstance(item, dict) else {}
        about, geometry = item.get("properties"), item.get("geometry")
        try:
            with np.errstate(invalid="ignore"):  # a coordinate that is no number is said later
                drawn = shape(geometry) if geometry else None
        except Exception:  # shapely raises of many kinds for coordinates that are none
            drawn = None
        found.append((about if isinstance(about, dict) else {}, _or_none(drawn)))
    return found


def _or_none(drawn: Any) -> Any:
    return None if drawn is None or drawn.is_empty else drawn


def _other(path: Path, report: Report, wanted: Wanted) -> list[tuple[dict, Any]]:
    try:
        import geopandas
        import pyogrio
    except ImportError as error:
        cure = _(
            "install them with: {command}, or save the map as GeoJSON",
            command="pip install 'marosim[geo]'",
        )
        what = _("readers of {format} maps are not installed", format=path.suffix or "such")
        raise CaseError(what, cure, path.name) from error
    refuse_cut(path)
    where = address(path)
    try:
        layers = {
            str(name): wanted.fit(kind, list(pyogrio.read_info(where, layer=name)["fields"]))
            for name, kind in pyogrio.list_layers(where)
        }
        fits, *_rest, chosen = max(
            ((*fit, name) for name, fit in layers.items()), default=(False, "")
        )
        frame = geopandas.read_file(where, layer=chosen) if fits else None
    except Exception as error:
        what = _("is not a map that can be read ({reason})", reason=type(error).__name__)
        cure = _("download it again, or save it as GeoJSON or GeoPackage")
        if type(error).__name__ == "CRSError":
            what = _("the coordinate system that it names is not known")
            cure = _("download it again with its .prj file, or save it in EPSG:4326")
        raise CaseError(what, cure_beside(path) or cure, path.name) from error
    if frame is None:
        what = _(
            "no layer has outlines and an attribute that begins with {known}",
            known=" or ".join(wanted.needed),
        )
        cure = _("give another file; this one has the layers {known}", known=", ".join(layers))
        raise CaseError(what, cure_beside(path) or cure, path.name)
    if len(layers) > 1:
        report.note(
            _(
                "of the layers {names} the layer {chosen} was read",
                names=", ".join(layers),
                chosen=chosen,
            )
        )
    frame = _in_degrees(frame, report)
    values = frame.drop(columns=frame.geometry.name).astype(object).to_dict("records")
    return [
        ({str(k): v for k, v in about.items()}, _or_none(drawn))
        for about, drawn in zip(values, frame.geometry, strict=True)
    ]


def _in_degrees(frame: Any, report: Report) -> Any:
    if frame.crs is None or frame.crs.equals("EPSG:4326"):
        return frame
    try:
        turned = frame.to_crs("EPSG:4326")
    except Exception as error:  # pyproj raises of many kinds for systems without a place on earth
        what = _("its coordinates ({name}) cannot be turned into degrees", name=frame.crs.name)
        raise CaseError(what, _("save it in EPSG:4326"), report.file) from error
    report.note(_("turned into longitude and latitude from {name}", name=frame.crs.name))
    return turned
