"""Every setting of the model: one dataclass a mechanism, with unit, bounds and source."""

from __future__ import annotations

from dataclasses import dataclass

from marosim.settings.base import SettingError, SettingRow, as_dict, assign, rows
from marosim.settings.civilians import CivilianSettings
from marosim.settings.crisis import CrisisSettings
from marosim.settings.judging import JudgingSettings
from marosim.settings.mission import MissionSettings
from marosim.settings.peace import PeaceSettings
from marosim.settings.politics import PoliticsSettings
from marosim.settings.run import RunSettings
from marosim.settings.warning import WarningSettings
from marosim.settings.world import WorldSettings

__all__ = ["SettingError", "SettingRow", "Settings", "as_dict", "assign", "rows"]


@dataclass
class Settings(
    JudgingSettings,
    PeaceSettings,
    MissionSettings,
    PoliticsSettings,
    WarningSettings,
    CrisisSettings,
    CivilianSettings,
    WorldSettings,
    RunSettings,
):
    """All settings of a run, each mechanism under a key of its own."""
