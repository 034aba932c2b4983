"""P4 DDR: disarmament, demobilisation and reintegration of fighters."""

from __future__ import annotations

import math
from dataclasses import dataclass

from marosim.armed.state import Organisation
from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.terms import Line, Role, Task

WEEK = 7
MONTH_DAYS = 30.4375


@dataclass
class Cohort:
    """Fighters of one organisation demobilised in the same week; ``paid`` in 0..1."""

    organisation: int
    persons: float
    due: int
    paid: float


@dataclass
class DdrSettings(MechanismSettings):
    """P4: disarmament, demobilisation and reintegration of fighters."""

    effort: float = setting(0.6, "share of fighters that the programme is meant for", low=0, high=1)
    capacity_per_month: float = setting(
        4000.0,
        "people that cantonment sites process",
        unit="persons/month",
        low=0,
        high=1e6,
        source="assumed; Liberia: 72,652 people from 15 April to 8 September 2004 (15,000 a month)",
    )
    inflation: float = setting(
        2.0,
        "people who enrol for each fighter",
        unit="persons/fighter",
        low=1,
        high=10,
        source="Liberia: over 100,000 processed against 38,000 planned (2.7)",
    )
    weapons_per_head: float = setting(
        0.4,
        "weapons handed in for each person who enrols",
        unit="weapons/person",
        low=0,
        high=5,
        source="Liberia 2004: 28,000 at most for 103,019 people (0.27); Sierra Leone 2002: 42,300 "
        "for 72,490 (0.58); together 0.40",
    )
    delay_days: float = setting(
        60.0,
        "days under a ceasefire before sites open",
        unit="days",
        low=0,
        high=2000,
        source="assumed; Liberia: agreement 18 August, sites open 7 December 2003",
    )
    without_agreement: float = setting(
        0.02, "readiness to disarm without a ceasefire, relative to a definitive one", low=0, high=1
    )
    reintegration_months: float = setting(
        12.0, "months until reintegration ends well or badly", unit="months", low=1, high=120
    )
    success: float = setting(
        0.5,
        "share reintegrated by programmes fully paid, without jobs",
        low=0,
        high=1,
        source="assumed; Humphreys & Weinstein 2007; Gilligan, Mvukiyehe & Samii 2013",
    )
    jobs_weight: float = setting(
        0.4, "added share reintegrated where livelihoods have recovered", low=0, high=1
    )
    rejoin: float = setting(
        0.4, "share of those left without a living who can be enlisted again", low=0, high=1
    )


