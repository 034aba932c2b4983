"""Citations of a case: its sources, those of each table, and the licences of what ships."""

from __future__ import annotations

from pathlib import Path

from marosim.cases.folders import SHIPPED, find
from marosim.cases.reading import load
from marosim.shipped import shipped

LICENCES = "LICENSE-DATA"


def citations(name_or_path: str | Path) -> list[str]:
    """Lines to print: marosim itself, the case's sources, and those of each of its tables."""
    case, folder = load(name_or_path), find(name_or_path)
    lines = [f"{case.title} ({folder.name}), a case of marosim. Its sources:"]
    lines += [f"  - {source}" for source in case.sources]
    for file, table in (
        ("places.csv", case.places),
        ("routes.csv", case.routes),
        ("timeline.csv", case.timeline),
        ("observed.csv", case.observed),
        ("strengths.csv", case.strengths),
    ):
        named = sorted({str(source).strip() for source in table["source"]} - {""})
        if named:
            lines.append(f"{file}:")
            lines += [f"  - {source}" for source in named]
    lines.append("scenario.yaml, organisations:")
    lines += [f"  - {one.title}: {one.source}" for one in case.organisations]
    licences = _licences(folder)
    lines.append("Licences:" if licences else "Licences: those of the sources above.")
    return [*lines, *licences]


def _licences(folder: Path) -> list[str]:
    """What the list of licences says of the files of a case that ships with marosim."""
    if folder.resolve().parent != shipped(SHIPPED).resolve():
        return []
    found = []
    for line in shipped(LICENCES).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith(f"| {SHIPPED}/{folder.name}/") and len(cells) >= 3:
            found.append(f"  - {cells[0].rsplit('/', 1)[-1]}: {cells[1]} ({cells[2]})")
    return found
