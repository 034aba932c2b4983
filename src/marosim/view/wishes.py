"""What a page may ask of the server, typed, and the door at which its words are checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict, get_args, get_origin, get_type_hints

from marosim.core.setting import SettingError
from marosim.languages import N_, _

LARGEST = 1e9  # of any number that a page says


class Hello(TypedDict):
    """A page has come: its tab, and the address that it was opened with."""

    do: Literal["hello"]
    tab: str
    query: str


class Hidden(TypedDict):
    """Whether the page lies in a tab that nobody sees."""

    do: Literal["hidden"]
    hidden: bool


class Seek(TypedDict):
    """Show a day."""

    do: Literal["seek"]
    day: float


class Speed(TypedDict):
    """Days a second."""

    do: Literal["speed"]
    speed: float


class OpenCase(TypedDict):
    """Begin another run, described as in an address."""

    do: Literal["case"]
    query: str


class Choose(TypedDict):
    """Another option of a group, of this run or of the one beside it."""

    do: Literal["choose"]
    group: str
    option: str
    paired: NotRequired[bool]


class Undo(TypedDict):
    """Take back a decision of this run; those after it stay."""

    do: Literal["undo"]
    day: float
    group: str


class Known(TypedDict):
    """Show only what the mission knows, or the truth again."""

    do: Literal["known"]
    on: bool


class Tell(TypedDict):
    """Tell the story of a place or of a unit."""

    do: Literal["story"]
    place: NotRequired[float]
    unit: NotRequired[float]


class Replicate(TypedDict):
    """Run so many pairs of runs."""

    do: Literal["replicate"]
    count: float


class Compare(TypedDict):
    """Hold another run, described as in an address, against the one that is open or ``against``."""

    do: Literal["compare"]
    query: str
    against: NotRequired[str]


class Teach(TypedDict):
    """Begin an exercise with so many points, or leave it."""

    do: Literal["exercise"]
    on: bool
    budget: NotRequired[float]


class Plain(TypedDict):
    """What needs no further word."""

    do: Literal[
        "ack", "play", "pause", "step", "reset", "fork", "join", "chain", "cancel", "export",
        "picture", "review", "briefing",
    ]  # fmt: skip


WISHES = (Hello, Hidden, Seek, Speed, OpenCase, Choose, Undo, Known, Tell, Replicate, Compare,
          Teach, Plain)  # fmt: skip
BY_NAME: dict[str, type] = {
    name: wish for wish in WISHES for name in get_args(get_type_hints(wish)["do"])
}
WORDS = {
    str: N_("{word}: expected a text"), bool: N_("{word}: expected yes or no"),
    float: N_("{word}: expected a number"),
}  # fmt: skip


def checked(message: Mapping[str, Any]) -> Any:
    """The wish in a message, of the type that its ``do`` names; None if there is none of that name.

    Numbers must be finite and below a thousand million; anything else that is amiss raises
    :class:`SettingError` with one line. What no wish of the name knows is left out.
    """
    name = message.get("do")
    kind = BY_NAME.get(name) if isinstance(name, str) else None
    if kind is None:
        return None
    wish: dict[str, Any] = {"do": name}
    for word, hint in get_type_hints(kind, include_extras=True).items():
        if word == "do":
            continue
        optional = get_origin(hint) is NotRequired
        wanted = get_args(hint)[0] if optional else hint
        value = message.get(word)
        if value is None and optional:
            continue
        if not _is(value, wanted):
            raise SettingError(_(WORDS[wanted], word=word))
        wish[word] = value
    return wish


def _is(value: Any, wanted: type) -> bool:
    if wanted is float:
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return number and abs(value) < LARGEST
    return isinstance(value, wanted)
