"""``marosim calibrate``: which values of shared settings agree with the record of several cases.

Approximate Bayesian computation by rejection (Pritchard et al. 1999): settings are drawn from
their priors by a Latin hypercube, every case is run under each draw, draws are ranked by their
distance from the calibration rows of ``observed.csv``, and the nearest are kept and weighted
(Epanechnikov). They stand as drawn: a regression adjustment (Beaumont, Zhang & Balding 2002)
made intervals too narrow on made-up truths. Rows held out are never read here. The same values
serve all cases: settings of a case stay as its files give them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from marosim.record.provenance import versions
from marosim.record.whole import whole_file
from marosim.settings import Settings
from marosim.study.calibration_distance import Target
from marosim.study.calibration_runs import Job, Library, Prior, draw, priors, settings_of, table
from marosim.study.compose import Composed
from marosim.study.faults import StudyError
from marosim.study.posterior_origin import digests

METRICS = ("deaths_direct", "displaced_internal", "displaced_abroad")
SETTINGS = (
    "attacks.hazard",
    "attacks.extermination_weight",
    "attacks.killed_per_perpetrator",
    "attacks.ending",
    "battles.hazard",
    "battles.civilian_ratio",
    "escalation.base",
    "escalation.calming_days",
    "flight.leave_chance_highest",
    "flight.attachment_weight",
    "flight.half_fear_rate",
    "flight.battle_weight",
    "flight.advance_weight",
    "flight.advance_haste",
    "flight.danger_aversion",
    "flight.abroad_pull",
    "flight.return_chance",
)
RESAMPLED = 200  # equally likely draws in the posterior file


@dataclass(frozen=True)
class Calibration:
    """What a calibration found.

    ``posterior``: equally likely draws, a column a setting. ``nearest``: the kept draws with
    their ``distance`` and ``weight``. ``fit``: each calibration row with its recorded range
    and mean and 90 % band of the kept runs.
    """

    posterior: pd.DataFrame
    nearest: pd.DataFrame
    fit: pd.DataFrame
    prior: tuple[Prior, ...]
    draws: int
    remark: str


def calibrate(
    cases: Sequence[Composed],
    folder: Path,
    *,
    draws: int = 400,
    keep: int = 40,
    replications: int = 1,
    factor: float = 4.0,
    names: Sequence[str] = SETTINGS,
    seed: int = 1,
    workers: int | None = None,
    progress: Callable[[int, int], Any] | None = None,
) -> Calibration:
    """Fit shared settings to the calibration rows of one or several composed cases.

    ``keep`` draws of ``draws`` enter the posterior. ``days`` of the settings is the most that
    any case runs; a shorter case runs to its end. Started again on the same folder it goes
    on where it stopped. Raises :class:`StudyError` or ``SettingError`` with one line.
    """
    if not 2 <= keep <= draws:
        raise StudyError(f"keep={keep}: expected 2 to draws={draws}")
    for composed in cases:
        # a limit on days shortens long cases only
        if composed.settings.days is not None and composed.settings.days >= composed.case.days:
            composed.settings.days = None
    targets = [_target(composed) for composed in cases]
    prior = priors(Settings(), names, factor)
    values = draw(prior, draws, seed)
    jobs = [
        Job(i, c, r, cases[c].settings.seed + i * replications + r)
        for i in range(draws)
        for c in range(len(cases))
        for r in range(replications)
    ]
    plan = {
        "cases": [[t.case.name, t.case.digest, list(c.overrides)]
                  for t, c in zip(targets, cases, strict=True)],
        "priors": [[p.name, p.low, p.high] for p in prior],
        "draws": draws, "replications": replications, "seed": seed,
    }  # fmt: skip
    library = Library(folder, plan)
    library.extend(
        jobs,
        targets,
        lambda job: settings_of(cases[job.target].settings, prior, values[job.draw]),
        workers,
        progress,
    )
    kept = library.kept()
    found = infer(targets, prior, values, kept, keep, replications, seed)
    write(found, folder)
    _write_origin(found, cases, targets, plan | {"keep": keep}, folder)
    return found


def _target(composed: Composed) -> Target:
    settings = composed.settings
    target = Target.of(composed.case, METRICS, settings.population.agents, settings.days)
    if not len(target.rows):
        raise StudyError(
            f"scenario={composed.case.name}: observed.csv has no calibration rows of "
            f"{', '.join(METRICS)}; add some, or choose another case"
        )
    return target


def infer(
    targets: Sequence[Target],
    prior: Sequence[Prior],
    values: NDArray[np.float64],
    runs: dict[tuple[int, int, int], NDArray[np.float64]],
    keep: int,
    replications: int,
    seed: int,
) -> Calibration:
    """The posterior from the values of all runs; pure arithmetic."""
    distances = np.zeros(len(values))
    for i in range(len(values)):
        squares = []
        for c, target in enumerate(targets):
            differences = np.mean(
                [target.differences(runs[(i, c, r)]) for r in range(replications)], axis=0
            )
            squares.append(target.distance(differences) ** 2)
        distances[i] = np.sqrt(np.mean(squares))
    order = np.argsort(distances, kind="stable")
    chosen = order[:keep]
    width = float(distances[order[min(keep, len(order) - 1)]])
    weights = np.maximum(1.0 - (distances[chosen] / max(width, 1e-9)) ** 2, 1e-3)
    weights /= weights.sum()
    generator = np.random.default_rng(seed)
    picks = np.searchsorted(
        np.cumsum(weights), (np.arange(RESAMPLED) + generator.random()) / RESAMPLED
    ).clip(0, keep - 1)
    nearest = table(prior, values[chosen])
    nearest.insert(0, "distance", distances[chosen])
    nearest.insert(1, "weight", weights)
    remark = (
        f"{keep} of {len(values)} draws kept, distance {distances[chosen[0]]:.2f} to "
        f"{distances[chosen[-1]]:.2f} standard deviations a row (median of all "
        f"{np.median(distances):.2f}), as drawn"
    )
    fit = _fit(targets, runs, chosen, replications)
    posterior = table(prior, values[chosen][generator.permutation(picks)])
    return Calibration(posterior, nearest, fit, tuple(prior), len(values), remark)


def _fit(
    targets: Sequence[Target],
    runs: dict[tuple[int, int, int], NDArray[np.float64]],
    chosen: NDArray[np.int64],
    replications: int,
) -> pd.DataFrame:
    pages = []
    for c, target in enumerate(targets):
        values = np.array([runs[(int(i), c, r)] for i in chosen for r in range(replications)])
        page = target.rows[
            ["date_from", "date_to", "metric", "place", "how", "value", "low", "high"]
        ].rename(columns={"value": "observed", "low": "observed_low", "high": "observed_high"})
        page.insert(0, "scenario", target.case.name)
        page["simulated"] = np.nanmean(values, axis=0)
        page["simulated_low"], page["simulated_high"] = np.nanquantile(values, [0.05, 0.95], axis=0)
        pages.append(page)
    return pd.concat(pages, ignore_index=True)


def write(found: Calibration, folder: Path) -> None:
    """posterior.csv and .parquet, nearest.csv, fit.csv and the figure."""
    for name, data in (("nearest", found.nearest), ("fit", found.fit)):
        with whole_file(folder / f"{name}.csv") as draft:
            data.to_csv(draft, index=False, float_format="%.6g")
    with whole_file(folder / "posterior.csv") as draft:
        found.posterior.to_csv(draft, index=False, float_format="%.6g")
    with whole_file(folder / "posterior.parquet") as draft:
        found.posterior.to_parquet(draft, index=False)
    from marosim.study.calibration_figure import posterior_figure

    with whole_file(folder / "posterior.png") as draft:
        posterior_figure(found).savefig(draft, format="png")


def _write_origin(
    found: Calibration,
    cases: Sequence[Composed],
    targets: Sequence[Target],
    plan: dict[str, Any],
    folder: Path,
) -> None:
    """posterior.json: how, when and from which rows the draws came."""
    rows = {target.case.name: target.rows.groupby("metric").size().to_dict() for target in targets}
    about = {
        "method": "approximate Bayesian computation by rejection",
        "made": dt.date.today().isoformat(),
        "rows": f"calibration rows of observed.csv only, by case and metric: {json.dumps(rows)}",
        "days": {t.case.name: c.settings.days or t.case.days
                 for t, c in zip(targets, cases, strict=True)},
        "agents": cases[0].settings.population.agents,
        "result": found.remark,
        **{key: plan[key] for key in ("draws", "keep", "replications", "seed", "priors")},
        "cases": [
            [name, fingerprint, [word for word in words if not word.startswith("output_dir=")]]
            for name, fingerprint, words in plan["cases"]
        ],
        "versions": versions(),
        "digests": digests([t.case.name for t in targets]),
    }  # fmt: skip
    with whole_file(folder / "posterior.json") as draft:
        draft.write_text(json.dumps(about, indent=1, default=int) + "\n", encoding="utf-8")
