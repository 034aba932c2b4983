"""The facilitator's guide of a class as pages to print: before, during, after."""

from __future__ import annotations

from markdown_it import MarkdownIt

from marosim.classroom import spoken
from marosim.classroom.levers import LEVERS
from marosim.classroom.plan import ClassPlan
from marosim.classroom.roles import ROLES

DURING, AFTER = "## During", "## After"  # before these come the seats, and the injects


def page(plan: ClassPlan) -> str:
    """The guide as HTML, with seats and injects in it; empty if the class has no guide."""
    path = plan.folder / "guide.md"
    if not path.is_file():
        return ""
    before, _, rest = path.read_text(encoding="utf-8").partition(DURING)
    during, _, after = rest.partition(AFTER)
    marked = MarkdownIt("commonmark", {"html": False}).enable("table")
    return spoken.ENVIRONMENT.get_template("guide.html.j2").render(
        title=plan.title, before=marked.render(before), during=marked.render(DURING + during),
        after=marked.render(AFTER + after), rows=plan.list.rows, roles=_roles(plan),
    )  # fmt: skip


def _roles(plan: ClassPlan) -> list[dict[str, str]]:
    """The roles of a class: which seats play them, what they are there for, what they can set."""
    made = []
    for name, role in ROLES.items():
        seats = [s for s in plan.seats.values() if name in s.roles]
        levers = [
            lever.title.partition(" (")[0] for lever in LEVERS.values() if name in lever.roles
        ]
        if seats:
            made.append({
                "title": role.title, "task": role.task, "levers": ", ".join(levers) or "none",
                "seats": "; ".join(s.label + (" (veto)" if s.veto else "") for s in seats),
            })  # fmt: skip
    return made
