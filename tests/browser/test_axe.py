"""Every tab, dark and light, wide and on a phone, held against the rules of axe-core."""

from __future__ import annotations

import pytest
from desk_page import Desk, go_to
from playwright.sync_api import Page

axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe is not here: pip install 'marosim[dev]'"
)
TABS = ("Respond", "What if", "Teach", "Keep", "Charts", "Log", "Chain", "Story", "Briefing")
SIZES = ((1280, 720), (390, 844))


@pytest.mark.slow
def test_no_tab_breaks_a_rule(page: Page, desk: Desk) -> None:
    desk()
    go_to(page, "12", 12)
    page.get_by_role("tab", name="What if").click()
    page.get_by_role("button", name="Compare with no response").click()
    page.wait_for_selector(".difference")
    found, rules = {}, axe.Axe()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            for tab in TABS:
                page.get_by_role("tab", name=tab, exact=True).click()
                seen = rules.run(page, context=".desk")
                if seen.violations_count:
                    found[scheme, width, tab] = seen.generate_report()
    assert found == {}
