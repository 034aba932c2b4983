"""What can go wrong with a study, said in one line."""

from __future__ import annotations

from collections.abc import Iterable

from marosim.languages import _
from marosim.languages.faults import nearest


class StudyError(ValueError):
    """A study that cannot be run, read or compared; the message says what to do."""


def no_metric(name: str, known: Iterable[str]) -> StudyError:
    """That a study has no metric of a name."""
    hint = nearest(name, known)
    return StudyError(_("no metric {name} in this study{hint}", name=repr(name), hint=hint))
