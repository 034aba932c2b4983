"""What a search may try: options and settings of responses, and when a response changes.

Courses of harm are no dimension: what no shipped response sets cannot be searched over.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marosim.core.setting import SettingError
from marosim.languages import _
from marosim.languages.faults import nearest
from marosim.shipped import shipped
from marosim.study.compose import compose, groups
from marosim.study.layers import leaves, values_of
from marosim.study.own import option_files
from marosim.study.words import Word, is_whole, read_words, written

NO_RESPONSE = ("launcher", "experiment")  # groups that say how runs are made
SPACE = (  # what is searched where nobody names a dimension
    "mandate=glob(*,exclude=none)",
    "deployment=glob(*,exclude=none)",
    "funding=glob(*)",
    "approach=glob(*)",
    "mediation=glob(*)",
    "mandate.ceiling=range(500,12500,500)",
    "stabilise_or_build.build_share=interval(0,1)",
)
LATER, DAY, KEEP = "later.", "later.day", "keep"


@dataclass(frozen=True)
class Dimension:
    """One thing that trials vary: its key, the words as typed, and how a trial chooses."""

    key: str
    text: str
    values: tuple[Any, ...] = ()  # of a choice or a range
    low: float = 0.0
    high: float = 0.0
    whole: bool = False
    ordered: bool = False  # values that stand in a row, as those of a range

    def chosen(self, trial: Any) -> Any:
        """The value that an Optuna trial takes."""
        if self.values and self.ordered:
            return self.values[trial.suggest_int(self.key, 0, len(self.values) - 1)]
        if self.values:
            return self.values[trial.suggest_categorical(self.key, range(len(self.values)))]
        if self.whole:
            return trial.suggest_int(self.key, math.ceil(self.low), math.floor(self.high))
        value = trial.suggest_float(self.key, self.low, self.high)
        return min(max(float(f"{value:.3g}"), self.low), self.high)  # as a reader can repeat it

    @property
    def ends(self) -> tuple[Any, ...]:
        """Values that have to be within bounds for all others to be."""
        return self.values or (self.low, self.high)


def response_groups() -> list[str]:
    """Groups whose options are parts of a response."""
    return [group for group in groups() if group not in NO_RESPONSE]


def response_settings() -> frozenset[str]:
    """Settings that options of a response set, of those that ship with marosim."""
    ships = shipped("conf").resolve()
    files = option_files()
    return frozenset(
        name
        for group in response_groups()
        for path in files[group].values()
        if ships in path.resolve().parents
        for name in leaves(values_of(path))
    )


def response_words(overrides: Sequence[str]) -> list[str]:
    """Those words that make a response, without how and on what it is run."""
    may = {*response_groups(), *response_settings(), "decisions"}
    return [word.text for word in read_words(overrides) if word.key in may]


def dimensions(words: Sequence[Word]) -> list[Dimension]:
    """The dimensions that words with several values name; raises :class:`SettingError`."""
    found = [_dimension(word) for word in words if word.sweep]
    names = [dimension.key for dimension in found]
    later = [w.key for w in words if w.key.startswith(LATER) and w.key != DAY]
    days = [word.key for word in words if word.key == DAY]
    if bool(later) != bool(days):
        raise SettingError(
            _(
                "{word}: a change needs a day and something that changes, as in "
                "later.day=interval(10,60) later.mandate=keep,robust",
                word=(later or days)[0],
            )
        )
    for name in names:
        if names.count(name) > 1:
            raise SettingError(_("{name}: named twice; give all its values in one word", name=name))
    return found


def check_options(words: Sequence[Word], dims: Sequence[Dimension]) -> None:
    """Raise :class:`SettingError` for an own option that sets more than responses set."""
    may = response_settings()
    tried = [(d.key.removeprefix(LATER), value) for d in dims for value in d.values]
    for group, option in [*tried, *((word.key, word.value) for word in words)]:
        path = option_files().get(group, {}).get(str(option))
        if group not in response_groups() or path is None:
            continue
        for name in leaves({k: v for k, v in values_of(path).items() if k != "decisions"}):
            if name not in may:
                raise SettingError(
                    _(
                        "{group}={option}: it sets {name}, which is no part of a response; a "
                        "search tries responses only",
                        group=group,
                        option=option,
                        name=name,
                    )
                )


def _dimension(word: Word) -> Dimension:
    key, told = word.key, _override(word)
    group = key.removeprefix(LATER)
    if key != DAY and group not in response_groups():
        if key.startswith(LATER) or key not in response_settings():
            known = [*response_groups(), *response_settings()]
            raise SettingError(
                _(
                    "{key} is no part of a response, and a search tries responses only; give it "
                    "one value, or search over a group or setting of responses{hint}",
                    key=key,
                    hint=nearest(key, known),
                )
            )
    elif key != DAY and not word.values:
        raise SettingError(
            _("{text}: expected options, as in {key}=a,b or {key}=glob(*)", text=word.text, key=key)
        )
    elif key.startswith(LATER) and key != DAY:
        for option in word.values:
            if option != KEEP and option not in groups()[group]:
                raise SettingError(
                    _(
                        "{key}={option}: expected {keep} or one of {known}",
                        key=key,
                        option=option,
                        keep=KEEP,
                        known=", ".join(groups()[group]),
                    )
                )
    whole = key == DAY or is_whole(key)
    if told.is_interval_sweep():
        span = told.value()
        low, high = float(span.start or 0), float(span.end or 0)
        if low > high or (whole and math.ceil(low) > math.floor(high)):
            raise SettingError(_("{text}: expected interval(LOW,HIGH)", text=word.text))
        return Dimension(key, word.text, (), low, high, whole)
    values = [parsed(text) for text in told.sweep_string_iterator()]
    return Dimension(key, word.text, tuple(values), whole=whole, ordered=told.is_range_sweep())


def _override(word: Word) -> Any:
    from hydra.core.override_parser.overrides_parser import OverridesParser

    return OverridesParser.create().parse_override(word.text)


def parsed(text: str) -> Any:
    """A value as Hydra reads it."""
    (word,) = read_words([f"value={text}"])
    return word.value


def words_of(dims: Sequence[Dimension], choose: Callable[[Dimension], Any],
             fixed: Mapping[str, Any]) -> list[str]:  # fmt: skip
    """The words of one response; what changes later becomes a dated decision."""
    values = {d.key: choose(d) for d in dims}
    later = {k: v for k, v in {**fixed, **values}.items() if k.startswith(LATER)}
    day = later.pop(DAY, None)
    changes = [
        f"{day}:{key.removeprefix(LATER)}={option}"
        for key, option in later.items()
        if option != KEEP
    ]
    told = {key: value for key, value in values.items() if not key.startswith(LATER)}
    return written({**told, **({"decisions": changes} if changes else {})})


def check_ends(dims: Sequence[Dimension], fixed: Sequence[str], told: Mapping[str, Any]) -> None:
    """Compose the ends of each dimension once, so that no trial can be out of bounds."""
    for dimension in dims:
        for end in dimension.ends:
            if dimension.key.startswith(LATER):
                continue
            compose([*fixed, *written({dimension.key: _end(dimension, end)})])
    compose([*fixed, *words_of(dims, lambda d: _end(d, d.ends[-1]), told)])


def _end(dimension: Dimension, value: Any) -> Any:
    return round(value) if dimension.whole and not dimension.values else value


def globbed(overrides: Sequence[str]) -> list[str]:
    """Overrides with ``GROUP=glob(…)`` written out as the options that it stands for."""
    return list(_globbed(overrides))


def _globbed(overrides: Sequence[str]) -> Iterator[str]:
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.core.override_parser.types import Glob
    from hydra.errors import HydraException

    for text in overrides:
        key, _sign, value = text.partition("=")
        if "glob(" not in value:
            yield text
            continue
        try:
            told = OverridesParser.create().parse_override(text).value()
        except HydraException:
            told = None
        options = groups().get(key.removeprefix(LATER))
        if options is None or not isinstance(told, Glob):
            raise SettingError(_("{text}: expected GROUP=glob(*) or GROUP=glob(PART*)", text=text))
        names = told.filter(list(options))
        if not names:
            raise SettingError(
                _("{text}: none of {known} fits", text=text, known=", ".join(options))
            )
        yield f"{key}={','.join(names)}"
