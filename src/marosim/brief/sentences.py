"""The brief's sentences, made from the verdicts: the answer, three sentences, and what it
cannot tell. What cannot be told from chance is never said to be better.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from marosim.brief.beyond import cannot_tell, never_began
from marosim.brief.timeline import Timeline
from marosim.brief.verdicts import (
    BETTER,
    COARSE,
    COMPARISON,
    FEW,
    IDENTICAL,
    MISSING,
    SAME,
    UNTOLD,
    WORSE,
    Panel,
    Row,
    Verdicts,
)
from marosim.languages import N_, _, _n
from marosim.languages.formats import apart, either, interval, listed, number, percent, whole
from marosim.study import resolution, sufficiency
from marosim.study.intervals import FEWEST
from marosim.view import naming
from marosim.view.wording import capital, lowered

NAMED = 3  # options that a sentence names before it counts the rest
PANELS = 3  # of which each has a sentence of its own
FEW_OF, MOST_OF = 0.1, 0.5  # shares prevented, below and above which they are few and most


class Sentences:
    """What a study's brief says."""

    def __init__(self, verdicts: Verdicts, timelines: dict[str, Timeline | None]) -> None:
        self.verdicts = verdicts
        self.with_ = verdicts.phrases.with_
        self.timelines = timelines  # by the comparison of each panel
        self.subject = lowered(naming.metric(verdicts.metric))

    def question(self) -> str:
        """What the study asks, in its own words if it has any."""
        asked = naming.text(str(self.verdicts.study.about.get("question") or "").strip())
        phrases = self.verdicts.phrases
        count = len({phrases.title(label) for label in phrases.swept})
        return asked or _n(
            "What does one option change in {subject}?",
            "What do {count} options change in {subject}?",
            count, subject=self.subject,
        )  # fmt: skip

    def answer(self) -> str:
        """One line; of several panels how many have a clear best."""
        panels = self.verdicts.panels
        if len(panels) > 1:
            clear = sum(bool(panel.best) for panel in panels)
            return _("The model’s answer: {answer}", answer=self._of_panels(clear))
        return _("The model’s answer: {answer}", answer=self.short())

    def _of_panels(self, clear: int) -> str:
        count = len(self.verdicts.panels)
        if len(self.verdicts.cases) == count:
            return _("no clear answer in any of the {panels} cases.", panels=count) if not clear \
                else _("an option clearly helps in {clear} of {panels} cases.",
                       clear=clear, panels=count)  # fmt: skip
        return _("no clear answer in any of the {panels} parts of the study.", panels=count) \
            if not clear else _("an option clearly helps in {clear} of {panels} parts of the "
                                "study.", clear=clear, panels=count)  # fmt: skip

    def short(self) -> str:
        """The answer of a study of one panel, without the words before it."""
        panel = self.verdicts.panels[0]
        if panel.alone:
            return _("nothing is compared.")
        if not self.verdicts.telling:
            return _("too few runs to tell.")
        if panel.identical:
            return _("the options change nothing.")
        if panel.coarse or (panel.of(COARSE) and not panel.best):
            return _("the runs are too coarse to tell.")
        if not panel.best:
            if panel.of(WORSE):
                return _("no option is clearly better than {option}.",
                         option=lowered(panel.row(panel.against).title))  # fmt: skip
            return _("the options cannot be told apart.")
        row = panel.row(panel.best)
        if self.verdicts.metric != "deaths_direct" or not math.isfinite(row.share):
            return _("one option is clearly better.") if not panel.tied \
                else _("some options are clearly better.")  # fmt: skip
        scale = row.share / row.gain.mean
        low, high = row.gain.low * scale, row.gain.high * scale
        if high < FEW_OF:
            return _("the best option prevents few of the deaths.")
        if low > MOST_OF:
            return _("the best option prevents most of the deaths.")
        if low >= FEW_OF and high <= MOST_OF:
            return _("the best option prevents many of the deaths, but not most.")
        return _("the best option prevents {low} to {high} in every 100 deaths.",
                 low=number(round(100 * low)), high=number(round(100 * high)))  # fmt: skip

    def three(self) -> list[str]:
        """The three numbered sentences."""
        panels = self.verdicts.panels
        if len(panels) == 1:
            return self._of_one(panels[0])
        if len(panels) <= PANELS:
            return [*map(self._of_many, panels), self._across(panels)][:3]
        clear = [panel for panel in panels if panel.best]
        lines = [self._counted(panels, clear)]
        if clear:
            top = max(clear, key=lambda panel: panel.row(panel.best).share)
            lines.append(self._of_many(top))
        return [*lines, self._across(panels)]

    def _counted(self, panels: Sequence[Panel], clear: Sequence[Panel]) -> str:
        if not clear:
            return _("In none of the {panels} parts does an option differ clearly for the better.",
                     panels=len(panels))  # fmt: skip
        return _("An option is clearly better in {clear} of {panels} parts: {parts}.",
                 clear=len(clear), panels=len(panels),
                 parts=listed([panel.shared for panel in clear]))  # fmt: skip

    def _across(self, panels: Sequence[Panel]) -> str:
        best = {panel.shared: panel.row(panel.best).title for panel in panels if panel.best}
        if len(self.verdicts.cases) > 1:
            return _("Cases differ in size, so effects are shares and are never added up.")
        if len(best) > 1 and len(set(best.values())) == 1:
            return _("{option} leads in each of them.", option=next(iter(best.values())))
        if len(best) > 1:
            return _("Another option leads in each part.") \
                if len(set(best.values())) == len(best) \
                else _("Which option leads depends on the part.")  # fmt: skip
        return _("Each part is compared within itself.")

    def _of_many(self, panel: Panel) -> str:
        """One panel in a sentence, in shares of its own comparison."""
        return _("{part}: {finding}", part=panel.shared, finding=self._finding(panel))

    def _finding(self, panel: Panel) -> str:
        if panel.alone:
            return _("nothing is compared.")
        if not panel.best and not self.verdicts.telling:
            return self._few()
        if panel.coarse:
            why = f"{self._coarse(panel)} {self._finer(panel)}"
            return _("the runs cannot tell. {why}", why=why)
        if not panel.best:
            return lowered(self._none(panel))
        row = panel.row(panel.best)
        if not math.isfinite(row.share) or not self.verdicts.counted:
            return lowered(self._effect(panel, row))
        scale = abs(row.share / row.gain.mean)
        reach = interval(100 * row.gain.low * scale, 100 * row.gain.high * scale)
        values = {
            "option": self.with_(row.label), "share": percent(abs(row.share)),
            "subject": self.subject, "against": self.with_(panel.against), "reach": reach,
        }  # fmt: skip
        said = _("{option}, {share} more {subject} than {against} (95 % interval {reach} %).",
                 **values) if self.verdicts.more() else \
            _("{option}, {share} fewer {subject} than {against} (95 % interval {reach} %).",
              **values)  # fmt: skip
        if panel.tied:
            said += " " + _("The runs cannot tell this option apart from {options}.",
                            options=self._listed(panel.tied))  # fmt: skip
        return said

    def _of_one(self, panel: Panel) -> list[str]:
        if panel.alone:
            return self._alone(panel)
        if not self.verdicts.telling:
            return [self._few(), self._came_to(panel), self._more_runs()]
        if panel.coarse and not panel.identical:
            return [self._coarse(panel), self._came_to(panel), self._finer(panel)]
        if not panel.best:
            return [self._none(panel), *self._why_none(panel)][:3]
        row = panel.row(panel.best)
        lines = [self._effect(panel, row), self._ties(panel, row)]
        third = self._price(panel, row) if panel.tied else self._came_to(panel)
        return [*lines, self._when(panel, row) or third]

    def _alone(self, panel: Panel) -> list[str]:
        row = panel.rows[0]
        level = self.verdicts.comparison.level(row.label, self.verdicts.metric)
        said = {"amount": number(row.level, self.verdicts.unit), "subject": self.subject}
        reach = interval(level.low, level.high, self.verdicts.unit)
        return [
            _("The runs come to {amount} {subject} (95 % interval {reach}).", reach=reach, **said)
            if math.isfinite(level.low) else _("The runs come to {amount} {subject}.", **said),
            _("The study has one option, so it shows a course and no effect."),
            _("Add a second option to compare it with, such as response=none."),
        ]  # fmt: skip

    def _effect(self, panel: Panel, row: Row) -> str:
        """How much better an option does than the comparison, with the drawn interval."""
        unit, half = self.verdicts.unit, row.gain.half
        low, high = sorted((abs(row.gain.low), abs(row.gain.high)))
        side = 1 if row.gain.mean > 0 else -1
        values = {
            "option": capital(self.with_(row.label)), "subject": self.subject,
            "amount": number(abs(row.gain.mean), unit, half),
            "against": self.with_(panel.against), "reach": interval(low, high, unit),
        }  # fmt: skip
        if not self.verdicts.counted:
            return _("{option}, {subject} is {amount} higher than {against} "
                     "(95 % interval {reach}).", **values) if self.verdicts.more(side) else \
                _("{option}, {subject} is {amount} lower than {against} "
                  "(95 % interval {reach}).", **values)  # fmt: skip
        said = _("{option}, the model counts about {amount} more {subject} than {against} "
                 "(95 % interval {reach}).", **values) if self.verdicts.more(side) else \
            _("{option}, the model counts about {amount} fewer {subject} than {against} "
              "(95 % interval {reach}).", **values)  # fmt: skip
        if math.isfinite(row.share) and self.verdicts.metric == "deaths_direct" and side > 0:
            said += " " + (
                _("That is {share} in every 100.", share=number(round(100 * row.share)))
                if row.share >= 0.01 else _("That is fewer than 1 in every 100.")
            )  # fmt: skip
        return said

    def _ties(self, panel: Panel, row: Row) -> str:
        """Which options the runs cannot tell from the best, else that it is alone."""
        if not panel.tied:
            price = self._price(panel, row)
            if len(panel.others) == 1:
                return price
            told = _("These runs tell this option apart from each of the other {options}.",
                     options=len(panel.rows) - 1)  # fmt: skip
            return f"{told} {self._asked(panel, row) or price}"
        said = _("These runs cannot tell this option apart from {options}.",
                 options=self._listed(panel.tied))  # fmt: skip
        costs = [panel.row(r).cost for r in (row.label, *panel.tied)]
        if all(math.isfinite(cost) and cost > 0 for cost in costs):
            times = max(costs) / min(costs)
            if times >= 1.05:
                said += " " + _("The most expensive costs {times} times as much as the cheapest.",
                                times=number(times))  # fmt: skip
        return said

    def named(self, panel: Panel) -> list[str]:
        """Options whose names the question holds."""
        asked = str(self.verdicts.study.about.get("question") or "").lower()
        return [
            row.label for row in panel.rows
            if any(str(value).replace("_", " ").lower() in asked
                   for value in self.verdicts.phrases.swept[row.label].values())
        ]  # fmt: skip

    def _asked(self, panel: Panel, best: Row) -> str:
        """The effect of an option that the question names and that is not the best."""
        rows = [panel.row(label) for label in self.named(panel)
                if label not in (best.label, panel.against)]  # fmt: skip
        row = next((row for row in rows if row.verdict in (BETTER, WORSE)), None)
        if row is None or not self.verdicts.counted:
            return ""
        unit = self.verdicts.unit
        low, high = sorted((abs(row.gain.low), abs(row.gain.high)))
        values = {
            "option": self.with_(row.label),
            "amount": number(abs(row.gain.mean), unit, row.gain.half),
            "reach": interval(low, high, unit),
        }
        said = (
            _("{option}, the model counts {amount} more (95 % interval {reach}).", **values)
            if self.verdicts.more(1 if row.verdict == BETTER else -1)
            else _("{option}, the model counts {amount} fewer (95 % interval {reach}).", **values)
        )
        return capital(said)

    def _price(self, panel: Panel, row: Row) -> str:
        more = row.cost - panel.row(panel.against).cost
        if not math.isfinite(more):
            return _("The study does not report what the options cost.")
        if abs(more) < 1:
            return _("This option costs no more than the comparison.")
        amount = number(abs(more), "US$")
        if more > 0:
            return _("This option costs {amount} more than the comparison.", amount=amount)
        return _("This option costs {amount} less than the comparison.", amount=amount)

    def _when(self, panel: Panel, row: Row) -> str:
        """How much was over before anybody came: what a reader asks after the effect."""
        timeline = self.timelines.get(panel.against)
        first = timeline.first(row.label) if timeline else None
        if timeline is None or first is None or first == 0:
            return ""
        over = timeline.over(first)
        return _(
            "With the best option, the first troops arrive on {day}. By then, {share} of every 100 "
            "deaths in the comparison have already happened.",
            day=timeline.date(first), share=number(round(100 * over)),
        )  # fmt: skip

    def _none(self, panel: Panel) -> str:
        if panel.identical:
            return _("{subject}: the same under every option in every run.",
                     subject=capital(self.subject))  # fmt: skip
        values = {"subject": self.subject, "against": self.with_(panel.against)}
        if self.verdicts.counted and self.verdicts.more():
            return _("No option has clearly more {subject} than {against}.", **values)
        if self.verdicts.counted:
            return _("No option has clearly fewer {subject} than {against}.", **values)
        if self.verdicts.more():
            return _("No option has clearly higher {subject} than {against}.", **values)
        return _("No option has clearly lower {subject} than {against}.", **values)

    def _why_none(self, panel: Panel) -> list[str]:
        lines = never_began(self.verdicts) if panel.identical else []
        if worse := panel.of(WORSE):
            lines.append(self._effect(panel, worse[-1]))
        if same := panel.of(IDENTICAL):
            lines.append(_("The same in every run: {options}.", options=self._titles(same)))
        if same := panel.of(SAME):
            lines.append(_("Within {share} of the comparison: {options}.",
                           share=percent(sufficiency.NEGLIGIBLE),
                           options=self._titles(same)))  # fmt: skip
        if coarse := panel.of(COARSE):
            lines.append(_("Fewer than {people} simulated people, so too coarse to tell: "
                           "{options}.", people=resolution.COARSE,
                           options=self._titles(coarse)))  # fmt: skip
        if untold := panel.of(UNTOLD):
            lines.append(_("{pairs} pairs of runs cannot tell these from the comparison: "
                           "{options}.", pairs=self.verdicts.pairs,
                           options=self._titles(untold)))  # fmt: skip
        return [*lines, self._came_to(panel), self._more_runs()]

    def _few(self) -> str:
        pairs, values = self.verdicts.pairs, {"few": FEWEST, "better": sufficiency.BETTER}
        if not pairs:
            return _("No replication has every response; use at least {few}, better {better}.",
                     **values)  # fmt: skip
        return capital(_n(
            "one replication cannot tell a difference from chance; use at least {few}, better "
            "{better}.",
            "{count} replications cannot tell a difference from chance; use at least {few}, "
            "better {better}.",
            pairs, **values,
        ))  # fmt: skip

    def _coarse(self, panel: Panel) -> str:
        mean = panel.row(panel.against).level
        return _(
            "The {amount} {subject} of the comparison are about {people} simulated people, too "
            "few to compare options by.",
            amount=number(mean), subject=self.subject, people=whole(round(mean / panel.each)),
        )  # fmt: skip

    def _finer(self, panel: Panel) -> str:
        mean = panel.row(panel.against).level
        agents = resolution.agents_wanted(self.verdicts.study, panel.against, mean)
        if agents is None:
            return _("Choose another outcome to compare by.")
        return _("Repeat the study with {setting}.", setting=apart(f"population.agents={agents}"))

    def _came_to(self, panel: Panel) -> str:
        there = [row for row in panel.rows if math.isfinite(row.level)]
        if not there:
            return _("No run tells of {subject}.", subject=self.subject)
        low, high = sorted((there[0].level, there[-1].level))
        least, most = (number(value, self.verdicts.unit) for value in (low, high))
        if least == most:
            return _("The runs come to {amount} {subject}.", amount=least, subject=self.subject)
        return _("The averages lie between {least} and {most} {subject}.",
                 least=least, most=most, subject=self.subject)  # fmt: skip

    def _more_runs(self) -> str:
        command = sufficiency.command(self.verdicts.comparison, folder=False)
        return _("More runs may tell: {command}", command=apart(command))

    def _listed(self, labels: Sequence[str]) -> str:
        """Options inside a sentence: A, B or n other options."""
        said = [self.verdicts.phrases.bare(label) for label in labels[:NAMED]]
        rest = len(labels) - len(said)
        if rest > 0:
            said.append(_n("1 other option", "{count} other options", rest))
        return either(said)

    def _titles(self, rows: Sequence[Row]) -> str:
        said = [lowered(row.title) for row in rows[:NAMED]]
        rest = len(rows) - len(said)
        return listed([*said, _n("1 more", "{count} more", rest)] if rest > 0 else said)

    def cannot_tell(self) -> list[str]:
        """What no run of this study can answer."""
        return cannot_tell(self.verdicts, self.timelines)


# every verdict has its words beside the chart; a test holds that none is left out
BESIDE = {
    BETTER: "", WORSE: N_("worse"), COMPARISON: N_("(comparison)"), IDENTICAL: N_("identical"),
    SAME: N_("about the same"), UNTOLD: N_("cannot tell"), COARSE: N_("too coarse"),
    FEW: N_("too few runs"), MISSING: N_("no runs"),
}  # fmt: skip
