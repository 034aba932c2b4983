"""In which country points lie that a file does not say: by its outline, or by the nearest town."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from marosim.cases.countries import countries, country, towns
from marosim.cases.outlines import country_outline, find_atlas

COAST = 0.1
"""Degrees from an outline within which a place may still be of the country (assumed)."""


def lies_in(code: str, latitude: pd.Series, longitude: pd.Series) -> tuple[pd.Series, bool]:
    """Which points lie in a country, and whether its outline told; if not, its towns did.

    What has no latitude or longitude lies nowhere.
    """
    known = latitude.notna() & longitude.notna()
    here = pd.Series(False, index=latitude.index)
    atlas = find_atlas()
    outline = country_outline(atlas, country(code)["isonumeric"]) if atlas else None
    points = latitude[known].to_numpy(dtype=float), longitude[known].to_numpy(dtype=float)
    here[known] = _by_town(*points) == code
    if outline is not None:
        inside, near = _inside(outline, *points)
        here[known] = inside | (near & here[known])
    return here, outline is not None


def _inside(
    outline: dict[str, Any], latitude: NDArray[np.float64], longitude: NDArray[np.float64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which points lie inside an outline, and which there or near it: it is a simplified one."""
    import shapely
    from shapely.geometry import shape

    land = shape(outline).buffer(0)
    inside, near = (
        np.asarray(shapely.contains_xy(wide, longitude, latitude))
        for wide in (land, land.buffer(COAST))
    )
    return inside, near


def _by_town(latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> NDArray[np.str_]:
    """The code of the country whose town is nearest to each point."""
    tree, codes = _every_town()
    found: NDArray[np.str_] = codes[tree.query(_on_sphere(latitude, longitude))[1]]
    return found


@lru_cache(maxsize=1)
def _every_town() -> tuple[cKDTree, NDArray[np.str_]]:
    every = [(t["latitude"], t["longitude"], code) for code in countries() for t in towns(code)]
    latitude, longitude, codes = (np.array(column) for column in zip(*every, strict=True))
    return cKDTree(_on_sphere(latitude, longitude)), codes


def _on_sphere(
    latitude: NDArray[np.float64], longitude: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Points in space, among which the nearest are also those on either side of a meridian."""
    north, east = np.radians(latitude), np.radians(longitude)
    return np.column_stack(
        [np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)]
    )
