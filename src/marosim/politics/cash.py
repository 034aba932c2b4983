"""The cash account of a mission: what members paid in, what bills were paid, what is owed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marosim.terms import Line

# paid from assessed contributions; aid, disarmament, mediation, the host and programmes for
# peace are paid voluntarily, out of other pockets
BESIDE = (Line.LIFT, Line.CIVILIAN, Line.WARNING, Line.EVALUATION)
ASSESSED = (Line.TROOPS, Line.POLICE, Line.OBSERVERS, *BESIDE)


def assessed(cost_by_line: Mapping[Line, float], lines: Sequence[Line] = ASSESSED) -> float:
    """Dollars booked so far on lines that assessed contributions pay, on all of them without."""
    return math.fsum(cost_by_line.get(line, 0.0) for line in lines)


@dataclass
class CashAccount:
    """Dollars. On every day advanced + received = paid + refunded + cash, billed = paid + unpaid.

    ``advanced`` is the reserve with which the account opens; ``refunded`` is what exceeds the
    reserve and is owed back to members. Bills that cash does not cover wait, unpaid: most are
    owed to contributors of troops.
    """

    advanced: float = 0.0
    received: float = 0.0
    billed: float = 0.0
    paid: float = 0.0
    refunded: float = 0.0
    cash: float = 0.0
    unpaid: float = 0.0

    def open(self, reserve: float) -> None:
        """Advance the reserve."""
        self.advanced += reserve
        self.cash += reserve

    def settle(self, bills: float, received: float, most: float) -> None:
        """One day: money comes, bills are paid as far as it goes, the surplus goes back.

        ``most`` is the cash that may be kept.
        """
        self.billed += bills
        self.received += received
        self.cash += received
        self.unpaid += bills
        paid = min(self.unpaid, self.cash)
        self.paid += paid
        self.unpaid -= paid
        self.cash -= paid
        kept = min(self.cash, most)
        self.refunded += self.cash - kept
        self.cash = kept
