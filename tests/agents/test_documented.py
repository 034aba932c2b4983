"""The page for people who work with agents: its code runs, from top to bottom."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "agents.md"


def test_the_code_of_the_page_runs():
    text = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    assert len(blocks) == 5
    names: dict[str, object] = {}
    for block in blocks[:2]:
        exec(compile(block, PAGE.name, "exec"), names)
    model = names["model"]
    assert {edit.change.split()[0] for edit in model.edits} >= {"fighters", "place", "removed"}
    assert model.civilians.own_columns["wealth"].sum() > 0
    for block in blocks[2:]:
        exec(compile(block, PAGE.name, "exec"), names)


def test_every_decision_that_can_be_replaced_is_on_the_page():
    from marosim import cases
    from marosim.response_model import replaceable

    text = PAGE.read_text(encoding="utf-8")
    for kind in replaceable(cases.load("rwanda_1994")):
        row = re.search(rf"^\| `{kind.__name__}` \| `(\w+)\(", text, flags=re.MULTILINE)
        assert row and callable(vars(kind)[row[1]])
