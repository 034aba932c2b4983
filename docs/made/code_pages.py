"""Tables of what the package declares: settings, options, metrics, columns, extras."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from text import table

from marosim.core.setting import rows
from marosim.day import DAY, the_day
from marosim.settings import Settings
from marosim.study.compose import groups
from marosim.study.explained import COUNTED, bounds, plain
from marosim.study.outputs import OUTCOMES
from marosim.study.outputs import columns as of_tables
from marosim.view.names import title

ROOT = Path(__file__).parents[2]
RELEASES = re.compile(r"[<>=!~;]")


def settings() -> str:
    """Every setting by the mechanism that it belongs to."""
    titles = {kind.settings_key: f"{kind.id} {kind.title}".strip() for kind in DAY}
    parts: list[str] = []
    by_key: dict[str, list[tuple[str, ...]]] = {}
    for row in rows(Settings()):
        by_key.setdefault(row.name.split(".")[0], []).append(
            (f"`{row.name}`", row.meaning, plain(row.value), row.unit, bounds(row), row.source)
        )
    for key, lines in by_key.items():
        parts.append(f"## `{key}`" + (f" · {titles[key]}" if key in titles else "") + "\n")
        headings = ("setting", "meaning", "by default", "unit", "bounds or choices", "source")
        parts.append(table(headings, lines))
    return "\n".join(parts)


def options() -> str:
    """The groups and what each option means."""
    return "\n".join(
        f"## `{group}`\n\n" + table(("option", "what it means"),
                                    ((f"`{group}={name}`", said) for name, said in found.items()))
        for group, found in groups().items()
    )  # fmt: skip


def metrics() -> str:
    """What a run measures day by day, by mechanism, and what it measures as a whole."""
    parts = []
    for kind in the_day():
        if kind.metrics:
            parts.append(f"## {f'{kind.id} {kind.title}'.strip()}\n")
            parts.append(
                table(("metric", "title", "meaning", "unit", "how days add up"),
                      ((f"`{name}`", title(name), m.meaning, m.unit, COUNTED[m.kind])
                       for name, m in kind.metrics.items()))
            )  # fmt: skip
    parts.append("## Of a whole run\n")
    lines = ((f"`{n}`", title(n), meaning, unit) for n, (unit, meaning) in OUTCOMES.items())
    return "\n".join([*parts, table(("metric", "title", "meaning", "unit"), lines)])


def columns() -> str:
    """The columns of every table that a run or study leaves."""
    return "\n".join(
        f"## {name}\n\n"
        + table(("column", "unit", "meaning"), ((f"`{c}`", u, m) for c, u, m in entries))
        for name, entries in of_tables().items()
    )


def counts() -> str:
    """How large the model is, counted."""
    listed = list(rows(Settings()))
    assumed = sum(row.assumed for row in listed)
    measured = sum(len(kind.metrics) for kind in DAY)
    return (
        f"A day has {len(DAY)} mechanisms with {len(listed)} settings, of which {assumed} are "
        f"marked as assumed, and {measured} metrics."
    )


def trace() -> str:
    """What of the settings has a source, mechanism by mechanism."""
    lines = []
    known = Settings()
    for kind in DAY:
        part = getattr(known, kind.settings_key, None)
        found = [] if part is None else list(rows(part))
        name = f"{kind.id} {kind.title}".strip()
        lines.append((name, len(found), sum(not r.assumed for r in found), kind.source))
    return table(("mechanism", "settings", "of these with a source", "source of the rule"), lines)


def extras() -> str:
    """What can be installed beside the base, from the package's own description."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        found = tomllib.load(file)["project"]["optional-dependencies"]
    return table(
        ("extra", "brings"),
        (
            (f"`{name}`", ", ".join(RELEASES.split(line)[0] for line in packages))
            for name, packages in found.items()
        ),
    )


def terms() -> str:
    """The words that a brief explains, as it explains them."""
    from marosim.brief.glossary import glossary

    found = sorted(glossary(), key=lambda term: term.name.lower())
    return "\n".join(
        f"{term.name[:1].upper()}{term.name[1:]}\n:   {term.meaning}\n" for term in found
    )
