"""What a study shows while it runs, on a terminal and under a notebook's cell."""

from __future__ import annotations

import pytest

import marosim
from marosim.study.progress import NotebookProgress, progress_here
from marosim.study.tasks import Result


def test_a_notebook_sees_a_bar_that_moves_and_goes(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    display = pytest.importorskip("IPython.display")
    seen: list[str] = []

    class Handle:
        def update(self, shown) -> None:
            seen.append(shown.data)

    def show(shown, display_id: bool) -> Handle:
        assert display_id and not seen
        seen.append(shown.data)
        return Handle()

    monkeypatch.setattr(display, "display", show)
    monkeypatch.setattr("marosim.notebook.in_notebook", lambda: True)
    monkeypatch.setattr(NotebookProgress, "EVERY", 0.0)
    marosim.sweep(
        "kalvera", mandate=["none", "robust"], replications=2, days=2, workers=1,
        population__agents=50, output_dir=str(tmp_path / "study"),
    )  # fmt: skip
    assert "value='0' max='4'" in seen[0] and "value='4' max='4'" in seen[-2]
    assert "a second" in seen[-2] and "mandate=robust" in seen[-2]
    assert seen[-1] == "", "the bar goes when the study is done"


def test_failures_stay_in_sight_and_labels_are_text() -> None:
    progress = NotebookProgress()
    shown: list[str] = []
    progress._show = shown.append  # type: ignore[method-assign]
    progress.handle = object()
    progress.EVERY = 0.0  # type: ignore[misc]
    progress.begin(2, 0, "deaths_direct")
    labels = {"response": "<script>", "replication": 0}
    progress.arrived(Result(0, labels, 1, 0.1, {"deaths_direct": 12.0}))
    progress.arrived(Result(1, labels, 2, 0.1, error="a bridge is out"))
    progress.end()
    assert "<script>" not in "".join(shown)
    assert shown[-1] == "<p>1 runs failed, see failures.json</p>"


def test_a_terminal_gets_lines(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    assert type(progress_here()).__name__ == "ConsoleProgress"
    marosim.sweep(
        "kalvera", mandate=["none", "robust"], replications=1, days=2, workers=1,
        population__agents=50, output_dir=str(tmp_path / "study"),
    )  # fmt: skip
    assert "2/2 runs" in capsys.readouterr().err
