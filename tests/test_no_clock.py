"""No test of the default suite judges how long something took: a busy machine would fail it.

``make bench`` measures speed. A test may wait with patience (``clock() < deadline``).
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
CLOCKS = {"perf_counter", "perf_counter_ns", "monotonic", "monotonic_ns", "process_time", "time"}


def _reads_clock(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    if isinstance(called, ast.Attribute):
        return (
            isinstance(called.value, ast.Name)
            and called.value.id == "time"
            and called.attr in CLOCKS
        )
    return isinstance(called, ast.Name) and called.id in CLOCKS - {"time"}


def elapsed(source: str) -> list[int]:
    """Lines on which time that passed is measured: a clock's reading less something."""
    tree = ast.parse(source)
    read = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and _reads_clock(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Sub)
        and (_reads_clock(node.left) or (isinstance(node.left, ast.Name) and node.left.id in read))
    ]


@pytest.mark.parametrize(
    "source, found",
    [
        ("import time\nbegan = time.perf_counter()\nassert time.perf_counter() - began < 20", [3]),
        ("a = perf_counter()\nb = perf_counter()\nassert b - a < 1", [3]),
        ("deadline = time.monotonic() + 60\nassert time.monotonic() < deadline", []),
        ("left = deadline - time.monotonic()", []),
    ],
)
def test_time_that_passed_is_told_from_patience(source: str, found: list[int]) -> None:
    assert elapsed(source) == found


def test_no_test_measures_how_long_something_takes() -> None:
    files = [path for path in TESTS.rglob("*.py") if path.parent.name != "benchmarks"]
    assert len(files) > 50
    measured = [
        f"{path.relative_to(TESTS)}:{line}"
        for path in files
        for line in elapsed(path.read_text(encoding="utf-8"))
    ]
    assert not measured, "measure speed in tests/benchmarks, not in a test"
