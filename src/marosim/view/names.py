"""Words for what tables call by short names: metrics, responses, groups of choices."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from marosim.journal import Metric
from marosim.mechanism import Mechanism

TITLES = {
    "deaths_direct": "Civilians killed",
    "deaths_indirect": "Deaths from hunger and disease",
    "displaced_internal": "Displaced inside the country",
    "displaced_abroad": "Refugees abroad",
    "sheltered": "In protection sites",
    "returned": "Returns home",
    "attacks": "Attacks on civilians",
    "attacks_deterred": "Attacks deterred",
    "battles": "Battles",
    "battle_deaths": "Fighters killed in battle",
    "places_with_violence": "Places under attack",
    "fighters": "Fighters",
    "peacekeepers": "Peacekeepers in the country",
    "police": "Police in the country",
    "peacekeeper_deaths": "Peacekeepers killed",
    "air_sorties": "Sorties flown",
    "air_strikes": "Sorties that struck",
    "air_silenced": "Heavy arms silenced from the air",
    "people_warned": "People warned in time",
    "people_out_of_reach": "People out of attackers' reach by themselves",
    "hostages": "Peacekeepers held hostage",
    "hostages_taken": "Peacekeepers taken hostage",
    "obstruction": "Convoys and patrols stopped",
    "consent": "Consent of the host",
    "political_will": "Political will",
    "legitimacy": "Legitimacy of the mission",
    "trust_between_groups": "Trust between communities",
    "governance": "Working institutions",
    "alerts": "Alerts",
    "alerts_false": "False alerts",
    "warning_lead_days": "Warning lead time",
    "ceasefires_in_force": "Ceasefires in force",
    "ddr_completed": "Fighters reintegrated",
    "ddr_registered": "People taken into disarmament programmes",
    "weapons_held": "Weapons of armed organisations",
    "weapons_surrendered": "Weapons handed in",
    "cost_usd": "Cost",
    "arrears_usd": "Contributions owed by members",
    "cash_usd": "Cash of the mission",
    "unpaid_usd": "Unpaid bills of the mission",
    "harm_by_mission": "Harm done by the mission",
    "recurrence": "Recurrence of violence",
    "cost_per_life_saved": "Cost per life saved",
    "time_to_protect_days": "Days until people were protected (never: to the end)",
    "protected_in_time": "Runs in which people were protected",
    "days_to_authorisation": "Days until a mandate was authorised",
    "days_to_first_unit": "Days until the first unit came",
    "threatened_protected": "Threatened people who are protected",
    "people_threatened": "People under threat",
    "sovereignty_cost": "Cost to sovereignty",
    "deaths_reported": "Civilians reported killed",
    "displaced_reported": "People reported displaced",
}

GROUPS = {
    "mandate": "Mandate",
    "deployment": "Deployment",
    "funding": "Funding",
    "approach": "Approach",
    "warning": "Early warning",
    "coordination": "Coordination",
    "mediation": "Mediation",
    "peacebuilding": "Peacebuilding",
    "training": "Training",
    "air": "Air power",
}
WHOLE = "response"  # the group whose options set all others
CHOSEN = {WHOLE: "Whole response", **GROUPS}  # whatever a visitor may choose

# options from least to most ambitious
ORDER: dict[str, tuple[str, ...]] = {
    "mandate": (
        *("none", "observer", "traditional", "multidimensional"),
        *("protection_of_civilians", "robust"),
    ),
    "deployment": ("none", "slow", "standard", "rapid", "preventive"),
    "funding": ("crisis", "shortfall", "pledged", "full"),
    "approach": (
        *("area_security", "oil_spot", "separation", "safe_areas", "partner_enabling"),
        *("containment", "defeat_perpetrators"),
    ),
    "warning": ("none", "basic", "community", "full"),
    "coordination": ("fragmented", "lead_agency", "integrated"),
    "mediation": ("none", "competing", "single", "coordinated", "early"),
    "peacebuilding": ("none", "minimal", "balanced", "full"),
    "training": ("low", "standard", "high"),
    "air": ("none", "no_fly", "close_support", "interdiction"),
}

# events of the log by what a reader looks for; what stands in no group is told under "Other"
EVENTS: dict[str, tuple[str, ...]] = {
    "Attacks": ("attack", "violence"),
    "Battles": ("battle", "offensive", "faction", "collapse", "siege", "war_opened", "war_closed"),
    "Warning": ("signal", "alert", "dismissed", "recognition", "decision"),
    "Decisions": (
        *("decided", "authorisation", "mandate", "mandate_changed", "veto", "exit", "withdrawal"),
        *("consent_withdrawn", "consent_restored", "funding_shortfall", "funding_restored"),
        *("intervention_announced", "arms_embargo", "diplomacy", "plan"),
        "injected",
    ),
    "Mission": (
        *("first_unit", "full_strength", "contingent_arrived", "contingent_left"),
        *("contingent_withdrawn", "attack_answered", "protected", "safe_area", "site_opened"),
        *("site_fallen", "peacekeepers_killed", "hostages_taken", "hostages_freed"),
        *("misconduct", "accountability", "evacuation"),
    ),
    "Peace": (
        *("ceasefire", "ceasefire_violated", "ceasefire_failed", "talks", "talks_succeeded"),
        *("talks_failed", "agreement_talks", "ddr", "reconciliation", "election"),
    ),
    "Other": (
        *("trigger", "incitement", "context", "inject", "drought", "border_closed"),
        *("border_opened", "route_closed", "route_opened", "place_closed", "place_opened"),
    ),
}

# options that say little without their group
VAGUE = ("full", "standard", "basic", "low", "high", "minimal", "single", "early", "crisis")


def title(metric: str) -> str:
    """A metric's name as people say it."""
    return TITLES.get(metric, metric.replace("_", " ").capitalize())


