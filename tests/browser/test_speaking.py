"""The page in another language: nothing on it stays in English, and Arabic runs from the right."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest
from conftest import serving
from desk_page import at_rest, go_to, painted
from playwright.sync_api import Page, expect

# A catalogue in which each text stands in brackets: what lacks them on the page never asked for it.
BRACKETED = """
from marosim.languages import catalogue
read = catalogue.read
def bracketed(language):
    found = read(language)
    for message in found:
        if message.id:
            forms = message.id if message.pluralizable else (message.id,)
            said = tuple("⟦" + form + "⟧" for form in forms)
            message.string = said if message.pluralizable else said[0]
    return found
catalogue.read = bracketed
from marosim.cli import main
main(["app", "--port", "0", "--no-browser"])
"""
# What is drawn on canvases is text too.
DRAWN = """
window.drawn = new Set();
const write = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...more) {
  window.drawn.add(String(text));
  return write.call(this, text, ...more);
};
"""
# All texts and told attributes of the page, without what is said to be English or a name.
PLAIN = """() => {
  const first = JSON.parse(document.getElementById("marosim-first").textContent);
  const scene = first.find(({ kind }) => kind === "scene");
  const { layers, regions } = scene;
  const labels = [...regions, ...layers.labels].map((label) => label.text);
  const names = ["marosim", ...scene.names, ...labels]
    .flatMap((name) => [name, name.toUpperCase()]).sort((a, b) => b.length - a.length);
  const month = new Intl.DateTimeFormat("fr", { month: "short" });
  const months = Array.from({ length: 12 }, (_, m) => month.format(new Date(2000, m, 15)));
  const TOLD = ["aria-label", "aria-valuetext", "title", "placeholder", "data-title",
    "data-limits"];
  const found = new Set(window.drawn);
  document.querySelector(".desk").normalize();
  const walk = document.createTreeWalker(document.querySelector(".desk"), NodeFilter.SHOW_TEXT);
  const own = (node) => !node.closest("[lang=en], .briefing [lang], [translate=no], textarea, svg");
  while (walk.nextNode()) if (own(walk.currentNode.parentElement)) found.add(walk.currentNode.data);
  for (const node of document.querySelectorAll(".desk, .desk *")) {
    if (!own(node)) continue;
    for (const name of TOLD) {
      const event = name === "title" && node.matches(".tick"); // of the case's own timeline
      if (node.hasAttribute(name) && !event) found.add(node.getAttribute(name));
    }
  }
  const bare = (text) => {
    for (let before = ""; before !== text;) [before, text] = [text, text.replace(/⟦[^⟦⟧]*⟧/g, "")];
    for (const name of [...names, ...months]) text = text.replaceAll(name, "");
    return text;
  };
  return [...found].filter((text) => /\\p{L}/u.test(bare(text)));
}"""


@pytest.fixture(scope="module")
def bracketed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(
        tmp_path_factory.mktemp("server") / "log.txt", order=[sys.executable, "-c", BRACKETED]
    ) as found:
        yield found


def opened(page: Page, address: str) -> None:
    page.goto(address, wait_until="commit", timeout=60_000)
    page.wait_for_selector("canvas.map-canvas[data-day]", timeout=60_000)
    page.wait_for_selector(".desk[data-connected=true]", timeout=60_000)


def test_every_text_of_the_page_asks_the_catalogue(page: Page, bracketed: str) -> None:
    expect.set_options(timeout=60_000)
    found: dict[str, list[str]] = {}

    def look(where: str, *, drawn: bool = True) -> None:
        painted(page)
        if not drawn:  # the names on another country's map
            page.evaluate("window.drawn.clear()")
        if plain := page.evaluate(PLAIN):
            found[where] = plain

    def tab(name: str) -> None:
        page.click(f"#tab-{name}")
        look(name)

    page.add_init_script(DRAWN)
    opened(page, f"{bracketed}?scenario=rwanda_1994&seed=1&days=40&lang=fr")
    for name in (
        "respond",
        "whatif",
        "exercise",
        "keep",
        "charts",
        "log",
        "chain",
        "story",
        "briefing",
    ):
        tab(name)
    page.click(".tour-button")
    for _step in range(4):
        look("tour", drawn=False)
        page.click(".tour .line button:nth-child(2)")
    page.keyboard.press("Escape")
    opened(page, f"{bracketed}?scenario=rwanda_1994&seed=1&days=40&lang=fr")
    go_to(page, "12", 12)
    page.select_option("#group-deployment", "rapid")  # what ran before is kept as a run
    at_rest(page)
    go_to(page, "20", 20)
    for name in ("respond", "keep", "charts", "log", "chain", "briefing"):
        tab(name)
    page.click("#tab-story")
    page.fill(".panel-story input", "Kigali")
    page.press(".panel-story input", "Enter")
    expect(page.locator(".panel-story dl")).to_be_visible()
    tab("story")
    x, y = page.eval_on_selector(".map-canvas", "node => node.positionOf('Kigali')")
    page.hover(".map-canvas", position={"x": x, "y": y})
    tab("whatif")
    page.click(".panel-whatif button.main")
    expect(page.locator(".differences .difference").first).to_be_visible()
    tab("charts")
    page.check("input[name=run][value=difference]")
    page.hover(".map-canvas", position={"x": x, "y": y})
    tab("whatif")
    page.click(".panel-whatif > div > button:last-child")
    page.check(".knowing input")
    for name in ("charts", "log", "chain", "story", "whatif"):
        tab(name)
    page.hover(".map-canvas", position={"x": x, "y": y})
    look("what the mission knows")
    page.uncheck(".knowing input")
    tab("exercise")
    page.click(".panel-exercise button.main")
    at_rest(page)
    page.click("button.play")
    expect(page.locator(".banner")).to_be_visible()
    at_rest(page)
    tab("exercise")
    page.click(".panel-exercise .line button:nth-child(2)")
    expect(page.locator("dialog.review h2")).to_be_visible()
    look("review")
    page.click("dialog.review button.main")
    page.fill("#jump", "1994-99-99")
    page.press("#jump", "Enter")
    look("fault")
    assert found == {}


def test_arabic_runs_from_the_right_and_the_map_does_not(desk: Callable[..., Page]) -> None:
    page = desk("scenario=rwanda_1994&seed=1&days=60&lang=ar")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        "ar",
        "rtl",
    ]
    go_to(page, "10", 10)

    def left(selector: str) -> float:
        box = page.locator(selector).first.bounding_box()
        assert box is not None
        return float(box["x"])

    assert left(".left") > left(".stage") > left(".right")
    assert left(".time-dates span:first-child") > left(".time-dates span:last-child")
    places = "node => ['Cyangugu', 'Kibungo'].map(name => node.positionOf(name)[0])"
    west, east = page.eval_on_selector(".map-canvas", places)
    assert west < east
    strip = page.locator(".time-range").bounding_box()
    assert strip is not None
    page.mouse.click(strip["x"] + strip["width"] * 0.75, strip["y"] + strip["height"] / 2)
    expect(page.locator(".map-canvas")).to_have_attribute("data-day", "15", timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_another_language_keeps_the_run_and_stays_in_the_address(desk: Callable[..., Page]) -> None:
    page = desk("scenario=rwanda_1994&seed=3")
    go_to(page, "9", 9)
    page.select_option("#group-deployment", "rapid")
    at_rest(page)
    go_to(page, "12", 12)
    page.select_option(".language", "es")
    page.wait_for_selector(
        "html[lang=es] .desk[data-connected=true] .map-canvas[data-day='12']", timeout=60_000
    )
    assert "lang=es" in page.url and "decision=9" in page.url
    assert page.input_value("#group-deployment") == "rapid"
    expect(page.locator("#tab-respond")).to_have_text("Responder")
    page.click("#tab-keep")
    assert "lang=es" in page.input_value(".address")
    page.select_option(".language", "en")
    page.wait_for_selector(
        "html[lang=en] .desk[data-connected=true] .map-canvas[data-day='12']", timeout=60_000
    )
    expect(page.locator("#tab-respond")).to_have_text("Respond")