class Ddr(Mechanism[DdrSettings]):
    """Sites open after a ceasefire; capacity and money bound the caseload; many drop out."""

    id = "P4"
    title = "DDR"
    settings_key = "ddr"
    # those whom reintegration fails go back
    writes = (Organisation.established,)
    rule = (
        "Where the mandate has the task to disarm, and once an organisation has been under a "
        "ceasefire for some weeks (or, at a small share, without one), its fighters enrol up to "
        "effort × its strength, at most capacity/inflation "
        "a month, since others enrol beside them; each who enrols costs a sum. Fighters hand in "
        "the weapons they carry, up to so many for each who enrols; their organisation keeps the "
        "rest in caches. A year later a "
        "share s·paid + j·jobs is reintegrated. The rest are idle: they make ceasefires less "
        "durable, and a share can be enlisted again by the old organisation."
    )
    source = (
        "Humphreys & Weinstein 2007; Gilligan, Mvukiyehe & Samii 2013; caseloads of Liberia and "
        "Sierra Leone"
    )
    metrics = {
        "ddr_completed": Metric(
            "persons", "fighters demobilised and reintegrated so far", "total", "higher"
        ),
        "ddr_demobilised": Metric("persons", "fighters demobilised so far", "total", "higher"),
        "ddr_registered": Metric(
            "persons", "taken in so far, with those who never bore arms", "total", "neither"
        ),
        "ddr_idle": Metric("persons", "former fighters without a living", "stock", "lower"),
        "weapons_surrendered": Metric(
            "weapons", "handed in by fighters demobilised so far", "total", "higher"
        ),
    }
    outcome = "war_days"
    expected = -1
    scenario = "liberia_2003"
    arms = {
        "mandate": "multidimensional",
        "deployment": "standard",
        "days": 1095,
        "population.agents": 4000,
    }

    def start(self) -> None:
        self.cohorts: list[Cohort] = []
        self.seen: dict[int, float] = {}
        self.begun: set[int] = set()

    def step(self, day: int) -> None:
        if day % WEEK != WEEK - 1:
            return
        self._register(day)
        self._reintegrate(day)
        if self.model.peace.carried and Task.DISARM in self.model.politics.mandate.tasks:
            self._demobilise(day)

    def _ready(self, organisation: Organisation, day: int) -> float:
        """Readiness of an organisation to disarm, 0..1: the least secure of its truces."""
        options = self.settings
        state = self.model.peace
        others = self.model.armed.organisations
        dyads = [
            d
            for d in state.dyads.values()
            if organisation.index in (d.first, d.second)
            and others[d.first].fighters > 1
            and others[d.second].fighters > 1
        ]
        if not dyads:
            return 1.0
        ready = min(
            d.strength if d.kind and day - d.since >= options.delay_days else 0.0 for d in dyads
        )
        return max(ready, options.without_agreement)

    def _demobilise(self, day: int) -> None:
        model, options = self.model, self.settings
        state = model.peace
        wanted = {}
        for organisation in model.armed.organisations:
            if organisation.role == Role.GOVERNMENT or organisation.fighters <= 1:
                continue
            strength = organisation.initial + organisation.recruited + organisation.moved_in
            left = options.effort * max(strength, organisation.fighters)
            left = min(left - organisation.demobilised, organisation.fighters)
            ready = self._ready(organisation, day)
            if left > 0:
                wanted[organisation.index] = ready * left
        total = math.fsum(wanted.values())
        if total <= 0:
            return
        means = state.means(1.0)
        most = options.capacity_per_month * means * WEEK / MONTH_DAYS / options.inflation
        share = min(1.0, most / total)
        for index, persons in wanted.items():
            model.situation.demobilise(index, persons * share)
            if index not in self.begun and persons * share >= 1.0:
                self.begun.add(index)
                model.journal.log(
                    day, "ddr", f"Disarmament begins: {model.armed.organisations[index].title}",
                    actor=model.armed.organisations[index].name, persons=persons,
                )  # fmt: skip

    def _register(self, day: int) -> None:
        """Take in those whom last week's offer has really demobilised, and pay for them."""
        model, options = self.model, self.settings
        paid = model.peace.means(1.0)
        for organisation in model.armed.organisations:
            new = organisation.demobilised - self.seen.get(organisation.index, 0.0)
            if new <= 0:
                continue
            self.seen[organisation.index] = organisation.demobilised
            model.peace.demobilised += new
            due = day + round(options.reintegration_months * MONTH_DAYS)
            self.cohorts.append(Cohort(organisation.index, new, due, paid))
            price = model.settings.funding.ddr_usd_head
            model.politics.spend(Line.DDR, new * options.inflation * price)
            self._collect(organisation, new)

    def _collect(self, organisation: Organisation, persons: float) -> None:
        """Take the weapons of fighters who come in; not every one brings the one he carried."""
        handed_in = self.settings.weapons_per_head * self.settings.inflation
        each = min(organisation.share_armed(persons), handed_in)
        organisation.weapons.book(surrendered=each * persons)

    def _reintegrate(self, day: int) -> None:
        model, options = self.model, self.settings
        state, now = model.peace, model.situation
        jobs = float((now.recovery * state.weight).sum())
        while self.cohorts and self.cohorts[0].due <= day:
            cohort = self.cohorts.pop(0)
            share = min(options.success * cohort.paid + options.jobs_weight * jobs, 1.0)
            state.reintegrated += share * cohort.persons
            failed = (1.0 - share) * cohort.persons
            state.idle += failed
            organisation = model.armed.organisations[cohort.organisation]
            organisation.established += options.rejoin * failed
        # jobs that come later still draw people in
        found = state.idle * -math.expm1(-WEEK / 365.25) * jobs * options.jobs_weight
        state.idle -= found
        state.reintegrated += found

    def report(self, day: int) -> None:
        state, journal = self.model.peace, self.model.journal
        journal.report("ddr_completed", state.reintegrated)
        journal.report("ddr_demobilised", state.demobilised)
        journal.report("ddr_registered", state.demobilised * self.settings.inflation)
        journal.report("ddr_idle", state.idle)
        journal.report("weapons_surrendered", self.model.armed.weapons("surrendered"))
