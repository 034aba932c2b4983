"""Every shipped table has a source and a licence, and none is of a source that forbids it."""

from pathlib import Path

import pandas as pd
import pytest

import marosim
from marosim import cases
from marosim.shipped import shipped

CASES = sorted(p.name for p in shipped("scenarios").iterdir() if (p / "scenario.yaml").is_file())
SREBRENICA = 8372
"""Names at the memorial of Srebrenica-Potočari: the highest of the published counts."""


def rows():
    lines = shipped("LICENSE-DATA").read_text(encoding="utf-8").splitlines()
    cells = [[c.strip() for c in line.strip("|").split("|")] for line in lines if line[:1] == "|"]
    return {file: rest for file, *rest in cells[2:]}


def shipped_files():
    folders = {"scenarios": shipped("scenarios"), "conf": shipped("conf")}
    found = [("scenarios", p) for p in folders["scenarios"].glob("*/*") if p.is_file()]
    found += [("conf", p) for p in folders["conf"].glob("posterior*")]
    listed = {f"{name}/{p.relative_to(folders[name]).as_posix()}": p for name, p in found}
    package = Path(marosim.__file__).parent
    inside = [p for kind in ("*.csv", "*.yaml") for p in package.rglob(kind)]
    return listed | {
        f"src/marosim/{p.relative_to(package).as_posix()}": p
        for p in inside
        if "_data" not in p.parts
    }


def test_every_shipped_table_stands_in_the_list_of_licences_with_source_and_licence():
    listed = rows()
    assert set(listed) == set(shipped_files())
    for file, cells in listed.items():
        assert len(cells) == 3 and all(cells), file


@pytest.mark.parametrize("file", sorted(shipped_files()))
def test_nothing_comes_from_a_source_whose_terms_forbid_passing_it_on(file):
    assert "acled" not in shipped_files()[file].read_text(encoding="utf-8").lower()
    assert "acled" not in " ".join(rows()[file]).lower()


def test_the_list_goes_into_the_wheel():
    import tomllib

    project = Path(__file__).resolve().parents[2] / "pyproject.toml"
    if not project.is_file():
        pytest.skip("not a checkout")
    build = tomllib.loads(project.read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    included = build["targets"]["wheel"]["force-include"]
    assert included["LICENSE-DATA"] == "marosim/_data/LICENSE-DATA"


def flows(name):
    table = cases.load(name).observed
    deaths = table[(table["metric"] == "deaths_direct") & (table["how"] == "flow")].copy()
    deaths = deaths[deaths["place"].fillna("") == ""]
    for column in ("date_from", "date_to"):
        deaths[column] = pd.to_datetime(deaths[column])
    long = (deaths["date_to"] - deaths["date_from"]).dt.days > 31
    return deaths[~long], deaths[long]


@pytest.mark.parametrize("name", CASES)
def test_months_do_not_hold_more_deaths_than_the_total_of_their_period(name):
    months, totals = flows(name)
    for total in totals.itertuples():
        within = (months["date_from"] >= total.date_from) & (months["date_to"] <= total.date_to)
        assert months.loc[within, "value"].sum() <= total.high


def test_bosnias_july_1995_holds_srebrenica_once():
    months, _ = flows("bosnia_1992")
    months = months.set_index(months["date_from"].dt.strftime("%Y-%m"))["value"]
    july = months.pop("1995-07")
    # the dead of Srebrenica and, elsewhere, no more than in any other month of that year
    assert SREBRENICA * 0.8 < july <= SREBRENICA + months[months.index >= "1995"].max()
