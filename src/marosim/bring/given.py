"""What a user gives for a case: files read twice, once without anything after the cutoff."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from marosim.bring.displaced import counted_before
from marosim.bring.formats import first_of, read
from marosim.bring.report import Report
from marosim.bring.worldpop import is_raster, over_districts
from marosim.cases.faults import CaseError
from marosim.languages import _

CITED = {
    "ged": "UCDP Georeferenced Event Dataset (Sundberg & Melander 2013; Davies, Pettersson & "
    "Oberg 2024), CC BY 4.0",
    "acled": "ACLED (Raleigh, Linke, Hegre & Karlsen 2010), acleddata.com; its terms forbid "
    "passing its rows on",
    "unhcr": "UNHCR Refugee Population Statistics Database, CC BY 4.0",
    "idmc": "Internal Displacement Monitoring Centre, Global Internal Displacement Database, "
    "CC BY-NC 4.0 (on HDX CC BY-IGO)",
    "dtm": "IOM Displacement Tracking Matrix; its terms forbid passing its rows on",
    "people": "OCHA Common Operational Datasets: population statistics, CC BY-IGO",
    "worldpop": "WorldPop, population counts (www.worldpop.org), CC BY 4.0",
    "boundaries": "OCHA Common Operational Datasets: administrative boundaries, CC BY-IGO",
    "geopko": "Geo-PKO (Cil, Fjelde, Hultman & Nilsson 2020)",
    "epr": "Ethnic Power Relations, EPR-Core (Vogt et al. 2015)",
    "roads": "OpenStreetMap contributors, ODbL 1.0",
}
"""How each format is cited, with its licence."""

EVENTS = ("ged", "acled")
DISPLACED = ("unhcr", "idmc", "dtm")


@dataclass
class Files:
    """The files of a user, each of which may be missing."""

    events: Path | None = None
    groups: Path | None = None
    people: Path | None = None
    boundaries: Path | None = None
    roads: Path | None = None
    displaced: tuple[Path, ...] = ()
    peacekeepers: Path | None = None
    strengths: Path | None = None

    def any(self) -> bool:
        """Whether there is any file."""
        return any(bool(value) for value in vars(self).values())


@dataclass
class Given:
    """Tables of the files. ``known`` holds what was known at the cutoff: nothing of a later time.

    ``whole`` holds everything, for the record that is held out, and nothing else may look at it.
    """

    known: dict[str, pd.DataFrame] = field(default_factory=dict)
    whole: dict[str, pd.DataFrame] = field(default_factory=dict)
    reports: list[Report] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    events_end: dt.date | None = None  # of the whole file, whose quiet countries end earlier

    @property
    def citations(self) -> list[str]:
        """How the formats that were used are cited."""
        return [CITED[form] for form in self.used]


LATER = ("displaced", "peacekeepers")
"""What may all be of a time after the cutoff: a mission that came later, people who fled later."""


def _known(
    key: str, form: str, path: Path, code: str, cutoff: dt.date, whole: pd.DataFrame
) -> pd.DataFrame:
    """A file, which can be used as a whole, without its rows after the cutoff."""
    try:
        return read(form, path, code, cutoff)[0]
    except CaseError as error:
        if key == "people":
            raise _too_late(cutoff, path) from error
        if key in LATER:
            return pd.DataFrame()
        first = (
            _(": the first ends on {date}", date=whole["date_to"].min().date())
            if "date_to" in whole
            else ""
        )
        what = _(
            "has nothing of {code} from before the cutoff {cutoff}{first}",
            code=code,
            cutoff=cutoff,
            first=first,
        )
        cure = _("choose a later cutoff, give a file that reaches back, or leave it out")
        raise CaseError(what, cure, path.name) from error


def _too_late(cutoff: dt.date, path: Path) -> CaseError:
    what = _("has no figures of a time before the cutoff {cutoff}", cutoff=cutoff)
    cure = _(
        "give figures of {year} or earlier, or allow later ones with --later-people",
        year=str(cutoff.year),
    )
    return CaseError(what, cure, path.name)


def gather(files: Files, code: str, cutoff: dt.date, later_people: bool = False) -> Given:
    """Read all files. Raises :class:`CaseError` for one that cannot be used.

    With ``later_people`` a table of people counts as known whatever its year.
    """
    given = Given()

    def take(key: str, forms: tuple[str, ...], path: Path) -> None:
        form, whole, report = first_of(forms, path, code)
        late = key == "people" and later_people
        known = whole if late else _known(key, form, path, code, cutoff, whole)
        add(key, form, report, whole, known)

    def add(key: str, form: str, report: Report, whole: pd.DataFrame, known: pd.DataFrame) -> None:
        given.reports.append(report)
        given.events_end = report.ends or given.events_end
        if form not in given.used:
            given.used.append(form)
        earlier = given.whole.get(key, pd.DataFrame())
        if key == "displaced" and len(earlier):
            earlier = earlier[earlier["form"] == form]
            whole = counted_before(whole, earlier, report)
            known = known[known["row"].isin(whole["row"])] if len(known) else known
        for tables, table in ((given.known, known), (given.whole, whole)):
            table = table.assign(form=form)
            parts = [tables[key], table] if key in tables else [table]
            tables[key] = pd.concat(parts, ignore_index=True)

    if files.events:
        take("events", EVENTS, files.events)
    if files.groups:
        take("groups", ("epr",), files.groups)
    if files.boundaries:
        take("boundaries", ("boundaries",), files.boundaries)
    if files.people and files.boundaries and is_raster(files.people):
        table, report = over_districts(files.people, given.whole["boundaries"], code)
        if not later_people and table["year"].max() > cutoff.year:
            raise _too_late(cutoff, files.people)
        add("people", "worldpop", report, table, table)
    elif files.people:
        take("people", ("worldpop" if is_raster(files.people) else "people",), files.people)
    if files.roads:
        take("roads", ("roads",), files.roads)
    if files.peacekeepers:
        take("peacekeepers", ("geopko",), files.peacekeepers)
    for path in files.displaced:
        take("displaced", DISPLACED, path)
    for key in ("events", "groups", "people", "peacekeepers", "displaced"):
        given.known.setdefault(key, pd.DataFrame())
    return given
