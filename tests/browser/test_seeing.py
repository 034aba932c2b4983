"""See: map, layers, log, chain, stories; keyboard; one session's fault stays its own."""

from __future__ import annotations

import itertools
from typing import Any

from desk_page import (
    MAP,
    WHERE,
    Desk,
    Picture,
    at_rest,
    beside_none,
    dead,
    go_to,
    painted,
    pairs_tell,
    place_on_page,
    say_to,
    until_chart_agrees,
)  # fmt: skip
from playwright.sync_api import Page, expect

from marosim.view.briefing import briefing_page

REACH_PX = 20  # within which a click finds a town


def pixels(page: Page) -> str:
    """A hash of what is on the map, once it stands still."""
    at_rest(page)
    return str(
        page.evaluate(
            """async () => {
              const canvas = document.querySelector('canvas.map-canvas');
              const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              const hash = await crypto.subtle.digest('SHA-1', data.data);
              return [...new Uint8Array(hash)].join();
            }"""
        )
    )


def test_each_layer_shows_on_the_map(desk: Desk) -> None:
    page = desk()
    go_to(page, "1994-04-18", 12)
    for layer in ("control", "units", "alerts", "names", "flows", "known"):
        before = pixels(page)
        box = page.locator(f"input[data-layer={layer}]")
        box.click()
        assert pixels(page) != before, f"{layer} changed nothing on the map"
        box.click()
        assert pixels(page) == before, f"{layer} did not come back"


def test_known_is_not_the_truth(desk: Desk, picture: Picture) -> None:
    page = desk()
    go_to(page, "1994-04-18", 12)
    page.locator("input[data-layer=known]").check()
    expect(page.locator(".legend")).to_contain_text("as reported in the last week")
    page.mouse.move(*place_on_page(page, "Gisenyi"))
    expect(page.locator(".tip")).to_contain_text("Reported killed")
    expect(page.locator(".tip")).not_to_contain_text("displaced")
    expect(page.locator(".chart h3").first).to_contain_text("as reported")
    picture(page)


def test_pan_and_zoom_by_wheel_drag_and_keys(desk: Desk) -> None:
    page = desk()
    first = place_on_page(page, "Butare")
    box: Any = page.locator(MAP).bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 250)
    page.mouse.wheel(0, -400)
    page.wait_for_function(f"{WHERE}('Butare')[0] !== {first[0] - box['x']}")
    at_rest(page)
    zoomed = place_on_page(page, "Butare")
    assert zoomed != first
    page.mouse.down()
    page.mouse.move(box["x"] + 350, box["y"] + 290, steps=4)
    page.wait_for_timeout(150)  # who stops before letting go throws nothing
    page.mouse.up()
    moved = place_on_page(page, "Butare")
    assert abs(moved[0] - zoomed[0] - 50) < 2 and abs(moved[1] - zoomed[1] - 40) < 2
    page.locator(MAP).focus()
    page.keyboard.press("0")
    back = place_on_page(page, "Butare")
    assert abs(back[0] - first[0]) < 1 and abs(back[1] - first[1]) < 1
    page.keyboard.press("+")
    assert place_on_page(page, "Butare") != back
    page.get_by_role("button", name="Whole country").click()
    at_rest(page)
    assert abs(place_on_page(page, "Butare")[0] - first[0]) < 1


def test_click_on_a_town_tells_its_story(desk: Desk, picture: Picture) -> None:
    page = desk()
    go_to(page, "1994-04-18", 12)
    page.mouse.click(*place_on_page(page, "Nyamata"))
    expect(page.locator(".story h2")).to_have_text("Nyamata", timeout=20_000)
    expect(page.locator(".story")).to_contain_text("Killed here so far")
    expect(page.locator(".story")).to_contain_text("Lived in Nyamata")
    picture(page)
    page.get_by_label("Find a place").fill("Butare")
    page.keyboard.press("Enter")
    expect(page.locator(".story h2")).to_have_text("Butare", timeout=20_000)
    expect(page.locator(MAP)).to_have_attribute("data-centre", "Butare")


