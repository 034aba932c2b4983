"""Cells as numbers, dates and countries; what cannot be read is noted, never made zero."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

import numpy as np
import pandas as pd
from pandas.api.types import is_datetime64_any_dtype
from scipy.spatial import cKDTree

from marosim.bring.report import Report
from marosim.bring.sheet import Names, Sheet
from marosim.cases.countries import code_of, country, towns
from marosim.cases.faults import CaseError
from marosim.cases.geography import middle_meridian, unbroken
from marosim.languages import _

NOTHING = {"", "-", "–", "..", "na", "n/a", "nan", "null", "<null>", "none", "not available"}
GROUPS = ", \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}'"
GROUPED = "|".join(f"(?:{sign}[0-9]{{3}})+" for sign in GROUPS)
THOUSANDS = rf"^[+-]?[0-9]{{1,3}}(?:{GROUPED})(?:\.[0-9]+)?$"
AROUND = 3.0
"""Degrees around a country's towns within which its events and roads lie (assumed)."""
MOST = 2e9
"""Nobody counts more people than this at one place: it is a code or a fault (assumed)."""
TELLING = 20
"""So many different points can tell by their towns that their axes are exchanged (assumed)."""
AT_TOWNS = 0.5
"""Degrees within which half of the points of a country have a town (assumed)."""
DECIMAL_COMMA = r"^[+-]?[0-9]{1,3},[0-9]+$"
NUMBER = r"^[+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,2})?$"
OTHER_COUNTRIES = {
    "Bosnia-Herzegovina": "BA",
    "Congo, Democratic Republic of": "CD",
    "Kingdom of eSwatini": "SZ",
    "Russia": "RU",
    "Macedonia, FYR": "MK",
    "Congo, Dem. Rep.": "CD",
    "Dem. Rep. of the Congo": "CD",
    "Central African Rep.": "CF",
    "Syrian Arab Rep.": "SY",
    "Myanmar/Burma": "MM",
    "Antigua & Barbuda": "AG",
    "Cape Verde": "CV",
    "Czech Republic": "CZ",
    "East Timor": "TL",
    "Federated States of Micronesia": "FM",
    "German Federal Republic": "DE",
    "Italy/Sardinia": "IT",
    "Korea, People's Republic of": "KP",
    "Korea, Republic of": "KR",
    "Kyrgyz Republic": "KG",
    "Macau": "MO",
    "Netherlands": "NL",
    "Palestinian": "PS",
    "Rumania": "RO",
    "Russian Federation": "RU",
    "Serbia and Kosovo: S/RES/1244 (1999)": "RS",
    "Surinam": "SR",
    "United Rep. of Tanzania": "TZ",
    "United Republic of Tanzania": "TZ",
    "United States of America": "US",
    "Vatican City State": "VA",
    "Vietnam, Democratic Republic of": "VN",
    "Yugoslavia": "RS",
}


def is_nothing(cells: pd.Series) -> pd.Series:
    """Which cells say that there is no value."""
    return cells.str.strip().str.lower().isin(NOTHING)


def numbers(cells: pd.Series) -> pd.Series:
    """Numbers, NaN where a cell is empty or holds none; ``1,234`` is a thousand and more.

    So are ``1 234`` and ``1'234``.
    """
    text = cells.str.strip()
    grouped = text.str.match(THOUSANDS)
    text = text.where(~grouped, text.str.replace(f"[{GROUPS}]", "", regex=True))
    sound = text.where(text.str.match(NUMBER), None)
    return pd.to_numeric(sound, errors="coerce").astype(float)


def unread(cells: pd.Series, found: pd.Series) -> pd.Series:
    """Which cells hold something that could not be read."""
    return found.isna() & ~is_nothing(cells)


def counts(sheet: Sheet, names: Names, what: str) -> tuple[pd.Series, pd.Series]:
    """Numbers that are not negative, and which rows hold something else there.

    The rows are not dropped; that they hold something else is noted with the column's name.
    """
    cells = sheet.text(names)
    found = numbers(cells)
    bad = unread(cells, found) | ~possible(found)
    sheet.report.drop(
        _("{what} is not a number of people{example}", what=what, example=as_found(cells, bad)),
        sheet.rows[bad],
    )
    return found, bad


