"""A briefing comes from strangers: its tags stay text, and its links lead to pages only."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from marosim.view.briefing import briefing_page


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
