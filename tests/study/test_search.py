"""A search finds what is there, finds nothing where nothing is, and never searches for harm."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import planted
import pytest

from marosim.core.setting import SettingError
from marosim.day import DAY
from marosim.study.faults import StudyError
from marosim.study.search import TRIALS, Plan, search, spread
from marosim.study.search_outcome import Outcome
from marosim.study.search_space import globbed, response_groups, response_settings
from marosim.study.study import Study

SMALL = ("scenario=kalvera", "workers=1", "uncertainty=none", "days=3", "population.agents=60")
SIZE = "mandate.ceiling=interval(500,10000)"


@pytest.fixture
def optuna():
    return pytest.importorskip("optuna", reason="the extra [search] is not installed")


def test_where_all_responses_are_alike_the_search_finds_nothing(
    optuna, command, working_folder, monkeypatch
):
    planted.plant(monkeypatch, lambda _, task: {"deaths_direct": 1000 + 500 * planted.chance(task)})
    said = command("search", *SMALL, SIZE, "trials=24", "replications=2", "fresh=12",
                   "aims=deaths_direct", "output_dir=o")  # fmt: skip
    assert said.status == 0, said.err
    trials = Study(working_folder / "o" / TRIALS).runs
    means = trials.groupby("response")["deaths_direct"].mean()
    assert means.min() < 0.8 * means["as given"]  # what the best trial alone would promise
    table = pd.read_csv(working_folder / "o" / "search.csv")
    assert "better" not in table["verdict"].tolist()  # worse than said is no promise
    assert (table["seen_in_trials"] < -2 * table["difference"].abs()).all()
    assert (table["seen_in_trials"] < -100).all() and (table["low"] < 0).all()
    assert (table["high"] > 0).all()
    assert "No found response is clearly better than the historical response" in said.out


def test_a_benefit_that_is_there_is_found_and_told_as_it_is(
    optuna, command, working_folder, monkeypatch
):
    def truth(settings, task):
        gain = settings.mandate.ceiling / 20
        return {"deaths_direct": 1000 - gain + 100 * planted.chance(task)}

    planted.plant(monkeypatch, truth)
    said = command("search", *SMALL, SIZE, "trials=24", "aims=deaths_direct", "output_dir=o",
                   "mandate=observer", "replications=2", "fresh=8", "found=1")  # fmt: skip
    assert said.status == 0, said.err
    outcome = Outcome(Study(working_folder / "o"))
    (row,) = outcome.rows()
    assert row.better == 1 and "Clearly better than the response as given" in said.out
    size = int(outcome.words("found_1").split("mandate.ceiling=")[1])
    settings = {i["label"]: i["settings"] for i in outcome.study.about["responses"]}
    true = (settings["as_given"]["mandate"]["ceiling"] - size) / 20
    assert size > 8000 and row.change.low < true < row.change.high


def test_new_runs_use_no_seed_of_a_trial_and_the_same_for_all(optuna, tmp_path, monkeypatch):
    planted.plant(monkeypatch, lambda _, task: {"deaths_direct": planted.chance(task)})
    words = (*SMALL, SIZE, "trials=8", "aims=deaths_direct", "fresh=6", "replications=3", "seed=7")
    study = search([*words, f"output_dir={tmp_path / 'o'}"])
    tried = Study(tmp_path / "o" / TRIALS).runs
    assert set(tried["seed"]) == {7, 8, 9} and set(study.runs["seed"]) == set(range(10, 16))
    assert all(set(rows["seed"]) == {7, 8, 9} for _, rows in tried.groupby("response"))
    assert study.about["baseline"] == study.responses[0] == "historical"


def test_several_aims_keep_what_none_beats(optuna, tmp_path, monkeypatch):
    def truth(settings, task):
        size = settings.mandate.ceiling
        return {"deaths_direct": 9000 - size / 2, "cost_usd": 1e5 * size, "consent": 0.5}

    planted.plant(monkeypatch, truth)
    study = search([*SMALL, SIZE, "mandate=robust", "trials=16", "replications=1",
                    "fresh=2", f"output_dir={tmp_path / 'o'}"])  # fmt: skip
    sizes = [i["settings"]["mandate"]["ceiling"] for i in study.about["responses"][1:]]
    tried = Study(tmp_path / "o" / TRIALS).about["responses"][1:]
    all_sizes = [i["settings"]["mandate"]["ceiling"] for i in tried]
    assert {min(all_sizes), max(all_sizes)} <= set(sizes) and len(sizes) == 5
    assert all(isinstance(size, int) for size in sizes)


def test_what_is_run_again_is_spread_over_the_front():
    values = pd.DataFrame({"a": range(9), "b": range(9, 0, -1)}).to_numpy(float)
    assert spread(values, 3) == [0, 4, 8]
    assert spread(values[:2], 5) == [0, 1]


KILLED = """
import os, signal, sys
sys.path[:0] = {path!r}
import planted, pytest
from marosim.study.search import search
done = 0
def truth(settings, task):
    global done
    done += 1
    if done > {after}:
        os.kill(os.getpid(), signal.SIGKILL)
    return {{"deaths_direct": planted.chance(task), "cost_usd": settings.mandate.ceiling}}
