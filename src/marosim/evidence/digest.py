"""What a posterior, a table or a notebook was made with, so that a stale one says so."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import marosim
from marosim import cases as shelf
from marosim.core.setting import as_dict
from marosim.record.provenance import files_digest, settings_digest
from marosim.record.whole import write_whole
from marosim.settings import Settings
from marosim.shipped import shipped

MADE = "made.json"
# digests of rules whose source differs, but not one byte of the kept runs: the tests write it
EQUAL = Path(__file__).with_name("equal_rules.json")
# what computes a run; tables, pages and commands may change and leave its numbers as they are
RULES = (
    *("armed", "civilians", "core", "judging", "mission", "peace", "politics", "warning", "world"),
    *("day.py", "journal.py", "mechanism.py", "randomness.py", "response_model.py"),
    *("situation.py", "tables.py", "terms.py"),
)
# what judges runs; what shows the judgement may change
SHOWING = ("calibrated.py", "digest.py", "notebooks.py", "page.py", "publish.py")
MEASURES = (
    "evidence",
    *(f"study/{name}*.py" for name in (
        "ablation", "calibration_distance", "ensemble", "evidence_made", "left_out", "observed",
        "published", "trials", "uncertainty", "validation",
    )),
)  # fmt: skip
# what fits settings to the record: of the posterior's page alone
FITTING = "study/calibration*.py"
WORDS = {
    "rules": "the rules", "settings": "the settings by default", "options": "the options",
    "measures": "how runs are judged", "fitting": "how settings are fitted",
}  # fmt: skip
STALE = (
    "Stale: the model, its settings, its cases or how they are judged changed since these figures "
    "were made; `make evidence` makes them anew."
)


def digests(cases: Sequence[str]) -> dict[str, Any]:
    """Digests of the model's rules, of the settings by default, and of each case by name."""
    return {
        "rules": rules_digest(Path(marosim.__file__).parent),
        "settings": settings_digest(as_dict(Settings())),
        "cases": {name: shelf.load(name).digest for name in cases},
    }


def rules_digest(root: Path) -> str:
    """A hash of the source of all rules under the package's folder."""
    return files_digest(root, (f for room in RULES for f in _sources(root / room)))


def of_evidence() -> dict[str, Any]:
    """All that figures of the documentation depend on, as :func:`digests` and more."""
    package, options, scenarios = Path(marosim.__file__).parent, shipped("conf"), "scenarios"
    names = sorted(p.name for p in shipped(scenarios).iterdir() if (p / "scenario.yaml").is_file())
    judging = (f for room in MEASURES for match in sorted(package.glob(room))
               for f in _sources(match) if f.name not in SHOWING)  # fmt: skip
    return {
        **digests(names),
        "options": files_digest(options, sorted(options.rglob("*.yaml"))),
        "measures": files_digest(package, judging),
    }


def of_fitting() -> dict[str, Any]:
    """As :func:`of_evidence`, and the source of what fits settings to the record."""
    package = Path(marosim.__file__).parent
    return {**of_evidence(), "fitting": files_digest(package, sorted(package.glob(FITTING)))}


def _sources(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted((f for kind in ("*.py", "*.csv") for f in path.rglob(kind)), key=Path.as_posix)


def equal_rules() -> dict[str, str]:
    """By digest of rules, what stands for all kept runs under them: equal where this is equal."""
    return noted(EQUAL) or {}


def changed(kept: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What of ``kept`` digests is not as it is now, in words; empty if nothing changed."""
    found = [
        word
        for key, word in WORDS.items()
        if key in now and not _equal(key, kept.get(key), now[key])
    ]
    theirs = kept.get("cases")
    theirs = theirs if isinstance(theirs, Mapping) else {}
    return found + [n for n, digest in now["cases"].items() if theirs.get(n) != digest]


def _equal(key: str, one: Any, other: Any) -> bool:
    if one == other or key != "rules":
        return bool(one == other)
    equal = equal_rules()
    return one in equal and equal[one] == equal.get(other)


def short(about: Mapping[str, Any]) -> str:
    """Eight letters that stand for all digests together."""
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()[:8]


def stamp(folder: Path, made: str) -> None:
    """Write beside tables what they were made with, and in a sentence how."""
    write_stamp(folder, {"made": made, "digests": of_evidence()})


def write_stamp(folder: Path, about: Mapping[str, Any]) -> None:
    """Write what :func:`made` reads."""
    write_whole(folder / MADE, json.dumps(about, indent=1) + "\n")


def made(folder: Path) -> dict[str, Any]:
    """What :func:`stamp` wrote beside tables; empty where there is nothing to read."""
    return noted(folder / MADE) or {}


def noted(file: Path) -> dict[str, Any] | None:
    """The named values of a file that says what something was made with, or None."""
    try:
        about = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return about if isinstance(about, dict) else None


def outdated(about: Mapping[str, Any]) -> list[str]:
    """What changed since a stamp was written, in words; empty where it is of this model."""
    kept = about.get("digests")
    if not isinstance(kept, Mapping):
        return ["what made them was not recorded"]
    now = of_fitting() if "fitting" in kept else of_evidence()
    return [f"{name} changed" for name in changed(kept, now)]
