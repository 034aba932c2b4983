"""``exercise=FILE``: the run of a class again, from the log of all that was done in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from marosim.core.setting import SettingError
from marosim.languages import _
from marosim.record.acts import ActsError, compare, planned, read_acts
from marosim.record.provenance import computing
from marosim.study.words import read_words

KEY = "exercise="
# words with which the same days come out
SAME = ("exercise", "days", "output_dir", "overwrite", "checkpoint_every", "threads", "workers")


def with_exercise(overrides: Sequence[str]) -> Sequence[str]:
    """The words that began the exercise, before those that the user adds to repeat it.

    A word of the user's takes the place of one of the exercise. The case is the exercise's own.
    """
    named = [word for word in overrides if word.startswith(KEY)]
    if not named:
        return overrides
    header = _read(str(read_words(named)[-1].value))[0]
    words = header.get("words")
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise SettingError(
            _("{word}: its first line does not say with what the run began", word=named[-1])
        )
    for word in overrides:
        if word.startswith(("scenario=", "decisions=")) and word not in words:
            raise SettingError(
                _("{word}: the log of the exercise says this; leave it out", word=word)
            )
    own = {word.split("=", 1)[0] for word in overrides}
    return [*(word for word in words if word.split("=", 1)[0] not in own), *overrides]


def acts_of(path: str) -> list[dict[str, Any]]:
    """What was done to the run, dated, as the setting ``decisions`` keeps it."""
    return planned(_read(path)[1])


def compared(overrides: Sequence[str], days: Sequence[Mapping[str, Any]]) -> str:
    """What the log says of the days of a run that repeats it; empty if none was asked for.

    SettingError if a day differs from that of the class.
    """
    named = [word for word in overrides if word.startswith(KEY)]
    if not named:
        return ""
    header, acts = _read(str(read_words(named)[-1].value))
    words = header.get("words", ())
    keys = {word.split("=", 1)[0].lstrip("+~") for word in overrides if word not in words}
    other = sorted(keys - set(SAME))
    if other:
        return _(
            "exercise: not compared with the log, since you changed {names}", names=", ".join(other)
        )
    try:
        equal = compare(acts, days)
    except ActsError as error:
        now = computing()
        changed = any(header.get(key) != now[key] for key in ("code_sha256", "versions"))
        why = _("marosim or a package has another version") if changed else _("the log was altered")
        raise SettingError(
            _(
                "{word}: {error}; {why}. Use the versions that its first line names, or a "
                "copy of the log that nobody has touched",
                word=named[-1],
                error=error,
                why=why,
            )
        ) from None
    return _("exercise: equals the log of the class on each of its {equal} days", equal=equal)


def _read(path: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    try:
        return read_acts(Path(path))
    except ActsError as error:
        raise SettingError(
            _("exercise: {error}; expected the log of a class", error=error)
        ) from None
