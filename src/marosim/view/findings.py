"""What a comparison found, in sober sentences: for the terminal and for the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from marosim.languages import N_, _, _n, _p
from marosim.languages.formats import interval, listed, number, percent
from marosim.study import resolution, sufficiency
from marosim.study.intervals import FEWEST
from marosim.study.sufficiency import too_few
from marosim.view import names, naming, price, robustness
from marosim.view.wording import COUNTED, capital, clear, lowered, relative

if TYPE_CHECKING:
    from marosim.study.compare import Comparison

MAIN = "deaths_direct"
MOST = (N_("Most {subject}"), N_("Fewest {subject}"))
HIGHEST = (N_("Highest {subject}"), N_("Lowest {subject}"))


def judged_by(comparison: Comparison) -> str:
    """The metric that a study judges by, if it has it, else the main one."""
    asked = str(comparison.study.about.get("metric") or MAIN)
    return asked if asked in comparison.available else MAIN


class Findings:
    """Sentences about a comparison; ``metric`` is what the study judges by."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.words = naming.responses(comparison.study.responses)
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
            lines.append(_("No run has finished for: {options}.", options=listed(none)))
        if len(self.comparison.families) > 1:
            shared = listed([naming.response(text) for text in self.comparison.families])
            lines.append(_("Each is compared within itself, never with another: {parts}.",
                           parts=shared))  # fmt: skip
        if not self.comparison.responses and len(study.responses) > 1:
            lines.append(_("These runs share one response, so there is nothing to compare."))
        elif len(study.responses) > 1 and not self.telling:
            lines.append(
                _("{few}. Values are shown without a range, and no direction is named. To add "
                  "replications: {command}", few=capital(too_few(self.comparison.replications)),
                  command=sufficiency.command(self.comparison, folder=folder))
            )  # fmt: skip
        return lines

    def ranking(self) -> list[str]:
        """Which response comes out best, or which cannot be told apart."""
        if self.drawn != "none" or not self.telling or not self.comparison.responses:
            return []
        lines = []
        for shared, family in self.comparison.families.items():
            if len(family) > 1:
                said = self._ranked(family)
                lines.append(_("{part}: {finding}", part=naming.response(shared), finding=said)
                             if shared else said)  # fmt: skip
        return lines

    def _ranked(self, family: list[str]) -> str:
        """The best response of a family, if one is clearly better than each other."""
        best, level = self.comparison.standing(self.metric, family)
        subject = naming.metric(self.metric)
        shares = self.comparison.best(self.metric, family).set_index("response")["chance"]
        if len(shares) and (shares == 1).all():
            return _("{subject}: the same under every response in every run.", subject=subject)
        if len(level) == len(family):
            return _("{subject}: the {options} responses cannot be told apart.",
                     subject=subject, options=len(level))  # fmt: skip
        if len(level) > 1:
            return _("{most}: {options}. These cannot be told apart.", most=self._superlative(),
                     options=listed([self.words[r] for r in level]))  # fmt: skip
        count = self.comparison.replications
        return _("{most}: {option}, in {often} of {count} replications.",
                 most=self._superlative(), option=self.words[best],
                 often=round(shares[best] * count), count=count)  # fmt: skip

    def effects(self, metric: str) -> list[str]:
        """One sentence a response on its paired difference, the best first."""
        table = self.comparison.table
        rows = table[table["metric"] == metric].sort_values("difference", kind="stable")
        if names.about(metric).better == "higher":
            rows = rows[::-1]
        if len(rows) <= robustness.RESPONSES_NAMED:
            return [self.effect(row) for _, row in rows.iterrows()]
        sure = rows.apply(clear, axis=1, among=self.comparison.among)
        lines = [self.effect(row) for _, row in rows[sure].iterrows()]
        lines = [*lines[:2], *lines[2:][-2:]]
        # a reader of the table would take these for clear
        by_chance = ~sure & (rows["low"] * rows["high"] > 0)
        lines += [self.effect(row) for _, row in rows[by_chance].iterrows()]
        if (rest := rows[~sure & ~by_chance]).size:
            lines.append(
                _("No clear difference in {subject} to {other}: {options}.",
                  subject=lowered(naming.metric(metric)), other=self._others(rest),
                  options=self._listed(rest))
            )  # fmt: skip
        return lines

    def effect(self, row: pd.Series) -> str:
        """The paired difference of a row of the comparison, as a sentence."""
        metric, unit = str(row["metric"]), names.about(str(row["metric"])).unit
        values = {
            "name": capital(self.words[row["response"]]),
            "subject": lowered(naming.metric(metric)),
            "other": self.words[self.comparison.baseline[row["response"]]],
            "reach": interval(row["low"], row["high"], unit),
        }
        if pd.isna(row["low"]):
            return _n(
                "{name}: {mean} {subject} in the one pair of runs, {base} with {other}.",
                "{name}: {mean} {subject} on average of {count} pairs, {base} with {other}.",
                int(row["replications"]), mean=number(row["mean"], unit),
                base=number(row["baseline_mean"], unit),
                **{key: values[key] for key in ("name", "subject", "other")},
            )  # fmt: skip
        if row["low"] == row["high"] == 0:
            return _("{name}: {subject} are the same as with {other} in every run.", **values)
        if not clear(row, self.comparison.among):
            if row["low"] * row["high"] > 0:
                return _(
                    "{name}: no clear difference in {subject} compared with {other}. The 95 % "
                    "interval ({reach}) leaves zero out, but among {among} comparisons at once "
                    "chance may do that.", among=self.comparison.among, **values,
                )  # fmt: skip
            return _("{name}: no clear difference in {subject} compared with {other} "
                     "(95 % interval {reach}).", **values)  # fmt: skip
        if row["low"] * row["high"] > 0:
            low, high = sorted((abs(row["low"]), abs(row["high"])))
            values["reach"] = interval(low, high, unit)
        values["change"] = changed(
            row["difference"] > 0, counted=unit in COUNTED, subject=values["subject"],
            amount=number(abs(row["difference"]), unit, (row["high"] - row["low"]) / 2),
        )  # fmt: skip
        each = resolution.persons_per_agent(self.comparison.study).get(row["response"])
        if each is not None and resolution.coarse_change(metric, row["difference"], each):
            return _("{name}: {change} than with {other} (95 % interval {reach}). This is fewer "
                     "than {agents} agents, so too coarse to tell.",
                     agents=resolution.COARSE, **values)  # fmt: skip
        whole = abs(row["baseline_mean"])
        if unit in COUNTED and whole:
            return _("{name}: {change} than with {other}, or {part} (95 % interval {reach}).",
                     part=relative(row["difference"] / whole), **values)  # fmt: skip
        return _("{name}: {change} than with {other} (95 % interval {reach}).", **values)

    def coarse(self) -> list[str]:
        """How many people an agent stands for, and where that is too many to tell anything."""
        each = resolution.persons_per_agent(self.comparison.study)
        sizes = {round(size) for size in each.values()}
        if not sizes:
            return []
        low, high = min(sizes), max(sizes)
        lines = [
            _n(
                "One agent stands for {count} person on average.",
                "One agent stands for {count} people on average.",
                low,
            )
            if low == high
            else _("One agent stands for {low} to {high} people on average.", low=low, high=high)
        ]
        if high > 1:
            lines[0] += " " + _("Those who flee are counted in whole agents, the dead in persons.")
        if names.about(self.metric).unit != "persons":
            return lines
        for label in self.comparison.baselines:
            mean = float(self.comparison.values(label, self.metric).mean())
            if label in each and resolution.coarse_level(self.metric, mean, each[label]):
                agents = resolution.agents_wanted(self.comparison.study, label, mean)
                said = _(
                    "{option}: {amount} {subject} are about {agents} agents, too few to compare "
                    "responses by.", option=capital(self.words[label]), amount=number(mean),
                    subject=lowered(naming.metric(self.metric)), agents=number(mean / each[label]),
                )  # fmt: skip
                lines.append(" ".join(filter(None, [said, _again(agents)])))
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
        keys, count = self.comparison.study.swept, self.comparison.replications
        together = self.comparison.dependent(self.metric)
        sure = found[(found["interaction_low"] > 0) | (found["interaction_high"] < 0)]
        if sure.empty or not together:
            said = capital(listed(list(map(naming.setting, keys))))
            return [_("{settings} add up, as far as {count} replications can tell.",
                      settings=said, count=count)]  # fmt: skip
        sizes = sure["interaction"].abs()
        row = sure[sizes > 0.9 * sizes.max()].iloc[-1]  # of near equals, what is listed last
        unit = names.about(self.metric).unit
        half = (row["interaction_high"] - row["interaction_low"]) / 2
        low, high = sorted((abs(row["interaction_low"]), abs(row["interaction_high"])))
        values = {
            "settings": capital(listed(list(map(naming.setting, together)))),
            "cell": naming.response(", ".join(f"{k}={row[k]}" for k in keys)),
            "amount": number(abs(row["interaction"]), unit, half),
            "reach": interval(low, high, unit),
        }
        said = (
            _("{settings} depend on one another: {cell} has {amount} more (95 % interval {reach}) "
              "than the sum of what each does by itself.", **values)
            if row["interaction"] > 0
            else _("{settings} depend on one another: {cell} has {amount} less (95 % interval "
                   "{reach}) than the sum of what each does by itself.", **values)
        )  # fmt: skip
        if apart := listed([naming.setting(k) for k in keys if k not in together]):
            said += " " + _("What {settings} does adds to that, as far as {count} replications "
                            "can tell.", settings=apart, count=count)  # fmt: skip
        return [said]

    def unknown(self) -> str:
        """What the intervals hold: chance alone, or what is not known of the settings besides."""
        return robustness.held(self.comparison)

    def robustness(self) -> list[str]:
        """Whether the ranking survives what is not known, said plainly."""
        return robustness.survives(self.comparison, self.metric, self.words) \
            if self.comparison.responses and self.telling else []  # fmt: skip

    def enough(self) -> list[str]:
        """Whether replications are enough, in one or two sentences."""
        told = self.comparison.sufficiency(self.metric)
        if told.empty or not self.telling:
            return []  # said before everything else
        subject = lowered(naming.metric(self.metric))
        count = self.comparison.replications
        lines = []
        same = told[told["verdict"] == "hardly changes"]
        unclear = told[told["verdict"] == "unclear"]
        known = told[told["verdict"].isin(["rises", "falls"])]
        if len(known):
            which = _("every response") if len(known) == len(told) else self._listed(known)
            lines.append(
                _("Enough replications ({count}) to tell in which direction {subject} change for "
                  "{options}.", count=count, subject=subject, options=which)
            )  # fmt: skip
        if len(still := same[same["known"] == 0]):
            lines.append(_("No change in any run for {options}.", options=self._listed(still)))
        if len(same := same[same["known"] > 0]):
            lines.append(
                _("{subject} differ by less than {share} from {other} for {options}.",
                  subject=capital(subject), share=percent(sufficiency.NEGLIGIBLE),
                  other=self._others(same), options=self._listed(same))
            )  # fmt: skip
        if len(unclear):
            wanted = [
                _("{option} (about {runs} would tell)", option=self.words[row.response],
                  runs=number(row.wanted))
                for row in unclear.itertuples()
            ]  # fmt: skip
            lines.append(
                _("Not enough replications ({count}) to tell whether {subject} change for "
                  "{options}: in four of five studies, if the difference is as it looks now.",
                  count=count, subject=subject, options=_p("comma", ", ").join(wanted))
            )  # fmt: skip
        return lines

    def _listed(self, rows: pd.DataFrame) -> str:
        return listed([self.words[r] for r in rows["response"]])

    def _others(self, rows: pd.DataFrame) -> str:
        """What the responses of some rows are compared with."""
        labels = dict.fromkeys(self.comparison.baseline[r] for r in rows["response"])
        return self.words[next(iter(labels))] if len(labels) == 1 else _("their baselines")

    def stopped(self) -> list[str]:
        """Where ``replications=auto`` stopped, and whether it got as far as was asked."""
        auto = self.comparison.study.about.get("auto")
        if not isinstance(auto, dict) or not self.telling:
            return []
        known = _(
            "after {count} replications the widest paired interval of {subject} is ±{reached} of "
            "the baseline's mean", count=auto["replications"],
            subject=lowered(naming.metric(auto["metric"])), reached=percent(auto["reached"], 1),
        )  # fmt: skip
        asked = percent(auto["asked"], 1)
        if auto["reached"] <= auto["asked"]:
            return [_("Enough by what was asked (±{asked}): {known}.", asked=asked, known=known)]
        return [_("Not as narrow as was asked (±{asked}): {known}; raise auto.most.",
                  asked=asked, known=known)]  # fmt: skip

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
                _("{option} ({share} of runs)", option=self.words[r], share=percent(share))
                for r, share in shares.items()
                if share is not None and 0 < share < 1
            ]
            title = naming.metric(metric).split(" (")[0]
            if none and len(none) == len(sent):
                lines.append(_("{subject}: never within the run under any response.",
                               subject=title))  # fmt: skip
            elif none:
                named = self._named(none, len(sent))
                lines.append(_("{subject}: never within the run under {options}.",
                               subject=title, options=named))  # fmt: skip
            if len(some) > robustness.RESPONSES_NAMED:
                reached = [share for share in shares.values() if share and share < 1]
                reach = {"low": percent(min(reached)), "high": percent(max(reached))}
                some = [_("{option} ({share} of runs)", option=self._named(some, len(sent)),
                          share=_p("interval", "{low} to {high}", **reach))]  # fmt: skip
            if some:
                lines.append(
                    _("{subject}: only in some runs under {options}; the others count with the "
                      "length of the run, so that means are at least so many days.",
                      subject=title, options=listed(some))
                )  # fmt: skip
        return lines

    @staticmethod
    def _named(options: list[str], among: int) -> str:
        """Options one by one, or how many where nobody would listen to all of them."""
        if len(options) <= robustness.RESPONSES_NAMED:
            return listed(options)
        return _("{count} of {all} responses", count=len(options), all=among)

    def _superlative(self) -> str:
        metric = names.about(self.metric)
        pair = MOST if metric.unit in COUNTED else HIGHEST
        return _(pair[metric.better != "higher"], subject=lowered(naming.metric(self.metric)))


def _again(agents: int | None) -> str:
    """With how many agents to repeat a study; nothing where no number would do."""
    if agents is None:
        return ""
    return _("Repeat the study with {setting}.", setting=f"population.agents={agents}")


def changed(more: bool, *, counted: bool, amount: str, subject: str) -> str:
    """More or fewer of what is counted, higher or lower of what is not."""
    said = {"amount": amount, "subject": subject}
    if counted:
        return _("{amount} more {subject}", **said) if more else _("{amount} fewer {subject}",
                                                                   **said)  # fmt: skip
    return _("{subject} {amount} higher", **said) if more else _("{subject} {amount} lower",
                                                                 **said)  # fmt: skip
