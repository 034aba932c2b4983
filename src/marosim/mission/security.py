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
from marosim.mission.approach import OperationalApproach
from marosim.mission.arms import SIERRA_LEONE
from marosim.mission.response import ResponseToAttack
from marosim.mission.state import IN_COUNTRY, LEAVING, TROOPS
from marosim.situation import Situation
from marosim.terms import Role

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel


@dataclass
class SecuritySettings(MechanismSettings):
    """A10: security of personnel."""

    attack_hazard: float = setting(
        0.001,
        "attacks a day on the peacekeepers of a place by wholly hostile fighters who do not fight "
        "a war with them",
        unit="1/day",
        low=0,
        high=1,
        source="calibrated on peacekeepers killed in South Sudan (5), Liberia (0), Sierra Leone "
        "(14) and Bosnia (at most 76) together",
    )
    combat_hazard: float = setting(
        0.3,
        "attacks a day on the peacekeepers of a place by fighters whom the mission fights",
        unit="1/day",
        low=0,
        high=2,
        source="calibrated on peacekeepers killed in Somalia (439 to 937)",
    )
    half_fighters: float = setting(
        500.0,
        "hostile fighters at a place without troops at which that hazard is half",
        unit="fighters",
        low=1,
        high=20_000,
    )
    daunted: float = setting(
        1.0,
        "hostile fighters by whom that number rises for each soldier there",
        unit="fighters/person",
        low=0,
        high=20,
        source="assumed; Santos Cruz 2017 (nobody attacks a strong opponent)",
    )
    host_weight: float = setting(
        0.2,
        "attacks by a host's forces that do not want the mission, relative to other fighters'",
        low=0,
        high=1,
        source="assumed; hosts obstruct more than they attack (Sebastián & Gorur 2018)",
    )
    force_weight: float = setting(
        2.0, "how far use of force draws attacks on peacekeepers", low=0, high=20
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
        "Peacekeepers at a place are attacked with hazard Σ f/(f + f½ + c·troops)·(1 − truce)·"
        "[λ·(1 + w·rules of engagement)·hostility + κ·posture], f an organisation's fighters "
        "there. Hostility is its intent to attack civilians, a host's × (1 − consent) and less. "
        "κ counts against those whom the mission fights: where its units used force today, and, "
        "while it is on the offensive (A9), everywhere against whoever does enough of the attacks "
        "on civilians. Losses are exponential, fewer where troops are strong. Each death takes a "
        "share of the will to use force, which returns in weeks. A contingent leaves when its own "
        "dead exceed its tolerance × (0.5 + political will). With plan=historical the record says "
        "who stays."
    )
    source = (
        "United Nations 1999 (S/1999/1257): Kigali, April 1994; Williams 2018; Santos Cruz 2017; "
        "targets of the six cases"
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
        hit = self.model.draws.happens("mission.attacked", self.places, day, self.hazard(troops))
        if hit.any():
            self._suffer(np.flatnonzero(hit), troops, day)
            now.peacekeeper_force = mission.at_places(TROOPS, day)

    def hazard(self, troops: NDArray[np.float64]) -> NDArray[np.float64]:
        """Attacks a day on peacekeepers by place, [P], where so many troops (persons) stand."""
        now, options = self.model.situation, self.settings
        allowed = self.model.politics.mandate.rules_of_engagement
        base = options.attack_hazard * (1.0 + options.force_weight * allowed)
        drive = base * self._hostility()[:, None] + options.combat_hazard * self._combat()
        daunting = options.half_fighters + options.daunted * troops
        chances = now.force / (now.force + daunting[None, :]) * (troops > 0)
        truce = 1.0 - now.ceasefire.max(axis=1)
        return np.asarray((truce[:, None] * drive * chances).sum(axis=0))

    def _hostility(self) -> NDArray[np.float64]:
        """How far each organisation means harm to those who are in its way, [O] in 0..1."""
        hostility: NDArray[np.float64] = self.model.situation.intent.max(axis=1)
        for organisation in self.model.armed.organisations:
            if organisation.role == Role.GOVERNMENT:  # as far as it wants the mission, it spares it
                unwanted = 1.0 - self.model.politics.consent
                hostility[organisation.index] *= self.settings.host_weight * unwanted
        return hostility

    def _combat(self) -> NDArray[np.float64]:
        """How far each organisation fights a war with the mission at each place, [O, P] in 0..1."""
        model = self.model
        combat = np.zeros(model.situation.force.shape)
        response, approach = model.mechanism("response_to_attack"), model.mechanism("approach")
        if isinstance(response, ResponseToAttack):
            combat[response.fights] = 1.0
        if isinstance(approach, OperationalApproach) and approach.on_the_offensive():
            calm = model.settings.battles.calm_share
            posture = calm + (1.0 - calm) * model.situation.belligerence
            for index in approach.targets():
                combat[index] = np.maximum(combat[index], posture[index])
        return combat

    def _suffer(self, places: np.ndarray, troops: np.ndarray, day: int) -> None:
        model, mission, options = self.model, self.model.mission, self.settings
        size = model.draws.exponential("mission.losses", places, day) * options.mean_killed
        shelter = options.strength_protects / (options.strength_protects + troops[places])
        killed = np.ceil(np.minimum(shelter * size, options.most_killed * troops[places]))
        for place, dead in zip(places, killed, strict=True):
            here = (mission.kind == TROOPS) & (mission.place == place) & (mission.arrives <= day)
            rows = np.flatnonzero(here)
            luck = float(model.draws.uniform("mission.hit", [place], day)[0])
            row = int(rows[int(luck * len(rows))])
            dead = min(float(dead), float(mission.persons[row]))
            mission.persons[row] -= dead
            mission.contingents[int(mission.contingent[row])].dead += dead
            model.situation.peacekeeper_loss_today += dead
            mission.dead += dead
            mission.resolve *= math.exp(-options.resolve_lost * dead)
            model.journal.log(
                day, "peacekeepers_killed", f"Peacekeepers are killed in an attack ({dead:.0f})",
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
