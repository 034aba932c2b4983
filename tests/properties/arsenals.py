"""The books of weapons, kept beside the model: what each mechanism did to each organisation's.

Before and after every mechanism the arsenals are compared: it may book the flows that are its
own, what is held moves by the sum of them, and where a flow follows from fighters who died or
left it is worked out once more from these.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from marosim.response_model import ResponseModel

FLOWS = {  # what each mechanism may book
    "": {"moved_in"},  # the timeline takes foreign forces home
    "operations": {"first", "supplied"},
    "battles": {"lost", "captured"},
    "spoilers": {"moved_in"},
    "air": {"seized"},
    "approach": {"seized"},
    "response_to_attack": {"seized"},
    "ddr": {"surrendered"},
}
SIGNS = {
    "first": 1, "supplied": 1, "captured": 1, "moved_in": 1,
    "lost": -1, "seized": -1, "surrendered": -1,
}  # fmt: skip
NONE = dict.fromkeys((*SIGNS, "held"), 0.0)
METRICS = ("supplied", "seized", "captured", "surrendered")


def close(value: float, expected: float) -> bool:
    return value == pytest.approx(expected, rel=1e-9, abs=1e-6)


@dataclass
class Arsenal:
    """An organisation's weapons, and what they follow from."""

    weapons: dict[str, float]
    fighters: float
    killed: float
    moved_in: float
    established: float

    @property
    def armed(self) -> float:
        """Weapons that a fighter carries, one at most."""
        return min(1.0, self.weapons["held"] / self.fighters) if self.fighters > 0 else 0.0


def arsenals(model: ResponseModel) -> list[Arsenal]:
    """What every organisation has now."""
    return [
        Arsenal(
            {n: getattr(o.weapons, n) for n in o.weapons.FIELDS},
            o.fighters,
            o.killed,
            o.moved_in,
            o.established,
        )
        for o in model.armed.organisations
    ]


def check_weapons(model: ResponseModel) -> None:
    """First + supplied + captured + moved in - lost - seized - surrendered = held, for each."""
    every = [a.weapons for a in arsenals(model)]
    for weapons in every:
        balance = sum(sign * weapons[flow] for flow, sign in SIGNS.items())
        assert weapons["held"] == pytest.approx(balance, rel=1e-9, abs=1e-6)
        assert weapons["held"] >= -1e-6
        assert all(weapons[flow] >= 0 for flow in SIGNS if flow != "moved_in")
    captured, lost = (sum(w[flow] for w in every) for flow in ("captured", "lost"))
    assert captured <= lost + 1e-6  # nobody takes up what nobody dropped


def check_reported(model: ResponseModel) -> None:
    """The tables say what the organisations have, as long as those who report are at work."""
    if not model.journal.days:
        return
    today, every = model.journal.days[-1], [a.weapons for a in arsenals(model)]
    total = {flow: sum(w[flow] for w in every) for flow in NONE}
    if all(model.mechanism(key) for key in ("operations", "battles", "ddr")):
        assert close(today["weapons_held"], total["held"])
        assert all(close(today[f"weapons_{name}"], total[name]) for name in METRICS)
        assert close(today["weapons_lost"], total["lost"] - total["captured"])


def check_step(model: ResponseModel, key: str, before: list[Arsenal], ddr_new: float) -> None:
    """What a mechanism, known by its settings key, has just done to the weapons of all."""
    now = arsenals(model)
    before = [*before, *(Arsenal(NONE, 0.0, 0.0, 0.0, 0.0) for _ in now[len(before) :])]
    changes = [
        {flow: new.weapons[flow] - old.weapons[flow] for flow in NONE}
        for old, new in zip(before, now, strict=True)
    ]
    for change in changes:
        booked = {flow for flow in SIGNS if change[flow] != 0.0}
        assert booked <= FLOWS.get(key, set()), (key, booked)
        assert all(change[flow] >= 0 for flow in booked - {"moved_in"}), (key, change)
        assert close(change["held"], sum(SIGNS[flow] * change[flow] for flow in booked)), key
    total = {flow: sum(change[flow] for change in changes) for flow in NONE}
    dead = [new.killed - old.killed for old, new in zip(before, now, strict=True)]
    for old, new, change, gone in zip(before, now, changes, dead, strict=True):
        if key in ("approach", "response_to_attack"):
            assert close(change["seized"], old.armed * gone)
        elif key == "operations":
            rate = model.settings.operations.replacement
            most = rate * new.established * max(_each(model)) * (1 - model.situation.arms_embargo)
            assert change["supplied"] <= most + 1e-6
        elif key == "":
            left = old.moved_in - new.moved_in
            share = left / old.fighters if left else 0.0
            assert close(-change["moved_in"], share * old.weapons["held"])
    if key == "battles":
        taken_up = model.settings.battles.weapons_taken_up
        assert total["captured"] <= taken_up * sum(dead) + 1e-6
        assert total["lost"] - total["captured"] <= (1 - taken_up) * sum(dead) + 1e-6
        if all(old.weapons["held"] >= old.fighters for old in before):  # each dead had one
            assert close(total["lost"] - total["captured"], (1 - taken_up) * sum(dead))
    elif key == "spoilers":
        assert close(total["moved_in"], 0.0)
        for old, new, change in zip(before, now, changes, strict=True):
            left = old.moved_in - new.moved_in
            assert left <= 0 or close(-change["moved_in"], old.armed * left)
    elif key == "ddr":
        options = model.settings.ddr
        most = ddr_new * min(1.0, options.weapons_per_head * options.inflation)
        assert total["surrendered"] <= most + 1e-6


def _each(model: ResponseModel) -> tuple[float, float]:
    options = model.settings.operations
    return options.weapons_per_fighter, options.weapons_per_militia_member
