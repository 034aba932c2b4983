"""Displacement against UNHCR camp counts, judged as Flee judges itself on days with counts."""

from __future__ import annotations

import dataclasses
import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from marosim.cases.geography import components
from marosim.civilians.given import GivenFlight
from marosim.civilians.resolution import Resolution
from marosim.core.setting import SettingError
from marosim.response_model import ResponseModel
from marosim.settings import Settings
from marosim.situation import DEAD, UNDER_WAY
from marosim.world.case import Case
from marosim.world.timeline import Timeline

Table = NDArray[np.float64]
"""Persons by day and camp, [D, C]."""

PUBLISHED = {("BI", 2015): ("Flee, published for Burundi 2015", 0.53)}
"""Rescaled errors that Flee's authors report, by country and year."""

TRAINING_DAYS = 30
AGENTS = 100_000
RESERVE = 1.2


def averaged_relative_difference(simulated: Table, counted: Table, rescaled: bool = True) -> float:
    """Mean over days of the sum over camps of |simulated - counted| / the sum counted.

    ``rescaled``: each day's simulated counts are first scaled to the day's counted sum, so
    that only the pattern over camps is judged (Suleimenova, Bell & Groen 2017). Days on
    which nobody is counted have no shares and are left out; NaN if there is no other day.
    """
    some = counted_days(counted)
    simulated, counted = simulated[some], counted[some]
    if not len(counted):
        return float("nan")
    total = counted.sum(axis=1)
    if rescaled:
        have = simulated.sum(axis=1)
        factor = np.divide(total, have, out=np.zeros_like(total), where=have > 0)
        simulated = simulated * factor[:, None]
    return float((np.abs(simulated - counted).sum(axis=1) / total).mean())


def counted_days(counted: Table) -> NDArray[np.bool_]:
    """Whether anybody is counted in any camp, by day [D]."""
    some: NDArray[np.bool_] = counted.sum(axis=1) > 0
    return some


def camp_counts(case: Case) -> tuple[list[str], Table]:
    """The camps that are counted, and whole persons by day and camp, [D, C]."""
    rows = case.observed
    counted = rows["metric"].isin(("displaced_abroad", "displaced_internal"))
    rows = rows[counted & (rows["place"].fillna("") != "")]
    camps = list(dict.fromkeys(rows["place"].astype(str)))
    counts = np.zeros((case.days, len(camps)))
    for column, camp in enumerate(camps):
        mine = rows[rows["place"] == camp]
        days = [(pd.Timestamp(str(d)).date() - case.start).days for d in mine["date_to"]]
        series = list(zip(days, mine["value"].astype(float), strict=True))
        counts[:, column] = [_between(series, day) for day in range(case.days)]
    return camps, counts


def _between(series: list[tuple[int, float]], day: int) -> int:
    if day <= series[0][0]:
        return int(series[0][1])
    for (before, old), (after, new) in itertools.pairwise(series):
        if day < after:
            return int(old + (day - before) / (after - before) * (new - old))
    return int(series[-1][1])


def simulate(case: Case, settings: Settings | None = None, seed: int = 1) -> Table:
    """Simulated persons by day and counted camp, with departures as given by the case."""
    if case.arrivals is None:
        raise SettingError(
            f"case {case.name} gives no number of displaced people from outside: "
            "expected refugees.csv, as 'marosim scenario import-flee' writes it"
        )
    camps, _ = camp_counts(case)
    weight = _living_in_reach(case)
    case, persons_per_agent = _peopled(case, weight)
    settings = dataclasses.replace(settings or Settings(), seed=seed)
    settings.population = dataclasses.replace(
        settings.population, persons_per_agent=persons_per_agent
    )
    model = ResponseModel(case, settings)
    kept = [m for m in model.mechanisms if isinstance(m, (Timeline, Resolution))]
    flight = GivenFlight(model, settings.flight)
    flight.start()
    flight.weight_at_home = weight
    model.mechanisms = [kept[0], flight, *kept[1:]]
    rows = [model.geography.index[camp] for camp in camps]
    simulated = np.zeros((case.days, len(camps)))
    for day in range(case.days):
        model.step()
        people = model.situation.people[rows].sum(axis=1)
        simulated[day] = people.sum(axis=1) - people[:, UNDER_WAY] - people[:, DEAD]
    return simulated


def _living_in_reach(case: Case) -> NDArray[np.float64]:
    """Persons at home in each town from which routes lead to some camp."""
    index = {name: i for i, name in enumerate(case.places["name"])}
    routes = zip(case.routes["start"], case.routes["end"], strict=True)
    _, part = components(len(index), [(index[a], index[b]) for a, b in routes])
    kind = case.places["kind"]
    reached = np.isin(part, part[(kind == "camp").to_numpy()])
    people = case.places["population"].to_numpy(dtype=float)
    return people * reached * (kind == "town").to_numpy()


