"""A small case in Flee's files, and its import, for the tests of both."""

from marosim import cases

LOCATIONS = """#name,region,country,lat,lon,location_type,conflict_date,population
Alpha,North,Burundi,-3.0,29.5,conflict_zone,0,60000
Beta,North,Burundi,-3.2,29.7,conflict_zone,10,20000
Gamma,South,Burundi,-3.4,29.9,town,,
Hub,,Tanzania,-3.6,30.1,forwarding_hub,,
East,,Tanzania,-3.6,30.3,camp,,9000
West,,Rwanda,-2.8,29.3,camp,,9000
"""
ROUTES = """#name1,name2,distance,forced_redirection
Alpha,Beta,30,
Beta,Gamma,30,0
Gamma,Hub,40,0
Hub,East,20,2
Alpha,West,50,
"""
PERIOD = "StartDate,2015-05-01\nLength,60\n"
COUNTS = {
    "data_layout.csv": "total,refugees.csv\nEast,tan-east.csv\nWest,rwa-west.csv\n",
    "refugees.csv": "Date,Refugee_numbers\n2015-05-01,100\n2015-06-30,6100\n",
    "tan-east.csv": "2015-05-01,0\n2015-06-30,3000\n",
    "rwa-west.csv": "DateTime,Number\n2015-05-01,100\n2015-05-31,1000\n2015-06-30,2800\n",
}


def write(folder, locations=LOCATIONS, routes=ROUTES, period=PERIOD, counts=COUNTS, **more):
    for name, text in {
        "input_csv/locations.csv": locations,
        "input_csv/routes.csv": routes,
        "input_csv/sim_period.csv": period,
        **{f"source_data/{k}": v for k, v in counts.items()},
        **{f"input_csv/{k}.csv": v for k, v in more.items()},
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def imported(tmp_path, **changes):
    folder = write(tmp_path / "flee", **changes)
    made = cases.import_flee(folder, "made", root=tmp_path)
    assert [str(f) for f in cases.check(made)] == []
    return cases.load(made)
