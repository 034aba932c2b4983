"""Days follow one another while somebody looks, at the pace that was asked for."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from marosim.languages import N_, _, speaking
from marosim.view.session import Session
from marosim.view.speaking import Speaker
from marosim.view.telling import paired
from marosim.view.turns import Turns

ACKNOWLEDGED_S = 1.0  # a page that does not answer for so long is asleep; go on slowly
LEAP_S = 0.08  # between two words on how far another run is
SIGN_S = 1.0  # between two pictures of a jump: nobody asked to see the days on the way
CATCH_UP_S = 0.1  # days that come late on a busy machine make up for so much
UNSEEN_S = 1.0  # a page that paints slowly may lag behind the pace it asked for by so much
FAILED = N_("Something went wrong in this session; others are not touched. Reset the run to go on.")
log = logging.getLogger("marosim.view")
turns = Turns()


class Days:
    """The days of one page's session, in a thread of their own.

    ``session`` gives the session that the page has by now, None before it has any.
    """

    def __init__(self, speaker: Speaker, session: Callable[[], Session | None]) -> None:
        self.speaker = speaker
        self.session = session
        self.hidden = False  # whether the page lies in a tab that nobody sees
        self.acknowledged = threading.Event()
        self.acknowledged.set()
        self.wake = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True, name="marosim-days")
        self._thread.start()

    def end(self, within_s: float) -> None:
        """Stop, and wait for the day under way."""
        self.wake.set()
        # Solara forgets a page's threads just after this and stumbles over one that ends meanwhile
        self._thread.join(within_s)

    def _follow(self) -> None:
        due = 0.0  # when the next day is due
        while not self.speaker.closed:
            session = self.session()
            if session is None or not self._wanted(session):
                self._sleep()
                due = 0.0
                continue
            due = max(due, time.monotonic() - CATCH_UP_S) if due else time.monotonic()
            with speaking(self.speaker.language):
                done = self._tried(session)
            if not done:
                self._sleep()  # what failed is not tried again unasked
                continue
            if session.moving and session.target is None and not session.behind:
                due += 1.0 / session.speed
                self._sleep(max(due - time.monotonic(), 0.001))

    def _tried(self, session: Session) -> bool:
        """Run a day; whether it went well, of which the page is told if not."""
        try:
            self._day(session)
        except Exception:
            log.exception("a session failed while running")
            session.pause()
            self.speaker.tell("error", {"text": _(FAILED)})
            self.speaker.tell_state(session)
            return False
        return True

    def _sleep(self, most_s: float | None = None) -> None:
        self.wake.wait(most_s)
        self.wake.clear()

    def _wanted(self, session: Session) -> bool:
        """Whether days are to run now: a page that nobody sees costs nothing."""
        if session.behind or not session.main.built:
            return True
        return session.moving and not (self.hidden and session.target is None)

    def _day(self, session: Session) -> None:
        if not session.main.built:
            with turns:
                session.prepare()
            return
        if session.behind:
            self._catch_up(session)
            return
        if session.target is not None:
            self._leap(session)
        else:
            self._advance(session)
        if self.speaker.closed or not self._time_for_picture(session):
            return
        self.acknowledged.clear()
        self.speaker.tell_frame(session)
        if not session.moving:
            self.speaker.tell_state(session)

    def _advance(self, session: Session) -> bool:
        with turns, session.lock:
            return session.moving and session.advance()

    def _time_for_picture(self, session: Session) -> bool:
        """Whether the page gets this day: days go on while it still paints the last, up to a lag.

        In an exercise it gets every day, so that a class decides on the day that it sees.
        """
        if self.acknowledged.is_set() or not session.moving:
            return True
        if (
            session.target is None
            and session.exercise is None
            and session.shown == session.main.day
        ):
            unseen = abs(session.shown - self.speaker.pictured)
            if unseen < max(session.speed * UNSEEN_S, 1.0):
                return False
        self.acknowledged.wait(ACKNOWLEDGED_S)
        return True

    def _catch_up(self, session: Session) -> None:
        """Bring a paired run nearer to the day shown; the page is told how far it is."""
        began = time.monotonic()
        while not self.speaker.closed and time.monotonic() - began < LEAP_S:
            with turns:
                behind = session.catch_up()
            if not behind:
                self.speaker.tell_all(session, paired)
                return
        other = session.other
        if other is not None:
            self.speaker.tell("pairing", {"done": other.day, "of": session.shown})

    def _leap(self, session: Session) -> None:
        """Run toward the day asked for; a long way shows a day each second, a short one its end."""
        began = time.monotonic()
        while self._advance(session) and session.target is not None and not self.speaker.closed:
            if time.monotonic() - began > SIGN_S:
                break
