"""Whether draws of a calibration still belong to the rules, settings and cases that run now.

``posterior.json`` beside the draws keeps digests of all three. Draws without it are a user's
own and are taken as they are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import marosim
from marosim.core.setting import as_dict
from marosim.record.provenance import settings_digest
from marosim.settings import Settings

# what computes a run; tables, pages and commands may change and leave draws as they are
RULES = (
    *("armed", "civilians", "core", "mission", "peace", "politics", "warning", "world"),
    *("day.py", "mechanism.py", "randomness.py", "response_model.py", "situation.py", "terms.py"),
)


def digests(cases: Sequence[str]) -> dict[str, Any]:
    """Digests of the model's rules, of the settings by default, and of each case by name."""
    from marosim import cases as shelf

    return {
        "rules": rules_digest(Path(marosim.__file__).parent),
        "settings": settings_digest(as_dict(Settings())),
        "cases": {name: shelf.load(name).digest for name in cases},
    }


def rules_digest(root: Path) -> str:
    """A hash of the source of all rules; line ends do not count."""
    total = hashlib.sha256()
    for room in RULES:
        path = root / room
        files = [path] if path.is_file() else sorted(path.rglob("*.py"), key=Path.as_posix)
        for file in files:
            content = file.read_bytes().replace(b"\r\n", b"\n")
            name = file.relative_to(root).as_posix().encode()
            total.update(name + b"\0" + hashlib.sha256(content).digest())
    return total.hexdigest()


def origin(draws: Path) -> dict[str, Any] | None:
    """What ``posterior.json`` beside the draws says, or None if there is none to read."""
    try:
        about = json.loads(draws.with_name("posterior.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return about if isinstance(about, dict) else None


def outdated(draws: Path) -> list[str]:
    """What has changed since the draws were made, in words; empty if nothing is known to."""
    about = origin(draws)
    if about is None:
        return []
    kept = about.get("digests")
    if not isinstance(kept, dict) or not isinstance(kept.get("cases"), dict):
        return ["the rules that made them were not recorded"]
    from marosim.cases import CaseError

    try:
        now = digests(list(kept["cases"]))
    except CaseError as error:
        return [f"a case is gone ({error})"]
    words = {"rules": "the rules", "settings": "the settings by default"}
    found = [text for key, text in words.items() if kept.get(key) != now[key]]
    found += [name for name, digest in now["cases"].items() if kept["cases"][name] != digest]
    return [f"{name} changed" for name in found]


def described(draws: Path) -> str:
    """What draws are worth, in a few sentences: how many, of which cases, how well tried."""
    about = origin(draws)
    if about is None:
        return "Posterior: nothing is recorded of where its draws come from."
    cases = ", ".join(str(case[0]) for case in about.get("cases", []))
    stale = outdated(draws)
    state = f"Stale: {'; '.join(stale)}" if stale else "Made by the rules that run now"
    coverage = about.get("coverage", "of its 90 % intervals was not measured")
    return (
        f"Posterior, made {about.get('made')}: {about.get('result')}; cases {cases}. "
        f"Coverage {coverage}. {state}."
    )
