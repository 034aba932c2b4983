"""marosim: agent-based simulation of mass atrocity response operations.

The whole Python front door::

    model = marosim.model("rwanda_1994", mandate="robust", seed=1)
    study = marosim.sweep("rwanda_1994", mandate=["observer", "robust"], replications=20)
    study = marosim.open_study("outputs/…")

marosim explores what could follow from its assumptions; it does not predict.
"""

from __future__ import annotations

__version__ = "0.1.0"
