"""A case against its own record: what happened, what the model makes of it, and the error."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from marosim.cases import available as shipped_cases
from marosim.cases import load
from marosim.core.setting import assign
from marosim.evidence import composition, months
from marosim.evidence.labels import INDEPENDENT, of_composition, of_recorded
from marosim.evidence.tally import Tally, tally
from marosim.evidence.verdict import PASSES, verdict
from marosim.settings import Settings
from marosim.study.compose import Composed
from marosim.study.faults import StudyError
from marosim.study.observed import HELD_OUT, rows_for, simulate
from marosim.study.processes import computed
from marosim.study.published import COLUMNS
from marosim.study.tasks import nested
from marosim.study.uncertainty import Uncertainty
from marosim.study.words import read_words
from marosim.world.case import Case

BAND = (0.05, 0.95)  # of replications: the 90 % band
# what is asked of a case as a whole; assumed, stated in the column how
TROOPS_FACTOR = 1.2
LEAST_RANK_CORRELATION = 0.5
FEWEST_PLACES, FEWEST_MONTHS = 4, 4


@dataclass(frozen=True)
class CaseRuns:
    """Runs of a case: ``record`` row by row, ``values`` [R, rows] of each, and what they tally."""

    composed: Composed
    record: pd.DataFrame
    values: NDArray[np.float64]
    tallies: list[Tally]


def compare_with_record(
    composed: Composed,
    replications: int = 8,
    workers: int | None = None,
    progress: Callable[[int, int], Any] | None = None,
) -> pd.DataFrame:
    """Every recorded row of a case with what replications of it give.

    Adds to the columns of ``observed.csv``: ``simulated`` (mean), ``simulated_low`` and
    ``simulated_high`` (90 % band), ``in_range`` (the mean lies in the recorded range),
    ``in_band`` (the recorded value lies in the band, allowing for its own range) and ``label``.
    With ``uncertainty=ranges`` or ``posterior`` the band holds what is not known of the settings.
    """
    return run_case(composed, replications, workers, progress).record


def run_case(
    composed: Composed,
    replications: int = 8,
    workers: int | None = None,
    progress: Callable[[int, int], Any] | None = None,
) -> CaseRuns:
    """Replications of a case, asked for every recorded row and tallied."""
    rows = rows_for(composed.case, days=composed.settings.days)
    if rows.empty:
        raise StudyError(
            f"scenario={composed.case.name}: observed.csv has no rows within the days of the run"
        )
    found = _replicate(composed, rows, replications, workers, progress)
    values = np.array([numbers for numbers, _ in found])
    table = summarised(composed, rows, values)
    return CaseRuns(composed, table, values, [tally for _, tally in found])


def summarised(composed: Composed, rows: pd.DataFrame, values: NDArray[np.float64]) -> pd.DataFrame:
    """Recorded rows with mean, band and label, from values [runs, rows]."""
    table = rows.drop(columns=[c for c in ("line",) if c in rows])
    table.insert(0, "scenario", composed.case.name)
    table["simulated"] = _over_runs(values, np.nanmean)
    table["simulated_low"] = _over_runs(values, lambda v: np.nanquantile(v, BAND[0]))
    table["simulated_high"] = _over_runs(values, lambda v: np.nanquantile(v, BAND[1]))
    table["replications"] = len(values)
    low, high = table["low"].fillna(table["value"]), table["high"].fillna(table["value"])
    table["in_range"] = table["simulated"].between(low, high)
    table["in_band"] = in_band(table)
    table["label"] = [
        of_recorded(composed.case, str(row.metric), str(row.use)) for row in table.itertuples()
    ]
    return table


def in_band(table: pd.DataFrame) -> pd.Series:
    """Whether recorded and simulated values differ by no more than both their errors allow.

    The half widths of the 90 % band and of the recorded range, on the sides that face each
    other, add up as independent errors do.
    """
    higher = table["simulated"] >= table["value"]
    low, high = table["low"].fillna(table["value"]), table["high"].fillna(table["value"])
    own = np.where(
        higher,
        table["simulated"] - table["simulated_low"],
        table["simulated_high"] - table["simulated"],
    )
    record = np.where(higher, high - table["value"], table["value"] - low)
    return (table["simulated"] - table["value"]).abs() <= np.hypot(own, record)


def _over_runs(
    values: NDArray[np.float64], measure: Callable[[NDArray[np.float64]], Any]
) -> NDArray[np.float64]:
    return np.array(
        [measure(column) if np.isfinite(column).any() else np.nan for column in values.T],
        dtype=float,
    )


def _replicate(
    composed: Composed,
    rows: pd.DataFrame,
    replications: int,
    workers: int | None,
    progress: Callable[[int, int], Any] | None,
) -> list[tuple[NDArray[np.float64], Tally]]:
    unknown = Uncertainty(composed.study)
    jobs = []
    for k in range(replications):
        settings = copy.deepcopy(composed.settings)
        told = [word.key for word in read_words(composed.overrides)]
        for name, value in unknown.draw(settings, k, told, composed.case.name).items():
            assign(settings, nested(name, value))
        settings.seed = composed.settings.seed + k
        settings.threads = 1
        jobs.append((composed.case, settings, rows))
    found = []
    for values in computed(_run, jobs, workers):
        found.append(values)
        if progress is not None:
            progress(len(found), replications)
    return found


def _run(
    job: tuple[Case, Settings, pd.DataFrame],
) -> tuple[NDArray[np.float64], Tally]:
    from marosim.response_model import ResponseModel

    case, settings, rows = job
    model = ResponseModel(case, settings)
    counted = tally(model)
    return simulate(model, rows), counted


def is_monthly(table: pd.DataFrame) -> pd.Series:
    """Rows of one month's deaths over the whole country."""
    days = table["day_to"] - table["day_from"]
    return (table["how"] == "flow") & (days <= 31) & (table["place"] == "")


