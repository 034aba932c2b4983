"""Cases: files read into :class:`~marosim.world.case.Case`, checked, made and imported."""

from marosim.cases.faults import CaseError, Fault
from marosim.cases.flee import import_flee
from marosim.cases.folders import available
from marosim.cases.new import new
from marosim.cases.reading import check, load

__all__ = ["CaseError", "Fault", "available", "check", "import_flee", "load", "new"]
