"""What tests of a session of the browser view share."""

from __future__ import annotations

from marosim.view.line import Line, Plan
from marosim.view.session import Session

QUICK = ("days=30", "population.agents=2000")


def short_session() -> Session:
    """A short run of Rwanda with few agents."""
    return Session(Plan("rwanda_1994", values=QUICK))


def advance(session: Session, days: int) -> None:
    for _ in range(days):
        session.advance()


def dead(line: Line) -> float:
    return float(line.model.civilians.dead_direct.sum())
