"""What is known of one metric, option, setting or mechanism, as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marosim.languages import N_, _, _p

if TYPE_CHECKING:
    from marosim.mechanism import Mechanism

# what can be asked for alone, with an example
EXAMPLES = {
    "metric": "metric deaths_direct",
    "option": "option mandate=robust",
    "setting": "setting funding.paid_share",
    "mechanism": "mechanism aid",
}
COUNTED = {
    "flow": N_("summed over days"), "stock": N_("a level on its day"),
    "total": N_("a total so far"),
}  # fmt: skip
MORE = N_("Strengthened: more {outcome} in {case}")
LESS = N_("Strengthened: less {outcome} in {case}")
UNTOLD = N_("The record does not inform it: the posterior that ships is as wide as its prior.")
BETTER = {"lower": N_("Lower is better."), "higher": N_("Higher is better.")}


def _metrics() -> dict[str, list[str]]:
    from marosim.day import the_day
    from marosim.study.outputs import OUTCOMES
    from marosim.view import naming

    found = {
        name: [
            f"{naming.metric(name)} ({name})",
            "    "
            + _("{meaning} ({unit}; of a whole run).", meaning=_(meaning), unit=naming.unit(unit)),
        ]
        for name, (unit, meaning) in OUTCOMES.items()
    }
    for kind in the_day():
        for name, metric in kind.metrics.items():
            found[name] = [
                f"{naming.metric(name)} ({name})",
                f"    {_(metric.meaning)} ({naming.unit(metric.unit)}; {_(COUNTED[metric.kind])}). "
                f"{_(BETTER.get(metric.better, ''))}".rstrip(),
                "    " + _("Reported by {mechanism}.", mechanism=called(kind)),
                f"    {about(kind)[0]}",
                *(
                    ["    " + _("Empty without {setting}.", setting=metric.needs)]
                    if metric.needs
                    else []
                ),
            ]
    return found


def _options() -> dict[str, list[str]]:
    from marosim.study.compose import groups
    from marosim.study.own import option_files

    found = {}
    for group, options in groups().items():
        for name, sentence in options.items():
            text = option_files()[group][name].read_text(encoding="utf-8")
            sets = [f"    {line}" for line in text.splitlines() if not line.startswith("#")]
            found[f"{group}={name}"] = [
                f"{group}={name}: {_p('option', sentence)}",
                *filter(str.strip, sets),
            ]
    return found


def _settings() -> dict[str, list[str]]:
    from marosim.core.setting import rows
    from marosim.settings import Settings
    from marosim.study.uncertainty import uninformed

    blind = uninformed()
    return {
        row.name: [
            f"{row.name}: {_p('meaning of a setting', row.meaning)}",
            "    "
            + _(
                "{value} by default ({unit}); {bounds}.",
                value=plain(row.value),
                unit=_p("unit", row.unit),
                bounds=bounds(row) or _("no bounds"),
            ),
            "    " + _("Source: {source}.", source=sourced(row.source)),
            *(["    " + _(UNTOLD)] if row.name in blind else []),
        ]
        for row in rows(Settings())
    }


def _mechanisms() -> dict[str, list[str]]:
    from marosim.core.setting import rows
    from marosim.day import the_day
    from marosim.settings import Settings

    settings = Settings()
    found: dict[str, list[str]] = {}
    for kind in the_day():
        options = getattr(settings, kind.settings_key, None)
        listed = [] if options is None else list(rows(options, f"{kind.settings_key}."))
        lines = [
            f"{called(kind)} ({kind.settings_key})" if kind.settings_key else called(kind),
            *(f"    {line}" for line in about(kind)),
            *(
                f"    {row.name} = {plain(row.value)} ({_p('unit', row.unit)}): "
                + _p("meaning of a setting", row.meaning)
                for row in listed
            ),
        ]
        found |= {name: lines for name in (kind.settings_key, kind.id) if name}
    return found


def called(kind: type[Mechanism[Any]]) -> str:
    """A mechanism by its id, if it has one, and its title."""
    return f"{kind.id} {_p('mechanism', kind.title)}".strip()


def sourced(source: str) -> str:
    """A source; a word in its place, such as assumed, in the language, too."""
    return _p("source", source)


def about(kind: type[Mechanism[Any]]) -> list[str]:
    """A mechanism's rule, its source, and what comes of making it stronger, if that is known."""
    lines = [
        _("Rule: {rule}", rule=_p("mechanism", kind.rule)),
        _("Source: {source}", source=sourced(kind.source)),
    ]
    if kind.expected:
        told = MORE if kind.expected > 0 else LESS
        lines.append(_(told, outcome=kind.outcome, case=kind.scenario))
    return lines


KNOWN = {
    "metric": _metrics,
    "option": _options,
    "setting": _settings,
    "mechanism": _mechanisms,
}


def plain(value: Any) -> str:
    """A setting's value as a table shows it."""
    if value is None:
        return "–"
    return f"{value:g}" if isinstance(value, float) else str(value)


def bounds(row: Any) -> str:
    """The choices of a setting, or its bounds."""
    if row.choices:
        return ", ".join(row.choices)
    if row.low is None and row.high is None:
        return ""
    low = "–∞" if row.low is None else f"{row.low:g}"
    high = "∞" if row.high is None else f"{row.high:g}"
    return _("{low} to {high}", low=low, high=high)
