"""Page, slides and PDF of made-up studies, through the command line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from made_studies import on_disk

from marosim.brief.content import Content
from marosim.brief.page import page, write_pdf
from marosim.brief.slides import slides
from marosim.study.study import Study

LUCK = np.array([90e3, 130e3, 110e3, 160e3, 75e3, 120e3, 100e3, 140e3])
TWO = [{"mandate": "none"}, {"mandate": "robust"}]


def noisy(size: float, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, size, len(LUCK))


@pytest.fixture(scope="module")
def clear(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("clear") / "study"
    return on_disk(folder, TWO, [LUCK, LUCK - 40e3 + noisy(3e3, 1)],
                   question="Would <b>this</b> have helped?")  # fmt: skip


@pytest.fixture(scope="module")
def html(clear: Study) -> str:
    return page(Content(clear.comparison()))


def test_the_page_holds_answer_chart_certainty_and_limits(html: str) -> None:
    for said in ("The model’s answer:", "With a robust mandate", "How sure?", "Very unlikely.",
                 "What this cannot tell", "it does not predict", "marosim run -m made up",
                 "Where: civilians killed", "When: deaths so far"):  # fmt: skip
        assert said in html


def test_the_page_needs_nothing_from_elsewhere_and_obeys_no_text(html: str) -> None:
    assert not re.search(r"(src|href)=|url\(|@import|<script", html)
    assert "&lt;b&gt;this&lt;/b&gt;" in html


def test_maps_number_only_regions_that_differ_clearly(clear: Study) -> None:
    found = Content(clear.comparison()).where
    assert found is not None
    assert "West" not in found.changes  # 500 killed in every run
    assert found.changes.index[0] == "North"


def test_noise_has_no_map_and_slides_name_no_winner(tmp_path: Path) -> None:
    study = on_disk(tmp_path / "study", TWO, [LUCK, LUCK + noisy(30e3, 5)])
    content = Content(study.comparison())
    titles = [slide.title for slide in slides(content)]
    assert content.where is None
    assert titles[2] == "The options cannot be told apart"
    assert titles[3] == "No region changes clearly"
    assert titles[4] == "How sure? Do not build an argument on this"


def test_a_study_that_was_stopped_says_so(tmp_path: Path) -> None:
    gone = np.full(len(LUCK), np.nan)
    study = on_disk(tmp_path / "study", [*TWO, {"mandate": "observer"}], [LUCK, LUCK - 40e3, gone])
    content = Content(study.comparison())
    assert content.unfinished.startswith("This study is not finished: 16 of 24 runs are there.")
    assert "No run has finished for: Observer mandate." in content.unfinished
    assert content.unfinished in page(content)


@pytest.mark.parametrize("deaths", [[LUCK * 0, LUCK * 0], [LUCK, LUCK]], ids=["nobody", "equal"])
def test_where_all_runs_are_equal_no_direction_is_called_clear(
    tmp_path: Path, deaths: list[np.ndarray]
) -> None:
    content = Content(on_disk(tmp_path / "study", TWO, deaths).comparison())
    assert content.sentences.answer().endswith("the options change nothing.")
    text = page(content) + " ".join(slide.title for slide in slides(content))
    assert "direction is clear" not in text and "nan" not in text


MANY = [{"mandate": m, "deployment": d, "funding": f}
        for m in ("none", "observer", "robust") for d in ("slow", "rapid")
        for f in ("crisis", "full")]  # fmt: skip
CASES = [{"scenario": f"case_{n}", "mandate": m} for n in range(3) for m in ("none", "robust")]
LONG = "Which of many missions, sent late or early and paid for in full or in part, would have " \
    "saved most lives, where, at what price, and who would have had to agree to them?"  # fmt: skip


@pytest.mark.parametrize(
    ("options", "question"), [(TWO, LONG), (MANY, ""), (CASES, LONG)], ids=["two", "many", "cases"]
)
def test_the_pdf_is_one_page_that_ends_with_the_command(
    tmp_path: Path, options: list[dict[str, Any]], question: str
) -> None:
    pytest.importorskip("weasyprint")
    reader = pytest.importorskip("pypdf").PdfReader
    deaths = [(LUCK - 3e3 * n + noisy(4e3, n))[:5] for n in range(len(options))]
    study = on_disk(tmp_path / "study", options, deaths, question=question)
    path = write_pdf(Content(study.comparison()), tmp_path / "brief.pdf")
    sheets = reader(path).pages
    assert len(sheets) == 1
    assert "Repeat: marosim run -m made up" in sheets[0].extract_text()


def test_slides_have_titles_notes_and_letters_that_the_last_row_reads(
    clear: Study, tmp_path: Path
) -> None:
    pptx = pytest.importorskip("pptx")
    from marosim.brief.deck import write_deck

    deck = pptx.Presentation(str(write_deck(Content(clear.comparison()), tmp_path / "a.pptx")))
    assert len(deck.slides) == 6
    for slide in deck.slides:
        assert slide.shapes.title.text_frame.text
        assert "They may object:" in slide.notes_slide.notes_text_frame.text
        shapes = [s for top in slide.shapes for s in getattr(top, "shapes", [top])]
        runs = [r for s in shapes if s.has_text_frame
                for p in s.text_frame.paragraphs for r in p.runs]  # fmt: skip
        assert all(run.font.size.pt >= 13 for run in runs)
    groups = [s for slide in deck.slides for s in slide.shapes if hasattr(s, "shapes")]
    assert all(g._element.nvGrpSpPr.cNvPr.get("descr") for g in groups) and len(groups) == 3


def test_the_command_writes_a_page_with_the_report_behind_it(
    command: Callable[..., Any], working_folder: Path
) -> None:
    study = working_folder / "study"
    on_disk(study, TWO, [LUCK, LUCK - 40e3 + noisy(3e3, 1)])
    said = command("brief", "study")
    assert said.status == 0, said.err
    assert said.last_line == str(Path("study") / "brief.html")
    assert "1. With a robust mandate" in said.out and "it does not predict" in said.out
    text = (study / "brief.html").read_text(encoding="utf-8")
    assert "Harm and cost beside the benefit" in text
    assert text.index("How sure?") < text.index("Harm and cost beside the benefit")


def test_a_brief_lies_where_it_is_asked_for(
    command: Callable[..., Any], working_folder: Path
) -> None:
    study = working_folder / "study"
    on_disk(study, TWO, [LUCK, LUCK - 40e3 + noisy(3e3, 1)])
    before = sorted(p.name for p in study.iterdir())
    said = command("brief", "study", "annex=false", "output_dir=for/monday", "lang=fr")
    assert said.status == 0, said.err
    assert said.last_line == str(Path("for") / "monday" / "brief.fr.html")
    made = {p.name for p in (working_folder / "for" / "monday").iterdir()}
    assert {"brief.fr.html", "brief.fr.pptx"} <= made
    assert sorted(p.name for p in study.iterdir()) == before
    assert "output_dir" in command("brief", "study", "output_dir=[a,b]").err


@pytest.mark.parametrize(
    ("word", "hint"),
    [("lang=xx", "expected one of en"), ("lnag=en", "did you mean lang"),
     ("baseline=mandate=many", "none of"), ("annex=perhaps", "true or false")],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_a_line(
    command: Callable[..., Any], working_folder: Path, word: str, hint: str
) -> None:
    on_disk(working_folder / "study", TWO, [LUCK, LUCK])
    said = command("brief", "study", word)
    assert said.status == 2
    assert hint in said.err and "Traceback" not in said.err
    assert not (working_folder / "study" / "brief.html").exists()


def test_explain_tells_the_chain_of_each_response_of_a_study(
    command: Callable[..., Any], working_folder: Path
) -> None:
    study = working_folder / "study"
    on_disk(study, TWO, [LUCK, LUCK - 40e3])
    said = command("explain", "study")
    assert said.status == 0, said.err
    assert "No mandate" in said.out and "Robust mandate" in said.out
    table = pd.read_csv(study / "explain.csv")
    assert table["replication"].nunique() == 1
    first = table[table["link"] == "first_unit"].set_index("response")["day"]
    assert first["mandate=robust"] == 4 and pd.isna(first["mandate=none"])


def test_a_page_is_made_though_a_case_has_no_run_yet(tmp_path: Path) -> None:
    options = [{"scenario": s, "mandate": m}
               for s in ("rwanda_1994", "there") for m in ("none", "robust")]  # fmt: skip
    missing, there = np.full(8, np.nan), np.linspace(4e3, 5e3, 8)
    study = on_disk(tmp_path / "study", options, [missing, missing, there, there])
    assert "No run has finished for" in page(Content(study.comparison()))
