"""A case against its own record: what happened, what the model makes of it, and the error."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from marosim.settings import Settings
from marosim.settings.base import assign
from marosim.study.compose import Composed
from marosim.study.faults import StudyError
from marosim.study.observed import HELD_OUT, rows_for, simulate
from marosim.study.processes import computed
from marosim.study.published import COLUMNS
from marosim.study.tasks import nested
from marosim.study.uncertainty import Uncertainty
from marosim.world.case import Case

BAND = (0.05, 0.95)  # of replications: the 90 % band
# what is asked of a case as a whole; assumed, stated in the column how
MONTHLY_FACTOR = 3.0
TROOPS_FACTOR = 1.2
LEAST_COVERAGE = 0.7
LEAST_RANK_CORRELATION = 0.5
FEWEST_PLACES, FEWEST_MONTHS = 4, 4


def compare_with_record(
    composed: Composed,
    replications: int = 8,
    workers: int | None = None,
    progress: Callable[[int, int], Any] | None = None,
) -> pd.DataFrame:
    """Every recorded row of a case with what replications of it give.

    Adds to the columns of ``observed.csv``: ``simulated`` (mean), ``simulated_low`` and
    ``simulated_high`` (90 % band), ``in_range`` (the mean lies in the recorded range) and
    ``in_band`` (the recorded value lies in the band, allowing for its own range). With
    ``uncertainty=ranges`` or ``posterior`` the band holds what is not known of the settings.
    """
    rows = rows_for(composed.case, days=composed.settings.days)
    if rows.empty:
        raise StudyError(
            f"scenario={composed.case.name}: observed.csv has no rows within the days of the run"
        )
    values = _replicate(composed, rows, replications, workers, progress)
    table = rows.drop(columns=[c for c in ("line",) if c in rows])
    table.insert(0, "scenario", composed.case.name)
    table["simulated"] = _over_runs(values, np.nanmean)
    table["simulated_low"] = _over_runs(values, lambda v: np.nanquantile(v, BAND[0]))
    table["simulated_high"] = _over_runs(values, lambda v: np.nanquantile(v, BAND[1]))
    table["replications"] = replications
    low, high = table["low"].fillna(table["value"]), table["high"].fillna(table["value"])
    table["in_range"] = table["simulated"].between(low, high)
    table["in_band"] = in_band(table)
    table.attrs["persons_per_agent"] = persons_per_agent(composed.case, composed.settings)
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


def persons_per_agent(case: Case, settings: Settings) -> float:
    """Persons that one agent stands for: what the model cannot resolve."""
    given = settings.population.persons_per_agent
    if given:
        return float(given)
    people = case.places[[c for c in case.places if c.startswith("people_")]].to_numpy().sum()
    return float(max(people / settings.population.agents, 1.0))


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
) -> NDArray[np.float64]:
    unknown = Uncertainty(composed.study)
    jobs = []
    for k in range(replications):
        settings = copy.deepcopy(composed.settings)
        for name, value in unknown.draw(composed.settings, k).items():
            assign(settings, nested(name, value))
        settings.seed = composed.settings.seed + k
        settings.threads = 1
        jobs.append((composed.case, settings, rows))
    found = []
    for values in computed(_run, jobs, workers):
        found.append(values)
        if progress is not None:
            progress(len(found), replications)
    return np.array(found)


def _run(job: tuple[Case, Settings, pd.DataFrame]) -> NDArray[np.float64]:
    from marosim.response_model import ResponseModel

    case, settings, rows = job
    return simulate(ResponseModel(case, settings), rows)


def is_monthly(table: pd.DataFrame) -> pd.Series:
    """Rows of one month's deaths over the whole country."""
    days = table["day_to"] - table["day_from"]
    return (table["how"] == "flow") & (days <= 31) & (table["place"] == "")


