"""The running class: the room, its log, the model's process, and the pages that are connected."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marosim.classroom import council, effects, orders, showing
from marosim.classroom.kept import place
from marosim.classroom.plan import ClassPlan
from marosim.classroom.process import start
from marosim.classroom.refused import Refused
from marosim.classroom.roles import CONTROL, ROLES, SCREEN
from marosim.classroom.room import Room
from marosim.core.setting import SettingError
from marosim.languages import N_, _
from marosim.record.acts import ActLog, ActsError, planned
from marosim.record.provenance import computing
from marosim.study.compose import Composed

if TYPE_CHECKING:
    from marosim.classroom.counterfactual import Counterfactuals

LOG = "exercise.jsonl"
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that are taken for another
ACK_S = 1.0  # a page that does not answer for so long gets the next day anyway
TICK_S = 0.02
SLEPT_S = 5.0  # wall and steady clock part by this where the laptop slept


class Page:
    """A connected page: what it was last sent. ``who`` is a seat, control or screen.

    ``holder`` is the secret of whoever held the seat when the page came.
    """

    def __init__(self, who: str, view: str, holder: str) -> None:
        self.who, self.view, self.holder = who, view, holder
        self.fresh = asyncio.Event()
        self.fresh.set()
        self.shown = ""  # the room as it was last sent
        self.day = -1
        self.acked = -1
        self.sent_at = 0.0
        self.replaced = False
        self.answers: asyncio.Queue[str] = asyncio.Queue(maxsize=256)

    def answer(self, message: Mapping[str, Any]) -> None:
        """Queue a short answer; a page that reads none of 256 is lost anyway."""
        with contextlib.suppress(asyncio.QueueFull):
            self.answers.put_nowait(json.dumps(message))
        self.fresh.set()


class Hub:
    """One class. Everything runs in one event loop; the model runs in its own process."""

    def __init__(self, plan: ClassPlan, composed: Composed, log: ActLog) -> None:
        self.plan, self.composed, self.log = plan, composed, log
        self.room = Room(plan, composed.case, composed.settings)
        for act in log.acts:
            self.room.apply(act)
        self.room.since = time.time()
        if self.room.clock["state"] == "running":  # it stood still while nobody served
            self.room.clock = {
                **self.room.clock,
                "state": "paused",
                "why": N_("The server restarted"),
            }
        self.code = str(log.header["code"])
        self.pages: dict[str, Page] = {}
        self.days: dict[int, dict[str, Any]] = {}
        self.newest: dict[str, Any] = {}
        self.scene: dict[str, Any] = {}
        self.process: Any = None
        self.pipe: Any = None
        self.begun = -1  # acts on the model that its process begins with, while it starts
        self.busy = True
        self.finished = False
        self.pairs: Counterfactuals | None = None

    @classmethod
    def open(cls, plan: ClassPlan, folder: Path, resume: bool) -> Hub:
        """A new class whose log goes to ``folder``, or one that goes on after a crash."""
        composed = plan.composed
        path = folder / LOG
        if resume:
            log = ActLog.go_on(path)
            for key, now in (("words", list(plan.words)), ("case_sha256", composed.case.digest)):
                if log.header.get(key) != now:
                    raise ActsError(
                        _("{path}: {key} is not what this class begins with; give the words that "
                          "the log names, or begin anew without --resume", path=path, key=key)
                    )  # fmt: skip
        else:
            folder.mkdir(parents=True, exist_ok=True)
            header = {
                "title": plan.title,
                "class": plan.name,
                "words": list(plan.words),
                "case_sha256": composed.case.digest,
                "code": "".join(secrets.choice(SIGNS) for _ in range(6)),
                **computing(),
            }
            log = ActLog.begin(path, header)
        return cls(plan, composed, log)

    # --- what is done --------------------------------------------------------------------

    def do(
        self, by: str, kind: str, body: Mapping[str, Any], cid: str = ""
    ) -> dict[str, Any]:  # fmt: skip
        """Check an act, write it down for good, take it in, and tell the model and the pages."""
        key = f"{by}:{cid}" if cid else ""
        if key in self.room.done:
            return self.room.done[key]
        act = self.room.propose(by, kind, body)
        if key:
            act["cid"] = key
        act["wall"] = round(time.time(), 1)
        if kind == "clock" and self.newest.get("day") == self.room.day:
            act["digest"] = self.newest["digest"]  # or the last day of a class would have none
        self._take(self.log.append(act))
        return {"n": act.get("n", len(self.log.acts))}

    def _take(self, act: dict[str, Any]) -> None:
        self.room.apply(act)
        if act.get("ops") and self.pipe is not None:
            with contextlib.suppress(OSError):  # a model that died is started again from the log
                self.pipe.send(("ops", act["ops"]))
        self.changed()

    def changed(self) -> None:
        """Let every page look whether what it shows has changed."""
        for page in self.pages.values():
            page.fresh.set()

    def price(self, by: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """What an order would cost, before it is given."""
        changes, levers = orders.wished(self.room, by, body)
        usd = orders.prices(self.room, changes)
        return {"usd": {k: round(v) for k, v in usd.items() if v},
                "capital": sum(lever.capital for lever in levers)}  # fmt: skip

    # --- the model -----------------------------------------------------------------------

    def begin(self, ready: tuple[Any, Any] | None = None) -> None:
        """Let the model's process go to where the log stands; it may be ``ready`` already."""
        roles = [seat.roles for seat in self.plan.seats.values()]
        done, day = planned(self.log.acts), self.room.day
        self.process, self.pipe = ready or start()
        with contextlib.suppress(OSError):  # it has ended already, which is seen when it is heard
            self.pipe.send((list(self.plan.words), done, day, roles, place(self.log.header)))
        self.begun = len(done)

    async def start_model(self) -> None:
        """Have the model's process where the log stands."""
        self.busy = True
        if self.begun < 0:
            await asyncio.to_thread(self.begin)
        try:
            begun = await asyncio.to_thread(self.pipe.recv)
        except EOFError:
            self.stand(N_("The model cannot run on; the log is kept"))
            raise
        self.scene = {**begun["scene"], "title": self.plan.title}
        for content in begun["days"]:
            self._keep(content)
        for op in planned(self.log.acts)[self.begun :]:  # done while the process started
            self.pipe.send(("ops", [op]))
        self.begun = -1
        self.busy = False
        self.changed()

    def _keep(self, content: dict[str, Any]) -> None:
        self.newest = content
        self.finished = content["finished"]
        self.days[content["day"]] = {k: v["brief"] for k, v in content["views"].items()}
        for page in self.pages.values():
            page.fresh.set()

    async def step(self) -> None:
        """Run a day; a model that dies is started again, and the clock stands meanwhile."""
        self.busy = True
        newest = self.newest
        act = self.room.next_day(newest["digest"], newest["levels"], newest["displaced"])
        try:
            self.pipe.send(("step", None))
            self._take(self.log.append(act, sure=False))
            self._keep(await asyncio.to_thread(self.pipe.recv))
        except (EOFError, OSError):
            self.stand(N_("The model stopped and is started again; nothing is lost"))
            await self.start_model()
        self.busy = False

    def stand(self, why: str, minutes: float = 0.0) -> None:
        """Pause the clock, with a deadline if there is one."""
        deadline = round(time.time() + 60 * minutes) if minutes else None
        self.do(CONTROL, "clock", {"state": "paused", "why": why, "deadline": deadline})

    async def run(self) -> None:
        """The clock of the class, until it is cancelled."""
        await self.start_model()
        due = wall = time.monotonic()
        apart = time.time() - wall
        while True:
            await asyncio.sleep(TICK_S)
            clock, now = self.room.clock, time.monotonic()
            if abs(time.time() - now - apart) > SLEPT_S:
                apart = time.time() - now
                self.room.since = time.time()
                if clock["state"] == "running":
                    self.stand(N_("This computer slept"))
                    continue
            self.count_votes()
            if clock["state"] == "paused" and clock["deadline"] and time.time() > clock["deadline"]:
                self.go_on()
            if clock["state"] != "running" or self.busy or now < due:
                continue
            if self.finished:
                self.do(CONTROL, "clock", {"state": "review", "why": N_("The last day is over")})
                continue
            if self.due_injects():
                continue
            due = max(due + 1.0 / clock["rate"], now - 1.0)
            await self.step()

    def due_injects(self) -> bool:
        """Release what is due today; whether one of them stops the clock.

        What nothing would act on, as the run stands, is held for exercise control to decide.
        """
        waiting = [
            row for row in self.plan.list.rows
            if row.day is not None and row.day <= self.room.day
            and self.room.injects[row.serial] == "planned"
        ]  # fmt: skip
        for row in waiting:
            try:
                if not effects.holds(self.room.settings, row.given, self.room.day):
                    raise Refused(row.acts)
                self.do(CONTROL, "inject", {"serial": row.serial})
            except (Refused, SettingError):
                self.do(CONTROL, "skip", {"serial": row.serial, "held": True})
        stops = [r for r in waiting if r.stop and self.room.injects[r.serial] == "released"]
        if stops:
            self.stand(f"{N_('Decide')}: {stops[0].title}", max(row.stop for row in stops))
        return bool(stops)

    def count_votes(self, all_open: bool = False) -> None:
        """End votes whose time is over; whoever has not voted abstains."""
        for order in list(self.room.orders.values()):
            end = council.closes(self.room, order)
            over = all_open and order["state"] == "proposed" if end is None else time.time() > end
            if over:
                self.do(CONTROL, "count", {"order": order["n"]})

    def go_on(self) -> None:
        """The deadline has passed: votes without a time of their own end, and the clock goes on."""
        self.count_votes(all_open=True)
        self.do(CONTROL, "clock", {"state": "running", "why": "", "deadline": None})

    def compare(self) -> Counterfactuals:
        """Begin to compute what each act made of the run, if the class has moved since."""
        from marosim.classroom.counterfactual import Counterfactuals

        if self.pairs is None or self.pairs.days != self.room.day:
            if self.pairs is not None:
                self.pairs.stop()
            roles = {s.id: ROLES[s.role].title for s in self.plan.seats.values()}
            words = list(self.plan.words)
            self.pairs = Counterfactuals(words, self.log.acts, self.room.day, roles)
            self.pairs.start()
        return self.pairs

    def end(self) -> None:
        """Stop the model's process and write no more."""
        if self.pairs is not None:
            self.pairs.stop()
        if self.process is not None:
            self.pipe.close()
            self.process.join(2)
            if self.process.is_alive():
                self.process.kill()
        self.log.close()

    # --- pages ---------------------------------------------------------------------------

    def holder_of(self, who: str) -> str:
        """The secret of whoever holds a seat; empty for pages that are no seats."""
        return str(self.room.holders.get(who, {}).get("secret", ""))

    def holds(self, page: Page) -> bool:
        """Whether the seat of a page is still that of its holder."""
        return page.holder == self.holder_of(page.who)

    def shown(self, page: Page) -> str:
        """The room as a page shows it, as text."""
        reported = self.course("deaths_reported", SCREEN) if page.who == CONTROL else {}
        made = showing.for_page(self.room, page.who, set(self.pages), self.code, reported)
        if not self.newest:
            made["clock"]["why"] = _("The model is starting.")
        return json.dumps({"room": made}, separators=(",", ":"))

    def course(self, metric: str, view: str = CONTROL) -> dict[int, float]:
        """A figure on each day so far, as a view knew it; days without it are left out."""
        days = {day: briefs[view]["metrics"].get(metric) for day, briefs in self.days.items()}
        return {day: float(value) for day, value in days.items() if value is not None}

    def view_of(self, who: str) -> str:
        """The name of the view of the model that a page gets."""
        if who == SCREEN:
            return CONTROL if self.room.truth_on_screen else SCREEN
        return who if who == CONTROL else "+".join(self.plan.seats[who].roles)

    def day_for(self, page: Page) -> str | None:
        """The newest day for a page, with what it missed; None if it has it or is slow."""
        view = self.view_of(page.who)
        if view != page.view:
            page.view, page.day = view, -1
        newest = self.newest.get("day", -1)
        waits = page.acked < page.day and time.monotonic() - page.sent_at < ACK_S
        if newest <= page.day or waits or not self.newest:
            return None
        missed = [self.days[d][view] for d in range(page.day + 1, newest + 1)]
        frame = self.newest["views"][view]["frame"]
        scene = f',"scene":{json.dumps(self.scene)}' if page.day < 0 else ""
        page.day, page.sent_at = newest, time.monotonic()
        briefs = json.dumps(missed, separators=(",", ":"), allow_nan=False)
        return f'{{"day":{frame},"briefs":{briefs}{scene}}}'
