"""Lists of injects: read whole from YAML or CSV, every fault said, every effect tried."""

from __future__ import annotations

import json

import pytest
import yaml

from marosim.classroom import effects as acting
from marosim.classroom import msel, plan
from marosim.classroom.dry_run import SEATED
from marosim.classroom.engine import Engine
from marosim.classroom.watching import drawn
from marosim.cli.msel import SHOWN

LIST = {
    "format": "marosim-msel/1",
    "case": "kalvera",
    "objectives": {"O1": "Use early warning in time"},
    "injects": [
        {
            "serial": 1, "day": 12, "title": "A killing", "text": "x", "to": ["fc"],
            "objective": ["O1"], "expected_action": "Report", "cost_centre": "kept",
            "effects": [{"kind": "trigger", "place": "Ansara", "value": 0.8}],
            "options": [
                {"seat": "fc", "title": "Nothing to see",
                 "effects": [{"kind": "setting", "change": {"approach.sites": 9}}]},
                {"seat": "fc", "title": "Only talk", "effects": [{"kind": "none"}]},
                {"seat": "fc", "title": "More areas", "given": {"approach.name": "safe_areas"},
                 "acts": "while the approach is safe areas",
                 "effects": [{"kind": "setting", "change": {"approach.sites": 9}}]},
                {"seat": "fc", "title": "As before",
                 "effects": [{"kind": "setting", "change": {"approach.name": "area_security"}}]},
            ],
        },
        {"serial": 2, "type": "contingency", "title": "Silence", "text": "y", "to": ["srsg"]},
        {"serial": 3, "day": 530, "title": "Pay for later", "text": "z", "to": ["fc"],
         "effects": [{"kind": "setting", "change": {"reconciliation.effort": 0.9}}]},
    ],
}  # fmt: skip
CSV = """serial,case,day,title,text,to,objective,expected_action,effects,cost_centre
1,kalvera,12,A killing,x,fc,,Report,"trigger:place=Ansara,value=0.8;setting:aid.share=*0.5",kept
2,,,Silence,y,"srsg,fc",,,,
"""


def written(folder, content):
    path = folder / "list.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


def test_yaml_and_csv_say_the_same_and_keep_columns_that_are_not_known(tmp_path):
    (tmp_path / "list.csv").write_text(CSV.replace("contingency", ""), encoding="utf-8-sig")
    table, text = msel.read(tmp_path / "list.csv"), msel.read(written(tmp_path, LIST))
    assert table.case == text.case == "kalvera"
    assert table.rows[0].effects[0] == text.rows[0].effects[0]
    assert table.rows[0].effects[1] == {"kind": "setting", "change": {"aid.share": "*0.5"}}
    assert table.rows[0].kept == text.rows[0].kept == {"cost_centre": "kept"}
    assert table.rows[1].to == ("srsg", "fc")
    assert [row.says_only for row in text.rows] == [False, False, True]


def test_relative_changes_are_of_what_holds_and_follow_one_another():
    composed = plan.read("kalvera").composed
    share = composed.settings.aid.share
    effects = [{"kind": "setting", "change": {"aid.share": "*0.5"}}] * 2
    made = acting.ops(effects, composed.case, composed.settings, "", "")
    assert made[-1]["changes"] == {"aid": {"share": share * 0.25}}
    assert composed.settings.aid.share == share


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"day": 9999}, "day 9999: expected 0 to"),
        ({"day": None}, "no day"),
        ({"to": ["forcecommander"]}, "no seat 'forcecommander'"),
        ({"objective": ["O7"]}, "no objective 'O7'"),
        ({"expected_action": ""}, "objective O1: no inject"),
        ({"effects": [{"kind": "triger"}]}, "did you mean"),
        ({"effects": [{"kind": "trigger", "place": "Ansarra", "value": 0.5}]}, "no place"),
        ({"effects": [{"kind": "trigger", "size": 0.5}]}, "unknown size"),
        ({"effects": [{"kind": "setting", "change": {"aid.shar": 1}}]}, "unknown setting aid.shar"),
        ({"effects": [{"kind": "setting", "change": {"aid.share": 7}}]}, "expected 0 to 1"),
        ({"effects": [{"kind": "setting", "change": {"aid.share": "*9"}}]}, "expected 0 to 1"),
        ({"effects": [{"kind": "setting"}]}, "expected change"),
        ({"effects": "trigger"}, None),
        ({"effects": [{"place": "Ansara"}]}, "each with its kind"),
        ({"type": "surprise"}, "type 'surprise'"),
        ({"serial": None}, "'serial' is missing"),
        ({"text": "${oc.env:HOME}"}, "not allowed"),
        ({"effect": []}, "inject 1: unknown key effect; did you mean effects?"),
        ({"options": [{"seat": "fc", "title": "x", "acs": ""}]}, "unknown key acs"),
        ({"effects": [{"kind": "none", "value": 1}]}, "effect none: unknown value"),
        ({"given": {"approach.sites": 9}}, "given and acts go together"),
        ({"given": "safe areas", "acts": "then"}, "given: expected settings"),
        ({"given": {"approach.site": 9}, "acts": "then"}, "unknown setting approach.site"),
        ({"given": {"day": "x"}, "acts": "then"}, "expected a number of days"),
    ],
)
def test_every_fault_of_a_list_is_said_and_ends_with_an_error(command, tmp_path, change, said):
    content = json.loads(json.dumps(LIST))
    content["injects"][0] |= change
    answer = command("msel", "check", str(written(tmp_path, content)), "--seeds", "0")
    assert "Traceback" not in answer.err
    if said is None:
        assert answer.status == 0, answer.err
    else:
        assert answer.status in (1, 2)
        assert said in answer.err


