"""A class in another language: its pages, what it answers, and a log that is the same in all."""

from __future__ import annotations

import re
import urllib.request

import pytest
from teacher import SMALL, served

from marosim.classroom import spoken
from marosim.languages import extraction
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
        shown["room"], shown["clock"] = commander.room, control.room["clock"]
        control.do("clock", state="closed")
        log = folder / server.log
    return shown, read_acts(log)[1]


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
    assert room["seat"]["label"] == "Force commander"  # the class file's own words stay

    english, told = played(tmp_path / "en")
    assert '<html lang="en" dir="ltr">' in english["seat"]
    assert [act.get("ops") for act in acts] == [act.get("ops") for act in told]
    assert english["refused"] == "Everything stands so already."


def test_every_text_that_a_class_says_in_scripts_is_in_the_catalogues():
    wanted, asked = extraction.template(), 0
    for path in spoken.STATIC.glob("*.js"):
        for text in re.findall(r'(?<![\w.])tn?\("([^"]+)"', path.read_text(encoding="utf-8")):
            assert wanted.get(text) is not None, (path.name, text)
            asked += 1
    assert asked > 100


def test_a_figure_that_nobody_knows_is_unknown_and_never_zero():
    assert (spoken.figure(None), spoken.figure(0.0)) == ("unknown", "0")