def _peopled(case: Case, weight: NDArray[np.float64]) -> tuple[Case, int]:
    """The case with as many people at home as will leave and some more; persons per agent.

    Flee makes new people appear where there is violence; here they must have lived there.
    """
    leaving = _departures(case, weight) * RESERVE
    places = case.places.copy()
    columns = [c for c in (str(c) for c in places.columns) if c.startswith("people_")]
    shares = places[columns].to_numpy(dtype=float)
    shares = np.where(shares.sum(axis=1, keepdims=True) > 0, shares, 1.0)
    shares /= shares.sum(axis=1, keepdims=True)
    towns = (places["kind"] == "town").to_numpy()
    for number, column in enumerate(columns):
        people = np.where(towns, leaving * shares[:, number], places[column].to_numpy(dtype=float))
        places[column] = np.ceil(people).astype(np.int64)
    total = float(places[columns].to_numpy().sum())
    return dataclasses.replace(case, places=places), max(round(total / AGENTS), 1)


def _departures(case: Case, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Persons who will leave each place if departures follow the record."""
    assert case.arrivals is not None
    index = {name: i for i, name in enumerate(case.places["name"])}
    counts = case.arrivals["refugees"].to_numpy(dtype=float)
    # the highest count so far only grows: what falls is made up before more people leave
    new = np.diff(np.maximum.accumulate(counts), prepend=counts[0])
    changes = case.violence if case.violence is not None else pd.DataFrame(columns=["day"])
    intensity = np.zeros(len(weight))
    leaving = np.zeros(len(weight))
    for day in range(len(new)):
        today = changes[changes["day"] == day]
        for place, level in zip(today.get("place", []), today.get("intensity", []), strict=True):
            intensity[index[str(place)]] = float(level)
        source = weight * intensity if (weight * intensity).any() else weight
        leaving += new[day] * source / max(source.sum(), 1e-9)
    return leaving


@dataclass(frozen=True)
class DisplacementCheck:
    """Errors of the model and of naive rules on one case; lower is better."""

    case: str
    title: str
    country: str
    year: int
    camps: list[str]
    counted: Table
    simulated: list[Table]

    def table(self) -> pd.DataFrame:
        """One row a rule: error with and without rescaling, and its range over seeds."""
        rows: list[dict[str, object]] = []
        for name, tables in (("marosim", self.simulated), *self._naive()):
            errors = [
                [averaged_relative_difference(t, self.counted, rescaled) for t in tables]
                for rescaled in (True, False)
            ]
            rows.append(
                {
                    "case": self.case,
                    "rule": name,
                    "rescaled": float(np.mean(errors[0])),
                    "rescaled_low": min(errors[0]),
                    "rescaled_high": max(errors[0]),
                    "not_rescaled": float(np.mean(errors[1])),
                    "not_rescaled_low": min(errors[1]),
                    "not_rescaled_high": max(errors[1]),
                    "camps": len(self.camps),
                    "days": int(counted_days(self.counted).sum()),
                    "days_without_counts": int((~counted_days(self.counted)).sum()),
                }
            )
        if (self.country, self.year) in PUBLISHED:
            rule, error = PUBLISHED[self.country, self.year]
            rows.append({"case": self.case, "rule": rule, "rescaled": error})
        return pd.DataFrame(rows)

    def _naive(self) -> list[tuple[str, list[Table]]]:
        """Rules that know the daily sum (and the camps' counts of one day, or their mean)."""
        total = self.counted.sum(axis=1, keepdims=True)
        some = counted_days(self.counted)
        known = np.flatnonzero(some)
        day = int(known[min(int(np.searchsorted(known, TRAINING_DAYS)), len(known) - 1)])
        first = self.counted[day]
        shares = self.counted[some] / total[some]
        equal = np.full(len(self.camps), 1.0 / max(len(self.camps), 1))
        return [
            (f"flat from day {day}", [np.repeat(first[None], len(total), axis=0)]),
            (f"constant share of day {day}", [total * (first / first.sum())]),
            ("constant mean share (knows the outcome)", [total * shares.mean(axis=0)]),
            ("equal share", [total * equal]),
        ]


def check_displacement(
    case: Case, settings: Settings | None = None, seeds: tuple[int, ...] = (1, 2, 3)
) -> DisplacementCheck:
    """Run displacement alone on an imported case and compare it with the camps' counts."""
    camps, counted = camp_counts(case)
    if not counted_days(counted).any():
        raise SettingError(
            f"case {case.name} has no camp counts in observed.csv to judge by: expected rows of "
            "displaced_abroad or displaced_internal at a place, with people counted on some day"
        )
    simulated = [simulate(case, settings, seed) for seed in seeds]
    return DisplacementCheck(
        case.name, case.title, case.country, case.start.year, camps, counted, simulated
    )
