"""What the server says to one page, in the order in which it was read from the session."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from marosim.view.messages import SAID, Messages
from marosim.view.session import Session
from marosim.view.widget import DeskWidget


class Speaker:
    """Tells a page what it is to show. What is read first is told first.

    What an answer says is gathered while it is ``answering`` and said at once, with the word that
    all was answered.
    """

    def __init__(self, widget: DeskWidget, language: str = "en") -> None:
        self.widget = widget
        self.language = language  # of the page
        self.closed = False
        self.order = threading.RLock()
        self.known = 0  # the last day of which the page has the figures
        self.pictured = 0  # the last day of which it got a picture
        self._answer_so_far: Messages | None = None

    def begin_answer(self) -> None:
        """Gather from now on what is told; the caller holds ``order``."""
        self._answer_so_far = []

    def say_answer(self) -> None:
        """Say what was gathered."""
        said, self._answer_so_far = self._answer_so_far or [], None
        if said and not self.closed:
            self.widget.say("all", {"messages": [{**what, "kind": kind} for kind, what in said]})

    def tell(self, kind: str, content: Any) -> None:
        """Say one thing, of the type that :data:`~marosim.view.messages.SAID` has for its kind."""
        assert kind in SAID, kind
        with self.order:
            if self._answer_so_far is not None:
                self._answer_so_far.append((kind, content))
            elif not self.closed:
                self.widget.say(kind, content)

    def tell_all(self, session: Session, messages: Callable[[Session], Messages]) -> None:
        """Say several things that belong together, as :mod:`marosim.view.telling` has them."""
        with self.order:
            for kind, content in messages(session):
                if kind == "frame":
                    self.pictured = content["day"]
                elif kind == "history":
                    self.known = max(map(len, content["series"].values()), default=1) - 1
                self.tell(kind, content)

    def tell_state(self, session: Session) -> None:
        """Say how the controls stand."""
        with self.order:
            self.tell("state", session.state())

    def tell_frame(self, session: Session) -> None:
        """Say the day shown, and in brief those since the last."""
        with self.order:
            with session.lock:
                content, ran = session.frame(self.known), session.main.day
            self.known, self.pictured = ran, content["day"]
            self.tell("frame", content)

    def send_file(self, name: str, content: bytes) -> None:
        """Give the page a ZIP to save."""
        self.widget.say("file", {"name": name, "type": "application/zip"}, [content])
