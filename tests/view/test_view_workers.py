"""Worker processes of the comparison end with the server, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

SERVER = """
import os, time
from marosim.view.paired import pool
if __name__ == "__main__":
    print(pool().submit(os.getpid).result(), flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs signals of POSIX")
def test_workers_end_with_a_killed_server(tmp_path) -> None:  # type: ignore[no-untyped-def]
    script = tmp_path / "server.py"
    script.write_text(SERVER, encoding="utf-8")
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        worker = int(server.stdout.readline())
        server.send_signal(signal.SIGKILL)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.2)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("a worker outlived its server")


ENDING = """
import time
from marosim.view.paired import end_pool, pool
if __name__ == "__main__":
    pool().submit(time.sleep, 0).result()
    pool().submit(time.sleep, 6000)
    print("busy", flush=True)
    end_pool()
"""


def test_a_server_that_ends_does_not_wait_for_its_workers(tmp_path) -> None:  # type: ignore[no-untyped-def]
    script = tmp_path / "server.py"
    script.write_text(ENDING, encoding="utf-8")
    # without an end of the workers this would take as long as what they are at
    ended = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=300, check=True
    )
    assert ended.stdout == "busy\n"
    assert "Traceback" not in ended.stderr
