"""A server that is killed at any moment: what was confirmed is there, and the run is the same."""

from __future__ import annotations

import json
import random
import time

import pytest
from teacher import SMALL, served

import marosim
from marosim.classroom import plan
from marosim.classroom.served import written_until
from marosim.record.acts import ActLog, ActsError, compare, read_acts

pytest.importorskip("uvicorn")
APPROACHES = ("oil_spot", "safe_areas", "containment", "separation")


def turns(do, number):
    """What is done in a round, one kind of act after the other."""
    text = f"round {number}"
    order = {"changes": {"approach.name": APPROACHES[number % len(APPROACHES)]}}
    draft = {"changes": {"mandate.police": (200, 500)[number // 2 % 2]}}
    ruled = {"reason": text, "effects": "legitimacy:value=0.01", "chance": 50}
    return (
        lambda: do("fc_1", "order", **order),
        lambda: do("fc_1", "say", to=["control"], text=text),
        lambda: do(
            "control", "rule", ask=do("fc_1", "ask", what=text, why="w", against="a"), **ruled
        ),
        lambda: do("council_1", "vote", order=do("council_1", "order", **draft), vote="yes"),
        lambda: do("control", "count", order=do("council_1", "order", **draft)),
        lambda: do("control", "inject", serial=3) and do("fc_1", "choose", serial=3, option=0),
        lambda: do("control", "throw", text=text, effects="trigger:value=0.1"),
        lambda: do("control", "skip", serial=11) and do("control", "note", text=text),
        lambda: do("control", "doors", open=True) and do("control", "truth", on=bool(number % 2)),
        lambda: (
            do("control", "clock", state="review", deadline=None) and do("fc_1", "wash", plus=text)
        ),
    )


def killed(folder, rounds):
    """A class killed so often: its log, and what was confirmed."""
    luck, confirmed, resume, cookies = random.Random(1), {}, [], {}
    for number in range(rounds):
        with served(folder, "kalvera", *SMALL, *resume) as server:
            log = folder / server.log
            resume = ["--resume", str(log.parent)]
            pages = {"control": server.control()}
            for seat in ("fc_1", "council_1"):  # a browser keeps its seat over the crash
                cookies[seat] = cookies.get(seat) or server.seat_cookie(seat)
                pages[seat] = server.page("seat", cookies[seat])
            pages["fc_1"].until(lambda page: page.day)

            def do(who, what, /, pages=pages, **body):
                said = pages[who].do(what, **body)
                if "n" in said:
                    confirmed[said["n"]] = what
                return said.get("n")

            do("control", "clock", state="running", rate=10, deadline=None)
            acts = turns(do, number)
            acts[number % len(acts)]()
            if number % 2:  # in the middle of an act: nobody knows whether it was taken
                said = {"changes": {"approach.name": luck.choice(APPROACHES)}}
                message = {"cid": f"last-{number}", "do": "order", "body": said}
                pages["fc_1"].socket.send(json.dumps(message))
            else:
                time.sleep(luck.random())  # the moment of the kill is meant to be any
            server.kill()
    return log, confirmed


@pytest.mark.slow
@pytest.mark.long
def test_fifty_kills_lose_nothing_and_change_nothing(tmp_path):
    log, confirmed = killed(tmp_path, 50)
    _, acts = read_acts(log)
    assert confirmed.items() <= {act["n"]: act["kind"] for act in acts}.items()
    kinds = {"order", "say", "ask", "rule", "vote", "count", "inject", "choose", "throw", "skip"}
    assert set(confirmed.values()) == kinds | {"note", "doors", "truth", "clock", "wash"}
    last = [act for act in acts if act["kind"] == "day"][-1]
    again = marosim.model("kalvera", exercise=str(log), days=last["day"] - 1).run()
    assert compare(acts, again.journal.days) == last["day"] - 1


@pytest.mark.slow
def test_a_server_killed_late_goes_on_with_the_same_days(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    written_until(480, plan.read("kalvera", SMALL), tmp_path / "held")
    words = ("kalvera", *SMALL, "--resume", "held")

    def days_on(server, last):
        control = server.control()
        control.until(lambda page: page.day.get("day", 0) >= last - 2)
        assert "done" in control.do("throw", text=f"before {last}", effects="trigger:value=0.1")
        while control.day["day"] < last:  # injects that are due stop the clock
            control.do("clock", state="running", rate=10, deadline=None)
            control.until(
                lambda page: page.day["day"] >= last or page.room["clock"]["state"] == "paused"
            )
        server.kill()

    for last in (482, 484):
        with served(tmp_path, *words) as server:
            days_on(server, last)
    (kept,) = (tmp_path / "cache/marosim/classes").glob("*.model")
    kept.write_bytes(kept.read_bytes()[:-1] + b"x")  # a disk that lies: the log alone is enough
    with served(tmp_path, *words) as server:
        days_on(server, 486)
    _, acts = read_acts(tmp_path / "held" / "exercise.jsonl")
    days = [act for act in acts if act["kind"] == "day"][-1]["day"] - 1
    again = marosim.model("kalvera", exercise=str(tmp_path / "held/exercise.jsonl"), days=days)
    assert compare(acts, again.run().journal.days) == days >= 485


def test_a_line_that_was_cut_short_is_left_out_and_anything_else_is_refused(tmp_path):
    log = ActLog.begin(tmp_path / "a.jsonl", {"words": []})
    for number in range(3):
        log.append({"kind": "say", "by": "control", "day": 0, "text": f"{number} ü"})
    log.close()
    whole = log.path.read_bytes()
    with pytest.raises(ActsError, match="exists already"):
        ActLog.begin(log.path, {})

    for cut in range(whole.rindex(b"\n", 0, -1) + 2, len(whole)):
        log.path.write_bytes(whole[:cut])
        again = ActLog.go_on(log.path)
        assert [act["text"] for act in again.acts] == ["0 ü", "1 ü"]
        again.append({"kind": "say", "by": "control", "day": 0, "text": "2 ü"})
        again.close()
        assert log.path.read_bytes() == whole  # as if nothing had been

    lines = whole.splitlines(keepends=True)
    for damaged in (lines[1:], lines[:1] + lines[2:], [*lines, lines[-1]], [lines[0], b"{}\n"]):
        log.path.write_bytes(b"".join(damaged))
        with pytest.raises(ActsError, match="line"):
            read_acts(log.path)
    log.path.write_bytes(whole.replace(b"1 \xc3\xbc", b"9 \xc3\xbc"))  # somebody changed an act
    with pytest.raises(ActsError, match="line 3"):
        read_acts(log.path)
