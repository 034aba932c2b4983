"""A15 Host capacity building: the host's own forces made able, for good or ill."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.mission.arms import LIBERIA
from marosim.mission.state import POLICE, TROOPS
from marosim.terms import Approach, Line, Role

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel


class HostCapacity(Mechanism):
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
        model.mission.deter("host", exponent)

    def stop(self) -> None:
        self.model.mission.deter("host", np.zeros(self.model.situation.deterrence.shape))
        for host in self.model.armed.organisations:
            host.quality = self.quality.get(host.index, host.quality)

    def report(self, day: int) -> None:
        now, options, journal = self.model.situation, self.settings, self.model.journal
        able = np.zeros(self.model.geography.count)
        for host in self.model.armed.organisations:
            if host.role == Role.GOVERNMENT:
                able = able + now.force[host.index] * (options.initial + self.gained)
        people = now.present.sum(axis=1) * self.model.geography.inside
        wanted = options.need_density * people / 1000.0
        gap = 1.0 - np.minimum(able / np.maximum(wanted, 1e-9), 1.0)
        journal.report("host_capacity", options.initial + self.gained)
        total = max(float(people.sum()), 1.0)
        journal.report("security_gap", float((gap * people).sum() / total))
