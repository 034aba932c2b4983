"""A1 Deployment pipeline: contingents pledged, ready, lifted, in country, in sector."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from marosim.core.setting import SettingError
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.mission.contingent_settings import DeploymentSettings
from marosim.mission.record import Record, follow_record
from marosim.mission.state import (
    GONE,
    IN_COUNTRY,
    IN_SECTOR,
    KINDS,
    LEAVING,
    LIFTED,
    OBSERVERS,
    PLEDGED,
    POLICE,
    READY,
    TROOPS,
    Contingent,
)
from marosim.situation import MISSION
from marosim.terms import Line
from marosim.world.on_record import HEADS, strengths

if TYPE_CHECKING:
    from marosim.injects import Inject
    from marosim.response_model import ResponseModel

FULL = 0.85  # share of the authorised strength that counts as full, in the log


class Deployment(Mechanism[DeploymentSettings]):
    """Force generation, lift, arrival and departure of contingents."""

    id = "A1"
    title = "Deployment pipeline"
    settings_key = "deployment"
    rule = (
        "What is authorised is split into contingents. Each is pledged after a gamma-distributed "
        "delay (mean × (1.5 − political will)), ready after another, then waits for lift in a "
        "queue of so many tonnes a day, lands, and moves out to its sector over the roads and "
        "seasons of the map; a share never comes. Caveats, equipment and quality differ between "
        "contingents. Money keeps or cuts strength; what is no longer authorised leaves. "
        "plan=historical follows the record of strengths, interpolated between its dates."
    )
    source = (
        "Rappa 2016 (12 months to peak in Africa, 92.5 % of authorised); Kuperman 2000 (tonnage); "
        "delays fitted, shapes assumed"
    )
    metrics = {
        "peacekeepers": Metric("persons", "troops and military observers in the country"),
        "police": Metric("persons", "police of the mission in the country"),
        "troops_in_sector": Metric("persons", "troops acting at their places", better="higher"),
        "readiness": Metric(
            "1", "mean readiness of troops, 0 to 1", better="higher", needs="troops"
        ),
        "contingents_pledged": Metric("contingents", "pledged and not yet in the country"),
        "harm_by_mission": Metric(
            "persons", "civilians killed by the mission today", "flow", "lower"
        ),
    }
    outcome = "deaths_direct"
    expected = -1
    scenario = "rwanda_1994"
    arms = {"mandate": "robust", "authorisation.day": 4, "funding": "full"}
    contrast = ({"deployment": "slow"}, {"deployment": "rapid"})
    injects = ("contingent",)

    def __init__(self, model: ResponseModel, settings: Any) -> None:
        super().__init__(model, settings)
        self.counter = [0, 0, 0]
        self.record = Record(model)
        self.full_logged = False

    def told(self, inject: Inject) -> None:
        """Whole contingents of troops leave, the latest first, up to the share asked for."""
        if self.settings.plan == "historical":
            raise SettingError(
                "inject contingent: with deployment=historical the record says who leaves"
            )
        contingents = self.model.mission.contingents
        here = [c for c in contingents if c.kind == TROOPS and IN_COUNTRY <= c.stage < LEAVING]
        left = inject.value * sum(c.persons for c in here)
        for contingent in reversed(here):
            if left > 0.5 * contingent.persons:
                left -= contingent.persons
                self.withdraw(contingent, inject.day + round(inject.days))

    def step(self, day: int) -> None:
        mission, politics = self.model.mission, self.model.politics
        if self.settings.plan == "historical":
            follow_record(self, day)
        else:
            if day == 0:
                self._arrive_before_the_case()
            self._leave_on_time(day)
            self._match_authority(day)
            self._advance(day)
            self._money()
        if mission.units or self.model.situation.peacekeeper_force.any():
            self._book(day)
        if not self.full_logged and politics.authorised:
            self._tell_full(day)

    def _arrive_before_the_case(self) -> None:
        """What was authorised before the first day has come on its way since."""
        since = self.model.politics.authorised_day
        if since is not None:
            for day in range(since, 0):
                self._match_authority(day)
                self._advance(day)

    def _authorised(self) -> tuple[float, float, float]:
        politics = self.model.politics
        if not politics.authorised or self.settings.plan == "none":
            return 0.0, 0.0, 0.0
        return (
            float(politics.authorised_troops),
            float(politics.authorised_police),
            float(politics.authorised_observers),
        )

    def _match_authority(self, day: int) -> None:
        mission = self.model.mission
        for kind, wanted in enumerate(self._authorised()):
            expected = mission.expected(kind)
            if wanted > expected + 1:
                self._request(kind, wanted - expected, day)
            elif wanted < expected - 1:
                self._send_home(kind, expected - wanted, day)

    def _request(self, kind: int, heads: float, day: int) -> None:
        """Ask contributors for contingents; their delays are drawn by contingent number."""
        options = self.settings
        sizes = (options.battalion, options.police_contingent, options.observer_contingent)
        size = sizes[kind]
        count = max(1, math.ceil(heads / size - 0.1))
        for _ in range(count):
            contingent = self.new_contingent(kind, heads / count)
            delay = self._standby(contingent)
            if delay is None:
                delay = self._generation(contingent)
            contingent.ready_day = day + round(delay)
            self.model.mission.contingents.append(contingent)

    def new_contingent(self, kind: int, heads: float) -> Contingent:
        """A contingent with its share filled, origin, equipment and caveats drawn."""
        options, draws = self.settings, self.model.draws
        number = kind * 1000 + self.counter[kind]
        self.counter[kind] += 1
        who = [number]
        luck = draws.normal("mission.contingent", [4 * number, 4 * number + 1], 0)
        filled = min(1.0, options.filled + options.filled_spread * float(luck[0]))
        regional = float(draws.uniform("mission.origin", who, 0)[0]) < options.regional_share
        equipment = float(draws.uniform("mission.equipment", who, 0)[0])
        caveats = float(draws.uniform("mission.caveats", who, 0)[0]) * 2.0 * options.caveats
        if regional:
            # neighbours know the ground, have more at stake and less equipment
            equipment *= options.regional_equipment
            caveats *= options.regional_caveats
        tonnes = (options.tonnes_per_soldier, options.police_tonnes, options.observer_tonnes)[kind]
        made_of = self.model.agent_class(Contingent, KINDS[kind])
        made: Contingent = made_of(
            self.model,
            kind,
            number=number,
            authorised=heads,
            persons=heads * max(filled, 0.1),
            origin="regional" if regional else "overseas",
            luck=float(luck[1]),
            equipment=min(equipment, 1.0),
            caveats=min(caveats, 1.0),
            tonnes_left=heads * tonnes,
        )
        return made

    def _standby(self, contingent: Contingent) -> float | None:
        """Days until a standby pool has the contingent ready, or None if none is left."""
        if contingent.kind != TROOPS:
            return None
        mission = self.model.mission
        for pool in mission.standby:
            if pool[1] >= 0.5 * contingent.authorised:
                pool[1] -= contingent.authorised
                contingent.standby = True
                contingent.tonnes_left *= 1.0 - mission.stocks
                return pool[0]
        return None

    def _generation(self, contingent: Contingent) -> float:
        options, draws = self.settings, self.model.draws
        haste = options.regional_haste if contingent.origin == "regional" else 1.0
        pledge = options.pledge_days * (1.5 - self.model.politics.political_will) * haste
        ready = options.ready_days * haste
        ids = [2 * contingent.number, 2 * contingent.number + 1]
        means = np.array([max(pledge, 1e-9), max(ready, 1e-9)])
        return float(draws.gamma("mission.delay", ids, 0, means, options.delay_shape).sum())

    def _advance(self, day: int) -> None:
        mission, options = self.model.mission, self.settings
        waiting = []
        for contingent in mission.contingents:
            if contingent.stage == PLEDGED and day >= contingent.ready_day:
                contingent.stage = READY
                self.model.politics.contingents_coming = True
            if contingent.stage == READY:
                waiting.append(contingent)
            elif contingent.stage == LIFTED and day >= contingent.due_day:
                self._land(contingent, day)
            elif contingent.stage == IN_COUNTRY:
                self._reach_sector(contingent, day)
        if not waiting:
            return
        capacity = options.lift_tonnes + mission.airlift_tonnes
        flown = mission.airlift_tonnes / max(capacity, 1e-9)
        for contingent in sorted(waiting, key=lambda c: (c.ready_day, c.number)):
            carried = min(capacity, contingent.tonnes_left)
            capacity -= carried
            contingent.tonnes_left -= carried
            price = options.lift_usd * (1.0 - flown) + mission.airlift_usd * flown
            if price > 0 and carried > 0:
                self.model.politics.spend(Line.LIFT, carried * price)
            if contingent.tonnes_left <= 1e-9:
                quick = mission.standby_reception
                days = quick if contingent.standby and quick is not None else options.reception_days
                contingent.stage = LIFTED
                contingent.due_day = day + max(1, round(days))
            if capacity <= 0:
                break

    def _land(self, contingent: Contingent, day: int) -> None:
        mission = self.model.mission
        contingent.stage = IN_COUNTRY
        first = mission.first_unit_day is None
        index = mission.contingents.index(contingent)
        # those who land while money is short come at the strength that is paid for
        persons = contingent.persons * mission.strength
        mission.deploy(index, persons, self.unit_count(contingent), mission.entry, day)
        log, logged = self.model.journal.log, max(day, 0)
        if first:
            log(logged, "first_unit", "The first unit arrives", actor=contingent.name,
                place=self.model.geography.names[mission.entry], persons=persons)  # fmt: skip
        log(logged, "contingent_arrived", f"Contingent arrives: {contingent.name}",
            actor=contingent.name, place=self.model.geography.names[mission.entry],
            persons=persons, caveats=contingent.caveats,
            equipment=contingent.equipment)  # fmt: skip

    def unit_count(self, contingent: Contingent) -> int:
        """Units into which a contingent splits on the map."""
        options = self.settings
        if contingent.kind == OBSERVERS:
            return max(1, round(float(contingent.persons) / options.observer_team))
        if contingent.kind == POLICE:
            return max(1, round(float(contingent.persons) / options.police_unit))
        whole = max(self.model.politics.authorised_troops, contingent.authorised)
        size = max(options.smallest_unit, whole / options.most_units)
        return max(1, round(float(contingent.persons) / size))

    def _reach_sector(self, contingent: Contingent, day: int) -> None:
        mission = self.model.mission
        mine = mission.contingent == mission.contingents.index(contingent)
        if mission.planned[mine].any() and (mission.arrives[mine] <= day).all():
            contingent.stage = IN_SECTOR

    def _send_home(self, kind: int, heads: float, day: int) -> None:
        """Cancel what has not set out, then let the latest contingents leave one by one."""
        mission = self.model.mission
        surplus = heads
        everybody = not self.model.politics.authorised
        for contingent in reversed(mission.contingents):
            if contingent.kind != kind or contingent.stage >= LEAVING:
                continue
            if not everybody and contingent.authorised > surplus + 0.5 * contingent.authorised:
                continue
            surplus -= contingent.authorised
            if contingent.stage < IN_COUNTRY:
                contingent.stage = GONE
            else:
                share = 1.0 - max(surplus, 0.0) / max(heads, 1.0)
                self.withdraw(contingent, day + round(self.settings.withdrawal_days * share))
            if surplus <= 0.5:
                break

    def withdraw(self, contingent: Contingent, leaves_day: int) -> None:
        """Let a contingent leave on a day."""
        contingent.stage = LEAVING
        contingent.leaves_day = leaves_day

    def _leave_on_time(self, day: int) -> None:
        mission = self.model.mission
        for index, contingent in enumerate(mission.contingents):
            if contingent.stage == LEAVING and day >= contingent.leaves_day:
                contingent.stage = GONE
                mine = mission.contingent == index
                persons = float(mission.persons[mine].sum())
                mission.remove(mine)
                self.model.journal.log(
                    day, "contingent_left", f"Contingent leaves: {contingent.name}",
                    actor=contingent.name, persons=persons,
                )  # fmt: skip

    def _money(self) -> None:
        """Strength follows what is paid for, slowly: rotations are not replaced."""
        mission = self.model.mission
        if not mission.units:
            return
        paid = self.model.politics.strength_money
        before = mission.strength
        mission.strength += (paid - before) * -math.expm1(-1.0 / self.settings.cut_days)
        uniformed = mission.kind <= OBSERVERS
        mission.persons[uniformed] *= mission.strength / max(before, 1e-9)

    def _book(self, day: int) -> None:
        mission, politics = self.model.mission, self.model.politics
        rates = self.model.settings.funding
        for kind, rate in (
            (TROOPS, rates.troop_usd_year),
            (POLICE, rates.police_usd_year),
            (OBSERVERS, rates.observer_usd_year),
        ):
            heads = mission.heads(kind)
            if heads > 0:
                politics.spend(Line(KINDS[kind]), heads * rate / 365.0)
        situation = self.model.situation
        situation.peacekeeper_force = mission.at_places(TROOPS, day)

    def _tell_full(self, day: int) -> None:
        mission, wanted = self.model.mission, sum(self._authorised())
        here = math.fsum(mission.heads(kind) for kind in (TROOPS, POLICE, OBSERVERS))
        if wanted > 0 and here >= FULL * wanted:
            self.full_logged = True
            self.model.journal.log(
                day, "full_strength", "The mission has reached its strength",
                persons=here, authorised=wanted,
            )  # fmt: skip

    def report(self, day: int) -> None:
        mission, journal = self.model.mission, self.model.journal
        troops = (mission.kind == TROOPS) & (mission.arrives <= day)
        here = mission.heads(TROOPS) + mission.heads(OBSERVERS)
        journal.report("peacekeepers", here)
        journal.report("police", mission.heads(POLICE))
        journal.report("troops_in_sector", float(mission.persons[troops].sum()))
        if troops.any():
            ready = (mission.readiness(day) * mission.persons)[troops].sum()
            journal.report("readiness", float(ready / max(mission.persons[troops].sum(), 1e-9)))
        harm = float(self.model.situation.deaths_today[MISSION].sum())
        journal.report("harm_by_mission", harm)
        pledged = sum([c.stage < IN_COUNTRY for c in mission.contingents])
        journal.report("contingents_pledged", pledged)

    def run_outcomes(self) -> dict[str, float]:
        """Days from authorisation to the first unit (NaN if none) and to the peak; its share."""
        model = self.model
        since = model.politics.authorised_day
        first = model.mission.first_unit_day
        if since is None:
            return {}
        daily = model.daily
        if first == 0 and self.settings.plan == "historical":
            # who stands in the record before the first day came on that earlier day
            record = strengths(model)
            somebody = record[record[list(HEADS)].sum(axis=1) > 0]["day"]
            first = min(0, int(somebody.min())) if len(somebody) else 0
        waited = math.nan if first is None else float(max(first - since, 0))
        result = {"days_to_first_unit": waited}
        heads = (daily["peacekeepers"] + daily["police"]).to_numpy()
        wanted = daily["authorised"].to_numpy() if "authorised" in daily else heads
        if len(heads) and heads.max() > 0:
            peak = heads.max()
            result["days_to_peak"] = float(np.argmax(heads >= 0.95 * peak) - since)
            result["peak_share_of_authorised"] = float(peak / max(wanted.max(), 1.0))
        return result
