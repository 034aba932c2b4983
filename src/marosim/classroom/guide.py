"""The facilitator's guide of a class as pages to print: before, during, after."""

from __future__ import annotations

from markdown_it import MarkdownIt

from marosim.classroom import spoken
from marosim.classroom.levers import LEVERS
from marosim.classroom.plan import ClassPlan, SeatPlan
from marosim.classroom.roles import ROLES
from marosim.languages import NP_, _, _p, current, speaking

# before the first stand objectives, before the second seats, before the third injects
PARTS = NP_("guide", "Before"), NP_("guide", "During"), NP_("guide", "After")


def page(plan: ClassPlan) -> str:
    """The guide as HTML, with seats and injects in it; empty if the class has no guide.

    It is read in the language, from ``guide.fr.md``, where the class has that.
    """
    path = plan.folder / f"guide.{current()}.md"
    with speaking(current() if path.is_file() else "en"):
        headings = [f"## {_p('guide', heading)}" for heading in PARTS]
    path = path if path.is_file() else plan.folder / "guide.md"
    if not path.is_file():
        return ""
    text = path.read_text(encoding="utf-8")
    intro, before, during, after = _parted(text, *headings)
    marked = MarkdownIt("commonmark", {"html": False}).enable("table")
    return spoken.rendered(
        "guide", title=spoken.own(plan.title), own=spoken.own, intro=marked.render(intro),
        before=marked.render(before), objectives=spoken.objectives(plan),
        during=marked.render(during), after=marked.render(after), rows=plan.list.rows,
        vote_minutes=f"{plan.vote_minutes:g}" if plan.vote_minutes else "",
        roles=_roles(plan),
    )  # fmt: skip


def _parted(text: str, *headings: str) -> list[str]:
    """A text in parts, each from its heading on; empty where there is none."""
    starts = [0, *(text.find(heading) for heading in headings)]
    ends = [len(text) if start < 0 else start for start in starts]
    return [text[begin:end] for begin, end in zip(ends, [*ends[1:], len(text)], strict=True)]


def _roles(plan: ClassPlan) -> list[dict[str, str]]:
    """The roles of a class: which seats play them, what they are there for, what they can set."""
    made = []
    for name, role in ROLES.items():
        seats = [s for s in plan.seats.values() if name in s.roles]
        levers = [
            spoken.lever(lever.title).partition(" (")[0]
            for lever in LEVERS.values()
            if name in lever.roles
        ]
        if seats:
            made.append({
                "title": _p("seat", role.title), "task": _p("seat", role.task),
                "levers": ", ".join(levers) or _("none"),
                "seats": "; ".join(map(_seat, seats)),
            })  # fmt: skip
    return made


def _seat(seat: SeatPlan) -> str:
    label = spoken.own(seat.label)
    return _("{seat} (veto)", seat=label) if seat.veto else label
