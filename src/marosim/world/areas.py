"""Names of areas: what a mandate may be limited to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from marosim.core.setting import SettingError, nearest
from marosim.world.case import Case

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

EVERYWHERE = "*"


def areas(case: Case) -> tuple[str, ...]:
    """The places and regions of a case's own country, and ``*`` for the whole of it."""
    own = case.places[case.places["country"] == case.country]
    return (EVERYWHERE, *dict.fromkeys((*_regions(case), *map(str, own["name"]))))


def _regions(case: Case) -> list[str]:
    own = case.places[case.places["country"] == case.country]
    return list(dict.fromkeys(str(name) for name in own["region"].dropna() if str(name)))


def check_areas(case: Case, names: Sequence[str]) -> None:
    """Raise :class:`SettingError` unless each name is an area of the case, and one is given."""
    known = areas(case)
    if not names:
        raise SettingError("mandate.area=[]: expected places or regions, or * for the country")
    for name in names:
        if name not in known:
            raise SettingError(
                f"mandate.area={name!r}: {case.name} has no such place or region in its country"
                f"{nearest(name, known) or '; regions: ' + ', '.join(_regions(case))}"
            )


def area_mask(model: ResponseModel, names: list[str]) -> np.ndarray:
    """Places by name or region; ``*`` is the whole country.

    Raises :class:`marosim.settings.SettingError` for a name that the case does not know.
    """
    check_areas(model.case, names)
    geography = model.geography
    if "*" in names:
        return np.array(geography.inside, dtype=bool)
    return np.isin(geography.names, names) | np.isin(geography.region, names)
