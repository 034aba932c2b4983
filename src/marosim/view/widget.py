"""The page as one widget: its script and style are small files of their own, put together here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import anywidget
from matplotlib.colors import Colormap, to_hex

from marosim.view import assets
from marosim.view.style import (
    BORDER,
    DIFFERENCE,
    FAINT,
    GRID,
    INK,
    LAND,
    MUTED,
    PEACEKEEPERS,
    ROLES,
    SERIES,
    THREAT,
)

_DESK = Path(__file__).parent / "desk"
# in this order: what stands later uses what stands before
MAP = ("dom.js", "look.js", "projection.js", "marks.js", "ground.js", "map.js")
SCRIPTS = (
    *(*MAP, "charts.js", "timeline.js"),
    *("transport.js", "choices.js", "whatif.js", "log.js", "story.js", "keep.js"),
    *("review.js", "leaving.js", "exercise.js"),
    *("framework.js", "tab.js", "connection.js", "desk.js"),
)
MAP_SCRIPTS = (*MAP, "only_map.js")
STYLES = ("desk.css", "parts.css")
CONNECT = "export default { render({ model }) { return globalThis.marosim.connect(model); } };"


def look() -> dict[str, Any]:
    """The palette of figures and reports, for the page."""

    def stops(colours: Colormap) -> list[str]:
        return [to_hex(colours(share)) for share in (0.0, 0.25, 0.5, 0.75, 1.0)]

    return {
        "ink": INK, "muted": MUTED, "faint": FAINT, "grid": GRID, "land": LAND, "border": BORDER,
        "peacekeepers": PEACEKEEPERS, "roles": ROLES, "series": SERIES, "threat": stops(THREAT),
        "difference": stops(DIFFERENCE),
    }  # fmt: skip


@lru_cache(maxsize=1)
def script() -> str:
    """The whole script, which keeps to itself; uPlot comes from the fetched files."""
    plot = assets.read("uplot", "dist/uPlot.iife.min.js") or "var uPlot = null;"
    return f"(() => {{\n{plot}\n{_joined(SCRIPTS)}\n}})();"


def map_script() -> str:
    """The map alone, as a module."""
    return _joined(MAP_SCRIPTS)


def _joined(names: tuple[str, ...]) -> str:
    parts = [(_DESK / name).read_text(encoding="utf-8") for name in names]
    return "\n".join([f"const LOOK = {json.dumps(look())};", *parts])


@lru_cache(maxsize=1)
def style() -> str:
    """The whole style sheet."""
    plot = assets.read("uplot", "dist/uPlot.min.css")
    return "\n".join([plot, *((_DESK / n).read_text(encoding="utf-8") for n in STYLES)])


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
