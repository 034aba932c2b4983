"""Settings of measurement and judgement."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class JudgingSettings:
    """One field a mechanism."""
