"""What a page is told at once: when it begins, and when its runs change as a whole."""

from __future__ import annotations

from marosim.view.briefing import briefing_of
from marosim.view.choosing import choices
from marosim.view.messages import Messages
from marosim.view.session import Session


def greeting(session: Session) -> Messages:
    """Everything a page needs to begin, in order: what may be chosen, then the run."""
    return [("choices", choices()), *everything(session)]


def everything(session: Session) -> Messages:
    """The whole run as a page shows it."""
    with session.lock:
        return [("scene", session.scene()), *anew(session)]


def anew(session: Session) -> Messages:
    """The same, for a page that has the case already."""
    with session.lock:
        return [
            ("history", session.history()),
            ("state", session.state()),
            ("frame", {**session.frame(), "fresh": True}),
        ]


def paired(session: Session) -> Messages:
    """What changes on a page when a paired run begins, catches up or ends."""
    with session.lock:
        return [
            ("paired", session.paired_history()),
            ("state", session.state()),
            ("frame", session.frame()),
        ]


def another_case(session: Session) -> Messages:
    """The whole run with the briefing of its case, which the page would ask for next."""
    scene, *rest = everything(session)
    return [scene, ("briefing", briefing_of(session.main.case)), *rest]
