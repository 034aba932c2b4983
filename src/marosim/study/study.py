"""A study as users hold it: tables read when asked for, comparison, figures."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from marosim.languages import _
from marosim.languages.faults import nearest
from marosim.record.folder import read_table, row_groups
from marosim.study import case_map
from marosim.study.case_map import Mapped
from marosim.study.faults import StudyError, no_metric
from marosim.study.manifest import Origins, read_manifest
from marosim.study.store import MANIFEST, StudyStore
from marosim.study.tasks import OWN_COLUMN
from marosim.tables import PLACE_COLUMNS

if TYPE_CHECKING:
    from marosim.study.compare import Comparison


class Study:
    """A study folder. ``daily``, ``places``, ``events`` and ``runs`` are DataFrames."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        if not (self.folder / MANIFEST).is_file():
            raise StudyError(
                _(
                    "{folder}: not a study folder, {file} is missing; expected what 'marosim "
                    "run -m' leaves behind",
                    folder=folder,
                    file=MANIFEST,
                )
            )

    @cached_property
    def about(self) -> dict[str, Any]:
        """What study.json says."""
        about = read_manifest(self.folder / MANIFEST)
        sound = (
            isinstance(about.get("responses"), list)
            and about["responses"]
            and isinstance(about.get("metrics", {}), dict)
            and all(_texts(metric) for metric in about.get("metrics", {}).values())
            and isinstance(about.get("maps", {}), dict)
        )
        if not sound or not all(_sound(item) for item in about["responses"]):
            raise StudyError(
                _("{path}: damaged, its responses cannot be read", path=self.folder / MANIFEST)
            )
        return about

    @property
    def responses(self) -> list[str]:
        """Labels of the responses, in the order of the sweep."""
        return [item["label"] for item in self.about["responses"]]

    @property
    def swept(self) -> list[str]:
        """The settings that distinguish the responses."""
        found: dict[str, None] = {}
        for item in self.about["responses"]:
            found.update(dict.fromkeys(item["swept"]))
        return list(found)

    @property
    def by_case(self) -> dict[str, list[str]]:
        """Labels of the responses of each case: cases share neither days nor size."""
        found: dict[str, list[str]] = {}
        for item in self.about["responses"]:
            found.setdefault(item["scenario"], []).append(item["label"])
        return found

    @property
    def nobody_sent(self) -> list[str]:
        """Labels of the responses in which nobody intervenes."""
        return [
            item["label"]
            for item in self.about["responses"]
            if "none" in (item.get("choices", {}).get(g) for g in ("mandate", "deployment"))
        ]

    @property
    def without_response(self) -> dict[str, str]:
        """For each response, the response of the same case in which nobody intervenes."""
        found: dict[str, str] = {}
        nobody = self.nobody_sent
        for item in self.about["responses"]:
            if item["label"] in nobody:
                found.setdefault(item["scenario"], item["label"])
        return {
            item["label"]: found[item["scenario"]]
            for item in self.about["responses"]
            if item["scenario"] in found
        }

    def map_of(self, scenario: str) -> Mapped:
        """Places, routes and outline of a case of this study."""
        kept = self.about.get("maps", {}).get(scenario)
        if kept is not None:
            return case_map.read(kept, scenario, str(self.folder / MANIFEST))
        from marosim import cases

        return cases.load(scenario)

    @property
    def metrics(self) -> dict[str, dict[str, str]]:
        """Unit, kind, direction and meaning of every metric."""
        return self.about.get("metrics", {})

    @cached_property
    def daily(self) -> pd.DataFrame:
        """One row a run and day, one column a metric."""
        return self._table("daily")

    @cached_property
    def places(self) -> pd.DataFrame:
        """One row a run, recorded day and place."""
        return self._table("places")

    @cached_property
    def events(self) -> pd.DataFrame:
        """The event logs of all runs."""
        return self._table("events")

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row a run: its outcomes over all days."""
        store = StudyStore(self.folder, self.about)
        table = with_cost_per_life_saved(store.all_runs(), self.without_response)
        table.attrs["units"] = {name: m["unit"] for name, m in self.metrics.items()}
        return table

    @cached_property
    def origins(self) -> Origins:
        """Which code and versions computed which runs."""
        return StudyStore(self.folder, self.about).origins

    @property
    def mixed(self) -> str:
        """A sentence where runs of different code or versions are mixed, else nothing."""
        return self.origins.mixed

    def column(self, name: str) -> pd.DataFrame:
        """One metric by day with its labels: reads only what is needed of a large study."""
        if self.metrics and name not in self.metrics:
            raise no_metric(name, self.metrics)
        return self._table("daily", ["run", "replication", "response", "day", "date", name])

    def of_run(self, name: str, run: int) -> pd.DataFrame:
        """The rows of one run of the table ``daily``, ``places`` or ``events``."""
        return self._table(name, run=run).reset_index(drop=True)

    def at_end(self, metric: str) -> pd.DataFrame:
        """A column of the places table on the last day of each run: run, response, place."""
        if metric not in PLACE_COLUMNS:
            raise StudyError(
                _("no column {name} in the places table{hint}", name=repr(metric),
                  hint=nearest(metric, PLACE_COLUMNS))
            )  # fmt: skip
        wanted = ["run", "response", "day", "place", metric]
        ends = []
        for part, others in self._parts("places"):
            for rows in row_groups(part, wanted):
                rows = rows[~rows["run"].isin(others)]
                ends.append(rows[rows["day"] == rows.groupby("run")["day"].transform("max")])
        return pd.concat(ends, ignore_index=True).drop(columns="day")

    def compare(
        self,
        baseline: Mapping[str, Any] | str | None = None,
        metrics: list[str] | None = None,
    ) -> pd.DataFrame:
        """Paired differences to a baseline with 95 % intervals, one row a response and metric.

        ``baseline`` names a response by its settings, ``{"mandate": "observer"}``, or by label.
        """
        if self.mixed:
            warnings.warn(self.mixed, stacklevel=2)
        return self.comparison(baseline, metrics).table

    def comparison(
        self,
        baseline: Mapping[str, Any] | str | None = None,
        metrics: list[str] | None = None,
    ) -> Comparison:
        """The comparison with everything that goes with it: see :mod:`marosim.study.compare`."""
        from marosim.study.compare import Comparison

        return Comparison(self, baseline, metrics)

    def export(self, form: str, out: str | Path | None = None) -> list[Path]:
        """Write places, routes and results as geoparquet, gpkg, geojson, netcdf, zarr, hxl or csv.

        The files go to ``out``, without it to ``export`` in the study's folder.
        """
        from marosim.study.export import export

        return export(self.folder, form, Path(out) if out else None)

    def to_xarray(self) -> Any:
        """The daily table as an ``xarray.Dataset`` over response, replication and day.

        Each number keeps its unit and meaning as ``units`` and ``long_name``. Where a run is
        missing or shorter the values are empty (NaN). Needs the package xarray, or raises
        :class:`StudyError` that says so.
        """
        try:
            import xarray
        except ImportError:
            raise StudyError("to_xarray needs the package xarray: pip install xarray") from None
        index = ["response", "replication", "day"]
        settings = {OWN_COLUMN.get(key, key) for key in self.swept}
        daily = self.daily.drop(columns=["run", "date", *settings], errors="ignore")
        found = xarray.Dataset.from_dataframe(daily.set_index(index))
        found = found.reindex(response=self.responses)
        for name, metric in self.metrics.items():
            if name in found:
                found[name].attrs.update(units=metric["unit"], long_name=metric["meaning"])
        return found

    @property
    def plot(self) -> Any:
        """Figures of the study: ``study.plot.fan(metric)``, ``study.plot.map(metric)``."""
        from marosim.study.plots import Plots

        return Plots(self)

    def _parts(self, name: str) -> list[tuple[Path, set[int]]]:
        """The files that hold a table, and the runs in them that do not count.

        These are the merged one, and those of runs that came later. A kill during a merge
        may leave rows of the latter in the former.
        """
        unmerged = StudyStore(self.folder, self.about).unmerged()
        parts: list[tuple[Path, set[int]]] = [(p / f"{name}.parquet", set()) for p in unmerged]
        if self.about["merged"]:
            later = {int(path.name) for path in unmerged}
            parts.insert(0, (self.folder / f"{name}.parquet", later))
        if not parts:
            raise StudyError(_("{folder}: no run has finished yet", folder=self.folder))
        return parts

    def _table(
        self, name: str, columns: list[str] | None = None, run: int | None = None
    ) -> pd.DataFrame:
        frames = []
        for part, others in self._parts(name):
            rows = read_table(part, columns, run)
            frames.append(rows[~rows["run"].isin(others)] if others else rows)
        frames = [frame for frame in frames if len(frame)] or frames[:1]
        table = pd.concat(frames, ignore_index=True)
        table.attrs["units"] = {key: m["unit"] for key, m in self.metrics.items()}
        return table

    def __repr__(self) -> str:
        return (
            f"Study({str(self.folder)!r}: {len(self.responses)} responses, {len(self.runs)} runs)"
        )

    def _repr_html_(self) -> str:
        from html import escape

        shown = [m for m in ("deaths_direct", "displaced_internal", "cost_usd") if m in self.runs]
        table = self.runs.groupby("response", sort=False)[shown].mean()
        return (
            f"<p><b>marosim study</b> {escape(self.about.get('question') or '')} "
            f"{len(self.runs)} runs, means by response:</p>{table.round(0).to_html()}"
        )


def _texts(metric: Any) -> bool:
    """Whether a metric in study.json is described by texts alone."""
    return (
        isinstance(metric, dict)
        and {"unit", "kind", "better", "meaning"} <= set(metric)
        and all(isinstance(text, str) for text in metric.values())
    )


def _sound(item: Any) -> bool:
    """Whether a response in study.json has what readers rely on."""
    return (
        isinstance(item, dict)
        and isinstance(item.get("label"), str)
        and isinstance(item.get("scenario"), str)
        and isinstance(item.get("swept"), dict)
        and isinstance(item.get("choices", {}), dict)
    )


def with_cost_per_life_saved(runs: pd.DataFrame, without: Mapping[str, str]) -> pd.DataFrame:
    """Add ``cost_per_life_saved``: extra cost over deaths averted, against the paired run
    without response (US dollars a life); empty where no life was saved."""
    needed = {"cost_usd", "deaths_direct"}
    if not needed <= set(runs.columns) or not without or runs.empty:
        return runs
    deaths = runs["deaths_direct"] + runs.get("deaths_indirect", 0.0)
    values = pd.DataFrame(
        {
            "response": runs["response"],
            "replication": runs["replication"],
            "deaths": deaths,
            "cost": runs["cost_usd"],
        }
    )
    own = values.assign(without=values["response"].map(without))
    other = values.rename(columns={"response": "without"})
    pairs = own.merge(other, on=["without", "replication"], how="left", suffixes=("", "_without"))
    saved = pairs["deaths_without"] - pairs["deaths"]
    extra = pairs["cost"] - pairs["cost_without"]
    result = runs.copy()
    result["cost_per_life_saved"] = (extra / saved).where((saved > 0) & (extra > 0)).to_numpy()
    return result


def open_study(folder: str | Path) -> Study:
    """Open the folder of a study, finished or not."""
    return Study(folder)
