"""The runs whose every byte is kept: each case under responses that reach all of the model.

Elementary functions may differ in the last digit between processors and releases of NumPy, so
the digests are kept with a hash of what those functions give here.

``python tests/golden/runs.py`` computes all of them and writes ``digests.json`` anew. That is
done on purpose alone, in the commit that changes a rule of the model, and the commit says so.
``python tests/golden/runs.py --same`` is for a change that must leave every byte as it is: if all
runs are as they were, the source is noted as of equal rules, so that figures made before stand.
It does not see a change in what none of them reaches, as aircraft that hunt: figures that rest on
that are to be made anew by hand, and the commit says so.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import marosim
from marosim import cases
from marosim.evidence.digest import EQUAL, equal_rules, of_evidence
from marosim.randomness import Draws
from marosim.record.checkpoint import tables_hash
from marosim.record.folder import tables_of
from marosim.record.whole import write_whole
from marosim.settings import Settings
from marosim.study import structure
from marosim.study.uncertainty import bounds, uncertain

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
DRAWN = {"days": 200, "population__agents": 20_000}  # settings and variants as studies draw them
SIZES = ("small", "large", "drawn")
SPREAD = 0.5  # share of a setting's value by which it is drawn up or down


def drawn(seed: int) -> dict[str, Any]:
    """Every uncertain setting somewhere in its range, and a choice of each structural variant."""
    usual = Settings(seed=seed)
    known = uncertain(usual)
    points = Draws(seed).uniform("golden", range(len(known)), 0)
    found: dict[str, Any] = structure.draw(usual, seed, ())
    for row, point in zip(known, points, strict=True):
        low, high = bounds(row, SPREAD)
        value = low + float(point) * (high - low)
        found[row.name] = round(value) if isinstance(row.value, int) else value
    return {name.replace(".", "__"): value for name, value in found.items()}


def wanted(size: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, case and settings of each run of a size, one of ``SIZES``."""
    for number, scenario in enumerate(cases.available()):
        if size == "drawn":
            for turn, response in enumerate(("robust", "talks", "safe_areas", "none")):
                seed = 10 * number + turn + 1
                name = f"drawn/{scenario}/{response}/{seed}"
                yield name, scenario, {**drawn(seed), **RESPONSES[response], **DRAWN, "seed": seed}
            continue
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


def all_of_them() -> dict[str, str]:
    """The digest of each run, and of what arithmetic gives here."""
    found = {name: digest(s, o) for size in SIZES for name, s, o in wanted(size)}
    return {"arithmetic": arithmetic(), **found}


def kept_hash() -> str:
    """A hash of the digests that are kept: another one after each change of rules."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()


def main(words: list[str]) -> None:
    """Write the digests anew, or with ``--same`` note the rules as equal if no digest changed."""
    rules, found = of_evidence()["rules"], all_of_them()
    if "--same" not in words:
        FILE.write_text(json.dumps(found, indent=0, sort_keys=True) + "\n", encoding="utf-8")
        return
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    if unlike := sorted(name for name in {*kept, *found} if kept.get(name) != found.get(name)):
        sys.exit("not as they were:\n" + "\n".join(unlike))
    # only those that gave these very bytes: what was equal under older rules has no page any more
    equal = {known: runs for known, runs in equal_rules().items() if runs == kept_hash()}
    write_whole(EQUAL, json.dumps({**equal, rules: kept_hash()}, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
