"""What each role sees of a day: one function a role, from what that role can know.

Unknown is ``-1`` or absent, never zero. A view is made of known things alone, so that two courses
that differ only in what nobody of the role saw or was told give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from marosim.terms import Role as Side
from marosim.view.frames import Frame

if TYPE_CHECKING:
    from marosim.response_model import ResponseModel

UNKNOWN = -1
OWN_GROUND = 50  # per cent of control from which a government knows what happens at a place
AID_SEES = 0.1  # share of need met from which aid workers know who is there (assumed)
PUBLIC = frozenset(  # what is in the papers
    (
        *("mandate", "mandate_changed", "authorisation", "veto", "exit", "withdrawal"),
        *("peacekeepers_killed", "election", "border_closed", "border_opened"),
        *("ceasefire", "talks_succeeded", "diplomacy", "arms_embargo"),
        *("intervention_announced", "drought", "hostages_taken", "hostages_freed"),
    )
)
# what the case's record tells and the model does not do (in another course it may never happen),
# and orders, which are for those to tell who gave them
NOT_TOLD = frozenset(("context", "evacuation", "agreement_talks", "inject", "decided"))
TALKS = {"talks_succeeded": "Talks succeed", "talks_failed": "Talks fail"}
POLICE = -2  # the side of units of police
View = dict[str, Any]


def _kept(
    frame: Frame, model: ResponseModel, kinds: frozenset[str] | None = None
) -> list[dict[str, Any]]:
    """Known events as lines of a log; no numbers, which would count what is hidden."""
    lines: list[dict[str, Any]] = [
        {key: event[key] for key in ("day", "date", "kind", "place", "text")}  # type: ignore[literal-required]
        for event in frame.knowledge.events
        if event["kind"] not in NOT_TOLD and (kinds is None or event["kind"] in kinds)
    ]
    for line in lines:
        line["text"] = line["text"].partition("; why: ")[0]  # which rule it was is the model's own
        if line["kind"] in TALKS:
            line["text"] = _without_record(line["text"], TALKS[line["kind"]], model)
    return lines


def _without_record(text: str, instead: str, model: ResponseModel) -> str:
    """What came of talks, without the record's words, which know how it went on."""
    rows = model.case.timeline
    for said in rows["text"][rows["kind"] == "agreement_talks"]:
        if text.startswith(str(said)):
            return instead + text[len(str(said)) :]
    return text


def _view(frame: Frame, places: dict[str, list[int]], units: list[Any], **metrics: Any) -> View:
    return {"day": frame.day, "date": frame.date, "places": places, "units": units,
            "metrics": {k: v for k, v in metrics.items() if v is not None}}  # fmt: skip


def _told(frame: Frame) -> dict[str, list[int]]:
    """The killed that were reported by place; unknown where nobody reported and nobody was."""
    known = frame.knowledge.places
    pairs = list(zip(known["dead"], known["report_day"], known["seen_day"], strict=True))
    return {
        "dead": [n if max(told, seen) >= 0 else UNKNOWN for n, told, seen in pairs],
        "recent": [
            n if max(told, seen) >= 0 else UNKNOWN
            for n, (_, told, seen) in zip(known["recent"], pairs, strict=True)
        ],
        "report_day": known["report_day"],
    }


def _metric(frame: Frame, *names: str) -> dict[str, Any]:
    return {name: frame.metrics.get(name) for name in names}


def public(frame: Frame, model: ResponseModel) -> View:
    """What anybody can read: the reported dead and displaced, and decisions."""
    told = _told(frame)
    news = {"dead": told["dead"], "recent": told["recent"]}
    made = _view(frame, news, [], **_metric(frame, "deaths_reported", "displaced_reported"))
    return {**made, "events": _kept(frame, model, PUBLIC)}


def council(frame: Frame, model: ResponseModel) -> View:
    """The public picture, the mission's strength as reported, its cost, and their own will."""
    made = public(frame, model)
    made["metrics"] |= _metric(frame, "peacekeepers", "cost_usd", "political_will")
    return made


def mission(frame: Frame, model: ResponseModel) -> View:
    """All that the mission's own people know (see :mod:`marosim.view.knowledge`)."""
    known = frame.knowledge.places
    here = [day == frame.day for day in known["seen_day"]]
    places = _told(frame) | {
        "seen_day": known["seen_day"],
        "holder": known["holder"],
        "hold": known["hold"],
        "alert": known["alert"],
        "risk": known["risk"],
    }
    for name in ("attack", "sheltered", "refuge"):
        values: list[int] = known[name]  # type: ignore[literal-required]
        places[name] = [v if seen else UNKNOWN for v, seen in zip(values, here, strict=True)]
    made = _view(
        frame, places, [list(u) for u in frame.knowledge.units],
        **_metric(
            frame, "deaths_reported", "displaced_reported", "peacekeepers", "cost_usd",
            "consent", "legitimacy",
        ),
    )  # fmt: skip
    return {**made, "events": _kept(frame, model)}


