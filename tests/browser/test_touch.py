"""On a phone: one finger moves the page, two the map, and a tap tells what is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from desk_page import MAP, at_rest, painted
from playwright.sync_api import Browser, CDPSession, Page, expect

PHONE: Any = {"width": 390, "height": 844}
WHERE = f"document.querySelector('{MAP}').positionOf"
TOWNS = ("Kigali", "Butare", "Gisenyi", "Kibungo", "Byumba", "Kibuye")


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    """The view on a phone; afterwards nothing may have gone wrong in it."""
    context = browser.new_context(
        viewport=PHONE, is_mobile=True, has_touch=True, device_scale_factor=2
    )
    page = context.new_page()
    expect.set_options(timeout=20_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{address}?scenario=rwanda_1994&seed=1", wait_until="commit", timeout=60_000)
    page.wait_for_selector(f"{MAP}[data-day]", timeout=60_000)
    page.wait_for_selector(".desk[data-connected=true]", timeout=60_000)
    at_rest(page)
    yield page
    context.close()
    assert faults == []


def drag(wire: CDPSession, *ways: tuple[tuple[float, float], tuple[float, float]]) -> None:
    """Put fingers down, move each from its first spot to its second, and lift them."""
    steps = 8

    def touch(kind: str, share: float) -> None:
        points = [
            {"x": a[0] + share * (b[0] - a[0]), "y": a[1] + share * (b[1] - a[1]), "id": i}
            for i, (a, b) in enumerate(ways)
        ]
        wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 0)
    for step in range(1, steps + 1):
        touch("touchMove", step / steps)
    wire.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def towns(page: Page) -> dict[str, list[float]]:
    """Where towns are in the window."""
    box = page.locator(MAP).bounding_box()
    assert box
    found: dict[str, list[float]] = page.evaluate(f"(n) => n.map({WHERE})", list(TOWNS))
    return {name: [box["x"] + x, box["y"] + y] for name, (x, y) in zip(TOWNS, found, strict=True)}


def top(page: Page) -> float:
    box = page.locator(MAP).bounding_box()
    assert box
    return box["y"]


def test_one_finger_moves_the_page_and_not_the_map(phone: Page) -> None:
    wire = phone.context.new_cdp_session(phone)
    before, place = top(phone), phone.evaluate(f"{WHERE}('Kigali')")
    drag(wire, ((200, 500), (200, 350)))
    phone.wait_for_function(
        f"document.querySelector('{MAP}').getBoundingClientRect().y < {before} - 100"
    )
    assert phone.evaluate(f"{WHERE}('Kigali')") == place


def test_two_fingers_move_and_pull_the_map_and_not_the_page(phone: Page) -> None:
    wire = phone.context.new_cdp_session(phone)
    page_top, before = top(phone), towns(phone)
    drag(wire, ((150, 400), (90, 370)), ((250, 400), (190, 370)))
    at_rest(phone)
    for name, (x, y) in towns(phone).items():
        assert [x, y] == pytest.approx([before[name][0] - 60, before[name][1] - 30], abs=1.5)
    before = towns(phone)
    apart = before["Kigali"][0] - before["Gisenyi"][0]
    drag(wire, ((170, 400), (100, 400)), ((230, 400), (300, 400)))
    at_rest(phone)
    after = towns(phone)
    assert after["Kigali"][0] - after["Gisenyi"][0] == pytest.approx(apart * 200 / 60, rel=0.02)
    assert top(phone) == page_top and phone.evaluate("visualViewport.scale") == 1


def test_a_tap_tells_of_its_own_town(phone: Page) -> None:
    for name, (x, y) in towns(phone).items():
        phone.touchscreen.tap(x, y)
        expect(phone.locator(".tip.seen b")).to_have_text(name)
        expect(phone.locator(".story h2")).to_have_text(name)
        at_rest(phone)


def test_on_a_phone_nothing_is_cut_off_and_the_timeline_stays(phone: Page) -> None:
    for tab in ("What if", "Teach", "Keep", "Charts", "Log", "Briefing", "Respond"):
        phone.get_by_role("tab", name=tab).tap()
        painted(phone)
        wide = phone.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], f"{tab} is {wide} pixels wide"
        play = phone.locator(".time-play").bounding_box()
        assert play and play["y"] + play["height"] <= PHONE["height"], "Play is out of sight"
    phone.locator(".time-play").tap()
    expect(phone.locator(".time-play")).to_have_text("Pause")
    phone.locator(".time-play").tap()
    expect(phone.locator(".time-play")).to_have_text("Play")


def test_a_tip_leads_to_the_story_far_below(phone: Page) -> None:
    phone.touchscreen.tap(*towns(phone)["Butare"])
    expect(phone.locator(".story h2")).to_have_text("Butare")
    expect(phone.locator(".story h2")).not_to_be_in_viewport()
    phone.get_by_role("button", name="Read its story").tap()
    expect(phone.locator(".story h2")).to_be_in_viewport()


def test_nothing_on_the_map_stands_under_its_buttons(phone: Page) -> None:
    boxes = phone.evaluate(f"document.querySelector('{MAP}').seated().boxes")
    frame, buttons = phone.locator(MAP).bounding_box(), phone.locator(".zoom").bounding_box()
    assert frame and buttons and len(boxes) > 20
    left, low = buttons["x"] - frame["x"], buttons["y"] + buttons["height"] - frame["y"]
    assert not [box for box in boxes if box[2] > left and box[1] < low]
    assert all(box[2] <= frame["width"] and box[3] <= frame["height"] for box in boxes)


def test_a_wheel_over_a_narrow_map_scrolls_the_page_and_with_ctrl_zooms(phone: Page) -> None:
    place = phone.evaluate(f"{WHERE}('Kigali')")
    before = top(phone)
    phone.mouse.move(200, 400)
    phone.mouse.wheel(0, 120)
    phone.wait_for_function(
        f"document.querySelector('{MAP}').getBoundingClientRect().y < {before} - 50"
    )
    assert phone.evaluate(f"{WHERE}('Kigali')") == place
    phone.keyboard.down("Control")
    phone.mouse.wheel(0, -200)
    phone.keyboard.up("Control")
    phone.wait_for_function(f"{WHERE}('Kigali')[0] !== {place[0]}")
