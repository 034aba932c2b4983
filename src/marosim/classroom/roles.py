"""The roles of a class: what each is, and how its political capital grows."""

from __future__ import annotations

from dataclasses import dataclass

CONTROL, SCREEN, EVALUATOR, MEDIA = "control", "screen", "evaluator", "media"


@dataclass(frozen=True)
class Role:
    """A role: its name for people, what it is there for, and the level that feeds its capital."""

    title: str
    task: str
    level: str = ""


ROLES: dict[str, Role] = {
    "council": Role(
        "Security Council", "Adopt, change and end the mandate by vote.", "political_will"
    ),
    "srsg": Role(
        "Head of mission", "Lead the mission, talk to the host, decide what comes first.",
        "legitimacy",
    ),
    "fc": Role("Force commander", "Decide where troops stand and when they act.", "legitimacy"),
    "police": Role("Police commissioner", "Lead the police and answer misconduct.", "legitimacy"),
    "region": Role("Regional organisation", "Send troops and envoys.", "political_will"),
    "host": Role("Host government", "Give or hold back consent; reform or not.", "consent"),
    "hct": Role("Humanitarian country team", "Bring aid where it can be brought.", "legitimacy"),
    "donors": Role(
        "Donors and contributors", "Pay, in full and on time or not.", "political_will"
    ),
    MEDIA: Role("Media", "Report what can be known."),
    EVALUATOR: Role("Evaluator", "Watch and take notes for the review."),
}  # fmt: skip
