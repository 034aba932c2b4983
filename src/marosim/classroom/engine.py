"""The model of a class in a process of its own: a slow day delays no click.

The process is told what was done (``ops``) and when a day begins (``step``), in the order of the
log. After each day it sends what each role sees. It keeps nothing that the log does not: when it
is lost, another one repeats the log, from where the model was last put by (:mod:`.kept`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marosim.classroom import fog, kept
from marosim.injects import apply
from marosim.record.acts import day_digest

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel
    from marosim.view.frames import Frame


class Engine:
    """A model, its days, and what each combination of roles sees of them."""

    def __init__(
        self, words: Sequence[str], done: Sequence[dict[str, Any]], day: int,
        seats: Sequence[tuple[str, ...]], place: Path | None = None,
    ) -> None:  # fmt: skip
        self.seats = sorted(set(seats))
        self.place = place
        self.digest = ""
        self.done: list[str] = []
        self.views: list[dict[str, Any]] = []
        waiting = list(done)
        self._begin(words, waiting, day)
        first = self.model.day
        while self.model.day < day and not self.model.finished:
            while waiting and waiting[0]["day"] <= self.model.day:
                self.apply([waiting.pop(0)])
            self.step(past=True)
        if self.model.day >= first + kept.EVERY_DAYS:
            self.put_by()
        for op in waiting:
            self.apply([op])

    def _begin(self, words: Sequence[str], waiting: list[dict[str, Any]], day: int) -> None:
        """Begin on the day on which the model was put by, or on the first one.

        What was done before that day is taken from ``waiting``.
        """
        content = kept.found(self.place) if self.place is not None else None
        if content is not None and content["day"] <= day and content["seats"] == self.seats:
            before = [op for op in waiting if op["day"] < content["day"]]
            if content["done"] == [_plain(op, op["day"]) for op in before]:
                del waiting[: len(before)]
                self.watched, self.views = content["watched"], content["views"]
                self.digest, self.done = content["digest"], content["done"]
                return
        from marosim.classroom.watching import Watched
        from marosim.response_model import ResponseModel
        from marosim.study.compose import compose

        composed = compose(list(words))
        self.watched = Watched(ResponseModel(composed.case, composed.settings))
        self.views = [self.shown(past=True)]

    @property
    def model(self) -> ResponseModel:
        """The model as it stands."""
        return self.watched.model

    @property
    def frames(self) -> list[Frame]:
        """The first day and the last ones, as they are drawn."""
        return self.watched.frames

    def put_by(self) -> None:
        """Put the model by, to which nothing has been done since its day ended."""
        if self.place is not None:
            kept.put_by(self.place, {
                "day": self.model.day, "digest": self.digest, "seats": self.seats,
                "done": self.done, "views": self.views, "watched": self.watched,
            })  # fmt: skip

    def apply(self, ops: Sequence[dict[str, Any]]) -> None:
        """Do to the model what an act did, from the coming day on."""
        for op in ops:
            apply(self.model, op)
            self.done.append(_plain(op, self.model.day))

    def step(self, past: bool = False) -> dict[str, Any]:
        """Run a day and return what is seen of it."""
        self.watched.step()
        self.digest = day_digest(self.digest, self.model.journal.days[-1])
        made = self.shown(past)
        bare = {name: {**view, "frame": ""} for name, view in made["views"].items()}
        self.views.append({**made, "views": bare})
        return made

    def shown(self, past: bool = False) -> dict[str, Any]:
        """What every seat sees of the last day, by the roles that it plays, ready to be sent.

        Of a day that is ``past``, pages get metrics and events alone.
        """
        frame, made = self.frames[-1], {}
        alone = self.watched.views(fog.VIEWS)
        for roles in [*self.seats, ("control",), ("screen",)]:
            view = alone[roles[0]] if len(roles) == 1 else fog.merged([alone[r] for r in roles])
            events, metrics = view["events"], view["metrics"]
            rest = {k: v for k, v in view.items() if k != "events"}
            made["+".join(roles)] = {
                "frame": "" if past else json.dumps(rest, separators=(",", ":"), allow_nan=False),
                "brief": {"day": frame.day, "metrics": metrics, "events": events},
            }
        politics = self.model.politics
        return {
            "day": frame.day,
            "digest": self.digest,
            "finished": self.model.finished,
            "views": made,
            "levels": {
                "political_will": float(politics.political_will),
                "consent": float(politics.consent),
                "legitimacy": float(self.model.situation.legitimacy),
            },
            "displaced": float(self.model.judging.displaced),
        }

    def scene(self) -> dict[str, Any]:
        """The map and what stays the same; the case's own later events are left out."""
        from marosim.view.frames import scene

        made = dict(scene(self.model.case, self.model))
        for hidden in ("ticks", "recorded"):
            made.pop(hidden, None)
        return made


def _plain(op: dict[str, Any], day: int) -> str:
    """An act on the model as text: the same from the log as when it was done."""
    rest = {k: v for k, v in op.items() if k not in ("day", "number")}
    return json.dumps([day, rest], sort_keys=True)


def answer(pipe: Connection) -> None:
    """Be told which run it is, and answer until the pipe is closed."""
    engine = Engine(*pipe.recv())
    pipe.send({"scene": engine.scene(), "days": [*engine.views[:-1], engine.shown()]})
    while True:
        kind, content = pipe.recv()
        if kind == "ops":
            engine.apply(content)
        else:
            pipe.send(engine.step())
            if engine.model.day % kept.EVERY_DAYS == 0:
                engine.put_by()
