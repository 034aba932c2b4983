"""Studies that are stopped or killed: no process is left, nothing is lost, and they go on."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import marosim
from marosim.cli.stopping import Stopped, stoppable

# the signals and terminals of POSIX
psutil, fcntl, pty, termios = map(pytest.importorskip, ("psutil", "fcntl", "pty", "termios"))

slow = pytest.mark.slow
MAROSIM = (sys.executable, "-m", "marosim")
STUDY = (
    "scenario=kalvera", "days=60", "population.agents=400", "mandate=none,robust",
    "replications=12", "workers=2",
)  # fmt: skip
ABLATION = ("mechanisms=[C1]", "replications=40", "workers=2", "output_dir=ablation")


def wait_for(condition: Callable[[], object]) -> bool:
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def started(folder: Path, *words: str, **more) -> subprocess.Popen:
    more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | more
    return subprocess.Popen([*MAROSIM, *words], cwd=folder, start_new_session=True, **more)


def finished(folder: Path) -> int:
    return len(list(folder.glob("**/runs/0*/run.json")))


def busy(running: subprocess.Popen) -> list:
    """The processes below one that computes, once there are workers."""

    def workers() -> bool:
        below = psutil.Process(running.pid).children(recursive=True)
        return sum("popen_loky" in " ".join(child.cmdline()) for child in below) >= 2

    assert wait_for(workers)
    return psutil.Process(running.pid).children(recursive=True)


def none_is_left(processes: list) -> bool:
    gone = wait_for(
        lambda: not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in processes)
    )
    for process in processes:
        if process.is_running():
            process.kill()
    return gone


@slow
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT", "SIGKILL"])
def test_a_stopped_study_leaves_no_process_and_goes_on(tmp_path, name):
    running = started(tmp_path, "run", "-m", *STUDY)
    assert wait_for(lambda: finished(tmp_path) >= 2)
    below = busy(running)
    running.send_signal(getattr(signal, name))
    _, said = running.communicate(timeout=120)
    assert none_is_left(below)
    kept = finished(tmp_path)
    assert 2 <= kept < 24
    (study,) = (tmp_path / "outputs").iterdir()
    if name == "SIGKILL":
        assert running.returncode == -signal.SIGKILL
        words = ["marosim", "run", "-m", *STUDY, f"output_dir={study}"]
    else:
        assert running.returncode == 128 + getattr(signal, name)
        last = said.strip().splitlines()[-1]
        assert last.startswith(f"marosim: stopped; {kept} finished runs are kept; go on: ")
        assert "Traceback" not in said
        words = shlex.split(last.split("go on: ")[1])
    again = subprocess.run(
        [*MAROSIM, *words[1:]], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert f"{kept} of 24 runs are there already" in again.stderr
    assert len(marosim.open_study(study).runs) == 24
    assert [p.name for p in (tmp_path / "outputs").iterdir()] == [study.name]


@slow
def test_ctrl_c_reaches_all_processes_of_a_terminal_and_only_the_study_speaks(tmp_path):
    running = started(tmp_path, "run", "-m", *STUDY)
    assert wait_for(lambda: finished(tmp_path) >= 1)
    below = busy(running)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=120)
    assert running.returncode == 130
    assert none_is_left(below)
    assert "Traceback" not in said and "KeyboardInterrupt" not in said


def on_a_terminal(folder: Path, *words: str) -> tuple[subprocess.Popen, int]:
    """A command with a terminal of its own, and the end by which we read and close it."""
    ours, theirs = pty.openpty()

    def at_home() -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # which tests under nohup would inherit

    running = started(
        folder, *words, stdin=theirs, stdout=theirs, stderr=theirs, preexec_fn=at_home
    )
    os.close(theirs)
    return running, ours


def read_until_days_are_shown(ours: int) -> None:
    said = b""
    while not re.search(rb"[1-9]\d*/\d", said):  # on the bar
        said += os.read(ours, 4096)


@slow
def test_a_terminal_that_is_closed_stops_a_study(tmp_path):
    running, ours = on_a_terminal(tmp_path, "run", "-m", *STUDY)
    assert wait_for(lambda: finished(tmp_path) >= 1)
    below = busy(running)
    os.close(ours)  # the system sends SIGHUP, and what is written from now on fails
    assert running.wait(120) == 128 + signal.SIGHUP
    assert none_is_left(below)


def test_a_terminal_that_is_closed_stops_a_run_which_goes_on_later(tmp_path):
    words = ("scenario=somalia_2007", "population.agents=20000", "output_dir=here")
    running, ours = on_a_terminal(tmp_path, "run", *words)
    read_until_days_are_shown(ours)
    os.close(ours)
    assert running.wait(120) == 128 + signal.SIGHUP
    assert (tmp_path / "here.checkpoint" / "checkpoint.json").is_file()


DEAF = """
import os, signal
import marosim
from marosim.mechanism import Mechanism

