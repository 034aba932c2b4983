"""Advice in plain words, and what one would have to know to decide otherwise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from marosim.brief.advice import Advice, Choice, Limit
from marosim.languages import N_, _, _n
from marosim.languages.formats import either, listed, number
from marosim.study.front import DOUBT
from marosim.study.intervals import FEWEST
from marosim.study.store import DRAWN
from marosim.view import naming
from marosim.view.findings import changed
from marosim.view.wording import capital, lowered

NAMED = 5  # options that a sentence names before it counts the rest
BY = {
    "average": N_("On average"),
    "worst tenth": N_("In the worst tenth of runs"),
    "regret": N_("By regret"),
}


class Words:
    """What a piece of advice says."""

    def __init__(self, advice: Advice) -> None:
        self.advice = advice
        self.verdicts = advice.verdicts
        self.subject = lowered(naming.metric(self.verdicts.metric))

    def all(self) -> list[str]:
        """Limits, the choices, the front, and what one would have to know."""
        if len(options := self.advice.options) < 2:
            said = _("Runs have finished of one option alone: {option}, so there is nothing to "
                     "choose.", option=self._title(options[0])) if options else \
                _("Runs have finished of no option, so there is nothing to choose.")  # fmt: skip
            return [said, *self.limits()]
        return [*self.limits(), *self.choices(), *self.front(), *self.to_know()]

    def limits(self) -> list[str]:
        """Which options keep the limits, and which break them by how much."""
        advice = self.advice
        lines = []
        for one in advice.limits:
            if one.metric not in advice.comparison.runs:
                lines.append(_("The study does not report {what}, so {limit} says nothing.",
                               what=one.words, limit=one.name))  # fmt: skip
        for option in advice.options:
            if broken := advice.broken[option]:
                said = listed([self._broken(option, one) for one in broken])
                lines.append(_("Outside the limits: {option} ({reasons}).",
                               option=self._title(option), reasons=said))  # fmt: skip
        if not advice.allowed and advice.options:
            lines.append(_("No option keeps all the limits. Raise one, or add options to the "
                           "study."))  # fmt: skip
        elif len(advice.allowed) == 1 and len(advice.options) > 1:
            lines.append(_("Only one option keeps the limits, so there is no choice: {option}.",
                           option=self._title(advice.allowed[0])))  # fmt: skip
        return lines

    def _broken(self, option: str, one: Limit) -> str:
        values = {
            "what": one.words,
            "mean": number(self.advice.mean(option, one.metric), one.unit),
            "limit": number(one.value, one.unit),
        }
        if one.most:
            return _("{what} {mean}, over the limit of {limit}", **values)
        return _("{what} {mean}, under the limit of {limit}", **values)

    def choices(self) -> list[str]:
        """The best by each criterion, ties together."""
        advice = self.advice
        if len(advice.allowed) < 2:
            return []
        told = [c for c in advice.choices if not c.few]
        if told and not any(c.best for c in told):
            lines = [_("No option is better than chance can tell, by any of the measures.")]
            return lines + [self._choice(c) for c in advice.choices if c.few]
        return [self._choice(choice) for choice in advice.choices]

    def _choice(self, choice: Choice) -> str:
        head = _(BY[choice.criterion])
        if choice.few:
            return _("{part}: {finding}", part=head, finding=f"{choice.few}.")
        if not choice.best:
            return _("{measure}: the runs cannot tell the {options} options apart.",
                     measure=head, options=len(choice.level))  # fmt: skip
        others = [r for r in choice.level if r != choice.best]
        if others:
            return _("{measure}, these cannot be told apart: {options}.",
                     measure=head, options=self._titles([choice.best, *others]))  # fmt: skip
        value = {
            "amount": number(choice.values[choice.best], self.verdicts.unit),
            "subject": self.subject,
        }
        meaning = {
            "average": _("{amount} {subject}", **value),
            "worst tenth": _("{amount} {subject} there", **value),
            "regret": _("at most about {amount} {subject} from the best choice, in the worst "
                        "tenth of runs", **value),
        }[choice.criterion]  # fmt: skip
        return _("{measure}, the best is: {option} ({meaning}).",
                 measure=head, option=self._title(choice.best), meaning=meaning)  # fmt: skip

    def front(self) -> list[str]:
        """Who is on the front of lives, cost and consent."""
        if len(self.advice.allowed) < 2:
            return []
        table = self.advice.front
        firm = table.index[table["front"] & ~(table["share"] < 1 - DOUBT)]
        perhaps = table.index[(table["share"] > DOUBT) & ~table.index.isin(firm)]
        aims = listed([lowered(naming.metric(m)) for m in table.columns[:-2]])
        if table["share"].isna().all():
            return [_("Trade-offs of {aims}: too few runs to tell.", aims=aims)]
        if len(firm) == len(table):
            return [_("No option is best in {aims} at once: each gives up something.", aims=aims)]
        maybe = self._titles(list(perhaps))
        if not len(firm):
            return [_("Best trade-offs of {aims}: no clear ones; perhaps {options}.",
                      aims=aims, options=maybe)]  # fmt: skip
        said = _("Best trade-offs of {aims}: {options}.",
                 aims=aims, options=self._titles(list(firm)))  # fmt: skip
        tail = " " + _("Perhaps also: {options}.", options=maybe) if maybe else ""
        return [said + tail]

    def to_know(self) -> list[str]:
        """What would have to be known, or changed, for another decision."""
        lines = [*self._without_limits(), *self._unknown()]
        lines.append(_("The study does not run other forms of the rules. Whether the advice "
                       "survives them is not known."))  # fmt: skip
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
        change = changed(self.verdicts.more(), counted=self.verdicts.counted, amount=gap,
                         subject=self.subject)  # fmt: skip
        return [_(
            "Without the limit on {limits}, the best would be {option}: {change} on average.",
            limits=listed([one.name for one in advice.broken[free.best]]),
            option=self.verdicts.phrases.bare(free.best), change=change,
        )]  # fmt: skip

    def _sign(self) -> float:
        return -1.0 if self.verdicts.higher else 1.0

    def _unknown(self) -> list[str]:
        """On which uncertain settings the choice of the two leading options turns."""
        advice = self.advice
        drawn = [c for c in advice.comparison.runs if c.startswith(DRAWN)]
        if len(advice.allowed) < 2:
            return []
        if not drawn:
            return [_("All runs share the same settings. Which unknown facts would change the "
                      "choice can be told from a study with uncertainty=posterior.")]  # fmt: skip
        order = sorted(advice.allowed,
                       key=lambda r: self._sign() * float(advice.wide[r].mean()))  # fmt: skip
        first, second = order[:2]
        gap = self._sign() * (advice.wide[second] - advice.wide[first])
        if len(gap) < max(FEWEST, 10):
            return [_("There are too few draws to tell what the choice turns on.")]
        runs = advice.comparison.runs
        mine = runs[runs["response"] == first].set_index("replication").loc[gap.index, drawn]
        found = []
        for column in drawn:
            if pd.api.types.is_numeric_dtype(mine[column]) and mine[column].nunique() > 2:
                fit = stats.spearmanr(mine[column], gap)
                if fit.pvalue < DOUBT / len(drawn):
                    found.append((abs(fit.statistic), column, float(fit.statistic)))
        both = either([lowered(self._title(first)), lowered(self._title(second))])
        worth = float(np.maximum(-gap, 0.0).mean())
        value = ""
        if worth > 0 and self.verdicts.counted:
            value = " " + _(
                "To know which would be right means {change} on average.",
                change=changed(self.verdicts.more(), counted=True, amount=number(worth),
                               subject=self.subject),
            )  # fmt: skip
        if not found:
            return [_("No uncertain setting clearly decides between {options}.", options=both)
                    + value]  # fmt: skip
        called = {c: naming.setting(c.removeprefix(DRAWN)) for _size, c, _sign in found}
        said = [
            _("{setting} (higher favours the first)", setting=called[column]) if s > 0
            else _("{setting} (lower favours the first)", setting=called[column])
            for _size, column, s in sorted(found, reverse=True)[:3]
        ]  # fmt: skip
        return [_("Between {options}, the choice turns most on {settings}.",
                  options=both, settings=listed(said)) + value]  # fmt: skip

    def _title(self, option: str) -> str:
        return self.verdicts.phrases.title(option)

    def _titles(self, options: Sequence[str]) -> str:
        said = [self._title(r) if not n else lowered(self._title(r))
                for n, r in enumerate(options[:NAMED])]  # fmt: skip
        rest = len(options) - len(said)
        return listed([*said, _n("1 more", "{count} more", rest)] if rest > 0 else said)


def headed(shared: str, lines: Sequence[str]) -> list[str]:
    """The lines of one case under its name."""
    return [_("{part}:", part=capital(shared)), *lines] if shared else list(lines)
