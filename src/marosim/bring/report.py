"""What a reader says of a file: rows read, dropped and doubted, each with reason and number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from marosim.cases.faults import CaseError
from marosim.languages import NP_, _, _n, _p

NAMED = 5  # rows of a reason that are named
SHOWN = 12  # reasons that are shown


@dataclass
class Report:
    """What became of the rows of one file.

    ``dropped`` and ``doubted`` map a reason to the line numbers of the rows in the file; what is
    doubted is kept. ``notes`` are about the file as a whole; ``ends`` is its last day, of all
    countries, where it tells one.
    """

    form: str
    file: str
    read: int = 0
    kept: int = 0
    unit: str = NP_("rows of a file", "rows")
    dropped: dict[str, list[int]] = field(default_factory=dict)
    doubted: dict[str, list[int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    ends: dt.date | None = None

    @property
    def things(self) -> str:
        """What its rows are, in the language that is spoken."""
        return _p("rows of a file", self.unit)

    def counted(self) -> str:
        """How many were read, and how many kept."""
        return _("{read} {unit} read, {kept} kept",
                 read=self.read, unit=self.things, kept=self.kept)  # fmt: skip

    def drop(self, reason: str, rows: Iterable[int]) -> None:
        """Note rows that were left out."""
        self._add(self.dropped, reason, rows)

    def doubt(self, reason: str, rows: Iterable[int]) -> None:
        """Note rows that were kept though something about them is not certain."""
        self._add(self.doubted, reason, rows)

    def note(self, text: str) -> None:
        """Note something about the whole file, once."""
        if text not in self.notes:
            self.notes.append(text)

    def finish(self, kept: int) -> None:
        """Note how many were kept; no doubt is told of those dropped.

        Raises :class:`CaseError` where there is none.
        """
        self.kept = kept
        lost = {row for rows in self.dropped.values() for row in rows}
        left = {why: [row for row in rows if row not in lost] for why, rows in self.doubted.items()}
        self.doubted = {why: rows for why, rows in left.items() if rows}
        if not self.read:
            raise CaseError(
                _("holds no {unit}", unit=self.things), _("download it again"), self.file
            )
        if not kept:
            # of as many rows the last: they passed what was asked before
            reasons = reversed(self.dropped.items())
            reason, rows = max(reasons, key=lambda item: len(item[1]), default=(_("no reason"), []))
            where = _(" (row {row})", row=str(rows[0])) if rows else ""
            what = _(
                "none of its {read} {unit} can be used: {reason}{where}",
                read=self.read,
                unit=self.things,
                reason=reason,
                where=where,
            )
            raise CaseError(
                what,
                _("correct the file, give one of this country and time, or leave it out"),
                self.file,
            )

    def lines(self) -> list[str]:
        """The report in plain sentences."""
        found = [f"{self.file} ({self.form}): {self.counted()}."]
        found += [f"  {noted(text)}" for text in self.notes]
        for word, reasons in ((_("dropped"), self.dropped), (_("doubted"), self.doubted)):
            order = sorted(reasons.items(), key=lambda item: -len(item[1]))
            found += [
                _(
                    "  {word} {number}: {why} ({rows})",
                    word=word,
                    number=len(rows),
                    why=why,
                    rows=_rows(rows),
                )
                for why, rows in order[:SHOWN]
            ]
            if len(order) > SHOWN:
                rest = sum(len(rows) for _why, rows in order[SHOWN:])
                found.append(
                    _(
                        "  {word} {rest} more, for {number} other reasons",
                        word=word,
                        rest=int(rest),
                        number=len(order) - SHOWN,
                    )
                )
        return found

    @staticmethod
    def _add(reasons: dict[str, list[int]], reason: str, rows: Iterable[int]) -> None:
        numbers = [int(row) for row in rows]
        if numbers:
            reasons.setdefault(reason, []).extend(numbers)


def noted(text: str) -> str:
    """A note as it is told."""
    return _("note: {note}", note=text)


def _rows(rows: list[int]) -> str:
    named = ", ".join(map(str, rows[:NAMED]))
    more = _(" and {number} more", number=len(rows) - NAMED) if len(rows) > NAMED else ""
    return _n("row {named}{more}", "rows {named}{more}", len(rows), named=named, more=more)
