"""Numbers, intervals, lists and dates by the rules of each language."""

from __future__ import annotations

import datetime as dt

import pytest

from marosim.languages import speaking
from marosim.languages.formats import date, either, interval, listed, millions, number, percent
from marosim.view import style

THIN, HARD = "\u202f", "\u00a0"
DAY = dt.date(1994, 4, 21)


@pytest.mark.parametrize("value", [0.0, 0.25, 1234.5, 45_432.0, 1.25e6, -3210.0, float("nan")])
def test_english_is_that_of_the_rest_of_the_program(value: float) -> None:
    with speaking("en"):
        assert number(value, "US$") == style.number(value, "US$")
        assert interval(value, value + 10) == style.interval(value, value + 10)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", [f"1{THIN}230", "0,25", f"1{THIN}250{THIN}000", "−3,2", "1,25 million de dollars",
                "2,5 milliards de dollars", f"9{THIN}%", f"41{THIN}900 à 48{THIN}800",
                "3,2 à 5,4 millions de dollars", f"21{HARD}avril 1994", f"1er{HARD}mars"]),
        ("es", ["1.230", "0,25", "1.250.000", "−3,2", "1,25 millones de dólares",
                "2.500 millones de dólares", f"9{HARD}%", "de 41.900 a 48.800",
                "de 3,2 a 5,4 millones de dólares", f"21{HARD}de{HARD}abril de 1994",
                f"1{HARD}de{HARD}marzo"]),
        ("ar", ["1,230", "0.25", "1,250,000", "\u200e−3.2", "1.25 مليون دولار",
                "2,500 مليون دولار", "9 في المائة", "من 41,900 إلى 48,800",
                "من 3.2 إلى 5.4 ملايين دولار", f"21{HARD}نيسان/أبريل 1994", f"1{HARD}آذار/مارس"]),
    ],
)  # fmt: skip
def test_each_language_writes_in_its_own_way(language: str, said: list[str]) -> None:
    with speaking(language):
        assert [
            number(1230), number(0.25), number(1.25e6), number(-3.2), number(1.25e6, "US$"),
            number(2.5e9, "US$"), percent(0.09), interval(41_900, 48_800),
            interval(3.2e6, 5.4e6, "US$"), date(DAY, year=True), date(dt.date(2001, 3, 1)),
        ] == said  # fmt: skip


def test_arabic_digits_are_written_where_asked_for() -> None:
    with speaking("ar", "arab"):
        said = number(1234), date(DAY, year=True), millions(236e6)
    assert said == ("١٬٢٣٠", f"٢١{HARD}نيسان/أبريل ١٩٩٤", "٢٣٦ مليون دولار")


def test_lists_end_in_the_words_of_the_language() -> None:
    with speaking("fr"):
        assert listed(["a", "b", "c"]) == "a, b et c" and either(["a", "b"]) == "a ou b"
    with speaking("ar"):
        assert listed(["ا", "ب"]) == "ا وب"
    with speaking("en"):
        assert listed(["a", "b", "c"]) == "a, b and c" and either(["a", "b", "c"]) == "a, b or c"
