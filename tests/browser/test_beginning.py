"""A page on a crowded machine: what comes late, or is lost on the way, does not end it."""

from __future__ import annotations

from desk_page import MAP, Desk
from playwright.sync_api import Browser, Page, Route, expect

LATE_S = 3.0  # anywidget gives its modules two seconds
SENT_BY_WIDGETS = "text/javascript"


def without_first_greeting(page: Page) -> list[int]:
    """Make the first word of the page go lost; gives how many words of that kind were said."""
    said: list[int] = []

    def pass_on(socket) -> None:  # type: ignore[no-untyped-def]
        server = socket.connect_to_server()

        def from_page(message: str | bytes) -> None:
            raw = message if isinstance(message, bytes) else message.encode()
            if b'"hello"' in raw:
                said.append(len(raw))
                if len(said) == 1:
                    return
            server.send(message)

        socket.on_message(from_page)

    page.route_web_socket("**/channels*", pass_on)
    return said


def test_a_page_that_is_read_late_has_all_its_scripts(browser: Browser, address: str) -> None:
    page = browser.new_page()

    def with_pause(route: Route) -> None:
        response = route.fetch()
        before, rest = response.text().split('<div id="app"')
        held = f'{before}<script src="/held.js"></script><div id="app"{rest}'
        route.fulfill(response=response, body=held)

    def later(route: Route) -> None:
        page.wait_for_timeout(1000 * LATE_S)
        route.fulfill(body="", content_type=SENT_BY_WIDGETS)

    page.route(f"{address}?*", with_pause)
    page.route("**/held.js", later)
    page.goto(f"{address}?scenario=rwanda_1994&seed=1", wait_until="commit")
    page.wait_for_selector(f"{MAP}[data-day='0']")  # painted before the rest has come
    page.wait_for_function("globalThis.solara?.debug", timeout=60_000)
    page.close()


def test_a_widget_that_comes_before_its_script_begins(page: Page, desk: Desk) -> None:
    late: list[str] = []

    def later(route: Route) -> None:
        late.append(route.request.url)
        page.wait_for_timeout(1000 * LATE_S)
        route.continue_()

    page.route("**/nbextensions/anywidget/extension.js*", later)
    desk()  # which looks for what could not be loaded
    assert late
    page.get_by_role("button", name="Step").click()
    expect(page.locator(MAP)).to_have_attribute("data-day", "1")
    page.unroute_all(behavior="wait")


def test_a_greeting_that_is_lost_is_said_again(page: Page, desk: Desk) -> None:
    said = without_first_greeting(page)
    desk()
    assert len(said) >= 2
    page.get_by_role("button", name="Step").click()
    expect(page.locator(MAP)).to_have_attribute("data-day", "1")


def test_a_widget_that_begins_late_is_heard_all_the_same(page: Page, desk: Desk) -> None:
    asked: list[str] = []
    page.add_init_script(
        f"""const made = URL.createObjectURL;
        URL.createObjectURL = (blob) => {{
          if (blob.type !== "{SENT_BY_WIDGETS}") return made.call(URL, blob);
          blob.text().then((text) => {{ window.late = text; }});
          return location.origin + "/late.js";
        }};"""
    )

    def late(route) -> None:  # type: ignore[no-untyped-def]
        asked.append(route.request.url)
        page.wait_for_timeout(1000 * LATE_S)
        route.fulfill(body=page.evaluate("window.late"), content_type=SENT_BY_WIDGETS)

    page.route("**/late.js", late)
    desk()
    assert len(asked) == 1, "the page was loaded again"


def test_a_connection_lost_before_the_first_answer_is_made_up_for(page: Page, desk: Desk) -> None:
    sockets: list[int] = []

    def cut(socket) -> None:  # type: ignore[no-untyped-def]
        sockets.append(1)
        server = socket.connect_to_server()
        if len(sockets) > 1:
            return

        def from_page(message: str | bytes) -> None:
            raw = message if isinstance(message, bytes) else message.encode()
            if b'"run"' in raw:
                socket.close(code=1001)
                server.close()
            else:
                server.send(message)

        socket.on_message(from_page)

    page.route_web_socket("**/channels*", cut)
    desk()
    assert len(sockets) > 1
