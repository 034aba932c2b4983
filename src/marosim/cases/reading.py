"""A case's folder read into a :class:`~marosim.world.case.Case`, with every fault at once.

Nothing in a case is ever run: tables are text, the manifest is plain YAML, and no file
outside the folder is followed.
"""

from __future__ import annotations

import copy
import hashlib
import json
import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from marosim.cases import tables
from marosim.cases.case_settings import check_settings
from marosim.cases.consistency import check_consistency, check_metrics
from marosim.cases.facts import before_the_start
from marosim.cases.faults import CaseError, Fault
from marosim.cases.folders import find
from marosim.cases.manifest import FILE as MANIFEST
from marosim.cases.manifest import MAX_BYTES as MANIFEST_BYTES
from marosim.cases.manifest import Manifest
from marosim.cases.tables import Column
from marosim.languages import _, current
from marosim.world.case import PLACE_KINDS, TIMELINE_KINDS, Case

ROUTE_KINDS = ("road", "track", "ferry", "border")
USES = ("calibration", "held_out")
HOWS = ("flow", "level", "share", "cumulative_share")

PLACES = {
    "name": Column(tables.name),
    "kind": Column(tables.one_of(*PLACE_KINDS)),
    "country": Column(tables.name),
    "region": Column(tables.text),
    "latitude": Column(tables.between(-90, 90)),
    "longitude": Column(tables.between(-180, 180)),
    "population": Column(tables.count),
    "capacity": Column(tables.optional_number),
    "capital": Column(tables.flag),
    "source": Column(tables.text),
}
ROUTES = {
    "start": Column(tables.name),
    "end": Column(tables.name),
    "distance_km": Column(tables.between(0, 20_000, above=True)),
    "kind": Column(tables.one_of(*ROUTE_KINDS)),
    "quality": Column(tables.between(0, 1, above=True)),
    "forced": Column(tables.flag, default=False, required=False),
    "source": Column(tables.text),
}
TIMELINE = {
    "day": Column(tables.day),
    "date": Column(tables.date),
    "kind": Column(tables.one_of(*TIMELINE_KINDS)),
    "place": Column(tables.text),
    "actor": Column(tables.text),
    "value": Column(tables.optional_number),
    "text": Column(tables.text),
    "source": Column(tables.text),
}
OBSERVED = {
    "date_from": Column(tables.date),
    "date_to": Column(tables.date),
    "metric": Column(tables.name),
    "place": Column(tables.text),
    "value": Column(tables.number),
    "low": Column(tables.optional_number),
    "high": Column(tables.optional_number),
    "how": Column(tables.one_of(*HOWS), default="flow", required=False),
    "use": Column(tables.one_of(*USES)),
    "source": Column(tables.text),
}
STRENGTHS = {
    "date": Column(tables.date),
    "troops": Column(tables.count),
    "police": Column(tables.count),
    "observers": Column(tables.count),
    "source": Column(tables.text),
}
VIOLENCE = {
    "day": Column(tables.day),
    "place": Column(tables.name),
    "intensity": Column(tables.between(0, 1)),
}
ARRIVALS = {
    "day": Column(tables.day),
    "refugees": Column(tables.number),
    "total": Column(tables.optional_number, default=math.nan, required=False),
}

REQUIRED = {"places.csv": PLACES, "routes.csv": ROUTES}
OPTIONAL = {
    "timeline.csv": TIMELINE,
    "observed.csv": OBSERVED,
    "strengths.csv": STRENGTHS,
    "violence.csv": VIOLENCE,
    "refugees.csv": ARRIVALS,
}
TEXTS = ("briefing.md", "outline.geojson")


def load(name_or_path: str | Path) -> Case:
    """The case of this name, or in this folder. Raises :class:`CaseError` at the first fault."""
    folder = find(name_or_path)
    case, faults = _read_again(folder)
    if faults or case is None:
        raise CaseError.of(faults[0], str(folder.name))
    # what is kept for the next load must not change with what its user does to the tables
    return copy.deepcopy(case)


def check(name_or_path: str | Path, metrics: Mapping[str, str] | None = None) -> list[Fault]:
    """Every fault of a case, each with file, line, what is wrong and how to mend it.

    ``metrics`` are the names that ``observed.csv`` may use, each with how its days add up;
    without, they are not checked.
    """
    return list(_read_again(find(name_or_path), frozenset((metrics or {}).items()))[1])


def _read_again(
    folder: Path, metrics: frozenset[tuple[str, str]] = frozenset()
) -> tuple[Case | None, list[Fault]]:
    stamps = tuple(
        (path.name, path.stat().st_mtime_ns, path.stat().st_size)
        for path in sorted(folder.iterdir())
        if path.is_file()
    )
    return _read(folder.resolve(), stamps, metrics, current())


