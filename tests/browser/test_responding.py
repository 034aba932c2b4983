"""Respond, What if, Teach, Keep: every control changes what it says it changes."""

from __future__ import annotations

import io
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from desk_page import MAP, Desk, Picture, dead, go_to, pairs_tell
from playwright.sync_api import Page, expect

from marosim.view.paired import row

GROUPS = (
    *("mandate", "deployment", "funding", "approach", "warning", "coordination"),
    *("mediation", "peacebuilding", "training", "air"),
)


def command(page: Page) -> list[str]:
    page.get_by_role("tab", name="Keep").click()
    return shlex.split(page.locator(".command").input_value())


def test_each_choice_is_explained_and_kept(desk: Desk, picture: Picture) -> None:
    page = desk()
    for group in GROUPS:
        pick = page.locator(f"#group-{group}")
        options = pick.locator("option").evaluate_all("all => all.map(o => o.value)")
        option = options[-1]
        before = page.locator(f"#about-{group}").text_content()
        pick.select_option(option)
        expect(page.locator(f"#about-{group}")).not_to_have_text(before or "", timeout=20_000)
        expect(page).to_have_url(re.compile(f"{group}={option}"))
        expect(pick).to_have_value(option)
    picture(page)
    words = command(page)
    assert all(any(word.startswith(f"{group}=") for word in words) for group in GROUPS)


def test_a_whole_response_begins_another_run_and_this_one_stays(
    desk: Desk, picture: Picture
) -> None:
    page = desk("scenario=rwanda_1994&seed=4&mandate=observer")
    go_to(page, "1994-04-11", 5)
    page.select_option("#group-response", "robust_rapid")
    expect(page.locator("#group-mandate")).to_have_value("robust", timeout=20_000)
    expect(page.locator("#group-deployment")).to_have_value("rapid")
    expect(page.locator("#about-response")).to_contain_text("authorised on the fourth day")
    expect(page).to_have_url(re.compile("seed=4.*response=robust_rapid"))
    expect(page.locator(".runs li")).to_contain_text("mandate observer")
    picture(page)
    page.select_option("#group-funding", "crisis")
    expect(page.locator("#about-response")).to_contain_text("Parts of it were chosen otherwise")
    words = command(page)
    assert "response=robust_rapid" in words and "funding=crisis" in words


def test_decision_on_the_way_is_dated(desk: Desk, picture: Picture) -> None:
    page = desk()
    go_to(page, "1994-04-16", 10)
    expect(page.locator(".when")).to_contain_text("decision of 16 Apr")
    page.select_option("#group-mandate", "robust")
    expect(page.locator("label[for=group-mandate]")).to_contain_text("since 16 Apr")
    go_to(page, "1994-04-18", 12)
    page.get_by_role("tab", name="Log").click()
    page.get_by_role("button", name="Decisions").click()
    expect(page.locator(".event[data-kind=decided]")).to_contain_text("Mandate: robust")
    assert page.locator(".tick-own").count() == 1
    picture(page)
    assert 'decisions=["10:mandate=robust"]' in command(page)


def test_address_repeats_decisions(desk: Desk) -> None:
    page = desk("scenario=rwanda_1994&seed=4&mandate=observer&decision=3:funding=full")
    expect(page.locator("#group-mandate")).to_have_value("observer")
    go_to(page, "1994-04-11", 5)
    expect(page.locator("#group-funding")).to_have_value("full")
    words = command(page)
    assert "seed=4" in words and "mandate=observer" in words


