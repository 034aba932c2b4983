"""Run: play, pause, step, jump, scrub, speed, reset, case, seed; a reload keeps the run."""

from __future__ import annotations

import re
import time
from pathlib import Path
from urllib.parse import urlsplit

from conftest import serving
from desk_page import (
    MAP,
    Desk,
    Picture,
    at_rest,
    dead,
    go_to,
    painted,
    shown,
    until_chart_agrees,
    until_day,
)  # fmt: skip
from playwright.sync_api import Browser, WebSocketRoute, expect


def test_first_look(desk: Desk, picture: Picture) -> None:
    page = desk()
    assert shown(page) == 0
    expect(page.locator(".time-words")).to_contain_text("6 Apr 1994 day 0 of 180")
    expect(page.locator("#case")).to_have_value("rwanda_1994")
    expect(page.locator(".legend")).to_contain_text("Rwandan Patriotic Front")
    expect(page.locator(".brand")).to_contain_text("does not predict")
    picture(page)


def test_play_pause_and_step(desk: Desk, picture: Picture) -> None:
    page = desk()
    page.click("button.play")
    expect(page.locator("button.play")).to_contain_text("Pause")
    until_day(page, 9)
    page.click("button.play")
    expect(page.locator("button.play")).to_contain_text("Play")
    at_rest(page)
    day = shown(page)
    page.wait_for_timeout(300)  # long enough for a day to come that should not
    assert shown(page) == day, "the run went on after pause"
    picture(page)
    page.get_by_role("button", name="Step").click()
    expect(page.locator(MAP)).to_have_attribute("data-day", str(day + 1))
    expect(page.locator(".time-words")).to_contain_text(f"day {day + 1} of 180")
    assert dead(page) > 30
    until_chart_agrees(page)


def test_who_begins_reads_and_who_runs_sees_charts(desk: Desk, picture: Picture) -> None:
    page = desk()
    steps = page.get_by_label("First steps")
    expect(steps).to_be_visible()
    expect(page.locator(".briefing")).to_contain_text("A genocide of a hundred days")
    steps.get_by_role("button", name="Ask what if").click()
    expect(page.locator("#panel-whatif")).to_be_visible()
    steps.get_by_role("button", name="Change the response").click()
    expect(page.locator("#group-mandate")).to_be_focused()
    steps.get_by_role("button", name="Play").click()
    until_day(page, 2)
    expect(page.locator("#panel-charts")).to_be_visible()
    page.get_by_role("tab", name="Briefing").click()
    until_day(page, shown(page) + 2)
    expect(page.locator("#panel-briefing")).to_be_visible()  # what was chosen stays


def test_dragging_ends_on_the_last_day(desk: Desk) -> None:
    page = desk()
    go_to(page, "1994-05-16", 40)
    page.evaluate(
        """() => { const range = document.querySelector('.time-range');
          for (let day = 1; day <= 37; day++) {
            range.value = day; range.dispatchEvent(new Event('input')); } }"""
    )
    expect(page.locator(MAP)).to_have_attribute("data-day", "37")
    at_rest(page)
    assert shown(page) == 37


def test_jump_scrub_and_tick(desk: Desk) -> None:
    page = desk()
    go_to(page, "1994-04-26", 20)
    late = dead(page)
    page.locator(".time-range").fill("5")
    expect(page.locator(MAP)).to_have_attribute("data-day", "5")
    early = dead(page)
    assert 0 < early < late
    expect(page.locator("#jump")).to_have_value("1994-04-11")
    page.locator(".tick[data-day='15']").first.click()
    expect(page.locator(MAP)).to_have_attribute("data-day", "16")
    page.locator(".time-range").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(MAP)).to_have_attribute("data-day", "15")


def test_speed_sets_the_pace(desk: Desk) -> None:
    page = desk()

    def seconds_for(days: int) -> float:
        until_day(page, shown(page) + 1)  # a busy page may be days behind, and is up to date then
        begin = shown(page)
        started = until_day(page, begin)
        return until_day(page, begin + days) - started

    page.select_option("#speed", "2")
    page.click("button.play")
    slow = seconds_for(6)
    page.select_option("#speed", "20")  # on the way
    expect(page.locator("#speed")).to_have_value("20")
    seconds_for(6)  # how much quicker is the machine's affair
    page.select_option("#speed", "1")
    page.wait_for_selector(".desk[data-busy=false]")
    slowest = seconds_for(3)
    assert slow > 2.2, "quicker than 2 days a second"
    assert slowest > 2.2, "quicker than a day a second"


