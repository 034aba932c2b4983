"""A briefing comes from strangers: its tags stay text, and its links lead to pages only."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from marosim import cases
from marosim.languages import speaking
from marosim.shipped import shipped
from marosim.view.briefing import briefing_of, briefing_page


class Read(HTMLParser):
    """The tags of a page and where they lead, as a browser understands them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.targets: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.targets += [str(v) for k, v in attrs if k in ("href", "src", "action")]
        assert not [k for k, _ in attrs if k.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a <b onclick='x'>word</b>",
     "<a href='javascript:alert(1)'>here</a>", "<style>p{}</style>", "`<svg onload=x>`"],
)  # fmt: skip
def test_tags_are_shown_and_not_obeyed(text: str) -> None:
    page = Read(briefing_page(text))
    assert set(page.tags) <= {"p", "code"}
    assert not page.targets


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "data:image/svg+xml,x",
     "vbscript:x", "java&#115;cript:alert(1)", "//elsewhere.example/x", "file:///etc/passwd"],
)  # fmt: skip
@pytest.mark.parametrize("form", ["[x]({})", "![x]({})", "[x][1]\n\n[1]: {}", '[x]({} "title")'])
def test_odd_links_lead_nowhere(target: str, form: str) -> None:
    assert Read(briefing_page(form.format(target))).targets == []


def test_pages_and_anchors_are_linked() -> None:
    page = Read(briefing_page("[UN](https://www.un.org/x) and [below](#below)"))
    assert page.targets == ["https://www.un.org/x", "#below"]


@pytest.mark.parametrize("name", cases.available())
@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_a_case_that_ships_is_told_in_the_language(name: str, language: str) -> None:
    case = cases.load(name)
    english = briefing_of(case)
    with speaking(language):
        told = briefing_of(case)
    assert (english["lang"], told["lang"]) == ("en", language)
    parts = [re.findall("<(h[1-6]|li|tr|pre)>", text["html"]) for text in (english, told)]
    assert parts[0] == parts[1]
    codes = [re.findall("<code>(.*?)</code>", text["html"], re.DOTALL) for text in (english, told)]
    assert codes[0] == codes[1]  # what is typed stays as it is
    words = [set(re.findall("[A-Za-z]{4,}", text["html"])) for text in (english, told)]
    assert len(words[0] & words[1]) < 0.5 * len(words[0])


def test_a_briefing_that_was_changed_is_not_told_in_the_words_of_another(tmp_path: Path) -> None:
    shutil.copytree(shipped("scenarios") / "kalvera", tmp_path / "kalvera")
    own = tmp_path / "kalvera" / "briefing.md"
    own.write_text("# Mine\n\nOther words.\n", encoding="utf-8")
    case = cases.load(tmp_path / "kalvera")
    with speaking("fr"):
        told = briefing_of(case)
    assert told["lang"] == "en" and "Other words." in told["html"]
