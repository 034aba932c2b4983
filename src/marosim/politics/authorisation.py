"""D1 Authorisation and legal basis: the Security Council, its vetoes, and going without it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.situation import Situation
from marosim.terms import Level
from marosim.world.on_record import first_recorded_day, timeline

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel


@dataclass
class AuthorisationSettings(MechanismSettings):
    """The Security Council's process and its alternatives (D1)."""

    day: int | None = setting(
        None,
        "day on which the Council authorises, instead of its process; negative: before the "
        "case begins",
        unit="day",
        low=-3650,
        high=36_525,
        source="by design",
    )
    agenda: bool = setting(
        True,
        "whether the Council votes at the latest on the first day on which the case's record has "
        "it vote on a mission",
        unit="yes/no",
        source="by design",
    )
    preparation_days: float = setting(
        28.0,
        "mean days from decision to vote at middling political will",
        unit="days",
        low=0,
        high=1000,
        source="Kuperman 2000: four weeks from recognition to Resolution 918",
    )
    preparation_shape: float = setting(
        4.0, "regularity of that time (shape of a gamma distribution)", low=0.5, high=50
    )
    seized_factor: float = setting(
        0.4,
        "that time where the UN was already in the country, relative to elsewhere",
        low=0.01,
        high=1,
    )
    veto: float = setting(
        0.15,
        "chance that a vote fails at middling will",
        low=0,
        high=1,
        source="assumed; rare in the record of missions, since drafts bound to fail are not tabled",
    )
    chapter_six_ease: float = setting(
        0.5, "chance that a vote under Chapter VI fails, relative to Chapter VII", low=0, high=2
    )
    retry_days: float = setting(
        21.0, "days until a failed vote is tried again", unit="days", low=1, high=365
    )
    without_authorisation: bool = setting(
        False,
        "whether a coalition acts without the Council after a failed vote",
        unit="yes/no",
        source="by design",
    )
    lawful_legitimacy: float = setting(
        0.6, "legitimacy toward which an authorised mission tends", low=0, high=1
    )
    unlawful_legitimacy: float = setting(
        0.35, "legitimacy toward which an intervention without authorisation tends", low=0, high=1
    )
    unlawful_consent_lost: float = setting(
        0.3, "consent lost by acting without authorisation", low=0, high=1
    )
    announcement_days: float = setting(
        30.0,
        "days over which the expectation of an announced intervention fades",
        unit="days",
        low=1,
        high=365,
    )


