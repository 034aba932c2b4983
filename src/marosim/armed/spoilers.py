"""C10 Spoilers: factions that gain from war break away from agreements."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marosim.armed.state import Organisation
from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.terms import Role


@dataclass
class SpoilerSettings(MechanismSettings):
    """C10: factions that gain from war break away from agreements."""

    cohesion_loss: float = setting(
        0.004,
        "cohesion lost a day under a ceasefire when fully weary or unpaid",
        unit="1/day",
        low=0,
        high=0.1,
    )
    steady_loss: float = setting(0.3, "share of that loss without any weariness", low=0, high=1)
    faction_hostility: float = setting(
        1.2, "hostility of a faction relative to those it left", low=0, high=3
    )
    faction_supply: float = setting(
        0.5, "supply of a faction relative to those it left", low=0, high=1
    )
    purge_cohesion: float = setting(
        0.3, "cohesion that an organisation regains when its dissenters leave", low=0, high=1
    )
    cohesion_days: float = setting(
        365.0, "days in which cohesion recovers by a factor e", unit="days", low=10, high=3650
    )
    split_hazard: float = setting(
        0.003,
        "splits a day of an organisation without cohesion under a ceasefire",
        unit="1/day",
        low=0,
        high=0.1,
    )
    conscript_splits: float = setting(
        0.1,
        "splits of an army of conscripts, relative to others",
        low=0,
        high=1,
        source="assumed; Staniland 2014, Bakke, Cunningham & Seymour 2012 on what holds "
        "organisations together",
    )
    split_share: float = setting(
        0.2, "share of fighters that leaves with a faction", low=0.01, high=0.9
    )


class Spoilers(Mechanism[SpoilerSettings]):
    """Cohesion wears away under a ceasefire; a faction may leave and fight on."""

    id = "C10"
    title = "Spoilers"
    settings_key = "spoilers"
    rule = (
        "Under a ceasefire cohesion falls with weariness, otherwise it recovers; an organisation "
        "splits with hazard s × (1 - cohesion) × ceasefire, an army of conscripts seldom, and the "
        "faction, bound by no agreement, fights the former enemies."
    )
    source = "Stedman 1997; Pearlman & Cunningham 2012"
    metrics = {"factions": Metric("factions", "split off so far", "total", "lower")}
    outcome = "ceasefires_failed"
    expected = +1
    scenario = "sierra_leone_1999"

    def start(self) -> None:
        self.factions = 0

    def step(self, day: int) -> None:
        model, now, options = self.model, self.model.situation, self.settings
        truce = now.ceasefire.max(axis=1)
        if not truce.any() and (now.cohesion > 0.999).all():
            return
        loss = (
            options.cohesion_loss
            * truce
            * (options.steady_loss + (1 - options.steady_loss) * now.weariness)
        )
        recovery = (1 - truce) * (1 - np.exp(-1.0 / options.cohesion_days))
        now.cohesion = np.clip(now.cohesion - loss + recovery * (1 - now.cohesion), 0.0, 1.0)
        count = len(model.armed.organisations)
        hazard = options.split_hazard * (1 - now.cohesion[:count]) * truce[:count]
        called_up = np.array([o.conscripts for o in model.armed.organisations], dtype=bool)
        hazard *= np.where(called_up, options.conscript_splits, 1.0)
        splits = model.draws.happens("armed.split", np.arange(count), day, hazard)
        for index in np.flatnonzero(splits):
            parent = model.armed.organisations[int(index)]
            room = len(model.armed.organisations) < now.force.shape[0]
            if room and parent.fighters >= 50 and parent.role != Role.GOVERNMENT:
                self._split(parent, day)

    def _split(self, parent: Organisation, day: int) -> None:
        model, now, options = self.model, self.model.situation, self.settings
        armed = model.armed
        index = len(armed.organisations)
        self.factions += 1
        leaving = np.floor(now.force[parent.index] * options.split_share)
        removed = armed.take(parent.index, leaving)
        parent.established *= 1 - options.split_share
        faction = Organisation(
            index=index,
            name=f"{parent.name}_faction_{self.factions}",
            title=f"Faction of {parent.title}",
            role=Role.REBEL,
            quality=parent.quality,
            extermination=parent.extermination,
            incites=0.0,
            constituency=-1,
            hostility=np.minimum(parent.hostility * options.faction_hostility, 1.0),
            allies=(),
            enemies=parent.enemies,
            active_from=0,
            established=float(removed.sum()),
            supply=options.faction_supply * parent.supply,
            heavy_arms=parent.heavy_arms,
            kin=parent.kin,
            excludes=parent.excludes,
            parent=parent.name,
            moved_in=float(removed.sum()),
            came=True,
        )
        parent.moved_in -= float(removed.sum())
        weapons = faction.moved_in * parent.share_armed(faction.moved_in)
        parent.weapons.book(moved_in=-weapons)
        faction.weapons.book(moved_in=weapons)
        armed.add(faction)
        for place in np.flatnonzero(removed > 0):
            armed.add_unit(index, int(place), float(removed[place]))
        now.at_war[index] = now.at_war[parent.index]
        now.at_war[:, index] = now.at_war[index]
        now.escalation[index] = now.escalation[parent.index]
        now.belligerence[index] = now.belligerence[parent.index]
        now.impunity[index] = now.impunity[parent.index]
        now.cohesion[index] = 1.0
        now.cohesion[parent.index] = min(1.0, now.cohesion[parent.index] + options.purge_cohesion)
        armed.count_force()
        model.journal.log(
            day, "faction", f"A faction breaks from {parent.title} and rejects the agreement",
            actor=parent.name, fighters=faction.fighters,
        )  # fmt: skip

    def report(self, day: int) -> None:
        self.model.journal.report("factions", self.factions)
