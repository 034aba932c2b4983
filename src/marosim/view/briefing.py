"""A case's briefing as a page: its markup becomes HTML, whatever else is in it stays text."""

from __future__ import annotations

import re

from marosim.cases import CaseError
from marosim.cases.folders import find
from marosim.languages import current
from marosim.view.messages import Briefing
from marosim.world.case import Case

_UNSAFE_LINK = re.compile(r'(href|src)="(?!https?:|#)[^"]*"', re.IGNORECASE)


def briefing_page(text: str) -> str:
    """HTML of a briefing in Markdown. Tags in it are shown, not obeyed; so are odd links."""
    from markdown import markdown

    plain = text.replace("&", "&amp;").replace("<", "&lt;")
    return _UNSAFE_LINK.sub("", markdown(plain, extensions=["tables"]))


def briefing_of(case: Case) -> Briefing:
    """The briefing of a case and its sources, as the page shows them.

    It is in the language where the case's folder has it, as ``briefing.fr.md``, else in English.
    """
    lang, text = "en", case.briefing
    try:
        folder = find(case.name)
        same = (folder / "briefing.md").read_text(encoding="utf-8") == case.briefing
        if same and (own := folder / f"briefing.{current()}.md").is_file():
            lang, text = current(), own.read_text(encoding="utf-8")
    except (CaseError, OSError, UnicodeDecodeError):
        pass  # a case from elsewhere, or a file that cannot be read: English is there
    return {"html": briefing_page(text), "lang": lang, "sources": list(case.sources)}
