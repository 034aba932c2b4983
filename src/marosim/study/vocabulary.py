"""Whether the words in settings name something: areas of the case, metrics, decisions.

Words with fixed choices are checked where any value is (:func:`marosim.settings.assign`).
Cases, options and files are checked where they are read. Free text names nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from marosim.core.setting import SettingError, nearest, rows
from marosim.day import the_day
from marosim.injects import Inject, check
from marosim.mechanism import Mechanism
from marosim.settings import Settings, assign
from marosim.study.decisions import PLANNED_KEYS, is_planned
from marosim.study.options import StudyOptions
from marosim.study.outputs import OUTCOMES
from marosim.world.areas import check_areas
from marosim.world.case import Case


def metric_names() -> frozenset[str]:
    """Every name in the summary of a run."""
    return _names_of(the_day())


@lru_cache(maxsize=1)
def _names_of(day: tuple[type[Mechanism[Any]], ...]) -> frozenset[str]:
    found = set(OUTCOMES)
    for kind in day:
        for name, metric in kind.metrics.items():
            found.add(name)
            if metric.kind == "stock":
                found |= {f"{name}_mean", f"{name}_peak"}
    return frozenset(found)


def check_names(case: Case, settings: Settings, study: StudyOptions) -> None:
    """Raise :class:`SettingError` for the first word that names nothing, with near words."""
    check_areas(case, settings.mandate.area)
    for row in rows(study):
        if row.names == "metrics" and row.value not in metric_names():
            raise SettingError(
                f"{row.name}={row.value}: no metric has this name"
                f"{nearest(str(row.value), sorted(metric_names()))}"
            )
    if not study.automatic:
        study.replication_count()
    _check_baseline(study.baseline)
    for number, decision in enumerate(settings.decisions):
        _check_decision(case, settings, decision, f"decisions[{number}]")


def _check_baseline(baseline: str | None) -> None:
    if not baseline or "=" not in baseline or "[" in baseline:
        return  # the label of a response, known when the study has them
    from marosim.study.compose import groups, known_names

    for part in baseline.replace(";", ",").split(","):
        key, _, value = (text.strip() for text in part.partition("="))
        options = groups().get(key)
        if options is None and key not in known_names():
            known = (*groups(), *known_names())
            raise SettingError(f"baseline={baseline}: no group or setting is called {key!r}"
                               f"{nearest(key, known)}")  # fmt: skip
        if options is not None and value not in options:
            raise SettingError(f"baseline={baseline}: {key} has no option {value!r}"
                               f"{nearest(value, options)}")  # fmt: skip


def _check_decision(case: Case, settings: Settings, decision: object, where: str) -> None:
    """A decision as a run folder keeps it must change settings that exist to what they allow."""
    if not isinstance(decision, Mapping) or not is_planned(decision):
        raise SettingError(f"{where}: expected {', '.join(sorted(PLANNED_KEYS))}")
    trial = copy.deepcopy(settings)
    try:
        if "kind" in decision:
            check(case, Inject(**decision))
            return
        assign(trial, decision["changes"])
        check_areas(case, trial.mandate.area)
    except SettingError as error:
        raise SettingError(f"{where}: {error}") from None
