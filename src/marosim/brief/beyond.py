"""What the runs of a study cannot tell, whatever they find."""

from __future__ import annotations

import math
from collections.abc import Mapping

from marosim.brief.timeline import Timeline
from marosim.brief.verdicts import Verdicts
from marosim.languages import _
from marosim.languages.formats import number
from marosim.study import resolution
from marosim.view import naming

# what has to come about before options can differ, in this order
BEGINNINGS = ("days_to_authorisation", "days_to_first_unit")


def cannot_tell(verdicts: Verdicts, timelines: Mapping[str, Timeline | None]) -> list[str]:
    """Sentences, the most important first."""
    lines = [
        _(
            "Whether states would have given the troops, or the Council would have agreed. "
            "The study takes each option as given."
        ),
        _(
            "What a single leader, editor or judge would have decided. The model has no such "
            "people."
        ),
    ]
    ends = {t.date(t.last, year=True) for t in timelines.values() if t}
    if len(ends) > 1:
        lines.append(_("Anything after the last day of the runs."))
    elif ends:
        lines.append(_("Anything after {day}.", day=ends.pop()))
    known = [p.each for p in verdicts.panels if math.isfinite(p.each)]
    most = max(known, default=0.0)
    if most > 1 and verdicts.unit == "persons":
        each = number(most)
        lines.append(
            _("Differences under {people} people. One simulated civilian stands for about "
              "{each}.", people=number(resolution.COARSE * most), each=each)
            if verdicts.metric in resolution.IN_AGENTS
            else _("Deaths at a single place. One simulated civilian stands for about {each} "
                   "people.", each=each)
        )  # fmt: skip
    return lines


def never_began(verdicts: Verdicts) -> list[str]:
    """Why options differ in nothing: what came about in no run of any of them."""
    comparison = verdicts.comparison
    sent = [r for r in comparison.study.responses if r not in comparison.study.nobody_sent]
    never = [
        _("{subject}: never within the run under any response.", subject=naming.metric(metric))
        for metric in BEGINNINGS
        if sent and all(comparison.reached(response, metric) == 0 for response in sent)
    ]
    return never[:1]
