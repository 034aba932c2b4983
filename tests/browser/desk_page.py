"""What every test of the page needs: to go to a day, and to wait until nothing moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from playwright.sync_api import Locator, Page, expect

MAP = "canvas.map-canvas"
REST = f".desk[data-busy=false] {MAP}[data-still=true]"
WHERE = f"document.querySelector('{MAP}').positionOf"
Desk = Callable[..., Page]
Picture = Callable[..., None]


def at_rest(page: Page) -> None:
    """Wait until every wish was answered, no day comes by itself and the map stands still."""
    page.wait_for_selector(REST, timeout=60_000)


def painted(page: Page) -> None:
    """Wait until what follows an answer in the next pictures (charts, log) is there too."""
    at_rest(page)
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def go_to(page: Page, date: str, day: int) -> None:
    """Jump to a date and wait until its day is shown and the run stands."""
    page.fill("#jump", date)
    page.press("#jump", "Enter")
    expect(page.locator(MAP)).to_have_attribute("data-day", str(day), timeout=60_000)
    at_rest(page)


def shown(page: Page) -> int:
    """The day on the map."""
    return int(page.get_attribute(MAP, "data-day") or -1)


def dead(page: Page) -> int:
    """Civilians killed up to the day on the map."""
    return int(page.get_attribute(MAP, "data-dead") or -1)


def place_on_page(page: Page, name: str) -> tuple[float, float]:
    """Where a town is in the window."""
    x, y = page.evaluate(f"{WHERE}('{name}')")
    box: Any = page.locator(MAP).bounding_box()
    return box["x"] + x, box["y"] + y


def until_chart_agrees(page: Page) -> None:
    """Wait until the chart counts the dead of the map, which rounds at each of its places."""
    total = ".chart-values [data-metric=deaths_direct]"
    page.wait_for_function(
        "([map, total]) => Math.abs(document.querySelector(map).dataset.dead -"
        " document.querySelector(total).dataset.value) < 30",
        arg=[MAP, total],
        timeout=20_000,
    )


def until_day(page: Page, day: int) -> float:
    """Wait until a day past this one is shown; seconds since the page was opened."""
    passed = f"Number(document.querySelector('{MAP}').dataset.day) > {day}"
    handle = page.wait_for_function(f"{passed} && performance.now() / 1000", timeout=60_000)
    return float(handle.json_value())


def say_to(page: Page, *messages: dict[str, Any]) -> None:
    """Put words of a server into the page's ear; what it says from then on goes nowhere."""
    page.evaluate(
        """(messages) => {
          if (!window.tellPage) {
            const model = { send() {}, on(_, ear) { window.tellPage = ear; }, off() {} };
            marosim.connect(model);
          }
          for (const message of messages) window.tellPage(message);
        }""",
        list(messages),
    )
    painted(page)


def beside_none(page: Page) -> None:
    """Put the run without response beside the one that is open."""
    page.get_by_role("tab", name="What if").click()
    page.get_by_role("button", name="Compare with no response").click()
    expect(page.locator(".difference").first).to_be_visible()


def pairs_say(
    page: Page, done: int = 12, *, rows: Sequence[Any] = (), places: Sequence[int] = (),
    bands: Any = None, today: Sequence[Any] | None = None,
) -> None:  # fmt: skip
    """Let so many of 20 pairs be in, with these rows of whole runs, and of ``today`` if others."""
    enough = done >= 10
    shown = {"done": done, "of": 20, "enough": enough, "places": list(places),
             "rows": list(rows if today is None else today)}  # fmt: skip
    result = {"rows": list(rows), "pairs": done, "enough": enough}
    say_to(page, {"kind": "replications", "done": done, "of": 20, "result": result,
                  "today": shown, "bands": bands})  # fmt: skip


def pairs_tell(page: Page, shown: Locator, *words: str, done: int = 12, **pairs: Any) -> str:
    """Let pairs say the same until these words are shown; the run's own may come in between."""
    said = ""
    for _ in range(100):
        pairs_say(page, done, **pairs)
        said = " ".join(shown.inner_text().split())
        if all(word in said for word in words):
            return said
    raise AssertionError(said)
