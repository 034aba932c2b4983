"""Each mechanism writes what it declares, in every case that ships and under a large response.

Other runs of shipped cases are ordinary ones, which hold no write to its declaration.
"""

from __future__ import annotations

import pytest

import marosim
from marosim import cases
from marosim.armed.attacks import Attacks
from marosim.core.state import StateError

LARGE = {
    "mandate": "multidimensional", "deployment": "rapid", "approach": "safe_areas",
    "warning": "full", "mediation": "coordinated", "peacebuilding": "full", "funding": "crisis",
    "air": "interdiction", "authorisation__day": 0,
}  # fmt: skip


@pytest.mark.parametrize("scenario", cases.available())
def test_a_large_response_in_every_case_writes_what_is_declared(scenario):
    model = marosim.model(scenario, days=24, population__agents=300, seed=2, **LARGE).run()
    assert model.daily["peacekeepers"].iloc[-1] > 0 or scenario == "somalia_2007"


@pytest.mark.parametrize("scenario", cases.available())
def test_the_history_of_every_case_writes_what_is_declared(scenario):
    assert marosim.model(scenario, days=24, population__agents=300, seed=1).run().finished


def test_a_write_that_is_not_declared_ends_such_a_run(monkeypatch):
    honest = Attacks.step

    def step(self, day):
        honest(self, day)
        if day == 20:
            self.model.politics.cost_usd = 1.0

    monkeypatch.setattr(Attacks, "step", step)
    with pytest.raises(StateError, match=r"Attacks on day 20: .*cost_usd"):
        marosim.model("kalvera", days=24, population__agents=300).run()
