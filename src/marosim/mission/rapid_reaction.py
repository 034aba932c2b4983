"""A2 Rapid reaction and A3 preventive deployment: troops before the usual months are over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marosim.core.setting import MechanismSettings, setting
from marosim.mechanism import Mechanism
from marosim.mission.arms import RWANDA
from marosim.mission.state import MissionState

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel


@dataclass
class RapidReactionSettings(MechanismSettings):
    """A2: pre-positioned stocks, standby units at 7, 30 and 60 days, airlift."""

    standby_7: int = setting(
        0, "troops ready to move 7 days after authorisation", unit="persons", low=0, high=100_000
    )
    standby_30: int = setting(
        0,
        "troops ready to move after 30 days",
        unit="persons",
        low=0,
        high=100_000,
        source="Brahimi report 2000: 30 days for a traditional mission",
    )
    standby_60: int = setting(
        0,
        "troops ready to move after 60 days",
        unit="persons",
        low=0,
        high=100_000,
        source="United Nations Peacekeeping Capability Readiness System: 60 days",
    )
    airlift_tonnes: float = setting(
        0.0,
        "airlift added to the usual lift",
        unit="tonnes/day",
        low=0,
        high=10_000,
        source="Kuperman 2000: 800 tonnes a day into Kigali by the United States",
    )
    stocks: float = setting(
        0.0,
        "share of the tonnage that lies ready in strategic stocks near the country",
        low=0,
        high=1,
        source="assumed; strategic deployment stocks at Brindisi, sized for one mission",
    )
    reception_days: float = setting(
        4.0, "days from landing until a standby unit moves out", unit="days", low=0, high=60
    )
    airlift_usd: float = setting(4000.0, "cost of airlift", unit="US$/tonne", low=0, high=50_000)


class RapidReaction(Mechanism[RapidReactionSettings]):
    """Standby pools, stocks and airlift, as long as they last."""

    id = "A2"
    title = "Pre-positioning and rapid reaction"
    settings_key = "rapid_reaction"
    rule = (
        "Contingents asked for first come from standby pools ready after 7, 30 and 60 days, while "
        "these last; a share of their tonnage lies in stocks near the country, the rest may be "
        "flown in addition to the usual lift, and they move out sooner. A mission without pools "
        "is generated from nothing."
    )
    source = (
        "Kuperman 2000 (airlift); Brahimi report 2000 (A/55/305); Peacekeeping Capability "
        "Readiness System (60 days)"
    )
    outcome = "days_to_first_unit"
    expected = -1
    scenario = "rwanda_1994"
    arms = RWANDA
    renews = (
        MissionState.standby,
        MissionState.standby_reception,
        MissionState.airlift_tonnes,
        MissionState.airlift_usd,
        MissionState.stocks,
    )

    def __init__(self, model: ResponseModel, settings: Any) -> None:
        super().__init__(model, settings)
        self.sizes: tuple[int, ...] = ()

    def step(self, day: int) -> None:
        options, mission = self.settings, self.model.mission
        sizes = (options.standby_7, options.standby_30, options.standby_60)
        if sizes != self.sizes:
            self.sizes = sizes
            pools = zip((7.0, 30.0, 60.0), sizes, strict=True)
            mission.standby = [[days, float(troops)] for days, troops in pools]
        mission.airlift_tonnes = options.airlift_tonnes
        mission.airlift_usd = options.airlift_usd
        mission.stocks = options.stocks
        mission.standby_reception = options.reception_days


@dataclass
class PreventiveSettings(MechanismSettings):
    """A3: a force placed on warning, before violence."""

    delay_days: float = setting(
        10.0,
        "days from the first alert until a standing authority lets units go",
        unit="days",
        low=0,
        high=365,
        source="assumed; UNPREDEP followed its request by weeks (S/RES/795, 1992)",
    )
    consent: float = setting(
        0.4, "consent of the host without which nobody is placed", low=0, high=1
    )
    risk_weight: float = setting(
        6.0, "how much more a place at certain risk draws units than one at none", low=0, high=50
    )


class PreventiveDeployment(Mechanism[PreventiveSettings]):
    """With deployment=preventive a force goes on the first alert, to where the risk is."""

    id = "A3"
    title = "Preventive deployment"
    settings_key = "preventive"
    rule = (
        "Where a force was agreed upon beforehand (deployment.plan=preventive) and the host "
        "consents, the first alert lets units go after a short delay, without waiting for "
        "recognition and a vote; and all planning weighs places by warned risk."
    )
    source = "UNPREDEP in Macedonia (S/RES/795, 1992); Carnegie Commission 1997; sizes assumed"
    outcome = "deaths_direct"
    expected = -1
    scenario = "kalvera"
    arms = {
        "mandate": "protection_of_civilians",
        "deployment": "preventive",
        "funding": "full",
        "warning": "full",
        "days": 400,
    }
    renews = (MissionState.preventive_risk,)

    def step(self, day: int) -> None:
        model, options = self.model, self.settings
        if model.settings.deployment.plan != "preventive":
            model.mission.preventive_risk = 0.0
            return
        model.mission.preventive_risk = options.risk_weight
        politics, alert = model.politics, model.warning.alert_day
        wish = model.settings.mandate
        if politics.authorised_day is not None or alert is None:
            return
        if not wish.enabled or wish.name == "none" or politics.consent < options.consent:
            return
        if day >= alert + options.delay_days:
            mandate = model.politics.draft()
            politics.authorise(day, mandate)
            model.journal.log(
                day, "authorisation", "A standing authority lets a preventive force go",
                actor="security council", since_day=day, troops=mandate.ceiling,
                police=mandate.police, observers=mandate.observers, chapter=mandate.chapter,
            )  # fmt: skip
