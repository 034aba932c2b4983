"""The model of a class in a process of its own: a slow day delays no click.

The process is told what was done (``ops``) and when a day begins (``step``), in the order of the
log. After each day it sends what each role sees. It keeps nothing that the log does not: when it
is lost, another one repeats the log.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any

from marosim.classroom import fog
from marosim.injects import apply
from marosim.record.acts import day_digest


class Engine:
    """A model, its days, and what each combination of roles sees of them."""

    def __init__(
        self, words: Sequence[str], done: Sequence[dict[str, Any]], day: int,
        seats: Sequence[tuple[str, ...]],
    ) -> None:  # fmt: skip
        from marosim.classroom.watching import Watched
        from marosim.response_model import ResponseModel
        from marosim.study.compose import compose

        composed = compose(list(words))
        self.watched = Watched(ResponseModel(composed.case, composed.settings))
        self.model, self.frames = self.watched.model, self.watched.frames
        self.seats = sorted(set(seats))
        self.digest = ""
        self.views: list[dict[str, Any]] = [self.shown()]
        waiting = list(done)
        while self.model.day < day and not self.model.finished:
            while waiting and waiting[0]["day"] <= self.model.day:
                self.apply([waiting.pop(0)])
            self.views.append(self.step(past=True))
        self.views[-1] = self.shown()
        for op in waiting:
            self.apply([op])

    def apply(self, ops: Sequence[dict[str, Any]]) -> None:
        """Do to the model what an act did, from the coming day on."""
        for op in ops:
            apply(self.model, op)

    def step(self, past: bool = False) -> dict[str, Any]:
        """Run a day and return what is seen of it."""
        self.watched.step()
        self.digest = day_digest(self.digest, self.model.journal.days[-1])
        return self.shown(past)

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


def answer(pipe: Connection) -> None:
    """Be told which run it is, and answer until the pipe is closed."""
    engine = Engine(*pipe.recv())
    pipe.send({"scene": engine.scene(), "days": engine.views})
    while True:
        kind, content = pipe.recv()
        if kind == "ops":
            engine.apply(content)
        else:
            pipe.send(engine.step())
