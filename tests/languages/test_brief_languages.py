"""The brief in other languages: nothing stays in English, and Arabic runs from the right."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_studies import on_disk

from marosim.brief.content import Content
from marosim.brief.drawing import Box, Dot, Words, broken
from marosim.brief.page import page
from marosim.brief.slides import slides
from marosim.languages import speaking
from marosim.study.study import Study
from marosim.view.report import write_report

LUCK = np.array([90e3, 130e3, 110e3, 160e3, 75e3, 120e3, 100e3, 140e3])
TWO = [{"mandate": "none"}, {"mandate": "robust"}]
OTHERS = ["fr", "es", "ar"]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    deaths = [LUCK, LUCK - 40e3 + np.random.default_rng(1).normal(0, 3e3, 8)]
    return on_disk(tmp_path_factory.mktemp("study") / "study", TWO, deaths)


def everything(study: Study) -> list[str]:
    """All that page and slides say, piece by piece."""
    content = Content(study.comparison())
    said = [content.sentences.question(), content.sentences.answer(), content.method]
    said += [*content.sentences.three(), *content.sentences.cannot_tell(), content.limits]
    said += [text for a in content.answers for text in (a.question, a.short, a.why)]
    drawn = [content.chart(), content.map(88, 60), content.when(88, 60)]
    said += [m.text for d in drawn if d for m in d.marks if isinstance(m, Words)]
    said += [d.words for d in drawn if d]
    for slide in slides(content):
        said += [slide.title, *slide.points, *slide.notes.text().splitlines()]
    return [text for text in said if re.search(r"[^\W\d_]{3}", text)]


@pytest.mark.parametrize("language", OTHERS)
def test_no_piece_is_the_english_one(study: Study, language: str) -> None:
    with speaking("en"):
        english = everything(study)
    with speaking(language):
        other = everything(study)
    assert len(other) >= len(english)
    assert not set(other) & set(english) - {"No."}
    for text in other:
        assert "{" not in text and not {"the", "than", "of", "and", "is"} & set(text.split())


@pytest.mark.parametrize("language", OTHERS)
def test_the_page_names_its_language_and_direction(study: Study, language: str) -> None:
    with speaking(language):
        text = page(Content(study.comparison()), "<main><h2>In short</h2><p>English.</p></main>")
    side = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{side}">' in text
    assert 'class="annex" lang' not in text and "<h2>In short</h2>" in text
    assert ("font/woff2" in text) == (language == "ar")
    assert not re.search(r"(src|href)=|@import|<script", text)


@pytest.mark.parametrize("language", ["en", *OTHERS])
def test_the_words_under_a_forest_take_one_line_above_its_note(
    tmp_path: Path, language: str
) -> None:
    options = [{"scenario": s, "mandate": m} for s in ("rwanda_1994", "kalvera")
               for m in ("none", "robust")]  # fmt: skip
    deaths = [LUCK - 30e3 * (n % 2) for n in range(4)]
    study = on_disk(tmp_path / "cases", options, deaths)
    with speaking(language):
        drawing = Content(study.comparison()).chart()
    axis, note = [m for m in drawing.marks if isinstance(m, Words)
                  and m.y > drawing.height - 16 and len(m.text) > 12]  # fmt: skip
    assert broken(axis.text, axis.width, axis.size) == 1 and axis.y < note.y
    assert axis.x >= 0 and axis.x + axis.width <= drawing.width + 0.01


@pytest.mark.parametrize("language", OTHERS)
def test_titles_of_slides_hold_one_colon_at_most(study: Study, language: str) -> None:
    with speaking(language):
        titles = [slide.title for slide in slides(Content(study.comparison()))]
    assert any("North" in title for title in titles)
    assert all(title.count(":") <= 1 for title in titles), titles


def test_a_report_in_another_language_has_the_same_facts(study: Study, tmp_path: Path) -> None:
    asked = str(study.about["replications"])

    def named(language: str, name: str) -> str:
        with speaking(language):
            text = write_report(study.comparison(), tmp_path / f"{language}.html").read_text(
                "utf-8"
            )
        return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", text))[name]

    assert named("en", "replications") == named("fr", "répétitions") == asked != ""


def test_arabic_mirrors_bars_and_days_and_never_maps(study: Study) -> None:
    def drawn(language: str) -> tuple[list[float], list[float]]:
        with speaking(language):
            content = Content(study.comparison())
            chart, map_ = content.chart(180, 100), content.map(88, 60)
            assert map_ is not None
            bars = [m.x if language == "en" else chart.width - m.x - m.width
                    for m in chart.marks if isinstance(m, Box)]  # fmt: skip
            return bars, [m.x for m in map_.marks if isinstance(m, Dot)]

    (bars, dots), (turned, again) = drawn("en"), drawn("ar")
    assert turned == pytest.approx(bars)
    half = (88 - 4) / 2 + 4
    first = len(dots) // 3  # the second map has a ring beside each circle
    assert again[:first] == pytest.approx([x + half for x in dots[:first]])
    assert again[first:] == pytest.approx([x - half for x in dots[first:]])


def test_arabic_slides_run_from_the_right(study: Study, tmp_path: Path) -> None:
    pptx = pytest.importorskip("pptx")
    from marosim.brief.deck import write_deck

    with speaking("ar"):
        path = write_deck(Content(study.comparison()), tmp_path / "a.pptx")
    for slide in pptx.Presentation(str(path)).slides:
        frames = [s for top in slide.shapes for s in getattr(top, "shapes", [top])
                  if s.has_text_frame and s.text_frame.text]  # fmt: skip
        for paragraph in (p for s in frames for p in s.text_frame.paragraphs if p.runs):
            assert paragraph._p.pPr.get("rtl") == "1"
            assert all(run._r.rPr.get("lang") == "ar" for run in paragraph.runs)


def test_the_command_writes_a_brief_beside_the_english_one(
    command: Callable[..., Any], study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = command("brief", str(study.folder), "lang=fr", "annex=false")
    assert said.status == 0, said.err
    assert said.last_line.endswith("brief.fr.html")
    assert "Réponse du modèle\u00a0:" in said.out and "il ne prédit rien" in said.out
    monkeypatch.setenv("MAROSIM_LANG", "es")
    assert command("brief", str(study.folder), "annex=false").last_line.endswith("brief.es.html")


@pytest.mark.parametrize(
    ("word", "hint"),
    [("lang=xx", "lang=xx: expected one of en (English), fr (français), es (español), ar"),
     ("numerals=arab", "these digits go with lang=ar"), ("numerals=roman", "latn or arab")],
)  # fmt: skip
def test_a_language_that_is_not_there_is_refused_in_a_line(
    command: Callable[..., Any], study: Study, word: str, hint: str
) -> None:
    said = command("brief", str(study.folder), word)
    assert said.status == 2 and hint in said.err and len(said.err.splitlines()) == 1


def test_the_environment_chooses_the_language_of_the_program(
    command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAROSIM_LANG", "xx")
    said = command("--help")
    assert said.status == 2 and "MAROSIM_LANG=xx: expected one of en" in said.err
    monkeypatch.setenv("MAROSIM_LANG", "fr")
    assert "Lister les cas." in command("--help").out
    monkeypatch.delenv("MAROSIM_LANG")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "es_MX.UTF-8")
    assert "Listar los casos." in command("--help").out
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert "List the cases." in command("--help").out
