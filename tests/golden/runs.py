"""The runs whose every byte is kept: each case under responses that reach all of the model.

Elementary functions may differ in the last digit between processors and releases of NumPy, so
the digests are kept with a hash of what those functions give here.

``python tests/golden/runs.py`` computes all of them and writes ``digests.json`` anew. That is
done on purpose alone, in the commit that changes a rule of the model, and the commit says so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import marosim
from marosim import cases
from marosim.record.checkpoint import tables_hash
from marosim.record.folder import tables_of

FILE = Path(__file__).with_name("digests.json")
SEEDS = (1, 2)
RESPONSES: dict[str, dict[str, Any]] = {
    "none": {"mandate": "none", "deployment": "none"},
    "historical": {},
    "observers": {"mandate": "observer", "deployment": "slow", "funding": "crisis"},
    "robust": {"mandate": "robust", "deployment": "rapid", "funding": "full", "warning": "full"},
    "talks": {
        "mandate": "multidimensional", "deployment": "standard", "mediation": "coordinated",
        "peacebuilding": "full", "training": "high", "funding": "shortfall",
    },
    "safe_areas": {
        "mandate": "protection_of_civilians", "deployment": "rapid", "approach": "safe_areas",
        "warning": "community", "coordination": "integrated", "authorisation__day": 0,
    },
}  # fmt: skip
SMALL = {"days": 40, "population__agents": 500}  # what every `make test` holds
LARGE = {"days": 300, "population__agents": 2000}  # long enough for talks, money and exits


def wanted(size: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, case and settings of each run of a size, ``small`` or ``large``."""
    for scenario in cases.available():
        for response, options in RESPONSES.items():
            for seed in SEEDS if size == "large" else SEEDS[:1]:
                if size == "small" and response not in ("historical", "safe_areas"):
                    continue
                length = LARGE if size == "large" else SMALL
                name = f"{size}/{scenario}/{response}/{seed}"
                yield name, scenario, {**options, **length, "seed": seed}


def arithmetic() -> str:
    """A hash of elementary functions on fixed numbers: equal where runs can be equal."""
    x = np.linspace(0.01, 30.0, 4001)
    table = x[:4000].reshape(50, 80)
    values = (np.exp(-x), np.log(x), np.log1p(x), np.expm1(-x), np.sqrt(x), x**0.37, np.sin(x),
              table @ table.T, table.sum(axis=0), np.tanh(x))  # fmt: skip
    return hashlib.sha256(b"".join(v.tobytes() for v in values)).hexdigest()[:24]


def digest(scenario: str, options: dict[str, Any]) -> str:
    """A hash of all tables, the summary and every column of the civilians at the end of a run."""
    model = marosim.model(scenario, **options).run()
    found = hashlib.sha256(tables_hash(tables_of(model)).encode())
    found.update(json.dumps(model.summary, sort_keys=True).encode())
    for name in sorted(vars(model.civilians)):
        column = getattr(model.civilians, name)
        if hasattr(column, "tobytes"):
            found.update(name.encode() + column.tobytes())
    return found.hexdigest()[:24]


if __name__ == "__main__":
    found = {name: digest(s, o) for size in ("small", "large") for name, s, o in wanted(size)}
    found = {"arithmetic": arithmetic(), **found}
    FILE.write_text(json.dumps(found, indent=0, sort_keys=True) + "\n", encoding="utf-8")
