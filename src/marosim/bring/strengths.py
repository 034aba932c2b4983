"""A user's own table of strengths: actor, fighters and source."""

from __future__ import annotations

from pathlib import Path

from marosim.bring.report import Report
from marosim.bring.sheet import read_sheet
from marosim.bring.values import counts
from marosim.cases.countries import plain
from marosim.cases.faults import CaseError
from marosim.languages import _
from marosim.languages.faults import nearest


def told(path: Path, names: dict[str, str]) -> dict[str, tuple[int, str]]:
    """Fighters and source by actor; an actor is named as in the events or in the case.

    Raises :class:`CaseError` for an actor that the case has not, a number that is none, and a
    row without a source.
    """
    report = Report("strengths", path.name)
    sheet = read_sheet(path, [["actor"], ["fighters"], ["source"]], report)
    fighters, wrong = counts(sheet, ["fighters"], "fighters")
    known = {plain(spelt): actor for actor, word in names.items() for spelt in (actor, word)}
    found: dict[str, tuple[int, str]] = {}
    rows = zip(
        sheet.rows, sheet.text(["actor"]), fighters.mask(wrong), sheet.text(["source"]), strict=True
    )
    for row, actor, number, source in rows:
        if plain(actor) not in known:
            hint = nearest(actor, list(names))
            cure = _("use one of {names}{hint}", names=", ".join(names), hint=hint)
            raise CaseError(
                _("actor {actor} is not in the case", actor=repr(actor)), cure, path.name, int(row)
            )
        if not number >= 0 or number != int(number):
            what = _("the fighters of {actor} are not a whole number", actor=repr(actor))
            raise CaseError(what, _("write digits only"), path.name, int(row))
        if not source:
            raise CaseError(
                _("has no source"), _("name it, or write 'assumed'"), path.name, int(row)
            )
        found[known[plain(actor)]] = (int(number), f"strength: {source}")
    return found
