"""Which swept settings make no difference in a study's span, found by short runs before it.

Each response runs once with few agents and one seed, the same for all. What leaves every table
the same there is said to make no difference, with what that rests on.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import pandas as pd

from marosim.languages import _
from marosim.languages.formats import listed
from marosim.response_model import ResponseModel
from marosim.study.processes import computed
from marosim.study.tasks import Response

AGENTS = 300  # of a trial: enough for each town to have some, and a fraction of a study's run
MOST = 64  # responses that are tried
BOOKS = frozenset({"cost_usd", "cash_usd", "arrears_usd", "unpaid_usd", "air_sorties"})

Seen = dict[str, str]  # by column of the daily table, and by other table: a digest


@dataclass(frozen=True)
class Inert:
    """A swept setting that changes nothing, or ``BOOKS`` alone, under ``where``.

    ``where`` holds other swept settings by name, empty if it is so under all. ``changes`` are
    the columns that do change. From books alone nothing follows for anybody's life; of other
    columns a longer run might make something.
    """

    key: str
    where: Mapping[str, Any]
    changes: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        """As a sentence."""
        place = ", ".join(f"{key}={value}" for key, value in self.where.items())
        under = _(" with {place}", place=place) if place else ""
        if not self.changes:
            return _(
                "{key} makes no difference{under}: every number is the same.",
                key=self.key,
                under=under,
            )
        return _(
            "{key} changes nobody's life{under}: it changes only {names}.",
            key=self.key,
            under=under,
            names=listed(self.changes),
        )


def inert(responses: Sequence[Response], workers: int | None = None) -> list[Inert]:
    """What makes no difference among responses; nothing for a single one or for very many."""
    distinct = {tuple(sorted(r.swept.items(), key=str)): r for r in responses}
    if not 2 <= len(distinct) <= MOST:
        return []
    order = list(distinct.values())
    seen = list(computed(trial, order, workers))
    found = []
    for key in dict.fromkeys(key for response in order for key in response.swept):
        found += _of_one(key, order, seen)
    return found


def trial(response: Response) -> Seen:
    """What a short run of a response comes to."""
    settings = copy.deepcopy(response.settings)
    settings.population.agents, settings.population.persons_per_agent = AGENTS, None
    settings.threads = 1
    model = ResponseModel(response.case, settings)
    model.run()
    seen = {str(name): _digest(model.daily[[name]]) for name in model.daily}
    return seen | {"places": _digest(model.places_table), "events": _digest(model.events)}


def _digest(table: pd.DataFrame) -> str:
    return hashlib.sha256(table.to_csv(float_format="%.17g").encode()).hexdigest()


def _of_one(key: str, responses: Sequence[Response], seen: Sequence[Seen]) -> list[Inert]:
    """Where one setting makes no difference: under all others, or under a value of one of them."""
    changed = []  # the other settings, and which columns differ between values of this one
    for (one, first), (other, second) in combinations(zip(responses, seen, strict=True), 2):
        rest = {k: v for k, v in one.swept.items() if k != key}
        if key in one.swept and rest == {k: v for k, v in other.swept.items() if k != key}:
            columns = first.keys() | second.keys()
            changed.append((rest, {c for c in columns if first.get(c) != second.get(c)}))
    if not changed:
        return []
    whole = _judged(key, {}, changed)
    if whole is not None:
        return [whole]
    places = {(k, str(v)): v for rest, _columns in changed for k, v in rest.items()}
    found = []
    for (name, _text), value in places.items():
        part = _judged(key, {name: value}, [c for c in changed if c[0].get(name) == value])
        found += [part] if part is not None else []
    return found


def _judged(
    key: str, where: Mapping[str, Any], changed: Sequence[tuple[Mapping[str, Any], set[str]]]
) -> Inert | None:
    differing = set().union(*(columns for _rest, columns in changed))
    return Inert(key, where, tuple(sorted(differing))) if differing <= BOOKS else None
