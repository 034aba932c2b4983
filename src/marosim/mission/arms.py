"""Settings under which mechanisms of a mission are judged alone; shared, so that runs are too."""

from __future__ import annotations

from typing import Any

# a robust mission that is authorised and flown in while killing goes on
RWANDA: dict[str, Any] = {
    "mandate": "robust",
    "deployment": "rapid",
    "funding": "full",
    "authorisation.day": 4,
}
# the same mission, had it been authorised in time to be there on the first day
RWANDA_PRESENT: dict[str, Any] = {**RWANDA, "authorisation.day": -90}
# a robust mission in a war of years, from its first day
SIERRA_LEONE: dict[str, Any] = {
    "mandate": "robust",
    "deployment": "rapid",
    "funding": "full",
    "authorisation.day": 0,
    "days": 400,
}
# a peace operation after a war
LIBERIA: dict[str, Any] = {
    "mandate": "multidimensional",
    "deployment": "rapid",
    "funding": "full",
    "authorisation.day": 0,
    "days": 540,
}
# protection of civilians beside a government that attacks some of them
SOUTH_SUDAN: dict[str, Any] = {
    "mandate": "protection_of_civilians",
    "deployment": "rapid",
    "funding": "full",
    "authorisation.day": 0,
    "days": 400,
}
