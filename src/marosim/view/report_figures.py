"""Figures of the report, as pictures that stand inside the page."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from contextlib import suppress
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup
from matplotlib.figure import Figure

from marosim.cases import CaseError
from marosim.languages import _
from marosim.study import intervals
from marosim.study.explain import finding
from marosim.study.plots import asked, has_curve
from marosim.view import figures, naming
from marosim.view.links import chain_of_study, middle_replication
from marosim.view.wording import capital, lowered

if TYPE_CHECKING:
    from marosim.study.case_map import Mapped
    from marosim.study.compare import Comparison
    from marosim.study.study import Study

FANS = ("deaths_direct", "displaced_internal", "peacekeepers", "consent")
EFFECTS = ("deaths_direct", "displaced_internal", "attacks")
CURVES = ("deaths_direct", "cost_usd")
MAPS, CHAINS = 6, 4  # at most

Picture = tuple[str, str]  # PNG in base64 and words for those who cannot see it


def html(image: Picture) -> Markup:
    """A picture as a figure of the page."""
    data, words = image
    alt = escape(words, quote=True)
    return Markup(f"<figure><img alt='{alt}' src='data:image/png;base64,{data}'></figure>")


def picture(words: str, draw: Callable[..., Any], *arguments: Any, **options: Any) -> Picture:
    """What a drawing function draws, as a picture."""
    drawn = draw(*arguments, **options)
    figure: Figure = drawn if isinstance(drawn, Figure) else drawn.figure.figure
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=130, bbox_inches="tight")
    return base64.b64encode(buffer.getvalue()).decode("ascii"), words


def cases(study: Study) -> dict[str, Mapped]:
    """The map of the case of each response, where there is one."""
    found = {}
    for item in study.about["responses"]:
        with suppress(CaseError):  # a study of an older kind whose case has moved since
            found[item["label"]] = study.map_of(item["scenario"])
    return found


def fans(study: Study, metric: str) -> list[Picture]:
    """How what the study judges by and the main outcomes unfold."""
    wanted = dict.fromkeys([metric, *FANS])
    tables = {m: study.column(m) for m in wanted if m in study.metrics}
    drawn = []
    for m, table in tables.items():
        for labels in study.by_case.values():
            mine = table[table["response"].isin(labels)]
            if mine[m].abs().sum() > 0:
                drawn.append(picture(naming.metric(m), figures.fan, mine, m, order=labels,
                                     asked=asked(study)))  # fmt: skip
    return drawn


def effects(comparison: Comparison, metric: str) -> list[Picture]:
    """Paired effects on the main outcomes."""
    table = comparison.table
    drawn = []
    for m in dict.fromkeys([metric, *EFFECTS]):
        words = _("Effects on {metric}", metric=lowered(naming.metric(m)))
        for labels in comparison.study.by_case.values():
            mine = table[table["response"].isin(labels)]
            if mine.loc[mine["metric"] == m, "difference"].abs().sum() > 0:
                drawn.append(picture(words, figures.forest, mine, m))
    return drawn


def trade_offs(comparison: Comparison, metric: str) -> list[Picture]:
    """What is bought with what: fronts, curves over a swept number, settings together."""
    study, plots = comparison.study, comparison.study.plot
    drawn = []
    if has_curve(comparison):
        for m in dict.fromkeys([metric, *CURVES]):
            if m in comparison.available:
                words = _("{metric} over the setting", metric=naming.metric(m))
                drawn.append(picture(words, plots.curve, m, comparison.against))
    if not comparison.interactions(metric).empty and len(study.swept) <= 3:
        words = _("{metric} by combination of settings", metric=naming.metric(metric))
        drawn.append(picture(words, plots.interactions, metric))
    several = len(study.responses) > 2 and len(comparison.families) == 1
    if several and {"cost_usd", "deaths_direct"} <= set(comparison.available):
        for other in ("cost_usd", "consent"):
            if other in comparison.available:
                words = _("Civilians killed against {metric}",
                          metric=lowered(naming.metric(other)))  # fmt: skip
                drawn.append(picture(words, plots.pareto, other))
    return drawn


def maps(comparison: Comparison, known: dict[str, Mapped]) -> tuple[list[Picture], list[str]]:
    """Where civilians were killed under the baseline, and where each response changes it.

    Beside the pictures, why a response has no map: no place changes, changes by place are too
    small, or runs too few. The responses that the study names come first.
    """
    study = comparison.study
    words = naming.responses(study.responses)
    ends = study.at_end("deaths_direct").merge(study.runs[["run", "replication"]], on="run")
    drawn: list[Picture] = []
    without: list[str] = []
    for label in [r for r in asked(study, comparison.baselines) if r in known]:
        if len(drawn) == MAPS:
            break
        own, base = (_by_place(ends, r) for r in (label, comparison.baseline[label]))
        if own.empty:
            continue
        if comparison.baseline[label] == label:
            values = own.mean()
            title = _("Civilians killed by place: {option}", option=words[label])
            options: dict[str, Any] = {
                "response": words[label],
                "note": _("Mean of {runs} runs.", runs=len(own)),
            }
        else:
            values = _clear(own, base)
            if not values.any():
                without.append(_("{option}: {finding}", option=capital(words[label]),
                                 finding=_no_map(own, base)))  # fmt: skip
                continue
            title = _("Change in civilians killed by place: {option}", option=words[label])
            against = words[comparison.baseline[label]]
            options = {
                "response": words[label],
                "difference": True,
                "note": _(
                    "Mean difference to {option} over {pairs} pairs of runs, where it is "
                    "told from chance; of the places marked, one in twenty may be chance.",
                    option=against,
                    pairs=len(own),
                ),
            }
        drawn.append(
            picture(title, figures.place_map, known[label], values, "deaths_direct", **options)
        )
    return drawn, without


def _by_place(ends: pd.DataFrame, response: str) -> pd.DataFrame:
    """The dead by replication (rows) and place (columns)."""
    mine = ends[ends["response"] == response]
    return mine.pivot_table(index="replication", columns="place", values="deaths_direct")


def _clear(own: pd.DataFrame, base: pd.DataFrame) -> pd.Series:
    """Mean paired differences by place, zero where they are not told from chance."""
    differences = (own - base).dropna(how="all").fillna(0.0)
    if len(differences) < intervals.FEWEST:
        return differences.mean() * 0.0
    return differences.mean().where(intervals.clear_among_many(differences), 0.0)


def _no_map(own: pd.DataFrame, base: pd.DataFrame) -> str:
    """Why no place can be coloured."""
    pairs = own.index.intersection(base.index)
    if len(pairs) < intervals.FEWEST:
        return _("too few pairs of runs ({count}) for a map of changes.", count=len(pairs))
    gaps = own.loc[pairs].sub(base.loc[pairs], fill_value=0.0).fillna(0.0)
    if not gaps.to_numpy().any():
        return _("no place changes in any run.")
    if intervals.direction(intervals.of_mean(gaps.sum(axis=1)), len(pairs)):
        return _("the total changes clearly, but these runs cannot tell in which places.")
    return _("changes by place are too small to map.")


def chains(study: Study, metric: str) -> list[Picture]:
    """The response chain of each response in the replication that lies in the middle."""
    middle = middle_replication(study, metric) if metric in study.runs else None
    if middle is None:
        return []
    words = naming.responses(study.responses)
    drawn = []
    for label in asked(study)[:CHAINS]:
        chain = chain_of_study(study, label, middle)
        title = _("{option}: {finding}", option=capital(words[label]),
                  finding=lowered(finding(chain)))  # fmt: skip
        drawn.append(picture(title, figures.funnel, chain, title=title))
    return drawn
