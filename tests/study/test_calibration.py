"""Calibration from the command line: a cheap made-up model stands for the real one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from marosim.settings import Settings
from marosim.shipped import shipped
from marosim.study import calibration_posterior, calibration_runs
from marosim.study.calibration_plan import LEVEL_SPREAD, levels
from marosim.study.calibration_summaries import LOG, SHARE, Summary
from marosim.study.faults import StudyError
from marosim.study.options import StudyOptions
from marosim.study.uncertainty import LEVEL, Uncertainty, level_of

CASES = "rwanda_1994"
NAMES = "attacks.hazard,escalation.calming_days,flight.danger_aversion,response_to_attack.stop"
SIZE = ("draws=64", "noise=16", "repeats=3", "fresh=160", "second=32", "predictive=24",
        "pool=6000")  # fmt: skip
WORDS = (f"scenario={CASES}", f"settings=[{NAMES}]", *SIZE, "workers=1")
ASKED = (
    Summary("deaths", LOG, float(np.log(200.0)), 0.15, 0.1, "fit"),
    Summary("flight", LOG, float(np.log(900.0)), 0.15, 0.1, "fit"),
    Summary("share", SHARE, 0.5, 0.05, 0.05, "fit"),
    Summary("later deaths", LOG, float(np.log(100.0)), 0.3, 0.2, "check"),
    Summary("camps", LOG, float(np.log(1800.0)), 0.3, 0.2, "check"),
)


def cheap(case: Any, settings: Settings, asked: Sequence[Summary]) -> list[float]:
    """A made-up model whose numbers depend on four settings and the case's level of violence."""
    hazard = np.log(settings.attacks.hazard / 0.01)
    calm = np.log(settings.escalation.calming_days / 40.0)
    fear = np.log(settings.flight.danger_aversion / 2.5)
    violence = np.log(settings.escalation.violence)
    chance = np.random.default_rng(settings.seed).normal(0.0, 0.1, 5)
    numbers = {
        "deaths": 200.0 * np.exp(hazard + 0.4 * calm + 0.5 * violence + chance[0]),
        "flight": 900.0 * np.exp(0.6 * fear + 0.3 * hazard + 0.2 * fear**2 + chance[1]),
        "share": 0.5 + 0.15 * np.tanh(calm) + 0.3 * chance[2],
        "later deaths": 100.0 * np.exp(hazard + 0.6 * calm + chance[3]),
        "camps": 1800.0 * np.exp(0.6 * fear + chance[4]),
        "unreachable": 50.0 * np.exp(0.1 * hazard),
    }
    return [numbers[summary.name] for summary in asked]


@pytest.fixture(autouse=True)
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cheap model in place of the real one, and what it is asked."""
    stand_in(monkeypatch)


def stand_in(patch: pytest.MonkeyPatch, asked: tuple[Summary, ...] = ASKED) -> None:
    from marosim.study import calibration, calibration_folder

    patch.setattr(calibration_runs, "simulate", cheap)
    for module in (calibration, calibration_folder):
        patch.setattr(module, "summaries", lambda *_: list(asked))


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A finished calibration and what it printed; tests work on copies."""
    from click.testing import CliRunner

    from marosim.cli.calibrate import command as calibrate

    folder = tmp_path_factory.mktemp("calibration") / "done"
    with pytest.MonkeyPatch.context() as patch:
        stand_in(patch)
        said = CliRunner().invoke(calibrate, [*WORDS, f"output_dir={folder}"])
    assert said.exit_code == 0, said.output
    return folder, said.output


