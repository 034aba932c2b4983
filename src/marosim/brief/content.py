"""Everything that the page and the slides of a study show, made once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from marosim.brief import sure
from marosim.brief.chart import HIGHEST, chart
from marosim.brief.drawing import Drawing
from marosim.brief.forest import forest
from marosim.brief.record import Record, record_of
from marosim.brief.sentences import Sentences
from marosim.brief.timeline import Timeline, timeline_of
from marosim.brief.verdicts import Panel, Verdicts
from marosim.brief.when import when
from marosim.brief.where import Where, maps, where
from marosim.languages import _, _n, _p
from marosim.languages.formats import apart, date, whole
from marosim.view import naming
from marosim.view.style import LIMITS

if TYPE_CHECKING:
    from marosim.study.compare import Comparison

PLACES_OF_FILES = ("output_dir=", "workers=", "launcher")  # which change no number


@dataclass(frozen=True)
class Content:
    """The brief of a comparison."""

    comparison: Comparison

    @cached_property
    def verdicts(self) -> Verdicts:
        """What the runs say of each option."""
        return Verdicts(self.comparison)

    @cached_property
    def panel(self) -> Panel:
        """The panel that maps, timeline and certainty are about: the first with a clear best."""
        panels = self.verdicts.panels
        return next((panel for panel in panels if panel.best), panels[0])

    @cached_property
    def records(self) -> dict[str, Record | None]:
        """The record of each case."""
        study, metric = self.comparison.study, self.verdicts.metric
        return {name: record_of(study, name, metric) for name in self.verdicts.cases}

    @cached_property
    def timelines(self) -> dict[str, Timeline | None]:
        """When people die in each panel, by its comparison."""
        return {p.against: timeline_of(self.verdicts, p) for p in self.verdicts.panels}

    @property
    def timeline(self) -> Timeline | None:
        """The timeline of the leading panel."""
        return self.timelines[self.panel.against]

    @cached_property
    def where(self) -> Where | None:
        """The maps of the leading panel."""
        return where(self.verdicts, self.panel)

    @cached_property
    def sentences(self) -> Sentences:
        """What the brief says."""
        return Sentences(self.verdicts, self.timelines)

    @cached_property
    def answers(self) -> list[sure.Answer]:
        """How sure the leading finding is."""
        record = self.records.get(self.panel.scenario)
        return sure.answers(self.verdicts, self.panel, record)

    @property
    def title(self) -> str:
        """The cases, as the head of the page has them."""
        maps = self.comparison.study.about.get("maps", {})
        titles = [
            apart(naming.case(str(maps.get(c, {}).get("title", c.replace("_", " ")))))
            for c in self.verdicts.cases
        ]
        titles = list(dict.fromkeys(titles))
        return " · ".join(titles) if len(titles) <= 3 \
            else _n("{count} case", "{count} cases", len(titles))  # fmt: skip

    @cached_property
    def period(self) -> str:
        """The first and the last day of the runs."""
        study = self.comparison.study
        if not study.metrics:
            return _("in the whole run")
        course = study.column(next(iter(study.metrics)))
        mine = course["response"].isin([row.label for row in self.panel.rows])
        dates = pd.to_datetime(course.loc[mine if mine.any() else ~mine, "date"])
        first, last = dates.min().date(), dates.max().date()
        said = [date(first, year=first.year != last.year), date(last, year=True)]
        begin, end = (day.replace(" ", "\u00a0") for day in said)  # a day stays with its month
        return _p("days", "{first} to {last}", first=begin, last=end)

    def chart(
        self, width: float = 184.0, height: float = 110.0, highest: float = HIGHEST
    ) -> Drawing:
        """The one chart: rows for one comparison, a forest for several."""
        verdicts = self.verdicts
        if len(verdicts.panels) > 1:
            drawn = forest(verdicts, self.records, width=width, height=height, highest=highest)
        else:
            drawn = chart(
                verdicts, self.panel, self.records.get(self.panel.scenario), self.period,
                width=width, height=height, highest=highest, named=self.sentences.named(self.panel),
            )  # fmt: skip
        return drawn.read_from_the_right()

    def map(self, width: float, height: float) -> Drawing | None:
        """The map before and after, where a region differs clearly."""
        return None if self.where is None else maps(self.where, width=width, height=height)

    def when(self, width: float, height: float) -> Drawing | None:
        """The timeline."""
        if self.timeline is None:
            return None
        return when(self.timeline, self.panel, width=width, height=height).read_from_the_right()

    @cached_property
    def unfinished(self) -> str:
        """What a reader must know of a study that was stopped or has lost runs."""
        study, about = self.comparison.study, self.comparison.study.about
        asked = str(about.get("replications", ""))
        wanted = int(asked) * len(study.responses) if asked.isdigit() else 0
        there = len(self.comparison.runs)
        lines = []
        if there < wanted:
            lines.append(_("This study is not finished: {there} of {wanted} runs are there.",
                           there=there, wanted=wanted))  # fmt: skip
        present = set(self.comparison.runs["response"])
        if none := [r for r in study.responses if r not in present]:
            titles = _p("comma", ", ").join(map(self.verdicts.phrases.title, none))
            lines.append(_("No run has finished for: {options}.", options=titles))
        if study.mixed:
            lines.append(study.mixed)
        return " ".join(lines)

    @property
    def method(self) -> str:
        """How the numbers came about."""
        about, pairs = self.comparison.study.about, self.verdicts.pairs
        settings = about["responses"][0].get("settings", {})
        seed, agents = settings.get("seed", 1), settings.get("population", {}).get("agents")
        runs = _n(
            "Method: {count} paired run of each option on the same random numbers (seed {seed})",
            "Method: {count} paired runs of each option on the same random numbers (seed {seed})",
            pairs, seed=str(seed),
        )  # fmt: skip
        if isinstance(agents, int):
            runs = _("{method}, {agents} simulated civilians", method=runs, agents=whole(agents))
        return _(
            "{method}. Intervals: Student’s t on paired differences, widened for all options "
            "together (Bonferroni). Ties between options: paired differences, all pairs counted.",
            method=runs,
        )

    @property
    def sources(self) -> str:
        """The record's source, and whose map it is."""
        record = self.records.get(self.panel.scenario)
        maps = _("Maps: {nature} (public domain), {names}.",
                 nature=apart("Natural Earth"), names=apart("GeoNames (CC BY 4.0)"))  # fmt: skip
        if not record:
            return maps
        return _("Record: {source}.", source=apart(record.source.rstrip("."))) + " " + maps

    @property
    def command(self) -> str:
        """What repeats the study, without words that only say where files lie."""
        told = str(self.comparison.study.about.get("command", ""))
        kept = [w for w in told.split(" ") if not w.startswith(PLACES_OF_FILES)]
        return " ".join(kept)

    @property
    def limits(self) -> str:
        """What the model is not."""
        return _(LIMITS)

    @property
    def made(self) -> str:
        """The day on which the brief was made."""
        return date(dt.date.today(), year=True)
