"""What is said of a mistake is in the language of whoever made it, and says the same in all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from listening import Page
from speaking_faults import ARABIC, english_left, lost

from marosim import cases
from marosim.classroom import plan
from marosim.classroom.refused import Refused
from marosim.classroom.room import Room
from marosim.core import setting
from marosim.core.setting import SettingError, rows
from marosim.languages import speaking
from marosim.languages.setting_faults import fault
from marosim.settings import Settings
from marosim.shipped import shipped
from marosim.study.options import StudyOptions
from marosim.view.desk import Desk
from marosim.view.registry import Registry

LANGUAGES = ("fr", "es", "ar")
WRONG = [
    ("rum",),
    ("run", "mandat=robust"),
    ("run", "mandate=robst"),
    ("run", "scenario=atlantis"),
    ("run", "scenario=../../etc"),
    ("run", "seed=-1"),
    ("run", "days=1.5"),
    ("run", "funding.paid_share=lots"),
    ("run", "mandate=observer,robust"),
    ("run", "replications=3"),
    ("run", "seed=${oc.env:HOME}"),
    ("run", "+a=1"),
    ("run", "days"),
    ("run", "mandate.area=[nowhere]"),
    ("run", "decisions=['20:mandate=robst']"),
    ("run", "exercise=nowhere"),
    ("run", "numerals=roman"),
    ("run", "--untl", "3"),
    ("run", "--until", "x"),
    ("run", "--until"),
    ("run", "--resume", "nowhere"),
    ("run", "-cd", "nowhere"),
    ("run", "-m", "seed=1,2,9"),
    ("run", "-m", "replications=0"),
    ("run", "-m", "metric=deaths_dirct"),
    ("run", "-m", "uncertainty=some"),
    ("run", "-m", "launcher=dask"),
    ("compare",),
    ("compare", "nowhere"),
    ("explain", "nowhere"),
    ("export", "kalvera"),
    ("scenario", "check", "nowhere"),
    ("scenario", "new", "a/b", "--country", "RW", "--from", "1994-01", "--to", "1994-06"),
    ("scenario", "new", "mine", "--country", "RW", "--from", "May", "--to", "1994-06"),
    ("import", "gde", "nowhere.csv"),
    ("import", "ged", "nowhere.csv"),
    ("ablate", "size=tiny"),
    ("ablate", "mechanisms=[Z9]"),
    ("sensitivity", "method=guess"),
    ("sensitivity", "samples=1"),
    ("describe", "metric", "deaths"),
    ("response", "show", "mine"),
    ("msel", "check", "nowhere.yaml"),
    ("app", "--port", "99999"),
    ("app", "french"),
]


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_a_bad_command_is_answered_in_each_language(
    words: tuple[str, ...], command: Callable[..., Any]
) -> None:
    english = command(*words, "lang=en").err.strip()
    assert english_left(english, english), "the message has no sentence to be found"
    told = {language: command(*words, f"lang={language}") for language in LANGUAGES}
    for language, said in told.items():
        line = said.err.strip()
        assert said.status == 2 and len(line.splitlines()) == 1 and line.startswith("marosim: ")
        assert english_left(line, english) == [], (language, line)
        assert lost(line, english, words[1:]) == [], (language, line)
    assert len({said.err for said in told.values()}) == len(LANGUAGES)
    assert ARABIC.search(told["ar"].err)


def test_a_message_that_is_not_wrapped_is_found(
    command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from marosim.study import words

    monkeypatch.setattr(words, "nearest", lambda *_known: "; did you mean robust?")
    english, french = (command("run", "mandat=robust", f"lang={code}").err for code in ("en", "fr"))
    assert {"did you", "you mean"} <= set(english_left(french, english))


@pytest.mark.parametrize("make", [Settings, StudyOptions])
def test_a_value_that_is_refused_is_told_in_the_words_of_the_core(make: Callable[[], Any]) -> None:
    """The core says it in English; what says it in other languages must say the same."""
    told = 0
    for row in rows(make()):
        for wrong in (-1e99, 2.5, "x", ["x", 1], True):
            values: Any = wrong
            for part in reversed(row.name.split(".")):
                values = {part: values}
            try:
                setting.assign(make(), values)
                said = ""
            except SettingError as error:
                said = str(error)
            assert fault(make(), values) == said
            told += bool(said)
    assert told > 50


def test_a_case_with_a_fault_is_told_to_each_page_in_its_own_language(tmp_path: Path) -> None:
    """Cases are kept once read: the second reader must not get the first one's language."""
    folder = tmp_path / "mine"
    shutil.copytree(shipped("scenarios") / "kalvera", folder)
    text = (folder / "scenario.yaml").read_text(encoding="utf-8")
    (folder / "scenario.yaml").write_text(f"{text}\nsurprise: 1\n", encoding="utf-8")
    said = []
    for language in ("en", *LANGUAGES, "en"):
        with speaking(language):
            said.append(str(cases.check(folder)[0]))
    assert said[0] == said[-1] and "is not known here" in said[0]
    assert len(set(said)) == 4
    assert all(english_left(line, said[0]) == [] for line in said[1:4])


