"""A page for each case that ships: what happened, a map, the record and the sources."""

from __future__ import annotations

from functools import cache

import pandas as pd
from case_map import drawn
from text import cell, lower, table, without_title

from marosim import cases
from marosim.cases.folders import SHIPPED
from marosim.shipped import shipped
from marosim.world.case import Case

EXPLORES = "marosim explores what could follow from its assumptions; it does not predict."
USES = {
    "calibration": "The model's settings were fitted to these rows",
    "held_out": "These rows were not fitted",
    "input": "These rows are given to the run",
}


@cache
def shelf() -> dict[str, Case]:
    """The cases of the package, in the order of their years."""
    folders = (p.name for p in shipped(SHIPPED).iterdir() if (p / "scenario.yaml").is_file())
    found = {name: cases.load(shipped(SHIPPED) / name) for name in sorted(folders)}
    return dict(sorted(found.items(), key=lambda item: item[1].start))


def paths() -> list[str]:
    """Where the pages stand on the site."""
    return [f"cases/{name}.md" for name in shelf()]


def pages() -> dict[str, str]:
    """The text of each page by its path."""
    return {f"cases/{name}.md": page(name, case) for name, case in shelf().items()}


def listed() -> str:
    """A table of the cases, with links."""
    return table(
        ("case", "days", "from", "what it is about"),
        (
            (f"[{case.title}]({name}.md) (`{name}`)", case.days, case.start.isoformat(),
             case.summary)
            for name, case in shelf().items()
        ),
    )  # fmt: skip


def page(name: str, case: Case) -> str:
    """What the files of a case say."""
    people = int(case.places["population"].sum())
    last = case.start + pd.Timedelta(days=case.days - 1)
    parts = [
        f"# {case.title}", case.summary, f"*{EXPLORES}*", drawn(case),
        f"`{name}` runs from {case.start} to {last} ({case.days} days). It has {len(case.places)} "
        f"places, {len(case.routes)} routes and {people:,} people.",
        f"```\nmarosim run scenario={name}\nmarosim app --scenario {name}\n"
        f"marosim scenario cite {name}\n```",
        lower(without_title(case.briefing), 0),
        "## Communities and organisations",
        table(("community", "excluded", "inequality", "grievance"),
              ((c.title, c.exclusion, c.inequality, c.grievance) for c in case.communities)),
        "The three numbers lie between 0 and 1.",
        table(("organisation", "role", "fighters", "units", "source"),
              ((o.title, o.role, o.fighters, o.units, o.source) for o in case.organisations)),
        "## Record", record(case),
        "## Dated events",
        table(("day", "date", "where", "what", "source"),
              zip(*(case.timeline[c] for c in ("day", "date", "place", "text", "source")),
                  strict=True)),
        "## Sources", "\n".join(f"- {cell(source)}" for source in case.sources),
        "Licences of each file: [the data that ship](../about/data.md).",
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def record(case: Case) -> str:
    """What is recorded of the case, by what each row is used for."""
    columns = ["date_from", "date_to", "metric", "place", "value", "low", "high", "how", "source"]
    parts = []
    for use, rows in case.observed.groupby("use", sort=False):
        told = USES.get(str(use), f"Used as {use}")
        parts.append(f'??? note "{told} ({len(rows)})"\n')
        body = table([c.replace("_", " ") for c in columns], rows[columns].itertuples(index=False))
        parts.append("\n".join(f"    {line}" for line in body.splitlines()) + "\n")
    return "\n".join(parts) or "Nothing is recorded: the country is invented."
