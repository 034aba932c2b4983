"""Which assumed settings matter: Morris' elementary effects or Sobol's indices (SALib)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from marosim.core.setting import SettingError, assign
from marosim.languages import _
from marosim.languages.faults import nearest, one_of
from marosim.record.whole import whole_file
from marosim.settings import Settings
from marosim.study.compose import Composed
from marosim.study.tasks import nested
from marosim.study.trials import Trial, run_trials
from marosim.study.uncertainty import bounds, uncertain

METHODS = ("morris", "sobol")
COLUMNS = {
    "morris": ["setting", "low", "high", "mu", "mu_star", "mu_star_interval", "sigma"],
    "sobol": ["setting", "low", "high", "first", "first_interval", "total", "total_interval"],
}
VALUES = {  # by which settings are ordered, with half its interval
    "morris": ("mu_star", "mu_star_interval"),
    "sobol": ("total", "total_interval"),
}
LEVELS = 4
BEYOND = 0.05  # of the variance, by which an estimated share may lie outside 0 to 1


def problem(settings: Settings, spread: float, wanted: Sequence[str] = ()) -> dict[str, Any]:
    """The settings to vary and their ranges, as SALib wants them.

    ``wanted`` names settings or branches (``flight``); empty for all assumed numbers.
    """
    rows = uncertain(settings)
    for name in wanted:
        if not any(row.name == name or row.name.startswith(f"{name}.") for row in rows):
            hint = nearest(name, [row.name for row in rows])
            raise SettingError(
                _("settings={name}: not an assumed number with bounds{hint}", name=name, hint=hint)
            )
    if wanted:
        rows = [r for r in rows if any(r.name == w or r.name.startswith(f"{w}.") for w in wanted)]
    ranges = {row.name: bounds(row, spread) for row in rows}
    ranges = {name: pair for name, pair in ranges.items() if pair[0] < pair[1]}
    return {
        "num_vars": len(ranges),
        "names": list(ranges),
        "bounds": [list(pair) for pair in ranges.values()],
    }


def sensitivity(
    composed: Composed,
    *,
    method: str = "morris",
    metric: str = "deaths_direct",
    samples: int = 8,
    replications: int = 1,
    wanted: Sequence[str] = (),
    workers: int | None = None,
    progress: Callable[[int, int], Any] | None = None,
    folder: Path | None = None,
) -> pd.DataFrame:
    """Indices of every varied setting, the most important first.

    Every sample uses the same seeds, so that what differs is what was varied. Morris needs
    ``samples × (settings + 1)`` runs, Sobol ``samples × (settings + 2)``, each times
    ``replications``.
    """
    if method not in METHODS:
        raise SettingError(one_of(f"method={method}", METHODS, method))
    setup = problem(composed.settings, composed.study.spread, wanted)
    if not setup["num_vars"]:
        raise SettingError(_("no assumed setting to vary; give settings=[…] or a larger spread"))
    points = _points(method, setup, samples, composed.settings.seed)
    trials = [
        Trial(composed.case, _at(composed.settings, setup, point), composed.settings.seed + k)
        for point in points
        for k in range(replications)
    ]
    found = run_trials(trials, workers, progress)
    if metric not in found[0]:
        raise SettingError(
            _(
                "metric={metric}: not in the summary{hint}",
                metric=metric,
                hint=nearest(metric, found[0]),
            )
        )
    outcomes = np.array([run[metric] for run in found]).reshape(len(points), replications)
    table = _indices(method, setup, points, outcomes.mean(axis=1), composed.settings.seed)
    table.attrs.update(
        {"method": method, "metric": metric, "runs": len(trials), "scenario": composed.case.name}
    )
    if folder is not None:
        with whole_file(folder / "sensitivity.csv") as draft:
            table.to_csv(draft, index=False)
    return table


def _points(method: str, setup: dict[str, Any], samples: int, seed: int) -> NDArray[np.float64]:
    if method == "morris":
        from SALib.sample import morris

        return morris.sample(setup, samples, num_levels=LEVELS, seed=seed)
    from SALib.sample import sobol

    size = 2 ** math.ceil(math.log2(max(samples, 2)))  # Sobol's sequence wants a power of two
    return sobol.sample(setup, size, calc_second_order=False, seed=seed)


def _at(settings: Settings, setup: dict[str, Any], point: NDArray[np.float64]) -> Settings:
    import copy

    varied = copy.deepcopy(settings)
    whole = {row.name for row in uncertain(settings) if isinstance(row.value, int)}
    for name, value in zip(setup["names"], point, strict=True):
        number: float = round(float(value)) if name in whole else float(value)
        assign(varied, nested(name, number))
    return varied


def _indices(
    method: str,
    setup: dict[str, Any],
    points: NDArray[np.float64],
    outcomes: NDArray[np.float64],
    seed: int,
) -> pd.DataFrame:
    low, high = np.array(setup["bounds"]).T
    ranges = {"setting": setup["names"], "low": low, "high": high}
    if method == "morris":
        from SALib.analyze import morris

        found = morris.analyze(setup, points, outcomes, num_levels=LEVELS, seed=seed)
        values = {
            "mu": found["mu"],
            "mu_star": found["mu_star"],
            "mu_star_interval": found["mu_star_conf"],
            "sigma": found["sigma"],
        }
    else:
        from SALib.analyze import sobol

        with np.errstate(divide="ignore", invalid="ignore"):
            found = sobol.analyze(setup, outcomes, calc_second_order=False, seed=seed)
        values = {
            "first": found["S1"],
            "first_interval": found["S1_conf"],
            "total": found["ST"],
            "total_interval": found["ST_conf"],
        }
    table = pd.DataFrame({**ranges, **values}, columns=COLUMNS[method])
    return table.sort_values(VALUES[method][0], ascending=False, ignore_index=True)


def doubt(table: pd.DataFrame) -> str:
    """What too few samples leave open, in a sentence; empty where nothing is."""
    method = table.attrs["method"]
    if method == "sobol":
        shares = table[["first", "total"]].fillna(0.0)
        if ((shares < -BEYOND) | (shares > 1 + BEYOND)).any(axis=None):
            return _("Shares below 0 or above 1 come of too few samples: raise samples.")
    value, reach = VALUES[method]
    if table[value].iloc[0] > 0 and (table[reach] > table[value].iloc[0] / 2).any():
        return _(
            "Some intervals are wider than the largest value itself, so that the order of the "
            "settings is not told: raise samples."
        )
    return ""


def draw(table: pd.DataFrame, ax: Any, most: int = 15) -> Any:
    """The most important settings as bars with 95 % intervals, on matplotlib axes."""
    from marosim.languages.formats import number
    from marosim.view import names, naming
    from marosim.view.style import INK, MUTED, SERIES
    from marosim.view.wording import lowered

    method, metric = table.attrs["method"], table.attrs["metric"]
    value, interval = VALUES[method]
    top = table.head(most).iloc[::-1]
    ax.barh(top["setting"], top[value], color=SERIES[1], height=0.62)
    # neither a mean of absolute effects nor a share of variance can be negative
    below = np.minimum(top[interval], top[value])
    ax.errorbar(
        top[value], top["setting"], xerr=[below, top[interval]], fmt="none", ecolor=INK,
        elinewidth=1.2, capsize=2.5,
    )  # fmt: skip
    subject, unit = naming.metric(metric), names.about(metric).unit
    measured = method == "morris" and unit not in ("", "1")
    if measured:
        label = _("mean absolute effect across the range on {metric}, {unit}",
                  metric=lowered(subject), unit=naming.unit(unit))  # fmt: skip
    elif method == "morris":
        label = _("mean absolute effect across the range")
    else:
        label = _("share of variance")
    ax.set_xlabel(label, color=MUTED)
    ax.xaxis.set_major_formatter(lambda v, _at: number(v, unit if measured else ""))
    ax.set_xlim(left=0)
    first, second = table.iloc[0], table.iloc[min(1, len(table) - 1)]
    clear = first[value] - first[interval] > second[value]
    said = {"metric": subject, "setting": str(first["setting"])}
    title = _("{metric}: {setting} moves it most", **said) if clear or len(table) == 1 \
        else _("{metric}: {setting} moves it most, though not clearly", **said)  # fmt: skip
    ax.set_title(title, loc="left")
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="x")
    ax.grid(axis="y", visible=False)
    return ax
