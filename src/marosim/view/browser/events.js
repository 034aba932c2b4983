// @ts-check
// Kinds of events by the heading of the log; made by python -m marosim.view.generated; change it there.

/** @type {Record<string, string[]>} */
export const EVENTS = {
  "Attacks": [
    "attack",
    "violence"
  ],
  "Battles": [
    "battle",
    "offensive",
    "faction",
    "collapse",
    "siege",
    "war_opened",
    "war_closed"
  ],
  "Warning": [
    "signal",
    "alert",
    "dismissed",
    "recognition",
    "decision"
  ],
  "Decisions": [
    "decided",
    "authorisation",
    "mandate",
    "mandate_changed",
    "veto",
    "exit",
    "withdrawal",
    "consent_withdrawn",
    "consent_restored",
    "funding_shortfall",
    "funding_restored",
    "intervention_announced",
    "arms_embargo",
    "diplomacy",
    "plan",
    "injected"
  ],
  "Mission": [
    "first_unit",
    "full_strength",
    "contingent_arrived",
    "contingent_left",
    "contingent_withdrawn",
    "attack_answered",
    "protected",
    "safe_area",
    "site_opened",
    "site_fallen",
    "peacekeepers_killed",
    "hostages_taken",
    "hostages_freed",
    "misconduct",
    "accountability",
    "evacuation"
  ],
  "Peace": [
    "ceasefire",
    "ceasefire_violated",
    "ceasefire_failed",
    "talks",
    "talks_succeeded",
    "talks_failed",
    "agreement_talks",
    "ddr",
    "reconciliation",
    "election"
  ],
  "Other": [
    "trigger",
    "incitement",
    "context",
    "inject",
    "drought",
    "border_closed",
    "border_opened",
    "route_closed",
    "route_opened",
    "place_closed",
    "place_opened"
  ]
};
