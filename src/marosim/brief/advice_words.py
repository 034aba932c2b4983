"""Advice in plain words, and what one would have to know to decide otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from marosim.brief.advice import Advice, Choice, Limit
from marosim.brief.knowing import to_know
from marosim.languages import N_, _, _n
from marosim.languages.formats import listed, number
from marosim.study.front import DOUBT
from marosim.view import naming
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
        return [*self.limits(), *self.choices(), *self.front(), *to_know(self.advice)]

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
        if len(table.drop(columns=["front", "share"]).drop_duplicates()) == 1:
            return [_("{subject}: the same under every option in every run.",
                      subject=capital(aims))]  # fmt: skip
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