planted.plant(pytest.MonkeyPatch(), truth)
search({words!r})
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills by a signal")
@pytest.mark.parametrize("after", [8, 28])  # in the trials, and in the new runs
def test_a_search_that_was_killed_ends_as_if_it_had_not_been(optuna, tmp_path, monkeypatch, after):
    words = [*SMALL, "mandate=robust,observer", SIZE, "trials=20", "replications=1", "fresh=4",
             "aims=[deaths_direct,cost_usd]", "found=2"]  # fmt: skip
    told = [*words, f"output_dir={tmp_path / 'killed'}"]
    script = KILLED.format(path=[p for p in sys.path if p], after=after, words=told)
    ended = subprocess.run([sys.executable, "-c", script], timeout=300, capture_output=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    computed = []

    def truth(settings, task):
        computed.append(task)
        return {"deaths_direct": planted.chance(task), "cost_usd": settings.mandate.ceiling}

    planted.plant(monkeypatch, truth)
    again, rest = search(told), len(computed)
    whole = search([*words, f"output_dir={tmp_path / 'whole'}"])
    assert rest + after == len(computed) - rest  # what was there was not computed again
    for folder in ("", TRIALS):
        for name in ("daily", "runs"):
            file = Path(folder) / f"{name}.parquet"
            assert (again.folder / file).read_bytes() == (whole.folder / file).read_bytes()
    with pytest.raises(StudyError, match="another value of trials"):
        search([*told, "trials=12"])


def test_runs_of_other_code_are_refused_and_a_study_is_no_search(optuna, tmp_path, monkeypatch):
    planted.plant(monkeypatch, lambda _, task: {"deaths_direct": planted.chance(task)})
    words = [*SMALL, SIZE, "trials=4", "aims=deaths_direct", "fresh=2", "found=1"]
    folder = search([*words, f"output_dir={tmp_path / 'o'}"]).folder
    about = json.loads((folder / TRIALS / "study.json").read_text())
    about["provenances"][0]["code_sha256"] = "0" * 64
    about["merged"].pop()  # a run is wanted
    (folder / TRIALS / "study.json").write_text(json.dumps(about))
    with pytest.raises(StudyError, match="runs made with"):
        search([*words, f"output_dir={tmp_path / 'o'}"])
    del about["uncertainty"]
    (folder / "study.json").write_text(json.dumps(about))
    with pytest.raises(StudyError, match="no search"):
        search([*words, f"output_dir={tmp_path / 'o'}"])


@pytest.mark.slow
def test_what_it_leaves_is_read_by_the_other_commands(optuna, command, working_folder):
    said = command("search", *SMALL, "mandate=robust,observer", "later.day=20",
                   "later.approach=safe_areas", "mandate.ceiling=4000", "trials=3",
                   "replications=1", "fresh=5", "found=1", "output_dir=o")  # fmt: skip
    assert said.status == 0 and said.last_line == "o", said.err
    for name in ("recommend", "explain"):
        other = command(name, "o")
        assert other.status == 0, other.err
    told = pd.read_csv("o/recommend.csv")["response"].tolist()
    assert told == ["historical", "found_1"]
    assert "found_1" in Study("o").compare(metrics=["deaths_direct"])["response"].tolist()
    assert command("verify", "o", "sample=1").status == 0
    found = (working_folder / "o" / "conf" / "response" / "found_1.yaml").read_text()
    assert "override /mandate" in found
    words = Outcome(Study(working_folder / "o")).option("found_1")
    assert command("response", "save", "mine", *words).status == 0
    kept = (working_folder / "conf" / "response" / "mine.yaml").read_text()
    assert kept.split("\n")[2:] == found.split("\n")[2:]
    assert "ceiling: 4000" in kept and "20:approach=safe_areas" in kept


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("attacks.lethality=interval(0,1)", "no part of a response"),
        ("escalation.violence=range(1,3)", "no part of a response"),
        ("scenario=rwanda_1994,somalia_2007", "no part of a response"),
        ("population.agents=100,200", "no part of a response"),
        ("seed=1,2", "one seed"),
        ("mandate=interval(1,2)", "expected options"),
        ("mandate.ceiling=interval(-5,10)", "expected 0"),
        ("mandate.ceiling=interval(0.2,0.3)", "LOW,HIGH"),
        ("later.mandate=keep,robust", "needs a day"),
        ("mandate=glob(x*)", "fits"),
        ("aims=[deaths_direct,peacekeepers]", "neither good nor bad"),
        ("aims=[deaths_dirct]", "did you mean deaths_direct"),
        ("trials=1", "expected 2"),
        ("replications=auto", "needs a number"),
    ],
)
def test_a_search_tries_responses_only_and_says_so(word, says):
    with pytest.raises((SettingError, StudyError), match=says):
        Plan.read([word])


