"""By keyboard alone an exercise is led, a day found, a story told; nothing glides unasked."""

from __future__ import annotations

import re

from desk_page import MAP, Desk, Picture, go_to
from playwright.sync_api import Page, expect

MOST_TABS = 60


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until a control has the focus; it must be seen where that is."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            expect(page.locator(f"{selector}:focus-visible")).to_have_count(1)
            return
    raise AssertionError(f"Tab never reaches {selector}")


def test_an_exercise_can_be_led_by_keyboard(desk: Desk, picture: Picture) -> None:
    page = desk()
    key = page.keyboard.press
    tab_to(page, "#tab-respond")
    key("ArrowRight")
    key("ArrowRight")
    tab_to(page, ".panel-exercise button.main")
    key("Enter")
    expect(page.locator(".panel-exercise button:focus")).to_have_text("Play on")
    key("Enter")
    banner = page.locator(".banner")
    expect(banner).to_be_focused(timeout=60_000)
    picture(page)
    tab_to(page, ".banner button.main")
    key("Enter")
    expect(page.locator("#group-mandate")).to_be_focused()
    key("o")
    expect(page.locator("#group-mandate")).to_have_value("observer")
    expect(banner).to_contain_text("11 points left")
    expect(page.locator("#group-mandate")).to_be_focused()
    tab_to(page, ".banner button:last-child")
    key("Enter")
    expect(page.locator(".play")).to_be_focused()  # what was held is gone
    expect(banner).to_contain_text("Inject 2 of 10", timeout=60_000)
    expect(banner).to_be_focused()
    key(" ")  # plays on, as everywhere
    expect(banner).to_contain_text("Inject 3 of 10", timeout=60_000)
    page.get_by_role("button", name="Reset").focus()
    key("Enter")
    expect(page.locator("dialog.ask button:focus")).to_have_text("Go on with the exercise")
    key("Enter")
    expect(page.get_by_role("button", name="Reset")).to_be_focused()


def test_a_day_is_found_and_a_story_told_by_keyboard(desk: Desk, picture: Picture) -> None:
    page = desk()
    go_to(page, "1994-04-16", 10)
    page.locator("#jump").focus()
    tab_to(page, MAP)
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    title = page.locator(".story h2")
    expect(title).to_be_visible()
    heard = page.locator(".panel-story [role=status]")
    expect(heard).to_have_text(re.compile(rf"^{re.escape(title.inner_text())}, .*People: "))
    expect(page.locator(MAP)).to_be_focused()
    picture(page)
    tab_to(page, ".time-range")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(MAP)).to_have_attribute("data-day", "9")
    expect(page.locator(".time-range")).to_have_attribute("aria-valuetext", "15 Apr 1994, day 9")
    page.locator("#tab-charts").focus()
    page.keyboard.press("ArrowRight")
    tab_to(page, ".event")
    first = page.locator(".event:focus").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator(".event:focus")).to_have_text(first.replace("\n", ""))


def test_who_stands_on_a_row_of_the_log_stays_there(desk: Desk) -> None:
    page = desk()
    go_to(page, "1994-04-16", 10)
    page.get_by_role("tab", name="Log").click()
    row = page.locator(".event").nth(2)
    row.focus()
    words = row.inner_text()
    page.evaluate("document.querySelector('.desk').say({do: 'step'})")
    expect(page.locator(MAP)).to_have_attribute("data-day", "11")
    expect(page.locator(".event").nth(2)).not_to_have_text(words.replace("\n", ""))
    expect(page.locator(".event:focus")).to_have_text(words.replace("\n", ""))


def test_days_are_not_read_out_while_they_run(desk: Desk) -> None:
    page = desk()
    day = page.locator(".time-words")
    expect(day).to_have_attribute("aria-live", "polite")
    page.click("button.play")
    expect(day).to_have_attribute("aria-live", "off")
    page.click("button.play")
    expect(day).to_have_attribute("aria-live", "polite")


def test_who_wants_no_motion_gets_none(desk: Desk) -> None:
    page = desk()
    page.emulate_media(reduced_motion="reduce")
    moving = "getComputedStyle(document.querySelector('.stage'), '::after').animationName"
    page.evaluate("document.querySelector('.desk').dataset.busy = 'true'")
    assert page.evaluate(moving) == "none"
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) == "marosim-busy"
