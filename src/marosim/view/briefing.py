"""A case's briefing as a page: its markup becomes HTML, whatever else is in it stays text."""

from __future__ import annotations

import re

_UNSAFE_LINK = re.compile(r'(href|src)="(?!https?:|#)[^"]*"', re.IGNORECASE)


def briefing_page(text: str) -> str:
    """HTML of a briefing in Markdown. Tags in it are shown, not obeyed; so are odd links."""
    from markdown import markdown

    plain = text.replace("&", "&amp;").replace("<", "&lt;")
    return _UNSAFE_LINK.sub("", markdown(plain, extensions=["tables"]))
