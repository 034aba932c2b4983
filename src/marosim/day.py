"""The day: every mechanism of the model, in the order in which it acts.

To add a mechanism, write its file with its settings, one line here and one in settings.py; or
add it from outside the package with ``@marosim.mechanism``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marosim.added import inserted
from marosim.armed.attack_course import AttackCourse
from marosim.armed.attacks import Attacks
from marosim.armed.battles import Battles
from marosim.armed.causes import RootCauses
from marosim.armed.escalation import Escalation
from marosim.armed.expulsion import Expulsion
from marosim.armed.forces import Forces
from marosim.armed.incitement import Incitement
from marosim.armed.leaders import Leaders
from marosim.armed.mobilisation import Mobilisation
from marosim.armed.operations import Operations
from marosim.armed.sieges import Sieges
from marosim.armed.spoilers import Spoilers
from marosim.armed.state import Organisation
from marosim.armed.triggers import Triggers
from marosim.civilians.flight import Flight
from marosim.civilians.hardship import Hardship
from marosim.civilians.resolution import Resolution
from marosim.civilians.self_protection import SelfProtection
from marosim.core.declaring import Declaring
from marosim.core.state import State
from marosim.judging.ethics import Ethics
from marosim.judging.evaluation import Evaluation
from marosim.judging.measurement import Measurement
from marosim.judging.outcomes import Outcomes, PeaceOutcomes
from marosim.judging.state import JudgingState
from marosim.mechanism import Mechanism
from marosim.mission.aid import Aid
from marosim.mission.air import AirPower
from marosim.mission.approach import OperationalApproach
from marosim.mission.civilian_component import CivilianComponent
from marosim.mission.deployment import Deployment
from marosim.mission.host_capacity import HostCapacity
from marosim.mission.hostages import Hostages
from marosim.mission.police import PoliceComponent
from marosim.mission.presence import Presence
from marosim.mission.rapid_reaction import PreventiveDeployment, RapidReaction
from marosim.mission.response import ResponseToAttack
from marosim.mission.safe_areas import SafeAreas
from marosim.mission.security import Security
from marosim.mission.separation import Containment, Separation
from marosim.mission.state import MissionState
from marosim.mission.training import Training
from marosim.mission.unit_decisions import UnitDecisions
from marosim.peace.ceasefires import Ceasefires
from marosim.peace.ddr import Ddr
from marosim.peace.exit import Exit
from marosim.peace.governance import InclusiveGovernance
from marosim.peace.legitimacy import MissionLegitimacy
from marosim.peace.local_dialogue import LocalDialogue
from marosim.peace.mediation import Mediation
from marosim.peace.ownership import Ownership
from marosim.peace.reconciliation import Reconciliation
from marosim.peace.recovery import Recovery
from marosim.peace.society import Society
from marosim.peace.state import PeaceState
from marosim.politics.accountability import Accountability
from marosim.politics.adaptive_mandate import AdaptiveMandate
from marosim.politics.authorisation import Authorisation
from marosim.politics.consent import HostConsent
from marosim.politics.effort import Coordination, StabiliseOrBuild
from marosim.politics.funding import Funding
from marosim.politics.mandate import MandateInForce
from marosim.politics.political_will import PoliticalWill
from marosim.politics.state import PoliticsState
from marosim.situation import Situation
from marosim.warning.decision_chain import DecisionChain
from marosim.warning.early_warning import EarlyWarning
from marosim.warning.local_knowledge import LocalKnowledge
from marosim.warning.news import News
from marosim.warning.state import WarningState
from marosim.world.own_agents import OwnAgents
from marosim.world.timeline import Timeline

# what each room keeps for its own mechanisms: attribute of the model -> state(model)
STATE: dict[str, Callable[[Any], Any]] = {
    "warning": WarningState,
    "politics": PoliticsState,
    "mission": MissionState,
    "peace": PeaceState,
    "judging": JudgingState,
}

# every class that declares what mechanisms share, by where it stands in the model
STATES: dict[str, type[State]] = {
    "situation": Situation,
    "warning": WarningState,
    "warning.news": News,
    "politics": PoliticsState,
    "mission": MissionState,
    "peace": PeaceState,
    "judging": JudgingState,
}

# and whatever else declares numbers that rooms read: of what is in a list, one stands for all
SHARED: dict[str, type[Declaring]] = {
    **STATES,
    "armed": Forces,
    "armed.organisations": Organisation,
}

DAY: tuple[type[Mechanism[Any]], ...] = (
    # the world turns
    Timeline,
    Triggers,
    RootCauses,
    # whoever a user has added
    OwnAgents,
    # knowing: warning
    LocalKnowledge,
    EarlyWarning,
    DecisionChain,
    # deciding and paying: politics
    Coordination,
    PoliticalWill,
    Authorisation,
    MandateInForce,
    AdaptiveMandate,
    HostConsent,
    Funding,
    StabiliseOrBuild,
    Accountability,
    # acting: mission
    RapidReaction,
    PreventiveDeployment,
    Training,
    Deployment,
    CivilianComponent,
    OperationalApproach,
    Presence,
    Separation,
    Containment,
    SafeAreas,
    PoliceComponent,
    Aid,
    HostCapacity,
    Security,
    AirPower,
    Hostages,
    # the crisis: armed
    Leaders,
    Incitement,
    Escalation,
    Mobilisation,
    Operations,
    Expulsion,
    Attacks,
    # who sees an attack begin may reach it while it runs
    UnitDecisions,
    ResponseToAttack,
    AttackCourse,
    Battles,
    Sieges,
    Spoilers,
    # people: civilians
    Hardship,
    Flight,
    SelfProtection,
    Resolution,
    # making and building peace: peace
    Society,
    Mediation,
    Ceasefires,
    LocalDialogue,
    Ownership,
    Ddr,
    Reconciliation,
    InclusiveGovernance,
    Recovery,
    MissionLegitimacy,
    Exit,
    # judging
    Outcomes,
    PeaceOutcomes,
    Measurement,
    Ethics,
    Evaluation,
)


def the_day() -> tuple[type[Mechanism[Any]], ...]:
    """The day with what users added to it, in the order of acting."""
    return tuple(inserted(DAY))
