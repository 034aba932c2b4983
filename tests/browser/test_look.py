"""Dark or light, large for a room, and nothing drawn where nobody is."""

from __future__ import annotations

import re

import pytest
from desk_page import MAP, Desk, Picture, at_rest, go_to
from playwright.sync_api import Page, expect

DARK = re.compile(r"rgb\((\d\d?), (\d\d?), (\d\d?)\)")  # each below a hundred


def test_dark_as_the_system_has_it_until_somebody_chooses(
    page: Page, desk: Desk, picture: Picture
) -> None:
    page.emulate_media(color_scheme="dark")
    desk()
    shown, switch = page.locator(".desk"), page.get_by_role("button", name="Dark page")
    expect(shown).to_have_css("background-color", DARK)
    expect(page.locator("#case")).to_have_css("background-color", DARK)
    picture(page)
    switch.click()
    expect(shown).to_have_css("background-color", "rgb(255, 255, 255)")
    page.reload()
    expect(shown).to_have_css("background-color", "rgb(255, 255, 255)")
    switch.click()
    page.emulate_media(media="print")
    expect(shown).to_have_css("background-color", "rgb(255, 255, 255)")


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_a_presentation_shows_map_and_date_large(
    desk: Desk, picture: Picture, size: tuple[int, int]
) -> None:
    page = desk()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    words = page.locator(".time-words b")
    before = words.evaluate("node => node.getBoundingClientRect().height")
    page.get_by_role("button", name="Present").click()
    expect(page.locator(".head")).to_be_hidden()
    at_rest(page)
    assert words.evaluate("node => node.getBoundingClientRect().height") > 1.4 * before
    assert page.locator(".time").evaluate("node => node.getBoundingClientRect().bottom") <= size[1]
    picture(page, str(size[0]))
    x, y = page.locator(MAP).evaluate(
        """map => {
          const [x, y] = map.positionOf("Kigali"), box = map.getBoundingClientRect();
          const large = box.width / map.clientWidth;
          return [box.left + x * large, box.top + y * large];
        }"""
    )
    page.mouse.click(x, y)
    page.keyboard.press("Escape")
    expect(page.locator(".head")).to_be_visible()
    expect(page.locator(".panel-story")).to_contain_text("Kigali")


def test_no_tent_stands_where_nobody_fled(desk: Desk) -> None:
    page = desk()
    tents = "map => map.seated().tents.map(({ words }) => words)"
    assert page.locator(MAP).evaluate(tents) == []
    go_to(page, "30", 30)
    found = page.locator(MAP).evaluate(tents)
    assert found and "0" not in found
