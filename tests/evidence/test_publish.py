"""Pages of the documentation: written from tables, and stale when the model has changed."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pandas as pd
import pytest

from marosim.evidence import digest as digests
from marosim.evidence.digest import MADE, STALE, changed, of_evidence, of_fitting, outdated
from marosim.evidence.page import summary
from marosim.evidence.publish import (
    BEGIN,
    END,
    INDEX,
    MARKED,
    PAGES,
    pages,
    publish,
    render,
    ship,
    stamp_of,
    with_front,
)


@pytest.fixture
def results(tmp_path: Path) -> Path:
    line = {"id": "made_up", "target": "deaths in all", "published": 100.0, "accept_low": 50.0,
            "accept_high": 200.0, "simulated": 17_345.0, "low": 15_000.0, "high": 20_000.0,
            "passes": False, "how": "", "label": "independent", "verdict": "misses"}  # fmt: skip
    effect = {**line, "id": "E2", "target": "police", "published": "about 0", "simulated": 0.1}
    folder = tmp_path / "results"
    folder.mkdir()
    table = pd.DataFrame([line, effect]).assign(baseline=None, skill=None, crps=None)
    table.to_csv(folder / "validation.csv", index=False)
    return folder


def test_pages_show_what_the_tables_hold_and_that_it_misses(results: Path, tmp_path: Path) -> None:
    publish(results, tmp_path / "docs", "Four runs.")
    cases = (tmp_path / "docs" / "validation.md").read_text("utf-8")
    assert "Four runs." in cases
    assert "17,345" in cases and "| independent | misses |" in cases and "E2" not in cases
    assert "independent: 0 of 1" in cases
    effects = (tmp_path / "docs" / "published.md").read_text("utf-8")
    assert "| E2 | police | about 0 |" in effects and "17,345" not in effects
    assert "make evidence" in (tmp_path / "docs" / "ablation.md").read_text("utf-8")


def test_what_was_made_takes_the_place_of_what_was_there(results: Path, tmp_path: Path) -> None:
    into = tmp_path / "docs"
    (into / "figures").mkdir(parents=True)
    (into / "face.csv").write_text("case\nold\n")
    (into / "figures" / "validation_old.png").write_bytes(b"")
    publish(results, into, "Four runs.")
    assert not (into / "face.csv").exists()
    assert "old" not in (into / "validation.md").read_text("utf-8")


def test_what_was_not_made_keeps_its_table_and_its_day(results: Path, tmp_path: Path) -> None:
    into = tmp_path / "docs"
    publish(results, into, "Four runs.")
    about = json.loads((into / MADE).read_text("utf-8"))
    for stamp in about["pages"].values():
        if stamp:
            stamp.update(made="Long ago.", on="2026-01-02")
            stamp["digests"]["rules"] = "0"
    (into / MADE).write_text(json.dumps(about))
    table = pd.read_csv(results / "validation.csv")
    table[table["id"] == "made_up"].assign(simulated=99.0).to_csv(
        results / "validation.csv", index=False
    )
    publish(results, into, "Ten runs.")
    cases = (into / "validation.md").read_text("utf-8")
    assert "Ten runs." in cases and "| 99 |" in cases and "17,345" not in cases
    assert STALE not in cases
    effects = (into / "published.md").read_text("utf-8")
    assert "Of 2 January 2026. Long ago." in effects and "| E2 | police | about 0 |" in effects
    assert STALE in effects
    index = (into / INDEX).read_text("utf-8")
    assert index.count("**Stale.**") == 4  # effects, and three pages that nobody has made
    assert "Published effects of peacekeeping (stale):" in index
    assert "The cases beside their record:" in index


def test_every_page_of_another_model_says_so_first(results: Path, tmp_path: Path) -> None:
    into, front = tmp_path / "docs", tmp_path / "README.md"
    front.write_text(f"before\n{BEGIN}{END}\nafter\n", "utf-8")
    publish(results, into, "Four runs.", front)
    made = ("validation", "published")
    assert [outdated(stamp_of(into, name)) for name in made] == [[], []]
    assert not any(STALE in pages(into)[f"{name}.md"] for name in made)
    assert "stale" not in front.read_text("utf-8")
    about = json.loads((into / MADE).read_text("utf-8"))
    about["pages"]["published"]["digests"]["rules"] = "0"
    (into / MADE).write_text(json.dumps(about))
    assert outdated(stamp_of(into, "published")) == ["the rules changed"]
    render(into, front)
    assert STALE in (into / "published.md").read_text("utf-8").splitlines()[2]
    assert STALE not in (into / "validation.md").read_text("utf-8")
    text = front.read_text("utf-8")
    assert text.startswith("before") and text.endswith("after\n")
    assert f"{PAGES['published'][0]} (stale):" in text and MARKED in text
    assert f"{PAGES['validation'][0]}:" in text


def test_a_stamp_of_one_piece_holds_for_every_page(results: Path) -> None:
    (results / MADE).write_text(json.dumps({"made": "At once.", "digests": of_evidence()}))
    assert all("At once." in pages(results)[f"{name}.md"] for name in PAGES)
    assert not any(STALE in text for text in pages(results).values())


def test_tables_that_nobody_stamped_are_stale(results: Path) -> None:
    assert "not recorded" in outdated(stamp_of(results, "validation"))[0]


def test_a_front_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="written by make evidence"):
        with_front("no marks", "block")


@pytest.mark.parametrize("room", ["rules", "settings", "options", "measures"])
def test_each_part_of_what_makes_figures_is_told_apart(room: str) -> None:
    now = of_evidence()
    assert len(now["cases"]) >= 6
    assert changed(now, now) == []
    assert len(changed({**now, room: "0"}, now)) == 1
    first = next(iter(now["cases"]))
    assert changed({**now, "cases": {**now["cases"], first: "0"}}, now) == [first]


@pytest.mark.parametrize(
    ("file", "part"),
    [("armed/attacks.py", "rules"), ("judging/outcomes.py", "rules"),
     ("evidence/targets.csv", "measures"), ("study/published_course.py", "measures"),
     ("study/calibration_gates.py", None), ("study/plots.py", None), ("evidence/page.py", None),
     ("cli/run.py", None)],
)  # fmt: skip
def test_the_digests_follow_what_computes_and_judges(
    file: str, part: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    import marosim

    before, fitting = of_evidence(), of_fitting()
    copy = tmp_path / "marosim"
    shutil.copytree(
        Path(marosim.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__", "public")
    )
    monkeypatch.setattr(digests.marosim, "__file__", str(copy / "__init__.py"))
    assert changed(before, of_evidence()) == []
    (copy / file).write_bytes((copy / file).read_bytes().replace(b"\n", b"\r\n"))
    assert changed(before, of_evidence()) == [], "line ends are no difference"
    with (copy / file).open("a") as text:
        text.write("\n# another\n")
    fitted = changed(fitting, of_fitting())
    assert (digests.WORDS["fitting"] in fitted) == ("calibration" in file)
    told = changed(before, of_evidence())
    assert told == ([] if part is None else [digests.WORDS[part]])


def test_only_cases_that_ship_are_said_to_be_set_in_sight_of_their_record(results: Path) -> None:
    found = pd.read_csv(results / "validation.csv")
    ours = found.assign(id="rwanda_1994")
    assert summary(ours)[-1].startswith("In these lines no whole case was left out")
    assert not any("no case that ships" in line for line in summary(ours))
    brought = summary(found.assign(id="my_war"))
    assert brought[-1].startswith("my_war: no case that ships.")
    assert not any("was left out" in line for line in brought)
    both = summary(pd.concat([ours, found.assign(id="my_war")]))
    assert "was left out" in both[-2] and both[-1].startswith("my_war:")
    effects = summary(found.assign(id="E2"))
    assert not any("left out" in line or "ships" in line for line in effects)


def test_rules_of_another_source_are_equal_by_equal_runs_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = of_evidence()
    before = {**now, "rules": "an older source"}
    monkeypatch.setattr(digests, "EQUAL", tmp_path / "equal.json")

    def told(**noted: str) -> list[str]:
        named = {"before": "an older source", "now": now["rules"]}
        text = json.dumps({named[key]: runs for key, runs in noted.items()})
        (tmp_path / "equal.json").write_text(text)
        return changed(before, now)

    assert told(before="runs", now="runs") == []
    assert told(before="runs", now="other runs") == [digests.WORDS["rules"]]
    assert told(before="runs") == told(now="runs") == [digests.WORDS["rules"]]
    told(before="runs", now="runs")
    assert len(changed({**before, "settings": "0"}, now)) == 1, "only rules can be equal by runs"
    (tmp_path / "equal.json").unlink()
    assert changed(before, now) == [digests.WORDS["rules"]]


@pytest.fixture
def calibration(tmp_path: Path) -> Path:
    """What a finished calibration of one case leaves, with a number that it misses."""
    folder = tmp_path / "calibration"
    folder.mkdir()
    gates = [("effective draws", "226", "at least 200", "passes"),
             ("staleness", "the rules changed", "no change", "FAILS")]  # fmt: skip
    numbers = [("people abroad", "log", 250e3, 20e3, 100e3, 1.0), ("part of Goma", "share", 0.3,
               -0.1, 0.4, 0.6)]  # fmt: skip
    tables = {
        "gates": pd.DataFrame(gates, columns=["gate", "found", "wanted", "verdict"]),
        "settings": pd.DataFrame({
            "setting": ["attacks.hazard"], "prior_low": [0.003], "prior_high": [0.03],
            "low": [0.004], "middle": [0.01], "high": [0.02], "narrowed": [0.8],
            "told": ["informed"]}),
        "folds": pd.DataFrame({
            "case": ["made_up"], "numbers": [2], "inside_50": [0.5], "inside_90": [0.5],
            "crps": [1.0], "crps_prior": [0.9], "skill": [-0.111], "effective": [90.0]}),
        "predicted": pd.DataFrame([
            {"case": "made_up", "summary": name, "status": "checked", "rank": rank,
             **{column: math.log(value + 380) if scale == "log" else value
                for column, value in (("record", record), ("low", low), ("high", high))}}
            for name, scale, record, low, high, rank in numbers]),
        "summaries": pd.DataFrame([
            {"case": "made_up", "summary": name, "scale": scale, "floor": 380.0}
            for name, scale, *_ in numbers]),
    }  # fmt: skip
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    (folder / "posterior.csv").write_text("attacks.hazard\n0.01\n")
    about = {"gates": [{"gate": "staleness"}], "result": "1 of 2 recorded numbers fitted"}
    (folder / "posterior.json").write_text(json.dumps(about))
    return folder


def test_a_calibration_ships_its_posterior_with_its_gates_and_debts(
    calibration: Path, results: Path, tmp_path: Path
) -> None:
    options, into = tmp_path / "conf", tmp_path / "docs"
    options.mkdir()
    publish(results, into, "Four runs.")
    ship(calibration, options, into)
    assert (options / "posterior.csv").read_text() == "attacks.hazard\n0.01\n"
    page = (into / "calibration.md").read_text("utf-8")
    assert "1 of 2 gates do not pass" in page and "not for use" in page
    assert "| made_up | people abroad | 250,000 | 20,000 to 100,000 | checked |" in page
    assert "1 of 2 recorded numbers lie inside" in page and "part of Goma" not in page
    assert "`attacks.hazard`" in page and "-0.111" in page
    assert STALE.replace("evidence`", "calibration`") not in page
    assert "Four runs." in (into / "validation.md").read_text("utf-8")


def test_a_calibration_that_is_not_finished_ships_nothing(
    calibration: Path, tmp_path: Path
) -> None:
    options = tmp_path / "conf"
    options.mkdir()
    (calibration / "posterior.json").write_text('{"use": "not for use"}')
    with pytest.raises(ValueError, match=r"expected the folder of a finished 'marosim calibrate'"):
        ship(calibration, options, tmp_path / "docs")
    assert not list(options.iterdir()) and not (tmp_path / "docs").exists()
