"""The model as Mesa's own tools make it: from keywords alone, with a collector for its metrics."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import mesa
import numpy as np

from marosim.response_model import ResponseModel


class Collector(mesa.DataCollector):
    """Mesa's collector of the day and of all metrics, which are numbers and need no copy."""

    def __init__(self, metrics: Iterable[str]) -> None:
        super().__init__(model_reporters={"day": partial(of_today, name="day")})
        self.metrics: dict[str, list[float]] = {name: [] for name in metrics}
        self.model_vars.update(self.metrics)

    def collect(self, model: ResponseModel) -> None:
        """Keep what the day that has just ended reported."""
        super().collect(model)
        for name, values in self.metrics.items():
            values.append(of_today(model, name))


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


def of_today(model: ResponseModel, name: str) -> float:
    """A metric of the day that has just ended, as ``model.daily`` has it."""
    value = model.journal.days[-1].get(name, math.nan)
    if not math.isnan(value) or (name in model.metrics and model.metrics[name].needs):
        return value
    return 0.0
