"""The briefing of a case that was made from data."""

from __future__ import annotations

import datetime as dt

from marosim.cases.new import noted
from marosim.languages import _


def briefing(
    country: str,
    first: dt.date,
    last: dt.date,
    cutoff: dt.date,
    assumed: list[str],
    notes: list[str],
) -> str:
    """What the case holds, what was assumed and what was left out."""
    lines = "".join(f"- {line}\n" for line in assumed)
    return _("""# {country}, {first} to {last}

This case was made from data as they stood on {cutoff}, the cutoff. Organisations, communities,
places and ordered events come from it; no figure of a later time is in them. What came after the
cutoff is in `observed.csv` alone, for `marosim hindcast`.

## What was assumed

{lines}
## Look at these first

- **Organisations** in `scenario.yaml`: strengths, kin and bases. The figures behind them are in
  `facts_organisations.csv`. Add with a source under `facts:` whom leaders exclude (`excludes`) and
  whether an organisation plunders or broadcasts; under `before:` whether the country had a genocide
  or an autocrat. How many civilians each killed in the two years before (`killed`) is of the
  events. A rule tells from these whom an organisation means harm.
- **Communities**: `facts_communities.csv` says what EPR records; where people live is assumed.
- **History** in `history.csv`: deaths by month and place before the cutoff.

`marosim scenario check` says what the case still lacks.
""", country=country, first=first, last=last, cutoff=cutoff, lines=lines) + noted(
        notes)  # fmt: skip