def judge(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Lines of ``validation.csv`` for one case's comparison.

    Months are judged together (typical factor of error), places by their order, the band by
    how often it holds the record; every other row stands for itself.
    """
    table = table[table["simulated"].notna()]
    name = str(table["scenario"].iloc[0]) if len(table) else ""
    floor = float(table.attrs.get("persons_per_agent", 1.0))
    monthly = table[is_monthly(table) & (table["metric"] == "deaths_direct")]
    places = table[(table["how"] == "share") & (table["metric"] == "deaths_direct")]
    troops = table[(table["metric"] == "peacekeepers") & (table["place"] == "")]
    rest = table.drop(index=[*monthly.index, *places.index, *troops.index])
    found = [_single(row, name) for _, row in rest.iterrows()]
    if len(monthly) >= FEWEST_MONTHS:
        found.append(_typical(monthly, name, "deaths by month", MONTHLY_FACTOR, floor))
    if len(troops):
        found.append(_typical(troops, name, "peacekeepers by month", TROOPS_FACTOR, 1.0))
    if len(places) >= FEWEST_PLACES:
        found.append(_order(places, name))
    elif len(places):
        found += [_single(row, name) for _, row in places.iterrows()]
    held = table[table["use"] == HELD_OUT]
    if len(held) >= FEWEST_MONTHS:
        found.append(_coverage(held, name))
    return found


def _line(
    name: str, target: str, published: float, accept: tuple[float, float],
    value: tuple[float, float, float], how: str,
) -> dict[str, Any]:  # fmt: skip
    entry = dict.fromkeys(COLUMNS)
    entry.update(
        id=name, target=target, published=published, accept_low=accept[0], accept_high=accept[1],
        simulated=value[0], low=value[1], high=value[2],
        passes=bool(accept[0] <= value[0] <= accept[1]), how=how,
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
    )


def _typical(rows: pd.DataFrame, name: str, what: str, most: float, floor: float) -> dict[str, Any]:
    """How many times too high or too low a typical month is; beneath the floor all is equal."""

    def factor(column: str) -> NDArray[np.float64]:
        return np.abs(np.log((rows[column] + floor) / (rows["value"] + floor)).to_numpy())

    errors = factor("simulated")
    generator = np.random.default_rng(1)
    picks = generator.integers(0, len(errors), (2000, len(errors)))
    low, high = np.exp(np.quantile(errors[picks].mean(axis=1), [0.025, 0.975]))
    inside = float(rows["in_range"].mean())
    return _line(
        name, f"{what}, typical factor of error", 1.0, (1.0, most),
        (float(np.exp(errors.mean())), float(low), float(high)),
        f"geometric mean over {len(rows)} months, differences below {floor:.0f} persons left "
        f"out; {inside:.0%} of months within the recorded range; tolerance assumed",
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
        "tolerance assumed",
    )  # fmt: skip


def _coverage(rows: pd.DataFrame, name: str) -> dict[str, Any]:
    share = float(rows["in_band"].mean())
    interval = stats.binomtest(int(rows["in_band"].sum()), len(rows)).proportion_ci(method="wilson")
    return _line(
        name, "record within the 90 % band, rows held out", 0.9, (LEAST_COVERAGE, 1.0),
        (share, float(interval.low), float(interval.high)),
        f"share of {len(rows)} rows never used to calibrate, the record's own range allowed for; "
        "tolerance assumed",
    )  # fmt: skip


def validate_cases(
    cases: Sequence[Composed],
    replications: int = 8,
    workers: int | None = None,
    progress: Callable[[int, int], Any] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lines of ``validation.csv``, and the comparison row by row, for several cases."""
    lines, pages = [], []
    total = replications * len(cases)
    for position, composed in enumerate(cases):

        def shown(done: int, _: int, before: int = position * replications) -> None:
            if progress is not None:
                progress(before + done, total)

        page = compare_with_record(composed, replications, workers, shown)
        lines += judge(page)
        pages.append(page)
    record = pd.concat(pages, ignore_index=True) if pages else pd.DataFrame()
    return pd.DataFrame(lines, columns=COLUMNS), record
