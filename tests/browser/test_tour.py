"""The first lesson: five steps that can be left and taken up, a comparison over many pairs."""

from __future__ import annotations

from desk_page import MAP, Desk, Picture, go_to, pairs_tell
from playwright.sync_api import Page, expect


def step(page: Page, number: int, title: str) -> None:
    expect(page.locator(".tour")).to_contain_text(f"Tour, {number} of 5")
    expect(page.locator(".tour h2")).to_have_text(title)


def test_the_tour_decides_once_and_compares_over_ten_pairs(desk: Desk, picture: Picture) -> None:
    page = desk()
    page.get_by_role("button", name="Tour", exact=True).click()
    step(page, 1, "Where and when")
    expect(page.locator(MAP)).to_have_attribute("data-case", "liberia_2003")
    expect(page.locator(".tour")).to_contain_text("it does not predict")
    expect(page.locator(".time-words")).to_contain_text("of 90")
    page.get_by_role("button", name="Next").click()
    step(page, 2, "What you see")
    page.get_by_role("button", name="Show day 30").click()
    expect(page.locator(".tour [role=status]")).to_contain_text("day 30 of 90", timeout=60_000)
    picture(page, "seen")
    page.get_by_role("button", name="Next").click()
    step(page, 3, "One decision")
    page.get_by_role("button", name="Decide so from the start").click()
    expect(page.locator(".tour [role=status]")).to_contain_text("Decided: a robust mandate")
    expect(page.locator("#group-deployment")).to_have_value("preventive")
    page.reload()  # nothing of it is lost
    step(page, 3, "One decision")
    expect(page.locator(".tour [role=status]")).to_contain_text("Decided: a robust mandate")
    page.get_by_role("button", name="Next").click()
    step(page, 4, "One comparison")
    page.get_by_role("button", name="Compare with no response").last.click()
    told = page.locator(".tour [role=status]")
    expect(told).to_contain_text("of 20 pairs are done; ten are needed", timeout=60_000)
    expect(told).not_to_contain_text("on average")
    row = {"metric": "deaths_direct", "title": "Civilians killed", "difference": 152.0, "low": 40.0,
           "high": 297.0, "said": "152 more", "reach": "40 to 297", "side": 1,
           "agree": "in all of them more", "values": [152.0]}  # fmt: skip
    for done, words in (
        (9, ("9 of 20 pairs are done; ten are needed",)),
        (12, ("without a response: 152 more on average",
              "Over 12 pairs: 40 to 297; in all of them more.")),
    ):  # fmt: skip
        said = pairs_tell(page, told, *words, done=done, rows=[row], today=())
        assert done > 10 or "152" not in said
    picture(page, "compared")
    page.get_by_role("button", name="Next").click()
    step(page, 5, "What nobody can know")
    page.get_by_role("button", name="End the tour").click()
    expect(page.locator(".tour")).to_be_hidden()


def test_the_tour_can_be_left_and_taken_up_and_takes_no_run_away(desk: Desk) -> None:
    page = desk("scenario=kalvera&seed=1")
    page.get_by_role("button", name="Tour", exact=True).click()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Leave the tour").click()
    expect(page.locator(".tour")).to_be_hidden()
    expect(page.locator(".shown-by-tour")).to_have_count(0)
    expect(page.get_by_role("button", name="Tour", exact=True)).to_be_focused()
    page.get_by_role("button", name="Tour", exact=True).press("Enter")
    step(page, 2, "What you see")
    page.keyboard.press("Escape")
    expect(page.locator(".tour")).to_be_hidden()


def test_who_has_a_run_gets_the_tour_beside_it(desk: Desk) -> None:
    page = desk("scenario=kalvera&seed=3")
    go_to(page, "4", 4)
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Tour", exact=True).click()
    other = opened.value
    expect(other.locator(".tour h2")).to_have_text("Where and when", timeout=60_000)
    expect(other.locator(MAP)).to_have_attribute("data-case", "liberia_2003")
    expect(page.locator(MAP)).to_have_attribute("data-day", "4")
    expect(page.locator(".tour")).to_be_hidden()
    other.close()
