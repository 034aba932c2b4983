"""What can go wrong with a study, said in one line."""

from __future__ import annotations


class StudyError(ValueError):
    """A study that cannot be run, read or compared; the message says what to do."""
