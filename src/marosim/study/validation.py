"""``marosim validate``: published effects, the record of cases and displacement, in one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from marosim.record.whole import whole_file
from marosim.study.compose import Composed
from marosim.study.published import COLUMNS
from marosim.study.validation_cases import validate_cases

if TYPE_CHECKING:
    from marosim.study.validation_flee import DisplacementCheck

DISPLACEMENT = "displacement.csv"
MOST_SEEDS = 3  # the spread over seeds of camp counts is small
# replications of each case, by the size of the experiments
SIZES = {"quick": 4, "default": 10, "long": 40}


def cases_with_record() -> list[str]:
    """Shipped and own cases whose ``observed.csv`` has rows."""
    from marosim import cases

    return [name for name in cases.available() if not cases.load(name).observed.empty]


def validate(
    cases: Sequence[Composed],
    folder: Path,
    *,
    published: bool = True,
    size: str = "default",
    replications: int | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], Any] | None = None,
) -> pd.DataFrame:
    """The lines of ``validation.csv``, which is written to the folder with figures.

    Columns: id, target, published, accept_low, accept_high, simulated, low, high, passes, how.
    ``published`` adds the experiments on published effects of peacekeeping. Besides,
    ``record.csv`` holds every recorded row of the cases with its simulated mean and band,
    and ``displacement.csv`` the errors of naive rules beside the model's for imported cases.
    """
    count = replications or SIZES[size]
    imported = [c for c in cases if c.case.arrivals is not None]
    recorded = [c for c in cases if c.case.arrivals is None]
    lines, record = validate_cases(recorded, count, workers, progress)
    checks = [check(c, min(count, MOST_SEEDS)) for c in imported]
    errors = [found.table() for found in checks]
    pages = [lines, *(displacement_line(table) for table in errors)]
    if published:
        from marosim.study.published import published_effects

        effects = published_effects(size, workers, progress)
        pages.append(effects)
        _draw_targets(effects, folder)
    table = pd.concat([page for page in pages if len(page)], ignore_index=True)[COLUMNS]
    with whole_file(folder / "validation.csv") as draft:
        table.to_csv(draft, index=False, float_format="%.6g")
    if recorded:
        _write_record(recorded, record, folder)
    if checks:
        with whole_file(folder / DISPLACEMENT) as draft:
            pd.concat(errors, ignore_index=True).to_csv(draft, index=False, float_format="%.6g")
        _draw_camps(checks, folder)
    return table


def check(composed: Composed, seeds: int) -> DisplacementCheck:
    """Displacement alone, with violence given from outside, against counts in camps."""
    from marosim.study.validation_flee import check_displacement

    first = composed.settings.seed
    return check_displacement(composed.case, composed.settings, tuple(range(first, first + seeds)))


def displacement_line(found: pd.DataFrame) -> pd.DataFrame:
    """The line of a case in ``validation.csv``.

    Accepted is what does better than the best naive rule that does not know the outcome.
    """
    own = found[found["rule"] == "marosim"].iloc[0]
    published = found[found["rule"].str.startswith("Flee")]["rescaled"]
    naive = found[~found["rule"].str.contains("marosim|knows the outcome|^Flee")]
    best = naive.loc[naive["rescaled"].idxmin()]
    entry = {
        "id": str(own["case"]),
        "target": "averaged relative difference to camp counts, rescaled",
        "published": float(published.iloc[0]) if len(published) else float("nan"),
        "accept_low": 0.0,
        "accept_high": float(best["rescaled"]),
        "simulated": float(own["rescaled"]),
        "low": float(own["rescaled_low"]),
        "high": float(own["rescaled_high"]),
        "passes": bool(own["rescaled"] <= best["rescaled"]),
        "how": f"as Flee defines it (Suleimenova, Bell & Groen 2017), {own['camps']:.0f} camps, "
        f"{own['days']:.0f} days; best naive rule: {best['rule']}; not rescaled "
        f"{own['not_rescaled']:.2f}",
    }
    return pd.DataFrame([entry], columns=COLUMNS)


def _draw_targets(effects: pd.DataFrame, folder: Path) -> None:
    from marosim.view.evidence import targets

    # some published effects are words ("near 1"): they have no mark of their own
    numbers = pd.to_numeric(effects["published"], errors="coerce")
    axes = targets(effects.assign(published=numbers))
    with whole_file(folder / "figures" / "published_effects.png") as draft:
        axes.figure.figure.savefig(draft, format="png")


def _draw_camps(checks: Sequence[DisplacementCheck], folder: Path) -> None:
    from marosim.study.displacement_figure import displacement_figure

    for found in checks:
        with whole_file(folder / "figures" / f"{found.case}.png") as draft:
            displacement_figure(found).savefig(draft, format="png")


def _write_record(cases: Sequence[Composed], record: pd.DataFrame, folder: Path) -> None:
    with whole_file(folder / "record.csv") as draft:
        record.drop(columns=["day_from", "day_to"]).to_csv(draft, index=False, float_format="%.6g")
    from marosim.study.validation_figure import case_figure

    for composed in cases:
        name = composed.case.name
        with whole_file(folder / "figures" / f"{name}.png") as draft:
            page = record[record["scenario"] == name]
            case_figure(page, composed.case.title).savefig(draft, format="png")
