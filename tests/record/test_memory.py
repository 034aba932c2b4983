"""What is told of the memory of a run is that run's own."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest

from marosim.record.memory import peak_mib

HELD = 400  # MiB


def test_a_peak_does_not_begin_with_what_the_process_that_started_it_held():
    if math.isnan(peak_mib("self")):
        pytest.skip("this system tells no peak of a process")
    held = np.ones(HELD << 17)
    program = "from marosim.record.memory import peak_mib; print(peak_mib('self'))"
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert held.nbytes == HELD << 20
    assert peak_mib("self") > HELD
    assert 10 < float(done.stdout) < HELD


def test_a_peak_holds_what_was_given_back():
    program = (
        "import numpy as np\n"
        "from marosim.record.memory import peak_mib\n"
        f"np.ones({HELD} << 17)\n"
        "print(peak_mib('self'))\n"
    )
    if math.isnan(peak_mib("self")):
        pytest.skip("this system tells no peak of a process")
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert float(done.stdout) > HELD