def test_reset_begins_again(desk: Desk) -> None:
    page = desk()
    go_to(page, "1994-04-12", 6)
    before = dead(page)
    page.get_by_role("button", name="Reset").click()
    expect(page.locator(MAP)).to_have_attribute("data-day", "0")
    assert dead(page) == 0
    go_to(page, "1994-04-12", 6)
    assert dead(page) == before, "the same seed must give the same run"


def test_seed_changes_the_run(desk: Desk) -> None:
    page = desk()
    go_to(page, "1994-04-14", 8)
    first = dead(page)
    page.fill("#seed", "5")
    page.keyboard.press("Enter")
    expect(page.locator(MAP)).to_have_attribute("data-day", "0")
    expect(page).to_have_url(re.compile("seed=5"))
    go_to(page, "1994-04-14", 8)
    assert dead(page) != first


def test_every_case_opens(desk: Desk, picture: Picture) -> None:
    page = desk()
    for name in page.locator("#case option").evaluate_all("all => all.map(o => o.value)"):
        page.select_option("#case", name)
        expect(page.locator(MAP)).to_have_attribute("data-case", name, timeout=60_000)
        page.get_by_role("button", name="Step").click()
        expect(page.locator(MAP)).to_have_attribute("data-day", "1", timeout=60_000)
        picture(page, name)
    expect(page).to_have_url(re.compile(f"scenario={name}"))


def test_briefing_is_of_the_case(desk: Desk, picture: Picture) -> None:
    page = desk()
    page.get_by_role("tab", name="Briefing").click()
    expect(page.locator(".briefing")).to_contain_text("Arusha")
    picture(page)
    page.select_option("#case", "kalvera")
    expect(page.locator(".briefing")).not_to_contain_text("Arusha")


def test_reload_keeps_the_run(desk: Desk) -> None:
    page = desk()
    go_to(page, "1994-04-18", 12)
    before = dead(page)
    page.reload()
    page.wait_for_selector(f"{MAP}[data-day='12']", timeout=60_000)
    assert dead(page) == before


def test_another_address_in_the_same_tab_is_another_run(desk: Desk) -> None:
    page = desk()
    go_to(page, "1994-04-12", 6)
    desk("scenario=kalvera&seed=7")
    expect(page.locator(f"{MAP}[data-case=kalvera]")).to_have_attribute("data-day", "0")
    expect(page.locator("#seed")).to_have_value("7")


def test_what_is_clicked_before_the_server_answers_is_done(desk: Desk, address: str) -> None:
    page = desk()
    other = page.context.new_page()
    other.goto(f"{address}?scenario=rwanda_1994&seed=1", wait_until="commit", timeout=60_000)
    other.wait_for_selector(f"{MAP}[data-day='0']", timeout=60_000)
    other.get_by_role("button", name="Step").click()
    expect(other.locator(MAP)).to_have_attribute("data-day", "1", timeout=60_000)
    other.close()


def test_tabs_do_not_share_a_run(desk: Desk, address: str) -> None:
    page = desk()
    go_to(page, "1994-04-16", 10)
    other = page.context.new_page()
    other.goto(address)
    other.wait_for_selector(f"{MAP}[data-day='0']", timeout=60_000)
    assert shown(page) == 10
    other.close()


def test_a_duplicated_tab_goes_on_by_itself(desk: Desk) -> None:
    page = desk()
    go_to(page, "1994-04-16", 10)
    before = dead(page)
    with page.context.expect_page() as opened:
        page.evaluate("window.open(location.href)")  # with this tab's memory, like a duplicate
    twin = opened.value
    twin.wait_for_selector(f".desk[data-connected=true] {MAP}[data-day='10']", timeout=60_000)
    at_rest(twin)
    assert dead(twin) == before
    twin.get_by_role("button", name="Step").click()
    expect(twin.locator(MAP)).to_have_attribute("data-day", "11")
    twin.close()
    page.get_by_role("button", name="Step").click()
    expect(page.locator(MAP)).to_have_attribute("data-day", "11")


def test_keyboard_runs_the_model(desk: Desk) -> None:
    page = desk()
    page.locator("body").press(".")
    expect(page.locator(MAP)).to_have_attribute("data-day", "1")
    page.locator("body").press(" ")
    until_day(page, 3)
    page.locator("body").press(" ")
    expect(page.locator("button.play")).to_contain_text("Play")


