"""C4 Armed groups: units plan, move and contest control; strength is replaced."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marosim.armed.choosing import UnitChoices
from marosim.armed.collapse import Collapse
from marosim.armed.forces import Organisation
from marosim.core.ratio import ratio
from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism


@dataclass
class OperationSettings(MechanismSettings):
    """C4: armed organisations plan, move and contest control."""

    decision_days: int = setting(5, "days between a unit's decisions", unit="days", low=1, high=60)
    contest_weight: float = setting(1.5, "pull of ground that can be won", low=0, high=10)
    hold_weight: float = setting(1.0, "pull of own ground under threat", low=0, high=10)
    terror_weight: float = setting(0.6, "pull of places with people to attack", low=0, high=10)
    deterred_weight: float = setting(
        0.1,
        "push of credible peacekeepers",
        low=0,
        high=10,
        source="fitted to Ruggeri, Dorussen & Gizelis 2017: armed groups do not go elsewhere, so "
        "that violence begins hardly less often near peacekeepers",
    )
    order_weight: float = setting(
        4.0, "pull of ground that a dated offensive of the case is to take", low=0, high=10
    )
    order_reach_km: float = setting(
        100.0,
        "distance over which such an order loses pull by a factor e",
        unit="km",
        low=5,
        high=500,
    )
    order_days: float = setting(
        30.0,
        "days in which the order for a dated offensive fades by a factor e",
        unit="days",
        low=3,
        high=365,
    )
    pogrom_weight: float = setting(
        4.0, "pull of a place where a trigger has set off killing", low=0, high=20
    )
    garrison_weight: float = setting(
        0.2,
        "pull of own ground without any threat, relative to ground under threat",
        low=0,
        high=2,
    )
    concert_units: float = setting(
        3.0,
        "units of its own that a unit counts on when it weighs a fight",
        unit="units",
        low=1,
        high=20,
    )
    way_weight: float = setting(0.03, "push of a day's march", unit="1/day", low=0, high=1)
    least_fighters: float = setting(
        5.0, "fighters without whom half of control lapses", unit="fighters", low=0.1, high=500
    )
    crowding_fighters: float = setting(
        800.0,
        "own fighters present at which a place draws half as much",
        unit="fighters",
        low=10,
        high=50_000,
    )
    militia_mobility: float = setting(
        0.25, "readiness of local militia to move, relative to an army", low=0, high=1
    )
    noise: float = setting(0.25, "scale of chance in decisions", low=0.01, high=5)
    massed_fire: float = setting(
        2.0,
        "power to which heavy arms, relative to those of an army that has them in mass, are "
        "raised for what their fire does to a town: guns in part of the units count for less",
        low=1,
        high=4,
        source="assumed; set on the calibration rows of civilians killed in battle in targets.csv",
    )
    control_days: float = setting(
        8.0, "days in which control follows force by a factor e", unit="days", low=0.5, high=120
    )
    inertia_fighters: float = setting(
        60.0, "fighters to which established control is worth", unit="fighters", low=0, high=5000
    )
    seat_weight: float = setting(
        0.6,
        "share of the capital in the strain of losing ground",
        low=0,
        high=1,
        source="assumed; Herbst 2000 on the capital as the seat of power; Sarajevo held out "
        "while most of Bosnia was lost",
    )
    resolve_days: float = setting(
        20.0,
        "days in which resolve follows the loss of ground by a factor e",
        unit="days",
        low=1,
        high=365,
    )
    rebuild_days: float = setting(
        180.0,
        "days in which resolve comes back by a factor e when ground is won or a truce holds",
        unit="days",
        low=5,
        high=1825,
    )
    break_point: float = setting(
        0.65,
        "resolve below which an army breaks; at half of it nothing is left of the army",
        low=0.05,
        high=0.95,
        source="assumed; Dupuy 1990, Lehmann & Zhukov 2019 on giving up as others do; chosen in "
        "sight of Rwanda's displacement and so that other cases stay clear of it",
    )
    withdraw_weight: float = setting(
        4.0,
        "push of the nearness of the enemy, across borders too, once an army has broken",
        low=0,
        high=20,
        source="assumed; Des Forges 1999 and UNHCR 2000 on the retreat into Zaire",
    )
    replacement: float = setting(
        0.004,
        "share of missing strength, and of missing weapons, replaced a day when fully supplied",
        unit="1/day",
        low=0,
        high=0.1,
    )
    weapons_per_fighter: float = setting(
        1.0,
        "firearms for each fighter of an army or of rebels who is fully armed",
        unit="weapons/fighter",
        low=0,
        high=5,
    )
    weapons_per_militia_member: float = setting(
        0.5,
        "firearms for each member of a militia that is fully armed; the rest have blades and clubs",
        unit="weapons/fighter",
        low=0,
        high=5,
        source="assumed; Meijer & Verwimp 2005 on firearms and machetes in Rwanda",
    )


class Operations(Mechanism[OperationSettings]):
    """Every few days a unit picks the place, near or its own, that promises most."""

    id = "C4"
    title = "Armed groups: intent, capability, opportunity"
    settings_key = "operations"
    rule = (
        "A unit weighs its place and the neighbours: ground to win × chance of winning, own ground "
        "under threat, people to attack × intent, ground that a dated offensive names, killing "
        "that a trigger set off, less peacekeepers' credibility, crowding and the way, plus chance "
        "(a logit choice); entry may be blocked, and an order ends when the ground is held. "
        "Control follows effective force with inertia: dκ = (force share - κ)/days. An army breaks "
        "whose enemies win the country: strain = (1 - w)·share of its ground won by them since "
        "they held least + w·the same of the capital; resolve falls toward 1 - strain in weeks, in "
        "a truce it comes back in months; collapse = 2·(1 - resolve/break point), from 0 to 1. It "
        "weighs by 1 - collapse what an army would win, hold or attack, and by collapse the "
        "nearness of the enemy, from which it falls back, across borders too. Of the fighters and "
        "of the weapons that an organisation lacks of the strength it tries to keep, a share comes "
        "every day: replacement·supply·(1 - embargo)·(1 - ceasefire)·(1 - collapse). Recruits "
        "beyond that strength come unarmed. Weapons are counted: of each organisation, held = "
        "first + supplied + captured + moved in - lost - seized - surrendered; they do not change "
        "how it fights."
    )
    source = (
        "Kalyvas 2006; Zhukov 2012 (logistics); McFadden 1974 (choice); Dupuy 1990 and Lehmann & "
        "Zhukov 2019 (armies that break)"
    )
    metrics = {
        "fighters": Metric("fighters", "in all armed organisations", "stock", "lower"),
        "weapons_held": Metric(
            "weapons", "firearms of all armed organisations, caches included", "stock", "lower"
        ),
        "weapons_supplied": Metric(
            "weapons", "supplied to armed organisations so far", "total", "lower"
        ),
        "weapons_seized": Metric(
            "weapons", "of fighters whom peacekeepers killed, so far", "total", "neither"
        ),
    }
    outcome = "places_with_violence_mean"

    def start(self) -> None:
        self.collapse = Collapse(self.model, self.settings)
        self.choices = UnitChoices(self.model, self.settings)

    def step(self, day: int) -> None:
        model = self.model
        for organisation in model.armed.organisations:
            if not organisation.came and organisation.active_from == day:
                organisation.active = True
                plan = model.case.organisations[organisation.index]
                model.armed.raise_units(organisation.index, organisation.established, plan.units)
        self._discharge(day)
        model.armed.count_force()
        if model.situation.at_war.any() or model.situation.intent.any():
            self.choices.step(day)
        self._replace()
        model.armed.count_force()
        self._control()
        self.collapse.step(day)

    def _discharge(self, day: int) -> None:
        now, armed = self.model.situation, self.model.armed
        if not now.demobilised_today.any():
            return
        for organisation in armed.organisations:
            wanted = now.demobilised_today[organisation.index]
            if wanted <= 0 or organisation.fighters <= 0:
                continue
            share = min(wanted / organisation.fighters, 1.0)
            removed = armed.take(organisation.index, now.force[organisation.index] * share).sum()
            organisation.demobilised += float(removed)
            organisation.established = max(organisation.established - float(removed), 0.0)
            if organisation.constituency >= 0:
                self.model.civilians.release(organisation.constituency, float(removed))
        now.demobilised_today[:] = 0

    def _replace(self) -> None:
        armed = self.model.armed
        for organisation in armed.organisations:
            if organisation.fighters <= 0 or not organisation.active:
                continue
            weapons = organisation.weapons
            lacking = armed.full_armament(organisation) - weapons.held
            weapons.book(supplied=self._coming(organisation, lacking))
            came = self._coming(organisation, organisation.established - organisation.fighters)
            if came > 0:
                rows = armed.unit_organisation == organisation.index
                armed.unit_fighters[rows] *= 1.0 + came / organisation.fighters
                organisation.replaced += came

    def _coming(self, organisation: Organisation, missing: float) -> float:
        """Of the fighters or weapons that are missing, those that supply brings today."""
        now = self.model.situation
        firm = 1.0 - now.collapse[organisation.index]
        embargo = 1.0 - now.arms_embargo
        calm = 1.0 - now.ceasefire[organisation.index].max()
        missing = max(missing, 0.0)
        return float(
            missing * self.settings.replacement * organisation.supply * embargo * calm * firm
        )

    def _control(self) -> None:
        now, options = self.model.situation, self.settings
        organisations = self.model.armed.organisations
        quality = np.zeros(now.force.shape[0])
        for organisation in organisations:
            quality[organisation.index] = organisation.quality
        weight = now.force * quality[:, None] + options.inertia_fighters * now.control
        total = weight.sum(axis=0)
        share = ratio(weight, total)
        ceiling = total / (total + options.least_fighters)
        rate = 1 - np.exp(-1.0 / options.control_days)
        inside = self.model.geography.inside
        now.control += np.where(inside, rate * (share * ceiling - now.control), 0.0)

    def report(self, day: int) -> None:
        journal = self.model.journal
        journal.report("fighters", float(self.model.situation.force.sum()))
        for flow in ("held", "supplied", "seized"):
            journal.report(f"weapons_{flow}", self.model.armed.weapons(flow))
