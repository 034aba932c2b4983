"""A case, run or study for other tools: GeoParquet, GeoPackage, GeoJSON, NetCDF, Zarr, HXL."""

from __future__ import annotations

import json
import math
import shutil
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from marosim.languages import _
from marosim.languages.faults import one_of
from marosim.record.whole import whole_file, whole_folder, write_whole
from marosim.study.export_layers import LABELS, Layers, layers_of
from marosim.study.faults import StudyError
from marosim.tables import PLACE_COLUMNS

GEO = "install them with: pip install 'marosim[geo]'"
HXL = {
    "place": "#loc+name",
    "scenario": "#meta+scenario",
    "response": "#meta+response",
    "day": "#meta+day",
    "kind": "#loc+type",
    "country": "#country+code+v_iso2",
    "iso3": "#country+code+v_iso3",
    "region": "#adm1+name",
    "pcode": "#loc+code+v_pcode",
    "population": "#population",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    "people": "#population+present",
    "displaced": "#affected+displaced",
    "under_way": "#affected+moving",
    "sheltered": "#affected+sheltered",
    "deaths_direct": "#affected+killed",
    "deaths_indirect": "#affected+dead+indirect",
    "attacks": "#event+attacks",
    "battle_deaths": "#affected+killed+fighters",
    "fear": "#indicator+fear",
    "peacekeepers": "#capacity+peacekeepers",
    "control": "#indicator+control",
    "risk": "#indicator+risk",
}

CF_UNITS = {"latitude": "degrees_north", "longitude": "degrees_east"}
"""Units by which readers of NetCDF know what is a coordinate."""


def export(what: str | Path, form: str, out: Path | None = None) -> list[Path]:
    """Write a case (by name), run or study (by folder) in a format, and return the files.

    ``form`` is geoparquet, gpkg, geojson, netcdf, zarr, hxl or csv; the files go to the folder
    ``out`` (without one, ``export`` inside the folder, or in the working folder for a case).
    Figures by place are those of the last day, as means over replications; netcdf and zarr hold
    every recorded day. Raises :class:`StudyError`; no file that is there is overwritten.
    """
    if form not in FORMATS:
        raise StudyError(one_of(f"format={form}", FORMATS, form))
    layers = layers_of(what)
    folder = out or (Path(what) / "export" if Path(what).is_dir() else Path("export"))
    return FORMATS[form](layers, folder)


def _fresh(path: Path) -> Path:
    if path.exists():
        raise StudyError(_("{path}: exists already; choose another folder with -o", path=path))
    return path


