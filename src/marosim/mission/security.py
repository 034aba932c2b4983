"""A10 Security of personnel: attacks on peacekeepers, losses, and contingents that go home."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.mission.arms import SIERRA_LEONE
from marosim.mission.state import IN_COUNTRY, LEAVING, TROOPS
from marosim.situation import Situation
from marosim.terms import Approach, Role

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel


@dataclass
class SecuritySettings(MechanismSettings):
    """A10: security of personnel."""

    attack_hazard: float = setting(
        0.0013,
        "attacks a day on the peacekeepers of a place among hostile fighters",
        unit="1/day",
        low=0,
        high=1,
        source="set so that 0.8 in 1,000 a year, as in the record of hostile acts (Seet & Burnham "
        "2000), lies between the ensemble's missions (0.2) and the cases' own (1.3)",
    )
    half_fighters: float = setting(
        500.0,
        "hostile fighters at a place at which that hazard is half",
        unit="fighters",
        low=1,
        high=20_000,
    )
    force_weight: float = setting(
        2.0, "how far use of force draws attacks on peacekeepers", low=0, high=20
    )
    offensive_weight: float = setting(
        3.0,
        "attacks where the approach is to defeat perpetrators",
        low=0,
        high=20,
        source="assumed; AMISOM lost about 1,600 (Williams 2018)",
    )
    mean_killed: float = setting(
        4.0, "mean peacekeepers killed in an attack on few", unit="persons", low=0.1, high=100
    )
    most_killed: float = setting(
        0.2, "largest share of the troops at a place killed in one attack", low=0, high=1
    )
    strength_protects: float = setting(
        300.0,
        "troops at a place at which losses of an attack are halved",
        unit="persons",
        low=10,
        high=10_000,
    )
    resolve_lost: float = setting(
        0.015, "will to use force lost for each peacekeeper killed", unit="1/person", low=0, high=1
    )
    resolve_days: float = setting(
        60.0, "days in which that will returns by a factor e", unit="days", low=1, high=1000
    )
    tolerance: float = setting(
        12.0,
        "own dead after which a contingent is withdrawn, at middling political will",
        unit="persons",
        low=1,
        high=10_000,
        source="Belgium withdrew after ten dead in Kigali (S/1999/1257)",
    )
    leaving_days: float = setting(
        7.0,
        "days from a capital's decision until its contingent is gone",
        unit="days",
        low=1,
        high=180,
        source="Belgium: announced 14 April 1994, gone by 19 April",
    )


class Security(Mechanism[SecuritySettings]):
    """Peacekeepers are attacked, die, lose heart and may be called home."""

    id = "A10"
    title = "Security of personnel"
    settings_key = "security"
    rule = (
        "Peacekeepers at a place are attacked with hazard λ·h/(h + h½)·(1 + w·rules of "
        "engagement), h the hostile fighters there (× intent; a host's forces × (1 - consent)), "
        "more where the approach is to defeat perpetrators; losses are exponential, fewer where "
        "troops are strong. Each death takes a share of the will to use force, which returns in "
        "weeks. A contingent leaves when its own dead exceed its tolerance × (0.5 + political "
        "will). With plan=historical the record says who stays."
    )
    source = (
        "United Nations 1999 (S/1999/1257): Kigali, April 1994; Williams 2018; Seet & Burnham 2000"
    )
    metrics = {
        "peacekeeper_deaths": Metric("persons", "peacekeepers killed today", "flow", "lower"),
        "resolve": Metric("1", "will to use force after losses, 0 to 1", better="higher"),
    }
    outcome = "peacekeepers_mean"
    expected = 0
    scenario = "sierra_leone_1999"
    arms = SIERRA_LEONE
    renews = (Situation.peacekeeper_loss_today,)

    def __init__(self, model: ResponseModel, settings: Any) -> None:
        super().__init__(model, settings)
        self.places = np.arange(model.geography.count)

    def step(self, day: int) -> None:
        now, mission, options = self.model.situation, self.model.mission, self.settings
        now.peacekeeper_loss_today = 0.0
        mission.resolve += (1.0 - mission.resolve) * -math.expm1(-1.0 / options.resolve_days)
        if not mission.units:
            return
        troops = mission.at_places(TROOPS, day)
        if not troops.any():
            return
        hostile = self._hostility() @ now.force
        force = self.model.politics.mandate.rules_of_engagement
        hazard = options.attack_hazard * (1.0 + options.force_weight * force)
        hazard = hazard * hostile / (hostile + options.half_fighters) * (troops > 0)
        if mission.approach == Approach.DEFEAT_PERPETRATORS:
            hazard = hazard * options.offensive_weight
        hit = self.model.draws.happens("mission.attacked", self.places, day, hazard)
        if hit.any():
            self._suffer(np.flatnonzero(hit), troops, day)

    def _hostility(self) -> NDArray[np.float64]:
        """How far each organisation means harm to those who are in its way, [O] in 0..1."""
        hostility = self.model.situation.intent.max(axis=1)
        for organisation in self.model.armed.organisations:
            if organisation.role == Role.GOVERNMENT:  # as far as it wants the mission, it spares it
                hostility[organisation.index] *= 1.0 - self.model.politics.consent
        return hostility

    def _suffer(self, places: np.ndarray, troops: np.ndarray, day: int) -> None:
        model, mission, options = self.model, self.model.mission, self.settings
        size = model.draws.exponential("mission.losses", places, day) * options.mean_killed
        shelter = options.strength_protects / (options.strength_protects + troops[places])
        killed = np.ceil(np.minimum(shelter * size, options.most_killed * troops[places]))
        for place, dead in zip(places, killed, strict=True):
            here = (mission.kind == TROOPS) & (mission.place == place) & (mission.arrives <= day)
            row = int(np.flatnonzero(here)[0])
            dead = min(float(dead), float(mission.persons[row]))
            mission.persons[row] -= dead
            mission.contingents[int(mission.contingent[row])].dead += dead
            model.situation.peacekeeper_loss_today += dead
            mission.dead += dead
            mission.resolve *= math.exp(-options.resolve_lost * dead)
            model.journal.log(
                day, "peacekeepers_killed", f"{dead:.0f} peacekeepers are killed in an attack",
                place=model.geography.names[place],
                actor=mission.contingents[int(mission.contingent[row])].name, persons=dead,
            )  # fmt: skip
        self._leave(day)

    def _leave(self, day: int) -> None:
        model, options = self.model, self.settings
        if model.settings.deployment.plan == "historical":
            return
        bears = options.tolerance * (0.5 + model.politics.political_will)
        for contingent in model.mission.contingents:
            if not IN_COUNTRY <= contingent.stage < LEAVING:
                continue
            if contingent.withdraws(bears):
                contingent.stage = LEAVING
                contingent.leaves_day = day + round(options.leaving_days)
                model.journal.log(
                    day, "contingent_withdrawn",
                    f"Its capital withdraws {contingent.name} after losses",
                    actor=contingent.name, persons=contingent.persons, dead=contingent.dead,
                )  # fmt: skip

    def report(self, day: int) -> None:
        journal = self.model.journal
        journal.report("peacekeeper_deaths", self.model.situation.peacekeeper_loss_today)
        journal.report("resolve", self.model.mission.resolve)
