"""The rooms of the package and the arrows between them, as the import contracts state them."""

from __future__ import annotations

import tomllib
from functools import cache
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from marosim.odd import ROOMS

ROOT = Path(__file__).parents[2]
WIDTH, HIGH, GAP = 680, 34, 8
KINDS = {
    "forbidden": "may not import",
    "independence": "do not import one another, but for",
    "layers": "stand above one another; none imports what stands above it",
}


@cache
def _contracts() -> list[dict[str, Any]]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["tool"]["importlinter"]["contracts"]


def _layers() -> list[str]:
    return next(c["layers"] for c in _contracts() if c["type"] == "layers")


def _above() -> list[str]:
    """What knows the model without being known by it."""
    contract = next(c for c in _contracts() if c["name"].startswith("The model knows"))
    return contract["forbidden_modules"]


def _said(name: str) -> str:
    """What a room is for, in a sentence."""
    if title := ROOMS.get(name.removeprefix("marosim.")):
        return title
    told = (import_module(name).__doc__ or "").strip().split("\n\n")[0]
    return " ".join(told.split()).split(". ")[0].rstrip(".")


def drawn() -> str:
    """A drawing: every layer knows those below it, none knows those above it."""
    boxes = [(", ".join(n.removeprefix("marosim.") for n in _above()), "beside the model")]
    boxes += [(name.removeprefix("marosim."), _said(name)) for name in _layers()]
    height = len(boxes) * (HIGH + GAP)
    parts = []
    for number, (name, said) in enumerate(boxes):
        y = number * (HIGH + GAP)
        kind = "room beside" if number == 0 else "room"
        parts.append(
            f'<rect class="{kind}" x="1" y="{y + 1}" width="{WIDTH - 40}" height="{HIGH}"/>'
        )
        parts.append(f'<text class="name" x="12" y="{y + 22}">{escape(name)}</text>')
        if number:
            short = said if len(said) <= 84 else said[:82].rsplit(" ", 1)[0] + " …"
            parts.append(f'<text class="said" x="150" y="{y + 22}">{escape(short)}</text>')
    arrow = f"M{WIDTH - 20} 6V{height - 18}m-6 -8l6 8l6 -8"
    parts.append(f'<path class="arrow" d="{arrow}"/>')
    label = "The rooms of marosim: each may import those below it, never those above"
    return (
        f'<figure markdown="0"><svg class="rooms" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{label}">{"".join(parts)}</svg><figcaption>{label}.</figcaption></figure>'
    )


def contracts() -> str:
    """Each contract in words."""
    parts = []
    for contract in _contracts():
        parts.append(f"### {contract['name']}\n")
        if contract["type"] == "forbidden":
            parts.append(f"{_names(contract['source_modules'])} {KINDS['forbidden']} "
                         f"{_names(contract['forbidden_modules'])}.\n")  # fmt: skip
        elif contract["type"] == "independence":
            but = [line for line in contract.get("ignore_imports", [])]
            parts.append(f"{_names(contract['modules'])} {KINDS['independence']} {_names(but)}.\n")
        else:
            parts.append(
                f"From top to bottom: {_names(contract['layers'])}. They {KINDS['layers']}.\n"
            )
    return "\n".join(parts)


def _names(modules: list[str]) -> str:
    return ", ".join(f"`{m.removeprefix('marosim.')}`" for m in modules)
