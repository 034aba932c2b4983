"""Files of a made-up crisis in Burundi, in the layouts of their formats."""

import json

import pandas as pd

PLACES = {"Gitega": (-3.43, 29.93), "Ngozi": (-2.91, 29.83), "Rutana": (-3.93, 29.99)}
CUTOFF = "2015-06-30"


def ged(folder, change=None):
    """Events from 2013 to 2016; ``change`` may alter those that end after the cutoff."""
    rows = []
    days = pd.date_range("2013-01-10", "2016-12-20", freq="17D")
    for number, day in enumerate(days):
        place = list(PLACES)[number % 3]
        kind = (1, 3, 2)[number % 3]
        first, second = {
            1: ("Government of Burundi", "Front"),
            2: ("Hill Watch", "Front"),
            3: ("Front" if number % 2 else "Government of Burundi", "Civilians"),
        }[kind]
        end = day + pd.Timedelta(days=3 if number % 11 == 0 else 0)
        civilians = 4 + number % 7 if kind == 3 else 1
        row = {
            "id": str(number), "type_of_violence": kind, "side_a": first, "side_b": second,
            "where_prec": 6 if number % 13 == 0 else 1, "where_coordinates": f"{place} town",
            "adm_1": place, "latitude": PLACES[place][0], "longitude": PLACES[place][1],
            "country": "Burundi", "date_start": str(day.date()), "date_end": str(end.date()),
            "deaths_a": 2, "deaths_b": 3, "deaths_civilians": civilians, "deaths_unknown": 0,
            "best": 5 + civilians, "high": 9 + civilians, "low": 2 + civilians,
        }  # fmt: skip
        rows.append(row)
    table = pd.DataFrame(rows)
    if change:
        late = table["date_end"] > CUTOFF
        table = pd.concat([table[~late], change(table[late].copy())])
    path = folder / "ged.csv"
    table.to_csv(path, index=False)
    return path


def epr(folder, later="SENIOR PARTNER"):
    text = "gwid,statename,from,to,group,groupid,size,status\n"
    text += "1,Burundi,2005,2015,Coast,1,0.55,SENIOR PARTNER\n"
    text += "1,Burundi,2005,2015,Hill People,2,0.44,POWERLESS\n"
    text += f"1,Burundi,2016,2021,Coast,1,0.55,{later}\n"
    text += "1,Burundi,2016,2021,Hill People,2,0.44,POWERLESS\n"
    return _written(folder / "epr.csv", text)


def unhcr(folder, late=99_000):
    text = "Year,coo_iso,coa_iso,refugees,asylum_seekers,idps\n"
    text += "2014,BDI,TZA,70000,1000,0\n2014,BDI,BDI,0,0,80000\n"
    text += f"2015,BDI,TZA,{late},1000,0\n2015,BDI,BDI,0,0,{late}\n"
    return _written(folder / "unhcr.csv", text)


def geopko(folder, late=500):
    text = "mission,year,month,source,location,country,latitude,longitude,no.troops\n"
    text += "U,2015,2,Map 1,Gitega,Burundi,-3.4,29.9,300\n"
    text += f"U,2015,9,Map 2,Gitega,Burundi,-3.4,29.9,{late}\n"
    return _written(folder / "geopko.csv", text)


def districts(folder):
    """Two halves of the country, west and east, that are called by P-code."""
    features = [
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[
            [west, -4.6], [west + 1.0, -4.6], [west + 1.0, -2.2], [west, -2.2], [west, -4.6]]]},
         "properties": {"adm1_pcode": code, "adm1_name": name}}
        for west, code, name in ((28.9, "BI01", "West"), (29.9, "BI02", "East"))
    ]  # fmt: skip
    path = folder / "districts.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def people(folder, later=""):
    text = "adm1_pcode,adm1_name,T_TL,Year\nBI01,West,6000000,2010\nBI02,Est,4000000,2010\n"
    return _written(folder / "people.csv", text + later)


def _written(path, text):
    path.write_text(text)
    return path
