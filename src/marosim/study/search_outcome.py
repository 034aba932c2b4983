"""What a search came to, from runs on new seeds alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from marosim.study import intervals
from marosim.study.compare import difference
from marosim.study.front import unbeaten
from marosim.study.intervals import FEWEST, Interval
from marosim.study.search import TRIALS
from marosim.study.search_space import response_words
from marosim.study.study import Study


@dataclass(frozen=True)
class Against:
    """A found response against the recorded one, in one aim.

    ``change`` holds for all of them together. ``seen`` is the difference in the trials, which
    flatters what was chosen from them. ``better`` is 1 where the response is clearly better, −1
    where clearly worse, 0 where the runs cannot tell.
    """

    response: str
    aim: str
    mean: float
    change: Interval
    seen: float
    better: int


class Outcome:
    """The found responses of a search, against the recorded one."""

    def __init__(self, study: Study) -> None:
        self.study = study
        about: dict[str, Any] = study.about["search"]
        self.aims: list[str] = about["aims"]
        self.trials: int = about["trials"]
        self.recorded, *self.found = study.responses
        self.pairs = len(self._wide(self.aims[0]))

    def words(self, response: str) -> str:
        """The words of a found response, as they are typed."""
        items = {item["label"]: item["overrides"] for item in self.study.about["responses"]}
        shared = set(items[self.recorded])
        return " ".join(word for word in items[response] if word not in shared)

    def option(self, response: str) -> list[str]:
        """All words that make a found response, as ``marosim response save`` takes them."""
        items = {item["label"]: item["overrides"] for item in self.study.about["responses"]}
        return response_words(items[response])

    def rows(self) -> list[Against]:
        """One for each found response and aim; intervals are wide enough for all of them."""
        among = len(self.found) * len(self.aims)
        seen = _seen(self.study, self.aims)
        found = []
        for name in self.found:
            for aim in self.aims:
                wide = self._wide(aim)[[name, self.recorded]].dropna()
                alone = difference(wide[name], wide[self.recorded])
                change = intervals.together(alone, len(wide), among)
                better = -self.sign(aim) * intervals.direction(alone, len(wide), among)
                words = self._item(name)
                found.append(
                    Against(name, aim, float(wide[name].mean()), change,
                            seen.get((words, aim), np.nan), better)
                )  # fmt: skip
        return found

    def sign(self, aim: str) -> int:
        """1 where less is better, −1 where more is."""
        return -1 if self.study.metrics[aim]["better"] == "higher" else 1

    def front(self) -> list[str]:
        """Of the found responses and the recorded one, those that none beats in all aims."""
        names = [self.recorded, *self.found]
        means = np.array([[self._wide(a)[n].mean() * self.sign(a) for a in self.aims]
                          for n in names])  # fmt: skip
        return [name for name, there in zip(names, unbeaten(means), strict=True) if there]

    def table(self) -> pd.DataFrame:
        """The columns of ``search.csv``, one row a found response and aim."""
        front = self.front()
        return pd.DataFrame(
            {
                "response": row.response,
                "words": self.words(row.response),
                "aim": row.aim,
                "mean": row.mean,
                "difference": row.change.mean,
                "low": row.change.low,
                "high": row.change.high,
                "seen_in_trials": row.seen,
                "verdict": {1: "better", -1: "worse"}.get(row.better, "cannot tell"),
                "on_front": row.response in front,
                "replications": self.pairs,
            }
            for row in self.rows()
        )

    @property
    def too_few(self) -> bool:
        """Whether there are too few new runs to tell anything."""
        return self.pairs < FEWEST

    def _wide(self, aim: str) -> pd.DataFrame:
        return self.study.runs.pivot(index="replication", columns="response", values=aim)

    def _item(self, name: str) -> tuple[str, ...]:
        return tuple(self.words(name).split(" "))


def _seen(study: Study, aims: list[str]) -> dict[tuple[tuple[str, ...], str], float]:
    """The difference from the recorded response in the trials, by words and aim."""
    trials = Study(study.folder / TRIALS)
    means = trials.runs.groupby("response")[aims].mean()
    items = {item["label"]: item["overrides"] for item in trials.about["responses"]}
    recorded = trials.responses[0]
    shared = set(items[recorded])
    return {
        (tuple(w for w in words if w not in shared), aim): float(
            means.loc[label, aim] - means.loc[recorded, aim]
        )
        for label, words in items.items()
        if label in means.index and recorded in means.index
        for aim in aims
    }
