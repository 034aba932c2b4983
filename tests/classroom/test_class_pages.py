"""The pages in a real Chromium: a phone takes a seat, decides, and loses nothing on a reload."""

from __future__ import annotations

import io
import shlex
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
PHONE, WALL = {"width": 390, "height": 844}, {"width": 1920, "height": 1080}
PAUSE_MS = 2500  # at most, before a page asks again whether there is a server
PAUSES = """const later = setTimeout; window.longest = 0;
window.setTimeout = (act, ms, ...more) => {
  if (act.name === "open") window.longest = Math.max(window.longest, ms);
  return later(act, ms, ...more);
}"""
ABOVE = """(pair) => {
  const [one, other] = pair.map((at) => document.querySelector(at).getBoundingClientRect().top);
  return one < other;
}"""


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


def test_control_and_who_joins_are_told_which_seats_bots_play(browser, tmp_path):
    with served(tmp_path, "kalvera", *SMALL, "--bots", "1") as server:
        control = browser.new_page()
        control.goto(f"{server.url}/control#{server.token}")
        control.locator("#seats td", has_text="a bot").wait_for()
        assert "A bot plays 1 seat." in control.inner_text("#bots")
        phone = browser.new_context(viewport=PHONE, has_touch=True).new_page()
        phone.goto(server.url)
        phone.fill("#code", server.code)
        phone.click("text=Show the seats")
        last = phone.locator("#free label").last  # free seats come first
        last.get_by_text("A bot plays this seat; you can take it.").wait_for()
        last.locator("input").check()
        phone.get_by_role("button", name="Take it").click()
        phone.wait_for_selector("#levers select")
        control.locator("#seats td", has_text="a bot").wait_for(state="detached")
        assert control.inner_text("#bots") == ""


@pytest.mark.parametrize("name", plan.available())
def test_each_guide_prints_on_a_page_before_during_and_after(browser, name):
    pypdf = pytest.importorskip("pypdf")
    page = browser.new_page()
    page.set_content(review.alone(guide.page(plan.read(name))))
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(printed) == 3
    for text, heading in zip(printed, ("Before (", "During (", "After ("), strict=True):
        assert heading in text.extract_text()


def test_pages_show_what_waits_and_keep_what_is_typed_and_come_back_after_a_crash(
    browser, tmp_path
):
    hall = browser.new_context()
    control, screen = hall.new_page(), hall.new_page()
    seats = {name: browser.new_context().new_page() for name in ("council_1", "council_2", "fc_1")}
    for page in (control, screen, *seats.values()):
        page.set_default_timeout(1000 * PATIENCE_S)
        page.add_init_script(PAUSES)
    with served(tmp_path, "kalvera", *SMALL) as server:
        again = shlex.split(server.again)[2:]
        control.goto(f"{server.url}/control#{server.token}")
        control.wait_for_selector("#injects tbody tr")
        screen.goto(f"{server.url}/screen")
        for name, page in seats.items():
            cookie, value = server.seat_cookie(name).split("=", 1)
            page.context.add_cookies([{"name": cookie, "value": value, "url": server.url}])
            page.goto(f"{server.url}/seat")
            page.wait_for_selector("#map text")

        # a draft stands above all that can be ordered, says what it takes, and who voted sees it
        member, other, commander = seats.values()
        member.select_option("#lever-mandate\\.name", label="robust")
        member.click("#order > button")
        member.get_by_text("The draft is before the Council").wait_for()
        assert member.input_value("#lever-mandate\\.name") == '"traditional"'  # not ordered twice
        other.get_by_text("It takes 2 votes in favour").wait_for()
        assert other.evaluate(ABOVE, ["#drafts button", "#levers"])
        other.locator("#drafts button", has_text="yes").click()
        other.wait_for_selector("#drafts button.chosen >> text=yes")
        member.locator("#drafts button", has_text="yes").click()
        member.wait_for_selector("#decided li.adopted")
        assert member.locator("#votes").is_hidden()

        # a place that nobody could find is named once somebody speaks of it, to those who are told
        names = "() => [...document.querySelectorAll('#map text')].map((t) => t.textContent)"
        assert "Redbank" not in commander.evaluate(names)
        control.locator("#injects tr", has_text="over wells").get_by_text("Release").click()
        control.locator("#injects tr.released", has_text="over wells").wait_for()
        commander.fill("#what", "Walk to Redbank")
        commander.fill("#why", "They know us")
        commander.fill("#against", "It is far")
        commander.click("#ask button")
        control.fill("#asks input[required]", "Too far by")
        member.fill("#what", "Write to them")
        member.fill("#why", "It is cheap")
        member.fill("#against", "Nobody reads")
        member.click("#ask button")
        control.get_by_text("Write to them").wait_for()
        ruling = control.locator("#asks li", has_text="Walk to Redbank")
        assert ruling.locator("input[required]").input_value() == "Too far by"
        assert control.evaluate("() => document.activeElement.value") == "Too far by"
        ruling.locator("select").select_option(label="Local committees: 0.4")
        assert ruling.locator("input[dir=ltr]").input_value() == "setting:local_dialogue.effort=0.4"
        ruling.get_by_role("button", name="Rule").click()
        ruling.get_by_text("Ruling: it has an effect.").wait_for()
        commander.locator("#inbox", has_text="Ruling: it has an effect. Too far by").wait_for()
        commander.wait_for_function(f"() => ({names})().includes('Redbank')")
        assert "Redbank" not in screen.evaluate(names)
        server.kill()
        for page in (control, screen, *seats.values()):
            page.wait_for_selector("#banner:not([hidden])")
        member.wait_for_timeout(8000)  # as long as it takes somebody to type the command
    with served(tmp_path, *again) as server:
        for page in (control, screen, *seats.values()):
            page.wait_for_selector("#banner[hidden]", state="attached")
            assert 0 < page.evaluate("() => longest") <= PAUSE_MS

        # in the hot wash nothing can be decided, and the map has half of the wall
        control.click("#go-review")
        commander.wait_for_selector("#wash-part:not([hidden])")
        assert commander.locator("#order-part").is_hidden()
        assert commander.locator("#ask-part").is_hidden()
        screen.set_viewport_size(WALL)
        screen.get_by_text("0 of 3 seats have answered").wait_for()
        assert screen.locator("#picture").bounding_box()["width"] > 0.4 * WALL["width"]
