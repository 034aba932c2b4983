"""Between a visitor's page and session: hears what the page asks and says what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marosim import cases
from marosim.core.setting import SettingError
from marosim.languages import _, speaking
from marosim.record.memory import TooLargeError
from marosim.view import naming
from marosim.view.address import language_of, language_or, plan_of, query
from marosim.view.answers import STIRRING, Answers
from marosim.view.days import FAILED, Days, log
from marosim.view.registry import Registry, TooMany
from marosim.view.repeating import PAIRS, Repeating
from marosim.view.session import Session
from marosim.view.speaking import Speaker
from marosim.view.telling import greeting
from marosim.view.widget import DeskWidget
from marosim.view.wishes import Hello, checked

__all__ = ["FAILED", "PAIRS", "Desk"]

ENDING_S = 2.0  # for which a page that goes waits for the day under way
LONGEST_TAB, LONGEST_ADDRESS = 80, 4000  # letters that are read of what a page says


class Desk:
    """One page. The session outlives it, so that a reload finds the run again."""

    def __init__(
        self, widget: DeskWidget, registry: Registry, scenario: str | None, language: str = "en"
    ) -> None:
        self.registry = registry
        self.scenario = scenario
        self.language = language
        self.session: Session | None = None
        self.speaker = Speaker(widget, language)
        self.days = Days(self.speaker, lambda: self.session)
        self.repeating = Repeating(self.speaker, self._try)
        self.answers = Answers(self.speaker, self.days, self.repeating)
        self._stop = widget.listen(self.answer)

    def close(self) -> None:
        """The page is gone: stop the days, keep the session for a while."""
        self.speaker.closed = True
        self._stop()
        self.repeating.end_review()
        if self.session is not None:
            self.session.pause()
            self.repeating.end(self.session)
            self.registry.leave(self.session)
        self.days.end(ENDING_S)

    def answer(self, message: dict[str, Any]) -> None:
        """Do what a message asks; faults come back as one line, never as a traceback.

        A message may carry its number as ``wish``; ``heard`` says that all was answered up to it.
        """
        if message.get("do") == "ack":
            self.days.acknowledged.set()
            return
        if message.get("do") == "hello":
            address = str(message.get("query"))[:LONGEST_ADDRESS]
            self.speaker.language = language_or(address, self.language)
        with speaking(self.speaker.language), self.speaker.order:
            self.speaker.begin_answer()
            self._try(lambda: self._answer(message))
            if isinstance(message.get("wish"), int):
                self.speaker.tell("heard", {"wish": message["wish"]})
            self.speaker.say_answer()
        if message.get("do") in STIRRING or message.get("do") == "hello":
            self.days.wake.set()  # not before, because a day takes as long as many an answer

    def _answer(self, message: dict[str, Any]) -> None:
        wish = checked(message)
        if wish is None:
            return
        if wish["do"] == "hello":
            self._hello(wish)
        elif self.session is not None:
            self.answers.to(wish)(self.session, wish)
            self.repeating.follow(self.session)

    def _hello(self, wish: Hello) -> None:
        if self.session is not None:  # a page that was not answered in time greets again
            self.speaker.tell_all(self.session, greeting)
            return
        fault, plan, address = "", None, wish["query"][:LONGEST_ADDRESS]
        try:
            plan = plan_of(address, self.scenario)
            language_of(address, self.language)
        except (SettingError, cases.CaseError) as error:
            fault = str(error)
        session = self.registry.meet(wish["tab"][:LONGEST_TAB], lambda: Session(plan))
        if plan is not None and "scenario=" in address and query(session.main.plan) != query(plan):
            session.begin(plan)  # another address in a tab that has a run
        self.session = session
        self.speaker.tell_all(session, greeting)
        self.repeating.follow(session)  # of a run that was found again
        if fault:
            title = naming.case(session.main.case.title)
            text = _("{fault}; {case} is shown instead", fault=fault, case=title)
            self.speaker.tell("error", {"text": text})

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except (SettingError, cases.CaseError, TooLargeError, TooMany) as error:
            self.speaker.tell("error", {"text": str(error)})
            if self.session is not None:
                self.speaker.tell_state(self.session)
        except Exception:
            log.exception("a session failed")
            if self.session is not None:
                self.session.pause()
            self.speaker.tell("error", {"text": _(FAILED)})
