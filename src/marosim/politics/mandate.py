"""D2 Mandate: what a mission may do, for how long, where; and its renewal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.politics.state import Mandate
from marosim.situation import Situation
from marosim.terms import Task
from marosim.world.on_record import timeline

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel


TASKS = tuple(map(str, Task))
MANDATES = (
    "none",
    "observer",
    "traditional",
    "multidimensional",
    "protection_of_civilians",
    "robust",
    "historical",
)
UNPMM = "UN Peace Mission Mandates 2.0 (1,382 mission-years, 1948–2023)"


@dataclass
class MandateSettings(MechanismSettings):
    """What the mission may do (D2); the options of the group ``mandate`` are presets."""

    name: str = setting("historical", "name of the preset", choices=MANDATES, source="by design")
    rules_of_engagement: float = setting(
        0.15, "use of force allowed: 0 observe only, 1 all necessary means", low=0, high=1
    )
    protection: float = setting(
        0.1, "weight of protecting civilians among the tasks", low=0, high=1
    )
    ceiling: int = setting(0, "troops authorised", unit="persons", low=0, high=200_000)
    police: int = setting(0, "police authorised", unit="persons", low=0, high=50_000)
    observers: int = setting(0, "military observers authorised", unit="persons", low=0, high=10_000)
    tasks: list[str] = setting(
        ["monitor"],
        "what the mission is to do",
        unit="names",
        choices=TASKS,
        source=UNPMM,
    )
    area: list[str] = setting(
        ["*"],
        "places or regions where the mandate applies; * for the whole country",
        unit="names",
        names="areas",
        source="by design",
    )
    ambiguity: float = setting(
        0.3, "share of contacts in which units first have to ask what is allowed", low=0, high=1
    )
    duration_days: int = setting(
        180,
        "days until the mandate must be renewed",
        unit="days",
        low=7,
        high=3650,
        source="usual length of mandates set by the Security Council",
    )
    chapter: int = setting(6, "chapter of the Charter", low=6, high=7, source="by design")
    renewal_will: float = setting(
        0.15, "political will below which a mandate is not renewed", low=0, high=1
    )
    embargo_strength: float = setting(
        0.6, "share of resupply that a well-monitored arms embargo cuts", low=0, high=1
    )


class MandateInForce(Mechanism[MandateSettings]):
    """Keeps the mandate in force true to what was decided, renewed, changed or ended."""

    id = "D2"
    title = "Mandate"
    settings_key = "mandate"
    rule = (
        "A mandate is tasks, rules of engagement (0 observe only to 1 all necessary means), "
        "weight of protection, ceilings, area, ambiguity and duration; units act within it. "
        "When its time is up it is renewed unless political will is below the renewal level. "
        "A mandate changed during the run (by a decision, or by the record with "
        "mandate=historical) comes into force after the delay of coordination. An arms embargo "
        "works in proportion to the share of places that are watched."
    )
    source = (
        "UN Peace Mission Mandates 2.0: of 15 missions mandated since 1989 both to protect "
        "civilians and to use force, 93 % secured aid, 87 % assisted DDR; levels of force assumed"
    )
    metrics = {
        "rules_of_engagement": Metric("1", "use of force allowed, 0 to 1"),
    }
    outcome = "deaths_direct"
    expected = -1
    scenario = "rwanda_1994"
    arms = {"deployment": "rapid", "authorisation.day": 0, "mandate.ceiling": 5500}
    contrast = ({"mandate": "traditional"}, {"mandate": "robust"})
    renews = (Situation.arms_embargo,)

    def __init__(self, model: ResponseModel, settings: Any) -> None:
        super().__init__(model, settings)
        self.wish: tuple[Any, ...] | None = None
        self.change_due: int | None = None
        self.ceilings = timeline(model, "mandate")
        self.embargoes = timeline(model, "arms_embargo")

    def step(self, day: int) -> None:
        politics, model = self.model.politics, self.model
        if politics.authorised_day is None:
            self._without_process(day)
            return
        if not politics.authorised:
            return
        wish = self._wish()
        if self.wish is None:
            self.wish = wish
        if wish != self.wish:
            self.wish = wish
            self.change_due = day + round(politics.decision_delay)
        if self.change_due is not None and day >= self.change_due:
            self.change_due = None
            self._change(day, model.politics.draft(), "The mandate is changed")
        if politics.mandate.name == "historical":
            self._record(day)
        else:
            self._renew(day)
        self._embargo()

    def _wish(self) -> tuple[Any, ...]:
        wish = self.settings
        return (
            wish.name,
            wish.rules_of_engagement,
            wish.protection,
            wish.ceiling,
            wish.police,
            wish.observers,
            tuple(map(Task, wish.tasks)),
            tuple(wish.area),
            wish.ambiguity,
            wish.duration_days,
            wish.chapter,
        )

    def _without_process(self, day: int) -> None:
        """Where no legal process is modelled, a decision to act is enough."""
        model = self.model
        if model.settings.authorisation.enabled or self.settings.name == "none":
            return
        warning, chain = model.warning, model.settings.decision_chain
        if warning.brought_up(day, chain.enabled) is not None:
            mandate = model.politics.draft()
            model.politics.authorise(day, mandate)
            model.journal.log(
                day,
                "authorisation",
                f"Mandate in force: {mandate.name.replace('_', ' ')}",
                since_day=day,
                troops=mandate.ceiling,
                police=mandate.police,
                observers=mandate.observers,
                chapter=mandate.chapter,
            )

    def _change(self, day: int, mandate: Mandate, text: str) -> None:
        politics = self.model.politics
        if mandate.name == "none":
            politics.end()
            text = "The mission is ended"
        else:
            politics.enact(day, mandate)
        self.model.journal.log(
            day,
            "mandate_changed",
            text,
            actor="security council",
            troops=politics.authorised_troops,
            police=politics.authorised_police,
            rules_of_engagement=mandate.rules_of_engagement,
            protection=mandate.protection,
        )

    def _record(self, day: int) -> None:
        mandate = self.model.politics.mandate
        for when, ceiling, text in self.ceilings:
            if when == day and ceiling > 0 and int(ceiling) != mandate.ceiling:
                self._change(day, replace(mandate, ceiling=int(ceiling)), text)
        for when, _, text in self.embargoes:
            if when == day and Task.ARMS_EMBARGO not in mandate.tasks:
                mandate = self.model.politics.mandate
                self._change(day, replace(mandate, tasks=(*mandate.tasks, Task.ARMS_EMBARGO)), text)

    def _renew(self, day: int) -> None:
        politics, options = self.model.politics, self.settings
        if day < politics.renewed_day + politics.mandate.duration_days:
            return
        if politics.political_will >= options.renewal_will:
            politics.renewed_day = day
            return
        politics.end()
        self.model.journal.log(
            day,
            "mandate_changed",
            "The mandate is not renewed: the will is gone",
            actor="security council",
            troops=0,
            political_will=politics.political_will,
        )

    def _embargo(self) -> None:
        now, politics = self.model.situation, self.model.politics
        if Task.ARMS_EMBARGO in politics.mandate.tasks and politics.present:
            monitored = float(now.watched[self.model.geography.inside].mean())
            now.arms_embargo = self.settings.embargo_strength * monitored
        else:
            now.arms_embargo = 0.0

    def report(self, day: int) -> None:
        politics = self.model.politics
        level = politics.mandate.rules_of_engagement if politics.authorised else 0.0
        self.model.journal.report("rules_of_engagement", level)
