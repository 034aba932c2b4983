"""The review of a class: what was done, who knew what, what evaluators noted; to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader

from marosim.classroom import showing

if TYPE_CHECKING:
    from marosim.classroom.hub import Hub

ENVIRONMENT = Environment(
    loader=PackageLoader("marosim.classroom", "pages"), autoescape=True, trim_blocks=True
)


def page(hub: Hub) -> str:
    """The review as it stands, as one page without scripts."""
    shown = showing.control(hub.room, set(), "")
    known = hub.days.get(hub.newest.get("day", -1), {})
    metrics = known.get("control", {}).get("metrics", {})
    pairs = hub.pairs
    template = ENVIRONMENT.get_template("review.html.j2")
    return template.render(
        room=shown,
        pairs=pairs,
        findings=pairs.findings() if pairs else [],
        fan=pairs.fan() if pairs else None, metrics=metrics, objectives=hub.plan.list.objectives,
        words=list(hub.plan.words), log=hub.log.path.name,
    )  # fmt: skip
