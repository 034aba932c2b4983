"""C9 Flight: civilians perceive threat, decide, choose a destination, travel, return."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from marosim.civilians.advance import EnemyAdvance
from marosim.civilians.destinations import Destinations
from marosim.civilians.flight_settings import NEAREST, OWN_PEOPLE, FlightSettings
from marosim.civilians.tables import (
    ATTACHMENT_LEVELS,
    FEAR_LEVELS,
    FLIGHT_TABLES,
    DayTables,
    threshold,
)
from marosim.core.short_axis import added, largest
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.situation import BY_HAND, HARDSHIP, HOME, SHELTERED, UNDER_WAY, Situation
from marosim.world.felt import Near


def median(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The median along the first axis of values without gaps, as NumPy has it, but sooner."""
    ordered, count = np.sort(values, axis=0), len(values)
    return np.asarray((ordered[(count - 1) // 2] + ordered[count // 2]) / 2, dtype=np.float64)


class Flight(Mechanism[FlightSettings]):
    """Fear by place and community, and from it the day's chances of moving."""

    id = "C9"
    title = "Flight"
    settings_key = "flight"
    rule = (
        "Fear at a place grows with civilians killed there, with killings heard of along routes "
        "(fading with distance), with battle, with shelling, with hostile fighters near, with "
        "killing that a trigger set off, with roadblocks against one's own, and with the advance "
        "of those from whom a community expects harm, its side's enemies above all: the share of "
        "the ground nearby that they have gained on what people were used to, ground that a "
        "broken army of one's own side still holds counted as theirs. It fades with days. Ahead "
        "of such an advance people leave together, at up to several times the daily chance. "
        "Roadblocks B of those who mean to destroy a community keep its people from leaving, "
        "chance · exp(-s·B). A person leaves with a daily chance logistic in fear less "
        "attachment; chooses a destination with weight people^s · pull · room left · "
        "exp(-danger) / (distance + d0)^b over reachable places (variants: the people of its own "
        "community for all people, or s = 0), ground held by the feared being "
        "dangerous, and for those who are driven out ground of those who drive them out the more "
        "so; walks or drives a bounded distance a day, exposed on the way; and returns once home "
        "seems safe, the less the more those it fears hold home, and seldom while war goes on. "
        "Where a base takes people in, those gather there who would leave home otherwise."
    )
    source = (
        "Davenport, Moore & Poe 2003; Moore & Shellman 2006; Suleimenova, Bell & Groen 2017 "
        "(Flee); Balcells & Steele 2016 and Des Forges 1999 on flight from the enemy's advance"
    )
    metrics = {
        "displaced_internal": Metric("persons", "displaced inside the country", "stock", "lower"),
        "displaced_abroad": Metric("persons", "displaced across a border", "stock", "neither"),
        "sheltered": Metric("persons", "in protection sites", "stock", "neither"),
        "returned": Metric(
            "returns", "journeys home today; who flees again may return again", "flow", "higher"
        ),
    }
    outcome = "deaths_direct"
    expected = -1
    scenario = "rwanda_1994"
    renews = (Situation.fear,)

    def start(self) -> None:
        shape = self.model.situation.fear.shape
        self.seen: NDArray[np.float64] = np.zeros(shape)
        self.weights: NDArray[np.float64] | None = None
        self.advance = EnemyAdvance(self.model, self.settings)
        self._levels()

    def _levels(self) -> None:
        options = self.settings
        fear = (np.arange(FEAR_LEVELS) + 0.5)[:, None, None] / FEAR_LEVELS
        attachment = (np.arange(ATTACHMENT_LEVELS) + 0.5)[None, :, None] / ATTACHMENT_LEVELS
        chance = options.leave_chance_highest * self._willing(fear, attachment)
        chance[0] = 0.0
        restless = np.array([1.0, options.displaced_restless])[None, None, :]
        tables = self.model.civilians.tables
        tables.flee_level = threshold(np.minimum(chance * restless, 1.0))
        keep = np.exp(-1.0 / options.fading_days)
        tables.fear_fading = np.floor(np.arange(256) * keep).astype(np.uint8)
        tables.calm = np.uint8(round(255 * options.return_fear))

    def _willing(self, fear: NDArray[np.float64], attachment: Any) -> NDArray[np.float64]:
        """Share of the highest chance of leaving home, by fear and attachment (both 0..1)."""
        options = self.settings
        middle = options.fear_middle + options.attachment_weight * (attachment - 0.5)
        # without any fear nobody flees: take the logistic's foot away
        foot = 1 / (1 + np.exp(options.fear_slope * middle))
        willing = 1 / (1 + np.exp(-options.fear_slope * (fear - middle))) - foot
        return np.asarray(np.maximum(willing, 0.0))

    def step(self, day: int) -> None:
        self._feel()
        now, tables, options = self.model.situation, self.model.civilians.tables, self.settings
        # those driven out fear for good where they live: no base there makes it safe
        fear = 1 - (1 - now.fear) * (1 - now.expulsion)
        tables.fear_now = np.rint(fear * 255).astype(np.uint8)
        calm = 1 - options.protection_calms * now.protection_sense
        haste = 1 + (options.advance_haste - 1) * self.advance.fear
        passing = np.exp(-options.roadblocks_stop * now.roadblocks)
        scale = calm[:, None] * haste * passing * 256
        tables.flee_scale = scale.clip(0, 65535).astype(np.uint16)
        frightened = largest(fear) > 0
        if frightened.any() or self.model.geography.changed:
            tables.where = self.destinations()
        safe = fear < options.return_fear
        inside = self.model.geography.inside[:, None]
        free = options.return_chance * self._settled() * (1.0 - self.advance.held())
        tables.return_home = threshold(np.where(safe & inside, free, 0.0))
        self._shelter()

    def _feel(self) -> None:
        model, now, options = self.model, self.model.situation, self.settings
        redrawn = self.weights is None or model.geography.changed
        if redrawn:
            map_ = model.geography
            self.near = Near(map_.distance_km, options.heard_reach_km, itself=False)
            self.within_hearing = self.near.total()[:, None]
        present = np.maximum(added(now.people[:, :, :6]), model.civilians.persons_per_agent)
        killed = now.deaths_today[:HARDSHIP].sum(axis=0) + now.deaths_today[BY_HAND]
        others = (killed.sum(axis=1, keepdims=True) - killed) / present
        worst = now.intent.max(axis=0)
        also_meant = (worst / worst.max()) ** 2 if worst.any() else np.zeros_like(worst)
        rate = 1e4 * (killed / present + options.others_weight * also_meant * others)
        battle = 1e4 * options.battle_weight * now.battle_today / added(present)
        keep = np.exp(-1.0 / options.memory_days)
        self.seen = self.seen * keep + (1 - keep) * (rate + battle[:, None])
        if not self.seen.any() and not now.force.any():
            now.fear[:] = 0.0
            self.advance.fear = np.zeros(now.fear.shape)
            return
        heard = self.near.of(self.seen.T).T / (1.0 + self.within_hearing)
        level = options.violence_weight * self.seen + options.heard_weight * heard
        relative = (level / options.half_fear_rate) ** options.fear_power
        fear = relative / (1 + relative)
        hostile = np.einsum("op,og->pg", now.force, now.intent)
        threat = options.threat_weight * hostile / (hostile + options.half_threat)
        self.advance.step(redrawn)
        calm = (1 - fear) * (1 - threat) * (1 - self.advance.fear) * (1 - now.shelled)[:, None]
        calm *= 1 - now.roadblocks
        now.fear = np.clip(np.maximum(1 - calm, now.alarm), 0.0, 1.0)
        now.fear[~model.geography.inside] = 0.0
        now.fear[now.fear < 0.02] = 0.0

    def stop(self) -> None:
        super().stop()
        neutral = DayTables.neutral(*self.model.situation.fear.shape)
        for name in FLIGHT_TABLES:
            setattr(self.model.civilians.tables, name, getattr(neutral, name))

    def _settled(self) -> float:
        """Readiness to go home, 0..1, by the most open of the wars in the country."""
        now = self.model.situation
        armed = (now.force.sum(axis=1) > 1.0).astype(float)
        war = float((now.at_war * (1.0 - now.ceasefire) * np.outer(armed, armed)).max(initial=0.0))
        return 1.0 - war * (1.0 - self.settings.return_in_war)

    def destinations(self) -> Destinations:
        """Today's weight of each destination for each community and place."""
        model, now, options = self.model, self.model.situation, self.settings
        map_ = model.geography
        if self.weights is None or map_.changed:
            reach = np.where(np.isfinite(map_.distance_km), map_.distance_km, np.inf)
            self.weights = (reach + options.distance_offset_km) ** -options.distance_power
            np.fill_diagonal(self.weights, 0.0)
            self.weights[:, ~map_.place_open] = 0.0
            map_.changed = False
        people = now.people
        present = added(people[:, :, :6])
        total = added(present)
        drawn_by = present if options.heads_for == OWN_PEOPLE else total[:, None]
        size = (1 + drawn_by) ** (0.0 if options.heads_for == NEAREST else options.size_power)
        middle = median(size[map_.inside])
        size = np.where((map_.inside & ~map_.camp)[:, None], size, middle)
        limited = np.isfinite(map_.capacity)
        held = np.where(limited, map_.capacity, 0.0)
        kind = np.where(map_.inside, 1.0, options.abroad_pull)
        kind = kind * np.where(map_.camp, options.camp_pull, 1.0)
        if options.heads_for != NEAREST:
            # a camp draws by its size and by the room left in it
            room = (1 + held) ** options.size_power
            size = np.where((map_.camp & limited)[:, None], room[:, None], size)
        kind = kind * np.clip(1.0 - total / np.maximum(map_.capacity, 1.0), 0.0, 1.0)
        fighting = now.attacked
        kind = kind * np.where(fighting, options.conflict_place_weight, 1.0)
        share = present / np.maximum(total, 1)[:, None]
        danger = 1 - (1 - now.fear) * (1 - self.advance.held())
        pull = size * kind[:, None] * np.exp(-options.danger_aversion * danger)
        pull *= 1 + options.own_community_pull * share
        expulsion = model.mechanism("expulsion")
        if expulsion is not None and now.expulsion.any():
            driven = now.expulsion * present
            how_far = (driven * now.expulsion).sum(axis=0) / np.maximum(driven.sum(axis=0), 1e-9)
            theirs = expulsion.held_by_expellers() * map_.inside[:, None]  # type: ignore[attr-defined]
            pull *= 1.0 - how_far * theirs
        return Destinations(self.weights, np.ascontiguousarray(pull.T))

    def _shelter(self) -> None:
        now, tables, options = self.model.situation, self.model.civilians.tables, self.settings
        room = now.refuge_capacity - added(now.people[:, :, SHELTERED])
        if not now.refuge_capacity.any() and not now.people[:, :, SHELTERED].any():
            tables.shelter[:] = 0
            tables.leave_shelter[:] = 0
            return
        # a base nearby is sought by those who would leave home, not by everybody uneasy
        chance = options.gather_chance * self._willing(now.fear, 0.5)
        wanting = added(now.people[:, :, HOME : HOME + 2]) * chance
        fits = np.minimum(1.0, np.maximum(room, 0.0) / np.maximum(added(wanting), 1e-9))
        tables.shelter = threshold(chance * fits[:, None])
        calm = largest(now.fear) < options.return_fear
        closed = now.refuge_capacity <= 0
        tables.leave_shelter = threshold(
            np.where(closed, 1.0, np.where(calm, options.return_chance, 0.0))
        )

    def report(self, day: int) -> None:
        people, inside = self.model.situation.people, self.model.geography.inside
        journal = self.model.journal
        journal.report("displaced_internal", self.model.civilians.displaced_inside())
        abroad = people[:, :, 4].sum() + people[~inside][:, :, UNDER_WAY].sum()
        journal.report("displaced_abroad", float(abroad))
        journal.report("sheltered", float(people[:, :, SHELTERED].sum()))
        journal.report("returned", float(self.model.civilians.returned.sum()))
