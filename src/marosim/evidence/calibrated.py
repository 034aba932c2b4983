"""The page on a calibration: its gates, what the record says of settings, and the model's debts."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from marosim.evidence.page import short, table

USE = "All gates pass, so that `uncertainty=posterior` draws from it."
NO_USE = (
    "{count} of {of} gates do not pass, so that it is marked *not for use*: "
    "`uncertainty=posterior` refuses it, and studies draw from ranges."
)
INSIDE = (0.05, 0.95)  # ranks of the record among runs that are no miss
WIDTH = (
    "Width is the posterior's standard deviation against the prior's. *Not informed*: the record "
    "does not narrow the setting. *Prior*: what a mission does, which the record of these wars "
    "does not tell, is drawn as it was thought before."
)
FOLDS = (
    "The fit leaves out all that the case records; its level of violence is drawn from its prior. "
    "Skill is the share of the prior's error (CRPS) that this saves; below 0 it does harm."
)
DEBTS = (
    "Where the record lies outside the middle 90 % of what runs of the posterior give, whether the "
    "number was fitted, only checked, or out of reach. These are the model's debts."
)


def calibrated(
    gates: pd.DataFrame, settings: pd.DataFrame, folds: pd.DataFrame, predicted: pd.DataFrame,
    summaries: pd.DataFrame, apart: pd.DataFrame,
) -> list[str]:  # fmt: skip
    """Lines of the page, from the tables of a calibration's folder."""
    failing = int((gates["verdict"] != "passes").sum())
    text = [USE if not failing else NO_USE.format(count=failing, of=len(gates))]
    text += ["", "## Gates", "", *table(gates, ("gate", "found", "wanted", "verdict"))]
    if len(settings):
        text += ["", "## Settings", "", WIDTH, "", *_settings(settings)]
    if len(folds):
        text += ["", "## Each case predicted from the others", "", FOLDS, "", *_folds(folds)]
    if len(predicted):
        text += ["", "## What the model misses", "", *_debts(predicted, summaries)]
    pairs = apart[apart["second"].notna() & (apart["second"] != "")] if len(apart) else apart
    if len(pairs):
        text += ["", "Met one by one, but never together in a run:", ""]
        text += [f"- {row.case}: {row.first}; {row.second}" for row in pairs.itertuples()]
    return text


def _settings(settings: pd.DataFrame) -> list[str]:
    shown = pd.DataFrame({
        "setting": "`" + settings["setting"] + "`",
        "prior": _between(settings["prior_low"], settings["prior_high"]),
        "median": settings["middle"].map(short),
        "90 % interval": _between(settings["low"], settings["high"]),
        "width": settings["narrowed"],
        "rests on": settings["told"].replace("informed", "the record"),
    })  # fmt: skip
    return table(shown, tuple(shown), right=("prior", "median", "90 % interval", "width"))


def _folds(folds: pd.DataFrame) -> list[str]:
    names = {"case": "case", "numbers": "numbers", "inside_50": "within the 50 % band",
             "inside_90": "within the 90 % band", "skill": "skill"}  # fmt: skip
    shown = folds[list(names)].rename(columns=names)
    return table(shown, tuple(shown), right=tuple(shown)[1:])


def _debts(predicted: pd.DataFrame, summaries: pd.DataFrame) -> list[str]:
    both = predicted.merge(summaries[["case", "summary", "scale", "floor"]], on=["case", "summary"])
    missed = both[~both["rank"].between(*INSIDE)]
    said = f"{len(both) - len(missed)} of {len(both)} recorded numbers lie inside. {DEBTS}"
    if missed.empty:
        return [said]
    shown = pd.DataFrame({
        "case": missed["case"], "recorded number": missed["summary"],
        "record": [_plain(row.record, row) for row in missed.itertuples()],
        "runs, 90 %": [f"{_plain(row.low, row)} to {_plain(row.high, row)}"
                       for row in missed.itertuples()],
        "status": missed["status"],
    })  # fmt: skip
    return [said, "", *table(shown, tuple(shown), right=("record", "runs, 90 %"))]


def _plain(scaled: float, row: object) -> str:
    """A number as it is counted: persons, not their logarithms."""
    scale, floor = row.scale, row.floor  # type: ignore[attr-defined]
    if scale == "log":
        return short(max(math.exp(scaled) - floor, 0.0))
    return short(min(max(scaled, 0.0), 1.0) if scale == "share" else scaled)


def _between(low: Sequence[float], high: Sequence[float]) -> list[str]:
    return [f"{short(a)} to {short(b)}" for a, b in zip(low, high, strict=True)]
