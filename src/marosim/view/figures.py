"""Every figure under one roof; all take tables and return matplotlib axes."""

from __future__ import annotations

from marosim.view.chain import funnel
from marosim.view.comparing import forest, interactions, pareto
from marosim.view.curve import curve
from marosim.view.evidence import tail, tail_exponent, targets
from marosim.view.fan import fan
from marosim.view.mapping import place_map

__all__ = [
    "curve",
    "fan",
    "forest",
    "funnel",
    "interactions",
    "pareto",
    "place_map",
    "tail",
    "tail_exponent",
    "targets",
]
