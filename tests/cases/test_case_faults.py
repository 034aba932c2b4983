"""Every fault of a case is found at once, with file, line and cure."""

import shutil

import pytest

import marosim
from marosim import cases
from marosim.shipped import shipped


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "scenarios" / "mine"
    shutil.copytree(shipped("scenarios") / "kalvera", copy)
    return copy


def edit(path, old, new):
    """Replace the first occurrence and return the number of its line."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    line = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return line


def found(folder, part):
    hits = [fault for fault in cases.check(folder) if part in fault.what]
    assert hits, [str(f) for f in cases.check(folder)]
    assert all(fault.cure for fault in hits)
    return hits[0]


def test_all_faults_come_at_once_and_load_gives_the_first(folder):
    edit(folder / "timeline.csv", ",Redbank,facilitator", ",Redbnk,facilitator")
    edit(folder / "scenario.yaml", "role: militia", "role: band")
    edit(folder / "routes.csv", ",track,", ",goat,")
    (folder / "strengths.csv").write_text("date,troops,police,observers,source\nsoon,1,1,1,x\n")
    faults = cases.check(folder)
    assert {fault.file for fault in faults} >= {
        "timeline.csv",
        "scenario.yaml",
        "routes.csv",
        "strengths.csv",
    }
    with pytest.raises(cases.CaseError) as error:
        cases.load(folder)
    assert str(faults[0]) in str(error.value)


def test_an_unknown_place_in_the_timeline_has_its_line_and_the_nearest_name(folder):
    line = edit(folder / "timeline.csv", ",Redbank,facilitator", ",Redbnk,facilitator")
    fault = found(folder, "unknown place 'Redbnk'")
    assert (fault.file, fault.line) == ("timeline.csv", line)
    assert "Redbank" in fault.cure


@pytest.mark.parametrize(
    "given, what, cure",
    [
        ("heavy_arms: 4", "heavy_arms 4 is not known", "0 (none)"),
        ("heavy_arms: some", "heavy_arms 'some' is not known", "3 (in mass)"),
        ("heavy_arms: true", "heavy_arms True is not known", "3 (in mass)"),
        ("conscripts: most", "conscripts 'most' is neither", "write true"),
        ("kin: [hilland]", "kin names 'hilland', which is no community here", "highland"),
        ("kin: highland", "kin is not a list of names", "[first, second]"),
        ("plunders: often", "plunders 'often' is neither", "write true"),
        ("killed: -1", "killed -1 is not a whole number of at least 0", "correct killed"),
        ("killed: many", "killed 'many' is not a whole number", "correct killed"),
        ("hostility: {highland: 5}", "highland 5 is no level", "0 to 1"),
        ("hostility: {lowland: 0.5}", "hostility names 'lowland', which is no", "highland"),
        ("hostility: high", "hostility does not name communities", "leave it out"),
        ("extermination: 2", "extermination 2 is no level", "0 to 1"),
    ],
)
def test_facts_of_an_organisation_that_are_not_known_are_refused(folder, given, what, cure):
    line = edit(folder / "scenario.yaml", "    quality: 0.3", f"    {given}\n    quality: 0.3")
    fault = found(folder, what)
    assert (fault.file, fault.line) == ("scenario.yaml", line)
    assert cure in fault.cure


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("    excludes: [highland]\n    facts: assumed\n", "    excludes: [highland]\n",
         "excludes has no source"),
        ("    excludes: [highland]\n    facts: assumed\n", "    killed: 0\n",
         "killed has no source"),
        ('  autocracy: false\n  source: "assumed"\n', "  autocracy: false\n",
         "before has no source"),
    ],
)  # fmt: skip
def test_facts_without_a_source_are_refused(folder, old, new, what):
    line = edit(folder / "scenario.yaml", old, new)
    fault = found(folder, what)
    assert (fault.file, "assumed" in fault.cure) == ("scenario.yaml", True)
    # at the fact itself, or where the block of facts begins
    assert fault.line == (line - 3 if "before" in what else line)


def test_what_is_set_by_hand_is_named_and_holds(folder, command):
    assert "by hand" not in command("scenario", "check", str(folder)).err
    edit(
        folder / "scenario.yaml", "quality: 0.3\n", "quality: 0.3\n    hostility: {coastal: 0.4}\n"
    )
    said = command("scenario", "check", str(folder))
    assert said.status == 0 and ": no fault;" in said.out
    assert "'valley_guard': hostility set by hand" in said.err
    model = marosim.model(str(folder), population__agents=100)
    guard = next(o for o in model.armed.organisations if o.name == "valley_guard")
    names = [community.name for community in model.case.communities]
    assert dict(zip(names, guard.hostility.tolist(), strict=True)) == {
        "highland": 0.0, "valley": 0.0, "coastal": 0.4,
    }  # fmt: skip


def test_an_announcement_against_nobody_known_is_refused(folder):
    timeline = folder / "timeline.csv"
    header, first = timeline.read_text(encoding="utf-8").split("\n", 2)[:2]
    day, date = first.split(",")[:2]
    row = f"{day},{date},intervention_announced,,alliance|highland_frnt,1.0,An ultimatum,assumed"
    edit(timeline, header, f"{header}\n{row}")
    fault = found(folder, "intervention_announced names the unknown organisation 'highland_frnt'")
    assert (fault.file, fault.line) == ("timeline.csv", 2) and "highland_front" in fault.cure
    edit(timeline, "highland_frnt", "highland_front")
    assert not cases.check(folder)


def test_an_unknown_base_has_its_line_in_the_manifest(folder):
    line = edit(folder / "scenario.yaml", "bases: [Northgate,", "bases: [Nortgate,")
    fault = found(folder, "unknown place 'Nortgate'")
    assert (fault.file, fault.line) == ("scenario.yaml", line)


def test_negative_people(folder):
    lines = (folder / "places.csv").read_text(encoding="utf-8").splitlines()
    cells = lines[4].split(",")
    cells[6] = "-" + cells[6]
    lines[4] = ",".join(cells)
    (folder / "places.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    fault = found(folder, "is negative")
    assert (fault.file, fault.line) == ("places.csv", 5)


def test_communities_that_do_not_make_the_population(folder):
    lines = (folder / "places.csv").read_text(encoding="utf-8").splitlines()
    cells = lines[2].split(",")
    cells[9] = str(int(cells[9]) + 1)
    lines[2] = ",".join(cells)
    (folder / "places.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    fault = found(folder, "sum to")
    assert (fault.file, fault.line) == ("places.csv", 3)


def test_a_disconnected_map_names_the_lonely_places(folder):
    routes = (folder / "routes.csv").read_text(encoding="utf-8").splitlines()
    kept = [row for row in routes if "Wolf Ridge" not in row]
    assert len(kept) < len(routes)
    (folder / "routes.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    fault = found(folder, "disconnected")
    assert "Wolf Ridge" in fault.what and fault.line > 1


def test_dates_out_of_order_and_days_that_disagree(folder):
    lines = (folder / "timeline.csv").read_text(encoding="utf-8").splitlines()
    lines[1], lines[2] = lines[2], lines[1]
    (folder / "timeline.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    fault = found(folder, "out of order")
    assert (fault.file, fault.line) == ("timeline.csv", 3)
    edit(folder / "timeline.csv", "9,2031-01-10", "10,2031-01-10")
    fault = found(folder, "disagree")
    assert fault.line == 2 and "write day 9" in fault.cure


def test_missing_sources_in_tables_and_manifest(folder):
    line = edit(folder / "strengths.csv", "600,60,120,invented", "600,60,120,")
    assert found(folder, "has no source").line == line
    text = (folder / "scenario.yaml").read_text(encoding="utf-8")
    (folder / "scenario.yaml").write_text(text[: text.index("sources:")] + "sources: []\n")
    assert found(folder, "no source is given").file == "scenario.yaml"


def test_names_that_stand_twice(folder):
    lines = (folder / "places.csv").read_text(encoding="utf-8").splitlines()
    lines.append(lines[1])
    (folder / "places.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert found(folder, "stands twice").line == len(lines)


def test_an_unknown_key_gets_the_nearest_name(folder):
    line = edit(folder / "scenario.yaml", "    excludes:", "    exludes:")
    fault = found(folder, "'exludes' is not known")
    assert fault.line == line and "excludes" in fault.cure


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("fighters: 14000", "fighters: many", "fighters"),
        ("excludes: [highland]", "excludes: [lowland]", "no community"),
        ("killed: 40", "killed: few", "not a whole number"),
        ("genocide: false", "genocide: perhaps", "neither true nor false"),
        ("autocracy: false", "autocrat: false", "not known here"),
        ("days: 540", "days: 0", "days 0"),
        ("start: 2031-01-01", "start: 'soon'", "is not a date"),
        ("country: XA", "country: NO", "code of two capital letters"),
        ("enemies: [highland_front]", "enemies: [hill_front]", "no organisation here"),
    ],
)
def test_values_of_the_wrong_kind_in_the_manifest(folder, old, new, part):
    line = edit(folder / "scenario.yaml", old, new)
    fault = found(folder, part)
    assert (fault.file, fault.line) == ("scenario.yaml", line)


def test_a_route_shorter_than_the_straight_line(folder):
    lines = (folder / "routes.csv").read_text(encoding="utf-8").splitlines()
    cells = lines[1].split(",")
    cells[2] = "6"
    lines[1] = ",".join(cells)
    (folder / "routes.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    fault = found(folder, "straight line")
    assert (fault.file, fault.line) == ("routes.csv", 2)


def test_a_missing_file_and_a_missing_column(folder):
    (folder / "routes.csv").unlink()
    fault = found(folder, "is missing")
    assert fault.file == "routes.csv"
    edit(folder / "places.csv", "latitude", "latitud")
    assert "latitud" in found(folder, "column 'latitude' is missing").cure


def test_an_unknown_case_names_the_nearest():
    with pytest.raises(cases.CaseError, match="rwanda_1994"):
        cases.load("rwanda_1995")


def test_observed_values_lie_in_their_own_range():
    case = cases.load("rwanda_1994")
    rows = case.observed
    assert (rows["low"] <= rows["value"]).all() and (rows["value"] <= rows["high"]).all()


def test_settings_of_a_case_are_checked_one_by_one(folder):
    wrong = edit(folder / "scenario.yaml", "    rainy_months:", "    rainy_month:")
    far = edit(folder / "scenario.yaml", "rules_of_engagement: 0.2", "rules_of_engagement: 7")
    unknown = edit(folder / "scenario.yaml", "      mode: lead_agency", "      mode: chaos")
    lines = {f.line: f.what for f in cases.check(folder)}
    assert "rainy_months" in lines[wrong]
    assert "0 to 1" in lines[far]
    assert "lead_agency" in lines[unknown]


@pytest.mark.parametrize(
    ("row", "part"),
    [
        ("war_opened,,army|nobody,", "unknown organisation 'nobody'"),
        ("war_closed,,army,", "must name two organisations"),
        ("agreement_talks,,army|nobody,0.5", "unknown organisation 'nobody'"),
        ("offensive,Redbank,nobody,1.0", "unknown organisation 'nobody'"),
        ("offensive,,army,1.0", "names no place"),
        ("offensive,Redbank,army,3", "has the value 3"),
    ],
)
def test_events_between_organisations_name_known_ones(folder, row, part):
    first, rest = (folder / "timeline.csv").read_text("utf-8").split("\n", 1)
    start = cases.load(folder).start
    army = cases.load(folder).organisations[0].name
    new = f"0,{start},{row.replace('army', army)},What happened,assumed"
    (folder / "timeline.csv").write_text(f"{first}\n{new}\n{rest}", "utf-8")
    assert (found(folder, part).file, found(folder, part).line) == ("timeline.csv", 2)


def test_a_row_that_cannot_be_read_is_one_fault_and_not_many(folder):
    lines = (folder / "places.csv").read_text(encoding="utf-8").splitlines()
    row = next(i for i, text in enumerate(lines) if text.startswith("Redbank,"))
    lines[row] = lines[row].replace(",town,", ",villa,", 1)
    (folder / "places.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert [(f.file, f.line) for f in cases.check(folder)] == [("places.csv", row + 1)]


@pytest.mark.parametrize("kind", ["trigger", "incitement"])
def test_what_is_done_by_nobody_known_is_a_fault(folder, kind):
    first, rest = (folder / "timeline.csv").read_text("utf-8").split("\n", 1)
    new = f"0,{cases.load(folder).start},{kind},,army_of_lost,0.5,What happened,assumed"
    (folder / "timeline.csv").write_text(f"{first}\n{new}\n{rest}", "utf-8")
    fault = found(folder, "unknown organisation 'army_of_lost'")
    assert (fault.file, fault.line) == ("timeline.csv", 2)


def test_a_record_of_what_no_run_reports(folder):
    from marosim.study.observed import comparable

    (folder / "observed.csv").write_text(
        "date_from,date_to,metric,place,value,low,high,how,use,source\n"
        "2031-01-01,2031-01-31,deaths_dirct,,5,1,9,flow,held_out,invented\n"
        "2031-01-01,2031-01-31,survivors,,5,1,9,level,held_out,invented\n"
    )
    (fault,) = cases.check(folder, metrics=comparable())
    assert (fault.file, fault.line) == ("observed.csv", 2)
    assert "deaths_direct" in fault.cure


def test_a_record_that_takes_a_day_for_a_sum_or_a_sum_for_a_day(folder):
    from marosim.study.observed import comparable

    (folder / "observed.csv").write_text(
        "date_from,date_to,metric,place,value,low,high,how,use,source\n"
        "2031-01-01,2031-01-31,deaths_direct,,5,1,9,level,held_out,invented\n"
        "2031-01-01,2031-01-31,displaced_internal,,5,1,9,flow,held_out,invented\n"
        "2031-01-01,2031-01-31,deaths_direct,,5,1,9,flow,held_out,invented\n"
    )
    level, flow = cases.check(folder, metrics=comparable())
    assert (level.line, flow.line) == (2, 3)
    assert "write flow" in level.cure and "write level" in flow.cure


def test_a_missing_column_hides_no_fault_of_the_other_files(folder):
    edit(folder / "routes.csv", "distance_km", "distance")
    line = edit(folder / "timeline.csv", ",Redbank,facilitator", ",Redbnk,facilitator")
    lines = (folder / "strengths.csv").read_text(encoding="utf-8").splitlines()
    lines[1], lines[2] = lines[2], lines[1]
    (folder / "strengths.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    base = edit(folder / "scenario.yaml", "bases: [Northgate,", "bases: [Nortgate,")
    assert [(f.file, f.line) for f in cases.check(folder)] == [
        ("scenario.yaml", base),
        ("routes.csv", 1),
        ("timeline.csv", line),
        ("strengths.csv", 3),
    ]


def test_any_column_may_be_missing(folder):
    for file in ("places.csv", "routes.csv", "timeline.csv", "observed.csv", "strengths.csv"):
        path = folder / file
        sound = path.read_text(encoding="utf-8")
        header, rows = sound.split("\n", 1)
        columns = header.split(",")
        for column in set(columns) - {"forced", "how", "options"}:  # these may be missing
            renamed = ",".join(c + "_" * (c == column) for c in columns)
            path.write_text(f"{renamed}\n{rows}", encoding="utf-8")
            assert any(f.file == file and column in f.what for f in cases.check(folder))
        path.write_text(sound, encoding="utf-8")
