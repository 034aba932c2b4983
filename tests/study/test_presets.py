"""Presets of whole responses do what their sentence says."""

from __future__ import annotations

from marosim.response_model import ResponseModel
from marosim.study.compose import compose

DECIDING = {
    *("Coordination", "PoliticalWill", "Authorisation", "MandateInForce", "HostConsent"),
    *("Funding", "StabiliseOrBuild", "RapidReaction", "PreventiveDeployment", "Training"),
    *("Deployment", "OperationalApproach", "Timeline"),
}


def test_five_thousand_in_place_have_landed_between_7_and_21_april() -> None:
    for seed in (1, 2, 3):
        words = ["response=five_thousand_in_place", "population.agents=100", "days=17"]
        composed = compose([*words, f"seed={seed}"])
        model = ResponseModel(composed.case, composed.settings)
        model.mechanisms = [m for m in model.mechanisms if type(m).__name__ in DECIDING]
        heads = model.run().daily.set_index("date")["peacekeepers"]
        assert heads["1994-04-07"] == 0
        # 92.5 % of what is authorised ever comes (Rappa 2016), less or more by contingent
        assert heads["1994-04-21"] >= 0.85 * 5000
