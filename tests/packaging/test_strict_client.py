"""A stranger's study under ``mypy --strict`` sees the types of marosim, not Any.

Mesa ships no types, so that mypy lets a model have any attribute beside those it knows.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STUDY = """\
from pathlib import Path
from typing import assert_type

import marosim
from marosim.keyword_model import Model
from marosim.study.study import Study

names: list[str] = marosim.scenarios()
assert_type(marosim.scenarios(), list[str])
assert_type(marosim.options(), dict[str, str])
assert_type(marosim.describe("deaths_direct"), str)
model = marosim.model("rwanda_1994", mandate="robust", days=5, seed=1)
assert_type(model, Model)
study = marosim.sweep("rwanda_1994", mandate=["observer", "robust"], replications=2)
assert_type(study, Study)
assert_type(study.responses, list[str])
assert_type(marosim.open_study(Path("outputs") / "mine"), Study)
"""
WRONG = (
    STUDY
    + """
marosim.open_study(3)
marosim.options(group=1)
marosim.sweep("rwanda_1994").no_such_thing
study.responses.shape
"""
)


def errors(program: str, folder: Path) -> list[str]:
    """What mypy says of a file that stands in a folder of its own."""
    (folder / "my_study.py").write_text(program, encoding="utf-8")
    # marosim as it is installed: found on the path, its own faults are not the client's
    (folder / "site").mkdir(exist_ok=True)
    if not (folder / "site" / "marosim").exists():
        (folder / "site" / "marosim").symlink_to(ROOT / "src" / "marosim")
    found = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull, "--follow-imports",
         "silent", "--cache-dir", str(folder / "cache"), "my_study.py"],
        cwd=folder, capture_output=True, text=True, env={**os.environ, "MYPYPATH": "site"},
    )  # fmt: skip
    return [line for line in found.stdout.splitlines() if ": error:" in line]


@pytest.mark.slow
def test_a_strict_client_sees_types(tmp_path: Path) -> None:
    pytest.importorskip("mypy", reason="mypy is not installed")
    assert errors(STUDY, tmp_path) == []
    found = errors(WRONG, tmp_path)
    assert [line.split(":")[1] for line in found] == [
        str(n) for n in range(STUDY.count("\n") + 2, WRONG.count("\n") + 1)
    ], found
