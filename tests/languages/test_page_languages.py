"""The page's language: of one page alone, and never of the run."""

from __future__ import annotations

import io
import json
import re
import threading
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from listening import Page

from marosim.languages import catalogue, extraction, speaking
from marosim.view import paired, shell
from marosim.view.desk import Desk
from marosim.view.keeping import zipped_run
from marosim.view.line import Line, Plan
from marosim.view.registry import Registry
from marosim.view.widget import BROWSER

DAYS = "scenario=kalvera&days=4"
KILLED = {"en": "Civilians killed", "fr": "Civils tués", "ar": "عدد القتلى المدنيين"}


def test_two_pages_of_one_server_hear_their_own_language(monkeypatch: pytest.MonkeyPatch) -> None:
    summary = {"deaths_direct": 10.0, "attacks": 3.0}
    monkeypatch.setattr(paired, "pool", lambda: ThreadPoolExecutor(1))
    monkeypatch.setattr(
        paired, "outcomes", lambda *_given: [summary, {**summary, "deaths_direct": 4.0}]
    )
    registry = Registry()
    pages = {code: Page() for code in ("fr", "ar", "en")}
    desks = [Desk(page, registry, None) for page in pages.values()]  # type: ignore[arg-type]
    try:
        for code, page in pages.items():
            page.answer({"do": "hello", "tab": code, "query": f"?{DAYS}&lang={code}"})
        for code, page in pages.items():  # each after the others have spoken
            assert page.last("scene")["metrics"]["deaths_direct"]["title"] == KILLED[code]
            page.answer({"do": "step"})
        for page in pages.values():
            page.answer({"do": "compare", "query": f"{DAYS}&seed=1&mandate=none"})
        for thread in threading.enumerate():
            if thread.name == "marosim-replications":
                thread.join(20)
        for code, page in pages.items():
            row = page.last("compared")["result"]["rows"][0]
            assert row["title"] == KILLED[code]
        said = [page.last("compared")["result"]["rows"][0]["said"] for page in pages.values()]
        assert len(set(said)) == 3
        for page in pages.values():
            page.answer({"do": "story", "place": 0})
        assert len({str(page.last("story")["facts"]) for page in pages.values()}) == 3
    finally:
        for desk in desks:
            desk.close()


def test_a_language_that_does_not_exist_is_said_in_a_line() -> None:
    page = Page()
    desk = Desk(page, Registry(), None)  # type: ignore[arg-type]
    try:
        page.answer({"do": "hello", "tab": "", "query": f"?{DAYS}&lang=xx"})
    finally:
        desk.close()
    assert "lang=xx: expected one of en (English), fr" in page.last("error")["text"]


def test_a_run_is_the_same_in_every_language() -> None:
    def files(language: str) -> dict[str, bytes]:
        with speaking(language):
            line = Line(Plan("kalvera", values=("days=6",)))
            line.run_to(6)
            frames = json.dumps([frame.message() for frame in line.frames]).encode()
            name, content = zipped_run(line)
        archive = zipfile.ZipFile(io.BytesIO(content))
        tables = {
            n: archive.read(n) for n in archive.namelist() if n.endswith((".csv", ".parquet"))
        }
        assert tables
        return {**tables, "frames": frames, "name": name.encode()}

    assert files("ar") == files("en")


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_page_brings_its_language_and_what_it_says(language: str) -> None:
    page = shell.dressed(
        '<html><head><meta charset="utf-8"></head><body></body></html>', "[]", language
    )
    side = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{side}">' in page
    found = re.search(r'id="marosim-language">(.*?)</script>', page)
    assert found and "<" not in found[1]
    messages = json.loads(found[1])["messages"]
    assert ("What if" in messages) == (language != "en")
    assert "How sure?" not in messages  # the brief's, which the page never says


def test_every_text_that_the_page_asks_for_is_found_in_its_scripts() -> None:
    wanted, asked = extraction.template(), 0
    for module in BROWSER.rglob("*.js"):
        for text in re.findall(r'(?<![\w.])tn?\("([^"]+)"', module.read_text(encoding="utf-8")):
            assert wanted.get(text) is not None, (module.name, text)
            asked += 1
    assert asked > 300


def test_what_is_asked_by_value_is_in_the_catalogue() -> None:
    told = catalogue.read("es")
    for context, text in [
        ("group", "Early warning"), ("kind of events", "Attacks"), ("place", "town"),
        (None, "first alert raised"), (None, "Most lives were lost before the mandate"),
        ("option", "No mission: nobody is authorised to act."),
    ]:  # fmt: skip
        found = told.get(text, context)
        assert found is not None and found.string and found.string != text


@pytest.mark.parametrize(
    ("word", "hint"),
    [("lang=xx", "lang=xx: expected one of en"), ("language=fr", "expected lang=…")],
)
def test_the_command_refuses_a_language_in_a_line(
    command: Callable[..., Any], word: str, hint: str
) -> None:
    said = command("app", word)
    assert said.status == 2 and hint in said.err and len(said.err.splitlines()) == 1
