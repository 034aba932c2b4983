"""A server that is killed at any moment: what was confirmed is there, and the run is the same."""

from __future__ import annotations

import random
import time

import pytest
from teacher import SMALL, served

import marosim
from marosim.record.acts import ActLog, ActsError, compare, read_acts

pytest.importorskip("uvicorn")
APPROACHES = ("oil_spot", "safe_areas", "containment", "separation")


@pytest.mark.slow
@pytest.mark.long
def test_fifty_kills_lose_nothing_and_change_nothing(tmp_path):
    luck, confirmed, resume = random.Random(1), set(), []
    for number in range(50):
        with served(tmp_path, "kalvera", *SMALL, *resume) as server:
            log = tmp_path / server.log
            resume = ["--resume", str(log.parent)]
            control = server.control()
            seat = f"fc_{1 + number % 2}"
            if number > 1:
                control.do("free", seat=seat)  # the test's browser was killed as well
            commander = server.seat(seat)
            control.do("clock", state="running", rate=10, deadline=None)
            for _ in range(luck.randint(1, 6)):
                said = commander.do("order", changes={"approach.name": luck.choice(APPROACHES)})
                confirmed |= {said["n"]} if "n" in said else set()
            time.sleep(luck.random())  # the moment of the kill is meant to be any
            server.kill()
    _, acts = read_acts(log)
    assert confirmed <= {act["n"] for act in acts if act["kind"] == "order"}
    last = [act for act in acts if act["kind"] == "day"][-1]
    again = marosim.model("kalvera", exercise=str(log), days=last["day"] - 1).run()
    assert compare(acts, again.journal.days) == last["day"] - 1


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