def test_the_dry_run_says_which_effect_its_seats_cannot_see_and_goes_on_where_it_stopped(
    command, tmp_path
):
    def tried(seeds):
        words = ["population.agents=500", "days=120", "--seeds", str(seeds), "--json"]
        answer = command("msel", "check", str(path), "--class", str(short), *words)
        assert answer.status == 0, answer.err
        return json.loads(answer.out), answer.err

    content = json.loads(json.dumps(LIST))
    content["injects"][2]["day"] = 100  # what is not seen is run to the end of the exercise
    path, short = written(tmp_path, content), tmp_path / "class.yaml"
    held = yaml.safe_load(plan.find("kalvera").read_text(encoding="utf-8"))
    held |= {"msel": path.name, "learning_objectives": {"O1": {"note": "Who asks?"}}}
    short.write_text(yaml.safe_dump(held), encoding="utf-8")
    (killing, nothing, talk, ready, same, later, silence), _ = tried(1)
    assert killing["seen"] == 1
    # one pair cannot tell the dead from chance, whatever the difference
    assert killing["verdict"] == "acts; deaths and displaced cannot be told from chance"
    assert "recent" in killing["where"] or "dead" in killing["where"]
    # another approach's, and before an agreement
    assert nothing["verdict"].startswith("changes nothing that any seat can see before the exerc")
    assert "it acts while the approach is safe areas" in nothing["verdict"]
    assert later["verdict"] == (
        "changes what is spent; its seats see no other change; it acts once there is an agreement"
    )
    assert ready["seen"] == 1 and ready["verdict"].endswith(
        "; only while the approach is safe areas"
    )
    assert same["verdict"] == "sets what holds already as the class begins"
    assert talk["verdict"] == silence["verdict"] == "message only"

    kept = next((tmp_path / "outputs").glob("msel_kalvera_*/seed_1.json"))
    pairs = json.loads(kept.read_text())
    pairs["0"][1] = 12345.0  # a mark, to see that it is read and not computed again
    kept.write_text(json.dumps(pairs))
    again, said = tried(1)
    assert again[0]["killed"]["mean"] == 12345.0
    assert said.count("seed ") == 1  # nothing was left to compute

    content["injects"][0]["day"] = 13  # another list: nothing of the first one is taken
    written(tmp_path, content)
    assert tried(1)[0][0]["killed"]["mean"] != 12345.0


def test_an_option_is_tried_after_its_inject_and_to_the_end_if_nothing_is_seen(command, tmp_path):
    content = {**LIST, "injects": [{
        "serial": 1, "day": 12, "title": "They leave", "text": "x", "to": ["fc"],
        "objective": ["O1"], "expected_action": "Ask",
        "effects": [{"kind": "contingent", "value": 0.6, "days": 5}],
        "options": [
            {"seat": "region", "title": name,
             "effects": [{"kind": "setting", "change": {name: change}}]}
            for name, change in (("deployment.ready_days", "*0.1"), ("reconciliation.effort", 0.9))
        ],
    }]}  # fmt: skip
    words = ["--class", "kalvera", "population.agents=500", "--seeds", "1"]
    answer = command("msel", "check", str(written(tmp_path, content)), *words, "--json")
    assert answer.status == 0, answer.err
    leave, soon, late = json.loads(answer.out)
    assert leave["seen"] == soon["seen"] == 1  # nobody would be asked, had nobody left
    assert (late["seen"], late["later"]) == (0, 1)
    assert late["first"] > 60
    assert late["verdict"] == (
        f"acts late: first seen about {late['first']} days after it, "
        "in 1 of 1 seeds; it acts once there is an agreement"
    )
    assert "1 later" in command("msel", "check", str(tmp_path / "list.yaml"), *words).out