def police(frame: Frame, model: ResponseModel) -> View:
    """The mission's picture, with units of the police alone."""
    made = mission(frame, model)
    made["units"] = [unit for unit in made["units"] if unit[1] == POLICE]
    return made


def region(frame: Frame, model: ResponseModel) -> View:
    """The public picture, and who has fled over the borders."""
    made = council(frame, model)
    made["metrics"] |= _metric(frame, "displaced_abroad")
    return made


def host(frame: Frame, model: ResponseModel) -> View:
    """Own forces, and what happens on the ground that they hold. No alerts of the mission."""
    sides = [s["role"] for s in frame.organisations]
    own = [n for n, role in enumerate(sides) if role == Side.GOVERNMENT]
    truth = frame.places
    held = [
        o in own and share >= OWN_GROUND
        for o, share in zip(truth["holder"], truth["hold"], strict=True)
    ]
    places = {
        name: [v if mine else UNKNOWN for v, mine in zip(values, held, strict=True)]
        for name, values in (
            ("dead", truth["dead"]), ("recent", truth["recent"]), ("attack", truth["attack"]),
            ("holder", truth["holder"]), ("hold", truth["hold"]),
        )
    }  # fmt: skip
    there = {unit[2] for unit in frame.units if unit[1] in own} | {
        place for place, mine in enumerate(held) if mine
    }
    units = [list(u) for u in frame.units if u[1] in own or (u[1] < 0 and u[2] in there)]
    made = _view(
        frame, places, units,
        **_metric(frame, "deaths_reported", "displaced_reported", "consent"),
    )  # fmt: skip
    return {**made, "events": _kept(frame, model, PUBLIC)}


def hct(frame: Frame, model: ResponseModel) -> View:
    """Who is displaced and sheltered where aid or the mission is; the dead as reported."""
    known, truth = frame.knowledge.places, frame.places
    aid = np.asarray(model.situation.aid)
    sees = [
        share > AID_SEES or day == frame.day
        for share, day in zip(aid, known["seen_day"], strict=True)
    ]
    places = _told(frame)
    for name, values in (("displaced", truth["displaced"]), ("sheltered", truth["sheltered"])):
        places[name] = [v if known else UNKNOWN for v, known in zip(values, sees, strict=True)]
    places["aid"] = [
        round(100 * float(v)) if seen else UNKNOWN for v, seen in zip(aid, sees, strict=True)
    ]
    made = _view(frame, places, [], **_metric(frame, "deaths_reported", "displaced_reported"))
    return {**made, "events": _kept(frame, model, PUBLIC)}


def truth(frame: Frame, model: ResponseModel) -> View:
    """Everything, for exercise control and, once it says so, for all."""
    places: dict[str, list[int]] = {**frame.places}  # type: ignore[dict-item]
    made = _view(frame, places, [list(unit) for unit in frame.units], **frame.metrics)
    events = [{k: v for k, v in e.items() if k not in ("n", "size")} for e in frame.events]
    return {**made, "organisations": list(frame.organisations), "events": events}


VIEWS: dict[str, Callable[[Frame, Any], View]] = {
    "council": council,
    "srsg": mission,
    "fc": mission,
    "police": police,
    "region": region,
    "host": host,
    "hct": hct,
    "donors": council,
    "media": public,
    "screen": public,
    "evaluator": truth,
    "control": truth,
}


def merged(views: list[View]) -> View:
    """The view of a seat that plays several roles: what any of them knows."""
    made = json.loads(json.dumps(views[0]))
    for view in views[1:]:
        for name, values in view["places"].items():
            old = made["places"].get(name, [UNKNOWN] * len(values))
            made["places"][name] = [
                a if a != UNKNOWN else b for a, b in zip(old, values, strict=True)
            ]
        have = {tuple(u) for u in made["units"]}
        made["units"] += [u for u in view["units"] if tuple(u) not in have]
        made["metrics"] = {**view["metrics"], **made["metrics"]}
        made["events"] += [e for e in view["events"] if e not in made["events"]]
    return dict(made)
