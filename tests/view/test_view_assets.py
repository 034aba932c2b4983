"""Without the fetched files the view says plainly what it does instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from marosim.view import assets, widget


@pytest.fixture
def nothing_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without npm on which nothing has been fetched."""
    monkeypatch.setenv("MAROSIM_ASSETS", str(tmp_path / "assets"))
    monkeypatch.setattr(assets.shutil, "which", lambda name: None)
    widget.script.cache_clear()
    widget.style.cache_clear()
    return tmp_path / "assets"


@pytest.fixture(autouse=True)
def forget() -> object:
    yield
    widget.script.cache_clear()
    widget.style.cache_clear()


def test_missing_npm_is_one_plain_line(nothing_here: Path) -> None:
    with pytest.raises(assets.AssetsError) as caught:
        assets.fetch()
    text = str(caught.value)
    assert "npm is not installed" in text and "cdn.jsdelivr.net" in text
    assert "\n" not in text
    assert not nothing_here.exists()


def test_server_says_so_and_starts_all_the_same(
    nothing_here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("solara")
    from marosim.view import app

    assert app._files() is False
    said = capsys.readouterr().err
    assert "npm is not installed" in said
    assert "Traceback" not in said


def test_page_says_why_there_are_no_charts(nothing_here: Path) -> None:
    script = widget.script()
    assert "var uPlot;" in script
    assert "Charts need files that could not be fetched" in script


def test_make_goes_on_without_npm(nothing_here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert assets.main() == 0
    assert "npm is not installed" in capsys.readouterr().err
