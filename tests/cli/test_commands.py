"""What commands print and leave, through the front door."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

SMALL = ("days=6", "population.agents=500")
REQUIRED = [
    *("deaths_direct", "deaths_indirect", "displaced_internal", "displaced_abroad", "sheltered"),
    *("returned", "attacks", "attacks_deterred", "battles", "places_with_violence", "fighters"),
    *("peacekeepers", "police", "peacekeeper_deaths", "consent", "political_will", "legitimacy"),
    *("trust_between_groups", "governance", "alerts", "alerts_false", "warning_lead_days"),
    *("ceasefires_in_force", "ddr_completed", "cost_usd", "harm_by_mission"),
]


def test_help_loads_nothing_that_computes() -> None:
    """So that it answers at once: numpy alone takes longer than all of ``--help``."""
    order = [sys.executable, "-X", "importtime", "-m", "marosim", "--help"]
    said = subprocess.run(order, check=True, capture_output=True, text=True).stderr
    loaded = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in said.splitlines()}
    assert "marosim" in loaded
    heavy = {"hydra", "joblib", "matplotlib", "mesa", "numba", "numpy", "omegaconf", "pandas"}
    assert not loaded & heavy


def test_run_leaves_a_whole_run_folder(command: Callable[..., Any], working_folder: Path) -> None:
    said = command("run", "scenario=rwanda_1994", "mandate=robust", "seed=3", *SMALL)
    assert said.status == 0, said.err
    folder = working_folder / said.last_line
    assert folder.parent == working_folder / "outputs"
    assert sorted(p.name for p in folder.iterdir()) == [
        *(".hydra", "daily.parquet", "events.parquet", "places.parquet", "run.json"),
        "settings.yaml",
    ]
    daily = pd.read_parquet(folder / "daily.parquet")
    assert set(REQUIRED) <= set(daily.columns)
    assert len(daily) == 6
    settings = yaml.safe_load((folder / "settings.yaml").read_text())
    assert (settings["seed"], settings["mandate"]["name"]) == (3, "robust")
    about = json.loads((folder / "run.json").read_text())
    assert about["choices"]["mandate"] == "robust"
    assert {"recurrence", "time_to_protect_days"} <= set(about["summary"])
    assert "does not predict" in said.out


def test_run_shows_the_main_outcomes_in_words_and_all_when_asked(
    command: Callable[..., Any], working_folder: Path
) -> None:
    said = command("run", "mandate=none", *SMALL, "output_dir=short")
    about = json.loads((working_folder / "short" / "run.json").read_text())
    for heading in ("People", "Violence", "Mission", "Peace", "Civilians killed"):
        assert heading in said.out
    assert f"{about['summary']['deaths_direct']:,.0f}" in said.out
    assert "one of many possible courses" in said.out
    assert "never" in said.out, "nobody was sent, so no day may stand there"
    assert "effort_duplicated" not in said.out
    said = command("run", "--all", "mandate=none", *SMALL, "output_dir=long")
    shown = {n for n in about["summary"] if not n.endswith(("_mean", "_peak"))}
    assert all(name in said.out for name in shown)


def test_a_run_beyond_the_record_says_so_and_goes_on(command: Callable[..., Any]) -> None:
    words = ("scenario=kalvera", "population.agents=300")
    said = command("run", *words, "days=543", "--until", "1")
    assert said.status == 0 and "record ends on day 540" in said.err and "day 543" in said.err
    assert "540" not in said.out
    assert "record" not in command("run", *words, "days=540", "--until", "1").err
    french = command("run", *words, "days=543", "--until", "1", "lang=fr").err
    assert "bilan historique s’arrête au jour 540" in french


def test_the_command_in_run_json_repeats_the_run(
    command: Callable[..., Any], working_folder: Path
) -> None:
    command("run", "mandate=observer", "seed=5", *SMALL, "output_dir=first")
    about = json.loads((working_folder / "first" / "run.json").read_text())
    words = [w for w in about["command"].split()[1:] if not w.startswith("output_dir")]
    command(*words, "output_dir=second")
    for name in ("daily", "places", "events"):
        first, second = (working_folder / f / f"{name}.parquet" for f in ("first", "second"))
        assert first.read_bytes() == second.read_bytes()
    again = json.loads((working_folder / "second" / "run.json").read_text())
    assert again["inputs_sha256"] == about["inputs_sha256"]


def test_sweep_and_compare(command: Callable[..., Any], working_folder: Path) -> None:
    said = command("sweep", "mandate=none,observer,robust", "replications=2", "workers=1", *SMALL,
                   "output_dir=study")  # fmt: skip
    assert said.status == 0, said.err
    assert said.last_line == "study"
    said = command("compare", "study", "--baseline", "mandate=observer",
                   "--chance", "deaths_direct>100")  # fmt: skip
    assert said.status == 0, said.err
    table = pd.read_csv(working_folder / "study" / "compare.csv")
    assert list(table.columns) == [
        *("response", "metric", "baseline_mean", "mean", "difference", "low", "high"),
        "replications",
    ]
    assert set(table["response"]) == {"mandate=none", "mandate=robust"}
    assert "chance that deaths_direct exceeds 100 under no mandate" in said.out
    assert "does not predict" in said.out
    report = working_folder / said.last_line
    assert report.name == "report.html"
    assert report.stat().st_size > 10_000
    assert list((working_folder / "study" / "figures").glob("*.png"))


def test_experiment_runs_as_a_study(command: Callable[..., Any], working_folder: Path) -> None:
    said = command("run", "experiment=rwanda_three_responses", "replications=2", *SMALL,
                   "workers=1", "output_dir=study")  # fmt: skip
    assert said.status == 0, said.err
    about = json.loads((working_folder / "study" / "study.json").read_text())
    assert [item["label"] for item in about["responses"]] == ["none", "historical", "robust_rapid"]
    assert about["question"].endswith("?")


def test_explain_writes_the_chain(command: Callable[..., Any], working_folder: Path) -> None:
    command("run", "mandate=robust", "deployment=rapid", "days=60", "output_dir=one")
    said = command("explain", "one")
    assert said.status == 0, said.err
    chain = pd.read_csv(working_folder / "one" / "explain.csv")
    assert list(chain["link"]) == [
        *("signal", "alert", "decision", "authorisation", "first_unit", "full_strength"),
        *("within_reach", "answered", "reached", "prevented"),
    ]
    dated = chain["day"].dropna()
    assert len(dated) >= 2
    assert (chain["broken"].sum()) <= 1
    assert (working_folder / "one" / "explain.png").stat().st_size > 5000


def test_describe_names_every_mechanism_and_setting(command: Callable[..., Any]) -> None:
    from marosim.core.setting import names
    from marosim.day import DAY
    from marosim.settings import Settings

    said = command("describe")
    assert said.status == 0
    for kind in DAY:
        assert f"{kind.id} {kind.title}".strip() in said.out
    for name in names(Settings()):
        assert name in said.out


def test_describe_outputs_names_every_column(
    command: Callable[..., Any], working_folder: Path
) -> None:
    said = command("describe", "--outputs")
    command("run", *SMALL, "output_dir=one")
    for name in ("daily", "places", "events"):
        for column in pd.read_parquet(working_folder / "one" / f"{name}.parquet").columns:
            assert column in said.out


def test_scenarios_and_check(command: Callable[..., Any]) -> None:
    from marosim import cases

    said = command("scenarios")
    assert said.status == 0
    assert "rwanda_1994" in said.out
    for name in cases.available():
        assert command("scenario", "check", name).status == 0


def test_check_says_every_fault_and_ends_with_1(
    command: Callable[..., Any], working_folder: Path
) -> None:
    folder = working_folder / "scenarios" / "broken"
    folder.mkdir(parents=True)
    (folder / "scenario.yaml").write_text("title: Broken\ndays: soon\n")
    said = command("scenario", "check", "broken")
    assert said.status == 1
    assert "scenario.yaml:2" in said.out
    assert command("run", "scenario=broken").status == 2


@pytest.mark.slow
def test_sensitivity_writes_indices_and_figure(
    command: Callable[..., Any], working_folder: Path
) -> None:
    said = command("sensitivity", *SMALL, "settings=[hardship]", "samples=2", "output_dir=s",
                   "metric=deaths_indirect", "workers=2")  # fmt: skip
    assert said.status == 0, said.err
    table = pd.read_csv(working_folder / "s" / "sensitivity.csv")
    assert (table["mu_star"].diff().dropna() <= 0).all()
    assert table["setting"].str.startswith("hardship.").all()
    assert (working_folder / "s" / "sensitivity.png").exists()
    said = command("sensitivity", *SMALL, "settings=[hardship]", "samples=2", "output_dir=t",
                   "method=sobol", "workers=2")  # fmt: skip
    assert said.status == 0, said.err
    assert "total" in pd.read_csv(working_folder / "t" / "sensitivity.csv")
