"""Cases: files read into :class:`~marosim.world.case.Case`, checked, made and imported."""

from marosim.cases.citing import citations
from marosim.cases.facts import by_hand
from marosim.cases.faults import CaseError, Fault
from marosim.cases.flee import import_flee
from marosim.cases.folders import available
from marosim.cases.new import new
from marosim.cases.readiness import readiness
from marosim.cases.reading import check, load

__all__ = [
    "CaseError", "Fault", "available", "by_hand", "check", "citations", "import_flee", "load",
    "new", "readiness",
]  # fmt: skip
