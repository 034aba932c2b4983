"""The brief in a real browser: as wide as a telephone, and on paper without empty pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

LUCK = np.array([90e3, 130e3, 110e3, 160e3, 75e3, 120e3, 100e3, 140e3])


@pytest.fixture
def brief(working_folder: Path, command: Callable[..., Any]) -> Path:
    from made_studies import on_disk

    on_disk(working_folder / "study", [{"mandate": "none"}, {"mandate": "robust"}],
            [LUCK, LUCK - 40e3 + np.arange(8.0)])  # fmt: skip
    said = command("brief", "study")
    assert said.status == 0, said.err
    return working_folder / "study" / "brief.html"


def test_nothing_of_it_is_wider_than_a_telephone(page: Page, brief: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(brief.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('ol')).fontSize)")
    assert size >= 14


def test_on_paper_the_sheet_is_the_first_page_and_the_footer_begins_none(
    page: Page, brief: Path
) -> None:
    reader = pytest.importorskip("pypdf").PdfReader
    page.goto(brief.as_uri())
    printed = brief.parent / "printed.pdf"
    page.pdf(path=str(printed), prefer_css_page_size=True, print_background=True)
    pages = [re.sub(r"\s+", " ", sheet.extract_text()) for sheet in reader(printed).pages]
    assert "Repeat: marosim run -m made up" in pages[0]
    assert "Words of this brief" in pages[1]
    assert not any(text.strip().startswith("Written by marosim") for text in pages)