def test_an_own_option_that_sets_more_than_responses_do_is_refused(working_folder):
    folder = working_folder / "conf" / "mandate"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text("# @package _global_\n# Mine.\nescalation:\n  violence: 2\n")
    with pytest.raises(SettingError, match=r"mandate=mine: it sets escalation\.violence"):
        Plan.read(["mandate=mine,robust"])


def test_an_option_file_as_the_documentation_shows_it_can_be_searched(working_folder):
    page = Path(__file__).parents[2] / "docs" / "howto" / "options.md"
    shown = page.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    folder = working_folder / "conf" / "mandate"
    folder.mkdir(parents=True)
    (folder / "seminar.yaml").write_text(shown, encoding="utf-8")
    (mandate,) = (d for d in Plan.read(["mandate=seminar,robust"]).dimensions)
    assert mandate.values == ("seminar", "robust")
    assert any("seminar" in d.values for d in Plan.read([]).dimensions)


def test_all_that_can_be_searched_belongs_to_rooms_of_the_response():
    rooms = {kind.settings_key: kind.__module__.split(".")[1] for kind in DAY}
    roots = {name.split(".")[0] for name in response_settings()}
    assert {rooms[root] for root in roots} <= {"mission", "politics", "peace", "warning"}
    assert not {"scenario", "experiment", "launcher"} & set(response_groups())
    plan = Plan.read([])
    assert {d.key.split(".")[0] for d in plan.dimensions} <= set(response_groups()) | roots


def test_a_glob_stands_for_the_options_that_it_fits():
    assert globbed(["mandate=glob(*o*,exclude=[r*,h*,m*,t*])"]) == [
        "mandate=none,observer,protection_of_civilians"
    ]


def test_without_optuna_one_line_says_what_to_install(command, monkeypatch):
    monkeypatch.setitem(sys.modules, "optuna", None)
    said = command("search", "trials=2")
    assert (said.status, said.out) == (2, "")
    assert "pip install 'marosim[search]'" in said.err and said.err.count("\n") == 1
