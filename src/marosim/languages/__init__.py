"""The language in which marosim speaks, and its sentences in that language.

English is the language of the code: a sentence is written there whole, with named places, and
the catalogues of :mod:`marosim.locale` hold it in other languages. What a catalogue lacks is
said in English. Nothing is loaded before a sentence is wanted in another language.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LANGUAGES = {"en": "English", "fr": "français", "es": "español", "ar": "العربية"}
NUMERALS = ("latn", "arab")  # Western digits, or those of Arabic
FROM_RIGHT = ("ar",)
VARIABLE = "MAROSIM_LANG"
_SYSTEM = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set counts

_chosen: ContextVar[str] = ContextVar("language", default="")
_numerals: ContextVar[str] = ContextVar("numerals", default="latn")


def current() -> str:
    """The language that is spoken now: the chosen one, else that of the environment, else en."""
    if chosen := _chosen.get():
        return chosen
    asked = os.environ.get(VARIABLE)
    if not asked:
        asked = next((os.environ[name] for name in _SYSTEM if os.environ.get(name)), "")
    code = _code(asked)
    return code if code in LANGUAGES else "en"


def _code(asked: str) -> str:
    """The language in a name as systems have them: fr of fr_CA.UTF-8."""
    return asked.split(".")[0].replace("-", "_").split("_")[0].lower()


def numerals() -> str:
    """The digits that are written now."""
    return _numerals.get()


def direction(language: str = "") -> str:
    """``rtl`` or ``ltr``."""
    return "rtl" if (language or current()) in FROM_RIGHT else "ltr"


def checked(language: object, where: str = "lang") -> str:
    """A language that exists; :class:`SettingError` with all of them for any other."""
    if language not in LANGUAGES:
        from marosim.core.setting import SettingError
        from marosim.languages.faults import one_of

        known = (f"{code} ({name})" for code, name in LANGUAGES.items())
        raise SettingError(one_of(f"{where}={language}", known))
    return str(language)


def check_environment() -> None:
    """Raise :class:`SettingError` if MAROSIM_LANG names a language that does not exist."""
    asked = os.environ.get(VARIABLE)
    if asked and current() == "en":
        checked(_code(asked), VARIABLE)


@contextmanager
def speaking(language: str, digits: str = "latn") -> Iterator[None]:
    """Speak a language within the block."""
    before, numbers = _chosen.set(language), _numerals.set(digits)
    try:
        yield
    finally:
        _chosen.reset(before)
        _numerals.reset(numbers)


def N_(text: str) -> str:
    """Mark a text for the catalogues that is said later."""
    return text


def NP_(context: str, text: str) -> str:
    """The same for a text that is said later in a ``context``."""
    return text


def _(text: str, /, **values: object) -> str:
    """A text in the language, its named places filled."""
    return _p("", text, **values)


def _p(context: str, text: str, /, **values: object) -> str:
    """The same for a text that means something else in another ``context``."""
    return _filled(_translated(context, text), text, values)


def _n(one: str, many: str, count: int, /, **values: object) -> str:
    """A text for a number of things, which stands in it as ``{count}``."""
    english = one if count == 1 else many
    said = english
    if current() != "en":
        from marosim.languages.catalogue import catalogue

        said = catalogue(current()).ngettext(one, many, count)
        said = english if said in (one, many) else said
    return _filled(said, english, {"count": count, **values})


def _translated(context: str, text: str) -> str:
    if not text or current() == "en":
        return text
    from marosim.languages.catalogue import catalogue

    found = catalogue(current())
    return found.pgettext(context, text) if context else found.gettext(text)


def _filled(said: str, english: str, values: dict[str, object]) -> str:
    if not values:
        return said
    shown = {name: _shown(value) for name, value in values.items()}
    try:
        return said.format(**shown)
    except (KeyError, IndexError, ValueError):  # a slip of a catalogue stops nobody
        return english.format(**shown)


def _shown(value: object) -> str:
    """A whole number by the rules of the language, anything else as it is."""
    if current() == "en":
        return f"{value:,}" if type(value) is int else str(value)
    from marosim.languages.formats import whole

    return whole(value) if isinstance(value, int) else str(value)
