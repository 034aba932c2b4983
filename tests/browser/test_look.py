"""Dark or light, large for a room, and nothing drawn where nobody is."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from desk_page import MAP, Desk, Picture, at_rest, beside_none, go_to, pairs_say
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


@pytest.mark.parametrize("size", [(1920, 1080), (1440, 900), (1024, 768), (390, 844)])
def test_a_lesson_in_a_presentation_covers_neither_map_nor_time(
    desk: Desk, picture: Picture, size: tuple[int, int]
) -> None:
    page = desk("scenario=liberia_2003&seed=1&days=90")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.get_by_role("button", name="Tour", exact=True).click()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Show day 30").click()
    expect(page.locator(MAP)).to_have_attribute("data-day", "30", timeout=60_000)
    page.get_by_role("button", name="Present").click()
    at_rest(page)
    boxes = {}
    for part in (".tour", ".stage", ".time", ".time-play", ".end-presenting"):
        box = page.locator(part).evaluate(
            "node => (({ left, top, right, bottom }) => [left, top, right, bottom])"
            "(node.getBoundingClientRect())"
        )
        assert box[0] >= 0 and box[2] <= size[0] + 1 and box[1] >= 0 and box[3] <= size[1] + 1, part
        boxes[part] = box
    for part in (".stage", ".time", ".end-presenting"):
        one, other = boxes[".tour"], boxes[part]
        beside = one[0] >= other[2] - 1 or one[2] <= other[0] + 1
        assert beside or one[1] >= other[3] - 1 or one[3] <= other[1] + 1, f"it covers {part}"
    strip = page.locator(".time-strip").evaluate("node => node.getBoundingClientRect().top")
    assert strip >= boxes[".time-play"][3] - 1, "the button stands on the strip"
    picture(page, str(size[0]))
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".tour h2")).to_have_text("One decision")


def test_no_tent_stands_where_nobody_fled(desk: Desk) -> None:
    page = desk()
    tents = "map => map.seated().tents.map(({ words }) => words)"
    assert page.locator(MAP).evaluate(tents) == []
    go_to(page, "30", 30)
    found = page.locator(MAP).evaluate(tents)
    assert found and "0" not in found


def test_no_tent_stands_under_the_layers_or_the_key(desk: Desk) -> None:
    page = desk("scenario=bosnia_1992&seed=1")
    go_to(page, "40", 40)
    map_, layers, legend = (page.locator(p).bounding_box() for p in (MAP, ".layers", ".legend"))
    assert map_ and layers and legend
    heights = page.locator(MAP).evaluate("map => map.seated().tents.map(({ y }) => y)")
    assert len(heights) > 3
    for y in heights:
        middle = map_["y"] + y
        assert layers["y"] + layers["height"] <= middle - 8 and middle + 8 <= legend["y"]


@pytest.mark.parametrize("wide", [1280, 1920])
def test_no_choice_in_the_top_line_is_cut_off(desk: Desk, wide: int) -> None:
    page = desk()
    page.set_viewport_size({"width": wide, "height": 900})
    at_rest(page)
    for control, words in (("#jump", None), (".language", "English"), ("#speed", "10 days/s")):
        room = page.locator(control).evaluate(
            """(node, words) => {
              const style = getComputedStyle(node);
              const pen = document.createElement("canvas").getContext("2d");
              pen.font = style.font;
              const around = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
              return node.clientWidth - around - pen.measureText(words ?? node.value).width;
            }""",
            words,
        )
        assert room >= 0, f"{control} is {-room} pixels too narrow"


@pytest.mark.parametrize("tab", ["Charts", "Log", "Story", "Briefing"])
def test_on_paper_each_panel_is_whole_and_says_what_it_is(desk: Desk, tab: str) -> None:
    page = desk()
    go_to(page, "12", 12)
    if tab == "Story":
        page.locator(MAP).focus()
        page.keyboard.press("Enter")
        expect(page.locator(".story h2")).to_be_visible()
    else:
        page.get_by_role("tab", name=tab, exact=True).click()
    at_rest(page)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})  # A4 between its margins
    title = page.locator(".head").evaluate("head => getComputedStyle(head, '::before').content")
    assert "Rwanda 1994, 18 Apr 1994" in title
    expect(page.locator(".brand")).to_be_visible()
    expect(page.locator(".brand")).to_contain_text("does not predict")
    for control in ("button.play", ".zoom", ".layers", ".tabs", ".time-play", "#jump"):
        expect(page.locator(control).first).to_be_hidden()
    parts = [".head", MAP, ".legend", ".time", ".right", ".left"]
    boxes = [page.locator(part).bounding_box() for part in parts]
    for above, below in pairwise(boxes):
        assert above and below and below["y"] >= above["y"] + above["height"] - 1
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.desk *')].filter(node => node.checkVisibility()
            && !node.closest('.unseen') && node.getBoundingClientRect().right > 689)
          .map(node => node.className)"""
    )
    assert cut == []
    page.set_viewport_size({"width": 1280, "height": 720})
    paper = page.pdf(format="A4")
    assert len(re.findall(rb"/Type ?/Page\b", paper)) <= {"Charts": 2, "Briefing": 4}.get(tab, 6)


