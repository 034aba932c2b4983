"""The pages of a class in the language that is spoken, and what its scripts say in it."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from marosim.languages import _, _n, _p, current, direction
from marosim.languages.catalogue import CONTEXT, for_page
from marosim.languages.formats import date, digits, whole

if TYPE_CHECKING:
    from marosim.classroom.plan import ClassPlan

PAGES = Path(__file__).parent / "pages"
STATIC = PAGES / "static"
SAY = Path(__file__).parents[1] / "view" / "browser" / "say.js"  # the desk's own
ENVIRONMENT = Environment(
    loader=PackageLoader("marosim.classroom", "pages"), autoescape=True, trim_blocks=True
)


@lru_cache(maxsize=8)
def words(language: str) -> Markup:
    """What of a catalogue the scripts say, as JSON that may stand inside a page."""
    found = for_page(language)
    said = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.js"))
    found["messages"] = {
        key: text
        for key, text in found["messages"].items()
        if f'"{key.rpartition(CONTEXT)[2]}"' in said
    }
    return Markup(json.dumps(found | {"own": language}).replace("<", "\\u003c"))


def rendered(name: str, **values: Any) -> str:
    """A page of the class."""
    made = ENVIRONMENT.get_template(f"{name}.html.j2")
    return made.render(
        _=_, _n=_n, lang=current(), dir=direction(), words=words(current()),
        figure=figure, date=date, digits=digits, **values,
    )  # fmt: skip


def figure(value: float | None) -> str:
    """A number of people for a page; what nobody knows is unknown, never zero."""
    return _("unknown") if value is None else whole(round(value))


def signed(value: float, places: int) -> str:
    """A difference with its sign."""
    value = round(value, places)
    said = digits(f"{abs(value):,.{places}f}")
    return f"{'-' if value < 0 else '+'}{said}"


def own(text: str) -> str:
    """What a class file says: in the language, if it is of a class that ships."""
    return _p("class", text)


def lever(title: str) -> str:
    """The name of a lever."""
    return _p("lever", title)


def ordered(text: str) -> str:
    """What an order said in the log, which is English: names of levers and their values."""
    parts = [part.partition(": ") for part in text.split("; ")]
    return "; ".join(set_to(name, value) for name, _colon, value in parts)


def set_to(name: str, value: Any) -> str:
    """A lever and the value that it is set to."""
    return _("{title}: {number}", title=lever(name), number=value_of(value))


def value_of(value: Any) -> str:
    """A value of a lever for people; none is a value that a class can only begin with."""
    if value == "none":
        return _p("option", "none")
    return _p("option", str(value).replace("_", " "))


def objectives(plan: ClassPlan) -> list[dict[str, Any]]:
    """What a class is to learn, what evaluators note of it, and the injects that serve it."""
    return [
        {"name": name, "text": own(said.text), "note": own(said.note),
         "injects": [
             {"serial": r.serial, "title": own(r.title), "expected": own(r.expected_action)}
             for r in plan.list.rows if name in r.objective
         ]}
        for name, said in plan.objectives.items()
    ]  # fmt: skip
