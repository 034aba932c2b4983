"""Along the last axis where it is short, as over communities.

NumPy goes through such an axis row by row, which takes up to ten times as long as taking its
columns one after the other; the results are the same.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray


def _columns(values: NDArray[Any]) -> list[NDArray[Any]]:
    return [values[..., k] for k in range(values.shape[-1])]


def largest(values: NDArray[Any]) -> NDArray[Any]:
    """The largest along the last axis."""
    return np.asarray(reduce(np.maximum, _columns(values)))


def added(values: NDArray[Any]) -> NDArray[Any]:
    """The sum along the last axis, from its first to its last."""
    return np.asarray(reduce(np.add, _columns(values)))
