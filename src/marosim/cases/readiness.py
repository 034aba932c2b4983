"""What a case stands on: which parts of its history it has, and what in it is assumed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from marosim.cases.folders import find
from marosim.cases.reading import load
from marosim.cases.tables import MAX_BYTES
from marosim.languages import NP_, _, _n, _p
from marosim.languages.formats import percent
from marosim.world.case import Case

HISTORY = "history.csv"
ASSUMED = ("assumed", "to be edited", "invented")
PLACEHOLDER = "to be edited"


@dataclass(frozen=True)
class Readiness:
    """``history`` says of five kinds of history whether the case has them.

    ``assumed`` and ``missing`` name parts in plain words; ``score`` is the share of all parts
    that rest on a source.
    """

    history: dict[str, bool]
    assumed: tuple[str, ...]
    missing: tuple[str, ...]
    score: float

    def line(self, days: int) -> str:
        """The whole in one line."""
        parts = [
            _n("runs ({count} day)", "runs ({count} days)", days),
            _("history {there} of {all}", there=sum(self.history.values()), all=len(self.history)),
            *(_("{part} assumed", part=_p("part of a case", name)) for name in self.assumed),
            *(_("{part} missing", part=_p("part of a case", name)) for name in self.missing),
        ]
        return _("{parts}. {share} of its parts rest on a source.",
                 parts="; ".join(parts), share=percent(self.score))  # fmt: skip


def readiness(name_or_path: str | Path) -> Readiness:
    """Weigh a case that has no fault. Raises :class:`CaseError` for one that has."""
    case, folder = load(name_or_path), find(name_or_path)
    towns = case.places[case.places["kind"] == "town"]
    history = {
        NP_("part of a case", "violence before the start"): _has_rows(folder / HISTORY),
        NP_("part of a case", "dated outside events"): _sourced(case.timeline["source"]) > 0,
        NP_("part of a case", "the mission's strength"): _sourced(case.strengths["source"]) > 0,
        NP_("part of a case", "deaths to compare with"): _measured(
            case, ("deaths_direct", "survivors")
        ),
        NP_("part of a case", "displacement"): _measured(
            case, ("displaced_internal", "displaced_abroad", "sheltered")
        ),
    }
    solid = {
        NP_("part of a case", "strengths"): all(
            _is_sourced(o.source, "strength") for o in case.organisations
        ),
        NP_("part of a case", "communities"): not any(
            PLACEHOLDER in c.title for c in case.communities
        )
        and len(case.communities) > 1,
        NP_("part of a case", "people"): not towns["source"]
        .str.contains("today's towns", regex=False)
        .any(),
        NP_("part of a case", "routes"): not case.routes["source"]
        .str.contains("assumed", regex=False)
        .any(),
        # the rule tells whom leaders mean harm, if it has what was before the start to go by
        NP_("part of a case", "intent"): case.before.killed is not None
        and not any(o.by_hand for o in case.organisations),
    }
    parts = [*history.values(), *solid.values()]
    return Readiness(
        history,
        tuple(name for name, sound in solid.items() if not sound),
        tuple(name for name, there in history.items() if not there),
        sum(parts) / len(parts),
    )


def _has_rows(path: Path) -> bool:
    if not path.is_file() or path.is_symlink() or path.stat().st_size > MAX_BYTES:
        return False
    return path.read_bytes().strip().count(b"\n") > 0


def _sourced(sources: object) -> int:
    texts = [str(source).strip().lower() for source in sources]  # type: ignore[attr-defined]
    return sum(not text.startswith(ASSUMED) for text in texts)


def _is_sourced(source: str, what: str) -> bool:
    """Whether a source is more than an assumption, of itself or of this part."""
    text = source.lower()
    own = [part for part in text.split(";") if what in part] or [text]
    return not any(word in part for part in own for word in ASSUMED)


def _measured(case: Case, metrics: tuple[str, ...]) -> bool:
    rows = case.observed[case.observed["metric"].isin(metrics)]
    return _sourced(rows["source"]) > 0
