"""The run of a class again: it says that it equals the log, and fails plainly where it does not."""

from __future__ import annotations

import json

import pytest

from marosim.classroom import plan
from marosim.classroom.engine import Engine
from marosim.classroom.watching import Watched
from marosim.record.acts import ActLog, planned
from marosim.record.provenance import computing

DAYS = 12
ORDER = {"changes": {"approach": {"name": "oil_spot"}}, "text": "Approach: oil_spot", "group": "fc"}
CONSENT = {"kind": "consent", "place": "", "actor": "", "value": -0.3, "days": 0.0,
           "text": "a quarrel", "by": "control"}  # fmt: skip


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """The acts of a short class; consent falls on the last day but one."""
    words = [*plan.read("kalvera").words, "population.agents=500"]
    engine, acts = Engine(words, [], 0, [("srsg",)]), []
    for day in range(1, DAYS + 1):
        ops = {5: [ORDER], DAYS - 1: [CONSENT]}.get(day - 1, [])
        if ops:
            acts.append({"kind": "order", "by": "fc_1", "day": day - 1, "ops": ops})
            engine.apply(ops)
        acts.append({"kind": "day", "by": "clock", "day": day, "digest": engine.digest})
        engine.step()
    acts.append({"kind": "clock", "by": "control", "day": DAYS, "digest": engine.digest})
    return {"words": words, **computing()}, acts


def test_a_model_that_was_put_by_saves_the_days_before_it_and_only_those(
    tmp_path, monkeypatch, held
):
    words, ops = held[0]["words"], planned(held[1])
    steps = []
    step = Watched.step
    monkeypatch.setattr(Watched, "step", lambda run: steps.append(1) or step(run))

    def begun(day, done=ops):
        steps.clear()
        engine = Engine(words, done, day, [("srsg",)], tmp_path / "a.model")
        return engine.digest, json.dumps(engine.views[-1]), len(engine.views), len(steps)

    plain = Engine(words, ops, 40, [("srsg",)])
    assert begun(30)[3] == 30
    *same, taken = begun(40)
    assert (same, taken) == ([plain.digest, json.dumps(plain.views[-1]), 41], 10)
    assert begun(40, ops[:-1])[3] == 40  # another log: it was put by for nothing
    assert begun(25)[3] == 25  # a day before it was put by


def written(path, header, acts):
    log = ActLog.begin(path, header)
    for act in acts:
        log.append(act)
    log.close()
    return path


def repeat(command, path, *words):
    return command("run", f"exercise={path}", f"days={DAYS}", f"output_dir={path}.d", *words)


def test_a_run_that_repeats_a_class_says_so(command, tmp_path, held):
    path = written(tmp_path / "a.jsonl", *held)
    said = repeat(command, path)
    assert said.status == 0, said.err
    assert f"equals the log of the class on each of its {DAYS} days" in said.err
    other = repeat(command, path, "seed=9", "overwrite=true")
    assert other.status == 0
    assert "not compared with the log, since you changed seed" in other.err


@pytest.mark.parametrize("which", [5, DAYS])  # the order; what fell on the last day but one
def test_one_act_that_was_altered_is_seen_even_if_every_hash_was_made_anew(
    command, tmp_path, held, which
):
    header, acts = held
    without = [act for n, act in enumerate(acts) if n != which]
    assert acts[which]["kind"] == "order" or acts[which]["ops"]
    said = repeat(command, written(tmp_path / "a.jsonl", header, without))
    assert said.status == 2
    assert f"day {acts[which]['day'] + 1} of this run is not that of the class" in said.err
    assert "the log was altered" in said.err
    assert len(said.err.strip().splitlines()) == 1
    assert not (tmp_path / "a.jsonl.d").exists()


def test_any_line_that_was_altered_is_refused_the_last_one_too(command, tmp_path, held):
    path = written(tmp_path / "a.jsonl", *held)
    lines = path.read_text(encoding="utf-8").splitlines()
    for number in (0, 6, len(lines) - 1):
        act = json.loads(lines[number])
        act["altered"] = 1
        path.write_text("\n".join([*lines[:number], json.dumps(act), *lines[number + 1 :], ""]))
        said = repeat(command, path)
        assert said.status == 2
        assert "not as it was written" in said.err
