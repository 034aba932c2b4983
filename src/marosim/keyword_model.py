"""The model as Mesa's own tools make it: from keywords alone, with a collector for its metrics."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import mesa
import numpy as np

from marosim.journal import Metric
from marosim.response_model import ResponseModel


class Collector(mesa.DataCollector):
    """Mesa's collector of the day and of all metrics, which it takes from the journal when read."""

    def __init__(self, metrics: Mapping[str, Metric]) -> None:
        self.metrics = metrics
        self.days: list[dict[str, float]] = []  # the journal's pages that were collected
        self.busy = True  # while Mesa asks for its values to add to them
        super().__init__(model_reporters={"day": day_that_ended})
        self.busy = False

    @property
    def model_vars(self) -> dict[str, list[Any]]:
        """What Mesa calls the values of each reporter, day by day."""
        for name, metric in () if self.busy else self.metrics.items():
            values = self._values.setdefault(name, [])
            values += [told(metric, page.get(name)) for page in self.days[len(values) :]]
        return self._values

    @model_vars.setter
    def model_vars(self, values: dict[str, list[Any]]) -> None:
        self._values = values

    def collect(self, model: ResponseModel) -> None:
        """Keep the day that has just ended."""
        self.busy = True
        super().collect(model)
        self.busy = False
        self.days.append(model.journal.days[-1])


class Model(ResponseModel):
    """A case under options and settings, as on the command line; dots become underscores.

    ``Model("rwanda_1994", mandate="robust", population__agents=5000, rng=1)``; ``rng`` is the
    setting ``seed``, by the name that Mesa's ``batch_run`` knows. ``agent_classes`` puts
    subclasses in the place of marosim's agents: ``{ArmedUnit: Raider}``, or
    ``{(ArmedUnit, "rpf"): Raider}`` for one organisation's. ``collect`` keeps a ``DataCollector``
    of all metrics, which collects at the end of each day. A fault of an option or a setting
    raises :class:`marosim.core.setting.SettingError` in one line.
    """

    def __init__(
        self,
        scenario: str | Path = "rwanda_1994",
        *,
        rng: int | None = None,
        extra_mechanisms: Iterable[Any] = (),
        agent_classes: Mapping[Any, Any] | None = None,
        collect: bool = True,
        **kwargs: Any,
    ) -> None:
        from marosim.study.compose import compose
        from marosim.study.words import written

        if rng is not None:
            if not isinstance(rng, (int, np.integer)) or "seed" in kwargs:
                raise ValueError(
                    f"rng={rng!r}: expected a whole number, given as rng or as seed; every draw of "
                    "chance follows from it"
                )
            kwargs["seed"] = int(rng)
        composed = compose(written({"scenario": str(scenario), **kwargs}))
        super().__init__(composed.case, composed.settings, tuple(extra_mechanisms), agent_classes)
        self.datacollector = Collector(self.metrics) if collect else mesa.DataCollector()

    def step(self) -> None:
        """Run one day and collect; past the last day nothing happens."""
        before = self.day
        super().step()
        if self.day > before:
            self.datacollector.collect(self)


def day_that_ended(model: ResponseModel) -> int:
    """The number of the last day that was run."""
    return model.day - 1


def told(metric: Metric, value: float | None) -> float:
    """A day's value of a metric as ``model.daily`` has it."""
    if value is None or math.isnan(value):
        return math.nan if metric.needs else 0.0
    return value
