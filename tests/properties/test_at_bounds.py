"""The same must hold at the bounds of every setting and under plans that change on the way.

These runs are many, and ordinary ones: others hold what may be written, at four times the price.
"""

from __future__ import annotations

from books import Books
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import a_mission, prepared, responses, settings_of, worlds
from test_conservation import AUTHORISED, NO_SHRINKING, check_events, check_run, check_troops

from marosim.core.setting import rows
from marosim.response_model import ResponseModel
from marosim.settings import Settings, as_dict, assign
from marosim.study.decisions import difference
from marosim.study.ensemble import conflict


@st.composite
def values_within_bounds(draw: st.DrawFn) -> dict[str, float]:
    """Up to eight settings of mechanisms, each at a random value or a bound of its range."""
    bounded = [
        r for r in rows(Settings())
        if r.low is not None and r.high is not None and "." in r.name
        and not r.name.startswith(("population.", "record."))
    ]  # fmt: skip
    chosen = draw(st.lists(st.sampled_from(bounded), max_size=8, unique_by=lambda r: r.name))
    found = {}
    for row in chosen:
        value = draw(st.sampled_from([0.0, 0.5, 1.0])) * (row.high - row.low) + row.low
        found[row.name] = int(value) if isinstance(row.value, int) else float(value)
    return found


@settings(max_examples=30, phases=NO_SHRINKING)
@given(
    values=values_within_bounds(),
    number=st.integers(0, 30),
    response=responses,
    authorised=st.sampled_from(AUTHORISED),
)
def test_all_settings_within_their_bounds_give_a_sound_run(values, number, response, authorised):
    chosen = prepared(response, 5, 300, 30, authorised)
    for name, value in values.items():
        nested: object = value
        for part in reversed(name.split(".")):
            nested = {part: nested}
        assign(chosen, nested)
    check_run(ResponseModel(conflict(number), chosen))


@settings(max_examples=8, phases=NO_SHRINKING)
@given(
    case=worlds(),
    plans=st.permutations(["historical", "standard", "rapid", "none"]),
    funding=st.sampled_from(["full", "crisis"]),
)
def test_strengths_balance_when_the_plan_of_deployment_changes(case, plans, funding):
    response = a_mission(deployment=plans[0], funding=funding)
    model = ResponseModel(case, prepared(response, 3, 50, 60, -150))
    books = Books(model)
    while not model.finished:
        if model.day in (15, 30, 45):
            before = as_dict(settings_of(response))
            response["deployment"] = plans[model.day // 15]
            model.decide(
                difference(before, as_dict(settings_of(response))), "Changed", "deployment"
            )
        books.step()
    check_events(model)
    check_troops(model)