class Cleared:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        sum(range(10))  # what is raised here, Python drops

@marosim.mechanism()
class Deaf(Mechanism[None]):
    id, title, settings_key, rule = "X1", "Deaf", "deaf", "Nothing."

    def step(self, day):
        if day == 3:
            Cleared()
"""


def test_a_request_that_comes_while_things_are_cleared_away_is_heard(tmp_path):
    (tmp_path / "deaf.py").write_text(DEAF)
    words = ("scenario=kalvera", "days=30", "population.agents=60", "output_dir=here")
    done = started(tmp_path, "--with", "deaf.py", "run", *words)
    _, said = done.communicate(timeout=120)
    assert done.returncode == 128 + signal.SIGTERM, said
    assert "stopped after 4 days" in said
    assert (tmp_path / "here.checkpoint" / "checkpoint.json").is_file()


def test_a_second_request_does_not_break_off_what_the_first_set_going():
    saved = []
    with pytest.raises(Stopped) as stop, stoppable():
        try:
            signal.raise_signal(signal.SIGTERM)
        except Stopped:
            signal.raise_signal(signal.SIGHUP)
            saved.append("all")
            raise
    assert saved == ["all"] and stop.value.number == signal.SIGTERM


def test_no_worker_outlives_a_study_that_is_killed(tmp_path):
    words = ("scenario=kalvera", "days=3", "population.agents=60", "mandate=none,robust")
    running = started(tmp_path, "run", "-m", *words, "replications=2000", "workers=2")
    below = busy(running)
    running.kill()
    running.communicate(timeout=120)
    assert none_is_left(below)


@slow
@pytest.mark.parametrize("name", ["SIGTERM", "SIGKILL"])
def test_processes_of_other_commands_end_with_them(tmp_path, name):
    running = started(tmp_path, "ablate", *ABLATION)
    below = busy(running)
    running.send_signal(getattr(signal, name))
    _, said = running.communicate(timeout=120)
    assert running.returncode == (143 if name == "SIGTERM" else -signal.SIGKILL)
    assert none_is_left(below)
    assert "Traceback" not in said


def test_a_signal_that_the_shell_ignores_stays_ignored(tmp_path):
    code = (
        "import os, signal; from marosim.cli.stopping import stoppable\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"  # as nohup does
        "with stoppable(): os.kill(os.getpid(), signal.SIGHUP); print('goes on')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "goes on\n"


def test_a_terminal_that_was_closed_is_no_fault_where_no_signal_tells_of_it(tmp_path):
    ours, theirs = pty.openpty()  # not the terminal of its session: nobody sends SIGHUP
    words = ("run", "scenario=somalia_2007", "population.agents=20000", "days=150")
    running = started(
        tmp_path, *words, "output_dir=here", stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    read_until_days_are_shown(ours)
    os.close(ours)
    assert running.wait(120) == 128 + signal.SIGHUP  # what was to be said was not heard
    assert (tmp_path / "here" / "run.json").is_file()


def test_only_the_thread_of_processes_that_were_ended_may_stumble_unheard():
    code = (
        "import threading; from joblib.externals.loky import process_executor\n"
        "from marosim.study import processes\n"
        "pool = processes.started(1)\n"
        "manager = pool._executor_manager_thread\n"
        "def stumble(self): raise KeyError(9)\n"  # over work that it has just let go
        "type(manager).add_call_item_to_queue = stumble\n"
        "processes.end(now=True); manager.join(60)\n"
        "other = threading.Thread(target=stumble, args=(1,)); other.start(); other.join()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.count("KeyError: 9") == 1
