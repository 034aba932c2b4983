"""The Python front door: what the documentation shows runs, and memory stays flat."""

from __future__ import annotations

import doctest
import importlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib.axes
import numpy as np
import pytest

import marosim
from marosim.core.setting import SettingError
from marosim.study.faults import StudyError

SMALL = {"days": 6, "population__agents": 500}


@pytest.mark.parametrize("name", ["marosim", "marosim.study.ema"])
def test_examples_in_the_documentation_run(name: str, working_folder: Path) -> None:
    if name.endswith("ema"):
        pytest.importorskip("ema_workbench", reason="the extra [ema] is not installed")
    found = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert found.attempted > 0
    assert found.failed == 0


def test_model_takes_options_values_and_own_mechanisms(working_folder: Path) -> None:
    import mesa

    from marosim.mechanism import Mechanism

    class Counter(Mechanism):
        title = "Counts days"
        seen = 0

        def step(self, day: int) -> None:
            Counter.seen += 1

    model = marosim.model(
        "rwanda_1994", mandate="observer", funding__paid_share=0.5, extra_mechanisms=[Counter],
        **SMALL,
    )  # fmt: skip
    assert isinstance(model, mesa.Model)
    assert model.settings.funding.paid_share == 0.5
    model.run()
    assert Counter.seen == 6
    assert model.daily.attrs["units"]["deaths_direct"] == "persons"
    assert callable(marosim.model)  # importing modules must not hide the function


def test_sweep_compare_and_plot(working_folder: Path) -> None:
    study = marosim.sweep(
        "rwanda_1994", mandate=["observer", "robust"], replications=2, workers=1,
        progress=False, **SMALL,
    )  # fmt: skip
    assert study.folder.parent.resolve() == working_folder / "outputs"
    again = marosim.open_study(study.folder)
    table = again.compare(baseline={"mandate": "observer"})
    assert set(table["response"]) == {"mandate=robust"}
    assert table.attrs["units"]["cost_usd"] == "US$"
    for axes in (
        again.plot.fan("deaths_direct"),
        again.plot.map("deaths_direct"),
        again.plot.forest("deaths_direct"),
    ):
        assert isinstance(axes, matplotlib.axes.Axes)
        assert axes.has_data()
    assert "2 responses, 4 runs" in repr(again)
    assert "<table" in again._repr_html_()


@pytest.mark.slow
def test_memory_stays_flat_over_many_runs(tmp_path: Path) -> None:
    program = (
        "import sys, marosim\n"
        "from marosim.record.memory import peak_mib\n"
        "marosim.sweep('rwanda_1994', days=2, population__agents=200, workers=1,\n"
        "    replications=int(sys.argv[1]), output_dir=sys.argv[2], progress=False)\n"
        "print(peak_mib('self'))\n"
    )

    def peak(replications: int) -> float:
        done = subprocess.run(
            [sys.executable, "-c", program, str(replications), str(tmp_path / str(replications))],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        return float(done.stdout.split()[-1])

    assert peak(150) < 1.15 * peak(10)


def test_the_package_shows_what_is_meant_and_describes_it() -> None:
    meant = {"Mechanism", "Model", "describe", "mechanism", "model", "open_study", "options",
             "scenarios", "sweep", "__version__"}  # fmt: skip
    assert set(dir(marosim)) == meant
    assert all(getattr(marosim, name) is not None for name in meant)
    assert {"rwanda_1994", "kalvera"} <= set(marosim.scenarios())
    assert "robust" in marosim.options("mandate") and "mandate" in marosim.options()
    assert "Lower is better" in marosim.describe("deaths_direct")
    assert "Source:" in marosim.describe("funding.paid_share")
    assert "ceiling" in marosim.describe("mandate=robust")
    with pytest.raises(ValueError, match="did you mean deaths_direct"):
        marosim.describe("deaths_dirct")
    with pytest.raises(ValueError, match="did you mean mandate"):
        marosim.options("mandat")


def test_a_study_becomes_a_dataset_with_units(tmp_path: Path) -> None:
    pytest.importorskip("xarray")
    study = marosim.sweep(
        "kalvera", mandate=["robust", "none"], replications=2, days=2, population__agents=60,
        workers=1, output_dir=str(tmp_path / "s"), progress=False,
    )  # fmt: skip
    found = study.to_xarray()
    assert found["response"].values.tolist() == ["mandate=robust", "mandate=none"]
    assert dict(found.sizes) == {"response": 2, "replication": 2, "day": 2}
    assert found["deaths_direct"].attrs["units"] == "persons"
    daily = study.daily.set_index(["response", "replication", "day"])["cost_usd"]
    assert (
        found["cost_usd"].sel(response="mandate=none", replication=1, day=1).item()
        == daily["mandate=none", 1, 1]
    )


def test_numbers_and_columns_of_numpy_are_numbers_and_lists(tmp_path: Path) -> None:
    model = marosim.model("kalvera", days=np.int64(3), population__agents=np.int32(300))
    assert model.settings.days == 3
    study = marosim.sweep(
        "kalvera", mandate__ceiling=np.array([300, 400]), replications=1, days=2,
        population__agents=300, workers=1,
        output_dir=tmp_path / "study", progress=False,
    )  # fmt: skip
    assert study.responses == ["mandate.ceiling=300", "mandate.ceiling=400"]
    for wrong, said in (
        (lambda: study.at_end("deaths"), "no column 'deaths' in the places table; did you mean"),
        (lambda: study.plot.pareto("deaths"), "no metric 'deaths' in this study; did you mean"),
        (lambda: study.compare(baseline=3), "baseline=3: expected a response or its settings"),
    ):
        with pytest.raises(StudyError, match=said):
            wrong()


def test_a_wrong_name_inside_of_settings_is_named(command: Callable[..., Any]) -> None:
    hint = "unknown setting mandate.celing; did you mean mandate.ceiling"
    with pytest.raises(SettingError, match=hint):
        marosim.model("kalvera", mandate={"celing": 3000})
    said = command("run", "scenario=kalvera", "mandate={celing: 3000}")
    assert said.status == 2 and hint in said.err and len(said.err.splitlines()) == 1


def test_what_is_not_there_is_described_in_one_line() -> None:
    with pytest.raises(SettingError) as told:
        marosim.describe("hostage")
    assert str(told.value).count("hostages or") == 1, told.value
    with pytest.raises(SettingError, match="nothing is called so"):
        marosim.describe(5)  # type: ignore[arg-type]
