"""The map as a Solara component, for people who have a page of their own.

>>> from mesa.visualization import SolaraViz
>>> page = SolaraViz(model, components=[CountryMap])
"""

from __future__ import annotations

import importlib
from typing import Any

import anywidget
import solara
import traitlets

from marosim.response_model import ResponseModel
from marosim.view import widget
from marosim.view.drawn import DayShown
from marosim.view.frames import RECENT_DAYS, Frame, capture, scene

HEIGHT_PX = 480


class MapWidget(anywidget.AnyWidget):
    """Draws a scene and a frame; holds nothing else."""

    _esm = ""
    _css = ""
    scene = traitlets.Dict().tag(sync=True)
    frame = traitlets.Dict().tag(sync=True)
    height = traitlets.Int(HEIGHT_PX).tag(sync=True)

    def __init__(self, **options: Any) -> None:
        type(self)._esm, type(self)._css = widget.map_script(), widget.style()
        super().__init__(**options)


class _Watch:
    """The days of one model that the map needs: violence is shown for the last week."""

    def __init__(self, model: ResponseModel) -> None:
        self.model = model
        self.scene = scene(model.case, model)
        self.frames: list[Frame] = []

    def now(self) -> DayShown:
        """The frame of today."""
        if not self.frames or self.frames[-1].day != self.model.day:
            seen = len(self.model.journal.events)  # the map shows no log
            self.frames = [*self.frames[-RECENT_DAYS:], capture(self.model, self.frames, seen)]
        return self.frames[-1].message()


@solara.component
def CountryMap(model: ResponseModel, height: int = HEIGHT_PX, day: int | None = None) -> Any:
    """The country of a model on its current day, ``height`` pixels tall.

    Among the components of Mesa's ``SolaraViz`` it follows every step. A page that steps the
    model itself passes the model's ``day``, so that Solara sees that something has changed.
    """
    _follow_mesa()
    watch = solara.use_memo(lambda: _Watch(model), [id(model)])
    return MapWidget.element(scene=watch.scene, frame=watch.now(), height=height)


def _follow_mesa() -> None:
    try:
        steps = importlib.import_module("mesa.visualization.utils")
    except ImportError:
        return  # a page without Mesa's own view
    steps.update_counter.get()
