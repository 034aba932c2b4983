"""What tests of all rooms share: small runs, the command line in this process, quiet figures."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import pytest
from hypothesis import HealthCheck, settings

matplotlib.use("Agg")
os.environ["MAROSIM_LANG"] = "en"  # whatever the developer's system speaks
# where each write is held to its declaration, which takes four times as long: in tests of what may
# be written, and in runs of every kind that the model has
STRICT = ("added", "agents", "core", "test_conservation", "test_writes")
settings.register_profile(
    "marosim", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("marosim")

SMALL = ("days=5", "population.agents=500")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Hold tests of some folders and files to what is declared, and the others to ordinary runs."""
    strict = {item.path.parent.name, item.path.stem} & set(STRICT)
    os.environ["MAROSIM_STRICT"] = "1" if strict else "0"


@dataclass(frozen=True)
class Said:
    """What a command ended with and printed."""

    status: int
    out: str
    err: str

    @property
    def last_line(self) -> str:
        """The last line of standard output: the path, for commands that leave files."""
        return self.out.strip().splitlines()[-1]


@pytest.fixture
def small() -> tuple[str, ...]:
    """Overrides of a run that takes a moment."""
    return SMALL


@pytest.fixture
def working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def anywhere() -> Callable[..., Said]:
    """Call the command line in this process, wherever that stands."""
    from marosim.cli import main

    def call(*arguments: str) -> Said:
        out, err = io.StringIO(), io.StringIO()
        status: int | str | None = 0
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                main(list(arguments))
            except SystemExit as ending:
                status = ending.code
        return Said(int(status or 0), out.getvalue(), err.getvalue())

    return call


@pytest.fixture
def command(working_folder: Path, anywhere: Callable[..., Said]) -> Callable[..., Said]:
    """Call the command line in this process, in an empty working folder."""
    return anywhere
