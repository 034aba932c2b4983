"""Where the runs of many pairs lie day by day, for the charts: what one line cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from marosim.view.drawn import Band, Bands

SHARE = 0.8  # of the runs lie within a band: of ten, the lowest and the highest are left out


def bands(levels: Sequence[NDArray[Any]], metrics: Sequence[str]) -> Bands:
    """Bands of the run and of the run beside it, by metric.

    ``levels`` has an array [2, days, metrics] a pair. A run that ended keeps its last level.
    """
    days = max(one.shape[1] for one in levels)
    whole = np.stack(
        [np.pad(one, ((0, 0), (0, days - one.shape[1]), (0, 0)), mode="edge") for one in levels]
    )
    out = (1.0 - SHARE) / 2.0
    low, high = np.rint(np.quantile(whole, [out, 1.0 - out], axis=0))
    return {name: [_band(low[run, :, k], high[run, :, k]) for run in range(2)]
            for k, name in enumerate(metrics)}  # fmt: skip


def _band(low: NDArray[np.float64], high: NDArray[np.float64]) -> Band:
    return {"low": low.tolist(), "high": high.tolist()}
