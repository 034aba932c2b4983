"""The log's headings know every kind of event that the model writes."""

from __future__ import annotations

import ast
from itertools import chain
from pathlib import Path

import marosim
from marosim.view.names import EVENTS
from marosim.world.case import TIMELINE_KINDS

WRITERS = {"log", "_log"}  # calls whose second argument is the kind


def written() -> set[str]:
    """Kinds that mechanisms give to the journal, read from their source."""
    found: set[str] = set()
    for path in Path(marosim.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or len(node.args) < 2:
                continue
            called = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
            if called not in WRITERS:
                continue
            kind = node.args[1]
            if isinstance(kind, ast.Constant) and isinstance(kind.value, str):
                found.add(kind.value)
    return found


def test_every_kind_of_event_has_a_heading() -> None:
    kinds = written()
    wanted = {"attack", "contingent_arrived", "ceasefire"}
    assert wanted <= kinds, "the source is not read"
    known = set(chain.from_iterable(EVENTS.values()))
    assert kinds | set(TIMELINE_KINDS) <= known


def test_no_heading_has_a_kind_that_nobody_writes() -> None:
    listed = list(chain.from_iterable(EVENTS.values()))
    assert len(listed) == len(set(listed)), "a kind stands under two headings"
    assert set(listed) <= written() | set(TIMELINE_KINDS)
