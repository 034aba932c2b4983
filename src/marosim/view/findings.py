"""What a comparison found, in sober sentences: for the terminal and for the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from marosim.study.compare import NEGLIGIBLE, too_few
from marosim.study.front import perhaps
from marosim.view import names
from marosim.view.style import TINY, interval, number, percent

if TYPE_CHECKING:
    from marosim.study.compare import Comparison

MAIN = "deaths_direct"
COUNTED = ("persons", "attacks", "battles", "places", "alerts", "days")
RESPONSES_NAMED = 9  # with more responses than this, only the best and the worst have a line
ROBUST, LEANS = 0.9, 0.6  # share of draws from which a ranking is called so
REMEDY = (
    "The ranking holds over chance only. Whether it survives what is assumed is shown by the same "
    "study with uncertainty=ranges or uncertainty=posterior."
)


class Findings:
    """Sentences about a comparison; ``metric`` is what the study judges by."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.words = names.responses(comparison.study.responses)
        asked = str(comparison.study.about.get("metric") or MAIN)
        self.metric = asked if asked in comparison.available else MAIN
        self.drawn = str((comparison.study.about.get("uncertainty") or ["none"])[0])

    @property
    def usable(self) -> bool:
        """Whether the study has the metric that it judges by."""
        return self.metric in self.comparison.available

    def all(self) -> list[str]:
        """Every finding, the answer first."""
        if not self.usable:
            return []
        lines = [*self.ranking(), *self.effects(self.metric), *self.lives(), *self.trade_offs()]
        return [*lines, *self.together(), *self.robustness(), *self.enough(), *self.stopped()]

    def ranking(self) -> list[str]:
        """Which response comes out best, and how often."""
        if len(self.words) < 2 or self.drawn != "none":
            return []
        shares = self.comparison.best(self.metric).sort_values(
            "chance", ascending=False, kind="stable"
        )
        if (shares["chance"] == 1).all():
            return [f"No response differs from another in {names.title(self.metric).lower()}."]
        count = self._replications()
        named = [
            f"{self.words[row.response]} ({round(row.chance * count)} of {count})"
            for row in shares.head(3).itertuples()
            if row.chance > 0
        ]
        ties = " (ties count for each)" if _tied(shares) else ""
        return [
            f"{self._superlative()}, by replication: {_listed(named)}{ties}. "
            "Replications differ by chance only."
        ]

    def effects(self, metric: str) -> list[str]:
        """One sentence a response on its paired difference, the best first."""
        table = self.comparison.table
        rows = table[table["metric"] == metric].sort_values("difference", kind="stable")
        if names.about(metric).better == "higher":
            rows = rows[::-1]
        if len(rows) > RESPONSES_NAMED:
            rows = pd.concat([rows.head(2), rows.tail(2)])
        return [self.effect(row) for _, row in rows.iterrows()]

    def effect(self, row: pd.Series) -> str:
        """The paired difference of a row of the comparison, as a sentence."""
        metric, unit = str(row["metric"]), names.about(str(row["metric"])).unit
        subject = names.title(metric)
        subject = subject[:1].lower() + subject[1:]
        name = capital(self.words[row["response"]])
        other = self.words[self.comparison.baseline[row["response"]]]
        if pd.isna(row["low"]):
            return (
                f"{name}: {number(row['mean'], unit)} {subject} in the one pair of runs, "
                f"{number(row['baseline_mean'], unit)} with {other}."
            )
        if row["low"] == row["high"] == 0:
            return f"{name}: {subject} are the same as with {other} in every run."
        if not clear(row):
            reach = interval(row["low"], row["high"], unit)
            return (
                f"{name}: no clear difference in {subject} compared with {other} (95 %: {reach})."
            )
        half = (row["high"] - row["low"]) / 2
        amount = number(abs(row["difference"]), unit, half)
        low, high = sorted((abs(row["low"]), abs(row["high"])))
        reach = interval(low, high, unit)
        more = row["difference"] > 0
        if unit in COUNTED:
            said = f"{amount} {'more' if more else 'fewer'} {subject}"
        else:
            said = f"{subject} {amount} {'higher' if more else 'lower'}"
        whole = abs(row["baseline_mean"])
        part = f", or {_relative(row['difference'] / whole)}" if unit in COUNTED and whole else ""
        return f"{name}: {said} than with {other}{part} (95 %: {reach})."

    def lives(self) -> list[str]:
        """Lives saved against no response and what each cost."""
        lines = []
        for row in self.comparison.cost_per_life().itertuples():
            name = capital(self.words[row.response])
            if row.low == row.high == row.cost_usd == 0:
                continue  # nothing done, nothing changed
            known = row.low == row.low
            reach = f"95 %: {interval(row.low, row.high)}" if known else "one pair of runs"
            half = (row.high - row.low) / 2
            if row.high < 0:
                lost = interval(-row.high, -row.low)
                lines.append(
                    f"{name}: {number(-row.lives_saved, '', half)} more deaths than with no "
                    f"response (95 %: {lost}), hunger and disease included, for "
                    f"{number(row.cost_usd, 'US$')} more; no life was saved for it."
                )
                continue
            if not row.low > 0:
                lines.append(
                    f"{name}: no clear saving of lives against no response ({reach}), hunger and "
                    f"disease included, for {number(row.cost_usd, 'US$')} more."
                )
                continue
            price = interval(row.cost_low, row.cost_high, "US$")
            spread = (row.cost_high - row.cost_low) / 2
            each = number(row.cost_per_life_saved, "US$", spread)
            lines.append(
                f"{name}: {number(row.lives_saved, '', half)} lives saved against no response "
                f"({reach}), hunger and disease included, for "
                f"{number(row.cost_usd, 'US$')} more: {each} a life (95 %: {price})."
            )
        return lines

    def trade_offs(self) -> list[str]:
        """Which responses no other beats in two outcomes at once."""
        if len(self.words) < 3:
            return []
        lines = []
        for other in ("cost_usd", "consent"):
            if not {other, MAIN} <= set(self.comparison.available):
                continue
            points = self.comparison.pareto(other)
            if points["front"].all():
                lines.append(
                    f"Civilians killed against {names.title(other).lower()}: no response beats "
                    "another in both; less of one is bought with the other."
                )
                continue
            chosen, doubtful = (
                [
                    self.words[str(r)] + ("" if not s < 0.995 else f" (in {percent(s)} of redraws)")
                    for r, s in zip(part["response"], part["share"], strict=True)
                ]
                for part in (points[points["front"]], points[perhaps(points)])
            )
            tail = f"; chance may put there also {_listed(doubtful)}" if doubtful else ""
            lines.append(
                f"Civilians killed against {names.title(other).lower()}: not beaten in both at "
                f"once: {_listed(chosen)}{tail}."
            )
        return lines

    def together(self) -> list[str]:
        """Whether the settings of a factorial sweep add up."""
        found = self.comparison.interactions(self.metric)
        if found.empty:
            return []
        keys = self.comparison.study.swept
        together = self.comparison.dependent(self.metric)
        sure = found[(found["interaction_low"] > 0) | (found["interaction_high"] < 0)]
        as_seen = f"as far as {self._replications()} replications can tell"
        if sure.empty or not together:
            return [f"{capital(_listed(list(map(names.setting, keys))))} add up, {as_seen}."]
        sizes = sure["interaction"].abs()
        row = sure[sizes > 0.9 * sizes.max()].iloc[-1]  # of near equals, what is listed last
        unit = names.about(self.metric).unit
        half = (row["interaction_high"] - row["interaction_low"]) / 2
        cell = names.response(", ".join(f"{k}={row[k]}" for k in keys))
        word = "more" if row["interaction"] > 0 else "fewer" if unit in COUNTED else "less"
        low, high = sorted((abs(row["interaction_low"]), abs(row["interaction_high"])))
        apart = _listed([names.setting(k) for k in keys if k not in together])
        tail = f" What {apart} does adds to that, {as_seen}." if apart else ""
        return [
            f"{capital(_listed(list(map(names.setting, together))))} depend on one another: "
            f"{cell} has {number(abs(row['interaction']), unit, half)} {word} "
            f"(95 %: {interval(low, high, unit)}) than the sum of what each does by itself.{tail}"
        ]

    def robustness(self) -> list[str]:
        """Whether the ranking survives what is not known, said plainly."""
        if len(self.words) < 2:
            return []
        if self.drawn == "none":
            return [REMEDY]
        shares = self.comparison.best(self.metric).sort_values(
            "chance", ascending=False, kind="stable"
        )
        count, top = self._replications(), shares.iloc[0]
        name = self.words[top["response"]]
        best = "best or level with the best" if _tied(shares) else "best"
        often = f"{round(top['chance'] * count)} of {count} draws of what is not known"
        reach = f"{percent(top['low'])} to {percent(top['high'])}"
        if top["low"] >= ROBUST:
            said = f"The ranking is robust: {name} is {best} in {often} ({reach})."
        elif top["chance"] >= ROBUST:
            said = f"The ranking looks robust: {name} is {best} in {often} ({reach})."
        elif top["chance"] >= LEANS:
            said = f"The ranking leans to {name}, {best} in {often} ({reach}), but is not robust."
        else:
            said = (
                f"The ranking is not robust: {name} is {best} in no more than {often} ({reach}); "
                "which response is best depends on what is assumed."
            )
        lines = [f"{said.removesuffix('.')} (uncertainty={self.drawn})."]
        for row in self.comparison.better(self.metric).itertuples():
            other = self.words[self.comparison.baseline[row.response]]
            lines.append(
                f"{capital(self.words[row.response])} does better than {other} in "
                f"{percent(row.chance)} of draws ({percent(row.low)} to {percent(row.high)})."
            )
        return lines

    def enough(self) -> list[str]:
        """Whether replications are enough, in one or two sentences."""
        told = self.comparison.sufficiency(self.metric)
        if told.empty:
            return []
        if (told["verdict"] == "few").all():
            return [f"{capital(too_few(int(told['replications'].max())))}."]
        subject = names.title(self.metric).lower()
        count = self._replications()
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
            reach = same["known"].max()
            lines.append(
                f"Hardly any change, known to ±{percent(reach, 1)} of the baseline, for "
                f"{self._listed(same)}."
            )
        if len(unclear):
            wanted = ", ".join(
                f"{self.words[row.response]} (about {number(row.wanted)} would tell)"
                for row in unclear.itertuples()
            )
            lines.append(
                f"Not enough replications ({count}) to tell whether {subject} rise, fall or hardly "
                f"change (by less than {percent(NEGLIGIBLE)}) for {wanted}: in four of five "
                "studies, if the difference is as it looks now."
            )
        return lines

    def _listed(self, rows: pd.DataFrame) -> str:
        return _listed([self.words[r] for r in rows["response"]])

    def stopped(self) -> list[str]:
        """Where ``replications=auto`` stopped, and whether it got as far as was asked."""
        auto = self.comparison.study.about.get("auto")
        if not isinstance(auto, dict):
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
        from marosim.study.compare import REACHED

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
                lines.append(f"{title}: never within the run under {_listed(none)}.")
            if some:
                lines.append(
                    f"{title}: only in some runs under {_listed(some)}; the others count with "
                    "the length of the run, so that means are at least so many days."
                )
        return lines

    def _replications(self) -> int:
        return int(self.comparison.runs["replication"].nunique())

    def _superlative(self) -> str:
        metric = names.about(self.metric)
        word = "most" if metric.better == "higher" else "fewest"
        if metric.unit not in COUNTED:
            word = "highest" if metric.better == "higher" else "lowest"
        title = names.title(self.metric)
        return capital(f"{word} {title[:1].lower()}{title[1:]}")


def clear(row: Any) -> bool:
    """Whether an interval excludes zero by more than anybody would act on."""
    return bool((row["low"] > 0 or row["high"] < 0) and abs(row["difference"]) >= TINY)


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def _listed(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    apart = ";" if any("," in word for word in words) else ","
    before = ";" if apart == ";" else ""
    return f"{f'{apart} '.join(words[:-1])}{before} and {words[-1]}"


def _tied(shares: pd.DataFrame) -> bool:
    """Whether several responses are the best of some replication, from how often each is."""
    return float(shares["chance"].sum()) > 1 + 1e-9


def _relative(change: float) -> str:
    """A change relative to what it is compared with: 9.6 %, or 12 times as many."""
    if change >= 2:
        return f"{number(1 + change)} times as many"
    return percent(abs(change), 0 if abs(change) >= 0.095 else 1)
