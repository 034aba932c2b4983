"""Whatever marosim leaves on a disk is written whole: through ``record/whole.py`` alone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import marosim

ROOT = Path(marosim.__file__).parent
METHODS = {"write_text", "write_bytes", "to_csv", "to_parquet", "to_json", "to_excel", "savefig",
           "ParquetWriter", "write_table", "rename", "replace", "copyfile", "copytree"}  # fmt: skip
BLOCKS = {"whole_file", "whole_folder"}
# (file, function): why it may write by itself
ALLOWED = {
    ("record/whole.py", "*"): "the one way to write",
    ("record/units.py", "write_with_units"): "callers give a path in a draft",
    ("cases/writing.py", "write_case"): "a draft of its own, brought to the disk and renamed",
    ("study/store.py", "_merge_table"): "the caller gives it a draft",
    ("study/calibration_runs.py", "run_piece"): "rows are added; a line that was cut is left out",
    ("study/kept.py", "add"): "lines are added; one that was cut is left out",
    ("record/acts.py", "*"): "lines are added; one that was cut is left out",
    ("study/export.py", "_dataset"): "names of variables, not of files",
    ("view/layers_made.py", "main"): "developers renew the cases' files with it",
    ("odd.py", "*"): "developers renew the document of the repository with it",
    ("view/generated.py", "main"): "developers renew the page's files with it",
    ("view/assets.py", "fetch"): "a scratch folder for npm, which is thrown away",
}  # fmt: skip


def into_memory(call: ast.Call) -> bool:
    """Whether a table or figure is written into a buffer or returned as text."""
    named = call.args[0] if call.args else None
    if named is None:
        return True
    return isinstance(named, ast.Name) and named.id in ("buffer", "memory", "packed")


def writes(tree: ast.AST, inside: bool = False, function: str = "") -> list[tuple[str, int, str]]:
    """Calls that write to a path outside a block of whole_file or whole_folder."""
    found: list[tuple[str, int, str]] = []
    for node in ast.iter_child_nodes(tree):
        name, within = function, inside
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            name = node.name
        if isinstance(node, ast.With):
            texts = [ast.unparse(item.context_expr) for item in node.items]
            within = inside or any(block in text for text in texts for block in BLOCKS)
        if isinstance(node, ast.Call) and not inside and is_write(node):
            found.append((name, node.lineno, ast.unparse(node)[:80]))
        found += writes(node, within, name)
    return found


def is_write(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id == "open" and mode_writes(call, 1)
    if not isinstance(call.func, ast.Attribute):
        return False
    name, owner = call.func.attr, ast.unparse(call.func.value)
    if name == "open":
        return mode_writes(call, 0) or mode_writes(call, 1)
    if name in ("rename", "replace"):  # of files, not of texts and tables
        return owner == "os" or (
            name == "rename" and len(call.args) == 1 and not isinstance(call.args[0], ast.Constant)
        )
    return name in METHODS and not (name.startswith(("to_", "savefig")) and into_memory(call))


def mode_writes(call: ast.Call, place: int) -> bool:
    given = [*call.args[place : place + 1], *(k.value for k in call.keywords if k.arg == "mode")]
    return any(
        isinstance(m, ast.Constant) and isinstance(m.value, str) and len(m.value) <= 3
        and set(m.value) & set("wax+")
        for m in given
    )  # fmt: skip


def test_nothing_is_written_past_the_one_way() -> None:
    found, used = [], set()
    for path in sorted(ROOT.rglob("*.py")):
        file = path.relative_to(ROOT).as_posix()
        for function, line, text in writes(ast.parse(path.read_text(encoding="utf-8"))):
            reasons = {(file, "*"), (file, function)} & set(ALLOWED)
            used |= reasons
            if not reasons:
                found.append(f"{file}:{line} in {function}: {text}")
    assert found == []
    assert set(ALLOWED) - used == set(), "allowed, but not needed any more"


@pytest.mark.parametrize("text", [
    "table.to_csv(folder / 'a.csv')", "open(path, 'w')", "path.open('a')", "os.replace(a, b)",
    "path.write_text('x')", "figure.savefig(path)", "draft.rename(path)",
])  # fmt: skip
def test_a_write_past_it_is_found(text: str) -> None:
    assert writes(ast.parse(f"def f():\n    {text}"))
    assert not writes(ast.parse(f"def f():\n    with whole_file(p) as path:\n        {text}"))
