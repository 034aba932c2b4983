"""Where units go under each of the seven approaches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marosim.mission.approach import APPROACHES, ApproachSettings
from marosim.mission.policies import POLICIES, shares
from marosim.mission.theatre import Theatre
from marosim.response_model import ResponseModel
from marosim.study.compose import compose_settings
from marosim.study.ensemble import Mission, conflict

PLACES = 10


def theatre(**known: object) -> Theatre:
    """Ten places in a row from the capital, everything quiet but what is given."""
    values: dict[str, object] = {
        "allowed": np.ones(PLACES, dtype=bool),
        "people": np.linspace(1e5, 1e4, PLACES),
        "displaced": np.zeros(PLACES),
        "violence": np.zeros(PLACES),
        "risk": np.zeros(PLACES),
        "nearby": np.zeros(PLACES),
        "front": np.zeros(PLACES),
        "hostile": np.zeros(PLACES),
        "host": np.zeros(PLACES),
        "from_capital": np.arange(PLACES, dtype=float),
        "calm": np.zeros(PLACES, dtype=bool),
        "capital": 0,
        "troops": 3000.0,
    }
    return Theatre(**(values | known))  # type: ignore[arg-type]


def at(place: int, value: float = 1.0) -> np.ndarray:
    field = np.zeros(PLACES)
    field[place] = value
    return field


@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=40).filter(lambda w: max(w) > 1e-6),
    st.integers(0, 80),
)
def test_shares_give_out_every_unit_and_none_where_nothing_weighs(
    weights: list[float], units: int
) -> None:
    given_out = shares(np.array(weights), units)
    assert given_out.sum() == units and (given_out >= 0).all()
    assert not given_out[np.array(weights) == 0].any()


def test_seven_approaches_and_no_other() -> None:
    assert set(POLICIES) == set(APPROACHES) and len(APPROACHES) == 7


def test_each_approach_puts_most_weight_where_its_idea_says() -> None:
    options = ApproachSettings()

    def most(name: str, **known: object) -> int:
        return int(np.argmax(POLICIES[name](theatre(**known), options)))

    assert most("separation", front=at(6)) == 6
    assert most("containment", nearby=at(4), violence=at(5)) == 4
    assert most("defeat_perpetrators", hostile=at(7, 500.0)) == 7
    assert most("partner_enabling", host=at(3, 5000.0)) == 3
    assert most("safe_areas", displaced=at(8, 50_000.0)) == 8
    assert most("area_security", violence=at(2)) == 2


def test_area_security_is_everywhere_and_an_oil_spot_is_not() -> None:
    options = ApproachSettings()
    wide = POLICIES["area_security"](theatre(), options)
    spot = POLICIES["oil_spot"](theatre(troops=700.0), options)
    assert (wide > 0).all()
    assert 0 < (spot > 0).sum() < PLACES
    held = np.flatnonzero(spot)
    assert (held == np.arange(len(held))).all()  # the capital and what lies nearest


def test_an_oil_spot_widens_once_held_places_are_calm() -> None:
    options = ApproachSettings()
    before = POLICIES["oil_spot"](theatre(troops=700.0), options)
    after = POLICIES["oil_spot"](theatre(troops=700.0, calm=np.ones(PLACES, bool)), options)
    assert (after > 0).sum() > (before > 0).sum()


def test_safe_areas_are_no_more_than_declared() -> None:
    options = ApproachSettings(sites=4)
    weights = POLICIES["safe_areas"](theatre(violence=np.linspace(0, 1, PLACES)), options)
    assert (weights > 0).sum() == 4


@pytest.mark.parametrize("name", APPROACHES)
def test_units_stand_inside_the_mandates_area(name: str) -> None:
    settings = compose_settings(
        ["mandate=robust", "deployment=historical", "funding=full", "authorisation.day=-10",
         f"approach={name}", "mandate.area=[North]", "days=30"]
    )  # fmt: skip
    settings.population.agents = 500
    case = conflict(2, Mission(troops=5000.0, observers=60.0), 2)
    model = ResponseModel(case, settings).run()
    regions = model.geography.region[model.mission.place]
    assert (regions == "North").all()
    assert model.mission.persons.sum() == pytest.approx(
        model.mission.heads(0) + model.mission.heads(2) + model.mission.heads(3)
    )
