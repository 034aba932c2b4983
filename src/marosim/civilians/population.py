"""All civilians of a run: one row each in columns, advanced once a day by one kernel."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from marosim.civilians.allotment import allotted
from marosim.civilians.by_hand import ByHand
from marosim.civilians.civilian import Civilian
from marosim.civilians.dying import take
from marosim.civilians.sieve import live
from marosim.civilians.tables import DayTables
from marosim.core.ratio import ratio
from marosim.randomness import day_key
from marosim.situation import ABROAD, DEAD, DISPLACED, FIGHTER, HOME

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

COLUMNS = {
    "place": np.uint16,
    "home": np.uint16,
    "destination": np.uint16,
    "remaining": np.uint16,
    "community": np.uint8,
    "status": np.uint8,
    "fear": np.uint8,
    "attachment": np.uint8,
    "disposition": np.uint8,
    "means": np.uint8,
    "persons": np.uint32,
}
BYTES_PER_AGENT = sum(np.dtype(kind).itemsize for kind in COLUMNS.values())
Counts = NDArray[np.int64]
THREADS_FROM = 200_000  # below this, starting a second thread costs more than it saves
SHARES = 4  # of the civilians for each thread: whoever has done one takes the next
STREAMS = ("death", "flee", "where", "shelter", "return", "join")


def _next(shares: deque[tuple[int, int]]) -> tuple[int, int] | None:
    """The next share of the civilians that no thread has taken yet, if there is one."""
    try:
        return shares.popleft()
    except IndexError:
        return None


class Civilians:
    """The civilian population. Each column is an array with one entry per agent.

    ``place`` is where a person is (or the last place passed), ``destination`` and
    ``remaining`` (km to the next place) matter only under way; ``fear``, ``attachment``
    and ``disposition`` are levels in 0..255; ``means`` is 1 for people with a vehicle;
    ``persons`` are those for whom an agent stands, ``persons_per_agent`` their mean.
    ``dead_direct`` and ``dead_indirect`` [P, G] are persons dead so far, where they died;
    ``carried`` [2, P, G] are those of them whom no agent that died stands for yet.
    """

    place: NDArray[np.uint16]
    home: NDArray[np.uint16]
    destination: NDArray[np.uint16]
    remaining: NDArray[np.uint16]
    community: NDArray[np.uint8]
    status: NDArray[np.uint8]
    fear: NDArray[np.uint8]
    attachment: NDArray[np.uint8]
    disposition: NDArray[np.uint8]
    means: NDArray[np.uint8]
    persons: NDArray[np.uint32]
    _counted: NDArray[np.int64]

    def __init__(self, model: ResponseModel) -> None:
        self.model = model
        options = model.settings
        people = np.rint(model.geography.initial_people).astype(np.int64)
        wanted, each = options.population.agents, options.population.persons_per_agent
        if each is not None:
            wanted = round(people.sum() / each)
        counts, persons = allotted(people, wanted, options.population.allotment)
        places, groups = np.nonzero(counts)
        times = counts[places, groups]
        self.count = int(times.sum())
        for name, kind in COLUMNS.items():
            setattr(self, name, np.zeros(self.count, dtype=kind))
        self.place[:] = np.repeat(places, times)
        self.home[:] = self.place
        self.destination[:] = self.place
        self.community[:] = np.repeat(groups, times)
        self.persons[:] = persons
        self.persons_per_agent = float(persons.mean())
        self._draw_traits()
        shape = (model.geography.count, len(model.case.communities))
        self.initial = np.zeros(shape)
        np.add.at(self.initial, (self.place, self.community), persons)
        self._lightest, self._heaviest = np.full(shape[1], np.inf), np.ones(shape[1])
        np.minimum.at(self._lightest, self.community, persons)
        np.maximum.at(self._heaviest, self.community, persons)
        self.dead_direct = np.zeros(shape)
        self.dead_indirect = np.zeros(shape)
        self.carried = np.zeros((2, *shape))
        self.joined = np.zeros(shape)
        self._to_release = np.zeros(shape[1])  # persons demobilised for whom no agent went home yet
        self.left = np.zeros(shape)
        self.returned = np.zeros(shape)
        self.by_hand = ByHand(self)
        self.own_columns: dict[str, NDArray[Any]] = {}
        self.tables = DayTables.neutral(*shape)
        self.count_people()

    def _draw_traits(self) -> None:
        share = self.model.settings.flight.vehicle_share
        for rows in self._slices():
            bits = self.model.draws.bits("civilians.traits", np.arange(rows.start, rows.stop), 0)
            self.attachment[rows] = (bits & np.uint64(255)).astype(np.uint8)
            self.disposition[rows] = ((bits >> np.uint64(8)) & np.uint64(255)).astype(np.uint8)
            scale = (bits >> np.uint64(32)).astype(np.float64) / 2.0**32
            self.means[rows] = scale < share

    def count_people(self) -> None:
        """Count persons by place, community and status into the shared situation."""
        people = self._added_up(self.place)
        self._counted = people.astype(np.int64)
        self.model.situation.people = people

    def still_alive(self, present: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of the ``present`` for whom agents stand, the share not counted dead already, [P, G]."""
        counted = ratio(self.carried.sum(axis=0), present)
        return np.asarray(np.maximum(1.0 - counted, 0.0))

    def mark(
        self, day: int, fell: NDArray[np.float64], share: NDArray[np.float64],
        at_risk: NDArray[np.float64],
    ) -> None:  # fmt: skip
        """Decide whose agents die today, by the draws below which they do.

        ``fell`` [2, 3, P, G]: the persons who died, direct and of hardship, by exposure;
        ``share`` of them by exposure, ``at_risk`` [3, P, G] the persons among whom it was, inf
        where nobody is.
        """
        due = self.carried + fell.sum(axis=1)
        take(
            day_key(self.model.draws.seed, "civilians.death", day),
            self.place, self.community, self.status, self.persons, self._lightest, self._heaviest,
            due, share * due[:, None] / at_risk, self.tables.death_direct, self.tables.death_total,
        )  # fmt: skip

    def advance(self, day: int, fell: NDArray[np.float64]) -> None:
        """Count who died today, and move everybody.

        ``fell`` [2, 3, P, G]: the persons, direct and of hardship, by exposure.
        """
        model, tables = self.model, self.tables
        geography = model.geography
        keys = {name: day_key(model.draws.seed, f"civilians.{name}", day) for name in STREAMS}
        columns = {name: getattr(self, name) for name in COLUMNS}
        ways = (geography.next_place, geography.leg_km, ~geography.inside, self.speed_today())
        places, groups = self.dead_direct.shape

        threads = min(model.settings.threads, max(1, self.count // THREADS_FROM))
        bounds = np.linspace(0, self.count, threads * SHARES + 1).astype(int)
        shares = deque(pairwise(bounds.tolist() if threads > 1 else [0, self.count]))

        def run(thread: int) -> list[NDArray[np.int64]]:
            out = [
                np.zeros((places, groups, 7), dtype=np.int64),
                np.zeros((3, places, groups), dtype=np.int64),
                *(np.zeros((places, groups), dtype=np.int64) for _ in range(4)),
            ]
            for first, last in iter(partial(_next, shares), None):
                live(first, last, keys, columns, tables, thread, ways, out)
            return out

        with ThreadPoolExecutor(max(threads - 1, 1)) as pool:  # starts no thread until it is asked
            others = [pool.submit(run, thread) for thread in range(1, threads)]
            parts = [run(0), *(other.result() for other in others)]
        people, killed, perished, joined, left, home = map(np.add.reduce, zip(*parts, strict=True))
        self._account(fell, people, killed, perished, joined, left, home)

    def speed_today(self) -> NDArray[np.uint16]:
        """Kilometres a day on foot and by vehicle; rains slow vehicles more than walkers."""
        travel, season = self.model.settings.travel, self.model.geography.season
        foot = max(travel.foot_km_per_day * season**0.5, 1)
        vehicle = max(travel.vehicle_km_per_day * season, 1)
        return np.array([foot, vehicle]).astype(np.uint16)

    def _account(
        self, fell: NDArray[np.float64], people: Counts, killed: Counts, perished: Counts,
        joined: Counts, left: Counts, home: Counts,
    ) -> None:  # fmt: skip
        now = self.model.situation
        people[:, :, DEAD] += killed.sum(axis=0) + perished
        self._counted += people
        everyone = self._counted.astype(np.float64)
        today = fell.sum(axis=1)
        self.dead_direct += today[0]
        self.dead_indirect += today[1]
        self.carried += today - np.stack([killed.sum(axis=0), perished])
        self.joined += joined
        self.left = left.astype(np.float64)
        self.returned = home.astype(np.float64)
        everyone[:, :, FIGHTER] = self.joined
        now.people = everyone
        now.recruits += joined  # to those whom nobody has called up since they joined
        now.deaths_today[:] = 0
        self.by_hand.reckon()
        wanted = now.harm[:4]
        asked = wanted.sum(axis=0)
        share = ratio(wanted, asked)
        now.deaths_today[:4] = (share * fell[0]).sum(axis=1)
        now.deaths_today[4] = today[1]
        now.harm[:] = 0

    def release(self, community: int, persons: float) -> None:
        """Return fighters who had joined from a community to civilian life, at home.

        Agents go home by lot, each as soon as all persons for whom it stands are due: what is less
        than an agent is kept for the days to come, as long as anybody is left who had joined.
        """
        rows = np.flatnonzero((self.status == FIGHTER) & (self.community == community))
        lot = self.model.draws.uniform("civilians.release", rows, 0)
        rows = rows[np.argsort(lot, kind="stable")]
        due = self._to_release[community] + persons
        leaving = rows[np.cumsum(self.persons[rows]) <= due]
        self._to_release[community] = 0.0
        if len(leaving) < len(rows):
            self._to_release[community] = due - self.persons[leaving].sum()
        if not len(leaving):
            return
        inside = self.model.geography.inside[self.home[leaving]]
        # joined is counted where people joined, so the place column of those rows tells where
        np.subtract.at(self.joined[:, community], self.place[leaving], self.persons[leaving])
        self.place[leaving] = self.home[leaving]
        self.status[leaving] = np.where(inside, HOME, ABROAD)
        self.remaining[leaving] = 0
        with self.model.situation.let_in("civilians"):  # whoever sends them home
            self.count_people()

    def add_column(self, name: str, value: Any = 0.0) -> None:
        """Give every civilian an attribute of a user's own, ``value`` at first."""
        taken = name in COLUMNS or hasattr(Civilian, name) or not name.isidentifier()
        if not isinstance(value, (bool, int, float, str, np.generic)):
            raise TypeError(f"{name}={value!r}; expected a number, a text or yes or no")
        if taken or name in self.own_columns:
            raise ValueError(f"civilians cannot have a new attribute {name!r}: the name is taken")
        kind = object if isinstance(value, str) else None
        self.own_columns[name] = np.full(self.count, value, dtype=kind)

    def put(self, rows: NDArray[np.int64], name: str, value: Any) -> None:
        """Write an attribute of the civilians in these rows: see :class:`ByHand` for what may be.

        An attribute of a user's own is written as it is; its column takes on the kind of value.
        """
        if name not in self.own_columns:
            self.by_hand.put(rows, name, value)
            return
        column, kind = self.own_columns[name], np.asarray(value).dtype
        if column.dtype != object and not np.can_cast(kind, column.dtype, "same_kind"):
            wider = object if kind.kind in "OSU" else np.result_type(kind, column.dtype)
            column = self.own_columns[name] = column.astype(wider)
        column[rows] = value

    def by_home(self) -> NDArray[np.float64]:
        """Persons by home, community and status, shape [P, G, 7]; sums never change."""
        return self._added_up(self.home)

    def _added_up(self, place: NDArray[np.uint16]) -> NDArray[np.float64]:
        """Persons by ``place`` of each agent, community and status, [P, G, 7]."""
        shape = self.model.situation.people.shape
        counted = np.zeros(shape).ravel()
        for rows in self._slices():
            cell = place[rows].astype(np.int64) * shape[1] + self.community[rows]
            cell = cell * shape[2] + self.status[rows]
            counted += np.bincount(cell, self.persons[rows], minlength=counted.size)
        return counted.reshape(shape)

    def _slices(self) -> Iterator[slice]:
        """All agents, a million at a time, so that what is made on the way stays small."""
        for start in range(0, self.count, 1 << 20):
            yield slice(start, min(start + (1 << 20), self.count))

    @property
    def nbytes(self) -> int:
        """Bytes that the state of all civilians takes."""
        return sum(getattr(self, name).nbytes for name in COLUMNS)

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, row: int) -> Civilian:
        if not -self.count <= row < self.count:
            raise IndexError(f"civilian {row}: there are {self.count}")
        return Civilian(self, row % self.count)

    def __iter__(self) -> Iterator[Civilian]:
        return (Civilian(self, row) for row in range(self.count))

    def displaced_inside(self) -> float:
        """Persons displaced within the case's country, on the way or settled."""
        inside = self.model.geography.inside
        people = self.model.situation.people[inside]
        return float(people[:, :, [DISPLACED, 2]].sum())
