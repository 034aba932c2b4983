"""marosim runs where neither its installation nor a home can be written to."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import marosim

CODE = "import marosim, os; from marosim.randomness import Draws; Draws(1).uniform('a', [1], 2); " \
       "print(os.environ['NUMBA_CACHE_DIR'])"  # fmt: skip


def as_bound(command):
    """The command without root's right to write where it is not allowed."""
    if not hasattr(os, "getuid"):
        pytest.skip("permissions are another matter on this system")
    if os.getuid() != 0:
        return command
    if not shutil.which("setpriv"):
        pytest.skip("root may write everywhere, and setpriv is not here")
    return ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all", *command]


@pytest.fixture
def installation(tmp_path):
    """A copy that nobody may write to, and a home that nobody may write to."""
    skipped = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(marosim.__file__).parent, tmp_path / "lib" / "marosim", ignore=skipped)
    (tmp_path / "home").mkdir()
    (tmp_path / "temporary").mkdir()
    locked = [tmp_path / "home", tmp_path / "lib", *(tmp_path / "lib").rglob("*")]
    for path in locked:
        path.chmod(path.stat().st_mode & ~0o222)
    yield tmp_path
    for path in locked:
        path.chmod(path.stat().st_mode | stat.S_IWUSR)


def test_compiled_rules_find_room_of_the_users_own(installation):
    environment = {k: v for k, v in os.environ.items() if k not in ("NUMBA_CACHE_DIR",)}
    environment |= {
        "PYTHONPATH": str(installation / "lib"),
        "HOME": str(installation / "home"),
        "XDG_CACHE_HOME": str(installation / "home" / "cache"),
        "TMPDIR": str(installation / "temporary"),
    }
    command = as_bound([sys.executable, "-B", "-c", CODE])
    used = []
    for _ in range(2):
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, cwd=installation
        )
        assert done.returncode == 0, done.stderr[-500:]
        used.append(Path(done.stdout.strip()))
    assert used[0] == used[1], "what was compiled once should serve again"
    assert used[0].parent == installation / "temporary"
    assert list(used[0].rglob("*.nbi"))
    assert stat.S_IMODE(used[0].stat().st_mode) == 0o700

    used[0].chmod(0o777)  # somebody else may have put code there: it must not be run
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-500:]
    assert Path(done.stdout.strip()) != used[0]
