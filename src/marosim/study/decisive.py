"""On which unknown settings the choice between responses turns, and what to know each is worth.

A study that draws settings anew in every replication holds the answer: replications in which a
setting was high are set beside those in which it was low. A curve of third degree in the rank of
a setting tells how the difference of two responses depends on it. Chance makes every curve fit a
little, and the best of hundreds fits well. So differences are shuffled among draws, and only a
share that the best setting of hardly any shuffle reaches is called told; what a told setting
explains is taken away before the next is sought. Value of information follows Strong, Oakley &
Brennan (2014, Medical Decision Making 34): what one would gain on average if one knew a setting,
and nothing else, before choosing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from marosim.languages import _
from marosim.study.compare import Comparison
from marosim.study.faults import StudyError
from marosim.study.store import DRAWN

FEWEST_DRAWS = 20  # replications below which a curve follows chance
DEGREE = 3
SHUFFLES = 1000
AGAIN = 200  # of them, for what a curve promises too much
DOUBT = 0.05  # chance that any setting of any response is called told where none matters
MOST_TOLD = 8  # of a difference
MOST_RESPONSES = 40  # for which so many shuffles can tell
_SEED = 20_202  # the same shuffles every time, so that tables repeat exactly
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Decisive:
    """What the draws of one family of responses tell.

    ``settings``: a row a response and setting, columns response, setting, share (of the variance
    of its difference to the baseline that the setting explains beyond those told before it,
    freed of what chance explains), rises (1 if the difference grows with the setting, −1 if it
    falls, 0 if neither), chance (that the best of all settings explains so much by luck) and
    told.

    ``worth``: a row a setting on which the choice turns, columns setting, worth (in units of the
    metric, a decision), by_chance (what a setting that plays no part would seem worth in one of
    twenty studies) and changes (share of draws in which another response would be chosen).

    ``least`` is the share below which nothing is told with so many ``draws``, 0 where no draw
    makes a difference; ``most`` is what it would be worth to know everything, chance too.
    """

    settings: pd.DataFrame
    worth: pd.DataFrame
    draws: int
    least: float
    most: float


def decisive(comparison: Comparison, metric: str, family: Sequence[str]) -> Decisive:
    """What decides between the responses of a family, each held against its baseline.

    Raises :class:`StudyError` if the study drew no setting, or has too few replications.
    """
    against = {r: comparison.baseline[r] for r in family if comparison.baseline[r] != r}
    values = pd.DataFrame({r: comparison.values(r, metric) for r in family}).dropna()
    higher = comparison.study.metrics.get(metric, {}).get("better") == "higher"
    return among(values, drawn_settings(comparison, family[0]), against, higher=higher)


def among(
    values: pd.DataFrame, drawn: pd.DataFrame, against: Mapping[str, str], *, higher: bool
) -> Decisive:
    """The same from outcomes by replication (rows) and response, and the settings drawn there.

    ``against`` has each response whose difference is asked for, and what it is held against.
    Raises :class:`StudyError` for fewer than FEWEST_DRAWS replications.
    """
    if len(values) < FEWEST_DRAWS:
        raise StudyError(
            _("{count} replications have every response; expected at least {least}, each with "
              "its own draw of the settings: add replications to the study",
              count=str(len(values)), least=str(FEWEST_DRAWS))
        )  # fmt: skip
    known = Known(drawn.loc[values.index])
    gaps = {own: values[own] - values[other] for own, other in against.items()}
    found = {own: known.turning(gap, len(gaps)) for own, gap in gaps.items()}
    pages = [page.assign(response=own) for own, (page, _least) in found.items()]
    settings = pd.concat(pages, ignore_index=True)
    gain = values.to_numpy(dtype=float) * (1.0 if higher else -1.0)
    best = int(gain.mean(axis=0).argmax())
    return Decisive(
        settings=settings[["response", "setting", "share", "rises", "chance", "told"]],
        worth=known.worth(gain, best),
        draws=len(values),
        least=max(0.0, *(least for _page, least in found.values())),
        most=float(np.mean(gain.max(axis=1) - gain[:, best])),
    )


def drawn_settings(comparison: Comparison, response: str) -> pd.DataFrame:
    """The drawn value of each setting, a column each, by replication; those that never vary go.

    Raises :class:`StudyError` if there is none.
    """
    runs = comparison.runs[comparison.runs["response"] == response].set_index("replication")
    found = runs[[c for c in runs if str(c).startswith(DRAWN)]]
    found = found.loc[:, found.nunique() > 1].dropna(axis=1)
    if found.empty:
        raise StudyError(
            _("all runs share the same settings, so that nothing tells which of them decide; "
              "make the study with uncertainty=ranges or uncertainty=posterior")
        )  # fmt: skip
    return found.rename(columns=lambda name: str(name).removeprefix(DRAWN))


def basis(drawn: pd.Series) -> Floats:
    """Orthonormal columns [N, degrees of freedom] of which a setting's curve is made, mean zero.

    The first rises with the setting.
    """
    if pd.api.types.is_numeric_dtype(drawn) and drawn.nunique() > DEGREE + 1:
        rank = drawn.rank().to_numpy(dtype=float)
        at = (2.0 * rank - len(rank) - 1.0) / len(rank)
        columns = np.polynomial.legendre.legvander(at, DEGREE)[:, 1:]
    else:
        columns = pd.get_dummies(drawn, drop_first=True).to_numpy(dtype=float)
    found, along = np.linalg.qr(columns - columns.mean(axis=0))
    return np.asarray(found * np.sign(np.diag(along)))


class Known:
    """The settings drawn in each replication, as curves that outcomes can be held against."""

    def __init__(self, drawn: pd.DataFrame) -> None:
        self.names = [str(name) for name in drawn]
        self.ordered = drawn.dtypes.map(pd.api.types.is_numeric_dtype).to_numpy()
        self.bases = [basis(drawn[name]) for name in drawn]
        self.columns = np.hstack(self.bases)
        sizes = np.array([one.shape[1] for one in self.bases])
        self.starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        self.free = sizes / (len(drawn) - 1.0)
        generator = np.random.Generator(np.random.Philox(_SEED))
        shuffled = [generator.permutation(len(drawn)) for _ in range(SHUFFLES)]
        self.orders = np.stack(shuffled, axis=1)  # [N, shuffles]

    def shares(self, gaps: Floats) -> Floats:
        """Share of the variance of centred gaps [N, S] that each setting explains [K, S]."""
        whole = np.maximum((gaps**2).sum(axis=0), 1e-300)
        parts = np.add.reduceat((self.columns.T @ gaps) ** 2, self.starts, axis=0) / whole
        return np.asarray((parts - self.free[:, None]) / (1.0 - self.free[:, None]))

    def turning(self, gap: pd.Series, responses: int) -> tuple[pd.DataFrame, float]:
        """What one difference turns on: a row a setting, those told first in their order.

        Also the share that the best setting has by chance in hardly any shuffle.
        """
        left = gap.to_numpy(dtype=float) - gap.mean()
        whole = max(float(left @ left), 1e-300)
        told: list[tuple[int, float, int, float, bool]] = []
        while True:
            share = self.shares(left[:, None])[:, 0]
            share[[k for k, *_ in told]] = -np.inf
            best = self.shares(left[self.orders]).max(axis=0)
            if not told:
                least = float(np.quantile(best, 1.0 - _doubt(responses)))
            top = int(share.argmax())
            chance = float((1 + np.count_nonzero(best >= share[top])) / (1 + SHUFFLES))
            size = float(left @ left) / whole  # of the variance that is still unexplained
            if chance > _doubt(responses) or len(told) == MOST_TOLD or size < 1e-9:
                break
            told.append((top, share[top] * size, self._rises(top, left), chance, True))
            left = left - self.bases[top] @ (self.bases[top].T @ left)
        rest = [
            (k, max(share[k], 0.0) * size, self._rises(k, left), chance if k == top else 1.0, False)
            for k in np.argsort(-share, kind="stable")
            if np.isfinite(share[k])
        ]
        table = pd.DataFrame(
            [*told, *rest], columns=["setting", "share", "rises", "chance", "told"]
        )
        return table.assign(setting=[self.names[k] for k in table["setting"]]), least

    def _rises(self, setting: int, gap: Floats) -> int:
        """1 or −1 where most of a setting's curve is a rising or falling line, else 0."""
        parts = self.bases[setting].T @ gap
        line = self.ordered[setting] and parts[0] ** 2 > 0.5 * (parts**2).sum()
        return int(np.sign(parts[0])) if line else 0

    def worth(self, gain: Floats, best: int) -> pd.DataFrame:
        """What it is worth to know a setting on which the choice turns, greatest first.

        A setting counts with the differences on which it is told alone: its curve through another
        one follows chance.
        """
        gaps = np.delete(gain, best, axis=1) - gain[:, [best]]
        told: dict[str, list[int]] = {}
        for r in range(gaps.shape[1]):
            page = self.turning(pd.Series(gaps[:, r]), gaps.shape[1])[0]
            for name in page.loc[page["told"], "setting"]:
                told.setdefault(name, []).append(r)
        rows = [(name, *self.worth_of(k, gaps[:, told[name]])) for k, name in enumerate(self.names)
                if name in told]  # fmt: skip
        table = pd.DataFrame(rows, columns=["setting", "worth", "by_chance", "changes"])
        table = table[table["worth"] > 0]
        return table.sort_values("worth", ascending=False, kind="stable").reset_index(drop=True)

    def worth_of(self, setting: int, gaps: Floats) -> tuple[float, float, float]:
        """The worth of a setting, what chance alone reaches, and how often it changes the choice.

        ``gaps`` [N, responses] is what each of the others gains over the best. The last number is
        a share of draws.
        """
        columns, means = self.bases[setting], gaps.mean(axis=0)
        curve = means + columns @ (columns.T @ gaps)
        # a curve that follows chance promises too much: as much as it promises more once what
        # it leaves unexplained is shuffled and followed as well
        again = curve[:, None] + self._followed(columns, gaps - curve)
        worth = 2.0 * float(_gained(curve).mean()) - float(_gained(again).mean())
        nothing = _gained(means + self._followed(columns, gaps - means)).mean(axis=0)
        by_chance = float(np.quantile(nothing, 1.0 - DOUBT) - nothing.mean())
        changes = float(np.mean(curve.max(axis=1) > 0))
        return (max(worth, 0.0), by_chance, changes) if changes else (0.0, by_chance, 0.0)

    def _followed(self, columns: Floats, gaps: Floats) -> Floats:
        """Curves through shuffled gaps: [N, shuffles, responses]."""
        parts = np.tensordot(columns, gaps[self.orders[:, :AGAIN]], axes=(0, 0))
        return np.asarray(np.tensordot(columns, parts, axes=(1, 0)))


def _gained(gaps: Floats) -> Floats:
    """What is gained over the best where another is chosen wherever it does better."""
    return np.asarray(np.maximum(gaps.max(axis=-1), 0.0))


def _doubt(responses: int) -> float:
    """The chance of a false alarm that each of several differences may have (Bonferroni)."""
    return DOUBT / min(max(responses, 1), MOST_RESPONSES)
