"""The model description is kept true to the model."""

from __future__ import annotations

from marosim import odd
from marosim.day import DAY


def text() -> str:
    return odd.FILE.read_text(encoding="utf-8")


def test_every_mechanism_of_the_day_is_described_and_no_other():
    assert odd.headings(text()) == [odd.heading(kind) for kind in DAY]


def test_the_document_is_what_the_code_writes():
    assert odd.renewed(text()) == text(), "run python -m marosim.odd"


def test_each_description_names_its_settings_key_rule_and_source():
    parts = text().split(odd.START)[-1].split("\n### ")[1:]
    for kind, part in zip(DAY, parts, strict=True):
        assert f"Settings: `{kind.settings_key}`" in part, kind
        assert kind.rule in part, f"{kind.id} {kind.title}: run python -m marosim.odd"
        assert kind.source in part, f"{kind.id} {kind.title}: run python -m marosim.odd"


def test_the_seven_elements_of_odd_2020_are_there_in_order():
    found = [line for line in text().splitlines() if line.startswith("## ")]
    names = ["Purpose and patterns", "Entities, state variables and scales",
             "Process overview and scheduling", "Design concepts", "Initialization", "Input data",
             "Submodels"]  # fmt: skip
    assert found == [f"## {i}. {name}" for i, name in enumerate(names, start=1)]


def test_every_mechanism_says_its_rule_and_source():
    for kind in DAY:
        assert len(kind.rule) > 40, kind
        assert kind.source, kind
        assert kind.expected in (-1, 0, 1)
