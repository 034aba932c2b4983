"""What saved lives cost, and what is given up for what, in sober sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marosim.study.front import DOUBT, perhaps
from marosim.view.style import interval, number
from marosim.view.wording import capital, clear, named

if TYPE_CHECKING:
    from marosim.study.compare import Comparison

MAIN = "deaths_direct"
TRADED = {
    "cost_usd": ("cost", "Saving more lives costs more."),
    "consent": ("consent", "Saving more lives costs consent."),
}


def lives(comparison: Comparison, words: dict[str, str]) -> list[str]:
    """Lives saved against a course without a mission and what each cost."""
    lines = []
    for row in comparison.cost_per_life().itertuples():
        if row.low != row.low or row.low == row.high == row.cost_usd == 0:
            continue  # too few pairs, or nothing done and nothing changed
        name = capital(words[row.response])
        reach = f"95 % interval {interval(row.low, row.high)}"
        half = (row.high - row.low) / 2
        money = f"for {number(abs(row.cost_usd), 'US$')} {'more' if row.cost_usd >= 0 else 'less'}"
        saved = {"difference": row.lives_saved, "low": row.low, "high": row.high,
                 "replications": row.pairs}  # fmt: skip
        if not clear(saved, comparison.among):
            lines.append(
                f"{name}: no clear saving of lives against a course without a mission "
                f"({reach}), hunger and disease included, {money}."
            )
        elif row.lives_saved < 0:
            lost = interval(*sorted((-row.high, -row.low)))
            lines.append(
                f"{name}: {number(-row.lives_saved, '', half)} more deaths than without a "
                f"mission (95 % interval {lost}), hunger and disease included, {money}; no "
                "life was saved for it."
            )
        elif row.cost_usd <= 0 or row.cost_low != row.cost_low:
            lines.append(
                f"{name}: {number(row.lives_saved, '', half)} lives saved against a course "
                f"without a mission ({reach}), hunger and disease included, {money}."
            )
        else:
            price = interval(row.cost_low, row.cost_high, "US$")
            each = number(row.cost_per_life_saved, "US$", (row.cost_high - row.cost_low) / 2)
            lines.append(
                f"{name}: {number(row.lives_saved, '', half)} lives saved against a course "
                f"without a mission ({reach}), hunger and disease included, {money}: {each} a "
                f"life (95 % interval {price})."
            )
    return lines


def trade_offs(comparison: Comparison, words: dict[str, str]) -> list[str]:
    """Which responses are best on lives and another outcome together, ties beside them."""
    if len(words) < 3 or MAIN not in comparison.available or len(comparison.families) > 1:
        return []
    lines = []
    _, level = comparison.standing(MAIN, comparison.study.responses)
    for other, (word, bought) in TRADED.items():
        if other not in comparison.available:
            continue
        if len(level) == len(words):
            lines.append(
                f"Civilians killed do not clearly differ, so there is no trade-off between "
                f"lives and {word} to show."
            )
            continue
        points = comparison.pareto(other)
        firm = points["front"] & (points["share"] >= 1 - DOUBT)
        chosen = [words[r] for r in points["response"][firm]]
        doubtful = [words[r] for r in points["response"][perhaps(points) | points["front"] & ~firm]]
        if firm.all():
            lines.append(f"No option is best on both lives and {word}. {bought}")
        elif not chosen:
            lines.append(f"Lives and {word} together: no clear best among {named(doubtful)}.")
        else:
            tail = f" {capital(named(doubtful))} may also belong here." if doubtful else ""
            lines.append(f"Best trade-offs of lives and {word}: {named(chosen)}.{tail}")
    return lines
