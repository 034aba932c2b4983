"""Why: the chain of a run; of a town, what led to killings and what would have changed it."""

from __future__ import annotations

from desk_page import Desk, Picture, go_to, pairs_tell, place_on_page
from playwright.sync_api import Page, expect


def test_the_chain_follows_a_run_that_begins_again(desk: Desk) -> None:
    page = desk()
    go_to(page, "12", 12)
    page.get_by_role("tab", name="Chain").click()
    expect(page.locator(".chain")).to_contain_text("after 12 days")
    page.get_by_role("tab", name="Teach").click()  # a tab beside it does not stop it
    go_to(page, "22", 22)
    expect(page.locator(".chain")).to_contain_text("after 22 days")
    page.get_by_role("button", name="Reset").click()
    expect(page.locator(".chain")).to_contain_text("begins when the run does")


def test_a_town_says_why_and_what_would_have_changed_it(desk: Desk, picture: Picture) -> None:
    page = desk()
    go_to(page, "20", 20)
    page.mouse.click(*place_on_page(page, "Kibuye"))
    story = page.locator(".story")
    expect(story).to_contain_text("Why")
    expect(story).to_contain_text("were killed in Kibuye")
    expect(story.locator(".why").first).to_contain_text("Attack by")
    expect(story).to_contain_text("peacekeeping troops")
    expect(story.locator(".why").last).to_contain_text("its leaders plan to")
    changed = story.locator(".changed")
    expect(changed).to_contain_text("One run cannot tell")
    picture(page)
    changed.get_by_role("button", name="Compare with no response").click()
    expect(page.locator("#panel-whatif")).to_be_visible()
    expect(changed).to_contain_text("No response: One pair cannot tell")
    places = [0] * len(page.locator("#all-places option").all())
    places[list_of_places(page).index("Kibuye")] = 700
    told = "700 more killed beside it on average; the pairs agree"
    pairs_tell(page, changed, told, places=places)


def list_of_places(page: Page) -> list[str]:
    found: list[str] = page.locator("#all-places option").evaluate_all(
        "all => all.map(o => o.value)"
    )
    return found


def test_a_town_that_is_read_stays_open_when_only_the_known_is_shown(desk: Desk) -> None:
    page = desk()
    go_to(page, "20", 20)
    page.mouse.click(*place_on_page(page, "Kibuye"))
    story, known = page.locator(".story"), page.locator("input[data-layer=known]")
    expect(story).to_contain_text("were killed in Kibuye")
    known.click()
    expect(story).to_contain_text("as the mission knows it")
    expect(story).not_to_contain_text("Why")
    known.click()
    expect(story).to_contain_text("were killed in Kibuye")
    page.select_option("#case", "kalvera")
    expect(story).to_contain_text("Click a place on the map")


def test_numbers_of_a_town_are_the_same_in_tip_and_story(desk: Desk) -> None:
    page = desk()
    go_to(page, "20", 20)
    x, y = place_on_page(page, "Kibuye")
    page.mouse.click(x, y)
    expect(page.locator(".story h2")).to_have_text("Kibuye")
    tip = page.locator(".tip.seen")
    recent = page.locator(".story dt", has_text="Killed in the last week").locator("+ dd")
    expect(tip).to_contain_text(f"{recent.text_content()} in the last week")
