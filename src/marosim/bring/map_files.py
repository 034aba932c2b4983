"""Maps as files: packed ones, and Shapefiles of which a part is missing or cut off."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

from marosim.bring.packed import GZIP, from_gzip
from marosim.cases.faults import CaseError
from marosim.languages import N_, _

MAPS = (".shp", ".gpkg", ".geojson", ".json", ".kml", ".gml", ".fgb", ".osm", ".pbf")
SHAPEFILE = ".shp"
BESIDE = {
    ".shx": N_("which says where each outline begins"),
    ".dbf": N_("which holds the attributes"),
}
"""What a Shapefile cannot be read without."""
HEADER = 100  # bytes with which a .shp or .shx begins


def text_of(path: Path) -> bytes:
    """The bytes of a file, unpacked if it is one of gzip."""
    data = path.read_bytes()
    return from_gzip(data, path.name) if data[:2] == GZIP else data


def address(path: Path) -> str:
    """How GDAL finds a map: as it lies, in gzip, or in the one folder of a zip that has maps."""
    if not path.is_file():
        return str(path)
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] == GZIP:
        return f"/vsigzip/{path.resolve()}"
    if path.suffix.lower() == ".zip" and zipfile.is_zipfile(path):
        return _in_zip(path)
    return str(path)


def _in_zip(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        names = [PurePosixPath(name) for name in archive.namelist()]
    maps = [name for name in names if name.suffix.lower() in MAPS and name.name[0] != "."]
    folders = sorted({str(name.parent) for name in maps})
    if "." in folders or any(name.suffix == ".gdb" for one in names for name in one.parents):
        return str(path)  # GDAL finds what lies at the top
    if len(folders) == 1:
        one = maps[0] if len(maps) == 1 else maps[0].parent
        return f"/vsizip/{path.resolve()}/{one}"
    what = _("is an archive that holds maps in {number} folders", number=len(folders))
    raise CaseError(what, _("unpack it and give one of its maps"), path.name)


def cure_beside(path: Path) -> str:
    """The cure for a Shapefile of which a part is missing; empty for any other map."""
    if path.suffix.lower() != SHAPEFILE:
        return ""
    here = _parts(path)
    for suffix, why in BESIDE.items():
        if suffix not in here:
            return _("put the file {suffix} of the same name beside it, {why}",
                     suffix=suffix, why=_(why))  # fmt: skip
    return ""


def refuse_cut(path: Path) -> None:
    """Raise :class:`CaseError` for a Shapefile of which a part is shorter than it says it is."""
    if path.suffix.lower() != SHAPEFILE:
        return
    for suffix, part in _parts(path).items():
        whole = _said_size(part) if suffix in (SHAPEFILE, *BESIDE) else 0
        size = part.stat().st_size
        if size < whole:
            what = _(
                "the file {name} is cut off: it holds {size} of {whole} bytes",
                name=part.name,
                size=size,
                whole=whole,
            )
            raise CaseError(what, _("download it again"), path.name)


def _parts(path: Path) -> dict[str, Path]:
    return {part.suffix.lower(): part for part in path.parent.glob(f"{path.stem}.*")}


def _said_size(part: Path) -> int:
    """How many bytes a part of a Shapefile has by its own header."""
    with part.open("rb") as file:
        head = file.read(HEADER)
    if part.suffix.lower() == ".dbf":
        rows, start, width = (
            int.from_bytes(head[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12))
        )
        return max(start + rows * width, 32)
    return max(2 * int.from_bytes(head[24:28], "big"), HEADER)
