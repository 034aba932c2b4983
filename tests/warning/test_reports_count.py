"""What sensors report raises the risk that is seen; looks that saw nothing lower it."""

from __future__ import annotations

import numpy as np

from marosim import cases
from marosim.response_model import ResponseModel
from marosim.settings import Settings, assign


def evidence(fraction: float) -> float:
    """Evidence after twenty days in which every look saw (0) or missed (1) its signs."""
    case, settings = cases.load("rwanda_1994"), Settings()
    assign(settings, case.settings)
    assign(settings, {"days": 30, "population": {"agents": 500}, "mandate": {"name": "none"}})
    assign(settings, {"deployment": {"plan": "none"}})
    model = ResponseModel(case, settings)
    rule = model.mechanism("early_warning")
    assert rule is not None
    rule._read_rates()
    looked = rule.rates["coverage"] * (fraction * 0.999)
    ids = np.broadcast_to(looked, (len(looked), model.geography.count)).ravel()

    def drawn(*_: object) -> np.ndarray:
        return ids

    model.draws.uniform = drawn  # type: ignore[method-assign]
    for day in range(20):
        rule.step(day)
    return float(rule.evidence[..., model.geography.inside].mean())


def test_reports_raise_the_evidence_and_empty_looks_lower_it() -> None:
    assert evidence(0.0) > 0 > evidence(1.0)
