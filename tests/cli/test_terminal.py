"""Output on terminals of any encoding, and to readers that go away."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import marosim.cli.terminal  # noqa: F401 - registers the stand-ins

MAROSIM = (sys.executable, "-m", "marosim")


@pytest.mark.parametrize("words", [("describe",), ("scenarios",), ("--help",)], ids=" ".join)
@pytest.mark.parametrize(
    "told",
    [{"PYTHONIOENCODING": "cp1252"}, {"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "xx_XX"}],
    ids=str,
)
def test_an_encoding_that_lacks_signs_is_no_fault(words, told):
    done = subprocess.run([*MAROSIM, *words], capture_output=True, env={**os.environ, **told})
    assert done.returncode == 0, done.stderr
    assert done.stdout and b"Traceback" not in done.stderr


def test_signs_that_are_lacking_have_a_readable_stand_in():
    text = "Sønderjylland – 3 × 4 … Čačak"
    assert text.encode("ascii", "marosim-plainly") == b"Sonderjylland - 3 x 4 ... Cacak"


def test_a_reader_that_goes_away_ends_a_command_quietly():
    running = subprocess.Popen(
        [*MAROSIM, "describe"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdout is not None and running.stderr is not None
    running.stdout.readline()
    running.stdout.close()
    said = running.stderr.read()
    running.stderr.close()
    assert (running.wait(60), said) == (141, b"")
