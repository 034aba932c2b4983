"""Variants of the model's rules, drawn by replication.

Where the literature does not agree how a thing works, its setting is marked as a ``variant`` and
has a choice for each view. A study with ``structure=true`` draws one choice of each a replication,
the same under every response, so that each combination comes equally often.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection

import numpy as np

from marosim.core.setting import SettingRow, rows
from marosim.randomness import Draws
from marosim.settings import Settings


def variants(settings: Settings) -> list[SettingRow]:
    """Settings of which each choice is a rule that the literature holds possible."""
    return [row for row in rows(settings) if row.variant and row.choices]


def draw(settings: Settings, replication: int, told: Collection[str]) -> dict[str, str]:
    """One choice of each variant that nobody has ``told``, by name of the setting.

    All combinations come once, in an order by the seed, before any comes again.
    """
    known = variants(settings)
    every = list(itertools.product(*(row.choices or () for row in known)))
    turn, place = divmod(replication, len(every))
    order = Draws(settings.seed).uniform("structure", np.arange(len(every)), turn)
    chosen = every[int(np.argsort(order, kind="stable")[place])]
    return {r.name: c for r, c in zip(known, chosen, strict=True) if r.name not in told}
