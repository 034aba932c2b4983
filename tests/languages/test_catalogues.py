"""Catalogues hold every text that the code says, with the same places, and nothing stale."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from marosim import languages
from marosim.languages import _, _n, _p, catalogue, extraction, speaking

TRANSLATED = [code for code in languages.LANGUAGES if code != "en"]


@pytest.fixture(scope="module")
def every_text() -> Catalog:
    """All texts that the code says, found once; to read only."""
    return extraction.template()


@pytest.fixture
def wanted(every_text: Catalog, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    """The same, against which a test may put another catalogue."""
    monkeypatch.setattr(extraction, "template", lambda: every_text)
    return every_text


@pytest.fixture
def no_cache() -> Iterator[None]:
    catalogue.catalogue.cache_clear()
    yield
    catalogue.catalogue.cache_clear()


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_and_no_translation_is_stale(
    language: str, wanted: Catalog
) -> None:
    assert extraction.faults(language) == []


def test_texts_come_from_code_templates_and_where_names_are_declared(wanted: Catalog) -> None:
    for context, text in [
        (None, "The model’s answer: {answer}"), (None, "How sure?"), (None, "In short"),
        ("metric", "Civilians killed"), ("option", "robust mandate"),
        ("title", "No outside mission"), ("help", "List the cases."), ("case", "Rwanda 1994"),
    ]:  # fmt: skip
        assert wanted.get(text, context) is not None, text


def test_every_marked_text_reaches_the_catalogues(wanted: Catalog) -> None:
    """The reader of the sources passes over a mark in an f-string, and over some nested ones."""
    root = Path(languages.__file__).parents[1]
    files = [root / name for name in extraction.FILES]
    files += [f for folder in extraction.FOLDERS for f in sorted((root / folder).rglob("*.py"))]
    lost, seen = [], 0
    for file in files:
        for context, text in marked(ast.parse(file.read_text(encoding="utf-8"))):
            seen += 1
            if wanted.get(text, context) is None:
                lost.append(f"{file.name}: {text}")
    assert seen > 1000 and lost == []


def marked(tree: ast.AST) -> Iterator[tuple[str | None, str]]:
    """Context and text of each call that marks a text, as far as both are written out."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        words = [one.value if isinstance(one, ast.Constant) else None for one in call.args]
        if call.func.id in ("_", "N_", "_n") and isinstance(words[0], str):
            yield None, words[0]
        elif call.func.id in ("_p", "NP_") and all(isinstance(word, str) for word in words[:2]):
            yield words[0], words[1]


@pytest.mark.parametrize("slip", ["missing", "empty", "stale", "renamed", "dropped", "one form"])
def test_a_slip_of_a_catalogue_is_found(
    slip: str, wanted: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = catalogue.read("ar")
    text, forms = "The model’s answer: {answer}", ("1 more", "{count} more")
    if slip == "missing":
        told.delete(text)
    elif slip == "stale":
        told.add("What nobody says any more", "كلام")
    elif slip == "one form":
        there = told.get(forms[0])
        there.string = ("", *there.string[1:])
    else:
        told.get(text).string = {"empty": "", "renamed": "جواب {reply}", "dropped": "جواب"}[slip]
    monkeypatch.setattr(extraction, "read", lambda _language: told)
    found = extraction.faults("ar")
    assert found and all(line.startswith("ar: ") for line in found)


def test_arabic_counts_in_six_forms() -> None:
    with speaking("ar"):
        said = [_n("{count} case", "{count} cases", n) for n in (0, 1, 2, 3, 11, 100)]
    assert said == ["لا حالات", "حالة واحدة", "حالتان", "3 حالات", "11 حالة", "100 حالة"]


def test_words_behind_a_number_of_the_desk_agree_with_it() -> None:
    for word, one, many in (("carried out", "menée", "menées"), ("deterred", "dissuadée",
                                                                 "dissuadées")):  # fmt: skip
        told = catalogue.for_page("fr")["messages"][word]
        assert told == [one, many]


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_lacks_a_translation_is_said_in_english(language: str) -> None:
    with speaking(language):
        assert _("Nobody translated {this}", this="it") == "Nobody translated it"
        assert _p("metric", "Rain that fell") == "Rain that fell"
        assert _n("{count} cloud", "{count} clouds", 2) == "2 clouds"
        assert _("") == ""


def test_a_broken_or_missing_catalogue_stops_nobody(
    monkeypatch: pytest.MonkeyPatch, no_cache: None
) -> None:
    told = catalogue.read("fr")
    told.get("The model’s answer: {answer}").string = "Réponse : {reponse} {"
    monkeypatch.setattr(catalogue, "read", lambda _language: told)
    with speaking("fr"):
        assert _("The model’s answer: {answer}", answer="yes") == "The model’s answer: yes"
    catalogue.catalogue.cache_clear()

    def gone(_language: str) -> Catalog:
        raise FileNotFoundError("marosim.po")

    monkeypatch.setattr(catalogue, "read", gone)
    with speaking("fr"):
        assert _("How sure?") == "How sure?"


@pytest.mark.parametrize("language", list(languages.LANGUAGES))
def test_a_page_gets_its_catalogue_as_json(language: str) -> None:
    told = json.loads(json.dumps(catalogue.for_page(language)))
    assert told["lang"] == language
    assert told["dir"] == ("rtl" if language == "ar" else "ltr")
    if language == "ar":
        assert len(told["messages"]["{count} case"]) == 6 and "n" in told["plural"]
        assert told["messages"]["metric\u0004Civilians killed"] == "عدد القتلى المدنيين"
    assert bool(told["messages"]) == (language != "en")


def test_the_list_of_commands_needs_no_catalogue() -> None:
    code = (
        "import sys, marosim.cli\n"
        "try: marosim.cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print('babel' in sys.modules, 'matplotlib' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert done.stdout.splitlines()[-1] == "False False"
