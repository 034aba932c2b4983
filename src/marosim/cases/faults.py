"""What can be wrong with a case, said so that it can be mended."""

from __future__ import annotations

from dataclasses import dataclass

from marosim.languages import _


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a case: where it is, what it is and how to mend it."""

    file: str
    line: int
    what: str
    cure: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return _("{where}: {fault}", where=where, fault=mended(self.what, self.cure))


def mended(what: str, cure: str) -> str:
    """What is wrong, and if it is known, how to mend it."""
    return _("{what}; {cure}", what=what, cure=cure) if cure else what


class CaseError(ValueError):
    """A case that cannot be read. Carries the file, line, what is wrong and the cure."""

    def __init__(self, what: str, cure: str = "", file: str = "", line: int = 0) -> None:
        self.fault = Fault(file, line, what, cure)
        super().__init__(str(self.fault) if file else mended(what, cure))

    @classmethod
    def of(cls, fault: Fault, folder: str = "") -> CaseError:
        """The error for a fault found in a case's folder."""
        file = f"{folder}/{fault.file}" if folder else fault.file
        return cls(fault.what, fault.cure, file, fault.line)