SEATS = [{"id": "a", "role": "srsg"}, {"id": "b", "role": "fc"}]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"minutes": "long"},
            "class.yaml: minutes 'long': expected a whole number from 1 to 1,440",
        ),
        ({"rate": 0}, "class.yaml: rate 0: expected a number from 0.2 to 10"),
        ({"capital": -4}, "class.yaml: capital -4: expected a whole number from 0 to 20"),
        ({"accounts": {"assessed": "lots"}}, "accounts, assessed 'lots': expected a number from 0"),
        ({"accounts": {"assessed": -5}}, "accounts, assessed -5: expected a number from 0 to"),
        ({"vote_minutes": 0}, "class.yaml: vote_minutes 0: expected a number from 0.5 to 60"),
        ({"learning_objectives": {"O9": {}}}, "learning_objectives, O9: text is missing"),
        ({"learning_objectives": {"O1": {"nte": ""}}}, "O1: unknown key nte; did you mean note or"),
        ({"seats": [{**SEATS[0], "lable": "x"}]}, "seats: unknown key lable; did you mean label?"),
        ({"seats": [{**SEATS[0], "veto": "no"}]}, "veto 'no': expected true or false"),
        ({"seats": [*SEATS, SEATS[0]]}, "class.yaml: two seats have the id a; give each its own"),
        ({"words": ["scenario=kalvara"]}, "class.yaml: words: no scenario named 'kalvara'"),
        ({"words": ["mandate.celing=6"]}, "class.yaml: words: unknown setting mandate.celing"),
        ({"day": "tomorrow"}, "list.yaml, inject 1: day 'tomorrow': expected a whole number"),
        ({"stop": -6}, "list.yaml, inject 1: stop -6: expected a number from 0 to 1,440"),
        ({"to": ["forcecommander"]}, "list.yaml: inject 1: no seat 'forcecommander'"),
        ({"accounts": [1, 2]}, "class.yaml: accounts: expected named values"),
        ({"words": "scenario=kalvera"}, "class.yaml: words: expected a list"),
        ({"words": 5}, "class.yaml: words: expected a list"),
        ({"seats": 5}, "class.yaml: seats: expected a list"),
        ({"seats": [5]}, "class.yaml: seats: expected named values"),
        ({"seats": [{**SEATS[0], "covers": 5}]}, "class.yaml: covers: expected a list"),
        ({"to": 5}, "list.yaml, inject 1: to: expected a list"),
        ({"options": 5}, "list.yaml, inject 1: options: expected a list"),
        ({"options": [5]}, "list.yaml, inject 1: options: expected named values"),
        ({"objectives": ["O1"]}, "list.yaml: objectives: expected named values"),
    ],
)
def test_every_fault_of_a_class_is_said_with_its_file_and_what_was_expected(tmp_path, change, said):
    content, listed = (
        {
            "format": plan.FORMAT,
            "title": "Ours",
            "msel": "list.yaml",
            "words": ["scenario=kalvera"],
            "seats": SEATS,
        },
        json.loads(json.dumps(LIST)),
    )
    if set(change) & {"day", "stop", "to", "options"}:
        listed["injects"][0] |= change
    elif "objectives" in change:
        listed |= change
    else:
        content |= change
    written(tmp_path, listed).rename(tmp_path / "list.yaml")
    (tmp_path / "class.yaml").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ValueError) as fault:
        plan.read(str(tmp_path / "class.yaml"))
    assert said in str(fault.value) and len(str(fault.value).splitlines()) == 1


def test_a_class_that_ships_is_checked_by_its_name(command):
    said = command("msel", "check", "kalvera", "--seeds", "0")
    assert (said.status, said.out.strip()) == (0, "kalvera: 11 injects, no fault")


def test_what_a_check_prints_has_no_names_of_the_program_and_no_sign_before_nothing(
    command, tmp_path
):
    path = str(written(tmp_path, {**LIST, "injects": LIST["injects"][:1]}))
    said = command("msel", "check", path, "population.agents=500", "days=80", "--seeds", "1")
    assert said.status == 0, said.err
    plain = " ".join(said.out.replace("│", " ").split())
    assert "killed" in plain and "_" not in plain and "-0" not in plain and "+0" not in plain
    for name in ("cost usd", "report day", "deaths reported"):
        assert name not in plain
    assert "one of them stands out by chance alone" in plain


def test_all_that_a_page_draws_has_a_name_for_people():
    engine = Engine(["scenario=kalvera", "population.agents=500"], [], 35, [])
    drawn_of = engine.watched.views(SEATED).values()
    assert {name for view in drawn_of for name in drawn(view)} <= set(SHOWN)


def test_what_a_check_prints_is_in_the_language_that_is_asked_for(command, tmp_path):
    listed = yaml.safe_load((plan.SHIPPED / "kalvera" / "msel.yaml").read_text(encoding="utf-8"))
    chosen = [row for row in listed["injects"] if row["serial"] in (1, 9)]
    rows = [{**row, "objective": [], "day": 20} for row in chosen]
    path = str(written(tmp_path, {"case": "kalvera", "injects": rows}))
    words = ["population.agents=500", "days=60", "--seeds", "1", "lang=fr"]
    said = command("msel", "check", path, *words)
    assert said.status == 0, said.err
    plain = " ".join(said.out.replace("│", " ").split())
    assert "1 sur 1" in plain and "Nº" in plain and "tâche de désarmer" in plain
    english = (" of 1", "Addresses", "Protest to", "legitimacy", "mandate has")
    assert not any(word in plain for word in english)
