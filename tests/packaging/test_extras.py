"""What can be installed: users get no tools of developers, and what is asked for is named."""

from __future__ import annotations

import re
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

import marosim
from marosim.shipped import shipped

ROOT = Path(__file__).parents[2]
FOR_DEVELOPERS = {"pytest", "mypy", "ruff", "hypothesis", "mkdocs", "playwright", "import-linter"}


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def name(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement)[0].lower()


def brought(extra: str) -> set[str]:
    """All packages of an extra, with those of the extras that it names."""
    found: set[str] = set()
    for line in project()["optional-dependencies"][extra]:
        if name(line) == "marosim":
            for inner in re.search(r"\[(.*)\]", line)[1].split(","):
                found |= brought(inner)
        else:
            found.add(name(line))
    return found


def test_all_is_everything_for_users_and_nothing_for_developers() -> None:
    extras = set(project()["optional-dependencies"])
    for_users = extras - {"all", "dev", "docs"}
    assert brought("all") == set().union(*map(brought, for_users))
    assert not brought("all") & FOR_DEVELOPERS
    assert {"app", "maps", "dask", "slurm", "calibration", "notebooks"} <= for_users


def test_no_package_is_held_to_one_release() -> None:
    extras = project()["optional-dependencies"].values()
    lines = [line for part in (project()["dependencies"], *extras) for line in part]
    assert [line for line in lines if "==" in line] == []


def test_every_hint_to_install_names_an_extra_that_is_there() -> None:
    extras = set(project()["optional-dependencies"])
    files = [*(ROOT / "src").rglob("*.py"), *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    named = {
        (path.name, one)
        for path in files
        for found in re.findall(r"marosim\[([a-z,]+)\]", path.read_text("utf-8"))
        for one in found.split(",")
    }
    assert len(named) > 10
    assert [hint for hint in sorted(named) if hint[1] not in extras] == []


def test_the_version_is_said_once_and_everywhere_the_same() -> None:
    assert project()["dynamic"] == ["version"]
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"\nversion: {marosim.__version__}\n" in citation
    assert f"\n## [{marosim.__version__}] - " in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_page_of_solara_asks_for_the_files_that_package_json_names() -> None:
    if find_spec("solara") is None:
        pytest.skip("solara is not installed")
    import json

    import solara.server

    template = Path(solara.server.__file__).parent / "templates" / "solara.html.j2"
    asked = re.findall(r"\{\{cdn\}\}/(@widgetti/solara-vuetify-app|requirejs)@([\d.]+)/",
                       template.read_text("utf-8"))  # fmt: skip
    named = json.loads(shipped("package.json").read_text("utf-8"))["dependencies"]
    assert asked and set(asked) == {(p, named[p]) for p, _ in asked}


@pytest.mark.parametrize("words", [["ablate"], ["validate"], ["evidence"]])
def test_a_missing_package_is_said_before_anything_is_computed(
    words, monkeypatch, capsys, tmp_path
):
    from marosim.cli import arguments, main

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(arguments, "find_spec", lambda _: None)
    with pytest.raises(SystemExit) as ended:
        main(words)
    said = capsys.readouterr().err
    assert ended.value.code == 2 and said.count("\n") == 1
    assert "statsmodels" in said and "pip install 'marosim[calibration]'" in said
    assert list(tmp_path.iterdir()) == []
