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
    for name, share in (("crisis", 0.4), ("full", 1.0)):
        money = {"paid_share": share, "lateness_days": 15.0, "reserve_days": 15.0}
        fixed = {"strength_floor": 1.0}  # as many stay as are authorised
        model = marosim.model(
            "liberia_2003", mandate="multidimensional", deployment="rapid",
            authorisation__day=-90, population__agents=300, days=120,
            funding={**money, **fixed}, adaptive_mandate={"enabled": False},
        ).run()  # fmt: skip
        unpaid[name] = model.daily["unpaid_usd"].iloc[-1]
        account = model.mechanism("funding").account
        assert account.advanced + account.received == pytest.approx(
            account.paid + account.refunded + account.cash
        )
        assert model.daily["cash_usd"].max() <= account.advanced * (1 + 1e-9)
    assert unpaid["full"] == 0.0 < unpaid["crisis"]