def known_metrics() -> dict[str, Metric]:
    """Every metric that the mechanisms of the model declare."""
    from marosim.day import the_day

    return _metrics_of(the_day())


@lru_cache(maxsize=1)
def _metrics_of(day: tuple[type[Mechanism[Any]], ...]) -> dict[str, Metric]:
    found: dict[str, Metric] = {}
    for kind in day:
        found.update(kind.metrics)
    return found


def about(metric: str) -> Metric:
    """Unit, kind and direction of a metric; neutral for one that nobody declares."""
    return known_metrics().get(metric, Metric("", title(metric)))


def response(label: str) -> str:
    """A response's label as people say it: ``mandate=robust,deployment=rapid`` → robust, rapid.

    Options that do not speak for themselves keep their group: no warning, full funding.
    """
    parts = [p for p in re.split(r",\s*", str(label).strip()) if p]
    return ", ".join(_option(p, alone=len(parts) == 1) for p in parts) or "run"


def _option(text: str, *, alone: bool) -> str:
    key, _, value = text.rpartition("=")
    words = value.replace("_", " ")
    group = setting(key)
    if key == "scenario":
        return words.title()
    whole = key in ("", "response")  # the name of a whole response, not of one choice
    if value == "none":
        return "no response" if whole else f"no {group}"
    if value == "historical":
        return f"historical {'response' if whole else group}"
    if whole or key == "approach":
        return words
    if key not in ORDER:
        return words if re.match(r"(?!true$|false$)[A-Za-z]", value) else f"{group} {words}"
    return f"{words} {group}" if alone or value in VAGUE else words


def setting(key: str) -> str:
    """A setting's name as people say it, without the group that it stands in."""
    return key.split(".")[-1].replace("_", " ")


def responses(labels: Iterable[str]) -> dict[str, str]:
    """Short words for labels, or the labels themselves where short words would clash."""
    known = list(dict.fromkeys(str(x) for x in labels))
    short = {label: response(label) for label in known}
    if len(set(short.values())) < len(known):
        return {label: label.replace("_", " ") for label in known}
    return short