@lru_cache(maxsize=32)
def _read(
    folder: Path, stamps: tuple[Any, ...], metrics: frozenset[tuple[str, str]], language: str
) -> tuple[Case | None, list[Fault]]:
    faults: list[Fault] = []
    contents = _contents(folder, faults)
    if MANIFEST not in contents:
        return None, faults
    manifest = Manifest(contents[MANIFEST], faults)
    if not manifest.values:  # nothing else can be held against what it would have said
        return None, _ordered(faults)
    communities = manifest.communities()
    people = {f"people_{c.name}": Column(tables.count) for c in communities}
    frames: dict[str, pd.DataFrame] = {}
    for file, columns in (REQUIRED | OPTIONAL).items():
        wanted = columns | people if file == "places.csv" else columns
        if file in contents:
            frames[file] = tables.read_table(contents[file], file, wanted, faults)
        elif file in REQUIRED:
            if not any(fault.file == file for fault in faults):
                faults.append(Fault(file, 0, _("is missing"), _("add the file")))
            frames[file] = pd.DataFrame(columns=[*wanted, "line"])
    start = manifest.start()
    organisations = manifest.organisations({c.name for c in communities})
    country = manifest.values.get("country")
    if "country" in manifest.values and not (
        isinstance(country, str) and len(country) == 2 and country.isupper()
    ):
        what = _("country {country} is not a code of two capital letters", country=repr(country))
        manifest.fault(("country",), what, _('write it in quotes, as "RW" (ISO 3166)'))
    case = Case(
        name=folder.name,
        title=manifest.text("title"),
        summary=manifest.text("summary"),
        start=start,
        days=manifest.days(),
        country=str(country),
        communities=communities,
        organisations=organisations,
        places=frames["places.csv"],
        routes=frames["routes.csv"],
        timeline=_frame(frames, "timeline.csv", TIMELINE),
        observed=_frame(frames, "observed.csv", OBSERVED),
        strengths=_frame(frames, "strengths.csv", STRENGTHS),
        before=before_the_start(manifest),
        settings=manifest.mapping("settings"),
        historical=_historical(manifest),
        violence=frames.get("violence.csv"),
        arrivals=frames.get("refugees.csv"),
        briefing=contents.get("briefing.md", b"").decode("utf-8", errors="replace"),
        sources=manifest.sources(),
        digest=_digest(contents),
        outline=_outline(contents, faults),
    )
    # what a missing table or column would say cannot be held against the rest
    unread = {file for file, frame in frames.items() if frame.attrs.get("unread")}
    unread |= REQUIRED.keys() - contents.keys()
    check_consistency(case, manifest, unread, faults)
    if metrics and "observed.csv" not in unread:
        check_metrics(case, dict(metrics), faults)
    check_settings(manifest)
    return _without_lines(case), _ordered(faults)


def _contents(folder: Path, faults: list[Fault]) -> dict[str, bytes]:
    """The bytes of the case's own files; links that lead outside are refused."""
    found: dict[str, bytes] = {}
    for file in (MANIFEST, *REQUIRED, *OPTIONAL, *TEXTS):
        path = folder / file
        limit = MANIFEST_BYTES if file == MANIFEST else tables.MAX_BYTES
        if not path.exists():
            continue
        if not path.is_file() or not path.resolve().is_relative_to(folder):
            what = _("is not a file inside the case's folder")
            faults.append(Fault(file, 0, what, _("replace the link by the file itself")))
        elif path.stat().st_size > limit:
            what = _("is larger than {size}", size=f"{limit // 1_000_000} MB")
            faults.append(Fault(file, 0, what, _("use a coarser table")))
        else:
            found[file] = path.read_bytes()
    return found


def _historical(manifest: Manifest) -> dict[str, dict[str, Any]]:
    blocks = manifest.mapping("historical")
    for key, block in blocks.items():
        if not isinstance(block, dict):
            cure = _("write 'name: value' lines under it")
            manifest.fault(
                ("historical", key), _("{key} does not hold named settings", key=key), cure
            )
    return {key: block for key, block in blocks.items() if isinstance(block, dict)}


def _frame(frames: dict[str, pd.DataFrame], file: str, columns: dict[str, Column]) -> pd.DataFrame:
    return frames.get(file, pd.DataFrame(columns=[*columns, "line"]))


def _outline(contents: dict[str, bytes], faults: list[Fault]) -> dict[str, Any] | None:
    if "outline.geojson" not in contents:
        return None
    try:
        found = json.loads(contents["outline.geojson"])
        geometry = found.get("geometry", found)
        if geometry.get("type") not in ("Polygon", "MultiPolygon"):
            raise ValueError(_("it holds no polygon"))
    except (ValueError, AttributeError, RecursionError) as error:
        what = _("is not a GeoJSON outline ({reason})", reason=error)
        faults.append(Fault("outline.geojson", 1, what, _("give a Polygon, or remove the file")))
        return None
    return dict(geometry)


def _digest(contents: dict[str, bytes]) -> str:
    total = hashlib.sha256()
    for file in sorted(contents):
        if file != "briefing.md":
            total.update(file.encode() + b"\0" + hashlib.sha256(_lines(contents[file])).digest())
    return total.hexdigest()[:16]


def _lines(content: bytes) -> bytes:
    """The content with the line ends of Unix: version control may change them."""
    return content.replace(b"\r\n", b"\n")


def _without_lines(case: Case) -> Case:
    tables = (case.places, case.routes, case.timeline, case.observed, case.strengths)
    for table in (*tables, case.violence, case.arrivals):
        if table is not None and "line" in table:
            table.pop("line")
    return case


def _ordered(faults: list[Fault]) -> list[Fault]:
    files = [MANIFEST, *REQUIRED, *OPTIONAL, *TEXTS]
    return sorted(set(faults), key=lambda f: (files.index(f.file), f.line, f.what))