@pytest.fixture
def folder(done: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of the finished calibration."""
    return Path(shutil.copytree(done[0], tmp_path / "copy"))


def verdicts(said: Any) -> str:
    """What a check printed, as one line without the table's borders."""
    return " ".join(said.out.replace("│", " ").replace("┃", " ").split())


def test_a_good_posterior_passes_its_check_and_is_used(
    folder: Path, command: Callable[..., Any]
) -> None:
    said = command("calibrate", "--check", f"output_dir={folder}")
    assert said.status == 0, said.out
    assert "All gates pass" in said.out
    about = json.loads((folder / "posterior.json").read_text("utf-8"))
    assert about["use"] == "for use" and about["fails"] == []
    study = StudyOptions(uncertainty="posterior", posterior=str(folder / "posterior.csv"))
    drawn = [Uncertainty(study).draw(Settings(), k, (), CASES) for k in range(6)]
    assert len({d[LEVEL] for d in drawn}) > 1
    table = pd.read_csv(folder / "posterior.csv")
    assert all(np.isclose(table[level_of(CASES)], d[LEVEL]).any() for d in drawn)
    other = [Uncertainty(study).draw(Settings(), k, (), "kalvera")[LEVEL] for k in range(6)]
    assert all(np.isclose(table[LEVEL], level).any() for level in other)


def test_each_step_is_told_and_leaves_its_table_and_figure(done: tuple[Path, str]) -> None:
    folder, said = done
    for step in ("Step 1 of 10: runs that fill the space", "Step 5 of 10", "Step 10 of 10"):
        assert step in said
    pieces = {path.stem.rpartition("-")[2] for path in (folder / "pieces").glob("*.csv")}
    assert pieces == {"first", "noise", "fresh", "second", "predictive"}
    assert len(list((folder / "figures").glob("*.png"))) == 4
    head, table = (folder / "pieces" / f"{CASES}-first.csv").read_text("utf-8").split("\n", 1)
    assert {"rules", "case", "settings", "defaults"} <= set(json.loads(head.removeprefix("# ")))
    assert table.count("\n") == 65
    assert said.strip().splitlines()[-1] == str(folder / "posterior.csv")


def test_the_record_moves_what_it_informs_and_the_rest_is_said_to_be_uninformed(
    done: tuple[Path, str],
) -> None:
    folder, said = done
    told = pd.read_csv(folder / "settings.csv").set_index("setting")
    assert told.loc["attacks.hazard", "narrowed"] < 0.8
    assert told.loc["response_to_attack.stop", "told"] == "prior"
    assert told.loc[level_of(CASES), "told"] == "not informed"
    about = json.loads((folder / "posterior.json").read_text("utf-8"))
    assert about["not_informed"] == [level_of(CASES)]
    line = next(line for line in said.splitlines() if "escalation.violence" in line)
    assert "not informed" in line
    drawn = pd.read_csv(folder / "posterior.csv")["response_to_attack.stop"]
    assert np.log(drawn).std() == pytest.approx(np.log(9.0) / np.sqrt(12), rel=0.05)


def test_an_overconfident_emulator_fails_the_check(
    folder: Path, command: Callable[..., Any]
) -> None:
    file = folder / "emulators.json"
    kept = json.loads(file.read_text("utf-8"))
    for emulator in kept["of"][CASES].values():
        emulator["noise"] /= 3.0
    file.write_text(json.dumps(kept), "utf-8")
    said = command("calibrate", "--check", f"output_dir={folder}")
    assert said.status == 1
    rows = [line for line in said.out.splitlines() if "FAILS" in line]
    assert any("90 % bands on fresh" in row for row in rows)
    assert any("errors on fresh" in row for row in rows)


def test_a_posterior_shrunk_by_half_fails_the_check_however_it_came_about(
    folder: Path, command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "posterior.csv"
    table = pd.read_csv(path)
    (table.mean() + (table - table.mean()) / 2).to_csv(path, index=False)
    said = command("calibrate", "--check", f"output_dir={folder}")
    assert said.status == 1
    assert [g.split("│")[1].strip() for g in said.out.splitlines() if "FAILS" in g] == [
        "draws in posterior.csv"
    ]
    used = command("run", "-m", "scenario=kalvera", "days=2", "uncertainty=posterior",
                   f"posterior={path}", "replications=2")  # fmt: skip
    assert used.status == 2
    assert "the draws themselves changed" in used.err
    honest = calibration_posterior.likelihood
    # as if everything had been seen four times: half as wide
    monkeypatch.setattr(calibration_posterior, "likelihood", lambda *four: 4 * honest(*four))
    said = command("calibrate", "--check", f"output_dir={folder}")
    rows = [line for line in said.out.splitlines() if "FAILS" in line]
    assert any("coverage of all settings" in row for row in rows)


def test_a_stale_posterior_fails_the_check(
    folder: Path, command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from marosim.study import calibration_folder

    changed = (*ASKED[:-1], Summary("camps", LOG, 9.0, 0.3, 0.2, "check"))
    monkeypatch.setattr(calibration_folder, "summaries", lambda *_: list(changed))
    said = command("calibrate", "--check", f"output_dir={folder}")
    assert said.status == 1
    assert f"the record of {CASES} changed" in verdicts(said)
    for piece in (folder / "pieces").glob("*-fresh.csv"):
        head, rest = piece.read_text("utf-8").split("\n", 1)
        made = json.loads(head.removeprefix("# ")) | {"rules": "other"}
        piece.write_text(f"# {json.dumps(made)}\n{rest}", "utf-8")
    said = command("calibrate", "--check", f"output_dir={folder}")
    assert said.status == 1
    assert "the rules changed" in verdicts(said)


def test_a_posterior_that_failed_is_marked_and_refused(
    folder: Path, command: Callable[..., Any]
) -> None:
    file = folder / "posterior.json"
    about = json.loads(file.read_text("utf-8"))
    about |= {"use": "not for use", "fails": ["effective draws"]}
    file.write_text(json.dumps(about), "utf-8")
    words = ("run", "-m", "scenario=kalvera", "days=2", "population.agents=100", "replications=2",
             f"posterior={folder / 'posterior.csv'}")  # fmt: skip
    said = command(*words, "uncertainty=posterior")
    assert said.status == 2
    assert "not for use" in said.err and "effective draws" in said.err


def test_draws_of_a_calibration_that_was_killed_before_its_gates_are_refused(
    folder: Path, command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from marosim.study import calibration_gates

    def killed(*_: Any) -> None:
        raise StudyError("killed here")

    monkeypatch.setattr(calibration_gates, "of_emulators", killed)
    assert "killed here" in command("calibrate", *WORDS, f"output_dir={folder}").err
    study = StudyOptions(uncertainty="posterior", posterior=str(folder / "posterior.csv"))
    with pytest.raises(StudyError, match="the calibration is not finished"):
        Uncertainty(study)


def test_a_killed_calibration_goes_on_where_it_stopped(
    done: tuple[Path, str], folder: Path, command: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    piece = folder / "pieces" / f"{CASES}-second.csv"
    lines = piece.read_text("utf-8").splitlines(keepends=True)
    piece.write_text("".join(lines[:12]) + lines[12][:25], "utf-8")
    (folder / "pieces" / f"{CASES}-predictive.csv").unlink()
    for name in ("posterior.csv", "posterior.json", "emulators.json", "gates.csv"):
        (folder / name).unlink()
    count = []

    def counted(*three: Any) -> list[float]:
        count.append(1)
        return cheap(*three)

    monkeypatch.setattr(calibration_runs, "simulate", counted)
    said = command("calibrate", *WORDS, f"output_dir={folder}")
    assert said.status == 0, said.err
    assert len(count) == 32 - 10 + 24, "what was kept is not computed again"
    for name in ("pieces/" + piece.name, "posterior.csv", "gates.csv"):
        assert (folder / name).read_text("utf-8") == (done[0] / name).read_text("utf-8"), name


def test_a_calibration_can_be_made_piece_by_piece(
    command: Callable[..., Any], tmp_path: Path
) -> None:
    words = (*WORDS, f"output_dir={tmp_path / 'p'}")
    said = command("calibrate", *words, "piece=rwanda_1994:fresh")
    assert said.status == 0, said.err
    assert [path.name for path in (tmp_path / "p" / "pieces").iterdir()] == [f"{CASES}-fresh.csv"]
    said = command("calibrate", *words, "piece=rwanda_1994:second")
    assert said.status == 2 and "rwanda_1994-first" in said.err and "runs are missing" in said.err
    assert not (tmp_path / "p" / "posterior.csv").exists()
    said = command("calibrate", *words, "piece=rwanda_1994:third")
    assert said.status == 2 and "expected CASE:WAVE" in said.err


def test_what_no_setting_reaches_is_named_and_not_fitted(
    command: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, (*ASKED, Summary("unreachable", LOG, float(np.log(501.0)), 0.1, 0.1,
                                           "fit")))  # fmt: skip
    said = command("calibrate", *QUICK, f"output_dir={tmp_path / 'q'}")
    assert said.status == 0, said.err
    assert "cannot reach with any setting" in said.out
    assert "rwanda_1994: unreachable: recorded 500, runs 4" in said.out
    table = pd.read_csv(tmp_path / "q" / "summaries.csv").set_index("summary")
    assert table.loc["unreachable", "status"] == "misfit: out of reach"
    assert table.loc["deaths", "status"] == "fitted"


QUICK = (f"scenario={CASES}", f"settings=[{NAMES}]", "size=quick", "workers=1", "pool=2000")


def test_a_quick_calibration_says_that_it_is_for_teaching_and_its_gates_fail(
    command: Callable[..., Any], tmp_path: Path
) -> None:
    folder = tmp_path / "quick"
    said = command("calibrate", *QUICK, f"output_dir={folder}")
    assert said.status == 0, said.err
    assert "for teaching" in said.err
    assert "not for use" in said.out and "cannot be" in said.out
    checked = command("calibrate", "--check", f"output_dir={folder}")
    assert checked.status == 1
    assert json.loads((folder / "posterior.json").read_text("utf-8"))["use"] == "not for use"


def test_the_posterior_that_ships_is_checked_without_a_folder(command: Callable[..., Any]) -> None:
    kept = json.loads((shipped("conf") / "posterior.json").read_text("utf-8"))["gates"]
    verdicts = [gate["verdict"] for gate in kept]
    said = command("calibrate", "--check")
    assert said.status == int("FAILS" in verdicts)
    assert "staleness" in said.out and "nothing changed" in said.out
    assert said.out.count("│ passes") == verdicts.count("passes")
    assert said.out.count("│ FAILS") == verdicts.count("FAILS")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("size=quik",), "quick"),
        (("draws=1",), "draws=1: expected a whole number above 1"),
        (("factor=1",), "factor=1: expected a number above 1"),
        (("settings=[attacks.hazzard]",), "attacks.hazard"),
        (("settings=[flight.conflict_place_weight]",), "not an assumed number"),
        (("draws=8", "noise=9"), "at most draws=8"),
        (("--check", "draws=9"), "expected nothing but output_dir=FOLDER"),
        (("--check", "output_dir=nowhere"), "there is no calibration.json"),
    ],
)
def test_what_is_typed_wrong_is_named(
    words: tuple[str, ...], told: str, command: Callable[..., Any]
) -> None:
    said = command("calibrate", *words)
    assert said.status == 2
    assert told in said.err
    assert len(said.err.strip().splitlines()) == 1
    assert not Path("outputs").exists()


def test_a_folder_of_another_calibration_is_refused(
    folder: Path, command: Callable[..., Any]
) -> None:
    said = command("calibrate", *WORDS, "seed=9", f"output_dir={folder}")
    assert said.status == 2
    assert "choose another output_dir" in said.err


def test_a_case_without_anything_to_fit_is_refused(
    command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, ASKED[3:])
    said = command("calibrate", *WORDS)
    assert said.status == 2
    assert "nothing to fit" in said.err


def test_a_level_of_violence_is_as_far_from_expected_as_those_of_recorded_wars() -> None:
    prior = levels(["somewhere"])[0]
    shares = np.linspace(0.001, 0.999, 999)
    drawn = np.log10(prior.value(shares))
    assert prior.value(0.5) == pytest.approx(1.0, abs=0.01)
    assert drawn.std() == pytest.approx(0.92 / 3.9, rel=0.05)
    assert prior.share(prior.value(shares)) == pytest.approx(shares)
    assert prior.low <= prior.value(0.0) and prior.value(1.0) <= prior.high


def test_emulators_tell_which_settings_matter_without_a_run(
    folder: Path, command: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise AssertionError("a run was made")

    monkeypatch.setattr(calibration_runs, "simulate", fail)
    out = f"output_dir={tmp_path / 's'}"
    said = command("sensitivity", f"calibration={folder}", out)
    assert said.status == 0, said.err
    table = pd.read_csv(tmp_path / "s" / "sensitivity.csv")
    total = table.pivot(index="setting", columns="summary", values="total")
    # deaths = hazard + 0.4 calm + 0.5 violence in logs; the prior of violence is normal
    even = np.log(3.0) ** 2 / 3
    parts = np.array([even, 0.16 * even, 0.25 * (np.log(10) * LEVEL_SPREAD) ** 2])
    parts /= parts.sum()
    names = ["attacks.hazard", "escalation.calming_days", level_of(CASES)]
    assert total.loc[names, "deaths"].to_numpy() == pytest.approx(parts, abs=0.08)
    assert total["flight"].idxmax() == "flight.danger_aversion"
    assert total.loc["response_to_attack.stop"].max() < 0.05
    wrong = command("sensitivity", f"calibration={folder}", "samples=9", out)
    assert wrong.status == 2 and "expected nothing else" in wrong.err
    assert command("sensitivity", "calibration=nowhere").status == 2


@pytest.mark.parametrize("shift", [0.0, 2.5])
def test_each_case_is_predicted_from_the_others(
    shift: float, command: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record of settings far from the middle helps elsewhere, unless the cases disagree."""
    from marosim.study import calibration

    def asked(case: Any, *_: Any) -> list[Summary]:
        away = 0.9 if case.name == CASES else 0.9 - shift
        return [
            Summary("deaths", LOG, float(np.log(200.0)) + away, 0.1, 0.1, "fit"),
            Summary("flight", LOG, float(np.log(900.0)) + away / 2, 0.1, 0.1, "fit"),
        ]

    monkeypatch.setattr(calibration, "summaries", asked)
    words = [f"scenario={CASES},kalvera", *QUICK[1:], f"output_dir={tmp_path / 'f'}"]
    said = command("calibrate", *words)
    assert said.status == 0, said.err
    table = pd.read_csv(tmp_path / "f" / "folds.csv").set_index("case")
    assert list(table.index) == [CASES, "kalvera"]
    if shift:
        assert (table["skill"] < 0).all()
        assert "better than the prior in 0 of 2" in " ".join(said.out.split())
    else:
        assert (table["skill"] > 0.1).all()
        assert "better than the prior in 2 of 2" in " ".join(said.out.split())
