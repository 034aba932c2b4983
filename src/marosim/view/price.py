"""What saved lives cost, and what is given up for what, in sober sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marosim.languages import N_, _
from marosim.languages.formats import interval, listed, number
from marosim.study.front import DOUBT, perhaps
from marosim.view.wording import capital, clear

if TYPE_CHECKING:
    from marosim.study.compare import Comparison

MAIN = "deaths_direct"
TRADED = {
    "cost_usd": (N_("lives and cost"), N_("Saving more lives costs more.")),
    "consent": (N_("lives and consent"), N_("Saving more lives costs consent.")),
}


def lives(comparison: Comparison, words: dict[str, str]) -> list[str]:
    """Lives saved against a course without a mission and what each cost."""
    lines = []
    for row in comparison.cost_per_life().itertuples():
        if row.low != row.low or row.low == row.high == row.cost_usd == 0:
            continue  # too few pairs, or nothing done and nothing changed
        half, more = (row.high - row.low) / 2, number(abs(row.cost_usd), "US$")
        values = {
            "name": capital(words[row.response]),
            "saved": number(abs(row.lives_saved), "", half),
            "reach": interval(row.low, row.high),
            "money": _("for {money} more", money=more) if row.cost_usd >= 0
                     else _("for {money} less", money=more),
        }  # fmt: skip
        saved = {"difference": row.lives_saved, "low": row.low, "high": row.high,
                 "replications": row.pairs}  # fmt: skip
        if not clear(saved, comparison.among):
            del values["saved"]
            lines.append(_(
                "{name}: no clear saving of lives against a course without a mission "
                "(95 % interval {reach}), hunger and disease included, {money}.", **values,
            ))  # fmt: skip
        elif row.lives_saved < 0:
            values["reach"] = interval(*sorted((-row.high, -row.low)))
            lines.append(_(
                "{name}: {saved} more deaths than without a mission (95 % interval {reach}), "
                "hunger and disease included, {money}; no life was saved for it.", **values,
            ))  # fmt: skip
        elif row.cost_usd <= 0 or row.cost_low != row.cost_low:
            lines.append(_(
                "{name}: {saved} lives saved against a course without a mission "
                "(95 % interval {reach}), hunger and disease included, {money}.", **values,
            ))  # fmt: skip
        else:
            lines.append(_(
                "{name}: {saved} lives saved against a course without a mission "
                "(95 % interval {reach}), hunger and disease included, {money}: {each} a life "
                "(95 % interval {price}).",
                each=number(row.cost_per_life_saved, "US$", (row.cost_high - row.cost_low) / 2),
                price=interval(row.cost_low, row.cost_high, "US$"), **values,
            ))  # fmt: skip
    return lines


def trade_offs(comparison: Comparison, words: dict[str, str]) -> list[str]:
    """Which responses are best on lives and another outcome together, ties beside them."""
    if len(words) < 3 or MAIN not in comparison.available or len(comparison.families) > 1:
        return []
    lines = []
    level = comparison.standing(MAIN, comparison.study.responses)[1]
    for other, (aims, bought) in TRADED.items():
        if other not in comparison.available:
            continue
        both = _(aims)
        if len(level) == len(words):
            lines.append(_("Civilians killed do not clearly differ, so there is no trade-off "
                           "between {aims} to show.", aims=both))  # fmt: skip
            continue
        points = comparison.pareto(other)
        firm = points["front"] & (points["share"] >= 1 - DOUBT)
        chosen = [words[r] for r in points["response"][firm]]
        doubtful = [words[r] for r in points["response"][perhaps(points) | points["front"] & ~firm]]
        if firm.all():
            lines.append(_("No option is best on both {aims}. {bought}",
                           aims=both, bought=_(bought)))  # fmt: skip
        elif not chosen:
            lines.append(_("Trade-offs of {aims}: no clear best among {options}.",
                           aims=both, options=listed(doubtful)))  # fmt: skip
        else:
            tail = " " + _("{options} may also belong here.", options=capital(listed(doubtful))) \
                if doubtful else ""  # fmt: skip
            said = _("Best trade-offs of {aims}: {options}.", aims=both, options=listed(chosen))
            lines.append(said + tail)
    return lines
