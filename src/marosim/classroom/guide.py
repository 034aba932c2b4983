"""The facilitator's guide of a class as pages to print: before, during, after."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader
from markdown_it import MarkdownIt

from marosim.classroom.plan import ClassPlan
from marosim.classroom.roles import ROLES

ENVIRONMENT = Environment(
    loader=PackageLoader("marosim.classroom", "pages"), autoescape=True, trim_blocks=True
)
AFTER = "## After"  # before it comes the list of injects, which is for the page during the class


def page(plan: ClassPlan) -> str:
    """The guide as HTML, with the list of injects in it; empty if the class has no guide."""
    path = plan.folder / "guide.md"
    if not path.is_file():
        return ""
    until, mark, after = path.read_text(encoding="utf-8").partition(AFTER)
    marked = MarkdownIt("commonmark", {"html": False}).enable("table")
    template = ENVIRONMENT.get_template("guide.html.j2")
    return template.render(
        title=plan.title, until=marked.render(until), after=marked.render(mark + after),
        rows=plan.list.rows, roles={name: role.title for name, role in ROLES.items()},
    )  # fmt: skip
