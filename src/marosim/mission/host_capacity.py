"""A15 Host capacity building: the host's own forces made able, for good or ill."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from marosim.core.setting import MechanismSettings, setting
from marosim.core.short_axis import added
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.mission.arms import LIBERIA
from marosim.mission.state import POLICE, TROOPS
from marosim.situation import Situation
from marosim.terms import Approach, Line, Role

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel


HANDBOOK = "Sewall, Raymond & Chin 2010 (MARO handbook)"


@dataclass
class HostCapacitySettings(MechanismSettings):
    """A15: training and support of the host's forces and authorities."""

    effort: float = setting(0.3, "effort spent on the host's forces", low=0, high=1)
    trainers: float = setting(
        500.0,
        "troops and police with whom full effort is reached",
        unit="persons",
        low=1,
        high=20_000,
    )
    approach_effort: float = setting(
        1.0,
        "effort where enabling a partner is the approach",
        low=0,
        high=1,
        source=f"assumed; {HANDBOOK}",
    )
    initial: float = setting(
        0.2, "capacity of the host to protect, before any support", low=0, high=1
    )
    build_up_days: float = setting(
        500.0,
        "days in which capacity follows effort by a factor e",
        unit="days",
        low=10,
        high=5000,
    )
    strength: float = setting(
        0.8,
        "deterrence of others by trained host forces for each e-fold of strength",
        low=0,
        high=10,
    )
    base_force: float = setting(
        200.0,
        "host soldiers at a place that count as one unit",
        unit="fighters",
        low=1,
        high=10_000,
    )
    quality_gain: float = setting(0.4, "fighting quality gained by full capacity", low=0, high=3)
    restraint: float = setting(
        0.5,
        "deterrence of the host's own abuse by full capacity and full training in rights",
        low=0,
        high=5,
    )
    need_density: float = setting(
        3.0,
        "able soldiers for a thousand people without which there is a gap",
        unit="1/1000",
        low=0.1,
        high=50,
    )
    usd_year: float = setting(40e6, "cost of full effort", unit="US$/year", low=0, high=1e10)


class HostCapacity(Mechanism[HostCapacitySettings]):
    """Able host forces deter others; an abusive host becomes more able to abuse."""

    id = "A15"
    title = "Host capacity building"
    settings_key = "host_capacity"
    rule = (
        "Capacity of the host's forces tends, over years, to effort × trainers × money for tasks × "
        "consent while a mission is there, and stays when it leaves. It raises their fighting "
        "quality and lets them deter other groups, D += δ·capacity·log(1 + f/f₀); their own abuse "
        "is deterred only as far as the mission teaches conduct, so that support to an abusive "
        "host backfires. The security gap is the share of people who would lack able protectors "
        "if the mission left today."
    )
    source = (
        "Karim & Gorman 2016 on reformed forces; Human Rights Due Diligence Policy (A/67/775); "
        "sizes assumed"
    )
    metrics = {
        "host_capacity": Metric("1", "capacity of the host to protect, 0 to 1", better="higher"),
        "security_gap": Metric(
            "1", "share of people without able protectors if the mission left", better="lower"
        ),
    }
    outcome = "security_gap"
    expected = -1
    scenario = "liberia_2003"
    arms = LIBERIA
    contrast = ({"host_capacity.effort": 0.0}, {"host_capacity.effort": 1.0})

    def __init__(self, model: ResponseModel, settings: Any) -> None:
        super().__init__(model, settings)
        self.gained = 0.0
        self.quality = {o.index: o.quality for o in model.armed.organisations}

    def step(self, day: int) -> None:
        mission, politics, options = self.model.mission, self.model.politics, self.settings
        if mission.units:
            enabling = mission.approach == Approach.PARTNER_ENABLING
            effort = options.approach_effort if enabling else options.effort
            trainers = mission.heads(TROOPS) + mission.heads(POLICE)
            effort *= min(1.0, trainers / options.trainers)
            effort *= politics.task_money * politics.consent
            room = max(0.0, effort * (1.0 - options.initial) - self.gained)
            self.gained += room * -math.expm1(-1.0 / options.build_up_days)
            politics.spend(Line.HOST_CAPACITY, effort * options.usd_year / 365.0)
        if self.gained > 0:
            self._use()
        mission.host_capacity = self.gained

    def _use(self) -> None:
        now, options, model = self.model.situation, self.settings, self.model
        exponent = np.zeros(now.deterrence.shape)
        for host in model.armed.organisations:
            if host.role != Role.GOVERNMENT or host.index not in self.quality:
                continue
            host.quality = self.quality[host.index] * (1.0 + options.quality_gain * self.gained)
            held = now.force[host.index] * host.quality
            deterred = options.strength * self.gained * np.log1p(held / options.base_force)
            for other in model.armed.organisations:
                if other.index == host.index:
                    taught = options.restraint * self.gained * (2.0 * model.mission.conduct - 1.0)
                    exponent[host.index] += taught
                elif other.name not in host.allies:
                    exponent[other.index] += deterred
        self.contribute(Situation.deterrence, exponent)

    def stop(self) -> None:
        super().stop()
        for host in self.model.armed.organisations:
            host.quality = self.quality.get(host.index, host.quality)

    def report(self, day: int) -> None:
        now, options, journal = self.model.situation, self.settings, self.model.journal
        able = np.zeros(self.model.geography.count)
        for host in self.model.armed.organisations:
            if host.role == Role.GOVERNMENT:
                able = able + now.force[host.index] * (options.initial + self.gained)
        people = added(now.present) * self.model.geography.inside
        wanted = options.need_density * people / 1000.0
        gap = 1.0 - np.minimum(able / np.maximum(wanted, 1e-9), 1.0)
        journal.report("host_capacity", options.initial + self.gained)
        total = max(float(people.sum()), 1.0)
        journal.report("security_gap", float((gap * people).sum() / total))
