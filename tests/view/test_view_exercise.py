"""An inject acts or is called a message: Kalvera's are messages, which change nothing."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from marosim import cases
from marosim.response_model import ResponseModel
from marosim.view.exercise import Exercise
from marosim.view.line import Plan, fresh


def test_what_is_called_a_message_changes_nothing_in_the_run() -> None:
    start = fresh(Plan("kalvera", values=("days=480", "population.agents=600")))
    told = start.case
    silent = replace(told, timeline=told.timeline[told.timeline["kind"] != "inject"])
    exercise = Exercise.of(told, told.days)
    assert len(exercise.injects) == 10
    assert sum(len(options) for options in exercise.talk.values()) == 40
    for day, _ in exercise.injects:
        exercise.arrive(day)
        assert exercise.state(day, {})["message"], f"day {day} is not called a message"
    with_injects, without = (ResponseModel(case, start.settings).run() for case in (told, silent))
    pd.testing.assert_frame_equal(with_injects.daily, without.daily, check_exact=True)


def test_what_a_case_records_is_no_message() -> None:
    exercise = Exercise.of(cases.load("rwanda_1994"), 180)
    exercise.arrive(exercise.injects[0][0])
    state = exercise.state(1, {})
    assert state["recorded"] and not state["message"]
