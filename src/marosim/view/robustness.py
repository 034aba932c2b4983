"""Whether a ranking survives what is not known, in sober sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from marosim.languages import N_, _
from marosim.languages.formats import listed, percent
from marosim.study import uncertainty
from marosim.study.uncertainty import STRUCTURE
from marosim.view import naming
from marosim.view.wording import capital

if TYPE_CHECKING:
    from marosim.study.compare import Comparison

ROBUST, LEANS = 0.9, 0.6  # share of draws from which a ranking is called so
RESPONSES_NAMED = 9  # with more responses than this, those without a clear effect share a line
KINDS = ("none", "ranges", "posterior", "stale_posterior")
_MARK = 0.1234  # a spread that stands for any in the sentences of marosim.study.uncertainty
REMEDY = N_(
    "The ranking holds over chance only. Whether it survives what is assumed is shown by the same "
    "study with uncertainty=ranges or uncertainty=posterior."
)


def templates() -> list[str]:
    """The sentences of :func:`held`, for the catalogues; the last of a drawn structure."""
    plain = [_template(kind) for kind in KINDS]
    whole = uncertainty.sentence([KINDS[0], _MARK, STRUCTURE])
    return [*plain, whole.removeprefix(plain[0]).strip()]


def held(comparison: Comparison) -> str:
    """What the intervals hold: chance alone, or what is not known of the settings besides."""
    return of_drawing(comparison.study.about.get("uncertainty") or ["none"])


def of_drawing(drawn: Sequence[Any]) -> str:
    """The same of how settings were drawn: the kind, the spread, and whether rules were."""
    kind, spread, *rest = [*drawn, 0.0]
    if str(kind) not in KINDS:
        return uncertainty.sentence([kind, spread, *rest])
    said = _(_template(str(kind)), share=percent(float(spread or 0)))
    return f"{said} {_(templates()[-1])}" if STRUCTURE in (spread, *rest) else said


def _template(kind: str) -> str:
    return uncertainty.sentence([kind, _MARK]).replace("12.34 %", "{share}")


def survives(comparison: Comparison, metric: str, words: dict[str, str]) -> list[str]:
    """What the draws say of the ranking, and how often each response does better."""
    drawn = str((comparison.study.about.get("uncertainty") or ["none"])[0])
    if drawn == "none":
        return [_(REMEDY)]
    lines = []
    for shared, family in comparison.families.items():
        if len(family) > 1:
            said = _robust(comparison, metric, words, family, drawn)
            lines.append(_("{part}: {finding}", part=naming.response(shared), finding=said)
                         if shared else said)  # fmt: skip
    return lines + _each(comparison, metric, words)


def _each(comparison: Comparison, metric: str, words: dict[str, str]) -> list[str]:
    """How often each response does better than its baseline, ties told apart.

    One that is the same in every run is no news, nor is it of many what chance may have made.
    """
    lines, found = [], comparison.better(metric)
    many = len(found) > RESPONSES_NAMED
    for row in found[found["level"] < 1].itertuples():
        if many and row.low <= 0.5 <= row.high:
            continue
        values = {
            "option": capital(words[row.response]),
            "other": words[comparison.baseline[row.response]],
            "share": percent(row.chance), "low": percent(row.low), "high": percent(row.high),
        }  # fmt: skip
        lines.append(
            _("{option} does better than {other} in {share} of draws ({low} to {high}) and the "
              "same in {same}.", same=percent(row.level), **values)
            if row.level else
            _("{option} does better than {other} in {share} of draws ({low} to {high}).", **values)
        )  # fmt: skip
    return lines


def _robust(
    comparison: Comparison, metric: str, words: dict[str, str], family: list[str], drawn: str
) -> str:
    """Whether one response is the best of its family in most draws, beyond chance."""
    shares = comparison.best(metric, family).sort_values("chance", ascending=False, kind="stable")
    count, top = int(shares.attrs["replications"]), shares.iloc[0]
    if (shares["chance"] == 1).all():
        return _("{subject}: the same under every response in every run.",
                 subject=naming.metric(metric))  # fmt: skip
    level = comparison.standing(metric, family)[1]
    values = {
        "option": words[top["response"]],
        "best": _("best or level with the best") if _tied(shares) else _("best"),
        "often": round(top["chance"] * count),
        "count": count,
        "low": percent(top["low"]),
        "high": percent(top["high"]),
        "setting": f"uncertainty={drawn}",
    }
    if level != [top["response"]] or top["chance"] < LEANS:
        several = [
            _("{option} in {often}", option=words[row.response], often=round(row.chance * count))
            for row in shares.head(3).itertuples()
        ]
        return _(
            "The ranking is not robust. Of {count} draws of what is not known, {best}: {options}. "
            "Which response is best depends on chance and on what is assumed ({setting}).",
            options=listed(several),
            **{key: values[key] for key in ("best", "count", "setting")},
        )
    if top["low"] >= ROBUST:
        return _("The ranking is robust: {option} is {best} in {often} of {count} draws of what is "
                 "not known ({low} to {high}) ({setting}).", **values)  # fmt: skip
    if top["chance"] >= ROBUST:
        return _("The ranking looks robust: {option} is {best} in {often} of {count} draws of what "
                 "is not known ({low} to {high}) ({setting}).", **values)  # fmt: skip
    return _("The ranking leans to {option}, {best} in {often} of {count} draws of what is not "
             "known ({low} to {high}), but is not robust ({setting}).", **values)  # fmt: skip


def _tied(shares: pd.DataFrame) -> bool:
    """Whether several responses are the best of some replication, from how often each is."""
    return float(shares["chance"].sum()) > 1 + 1e-9
