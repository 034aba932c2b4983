"""A10 Security of personnel: attacks on peacekeepers, losses, and contingents that go home."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.mission.arms import SIERRA_LEONE
from marosim.mission.state import IN_COUNTRY, LEAVING, TROOPS
from marosim.terms import Approach, Role

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel


class Security(Mechanism):
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
            if contingent.dead >= bears * (1.0 - contingent.caveats):
                contingent.stage = LEAVING
                contingent.leaves_day = day + round(options.leaving_days)
                model.journal.log(
                    day, "contingent_withdrawn",
                    f"Its capital withdraws {contingent.name} after losses",
                    actor=contingent.name, persons=contingent.persons, dead=contingent.dead,
                )  # fmt: skip

    def stop(self) -> None:
        self.model.situation.peacekeeper_loss_today = 0.0

    def report(self, day: int) -> None:
        journal = self.model.journal
        journal.report("peacekeeper_deaths", self.model.situation.peacekeeper_loss_today)
        journal.report("resolve", self.model.mission.resolve)
