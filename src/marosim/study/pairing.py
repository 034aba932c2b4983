"""Which response each response of a study is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marosim.settings.base import nearest
from marosim.study.faults import StudyError
from marosim.study.words import read_words


def baselines(
    responses: Mapping[str, Mapping[str, Any]], wanted: Mapping[str, Any] | str
) -> tuple[dict[str, str], str]:
    """For each response the label of its baseline, and the baseline as a reader names it.

    ``responses`` gives the swept settings by label. ``wanted`` is a label, ``key=value`` or
    ``{key: value}``; where several responses match (a baseline of one factor in a sweep of two)
    each response meets the one that is equal in all other settings. Raises
    :class:`StudyError` if none matches.
    """
    if isinstance(wanted, str):
        if wanted in responses:
            return dict.fromkeys(responses, wanted), wanted
        words = read_words([part for part in wanted.split(",") if part])
        wanted = {word.key: word.value for word in words}
    against = ", ".join(f"{k}={v}" for k, v in wanted.items())
    chosen = [label for label, swept in responses.items() if matches(swept, wanted)]
    if not chosen:
        raise StudyError(
            f"no response with {against}; expected one of: {' | '.join(responses)}"
            f"{nearest(against, list(responses))}"
        )
    return {label: _equal(responses, chosen, swept, wanted) for label, swept in
            responses.items()}, against  # fmt: skip


def matches(swept: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether a response has the settings that are wanted, however they are typed."""
    return all(k in swept and str(swept[k]).lower() == str(v).lower() for k, v in wanted.items())


def _equal(
    responses: Mapping[str, Mapping[str, Any]],
    chosen: Sequence[str],
    swept: Mapping[str, Any],
    wanted: Mapping[str, Any],
) -> str:
    """Of the baselines chosen the one that is equal in all other settings, else the first."""
    target = {**swept, **wanted}
    return next((one for one in chosen if matches(responses[one], target)), chosen[0])