def test_paired_run_beside_this_one(desk: Desk, picture: Picture) -> None:
    page = desk()
    go_to(page, "1994-04-26", 20)
    page.get_by_role("tab", name="What if").click()
    page.get_by_role("button", name="Compare with no response").click()
    expect(page.locator("#paired-mandate")).to_have_value("none")
    expect(page.locator(".difference[data-metric=deaths_direct]")).to_be_visible()
    expect(page.locator(".pairs-so-far")).to_contain_text("20 more are being run")
    expect(page.locator(".pairs-so-far")).to_contain_text("One agent stands for 380 people")
    expect(page.locator(".legend .agent")).to_have_text("one agent: 380 people")
    expect(page.locator(".differences")).not_to_contain_text(re.compile("fewer|more killed|less "))
    expect(page.locator(".difference.is-more, .difference.is-less")).to_have_count(0)
    over = """() => [...document.querySelectorAll('.difference')]
      .filter(box => box.scrollWidth > box.clientWidth).map(box => box.textContent)"""
    assert page.evaluate(over) == [], "a figure runs out of its box"
    picture(page, "main")
    page.get_by_label("difference").check()
    expect(page.locator(MAP)).to_have_attribute("data-run", "difference")
    expect(page.locator(".legend")).to_contain_text("One pair cannot tell")
    expect(page.locator(".legend")).not_to_contain_text("Attack under way", use_inner_text=True)
    expect(page.locator(".chart h3").first).not_to_contain_text(re.compile("fewer|more"))
    expect(page.locator(".chart-key")).to_contain_text("no response, one pair")
    picture(page, "difference")
    page.select_option("#paired-mandate", "robust")
    expect(page.locator("#paired-mandate")).to_have_value("robust")
    expect(page.get_by_label("difference")).to_be_checked()
    expect(page.locator(MAP)).to_have_attribute("data-run", "difference")
    expect(page.locator(".differences")).to_contain_text("Other response")
    page.get_by_label("beside it", exact=True).check()
    expect(page.locator(MAP)).to_have_attribute("data-run", "other")
    page.get_by_role("button", name="End the comparison").click()
    expect(page.get_by_role("button", name="Compare with no response")).to_be_visible()
    expect(page.locator(MAP)).to_have_attribute("data-run", "main")


def test_a_late_paired_run_keeps_the_page_free(desk: Desk) -> None:
    page = desk()
    go_to(page, "1994-07-15", 100)
    page.get_by_role("tab", name="What if").click()
    page.get_by_role("button", name="Compare with no response").click()
    expect(page.get_by_label("Days of the run beside it")).to_be_visible()
    page.locator(".time-range").fill("10")  # while it is being computed
    expect(page.locator(MAP)).to_have_attribute("data-day", "10")
    page.locator(".time-range").fill("100")
    expect(page.locator(".difference[data-metric=deaths_direct]")).to_be_visible(timeout=60_000)
    expect(page.get_by_label("Days of the run beside it")).to_be_hidden()
    expect(page.locator(".differences")).to_contain_text("by 15 Jul 1994")
    assert page.locator(".difference[data-metric=deaths_direct]").get_attribute("data-value") != "0"


def test_the_command_repeats_the_run_exactly(desk: Desk, tmp_path: Path) -> None:
    page = desk("scenario=rwanda_1994&seed=3&deployment=standard")
    go_to(page, "1994-04-16", 10)
    page.select_option("#group-mandate", "robust")
    go_to(page, "1994-10-03", 180)
    words = command(page)
    assert words[:2] == ["marosim", "run"]
    order = [sys.executable, "-m", *words, f"output_dir={tmp_path / 'run'}"]
    subprocess.run(order, check=True, capture_output=True, timeout=120)
    daily = pd.read_parquet(next(tmp_path.rglob("daily.parquet")))
    assert len(daily) == 180
    with page.expect_download() as download:
        page.get_by_role("button", name="Export the run").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        name = next(n for n in archive.namelist() if n.endswith("daily.parquet"))
        seen = pd.read_parquet(io.BytesIO(archive.read(name)))
    pd.testing.assert_frame_equal(seen, daily, check_exact=True)
    assert dead(page) == pytest.approx(daily["deaths_direct"].sum(), abs=len(daily))