ADDRESSES = ("scenario=nowhere", "scenario=kalvera&seed=x", "scenario=kalvera&decision=5:mandate=x",
             "scenario=kalvera&mandate=robst", "scenario=kalvera&days=0")  # fmt: skip
WISHES = ({"do": "seek", "day": "x"}, {"do": "known", "on": 3}, {"do": "story", "place": 9999},
          {"do": "choose", "group": "mandate", "option": "robst"},
          {"do": "replicate", "count": 1}, {"do": "case", "query": "scenario=nowhere"})  # fmt: skip


def faults_of_a_desk(language: str) -> list[str]:
    said = []
    for address in ADDRESSES:
        page = Page()
        desk = Desk(page, Registry(), "kalvera")  # type: ignore[arg-type]
        page.answer({"do": "hello", "tab": "", "query": f"?{address}&lang={language}"})
        said.append(page.last("error")["text"])
        if address == ADDRESSES[0]:
            for wish in WISHES:
                page.answer(dict(wish))
                said.append(page.last("error")["text"])
        desk.close()
    return said


def test_a_desk_tells_faults_in_the_language_of_its_page() -> None:
    english = faults_of_a_desk("en")
    assert len(set(english)) >= 10
    for language in LANGUAGES:
        told = faults_of_a_desk(language)
        assert not set(told) & set(english)
        for line, plain in zip(told, english, strict=True):
            assert english_left(line, plain) == [], line


ACTS = [
    ("fc_1", "order", {"changes": {"mandate.name": "robust"}}),
    ("fc_1", "order", {"changes": {"approach.name": "run"}}),
    ("fc_1", "order", {"changes": {}}),
    ("fc_1", "say", {"to": ["nobody"], "text": "x"}),
    ("fc_1", "say", {"to": ["control"], "text": "x" * 2001}),
    ("fc_1", "note", {"text": "x"}),
    ("fc_1", "nothing", {}),
    ("council_1", "vote", {"order": "x", "vote": "maybe"}),
    ("control", "order", {"changes": {"approach.name": "oil_spot"}}),
    ("control", "clock", {"state": "gone"}),
    ("control", "clock", {"state": "running", "rate": 99}),
    ("control", "throw", {"text": "x", "effects": "trigger:place=Rome,value=1"}),
    ("control", "throw", {"text": "x", "effects": "trigger:value=*1"}),
    ("control", "throw", {"text": "x", "effects": "setting:aid.share=*9"}),
    ("control", "throw", {"text": "x", "effects": "setting:aid.shore=*9"}),
    ("control", "throw", {"text": "x", "effects": "quake:value=1"}),
    ("control", "throw", {"text": "x", "effects": [1]}),
    ("door", "join", {"seat": "emperor", "secret": ""}),
]


@pytest.fixture(scope="module")
def room() -> Room:
    held = plan.read("kalvera")
    return Room(held, held.composed.case, held.composed.settings)


@pytest.mark.parametrize(("by", "kind", "body"), ACTS)
def test_what_a_seat_may_not_do_is_refused_in_the_language_of_the_class(
    room: Room, by: str, kind: str, body: dict[str, Any]
) -> None:
    said = {}
    for language in ("en", *LANGUAGES):
        with speaking(language), pytest.raises(Refused) as why:
            room.propose(by, kind, body)
        said[language] = str(why.value)
    assert len(set(said.values())) == 4
    assert ARABIC.search(said["ar"])
    assert all(english_left(said[code], said["en"]) == [] for code in LANGUAGES)


DOUBTFUL = """\
id,type_of_violence,side_a,side_b,where_prec,where_coordinates,adm_1,latitude,longitude,country,\
date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low
1,3,Front,Civilians,1,Here,Here,-3.4,29.9,Burundi,2014-01-30,2014-02-02,0,0,5,0,5,9,1
2,3,Front,Civilians,6,Here,Here,-3.4,29.9,Burundi,2014-01-05,2014-01-05,0,0,,0,4,9,1
3,9,Front,Civilians,1,Here,Here,-3.4,29.9,Burundi,2014-01-05,2014-01-05,0,0,1,0,1,9,1
4,3,Front,Civilians,1,Here,Here,-3.4,29.9,Burundi,soon,2014-01-05,0,0,1,0,1,9,1
"""


