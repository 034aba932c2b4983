"""Whether a posterior may be used: gates that a posterior must pass, each with its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from marosim.evidence.calibrated import INSIDE
from marosim.study.calibration_distance import WITHIN_RANGE
from marosim.study.calibration_emulator import Floats
from marosim.study.calibration_plan import Plan
from marosim.study.calibration_posterior import (
    LEAST_EFFECTIVE,
    NOMINAL,
    SEEDS,
    Fit,
    Grid,
    covered,
    ranks,
)

FRESH, TRUTHS = 128, 100  # runs that a gate needs
BAND, SPREAD = (0.86, 0.94), (0.9, 1.15)
LEAST_EXPLAINED = 0.4
NEAR = 0.04  # how far pooled coverage may lie from its name
OF_EACH = (0.82, 0.97)  # coverage of each setting's 90 % intervals
LEAST_INSIDE = 0.8
INFORMED = 0.95  # of the prior's standard deviation
STALENESS = "staleness"
PASSED, FAILED, UNKNOWN = "passes", "FAILS", "cannot be computed"


@dataclass(frozen=True)
class Gate:
    """One thing that must hold: what was ``found``, what was ``wanted``, and the verdict."""

    gate: str
    found: str
    wanted: str
    verdict: str

    def about(self) -> dict[str, str]:
        """As plain values."""
        return asdict(self)


def gate(name: str, passes: bool, found: str, wanted: str) -> Gate:
    """A gate that could be computed."""
    return Gate(name, found, wanted, PASSED if passes else FAILED)


def unfit(gates: Sequence[Gate]) -> list[str]:
    """Names of the gates that do not pass."""
    return [g.gate for g in gates if g.verdict != PASSED]


def of_emulators(fit: Fit, fresh: Mapping[str, pd.DataFrame]) -> list[Gate]:
    """Bands of the emulators on runs that they have not seen."""
    count = len(next(iter(fresh.values())))
    needs = f"{FRESH} runs that no emulator saw"
    names = (
        "emulators' 90 % bands on fresh runs",
        "emulators' errors on fresh runs",
        "variance of fitted numbers told by emulators",
    )
    wanted = (
        f"{BAND[0]:.2f} to {BAND[1]:.2f}",
        f"{SPREAD[0]} to {SPREAD[1]} of what they say",
        f"at least {LEAST_EXPLAINED} of each",
    )
    if not fit.parts:
        found = ["no recorded number could be fitted"] * 3
        return [Gate(n, f, w, FAILED) for n, f, w in zip(names, found, wanted, strict=True)]
    shares = fit.plan.shares(next(iter(fresh.values())))
    mean, variance = fit.predict(shares)
    away = (fit.seen(dict(fresh)) - mean) / np.sqrt(variance)
    held = float(np.mean(np.abs(away[np.isfinite(away)]) <= WITHIN_RANGE))
    wide = float(np.sqrt(np.mean(away[np.isfinite(away)] ** 2)))
    told = explained(fit, fresh)
    worst = min(told, key=lambda pair: told[pair])
    found = [f"{held:.2f}", f"{wide:.2f}", f"least {told[worst]:.2f}: {worst[0]}, {worst[1]}"]
    passes = [
        BAND[0] <= held <= BAND[1],
        SPREAD[0] <= wide <= SPREAD[1],
        told[worst] >= LEAST_EXPLAINED,
    ]
    if count < FRESH:
        return [
            Gate(n, f"{f} of {count} runs", f"{w}; {needs}", UNKNOWN)
            for n, f, w in zip(names, found, wanted, strict=True)
        ]
    return [gate(*four) for four in zip(names, passes, found, wanted, strict=True)]


def explained(fit: Fit, fresh: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str], float]:
    """Share of each fitted number's variance over fresh runs that its emulator tells."""
    mean, _ = fit.predict(fit.plan.shares(next(iter(fresh.values()))))
    seen, told = fit.seen(dict(fresh)), {}
    for s, (case, summary, _) in enumerate(fit.parts):
        known = np.isfinite(seen[:, s])
        errors = np.mean((seen[known, s] - mean[known, s]) ** 2)
        told[case, summary.name] = float(1.0 - errors / max(np.var(seen[known, s]), 1e-12))
    return told