def test_few_pairs_come_with_progress_and_without_a_verdict(desk: Desk, picture: Picture) -> None:
    page = desk()
    page.get_by_role("tab", name="What if").click()
    page.get_by_role("button", name="Compare with no response").click()
    page.fill("#replications", "3")
    page.get_by_role("button", name="Run them").click()
    expect(page.locator("progress")).to_be_visible(timeout=20_000)
    expect(page.locator(".said")).to_have_attribute("data-done", "3", timeout=240_000)
    expect(page.locator(".said")).to_contain_text("ten are needed to tell")
    killed = page.locator(".ranges [data-metric=deaths_direct]")
    expect(killed).to_contain_text("3 pairs cannot tell")
    expect(killed.locator(".one")).to_have_count(3)
    expect(killed.locator(".reach")).to_have_count(0)
    expect(page.locator(".ranges .is-more, .ranges .is-less")).to_have_count(0)
    picture(page)


def test_pairs_that_agree_tell_a_direction(desk: Desk, picture: Picture) -> None:
    page = desk()
    go_to(page, "1994-04-26", 20)
    page.get_by_role("tab", name="What if").click()
    page.get_by_role("button", name="Compare with no response").click()
    expect(page.locator(".difference[data-metric=deaths_direct]")).to_be_visible()
    rows = [row("deaths_direct", np.linspace(-900, -100, 12)),
            row("attacks", np.linspace(-50, 60, 12))]  # fmt: skip
    killed = page.locator(".difference[data-metric=deaths_direct]")
    pairs_tell(page, killed, "500 fewer on average; 12 of 12 pairs agree", rows=rows)
    expect(killed).to_have_class(re.compile("is-less"))
    attacks = page.locator(".difference[data-metric=attacks]")
    expect(attacks).to_contain_text("no clear difference")
    expect(attacks).not_to_have_class(re.compile("is-less|is-more"))
    expect(page.locator(".ranges [data-metric=deaths_direct]")).to_contain_text("100–900")
    picture(page)


def test_replications_out_of_bounds_are_refused(desk: Desk) -> None:
    page = desk()
    page.get_by_role("tab", name="What if").click()
    page.get_by_role("button", name="Compare with no response").click()
    page.fill("#replications", "1")
    page.get_by_role("button", name="Run them").click()
    expect(page.locator(".trouble")).to_contain_text("expected 2 to 200")


def test_exercise_from_budget_to_review(desk: Desk, picture: Picture) -> None:
    page = desk()
    page.get_by_role("tab", name="Teach").click()
    page.fill("#budget", "6")
    page.get_by_role("button", name="Begin the exercise").click()
    expect(page.locator(".points")).to_contain_text("6 of 6 points left".replace("6 of", "of"))
    page.locator(".panel-exercise").get_by_role("button", name="Play on").click()
    expect(page.locator(".banner")).to_contain_text("aircraft is shot down", timeout=30_000)
    picture(page, "inject")
    page.locator(".banner").get_by_role("button", name="Decide").click()
    page.select_option("#group-mandate", "robust")
    expect(page.locator(".banner")).to_contain_text("1 point left")
    small: Any = page.locator(".banner").bounding_box()
    assert small["height"] < 60, "the map must be seen while a class decides"
    page.locator(".banner").get_by_role("button", name="Read again").click()
    large: Any = page.locator(".banner").bounding_box()
    assert large["height"] > small["height"]
    expect(page.locator("#group-deployment option[value=preventive]")).to_be_disabled()
    # a page might ask all the same
    wish = '{do: "choose", group: "deployment", option: "preventive"}'
    page.evaluate(f"document.querySelector('.desk').say({wish})")
    expect(page.locator(".trouble")).to_contain_text("points")
    expect(page.locator("#group-deployment")).to_have_value("historical")
    page.get_by_role("tab", name="Teach").click()
    page.get_by_role("button", name="After-action review").click()
    review = page.locator("dialog.review")
    expect(review).to_contain_text("Without response", timeout=60_000)
    expect(review).to_contain_text("Day 1: Mandate, robust")
    expect(review).to_contain_text("5 of 6 points were spent")
    picture(page, "review")
    review.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Leave the exercise").click()
    expect(page.get_by_role("button", name="Begin the exercise")).to_be_visible()