def possible(found: pd.Series) -> pd.Series:
    """Which numbers can count people; one that is not known can."""
    return found.isna() | found.between(0, MOST)


def as_found(cells: pd.Series, wrong: pd.Series) -> str:
    """The first cell that is wrong, as an example; nothing where none is."""
    return _(" (as {value})", value=repr(cells[wrong].iloc[0][:30])) if wrong.any() else ""


def decimals(cells: pd.Series) -> pd.Series:
    """Latitudes, longitudes and shares, also with a decimal comma: none of them has thousands."""
    text = cells.str.strip()
    return numbers(text.where(~text.str.match(DECIMAL_COMMA), text.str.replace(",", ".")))


def dates(cells: pd.Series, report: Report | None = None) -> pd.Series:
    """Days from ``2013-01-03``, ``2013/01/03`` or ``05 January 2031``; NaT otherwise.

    Of ``3/1/2013`` the column must show which number is the month: one of them is above 12 in
    some row. A spreadsheet writes dates so; ``report`` gains a note on how they were read.
    """
    text = cells.str.strip()
    iso = text.where(text.str.match(r"^\d{4}([-/])\d{2}\1\d{2}(?:$|[T ])"), None).str[:10]
    found = _days(iso.str.replace("/", "-"), "%Y-%m-%d")
    for form in ("%d %B %Y", "%d %b %Y"):
        found = found.fillna(_days(text.where(found.isna(), None), form))
    if found.isna().any():
        found = found.fillna(_slashed(text, report))
    return found


def _days(text: pd.Series, form: str) -> pd.Series:
    """Days of this form in the years that data can be of; NaT otherwise."""
    found = pd.to_datetime(text, format=form, errors="coerce")
    return found.where(found.dt.year.between(1800, 2200)).astype("datetime64[ns]")


def _slashed(text: pd.Series, report: Report | None) -> pd.Series:
    """Days from ``31/01/2013``, ``31.01.2013`` or ``1/31/2013``, where the order can be told."""
    parts = text.str.extract(r"^(\d{1,2})([/.])(\d{1,2})[/.](\d{4})(?:$|[ T])")
    first, second = parts[0].astype(float), parts[2].astype(float)
    by_day, by_month = (first > 12).any() or (parts[1] == ".").any(), (second > 12).any()
    if by_day == by_month:  # nothing tells the order, or rows contradict each other
        return pd.Series(pd.NaT, index=text.index, dtype="datetime64[ns]")
    day, month = (parts[0], parts[2]) if by_day else (parts[2], parts[0])
    if report is not None:
        order = _("day/month/year") if by_day else _("month/day/year")
        report.note(
            _(
                "dates such as {example} were read as {order}",
                example=text[first.notna()].iloc[0],
                order=order,
            )
        )
    joined = parts[3] + "-" + month + "-" + day
    return _days(joined, "%Y-%m-%d")


def last_day(cells: pd.Series) -> dt.date | None:
    """The last day in a column, None where no cell is a date."""
    last = dates(cells).max()
    return None if pd.isna(last) else last.date()


def years(cells: pd.Series) -> pd.Series:
    """Whole years; NaN where a cell holds none."""
    found = numbers(cells)
    return found.where(found.between(1800, 2200) & (found == np.floor(found)))


@lru_cache(maxsize=4096)
def country_code(name: str) -> str:
    """The code of two letters of a country as data sets spell it; empty if it is not known."""
    name = " ".join(name.split())
    short = re.sub(r"\s*\(.*?\)", "", name).strip()
    for spelling in (name, short):
        found = OTHER_COUNTRIES.get(spelling) or (code_of(spelling) if spelling else "")
        if found:
            return str(found)
    return ""


def coded(cells: pd.Series, report: Report, rows: pd.Series) -> pd.Series:
    """Codes of two letters; what is no known country stays as it is, and is noted."""
    names = cells.str.strip()
    known = {name: country_code(name) for name in names.unique()}
    codes = names.map(known)
    report.doubt(_("its country is not known to ISO 3166"), rows[codes == ""])
    return codes.where(codes != "", names)


