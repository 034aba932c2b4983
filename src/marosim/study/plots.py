"""Figures of a study: what ``study.plot`` offers, and the set that ``compare`` saves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from marosim.languages import _
from marosim.languages.faults import nearest
from marosim.record.whole import whole_file
from marosim.study.faults import StudyError
from marosim.study.intervals import direction, of_mean

if TYPE_CHECKING:
    from marosim.study.compare import Comparison
    from marosim.study.study import Study

FANS = ("deaths_direct", "displaced_internal", "peacekeepers", "consent", "cost_usd")
CURVES = ("deaths_direct", "war_days", "recurrence", "governance")
LEAST_VALUES = 4  # of a swept number that make a curve
FORESTS = ("deaths_direct", "deaths_indirect", "displaced_internal", "harm_by_mission", "consent")


class Plots:
    """Figures of a study; each takes and returns matplotlib axes."""

    def __init__(self, study: Study) -> None:
        self.study = study

    def fan(
        self, metric: str = "deaths_direct", ax: Any = None, *, scenario: str | None = None
    ) -> Any:
        """A metric over time, with bands of chance, by response.

        Of a study of several cases, which have other days, one is drawn: that of ``scenario``.
        """
        from marosim.view.figures import fan

        cases = self.study.by_case
        if scenario not in (cases if len(cases) > 1 else {None, *cases}):
            raise StudyError(
                _(
                    "a fan shows one case; expected scenario= one of {names}{hint}",
                    names=" | ".join(cases),
                    hint=nearest(str(scenario), cases),
                )
            )
        labels = self.study.responses if scenario is None else cases[scenario]
        table = self.study.column(metric)
        return fan(
            table[table["response"].isin(labels)], metric, ax=ax, order=labels,
            asked=asked(self.study),
        )  # fmt: skip

    def map(
        self, metric: str = "deaths_direct", response: str | None = None, ax: Any = None
    ) -> Any:
        """A metric by place on its last day: the mean over the replications of a response."""
        from marosim.languages import _
        from marosim.view import naming
        from marosim.view.figures import place_map

        chosen = response or self.study.responses[0]
        if chosen not in self.study.responses:
            raise StudyError(
                _(
                    "no response {chosen}; one of {names}",
                    chosen=repr(chosen),
                    names=" | ".join(self.study.responses),
                )
            )
        scenario = next(
            item["scenario"] for item in self.study.about["responses"] if item["label"] == chosen
        )
        ends = self.study.at_end(metric)
        values = ends[ends["response"] == chosen].groupby("place")[metric].mean()
        count = ends.loc[ends["response"] == chosen, "run"].nunique()
        return place_map(
            self.study.map_of(scenario), values, metric, ax=ax,
            response=naming.responses(self.study.responses)[chosen],
            note=_("Mean of {runs} runs.", runs=count) if count > 1 else _("One run."),
        )  # fmt: skip

    def forest(self, metric: str = "deaths_direct", baseline: Any = None, ax: Any = None) -> Any:
        """Paired effects of the responses with their intervals."""
        from marosim.view.figures import forest

        return forest(self.study.compare(baseline, [metric]), metric, ax=ax)

    def pareto(self, cost: str = "cost_usd", outcome: str = "deaths_direct", ax: Any = None) -> Any:
        """Cost against outcome, with the responses that none other beats in both."""
        from marosim.view.figures import pareto

        self.study.comparison(metrics=[cost, outcome])  # which names those that are not there
        return pareto(self.study.runs, cost, outcome, ax=ax)

    def curve(self, metric: str = "deaths_direct", baseline: Any = None, ax: Any = None) -> Any:
        """Paired differences of a metric over the values of the one number that was swept.

        Where something else was swept beside it (such as the case), it gets a line for each.
        """
        from marosim.view.figures import curve

        setting = swept_number(self.study)
        if setting is None:
            raise StudyError(
                _(
                    "a curve needs a sweep of one number over {least} values or more; swept here: "
                    "{swept}",
                    least=LEAST_VALUES,
                    swept=", ".join(self.study.swept) or _("nothing"),
                )
            )
        comparison = self.study.comparison(baseline, [metric])
        if not has_curve(comparison):
            raise StudyError(
                _(
                    "a curve needs a baseline that is one value of {setting} in every line, such "
                    "as {setting}={value}",
                    setting=setting,
                    value=self.study.about["responses"][0]["swept"][setting],
                )
            )
        if not defined(comparison, metric):
            raise StudyError(
                _("{metric} is not defined in every response; a curve needs a value", metric=metric)
            )
        return curve(
            _over(comparison, metric, setting), metric, setting,
            replications=int(comparison.table["replications"].min()), ax=ax,
        )  # fmt: skip

    def interactions(self, metric: str = "deaths_direct") -> Any:
        """Small multiples of a metric over two or three swept settings; returns the figure."""
        from marosim.view import names
        from marosim.view.figures import interactions

        swept = self.study.swept
        if len(swept) < 2:
            raise StudyError(_("interactions need a sweep of two or three settings"))
        panels = swept[2] if len(swept) > 2 else None
        comparison = self.study.comparison()
        together = _together(comparison.dependent(metric), swept)
        whole = not comparison.interactions(metric).empty
        title = f"{names.title(metric)}: {together}" if whole else None
        of = {item["label"]: item["swept"] for item in self.study.about["responses"]}
        labels = self.study.runs["response"]
        settings = {key: [of[label].get(key) for label in labels] for key in swept}
        return interactions(
            self.study.runs.assign(**settings),
            metric, along=swept[0], lines=swept[1], panels=panels, title=title,
        )  # fmt: skip


def defined(comparison: Any, metric: str) -> bool:
    """Whether every response has pairs of runs in which a metric is defined."""
    table = comparison.table
    pairs = table.loc[table["metric"] == metric, "replications"]
    return bool(len(pairs) and pairs.gt(0).all())


def asked(study: Study, baselines: Sequence[str] = ()) -> list[str]:
    """Responses in the order in which a reader wants them: those that the study names first.

    These are the baselines, then the response of the case's history and that in which nobody
    is sent, then all others.
    """
    wanted = list(baselines) or study.comparison(metrics=[]).baselines
    for item in study.about["responses"]:
        choices = {str(value) for value in item["swept"].values()}
        if choices & {"historical"} or item["label"] in study.nobody_sent:
            wanted.append(item["label"])
    return list(dict.fromkeys([*wanted, *study.responses]))


def swept_number(study: Study) -> str | None:
    """The one setting that a study sweeps over many numbers, alone or with one other beside it."""
    if not 1 <= len(study.swept) <= 2:
        return None
    many = []
    for name in study.swept:
        values = {item["swept"].get(name) for item in study.about["responses"]}
        if len(values) >= LEAST_VALUES and all(_number(value) is not None for value in values):
            many.append(name)
    return many[0] if len(many) == 1 else None


def has_curve(comparison: Comparison) -> bool:
    """Whether a number was swept and the baseline is one of its values, for each line."""
    setting = swept_number(comparison.study)
    if setting is None:
        return False
    swept = {item["label"]: item["swept"] for item in comparison.study.about["responses"]}
    pairs = [(swept[label], swept[base]) for label, base in comparison.baseline.items()]
    other = [name for name in comparison.study.swept if name != setting]
    own_line = all(own.get(name) == base.get(name) for own, base in pairs for name in other)
    return own_line and len({str(base.get(setting)) for _, base in pairs}) == 1


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _over(comparison: Comparison, metric: str, setting: str) -> pd.DataFrame:
    """Effects by value of a setting, with nothing at the baseline, as a curve takes them."""
    from marosim.view import names

    other = [name for name in comparison.study.swept if name != setting]
    rows = []
    for item in comparison.study.about["responses"]:
        label = item["label"]
        base = comparison.baseline[label] == label
        found = (0.0, 0.0, 0.0)
        if not base:
            effect = comparison.effect(label, metric)
            found = (effect.mean, effect.low, effect.high)
        line = names.response(f"{other[0]}={item['swept'][other[0]]}") if other else ""
        rows.append((label, line, _number(item["swept"].get(setting)), *found))
    table = pd.DataFrame(rows, columns=["label", "line", "value", "difference", "low", "high"])
    better = -1.0 if names.about(metric).better == "lower" else 1.0
    table["as_good"] = False
    for _line, of_line in table.groupby("line"):
        best = of_line.loc[(better * of_line["difference"]).idxmax(), "label"]
        for row, label in of_line["label"].items():
            gap = comparison.values(best, metric) - comparison.values(label, metric)
            told = direction(of_mean(gap), len(gap.dropna()))
            table.loc[row, "as_good"] = label == best or not told
    return table.drop(columns=["label"] if other else ["label", "line"])


def _together(dependent: list[str], swept: list[str]) -> str:
    """Whether the effects of swept settings add up, and which do not."""
    named = dependent or swept
    listed = " and ".join([", ".join(named[:-1]), named[-1]]).replace("_", " ")
    return f"{listed} {'depend on one another' if dependent else 'simply add up, as far as seen'}"


def save_figures(comparison: Comparison, folder: Path) -> list[Path]:
    """Save the figures of a comparison as PNG files; each is there whole or not at all."""
    study = comparison.study
    plots = Plots(study)
    available = set(comparison.available)
    drawn: dict[str, Any] = {}
    for scenario, labels in study.by_case.items():
        case = f"_{scenario}" if len(study.by_case) > 1 else ""
        for metric in FANS:
            if metric in available:
                drawn[f"fan_{metric}{case}"] = lambda m=metric, s=scenario: plots.fan(m, scenario=s)
        table = comparison.table[comparison.table["response"].isin(labels)]
        for metric in FORESTS:
            if metric in set(table["metric"]):
                drawn[f"forest_{metric}{case}"] = lambda m=metric, t=table: _forest(t, m)
    for number, response in enumerate(asked(study, comparison.baselines)[:8], start=1):
        if response not in set(comparison.runs["response"]):
            continue  # no run of it has finished
        drawn[f"map_deaths_{number}"] = lambda r=response: plots.map(response=r)
    several = len(study.responses) > 2 and len(comparison.families) == 1
    if {"cost_usd", "deaths_direct"} <= available and several:
        drawn["pareto_cost"] = plots.pareto
        if "consent" in available:
            drawn["pareto_consent"] = lambda: plots.pareto("consent")
    if has_curve(comparison):
        for metric in CURVES:
            if metric in available and defined(comparison, metric):
                drawn[f"curve_{metric}"] = lambda m=metric: plots.curve(m, comparison.against)
    if not comparison.interactions("deaths_direct").empty and len(study.swept) <= 3:
        drawn["interactions"] = plots.interactions
    return [_save(make, folder / f"{name}.png") for name, make in drawn.items()]


def _forest(table: pd.DataFrame, metric: str) -> Any:
    from marosim.view.figures import forest

    return forest(table, metric)


def _save(make: Any, path: Path) -> Path:
    import matplotlib.pyplot as plt

    made = make()
    figure = getattr(made, "figure", made)
    try:
        with whole_file(path) as draft:
            figure.savefig(draft, dpi=150, format="png", bbox_inches="tight")
    finally:
        plt.close(figure)
    return path
