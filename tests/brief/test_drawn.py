"""What a reader sees: no words on a bar or on one another, and each picture explained."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_studies import DAYS, in_memory, on_disk
from matplotlib import font_manager
from PIL import ImageFont

from marosim.brief.chart import chart
from marosim.brief.content import Content
from marosim.brief.drawing import DEATHS, DEATHS_EDGE, Box, Dot, Drawing, Words, broken
from marosim.brief.page import page
from marosim.brief.sentences import Sentences
from marosim.brief.slides import slides
from marosim.brief.timeline import Timeline
from marosim.brief.verdicts import Verdicts
from marosim.brief.when import when
from marosim.languages import speaking
from marosim.study.faults import StudyError
from marosim.study.plots import save_figures
from marosim.study.study import Study

LUCK = np.array([90e3, 130e3, 110e3, 160e3, 75e3, 120e3, 100e3, 140e3])
THREE = [{"mandate": m} for m in ("none", "observer", "robust")]
CASES = [{"scenario": s, "mandate": m} for s in ("here", "there") for m in ("none", "robust")]


def noisy(size: float, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, size, len(LUCK))


@pytest.fixture(scope="module")
def clear(tmp_path_factory: pytest.TempPathFactory) -> Study:
    deaths = [LUCK, LUCK - 5e3 + noisy(1e3, 1), LUCK - 40e3 + noisy(3e3, 2)]
    return on_disk(tmp_path_factory.mktemp("clear") / "study", THREE, deaths)


def said(drawing: Drawing | None) -> list[str]:
    assert drawing is not None
    return [mark.text for mark in drawing.marks if isinstance(mark, Words)]


def test_the_number_of_a_bar_stands_before_it_and_not_on_it(clear: Study) -> None:
    drawn = Content(clear.comparison()).chart()
    bars = [m for m in drawn.marks if isinstance(m, Box) and m.fill in (DEATHS, DEATHS_EDGE)]
    assert len(bars) == 3
    levels = [m for m in drawn.marks if isinstance(m, Words) and m.side == "right"
              and m.height and m.x < bars[0].x]  # fmt: skip
    assert len(levels) == 3
    assert all(mark.x + mark.width < bars[0].x for mark in levels)


def test_the_numbers_of_the_chart_are_said_to_be_the_models(clear: Study) -> None:
    content = Content(clear.comparison())
    assert any(text.startswith("Civilians killed in the model, ") for text in said(content.chart()))


def test_few_rows_fill_a_slide(clear: Study) -> None:
    content = Content(clear.comparison())
    slide = slides(content)[2]
    assert slide.drawing is not None
    assert slide.drawing.height > 0.85 * 76
    assert content.chart(height=76).height < slide.drawing.height


def test_the_timeline_says_what_its_bars_and_lines_are(clear: Study) -> None:
    content = Content(clear.comparison())
    texts = said(content.when(88, 60))
    assert "Pale: troops arriving. Dark: 85 % of them or more." in texts
    assert "100 % of deaths: no mandate" in texts and "50 %" in texts
    assert any(text.startswith("Robust mandate: after ") for text in texts)


@pytest.mark.parametrize(
    ("troops", "expected"),
    [([2500.0, 2500, 600, 600, 4000], "there from the start, then cut to 600"),
     ([2500.0, 2500, 2000, 3000, 4000], "there from the start")],
)  # fmt: skip
def test_a_force_that_is_cut_is_not_called_there_from_the_start(
    clear: Study, troops: list[float], expected: str
) -> None:
    content = Content(clear.comparison())
    there = content.timeline
    assert there is not None
    made = Timeline(there.start, there.comparison_title, there.share,
                    {"mandate=robust": np.array([troops + [4000.0] * (DAYS - 5)])})  # fmt: skip
    assert f"Robust mandate: {expected}" in said(when(made, content.panel))


def test_troops_come_when_they_come_in_the_middle_run_and_in_what_share_of_runs(
    clear: Study,
) -> None:
    content = Content(clear.comparison())
    there = content.timeline
    assert there is not None
    troops = np.zeros((4, DAYS))
    troops[0, 1:], troops[1, 4:], troops[2, 7:] = 9000.0, 1000.0, 1000.0
    made = Timeline(there.start, there.comparison_title, there.share, {"mandate=robust": troops})
    assert made.first("mandate=robust") == 4
    assert "Robust mandate: after 33 % of deaths, in 75 % of runs" in said(
        when(made, content.panel)
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_long_names_of_a_forest_stay_in_their_rows(tmp_path: Path, language: str) -> None:
    options = [
        {"scenario": s, "mandate": m, "deployment": d, "funding": f}
        for s in ("here", "there") for m in ("observer", "robust") for d in ("slow", "rapid")
        for f in ("crisis", "full")
    ]  # fmt: skip
    deaths = [LUCK + noisy(20e3, k) for k in range(len(options))]
    study = in_memory(tmp_path, options, deaths)
    with speaking(language):
        drawing = Content(study.comparison()).chart(height=80)
    names = [m for m in drawing.marks if isinstance(m, Words) and m.height and m.x == 2]
    assert len(names) == (14 if language == "en" else 8)  # the others are told to be left out
    for name in names:
        assert broken(name.text, name.width, name.size) * name.size * 1.2 <= name.height + 0.6
    last = [m for m in drawing.marks if isinstance(m, Words)][-1]
    assert last.y + 1.2 * last.size * broken(last.text, last.width, last.size) <= drawing.height


@pytest.mark.parametrize("height", [46.5, 47.5, 48.5, 60.0])
def test_rows_of_a_forest_with_little_room_keep_their_dots_apart(
    tmp_path: Path, height: float
) -> None:
    options = [{"scenario": s, "mandate": m} for s in ("here", "there", "beyond")
               for m in ("none", "observer", "robust")]  # fmt: skip
    deaths = [LUCK + noisy(20e3, k) for k in range(len(options))]
    drawing = Content(in_memory(tmp_path, options, deaths).comparison()).chart(height=height)
    dots = [m for m in drawing.marks if isinstance(m, Dot)]
    means = sorted({m.y for m in dots if m.radius > 1})
    assert len(means) > 2
    for mean, below in pairwise(means):
        first = min(m.y for m in dots if m.radius < 1 and m.y > mean)
        assert mean < first < below - 0.45, "the pairs of a row lie on the interval of the next"


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_lines_are_counted_by_the_letters_that_stand_in_them(clear: Study, language: str) -> None:
    font = ImageFont.truetype(font_manager.findfont("DejaVu Sans"), 1000)

    def lines(text: str, width: float) -> int:
        """The lines of a text in this face, broken between words."""
        found = [""]
        for word in text.split(" "):
            longer = f"{found[-1]} {word}".strip()
            fits = 3.3 * font.getlength(longer) / 1000 <= width
            found = [*found[:-1], longer] if fits else [*found, word]
        return len(found)

    with speaking(language):
        content = Content(clear.comparison())
        texts = [*content.sentences.three(), *content.sentences.cannot_tell(), content.method]
    pairs = [(lines(t, w), broken(t, w, 3.3)) for t in texts for w in (63.0, 94.0, 178.0)]
    assert all(true <= told for true, told in pairs)
    assert sum(told for _true, told in pairs) <= 1.04 * sum(true for true, _told in pairs)


def test_regions_are_named_below_a_map_for_as_long_as_there_is_room(clear: Study) -> None:
    content = Content(clear.comparison())
    low, high = said(content.map(88, 50)), said(content.map(88, 90))
    assert sum("fewer" in text for text in low) == 2 < sum("fewer" in text for text in high)
    assert not any("−" in text for text in high)


def test_circles_are_smaller_on_a_smaller_map(clear: Study) -> None:
    content = Content(clear.comparison())

    def largest(drawn: Drawing | None) -> float:
        assert drawn is not None
        return max(mark.radius for mark in drawn.marks if isinstance(mark, Dot))

    assert largest(content.map(88, 40)) < 0.7 * largest(content.map(88, 80))


def test_a_clear_answer_that_little_supports_is_said_with_its_doubt(clear: Study) -> None:
    text = page(Content(clear.comparison()))
    doubt = "In this model the direction is clear. The true size may be very different."
    answer = text.index("The model’s answer:")
    assert answer < text.index(f"How sure? {doubt}") < text.index("<ol>")


def test_the_first_slide_tells_all_but_the_result(clear: Study) -> None:
    points = slides(Content(clear.comparison()))[0].points
    assert points[0] == "Made-up land: 1\u00a0March to 12\u00a0March\u00a02001"
    assert "The options: observer mandate; robust mandate." in points  # not the best first
    assert "Each is compared with: no mandate." in points


def test_on_a_telephone_the_page_is_not_wider_than_the_screen(clear: Study) -> None:
    text = page(Content(clear.comparison()))
    assert "@media screen and (max-width: 210mm)" in text
    assert text.count('class="wide"') == 3


def test_points_of_slides_hang_under_their_first_word(clear: Study, tmp_path: Path) -> None:
    pptx = pytest.importorskip("pptx")
    from marosim.brief.deck import write_deck

    deck = pptx.Presentation(str(write_deck(Content(clear.comparison()), tmp_path / "a.pptx")))
    points = [p for s in deck.slides for shape in s.shapes if shape.has_text_frame
              for p in shape.text_frame.paragraphs if p.text.startswith(("•", "1."))]  # fmt: skip
    assert len(points) > 4
    for point in points:
        assert int(point._p.pPr.get("marL")) == -int(point._p.pPr.get("indent")) > 0


def test_cases_of_other_years_have_no_day_in_common(tmp_path: Path) -> None:
    deaths = [LUCK, LUCK * 0.8 + noisy(1e3, 1), LUCK, LUCK + noisy(30e3, 2)]
    study = in_memory(tmp_path, CASES, deaths)
    here, there = (panel.against for panel in Verdicts(study.comparison()).panels)
    days = np.linspace(0.1, 1, 5)
    start = Content(on_disk(tmp_path / "disk", THREE, [LUCK] * 3).comparison()).timeline
    assert start is not None

    def told(later: int) -> list[str]:
        lines = {here: Timeline(start.start, "", days, {}),
                 there: Timeline(start.start.replace(year=later), "", days, {})}  # fmt: skip
        return Sentences(Verdicts(study.comparison()), lines).cannot_tell()

    assert "Anything after 5 March 2001." in told(2001)
    assert "Anything after the last day of the runs." in told(2009)


def test_a_case_too_coarse_says_what_to_do(tmp_path: Path) -> None:
    few = np.array([30.0, 80, 10, 60, 20, 90, 40, 50])
    deaths = [few, few[::-1].copy(), LUCK, LUCK * 0.8 + noisy(1e3, 1)]
    study = in_memory(tmp_path, CASES, deaths)
    first = Sentences(Verdicts(study.comparison()), {}).three()[0]
    assert first.startswith("Here: the runs cannot tell.")
    assert first.endswith("Choose another outcome to compare by.")


def test_two_settings_are_named_whole(tmp_path: Path) -> None:
    options = [{"mandate": m, "deployment": "rapid"} for m in ("none", "robust")]
    options.append({"mandate": "robust", "deployment": "slow"})
    deaths = [LUCK, LUCK - 40e3 + noisy(3e3, 1), LUCK - 20e3 + noisy(3e3, 2)]
    (panel,) = Verdicts(in_memory(tmp_path, options, deaths).comparison()).panels
    assert panel.rows[0].title == "Robust mandate, rapid deployment"


def test_an_option_that_the_question_names_has_its_number(tmp_path: Path) -> None:
    deaths = [LUCK, LUCK - 20e3 + noisy(1e3, 1), LUCK - 40e3 + noisy(3e3, 2)]
    study = in_memory(tmp_path, THREE, deaths, question="Would observer troops have helped?")
    said_of = Sentences(Verdicts(study.comparison()), {})
    (panel,) = said_of.verdicts.panels
    assert said_of.named(panel) == ["mandate=observer"]
    assert panel.best == "mandate=robust"
    second = said_of.three()[1]
    assert "With an observer mandate, the model counts 19,800 fewer (95 % interval" in second


def test_the_command_says_the_doubt_too(command: Callable[..., Any], clear: Study) -> None:
    told = command("brief", str(clear.folder), "annex=false")
    assert told.status == 0, told.err
    assert told.out.splitlines()[2].startswith("How sure? In this model the direction is clear.")


def test_the_heading_of_the_chart_makes_room_for_its_lines(clear: Study) -> None:
    content = Content(clear.comparison())
    short, long = (chart(content.verdicts, content.panel, None, period).marks
                   for period in ("in March", "from the first of March to the last of May " * 2)
                   )  # fmt: skip
    first = [next(m.y for m in marks if isinstance(m, Box)) for marks in (short, long)]
    assert first[1] > first[0] + 3


def test_cases_are_drawn_each_on_its_own_days(
    tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    options = [{**option, "funding": "crisis_of_a_very_long_name_indeed"} for option in CASES]
    study = on_disk(tmp_path / "study", options, [LUCK, LUCK, LUCK, LUCK + noisy(30e3, 2)])
    with pytest.raises(StudyError, match="a fan shows one case; expected scenario= one of here"):
        study.plot.fan("deaths_direct")
    drawn = save_figures(study.comparison(), tmp_path / "figures")
    fans = sorted(path.name for path in drawn if path.name.startswith("fan_deaths"))
    assert fans == ["fan_deaths_direct_here.png", "fan_deaths_direct_there.png"]
    assert not recwarn.list
    there = study.plot.fan("deaths_direct", scenario="there")
    assert len([line for line in there.lines if len(line.get_xdata()) == DAYS]) == 2
