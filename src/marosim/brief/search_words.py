"""What a search came to, in words: what new runs show, and what the trials had promised."""

from __future__ import annotations

import math

from marosim.languages import _, _n, _p
from marosim.languages.formats import digits, listed
from marosim.study.search_outcome import Against, Outcome
from marosim.view import naming


class SearchWords:
    """Sentences of one search."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.rows = outcome.rows()
        self.other = naming.response(f"response={outcome.recorded}") \
            if outcome.recorded == "historical" else _("response as given")  # fmt: skip

    def all(self) -> list[str]:
        """All sentences, in order."""
        out = self.outcome
        lines = [_n(
            "The search made {trials} trials. The response below did best in them. It ran again "
            "{pairs} times with new random numbers, and so did: {other}. All intervals come from "
            "these new runs alone. They are so wide that all of them are right in 95 % of such "
            "searches.",
            "The search made {trials} trials. The {count} responses below did best in them. Each "
            "ran again {pairs} times with new random numbers, and so did: {other}. All intervals "
            "come from these new runs alone. They are so wide that all of them are right in 95 % "
            "of such searches.",
            len(out.found), trials=out.trials, pairs=out.pairs, other=self.other,
        )]  # fmt: skip
        for name in out.found:
            lines.append(f"{name}: {out.words(name)}")
            lines += [f"  {self._change(row)}" for row in self.rows if row.response == name]
        return [*lines, *self.promised(), self.verdict()]

    def _change(self, row: Against) -> str:
        change, what = row.change, naming.metric(row.aim)
        if self.outcome.too_few:
            return _("{subject}: {pairs} new runs are too few to tell anything.",
                     subject=what, pairs=self.outcome.pairs)  # fmt: skip
        values = {"subject": what, "other": self.other}
        if not row.better:
            if change.low == change.high == 0:
                return _("{subject}: the same in every run as with the {other}.", **values)
            return _("{subject}: cannot be told from the {other} (difference: 95 % interval "
                     "{reach}).", reach=_reach(change.low, change.high), **values)  # fmt: skip
        values["amount"] = _number(abs(change.mean))
        values["reach"] = _reach(*sorted((abs(change.low), abs(change.high))))
        values["verdict"] = _("better") if row.better > 0 else _("worse")
        if change.mean > 0:
            return _("{subject}: {amount} more than with the {other} (95 % interval {reach}), "
                     "which is {verdict}.", **values)  # fmt: skip
        return _("{subject}: {amount} less than with the {other} (95 % interval {reach}), which "
                 "is {verdict}.", **values)  # fmt: skip

    def promised(self) -> list[str]:
        """How much of what the trials showed for the first aim is left in new runs."""
        aim = self.outcome.aims[0]
        kept = [r for r in self.rows if r.aim == aim and math.isfinite(r.seen)]
        sign = self.outcome.sign(aim)
        if not kept:
            return []
        best = min(kept, key=lambda row: sign * row.seen)
        return [_(
            "{subject}, {option}: the trials showed a difference of {seen} from the {other}, the "
            "new runs one of {change}. What is chosen as best of many trials looks better there "
            "than it is.", subject=naming.metric(aim), option=best.response,
            seen=_number(best.seen), other=self.other, change=_number(best.change.mean),
        )]  # fmt: skip

    def verdict(self) -> str:
        """One sentence: whether anything better was found."""
        if self.outcome.too_few:
            return _("The new runs are too few to say whether anything better was found.")
        better = {r.response for r in self.rows if r.better > 0}
        worse = {r.response for r in self.rows if r.better < 0}
        if not better:
            return _("No found response is clearly better than the {other} in any aim. Chance can "
                     "explain what the trials showed.", other=self.other)  # fmt: skip
        free = [name for name in self.outcome.found if name in better - worse]
        if free:
            return _("Clearly better than the {other} in an aim, and clearly worse in none: "
                     "{options}.", other=self.other, options=listed(free))  # fmt: skip
        return _("Each response that is clearly better than the {other} in one aim is clearly "
                 "worse in another.", other=self.other)  # fmt: skip


def _reach(low: float, high: float) -> str:
    return _p("interval", "{low} to {high}", low=_number(low), high=_number(high))


def _number(value: float) -> str:
    if not math.isfinite(value):
        return _("not known")
    sign = "−" if value < 0 else ""
    size = abs(value)
    return digits(f"{sign}{size:,.0f}" if size >= 100 else f"{sign}{size:.3g}")
