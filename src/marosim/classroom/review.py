"""The review of a class: what was done, who knew what, what evaluators noted; to print and keep."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from marosim.classroom import showing, spoken
from marosim.classroom.counterfactual import label, whose
from marosim.classroom.roles import CONTROL, SCREEN
from marosim.languages import N_, _

if TYPE_CHECKING:
    from marosim.classroom.hub import Hub

DONE = ("order", "vote", "count", "choose", "rule", "inject", "throw")
WIDTH, HEIGHT = 600, 150  # of a chart
STATES = {  # of orders and injects
    "applied": N_("applied"), "proposed": N_("proposed"), "adopted": N_("adopted"),
    "failed": N_("failed"), "vetoed": N_("vetoed"), "planned": N_("planned"), "held": N_("held"),
    "released": N_("released"), "skipped": N_("skipped"),
}  # fmt: skip


def page(hub: Hub, live: bool = False) -> str:
    """The review as it stands, as one page without scripts.

    A ``live`` page loads itself again while runs are being computed.
    """
    shown = showing.control(hub.room, set(), "", {})
    known = hub.days.get(hub.newest.get("day", -1), {})
    metrics = known.get(CONTROL, {}).get("metrics", {})
    pairs = hub.pairs
    fan = pairs.fan() if pairs else []
    killed = float(metrics.get("deaths_direct") or 0)
    return spoken.rendered(
        "review", room=shown, today=hub.room.case.date(hub.room.day), states=STATES,
        acts=acts(hub),
        chart=chart(hub),
        washed=showing.washed(hub.room),
        pairs=pairs,
        findings=pairs.findings() if pairs else [],
        live=live and pairs is not None and not pairs.failed and pairs.done < pairs.of,
        fan=fan, spots=spots([*fan, killed]), metrics=metrics,
        objectives=showing.objectives(hub.room), words_of_class=list(hub.plan.words),
        log=hub.log.path.name,
    )  # fmt: skip


def acts(hub: Hub) -> list[dict[str, Any]]:
    """What was done, in its order, with the killed on that day: as they were, as the seat knew."""
    made = []
    released: dict[int, float] = {}
    for act in hub.room.acts:
        if act["kind"] == "inject":
            released[act["serial"]] = act["wall"]
        if act["kind"] not in DONE or not (act.get("ops") or act["kind"] in ("order", "inject")):
            continue
        seat = hub.plan.seats.get(whose(act))
        view = "+".join(seat.roles) if seat else SCREEN
        taken = (act["wall"] - released.get(act.get("serial", -1), act["wall"])) / 60
        made.append({
            "day": act["day"], "seat": spoken.own(seat.label) if seat else _("Exercise control"),
            "what": label(act), "reason": act.get("reason", ""),
            "state": hub.room.orders[act["n"]]["state"] if act["kind"] == "order" else "",
            "minutes": round(taken) if act["kind"] == "choose" else None,
            "true": _figure(hub, act["day"], CONTROL, "deaths_direct"),
            "known": _figure(hub, act["day"], view, "deaths_reported"),
        })  # fmt: skip
    return made


def _figure(hub: Hub, day: int, view: str, metric: str) -> str:
    value = hub.days.get(day, {}).get(view, {}).get("metrics", {}).get(metric)
    return spoken.figure(value)


def chart(hub: Hub) -> dict[str, Any]:
    """Killed on each day, as they were and as reported, as points of two lines."""
    lines = [hub.course("deaths_direct"), hub.course("deaths_reported")]
    most = max([1.0, *(value for line in lines for value in line.values())])
    last = max(hub.room.day, 1)
    points = [
        " ".join(f"{WIDTH * d / last:.1f},{HEIGHT * (1 - v / most):.1f}" for d, v in line.items())
        for line in lines
    ]
    return {"true": points[0], "reported": points[1], "most": most, "days": last}


def spots(values: Sequence[float]) -> list[float]:
    """Where values stand on a line as wide as a chart, the last one being the class's own."""
    low, high = min(values), max(values)
    return [round(WIDTH * (v - low) / (high - low), 1) if high > low else WIDTH / 2 for v in values]


def record(hub: Hub) -> bytes:
    """A ZIP of the log, the review, evaluators' notes, the acts and the list of injects."""
    packed = io.BytesIO()
    notes = [
        {key: note.get(key, "") for key in ("day", "by", "objective", "rating", "text")}
        for note in hub.room.notes
    ]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(hub.log.path.name, hub.log.path.read_bytes())
        file.writestr("review.html", alone(page(hub)))
        file.writestr("notes.csv", _table(notes))
        file.writestr("acts.csv", _table(acts(hub)))
        source = hub.plan.folder / hub.plan.msel_file
        file.writestr(source.name, source.read_bytes())
    return packed.getvalue()


def alone(text: str) -> str:
    """The page with its style in it, to be read without the server."""
    style = (spoken.STATIC / "class.css").read_text(encoding="utf-8")
    link = '<link rel="stylesheet" href="/static/class.css">'
    return text.replace(link, f"<style>{style}</style>")


def _table(rows: Sequence[dict[str, Any]]) -> str:
    """Rows as CSV; a text that a spreadsheet would take for a formula is marked as text."""
    made = io.StringIO()
    if rows:
        writer = csv.DictWriter(made, list(rows[0]))
        writer.writeheader()
        for row in rows:
            writer.writerow({k: f"'{v}" if str(v)[:1] in "=+-@" and str(v)[:1] else v
                             for k, v in row.items()})  # fmt: skip
    return made.getvalue()
