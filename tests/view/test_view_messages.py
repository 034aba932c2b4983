"""What server and page say to one another is of the types that both are checked against."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import (
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import pytest
from hypothesis import given
from hypothesis import strategies as st
from listening import Page

from marosim.core.setting import SettingError
from marosim.view.answers import STIRRING, Answers
from marosim.view.desk import Desk
from marosim.view.line import Plan
from marosim.view.messages import SAID
from marosim.view.paired import Replications, compared
from marosim.view.registry import Registry
from marosim.view.session import Session
from marosim.view.wishes import BY_NAME, checked

QUICK = ("days=12", "population.agents=500")


def faults(value: Any, hint: Any, where: str) -> Iterator[str]:
    """Where a value as the page gets it is not of a type; numbers may be whole or not."""
    origin, args = get_origin(hint), get_args(hint)
    if is_typeddict(hint):
        hints = get_type_hints(hint, include_extras=True)
        wanted = {k for k, v in hints.items() if get_origin(v) is not NotRequired}
        if not isinstance(value, dict) or not wanted <= set(value) <= set(hints):
            yield f"{where}: {value!r} is no {hint.__name__}"
            return
        for name, inner in hints.items():
            if name in value:
                inner = get_args(inner)[0] if get_origin(inner) is NotRequired else inner
                yield from faults(value[name], inner, f"{where}.{name}")
    elif origin is list and isinstance(value, list):
        for i, item in enumerate(value):
            yield from faults(item, args[0], f"{where}[{i}]")
    elif origin is tuple and isinstance(value, list) and len(value) == len(args):
        for i, (item, inner) in enumerate(zip(value, args, strict=True)):
            yield from faults(item, inner, f"{where}[{i}]")
    elif origin is dict and isinstance(value, dict):
        for name, item in value.items():
            yield from faults(item, args[1], f"{where}.{name}")
    elif origin is Literal:
        if value not in args:
            yield f"{where}: {value!r} is none of {args}"
    elif origin in (Union, UnionType):
        if all(list(faults(value, arg, where)) for arg in args):
            yield f"{where}: {value!r} is none of {hint}"
    elif origin is not None or not isinstance(
        value, (int, float) if hint in (int, float) and not isinstance(value, bool) else hint
    ):
        yield f"{where}: {value!r} is no {hint}"


@pytest.fixture(scope="module")
def heard() -> list[dict[str, Any]]:
    """All that a page hears that asks for everything, some of it while only the known is shown."""
    page, registry = Page(), Registry()
    registry.meet("tab", lambda: Session(Plan("rwanda_1994", values=QUICK)))
    patched = pytest.MonkeyPatch()
    begun: list[Replications] = []
    patched.setattr(Replications, "start", lambda self: begun.append(self))
    desk = Desk(page, registry, None)  # type: ignore[arg-type]
    try:
        for wish in (
            {"do": "hello", "tab": "tab", "query": ""}, {"do": "chain"}, {"do": "step"},
            {"do": "story", "place": 0}, {"do": "story", "unit": 0}, {"do": "fork"},
            {"do": "seek", "day": 1}, {"do": "replicate", "count": 12}, {"do": "picture"},
            {"do": "export"}, {"do": "choose", "group": "mandate", "option": "robust"},
            {"do": "step"}, {"do": "step"}, {"do": "chain"}, {"do": "briefing"},
            {"do": "known", "on": True}, {"do": "story", "place": 0}, {"do": "step"},
            {"do": "known", "on": False}, {"do": "join"}, {"do": "exercise", "on": True},
            {"do": "step"}, {"do": "choose", "group": "mandate", "option": "no such"},
            {"do": "case", "query": "scenario=kalvera&seed=2"}, {"do": "step"},
            {"do": "exercise", "on": False}, {"do": "reset"},
        ):  # fmt: skip
            page.answer({**wish, "wish": len(page.heard)})
        table = compared(
            [[{"deaths_direct": 5.0}, {"deaths_direct": 9.0}]] * 12, ("deaths_direct",)
        )
        desk.speaker.tell("review_pairs", {"done": 12, "of": 12, "result": table})
        page.answer({"do": "fork"})
        begun[-1].tell("replications", {"done": 12, "of": 12, "result": table})
        page.answer({"do": "compare", "query": "scenario=kalvera&seed=2&mandate=robust"})
        begun[-1].tell("compared", {"done": 12, "of": 12, "result": table})
        page.answer({"do": "step"})
        page.answer({"do": "review"})
        for _ in range(600):
            if any(said["kind"] == "review" for said in page.heard):
                break
            desk.days.wake.wait(0.05)
    finally:
        desk.close()
        patched.undo()
    return page.heard


@pytest.mark.parametrize("kind", sorted(SAID.keys() - {"pairing", "reviewing"}))
def test_what_is_said_is_of_its_type(kind: str, heard: list[dict[str, Any]]) -> None:
    said = [
        {k: v for k, v in what.items() if k != "kind"} for what in heard if what["kind"] == kind
    ]
    assert said, f"the page never heard of {kind}"
    for content in said:
        assert list(faults(content, SAID[kind], kind)) == []


def test_a_field_too_many_is_a_fault() -> None:
    assert list(faults({"text": "x", "more": 1}, SAID["error"], "error"))
    assert list(faults({"text": 5}, SAID["error"], "error"))
    assert not list(faults({"text": "x"}, SAID["error"], "error"))


def test_every_wish_has_an_answer_and_every_answer_a_wish() -> None:
    answered = {name for name in vars(Answers) if not name.startswith("_")} - {"to"}
    known = set(BY_NAME) - {"hello", "ack"}
    assert answered - {"speaker", "days", "repeating"} == known
    assert known >= STIRRING


@given(
    st.dictionaries(
        st.sampled_from(["do", "day", "speed", "place", "unit", "on", "group", "query", "x"]),
        st.one_of(
            st.sampled_from(sorted(BY_NAME)), st.floats(), st.booleans(), st.none(), st.text(),
            st.lists(st.integers()),
        ),
    )
)  # fmt: skip
def test_whatever_a_page_says_is_refused_in_a_line_or_has_its_type(message: dict[str, Any]) -> None:
    try:
        wish = checked(message)
    except SettingError as error:
        assert "expected" in str(error) and "\n" not in str(error)
        return
    if wish is not None:
        assert list(faults(wish, BY_NAME[wish["do"]], "wish")) == []
    else:
        assert not isinstance(message.get("do"), str) or message["do"] not in BY_NAME
