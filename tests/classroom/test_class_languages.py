"""A class in another language: its pages, what it answers, and a log that is the same in all."""

from __future__ import annotations

import html
import re
import shutil
import urllib.request

import pytest
from teacher import SMALL, served

from marosim.classroom import guide, plan, showing, spoken
from marosim.classroom.room import Room
from marosim.languages import extraction, speaking
from marosim.record.acts import read_acts

pytest.importorskip("uvicorn")
ARABIC = re.compile("[\u0600-\u06ff]")


def played(folder, *words):
    """What pages of a short class are shown, and the acts of its log."""
    shown = {}
    with served(folder, "kalvera", *SMALL, *words) as server:
        for name in ("", "seat", "control", "screen"):
            with urllib.request.urlopen(f"{server.url}/{name}") as answer:
                shown[name] = answer.read().decode()
        control, commander = server.control(), server.seat("fc_1")
        commander.until(lambda page: page.day)
        assert "done" in commander.do("order", changes={"approach.name": "oil_spot"})
        shown["refused"] = commander.do("order", changes={"approach.name": "oil_spot"})["why"]
        control.do("clock", state="paused", why="Decide: A title")
        control.until(lambda page: "title" in page.room["clock"]["why"])
        assert "done" in control.do("inject", serial=3)
        commander.until(lambda page: page.room["inbox"])
        shown["room"], shown["clock"] = commander.room, control.room["clock"]
        shown["injects"] = control.room["injects"]
        control.do("clock", state="closed")
        log = folder / server.log
    return shown, read_acts(log)[1]


@pytest.mark.parametrize(
    ("language", "told"), [("fr", "avec le code"), ("es", "con el código"), ("ar", "بالرمز")]
)
def test_a_class_says_where_it_is_in_the_language_that_it_is_started_with(tmp_path, language, told):
    with served(tmp_path, "kalvera", *SMALL, f"lang={language}") as server:
        lines = [line.removeprefix("marosim class: ") for line in server.said.splitlines()]
        assert f"{server.url}/  {told} {server.code}" in server.said
    words = {word for line in lines for word in re.sub(r"\S*/\S*", "", line).split()}
    assert len(lines) > 3 and not words & {"log", "seats", "control", "screen", "with", "once"}


def test_pages_of_a_class_speak_the_language_that_it_is_started_with(tmp_path):
    (tmp_path / "ar").mkdir(), (tmp_path / "en").mkdir()
    shown, acts = played(tmp_path / "ar", "lang=ar")
    for name in ("", "seat", "control", "screen"):
        assert '<html lang="ar" dir="rtl">' in shown[name]
        bare = re.sub(r"<script.*?</script>|<[^>]+>", " ", shown[name], flags=re.DOTALL)
        left = set(re.findall("[A-Za-z]{3,}", bare)) - {"marosim", "JavaScript", "ZIP"}
        assert left <= {"kind", "name", "value"}, left  # how an effect is written
    room = shown["room"]
    titles = [v["title"] for v in room["levers"]] + [v["acts"] for v in room["levers"]]
    titles += [room["seat"]["task"], shown["refused"], shown["clock"]["why"]]
    titles += [order["what"][0] for order in room["orders"]]
    assert all(ARABIC.search(title) for title in titles if title)
    (message,) = room["inbox"]
    own = [room["seat"]["label"], room["title"], message["from"], message["text"]]
    own += [option["title"] for option in message["options"]]
    own += [row[key] for row in shown["injects"] for key in ("title", "text", "expected_action")]
    assert len(own) > 40 and [text for text in own if not ARABIC.search(text)] == []
    assert len(set(own)) > 35, "different texts are said in the same words"

    english, told = played(tmp_path / "en")
    assert '<html lang="en" dir="ltr">' in english["seat"]
    assert [act.get("ops") for act in acts] == [act.get("ops") for act in told]
    said = [[act["text"] for act in log if act["kind"] == "inject"] for log in (acts, told)]
    assert said[0] == said[1] == [english["room"]["inbox"][0]["text"]]  # the log is English
    assert english["refused"] == "Everything stands so already."


@pytest.mark.parametrize("name", plan.available())
@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_the_guide_is_read_in_the_language_with_seats_and_injects_in_their_places(name, language):
    held = plan.read(name)
    with speaking(language):
        told = guide.page(held)
        rows = [spoken.own(row.expected_action) for row in held.list.rows]
    english = guide.page(held)
    parts = [re.findall("<(h[123]|table|li|td)[ >]", text) for text in (told, english)]
    assert parts[0] == parts[1] and f'lang="{language}"' in told
    assert all(html.escape(row, quote=False) in told for row in rows)
    assert not [row.expected_action for row in held.list.rows if row.expected_action in told]


def test_a_class_of_ones_own_keeps_its_words_and_its_guide(tmp_path):
    shutil.copytree(plan.SHIPPED / "kalvera", tmp_path / "mine")
    for path in (tmp_path / "mine").glob("guide.*.md"):
        path.unlink()
    for name in ("class.yaml", "msel.yaml"):
        file = tmp_path / "mine" / name
        text = file.read_text(encoding="utf-8").replace("Force commander", "Commander Silva")
        file.write_text(text.replace("Elders ask for help over wells", "Wells"), encoding="utf-8")
    held = plan.read(str(tmp_path / "mine" / "class.yaml"))
    with speaking("fr"):
        told = guide.page(held)
    assert "Commander Silva" in told and "<td>Wells</td>" in told
    assert "<h2>During" in told and told.index("<h2>Before") < told.index("<h2>During")


def test_every_text_that_a_class_says_in_scripts_is_in_the_catalogues():
    wanted, asked = extraction.template(), 0
    for path in spoken.STATIC.glob("*.js"):
        for text in re.findall(r'(?<![\w.])tn?\("([^"]+)"', path.read_text(encoding="utf-8")):
            assert wanted.get(text) is not None, (path.name, text)
            asked += 1
    assert asked > 100


def test_a_figure_that_nobody_knows_is_unknown_and_never_zero():
    assert (spoken.figure(None), spoken.figure(0.0)) == ("unknown", "0")


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_what_holds_as_a_class_begins_is_said_in_its_language(language):
    held = plan.read("liberia")  # which begins without a mandate
    room = Room(held, held.composed.case, held.composed.settings)
    member = next(name for name, seat in held.seats.items() if "council" in seat.roles)
    with speaking(language):
        lever = showing.seat(room, member)["levers"][0]
    assert lever["value"] == "none" and lever["shown"]["none"] not in ("", "none")