def test_a_click_hits_the_town_and_never_a_badge(desk: Desk, picture: Picture) -> None:
    page = desk()
    go_to(page, "1994-04-12", 6)
    map_ = page.locator(MAP)
    badges = map_.evaluate("map => map.seated().badges")
    names = page.evaluate("[...document.querySelectorAll('#all-places option')].map(o => o.value)")
    towns = page.evaluate(f"(n) => n.map({WHERE})", names)
    box: Any = map_.bounding_box()
    clicked = 0
    for badge in badges:
        far = [((x - badge["x"]) ** 2 + (y - badge["y"]) ** 2) ** 0.5 for x, y in towns]
        if min(far) > REACH_PX or clicked == 6:
            continue
        clicked += 1
        page.mouse.click(box["x"] + badge["x"], box["y"] + badge["y"])
        expect(page.locator(".story h2")).to_have_text(names[far.index(min(far))], timeout=20_000)
    assert clicked == 6
    picture(page)


def test_a_unit_of_a_town_tells_where_it_has_been(desk: Desk) -> None:
    page = desk()
    go_to(page, "1994-04-12", 6)
    page.mouse.click(*place_on_page(page, "Kigali"))
    page.locator(".units button").first.click()
    expect(page.locator(".story")).to_contain_text("Its way", timeout=20_000)
    expect(page.locator(".story")).to_contain_text("Strength")


def test_log_filters_and_centres_the_map(desk: Desk, picture: Picture) -> None:
    page = desk()
    go_to(page, "1994-04-26", 20)
    page.get_by_role("tab", name="Log").click()
    expect(page.locator(".event").first).to_be_visible()
    page.get_by_role("button", name="Attacks").click()
    expect(page.locator(".event:not([data-kind=attack])")).to_have_count(0)
    expect(page.locator(".event").first).to_be_visible()
    page.get_by_label("Find in the log").fill("Butare")
    expect(page.locator(".event").filter(has_not_text="Butare")).to_have_count(0)
    expect(page.locator(".event").first).to_be_visible()
    page.locator(".event").first.click()
    expect(page.locator(MAP)).to_have_attribute("data-centre", "Butare")
    picture(page)


def test_chain_marks_one_broken_link(desk: Desk, picture: Picture) -> None:
    page = desk()
    go_to(page, "1994-05-16", 40)
    page.get_by_role("tab", name="Chain").click()
    expect(page.locator(".funnel li.broken")).to_have_count(1, timeout=20_000)
    expect(page.locator(".funnel")).to_contain_text("first signal")
    expect(page.locator(".chain .lead")).to_contain_text("Most lives were lost")
    start = page.locator(".funnel li", has_text="mandate authorised").locator(".funnel-bar")
    late = page.locator(".funnel li", has_text="decision to act").locator(".funnel-bar")
    widths = [bar.evaluate("bar => parseFloat(bar.style.width)") for bar in (start, late)]
    assert widths[0] == 100 > widths[1], "a bar says how much of the killing was still to come"
    picture(page)


def test_charts_follow_the_day_and_move_it(desk: Desk) -> None:
    page = desk()
    go_to(page, "1994-04-26", 20)
    plot = page.locator(".chart-plot .u-over").first
    size: Any = plot.bounding_box()
    plot.click(position={"x": size["width"] * 10 / 30, "y": 20})
    page.wait_for_function(
        "Math.abs(Number(document.querySelector('canvas.map-canvas').dataset.day) - 10) < 2"
    )
    assert dead(page) > 30
    until_chart_agrees(page)


