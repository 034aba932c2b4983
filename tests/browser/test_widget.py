"""The map on somebody else's page: a notebook's widget gets one text, and draws from it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk_page import MAP
from playwright.sync_api import Browser, Page, expect

from marosim.view import widget
from marosim.view.line import Line, Plan

DRAW = """async ([code, scene, frame]) => {
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const { default: widget } = await import(address);
  const kept = { scene, frame, height: 300 }, ears = new Map();
  const model = { get: (name) => kept[name], on: (what, ear) => ears.set(what, ear), off() {} };
  widget.render({ model, el: document.querySelector("#here") });
  window.change = (name, value) => { kept[name] = value; ears.get(`change:${name}`)(); };
}"""


@pytest.fixture(params=[1280, 700], ids=["wide", "narrow"])
def page_of_others(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page with a style and names of its own."""
    page = browser.new_page(viewport={"width": request.param, "height": 800})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.set_content(
        f"<style>{widget.style()}</style><script>const h = 'theirs';</script>"
        "<div id='here' style='width:600px'></div><p id='after'>below</p>"
    )
    yield page
    page.close()
    assert faults == []


def test_a_widget_draws_the_map_and_follows_its_day(page_of_others: Page) -> None:
    page = page_of_others
    line = Line(Plan("kalvera", values=("days=5", "population.agents=500")))
    line.run_to(2)
    first, later = (line.frames[day].message() for day in (0, 2))
    page.evaluate(DRAW, [widget.map_script(), line.scene, first])
    canvas = page.locator(MAP)
    expect(canvas).to_have_attribute("data-day", "0")
    expect(canvas).to_have_attribute("data-still", "true")
    box, after = canvas.bounding_box(), page.locator("#after").bounding_box()
    assert box and after
    assert (box["width"], box["height"]) == (600, 300), "as tall as was asked for"
    assert after["y"] < 400, "what stands below the map was pushed away"
    page.evaluate("(frame) => window.change('frame', frame)", later)
    expect(canvas).to_have_attribute("data-day", "2")
