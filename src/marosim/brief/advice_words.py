"""Advice in plain words, and what one would have to know to decide otherwise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from marosim.brief.advice import Advice, Choice, Limit
from marosim.study.front import DOUBT
from marosim.study.intervals import FEWEST
from marosim.study.store import DRAWN
from marosim.view import names
from marosim.view.style import number
from marosim.view.wording import capital, lowered, named

NAMED = 5  # options that a sentence names before it counts the rest
BY = {
    "average": "On average",
    "worst tenth": "In the worst tenth of runs",
    "regret": "By regret",
}


class Words:
    """What a piece of advice says."""

    def __init__(self, advice: Advice) -> None:
        self.advice = advice
        self.verdicts = advice.verdicts
        self.subject = lowered(names.title(self.verdicts.metric))

    def all(self) -> list[str]:
        """Limits, the choices, the front, and what one would have to know."""
        if len(options := self.advice.options) < 2:
            said = f"of one option alone: {self._title(options[0])}" if options else "of no option"
            return [f"Runs have finished {said}, so there is nothing to choose.", *self.limits()]
        return [*self.limits(), *self.choices(), *self.front(), *self.to_know()]

    def limits(self) -> list[str]:
        """Which options keep the limits, and which break them by how much."""
        advice = self.advice
        lines = []
        for one in advice.limits:
            if one.metric not in advice.comparison.runs:
                lines.append(f"The study does not report {one.words}, so {one.name} says nothing.")
        for option in advice.options:
            if broken := advice.broken[option]:
                said = named([self._broken(option, one) for one in broken])
                lines.append(f"Outside the limits: {self._title(option)} ({said}).")
        if not advice.allowed and advice.options:
            lines.append("No option keeps all the limits. Raise one, or add options to the study.")
        elif len(advice.allowed) == 1 and len(advice.options) > 1:
            only = self._title(advice.allowed[0])
            lines.append(f"Only one option keeps the limits, so there is no choice: {only}.")
        return lines

    def _broken(self, option: str, one: Limit) -> str:
        mean = number(self.advice.mean(option, one.metric), one.unit)
        word = "over" if one.most else "under"
        return f"{one.words} {mean}, {word} the limit of {number(one.value, one.unit)}"

    def choices(self) -> list[str]:
        """The best by each criterion, ties together."""
        advice = self.advice
        if len(advice.allowed) < 2:
            return []
        told = [c for c in advice.choices if not c.few]
        if told and not any(c.best for c in told):
            lines = ["No option is better than chance can tell, by any of the measures."]
            return lines + [f"{BY[c.criterion]}: {c.few}." for c in advice.choices if c.few]
        return [self._choice(choice) for choice in advice.choices]

    def _choice(self, choice: Choice) -> str:
        head = BY[choice.criterion]
        if choice.few:
            return f"{head}: {choice.few}."
        if not choice.best:
            return f"{head}: the runs cannot tell the {len(choice.level)} options apart."
        value = number(choice.values[choice.best], self.verdicts.unit)
        meaning = {
            "average": f"{value} {self.subject}",
            "worst tenth": f"{value} {self.subject} there",
            "regret": f"at most about {value} {self.subject} from the best choice, in the worst "
                      "tenth of runs",
        }[choice.criterion]  # fmt: skip
        others = [r for r in choice.level if r != choice.best]
        best = self._title(choice.best)
        if not others:
            return f"{head}, the best is: {best} ({meaning})."
        return f"{head}, these cannot be told apart: {self._titles([choice.best, *others])}."

    def front(self) -> list[str]:
        """Who is on the front of lives, cost and consent."""
        if len(self.advice.allowed) < 2:
            return []
        table = self.advice.front
        firm = table.index[table["front"] & ~(table["share"] < 1 - DOUBT)]
        perhaps = table.index[(table["share"] > DOUBT) & ~table.index.isin(firm)]
        aims = named([names.title(m).lower() for m in table.columns[:-2]])
        if table["share"].isna().all():
            return [f"Trade-offs of {aims}: too few runs to tell."]
        if len(firm) == len(table):
            return [f"No option is best in {aims} at once: each gives up something."]
        head = f"Best trade-offs of {aims}: "
        if not len(firm):
            return [f"{head}no clear ones; perhaps {self._titles(list(perhaps))}."]
        tail = f" Perhaps also: {self._titles(list(perhaps))}." if len(perhaps) else ""
        return [f"{head}{self._titles(list(firm))}.{tail}"]

    def to_know(self) -> list[str]:
        """What would have to be known, or changed, for another decision."""
        lines = [*self._without_limits(), *self._unknown()]
        lines.append(
            "The study does not run other forms of the rules. Whether the advice survives them is "
            "not known."
        )
        return lines

    def _without_limits(self) -> list[str]:
        """The limit that keeps out an option which is clearly better."""
        advice = self.advice
        if not advice.allowed or len(advice.allowed) == len(advice.options):
            return []
        free, kept = advice.among(advice.options)[0], advice.choices[0]
        if not free.best or free.best in advice.allowed or set(free.level) & set(advice.allowed):
            return []
        inside = min(advice.allowed, key=lambda r: self._sign() * kept.values[r])
        gap = number(abs(free.values[free.best] - free.values[inside]), self.verdicts.unit)
        limits = named([one.name for one in advice.broken[free.best]])
        word, subject = self.verdicts.word(), self.subject
        change = f"{gap} {word} {subject}" if self.verdicts.counted else f"{subject} {gap} {word}"
        return [
            f"Without the limit on {limits}, the best would be "
            f"{self.verdicts.phrases.bare(free.best)}: {change} on average."
        ]

    def _sign(self) -> float:
        return -1.0 if self.verdicts.higher else 1.0

    def _unknown(self) -> list[str]:
        """On which uncertain settings the choice of the two leading options turns."""
        advice = self.advice
        drawn = [c for c in advice.comparison.runs if c.startswith(DRAWN)]
        if len(advice.allowed) < 2:
            return []
        if not drawn:
            return [
                "All runs share the same settings. Which unknown facts would change the choice can "
                "be told from a study with uncertainty=posterior."
            ]
        order = sorted(advice.allowed,
                       key=lambda r: self._sign() * float(advice.wide[r].mean()))  # fmt: skip
        first, second = order[:2]
        gap = self._sign() * (advice.wide[second] - advice.wide[first])
        if len(gap) < max(FEWEST, 10):
            return ["There are too few draws to tell what the choice turns on."]
        runs = advice.comparison.runs
        mine = runs[runs["response"] == first].set_index("replication").loc[gap.index, drawn]
        found = []
        for column in drawn:
            if pd.api.types.is_numeric_dtype(mine[column]) and mine[column].nunique() > 2:
                fit = stats.spearmanr(mine[column], gap)
                if fit.pvalue < DOUBT / len(drawn):
                    found.append((abs(fit.statistic), column, float(fit.statistic)))
        both = f"{lowered(self._title(first))} or {lowered(self._title(second))}"
        worth = float(np.maximum(-gap, 0.0).mean())
        value = ""
        if worth > 0 and self.verdicts.counted:
            value = (
                f" To know which would be right means about {number(worth)} "
                f"{self.verdicts.word()} {self.subject} on average."
            )
        if not found:
            return [f"No uncertain setting clearly decides between {both}.{value}"]
        said = [
            f"{names.setting(column.removeprefix(DRAWN))} ({'higher' if s > 0 else 'lower'} "
            f"favours the first)"
            for _, column, s in sorted(found, reverse=True)[:3]
        ]
        return [f"Between {both}, the choice turns most on {named(said)}.{value}"]

    def _title(self, option: str) -> str:
        return self.verdicts.phrases.title(option)

    def _titles(self, options: Sequence[str]) -> str:
        said = [self._title(r) if not n else lowered(self._title(r))
                for n, r in enumerate(options[:NAMED])]  # fmt: skip
        rest = len(options) - len(said)
        return named([*said, f"{rest} more"] if rest > 0 else said)


def headed(shared: str, lines: Sequence[str]) -> list[str]:
    """The lines of one case under its name."""
    return [f"{capital(shared)}:", *lines] if shared else list(lines)
