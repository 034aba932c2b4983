"""Parts of wholes that may be nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def ratio(part: Any, whole: Any, otherwise: float = 0.0) -> Floats:
    """``part / whole`` where the whole is above zero, elsewhere ``otherwise``."""
    some = whole > 0
    # all at once and then chosen: NumPy takes several times longer to divide here and there
    return np.where(some, part / np.where(some, whole, 1.0), otherwise)
