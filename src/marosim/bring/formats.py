"""The formats by the name that users type, and reading one of them."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from pathlib import Path

import pandas as pd

from marosim.bring.report import Report
from marosim.cases.faults import CaseError
from marosim.languages import _
from marosim.languages.faults import nearest

# name: (module beside this file, what the help says)
FORMATS = {
    "ged": ("ged", "UCDP GED events: full, HDX or Candidate layout"),
    "acled": ("acled", "ACLED events"),
    "unhcr": ("unhcr", "UNHCR refugees and internally displaced by year"),
    "idmc": ("idmc", "IDMC internal displacement by conflict"),
    "dtm": ("dtm", "IOM DTM rounds of internally displaced people"),
    "people": ("people", "COD-PS people by P-code"),
    "worldpop": ("worldpop", "WorldPop people per cell, as GeoTIFF"),
    "boundaries": ("boundaries", "COD-AB districts with outlines"),
    "geopko": ("geopko", "Geo-PKO peacekeepers by place"),
    "epr": ("epr", "EPR groups and their access to power"),
    "roads": ("roads", "OpenStreetMap roads: its own files, GeoJSON or Overpass"),
}


def read(
    form: str, path: str | Path, country: str | None = None, until: dt.date | None = None
) -> tuple[pd.DataFrame, Report]:
    """The normal table of a file of a format, and the report on its rows.

    ``country`` is a code of two letters; without it all countries are read. Rows of a time after
    the day ``until`` are left out before anything is made of them; maps have no time. Raises
    :class:`CaseError` if the file cannot be used at all.
    """
    if form not in FORMATS:
        cure = _("use one of {known}{hint}", known=", ".join(FORMATS), hint=nearest(form, FORMATS))
        raise CaseError(_("no format is called {form}", form=repr(form)), cure)
    module = import_module(f"marosim.bring.{FORMATS[form][0]}")
    table, report = module.read(Path(path), country.upper() if country else None, until)
    return table, report


def first_of(
    forms: tuple[str, ...], path: str | Path, country: str | None, until: dt.date | None = None
) -> tuple[str, pd.DataFrame, Report]:
    """A file read as the first of several formats whose columns it has, with that format."""
    faults: list[CaseError] = []
    for form in forms:
        try:
            return (form, *read(form, path, country, until))
        except CaseError as error:
            faults.append(error)
    # a file of the right columns whose rows are at fault says more than one of other columns
    shares = [getattr(fault, "share", 1.0) for fault in faults]
    if len(forms) > 1 and not any(shares):
        names = ", ".join(forms)
        what = _("has the columns of none of the formats {names}", names=names)
        cure = _("'marosim import FORMAT FILE' says which columns a format needs")
        raise CaseError(what, cure, Path(path).name, 1)
    raise faults[shares.index(max(shares))]
