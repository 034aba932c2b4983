"""Every key of a class file does something that somebody reads, and any other key is refused."""

from __future__ import annotations

import copy
import datetime as dt
import shutil

import pytest
import yaml

from marosim.classroom import guide, plan, spoken
from marosim.classroom.hub import Hub, Page
from marosim.classroom.refused import Refused

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
SITE = "http://class.test"
SEATS = ("council_1", "srsg_1", "fc_1", "evaluator_1")
NOW = 1.7e9
SHOWN = """() => {
    const fields = [...document.querySelectorAll("input, select, option")];
    return [document.body.innerText, ...fields.map((e) => `${e.value} ${e.textContent}`)].join();
}"""

CLASS = {
    "title": "Another country",
    "minutes": 77,
    "words.3": "mandate.ceiling=1200",
    "msel": "other.yaml",
    "rate": 3,
    "capital": 1,
    "accounts": {"assessed": 1.0e6, "voluntary": 4.0e6},
    "vote_minutes": None,
    "limit_note": "Ask the treasury.",
    "learning_objectives.O1.note": "Who listens?",
    "learning_objectives.O1.text": "Listen",
    "seats.0.id": "chair",
    "seats.0.role": "donors",
    "seats.0.label": "The chair",
    "seats.0.veto": False,
    "seats.5.covers": ["donors"],
}
LIST = {
    "objectives.O1": "Listen to the radio",
    "injects.0.serial": 77,
    "injects.0.day": 22,
    "injects.0.title": "A new title",
    "injects.0.means": "telegram",
    "injects.0.from": "An old friend",
    "injects.0.to": ["fc"],
    "injects.0.text": "What the radio says",
    "injects.0.expected_action": "They switch it off",
    "injects.0.objective": ["O2"],
    "injects.0.responsible": "EXCON-9",
    "injects.0.evaluator_notes": "Who has a radio?",
    "injects.0.stop": 7,
    "injects.0.effects": [{"kind": "setting", "change": {"aid.share": 0.9}}],
    "injects.0.options.0.seat": "fc",
    "injects.0.options.0.title": "Do nothing at all",
    "injects.0.options.0.effects": [{"kind": "setting", "change": {"approach.replan_days": 7}}],
    "injects.8.given": {"mandate.ceiling": 600},
    "injects.8.acts": "in good time",
    "injects.9.type": "inject",
    "injects.9.options.0.acts": "while there are enough",
    "injects.10.when": "no messages of srsg for 50 days",
    "injects.0.cost_centre": "4711",
}


def files(change=None, listed=None):
    """The two files of the class with one key changed."""
    folder = plan.SHIPPED / "kalvera"
    found = [yaml.safe_load((folder / name).read_text()) for name in ("class.yaml", "msel.yaml")]
    for content, changed in zip(found, (change, listed), strict=True):
        if changed is not None:
            put(content, *changed)
    return found


def put(content, key, value):
    """Set what is found under a dotted key, or take it away."""
    *path, last = [int(part) if part.isdigit() else part for part in key.split(".")]
    for part in path:
        content = content[part]
    if value is None:
        del content[last]
    else:
        content[last] = value


def held(folder, found):
    """A class of these files in which all of them could have come to be seen."""
    folder.mkdir()
    (folder / "class.yaml").write_text(yaml.safe_dump(found[0]))
    (folder / "msel.yaml").write_text(yaml.safe_dump(found[1]))
    shutil.copy(plan.SHIPPED / "kalvera" / "guide.md", folder)
    other = copy.deepcopy(found[1])
    other["injects"][0]["title"] = "From another list"
    (folder / "other.yaml").write_text(yaml.safe_dump(other))
    hub = Hub.open(plan.read(str(folder / "class.yaml")), folder / "out", resume=False)
    hub.code = "CODE"
    answers = []

    def do(by, kind, **body):
        try:
            hub.do(by, kind, body)
        except Refused as why:
            answers.append(str(why))

    for seat in hub.plan.seats.values():
        do("door", "join", seat=seat.id, name="", secret="s")
    do("council_1", "order", changes={"mandate.ceiling": 15_000, "mandate.name": "robust"})
    do("council_1", "order", changes={"mandate.police": 200})
    for order in list(hub.room.orders):
        do("council_2", "vote", order=order, vote="yes")
    hub.room.day = 430
    hub.due_injects()
    do("srsg_1", "choose", serial=1, option=0)
    do("control", "clock", state="running", why="", deadline=None)
    told = [f"{a['by']} {a.get('seat', '')} {a.get('ops', '')}" for a in hub.room.acts]
    texts = [guide.page(hub.plan), *answers, *told, *(s.label for s in hub.plan.seats.values())]
    shown = ["control", *(seat for seat in SEATS if seat in hub.plan.seats)]
    rooms = {who: hub.shown(Page(who, "", "")) for who in shown}
    do("control", "clock", state="review", why="", deadline=None)
    rooms["screen"] = hub.shown(Page("screen", "", ""))
    hub.log.close()
    return texts, rooms


def read(window, texts, rooms, known):
    """All that anybody reads of a class, in the pages' own scripts; ``known`` was read before."""
    found = list(texts)
    for who, room in rooms.items():
        name = who if who in ("control", "screen") else "seat"
        if (name, room) not in known:
            known[name, room] = drawn(window, name, room)
        found.append(known[name, room])
    return found


def drawn(window, name, room):
    """What a page draws of a room."""
    with window.new_page() as page:
        page = window.new_page()
        page.route(f"{SITE}/**", lambda route: route.fulfill(**file(route.request.url)))
        page.route_web_socket("**/ws/*", lambda socket: socket.send(room))
        page.goto(f"{SITE}/{name}")
        page.wait_for_function("() => document.getElementById('clock').textContent")
        return page.evaluate(SHOWN)


def file(url):
    """What the server gives under an address."""
    path = url.removeprefix(SITE)
    if path == "/static/say.js":
        return {"path": spoken.SAY}
    if path.startswith("/static/"):
        return {"path": spoken.STATIC / path.removeprefix("/static/")}
    if path.strip("/") in ("seat", "control", "screen"):
        return {"body": spoken.rendered(path.strip("/")), "content_type": "text/html"}
    return {"status": 404}


@pytest.mark.browser
@pytest.mark.slow
def test_every_key_of_a_class_changes_what_somebody_reads(tmp_path, monkeypatch):
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        window, known, idle = browser.new_context(), {}, []
        window.clock.set_fixed_time(dt.datetime.fromtimestamp(NOW + 90, dt.UTC))

        def told(name, found):
            with monkeypatch.context() as still:
                still.setattr("time.time", lambda: NOW)
                seen = held(tmp_path / name, found)
            return read(window, *seen, known)

        plain = told("plain", files())
        assert plain == told("again", files())
        for number, (key, value) in enumerate([*CLASS.items(), *LIST.items()]):
            changed = files((key, value)) if number < len(CLASS) else files(None, (key, value))
            if told(str(number), changed) == plain:
                idle.append(key)
        browser.close()
    assert idle == []
