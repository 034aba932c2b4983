"""Whether draws of a calibration still belong to the rules, settings and cases that run now.

``posterior.json`` beside the draws keeps digests of all three, the gates that the draws passed
or failed, and whether they may be used. Draws without it are a user's
own and are taken as they are.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from marosim.evidence.digest import changed, digests, noted

FOR_USE, NOT_FOR_USE = "for use", "not for use"


def origin(draws: Path) -> dict[str, Any] | None:
    """What ``posterior.json`` beside the draws says, or None if there is none to read."""
    return noted(draws.with_name("posterior.json"))


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
    files = about.get("files")
    others = isinstance(files, dict) and content(draws) not in files.values()
    found = [f"{name} changed" for name in changed(kept, now)]
    return [*found, *(["the draws themselves changed"] if others else [])]


def unfit(draws: Path) -> list[str]:
    """The gates that draws failed, if they are marked as not for use; else empty."""
    about = origin(draws) or {}
    if about.get("use") != NOT_FOR_USE:
        return []
    fails = about.get("fails")
    return [str(name) for name in fails] if isinstance(fails, list) and fails else ["its check"]


def content(file: Path) -> str:
    """A hash of what a file holds, whatever its name and line ends; empty if there is none."""
    if not file.is_file():
        return ""
    return hashlib.sha256(file.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def described(draws: Path) -> str:
    """What draws are worth, in a few sentences: how many, of which cases, how well tried."""
    about = origin(draws)
    if about is None:
        return "Posterior: nothing is recorded of where its draws come from."
    cases = ", ".join(str(case[0]) for case in about.get("cases", []))
    stale = outdated(draws)
    state = f"Stale: {'; '.join(stale)}" if stale else "Made by the rules that run now"
    coverage = about.get("coverage", "of its 90 % intervals was not measured")
    fails, blind = unfit(draws), about.get("not_informed") or []
    return " ".join(
        [
            f"Posterior, made {about.get('made')}: {about.get('result')}; cases {cases}.",
            f"Coverage {coverage}. {state}.",
            *([f"Not for use: it fails {', '.join(fails)}."] if fails else []),
            *([f"The record does not inform: {', '.join(blind)}."] if blind else []),
        ]
    )