def of_country(sheet: Sheet, names: Names, code: str | None) -> Sheet:
    """The rows of one country, if one is asked for; says which countries there are if none is."""
    if code is None or not sheet.has(names):
        return sheet
    cells = sheet.text(names)
    codes = cells.map({name: country_code(name) for name in cells.unique()})
    others = sorted({name for name in cells.unique() if name})[:5]
    reason = _(
        "not of {country}, but of {names} …", country=country(code)["name"], names=", ".join(others)
    )
    return sheet.keep(codes == code, reason)


def before(table: pd.DataFrame, column: str, until: dt.date | None, report: Report) -> pd.DataFrame:
    """The rows whose date, or year as a number, is not later than a day, if one is given."""
    if until is None:
        return table
    if is_datetime64_any_dtype(table[column]):
        late = table[column] > pd.Timestamp(until)
    else:
        late = table[column] > until.year
    report.drop(_("it is of a time after {until}", until=until), table.loc[late, "row"])
    return table[~late]


def pointed(report: Report, table: pd.DataFrame) -> pd.DataFrame:
    """The rows that lie on the globe; the others are noted as dropped."""
    on_globe = table["latitude"].between(-90, 90) & table["longitude"].between(-180, 180)
    report.drop(_("latitude or longitude is missing or off the globe"), table.loc[~on_globe, "row"])
    return table[on_globe]


def around(code: str, latitude: pd.Series, longitude: pd.Series) -> pd.Series:
    """Which points lie in or near the box of a country's towns; all where none is known."""
    known = pd.DataFrame(towns(code), columns=["latitude", "longitude"])
    if known.empty:
        return pd.Series(True, index=latitude.index)
    centre = middle_meridian(known["longitude"].to_numpy(dtype=float))
    known["longitude"] = unbroken(known["longitude"].to_numpy(dtype=float), centre)
    longitude = pd.Series(unbroken(longitude.to_numpy(dtype=float), centre), longitude.index)
    low, high = known.min() - AROUND, known.max() + AROUND
    north = latitude.between(low["latitude"], high["latitude"])
    return north & longitude.between(low["longitude"], high["longitude"])


def refuse_exchanged(
    code: str, latitude: pd.Series, longitude: pd.Series, report: Report,
    things: str, cure: str, rows: pd.Series | None = None,
) -> None:  # fmt: skip
    """Raise :class:`CaseError` where points lie in their country only with axes exchanged.

    ``rows`` are the lines of the points, where a file has lines.
    """
    there = around(code, longitude, latitude) & ~around(code, latitude, longitude)
    if 2 * there.sum() <= len(there):
        there = _closer_exchanged(code, latitude, longitude)
    if there.any():
        what = _(
            "latitude and longitude are exchanged in {turned} of {number} {things}",
            turned=int(there.sum()),
            number=len(there),
            things=things,
        )
        line = 0 if rows is None else int(rows[there].iloc[0])
        raise CaseError(what, cure, report.file, line)


def _closer_exchanged(code: str, latitude: pd.Series, longitude: pd.Series) -> pd.Series:
    """The points nearer to a town with axes exchanged, if that tells of most of them.

    Of Syria, Nigeria and others whose latitudes are also longitudes, the box of the country
    cannot tell.
    """
    points = pd.DataFrame({"latitude": latitude, "longitude": longitude}).astype(float)
    known = pd.DataFrame(towns(code), columns=["latitude", "longitude"])
    nothing = pd.Series(False, index=points.index)
    if known.empty or len(points.drop_duplicates()) < TELLING:
        return nothing
    tree = cKDTree(known.to_numpy())
    gap, turned = (tree.query(points.to_numpy()[:, order])[0] for order in ([0, 1], [1, 0]))
    if np.median(turned) > AT_TOWNS or 2 * np.median(turned) > np.median(gap):
        return nothing
    return pd.Series(2 * turned < gap, index=points.index)