def test_review_opens_by_itself_whichever_panel_is_open(desk: Desk, picture: Picture) -> None:
    page = desk()
    page.select_option("#speed", "60")
    page.get_by_role("tab", name="Teach").click()
    page.get_by_role("button", name="Begin the exercise").click()
    page.locator(".panel-exercise").get_by_role("button", name="Play on").click()
    banner, review = page.locator(".banner"), page.locator("dialog.review")
    stops = 0
    while not review.is_visible():
        expect(banner.or_(review).filter(visible=True).first).to_be_visible(timeout=60_000)
        if review.is_visible():
            break
        stops += 1
        banner.get_by_role("button", name="Decide").click()
        expect(page.locator("#group-mandate")).to_be_focused()
        said = banner.text_content() or ""
        banner.get_by_role("button", name="Play on").click()
        # at sixty days a second the next may stand there before anybody looks
        expect(banner.filter(has_text=said, visible=True)).to_have_count(0)
    assert stops >= 5
    expect(review).to_contain_text("day 180", timeout=60_000)
    expect(review).to_contain_text("Against history")
    expect(review).to_contain_text("weakest link")
    picture(page)
    review.get_by_role("button", name="Close").click()
    expect(review).to_be_hidden()
    expect(page.locator(".when")).to_contain_text("The run is over")


def test_prices_are_said_before_they_are_paid(desk: Desk) -> None:
    page = desk("scenario=kalvera&seed=1")
    page.get_by_role("tab", name="Teach").click()
    page.fill("#budget", "2")
    page.get_by_role("button", name="Begin the exercise").click()
    expect(page.locator(".points")).to_contain_text("of 2 points left")
    robust = page.locator("#group-mandate option[value=robust]")
    expect(robust).to_have_text("robust (5 points)")
    expect(robust).to_be_disabled()
    page.locator(".panel-exercise").get_by_role("button", name="Play on").click()
    banner = page.locator(".banner")
    expect(banner).to_contain_text("radio host", timeout=60_000)
    expect(banner).to_contain_text("a message")
    expect(banner.locator(".message")).to_contain_text("changes nothing in the run")
    expect(banner.locator(".talk li")).to_have_count(4)
    page.get_by_role("button", name="Leave the exercise").click()
    expect(robust).to_have_text("robust")
    expect(robust).to_be_enabled()


def begin_exercise(page: Page) -> None:
    page.get_by_role("tab", name="Teach").click()
    page.get_by_role("button", name="Begin the exercise").click()
    expect(page.locator(".points")).to_be_visible()


def test_another_case_is_asked_before_it_ends_an_exercise(desk: Desk, picture: Picture) -> None:
    page = desk()
    question, country = page.locator("dialog.ask"), page.locator(MAP)
    begin_exercise(page)
    page.locator(".panel-exercise").get_by_role("button", name="Play on").click()
    expect(page.locator(".banner")).to_be_visible(timeout=60_000)
    page.select_option("#group-mandate", "observer", force=True)
    expect(page.locator(".points")).to_contain_text(re.compile(r"11\s*of 12 points left"))
    page.select_option("#case", "kalvera")
    expect(question).to_contain_text("day 1 of 180")
    expect(question).to_contain_text("1 of 12 points spent")
    picture(page)
    question.get_by_role("button", name="Go on with the exercise").click()
    expect(page.locator("#case")).to_have_value("rwanda_1994")
    page.fill("#seed", "7")
    page.press("#seed", "Enter")
    expect(question).to_contain_text("Opening seed 7 ends it")
    page.keyboard.press("Escape")
    expect(page.locator("#seed")).to_have_value("1")
    page.get_by_role("button", name="Reset").click()
    expect(question).to_contain_text("all its points")
    question.get_by_role("button", name="Go on with the exercise").click()
    expect(page.locator(".points b")).to_have_text("11")
    expect(country).to_have_attribute("data-day", "1")
    page.select_option("#case", "kalvera")
    question.get_by_role("button", name="After-action review").click()
    expect(page.locator("dialog.review")).to_contain_text("After-action review, day 1")
    page.locator("dialog.review").get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Reset").click()
    question.get_by_role("button", name="Begin again").click()
    expect(page.locator(".points b")).to_have_text("12")
    expect(country).to_have_attribute("data-day", "0")
    page.select_option("#case", "kalvera")  # nothing has been done yet: nothing is asked
    expect(country).to_have_attribute("data-case", "kalvera")
    expect(question).to_be_hidden()
    expect(page.get_by_role("button", name="Begin the exercise")).to_be_visible()


