"""How the cost of a day grows with agents, places, days, organisations and units."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from marosim import cases
from marosim.response_model import ResponseModel
from marosim.study.compose import compose
from marosim.world.case import Case

COLUMNS = ["grows", "size", "milliseconds", "case"]
SCENARIO = "rwanda_1994"
MISSION = ("mandate=robust", "deployment=rapid", "authorisation.day=0")
BEGUN = 5  # days before the first that is timed
TIMED = 12
AGENTS = (2_000, 20_000, 200_000, 1_000_000)
PLACES = (500, 1_000, 3_000)
DAYS = (30, 180, 720, 1_400)  # how far a long war has come
TIMES = (1, 2, 4, 8)  # units of every organisation
BANDS = (0, 3, 6, 12)  # organisations more than the case has
LONG_WAR = "bosnia_1992"


def growth(quick: bool = False) -> pd.DataFrame:
    """Processor time (ms) of a median day with a mission, by what grows and how large it is.

    ``quick`` leaves out the largest sizes. Larger maps are made of India's real towns; units and
    organisations are those of the benchmark's case, made more. Needs marosim's extra ``maps``.
    """
    rows = [*_agents(quick), *_places(quick), *_days(quick), *_forces(quick)]
    return pd.DataFrame(rows, columns=COLUMNS)


Row = tuple[str, int, float, str]


def _few(sizes: tuple[int, ...], quick: bool) -> tuple[int, ...]:
    return sizes[:2] if quick else sizes


def _agents(quick: bool) -> Iterator[Row]:
    for agents in _few(AGENTS, quick):
        taken = _day(cases.load(SCENARIO), f"population.agents={agents}")
        yield "agents", agents, taken, SCENARIO


def _places(quick: bool) -> Iterator[Row]:
    shipped = cases.load(SCENARIO)
    yield "places", len(shipped.places), _day(shipped), SCENARIO
    with TemporaryDirectory() as folder:
        for places in _few(PLACES, quick):
            name = f"places_{places}"
            made = cases.new(name, "IN", "2024-01", "2024-12", places=places, root=Path(folder))
            case = cases.load(made)
            yield "places", len(case.places), _day(case), "made of India's towns"


def _days(quick: bool) -> Iterator[Row]:
    case = cases.load(LONG_WAR)
    model = _model(case, case.days)
    for day in _few(DAYS, quick):
        while model.day < min(day, case.days - TIMED):
            model.step()
        yield "days", model.day, _median_day(model), LONG_WAR


def _forces(quick: bool) -> Iterator[Row]:
    case = cases.load(SCENARIO)
    for times in _few(TIMES, quick):
        many = replace(
            case, organisations=tuple(replace(o, units=o.units * times) for o in case.organisations)
        )
        yield "units", sum(o.units for o in many.organisations), _day(many), SCENARIO
    rebels = next(o for o in case.organisations if o.role == "rebel")
    for bands in _few(BANDS, quick):
        more = tuple(replace(rebels, name=f"band_{n}", title=f"Band {n}") for n in range(bands))
        many = replace(case, organisations=(*case.organisations, *more))
        yield "organisations", len(many.organisations), _day(many), SCENARIO


def _model(case: Case, days: int, *words: str) -> ResponseModel:
    settings = compose([f"scenario={SCENARIO}", *MISSION, *words]).settings
    settings.days = days
    return ResponseModel(case, settings)


def _day(case: Case, *words: str) -> float:
    model = _model(case, BEGUN + TIMED, *words)
    for _ in range(BEGUN):
        model.step()
    return _median_day(model)


def _median_day(model: ResponseModel) -> float:
    taken = []
    for _ in range(TIMED):
        begin = time.process_time()
        model.step()
        taken.append(time.process_time() - begin)
    return 1e3 * float(np.median(taken))
