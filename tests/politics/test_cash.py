"""The cash account: every dollar that comes is spent, kept or given back; bills wait for money."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import marosim
from marosim.politics.cash import CashAccount, assessed

dollars = st.floats(0, 1e9)


@given(reserve=dollars, days=st.lists(st.tuples(dollars, dollars, dollars), max_size=40))
def test_the_account_balances_whatever_is_billed_and_received(reserve, days):
    account = CashAccount()
    account.open(reserve)
    for bills, received, most in days:
        account.settle(bills, received, most)
        came = account.advanced + account.received
        assert came == pytest.approx(account.paid + account.refunded + account.cash)
        assert account.billed == pytest.approx(account.paid + account.unpaid)
        assert min(account.cash, account.unpaid) == 0.0
        assert 0.0 <= account.cash <= most and account.unpaid >= 0.0


def test_what_is_paid_voluntarily_stays_outside():
    costs = {"troops": 5.0, "lift": 2.0, "aid": 100.0, "ddr": 50.0, "peacebuilding": 9.0}
    assert assessed(costs) == 7.0
    assert set(costs) == {"troops", "lift", "aid", "ddr", "peacebuilding"}  # nothing is added


def test_a_crisis_of_liquidity_leaves_bills_unpaid_and_full_funding_does_not():
    unpaid = {}
    for funding in ("crisis", "full"):
        model = marosim.model(
            "liberia_2003", mandate="multidimensional", deployment="rapid", funding=funding,
            authorisation__day=-90, population__agents=300, days=120,
            adaptive_mandate={"enabled": False},
        ).run()  # fmt: skip
        unpaid[funding] = model.daily["unpaid_usd"]
        account = model.mechanism("funding").account
        came = account.advanced + account.received
        assert came == pytest.approx(account.paid + account.refunded + account.cash)
        assert model.daily["cash_usd"].max() <= account.advanced * (1 + 1e-9)
    assert unpaid["full"].max() == 0.0
    assert unpaid["crisis"].iloc[-1] > 0.0


def test_a_mission_that_ends_pays_its_last_bills_with_what_is_left():
    model = marosim.model(
        "liberia_2003", mandate="multidimensional", deployment="rapid", funding="full",
        authorisation__day=-90, population__agents=300, days=60,
    )  # fmt: skip
    while model.day < 30:
        model.step()
    model.politics.ended = True
    model.politics.leave()
    account = model.mechanism("funding").account
    cash, received, billed = account.cash, account.received, account.billed
    model.run()
    assert account.received == received and account.billed > billed
    assert account.unpaid == 0.0
    assert account.cash == pytest.approx(cash - (account.billed - billed))


def test_money_that_is_counted_from_a_day_on_does_not_pay_what_came_before():
    model = marosim.model(
        "liberia_2003", mandate="multidimensional", deployment="rapid", funding="full",
        authorisation__day=-90, population__agents=300, days=60,
        funding__enabled=False,
    )  # fmt: skip
    while model.day < 30:
        model.step()
    model.decide({"funding": {"enabled": True}}, "Money counts from today on", "funding")
    before = assessed(model.politics.cost_by_line)
    model.step()
    funding = model.mechanism("funding")
    today = funding.income * funding.daily_budget() + funding.account.billed
    assert before > 100 * today
    assert funding.account.received <= today
