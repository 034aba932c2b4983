"""The page that Solara serves: one widget, connected to a desk of its own."""

from __future__ import annotations

from typing import Any

import solara

from marosim.view.desk import Desk
from marosim.view.registry import Registry
from marosim.view.widget import DeskWidget

first_case: str | None = None
language = "en"
registry = Registry()


@solara.component
def Page() -> Any:
    """The view of one visitor."""
    solara.Title("marosim")  # type: ignore[no-untyped-call]
    element = DeskWidget.element()

    def connect() -> Any:
        desk = Desk(solara.get_widget(element), registry, first_case, language)
        return desk.close

    solara.use_effect(connect, [])
    return element


@solara.component
def Layout(children: Any = ()) -> Any:
    """Nothing around the page: it fills the window."""
    return solara.Div(  # type: ignore[no-untyped-call]
        children=list(children), classes=["marosim-page"]
    )
