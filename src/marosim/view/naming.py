"""What metrics, settings, options and cases are called, in the language that is spoken.

Their English words have their home in :mod:`marosim.view.names` and in the files of options.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from marosim.languages import _p, current
from marosim.languages.formats import apart
from marosim.view import names


def metric(name: str) -> str:
    """A metric: Civilians killed."""
    return _p("metric", names.title(name))


def setting(key: str) -> str:
    """A group or setting: deployment."""
    return _p("setting", names.setting(key))


def response(label: str) -> str:
    """Options of a label: robust, rapid; in other languages each with its group."""
    parts = [part for part in re.split(r",\s*", str(label).strip()) if part]
    if current() == "en" or not parts:
        return names.response(label)
    return _p("comma", ", ").join(map(_option, parts))


def responses(labels: Iterable[str]) -> dict[str, str]:
    """Short words for labels, or the labels themselves where short words would clash."""
    if current() == "en":
        return names.responses(labels)
    found = {label: response(label) for label in dict.fromkeys(map(str, labels))}
    return found if len(set(found.values())) == len(found) else names.responses(found)


def of_one_case(labels: Iterable[str]) -> tuple[str, dict[str, str]]:
    """The case that all labels name, if one, and short words for what else each of them says."""
    parts = {label: re.split(r",\s*", label) for label in map(str, labels)}
    named = {part for some in parts.values() for part in some if part.startswith("scenario=")}
    shared = named if len(named) == 1 and all(named & set(some) for some in parts.values()) else ()
    own = {k: ", ".join(p for p in some if p not in shared) or k for k, some in parts.items()}
    words = responses(own.values())
    return "".join(map(response, shared)), {label: words[rest] for label, rest in own.items()}


def about_case(text: str, shared: str) -> str:
    """A text with the case that it is of, if there is one to name."""
    return _p("comma", ", ").join(filter(None, [text, shared]))


def _option(part: str) -> str:
    english = names.response(part)
    if part.startswith("scenario="):
        return _p("case", english)
    translated = _p("option", english)
    key, _sign, value = part.rpartition("=")
    if translated == english and key and "." in key:
        return _p("option", "{setting} {value}", setting=setting(key), value=value)
    return translated


def unit(name: str) -> str:
    """What a metric is counted in: persons."""
    return _p("unit", name)


def text(own: str) -> str:
    """A question or a background of an experiment, which may be somebody's own."""
    said = _p("experiment", own)
    return apart(own) if said == own else said


def organisation(title: str) -> str:
    """An armed organisation of a case that ships."""
    return _p("organisation", title)


def case(title: str) -> str:
    """A case's title."""
    return _p("case", title)
