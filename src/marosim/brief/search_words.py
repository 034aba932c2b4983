"""What a search came to, in words: what new runs show, and what the trials had promised."""

from __future__ import annotations

import math

from marosim.study.search_outcome import Against, Outcome
from marosim.view import names


class SearchWords:
    """Sentences of one search."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.rows = outcome.rows()
        self.other = f"the {names.response(outcome.recorded)}" \
            if outcome.recorded == "historical" else "the response as given"  # fmt: skip

    def all(self) -> list[str]:
        """All sentences, in order."""
        out = self.outcome
        lines = [
            f"The search made {out.trials} trials. The {_some(len(out.found))} below did best in "
            f"them. Each ran again {out.pairs} times with new random numbers, and so did "
            f"{self.other}. All intervals come from these new runs alone. They are so wide "
            "that all of them are right in 95 % of such searches."
        ]
        for name in out.found:
            lines.append(f"{name}: {out.words(name)}")
            lines += [f"  {self._change(row)}" for row in self.rows if row.response == name]
        return [*lines, *self.promised(), self.verdict()]

    def _change(self, row: Against) -> str:
        what = names.title(row.aim)
        if self.outcome.too_few:
            return f"{what}: {self.outcome.pairs} new runs are too few to tell anything."
        change = row.change
        span = f"95 % interval {_number(change.low)} to {_number(change.high)}"
        if not row.better:
            same = change.low == change.high == 0
            return f"{what}: the same in every run as with {self.other}." if same else (
                f"{what}: cannot be told from {self.other} (difference {span})."
            )  # fmt: skip
        more = "more" if change.mean > 0 else "less"
        ends = sorted((abs(change.low), abs(change.high)))
        verdict = "better" if row.better > 0 else "worse"
        return (
            f"{what}: {_number(abs(change.mean))} {more} than with {self.other} (95 % interval "
            f"{_number(ends[0])} to {_number(ends[1])}), which is {verdict}."
        )

    def promised(self) -> list[str]:
        """How much of what the trials showed for the first aim is left in new runs."""
        aim = self.outcome.aims[0]
        kept = [r for r in self.rows if r.aim == aim and math.isfinite(r.seen)]
        sign = self.outcome.sign(aim)
        if not kept:
            return []
        best = min(kept, key=lambda row: sign * row.seen)
        return [
            f"{names.title(aim)}, {best.response}: the trials showed a difference of "
            f"{_number(best.seen)} from {self.other}, the new runs one of "
            f"{_number(best.change.mean)}. What is chosen as best of many trials looks better "
            "there than it is."
        ]

    def verdict(self) -> str:
        """One sentence: whether anything better was found."""
        if self.outcome.too_few:
            return "The new runs are too few to say whether anything better was found."
        better = {r.response for r in self.rows if r.better > 0}
        worse = {r.response for r in self.rows if r.better < 0}
        aims = "any aim" if len(self.outcome.aims) > 1 else names.title(self.outcome.aims[0])
        if not better:
            return (
                f"No found response is clearly better than {self.other} in {aims}. Chance can "
                "explain what the trials showed."
            )
        free = [name for name in self.outcome.found if name in better - worse]
        if free:
            return f"Clearly better than {self.other} in an aim, and clearly worse in none: " \
                f"{', '.join(free)}."  # fmt: skip
        return (
            f"Each response that is clearly better than {self.other} in one aim is clearly worse "
            "in another."
        )


def _some(count: int) -> str:
    return "response" if count == 1 else f"{count} responses"


def _number(value: float) -> str:
    if not math.isfinite(value):
        return "not known"
    sign = "−" if value < 0 else ""
    size = abs(value)
    return f"{sign}{size:,.0f}" if size >= 100 else f"{sign}{size:.3g}"
