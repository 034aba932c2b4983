"""Every setting of a run: one line a mechanism, whose settings stand beside its rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marosim.added import kinds, settings_of
from marosim.armed.attacks import AttackSettings
from marosim.armed.battles import BattleSettings
from marosim.armed.causes import RootCauseSettings
from marosim.armed.escalation import EscalationSettings
from marosim.armed.expulsion import ExpulsionSettings
from marosim.armed.hostility import HostilitySettings
from marosim.armed.incitement import IncitementSettings
from marosim.armed.leadership import LeadershipSettings
from marosim.armed.mobilisation import MobilisationSettings
from marosim.armed.operations import OperationSettings
from marosim.armed.sieges import SiegeSettings
from marosim.armed.spoilers import SpoilerSettings
from marosim.armed.triggers import TriggerSettings
from marosim.civilians.flight_settings import FlightSettings
from marosim.civilians.hardship import HardshipSettings
from marosim.civilians.self_protection import SelfProtectionSettings
from marosim.core.setting import SettingError, SettingRow, as_dict, assign, part, rows, setting
from marosim.judging.ethics import EthicsSettings
from marosim.judging.evaluation import EvaluationSettings
from marosim.judging.measurement import MeasurementSettings
from marosim.judging.outcomes import OutcomeSettings, PeaceOutcomeSettings
from marosim.mission.aid import AidSettings
from marosim.mission.air import AirSettings
from marosim.mission.approach import ApproachSettings
from marosim.mission.civilian_component import CivilianComponentSettings
from marosim.mission.contingent_settings import DeploymentSettings
from marosim.mission.host_capacity import HostCapacitySettings
from marosim.mission.hostages import HostageSettings
from marosim.mission.police import PoliceSettings
from marosim.mission.presence import PresenceSettings
from marosim.mission.rapid_reaction import PreventiveSettings, RapidReactionSettings
from marosim.mission.response import ResponseSettings
from marosim.mission.safe_areas import SafeAreaSettings
from marosim.mission.security import SecuritySettings
from marosim.mission.separation import ContainmentSettings, SeparationSettings
from marosim.mission.training import TrainingSettings
from marosim.mission.unit_decisions import UnitDecisionSettings
from marosim.peace.ceasefires import CeasefireSettings
from marosim.peace.ddr import DdrSettings
from marosim.peace.exit import ExitSettings
from marosim.peace.governance import InclusiveGovernanceSettings
from marosim.peace.legitimacy import LegitimacySettings
from marosim.peace.local_dialogue import LocalDialogueSettings
from marosim.peace.mediation import MediationSettings
from marosim.peace.ownership import OwnershipSettings
from marosim.peace.reconciliation import ReconciliationSettings
from marosim.peace.recovery import RecoverySettings
from marosim.peace.society import SocietySettings
from marosim.politics.accountability import AccountabilitySettings
from marosim.politics.adaptive_mandate import AdaptiveMandateSettings
from marosim.politics.authorisation import AuthorisationSettings
from marosim.politics.consent import HostConsentSettings
from marosim.politics.effort import CoordinationSettings, StabiliseOrBuildSettings
from marosim.politics.funding import FundingSettings
from marosim.politics.mandate import MandateSettings
from marosim.politics.political_will import PoliticalWillSettings
from marosim.warning.decision_chain import DecisionChainSettings
from marosim.warning.early_warning import EarlyWarningSettings
from marosim.warning.local_knowledge import LocalKnowledgeSettings
from marosim.world.travel import TravelSettings

__all__ = ["SettingError", "SettingRow", "Settings", "as_dict", "assign", "rows"]


@dataclass
class PopulationSettings:
    """How many civilian agents stand for the people of a case."""

    agents: int = setting(
        20_000, "civilian agents", unit="agents", low=1, high=200_000_000, source="by design"
    )
    persons_per_agent: int | None = setting(
        None,
        "people that one agent stands for on average; replaces agents when given",
        unit="persons",
        low=1,
        high=1_000_000,
        source="by design",
    )
    allotment: float = setting(
        0.5,
        "power of the people of a community at a place by which agents are allotted to them: 1 in "
        "proportion, 0 alike",
        low=0,
        high=1,
        source="Bankier 1988 (the square root)",
    )


@dataclass
class RecordSettings:
    """What is kept of a run."""

    places_every: int = setting(
        7, "days between rows of the places table", unit="days", low=1, high=366, source="by design"
    )


@dataclass
class Settings:
    """All settings of a run, each mechanism under a key of its own."""

    seed: int = setting(
        1, "names all random numbers of the run", low=0, high=2**31 - 1, source="by design"
    )
    days: int | None = setting(
        None,
        "length of the run; the case's own length when empty",
        unit="days",
        low=1,
        high=36_525,
        source="by design",
    )
    decisions: list[Any] = setting(
        [],
        "dated changes of choices, each as DAY:group=option",
        names="decisions",
        source="by design",
    )
    threads: int = setting(
        1, "threads of one run", unit="threads", low=1, high=256, source="by design"
    )
    population: PopulationSettings = part(PopulationSettings)
    record: RecordSettings = part(RecordSettings)
    travel: TravelSettings = part(TravelSettings)
    flight: FlightSettings = part(FlightSettings)
    hardship: HardshipSettings = part(HardshipSettings)
    self_protection: SelfProtectionSettings = part(SelfProtectionSettings)
    root_causes: RootCauseSettings = part(RootCauseSettings)
    leaders: LeadershipSettings = part(LeadershipSettings)
    hostility: HostilitySettings = part(HostilitySettings)
    incitement: IncitementSettings = part(IncitementSettings)
    mobilisation: MobilisationSettings = part(MobilisationSettings)
    operations: OperationSettings = part(OperationSettings)
    expulsion: ExpulsionSettings = part(ExpulsionSettings)
    attacks: AttackSettings = part(AttackSettings)
    battles: BattleSettings = part(BattleSettings)
    sieges: SiegeSettings = part(SiegeSettings)
    escalation: EscalationSettings = part(EscalationSettings)
    triggers: TriggerSettings = part(TriggerSettings)
    spoilers: SpoilerSettings = part(SpoilerSettings)
    early_warning: EarlyWarningSettings = part(EarlyWarningSettings)
    decision_chain: DecisionChainSettings = part(DecisionChainSettings)
    local_knowledge: LocalKnowledgeSettings = part(LocalKnowledgeSettings)
    authorisation: AuthorisationSettings = part(AuthorisationSettings)
    mandate: MandateSettings = part(MandateSettings)
    adaptive_mandate: AdaptiveMandateSettings = part(AdaptiveMandateSettings)
    host_consent: HostConsentSettings = part(HostConsentSettings)
    political_will: PoliticalWillSettings = part(PoliticalWillSettings)
    funding: FundingSettings = part(FundingSettings)
    stabilise_or_build: StabiliseOrBuildSettings = part(StabiliseOrBuildSettings)
    coordination: CoordinationSettings = part(CoordinationSettings)
    accountability: AccountabilitySettings = part(AccountabilitySettings)
    rapid_reaction: RapidReactionSettings = part(RapidReactionSettings)
    preventive: PreventiveSettings = part(PreventiveSettings)
    training: TrainingSettings = part(TrainingSettings)
    deployment: DeploymentSettings = part(DeploymentSettings)
    approach: ApproachSettings = part(ApproachSettings)
    presence: PresenceSettings = part(PresenceSettings)
    unit_decisions: UnitDecisionSettings = part(UnitDecisionSettings)
    response_to_attack: ResponseSettings = part(ResponseSettings)
    safe_areas: SafeAreaSettings = part(SafeAreaSettings)
    separation: SeparationSettings = part(SeparationSettings)
    containment: ContainmentSettings = part(ContainmentSettings)
    security: SecuritySettings = part(SecuritySettings)
    air: AirSettings = part(AirSettings)
    hostages: HostageSettings = part(HostageSettings)
    police_component: PoliceSettings = part(PoliceSettings)
    civilian_component: CivilianComponentSettings = part(CivilianComponentSettings)
    aid: AidSettings = part(AidSettings)
    host_capacity: HostCapacitySettings = part(HostCapacitySettings)
    society: SocietySettings = part(SocietySettings)
    mediation: MediationSettings = part(MediationSettings)
    ceasefires: CeasefireSettings = part(CeasefireSettings)
    local_dialogue: LocalDialogueSettings = part(LocalDialogueSettings)
    ddr: DdrSettings = part(DdrSettings)
    reconciliation: ReconciliationSettings = part(ReconciliationSettings)
    inclusive_governance: InclusiveGovernanceSettings = part(InclusiveGovernanceSettings)
    recovery: RecoverySettings = part(RecoverySettings)
    ownership: OwnershipSettings = part(OwnershipSettings)
    mission_legitimacy: LegitimacySettings = part(LegitimacySettings)
    exit: ExitSettings = part(ExitSettings)
    outcomes: OutcomeSettings = part(OutcomeSettings)
    peace_outcomes: PeaceOutcomeSettings = part(PeaceOutcomeSettings)
    measurement: MeasurementSettings = part(MeasurementSettings)
    ethics: EthicsSettings = part(EthicsSettings)
    evaluation: EvaluationSettings = part(EvaluationSettings)

    def __post_init__(self) -> None:
        """Take in the settings of mechanisms that users added."""
        for kind in kinds():
            setattr(self, kind.settings_key, settings_of(kind))
