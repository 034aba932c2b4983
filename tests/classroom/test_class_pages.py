"""The pages in a real Chromium: a phone takes a seat, decides, and loses nothing on a reload."""

from __future__ import annotations

import io
import shutil

import pytest
from teacher import PATIENCE_S, SMALL, served

from marosim.classroom import guide, plan, review

pytest.importorskip("uvicorn")
playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as engine:
        made = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


def test_a_phone_a_second_seat_control_and_the_screen_share_one_run(browser, tmp_path):
    said: list[str] = []
    asked: set[str] = set()

    def page_of(context):
        page = context.new_page()
        page.set_default_timeout(1000 * PATIENCE_S)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
        page.on("request", lambda request: asked.add(request.url.split("/")[2]))
        return page

    with served(tmp_path, "kalvera", *SMALL) as server:
        hall = browser.new_context()
        control, screen = page_of(hall), page_of(hall)
        control.goto(f"{server.url}/control#{server.token}")
        control.wait_for_selector("#injects tbody tr")
        assert server.token not in control.url  # nor in the history
        screen.goto(f"{server.url}/screen")
        screen.get_by_text(server.code).wait_for()

        phone = page_of(browser.new_context(viewport=PHONE, has_touch=True))
        phone.goto(server.url)
        phone.fill("#code", server.code.lower())
        phone.click("text=Show the seats")
        phone.check("input[value=srsg_1]")
        phone.click("text=Take it")
        phone.wait_for_selector("#levers select")
        width = phone.evaluate("() => document.documentElement.scrollWidth")
        assert width <= PHONE["width"]

        control.fill("#rate", "10")
        control.click("#go")
        phone.get_by_role("button", name="Protest to the government").click()
        phone.get_by_text("Your choice holds").wait_for()
        control.get_by_text("Chosen: Protest to the government").wait_for()

        # a finger on a place tells of it: phones show no titles
        phone.locator("#map .reach").first.dispatch_event("click")
        phone.locator("#map-part p[role=status]", has_text="killed:").wait_for()

        # what is typed outlives a phone that reloads, and the seat is still its own
        phone.fill("#text", "We have protested")
        phone.reload()
        phone.wait_for_selector("#levers select")
        assert phone.input_value("#text") == "We have protested"
        phone.click("#say button")
        control.get_by_text("We have protested").wait_for()
        assert "We have protested" not in screen.content()

        # the newest page of a seat wins, and the older one is told
        second = page_of(phone.context)
        second.goto(f"{server.url}/seat")
        second.wait_for_selector("#map svg")
        phone.get_by_text("open on another page").wait_for()

        # the truth stays in exercise control until it says otherwise
        control.get_by_text("Killed (true)").wait_for(timeout=8000)
        assert "(true)" not in second.content() and "(true)" not in screen.content()
        control.on("dialog", lambda dialog: dialog.accept())
        control.click("#truth")
        screen.get_by_text("What really happened").wait_for()
        screen.get_by_text("Killed (true)").wait_for()
        assert "(true)" not in second.content()
    assert asked == {server.url.split("/")[2]}  # no request leaves the host
    assert [line for line in said if "WebSocket" not in line] == []


@pytest.mark.parametrize("name", plan.available())
def test_each_guide_prints_on_a_page_before_during_and_after(browser, name):
    pypdf = pytest.importorskip("pypdf")
    page = browser.new_page()
    page.set_content(review.alone(guide.page(plan.read(name))))
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(printed) == 3
    for text, heading in zip(printed, ("Before (", "During (", "After ("), strict=True):
        assert heading in text.extract_text()
