"""C11 Leaders' beliefs and plans: what leaderships see of outsiders, and what follows from it."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from marosim.armed.leadership import Leadership, LeadershipSettings
from marosim.core.row_agent import Edit
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.situation import Floats
from marosim.world.case import parties

PROMISED, SETTLED = 0.5, 0.2  # expectation from which outsiders have promised, and have come or not
ARRIVED = 200.0  # soldiers more than when it was announced who make an arrival


class Leaders(Mechanism[LeadershipSettings]):
    """Every organisation's leadership learns daily and reviews its plan now and then."""

    id = "C11"
    title = "Leaders' beliefs and plans"
    settings_key = "leaders"
    rule = (
        "A leadership believes that outsiders answer a share r of attacks in their reach: r = "
        "(w·r0 + answered) / (w + seen), seen and answered forgotten over a year; an announced "
        "intervention that came, or did not, counts as many attacks. While one is expected with "
        "strength E, hazards of attacks change by exp(E·(spur·(1 - r) - coercion·r)): those who "
        "believe hold back, those who do not hurry. An announcement that names organisations "
        "works on those alone. Every month or after a shock the plan of most worth is chosen: "
        "hold, contest, besiege, loot, terrorise, expel, exterminate or lie low; violent plans "
        "cost price · r · reach, and whoever lies low attacks less. Other plans explain where "
        "units go and whom they attack, and change nothing by themselves."
    )
    source = "assumed; Sewall, Raymond & Chin 2010; Kathman & Wood 2016; Fearon 1995"
    metrics = {
        "believed_resolve": Metric(
            "0 to 1", "mean share of attacks in reach that leaders expect answered", "stock"
        ),
        "lying_low": Metric("organisations", "whose plan is to lie low", "stock", "higher"),
    }
    outcome = "deaths_direct"
    expected = 0
    kind: ClassVar[type[Leadership]] = Leadership

    def start(self) -> None:
        self.leaderships: list[Leadership] = []
        self.noticed = np.zeros(self.model.situation.attack_active.shape, dtype=bool)
        self.promise: tuple[float, Floats] | None = None
        rows = self.model.case.timeline
        rows = rows[rows["kind"] == "intervention_announced"].fillna({"actor": ""})
        self.named = [(int(row.day), parties(str(row.actor))) for row in rows.itertuples()]
        self._newcomers()

    def _newcomers(self) -> None:
        for organisation in self.model.armed.organisations[len(self.leaderships) :]:
            name = organisation.parent or organisation.name
            kind = self.model.agent_class(self.kind, name)
            self.leaderships.append(kind(self.model, organisation, self.settings))
            parent = next(
                (one for one in self.leaderships if one.organisation.name == organisation.parent),
                None,
            )
            if parent is not None:
                newcomer = self.leaderships[-1]
                newcomer.seen, newcomer.answered = parent.seen, parent.answered

    def replace(self, organisation: str, kind: type[Leadership]) -> Leadership:
        """Put a leadership of another class at the head of an organisation; it starts anew."""
        for at, old in enumerate(self.leaderships):
            if old.organisation.name == organisation:
                old.remove()
                self.leaderships[at] = kind(self.model, old.organisation, self.settings)
                edit = Edit(self.model.day, f"Leadership of {organisation}", kind.__name__)
                self.model.edits.append(edit)
                return self.leaderships[at]
        names = ", ".join(one.organisation.name for one in self.leaderships)
        raise ValueError(f"no organisation {organisation!r} here; use one of {names}")

    def step(self, day: int) -> None:
        self._newcomers()
        self._see()
        self._promises(day)
        escalation = self.model.situation.escalation
        for one in self.leaderships:
            if one.organisation.active and one.organisation.fighters > 0:
                if one in self.model.agents and one.due(
                    day, float(escalation[one.organisation.index])
                ):
                    one.review(day)

    def _see(self) -> None:
        """What happened to attacks in reach of troops."""
        now, mission = self.model.situation, self.model.mission
        least = self.model.settings.response_to_attack.least_troops
        near = mission.response_force >= least
        begun, active = now.attack_starts, now.attack_active | (now.attack_starts > 0)
        answered = active & mission.answering[None, :] & ~self.noticed
        self.noticed = (self.noticed & active) | answered
        for one in self.leaderships:
            one.forget()
            index = one.organisation.index
            seen, stopped = float(begun[index, near].sum()), float(answered[index].sum())
            if seen or stopped:
                one.learn(max(seen, stopped), stopped)
            if begun[index].any():
                one.near += (seen / float(begun[index].sum()) - one.near) / 20.0

    def _against(self, day: int) -> Floats:
        """Whom the last announcement is against, by organisation: all, if it names nobody."""
        names = {one.organisation.name for one in self.leaderships}
        target = next(
            (set(said) & names for when, said in reversed(self.named) if when <= day), set()
        )
        wanted = [
            not target or one.organisation.name in target or one.organisation.parent in target
            for one in self.leaderships
        ]
        return np.array(wanted, dtype=np.float64)

    def _promises(self, day: int) -> None:
        now = self.model.situation
        here, expected = float(now.peacekeeper_force.sum()), now.intervention_expected
        if self.promise is None and expected >= PROMISED:
            self.promise = here, self._against(day)
        elif self.promise is not None and expected < SETTLED:
            before, against = self.promise
            self.promise = None
            came = float(here >= before + ARRIVED)
            weight = self.settings.promise_weight
            for one, meant in zip(self.leaderships, against, strict=False):
                one.learn(weight * meant, weight * meant * came)

    def pressure(self, day: int) -> Floats:
        """Factor on each organisation's hazard of attacks, [O]."""
        now = self.model.situation
        found = np.ones(len(now.force))
        against = self._against(day)
        for one, meant in zip(self.leaderships, against, strict=True):
            found[one.organisation.index] = one.pressure(now.intervention_expected * meant)
        return found

    def report(self, day: int) -> None:
        believed = [one.resolve for one in self.leaderships] or [0.0]
        low = sum(one.plan == "lie_low" for one in self.leaderships)
        self.model.journal.report("believed_resolve", float(np.mean(believed)))
        self.model.journal.report("lying_low", float(low))
