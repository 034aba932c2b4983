"""The language of one command: ``lang=fr`` and ``numerals=arab`` among the words of any."""

from __future__ import annotations

from collections.abc import Sequence

from marosim.languages import NUMERALS, _, _p, checked, current, direction, speaking

KEYS = ("lang", "numerals")


def asked(arguments: Sequence[str]) -> tuple[list[str], str, str]:
    """The other words, the language (empty where none is asked for) and the digits.

    :class:`SettingError` for a language or digits that do not exist.
    """
    given = dict(word.split("=", 1) for word in arguments if _own(word))
    language = checked(given["lang"]) if "lang" in given else ""
    digits = given.get("numerals", NUMERALS[0])
    with speaking(language):
        if digits not in NUMERALS or (digits == "arab" and direction(current()) == "ltr"):
            from marosim.core.setting import SettingError

            raise SettingError(
                _(
                    "{where}: expected {known}",
                    where=f"numerals={digits}",
                    known=_p("near names", " or ").join(NUMERALS),
                )
                if digits not in NUMERALS
                else _("numerals=arab: these digits go with lang=ar")
            )
    return [word for word in arguments if not _own(word)], language, digits


def _own(word: str) -> bool:
    return word.partition("=")[0] in KEYS and "=" in word
