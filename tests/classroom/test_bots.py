"""Bots play through the doors of people, and do only what their seat may do."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from teacher import SMALL, served
from test_room import KALVERA, do, room

from marosim.classroom import showing
from marosim.classroom.bots import chosen
from marosim.classroom.refused import Refused
from marosim.record.acts import read_acts

pytest.importorskip("uvicorn")
POOR = ("are left", "lower something else first")  # what a bot cannot know before it asks


@pytest.mark.parametrize("seed", range(5))
def test_what_a_bot_chooses_is_refused_for_want_of_means_alone(seed):
    luck, seats = random.Random(seed), list(KALVERA.seats)
    made = room(*seats)
    for row in KALVERA.list.rows:
        do(made, "control", "inject", serial=row.serial)
    done = set()
    for _ in range(120):
        seat = luck.choice(seats)
        act = chosen(showing.seat(made, seat), luck)
        if act is None:
            continue
        try:
            done.add(do(made, seat, act[0], **act[1])["kind"])
        except Refused as why:
            assert any(text in str(why) for text in POOR), (seat, act, why)
    assert done == {"order", "vote", "choose", "say"}


@pytest.mark.slow
def test_a_class_of_bots_runs_by_itself(tmp_path):
    with served(tmp_path, "kalvera", *SMALL, "--bots", "8", "--rate", "10") as server:
        control = server.control()
        control.until(lambda page: sum(s["here"] for s in page.room["seats"]) == 8)
        control.until(lambda page: page.room["clock"]["state"] == "paused")
        control.do("clock", state="running", rate=10, deadline=None)
        control.until(lambda page: page.room["orders"] and page.day["day"] > 25)
        control.until(lambda _: len(seats_that_acted(tmp_path / server.log)) >= 3)


def seats_that_acted(log: Path) -> set[str]:
    return {act["by"] for act in read_acts(log)[1] if act["by"] in KALVERA.seats}


def test_bots_come_back_after_a_crash_and_give_way_to_a_person(tmp_path):
    with served(tmp_path, "kalvera", *SMALL, "--bots", "2") as server:
        control = server.control()
        control.until(lambda page: sum(s["here"] for s in page.room["seats"]) == 2)
        first, second = (s["id"] for s in control.room["seats"] if s["bot"])
        person = server.seat(first)  # wins against the bot that sits there
        control.until(lambda page: held(page) == {first: "A", second: "bot"})
        assert "done" in person.do("say", to=["control"], text="I have taken over")
        # who only says that he is a bot is none, and sits where nobody else can
        third = next(s["id"] for s in control.room["seats"] if not s["held"])
        joining = {"code": server.code, "seat": third, "name": "C", "bot": True}
        assert server.post("/join", joining)[0] == 200
        control.until(lambda page: held(page).get(third) == "C")
        assert [s["id"] for s in control.room["seats"] if s["bot"]] == [second]
        # and nobody wins against a person, with or without the word of a bot
        for bot in ({}, {"bot": "guessed"}):
            joining = {"code": server.code, "seat": first, "name": "B", **bot}
            status, why, _ = server.post("/join", joining)
            assert status != 200 and "taken" in str(why)
        control.do("doors", open=False)  # those who were in already come back all the same
        server.kill()
    folder = str((tmp_path / server.log).parent)
    with served(tmp_path, "kalvera", *SMALL, "--resume", folder, "--bots", "1") as server:
        control = server.control()
        control.until(lambda page: playing(page) == [second])
        assert held(control) == {first: "A", second: "bot", third: "C"}


def held(page) -> dict[str, str]:
    return {s["id"]: s["name"] for s in page.room["seats"] if s["held"]}


def playing(page) -> list[str]:
    return [s["id"] for s in page.room["seats"] if s["bot"] and s["here"]]


@pytest.mark.slow
def test_thirty_seats_hear_every_day_and_each_act_is_answered():
    from marosim.classroom.served import SEATS, thirty_seats

    load, share, memory = thirty_seats(15.0, words=SMALL)
    assert load.lost == 0
    assert load.days_a_second > 0
    assert len(load.answers) >= SEATS  # each seat was answered at least once, on average
    assert load.heard / SEATS / len(load.days) < 20_000  # bytes; no clock decides this test
    assert share > 0 and memory > 0
