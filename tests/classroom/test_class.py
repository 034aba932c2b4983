"""A class from the command line: pages through real sockets, a crash, and the run again."""

from __future__ import annotations

import json
import shlex

import pytest
import yaml
from teacher import SMALL, served

import marosim
from marosim.classroom.plan import find
from marosim.record.acts import ActsError, compare, read_acts

pytest.importorskip("uvicorn")


def test_a_class_decides_survives_a_crash_and_is_repeated_to_the_last_digit(tmp_path, command):
    with served(tmp_path, "kalvera", *SMALL) as server:
        cookie = server.control_cookie()
        control, member = server.page("control", cookie), server.seat("council_1")
        commander = server.seat("fc_1")
        assert "done" in commander.do("order", changes={"approach.name": "oil_spot"})
        # answered twice, done once
        draft = member.do("order", "mine", changes={"mandate.name": "robust"})
        assert member.do("order", "mine", changes={"mandate.name": "robust"}) == draft
        assert "refused" in commander.do("order", changes={"mandate.name": "robust"})
        control.do("clock", state="running", rate=10)
        control.until(lambda page: page.day.get("day", 0) >= 5)
        member.do("vote", order=draft["n"], vote="yes")
        control.until(lambda page: page.room["clock"]["state"] == "paused")
        assert "Addresses" in control.room["clock"]["why"]  # the first inject stops the clock
        assert commander.do("say", to=["control"], text="We hear it")["done"]
        confirmed = len(read_acts(tmp_path / server.log)[1])
        server.kill()

    folder = str((tmp_path / server.log).parent)
    with served(tmp_path, "kalvera", *SMALL, "--resume", folder) as server:
        control = server.page("control", cookie)  # a browser keeps its right over the crash
        control.until(lambda page: page.day.get("day") == 20)
        _, acts = read_acts(tmp_path / server.log)
        assert len(acts) >= confirmed
        assert [o["state"] for o in control.room["orders"]] == ["applied", "adopted"]
        control.do("clock", state="running", rate=10)
        control.until(lambda page: page.day["day"] >= 30)
        control.do("clock", state="closed")

    _, acts = read_acts(tmp_path / server.log)
    last = [act for act in acts if act["kind"] == "day"][-1]
    before = last["day"] - 1  # days of which the log holds the digest
    assert before >= 29
    again = marosim.model("kalvera", exercise=str(tmp_path / server.log), days=before).run()
    assert compare(acts, again.journal.days) == before
    # and it is the acts that made it so
    plain = marosim.model("kalvera", *(), seed=1, days=before, population__agents=500).run()
    with pytest.raises(ActsError, match="not that of the class"):
        compare(acts, plain.journal.days)
    said = command("run", f"exercise={tmp_path / server.log}", f"days={before}")
    assert said.status == 0, said.err
    about = json.loads((tmp_path / said.last_line / "run.json").read_text())
    assert about["summary"]["deaths_direct"] == again.summary["deaths_direct"]


def test_the_command_that_is_told_at_the_start_goes_on_where_pages_look_for_it(tmp_path):
    with served(tmp_path, "kalvera", *SMALL, "seed=7", "lang=fr") as server:
        again, cookie = shlex.split(server.again), server.control_cookie()
        url, control = server.url, server.page("control", cookie)
        control.do("throw", text="Une rumeur")
        server.kill()
    assert again[:2] == ["marosim", "class"]
    with served(tmp_path, *again[2:]) as server:
        assert server.url == url  # or no page would find it
        control = server.page("control", cookie)
        control.until(lambda page: page.day)
        assert control.room["messages"][0]["text"] == "Une rumeur"
        assert control.room["injects"][0]["state"] == "planned"
        assert control.room["title"] == "Kalvera, pays d’exercice"


def test_an_inject_that_nothing_would_act_on_is_held_for_control_to_decide(tmp_path):
    def inject(serial, approach):
        return {
            "serial": serial, "day": 2, "title": approach, "text": approach, "to": ["fc"],
            "given": {"approach.name": approach}, "acts": f"under {approach}", "stop": 5,
        }  # fmt: skip

    rows = [inject(1, "safe_areas"), inject(2, "oil_spot")]
    content = yaml.safe_load(find("kalvera").read_text(encoding="utf-8"))
    own = {**content, "msel": "list.yaml", "learning_objectives": None}
    (tmp_path / "own.yaml").write_text(yaml.safe_dump(own))
    (tmp_path / "list.yaml").write_text(yaml.safe_dump({"injects": rows}))
    with served(tmp_path, "own.yaml", *SMALL) as server:
        control, commander = server.control(), server.seat("fc_1")
        assert "done" in commander.do("order", changes={"approach.name": "oil_spot"})
        control.do("clock", state="running", rate=10)
        control.until(lambda page: page.room["clock"]["state"] == "paused")
        assert "oil_spot" in control.room["clock"]["why"]  # what is held stops no clock
        assert [r["state"] for r in control.room["injects"]] == ["held", "released"]
        assert control.room["injects"][0]["acts"] == "under safe_areas"
        assert "done" in control.do("inject", serial=1)  # exercise control may all the same


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "no class 'nowhere'"),
        (["kalvera", "--lan", "0.0.0.0"], "not all of them"),
        (["kalvera", "--lan", "here"], "expected an address"),
        (["kalvera", "population.agent=5"], "unknown setting population.agent"),
        (["kalvera", "--resume", "nothing"], "cannot be read"),
    ],
)
def test_a_class_that_cannot_be_held_says_why_in_one_line(command, words, said):
    answer = command("class", *words, "--no-browser", "--port", "0")
    assert answer.status == 2
    assert said in answer.err
    assert len(answer.err.strip().splitlines()) == 1
