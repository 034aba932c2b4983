"""Files of the page that are made from Python: its message types and its palette.

``python -m marosim.view.generated`` writes them anew; a test holds them to be current.
"""

from __future__ import annotations

import json
import sys
import types
from pathlib import Path
from typing import (
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from matplotlib.colors import Colormap, to_hex

from marosim.view import marks, names, style
from marosim.view.frames import CHARTED
from marosim.view.messages import SAID
from marosim.view.wishes import WISHES

BROWSER = Path(__file__).parent / "browser"
MADE = "made by python -m marosim.view.generated; change it there"
PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}


def look() -> dict[str, Any]:
    """The palette of figures and reports, for the page."""

    def stops(colours: Colormap) -> list[str]:
        return [to_hex(colours(share)) for share in (0.0, 0.25, 0.5, 0.75, 1.0)]

    return {
        "ink": style.INK, "muted": style.MUTED, "faint": style.FAINT, "grid": style.GRID,
        "land": style.LAND, "border": style.BORDER, "peacekeepers": style.PEACEKEEPERS,
        "marks": [*marks.MARKS, marks.OTHERS], "mission": marks.MISSION, "harm": marks.HARM,
        "flight": marks.FLIGHT, "series": style.SERIES, "threat": stops(style.THREAT),
        "difference": stops(style.DIFFERENCE),
    }  # fmt: skip


def palette() -> str:
    """The module that gives the palette to the page."""
    content = json.dumps(look(), indent=2)
    return (
        f"// @ts-check\n// The palette that figures and reports share; {MADE}.\n\n"
        "/** @type {{ink: string, muted: string, faint: string, grid: string, land: string,"
        " border: string,\n *   peacekeepers: string, mission: string, harm: string,"
        " flight: string, series: string[],\n *   threat: string[], difference: string[],"
        " marks: {hue: string, ground: string, shape: string}[]}} */\n"
        f"export const LOOK = {content};\n"
    )


def event_groups() -> str:
    """The module that says under which heading the log has each kind of event."""
    content = json.dumps(names.EVENTS, indent=2)
    return (
        f"// @ts-check\n// Kinds of events by the heading of the log; {MADE}.\n\n"
        f"/** @type {{Record<string, string[]>}} */\nexport const EVENTS = {content};\n"
    )


def said_types() -> str:
    """Declarations for the type checker of all that the server says."""
    seen: dict[str, str] = {}
    said = {kind: _type(content, seen) for kind, content in SAID.items()}
    metrics = " | ".join(json.dumps(name) for name in CHARTED)
    return "\n".join(
        [
            f"// What the server says; {MADE}.\n",
            f"/** Metrics of charts. */\nexport type Metric = {metrics};\n",
            *seen.values(),
            "/** Everything that the server says, by its kind. */",
            "export interface Said {",
            *(f"  {kind}: {name};" for kind, name in said.items()),
            "}\n",
        ]
    )


def wish_types() -> str:
    """Declarations for the type checker of all that a page asks."""
    seen: dict[str, str] = {}
    wishes = " | ".join(_type(wish, seen) for wish in WISHES)
    return "\n".join(
        [
            f"// What a page asks of the server; {MADE}.\n",
            *seen.values(),
            "/** Any of them; those that get an answer carry a number. */",
            f"export type Wish = ({wishes}) & {{ wish?: number }};\n",
        ]
    )


def _type(hint: Any, seen: dict[str, str]) -> str:
    """A Python type in TypeScript's words; interfaces that it needs are added to ``seen``."""
    if hint in PLAIN:
        return PLAIN[hint]
    if is_typeddict(hint):
        if hint.__name__ not in seen:
            seen[hint.__name__] = ""  # its place, before those that it needs have theirs
            seen[hint.__name__] = _interface(hint, seen)
        return str(hint.__name__)
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " | ".join(json.dumps(word) for word in args)
    if origin is list:
        inner = _type(args[0], seen)
        return f"({inner})[]" if "|" in inner else f"{inner}[]"
    if origin is tuple:
        return f"[{', '.join(_type(arg, seen) for arg in args)}]"
    if origin is dict:
        return f"Record<string, {_type(args[1], seen)}>"
    if origin in (types.UnionType, Union):
        return " | ".join(_type(arg, seen) for arg in args)
    raise TypeError(f"{hint}: no word for this type of a message")


def _interface(kind: Any, seen: dict[str, str]) -> str:
    lines = [
        f"/** {' '.join((kind.__doc__ or '').split())} */",
        f"export interface {kind.__name__} {{",
    ]
    for name, hint in get_type_hints(kind, include_extras=True).items():
        optional = get_origin(hint) is NotRequired
        wanted = get_args(hint)[0] if optional else hint
        lines.append(f"  {name}{'?' if optional else ''}: {_type(wanted, seen)};")
    return "\n".join([*lines, "}", ""])


FILES = {
    "palette.js": palette,
    "events.js": event_groups,
    "said.d.ts": said_types,
    "wishes.d.ts": wish_types,
}


def main() -> int:
    """Write all files."""
    for name, make in FILES.items():
        (BROWSER / name).write_text(make(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
