"""What is known of one metric, option, setting or mechanism, as lines of text."""

from __future__ import annotations

from typing import Any

# what can be asked for alone, with an example
EXAMPLES = {
    "metric": "metric deaths_direct",
    "option": "option mandate=robust",
    "setting": "setting funding.paid_share",
    "mechanism": "mechanism aid",
}
COUNTED = {"flow": "summed over days", "stock": "a level on its day", "total": "a total so far"}
UNTOLD = "    The record does not inform it: the posterior that ships is as wide as its prior."
BETTER = {"lower": " Lower is better.", "higher": " Higher is better."}


def _metrics() -> dict[str, list[str]]:
    from marosim.day import the_day
    from marosim.study.outputs import OUTCOMES
    from marosim.view.names import title

    found = {
        name: [f"{title(name)} ({name})", f"    {meaning} ({unit}; of a whole run)."]
        for name, (unit, meaning) in OUTCOMES.items()
    }
    for kind in the_day():
        for name, metric in kind.metrics.items():
            found[name] = [
                f"{title(name)} ({name})",
                f"    {metric.meaning} ({metric.unit}; {COUNTED[metric.kind]})."
                + BETTER.get(metric.better, ""),
                f"    Reported by {f'{kind.id} {kind.title}'.strip()}. Rule: {kind.rule}",
                *([f"    Empty without {metric.needs}."] if metric.needs else []),
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
            found[f"{group}={name}"] = [f"{group}={name}: {sentence}", *filter(str.strip, sets)]
    return found


def _settings() -> dict[str, list[str]]:
    from marosim.core.setting import rows
    from marosim.settings import Settings
    from marosim.study.uncertainty import uninformed

    blind = uninformed()
    return {
        row.name: [
            f"{row.name}: {row.meaning}",
            f"    {plain(row.value)} by default ({row.unit}); {bounds(row) or 'no bounds'}.",
            f"    Source: {row.source}.",
            *([UNTOLD] if row.name in blind else []),
        ]
        for row in rows(Settings())
    }


def _mechanisms() -> dict[str, list[str]]:
    from marosim.core.setting import rows
    from marosim.day import the_day
    from marosim.odd import submodels
    from marosim.settings import Settings

    settings = Settings()
    found: dict[str, list[str]] = {}
    for kind in the_day():
        options = getattr(settings, kind.settings_key, None)
        listed = [] if options is None else list(rows(options, f"{kind.settings_key}."))
        lines = [
            submodels([kind]).rstrip(),
            *(f"    {row.name} = {plain(row.value)} ({row.unit}): {row.meaning}" for row in listed),
        ]
        found |= {name: lines for name in (kind.settings_key, kind.id) if name}
    return found


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
    return f"{low} to {high}"
