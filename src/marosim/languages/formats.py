"""Numbers, intervals, lists and dates by the rules of the language that is spoken.

English has the rules of :mod:`marosim.view.style`. Other languages take from there how many
digits a number has, and write these digits in their own way.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from decimal import Decimal

from marosim.languages import _n, _p, current, direction, numerals
from marosim.view import style, wording

_TOLD = re.compile(r"(−?)(US\$ )?([\d,]+(?:\.\d+)?)(?: (million|billion))?")
_SCALE = {"": 0, "million": 6, "billion": 9}
_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun",
          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # fmt: skip
_MONTH = re.compile(rf"\b({'|'.join(_SHORT)})\b")
LRM, FSI, PDI = "\u200e", "\u2068", "\u2069"
MONTHS_UN = (
    "كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو",
    "حزيران/يونيه", "تموز/يوليه", "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر", "كانون الأول/ديسمبر",
)  # fmt: skip # the pairs of the United Nations; CLDR has the second of each only


def number(value: float, unit: str = "", half: float = 0.0) -> str:
    """See :func:`marosim.view.style.number`."""
    said = style.number(value, unit, half)
    return said if current() == "en" else _number(said)


def interval(low: float, high: float, unit: str = "") -> str:
    """See :func:`marosim.view.style.interval`."""
    said = style.interval(low, high, unit)
    if current() == "en" or said == "–":
        return said
    first, last = re.split(r"(?<=[\dn])(?:–| to )", said, maxsplit=1)
    found, ending = _TOLD.fullmatch(first), _TOLD.fullmatch(last)
    if found and ending and (found[2] or ending[2]):  # money and its scale stand once, at the end
        scale = ending[4] or ""
        if scale and (found[4] in (scale, None)):
            first, last = f"{found[1]}{found[3]}", f"{ending[1]}US$ {ending[3]} {scale}"
        elif not scale:
            first, last = f"{found[1]}{found[3]}", f"{ending[1]}US$ {ending[3]}"
    elif found and ending and ending[4] and not found[4]:
        first += f" {ending[4]}"
    return _p("interval", "{low} to {high}", low=_number(first), high=_number(last))


def percent(share: float, places: int = 0) -> str:
    """See :func:`marosim.view.style.percent`."""
    if current() == "en":
        return style.percent(share, places)
    return _p("share", "{number} %", number=_number(f"{100 * share:.{places}f}".replace("-", "−")))


def persons(value: float) -> str:
    """People as the map says them: exactly below a thousand."""
    return digits(str(round(value))) if abs(value) < 1000 else number(value)


def whole(value: int) -> str:
    """A whole number: 12,400."""
    return f"{value:,}" if current() == "en" else _number(f"{value:,}".replace("-", "−"))


def millions(value: float) -> str:
    """US dollars in few letters: US$ 236 M."""
    said = f"{value / 1e6:,.0f}" if value / 1e6 >= 9.95 else f"{value / 1e6:,.1f}"
    return _p("money", "US$ {number} M", number=said if current() == "en" else _number(said))


def digits(said: str) -> str:
    """A number in English digits, such as 12,400.5, as the language writes it."""
    return _number(said.replace("-", "−"))


def _number(said: str) -> str:
    """A number in English digits, as the language writes it."""
    found = _TOLD.fullmatch(said)
    if not found:
        return said
    from babel.numbers import format_decimal

    minus, money, digits, scale = found[1], found[2], found[3].replace(",", ""), found[4] or ""
    size = Decimal(digits)
    if not money or (scale == "billion" and current() != "fr"):  # ``millones`` take a ``de``
        shift = _SCALE[scale] - (6 if money else 0)
        size = size.scaleb(shift)
        scale = "million" if money and shift else ""
        digits = f"{size:f}"
    places = len(digits.partition(".")[2]) if "." in digits else 0
    text = format_decimal(
        size, format="#,##0" + ("." + "0" * places if places else ""), locale=current(),
        numbering_system=numerals(),
    )  # fmt: skip
    text = _digits(text)
    if minus:
        text = f"{LRM if direction() == 'rtl' else ''}−{text}"
    if not money:
        return text
    count = math.floor(size) if current() == "fr" else math.ceil(size)  # 1,25 million
    if scale == "million":
        return _n("US$ {number} million", "US$ {number} million", count, number=text)
    if scale == "billion":
        return _n("US$ {number} billion", "US$ {number} billion", count, number=text)
    return _p("money", "US$ {number}", number=text)


def date(day: dt.date, *, year: bool = False) -> str:
    """A day as people write it: 21 April, or 21 April 1994."""
    if current() == "en":
        return f"{day.day} {day:%B}" + (f" {day.year}" if year else "")
    from babel.dates import get_month_names

    months = get_month_names("wide", locale=current())
    month = MONTHS_UN[day.month - 1] if current() == "ar" else months[day.month]
    first = "1er" if current() == "fr" and day.day == 1 else _digits(str(day.day))
    said = _p("date", "{day} {month}", day=first, month=month)
    return _p("date", "{day_and_month} {year}", day_and_month=said, year=_digits(str(day.year))) \
        if year else said  # fmt: skip


def months(text: str) -> str:
    """A text with English months in three letters, with those of the language."""
    if current() == "en":
        return text
    from babel.dates import get_month_names

    known = get_month_names("abbreviated", locale=current())
    return _MONTH.sub(lambda found: known[_SHORT.index(found[0]) + 1], text)


def short_date(day: dt.date) -> str:
    """A day in little room: 6 Apr 1994."""
    return f"{day:%-d %b %Y}" if current() == "en" else date(day, year=True)


def _digits(text: str) -> str:
    return text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")) if numerals() == "arab" \
        else text  # fmt: skip


def listed(words: Sequence[str]) -> str:
    """A list in words: A, B and C."""
    if current() == "en":
        return wording.named(words)
    if any("," in word or "،" in word for word in words):  # else two names would look like three
        return _p("semicolon", "; ").join(words)
    from babel.lists import format_list

    return str(format_list(list(words), locale=current()))


def either(words: Sequence[str]) -> str:
    """A choice in words: A, B or C."""
    if current() == "en":
        return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
    from babel.lists import format_list

    return str(format_list(list(words), style="or", locale=current()))


def apart(text: str) -> str:
    """A name from data, kept apart from the direction of the words around it."""
    return f"{FSI}{text}{PDI}" if direction() == "rtl" and text else text
