"""Tables of the documentation: written from results, and stale when the model has changed."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from marosim.evidence import digest as digests
from marosim.evidence.digest import MADE, digest, stale
from marosim.evidence.publish import PAGE, publish


@pytest.fixture
def results(tmp_path: Path) -> Path:
    line = {"id": "made_up", "target": "deaths in all", "published": 100.0, "accept_low": 50.0,
            "accept_high": 200.0, "simulated": 17_345.0, "low": 15_000.0, "high": 20_000.0,
            "passes": False, "how": "", "label": "independent", "verdict": "misses"}  # fmt: skip
    folder = tmp_path / "results"
    folder.mkdir()
    pd.DataFrame([line]).assign(baseline=None, skill=None, crps=None).to_csv(
        folder / "validation.csv", index=False
    )
    return folder


def test_the_page_shows_what_the_table_holds_and_that_it_misses(
    results: Path, tmp_path: Path
) -> None:
    publish(results, tmp_path / "docs", "Four runs.")
    page = (tmp_path / "docs" / PAGE).read_text("utf-8")
    assert "Four runs." in page
    assert "17,345" in page and "| independent | misses |" in page
    assert "independent: 0 of 1" in page


def test_a_table_of_an_older_result_does_not_stay(results: Path, tmp_path: Path) -> None:
    into = tmp_path / "docs"
    into.mkdir()
    (into / "face.csv").write_text("case\nold\n")
    publish(results, into, "Four runs.")
    assert not (into / "face.csv").exists()


def test_evidence_of_another_model_says_so(results: Path, tmp_path: Path) -> None:
    into = tmp_path / "docs"
    assert "make evidence" in stale(into)
    publish(results, into, "Four runs.")
    assert stale(into) == ""
    made = json.loads((into / MADE).read_text("utf-8"))
    (into / MADE).write_text(json.dumps({**made, "digest": "0" * 16}))
    assert "another model" in stale(into)


def test_the_digest_changes_with_a_case_and_not_with_line_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_bytes(b"name\nJuba\n")
    monkeypatch.setattr(digests, "shipped", lambda name: tmp_path)
    first = digest()
    (tmp_path / "a.csv").write_bytes(b"name\r\nJuba\r\n")
    assert digest() == first
    (tmp_path / "a.csv").write_bytes(b"name\nBor\n")
    assert digest() != first
