"""On a phone: one finger moves the page, two the map, and a tap tells what is there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from desk_page import MAP, at_rest, dead, go_to, painted
from playwright.sync_api import Browser, CDPSession, Page, expect

PHONE: Any = {"width": 390, "height": 844}
TABLET: Any = {"width": 1024, "height": 768}
WHERE = f"document.querySelector('{MAP}').positionOf"
TOWNS = ("Kigali", "Butare", "Gisenyi", "Kibungo", "Byumba", "Kibuye")


@contextmanager
def touched(browser: Browser, address: str, size: Any) -> Iterator[Page]:
    """The view on a screen for fingers; afterwards nothing may have gone wrong in it."""
    context = browser.new_context(
        viewport=size, is_mobile=True, has_touch=True, device_scale_factor=2
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


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    with touched(browser, address, PHONE) as page:
        yield page


@pytest.fixture
def tablet(browser: Browser, address: str) -> Iterator[Page]:
    with touched(browser, address, TABLET) as page:
        yield page


def drag(
    wire: CDPSession, *ways: tuple[tuple[float, float], tuple[float, float]], thrown: bool = False
) -> None:
    """Put fingers down, move each from its first spot to its second, and lift them.

    They stop before they are lifted, or throw what they hold; each event bears a time of its own,
    however slow the machine is.
    """
    steps, step_s, first = 8, 0.016, time.time()

    def touch(kind: str, step: int, late_s: float = 0) -> None:
        points = [
            {
                "x": a[0] + step / steps * (b[0] - a[0]),
                "y": a[1] + step / steps * (b[1] - a[1]),
                "id": i,
            }
            for i, (a, b) in enumerate(ways)
        ]
        event = {"touchPoints": [] if kind == "touchEnd" else points}
        when = first + step * step_s + late_s
        wire.send("Input.dispatchTouchEvent", {"type": kind, "timestamp": when, **event})

    touch("touchStart", 0)
    for step in range(1, steps + 1):
        touch("touchMove", step)
    touch("touchEnd", steps, step_s if thrown else 0.3)


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


def between_towns(page: Page) -> float:
    """Pixels from Gisenyi to Kigali, from west to east."""
    found = towns(page)
    return found["Kigali"][0] - found["Gisenyi"][0]


def test_two_fingers_move_and_pull_the_map_and_not_the_page(phone: Page) -> None:
    wire = phone.context.new_cdp_session(phone)
    page_top, before = top(phone), towns(phone)
    drag(wire, ((150, 400), (90, 370)), ((250, 400), (190, 370)))
    at_rest(phone)
    for name, (x, y) in towns(phone).items():
        assert [x, y] == pytest.approx([before[name][0] - 60, before[name][1] - 30], abs=1.5)
    apart = between_towns(phone)
    drag(wire, ((170, 400), (100, 400)), ((230, 400), (300, 400)))
    at_rest(phone)
    assert between_towns(phone) == pytest.approx(apart * 200 / 60, rel=0.02)
    assert top(phone) == page_top and phone.evaluate("visualViewport.scale") == 1


def pinch(wire: CDPSession, before: float, after: float) -> None:
    """Two fingers about the middle of the map, from so far apart to so far apart."""
    x, y = 200, 400
    drag(wire, ((x - before / 2, y), (x - after / 2, y)), ((x + before / 2, y), (x + after / 2, y)))


def test_fingers_zoom_from_one_to_fourteen_and_no_farther(phone: Page) -> None:
    wire = phone.context.new_cdp_session(phone)

    def apart() -> float:
        at_rest(phone)
        (kigali, _), (gisenyi, _) = phone.evaluate(f"['Kigali', 'Gisenyi'].map({WHERE})")
        return float(kigali - gisenyi)

    whole = apart()
    for _ in range(3):
        pinch(wire, 30, 300)
    assert apart() == pytest.approx(14 * whole, rel=0.01)
    for _ in range(4):
        pinch(wire, 300, 30)
    assert apart() == pytest.approx(whole, rel=0.01)
    # however far it is thrown, some of the country stays in sight
    for _ in range(4):
        drag(wire, ((100, 250), (300, 600)), ((150, 250), (350, 600)), thrown=True)
    at_rest(phone)
    box = phone.locator(MAP).bounding_box()
    x, y = phone.evaluate(f"{WHERE}('Gisenyi')")  # in the north-west, pulled to the south-east
    assert box and 0 < x < box["width"] and 0 < y < box["height"]


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_map_that_is_thrown_glides_on_unless_motion_is_unwanted(phone: Page, motion: Any) -> None:
    phone.emulate_media(reduced_motion=motion)
    wire = phone.context.new_cdp_session(phone)
    pinch(wire, 60, 150)
    at_rest(phone)
    x, y = phone.evaluate(f"{WHERE}('Kigali')")
    drag(wire, ((150, 400), (110, 380)), ((250, 400), (210, 380)))
    at_rest(phone)
    stopped = phone.evaluate(f"{WHERE}('Kigali')")
    assert stopped == pytest.approx([x - 40, y - 20], abs=1.5), "who stops first throws nothing"
    drag(wire, ((150, 400), (110, 380)), ((250, 400), (210, 380)), thrown=True)
    at_rest(phone)
    after = phone.evaluate(f"{WHERE}('Kigali')")
    glided = stopped[0] - 40 - after[0]
    assert glided > 15 if motion == "no-preference" else abs(glided) < 1.5


def test_a_tablet_is_used_as_a_phone_is(tablet: Page) -> None:
    wire = tablet.context.new_cdp_session(tablet)
    apart = between_towns(tablet)
    drag(wire, ((400, 300), (300, 300)), ((460, 300), (560, 300)))
    at_rest(tablet)
    assert between_towns(tablet) == pytest.approx(apart * 260 / 60, rel=0.02)
    tablet.touchscreen.tap(*towns(tablet)["Kigali"])
    expect(tablet.locator(".story h2")).to_have_text("Kigali")
    at_rest(tablet)
    page_top, place = top(tablet), tablet.evaluate(f"{WHERE}('Kigali')")
    drag(wire, ((500, 400), (500, 250)))
    tablet.wait_for_function(
        f"document.querySelector('{MAP}').getBoundingClientRect().y < {page_top} - 100"
    )
    assert tablet.evaluate(f"{WHERE}('Kigali')") == place
    left, right = (tablet.locator(f".desk .{side}").bounding_box() for side in ("left", "right"))
    assert left and right and left["y"] == right["y"], "choices and results stand side by side"


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


SMALL = """() => [...document.querySelectorAll(
    ".desk :is(button, select, input, textarea, summary, a)")]
  .filter(node => node.checkVisibility() && !node.closest(".steps, .unseen, .tick")
    && node.type !== "range")
  .map(node => [node, (node.closest("label") ?? node).getBoundingClientRect()])
  .filter(([, { width, height }]) => height < 43.5 || width < 43.5)
  .map(([node, { width, height }]) => `${node.outerHTML.slice(0, 90)} ${width} x ${height}`)"""


def test_what_can_be_touched_has_room_for_a_finger(phone: Page) -> None:
    phone.get_by_role("button", name="Step").tap()
    phone.touchscreen.tap(*towns(phone)["Butare"])
    expect(phone.locator(".story h2")).to_have_text("Butare")
    for tab in ("Respond", "Teach", "Keep", "Charts", "Log", "Chain", "Story", "Briefing"):
        phone.get_by_role("tab", name=tab).tap()
        painted(phone)
        assert phone.evaluate(SMALL) == [], tab
    phone.get_by_role("tab", name="What if").tap()
    phone.get_by_role("button", name="Compare with no response").first.tap()
    expect(phone.locator("#paired-mandate")).to_be_visible()
    assert phone.evaluate(SMALL) == []


def test_play_can_be_read_after_it_was_touched(phone: Page) -> None:
    play = phone.locator(".time-play")
    for words in ("Pause", "Play"):
        play.tap()
        expect(play).to_have_text(words)
        expect(play).to_have_css("color", "rgb(255, 255, 255)")
        back = play.evaluate("node => getComputedStyle(node).backgroundColor")
        assert back in ("rgb(0, 95, 150)", "rgb(0, 76, 121)")


def test_a_decision_is_taken_back_by_touch_and_nothing_is_lost(phone: Page) -> None:
    made, note = phone.locator(".made li"), phone.locator(".kept-run")
    go_to(phone, "6", 6)
    phone.select_option("#group-mandate", "robust")
    expect(note).to_contain_text("kept as run A")
    at_rest(phone)
    go_to(phone, "10", 10)
    phone.select_option("#group-funding", "full")
    expect(made).to_have_count(2)
    at_rest(phone)
    go_to(phone, "12", 12)
    with_both = dead(phone)
    made.first.get_by_role("button", name="Undo").tap()
    expect(made).to_have_count(1)
    expect(made).to_contain_text("16 Apr: funding: full")
    expect(note).to_contain_text("kept as run C")
    at_rest(phone)
    expect(phone.locator(MAP)).to_have_attribute("data-day", "12")
    assert phone.evaluate("location.search").count("decision") == 1
    note.get_by_role("button", name="Back to run C").tap()
    expect(made).to_have_count(2)
    expect(phone.locator(MAP)).to_have_attribute("data-day", "12", timeout=60_000)
    at_rest(phone)
    assert dead(phone) == with_both
    phone.get_by_role("tab", name="Keep").tap()
    expect(phone.locator(".runs > li")).to_have_count(4)
