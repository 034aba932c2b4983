"""The pictures of the browser view that the documentation shows: ``make pictures``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from conftest import FLAGS, chromium, serving  # noqa: E402
from desk_page import go_to, painted  # noqa: E402

IMAGES = HERE.parents[1] / "docs" / "images"
WINDOW = {"width": 1280, "height": 720}
PAIRED_MS = 600_000  # twenty pairs of runs


def opened(page: Page, address: str, more: str) -> None:
    """Rwanda, ready to be used."""
    page.goto(f"{address}?scenario=rwanda_1994&seed=1{more}")
    page.wait_for_selector(".desk[data-connected=true]", timeout=60_000)


def chain(page: Page) -> None:
    """Day 40 and the chain of the response."""
    go_to(page, "1994-05-16", 40)
    page.get_by_role("tab", name="Chain").click()
    page.wait_for_selector(".funnel li")
    painted(page)


def difference(page: Page) -> None:
    """Day 100 beside the same run without a response, the difference on the map."""
    go_to(page, "1994-07-15", 100)
    page.get_by_role("tab", name="What if").click()
    page.get_by_role("button", name="Compare with no response").click()
    page.get_by_role("radio", name="difference").check(timeout=PAIRED_MS)
    page.get_by_role("tab", name="Charts").click()
    page.wait_for_selector("[data-done='20']", timeout=PAIRED_MS)
    painted(page)


TAKEN = (("app", "", chain), ("app_difference", "&response=five_thousand_in_place", difference))


def main() -> None:
    """Take both pictures."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        serving(Path(scratch) / "log.txt") as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        for name, more, show in TAKEN:
            page = browser.new_page(viewport=WINDOW)
            opened(page, address, more)
            show(page)
            page.screenshot(path=IMAGES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
