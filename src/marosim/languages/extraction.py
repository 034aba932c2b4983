"""Every text that a catalogue must hold, found where it stands.

Sentences are marked in the code; names of metrics, options, settings and cases are read from where
they are declared. ``python -m marosim.languages.extraction`` brings the catalogues up to date: it
adds what is new, drops what is gone, and says what lacks a translation.
"""

from __future__ import annotations

import io
import string
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import write_po

from marosim.languages import LANGUAGES
from marosim.languages.catalogue import read

KEYWORDS = {"_": None, "N_": None, "NP_": ((1, "c"), 2), "_n": (1, 2), "_p": ((1, "c"), 2)}
METHODS = [("**.py", "python"), ("**.j2", "jinja2.ext:babel_extract")]
FOLDERS = ("brief", "bring", "cases", "classroom", "cli", "languages", "record", "study", "view")
FILES = ("__init__.py", "added.py", "injects.py")
PAGE_KEYWORDS = {"t": None, "tn": (1, 2), "tp": ((1, "c"), 2)}
PAGE_METHODS = [("**.js", "javascript")]
PAGE_OPTIONS = {"**.js": {"parse_template_string": "true"}}
PAGES = ("view/browser", "classroom/pages/static")
Text = tuple[str, str]  # context and text
WITHOUT_SOURCE = ("assumed", "by design")
OTHERS = ("", "en")


def translated() -> list[str]:
    """The languages that have a catalogue."""
    return [language for language in LANGUAGES if language not in OTHERS]


def template() -> Catalog:
    """A catalogue of all texts, without translations."""
    found = Catalog(project="marosim", charset="utf-8")
    root = Path(str(files("marosim")))
    places = [extract_from_dir(root / f, METHODS, keywords=KEYWORDS) for f in FOLDERS]
    places += [
        extract_from_dir(root / page, PAGE_METHODS, PAGE_OPTIONS, PAGE_KEYWORDS) for page in PAGES
    ]
    files_alone = map(_of_file, (root / name for name in FILES))
    for _file, _line, said, _comments, context in chain(*places, *files_alone):
        if said and said != ("",):
            found.add(said, context=context or None)
    for context, text in _declared():
        found.add(text, context=context or None)
    return found


def _of_file(path: Path) -> Iterator[Any]:
    """The texts of one file, as Babel has those of a folder."""
    for line, said, comments, context in extract_from_file("python", path, KEYWORDS):
        yield path.name, line, said, comments, context


def _declared() -> Iterator[Text]:
    """Texts of which the catalogue is asked by their value."""
    from marosim import cases
    from marosim.brief.glossary import TERMS
    from marosim.cli import COMMANDS, marosim
    from marosim.cli.helping import texts
    from marosim.cli.told import CONTEXT as OF_STUDY
    from marosim.cli.told_texts import TEXTS
    from marosim.record.provenance import LIMITS
    from marosim.study.compose import groups, texts_of
    from marosim.view import names, robustness
    from marosim.view.report import EXPLAINED

    yield "", LIMITS
    for sentence in robustness.templates():
        yield "", sentence
    for title in dict.fromkeys(names.TITLES.values()):
        yield "metric", title
    for metric in EXPLAINED:
        yield "metric", names.title(metric)
    yield from _of_the_model()
    yield from _of_experiments()
    for term, _meaning in TERMS:
        yield "term", term
    for text in texts(marosim):
        yield "help", text
    for module, text in COMMANDS.values():
        yield "help", text
        for said in texts(import_module(f"marosim.cli.{module}").command):
            yield "help", said
    for text in TEXTS:
        yield OF_STUDY, text
    for group in names.ORDER:
        yield "setting", names.setting(group)
        for option in groups()[group]:
            yield "option", names.response(f"{group}={option}")
    for option in groups()["response"]:
        yield "option", names.response(f"response={option}")
        yield "option", groups()["response"][option]
        told = texts_of("response", option)
        if "title" in told:
            yield "title", told["title"]
            yield "in a sentence", told["in a sentence"]
    for name in cases.available():
        case = cases.load(name)
        yield "case", case.title
        yield "case", case.summary
        for organisation in case.organisations:
            yield "organisation", organisation.title
        yield "case", names.response(f"scenario={name}")
    yield from _of_experiments()
    yield from _of_the_page()
    yield from _of_a_class()


