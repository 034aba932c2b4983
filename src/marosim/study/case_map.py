"""What the figures of a study need of its case, kept in study.json.

A study folder can so be drawn wherever it is opened, without the files of the case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from marosim.languages import _
from marosim.study.faults import StudyError

if TYPE_CHECKING:
    from marosim.world.case import Case

PLACE_COLUMNS = ("name", "longitude", "latitude", "capital")
ROUTE_COLUMNS = ("start", "end")


class Mapped(Protocol):
    """What has a map: a case, or a :class:`CaseMap`."""

    @property
    def name(self) -> str:
        """The case as its folder is called."""
        ...

    @property
    def title(self) -> str:
        """The case as readers call it."""
        ...

    @property
    def places(self) -> pd.DataFrame:
        """Columns name, longitude, latitude, capital."""
        ...

    @property
    def routes(self) -> pd.DataFrame:
        """Columns start, end: names of places."""
        ...

    @property
    def outline(self) -> Any:
        """GeoJSON of the country, or None."""
        ...

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the case's facts come from."""
        ...


@dataclass(frozen=True)
class CaseMap:
    """Name, title, places, routes, outline and sources of a case."""

    name: str
    title: str
    places: pd.DataFrame
    routes: pd.DataFrame
    outline: Any
    sources: tuple[str, ...]


def written(case: Case) -> dict[str, Any]:
    """The map of a case and its number of people, as plain values for JSON."""
    people = sum(float(case.places[f"people_{c.name}"].sum()) for c in case.communities)
    places = case.places[list(PLACE_COLUMNS)].fillna({"capital": False})
    return {
        "title": case.title,
        "people": people,
        "places": places.to_dict("list"),
        "routes": case.routes[list(ROUTE_COLUMNS)].to_dict("list"),
        "outline": case.outline,
        "sources": list(case.sources),
    }


def read(about: Any, name: str, where: str) -> CaseMap:
    """A case's map from what :func:`written` gave; ``where`` names the file in the fault."""
    try:
        places = pd.DataFrame({column: about["places"][column] for column in PLACE_COLUMNS})
        routes = pd.DataFrame({column: about["routes"][column] for column in ROUTE_COLUMNS})
        places = places.astype({"longitude": float, "latitude": float, "capital": bool})
        if not set(routes.to_numpy().ravel()) <= set(places["name"]):
            raise ValueError("a route leads to no place")
        sources = tuple(str(source) for source in about["sources"])
        return CaseMap(name, str(about["title"]), places, routes, about["outline"], sources)
    except (KeyError, TypeError, ValueError):
        raise StudyError(
            _("{where}: damaged, the map of its case cannot be read", where=where)
        ) from None
