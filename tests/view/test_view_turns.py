"""Ten visitors at once: all get on, and each is answered while the others run."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from marosim.view.turns import Turns

pytest.importorskip("solara")

VISITORS = 10
PATIENCE_S = 120.0


class Page:
    """A page that acknowledges every picture, as a browser does."""

    def __init__(self) -> None:
        self.days: list[int] = []
        self.heard: dict[str, dict[str, Any]] = {}
        self.answer: Callable[[dict[str, Any]], None] = lambda message: None

    def listen(self, answer: Callable[[dict[str, Any]], None]) -> Callable[[], None]:
        self.answer = answer
        return lambda: None

    def say(self, kind: str, content: dict[str, Any], files: Any = None) -> None:
        self.heard[kind] = content
        if kind == "all":
            for message in content["messages"]:
                self.say(message["kind"], message)
        if kind == "frame":
            self.days.append(content["day"])
            threading.Thread(target=self.answer, args=({"do": "ack"},), daemon=True).start()


def until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not reached():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)


@pytest.fixture
def visitors() -> Iterator[list[Page]]:
    from marosim.view.desk import Desk
    from marosim.view.registry import Registry

    registry, pages, desks = Registry(), [], []
    for number in range(VISITORS):
        page = Page()
        desks.append(Desk(page, registry, None))  # type: ignore[arg-type]
        page.answer({"do": "hello", "tab": f"tab {number}", "query": "scenario=kalvera&seed=1"})
        pages.append(page)
    yield pages
    for desk in desks:
        desk.close()


def test_ten_sessions_get_on_and_are_answered(visitors: list[Page]) -> None:
    for page in visitors:
        page.answer({"do": "speed", "speed": 60})
        page.answer({"do": "play"})
    until(lambda: all(page.days[-1] >= 10 for page in visitors))
    reached = [page.days[-1] for page in visitors]
    assert max(reached) <= 4 * min(reached), "days were not shared fairly"

    first, *others = visitors
    before = [page.days[-1] for page in others]
    first.answer({"do": "story", "place": 2})
    assert first.heard["story"]["place"] == 2
    first.answer({"do": "pause"})
    assert first.heard["state"]["moving"] is False
    stopped = first.days[-1]
    until(lambda: all(p.days[-1] > day + 5 for p, day in zip(others, before, strict=True)))
    assert first.days[-1] == stopped, "a paused run went on"


def test_an_answer_comes_at_once_with_the_word_that_it_was_heard(visitors: list[Page]) -> None:
    page = visitors[0]
    page.answer({"do": "choose", "group": "mandate", "option": "robust", "wish": 1})
    kinds = [message["kind"] for message in page.heard["all"]["messages"]]
    assert kinds == ["history", "state", "frame", "heard"], "the map of the case is there already"
    page.answer({"do": "choose", "group": "mandate", "option": "nothing of this kind", "wish": 2})
    kinds = [message["kind"] for message in page.heard["all"]["messages"]]
    assert kinds == ["error", "state", "heard"]


def test_unseen_pages_wait_until_they_are_seen(visitors: list[Page]) -> None:
    page, other = visitors[:2]
    page.answer({"do": "play"})
    other.answer({"do": "play"})
    until(lambda: page.days[-1] > 2)
    page.answer({"do": "hidden", "hidden": True})
    time.sleep(0.5)
    asleep, awake = page.days[-1], other.days[-1]
    until(lambda: other.days[-1] > awake + 5)
    assert page.days[-1] == asleep
    page.answer({"do": "hidden", "hidden": False})
    until(lambda: page.days[-1] > asleep)


def test_days_without_a_picture_come_with_the_next() -> None:
    from marosim.view.line import Plan
    from marosim.view.session import Session

    session = Session(Plan("kalvera", values=("days=12", "population.agents=500")))
    for _ in range(9):
        session.advance()
    frame = session.frame(after=4)
    assert [missed["day"] for missed in frame["missed"]] == [5, 6, 7, 8, 9]
    history = session.history()["series"]["deaths_direct"]
    assert [missed["metrics"]["deaths_direct"] for missed in frame["missed"]] == history[5:]


def test_turns_are_taken_in_order() -> None:
    turns, order = Turns(), []
    waiting = []

    def take(name: int) -> None:
        with turns:
            order.append(name)

    with turns:
        for name in range(5):
            waiting.append(threading.Thread(target=take, args=(name,)))
            waiting[-1].start()
            until(lambda: len(turns._line) == len(waiting))
        assert order == []
    for thread in waiting:
        thread.join(PATIENCE_S)
    assert order == list(range(5))


def test_a_fault_in_a_turn_does_not_keep_it() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns:
        _ = 1 / 0
    with turns:
        pass