def test_forced_colours_leave_the_key_and_the_marks(desk: Desk, picture: Picture) -> None:
    page = desk()
    page.emulate_media(forced_colors="active")
    legend = page.locator(".legend")
    expect(legend).to_be_visible()
    expect(legend).to_have_css("color", "rgb(29, 39, 51)")
    expect(legend).to_have_css("background-color", "rgba(255, 255, 255, 0.9)")
    # without colour, by shape alone, no two marks are alike
    marks = page.locator(".legend .mark").evaluate_all(
        """marks => marks.map(mark => {
          const { data } = mark.getContext("2d").getImageData(0, 0, mark.width, mark.height);
          const light = i => 0.3 * data[i] + 0.6 * data[i + 1] + 0.1 * data[i + 2];
          const dark = i => data[i + 3] > 127 && light(i) < 190;
          return Array.from({ length: data.length / 4 }, (_, i) => Number(dark(4 * i))).join("");
        })"""
    )
    assert len(marks) > 8 and len(set(marks)) == len(marks)
    picture(page)


def test_what_is_a_colour_on_the_map_is_none_else_in_a_chart(desk: Desk) -> None:
    page = desk()
    go_to(page, "12", 12)
    page.get_by_role("tab", name="Charts").click()
    label = page.locator(".chart-values [data-metric=deaths_direct]")
    expect(label).to_have_css("color", "rgb(194, 16, 47)")
    expect(page.locator(".chart-values [data-metric=peacekeepers]")).to_have_css(
        "color", "rgb(0, 114, 178)"
    )
    # a chart that is drawn anew has no labels for a moment
    used = page.wait_for_function(
        """() => {
          const all = [...document.querySelectorAll(".chart-values [data-metric]")];
          return all.length && all.map(node => [node.dataset.metric, getComputedStyle(node).color]);
        }"""
    ).json_value()
    harm = {metric for metric, colour in used if colour == "rgb(194, 16, 47)"}
    assert harm == {"deaths_direct", "attacks"}
    for chart in page.locator(".chart").all():
        colours = chart.locator(".chart-values span").evaluate_all(
            "all => all.map(node => node.style.color)"
        )
        assert len(set(colours)) == len(colours), "two lines of a chart look alike"


def test_the_key_says_how_large_a_mark_is_and_what_white_ground_means(desk: Desk) -> None:
    page = desk()
    legend = page.locator(".legend")
    expect(legend).to_contain_text("Fighters in a town: under 300, 1,000, 3,000, or more")
    expect(legend).to_contain_text("Killed in the last week: 100, 500")
    disc = page.locator(".legend .mark-harm").evaluate("node => [node.width, node.clientWidth]")
    assert disc[0] == 2 * disc[1], "the key shows a disc in another size than the map"
    expect(legend).to_contain_text("White: held by nobody, as far as is known")


def test_a_review_on_paper_has_a_title_and_no_backdrop(desk: Desk) -> None:
    page = desk()
    page.get_by_role("tab", name="Teach").click()
    page.get_by_role("button", name="Begin the exercise").click()
    page.locator(".panel-exercise").get_by_role("button", name="Play on").click()
    expect(page.locator(".banner")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="After-action review").click()
    review = page.locator("dialog.review")
    expect(review).to_contain_text("After-action review, day 1", timeout=60_000)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})  # A4 between its margins
    told = review.evaluate(
        """node => ({ title: getComputedStyle(node, "::before").content,
          back: getComputedStyle(node, "::backdrop").display,
          box: [node.getBoundingClientRect().left, node.getBoundingClientRect().right] })"""
    )
    assert "Rwanda 1994, 7 Apr 1994" in told["title"] and told["back"] == "none"
    assert told["box"] == [0, 688]
    expect(page.locator(".stage")).to_be_hidden()


SHADED = """() => {
  const canvas = document.querySelector(".chart canvas");
  const over = document.querySelector(".chart .u-over");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const end = over.getBoundingClientRect().right - canvas.getBoundingClientRect().left;
  const found = { within: 0, beyond: 0 };
  for (let i = 0; i < data.length; i += 4) {
    const [red, green, blue, alpha] = data.slice(i, i + 4), x = (i / 4) % canvas.width;
    if (alpha < 20 || alpha > 90 || red < 150 || green > 60 || blue > 90) continue;
    found[x * canvas.clientWidth / canvas.width <= end + 1 ? "within" : "beyond"] += 1;
  }
  return found;
}"""


def test_charts_shade_where_the_runs_of_many_pairs_lie(desk: Desk, picture: Picture) -> None:
    page = desk()
    go_to(page, "1994-05-06", 30)
    beside_none(page)
    page.get_by_role("tab", name="Charts").click()
    key = page.locator(".chart-key")
    expect(key).to_contain_text("one pair")
    expect(key).not_to_contain_text("8 in 10")
    bare = page.evaluate(SHADED)["within"]
    most = [20_000.0 * day for day in range(181)]
    wide = {"low": [v / 2 for v in most], "high": most}
    flat = {"low": [0.0] * 181, "high": [0.0] * 181}
    for bands in ([wide, flat], [flat, wide]):  # of this run, and of the run beside it
        pairs_say(page, bands={"deaths_direct": bands})
        expect(key).to_contain_text("where 8 in 10 runs of each lie (12 more pairs)")
        at_rest(page)
        shaded = page.evaluate(SHADED)
        assert shaded["within"] > bare + 500
        assert shaded["beyond"] == 0, "days are shown that have not run here"
    picture(page)