def test_charts_are_as_wide_as_the_days_that_have_run(desk: Desk) -> None:
    page = desk()
    go_to(page, "1994-05-16", 40)
    painted(page)
    for chart in page.locator(".chart-frame").all():
        plot: Any = chart.locator(".u-over").bounding_box()
        for label in chart.locator(".chart-values span").all():
            box: Any = label.bounding_box()
            assert abs(box["x"] - plot["x"] - plot["width"]) < 12, (
                "a name stands where its line ends"
            )
    page.locator(".time-range").fill("20")
    painted(page)
    label_box: Any = page.locator(".chart-values span").first.bounding_box()
    plot = page.locator(".chart-frame .u-over").first.bounding_box()
    assert abs(label_box["x"] - plot["x"] - plot["width"] / 2) < 12


def test_more_and_fewer_are_told_apart_without_colour(desk: Desk, picture: Picture) -> None:
    page = desk()
    go_to(page, "1994-05-16", 40)
    beside_none(page)
    page.get_by_label("difference").check()
    at_rest(page)
    names = page.evaluate("[...document.querySelectorAll('#all-places option')].map(o => o.value)")
    said = {"Gitarama": 3000, "Kibuye": -3000, "Nyamata": 900, "Kibeho": -900}
    places = [said.get(name, 0) for name in names]
    told = "3,000 fewer (−) to 3,000 more (+) killed"
    pairs_tell(page, page.locator(".legend"), told, places=places)
    page.mouse.move(*place_on_page(page, "Masango"))
    expect(page.locator(".tip")).to_contain_text("The 12 pairs do not agree about this town")
    grey = page.context.new_cdp_session(page)
    grey.send("Emulation.setEmulatedVisionDeficiency", {"type": "achromatopsia"})
    picture(page)
    # a stroke down through the middle of a town says more, its absence fewer
    seen: dict[str, list[bool]] = {}
    for name in ("Gitarama", "Kibuye", "Nyamata", "Kibeho"):
        page.mouse.move(*place_on_page(page, name))
        expect(page.locator(".tip")).to_contain_text(name)
        words = page.locator(".tip").inner_text()
        change = next((word for word in ("more", "fewer") if f"{word} killed" in words), "")
        strokes = page.evaluate(
            """(name) => {
              const map = document.querySelector('canvas.map-canvas');
              const pen = map.getContext('2d'), [x, y] = map.positionOf(name);
              const white = (x, y, high) => pen
                .getImageData(Math.round(x) - 1, Math.round(y), 3, high)
                .data.some((value, i) => i % 4 === 0 && value > 225);
              return [white(x, y - 1, 3), white(x, y - 4, 2)];
            }""",
            name,
        )
        if change:
            assert seen.setdefault(change, strokes) == strokes, (name, words)
    assert seen == {"more": [True, True], "fewer": [True, False]}
    expect(page.locator(".legend")).to_contain_text("(−)")


def test_charts_say_what_they_show_and_what_history_records(desk: Desk) -> None:
    page = desk()
    go_to(page, "1994-04-26", 20)
    titles = page.locator(".chart h3")
    dead = int(page.get_attribute(MAP, "data-dead") or 0)
    expect(titles.first).to_contain_text("civilians killed")
    said = (titles.first.text_content() or "").split()[0].replace(",", "")
    assert abs(int(said) - dead) <= dead / 100
    expect(page.locator(".chart-key")).to_be_hidden()
    go_to(page, "1994-05-16", 40)
    expect(page.locator(".chart-key")).to_contain_text("recorded")
    for chart in page.locator(".chart-values").all():
        boxes = [label.bounding_box() for label in chart.locator("span").all()]
        tops = sorted(box["y"] for box in boxes if box)
        assert all(b - a > 10 for a, b in itertools.pairwise(tops)), "labels overlap"


def test_controls_have_names_and_can_be_reached(desk: Desk) -> None:
    page = desk()
    nameless = page.evaluate(
        """() => [...document.querySelectorAll(
            '.desk button, .desk input, .desk select, .desk textarea')]
          .filter(e => e.offsetParent !== null)
          .filter(e => !(e.getAttribute('aria-label') || e.textContent.trim() || e.title
                         || (e.labels && e.labels.length)))
          .map(e => e.outerHTML)"""
    )
    assert nameless == []
    page.locator("#tab-respond").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#panel-whatif")).to_be_visible()


