"""Places, routes and results as flat tables with codes, units and meanings, for other tools."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from marosim import cases
from marosim.languages import _
from marosim.record.folder import RunFolder, read_run
from marosim.record.provenance import LIMITS
from marosim.study.faults import StudyError
from marosim.study.outputs import columns
from marosim.study.store import MANIFEST
from marosim.study.study import Study
from marosim.tables import PLACE_COLUMNS

LABELS = ("scenario", "response", "replication")
CODES = {
    "place": ("name", "place of the case"),
    "scenario": ("name", "case"),
    "response": ("text", "label of the response"),
    "replication": ("number", "replication"),
    "day": ("day", "day of the run, 0 is the start of the case"),
    "kind": ("name", "town, camp, crossing or abroad"),
    "country": ("ISO 3166-1 alpha-2", "country"),
    "iso3": ("ISO 3166-1 alpha-3", "country"),
    "region": ("name", "region"),
    "pcode": ("P-code", "code of the district in OCHA's common datasets, where the case has it"),
    "population": ("persons", "inhabitants at the start"),
    "latitude": ("degrees", "north of the equator, WGS 84"),
    "longitude": ("degrees", "east of Greenwich, WGS 84"),
    "start": ("name", "one end of the route"),
    "end": ("name", "the other end of the route"),
    "distance_km": ("km", "length of the route"),
    "quality": ("0 to 1", "quality of the route"),
    "source": ("text", "where the row comes from"),
}
"""Unit and meaning of columns that are not results."""


@dataclass
class Layers:
    """What is handed over: ``places`` (one row a place, or response and place), ``routes``,
    and of runs ``by_day`` (run's labels, day, place) and ``daily`` (labels, day, metrics)."""

    title: str
    places: pd.DataFrame
    routes: pd.DataFrame
    by_day: pd.DataFrame | None = None
    daily: pd.DataFrame | None = None
    sources: list[str] = field(default_factory=list)

    @property
    def about(self) -> dict[str, tuple[str, str]]:
        """Unit and meaning of every column."""
        results = {name: (unit, text) for name, unit, text in
                   [*columns()["places.parquet"], *columns()["daily.parquet"]]}  # fmt: skip
        return {**results, **CODES}

    @property
    def notes(self) -> dict[str, str]:
        """What every file says of itself."""
        return {"title": self.title, "limits": LIMITS, "sources": "; ".join(self.sources)}


def layers_of(what: str | Path) -> Layers:
    """The layers of a study's folder, of a run's folder, or of a case by name."""
    folder = Path(what)
    if (folder / MANIFEST).is_file():
        return _of_study(Study(folder))
    if (folder / "run.json").is_file():
        return _of_run(read_run(folder))
    try:
        case = cases.load(what)
    except cases.CaseError as error:
        raise StudyError(
            _(
                "{what}: neither the folder of a run or study nor a case; {error}",
                what=what,
                error=error,
            )
        ) from None
    places, routes = _map(str(what) if folder.name == str(what) else folder.name, case)
    return Layers(case.title, places, routes, sources=list(case.sources))


def _of_run(run: RunFolder) -> Layers:
    name = str(run.about["scenario"])
    case = _known(name)
    if case is None:
        raise StudyError(
            _(
                "{path}: its case {name} is not here, which has the coordinates; run this "
                "command where the folder scenarios/ holds it",
                path=run.path,
                name=repr(name),
            )
        )
    places, routes = _map(name, case)
    labels = {"scenario": name, "response": "run", "replication": 0}
    by_day = run.places.assign(**labels)
    return _results(case.title, places, routes, by_day, run.daily.assign(**labels), case.sources)


def _of_study(study: Study) -> Layers:
    scenario_of = {item["label"]: item["scenario"] for item in study.about["responses"]}
    maps, sources, titles = [], [], []
    for name in dict.fromkeys(scenario_of.values()):
        case = _known(name) or study.map_of(name)
        maps.append(_map(name, case))
        sources += list(case.sources)
        titles.append(case.title)
    tables = [
        table.assign(scenario=table["response"].map(scenario_of))
        for table in (study.places, study.daily)
    ]
    places, routes = (pd.concat(parts, ignore_index=True) for parts in zip(*maps, strict=True))
    return _results("; ".join(titles), places, routes, tables[0], tables[1], sources)


def _known(name: str) -> Any:
    try:
        return cases.load(name)
    except cases.CaseError:
        return None


def _map(name: str, case: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    wanted = ["name", "kind", "country", "region", "pcode", "population", "latitude", "longitude"]
    places = case.places.reindex(columns=wanted).rename(columns={"name": "place"})
    places.insert(0, "scenario", name)
    places["pcode"] = places["pcode"].astype(object).fillna("").astype(str)
    places["iso3"] = places["country"].map(_iso3)
    ends = case.places.set_index("name")[["latitude", "longitude"]]
    routes = case.routes.reindex(
        columns=["start", "end", "distance_km", "kind", "quality", "source"]
    )
    routes.insert(0, "scenario", name)
    for end in ("start", "end"):
        at = ends.loc[routes[end]].to_numpy()
        routes[f"{end}_latitude"], routes[f"{end}_longitude"] = at[:, 0], at[:, 1]
    return places, routes


def _iso3(code: Any) -> str:
    from marosim.cases.countries import countries

    try:
        return str(countries().get(str(code), {}).get("iso3", ""))
    except cases.CaseError:  # the places of the world are not installed
        return ""


def _results(
    title: str,
    places: pd.DataFrame,
    routes: pd.DataFrame,
    by_day: pd.DataFrame,
    daily: pd.DataFrame,
    sources: Any,
) -> Layers:
    """Adds to each place its figures on the last day, as means over replications."""
    figures = [name for name in PLACE_COLUMNS if name != "controller" and name in by_day]
    last = by_day.groupby(["scenario", "response", "replication"])["day"].transform("max")
    ends = by_day[by_day["day"] == last]
    keys = ["scenario", "response", "place"]
    means = ends.groupby(keys, sort=False)[figures].mean().reset_index()
    means["day"] = means["response"].map(ends.groupby("response")["day"].max())
    joined = means.merge(places, on=["scenario", "place"], how="left", validate="many_to_one")
    return Layers(title, joined, routes, by_day, daily, list(dict.fromkeys(sources)))