def test_what_a_file_holds_is_told_in_each_language(
    command: Callable[..., Any], working_folder: Path
) -> None:
    (working_folder / "ged.csv").write_text(DOUBTFUL, encoding="utf-8")
    english = command("import", "ged", "ged.csv", "--country", "BI", "lang=en")
    assert english.status == 0 and english.out.count("dropped") >= 2 and "doubted" in english.out
    for language in LANGUAGES:
        told = command("import", "ged", "ged.csv", "--country", "BI", f"lang={language}")
        lines, plain = told.out.splitlines(), english.out.splitlines()
        assert told.status == 0 and len(lines) == len(plain)
        assert all(english_left(one, other) == [] for one, other in zip(lines, plain, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_several_formats_the_one_whose_columns_fit_tells_its_fault(
    language: str, command: Callable[..., Any], working_folder: Path
) -> None:
    """Which one fits was once told by English words in the faults."""
    ged = "events.csv"
    acled = "event_id_cnty,event_date,event_type,sub_event_type,actor1,actor2,interaction," \
        "country,admin1,location,latitude,longitude,geo_precision,time_precision,fatalities\n" \
        "1,soon,Battles,Clash,A,B,1,Burundi,X,Y,-3.4,29.9,1,1,2\n"  # fmt: skip
    (working_folder / ged).write_text(acled, encoding="utf-8")
    words = ("scenario", "new", "mine", "--country", "BI", "--from", "2014-02", "--to", "2014-06")
    said = command(*words, "--events", ged, f"lang={language}").err
    assert "event_date" in said and "type_of_violence" not in said, said


def contradictory(folder: Path) -> Path:
    """A case whose parts do not fit together, in many ways."""
    shutil.copytree(shipped("scenarios") / "rwanda_1994", folder)
    for name, column, value in (
        ("places.csv", "population", 7), ("places.csv", "capacity", -5),
        ("places.csv", "capital", False), ("routes.csv", "end", "Nowhere"),
        ("routes.csv", "distance_km", 5.5), ("timeline.csv", "place", "Nowhere"),
        ("timeline.csv", "day", 3), ("timeline.csv", "text", ""),
        ("observed.csv", "place", "Nowhere"), ("observed.csv", "low", 9e9),
        ("observed.csv", "metric", "deaths_dirct"),
    ):  # fmt: skip
        table = pd.read_csv(folder / name, dtype=object, keep_default_na=False)
        rows = slice(None) if column == "capital" else slice(0, 3)
        rows = slice(6, 9) if column == "distance_km" else rows
        table.iloc[rows, list(table.columns).index(column)] = str(value)
        table.to_csv(folder / name, index=False)
    return folder


def test_contradictions_of_a_case_are_told_in_each_language(
    command: Callable[..., Any], working_folder: Path
) -> None:
    folder = str(contradictory(working_folder / "mine"))
    english = command("scenario", "check", folder, "lang=en")
    plain = english.out.splitlines()
    assert english.status == 1 and len(plain) > 12
    for part in ("sum to", "is negative", "as the capital", "unknown place", "straight line",
                 "disagree", "has no text", "its own range", "unknown metric"):  # fmt: skip
        assert part in english.out, part
    for language in LANGUAGES:
        told = command("scenario", "check", folder, f"lang={language}")
        lines = told.out.splitlines()
        assert told.status == 1 and len(lines) == len(plain)
        for one, other in zip(lines, plain, strict=True):
            assert english_left(one, other) == [], (language, one)


def test_what_is_told_of_a_good_case_speaks(command: Callable[..., Any]) -> None:
    for words in (("scenario", "check", "kalvera"), ("run", "--dry-run", "days=3"),
                  ("run", "--dry-run", "-m", "mandate=none,robust", "replications=2")):  # fmt: skip
        plain = command(*words, "lang=en")
        assert english_left(plain.out, plain.out)
        for language in LANGUAGES:
            told = command(*words, f"lang={language}")
            lines = zip(told.out.splitlines(), plain.out.splitlines(), strict=True)
            assert told.status == 0
            assert [english_left(one, other) for one, other in lines if "options" not in other] \
                == [[]] * sum("options" not in line for line in plain.out.splitlines())  # fmt: skip


def test_gates_are_named_in_the_language(command: Callable[..., Any]) -> None:
    plain, told = (command("calibrate", "--check", f"lang={code}").out for code in ("en", "fr"))
    assert "staleness" in plain and "passes" in plain
    assert "staleness" not in told and "passes" not in told and "péremption" in told
    assert "Contrôles" in told


def test_one_gate_and_several_are_told_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    from marosim.cli.arguments import wide_console
    from marosim.cli.calibrate import show_gates
    from marosim.study.calibration_gates import FAILED, PASSED, Gate

    good, bad = (Gate("staleness", "x", "y", verdict) for verdict in (PASSED, FAILED))
    for gates, said in (([good, bad], "1 of 2 gates does not pass"),
                        ([good, bad, bad], "2 of 3 gates do not pass")):  # fmt: skip
        show_gates(wide_console(200), gates)
        assert said in capsys.readouterr().out


def test_kinds_and_units_are_told_in_plain_words(command: Callable[..., Any]) -> None:
    said = command("run", "population.agents=x").err
    assert "expected a whole number" in said and "int" not in said
    for words in (("run", "seed=-1"), ("run", "seed=-1", "lang=fr")):
        assert "(1)" not in command(*words).err
    assert "1/day" in command("run", "attacks.hazard=5").err


def test_a_near_name_is_said_once() -> None:
    from marosim.core.setting import nearest as english
    from marosim.languages.faults import nearest

    assert english("robst", ["robust", "robust"]) == nearest("robst", ["robust", "robust"])
    assert nearest("robst", ["robust", "robust"]).count("robust") == 1
