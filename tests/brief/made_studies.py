"""Made-up studies: runs with given outcomes, in memory or in a folder."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from marosim.study.store import StudyStore
from marosim.study.study import Study
from marosim.study.tasks import Result

METRICS = {
    "deaths_direct": {"unit": "persons", "kind": "flow", "better": "lower", "meaning": ""},
    "cost_usd": {"unit": "US$", "kind": "total", "better": "lower", "meaning": ""},
    "consent": {"unit": "1", "kind": "stock", "better": "higher", "meaning": ""},
    "peacekeepers": {"unit": "persons", "kind": "stock", "better": "", "meaning": ""},
}
PLACES = ("North", "South", "East", "West")
DAYS = 12
Values = Mapping[str, np.ndarray]


def label_of(swept: Mapping[str, Any]) -> str:
    """A label as sweeps make it."""
    if set(swept) == {"response"}:
        return str(swept["response"])
    return ", ".join(f"{k}={v}" for k, v in swept.items())


def about(options: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """What study.json says of such a study; one agent stands for ten people."""
    return {
        "kind": "study",
        "merged": [],
        "responses": [
            {"label": label_of(swept), "swept": swept,
             "scenario": str(swept.get("scenario", "made_up")), "choices": swept,
             "settings": {"seed": 1, "population": {"persons_per_agent": 10}}}
            for swept in options
        ],
        "metrics": METRICS,
        "command": "marosim run -m made up",
        "replications": "8",
        "uncertainty": ["none", 0.5, None],
        **more,
    }  # fmt: skip


def in_memory(
    folder: Path, options: list[dict[str, Any]], deaths: list[np.ndarray], **more: Any
) -> Study:
    """A study of which only the outcomes of runs are there; NaN where a run is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    told = about(options, **more)
    (folder / "study.json").write_text(json.dumps(told), encoding="utf-8")
    frames = [
        pd.DataFrame(
            {"replication": range(len(values)), "response": label_of(swept), **swept,
             "deaths_direct": np.asarray(values, dtype=float), "cost_usd": 1e6 * (1.0 + n),
             "consent": 0.5}
        ).dropna()
        for n, (swept, values) in enumerate(zip(options, deaths, strict=True))
    ]  # fmt: skip
    runs = pd.concat(frames, ignore_index=True)
    study = Study(folder)
    study.__dict__["runs"] = runs.assign(run=range(len(runs)), seed=runs["replication"])
    return study


def on_disk(
    folder: Path, options: list[dict[str, Any]], deaths: list[np.ndarray], **more: Any
) -> Study:
    """A study folder with days and places; NaN where a run is missing."""
    store = StudyStore.open(folder)
    folder.mkdir(parents=True, exist_ok=True)
    outline = {"type": "Polygon", "coordinates": [[[0, 0], [3, 0], [3, 3], [0, 3], [0, 0]]]}
    kept = {
        "title": "Made-up land", "people": 1e6, "outline": outline, "sources": ["made up"],
        "places": {"name": list(PLACES), "longitude": [1.0, 1.5, 2.5, 0.5],
                   "latitude": [2.5, 0.5, 1.5, 1.6], "capital": [True, False, False, False]},
        "routes": {"start": ["North"], "end": ["South"]},
    }  # fmt: skip
    cases = {str(swept.get("scenario", "made_up")) for swept in options}
    store.about |= {**about(options, **more), "maps": dict.fromkeys(cases, kept)}
    store.save()
    run = 0
    for n, (swept, values) in enumerate(zip(options, deaths, strict=True)):
        for replication, value in enumerate(values):
            if not np.isfinite(value):
                continue
            labels = {"run": run, "replication": replication, "response": label_of(swept), **swept}
            summary = {"deaths_direct": float(value), "cost_usd": 1e6 * (1.0 + n), "consent": 0.5}
            store.keep(Result(run, labels, replication, 0.1, summary, _tables(labels, value, n)))
            run += 1
    return Study(folder)


def _tables(labels: dict[str, Any], deaths: float, n: int) -> dict[str, bytes]:
    dates = pd.date_range("2001-03-01", periods=DAYS)
    daily = pd.DataFrame({
        "day": range(DAYS), "date": dates, "deaths_direct": deaths / DAYS,
        "cost_usd": 0.0, "consent": 0.5,
        "peacekeepers": [1000.0 * n if day > 2 + n else 0.0 for day in range(DAYS)],
    })  # fmt: skip
    places = pd.DataFrame(
        {
            "day": DAYS - 1,
            "place": PLACES,
            "deaths_direct": [0.4 * deaths, 0.3 * deaths, 0.2 * deaths, 500.0],
        }
    )
    events = pd.DataFrame({"day": [3], "kind": ["alert"]})
    return {
        name: _packed(table.assign(**labels))
        for name, table in {"daily": daily, "places": places, "events": events}.items()
    }


def _packed(table: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False)
    return buffer.getvalue()
