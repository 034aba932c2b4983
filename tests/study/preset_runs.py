"""Short runs that checks of presets share, and the table in which they are entered."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.stats import ttest_rel

from marosim.core.setting import as_dict, assign
from marosim.mission.state import TROOPS
from marosim.response_model import ResponseModel
from marosim.settings import Settings
from marosim.study.compose import Composed, compose

DECIDING = {
    *("Coordination", "PoliticalWill", "Authorisation", "MandateInForce", "HostConsent"),
    *("Funding", "StabiliseOrBuild", "RapidReaction", "PreventiveDeployment", "Training"),
    *("Deployment", "OperationalApproach", "Timeline"),
}
# a mission that stands in Rwanda when the killing begins, and keeps its mandate
PRESENT = (
    *("scenario=rwanda_1994", "population.agents=300", "days=40", "authorisation.day=-120"),
    *("deployment=rapid", "funding=full", "adaptive_mandate.enabled=false"),
)


@dataclass(frozen=True)
class Row:
    """The sentence that an option promises, and the check that holds it to its word."""

    sentence: str
    check: Callable[[], None]


TABLE: dict[tuple[str, str], Row] = {}


def promises(
    group: str, option: str, sentence: str
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Enter a check into the table, beside the sentence that it was written for."""

    def enter(check: Callable[[], None]) -> Callable[[], None]:
        assert (group, option) not in TABLE, f"two rows for {group}={option}"
        TABLE[group, option] = Row(sentence, check)
        return check

    return enter


# numbers that are set after composing, so that runs share what takes long: the options
NUMBERS = ("seed", "days", "population.agents", "authorisation.day")


@cache
def composed(*words: str) -> Composed:
    """A case and settings, once for all who ask; to read only."""
    return compose(list(words))


def made(*words: str) -> ResponseModel:
    """A model that has not run yet."""
    pairs = [word.partition("=") for word in words]
    numbers = {key: int(value) for key, _, value in pairs if key in NUMBERS}
    base = composed(*(w for w, pair in zip(words, pairs, strict=True) if pair[0] not in NUMBERS))
    settings = copy.deepcopy(base.settings)
    for key, value in numbers.items():
        root, _, name = key.partition(".")
        assign(settings, {root: {name: value}} if name else {root: value})
    return ResponseModel(base.case, settings)


@cache
def run(*words: str) -> ResponseModel:
    """A whole run, once for all who ask; to read only."""
    return made(*words).run()


def present(*words: str, seed: int = 1) -> ResponseModel:
    """A mission in Rwanda on the day when the killing begins, and forty days of it."""
    model = run(*PRESENT, f"seed={seed}", *words)
    assert model.daily["attacks"].sum() > 20
    return model


@cache
def pipeline(*words: str) -> ResponseModel:
    """A run of what decides, pays and deploys alone; to read only."""
    model = made(*words, "population.agents=100")
    model.mechanisms = [m for m in model.mechanisms if type(m).__name__ in DECIDING]
    return model.run()


def first(model: ResponseModel, kind: str) -> float:
    """The day of the first event of a kind; infinity without one."""
    days = model.events["day"][model.events["kind"] == kind]
    return float(days.min()) if len(days) else np.inf


def heads(model: ResponseModel) -> np.ndarray:
    """Troops, observers and police in the country by day."""
    return (model.daily["peacekeepers"] + model.daily["police"]).to_numpy()


def troops(model: ResponseModel) -> float:
    """Troops in the country at the end."""
    return model.mission.heads(TROOPS)


def answers(model: ResponseModel) -> set[str]:
    """What peacekeepers did where they answered attacks."""
    events = model.events
    told = events["text"][events["kind"] == "attack_answered"]
    return {text.split(":")[0] for text in told}  # what follows says why


def answered(models: list[ResponseModel]) -> np.ndarray:
    """Share of the attacks begun within reach of troops that they answered, by run."""
    counts = [m.daily[["attacks_answered", "attacks_in_reach"]].sum() for m in models]
    return np.array([c.iloc[0] / c.iloc[1] for c in counts])


def beyond_chance(more: np.ndarray, less: np.ndarray) -> bool:
    """Whether pairs of runs with the same chance differ, on average, by more than chance."""
    return bool(ttest_rel(more, less, alternative="greater").pvalue < 0.025)


def last(model: ResponseModel, metric: str) -> float:
    """A metric on the last day."""
    return float(model.daily[metric].iloc[-1])


def differing(one: Settings, other: Settings) -> set[str]:
    """The parts of the settings in which two responses differ."""
    left, right = as_dict(one), as_dict(other)
    return {key for key in left if left[key] != right[key]}


def same(one: ResponseModel, other: ResponseModel) -> bool:
    """Whether two runs lived through the same days."""
    return one.daily.equals(other.daily)


def as_recorded(group: str, other: str) -> None:
    """``group=historical`` runs as what the case records of the group does when typed by hand."""
    base = ("scenario=bosnia_1992", "population.agents=300", "days=35")
    recorded = run(*base, f"{group}=historical")
    block = recorded.case.historical[group]
    typed = [
        f"{root}.{name}={value}".replace("'", "").replace(": ", ":")
        for root, values in block.items()
        for name, value in values.items()
    ]
    assert same(recorded, run(*base, f"{group}={other}", *typed))
    assert not same(recorded, run(*base, f"{group}={other}"))
