"""Output on terminals of any encoding, and to readers that go away."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import marosim
from marosim.cli import main
from marosim.record import write_run

MAROSIM = (sys.executable, "-m", "marosim")
SMALL = ("scenario=bosnia_1992", "days=3", "population.agents=100")
STUDY = ("run", "-m", *SMALL, "mandate=none,robust", "replications=1", "workers=1")
COMMANDS = {
    "help": ("--help",),
    "scenarios": ("scenarios",),
    "check": ("scenario", "check", "bosnia_1992"),
    "describe": ("describe",),
    "options": ("describe", "--options"),
    "run": ("run", *SMALL, "--all", "output_dir=new"),
    "sweep": (*STUDY, "output_dir=new"),
    "explain": ("explain", "run"),
    "compare": ("compare", "study", "--no-figures"),
    "verify": ("verify", "study", "sample=1"),
    "fault": ("run", "scenario=Čačak–×"),
}
ODD = (
    ("describe", {"PYTHONIOENCODING": "cp1252"}),
    ("describe", {"PYTHONIOENCODING": "ascii"}),
    ("compare", {"LC_ALL": "xx_XX"}),
    # here, files whose encoding nobody names are ASCII, too
    ("run", {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    ("compare", {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run and a study."""
    folder = tmp_path_factory.mktemp("results")
    options = {"days": 3, "population__agents": 100}
    model = marosim.model("bosnia_1992", **options).run()
    write_run(folder / "run", model, duration_s=0.1)
    marosim.sweep(
        "bosnia_1992", **options, mandate=["none", "robust"], replications=2, workers=1,
        output_dir=str(folder / "study"), progress=False,
    )  # fmt: skip
    return folder


def lay_out(results: Path, folder: Path) -> Path:
    """A new working folder in which the run and the study seem to stand."""
    folder.mkdir()
    for name in ("run", "study"):
        (folder / name).symlink_to(results / name)
    return folder


@pytest.fixture
def said(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str]]:
    """Call a command in this process on streams of an encoding: its status and all its text."""

    def call(encoding: str, *words: str) -> tuple[int, str]:
        monkeypatch.chdir(lay_out(results, tmp_path / encoding))
        streams = [io.TextIOWrapper(io.BytesIO(), encoding, write_through=True) for _ in "oe"]
        for name, stream in zip(("stdout", "stderr"), streams, strict=True):
            monkeypatch.setattr(sys, name, stream)
        with pytest.raises(SystemExit) as ending:
            main(list(words))
        # click, which says paths and faults, takes streams of ASCII for streams of UTF-8
        read_as = "utf-8" if encoding == "ascii" else encoding
        text = "".join(stream.buffer.getvalue().decode(read_as) for stream in streams)
        return int(ending.value.code or 0), text

    return call


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_a_terminal_of_few_signs_shows_all_that_others_show(said, words):
    status, whole = said("utf-8", *words)
    assert status == (2 if words is COMMANDS["fault"] else 0), whole
    for encoding in ("cp1252", "ascii"):
        plain = said(encoding, *words)
        assert plain[0] == status, plain[1]
        assert plain[1].count("?") == whole.count("?")  # each sign has a stand-in
        assert len(plain[1].split()) >= 0.9 * len(whole.split())


@pytest.mark.parametrize(("name", "told"), ODD, ids=str)
def test_no_setting_of_a_terminal_ends_in_a_traceback(results, tmp_path, name, told):
    done = subprocess.run(
        [*MAROSIM, *COMMANDS[name]], capture_output=True, cwd=lay_out(results, tmp_path / "here"),
        env={**os.environ, **told},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout and b"Traceback" not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal that is made up")
@pytest.mark.parametrize(("name", "encoding"), [("run", "cp1252"), ("sweep", "ascii")])
def test_a_bar_is_drawn_with_the_signs_that_there_are(tmp_path, name, encoding):
    import pty

    ours, theirs = pty.openpty()
    told = {**os.environ, "PYTHONIOENCODING": encoding, "TERM": "xterm", "COLUMNS": "100"}
    running = subprocess.Popen(
        [*MAROSIM, *COMMANDS[name]], cwd=tmp_path, env=told,
        stdin=theirs, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:  # as Linux says that nobody writes any more
        pass
    os.close(ours)
    text = re.sub(r"\x1b\[[?\d;]*[A-Za-z]", "", shown.decode(encoding))
    assert running.wait(60) == 0, text
    bar = {"run": "3/3", "sweep": "2/2"}[name]
    assert bar in text and "?" not in text and "Traceback" not in text


def test_signs_that_are_lacking_have_a_readable_stand_in():
    text = "Sønderjylland – 3 × 4 … Čačak, κ ± Ψ"
    plain = b"Sonderjylland - 3 x 4 ... Cacak, kappa +/- psi"
    assert text.encode("ascii", "marosim-plainly") == plain


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