def of_coverage(grid: Grid, fresh: Mapping[str, pd.DataFrame]) -> list[Gate]:
    """Simulation-based calibration: every fresh run stands for the truth in turn."""
    places, worth = ranks(grid, dict(fresh))
    plan, found = grid.fit.plan, covered(places)
    pooled, widest = found.mean(axis=1), found[-1]
    names = [plan.inputs[i].name for i in plan.free]
    first = "coverage of all settings' intervals"
    second = "coverage of each setting's 90 % intervals"
    levels = ", ".join(f"{level:.0%}" for level in NOMINAL)
    said = ", ".join(f"{share:.1%}" for share in pooled)
    wanted = f"{levels}, each within {NEAR:.2f}"
    of_each = f"{OF_EACH[0]} to {OF_EACH[1]} of each"
    low, high = int(np.argmin(widest)), int(np.argmax(widest))
    ends = f"{widest[low]:.2f} ({names[low]}) to {widest[high]:.2f} ({names[high]})"
    said = f"{said} of {len(places)} truths, {np.median(worth):,.0f} draws effective"
    if len(places) < TRUTHS:
        needs = f"; {TRUTHS} truths"
        return [Gate(first, said, wanted + needs, UNKNOWN),
                Gate(second, ends, of_each + needs, UNKNOWN)]  # fmt: skip
    near = bool(np.all(np.abs(pooled - np.array(NOMINAL)) <= NEAR))
    each = bool(np.all((widest >= OF_EACH[0]) & (widest <= OF_EACH[1])))
    return [gate(first, near, said, wanted), gate(second, each, ends, of_each)]


def of_draws(number: float) -> Gate:
    """Whether enough points of the pool fit."""
    wanted = f"at least {LEAST_EFFECTIVE}"
    return gate("effective draws", number >= LEAST_EFFECTIVE, f"{number:,.0f}", wanted)


def predicted(plan: Plan, table: pd.DataFrame, runs: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The record's rank among runs of the posterior, a line a summary.

    Each run is given errors as large as the record's and the model's own are taken to be.
    Columns: case, summary, status, record, low, middle, high (90 % of runs with errors), rank.
    """
    generator = np.random.default_rng(plan.seed + SEEDS["errors"])
    status = {(r.case, r.summary): r.status for r in table.itertuples()}
    lines = []
    for case, asked in plan.asked.items():
        for summary in asked:
            outcomes = summary.scaled(runs[case][summary.name].to_numpy(dtype=float))
            outcomes = outcomes + summary.width * generator.standard_normal(len(outcomes))
            outcomes = outcomes[np.isfinite(outcomes)]
            ends = np.quantile(outcomes, [0.05, 0.5, 0.95]) if len(outcomes) else [np.nan] * 3
            rank = float(np.mean(outcomes < summary.record)) if len(outcomes) else np.nan
            lines.append({
                "case": case, "summary": summary.name, "status": status[case, summary.name],
                "record": summary.record, "low": ends[0], "middle": ends[1], "high": ends[2],
                "rank": rank,
            })  # fmt: skip
    return pd.DataFrame(lines)


def of_prediction(table: pd.DataFrame) -> Gate:
    """Numbers that were not fitted, misfits among them, against what the posterior predicts."""
    name = "recorded numbers that were not fitted"
    wanted = f"at least {LEAST_INSIDE:.0%} within the middle 90 % of predictions"
    rows = table[table["status"] != "fitted"]
    if rows.empty:
        return Gate(name, "none is recorded", wanted, UNKNOWN)
    inside = int(rows["rank"].between(*INSIDE).sum())
    found = f"{inside} of {len(rows)}"
    return gate(name, inside >= LEAST_INSIDE * len(rows), found, wanted)


def of_age(changes: Sequence[str]) -> Gate:
    """Whether rules, settings, cases and record are those that run now."""
    return gate(STALENESS, not changes, "; ".join(changes) or "nothing changed", "no change")


def of_file(draws: pd.DataFrame, kept: pd.DataFrame | None) -> Gate:
    """Whether the draws that stand in posterior.csv are those that the kept runs give."""
    name, wanted = "draws in posterior.csv", "those that the kept runs give"
    if kept is None or list(kept.columns) != list(draws.columns) or len(kept) != len(draws):
        return Gate(name, "other draws or none", wanted, FAILED)
    same = bool(np.allclose(kept, draws, rtol=1e-3))
    return gate(name, same, "the same" if same else "other values", wanted)


def moved(plan: Plan, shares: Floats, weight: Floats) -> pd.DataFrame:
    """What the record says of each input.

    Columns: setting, low, middle, high (5, 50, 95 % of the posterior), narrowed (its standard
    deviation relative to the prior's), told (``informed``, ``not informed``, or ``prior`` where
    it is drawn from the prior by design).
    """
    lines: list[dict[str, Any]] = []
    for i, prior in enumerate(plan.inputs):
        order = np.argsort(shares[:, i])
        share = weight[order].cumsum() / weight.sum()
        ends = shares[order[np.searchsorted(share, [0.05, 0.5, 0.95])], i]
        mean = np.average(shares[:, i], weights=weight)
        narrow = float(np.sqrt(12.0 * np.average((shares[:, i] - mean) ** 2, weights=weight)))
        told = "informed" if narrow <= INFORMED else "not informed"
        if i not in plan.free:
            told, narrow, ends = "prior", 1.0, np.array([0.05, 0.5, 0.95])
        low, middle, high = (float(prior.value(end)) for end in ends)
        lines.append({"setting": prior.name, "prior_low": prior.low, "prior_high": prior.high,
                      "low": low, "middle": middle, "high": high, "narrowed": narrow,
                      "told": told})  # fmt: skip
    return pd.DataFrame(lines)