def deaths_by_month(table: pd.DataFrame) -> pd.Series:
    """Those of such rows that hold civilians killed."""
    return is_monthly(table) & (table["metric"] == "deaths_direct")


def judge(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Lines of ``validation.csv`` for one case's comparison, deaths by month left out.

    Places are judged by their order and troops together; every other row stands for itself.
    Deaths by month are judged by their skill, see :mod:`marosim.evidence.months`.
    """
    table = table[table["simulated"].notna()]
    name = str(table["scenario"].iloc[0]) if len(table) else ""
    monthly = table[deaths_by_month(table)]
    if len(monthly) < FEWEST_MONTHS:
        monthly = monthly.iloc[:0]
    places = table[(table["how"] == "share") & (table["metric"] == "deaths_direct")]
    troops = table[(table["metric"] == "peacekeepers") & (table["place"] == "")]
    rest = table.drop(index=[*monthly.index, *places.index, *troops.index])
    found = [_single(row, name) for _, row in rest.iterrows()]
    if len(troops):
        found.append(_typical(troops, name, "peacekeepers by month", TROOPS_FACTOR))
    if len(places) >= FEWEST_PLACES:
        found.append(_order(places, name))
    elif len(places):
        found += [_single(row, name) for _, row in places.iterrows()]
    return found


def _line(
    name: str, target: str, published: float, accept: tuple[float, float],
    value: tuple[float, float, float], how: str, label: str,
) -> dict[str, Any]:  # fmt: skip
    came = verdict(*accept, *value)
    entry = dict.fromkeys(COLUMNS)
    entry.update(
        id=name, target=target, published=published, accept_low=accept[0], accept_high=accept[1],
        simulated=value[0], low=value[1], high=value[2],
        passes=came == PASSES, how=how, label=label, verdict=came,
    )  # fmt: skip
    return entry


def _single(row: pd.Series, name: str) -> dict[str, Any]:
    where = f" {row['place']}" if row["place"] else ""
    when = f"{row['date_from']} to {row['date_to']}" if row["how"] != "level" else row["date_to"]
    kind = {"cumulative_share": "share of all", "share": "share"}.get(str(row["how"]), "")
    return _line(
        name,
        " ".join(f"{kind} {row['metric']}{where}, {when}".split()),
        float(row["value"]),
        (float(row["low"]), float(row["high"])),
        (float(row["simulated"]), float(row["simulated_low"]), float(row["simulated_high"])),
        f"{row['use'].replace('_', ' ')}; mean and 90 % band of {row['replications']} runs; "
        f"recorded: {row['source']}",
        row["label"],
    )


def _typical(rows: pd.DataFrame, name: str, what: str, most: float) -> dict[str, Any]:
    """How many times too high or too low a typical row is."""

    def factor(column: str) -> NDArray[np.float64]:
        return np.abs(np.log((rows[column] + 1) / (rows["value"] + 1)).to_numpy())

    errors = factor("simulated")
    generator = np.random.default_rng(1)
    picks = generator.integers(0, len(errors), (2000, len(errors)))
    low, high = np.exp(np.quantile(errors[picks].mean(axis=1), [0.025, 0.975]))
    inside = float(rows["in_range"].mean())
    return _line(
        name, f"{what}, typical factor of error", 1.0, (1.0, most),
        (float(np.exp(errors.mean())), float(low), float(high)),
        f"geometric mean over {len(rows)} dates; {inside:.0%} within the recorded range; tolerance "
        "assumed", rows["label"].iloc[0],
    )  # fmt: skip


def _order(rows: pd.DataFrame, name: str) -> dict[str, Any]:
    found = stats.spearmanr(rows["simulated"], rows["value"]).statistic
    rank = float(found) if np.isfinite(found) else 0.0
    # Fisher's z gives the interval of a correlation
    half = 1.96 / np.sqrt(max(len(rows) - 3, 1))
    wide = np.arctanh(np.clip(rank, -0.999, 0.999))
    inside = float(rows["in_range"].mean())
    return _line(
        name, "order of places by people killed, rank correlation", 1.0,
        (LEAST_RANK_CORRELATION, 1.0),
        (rank, float(np.tanh(wide - half)), float(np.tanh(wide + half))),
        f"Spearman over {len(rows)} regions; {inside:.0%} of shares within the recorded range; "
        "tolerance assumed", rows["label"].iloc[0],
    )  # fmt: skip


def validate_cases(
    cases: Sequence[Composed],
    replications: int = 8,
    workers: int | None = None,
    progress: Callable[[int, int], Any] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lines of ``validation.csv``, and the comparison row by row, for several cases."""
    runs = run_cases(cases, replications, workers, progress)
    lines = [line for found in runs for line in judge_case(found)]
    record = pd.concat([r.record for r in runs], ignore_index=True) if runs else pd.DataFrame()
    return pd.DataFrame(lines, columns=COLUMNS), record


def run_cases(
    cases: Sequence[Composed],
    replications: int,
    workers: int | None = None,
    progress: Callable[[int, int], Any] | None = None,
) -> list[CaseRuns]:
    """Replications of several cases, one case after another."""
    found: list[CaseRuns] = []
    total = replications * len(cases)
    for position, composed in enumerate(cases):

        def shown(done: int, _: int, before: int = position * replications) -> None:
            if progress is not None:
                progress(before + done, total)

        found.append(run_case(composed, replications, workers, shown))
    return found


def judge_case(runs: CaseRuns) -> list[dict[str, Any]]:
    """All lines of a case: skill and calibration, composition, then row by row."""
    name, case = runs.composed.case.name, runs.composed.case
    scored = scored_months(runs)
    label = of_recorded(case, "deaths_direct", HELD_OUT)
    found = months.lines(name, scored, label) if scored is not None else []
    for row in composition_of(runs):
        found.append(
            _line(
                name, f"{row['quantity']}{' ' + row['actor'] if row['actor'] else ''}, "
                f"{row['date_from']} to {row['date_to']}",
                row["recorded"], (row["accept_low"], row["accept_high"]),
                (row["simulated"], row["low"], row["high"]),
                f"within a factor of two; mean and 90 % band of {len(runs.tallies)} runs; "
                f"recorded: {row['source']}", of_composition(case, row["quantity"]),
            )
        )  # fmt: skip
    for row in composition.of_sizes(case.name, runs.tallies):
        chance = float(row["simulated"])
        found.append(
            _line(name, row["quantity"], 1.0, (months.LEAST_UNIFORM, 1.0), (chance,) * 3,
                  row["how"], INDEPENDENT)
        )  # fmt: skip
    return found + judge(runs.record)


def composition_of(runs: CaseRuns) -> list[dict[str, Any]]:
    """Recorded and simulated composition of a case."""
    return composition.compare(runs.composed.case.name, runs.tallies)


def scored_months(runs: CaseRuns) -> months.Scored | None:
    """Skill and calibration of a case's late months, beside other shipped cases' rates."""
    chosen = deaths_by_month(runs.record).to_numpy()
    rows = runs.record[chosen].sort_values("day_from", kind="stable")
    if rows.empty:
        return None
    own = recorded_months(runs.composed.case, rows)
    names = [name for name in shipped_cases() if name != runs.composed.case.name]
    others = {name: m for name in names if (m := recorded_months(load(name))) is not None}
    return months.score(runs.values[:, rows.index], own, others) if own is not None else None


def recorded_months(case: Case, rows: pd.DataFrame | None = None) -> months.Months | None:
    """Recorded deaths by month of a case, or these rows of it; nothing where it has none."""
    rows = rows_for(case) if rows is None else rows
    rows = rows[deaths_by_month(rows)] if len(rows) else rows
    people = case.places.loc[case.places["country"] == case.country, "population"].sum()
    return months.months_of(rows, float(people)) if len(rows) else None
