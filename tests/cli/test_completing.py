"""The Tab key completes commands, groups, options, settings and cases."""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def tab(working_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """What bash is offered for a line."""
    from marosim.cli import main

    def offered(line: str, breaks: str = " =:") -> list[str]:
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with monkeypatch.context() as asked, contextlib.redirect_stdout(out):
            asked.setenv("_MAROSIM_COMPLETE", "bash_complete")
            asked.setenv("COMP_LINE", line)
            asked.setenv("COMP_BREAKS", breaks)
            with pytest.raises(SystemExit) as ending:
                main([])
        assert ending.value.code == 0
        out.seek(0)
        return [text.partition(",")[2] for text in out.read().splitlines() if text]

    return offered


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("marosim resp", ["response"]),
        ("marosim run mand", ["mandate="]),
        ("marosim run mandate=ro", ["robust"]),
        ("marosim run -m mandate=robust,ob", ["robust,observer"]),
        ("marosim run scenario=rw", ["rwanda_1994"]),
        ("marosim run population.ag", ["population.agents="]),
        ("marosim run uncertainty=ra", ["ranges"]),
        ("marosim run --overw", ["--overwrite"]),
        ("marosim describe met", ["metric"]),
        ("marosim describe metric deaths_di", ["deaths_direct"]),
        ("marosim describe option mandate=ro", ["robust"]),
        ("marosim response show robust_r", ["robust_rapid"]),
        ("marosim run nosuch", []),
    ],
)
def test_a_word_becomes_what_it_can_be(
    tab: Callable[..., list[str]], line: str, expected: list[str]
) -> None:
    assert tab(line) == expected


def test_where_bash_breaks_no_word_at_a_sign_the_whole_word_is_offered(
    tab: Callable[..., list[str]],
) -> None:
    assert tab("marosim run mandate=ro", " ") == ["mandate=robust"]


def test_a_response_of_ones_own_is_offered(
    tab: Callable[..., list[str]], command: Callable[..., Any]
) -> None:
    assert command("response", "save", "ours", "mandate=robust").status == 0
    assert tab("marosim run response=our") == ["ours"]
    assert tab("marosim response show our") == ["ours"]


def test_an_option_that_is_named_is_not_offered_again(tab: Callable[..., list[str]]) -> None:
    assert "robust,robust" not in tab("marosim run mandate=robust,")


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_puts_the_option_after_the_sign(tmp_path: Path) -> None:
    program = tmp_path / "marosim"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m marosim "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script = (
        'eval "$(_MAROSIM_COMPLETE=bash_source marosim)"; COMP_LINE="marosim run mandate=ro"; '
        "COMP_POINT=${#COMP_LINE}; _marosim_completion marosim; echo ${COMPREPLY[@]}"
    )
    done = subprocess.run(
        ["bash", "-c", f'PATH="{tmp_path}:$PATH"; {script}'], capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["robust"]
