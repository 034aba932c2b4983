"""``exercise=FILE``: the run of a class again, from the log of all that was done in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from marosim.core.setting import SettingError
from marosim.record.acts import ActsError, planned, read_acts
from marosim.study.words import read_words

KEY = "exercise="


def with_exercise(overrides: Sequence[str]) -> Sequence[str]:
    """The words that began the exercise, before those that the user adds to repeat it.

    A word of the user's takes the place of one of the exercise. The case is the exercise's own.
    """
    named = [word for word in overrides if word.startswith(KEY)]
    if not named:
        return overrides
    header, _ = _read(str(read_words(named)[-1].value))
    words = header.get("words")
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise SettingError(f"{named[-1]}: its first line does not say with what the run began")
    for word in overrides:
        if word.startswith(("scenario=", "decisions=")) and word not in words:
            raise SettingError(f"{word}: the log of the exercise says this; leave it out")
    own = {word.split("=", 1)[0] for word in overrides}
    return [*(word for word in words if word.split("=", 1)[0] not in own), *overrides]


def acts_of(path: str) -> list[dict[str, Any]]:
    """What was done to the run, dated, as the setting ``decisions`` keeps it."""
    return planned(_read(path)[1])


def _read(path: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    try:
        return read_acts(Path(path))
    except ActsError as error:
        raise SettingError(f"exercise: {error}; expected the log of a class") from None
