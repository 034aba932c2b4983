"""D7 Stabilise or build, and D8 Coordination: how effort is split and how it is wasted."""

from __future__ import annotations

from dataclasses import dataclass

from marosim.core.setting import MechanismSettings, setting
from marosim.journal import Metric
from marosim.mechanism import Mechanism
from marosim.politics.state import PoliticsState
from marosim.warning.state import WarningState


@dataclass
class StabiliseOrBuildSettings(MechanismSettings):
    """Split of money and effort between security now and peace later (D7)."""

    build_share: float = setting(
        0.15, "share of money and effort spent on long-term peace", low=0, high=1
    )
    usual_share: float = setting(
        0.15, "share at which both sides work at their usual strength", low=0.01, high=0.99
    )
    carriers_half: float = setting(
        150.0,
        "members of a mission for a million inhabitants with whom programmes do half their work",
        unit="persons/million",
        low=0,
        high=10_000,
    )
    returns: float = setting(
        0.6,
        "elasticity of programmes to their money (below 1: diminishing returns)",
        low=0.05,
        high=1.5,
    )


class StabiliseOrBuild(Mechanism[StabiliseOrBuildSettings]):
    """What is spent on peace later is not spent on security now."""

    id = "D7"
    title = "Stabilise or build"
    settings_key = "stabilise_or_build"
    rule = (
        "With share b of money and effort for long-term peace and b₀ the usual share, security "
        "works at (1 − b)/(1 − b₀) of its strength, never more than authorised: what is beyond "
        "goes to the equipment and so the quality of those who are there; and programmes work "
        "at (b/b₀)^e, e below 1 for diminishing returns, as far as a mission has people to carry "
        "them: m/(m + m½), m its members for a million inhabitants."
    )
    source = "assumed; Collier & Hoeffler 2004 on the balance of aid and security after war"
    outcome = "deaths_direct"
    expected = 0
    scenario = "liberia_2003"
    arms = {"mandate": "multidimensional", "deployment": "standard"}
    contrast = ({"stabilise_or_build.build_share": 0.0}, {"stabilise_or_build.build_share": 0.2})
    renews = (PoliticsState.stabilise_effort, PoliticsState.build_effort)

    def step(self, day: int) -> None:
        options, politics = self.settings, self.model.politics
        usual = options.usual_share
        share = min(options.build_share * (1.0 + politics.build_shift), 1.0)
        politics.stabilise_effort = (1.0 - share) / (1.0 - usual)
        politics.build_effort = (share / usual) ** options.returns


@dataclass
class CoordinationSettings(MechanismSettings):
    """Who leads, and what working beside one another costs (D8)."""

    mode: str = setting(
        "lead_agency",
        "arrangement",
        choices=("fragmented", "lead_agency", "integrated"),
        source="by design",
    )
    shared_intelligence: float = setting(
        0.5, "share of what one organisation knows that others learn", low=0, high=1
    )
    decision_delay_days: float = setting(
        5.0, "days that coordination adds to every decision", unit="days", low=0, high=180
    )
    duplication: float = setting(
        0.15, "share of effort on tasks that doubles another's", low=0, high=1
    )


class Coordination(Mechanism[CoordinationSettings]):
    """Working beside one another costs time, knowledge and effort."""

    id = "D8"
    title = "Coordination"
    settings_key = "coordination"
    rule = (
        "The arrangement (fragmented, lead agency, integrated) sets the share of intelligence "
        "that is shared, which weighs the evidence of warning; the days added to every decision "
        "(alerts, votes, reviews, changes of mandate); and the share of effort on tasks that "
        "doubles another's."
    )
    source = "Campbell & Hartnett 2005; United Nations 2015 (HIPPO report, A/70/95); assumed sizes"
    metrics = {
        "effort_duplicated": Metric("1", "share of effort that doubles another's", better="lower")
    }
    outcome = "days_to_authorisation"
    expected = -1
    scenario = "rwanda_1994"
    arms = {"mandate": "robust", "deployment": "rapid", "authorisation.agenda": False}
    contrast = ({"coordination": "fragmented"}, {"coordination": "integrated"})
    renews = (
        WarningState.shared_intelligence, PoliticsState.decision_delay, PoliticsState.duplication
    )  # fmt: skip

    def step(self, day: int) -> None:
        options, politics, warning = self.settings, self.model.politics, self.model.warning
        warning.shared_intelligence = options.shared_intelligence
        politics.decision_delay = options.decision_delay_days
        politics.duplication = options.duplication

    def report(self, day: int) -> None:
        wasted = self.model.politics.duplication if self.model.politics.authorised else 0.0
        self.model.journal.report("effort_duplicated", wasted)
