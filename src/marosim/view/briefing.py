"""A case's briefing as a page: its markup becomes HTML, whatever else is in it stays text."""

from __future__ import annotations

import re

from marosim.view.messages import Briefing
from marosim.world.case import Case

_UNSAFE_LINK = re.compile(r'(href|src)="(?!https?:|#)[^"]*"', re.IGNORECASE)


def briefing_page(text: str) -> str:
    """HTML of a briefing in Markdown. Tags in it are shown, not obeyed; so are odd links."""
    from markdown import markdown

    plain = text.replace("&", "&amp;").replace("<", "&lt;")
    return _UNSAFE_LINK.sub("", markdown(plain, extensions=["tables"]))


def briefing_of(case: Case) -> Briefing:
    """The briefing of a case and its sources, as the page shows them."""
    return {"html": briefing_page(case.briefing), "sources": list(case.sources)}
