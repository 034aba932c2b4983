"""The brief's sentences, made from the verdicts: the answer, three sentences, and what it
cannot tell. What cannot be told from chance is never said to be better.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

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
from marosim.study import resolution, sufficiency
from marosim.view import names
from marosim.view.style import interval, number, percent
from marosim.view.wording import capital, lowered, named

NAMED = 3  # options that a sentence names before it counts the rest
PANELS = 3  # of which each has a sentence of its own
FEW_OF, MOST_OF = 0.1, 0.5  # shares prevented, below and above which they are few and most


class Sentences:
    """What a study's brief says."""

    def __init__(self, verdicts: Verdicts, timelines: dict[str, Timeline | None]) -> None:
        self.verdicts = verdicts
        self.with_ = verdicts.phrases.with_
        self.timelines = timelines  # by the comparison of each panel
        self.subject = lowered(names.title(verdicts.metric))

    def question(self) -> str:
        """What the study asks, in its own words if it has any."""
        asked = str(self.verdicts.study.about.get("question") or "").strip()
        phrases = self.verdicts.phrases
        count = len({phrases.title(label) for label in phrases.swept})
        some = f"do {count} options" if count > 1 else "does one option"
        return asked or f"What {some} change in {self.subject}?"

    def answer(self) -> str:
        """One line; of several panels how many have a clear best."""
        panels = self.verdicts.panels
        if len(panels) > 1:
            clear = sum(bool(panel.best) for panel in panels)
            where = "cases" if len(self.verdicts.cases) == len(panels) else "parts of the study"
            if not clear:
                return f"The model’s answer: it cannot tell in any of the {len(panels)} {where}."
            return (
                f"The model’s answer: an option clearly helps in {clear} of {len(panels)} {where}."
            )
        return f"The model’s answer: {self._answer(panels[0])}"

    def _answer(self, panel: Panel) -> str:
        if panel.alone:
            return "nothing is compared."
        if not self.verdicts.telling:
            return "too few runs to tell."
        if panel.identical:
            return "the options change nothing."
        if panel.coarse or (panel.of(COARSE) and not panel.best):
            return "the runs are too coarse to tell."
        if not panel.best:
            if panel.of(WORSE):
                return (
                    f"no option is clearly better than {lowered(panel.row(panel.against).title)}."
                )
            return "it cannot tell the options apart."
        row = panel.row(panel.best)
        if self.verdicts.metric != "deaths_direct" or not math.isfinite(row.share):
            return "one option is clearly better." if not panel.tied \
                else "some options are clearly better."  # fmt: skip
        scale = row.share / row.gain.mean
        low, high = row.gain.low * scale, row.gain.high * scale
        if high < FEW_OF:
            return "the best option prevents few of the deaths."
        if low > MOST_OF:
            return "the best option prevents most of the deaths."
        if low >= FEW_OF and high <= MOST_OF:
            return "the best option prevents many of the deaths, but not most."
        return f"the best option prevents {self._of_100(low, high)} deaths."

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
            return (
                f"In none of the {len(panels)} parts does an option differ clearly for the better."
            )
        where = named([panel.shared for panel in clear])
        return f"An option is clearly better in {len(clear)} of {len(panels)} parts: {where}."

    def _across(self, panels: Sequence[Panel]) -> str:
        best = {panel.shared: panel.row(panel.best).title for panel in panels if panel.best}
        if len(self.verdicts.cases) > 1:
            return "Cases differ in size, so effects are shares and are never added up."
        if len(best) > 1 and len(set(best.values())) == 1:
            return f"{next(iter(best.values()))} leads in each of them."
        if len(best) > 1:
            return "Another option leads in each part." if len(set(best.values())) == len(best) \
                else "Which option leads depends on the part."  # fmt: skip
        return "Each part is compared within itself."

    def _of_many(self, panel: Panel) -> str:
        """One panel in a sentence, in shares of its own comparison."""
        head = f"{panel.shared}: "
        if panel.alone:
            return f"{head}nothing is compared."
        if not panel.best and not self.verdicts.telling:
            return f"{head}{self._few()}"
        if panel.coarse:
            return f"{head}nobody can tell. {self._coarse(panel)}"
        if not panel.best:
            return f"{head}{lowered(self._none(panel))}"
        row = panel.row(panel.best)
        if not math.isfinite(row.share) or not self.verdicts.counted:
            return f"{head}{lowered(self._effect(panel, row))}"
        scale = abs(row.share / row.gain.mean)
        reach = interval(100 * row.gain.low * scale, 100 * row.gain.high * scale)
        than = f"{self.verdicts.word(1)} {self.subject} than {self.with_(panel.against)}"
        tied = f" The runs cannot tell this apart from {self._listed(panel.tied)}." \
            if panel.tied else ""  # fmt: skip
        return (
            f"{head}{self.with_(row.label)}, {percent(abs(row.share))} {than} "
            f"(95 % interval {reach} %).{tied}"
        )

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
        return [*lines, self._when(panel, row) or self._price(panel, row)]

    def _alone(self, panel: Panel) -> list[str]:
        row = panel.rows[0]
        level = self.verdicts.comparison.level(row.label, self.verdicts.metric)
        said = number(row.level, self.verdicts.unit)
        reach = f" (95 % interval {interval(level.low, level.high, self.verdicts.unit)})" \
            if math.isfinite(level.low) else ""  # fmt: skip
        return [
            f"The runs come to {said} {self.subject}{reach}.",
            "The study has one option, so it shows a course and no effect.",
            "Add a second option to compare it with, such as response=none.",
        ]

    def _effect(self, panel: Panel, row: Row) -> str:
        """How much better an option does than the comparison, with the drawn interval."""
        unit, half = self.verdicts.unit, row.gain.half
        low, high = sorted((abs(row.gain.low), abs(row.gain.high)))
        amount = number(abs(row.gain.mean), unit, half)
        reach = interval(low, high, unit)
        against = self.with_(panel.against)
        side = 1 if row.gain.mean > 0 else -1
        word = self.verdicts.word(side)
        if not self.verdicts.counted:
            return (
                f"{capital(self.with_(row.label))}, {self.subject} is {amount} {word} "
                f"than {against} (95 % interval {reach})."
            )
        share = ""
        if math.isfinite(row.share) and self.verdicts.metric == "deaths_direct" and side > 0:
            share = f" That is {self._of_100(row.share)}."
        return (
            f"{capital(self.with_(row.label))}, the model counts about {amount} "
            f"{word} {self.subject} than {against} (95 % interval {reach}).{share}"
        )

    def _ties(self, panel: Panel, row: Row) -> str:
        """Which options the runs cannot tell from the best, else that it is alone."""
        if not panel.tied:
            if len(panel.others) == 1:
                return self._price(panel, row)
            return f"The runs tell it from each of the other {len(panel.rows) - 1} options."
        said = f"These runs cannot tell this apart from {self._listed(panel.tied)}."
        costs = [panel.row(r).cost for r in (row.label, *panel.tied)]
        if all(math.isfinite(cost) and cost > 0 for cost in costs):
            times = max(costs) / min(costs)
            if times >= 1.05:
                said += f" The most expensive costs {number(times)} times as much as the cheapest."
        return said

    def _price(self, panel: Panel, row: Row) -> str:
        more = row.cost - panel.row(panel.against).cost
        if not math.isfinite(more):
            return "The study does not report what the options cost."
        if abs(more) < 1:
            return "This option costs no more than the comparison."
        word = "more" if more > 0 else "less"
        return f"This option costs {number(abs(more), 'US$')} {word} than the comparison."

    def _when(self, panel: Panel, row: Row) -> str:
        """How much was over before anybody came: what a reader asks after the effect."""
        timeline = self.timelines.get(panel.against)
        first = timeline.first(row.label) if timeline else None
        if timeline is None or first is None or first == 0:
            return ""
        over = timeline.over(first)
        return (
            f"Its first troops arrive on {timeline.date(first)}. By then, {round(100 * over)} of "
            "every 100 deaths of the comparison have already come."
        )

    def _none(self, panel: Panel) -> str:
        if panel.identical:
            return f"{capital(self.subject)}: the same under every option in every run."
        than = f"{self.verdicts.word(1)} {self.subject} than {self.with_(panel.against)}"
        return f"No option has clearly {than}."

    def _why_none(self, panel: Panel) -> list[str]:
        lines = []
        if worse := panel.of(WORSE):
            lines.append(self._effect(panel, worse[-1]))
        if same := panel.of(IDENTICAL):
            lines.append(f"The same in every run: {self._titles(same)}.")
        if same := panel.of(SAME):
            lines.append(f"Within {percent(sufficiency.NEGLIGIBLE)} of the comparison: "
                         f"{self._titles(same)}.")  # fmt: skip
        if coarse := panel.of(COARSE):
            lines.append(f"Fewer than {resolution.COARSE} simulated people, so too coarse to "
                         f"tell: {self._titles(coarse)}.")  # fmt: skip
        if untold := panel.of(UNTOLD):
            lines.append(f"{self.verdicts.pairs} pairs of runs cannot tell these from the "
                         f"comparison: {self._titles(untold)}.")  # fmt: skip
        return [*lines, self._came_to(panel), self._more_runs()]

    def _few(self) -> str:
        return f"{capital(sufficiency.too_few(self.verdicts.pairs))}."

    def _coarse(self, panel: Panel) -> str:
        mean = panel.row(panel.against).level
        return (
            f"The {number(mean)} {self.subject} of the comparison are about "
            f"{round(mean / panel.each):,} simulated people, too few to compare options by."
        )

    def _finer(self, panel: Panel) -> str:
        mean = panel.row(panel.against).level
        agents = resolution.agents_wanted(self.verdicts.study, panel.against, mean)
        if agents is None:
            return "Choose another outcome to compare by."
        return f"Repeat the study with population.agents={agents}."

    def _came_to(self, panel: Panel) -> str:
        there = [row for row in panel.rows if math.isfinite(row.level)]
        if not there:
            return f"No run tells of {self.subject}."
        low, high = sorted((there[0].level, there[-1].level))
        least, most = (number(value, self.verdicts.unit) for value in (low, high))
        if least == most:
            return f"The runs come to {least} {self.subject}."
        return f"The averages lie between {least} and {most} {self.subject}."

    def _more_runs(self) -> str:
        return f"More runs may tell: {sufficiency.command(self.verdicts.comparison, folder=False)}"

    def _of_100(self, low: float, high: float | None = None) -> str:
        if high is None:
            return (
                f"{round(100 * low)} in every 100" if low >= 0.01 else "fewer than 1 in every 100"
            )
        return f"{round(100 * low)} to {round(100 * high)} in every 100"

    def _listed(self, labels: Sequence[str]) -> str:
        """Options inside a sentence: A, B or n other options."""
        said = [self.verdicts.phrases.bare(label) for label in labels[:NAMED]]
        rest = len(labels) - len(said)
        if rest > 0:
            said.append(f"{rest} other option{'s' * (rest > 1)}")
        return " or ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)

    def _titles(self, rows: Sequence[Row]) -> str:
        said = [lowered(row.title) for row in rows[:NAMED]]
        rest = len(rows) - len(said)
        return named([*said, f"{rest} more"] if rest > 0 else said)

    def cannot_tell(self) -> list[str]:
        """What no run of this study can answer."""
        panel = self.verdicts.panels[0]
        lines = [
            "Whether states would have given the troops, or the Council would have agreed. "
            "The study assumes each option.",
            "What leaders, media and courts would have decided as people. The model has levels "
            "for them.",
        ]
        timeline = next((t for t in self.timelines.values() if t), None)
        if timeline is not None:
            lines.append(f"Anything after {timeline.date(timeline.last, year=True)}.")
        if math.isfinite(panel.each) and panel.each > 1 and self.verdicts.unit == "persons":
            lines.append(
                f"Differences under {number(resolution.COARSE * panel.each)} people. One simulated "
                f"civilian stands for about {number(panel.each)}."
            )
        return lines


# every verdict has its words beside the chart; a test holds that none is left out
BESIDE = {
    BETTER: "", WORSE: "worse", COMPARISON: "(comparison)", IDENTICAL: "identical",
    SAME: "about the same", UNTOLD: "cannot tell", COARSE: "too coarse",
    FEW: "too few runs", MISSING: "no runs",
}  # fmt: skip