def test_dates_are_written_the_same_in_every_language(
    desk: Desk, browser: Browser, address: str, picture: Picture
) -> None:
    desk()
    for language in ("en-US", "de-DE"):
        page = browser.new_page(locale=language, viewport={"width": 1280, "height": 720})
        page.goto(f"{address}?scenario=rwanda_1994&seed=1", wait_until="commit")
        page.wait_for_selector(".desk[data-connected=true]", timeout=60_000)
        jump = page.locator("#jump")
        expect(jump).to_have_value("1994-04-06")
        go_to(page, "1994-4-9", 3)
        go_to(page, "5", 5)
        page.locator(MAP).focus()
        expect(jump).to_have_value("1994-04-11")
        for wrong, said in (("16/05/94", "year-month-day"), ("1994-02-30", "is no date"),
                            ("1993-12-31", "1994-04-06 to 1994-10-03")):  # fmt: skip
            jump.fill(wrong)
            jump.press("Enter")
            expect(page.locator(".trouble")).to_contain_text(said)
            expect(jump).to_have_attribute("aria-invalid", "true")
            assert shown(page) == 5
        jump.press("Escape")
        expect(jump).to_have_value("1994-04-11")
        picture(page, language)
        page.close()


def test_a_server_that_ends_is_said_and_found_again(
    desk: Desk, browser: Browser, tmp_path: Path, picture: Picture
) -> None:
    desk()  # files are there
    with serving(tmp_path / "first.txt") as address:
        page = browser.new_page()
        page.goto(f"{address}?scenario=kalvera&seed=3&mandate=robust", wait_until="commit")
        page.wait_for_selector(".desk[data-connected=true]", timeout=60_000)
        go_to(page, "6", 6)
        painted(page)
        killed, labels = dead(page), page.locator(".chart-values span").all_text_contents()
    expect(page.locator(".lost")).to_contain_text("No connection to the server")
    picture(page)
    with serving(tmp_path / "second.txt", urlsplit(address).port or 0):
        page.wait_for_selector(f".desk[data-connected=true] {MAP}[data-day='6']", timeout=60_000)
        expect(page.locator(".lost")).to_be_hidden()
        expect(page.locator("#group-mandate")).to_have_value("robust")
        expect(page.locator(".chart-values span")).to_have_text(labels)
        assert dead(page) == killed
        page.get_by_role("button", name="Step").click()
        expect(page.locator(MAP)).to_have_attribute("data-day", "7")
        page.evaluate("solara.debug.dropConnection()")  # as when a network fails for a moment
        page.get_by_role("button", name="Step").click()
        expect(page.locator(MAP)).to_have_attribute("data-day", "8")
        expect(page.locator(".lost")).to_be_hidden()
        page.close()


def test_a_slow_first_connection_is_waited_for(browser: Browser, address: str) -> None:
    page = browser.new_page()
    loads: list[str] = []
    page.on("request", lambda r: loads.append(r.url) if r.is_navigation_request() else None)
    page.route_web_socket("**/channels*", lambda socket: slowly(socket))
    page.goto(f"{address}?scenario=rwanda_1994&seed=1", wait_until="commit")
    page.wait_for_selector(".desk[data-connected=true]", timeout=60_000)
    assert len(loads) == 1, "the page loaded itself again before it was answered"
    page.close()


def slowly(socket: WebSocketRoute) -> None:
    """What the server says comes late, and the page takes long to connect."""
    server = socket.connect_to_server()
    time.sleep(9)  # longer than a page looks for a server that is gone
    server.on_message(socket.send)


def test_map_and_briefing_do_not_wait_for_the_framework(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.route("**/solara-vuetify-app*.js", lambda route: route.abort())
    page.goto(f"{address}?scenario=rwanda_1994&seed=1", wait_until="commit")
    expect(page.locator(MAP)).to_have_attribute("data-day", "0")
    expect(page.locator(".briefing")).to_contain_text("Arusha")
    page.close()


def test_bad_address_is_said_in_one_line(desk: Desk, picture: Picture) -> None:
    page = desk("scenario=nowhere")
    expect(page.locator(".trouble")).to_have_text(re.compile("there is no case 'nowhere'"))
    assert shown(page) == 0
    picture(page)


def test_many_days_a_second(desk: Desk) -> None:
    page = desk()
    page.select_option("#speed", "60")
    page.click("button.play")
    until_day(page, 60)  # what is promised of the pace is measured on a quiet machine
    page.click("button.play")
    at_rest(page)
    assert dead(page) > 30
    until_chart_agrees(page)
