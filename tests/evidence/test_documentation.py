"""The documentation's tables are what its files of results hold, and never silently old."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from marosim.core.setting import rows
from marosim.evidence import notebooks
from marosim.evidence.digest import outdated
from marosim.evidence.labels import of_published
from marosim.evidence.page import is_published
from marosim.evidence.publish import front, pages, stamp_of, with_front
from marosim.evidence.verdict import verdict
from marosim.settings import Settings
from marosim.study.ensemble import BENT_SOURCE

ROOT = Path(__file__).parents[2]
EVIDENCE = ROOT / "docs" / "evidence"
CURE = "run 'make marks'"


@pytest.fixture(scope="module")
def now() -> dict:
    """What makes figures, as it stands."""
    return notebooks.of_evidence()


def test_pages_are_written_from_their_tables_and_say_when_these_are_stale() -> None:
    expected = pages(EVIDENCE)
    assert len(expected) >= 5
    for name, text in expected.items():
        assert (EVIDENCE / name).read_text("utf-8") == text, f"{name}: {CURE}"


def test_the_front_page_shows_the_same() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert with_front(text, front(EVIDENCE, "docs/evidence")) == text, CURE


def test_no_page_is_without_a_table_or_a_link() -> None:
    index = (EVIDENCE / "README.md").read_text("utf-8")
    linked = set(re.findall(r"\]\((\w+\.md)\)", index))
    assert linked == {p.name for p in EVIDENCE.glob("*.md")} - {"README.md"}
    assert "docs/evidence/README.md" in (ROOT / "README.md").read_text("utf-8")
    assert "evidence/README.md" in (ROOT / "docs" / "README.md").read_text("utf-8")


def test_the_front_page_carries_no_figure_of_evidence_of_its_own() -> None:
    text = with_front((ROOT / "README.md").read_text("utf-8"), "")
    assert not re.search(r"^\| [A-Z]\d+ \|", text, re.MULTILINE)
    assert not re.search(r"\d+ of \d+ (published|claimed|lines)", text)


def test_labels_and_verdicts_are_those_that_are_computed_now() -> None:
    found = pd.read_csv(EVIDENCE / "validation.csv")
    sources = [*(row.source for row in rows(Settings())), BENT_SOURCE]
    current = not outdated(
        stamp_of(EVIDENCE, "published")
    )  # of a stale table the sources may have changed since
    for line in found[is_published(found) & current].itertuples():
        assert line.label == of_published(f"{line.id} {line.target}", sources), line.target
    for line in found.itertuples():
        told = verdict(line.accept_low, line.accept_high, line.simulated, line.low, line.high)
        assert line.verdict == told, f"{line.id} {line.target}"
        assert line.passes == (told == "passes")


@pytest.mark.parametrize(
    "path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem
)
def test_a_notebook_of_another_model_says_so_first(path: Path, now: dict) -> None:
    notebook = json.loads(path.read_text("utf-8"))
    assert notebooks.says_so(notebook) == notebooks.is_stale(notebook, now), CURE


def test_marking_a_notebook_changes_its_first_words_and_nothing_else(
    tmp_path: Path, now: dict
) -> None:
    source = ROOT / "notebooks" / "01_first_run.ipynb"
    path = tmp_path / source.name
    notebook = json.loads(source.read_text("utf-8"))
    notebook["metadata"][notebooks.KEY] = {"digests": dict(now)}
    path.write_text(json.dumps(notebook), "utf-8")
    assert notebooks.mark(path, now) is False
    fresh = json.loads(path.read_text("utf-8"))
    assert not notebooks.says_so(fresh)
    fresh["metadata"][notebooks.KEY]["digests"]["rules"] = "0"
    path.write_text(json.dumps(fresh), "utf-8")
    assert notebooks.mark(path, now) and notebooks.mark(path, now)
    told = json.loads(path.read_text("utf-8"))
    assert "".join(told["cells"][0]["source"]).count(notebooks.STALE) == 1
    assert told["cells"][1:] == fresh["cells"][1:]
