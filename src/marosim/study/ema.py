"""marosim as a model of the EMA workbench (exploratory modelling and analysis).

Uncertainties are the assumed settings, levers the groups of options, outcomes the metrics.

>>> from marosim.study.ema import ema_model
>>> model = ema_model("rwanda_1994", levers={"mandate": ["observer", "robust"]}, days=30)
>>> [lever.name for lever in model.levers]
['mandate']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from marosim.core.setting import assign
from marosim.settings import Settings
from marosim.study.compose import compose, groups
from marosim.study.faults import StudyError
from marosim.study.sensitivity import problem
from marosim.study.tasks import nested
from marosim.study.uncertainty import uncertain
from marosim.study.words import written

OUTCOMES = ("deaths_direct", "deaths_indirect", "displaced_internal", "cost_usd")
_DOT = "__"  # the workbench wants Python names


def evaluate(
    scenario: str, fixed: Mapping[str, Any], outcomes: Sequence[str], **values: Any
) -> dict[str, float]:
    """Run marosim once for one point of the workbench's design."""
    from marosim.response_model import ResponseModel

    known = groups()
    choices = {name: value for name, value in values.items() if name in known}
    composed = compose(written({"scenario": scenario, **fixed, **choices}))
    whole = {row.name for row in uncertain(Settings()) if isinstance(row.value, int)}
    for name, value in values.items():
        if name not in known:
            dotted = name.replace(_DOT, ".")
            number = round(value) if dotted in whole else value
            assign(composed.settings, nested(dotted, number))
    summary = ResponseModel(composed.case, composed.settings).run().summary
    return {name: float(summary.get(name, float("nan"))) for name in outcomes}


def ema_model(
    scenario: str,
    *,
    levers: Mapping[str, Sequence[str]] | None = None,
    uncertainties: Sequence[str] = (),
    outcomes: Sequence[str] = OUTCOMES,
    spread: float = 0.5,
    **fixed: Any,
) -> Any:
    """A model for ``ema_workbench``: perform experiments on it with any evaluator.

    ``uncertainties`` names settings or branches; empty for all assumed numbers. ``levers``
    maps groups to options; without it, all mandates, deployments and funding.
    """
    try:
        from ema_workbench import CategoricalParameter, Model, RealParameter, ScalarOutcome
    except ImportError:
        raise StudyError("the EMA workbench is not installed: pip install 'marosim[ema]'") from None
    chosen = levers or {g: list(groups()[g]) for g in ("mandate", "deployment", "funding")}
    composed = compose(written({"scenario": scenario, **fixed}))
    ranges = problem(composed.settings, spread, uncertainties)
    model = Model("marosim", function=partial(evaluate, scenario, dict(fixed), tuple(outcomes)))
    model.uncertainties = [
        RealParameter(name.replace(".", _DOT), low, high)
        for name, (low, high) in zip(ranges["names"], ranges["bounds"], strict=True)
    ]
    model.levers = [CategoricalParameter(name, list(options)) for name, options in chosen.items()]
    model.outcomes = [ScalarOutcome(name) for name in outcomes]
    return model
