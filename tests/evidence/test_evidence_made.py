"""Evidence is made part by part: what is done is kept, and a stop costs no more than a trial."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from marosim.evidence.digest import MADE
from marosim.study import evidence_made
from marosim.study.evidence_made import DONE, RESULTS, SIZES, Part, Timed, make_evidence, parts
from marosim.study.faults import StudyError
from marosim.study.kept import Kept, keeping, kept_in

LINE = {"id": "E2", "target": "police", "published": "about 0", "accept_low": 0.0,
        "accept_high": 0.2, "simulated": 0.1, "low": 0.05, "high": 0.15, "passes": True,
        "how": "", "label": "independent", "baseline": None, "skill": None, "crps": None,
        "verdict": "passes"}  # fmt: skip


@contextlib.contextmanager
def counting(what: str) -> Iterator[Callable[[int, int], None]]:
    yield lambda done, total: None


def make(folder: Path, chosen: list[Part]) -> list[Timed]:
    return make_evidence(folder, "quick", 1, counting, lambda part: None, chosen)


def part(
    name: str, rows: list[dict[str, Any]], calls: list[str], table: str = "validation"
) -> Part:
    def work(folder: Path, workers: int | None, progress: object) -> None:
        calls.append(name)
        pd.DataFrame(rows).to_csv(folder / f"{table}.csv", index=False)

    return Part(name, name, work)


def stopped(folder: Path, workers: int | None, progress: object) -> None:
    raise KeyboardInterrupt


def test_parts_that_are_done_are_not_computed_again(tmp_path: Path) -> None:
    calls: list[str] = []
    first = part("first", [LINE], calls)
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path, [first, Part("second", "second", stopped)])
    assert not (tmp_path / "second" / DONE).exists()
    second = part("second", [{**LINE, "id": "somalia_2007"}], calls)
    times = make(tmp_path, [first, second])
    assert calls == ["first", "second"]
    assert [time.kept for time in times] == [True, False]
    found = pd.read_csv(tmp_path / RESULTS / "validation.csv")
    assert list(found["id"]) == ["somalia_2007", "E2"]
    assert (tmp_path / RESULTS / "figures" / "published_effects.png").is_file()


def test_tables_of_several_parts_keep_all_their_columns(tmp_path: Path) -> None:
    calls: list[str] = []
    acts = part("acts", [{"id": "C1", "kind": "acts"}], calls, "ablation")
    far = part("far", [{"id": "C1", "kind": "matters", "power": 0.4}], calls, "ablation")
    make(tmp_path, [acts, far])
    found = pd.read_csv(tmp_path / RESULTS / "ablation.csv")
    assert list(found["kind"]) == ["acts", "matters"]
    assert found["power"].tolist()[1] == 0.4


def test_a_folder_of_another_model_or_size_is_refused(tmp_path: Path) -> None:
    make(tmp_path, [])
    with pytest.raises(StudyError, match="size=quick, asked for size=long"):
        make_evidence(tmp_path, "long", 1, counting, lambda part: None, [])
    about = json.loads((tmp_path / MADE).read_text("utf-8"))
    about["digests"]["rules"] = "0"
    (tmp_path / MADE).write_text(json.dumps(about), "utf-8")
    with pytest.raises(StudyError, match=r"the rules.*choose another output_dir"):
        make(tmp_path, [])


def test_a_part_goes_on_with_the_trial_after_the_last_that_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "trials.jsonl"
    with kept_in(file):
        kept = keeping()
        assert kept is not None and kept.take(3) == []
        kept.add({"deaths": 1.0})
        kept.add({"deaths": float("nan")})
    assert keeping() is None
    with file.open("a", encoding="utf-8") as text:
        text.write('{"deaths": 3')  # a kill in the middle of a line
    again = Kept(file)
    first, second = again.take(3)
    assert first == {"deaths": 1.0} and second["deaths"] != second["deaths"]
    again.add({"deaths": 3.0})
    assert Kept(file).take(9)[2] == {"deaths": 3.0}


def test_trials_that_are_kept_are_not_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from marosim.study import trials

    ran: list[int] = []
    monkeypatch.setattr(trials, "run_trial", lambda n: (ran.append(n), {"n": float(n)})[1])
    with kept_in(tmp_path / "t.jsonl"):
        trials.run_trials([1, 2], 1)  # type: ignore[list-item]
    with kept_in(tmp_path / "t.jsonl"):
        first = trials.run_trials([1, 2], 1)  # type: ignore[list-item]
        more = trials.run_trials([3], 1)  # type: ignore[list-item]
    assert ran == [1, 2, 3]
    assert [r["n"] for r in (*first, *more)] == [1.0, 2.0, 3.0]


@pytest.mark.parametrize("size", SIZES)
def test_every_table_of_the_documentation_has_a_part_in_every_size(size: str) -> None:
    names = [part.name for part in parts(SIZES[size])]
    assert len(set(names)) == len(names)
    assert {"case_rwanda_1994", "case_somalia_2007", "effects_0", "acts", "matters"} <= set(names)


def test_the_command_makes_pages_of_what_a_small_size_gives(
    command: Callable[..., Any], working_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = evidence_made.Amount(2, ("days=40", "population.agents=300"), "trial", "quick", 4, 40)
    monkeypatch.setitem(SIZES, "quick", small)
    wanted = ("case_rwanda_1994", "acts")
    whole = parts
    monkeypatch.setattr(
        evidence_made, "parts", lambda amount: [p for p in whole(amount) if p.name in wanted]
    )
    words = ("evidence", "size=quick", "workers=1", "only=cases")
    said = command(*words, "--publish", "pages")
    assert said.status == 0, said.err
    assert "mechanisms" not in said.err
    assert "case rwanda_1994:" in said.err and "in all:" in said.err
    page = (working_folder / "pages" / "validation.md").read_text("utf-8")
    assert "rwanda_1994" in page and "A trial" in page and "](figures/validation_rwanda" in page
    again = command(*words)
    assert "case rwanda_1994: kept" in again.err


@pytest.mark.parametrize(
    ("words", "expected"),
    [(["size=huge"], "expected one of quick"), (["mandate=none"], "expected size, workers"),
     (["workers=0"], "at least 1"), (["only=case"], "expected one of cases, effects"),
     (["--front", "README.md"], "--publish or --mark")],
)  # fmt: skip
def test_faults_are_told_in_a_line(
    words: list[str], expected: str, command: Callable[..., Any], working_folder: Path
) -> None:
    (working_folder / "README.md").write_text("")
    said = command("evidence", *words)
    assert said.status == 2 and expected in said.err
