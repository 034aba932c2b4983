"""Files and folders appear whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from marosim.record import read_run, whole_file, whole_folder


def test_a_broken_block_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), whole_folder(tmp_path / "run") as draft:
        (draft / "run.json").write_text("{}")
        raise RuntimeError("power cut")
    with pytest.raises(RuntimeError), whole_file(tmp_path / "table.csv") as path:
        path.write_text("half")
        raise RuntimeError("power cut")
    assert not list(tmp_path.iterdir())


def test_an_older_run_makes_way_only_when_the_new_one_is_whole(tmp_path: Path) -> None:
    for text in ("old", "new"):
        with whole_folder(tmp_path / "run") as draft:
            (draft / "run.json").write_text(text)
    assert (tmp_path / "run" / "run.json").read_text() == "new"
    with pytest.raises(RuntimeError), whole_folder(tmp_path / "run") as draft:
        raise RuntimeError("power cut")
    assert (tmp_path / "run" / "run.json").read_text() == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


def test_other_folders_are_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="output_dir"), whole_folder(tmp_path / "notes"):
        pass
    assert (tmp_path / "notes" / "a.txt").read_text() == "mine"


def test_reading_what_is_not_a_run(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a run folder"):
        read_run(tmp_path)
