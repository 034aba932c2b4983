"""How often a sweep runs each response, where its user has not said it."""

from __future__ import annotations

from collections.abc import Sequence

from marosim.core.setting import SettingError
from marosim.languages import _
from marosim.study.words import Word, read_words

REPLICATIONS = 10  # of a sweep that does not say: intervals 1.5 times as wide as with 20


def repeated(overrides: Sequence[str], composed: str) -> list[str]:
    """The overrides of a sweep with its replications written out.

    ``composed`` is what the overrides compose to, "1" where nothing was said. Seeds that follow
    one another become replications; others raise :class:`SettingError`, since a seed is no
    response.
    """
    words = {word.key: word for word in read_words(overrides)}
    told = "replications" in words
    seeds = words.get("seed")
    if seeds is not None and seeds.sweep:
        first, count = _run_of_seeds(seeds, told)
        others = [text for text in overrides if not text.startswith("seed=")]
        return [*others, f"seed={first}", f"replications={count}"]
    if told or composed != "1":
        return list(overrides)
    return [*overrides, f"replications={REPLICATIONS}"]


def _run_of_seeds(seeds: Word, told: bool) -> tuple[int, int]:
    """The first of seeds that follow one another, and how many there are."""
    numbers = [int(value) for value in seeds.values if value.strip().isdecimal()]
    count = len(numbers)
    if told or not count or numbers != list(range(numbers[0], numbers[0] + count)):
        first, many = (numbers[0], max(count, 2)) if numbers else (1, 20)
        raise SettingError(
            _(
                "{text}: a seed is a replication of every response, not a response; type "
                "seed={first} replications={many}, which runs seeds {first} to {last}",
                text=seeds.text,
                first=str(first),
                many=str(many),
                last=str(first + many - 1),
            )
        )
    return numbers[0], count
