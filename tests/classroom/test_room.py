"""The room: acts that are allowed, money that binds, votes that count each seat once."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marosim.classroom import plan, rules, showing
from marosim.classroom.hub import Hub
from marosim.classroom.levers import LEVERS, value_of
from marosim.classroom.plan import MOST_CAPITAL
from marosim.classroom.refused import Refused
from marosim.classroom.roles import ROLES
from marosim.classroom.room import Room

KALVERA = plan.read("kalvera")
COMPOSED = KALVERA.composed
MEMBERS = [s.id for s in KALVERA.seats.values() if s.role == "council"]


def room(*seats: str) -> Room:
    made = Room(KALVERA, COMPOSED.case, COMPOSED.settings)
    for seat in seats:
        do(made, "door", "join", seat=seat, name="", secret=f"secret of {seat}")
    return made


def do(made: Room, by: str, kind: str, **body: object) -> dict:
    act = made.propose(by, kind, body)
    act["n"] = len(made.acts) + 1
    made.apply(act)
    return act


def refused(made: Room, by: str, kind: str, **body: object) -> str:
    before = len(made.acts)
    with pytest.raises(Refused) as why:
        do(made, by, kind, **body)
    assert len(made.acts) == before
    return str(why.value)


def test_no_lever_names_the_killing_of_civilians_or_what_armed_groups_do():
    armed = {
        *("attacks", "battles", "escalation", "triggers", "operations", "incitement", "leaders"),
        *("mobilisation", "expulsion", "sieges", "spoilers", "root_causes", "population"),
    }
    for lever in LEVERS.values():
        assert lever.name.split(".")[0] not in armed
        assert not any(word in lever.title.lower() for word in ("kill", "civilians killed"))
        assert set(lever.roles) <= set(ROLES)


@pytest.mark.parametrize("name", LEVERS)
def test_every_value_of_a_lever_is_one_that_the_setting_takes(name):
    made, lever = room(), LEVERS[name]
    made.capital = dict.fromkeys(ROLES, 1000)
    made.plan.accounts.clear()
    seat = next(s for s in KALVERA.seats.values() if set(s.roles) & set(lever.roles))
    do(made, "door", "join", seat=seat.id, name="", secret="")
    for value in lever.values:
        if value == value_of(made.settings, name):
            continue
        act = do(made, seat.id, "order", changes={name: value})
        if lever.vote:
            do(made, seat.id, "vote", order=act["n"], vote="yes")
        assert value_of(made.settings, name) == value


@pytest.fixture(autouse=True)
def accounts_as_shipped():
    kept = dict(KALVERA.accounts)
    yield
    KALVERA.accounts.clear()
    KALVERA.accounts.update(kept)


def test_an_order_that_the_account_does_not_hold_is_refused_and_the_price_is_told():
    made = room("donors_1")
    made.plan.accounts["voluntary"] = 1e6
    left = made.left()["voluntary"]
    said = refused(made, "donors_1", "order", changes={"recovery.effort": 1.0})
    assert "voluntary" in said and "Lower something else first" in said
    assert said.endswith(KALVERA.limit_note)
    do(made, "donors_1", "order", changes={"recovery.effort": 0.0})
    assert made.left()["voluntary"] > left


def test_political_capital_is_spent_and_grows_with_the_level_that_feeds_it():
    made = room("council_1")
    do(made, "council_1", "order", changes={"mandate.name": "robust", "mandate.ceiling": 1200})
    assert made.capital["council"] == 0
    assert "political capital" in refused(
        made, "council_1", "order", changes={"mandate.police": 200}
    )
    for day in range(1, 400):
        act = made.next_day("", {"political_will": 0.5, "consent": 0.0, "legitimacy": 1.0}, 1000)
        made.apply({**act, "n": day + 100})
    assert 0 < made.capital["council"] <= MOST_CAPITAL
    assert made.capital["host"] == KALVERA.capital  # no consent, no income
    assert made.capital["srsg"] == MOST_CAPITAL
    assert made.planned.displaced == 1000


def test_a_veto_stops_a_draft_and_who_holds_no_seat_does_not_count():
    made = room(*MEMBERS)
    draft = do(made, "council_3", "order", changes={"mandate.name": "robust"})
    for seat in MEMBERS[:-1]:
        do(made, seat, "vote", order=draft["n"], vote="yes")
        do(made, seat, "vote", order=draft["n"], vote="yes")  # again is once
    assert made.orders[draft["n"]]["state"] == "proposed"
    do(made, "council_5", "vote", order=draft["n"], vote="no")
    assert made.orders[draft["n"]]["state"] == "vetoed"
    assert made.settings.mandate.name == "traditional"

    small = room("council_3", "council_4")
    draft = do(small, "council_3", "order", changes={"mandate.name": "robust"})
    do(small, "council_3", "vote", order=draft["n"], vote="yes")
    act = do(small, "council_4", "vote", order=draft["n"], vote="yes")
    assert act["state"] == "adopted"
    assert small.settings.mandate.name == "robust"
    assert small.settings.mandate.chapter == 7
    assert small.settings.authorisation.veto == 0.0


def test_a_vote_ends_after_the_minutes_of_its_class_and_not_with_the_pause(tmp_path, monkeypatch):
    hub = Hub.open(KALVERA, tmp_path, resume=False)
    now = [1.7e9]
    monkeypatch.setattr("time.time", lambda: now[0])
    for seat in MEMBERS:
        hub.do("door", "join", {"seat": seat, "secret": "s"})
    hub.do(MEMBERS[0], "order", {"changes": {"mandate.name": "robust"}})
    (draft,) = hub.room.orders
    for seat in MEMBERS[:3]:
        hub.do(seat, "vote", {"order": draft, "vote": "yes"})
    hub.room.since = 0.0
    now[0] += 60 * KALVERA.vote_minutes - 1
    hub.go_on()  # the end of a pause
    hub.count_votes()
    assert hub.room.orders[draft]["state"] == "proposed"
    now[0] += 2
    hub.room.since = now[0] - 5  # the server was away: the vote has its time anew
    hub.count_votes()
    assert hub.room.orders[draft]["state"] == "proposed"
    hub.room.since = 0.0
    hub.count_votes()
    assert hub.room.orders[draft]["state"] == "adopted"  # three of five
    hub.log.close()


def test_who_does_not_vote_abstains_when_control_counts():
    made = room(*MEMBERS)
    draft = do(made, "council_3", "order", changes={"mandate.name": "robust"})
    do(made, "council_3", "vote", order=draft["n"], vote="yes")
    assert "Only exercise control" in refused(made, "council_3", "count", order=draft["n"])
    do(made, "control", "count", order=draft["n"])
    assert made.orders[draft["n"]]["state"] == "failed"


@pytest.mark.parametrize(
    ("by", "kind", "body", "said"),
    [
        ("fc_1", "clock", {"state": "running"}, "Only exercise control"),
        ("fc_1", "order", {"changes": {"mandate.name": "robust"}}, "no such lever"),
        ("fc_1", "order", {"changes": {"approach.name": "run"}}, "expected one of"),
        ("fc_1", "order", {"changes": {"approach.sites": True}}, "expected one of"),
        ("fc_1", "order", {"changes": {"approach.name": ["oil_spot"]}}, "expected one of"),
        ("fc_1", "order", {"changes": {}}, "expected levers"),
        ("fc_1", "order", {"changes": {"approach.name": "area_security"}}, "stands so already"),
        ("fc_1", "say", {"to": ["nobody"], "text": "x"}, "seats of this class"),
        ("fc_1", "say", {"to": ["control"], "text": "x" * 2001}, "at most 2000"),
        ("fc_1", "say", {"to": ["control"], "text": "  "}, "Write something"),
        ("fc_1", "note", {"text": "x"}, "only evaluators"),
        ("fc_1", "choose", {"serial": 3, "option": 0}, "does not wait"),
        ("control", "order", {"changes": {"approach.name": "oil_spot"}}, "only a seat"),
        ("control", "inject", {"serial": 99}, "not waiting"),
        ("control", "clock", {"state": "running", "rate": 99}, "0.2 to 10"),
        ("control", "throw", {"text": "x", "effects": "trigger:place=Rome,value=1"}, "no place"),
        ("control", "throw", {"text": "x", "effects": "trigger:value=*1"}, "expected 0 to 1"),
        ("control", "throw", {"text": "x", "effects": "setting:aid.share=*9"}, "expected 0 to 1"),
        ("control", "throw", {"text": "x", "effects": "setting:aid.share=-9"}, "expected 0 to 1"),
        ("control", "throw", {"text": "x", "effects": "{]:&"}, "kind '{]'"),
        ("control", "throw", {"text": "x", "effects": [1]}, "each with its kind"),
        ("door", "join", {"seat": "fc_1", "secret": ""}, "taken"),
        ("fc_1", "__init__", {}, "nobody knows"),
        ("fc_1", "enter", {"secret": "mine"}, "nobody knows"),
        ("fc_1", "join", {"seat": "fc_2", "secret": "mine"}, "nobody knows"),
        ("fc_1", "day", {}, "nobody knows"),
    ],
)
def test_what_is_not_allowed_is_refused_and_changes_nothing(by, kind, body, said):
    made = room("fc_1")
    before = json.dumps(showing.seat(made, "fc_1"), default=str)
    assert said in refused(made, by, kind, **body)
    assert json.dumps(showing.seat(made, "fc_1"), default=str) == before


def test_an_option_is_taken_once_by_its_own_role_and_acts():
    made = room("fc_1", "fc_2", "srsg_1")
    do(made, "control", "inject", serial=3)
    assert "another seat’s" in refused(made, "srsg_1", "choose", serial=3, option=0)
    room_before = made.settings.safe_areas.room_per_soldier
    act = do(made, "fc_2", "choose", serial=3, option=0)
    assert made.settings.safe_areas.room_per_soldier == 1.5 * room_before
    assert act["ops"]
    assert "chosen already" in refused(made, "fc_1", "choose", serial=3, option=1)
    assert "not waiting" in refused(made, "control", "inject", serial=3)


def test_a_ruling_by_chance_is_drawn_by_the_number_of_the_proposal_and_is_repeated():
    drawn = []
    for _ in range(2):
        made = room("hct_1")
        ask = do(made, "hct_1", "ask", what="A market day", why="Trade calms", against="Crowds")
        act = do(
            made, "control", "rule", ask=ask["n"], reason="plausible", chance=50,
            effects="trigger:place=Redbank,value=0.1",
        )  # fmt: skip
        drawn.append(act["drawn"])
        assert bool(act["ops"]) == (act["drawn"] < 50)
        assert "no longer open" in refused(made, "control", "rule", ask=ask["n"], reason="x")
    assert drawn[0] == drawn[1]


def test_not_more_than_three_proposals_of_a_seat_wait():
    made = room("hct_1")
    for _ in range(3):
        do(made, "hct_1", "ask", what="a", why="b", against="c")
    assert "wait for a ruling" in refused(made, "hct_1", "ask", what="a", why="b", against="c")


def test_a_seat_never_sees_what_others_wrote_ordered_or_proposed():
    made = room("fc_1", "hct_1", "host_1")
    before = json.dumps(showing.seat(made, "hct_1"), default=str)
    do(made, "fc_1", "say", to=["control", "host_1"], text="SECRETWORD")
    do(made, "fc_1", "order", changes={"approach.name": "oil_spot"}, reason="SECRETWORD")
    do(made, "fc_1", "ask", what="SECRETWORD", why="b", against="c")
    do(made, "control", "note", text="SECRETWORD")
    assert json.dumps(showing.seat(made, "hct_1"), default=str) == before
    assert "SECRETWORD" in json.dumps(showing.seat(made, "host_1"), default=str)
    assert "SECRETWORD" not in json.dumps(showing.screen(made, ""), default=str)
    for seat in KALVERA.seats:
        assert "secret of" not in json.dumps(showing.seat(made, seat), default=str)
    assert "secret of" not in json.dumps(showing.control(made, (), "", {}), default=str)


SEATS = [*KALVERA.seats, "control", "nobody"]
BODIES = st.fixed_dictionaries(
    {},
    optional={
        "seat": st.sampled_from(SEATS),
        "secret": st.just(""),
        "state": st.sampled_from(["running", "paused", "lobby", "flying"]),
        "changes": st.dictionaries(
            st.sampled_from([*LEVERS, "attacks.enabled"]),
            st.sampled_from([0.0, 0.2, 1.0, "robust", 5000, None, [], True]),
            max_size=2,
        ),
        "order": st.integers(-1, 20),
        "vote": st.sampled_from(["yes", "no", "abstain", "perhaps"]),
        "serial": st.integers(0, 12),
        "option": st.integers(0, 4),
        "to": st.lists(st.sampled_from(SEATS), max_size=2),
        "text": st.text(max_size=5),
        "what": st.just("a"), "why": st.just("b"), "against": st.just("c"),
        "ask": st.integers(0, 20), "reason": st.just("r"), "chance": st.sampled_from([50, 5]),
    },
)  # fmt: skip
KINDS = ["join", "free", "clock", "order", "vote", "count", "say", "inject", "skip", "throw",
         "choose", "ask", "rule", "note", "doors", "truth"]  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from([*SEATS, "door"]), st.sampled_from(KINDS), BODIES),
                max_size=25))  # fmt: skip
def test_whatever_pages_send_the_room_stays_sound_and_its_acts_make_it_again(sent):
    made = room()
    for by, kind, body in sent:
        try:
            do(made, by, kind, **body)
        except Refused as why:
            assert str(why) and "\n" not in str(why)
    assert all(points >= 0 for points in made.capital.values())
    for order in made.orders.values():
        assert set(order["votes"]) <= set(MEMBERS)
    again = Room(KALVERA, COMPOSED.case, COMPOSED.settings)
    for act in json.loads(json.dumps(made.acts)):  # as the log gives them back
        again.apply(act)
    for seat in KALVERA.seats:
        assert json.dumps(showing.seat(again, seat)) == json.dumps(showing.seat(made, seat))


def test_the_hot_wash_takes_answers_only_then_and_shows_them_to_all():
    made = room("srsg_1", "fc_1")
    assert "not begun" in refused(made, "srsg_1", "wash", plus="We called")
    do(made, "control", "clock", state="review")
    assert "at least one" in refused(made, "srsg_1", "wash", plus=" ")
    do(made, "srsg_1", "wash", plus="We called", change="Sooner")
    assert showing.screen(made, "")["washed"] == [
        {"seat": "Head of mission", "plus": "We called", "minus": "", "change": "Sooner"}
    ]
    assert showing.seat(made, "fc_1")["washed"] is None


@pytest.mark.parametrize(
    ("rule", "day", "due"),
    [
        ("no acts of srsg for 10 days", 12, False),  # it wrote on day 5
        ("no acts of srsg for 10 days", 16, True),
        ("no orders of srsg for 10 days", 9, False),  # nobody can be silent for longer than it ran
        ("no orders of srsg for 10 days", 10, True),
        ("more than 100 reported killed in 10 days", 15, False),
        ("more than 100 reported killed in 10 days", 16, True),
        ("7 days after inject 1", 11, False),
        ("7 days after inject 1", 12, True),
    ],
)
def test_control_is_told_when_a_contingency_is_due(rule, day, due):
    assert not rules.fault(KALVERA.list, rule)
    made = room("srsg_1")
    made.day = 5
    do(made, "srsg_1", "say", to=["control"], text="Here")
    do(made, "control", "inject", serial=1)
    made.day = day
    reported = {d: 0.0 if d < 16 else 101.0 for d in range(20)}
    assert rules.due(made, reported, rule) == due


@pytest.mark.parametrize("rule", ["soon", "no acts of nobody for 3 days", "3 days after inject 99"])
def test_a_rule_that_cannot_be_read_is_a_fault_of_the_list(rule):
    assert rules.fault(KALVERA.list, rule)


def test_only_those_who_have_an_inject_are_told_what_the_clock_stands_for():
    made = room("fc_1", "council_1", "evaluator_1")
    do(made, "control", "inject", serial=7)
    do(made, "control", "clock", state="paused", why="Decide: Trucks at night")
    shown = {
        "fc_1": showing.seat(made, "fc_1"), "council_1": showing.seat(made, "council_1"),
        "evaluator_1": showing.seat(made, "evaluator_1"), "screen": showing.screen(made, ""),
        "control": showing.control(made, set(), "", {}),
    }  # fmt: skip
    told = {who for who, page in shown.items() if "Trucks at night" in page["clock"]["why"]}
    assert told == {"fc_1", "evaluator_1", "control"}
    assert "Trucks" not in json.dumps([shown["council_1"], shown["screen"]])
    assert shown["council_1"]["clock"]["why"] == "Some seats decide now."
    do(made, "control", "inject", serial=6)  # which goes to all
    do(made, "control", "clock", state="paused", why=f"Decide: {KALVERA.list.row(6).title}")
    assert "video" in showing.screen(made, "")["clock"]["why"]
    do(made, "control", "clock", state="paused", why="Decide: Lunch or not")  # in no list
    assert "Lunch" in showing.seat(made, "council_1")["clock"]["why"]


def test_nothing_is_decided_in_the_hot_wash_and_much_again_after_it():
    made = room("srsg_1", "council_1")
    draft = do(made, "council_1", "order", changes={"mandate.name": "robust"})
    do(made, "control", "inject", serial=1)
    ways = [
        ("srsg_1", "order", {"changes": {"accountability.transparency": 0.0}}),
        ("srsg_1", "choose", {"serial": 1, "option": 1}),
        ("srsg_1", "ask", {"what": "x", "why": "y", "against": "z"}),
        ("council_1", "vote", {"order": draft["n"], "vote": "yes"}),
    ]
    do(made, "control", "clock", state="review")
    for by, kind, body in ways:
        assert "hot wash has begun" in refused(made, by, kind, **body)
    do(made, "srsg_1", "say", to=["control"], text="Let us talk")
    do(made, "control", "clock", state="running")
    for by, kind, body in ways:
        do(made, by, kind, **body)


def test_a_ruling_comes_as_a_message_to_the_seat_that_asked_and_to_no_other():
    made = room("srsg_1", "fc_1")
    asked = do(made, "srsg_1", "ask", what="Walk to Redbank", why="y", against="z")
    do(made, "srsg_1", "say", to=["srsg_1"], text="Later than the proposal")
    do(made, "control", "rule", ask=asked["n"], reason="Too far", chance=50, effects="")
    last = showing.seat(made, "srsg_1")["inbox"][-1]
    assert last["from"] == "Exercise control" and last["places"] == ["Redbank"]
    for part in ("Walk to Redbank", "no effect", "Too far", "chance 50 per cent"):
        assert part in last["text"]
    assert showing.seat(made, "fc_1")["inbox"] == []


def test_an_evaluator_is_told_of_no_inject_before_the_class_meets_it():
    made = room("evaluator_1")

    def told(objectives):
        return {each["name"]: [r["serial"] for r in each["injects"]] for each in objectives}

    def seen():
        return told(showing.seat(made, "evaluator_1")["objectives"])

    assert set(seen()) == {"O1", "O2", "O3", "O4"} and not any(seen().values())
    do(made, "control", "inject", serial=3)
    do(made, "control", "skip", serial=7)
    assert seen() == {"O1": [3], "O2": [3], "O3": [], "O4": []}
    assert told(showing.objectives(made))["O1"] == [1, 3, 7]  # of the hot wash and the review


def test_a_role_with_two_seats_is_told_which_of_them_chose():
    made = room("srsg_1", "srsg_2")
    do(made, "control", "inject", serial=1)
    do(made, "srsg_2", "choose", serial=1, option=1)
    options = showing.seat(made, "srsg_1")["inbox"][0]["options"]
    assert [(o["chosen"], o["by"]) for o in options if o["chosen"]] == [(True, "Chief of staff")]


@pytest.mark.parametrize("text", ["dialogue.effort=0.2", "seting:aid.share=0.5"])
def test_an_effect_of_no_known_kind_is_refused_with_all_kinds_that_there_are(text):
    made = room("srsg_1")
    said = refused(made, "control", "throw", text="x", effects=text)
    assert "expected one of setting, trigger" in said and "none" in said
    said = refused(made, "control", "throw", text="x", effects="setting:local_dialogue.efort=1")
    assert "did you mean local_dialogue.effort" in said


def test_effects_that_control_is_offered_are_taken():
    made = room()
    offered = showing.control(made, set(), "", {})["levers"]
    assert len(offered) > 20 and not any(LEVERS[lever["name"]].vote for lever in offered)
    for lever in offered:
        for value in lever["values"]:
            do(made, "control", "throw", text="x", effects=f"setting:{lever['name']}={value}")
            assert value_of(made.settings, lever["name"]) == value
