"""Nothing lost: runs that were left, and a picture that says what it shows."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

from desk_page import MAP, Desk, Picture, at_rest, dead, go_to, until_day
from PIL import Image
from playwright.sync_api import expect


def test_a_run_that_was_left_is_opened_again_as_it_was(desk: Desk) -> None:
    page = desk("scenario=kalvera&seed=1")
    go_to(page, "12", 12)
    before = dead(page)
    page.select_option("#group-mandate", "robust")
    expect(page.locator(".kept-run")).to_contain_text("kept as run A")
    at_rest(page)
    go_to(page, "6", 6)
    page.select_option("#group-deployment", "none")  # drops the days and the decision after it
    at_rest(page)
    assert "mandate" not in page.evaluate("location.search")
    page.get_by_role("tab", name="Keep").click()
    rows = page.locator(".runs li")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("from day 12 mandate robust")
    rows.nth(0).locator("input").fill("As it was")
    rows.nth(0).locator("input").press("Tab")
    page.reload()
    page.get_by_role("tab", name="Keep").click()
    expect(rows.nth(0).locator("input")).to_have_value("As it was")
    at_rest(page)
    rows.nth(0).get_by_role("button", name="Open again").click()
    expect(page.locator(MAP)).to_have_attribute("data-day", "12", timeout=60_000)
    assert dead(page) == before
    assert "decision" not in page.evaluate("location.search")
    expect(rows).to_have_count(3)  # the one that was left now is kept too
    expect(page).to_have_title("Kalvera (a training country), 13 Jan 2031 – marosim")


def test_a_picture_bears_title_key_and_source(desk: Desk, tmp_path: Path) -> None:
    page = desk()
    go_to(page, "12", 12)
    page.get_by_role("tab", name="Keep").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Picture of the map").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    size = page.locator(MAP).evaluate("map => [map.width, map.height]")
    with Image.open(file) as picture:
        assert picture.width == size[0] and picture.height > size[1] + 100
        grey = picture.convert("L")
        head = grey.crop((0, 0, size[0], 54))
        foot = grey.crop((0, 56 + size[1], size[0], picture.height))
        for part in (head, foot):
            dark = sum(part.histogram()[:110])
            assert 300 < dark < 0.3 * part.width * part.height, "words on white"


def test_kept_runs_are_held_against_the_open_one_and_shared(
    desk: Desk, picture: Picture, tmp_path: Path
) -> None:
    page = desk("scenario=kalvera&seed=1&days=6")
    go_to(page, "3", 3)
    page.select_option("#group-mandate", "robust")
    expect(page.locator(".kept-run")).to_contain_text("kept as run A")
    at_rest(page)
    page.get_by_role("tab", name="Keep").click()
    page.get_by_role("button", name="Compare them with the open run").click()
    told = page.locator(".runs .compared")
    expect(told).to_contain_text("Against the open run, 20 pairs", timeout=240_000)
    killed = told.locator("[data-metric=deaths_direct]")
    expect(killed).to_contain_text(re.compile("fewer|more|no clear difference|no difference|less"))
    picture(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Table (CSV)").click()
    lines = Path(saved.value.path()).read_text().splitlines()
    assert len(lines) > 1 and all(line.startswith('"A"') for line in lines[1:])
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Address with all of them").click()
    shared = page.locator(".comparing [role=status]")
    expect(shared).to_contain_text("run=A")
    page.evaluate("sessionStorage.clear()")
    page.goto(shared.text_content() or "")
    page.get_by_role("tab", name="Keep").click()
    expect(page.locator(".runs input")).to_have_value("A")
    page.get_by_role("button", name="Open again").click()
    expect(page).not_to_have_url(re.compile("decision"))


def test_one_kept_run_is_held_against_another(desk: Desk) -> None:
    base = "scenario=kalvera&seed=1&days=12"
    kept = {"A": f"{base}&mandate=robust", "B": f"{base}&deployment=preventive"}
    page = desk(
        base + "".join(f"&run={quote(f'{n}:{query}', safe='')}" for n, query in kept.items())
    )
    page.get_by_role("tab", name="Keep").click()
    found: dict[str, dict[str, float]] = {}
    for first, second in (("A", "B"), ("B", "A")):
        page.get_by_label("Compare with", exact=True).select_option(label=f"run {first}")
        page.get_by_role("button", name=f"Compare them with run {first}").click()
        told = page.locator(".runs .compared")
        expect(told).to_contain_text(f"Against run {first}, 20 pairs", timeout=240_000)
        with page.expect_download() as saved:
            page.get_by_role("button", name="Table (CSV)").click()
        lines = list(csv.DictReader(Path(saved.value.path()).read_text().splitlines()))
        assert {(line["run"], line["against"]) for line in lines} == {(second, kept[first])}
        found[first] = {line["metric"]: float(line["difference"]) for line in lines}
    assert any(found["A"].values())
    assert found["A"] == {metric: -value for metric, value in found["B"].items()}


def test_a_drawing_bears_the_same_and_stays_sharp(desk: Desk) -> None:
    page = desk()
    go_to(page, "12", 12)
    page.get_by_role("tab", name="Keep").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Picture as SVG").click()
    assert saved.value.suggested_filename == "marosim_rwanda_1994_1994-04-18.svg"
    drawing = ElementTree.fromstring(Path(saved.value.path()).read_text())
    words = [node.text for node in drawing.iter("{http://www.w3.org/2000/svg}text")]
    for told in ("Rwanda 1994", "18 Apr 1994, day 12 of 180", "Kigali", "Rwandan Patriotic Front"):
        assert told in words
    assert any("does not predict" in (told or "") for told in words)
    badges = page.locator(MAP).evaluate("map => map.seated().badges.length")
    assert len(list(drawing.iter("{http://www.w3.org/2000/svg}path"))) > 2 * badges


def test_a_film_shows_the_days_that_ran(desk: Desk) -> None:
    page = desk("scenario=kalvera&seed=1")
    page.get_by_role("tab", name="Keep").click()
    with page.expect_download(timeout=60_000) as saved:
        page.get_by_role("button", name="Film of the run").click()
        until_day(page, 6)
        page.click("button.play")
    assert re.fullmatch(r"marosim_kalvera_day_0_to_\d+\.webm", saved.value.suggested_filename)
    film = Path(saved.value.path()).read_bytes()
    assert film.startswith(b"\x1a\x45\xdf\xa3") and len(film) > 20_000


def test_a_run_left_while_only_the_known_is_shown_is_kept_without_its_dead(desk: Desk) -> None:
    page = desk("scenario=kalvera&seed=1")
    go_to(page, "8", 8)
    page.locator("input[data-layer=known]").click()
    at_rest(page)
    page.select_option("#group-mandate", "robust")
    expect(page.locator(".kept-run")).to_contain_text("kept as run A")
    at_rest(page)
    page.get_by_role("tab", name="Keep").click()
    row = page.locator(".runs > li")
    expect(row).to_contain_text("the case’s own response")
    expect(row).not_to_contain_text("killed")
