"""One metric, option, setting or mechanism, explained in a paragraph."""

from __future__ import annotations

from typing import Any

from marosim.languages import _
from marosim.study.explained import EXAMPLES, bounds, plain

__all__ = ["EXAMPLES", "bounds", "one_thing", "plain"]


def one_thing(console: Any, what: str, words: tuple[str, ...]) -> None:
    """Print what is known of one name; :class:`SettingError` with near names if there is none."""
    from marosim.core.setting import SettingError
    from marosim.languages.faults import nearest
    from marosim.study.explained import KNOWN

    if len(words) != 1:
        raise SettingError(
            _(
                "describe {what}: expected one name, as in describe {example}",
                what=what,
                example=EXAMPLES[what],
            )
        )
    known = KNOWN[what]()
    if words[0] not in known:
        raise SettingError(
            _(
                "describe {what} {word}: there is none of this name{hint}",
                what=what,
                word=words[0],
                hint=nearest(words[0], known),
            )
        )
    for line in known[words[0]]:
        console.print(line, highlight=False, markup=False)
