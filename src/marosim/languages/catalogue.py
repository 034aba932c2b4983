"""Catalogues of :mod:`marosim.locale`, read when they are first wanted."""

from __future__ import annotations

import io
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from marosim.languages import LANGUAGES, direction

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

NOT_ON_A_PAGE = ("mechanism", "meaning of a setting", "source", "class")  # said in Python alone
CONTEXT = "\4"  # gettext's sign between a context and its text


def read(language: str) -> Catalog:
    """The catalogue of a language as Babel has it."""
    from babel.messages.pofile import read_po

    path = files("marosim") / "locale" / language / "LC_MESSAGES" / "marosim.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


@lru_cache(maxsize=8)
def catalogue(language: str) -> NullTranslations:
    """The catalogue as gettext has it; one without any text where its file is missing."""
    from babel.messages.mofile import write_mo

    packed = io.BytesIO()
    try:
        write_mo(packed, read(language))
    except OSError:
        return NullTranslations()
    packed.seek(0)
    return GNUTranslations(packed)


def for_page(language: str) -> dict[str, Any]:
    """What a page in a browser needs to speak a language, as plain JSON.

    ``messages`` holds the translation of each English text, or the list of its plural forms in
    the order that ``plural`` (an expression of n) counts them. A text with a context has its
    context before it, with the sign U+0004 between.
    """
    found: dict[str, Any] = {
        "lang": language, "dir": direction(language), "languages": LANGUAGES, "messages": {},
    }  # fmt: skip
    if language == "en":
        return found
    told = read(language)
    for message in told:
        if not message.id or not message.string or message.context in NOT_ON_A_PAGE:
            continue
        text = message.id[0] if message.pluralizable else message.id
        key = f"{message.context}{CONTEXT}{text}" if message.context else text
        found["messages"][key] = list(message.string) if message.pluralizable else message.string
    return found | {"plural": told.plural_expr}
