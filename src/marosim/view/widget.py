"""The page as one widget: its modules and style sheets are put together here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import anywidget

from marosim.view import assets
from marosim.view.bundle import bundle, exports_of

BROWSER = Path(__file__).parent / "browser"
PAGE, MAP = "main.js", "map/only.js"
# what stands later holds
STYLES = ("desk.css", "parts.css", "narrow.css", "look.css", "print.css", "direction.css")
CONNECT = "export default { render({ model }) { return globalThis.marosim.connect(model); } };"


@lru_cache(maxsize=1)
def script() -> str:
    """The whole script, which keeps to itself; uPlot comes from the fetched files."""
    plot = assets.read("uplot", "dist/uPlot.iife.min.js") or "var uPlot;"
    return f"(() => {{\n{plot}\n{bundle(BROWSER, PAGE)}\n}})();"


def map_script() -> str:
    """The map alone, as a module."""
    return f"{bundle(BROWSER, MAP)}\nexport default {{ render: {exports_of(MAP)}.render }};\n"


@lru_cache(maxsize=1)
def style() -> str:
    """The whole style sheet."""
    plot = assets.read("uplot", "dist/uPlot.min.css")
    return "\n".join([plot, *((BROWSER / n).read_text(encoding="utf-8") for n in STYLES)])


class DeskWidget(anywidget.AnyWidget):
    """Says what the visitor did and brings what is to be drawn; the page is there already."""

    _esm = CONNECT

    def say(self, kind: str, content: Mapping[str, Any], files: list[bytes] | None = None) -> None:
        """Send a message to the page."""
        self.send({**content, "kind": kind}, files or [])

    def listen(self, answer: Callable[[dict[str, Any]], None]) -> Callable[[], None]:
        """Call ``answer`` with every message of the page; returns a way to stop that."""

        def heard(_: Any, content: Any, __: Any) -> None:
            if isinstance(content, dict):
                answer(content)

        self.on_msg(heard)
        return lambda: self.on_msg(heard, remove=True)
