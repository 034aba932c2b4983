"""Which responses no other beats in two outcomes at once, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from marosim.study import intervals

DOUBT = 0.05  # of redraws: a response that is this often on a front may be there


def front(runs: pd.DataFrame, cost: str, harm: str, higher: Sequence[bool]) -> pd.DataFrame:
    """Means of two metrics by response, whether it is on the front, and how often.

    ``runs`` has one row a run with response, replication and both metrics; ``higher`` says of
    each whether more is better. ``share`` is how often a response is on the front when
    replications are drawn again (bootstrap; NaN where there are too few to draw from).
    """
    points = runs.groupby("response", sort=False)[[cost, harm]].mean()
    signs = np.where(np.asarray(higher), -1.0, 1.0)
    wide = runs.pivot(index="replication", columns="response", values=[cost, harm]).dropna()
    both = np.stack([wide[name][points.index].to_numpy() for name in (cost, harm)], axis=-1)
    picks = intervals.redraws(len(both) if len(both) >= intervals.FEWEST else 0)
    redrawn = [both[pick].mean(axis=0) * signs for pick in picks]
    share = np.mean([unbeaten(values) for values in redrawn], axis=0) if redrawn else np.nan
    there = unbeaten(points.to_numpy() * signs)
    return points.assign(front=there, share=share).reset_index()


def perhaps(points: pd.DataFrame) -> pd.Series:
    """Which responses, off the front by their means, chance may put there."""
    return ~points["front"] & (points["share"] > DOUBT)


def unbeaten(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows no other row equals or beats in all columns, less being better."""
    own, other = values[:, None, :], values[None, :, :]
    beaten = np.all(other <= own, axis=2) & np.any(other < own, axis=2)
    return np.asarray(~np.any(beaten, axis=1))