def test_who_ends_an_exercise_gets_the_other_case(desk: Desk) -> None:
    page = desk()
    begin_exercise(page)
    page.locator(".panel-exercise").get_by_role("button", name="Play on").click()
    expect(page.locator(".banner")).to_be_visible(timeout=60_000)
    page.select_option("#case", "kalvera")
    page.get_by_role("button", name="End it and open Kalvera").click()
    expect(page.locator(MAP)).to_have_attribute("data-case", "kalvera")
    expect(page.get_by_role("button", name="Begin the exercise")).to_be_visible()


def test_a_review_has_ranges_over_pairs_of_runs(desk: Desk, picture: Picture) -> None:
    page = desk()
    begin_exercise(page)
    page.locator(".panel-exercise").get_by_role("button", name="Play on").click()
    expect(page.locator(".banner")).to_contain_text("as it happened", timeout=60_000)
    page.select_option("#group-mandate", "robust", force=True)
    expect(page.locator("label[for=group-mandate]")).to_contain_text("since 7 Apr")
    page.locator(".banner").get_by_role("button", name="Play on").click()
    expect(page.locator(".banner")).to_contain_text("Inject 2 of 10", timeout=60_000)
    page.get_by_role("button", name="After-action review").click()
    review = page.locator("dialog.review")
    expect(review.locator(".pairs")).to_contain_text("of 20 pairs", timeout=60_000)
    expect(review.locator("[data-range=deaths_direct]")).to_have_text(
        re.compile(r"cannot tell|fewer|more|difference"), timeout=120_000
    )
    expect(review.locator(".lead")).to_contain_text("One pair cannot tell")
    expect(review.locator(".sure")).to_contain_text("more pairs", timeout=240_000)
    expect(review.locator(".pairs")).to_contain_text("all of 20 pairs", timeout=240_000)
    expect(review.locator("[data-range=cost_usd]")).to_contain_text("US$")
    expect(review).to_contain_text("explores what could follow from its assumptions")
    assert "…" not in review.locator("[data-range]").all_text_contents()
    picture(page)


def test_run_and_picture_can_be_kept(desk: Desk, picture: Picture, tmp_path: Path) -> None:
    page = desk()
    go_to(page, "1994-04-10", 4)
    page.get_by_role("tab", name="Keep").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export the run").click()
    archive = tmp_path / "run.zip"
    download.value.save_as(archive)
    inside = {Path(name).name for name in zipfile.ZipFile(archive).namelist()}
    assert {"settings.yaml", "run.json", "daily.parquet", "events.parquet"} <= inside
    with page.expect_download() as download:
        page.get_by_role("button", name="Picture of the map").click()
    image = tmp_path / download.value.suggested_filename
    download.value.save_as(image)
    assert image.name == "marosim_rwanda_1994_1994-04-10.png"
    assert image.read_bytes().startswith(b"\x89PNG")
    address = page.locator(".address").input_value()
    assert "scenario=rwanda_1994" in address
    picture(page)
