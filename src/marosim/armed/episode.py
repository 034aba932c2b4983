"""The course of one attack on civilians: who takes part, how long it lasts, whom it can reach.

All functions are closed forms over arrays, so that an attack ends at a moment and not at the end
of a day: sizes then have a heavy tail without steps.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def ending(hostility: ArrayLike, calm: float, lengthens: float, least: float) -> Floats:
    """Hazard of ending relative to growth: the exponent of the tail of sizes.

    An attack that grows by exp(γt) and ends with hazard γa has kills S with
    P(S > x) = (1 + x/s)^(-a) (Reed & Hughes 2002). ``calm`` is a without hostility, which falls
    in proportion ``lengthens`` to ``hostility`` (0 to 1), down to ``least``.
    """
    return np.maximum(least, calm * (1.0 - lengthens * np.asarray(hostility)))


def gang(uniform: ArrayLike, first: float, exponent: float) -> Floats:
    """Those who begin an attack: at least ``first``, with a Pareto tail of ``exponent``."""
    return np.asarray(first * np.asarray(uniform) ** (-1.0 / exponent))


def most(present: ArrayLike, company: float, ordered: ArrayLike) -> Floats:
    """The most who take part at once, of those ``present``.

    Without orders an attack stays with one ``company``; the more it is ``ordered`` (0 to 1), the
    more of all who are there take part.
    """
    there = np.asarray(present, dtype=np.float64)
    beyond = np.maximum(there / company, 1.0) ** np.asarray(ordered)
    return np.asarray(np.minimum(there, company * beyond))


def effort(perpetrators: ArrayLike, ceiling: ArrayLike, growth: float, days: ArrayLike) -> Floats:
    """Person-days of perpetrators who grow by exp(growth · days) up to a ceiling."""
    m, top = np.asarray(perpetrators, dtype=np.float64), np.asarray(ceiling, dtype=np.float64)
    t = np.asarray(days, dtype=np.float64)
    full = np.log(np.maximum(top / np.maximum(m, 1e-9), 1.0)) / growth
    rising = np.minimum(t, full)
    return m * np.expm1(growth * rising) / growth + top * np.maximum(t - full, 0.0)


def stops(patience: ArrayLike, usual: ArrayLike, answer: ArrayLike, come: ArrayLike) -> Floats:
    """Days after which an attack ends, with hazard ``usual`` at first and ``answer`` added later.

    ``patience`` is a draw from the standard exponential; ``come`` the day's share that has gone
    when those who answer are there. An attack that has ended by then is not changed by them.
    """
    drawn, hazard = np.asarray(patience, dtype=np.float64), np.asarray(usual, dtype=np.float64)
    before = hazard * np.asarray(come)
    left = np.maximum(drawn - before, 0.0)
    return np.where(drawn <= before, drawn / hazard, come + left / (hazard + np.asarray(answer)))
