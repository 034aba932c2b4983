"""Which response each response of a study is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marosim.languages import _, _p
from marosim.languages.faults import nearest
from marosim.study.faults import StudyError
from marosim.study.words import read_words

# what a run is made of, and no response to anything: runs that differ in one of these are never
# compared with one another, only with runs of the same
CONDITIONS = ("scenario", "seed", "days", "population.agents", "population.persons_per_agent")


def baselines(
    responses: Mapping[str, Mapping[str, Any]], wanted: Mapping[str, Any] | str | None
) -> tuple[dict[str, str], str]:
    """For each response the label of its baseline, and the baseline as a reader names it.

    ``responses`` gives the swept settings by label. ``wanted`` is a label, ``key=value`` or
    ``{key: value}``; without it the first response. A response meets the baseline that is equal
    in all CONDITIONS, such as the case, and of several such the one that is equal in all other
    settings. Raises :class:`StudyError` if none matches, or none under its conditions.
    """
    if wanted is None:
        wanted = next(iter(responses))
        if set(responses[wanted]) <= set(CONDITIONS):  # nothing else was swept
            return {label: label for label in responses}, ""
    known = conditions(responses)
    if isinstance(wanted, str) and wanted in responses:
        if not any(known.values()):
            return dict.fromkeys(responses, wanted), wanted
        wanted = dict(responses[wanted])
    if not isinstance(wanted, (str, Mapping)):
        raise StudyError(
            _(
                "baseline={wanted}: expected a response or its settings, as in mandate=observer; "
                "the responses: {names}",
                wanted=repr(wanted),
                names=" | ".join(responses),
            )
        )
    if isinstance(wanted, str):
        words = read_words([part for part in wanted.split(",") if part])
        wanted = {word.key: word.value for word in words}
    typed = ", ".join(f"{k}={v}" for k, v in wanted.items())
    if not any(matches(swept, wanted) for swept in responses.values()):
        raise StudyError(
            _(
                "none of the responses has {typed}; expected one of: {known}{hint}",
                typed=typed,
                known=" | ".join(responses),
                hint=nearest(typed, list(responses)),
            )
        )
    wanted = {k: v for k, v in wanted.items() if not _varies(responses, k)}
    if not wanted:
        raise StudyError(
            _(
                "baseline {typed}: runs of other {settings} are not compared with one another; "
                "name a response as baseline, such as mandate=none",
                typed=typed,
                settings=_listed(responses),
            )
        )
    against = ", ".join(f"{k}={v}" for k, v in wanted.items())
    chosen = [label for label, swept in responses.items() if matches(swept, wanted)]
    return {label: _equal(responses, known, chosen, label, wanted) for label in responses}, against


def conditions(responses: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """For each response its conditions as text, empty if all responses share them."""
    varied = [key for key in CONDITIONS if _varies(responses, key)]
    return {
        label: ", ".join(f"{key}={swept[key]}" for key in varied if key in swept)
        for label, swept in responses.items()
    }


def _varies(responses: Mapping[str, Mapping[str, Any]], key: str) -> bool:
    """Whether responses differ in a setting that is one of CONDITIONS."""
    values = {str(swept.get(key)) for swept in responses.values()}
    return key in CONDITIONS and len(values) > 1


def _listed(responses: Mapping[str, Mapping[str, Any]]) -> str:
    return _p("between names", " and ").join(key for key in CONDITIONS if _varies(responses, key))


def matches(swept: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether a response has the settings that are wanted, however they are typed."""
    return all(k in swept and str(swept[k]).lower() == str(v).lower() for k, v in wanted.items())


def _equal(
    responses: Mapping[str, Mapping[str, Any]],
    known: Mapping[str, str],
    chosen: Sequence[str],
    label: str,
    wanted: Mapping[str, Any],
) -> str:
    """Of the baselines chosen, under the conditions of a response, the one equal in the rest."""
    there = [one for one in chosen if known[one] == known[label]]
    if not there:
        against = ", ".join(f"{k}={v}" for k, v in wanted.items())
        raise StudyError(
            _(
                "no baseline with {against} for {label}: only runs of the same {settings} are "
                "compared; choose a baseline that each has",
                against=against,
                label=label,
                settings=_listed(responses),
            )
        )
    target = {**responses[label], **wanted}
    return next((one for one in there if matches(responses[one], target)), there[0])
