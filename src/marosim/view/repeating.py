"""Many more pairs of runs for a page, in the background: one pair cannot tell."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

from marosim.core.setting import SettingError
from marosim.languages import _
from marosim.view.address import query
from marosim.view.days import LEAP_S, turns
from marosim.view.line import Line, Plan
from marosim.view.paired import HEADLINES, REVIEWED, Replications, check_count
from marosim.view.review import review, without_response
from marosim.view.session import Session
from marosim.view.speaking import Speaker

PAIRS = 20  # of runs, for what one pair cannot tell


class Repeating:
    """Pairs of what a page compares, and of what it reviews.

    ``guarded`` does something that may fail, and says what is amiss as an answer would.
    """

    def __init__(self, speaker: Speaker, guarded: Callable[[Callable[[], None]], None]) -> None:
        self.speaker = speaker
        self.guarded = guarded
        self.reviewed: Replications | None = None
        self._compared: list[Replications] = []
        self._plans: tuple[Plan, Plan] | None = None  # whose pairs are run in the background

    def follow(self, session: Session, count: int = PAIRS) -> None:
        """Run pairs of what is compared now, unless they are being run already."""
        with session.lock:
            plans = None if session.known else session.plans
            if plans == self._plans:
                return
            self._plans = plans
            if session.pairs is not None:
                session.pairs.cancel()
                session.pairs = None
            if plans is None:
                return

            def tell(kind: str, content: Any) -> None:
                if kind == "error":
                    self.speaker.tell(kind, content)
                elif session.pairs is pairs and not session.known:
                    today = {"today": pairs.on(session.shown), "bands": pairs.bands()}
                    self.speaker.tell(kind, {**content, **today})

            pairs = Replications(plans, count, tell, by_day=True)
            session.pairs = pairs
        pairs.start()

    def again(self, session: Session, count: int) -> None:
        """Run so many pairs of what is compared, from the first."""
        if session.other is None:
            raise SettingError(_("put a second run beside the first before comparing them"))
        check_count(count)
        self._plans = None
        self.follow(session, count)

    def compare(self, session: Session, plan: Plan, base: Plan | None = None) -> None:
        """Hold another run against a base, else the open one; those against another base end."""
        with session.lock:
            main = base or session.main.plan
        if (plan.scenario, plan.values) != (main.scenario, main.values):
            raise SettingError(_("only runs of the same case and as many days can be compared"))
        for pairs in self._compared:
            if pairs.plans[0] != main or pairs.plans[1] == plan:
                pairs.cancel()
        named = {"query": query(plan), "against": query(main)}

        def tell(kind: str, content: Any) -> None:
            if kind == "error" or not pairs.cancelled:
                self.speaker.tell(kind, content if kind == "error" else {**content, **named})

        pairs = Replications((main, plan), PAIRS, tell, kind="compared", metrics=HEADLINES)
        self._compared = [p for p in self._compared if not p.cancelled] + [pairs]
        pairs.start()

    def review(self, session: Session) -> None:
        """Hold the run against one without response, and then many pairs of both."""
        self.end_review()

        def run_without() -> None:
            with session.lock:
                plan, day = session.main.plan, session.main.day
            self.speaker.tell("review", review(session, self._run))
            # one pair may owe much to chance: the page gets a range as further pairs come in
            pairs = Replications(
                (without_response(plan), plan), PAIRS, self.speaker.tell, kind="review_pairs",
                metrics=REVIEWED, until=day,
            )  # fmt: skip
            self.end_review()
            self.reviewed = pairs
            pairs.start()

        # the page stays free meanwhile, and others get their turns
        threading.Thread(
            target=copy_context().run,
            args=(self.guarded, run_without),  # in the page's language
            daemon=True,
            name="marosim-review",
        ).start()

    def end_review(self) -> None:
        """Run no more pairs of a review."""
        if self.reviewed is not None:
            self.reviewed.cancel()

    def end(self, session: Session) -> None:
        """Run no more pairs at all."""
        self.end_review()
        for pairs in self._compared:
            pairs.cancel()
        if session.pairs is not None:
            session.pairs.cancel()

    def _run(self, line: Line, until: int) -> None:
        """Run a line to a day, taking turns with others; the page is told how far it is."""
        told = time.monotonic()
        while line.day < until and not self.speaker.closed:
            with turns:
                line.step()
            if time.monotonic() - told > LEAP_S:
                told = time.monotonic()
                self.speaker.tell("reviewing", {"done": line.day, "of": until})