def _geojson(layers: Layers, folder: Path) -> list[Path]:
    files = [_fresh(folder / "places.geojson"), _fresh(folder / "routes.geojson")]
    points = layers.places.rename(columns={"place": "name"})
    for path, features in (
        (files[0], [_feature(row, "Point", [row["longitude"], row["latitude"]])
                    for row in points.to_dict("records")]),
        (files[1], [_feature(row, "LineString", _line(row))
                    for row in layers.routes.to_dict("records")]),
    ):  # fmt: skip
        content = {
            "type": "FeatureCollection",
            "metadata": {**layers.notes, "units": _units(layers)},
            "features": features,
        }
        write_whole(path, json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n")
    return files


def _line(row: dict[str, Any]) -> list[list[float]]:
    return [[row[f"{end}_longitude"], row[f"{end}_latitude"]] for end in ("start", "end")]


def _feature(row: dict[str, Any], kind: str, coordinates: list[Any]) -> dict[str, Any]:
    hidden = ("latitude", "longitude")
    about = {k: _plain(v) for k, v in row.items() if not k.endswith(hidden)}
    shape = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": about, "geometry": shape}


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _units(layers: Layers) -> dict[str, str]:
    about = layers.about
    named = dict.fromkeys([*layers.places.columns, *layers.routes.columns])
    return {name: f"{about[name][0]}: {about[name][1]}" for name in named if name in about}


def _frames(layers: Layers) -> dict[str, Any]:
    """The layers with shapes, in longitude and latitude (EPSG:4326)."""
    geopandas = _needed("geopandas", _("writers of maps"))
    shapely = import_module("shapely")
    places = layers.places
    points = geopandas.points_from_xy(places["longitude"], places["latitude"])
    lines = [shapely.LineString(_line(row)) for row in layers.routes.to_dict("records")]
    kept = [c for c in layers.routes if not c.endswith(("latitude", "longitude"))]
    return {
        "places": geopandas.GeoDataFrame(places, geometry=points, crs="EPSG:4326"),
        "routes": geopandas.GeoDataFrame(layers.routes[kept], geometry=lines, crs="EPSG:4326"),
    }


def _needed(module: str, what: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise StudyError(
            _("{what} are not installed; {cure}, or use format=geojson", what=what, cure=GEO)
        ) from error


def _geoparquet(layers: Layers, folder: Path) -> list[Path]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = []
    for name, frame in _frames(layers).items():
        path = _fresh(folder / f"{name}.parquet")
        with whole_file(path) as draft:
            frame.to_parquet(draft, index=False)
            table = pq.read_table(draft)
            fields = [_described(column, layers) for column in table.schema]
            notes = {f"marosim.{key}": text for key, text in layers.notes.items()}
            about = dict(table.schema.metadata or {})
            about |= {key.encode(): text.encode() for key, text in notes.items()}
            pq.write_table(table.cast(pa.schema(fields, metadata=about)), draft)
        files.append(path)
    return files


def _described(column: Any, layers: Layers) -> Any:
    """An Arrow field with its unit and meaning."""
    unit, meaning = layers.about.get(column.name, ("", ""))
    return column.with_metadata({"unit": unit, "meaning": meaning}) if meaning else column


def _gpkg(layers: Layers, folder: Path) -> list[Path]:
    path = _fresh(folder / "marosim.gpkg")

    def write(draft: Path) -> None:
        for name, frame in _frames(layers).items():
            frame.to_file(
                draft, layer=name, driver="GPKG", engine="pyogrio",
                dataset_metadata=layers.notes, layer_metadata=_units(layers),
            )  # fmt: skip

    return [_moved(path, write)]


def _moved(path: Path, write: Callable[[Path], None]) -> Path:
    """A file that a library insists on opening under its own name, brought to its place whole."""
    with tempfile.TemporaryDirectory() as elsewhere:
        draft = Path(elsewhere) / path.name
        write(draft)
        with whole_file(path) as own:
            shutil.copyfile(draft, own)
    return path


def _netcdf(layers: Layers, folder: Path) -> list[Path]:
    data = _dataset(layers, "netcdf", ("xarray", "h5netcdf", "h5py"))
    path = _fresh(folder / "marosim.nc")
    return [_moved(path, lambda draft: data.to_netcdf(draft, engine="h5netcdf"))]


def _zarr(layers: Layers, folder: Path) -> list[Path]:
    data = _dataset(layers, "zarr", ("xarray", "zarr"))
    path = _fresh(folder / "marosim.zarr")
    with whole_folder(path) as draft:
        data.to_zarr(draft, zarr_format=2)  # 3 has no agreed type for text yet
    return [path]


def _dataset(layers: Layers, form: str, libraries: tuple[str, ...]) -> Any:
    """Results by response, replication, day and place, as an xarray Dataset."""
    if layers.by_day is None or layers.daily is None:
        raise StudyError(
            _("format={form}: a case has no results; give the folder of a run or study", form=form)
        )
    for library in libraries:
        _needed(library, _("writers of {format}", format=form))
    xarray = import_module("xarray")
    several = layers.by_day["scenario"].nunique() > 1
    labels = [name for name in LABELS if name != "scenario" or several]
    figures = [name for name in PLACE_COLUMNS if name != "controller" and name in layers.by_day]
    by_day = layers.by_day.set_index([*labels, "day", "place"])[figures].to_xarray()
    metrics = [c for c in layers.daily.select_dtypes("number") if c not in (*labels, "day", "run")]
    daily = layers.daily.set_index([*labels, "day"])[metrics].to_xarray()
    # a figure by place and the metric of the whole country may share a name
    daily = daily.rename({name: f"country_{name}" for name in metrics})
    recorded = daily.rename({"day": "every_day"})
    data = xarray.merge([by_day, recorded])
    places = layers.places.drop_duplicates("place").set_index("place")
    for name in ("latitude", "longitude", "pcode", "country", "iso3", "region", "kind"):
        values = places[name].reindex(data["place"].to_numpy()).to_numpy()
        data = data.assign_coords({name: ("place", values)})
    for name, variable in data.variables.items():
        unit, meaning = layers.about.get(str(name).removeprefix("country_"), ("", ""))
        if meaning:
            variable.attrs.update(units=CF_UNITS.get(str(name), unit), long_name=meaning)
        if name in CF_UNITS:
            variable.attrs["standard_name"] = str(name)
    data.attrs.update(layers.notes, Conventions="CF-1.11")
    return data


def _table(layers: Layers, folder: Path, tags: bool) -> list[Path]:
    kept = [name for name in layers.places if name in HXL]
    table = layers.places[kept]
    path = _fresh(folder / ("places_hxl.csv" if tags else "places.csv"))
    lines = table.to_csv(index=False, lineterminator="\n")
    if tags:
        head, rows = lines.split("\n", 1)
        row = pd.DataFrame([[HXL[name] for name in kept]]).to_csv(
            index=False, header=False, lineterminator="\n"
        )
        lines = f"{head}\n{row}{rows}"
    write_whole(path, lines)
    return [path]


FORMATS: dict[str, Callable[[Layers, Path], list[Path]]] = {
    "geoparquet": _geoparquet,
    "gpkg": _gpkg,
    "geojson": _geojson,
    "netcdf": _netcdf,
    "zarr": _zarr,
    "hxl": lambda layers, folder: _table(layers, folder, tags=True),
    "csv": lambda layers, folder: _table(layers, folder, tags=False),
}
