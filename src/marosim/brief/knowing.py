"""What one would have to know, or change, to decide otherwise, in plain words."""

from __future__ import annotations

from marosim.brief.advice import Advice
from marosim.core.setting import SettingRow
from marosim.languages import _
from marosim.languages.formats import listed
from marosim.settings import Settings
from marosim.study.decisive import FEWEST_DRAWS, Decisive, among
from marosim.study.structure import variants
from marosim.view.wording import lowered

NAMED = 3  # settings that a sentence names


def to_know(advice: Advice) -> list[str]:
    """Limits that cost, settings on which the choice turns, and variants of the rules."""
    return [*_without_limits(advice), *_unknown(advice), *_of_variants(advice)]


def _without_limits(advice: Advice) -> list[str]:
    """The limit that keeps out an option which is clearly better."""
    if not advice.allowed or len(advice.allowed) == len(advice.options):
        return []
    free, kept = advice.among(advice.options)[0], advice.choices[0]
    if not free.best or free.best in advice.allowed or set(free.level) & set(advice.allowed):
        return []
    inside = min(advice.allowed, key=lambda r: advice.sign * kept.values[r])
    verdicts = advice.verdicts
    gap = abs(free.values[free.best] - free.values[inside])
    return [_(
        "Without the limit on {limits}, the best would be {option}: {change} on average.",
        limits=listed([one.name for one in advice.broken[free.best]]),
        option=verdicts.phrases.bare(free.best), change=verdicts.better_by(gap),
    )]  # fmt: skip


def _unknown(advice: Advice) -> list[str]:
    """On which uncertain settings the choice of the two leading options turns."""
    if len(advice.allowed) < 2:
        return []
    wide = advice.wide[advice.allowed]
    first, second = (advice.sign * wide.mean()).sort_values(kind="stable").index[:2]
    if advice.told.empty:
        return [_("All runs share the same settings. Which unknown facts would change the "
                  "choice can be told from a study with uncertainty=posterior.")]  # fmt: skip
    if len(wide) < FEWEST_DRAWS:
        return [_("There are too few draws to tell what the choice turns on.")]
    found = among(wide, advice.told, {second: first}, higher=advice.verdicts.higher)
    title = advice.verdicts.phrases.title
    both = listed([lowered(title(first)), lowered(title(second))])
    return [_turning(found, both, int(advice.sign)), *_worth(advice, found)]


def _turning(found: Decisive, both: str, sign: int) -> str:
    """The settings that decide between two options; the gap is the second's less the first's."""
    told = found.settings[found.settings["told"]].head(NAMED)
    if told.empty:
        return _("No uncertain setting clearly decides between {options}.", options=both)
    said = []
    for row in told.itertuples():
        if row.rises == sign:
            said.append(_("{setting} (higher favours the first)", setting=row.setting))
        elif row.rises:
            said.append(_("{setting} (lower favours the first)", setting=row.setting))
        else:
            said.append(str(row.setting))
    return _("Between {options}, the choice turns most on {settings}.",
             options=both, settings=listed(said))  # fmt: skip


def _worth(advice: Advice, found: Decisive) -> list[str]:
    """What it would be worth to know the setting that matters most, and at most to know all.

    What a setting that plays no part might seem worth is not said.
    """
    if not (verdicts := advice.verdicts).counted:
        return []
    clear = found.worth[found.worth["worth"] > found.worth["by_chance"]]
    said = [
        _("To know {setting} before choosing would mean {change} on average.",
          setting=row.setting, change=verdicts.better_by(row.worth))
        for row in clear.head(1).itertuples()
    ]  # fmt: skip
    if found.most > 0:
        said.append(_("To know everything, even chance, would mean at most {change}.",
                      change=verdicts.better_by(found.most)))  # fmt: skip
    return said


def _of_variants(advice: Advice) -> list[str]:
    """The best on average under each variant of the rules that the study drew."""
    if len(advice.allowed) < 2:
        return []
    drawn = [row for row in variants(Settings()) if row.name in advice.told]
    if not drawn:
        return [_("The study does not run other forms of the rules. Whether the advice "
                  "survives them is not known.")]  # fmt: skip
    return [
        _("Best on average by variant of {setting}: {options}.",
          setting=row.name, options=listed(_best_under(advice, row)))
        for row in drawn
    ]  # fmt: skip


def _best_under(advice: Advice, variant: SettingRow) -> list[str]:
    """What is best on average, each with the choices under which it is."""
    chosen = advice.told[variant.name]
    found: dict[str, list[str]] = {}
    for choice in variant.choices or ():
        here = advice.within(chosen.index[chosen == choice]).choices[0]
        best = lowered(advice.verdicts.phrases.title(here.best)) if len(here.level) == 1 else \
            _("no option stands out")  # fmt: skip
        found.setdefault(best, []).append(choice)
    return [
        _("{option} ({variants})", option=best, variants=", ".join(choices))
        for best, choices in found.items()
    ]
