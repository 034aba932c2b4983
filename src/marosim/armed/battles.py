"""C6 Battle between armed groups, with civilian harm as by-product."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from marosim.armed.weapons import take_up
from marosim.core.setting import MechanismSettings, setting
from marosim.core.short_axis import added
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.situation import BATTLE, OPEN, Situation


@dataclass
class BattleSettings(MechanismSettings):
    """C6: battle between armed groups."""

    hazard: float = setting(
        0.18, "battles a day where enemies stand at one place", unit="1/day", low=0, high=2
    )
    lethality: float = setting(
        0.02,
        "losses a day of fighting per enemy fighter of quality one",
        unit="1/day",
        low=0.0001,
        high=0.5,
    )
    deterred_start: float = setting(
        0.1,
        "share of interposition that keeps parties who have not clashed from fighting at all; the "
        "rest keeps the fight short",
        low=0,
        high=1,
        source="fitted to Ruggeri, Dorussen & Gizelis 2017: local fighting ends sooner near "
        "peacekeepers, and begins hardly less often",
    )
    contact_days: float = setting(
        45.0,
        "days in which troops' hold on a place that saw a clash loosens by a factor e",
        unit="days",
        low=3,
        high=730,
    )
    aimed_fire: float = setting(
        0.5,
        "mix of the square law (1) and the linear law (0)",
        low=0,
        high=1,
        source="assumed; Lanchester 1916, mixed exponents as in Engel 1954 and later fits",
    )
    rains: float = setting(
        1.0,
        "how much rains lessen battles: the power to which the speed on the roads is raised, "
        "relative to the dry season",
        low=0,
        high=5,
        source="assumed; lulls of the war in South Sudan in the rains (calibration rows of "
        "fighters killed)",
    )
    calm_share: float = setting(
        0.1, "share of the battle hazard that remains without any belligerence", low=0, high=1
    )
    superiority: float = setting(
        2.5,
        "local superiority in fighting power at which a side is as ready to attack as not, without "
        "an order",
        low=1,
        high=10,
        source="assumed; Dupuy 1987 on the rule of three to one at the point of attack",
    )
    superiority_spread: float = setting(
        0.25,
        "spread of that in the logarithm of the ratio (logistic)",
        low=0.01,
        high=3,
    )
    fierceness_spread: float = setting(
        1.0,
        "spread of how costly a day of battle is (standard deviation of the logarithm)",
        low=0,
        high=3,
        source="assumed; Lacina 2006, Clauset 2018 on the spread of battle deaths",
    )
    half_fighters: float = setting(
        200.0,
        "fighters of the weaker side at which the hazard is half its highest",
        unit="fighters",
        low=1,
        high=10_000,
    )
    civilian_ratio: float = setting(
        0.7,
        "civilians killed for each fighter killed in a crowded place by a side with artillery and "
        "armour in mass",
        low=0,
        high=10,
        source="assumed; set on the calibration rows of civilians killed in battle in targets.csv",
    )
    small_arms_share: float = setting(
        0.1, "the same by a side with small arms only, relative to that", low=0, high=1
    )
    half_density: float = setting(
        30_000.0, "people at which a place is half crowded", unit="persons", low=100, high=1e6
    )
    retreat_ratio: float = setting(
        0.35, "share of local strength below which the weaker side retreats", low=0.05, high=0.5
    )
    weapons_taken_up: float = setting(
        0.5,
        "share of the weapons of the dead that the stronger side at the place takes up",
        low=0,
        high=1,
        source="assumed; Jackson 2010 on rebels armed from government stocks",
    )
    weariness_per_loss: float = setting(
        2.5, "weariness from losing all fighters once", low=0, high=20
    )
    weariness_days: float = setting(
        400.0, "days in which weariness fades by a factor e", unit="days", low=10, high=3650
    )


class Battles(Mechanism[BattleSettings]):
    """Enemies at one place fight; losses follow a mixed Lanchester law."""

    id = "C6"
    title = "Battle between armed groups"
    settings_key = "battles"
    rule = (
        "Where enemies a and b stand, they fight with hazard h · posture · m/(m+m½) · (1 - "
        "ceasefire)² · exp(-ψB), less where rains slow the roads, m the weaker side, posture = c "
        "+ (1-c) · the greater of both sides' will: belligerence · (1 - weariness)² · the "
        "greater of an order to take the place and of superiority, logistic in ln(own power / "
        "the enemy's) - ln s; losses of a = β q_b · b^((1+e)/2) · a^((1-e)/2) · exp(-(1-ψ)B), β "
        "differing by day (lognormal), e the share of aimed fire, B the interposition of "
        "peacekeepers, ψ low where the parties meet and 1 where they just have, so that a clash "
        "is kept short and its repetition prevented; civilians are killed in proportion to "
        "fighters killed, to density and to (heavy arms)^w of those who fire, w that of massed "
        "fire; the side below a share of local strength, a broken army's being worth less, "
        "retreats; weariness grows "
        "with losses. The stronger side at a place takes up a share of the weapons of the dead "
        "of both."
    )
    source = "Lanchester 1916; Dupuy 1987; Zartman 1989 on hurting stalemates"
    metrics = {
        "battles": Metric("battles", "places where battle was fought today", "flow", "lower"),
        "battle_deaths": Metric("fighters", "fighters killed today", "flow", "lower"),
        "weapons_captured": Metric(
            "weapons", "taken from enemies killed in battle, so far", "total", "neither"
        ),
        "weapons_lost": Metric(
            "weapons", "of the dead of battle, left to nobody, so far", "total", "neither"
        ),
    }
    outcome = "deaths_direct"
    expected = +1
    renews = (Situation.battle_today, Situation.fighters_lost)

    def start(self) -> None:
        self.fought = 0
        self.stray = np.zeros(self.model.geography.count)
        self.contact = np.zeros(self.model.geography.count)

    def step(self, day: int) -> None:
        now, options = self.model.situation, self.settings
        self.contact *= np.exp(-1.0 / options.contact_days)
        self.contact[now.battle_today > 0] = 1.0
        self._clear()
        now.weariness *= np.exp(-1.0 / options.weariness_days)
        pairs = np.argwhere(np.triu(now.at_war))
        size = now.force.shape[0]
        for a, b in pairs:
            both = (now.force[a] > 0.5) & (now.force[b] > 0.5)
            if both.any():
                self._fight(int(a), int(b), np.flatnonzero(both), int(a) * size + int(b), day)
        if now.battle_today.any():
            self._civilian_harm()
            self.model.armed.battle_deaths_so_far += now.battle_today

    def _clear(self) -> None:
        now = self.model.situation
        now.battle_today[:] = 0.0
        now.fighters_lost[:] = 0.0
        self.stray[:] = 0.0
        self.fought = 0

    def _fight(self, a: int, b: int, places: NDArray[np.int64], pair: int, day: int) -> None:
        model, now, options = self.model, self.model.situation, self.settings
        armed = model.armed
        one, other = now.force[a, places], now.force[b, places]
        weaker = np.minimum(one, other)
        hazard = options.hazard * weaker / (weaker + options.half_fighters)
        will = np.maximum(self._will(a, b, places), self._will(b, a, places))
        posture = options.calm_share + (1.0 - options.calm_share) * will
        kept_apart = self.kept_apart(places)
        hazard *= posture * (1.0 - now.ceasefire[a, b]) ** 2 * np.exp(-kept_apart)
        hazard *= model.geography.season**options.rains
        ids = pair * model.geography.count + places
        fought = model.draws.happens("armed.battle", ids, day, hazard)
        if not fought.any():
            return
        places, one, other = places[fought], one[fought], other[fought]
        short = np.exp(kept_apart[fought] - now.battle_deterrence[places])
        self.fought += len(places)
        quality_a, quality_b = armed.organisations[a].quality, armed.organisations[b].quality
        up, down = (1 + options.aimed_fire) / 2, (1 - options.aimed_fire) / 2
        spread = options.fierceness_spread
        luck = model.draws.normal("armed.fierceness", ids[fought], day)
        lethality = options.lethality * short * np.exp(spread * luck - 0.5 * spread**2)
        loss_a = np.minimum(lethality * quality_b * other**up * one**down, 0.3 * one)
        loss_b = np.minimum(lethality * quality_a * one**up * other**down, 0.3 * other)
        fallen = []
        for index, enemy, loss in ((a, b, loss_a), (b, a, loss_b)):
            by_place = np.zeros(model.geography.count)
            by_place[places] = loss
            removed = armed.take(index, by_place)
            now.battle_today += removed
            self.stray += removed * self._stray_share(enemy)
            now.fighters_lost[index] += removed.sum()
            organisation = armed.organisations[index]
            killed = float(removed.sum())
            organisation.killed += killed
            fallen.append(organisation.share_armed(killed) * removed[places])
            tired = options.weariness_per_loss * removed.sum() / self._strength(index)
            now.weariness[index] = min(1.0, now.weariness[index] + float(tired))
        # a broken army gives way where it would have stood
        firm = 1.0 - now.collapse
        power_a, power_b = quality_a * firm[a] * one, quality_b * firm[b] * other
        local = power_a / np.maximum(power_a + power_b, 1e-9)
        one_side, other_side = armed.organisations[a].weapons, armed.organisations[b].weapons
        take_up(
            one_side, other_side, (fallen[0], fallen[1]), local >= 0.5, options.weapons_taken_up
        )
        for place, share in zip(places, local, strict=True):
            if share < options.retreat_ratio:
                self._retreat(a, int(place), day)
            elif share > 1 - options.retreat_ratio:
                self._retreat(b, int(place), day)
            model.journal.log(
                day, "battle",
                f"Battle between {armed.organisations[a].title} and "
                f"{armed.organisations[b].title}",
                place=model.geography.names[place], actor=armed.organisations[a].name,
                killed=float(now.battle_today[place]),
            )  # fmt: skip

    def _will(self, side: int, enemy: int, places: NDArray[np.int64]) -> NDArray[np.float64]:
        """How ready a side is to give battle at each place, 0 to 1."""
        now, options = self.model.situation, self.settings
        own, other = (
            self.model.armed.organisations[i].quality * now.force[i, places] for i in (side, enemy)
        )
        ratio = np.log(own / (other * options.superiority)) / options.superiority_spread
        sure = np.maximum(now.objective[side, places], special.expit(ratio))
        willing = now.belligerence[side] * (1.0 - now.weariness[side]) ** 2
        return np.asarray(willing * sure, dtype=np.float64)

    def _stray_share(self, firing: int) -> float:
        """Civilians whom a side's fire kills, relative to one that has heavy arms in mass."""
        least = self.settings.small_arms_share
        armed = self.model.armed
        return least + (1.0 - least) * armed.fire(armed.organisations[firing])

    def kept_apart(self, places: NDArray[np.int64]) -> NDArray[np.float64]:
        """The part of interposition that keeps a fight at these places from beginning.

        Troops cannot stand everywhere beforehand, but step between parties who have clashed.
        """
        least = self.settings.deterred_start
        share = least + (1.0 - least) * self.contact[places]
        return self.model.situation.battle_deterrence[places] * share

    def _strength(self, index: int) -> float:
        organisation = self.model.armed.organisations[index]
        return max(organisation.established, organisation.fighters, 1.0)

    def _retreat(self, index: int, place: int, day: int) -> None:
        model, now = self.model, self.model.situation
        near = model.geography.neighbours[place]
        near = near[model.geography.inside[near]]
        if len(near) == 0:
            return
        safety = now.control[index, near] - 0.001 * now.enemies_present(index)[near]
        target = int(near[int(np.argmax(safety))])
        armed = model.armed
        rows = np.flatnonzero((armed.unit_organisation == index) & (armed.unit_place == place))
        days = int(np.ceil(min(float(model.geography.days(place, target)), 30.0)))
        for row in rows:
            armed.move(int(row), target, day + days)
        armed.count_force()

    def _civilian_harm(self) -> None:
        now, options = self.model.situation, self.settings
        people = now.unsheltered
        total = added(people)
        density = total / (total + options.half_density)
        killed = options.civilian_ratio * self.stray * density
        share = people / np.maximum(total, 1.0)[:, None]
        now.request_harm(BATTLE, OPEN, killed[:, None] * share)

    def report(self, day: int) -> None:
        self.model.journal.report("battles", self.fought)
        self.model.journal.report("battle_deaths", float(self.model.situation.battle_today.sum()))
        captured, lost = (self.model.armed.weapons(flow) for flow in ("captured", "lost"))
        self.model.journal.report("weapons_captured", captured)
        self.model.journal.report("weapons_lost", lost - captured)
