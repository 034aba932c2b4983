"""Three labels: fitted, input, independent. They are computed from what the sources name.

Only what is independent counts as evidence. A figure is *fitted* when calibration used it, when
a setting was chosen so that it comes out, or when the case's own settings were set by hand on
its rows; it is an *input* when the run was given it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from marosim.world.case import Case

FITTED, INPUT, INDEPENDENT = "fitted", "input", "independent"
# the metric and the table of the case that it is read off
READ_OFF = {"peacekeepers": "strengths", "police": "strengths"}
DEATHS = ("deaths_direct", "deaths_indirect", "survivors")
# words by which a source says that its setting was chosen to reach a figure
_CHOSEN = re.compile(
    r"\bfitted\b|\bset so\b|\bset on\b|\bset by hand\b|\bgives?\b|\bmedian of\b|\bchosen in sight\b"
    r"|\bassumed\b"
)
# rows of targets.csv in whose sight rules of violence were chosen, whatever their suggested use
IN_SIGHT = (
    *("one_sided_event_size_", "one_sided_events", "share_of_one_sided_deaths_in_top"),
    *("share_one_sided_of_civilian_deaths", "battle_deaths_fighters", "civilians_killed_"),
    *("people_in_protection_sites",),
)
# the studies from which the published effects come, as settings cite them
STUDIES = {
    "E1": ("Hultman, Kathman & Shannon 2013",),
    "E2": ("Hultman, Kathman & Shannon 2013",),
    "E3": ("Hultman, Kathman & Shannon 2014",),
    "E4": ("Rappa 2016",),
    "E5": ("Kuperman 2000",),
    "E8 relapse within five years": ("Suhrke & Samset 2007", "Walter 2010"),
    "E8 relapse with": ("Fortna 2008", "Gilligan & Sergenti 2008"),
    "E8 wars that end": ("Gilligan & Sergenti 2008",),
    "E9 ceasefires": ("Quinn & Joshi",),
    "E9 mediation": ("Greig & Diehl 2005",),
    "E10": ("Early Warning Project",),
    "E11": ("Fjelde, Hultman & Nilsson 2019", "Phayal & Prins 2020"),
    "E12": ("Ruggeri, Dorussen & Gizelis 2017",),
    "E13": ("Seet & Burnham 2000",),
}


def set_by_hand(case: Case) -> bool:
    """Whether a case says that its will to violence was chosen by hand or in sight of deaths."""
    return any(re.search(r"(set by hand|in sight).*deaths", source) for source in case.sources)


def of_recorded(case: Case, metric: str, use: str) -> str:
    """The label of a row of a case's ``observed.csv``, or of a figure with such a metric."""
    table = READ_OFF.get(metric)
    if table is not None and len(getattr(case, table)):
        return INPUT
    if use == "calibration" or (metric in DEATHS and set_by_hand(case)):
        return FITTED
    return INDEPENDENT


def of_composition(case: Case, quantity: str) -> str:
    """The label of a row of ``targets.csv``.

    Levels of deaths are fitted where the case's settings were set by hand on deaths, and
    displacement is where calibration read displacement of the same case. What was looked at when
    the rules of violence were chosen is fitted too.
    """
    if quantity.startswith(IN_SIGHT):
        return FITTED
    metric = {
        "civilians_killed_one_sided": "deaths_direct", "deaths_civilians": "deaths_direct",
        "civilians_killed_in_battle": "deaths_direct", "violent_deaths_all": "deaths_direct",
        "refugees_abroad": "displaced_abroad", "internally_displaced": "displaced_internal",
        "people_in_protection_sites": "sheltered",
    }.get(quantity, "")  # fmt: skip
    rows = case.observed
    read = set(rows.loc[rows["use"] == "calibration", "metric"]) if len(rows) else set()
    return of_recorded(case, metric, "calibration" if metric in read else "held_out")


def of_published(line: str, sources: Iterable[str]) -> str:
    """The label of a published effect: ``line`` is its id and target, ``sources`` the settings'.

    Fitted where a setting that cites the study says that it was chosen to reach a figure (or is
    assumed in its sight), input where a setting merely takes a figure of the study.
    """
    known = [studies for start, studies in STUDIES.items() if _begins(line, start)]
    if not known:
        raise ValueError(f"{line}: no study is named for it; add it to STUDIES")
    citing = [s for s in sources if any(study in s for study in known[0])]
    if any(_CHOSEN.search(source) for source in citing):
        return FITTED
    return INPUT if citing else INDEPENDENT


def _begins(line: str, start: str) -> bool:
    return re.match(rf"{re.escape(start)}\b", line) is not None
