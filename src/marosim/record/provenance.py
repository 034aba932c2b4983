"""How a result came about: versions, machine and inputs, without naming anybody's machine."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from importlib import metadata
from typing import Any

import marosim

PACKAGES = ("mesa", "numba", "numpy", "scipy", "pandas", "pyarrow", "networkx", "hydra-core")
LIMITS = "marosim explores what could follow from its assumptions; it does not predict."


def versions() -> dict[str, str]:
    """Versions of marosim, Python and the packages that shape results."""
    found = {"marosim": marosim.__version__, "python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def machine() -> dict[str, Any]:
    """Kind of machine and number of cores; no names."""
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "cores": os.cpu_count() or 1,
    }


def inputs_hash(case_digest: str, settings: dict[str, Any]) -> str:
    """A hash of everything that determines a run: case, settings and version."""
    text = json.dumps([case_digest, settings, marosim.__version__], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
