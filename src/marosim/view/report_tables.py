"""Tables of the report: rows of a comparison, said with the digits that intervals support."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from marosim.languages import NP_, _, _n, _p
from marosim.languages.formats import interval, number
from marosim.view import names, naming
from marosim.view.style import TINY
from marosim.view.wording import clear

if TYPE_CHECKING:
    from marosim.study.compare import Comparison

FIRST = (NP_("heading", "outcome"), NP_("heading", "response"))
HEADINGS = (
    NP_("heading", "baseline"), NP_("heading", "mean"), NP_("heading", "difference"),
    NP_("heading", "95 % interval"),
)  # fmt: skip
MONEY = "US$"
LEFT_OUT = ("cost_per_life_saved",)  # per run only where lives were saved: no mean to compare


def rows(
    comparison: Comparison, words: dict[str, str], wanted: Iterable[str]
) -> list[dict[str, Any]]:
    """One row a metric and response, for the metrics that differ anywhere."""
    table = comparison.table
    found = []
    for metric in wanted:
        mine = table[table["metric"] == metric]
        if metric in LEFT_OUT or mine.empty or constant(comparison, metric) is not None:
            continue
        found += [row(comparison, words, one) for _, one in mine.iterrows()]
    return found


def row(comparison: Comparison, words: dict[str, str], one: pd.Series) -> dict[str, Any]:
    """A row of the comparison as texts."""
    response, metric = str(one["response"]), str(one["metric"])
    unit = names.about(metric).unit
    in_cells = "" if unit == MONEY else unit  # money stands beside the metric's name
    known = pd.notna(one["low"])
    half = (one["high"] - one["low"]) / 2 if known else 0.0
    never = any(
        comparison.reached(r, metric) == 0 for r in (response, comparison.baseline[response])
    )
    texts = {}
    for key, label in (("baseline", comparison.baseline[response]), ("mean", response)):
        mean = float(one["baseline_mean" if key == "baseline" else "mean"])
        reached = comparison.reached(label, metric)
        level = comparison.level(label, metric)
        said = number(mean, in_cells, level.half if known else 0.0)
        if reached == 0:
            said = _p("in a table", "never")
        elif reached is not None and reached < 1:
            said = f"≥ {said}"
        texts[key] = said
    return {
        **texts,
        "metric": naming.metric(metric),
        "name": metric,
        "unit": "" if unit in ("1", "") else naming.unit(unit),
        "response": words[response],
        # to what never came about there is no difference in days
        "difference": "–" if never else number(float(one["difference"]), in_cells, half),
        "interval": "–"
        if never or not known
        else interval(float(one["low"]), float(one["high"]), in_cells)
        if half >= TINY
        else _p("in a table", "no spread"),
        "replications": int(one["replications"]),
        "sure": clear(one, comparison.among) and not never,
    }


def constant(comparison: Comparison, metric: str) -> float | None:
    """The value of a metric that is the same in every run of every response, else None."""
    values = comparison.runs[metric].dropna()
    return float(values.iloc[0]) if values.nunique() == 1 else None


def unchanged(comparison: Comparison, wanted: Iterable[str]) -> list[str]:
    """Metrics that no response changes in any run, with their value."""
    found = []
    for metric in wanted:
        mine = comparison.table[comparison.table["metric"] == metric]
        if mine.empty or (value := constant(comparison, metric)) is None:
            continue
        found.append(f"{naming.metric(metric)} {number(value, names.about(metric).unit)}")
    return found


def html(lines: list[dict[str, Any]]) -> Markup:
    """The rows as an HTML table; a metric is named once."""
    if not lines:
        return Markup("<p class='small'>{}</p>").format(_("None of these was recorded."))
    head = "".join(f"<th>{_p('heading', name)}</th>" for name in FIRST) + "".join(
        f"<th class='n'>{_p('heading', name)}</th>" for name in HEADINGS
    )
    body, before = [], ""
    for line in lines:
        said = line["unit"] in line["metric"].lower()
        unit = "" if said else f" <span class='small'>{escape(line['unit'])}</span>"
        again = line["metric"] == before
        before = line["metric"]
        named = "" if again else f"{escape(line['metric'])}{unit}"
        numbers = [escape(line[k]) for k in ("baseline", "mean", "difference", "interval")]
        kinds = " ".join(
            kind for kind, is_so in (("sure", line["sure"]), ("again", again)) if is_so
        )
        body.append(
            f"<tr class='{kinds}'><td>{named}</td><td class='r'>{escape(line['response'])}</td>"
            + "".join(f"<td class='n'>{c}</td>" for c in numbers)
            + "</tr>"
        )
    pairs = sorted({line["replications"] for line in lines})
    counted = _n("{count} pair of runs", "{count} pairs of runs", pairs[0]) if len(pairs) == 1 \
        else _("{low} to {high} pairs of runs", low=pairs[0], high=pairs[-1])  # fmt: skip
    return Markup(
        f"<div class='scroll'><table><caption>{counted}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )
