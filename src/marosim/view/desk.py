"""Between a visitor's page and session: answers what the page asks, and keeps days coming."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from marosim import cases
from marosim.core.setting import SettingError
from marosim.record.memory import TooLargeError
from marosim.view.briefing import briefing_of
from marosim.view.keeping import picture_name, zipped_run
from marosim.view.line import Line, Plan
from marosim.view.paired import MOST, REVIEWED, Replications
from marosim.view.registry import Registry, TooMany
from marosim.view.review import review, without_response
from marosim.view.session import (
    Messages,
    Session,
    anew,
    everything,
    greeting,
    paired,
    plan_of,
    query,
)
from marosim.view.stories import known_story, place_story, unit_story
from marosim.view.turns import Turns
from marosim.view.widget import DeskWidget

ACKNOWLEDGED_S = 1.0  # a page that does not answer for so long is asleep; go on slowly
LEAP_S = 0.08  # while jumping ahead, days are run for so long between two pictures
CATCH_UP_S = 0.1  # days that come late on a busy machine make up for so much
ENDING_S = 2.0  # for which a page that goes waits for the day under way
UNSEEN_S = 1.0  # a page that paints slowly may lag behind the pace it asked for by so much
PAIRS = 20  # of runs, for what one pair cannot tell
HIDDEN_CHAIN = {
    "rows": [], "day": 0,
    "finding": "The chain is drawn from the truth; switch off “What the mission knows” to see it.",
}  # fmt: skip
FAILED = "Something went wrong in this session; others are not touched. Reset the run to go on."
log = logging.getLogger("marosim.view")
turns = Turns()


class Desk:
    """One page. The session outlives it, so that a reload finds the run again."""

    def __init__(self, widget: DeskWidget, registry: Registry, scenario: str | None) -> None:
        self.widget = widget
        self.registry = registry
        self.scenario = scenario
        self.session: Session | None = None
        self.closed = False
        self.acknowledged = threading.Event()
        self.acknowledged.set()
        self.wake = threading.Event()
        self.replications: Replications | None = None  # of a review
        self._pairing: tuple[Plan, Plan] | None = None  # whose pairs are run in the background
        self.hidden = False  # whether the page lies in a tab that nobody sees
        self._order = threading.RLock()  # what is read first must be told first
        self._answer_so_far: Messages | None = None  # what an answer says, it says at once
        self._stirred = False  # whether an answer lets days follow one another
        self._known = 0  # the last day of which the page has the figures
        self._pictured = 0  # the last day of which it got a picture
        self._stop = widget.listen(self.answer)
        self._thread = threading.Thread(target=self._days, daemon=True, name="marosim-days")
        self._thread.start()

    def close(self) -> None:
        """The page is gone: stop the days, keep the session for a while."""
        self.closed = True
        self._stop()
        self._replicate_no_more()
        if self.session is not None:
            self.session.pause()
            if self.session.pairs is not None:
                self.session.pairs.cancel()
            self.registry.leave(self.session)
        self.wake.set()
        # Solara forgets a page's threads just after this and stumbles over one that ends meanwhile
        self._thread.join(ENDING_S)

    # ── the page speaks

    def answer(self, message: dict[str, Any]) -> None:
        """Do what a message asks; faults come back as one line, never as a traceback.

        A message may carry its number as ``wish``; ``heard`` says that all was answered up to it.
        """
        if message.get("do") == "ack":
            self.acknowledged.set()
            return
        with self._order:
            self._answer_so_far = []
            self._try(lambda: self._answer(message))
            if isinstance(message.get("wish"), int):
                self._tell("heard", {"wish": message["wish"]})
            self._say_answer()
        if self._stirred:  # not before, because a day takes as long as many an answer
            self._stirred = False
            self.wake.set()

    def _say_answer(self) -> None:
        said, self._answer_so_far = self._answer_so_far or [], None
        if said and not self.closed:
            self.widget.say("all", {"messages": [{**what, "kind": kind} for kind, what in said]})

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except (SettingError, cases.CaseError, TooLargeError, TooMany) as error:
            self._tell("error", {"text": str(error)})
            self._tell_state()
        except Exception:
            log.exception("a session failed")
            if self.session is not None:
                self.session.pause()
            self._tell("error", {"text": FAILED})

    def _answer(self, message: dict[str, Any]) -> None:
        wish = str(message.get("do", ""))
        if wish == "hello":
            self._hello(str(message.get("tab", ""))[:80], str(message.get("query", ""))[:4000])
            return
        act: Callable[[Session, dict[str, Any]], None] | None = getattr(self, f"_do_{wish}", None)
        if self.session is None or act is None:
            return
        act(self.session, message)
        self._pair_up(self.session)

    def _hello(self, tab: str, address: str) -> None:
        if self.session is not None:
            self.registry.leave(self.session)
        fault, plan = "", None
        try:
            plan = plan_of(address, self.scenario)
        except (SettingError, cases.CaseError) as error:
            fault = str(error)
        session = self.registry.meet(tab, lambda: Session(plan))
        if plan is not None and "scenario=" in address and query(session.main.plan) != query(plan):
            session.begin(plan)  # another address in a tab that has a run
        self.session = session
        self._tell_all(greeting)
        self._pair_up(session)  # of a run that was found again
        self._stirred = True
        if fault:
            text = f"{fault}; {session.main.case.title} is shown instead"
            self._tell("error", {"text": text})

    def _do_play(self, session: Session, _: dict[str, Any]) -> None:
        session.play()
        self._tell_state()
        self._stirred = True

    def _do_pause(self, session: Session, _: dict[str, Any]) -> None:
        session.pause()
        self._tell_frame()
        self._tell_state()

    def _do_hidden(self, _: Session, message: dict[str, Any]) -> None:
        self.hidden = message.get("hidden") is True
        self._stirred = True

    def _do_step(self, session: Session, _: dict[str, Any]) -> None:
        session.pause()
        session.advance()
        self._tell_frame()
        self._tell_state()

    def _do_seek(self, session: Session, message: dict[str, Any]) -> None:
        session.playing = False
        session.seek(int(_number(message, "day")))
        self._tell_frame()
        self._tell_state()
        self._stirred = True

    def _do_speed(self, session: Session, message: dict[str, Any]) -> None:
        session.set_speed(_number(message, "speed"))
        self._tell_state()
        self._stirred = True

    def _do_reset(self, session: Session, _: dict[str, Any]) -> None:
        session.reset()
        self._tell_all(anew)
        self._stirred = True

    def _do_case(self, session: Session, message: dict[str, Any]) -> None:
        before = session.main.case.name
        session.begin(plan_of(str(message.get("query", ""))))
        self._tell_all(everything if session.main.case.name == before else another_case)
        self._stirred = True

    def _do_choose(self, session: Session, message: dict[str, Any]) -> None:
        before = session.main
        session.choose(
            str(message.get("group")), str(message.get("option")),
            paired=message.get("paired") is True,
        )  # fmt: skip
        if message.get("paired"):
            self._tell_all(paired)
        elif session.main is before:
            self._tell_state()
        else:
            self._tell_all(anew)
        self._stirred = True

    def _do_known(self, session: Session, message: dict[str, Any]) -> None:
        session.know(message.get("on") is True)
        if session.known:
            self._replicate_no_more()
        self._tell_all(anew)
        self._stirred = True

    def _do_fork(self, session: Session, _: dict[str, Any]) -> None:
        session.truth_only("A comparison")
        session.fork()
        self._tell_all(paired)
        self._stirred = True

    def _do_join(self, session: Session, _: dict[str, Any]) -> None:
        session.join()
        self._tell_all(paired)

    def _do_story(self, session: Session, message: dict[str, Any]) -> None:
        with session.lock:
            line, day = session.main, session.shown
            if session.known:
                story = known_story(line, day, int(_number(message, "place")))
            elif message.get("unit") is not None:
                story = unit_story(line, day, int(_number(message, "unit")))
            else:
                story = place_story(line, day, int(_number(message, "place")))
        self._tell("story", story)

    def _do_chain(self, session: Session, _: dict[str, Any]) -> None:
        from marosim.view.links import chain_page

        with session.lock:
            page = chain_page(session.main) if not session.known else HIDDEN_CHAIN
        self._tell("chain", page)

    def _pair_up(self, session: Session, count: int = PAIRS) -> None:
        """Run more pairs of what is compared, in the background: one pair cannot tell."""
        with session.lock:
            plans = None if session.known else session.plans
            if plans == self._pairing:
                return
            self._pairing = plans
            if session.pairs is not None:
                session.pairs.cancel()
                session.pairs = None
            if plans is None:
                return

            def tell(kind: str, content: dict[str, Any]) -> None:
                if kind == "error":
                    self._tell(kind, content)
                elif session.pairs is pairs and not session.known:
                    self._tell(kind, {**content, "today": pairs.on(session.shown)})

            pairs = Replications(plans, count, tell, by_day=True)
            session.pairs = pairs
        pairs.start()

    def _do_replicate(self, session: Session, message: dict[str, Any]) -> None:
        session.truth_only("A comparison")
        count = int(_number(message, "count"))
        if session.other is None:
            raise SettingError("put a second run beside the first before comparing them")
        if not 2 <= count <= MOST:
            raise SettingError(f"{count} replications: expected 2 to {MOST}")
        self._pairing = None
        self._pair_up(session, count)

    def _replicate(
        self, plans: tuple[Plan, Plan], count: int, kind: str, metrics: tuple[str, ...],
        until: int | None,
    ) -> None:  # fmt: skip
        """Compare two plans over many pairs of runs, instead of what was being compared."""
        pairs = Replications(plans, count, self._tell, kind=kind, metrics=metrics, until=until)
        self._replicate_no_more()
        self.replications = pairs
        pairs.start()

    def _replicate_no_more(self) -> None:
        if self.replications is not None:
            self.replications.cancel()

    def _do_cancel(self, session: Session, _: dict[str, Any]) -> None:
        self._replicate_no_more()
        if session.pairs is not None:
            session.pairs.cancel()

    def _do_export(self, session: Session, _: dict[str, Any]) -> None:
        session.truth_only("An exported run")
        with session.lock:
            name, content = zipped_run(session.main)
        self.widget.say("file", {"name": name, "type": "application/zip"}, [content])

    def _do_picture(self, session: Session, _: dict[str, Any]) -> None:
        self._tell("picture", {"name": picture_name(session.main, session.shown)})

    def _do_exercise(self, session: Session, message: dict[str, Any]) -> None:
        if message.get("on") is True:
            session.start_exercise(int(_number(message, "budget")))
        else:
            session.end_exercise()
        self._tell_all(anew)
        self._stirred = True

    def _do_review(self, session: Session, _: dict[str, Any]) -> None:
        session.pause()
        if session.known:  # after the action everybody sees what really happened
            session.know(False)
            self._tell_all(anew)
        self._tell_state()
        self._replicate_no_more()

        def run_without() -> None:
            with session.lock:
                plan, day = session.main.plan, session.main.day
            self._tell("review", review(session, self._reviewing))
            # one pair may owe much to chance: the page gets a range as further pairs come in
            self._replicate((without_response(plan), plan), PAIRS, "review_pairs", REVIEWED, day)

        # the page stays free meanwhile, and others get their turns
        work = threading.Thread(
            target=self._try, args=(run_without,), daemon=True, name="marosim-review"
        )
        work.start()

    def _reviewing(self, line: Line, until: int) -> None:
        """Run a line to a day, taking turns with others; the page is told how far it is."""
        told = time.monotonic()
        while line.day < until and not self.closed:
            with turns:
                line.step()
            if time.monotonic() - told > LEAP_S:
                told = time.monotonic()
                self._tell("reviewing", {"done": line.day, "of": until})

    def _do_briefing(self, session: Session, _: dict[str, Any]) -> None:
        self._tell("briefing", briefing_of(session.main.case))

    # ── the desk speaks

    def _tell(self, kind: str, content: dict[str, Any]) -> None:
        with self._order:
            if self._answer_so_far is not None:
                self._answer_so_far.append((kind, content))
            elif not self.closed:
                self.widget.say(kind, content)

    def _tell_all(self, messages: Callable[[Session], Messages] = everything) -> None:
        if self.session is None:
            return
        with self._order:
            for kind, content in messages(self.session):
                if kind == "frame":
                    self._pictured = content["day"]
                elif kind == "history":
                    self._known = max(map(len, content["series"].values()), default=1) - 1
                self._tell(kind, content)

    def _tell_state(self) -> None:
        if self.session is not None:
            with self._order:
                self._tell("state", self.session.state())

    def _tell_frame(self) -> None:
        session = self.session
        if session is None:
            return
        with self._order:
            with session.lock:
                content, ran = session.frame(self._known), session.main.day
            self._known, self._pictured = ran, content["day"]
            self._tell("frame", content)

    # ── days follow one another

    def _days(self) -> None:
        due = 0.0  # when the next day is due
        while not self.closed:
            session = self.session
            if session is None or not self._wanted(session):
                self.wake.wait()
                self.wake.clear()
                due = 0.0
                continue
            due = max(due, time.monotonic() - CATCH_UP_S) if due else time.monotonic()
            try:
                self._day(session)
            except Exception:
                log.exception("a session failed while running")
                session.pause()
                self._tell("error", {"text": FAILED})
                self._tell_state()
                self.wake.wait()  # what failed is not tried again unasked
                self.wake.clear()
                continue
            if session.moving and session.target is None and not session.behind:
                due += 1.0 / session.speed
                self.wake.wait(max(due - time.monotonic(), 0.001))
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
        if self.closed or not self._time_for_picture(session):
            return
        self.acknowledged.clear()
        self._tell_frame()
        if not session.moving:
            self._tell_state()

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
            unseen = abs(session.shown - self._pictured)
            if unseen < max(session.speed * UNSEEN_S, 1.0):
                return False
        self.acknowledged.wait(ACKNOWLEDGED_S)
        return True

    def _catch_up(self, session: Session) -> None:
        """Bring a paired run nearer to the day shown; the page is told how far it is."""
        began = time.monotonic()
        while not self.closed and time.monotonic() - began < LEAP_S:
            with turns:
                behind = session.catch_up()
            if not behind:
                self._tell_all(paired)
                return
        other = session.other
        if other is not None:
            self._tell("pairing", {"done": other.day, "of": session.shown})

    def _leap(self, session: Session) -> None:
        """Run toward the day asked for; the page sees those days for which it has time."""
        began = time.monotonic()
        while self._advance(session) and session.target is not None and not self.closed:
            waited = time.monotonic() - began
            if waited > ACKNOWLEDGED_S or (waited > LEAP_S and self.acknowledged.is_set()):
                break


def another_case(session: Session) -> Messages:
    """The whole run with the briefing of its case, which the page would ask for next."""
    scene, *rest = everything(session)
    return [scene, ("briefing", briefing_of(session.main.case)), *rest]


def _number(message: dict[str, Any], name: str) -> float:
    value = message.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 1e9:
        raise SettingError(f"{name}: expected a number")
    return float(value)