def _of_the_model() -> Iterator[Text]:
    """What describes the model: mechanisms, settings, columns of tables, and their units."""
    from marosim.core.setting import rows
    from marosim.day import DAY
    from marosim.settings import Settings
    from marosim.study.options import StudyOptions
    from marosim.study.outputs import columns

    for word in WITHOUT_SOURCE:
        yield "source", word
    for kind in DAY:
        yield "mechanism", kind.title
        yield "mechanism", kind.rule
    settings = list(rows(Settings()))
    study = list(rows(StudyOptions()))
    for row in settings:
        yield "meaning of a setting", row.meaning
    told = [entry for entries in columns().values() for entry in entries]
    for _column, _unit, meaning in told:
        yield "", meaning
    for unit in dict.fromkeys(
        [*(unit for _c, unit, _m in told), *(r.unit for r in (*settings, *study))]
    ):
        if unit not in ("", "1", "US$"):
            yield "unit", unit


def _of_a_class() -> Iterator[Text]:
    """What seats can set and what they are there for; what the classes that ship say."""
    from marosim.classroom import plan
    from marosim.classroom.levers import LEVERS
    from marosim.classroom.roles import ROLES

    for lever in LEVERS.values():
        yield "lever", lever.title
        if lever.acts:
            yield "lever", lever.acts
        for value in lever.values:
            if isinstance(value, str):
                yield "option", value.replace("_", " ")
    for role in ROLES.values():
        yield "seat", role.title
        yield "seat", role.task
    for name in plan.available():
        for text in filter(None, plan.read(name).texts()):
            yield "class", text


def _of_experiments() -> Iterator[Text]:
    """What the experiments that come with marosim ask, and against which background."""
    import yaml

    from marosim.shipped import shipped
    from marosim.study.compose import groups

    for path in sorted((shipped("conf") / "experiment").glob("*.yaml")):
        about = yaml.safe_load(path.read_text(encoding="utf-8"))
        for key in ("question", "background"):
            yield "experiment", str(about[key]).strip()
    for group in ("experiment", "launcher"):
        for sentence in groups()[group].values():
            yield "option", sentence


def _of_the_page() -> Iterator[Text]:
    """What the page takes from the model and its options, and says by their value."""
    from marosim.study.compose import groups
    from marosim.view import names
    from marosim.world.case import ORGANISATION_ROLES, PLACE_KINDS

    for group, title in names.CHOSEN.items():
        yield "group", title
        for sentence in groups()[group].values():
            yield "option", sentence
    for kind in names.EVENTS:
        yield "kind of events", kind
    for kind in (*PLACE_KINDS, "region"):
        yield "place", kind
    for role in ORGANISATION_ROLES:
        yield "role", role


def places(text: str) -> set[str]:
    """The named places of a text; ValueError if it is no template."""
    return {name for _before, name, _form, _how in string.Formatter().parse(text) if name}


def faults(language: str) -> list[str]:
    """What is wrong with a catalogue: missing, stale, other places; one line each."""
    wanted, told = template(), read(language)
    lines = [f"{language}: stale: {m.id!r}" for m in told if m.id and not _in(wanted, m)]
    for message in wanted:
        if not message.id:
            continue
        there = told.get(_first(message), message.context)
        if there is None or not there.string or not all(_forms(there)):
            lines.append(f"{language}: no translation: {_first(message)!r} ({message.context})")
            continue
        for form in _forms(there):
            lines += [f"{language}: {slip}: {form!r}" for slip in _slips(message, form)]
    return lines


def _slips(message: Message, form: str) -> Iterator[str]:
    own = set().union(*(places(text) for text in _ids(message)))
    try:
        there = places(form)
    except ValueError:
        yield "braces that are no place"
        return
    missing = own - there - ({"count"} if message.pluralizable else set())  # zero, one, two
    if there - own:
        yield f"unknown places {sorted(there - own)}"
    if missing:
        yield f"places left out {sorted(missing)}"


def _ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if message.pluralizable else (str(message.id),)


def _forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string or ()) if message.pluralizable else (str(message.string),)


def _first(message: Message) -> str:
    return _ids(message)[0]


def _in(catalogue: Catalog, message: Message) -> bool:
    found = catalogue.get(_first(message), message.context)
    return found is not None and _ids(found) == _ids(message)


def update(language: str) -> list[str]:
    """Bring a catalogue up to date; what it lacks, one line each."""
    from marosim.record.whole import whole_file

    told = read(language)
    told.update(template(), no_fuzzy_matching=True, update_header_comment=False)
    told.obsolete.clear()
    packed = io.BytesIO()
    write_po(packed, told, width=100, sort_output=True, no_location=True)
    path = Path(str(files("marosim") / "locale" / language / "LC_MESSAGES" / "marosim.po"))
    with whole_file(path) as draft:
        draft.write_bytes(packed.getvalue())
    return faults(language)


if __name__ == "__main__":
    for name in translated():
        print(*update(name), sep="\n")
