"""What the server does for each wish of a page; wishes come checked and typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marosim.languages import N_, _
from marosim.view import wishes
from marosim.view.address import plan_of
from marosim.view.briefing import briefing_of
from marosim.view.days import Days
from marosim.view.keeping import picture_name, zipped_run
from marosim.view.messages import Chain
from marosim.view.repeating import Repeating
from marosim.view.session import COMPARISON_HIDDEN, EXPORT_HIDDEN, Session
from marosim.view.speaking import Speaker
from marosim.view.stories import known_story, place_story, unit_story
from marosim.view.telling import anew, another_case, everything, paired

CHAIN_HIDDEN = N_(
    "The chain is drawn from the truth; switch off “What the mission knows” to see it."
)


@dataclass
class Answers:
    """Answers to one page. Those that are :data:`STIRRING` let days follow one another."""

    speaker: Speaker
    days: Days
    repeating: Repeating

    def play(self, session: Session, _wish: wishes.Plain) -> None:
        """Let days follow one another."""
        session.play()
        self.speaker.tell_state(session)

    def pause(self, session: Session, _wish: wishes.Plain) -> None:
        """Stop at the day shown."""
        session.pause()
        self.speaker.tell_frame(session)
        self.speaker.tell_state(session)

    def hidden(self, _session: Session, wish: wishes.Hidden) -> None:
        """Let days wait while nobody sees the page."""
        self.days.hidden = wish["hidden"]

    def step(self, session: Session, _wish: wishes.Plain) -> None:
        """Run one day."""
        session.pause()
        session.advance()
        self.speaker.tell_frame(session)
        self.speaker.tell_state(session)

    def seek(self, session: Session, wish: wishes.Seek) -> None:
        """Show a day, or run up to it."""
        session.playing = False
        session.seek(int(wish["day"]))
        self.speaker.tell_frame(session)
        self.speaker.tell_state(session)

    def speed(self, session: Session, wish: wishes.Speed) -> None:
        """Change the pace."""
        session.set_speed(wish["speed"])
        self.speaker.tell_state(session)

    def reset(self, session: Session, _wish: wishes.Plain) -> None:
        """Go back to day 0."""
        session.reset()
        self.speaker.tell_all(session, anew)

    def case(self, session: Session, wish: wishes.OpenCase) -> None:
        """Begin another run."""
        before = session.main.case.name
        session.begin(plan_of(wish["query"]))
        same = session.main.case.name == before
        self.speaker.tell_all(session, everything if same else another_case)

    def choose(self, session: Session, wish: wishes.Choose) -> None:
        """Take another option."""
        before, beside = session.main, wish.get("paired", False)
        session.choose(wish["group"], wish["option"], paired=beside)
        if beside:
            self.speaker.tell_all(session, paired)
        elif session.main is before:
            self.speaker.tell_state(session)
        else:
            self.speaker.tell_all(session, anew)

    def undo(self, session: Session, wish: wishes.Undo) -> None:
        """Take a decision back, and go on to the day that is shown."""
        session.undo(int(wish["day"]), wish["group"])
        self.speaker.tell_all(session, anew)

    def known(self, session: Session, wish: wishes.Known) -> None:
        """Show what the mission knows, or the truth."""
        session.know(wish["on"])
        if session.known:
            self.repeating.end_review()
        self.speaker.tell_all(session, anew)

    def fork(self, session: Session, _wish: wishes.Plain) -> None:
        """Put a run without response beside."""
        session.truth_only(COMPARISON_HIDDEN)
        session.fork()
        self.speaker.tell_all(session, paired)

    def join(self, session: Session, _wish: wishes.Plain) -> None:
        """End the comparison."""
        session.join()
        self.speaker.tell_all(session, paired)

    def story(self, session: Session, wish: wishes.Tell) -> None:
        """Tell of a place or a unit."""
        with session.lock:
            line, day = session.main, session.shown
            place = int(wish.get("place", -1))
            if session.known:
                story = known_story(line, day, place)
            elif "unit" in wish:
                story = unit_story(line, day, int(wish["unit"]))
            else:
                story = place_story(line, day, place)
        self.speaker.tell("story", story)

    def chain(self, session: Session, _wish: wishes.Plain) -> None:
        """Tell of the response chain."""
        from marosim.view.links import chain_page

        with session.lock:
            hidden: Chain = {"rows": [], "day": 0, "finding": _(CHAIN_HIDDEN)}
            page = hidden if session.known else chain_page(session.main)
        self.speaker.tell("chain", page)

    def replicate(self, session: Session, wish: wishes.Replicate) -> None:
        """Run so many pairs."""
        session.truth_only(COMPARISON_HIDDEN)
        self.repeating.again(session, int(wish["count"]))

    def compare(self, session: Session, wish: wishes.Compare) -> None:
        """Hold another run against the one that is open, or a third, over many pairs."""
        session.truth_only(COMPARISON_HIDDEN)
        base = plan_of(wish["against"]) if "against" in wish else None
        self.repeating.compare(session, plan_of(wish["query"]), base)

    def cancel(self, session: Session, _wish: wishes.Plain) -> None:
        """Run no more pairs."""
        self.repeating.end(session)

    def export(self, session: Session, _wish: wishes.Plain) -> None:
        """Give the run away."""
        session.truth_only(EXPORT_HIDDEN)
        with session.lock:
            name, content = zipped_run(session.main)
        self.speaker.send_file(name, content)

    def picture(self, session: Session, _wish: wishes.Plain) -> None:
        """Name the picture that the page makes of its map."""
        self.speaker.tell("picture", {"name": picture_name(session.main, session.shown)})

    def exercise(self, session: Session, wish: wishes.Teach) -> None:
        """Begin an exercise, or leave it."""
        if wish["on"]:
            budget = wish.get("budget")
            session.start_exercise(None if budget is None else int(budget))
        else:
            session.end_exercise()
        self.speaker.tell_all(session, anew)

    def review(self, session: Session, _wish: wishes.Plain) -> None:
        """Look back on the run."""
        session.pause()
        if session.known:  # after the action everybody sees what really happened
            session.know(False)
            self.speaker.tell_all(session, anew)
        self.speaker.tell_state(session)
        self.repeating.review(session)

    def briefing(self, session: Session, _wish: wishes.Plain) -> None:
        """Tell of the case."""
        self.speaker.tell("briefing", briefing_of(session.main.case))

    def to(self, wish: Any) -> Callable[[Session, Any], None]:
        """The answer to a wish."""
        found: Callable[[Session, Any], None] = getattr(self, wish["do"])
        return found


STIRRING = frozenset(
    (
        "play",
        "hidden",
        "seek",
        "speed",
        "reset",
        "case",
        "choose",
        "undo",
        "known",
        "fork",
        "exercise",
    )
)
