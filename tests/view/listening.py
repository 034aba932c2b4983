"""A page without a browser: keeps what the server says to it."""

from __future__ import annotations

import json
from typing import Any


class Page:
    """Keeps what it is told, as it comes over the wire."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []

    def listen(self, answer: Any) -> Any:
        self.answer = answer
        return lambda: None

    def say(self, kind: str, content: dict[str, Any], files: Any = None) -> None:
        said = content["messages"] if kind == "all" else [{**content, "kind": kind}]
        self.heard += json.loads(json.dumps(said, allow_nan=False))

    def last(self, kind: str) -> dict[str, Any]:
        return next(said for said in reversed(self.heard) if said["kind"] == kind)
