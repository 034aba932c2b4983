"""Whether the words in settings name something: areas of the case, metrics, decisions.

Words with fixed choices are checked where any value is (:func:`marosim.settings.assign`).
Cases, options and files are checked where they are read. Free text names nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from marosim.core.setting import SettingError, rows
from marosim.day import the_day
from marosim.injects import Inject, check
from marosim.languages import _
from marosim.languages.faults import nearest
from marosim.languages.setting_faults import assign
from marosim.mechanism import Mechanism
from marosim.settings import Settings
from marosim.study.decisions import PLANNED_KEYS, is_planned
from marosim.study.options import StudyOptions
from marosim.study.outputs import OUTCOMES
from marosim.world.areas import areas
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
    _check_areas(case, settings.mandate.area)
    for row in rows(study):
        if row.names == "metrics" and row.value not in metric_names():
            raise SettingError(
                _(
                    "{name}={value}: no metric has this name{hint}",
                    name=row.name,
                    value=str(row.value),
                    hint=nearest(str(row.value), sorted(metric_names())),
                )
            )
    if not study.automatic:
        study.replication_count()
    _check_baseline(study.baseline)
    for number, decision in enumerate(settings.decisions):
        _check_decision(case, settings, decision, f"decisions[{number}]")


def _check_areas(case: Case, names: Sequence[str]) -> None:
    """The same as :func:`marosim.world.areas.check_areas`, in the language that is spoken."""
    known, own = areas(case), case.places["country"] == case.country
    regions = ", ".join(dict.fromkeys(filter(None, map(str, case.places["region"][own].dropna()))))
    if not names:
        raise SettingError(_("mandate.area=[]: expected places or regions, or * for the country"))
    for name in names:
        if name not in known:
            raise SettingError(
                _("mandate.area={name}: {case} has no such place or region in its country{hint}",
                  name=repr(name), case=case.name,
                  hint=nearest(name, known) or _("; regions: {known}", known=regions))
            )  # fmt: skip


def _check_baseline(baseline: str | None) -> None:
    if not baseline or "=" not in baseline or "[" in baseline:
        return  # the label of a response, known when the study has them
    from marosim.study.compose import groups, known_names

    where = f"baseline={baseline}"
    for part in baseline.replace(";", ",").split(","):
        key, _sign, value = (text.strip() for text in part.partition("="))
        options = groups().get(key)
        if options is None and key not in known_names():
            known = (*groups(), *known_names())
            raise SettingError(
                _(
                    "{where}: no group or setting is called {name}{hint}",
                    where=where,
                    name=repr(key),
                    hint=nearest(key, known),
                )
            )
        if options is not None and value not in options:
            raise SettingError(
                _(
                    "{where}: {group} has no option {name}{hint}",
                    where=where,
                    group=key,
                    name=repr(value),
                    hint=nearest(value, options),
                )
            )


def _check_decision(case: Case, settings: Settings, decision: object, where: str) -> None:
    """A decision as a run folder keeps it must change settings that exist to what they allow."""
    if not isinstance(decision, Mapping) or not is_planned(decision):
        raise SettingError(
            _("{where}: expected {known}", where=where, known=", ".join(sorted(PLANNED_KEYS)))
        )
    trial = copy.deepcopy(settings)
    try:
        if "kind" in decision:
            check(case, Inject(**decision))
            return
        assign(trial, decision["changes"])
        _check_areas(case, trial.mandate.area)
    except SettingError as error:
        raise SettingError(f"{where}: {error}") from None
