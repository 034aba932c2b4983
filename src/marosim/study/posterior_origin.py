"""Whether draws of a calibration still belong to the rules, settings and cases that run now.

``posterior.json`` beside the draws keeps digests of all three. Draws without it are a user's
own and are taken as they are.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from marosim.evidence.digest import changed, digests, noted


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
    return [f"{name} changed" for name in changed(kept, now)]


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
