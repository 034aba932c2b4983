"""A file from a stranger cannot run code, read or write elsewhere, or take all memory."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import stat
from pathlib import Path

import pytest
import yaml

import marosim
from marosim import cases
from marosim.classroom import kept
from marosim.record import memory
from marosim.record.memory import TooLargeError, check_memory, needed_bytes
from marosim.settings import Settings
from marosim.shipped import shipped

SOURCE = Path(marosim.__file__).parent
# what this process packed, and what lies where the user alone can write (tested below)
UNPACKS_ITS_OWN = ("classroom/dry_run.py", "classroom/kept.py")
SMALL = ("days=2", "population.agents=50", "output_dir=out")


@pytest.fixture
def stranger(working_folder: Path) -> Path:
    """A copy of a shipped case, to be tampered with."""
    folder = working_folder / "scenarios" / "stranger"
    shutil.copytree(shipped("scenarios") / "kalvera", folder)
    return folder


def tamper(folder: Path, **changes) -> None:
    path = folder / "scenario.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content.update(changes)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def refused(said, *words: str) -> None:
    assert said.status == 2, said
    assert said.err.startswith("marosim: ") and said.err.count("\n") == 1
    for word in words:
        assert word in said.err
    assert not Path("out").exists()


def test_the_untouched_copy_runs(stranger, command):
    assert command("run", "scenario=stranger", *SMALL).status == 0


@pytest.mark.parametrize(
    "line",
    [
        "!!python/object/apply:os.system ['touch pwned']",
        "!!python/object/new:subprocess.Popen [['touch', 'pwned']]",
        "!!python/name:os.system",
        "!include /etc/passwd",
    ],
)
def test_yaml_tags_are_refused_and_nothing_runs(stranger, command, line):
    path = stranger / "scenario.yaml"
    path.write_text(path.read_text(encoding="utf-8") + f"\nnote: {line}\n", encoding="utf-8")
    refused(command("run", "scenario=stranger", *SMALL), "scenario.yaml", "YAML tag")
    assert not Path("pwned").exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("settings", {"_target_": "os.system", "_args_": ["touch pwned"]}),
        ("settings", {"attacks": {"_target_": "os.system"}}),
        ("settings", {"attacks": {"hazard": "${oc.env:HOME}"}}),
        ("settings", {"triggers": {"enabled": "${oc.decode:${oc.env:SHELL}}"}}),
        ("historical", {"mandate": {"name": "${oc.env:HOME}"}}),
        ("historical", {"funding": {"_target_": "builtins.exec"}}),
    ],
)
def test_targets_and_interpolations_in_a_case_are_refused(stranger, command, key, value):
    tamper(stranger, **{key: value})
    refused(command("run", "scenario=stranger", *SMALL))
    assert not Path("pwned").exists()


@pytest.mark.parametrize(
    "word",
    [
        "mandate.name=${oc.env:HOME}", "output_dir=${oc.env:HOME}/x", "+_target_=os.system",
        "mandate._target_=os.system", "hydra.run.dir=${oc.env:HOME}/x", "hydra/launcher=nobody",
        "hydra.searchpath=['file:///tmp']", "-cn=other", "~mandate",
        "hydra.job_logging.handlers.file.filename=/tmp/x",
    ],
)  # fmt: skip
def test_overrides_cannot_reach_code_environment_or_hydra_itself(command, word):
    refused(command("run", "scenario=kalvera", word, *SMALL[:2]))


@pytest.mark.parametrize("name", ["../kalvera", "..", "/etc", "a/../../b", "~root", ".", "x\x00y"])
def test_names_that_point_outside_are_refused(command, working_folder, name):
    before = sorted(p.name for p in working_folder.parent.iterdir())
    for words in (
        ("run", f"scenario={name}", *SMALL),
        ("scenario", "new", name, "--country", "SD"),
        ("scenario", "import-flee", ".", name),
    ):
        said = command(*words)
        assert said.status == 2 and "Traceback" not in said.err, (words, said)
    assert sorted(p.name for p in working_folder.parent.iterdir()) == before
    assert list(working_folder.iterdir()) == []


@pytest.mark.parametrize("file", ["places.csv", "scenario.yaml", "briefing.md"])
def test_links_that_lead_out_of_the_case_are_refused(stranger, command, tmp_path, file):
    secret = tmp_path / "secret"
    shutil.copy(stranger / file, secret)
    (stranger / file).unlink()
    (stranger / file).symlink_to(secret)
    refused(command("run", "scenario=stranger", *SMALL), file, "not a file inside")


def test_flee_layouts_cannot_name_files_elsewhere(command, working_folder, tmp_path):
    import datetime as dt

    from marosim.cases.faults import CaseError
    from marosim.cases.flee_counts import read_counts
    from marosim.cases.flee_rows import Names

    (tmp_path / "secret.csv").write_text("2015-05-01,12345\n")
    folder = working_folder / "flee" / "source_data"
    folder.mkdir(parents=True)
    layout = folder / "data_layout.csv"
    for elsewhere in ("../../secret.csv", str(tmp_path / "secret.csv")):
        layout.write_text(f"Camp,{elsewhere}\n")
        with pytest.raises(CaseError, match="outside its folder"):
            read_counts(layout, dt.date(2015, 5, 1), Names(["Camp"]), [])


def test_nested_and_swelling_yaml_is_refused_at_once(stranger, command):
    path = stranger / "scenario.yaml"
    sound = path.read_text(encoding="utf-8")
    bomb = "\na: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"
    for more, said in (
        (bomb, "alias"),
        ("\nsettings: " + "[" * 3000 + "]" * 3000, "nested"),
        ("\nnote: " + "x" * 1_100_000, "larger than"),
    ):
        path.write_text(sound + more, encoding="utf-8")
        refused(command("run", "scenario=stranger", *SMALL), said)


def test_a_table_that_is_too_large_is_not_read(stranger, command):
    with (stranger / "places.csv").open("a") as table:
        table.write("x" * 20_000_001)
    refused(command("run", "scenario=stranger", *SMALL), "places.csv", "larger than 20 MB")


def test_a_run_that_would_not_fit_is_refused_before_it_begins(command, monkeypatch):
    monkeypatch.setattr(memory, "free_bytes", lambda: 300e6)
    built = []
    monkeypatch.setattr("marosim.response_model.ResponseModel.__init__", built.append)
    said = command("run", "population.persons_per_agent=1", "output_dir=out")
    refused(said, "GB are free", "population.agents", "persons_per_agent")
    assert built == []


def test_people_beyond_any_memory_are_refused(stranger, command):
    table = (stranger / "places.csv").read_text(encoding="utf-8").splitlines()
    header = table[0].split(",")
    cells = table[1].split(",")
    people = [i for i, name in enumerate(header) if name.startswith("people_")]
    for i in people:
        cells[i] = "0"
    cells[people[0]] = cells[header.index("population")] = str(10**13)
    (stranger / "places.csv").write_text("\n".join([table[0], ",".join(cells), *table[2:]]) + "\n")
    said = command("run", "scenario=stranger", "population.persons_per_agent=1", *SMALL[:1])
    refused(said, "GB are free")


def test_the_estimate_is_of_the_right_size_and_counts_workers():
    case = cases.load("rwanda_1994")
    small, large = Settings(), Settings()
    large.population.persons_per_agent = 1
    people = case.places["population"].sum()
    assert needed_bytes(case, large) - needed_bytes(case, small) == pytest.approx(
        people * 30, rel=0.3
    )
    assert check_memory(case, small) < 1e9
    with pytest.raises(TooLargeError, match="fewer workers"):
        check_memory(case, large, runs=100_000)


@pytest.mark.parametrize("decisions", [["x"], [{"day": 1}], "no", [[1]], [{"day": "x"}], 5])
def test_decisions_from_a_stranger_are_checked(stranger, command, decisions):
    tamper(stranger, settings={"decisions": decisions})
    refused(command("run", "scenario=stranger", *SMALL))


@pytest.mark.parametrize(
    "settings",
    [
        {"travel": {"rainy_months": [4, dt.date(9999, 12, 31)]}},
        {"travel": {"rainy_months": [4, "five"]}},
        {"decisions": [dt.date(1, 1, 1)]},
        {"mandate": {"tasks": [["monitor"]]}},
    ],
)
def test_lists_from_a_stranger_hold_plain_values_of_their_kind(stranger, command, settings):
    tamper(stranger, settings=settings)
    refused(command("run", "scenario=stranger", *SMALL))


def test_results_never_replace_what_is_not_a_run(command, working_folder):
    (working_folder / "letters").mkdir()
    (working_folder / "letters" / "dear.txt").write_text("…")
    (working_folder / "file").write_text("…")
    for folder in ("letters", "file"):
        said = command("run", *SMALL[:2], f"output_dir={folder}")
        assert said.status == 2 and "choose another output_dir" in said.err
    assert (working_folder / "letters" / "dear.txt").read_text() == "…"
    assert (working_folder / "file").read_text() == "…"


def test_no_code_path_turns_data_into_code():
    forbidden = re.compile(
        r"\b(pickle|marshal|shelve)\b|\b(eval|exec)\(|yaml\.(load|unsafe_load|full_load)\(|"
        r"os\.system|shell=True|\binstantiate\(|\.set_struct\("
    )
    found = [
        f"{path.relative_to(SOURCE)}:{number}: {line.strip()}"
        for path in SOURCE.rglob("*.py")
        if path.relative_to(SOURCE).as_posix() not in UNPACKS_ITS_OWN
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if forbidden.search(line)
    ]
    assert found == []


@pytest.mark.skipif(os.name == "nt", reason="rights of a folder are of another kind there")
def test_a_class_unpacks_only_what_lies_where_nobody_else_can_write(tmp_path, monkeypatch):
    header = {"words": ["scenario=kalvera"]}
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = kept.place(header)
    folder = path.parent
    assert (
        folder.is_relative_to(tmp_path / "cache") and stat.S_IMODE(folder.stat().st_mode) == 0o700
    )
    kept.put_by(path, {"day": 3})
    assert kept.found(path) == {"day": 3} and stat.S_IMODE(path.stat().st_mode) & 0o022 == 0
    for rights in (0o770, 0o707, 0o1777):
        folder.chmod(rights)
        assert kept.place(header) is None, oct(rights)
    folder.chmod(0o700)
    folder.rename(tmp_path / "elsewhere")  # a link leads wherever somebody wants
    folder.symlink_to(tmp_path / "elsewhere")
    assert kept.place(header) is None


def test_brackets_in_a_title_are_shown_and_not_obeyed(stranger, command):
    tamper(stranger, title="[/red] [bold] $x_{", summary="[/x]")
    said = command("run", "scenario=stranger", *SMALL)
    assert said.status == 0 and "[/red] [bold] $x_{" in said.out
    assert "[/x]" in command("scenarios").out


def test_signs_that_drive_a_terminal_are_refused(stranger, command):
    tamper(stranger, title="calm\x1b[2J")
    said = command("run", "scenario=stranger", *SMALL)
    refused(said, "scenario.yaml", "control characters")
    assert "\x1b" not in said.err
    tamper(stranger, title="calm")
    path = stranger / "places.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Ansara", "Ans\x1bara"))
    assert any("control characters" in fault.what for fault in cases.check(stranger))
    for said in (
        command("run", "scenario=stranger", *SMALL),
        command("scenario", "check", "stranger"),
    ):
        assert said.status and "\x1b" not in said.err + said.out
        assert "\\x1b" in said.err + said.out


@pytest.mark.parametrize("words", [("seed=range(0,1000000000)",), ("seed=range(0,9,1e-300)",)])
def test_combinations_without_end_are_refused_before_they_are_written_out(command, words):
    refused(command("run", "-m", "scenario=kalvera", *words, *SMALL), "combinations")


def test_many_faults_end_the_reading_of_a_table(stranger):
    path = stranger / "places.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0]
    path.write_text(f"{header}\n" + "x,x\n" * 200_000)
    assert len(cases.check(stranger)) < 4_000
    path.write_text(",".join(["a"] * 50_000) + "\n1\n")
    found = [fault for fault in cases.check(stranger) if fault.file == "places.csv"]
    assert len(found) == 1 and "has no header" in found[0].what  # the cause, and nothing after it
    assert len(str(found[0])) < 1_000


def test_odd_places_and_days_of_a_case_are_faults(stranger, command):
    path = stranger / "scenario.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["organisations"][0]["bases"] = [{"a": 1}, ["b"], None]
    path.write_text(yaml.safe_dump(content, allow_unicode=True))
    refused(command("run", "scenario=stranger", *SMALL), "scenario.yaml")
    tamper(stranger, start=dt.date(9999, 12, 31))
    assert any("out of range" in fault.what for fault in cases.check(stranger))


@pytest.mark.parametrize("day", ["9" * 12, "1e9", "-" + "9" * 30])
def test_days_beyond_every_calendar_are_faults(stranger, day):
    path = stranger / "timeline.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1] = ",".join([day, *lines[1].split(",")[1:]])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert any(f.file == "timeline.csv" and f.line == 2 for f in cases.check(stranger))
