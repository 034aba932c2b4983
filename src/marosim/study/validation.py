"""``marosim validate``: published effects, the record of cases and displacement, in one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from marosim.evidence.face import face
from marosim.evidence.labels import INDEPENDENT
from marosim.evidence.verdict import verdict
from marosim.record.whole import whole_file
from marosim.study.compose import Composed, compose
from marosim.study.published import COLUMNS
from marosim.study.trials import tallied
from marosim.study.validation_cases import CaseRuns, composition_of, judge_case, run_cases

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

    Columns: id, target, published, accept_low, accept_high, simulated, low, high, passes (the
    whole interval lies in the accepted range), how, label (fitted, input or independent),
    baseline, skill and crps (of deaths by month), verdict (passes, point only, misses).
    ``published`` adds the experiments on published effects of peacekeeping. Besides,
    ``record.csv`` holds every recorded row of the cases with its simulated mean and band,
    ``composition.csv`` who kills and how beside the record, ``face.csv`` metrics that are
    constant, undefined without a mission or far off the record, and ``displacement.csv`` the
    errors of naive rules beside the model's for imported cases.
    """
    count = replications or SIZES[size]
    imported = [c for c in cases if c.case.arrivals is not None]
    recorded = [c for c in cases if c.case.arrivals is None]
    runs = run_cases(recorded, count, workers, progress)
    lines = pd.DataFrame([x for found in runs for x in judge_case(found)], columns=COLUMNS)
    checks = [check(c, min(count, MOST_SEEDS)) for c in imported]
    errors = [found.table() for found in checks]
    pages = [lines, *(displacement_line(table) for table in errors)]
    if published:
        from marosim.study.published import published_effects

        effects = published_effects(size, workers, progress)
        pages.append(effects)
        draw_targets(effects, folder / "figures")
    table = pd.concat([page for page in pages if len(page)], ignore_index=True)[COLUMNS]
    with whole_file(folder / "validation.csv") as draft:
        table.to_csv(draft, index=False, float_format="%.6g")
    if runs:
        _write_record(runs, folder)
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
        "passes": bool(own["rescaled_high"] <= best["rescaled"]),
        "label": INDEPENDENT,
        "baseline": str(best["rule"]),
        "verdict": verdict(
            0.0,
            *(
                float(x)
                for x in (
                    best["rescaled"],
                    own["rescaled"],
                    own["rescaled_low"],
                    own["rescaled_high"],
                )
            ),
        ),
        "how": f"as Flee defines it (Suleimenova, Bell & Groen 2017), {own['camps']:.0f} camps, "
        f"{own['days']:.0f} days; best naive rule: {best['rule']}; not rescaled "
        f"{own['not_rescaled']:.2f}",
    }
    return pd.DataFrame([entry], columns=COLUMNS)


def draw_targets(effects: pd.DataFrame, folder: Path) -> None:
    """Draw published effects beside what the model gives."""
    from marosim.view.evidence import targets

    # some published effects are words ("near 1"): they have no mark of their own
    numbers = pd.to_numeric(effects["published"], errors="coerce")
    axes = targets(effects.assign(published=numbers))
    with whole_file(folder / "published_effects.png") as draft:
        axes.figure.figure.savefig(draft, format="png")


def _draw_camps(checks: Sequence[DisplacementCheck], folder: Path) -> None:
    from marosim.study.displacement_figure import displacement_figure

    for found in checks:
        with whole_file(folder / "figures" / f"{found.case}.png") as draft:
            displacement_figure(found).savefig(draft, format="png")


def _write_record(runs: Sequence[CaseRuns], folder: Path) -> None:
    from marosim.study.evidence_figures import case_evidence
    from marosim.study.validation_figure import case_figure

    record = pd.concat([found.record for found in runs], ignore_index=True)
    pages = {
        "record": record.drop(columns=["day_from", "day_to"]),
        "composition": pd.DataFrame([row for found in runs for row in composition_of(found)]),
        "face": pd.DataFrame([row for found in runs for row in face_of(found)]),
    }
    for name, page in pages.items():
        with whole_file(folder / f"{name}.csv") as draft:
            page.to_csv(draft, index=False, float_format="%.6g")
    for found in runs:
        case = found.composed.case
        drawn = {
            case.name: case_figure(found.record, case.title),
            f"{case.name}_evidence": case_evidence(found),
        }
        for name, figure in drawn.items():
            with whole_file(folder / "figures" / f"{name}.png") as draft:
                figure.savefig(draft, format="png")


def face_of(runs: CaseRuns) -> list[dict[str, Any]]:
    """Face validity of a case, with one more run of it, without a mission."""
    composed = runs.composed
    none = compose([f"scenario={composed.case.name}", "response=none"]).settings
    none.days, none.population.agents = composed.settings.days, composed.settings.population.agents
    return face(composed.case.name, runs.tallies, tallied(composed.case, none), runs.record)