def test_tab_reaches_every_control_and_shows_where_it_is(desk: Desk) -> None:
    page = desk()
    page.evaluate("document.activeElement.blur()")
    wanted = page.evaluate(
        """() => [...document.querySelectorAll(
            '.desk button, .desk input, .desk select, .desk textarea, .desk canvas[tabindex]')]
          .filter(e => e.offsetParent !== null && !e.disabled && e.tabIndex >= 0)
          .map((e, i) => e.dataset.control = String(i))"""
    )
    reached, unseen = set(), []
    for _ in range(len(wanted) + 8):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => { const e = document.activeElement;
              const ring = [e, e.closest('.time-strip')].filter(Boolean)
                .some(n => { const s = getComputedStyle(n);
                  return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; });
              return [e.dataset.control ?? '', ring, e.outerHTML.slice(0, 80)]; }"""
        )
        if found[0]:
            reached.add(found[0])
            if not found[1]:
                unseen.append(found[2])
    assert reached == set(wanted)
    assert unseen == []


CONTRAST = """() => {
      const parts = (c) => (c.match(/[\\d.]+/g) || []).map(Number);
      const light = (c) => { const [r, g, b] = parts(c).map(v => { v /= 255;
        return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
        return .2126 * r + .7152 * g + .0722 * b; };
      const ground = (e) => { for (let n = e; n; n = n.parentElement) {
        const c = getComputedStyle(n).backgroundColor;
        if (parts(c).length < 4 || parts(c)[3] > .85) return c; } return 'rgb(255,255,255)'; };
      return [...document.querySelectorAll('.desk *')].filter(e => e.offsetParent !== null
        && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
        .map(e => { const [a, b] = [light(getComputedStyle(e).color), light(ground(e))];
          return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), e.textContent.trim()]; })
        .filter(([ratio]) => ratio < 4.5);
    }"""


def test_text_has_contrast(desk: Desk) -> None:
    page = desk()
    assert page.evaluate(CONTRAST) == [], "at the start"
    go_to(page, "1994-04-26", 20)
    for tab in ("Log", "Chain", "Story", "Briefing", "Keep", "Teach", "What if"):
        page.get_by_role("tab", name=tab).click()
        painted(page)
        assert page.evaluate(CONTRAST) == [], tab
    page.get_by_role("button", name="Compare with no response").click()
    expect(page.locator(".difference").first).to_be_visible()
    page.get_by_role("tab", name="Charts").click()
    painted(page)
    assert page.evaluate(CONTRAST) == [], "comparison"
    page.get_by_role("tab", name="Teach").click()
    page.get_by_role("button", name="Begin the exercise").click()
    page.locator(".panel-exercise").get_by_role("button", name="Play on").click()
    expect(page.locator(".banner")).to_be_visible(timeout=60_000)
    assert page.evaluate(CONTRAST) == [], "exercise"


def test_everything_fits_on_a_projector(desk: Desk) -> None:
    page = desk()
    go_to(page, "1994-04-26", 20)
    size = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert size == [1280, 720]
    wide = page.evaluate(
        """() => [...document.querySelectorAll('.head *, .left *, .right *')]
          .filter(e => e.offsetParent !== null && e.getBoundingClientRect().right > 1281).length"""
    )
    assert wide == 0


def test_another_window_size_keeps_the_country_in_sight(desk: Desk) -> None:
    page = desk()
    page.set_viewport_size({"width": 1800, "height": 1000})
    page.wait_for_function(f"document.querySelector('{MAP}').width > 900")
    at_rest(page)
    box: Any = page.locator(MAP).bounding_box()
    lowest: Any = page.locator(".legend").bounding_box()
    x, _ = place_on_page(page, "Kigali")
    assert abs(x - box["x"] - box["width"] / 2) < 0.2 * box["width"]
    bottom = page.evaluate(f"{WHERE}('Kibeho')[1]") + box["y"]
    assert box["y"] + box["height"] / 2 < bottom < lowest["y"]


def test_small_windows_scroll(desk: Desk, picture: Picture) -> None:
    page = desk()
    page.set_viewport_size({"width": 800, "height": 900})
    page.wait_for_function("document.documentElement.scrollWidth <= 800")
    expect(page.locator("button.play")).to_be_visible()
    picture(page)


def test_bad_messages_touch_nobody_else(desk: Desk, address: str) -> None:
    page = desk()
    other = page.context.new_page()
    other.goto(address)
    other.wait_for_selector(f"{MAP}[data-day]", timeout=60_000)
    for message in (
        '{do: "seek", day: "x"}', '{do: "seek", day: 1e300}', '{do: "story", place: -5}',
        '{do: "choose", group: "__class__", option: "x"}', '{do: "case", query: "scenario=%00"}',
        '{do: "_hello"}', '{do: null}', '{do: "speed", speed: null}', '{}',
    ):  # fmt: skip
        other.evaluate(f"document.querySelector('.desk').say({message})")
    at_rest(other)
    text = other.locator(".trouble").text_content() or ""
    assert "Traceback" not in text and "/" not in text.replace("1/day", "")
    other.get_by_role("button", name="Step").click()
    expect(other.locator(MAP)).to_have_attribute("data-day", "1")
    page.get_by_role("button", name="Step").click()
    expect(page.locator(MAP)).to_have_attribute("data-day", "1")
    other.close()


EVIL = "<img src=x onerror='window.broken = true'><script>window.broken = true</script>"


def test_what_somebody_wrote_into_a_case_does_not_run_in_the_page(desk: Desk) -> None:
    page = desk()
    page.get_by_role("tab", name="Briefing").click()
    text = f"# Head\n\n{EVIL}\n\n[one](javascript:broken=true) ![two](data:text/html,x)"
    say_to(page, {"kind": "briefing", "html": briefing_page(text), "sources": [EVIL]})
    body = page.locator("#panel-briefing .briefing")
    expect(body).to_contain_text(EVIL)
    event = {"n": 0, "day": 0, "date": "1994-04-06", "kind": "context", "place": EVIL,
             "text": EVIL, "size": 0}  # fmt: skip
    story = {"title": EVIL, "what": EVIL, "place": 0, "day": 0, "facts": [[EVIL, EVIL]],
             "killed": [0], "events": [event], "persons": [EVIL], "units": [[0, EVIL]]}  # fmt: skip
    say_to(page, {"kind": "story", **story}, {"kind": "error", "text": EVIL})
    expect(page.locator(".story")).to_contain_text(EVIL)
    marks = "[onerror], a[href^='javascript'], img[src^='data'], .desk script"
    assert page.locator(marks).count() == 0
    assert page.evaluate("window.broken === undefined")


def test_what_is_not_defined_is_a_gap_and_never_zero(desk: Desk, picture: Picture) -> None:
    page = desk("scenario=kalvera&seed=1&mandate=none&deployment=none")
    go_to(page, "8", 8)
    days = range(9)
    series = {"consent": [0.6] * 9, "political_will": [0.5] * 9, "deaths_direct": [*days],
              "legitimacy": [None] * 9, "cost_usd": [0] * 9}  # fmt: skip
    say_to(page, {"kind": "history", "series": series, "events": [], "paired": None})
    support = page.locator(".chart", has=page.locator("[data-metric=consent]"))
    expect(support.locator("h3")).to_contain_text("legitimacy: not defined without a mission")
    expect(support.locator("h3")).to_contain_text("Weakest support: political will, 50 %")
    expect(support.locator("[data-metric=legitimacy]")).to_have_count(0)
    assert "NaN" not in page.locator(".right").inner_text()
    picture(page)
