"""The classes that ship: guide, seats and injects of each as a page."""

from __future__ import annotations

from pathlib import Path

import yaml
from text import lower, table, without_title

import marosim

FOLDER = Path(marosim.__file__).parent / "classroom" / "classes"
ONLY = '!!! warning "For the facilitator"\n    Who will take a seat should not read this before.\n'


def _plans() -> dict[str, dict[str, object]]:
    files = sorted(FOLDER.glob("*/class.yaml"))
    return {p.parent.name: yaml.safe_load(p.read_text("utf-8")) for p in files}


def paths() -> list[str]:
    """Where the pages stand on the site."""
    return [f"teaching/class_{name}.md" for name in _plans()]


def listed() -> str:
    """A table of the classes with links."""
    return table(
        ("class", "minutes", "seats", "start with"),
        ((f"[{plan['title']}](class_{name}.md)", plan["minutes"], len(plan["seats"]),
          f"`marosim class {name}`") for name, plan in _plans().items()),
    )  # fmt: skip


def pages() -> dict[str, str]:
    """The text of each page by its path."""
    return {f"teaching/class_{name}.md": _page(name, plan) for name, plan in _plans().items()}


def _page(name: str, plan: dict[str, object]) -> str:
    guide = (FOLDER / name / "guide.md").read_text("utf-8")
    seats = ((s["label"], s["role"]) for s in plan["seats"])
    listed = yaml.safe_load((FOLDER / name / "msel.yaml").read_text("utf-8"))
    injects = listed["injects"]
    rows = (
        (i["serial"], i.get("day", "as needed"), i["title"], i["from"], i["text"]) for i in injects
    )
    parts = [
        f"# {plan['title']}", ONLY, lower(without_title(guide), 0),
        "## Learning objectives", _objectives(plan, listed),
        "## Seats", table(("seat", "role"), seats),
        "## Injects", table(("no.", "day", "title", "from", "text"), rows),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _objectives(plan: dict[str, object], listed: dict[str, object]) -> str:
    served = {
        key: "; ".join(f"{i['serial']} {i['title']}" for i in listed["injects"]
                       if key in i.get("objective", ()))
        for key in listed["objectives"]
    }  # fmt: skip
    return table(
        ("objective", "injects that serve it", "what evaluators note"),
        ((f"{key} {listed['objectives'][key]}", served[key], said["note"])
         for key, said in plan["learning_objectives"].items()),
    )  # fmt: skip
