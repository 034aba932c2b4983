"""Common random numbers: every draw is named by (seed, stream, agent, day).

A draw is a pure function of its name, so two runs that differ in one policy differ only
where that policy reached, and a run gives the same bytes for any number of threads.
The hash is splitmix64 (Steele, Lea & Flood 2014) applied twice with the key folded in
between, which passes pairwise tests where a single round is in doubt.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numba
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_S27, _S30, _S31, _S11, _S32 = (np.uint64(n) for n in (27, 30, 31, 11, 32))
_UNIT = 1.0 / (1 << 53)


@numba.njit(inline="always")
def mix(z):
    """One round of splitmix64, inside kernels."""
    z = (z ^ (z >> _S30)) * _MIX_1
    z = (z ^ (z >> _S27)) * _MIX_2
    return z ^ (z >> _S31)


@numba.njit(inline="always")
def draw_bits(key, agent):
    """64 random bits of one agent under a day's key (see :func:`day_key`), inside kernels."""
    return mix(mix(agent * GOLDEN + key) ^ key)


@numba.njit(cache=True, nogil=True)
def _bits(agents, key):
    found = np.empty(agents.size, np.uint64)
    for k in range(agents.size):
        found[k] = draw_bits(key, agents[k])
    return found


@numba.njit(cache=True, nogil=True)
def _uniform(agents, key):
    found = np.empty(agents.size, np.float64)
    for k in range(agents.size):
        found[k] = (np.float64(draw_bits(key, agents[k]) >> _S11) + 0.5) * _UNIT
    return found


@lru_cache(maxsize=1024)
def stream_code(stream: str) -> int:
    """The 64-bit code of a stream's name."""
    return int.from_bytes(hashlib.blake2b(stream.encode(), digest_size=8).digest(), "little")


def _mix_int(z: int) -> int:
    mask = (1 << 64) - 1
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
    return z ^ (z >> 31)


def draw_bits_plain(key: int, agent: int) -> int:
    """What :func:`draw_bits` computes, in plain Python, for the readable rule."""
    mask = (1 << 64) - 1
    return _mix_int(_mix_int((agent * 0x9E3779B97F4A7C15 + key) & mask) ^ key)


@lru_cache(maxsize=1024)
def _run_key(seed: int, stream: str) -> int:
    return _mix_int((seed * 0x9E3779B97F4A7C15 + stream_code(stream)) & ((1 << 64) - 1))


def day_key(seed: int, stream: str, day: int) -> np.uint64:
    """The key under which all agents draw for one purpose on one day."""
    key = _run_key(seed, stream) + (day + 1) * 0xD1B54A32D192ED03
    return np.uint64(_mix_int(key & ((1 << 64) - 1)))


class Draws:
    """Random numbers by name. ``agents`` are non-negative ids, one draw for each.

    >>> Draws(1).uniform("weather", [0, 1], day=3).shape
    (2,)
    """

    def __init__(self, seed: int) -> None:
        self.seed = int(seed)

    def bits(self, stream: str, agents: ArrayLike, day: int) -> NDArray[np.uint64]:
        """64 random bits for each agent."""
        ids = np.asarray(agents, dtype=np.uint64)
        return _bits(ids.ravel(), day_key(self.seed, stream, day)).reshape(ids.shape)

    def uniform(self, stream: str, agents: ArrayLike, day: int) -> NDArray[np.float64]:
        """Uniform on the open interval (0, 1)."""
        ids = np.asarray(agents, dtype=np.uint64)
        return _uniform(ids.ravel(), day_key(self.seed, stream, day)).reshape(ids.shape)

    def happens(
        self, stream: str, agents: ArrayLike, day: int, hazard: ArrayLike
    ) -> NDArray[np.bool_]:
        """Whether an event of this hazard (per day) happens today, for each agent."""
        chance = -np.expm1(-np.maximum(np.asarray(hazard, dtype=np.float64), 0.0))
        return self.uniform(stream, agents, day) < chance

    def normal(self, stream: str, agents: ArrayLike, day: int) -> NDArray[np.float64]:
        """Standard normal."""
        return special.ndtri(self.uniform(stream, agents, day))

    def exponential(self, stream: str, agents: ArrayLike, day: int) -> NDArray[np.float64]:
        """Exponential with mean one."""
        return -np.log(self.uniform(stream, agents, day))

    def gamma(
        self, stream: str, agents: ArrayLike, day: int, mean: ArrayLike, shape: float
    ) -> NDArray[np.float64]:
        """Gamma with the given mean and shape (dimensionless)."""
        return (
            special.gammaincinv(shape, self.uniform(stream, agents, day))
            * np.asarray(mean, dtype=np.float64)
            / shape
        )

    def poisson(
        self, stream: str, agents: ArrayLike, day: int, mean: ArrayLike
    ) -> NDArray[np.int64]:
        """Poisson counts, by inversion so that they are monotone in the mean."""
        from scipy.stats import poisson

        return poisson.ppf(
            self.uniform(stream, agents, day), np.asarray(mean, dtype=np.float64)
        ).astype(np.int64)

    def rounded(
        self, stream: str, agents: ArrayLike, day: int, amount: ArrayLike
    ) -> NDArray[np.int64]:
        """Whole numbers whose mean is ``amount`` (stochastic rounding)."""
        amount = np.asarray(amount, dtype=np.float64)
        return np.floor(amount + self.uniform(stream, agents, day)).astype(np.int64)
