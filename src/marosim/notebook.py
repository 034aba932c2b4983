"""How a model and a run look in a notebook: a short table, and a bar while days pass."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

LIMITS = "marosim explores what could follow from its assumptions; it does not predict."
SHOWN = (
    "deaths_direct",
    "deaths_indirect",
    "displaced_internal",
    "displaced_abroad",
    "peacekeepers",
    "cost_usd",
)
PATIENCE = 1.0  # seconds without a bar: short runs show none


def model_html(model: ResponseModel) -> str:
    """A model as a heading, how far it has run, and its main figures with units."""
    done = f"day {model.day} of {model.last_day}"
    return run_html(
        model.case.title,
        f"{done}, seed {model.settings.seed}, {len(model.mechanisms)} mechanisms",
        model.summary if model.day else {},
        {name: metric.unit for name, metric in model.metrics.items()},
    )


def run_html(title: str, about: str, summary: Mapping[str, float], units: Mapping[str, str]) -> str:
    """A heading, a line about the run and its main figures; text of users is escaped."""
    rows = "".join(
        f"<tr><td style='text-align:left'>{escape(name.replace('_', ' '))}</td>"
        f"<td style='text-align:right'>{summary[name]:,.0f}</td>"
        f"<td style='text-align:left'>{escape(units.get(name, ''))}</td></tr>"
        for name in SHOWN
        if name in summary
    )
    table = f"<table>{rows}</table>" if rows else ""
    caution = f"One possible course, not the expected one. {LIMITS}" if rows else LIMITS
    return (
        f"<div><b>{escape(title)}</b> – {escape(about)}{table}"
        f"<small style='color:#666'>{escape(caution)}</small></div>"
    )


def in_notebook() -> bool:
    """Whether a Jupyter kernel runs this."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return hasattr(shell, "kernel")


def bar() -> Callable[[int, int], Any]:
    """A progress bar in the notebook that appears when a run takes longer, and then goes."""
    from IPython.display import HTML, display

    started = spoke = time.monotonic()
    handle: Any = None

    def show(done: int, total: int) -> None:
        nonlocal handle, spoke
        now = time.monotonic()
        if handle is None and (now - started < PATIENCE or done == total):
            return
        if done < total and now - spoke < 0.2:
            return
        spoke = now
        text = f"<progress value='{done}' max='{total}'></progress> day {done} of {total}"
        shown = HTML(text if done < total else "")
        if handle is None:
            handle = display(shown, display_id=True)
        else:
            handle.update(shown)

    return show
