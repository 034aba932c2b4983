"""Names of places keep their letters, whatever a table was saved in."""

from __future__ import annotations

import pytest

from marosim.bring.formats import read
from marosim.cases.faults import CaseError

NAMES = {
    "French": ["Mambéré-Kadéï", "Ouham-Pendé", "Nana-Grébizi", "Kémo", "Boulé à l’Ouest", "Forêt"],
    "Spanish": ["Bogotá", "Ariguaní", "Sonsón", "Muñoz", "Güepsa", "Yalí"],
    "Slavic": ["Goražde", "Višegrad", "Žepa", "Šipovo", "Žabljak", "Zašat"],
    "Arabic": ["الخرطوم", "شمال دارفور", "النيل الأزرق", "كسلا", "القضارف", "أم درمان"],
    "Thai": ["ปัตตานี", "ยะลา", "นราธิวาส", "สงขลา", "สตูล", "กรุงเทพ"],
    "Greek": ["Λευκωσία", "Λάρνακα", "Πάφος", "Κερύνεια", "Αμμόχωστος", "Μόρφου"],
    "Russian": ["Донецк", "Луганск", "Харьков", "Одесса", "Полтава", "Херсон"],
}
KNOWN = [
    ("French", "cp1252", "Windows-1252"), ("Spanish", "cp1252", "Windows-1252"),
    ("French", "mac-roman", "Mac Roman"), ("Spanish", "mac-roman", "Mac Roman"),
    ("Slavic", "cp1252", "Windows-1252"), ("Arabic", "cp1256", "Windows-1256"),
]  # fmt: skip


def saved(folder, alphabet, encoding):
    rows = [f"{name},CF{n:02},{100 + n}" for n, name in enumerate(NAMES[alphabet], start=1)]
    path = folder / "people_2015.csv"
    path.write_bytes("\n".join(["ADM1_NAME,ADM1_PCODE,T_TL", *rows]).encode(encoding))
    return path


@pytest.mark.parametrize(("alphabet", "encoding", "told"), KNOWN)
def test_names_keep_their_letters_and_the_guess_is_told(tmp_path, alphabet, encoding, told):
    table, report = read("people", saved(tmp_path, alphabet, encoding), "CF")
    assert list(table["name"]) == NAMES[alphabet]
    assert f"read as {told}, which is a guess" in report.notes[0]


@pytest.mark.parametrize(
    ("alphabet", "encoding"),
    [("Russian", "cp1251"), ("Russian", "koi8-r"), ("Greek", "cp1253"), ("Thai", "cp874")],
)
def test_letters_that_cannot_be_told_are_not_read_as_others(tmp_path, alphabet, encoding):
    with pytest.raises(CaseError, match="neither Latin nor Arabic; save it as CSV in UTF-8"):
        read("people", saved(tmp_path, alphabet, encoding), "CF")
