"""The rooms' walls stand: a slip across them is refused by the import contracts."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULE = "A room knows the state of other rooms, never their rules"
ORDER = "No arrow goes up among the rooms, which stand in the order of the day"


def broken_by(tmp_path: Path, file: str, line: str) -> str:
    """What the import contracts say of a copy in which a file imports something more."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    changed = tmp_path / "src" / "marosim" / file
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text.replace("\nimport numpy", f"\n{line}\nimport numpy", 1), "utf-8")
    code = "import sys; from importlinter.cli import lint_imports_command as main; main()"
    run = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"],
        cwd=tmp_path, env={"PYTHONPATH": "src", "PATH": ""}, capture_output=True, text=True,
    )  # fmt: skip
    return "".join(line for line in run.stdout.splitlines(keepends=True) if " BROKEN" in line)


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("peace/ceasefires.py", "import marosim.politics.funding", RULE),
        ("warning/signs.py", "import marosim.mission.state", ORDER),
        ("world/geography.py", "import marosim.peace.state", ORDER),
    ],
)
def test_an_import_across_the_walls_breaks_a_contract(tmp_path, file, line, contract):
    pytest.importorskip("importlinter")
    assert f"{contract} BROKEN" in broken_by(tmp_path, file, line)