class Authorisation(Mechanism[AuthorisationSettings]):
    """The Council prepares, votes, may fail and try again; a coalition may act without it."""

    id = "D1"
    title = "Authorisation and legal basis"
    settings_key = "authorisation"
    rule = (
        "After the decision to act, a vote follows a gamma-distributed preparation whose mean "
        "shrinks with political will by (1.5 − will) and where the UN is already present, plus "
        "the delay of coordination. It fails with probability veto·(1.5 − will), less under "
        "Chapter VI, and is tried again. A case whose record has the Council vote is voted on no "
        "later than then. A coalition may act without authorisation at once: its "
        "legitimacy then tends to a lower mean and consent falls. An authorised mission whose "
        "troops are on their way raises the expectation of an intervention until some of them "
        "arrive. mandate=historical follows the record."
    )
    source = "Kuperman 2000; United Nations 1999 (S/1999/1257); Charter, Chapters VI and VII"
    metrics = {
        "authorised": Metric("persons", "troops, police and observers authorised"),
        "days_to_authorisation": Metric(
            "days",
            "days from the first signal, alert or decision to authorisation, or to today",
            better="lower",
        ),
    }
    outcome = "deaths_direct"
    expected = -1
    scenario = "rwanda_1994"
    arms = {"mandate": "robust", "deployment": "rapid", "authorisation.agenda": False}
    contrast = ({"authorisation.preparation_days": 84.0}, {"authorisation.preparation_days": 7.0})
    renews = (Situation.intervention_expected,)

    def __init__(self, model: ResponseModel, settings: Any) -> None:
        super().__init__(model, settings)
        self.vote_day = self._agenda() if settings.agenda else None
        self.prepared = False
        self.votes = 0
        self.announced_in_record = timeline(model, "intervention_announced")
        self.first_on_record = first_recorded_day(model)
        self.force_when_announced: dict[int, float] = {}

    def start(self) -> None:
        early = self._fixed_day()
        if early is not None and early <= 0:
            self._authorise(early)

    def step(self, day: int) -> None:
        politics = self.model.politics
        if politics.authorised_day is None:
            self._decide(day)
        self.model.situation.intervention_expected = self._expected(day)

    def _agenda(self) -> int | None:
        """The first day of the case on which the record has the Council vote on a mission."""
        votes = [day for day, value, _ in timeline(self.model, "mandate") if day > 0 and value > 0]
        return min(votes) if votes else None

    def _fixed_day(self) -> int | None:
        name = self.model.settings.mandate.name
        if name == "none" or not self.model.settings.mandate.enabled:
            return None
        if self.settings.day is not None:
            return int(self.settings.day)
        return self.first_on_record if name == "historical" else None

    def _decide(self, day: int) -> None:
        wish = self.model.settings.mandate
        if wish.name == "none" or not wish.enabled:
            return
        fixed = self._fixed_day()
        if fixed is not None or wish.name == "historical":
            if fixed is not None and day >= fixed:
                self._authorise(day)
            return
        chain = self.model.settings.decision_chain.enabled
        since = self.model.warning.brought_up(day, chain)
        if since is not None and not self.prepared:
            self.prepared = True
            ready = since + self._preparation()
            self.vote_day = ready if self.vote_day is None else min(ready, self.vote_day)
        if self.vote_day is not None and day >= self.vote_day:
            self._vote(day)

    def _preparation(self) -> int:
        options, politics = self.settings, self.model.politics
        mean = options.preparation_days * (1.5 - politics.political_will)
        first = self.first_on_record
        if first is not None and first < 0:
            mean *= options.seized_factor
        delay = politics.decision_delay
        if mean > 0:
            delay += float(
                self.model.draws.gamma(
                    "politics.preparation", [0], 0, mean, options.preparation_shape
                )[0]
            )
        return round(delay)

    def _vote(self, day: int) -> None:
        options, model = self.settings, self.model
        fails = options.veto * (1.5 - model.politics.political_will)
        if model.settings.mandate.chapter == 6:
            fails *= options.chapter_six_ease
        self.votes += 1
        luck = float(model.draws.uniform("politics.council", [self.votes], 0)[0])
        if luck >= fails:
            self._authorise(day)
            return
        model.journal.log(
            day,
            "veto",
            "The draft resolution fails",
            actor="security council",
            votes=self.votes,
            chance=fails,
        )
        if options.without_authorisation:
            self._authorise(day, lawful=False)
        else:
            self.vote_day = day + int(options.retry_days)

    def _authorise(self, day: int, lawful: bool = True) -> None:
        politics, options = self.model.politics, self.settings
        mandate = self.model.politics.draft()
        if mandate.name == "historical":
            for when, ceiling, _ in timeline(self.model, "mandate"):
                if when <= max(day, 0) and ceiling > 0:
                    mandate = replace(mandate, ceiling=int(ceiling))
        politics.authorise(day, mandate, lawful)
        politics.legitimacy_mean = (
            options.lawful_legitimacy if lawful else options.unlawful_legitimacy
        )
        if not lawful:
            politics.press(Level.CONSENT, -options.unlawful_consent_lost)
        self.model.journal.log(
            max(day, 0),
            "authorisation",
            f"Mandate authorised: {mandate.name.replace('_', ' ')}"
            if lawful
            else "A coalition intervenes without authorisation",
            actor="security council" if lawful else "coalition",
            since_day=day,
            troops=mandate.ceiling,
            police=mandate.police,
            observers=mandate.observers,
            chapter=mandate.chapter,
            votes=self.votes,
        )

    def _expected(self, day: int) -> float:
        politics, now = self.model.politics, self.model.situation
        fade = self.settings.announcement_days
        expected = 0.0
        here = float(now.peacekeeper_force.sum())
        if not politics.contingents_coming:
            return 0.0  # what is announced and never sent frightens nobody
        if politics.authorised and politics.authorised_troops and here == 0.0:
            expected = math.exp(-politics.age(day) / fade)
        if politics.mandate.name == "historical":
            for when, value, _ in self.announced_in_record:
                before = self.force_when_announced.setdefault(when, here) if day >= when else 0.0
                if day >= when and here <= max(1.5 * before, before + 200.0):
                    expected = max(expected, min(value, 1.0) * math.exp(-(day - when) / fade))
        return expected

    def report(self, day: int) -> None:
        politics = self.model.politics
        heads = (
            politics.authorised_troops + politics.authorised_police + politics.authorised_observers
        )
        self.model.journal.report("authorised", heads)
        warning = self.model.warning
        known = (warning.first_signal_day, warning.alert_day, warning.decided_day)
        first = min((known_day for known_day in known if known_day is not None), default=day)
        end = day if politics.authorised_day is None else politics.authorised_day
        self.model.journal.report("days_to_authorisation", max(0, end - first))
