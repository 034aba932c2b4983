"""What a comparison found, in sober sentences: for the terminal and for the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from marosim.study import resolution, sufficiency, uncertainty
from marosim.study.intervals import FEWEST
from marosim.study.sufficiency import too_few
from marosim.view import names, price
from marosim.view.style import interval, number, percent
from marosim.view.wording import COUNTED, capital, clear, lowered, named, relative

if TYPE_CHECKING:
    from marosim.study.compare import Comparison

MAIN = "deaths_direct"
RESPONSES_NAMED = 9  # with more responses than this, those without a clear effect share a line
ROBUST, LEANS = 0.9, 0.6  # share of draws from which a ranking is called so
REMEDY = (
    "The ranking holds over chance only. Whether it survives what is assumed is shown by the same "
    "study with uncertainty=ranges or uncertainty=posterior."
)


def judged_by(comparison: Comparison) -> str:
    """The metric that a study judges by, if it has it, else the main one."""
    asked = str(comparison.study.about.get("metric") or MAIN)
    return asked if asked in comparison.available else MAIN


class Findings:
    """Sentences about a comparison; ``metric`` is what the study judges by."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.words = names.responses(comparison.study.responses)
        self.metric = judged_by(comparison)
        self.drawn = str((comparison.study.about.get("uncertainty") or ["none"])[0])

    @property
    def usable(self) -> bool:
        """Whether the study has the metric that it judges by."""
        return self.metric in self.comparison.available

    @property
    def telling(self) -> bool:
        """Whether there are replications enough to tell a difference from chance."""
        return self.comparison.replications >= FEWEST

    def all(self) -> list[str]:
        """Every finding, the answer first."""
        if not self.usable:
            return []
        lines = [*self.missing(), *self.ranking(), *self.effects(self.metric), *self.coarse()]
        lines += [*self.lives(), *self.trade_offs(), *self.together()]
        lines += [self.unknown(), *self.robustness()]
        return [*lines, *self.enough(), *self.stopped()]

    def missing(self, *, folder: bool = True) -> list[str]:
        """What the study lacks to be compared, and what to type, with the study's folder."""
        study, lines = self.comparison.study, []
        present = set(self.comparison.runs["response"])
        if none := [self.words[r] for r in study.responses if r not in present]:
            lines.append(f"No run has finished for: {named(none)}.")
        if len(self.comparison.families) > 1:
            shared = named([names.response(text) for text in self.comparison.families])
            lines.append(f"Each is compared within itself, never with another: {shared}.")
        if not self.comparison.responses and len(study.responses) > 1:
            lines.append("These runs share one response, so there is nothing to compare.")
        elif len(study.responses) > 1 and not self.telling:
            text = capital(too_few(self.comparison.replications))
            lines.append(
                f"{text}. Values are shown without a range, and no direction is named. To add "
                f"replications: {sufficiency.command(self.comparison, folder=folder)}"
            )
        return lines

    def ranking(self) -> list[str]:
        """Which response comes out best, or which cannot be told apart."""
        if self.drawn != "none" or not self.telling or not self.comparison.responses:
            return []
        lines = []
        for shared, family in self.comparison.families.items():
            if len(family) > 1:
                where = f"{names.response(shared)}: " if shared else ""
                lines.append(f"{where}{self._ranked(family)}")
        return lines

    def _ranked(self, family: list[str]) -> str:
        """The best response of a family, if one is clearly better than each other."""
        best, level = self.comparison.standing(self.metric, family)
        subject = names.title(self.metric)
        shares = self.comparison.best(self.metric, family).set_index("response")["chance"]
        if len(shares) and (shares == 1).all():
            return f"{subject}: the same under every response in every run."
        if len(level) == len(family):
            return f"{subject}: the {len(level)} responses cannot be told apart."
        if len(level) > 1:
            tied = named([self.words[r] for r in level])
            return f"{self._superlative()}: {tied}. These cannot be told apart."
        count = self.comparison.replications
        often = f"{round(shares[best] * count)} of {count} replications"
        return f"{self._superlative()}: {self.words[best]}, in {often}."

    def effects(self, metric: str) -> list[str]:
        """One sentence a response on its paired difference, the best first."""
        table = self.comparison.table
        rows = table[table["metric"] == metric].sort_values("difference", kind="stable")
        if names.about(metric).better == "higher":
            rows = rows[::-1]
        if len(rows) <= RESPONSES_NAMED:
            return [self.effect(row) for _, row in rows.iterrows()]
        sure = rows.apply(clear, axis=1, among=self.comparison.among)
        lines = [self.effect(row) for _, row in rows[sure].iterrows()]
        lines = [*lines[:2], *lines[2:][-2:]]
        if not sure.all():
            listed = self._listed(rows[~sure])
            lines.append(
                f"No clear difference in {lowered(names.title(metric))} to "
                f"{self._others(rows[~sure])}: {listed}."
            )
        return lines

    def effect(self, row: pd.Series) -> str:
        """The paired difference of a row of the comparison, as a sentence."""
        metric, unit = str(row["metric"]), names.about(str(row["metric"])).unit
        subject = lowered(names.title(metric))
        name = capital(self.words[row["response"]])
        other = self.words[self.comparison.baseline[row["response"]]]
        if pd.isna(row["low"]):
            pairs = int(row["replications"])
            over = "in the one pair of runs" if pairs == 1 else f"on average of {pairs} pairs"
            return (
                f"{name}: {number(row['mean'], unit)} {subject} {over}, "
                f"{number(row['baseline_mean'], unit)} with {other}."
            )
        if row["low"] == row["high"] == 0:
            return f"{name}: {subject} are the same as with {other} in every run."
        reach = interval(row["low"], row["high"], unit)
        if not clear(row, self.comparison.among):
            if row["low"] * row["high"] > 0:
                return (
                    f"{name}: no clear difference in {subject} compared with {other}. The 95 % "
                    f"interval ({reach}) leaves zero out, but among {self.comparison.among} "
                    "comparisons at once chance may do that."
                )
            return (
                f"{name}: no clear difference in {subject} compared with {other} "
                f"(95 % interval {reach})."
            )
        half = (row["high"] - row["low"]) / 2
        amount = number(abs(row["difference"]), unit, half)
        low, high = sorted((abs(row["low"]), abs(row["high"])))
        if row["low"] * row["high"] > 0:
            reach = interval(low, high, unit)
        more = row["difference"] > 0
        if unit in COUNTED:
            said = f"{amount} {'more' if more else 'fewer'} {subject}"
        else:
            said = f"{subject} {amount} {'higher' if more else 'lower'}"
        if self._below(row):
            return (
                f"{name}: {said} than with {other} (95 % interval {reach}). This is below the "
                f"resolution of the runs, fewer than {resolution.COARSE} agents."
            )
        whole = abs(row["baseline_mean"])
        part = f", or {relative(row['difference'] / whole)}" if unit in COUNTED and whole else ""
        return f"{name}: {said} than with {other}{part} (95 % interval {reach})."

    def _below(self, row: pd.Series) -> bool:
        """Whether a difference in persons is one of a few agents."""
        each = resolution.persons_per_agent(self.comparison.study).get(row["response"])
        persons = names.about(str(row["metric"])).unit == "persons"
        return persons and each is not None and abs(row["difference"]) < resolution.COARSE * each

    def coarse(self) -> list[str]:
        """How many people an agent stands for, and where that is too many to tell anything."""
        each = resolution.persons_per_agent(self.comparison.study)
        sizes = {round(size) for size in each.values()}
        if not sizes:
            return []
        said = number(min(sizes))
        if len(sizes) > 1:
            said += f" to {number(max(sizes))}"
        people = "person" if sizes == {1} else "people"
        lines = [f"One agent stands for {said} {people}; smaller differences cannot be seen."]
        if names.about(self.metric).unit != "persons":
            return lines
        for label in self.comparison.baselines:
            mean = float(self.comparison.values(label, self.metric).mean())
            if label in each and mean < resolution.ENOUGH * each[label]:
                agents = resolution.agents_wanted(self.comparison.study, label, mean)
                lines.append(
                    f"{capital(self.words[label])}: {number(mean)} "
                    f"{lowered(names.title(self.metric))} are {number(mean / each[label])} agents, "
                    "too few to compare responses by"
                    + (f"; repeat with population.agents={agents}." if agents else ".")
                )
        return lines

    def lives(self) -> list[str]:
        """Lives saved against a course without a mission and what each cost."""
        return price.lives(self.comparison, self.words)

    def trade_offs(self) -> list[str]:
        """Which responses are best on lives and another outcome together, ties beside them."""
        return price.trade_offs(self.comparison, self.words) if self.telling else []

    def together(self) -> list[str]:
        """Whether the settings of a factorial sweep add up."""
        found = self.comparison.interactions(self.metric)
        if found.empty or not self.telling:
            return []
        keys = self.comparison.study.swept
        together = self.comparison.dependent(self.metric)
        sure = found[(found["interaction_low"] > 0) | (found["interaction_high"] < 0)]
        as_seen = f"as far as {self.comparison.replications} replications can tell"
        if sure.empty or not together:
            return [f"{capital(named(list(map(names.setting, keys))))} add up, {as_seen}."]
        sizes = sure["interaction"].abs()
        row = sure[sizes > 0.9 * sizes.max()].iloc[-1]  # of near equals, what is listed last
        unit = names.about(self.metric).unit
        half = (row["interaction_high"] - row["interaction_low"]) / 2
        cell = names.response(", ".join(f"{k}={row[k]}" for k in keys))
        word = "more" if row["interaction"] > 0 else "fewer" if unit in COUNTED else "less"
        low, high = sorted((abs(row["interaction_low"]), abs(row["interaction_high"])))
        apart = named([names.setting(k) for k in keys if k not in together])
        tail = f" What {apart} does adds to that, {as_seen}." if apart else ""
        return [
            f"{capital(named(list(map(names.setting, together))))} depend on one another: "
            f"{cell} has {number(abs(row['interaction']), unit, half)} {word} "
            f"(95 % interval {interval(low, high, unit)}) than the sum of what each does by "
            f"itself.{tail}"
        ]

    def unknown(self) -> str:
        """What the intervals hold: chance alone, or what is not known of the settings besides."""
        return uncertainty.sentence(self.comparison.study.about.get("uncertainty"))

    def robustness(self) -> list[str]:
        """Whether the ranking survives what is not known, said plainly."""
        if not self.comparison.responses or not self.telling:
            return []
        if self.drawn == "none":
            return [REMEDY]
        lines = [
            self._robust(family) for family in self.comparison.families.values() if len(family) > 1
        ]
        for row in self.comparison.better(self.metric).itertuples():
            other = self.words[self.comparison.baseline[row.response]]
            lines.append(
                f"{capital(self.words[row.response])} does better than {other} in "
                f"{percent(row.chance)} of draws ({percent(row.low)} to {percent(row.high)})."
            )
        return lines

    def _robust(self, family: list[str]) -> str:
        """Whether one response is the best of its family in most draws, beyond chance."""
        shares = self.comparison.best(self.metric, family).sort_values(
            "chance", ascending=False, kind="stable"
        )
        count, top = int(shares.attrs["replications"]), shares.iloc[0]
        _, level = self.comparison.standing(self.metric, family)
        name = self.words[top["response"]]
        best = "best or level with the best" if _tied(shares) else "best"
        often = f"{round(top['chance'] * count)} of {count} draws of what is not known"
        reach = f"{percent(top['low'])} to {percent(top['high'])}"
        if level != [top["response"]] or top["chance"] < LEANS:
            several = named([
                f"{self.words[row.response]} in {round(row.chance * count)}"
                for row in shares.head(3).itertuples()
            ])  # fmt: skip
            said = (
                f"The ranking is not robust. Of {count} draws of what is not known, {best}: "
                f"{several}. Which response is best depends on chance and on what is assumed"
            )
        elif top["low"] >= ROBUST:
            said = f"The ranking is robust: {name} is {best} in {often} ({reach})"
        elif top["chance"] >= ROBUST:
            said = f"The ranking looks robust: {name} is {best} in {often} ({reach})"
        else:
            said = f"The ranking leans to {name}, {best} in {often} ({reach}), but is not robust"
        return f"{said} (uncertainty={self.drawn})."

    def enough(self) -> list[str]:
        """Whether replications are enough, in one or two sentences."""
        told = self.comparison.sufficiency(self.metric)
        if told.empty or not self.telling:
            return []  # said before everything else
        subject = lowered(names.title(self.metric))
        count = self.comparison.replications
        lines = []
        same = told[told["verdict"] == "hardly changes"]
        unclear = told[told["verdict"] == "unclear"]
        known = told[told["verdict"].isin(["rises", "falls"])]
        if len(known):
            which = "every response" if len(known) == len(told) else self._listed(known)
            lines.append(
                f"Enough replications ({count}) to tell in which direction {subject} change for "
                f"{which}."
            )
        if len(still := same[same["known"] == 0]):
            lines.append(f"No change in any run for {self._listed(still)}.")
        if len(same := same[same["known"] > 0]):
            lines.append(
                f"{capital(subject)} differ by less than {percent(sufficiency.NEGLIGIBLE)} from "
                f"{self._others(same)} for {self._listed(same)}."
            )
        if len(unclear):
            wanted = ", ".join(
                f"{self.words[row.response]} (about {number(row.wanted)} would tell)"
                for row in unclear.itertuples()
            )
            lines.append(
                f"Not enough replications ({count}) to tell whether {subject} change for {wanted}: "
                "in four of five studies, if the difference is as it looks now."
            )
        return lines

    def _listed(self, rows: pd.DataFrame) -> str:
        return named([self.words[r] for r in rows["response"]])

    def _others(self, rows: pd.DataFrame) -> str:
        """What the responses of some rows are compared with."""
        labels = dict.fromkeys(self.comparison.baseline[r] for r in rows["response"])
        return self.words[next(iter(labels))] if len(labels) == 1 else "their baselines"

    def stopped(self) -> list[str]:
        """Where ``replications=auto`` stopped, and whether it got as far as was asked."""
        auto = self.comparison.study.about.get("auto")
        if not isinstance(auto, dict) or not self.telling:
            return []
        title = names.title(auto["metric"])
        reached = percent(auto["reached"], 1)
        known = (
            f"after {auto['replications']} replications the widest paired interval of "
            f"{title[:1].lower()}{title[1:]} is ±{reached} of the baseline's mean"
        )
        if auto["reached"] <= auto["asked"]:
            return [f"Enough by what was asked (±{percent(auto['asked'], 1)}): {known}."]
        return [
            f"Not as narrow as was asked (±{percent(auto['asked'], 1)}): {known}; raise auto.most."
        ]

    def never(self) -> list[str]:
        """What came about in no run or only in some, so that its days are no days."""
        from marosim.study.outputs import REACHED

        lines = []
        for metric in REACHED:
            if metric not in self.comparison.metrics:
                continue
            study = self.comparison.study
            sent = [r for r in study.responses if r not in study.nobody_sent]
            shares = {r: self.comparison.reached(r, metric) for r in sent}
            none = [self.words[r] for r, share in shares.items() if share == 0]
            some = [
                f"{self.words[r]} ({percent(share)} of runs)"
                for r, share in shares.items()
                if share is not None and 0 < share < 1
            ]
            title = names.title(metric).split(" (")[0]
            if none and len(none) == len(sent):
                lines.append(f"{title}: never within the run under any response.")
            elif none:
                lines.append(f"{title}: never within the run under {named(none)}.")
            if some:
                lines.append(
                    f"{title}: only in some runs under {named(some)}; the others count with "
                    "the length of the run, so that means are at least so many days."
                )
        return lines

    def _superlative(self) -> str:
        metric = names.about(self.metric)
        word = "most" if metric.better == "higher" else "fewest"
        if metric.unit not in COUNTED:
            word = "highest" if metric.better == "higher" else "lowest"
        return capital(f"{word} {lowered(names.title(self.metric))}")


def _tied(shares: pd.DataFrame) -> bool:
    """Whether several responses are the best of some replication, from how often each is."""
    return float(shares["chance"].sum()) > 1 + 1e-9
