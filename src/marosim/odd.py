"""The parts of ODD.md that are written from the code: shared state, and the day's submodels.

``python -m marosim.odd`` writes them anew after a field or a rule has changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from marosim.core.setting import rows
from marosim.day import DAY, SHARED
from marosim.mechanism import Mechanism
from marosim.settings import Settings

FILE = Path(__file__).with_name("ODD.md")
STATE, STATE_END = "<!-- state: written by python -m marosim.odd -->", "<!-- end of state -->"
START = "<!-- submodels: written by python -m marosim.odd -->"
ROOMS = {
    "world": "The world turns",
    "warning": "Knowing",
    "politics": "Deciding and paying",
    "mission": "Acting",
    "armed": "The crisis",
    "civilians": "People",
    "peace": "Making and building peace",
    "judging": "Judging",
}


def heading(kind: type[Mechanism[Any]]) -> str:
    """A mechanism's name in the document: its id, if it has one, and its title."""
    return f"{kind.id} {kind.title}".strip()


def submodels(day: Iterable[type[Mechanism[Any]]] = DAY) -> str:
    """One subsection a mechanism: settings key, rule, source, what shows it."""
    settings = Settings()
    parts = []
    for kind in day:
        options = getattr(settings, kind.settings_key, None)
        room = ROOMS.get(kind.room(), "Added from outside the package")
        count = len(list(rows(options))) if options is not None else 0
        shows = ", ".join(f"`{name}`" for name in kind.metrics) or "through others' metrics"
        lines = [
            f"### {heading(kind)}",
            "",
            f"{room}. Settings: `{kind.settings_key}` ({count}). Shown by: {shows}.",
            "",
            kind.rule,
            "",
            f"*Source:* {kind.source}.".replace("..", "."),
        ]
        if kind.expected:
            more = "more" if kind.expected > 0 else "less"
            lines += ["", f"*Strengthened, in `{kind.scenario}`:* {more} `{kind.outcome}`."]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def shared_state() -> str:
    """A table of every field that rooms share, from its declaration."""
    lines = ["| field | meaning | unit | one for each | written by | neutral |", "|" + "---|" * 6]
    for where, state in SHARED.items():
        for name, declared in state.FIELDS.items():
            axes = " and ".join(declared.axes) or "run"
            neutral = "none yet" if declared.neutral is None else f"{declared.neutral:g}"
            lines.append(
                f"| `{where}.{name}` | {declared.meaning} | {declared.unit} | {axes} "
                f"| {declared.owner} | {neutral} |"
            )
    return "\n".join(lines)


def renewed(text: str) -> str:
    """The document with what is written from the code written anew."""
    before, rest = text.split(STATE)
    between = rest.split(STATE_END)[1].split(START)[0]
    return f"{before}{STATE}\n\n{shared_state()}\n\n{STATE_END}{between}{START}\n\n{submodels()}"


def headings(text: str) -> list[str]:
    """The mechanisms that the document names, in order."""
    return re.findall(r"^### (.+)$", text.split(START)[-1], flags=re.MULTILINE)


if __name__ == "__main__":
    FILE.write_text(renewed(FILE.read_text(encoding="utf-8")), encoding="utf-8")
