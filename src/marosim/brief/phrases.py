"""What responses are called inside a sentence and beside a bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marosim.languages import N_, _, _p, current
from marosim.languages.formats import listed
from marosim.study.compose import groups, texts_of
from marosim.study.pairing import CONDITIONS
from marosim.view import names, naming
from marosim.view.wording import capital, lowered

# how an option of a group stands in a sentence; {} is the option
WITH = {
    "mandate": "{} mandate",
    "deployment": "{} deployment",
    "funding": "{} funding",
    "warning": "{} warning",
    "coordination": "{} coordination",
    "approach": "{} approach",
    "mediation": "{} mediation",
    "peacebuilding": "{} peacebuilding",
    "training": "{} training",
    "air": "air power: {}",
}
WHOLE = 2  # options of which a title names the group of each: robust mandate, rapid deployment
COUNTABLE = ("mandate", "approach")


class Phrases:
    """Words for the responses of a study: ``title`` beside a bar, ``with_`` inside a sentence.

    Settings that all responses share are left out; so are conditions, such as the case, which
    head a part of the page.
    """

    def __init__(self, about: Mapping[str, Any]) -> None:
        self.swept = {item["label"]: item["swept"] for item in about["responses"]}
        self.varied = [
            key
            for key in dict.fromkeys(k for swept in self.swept.values() for k in swept)
            if key not in CONDITIONS
        ]

    def title(self, label: str, *, apart_from: tuple[str, ...] = ()) -> str:
        """A response as a row is headed, less what the heading above says."""
        keys = [key for key in self.varied if key not in apart_from] or self.varied
        return self._title(label, keys)

    def with_(self, label: str) -> str:
        """A response as in: with a robust mandate and rapid deployment."""
        if current() == "en":
            return self._inside(self.swept[label], self.varied) or N_("as given")
        told = _told(self.swept[label]).get("in a sentence", "") if self.whole else ""
        said = _p("in a sentence", told)
        return said if said != told else _("with {option}", option=self._quoted(label))

    @property
    def whole(self) -> bool:
        """Whether only whole responses, which have texts of their own, vary."""
        return self.varied == ["response"]

    def _quoted(self, label: str) -> str:
        return _("“{option}”", option=lowered(self.title(label)))

    def bare(self, label: str) -> str:
        """A response as in: apart from a robust mandate and rapid deployment."""
        if current() != "en":
            return self._quoted(label)
        said = self.with_(label)
        for before in ("with ", "in "):
            if said.startswith(before):
                return said.removeprefix(before)
        return lowered(self.title(label))

    def _title(self, label: str, keys: list[str]) -> str:
        swept = self.swept[label]
        if "response" in keys and (told := _told(swept).get("title")):
            rest = [key for key in keys if key != "response" and key in swept]
            words = [naming.response(f"{key}={swept[key]}") for key in rest]
            return _p("comma", ", ").join([_p("title", told), *words])
        if not keys:
            return capital(label.replace("_", " "))
        parts = [f"{k}={swept[k]}" for k in keys if k in swept]
        if len(parts) > WHOLE:  # there is no room for the group of each
            return capital(naming.response(", ".join(parts)))
        return capital(_p("comma", ", ").join(map(naming.response, parts)))

    def _inside(self, swept: Mapping[str, Any], keys: list[str]) -> str:
        if "response" in keys and (told := _told(swept).get("in a sentence")):
            rest = [k for k in keys if k != "response"]
            return ", ".join(filter(None, [told, self._inside(swept, rest)]))
        parts = [_part(key, str(swept[key])) for key in keys if key in swept]
        return f"with {listed(parts)}" if parts else ""


def _told(swept: Mapping[str, Any]) -> dict[str, str]:
    """What the file of a whole response says of itself, beside its first sentence."""
    name = str(swept.get("response"))
    return texts_of("response", name) if name in groups().get("response", {}) else {}


def _part(key: str, value: str) -> str:
    words = value.replace("_", " ")
    if key == "response":
        return f"“{words}”"
    if key not in WITH:
        return f"{names.setting(key)} {words}"
    if value == "none":
        return f"no {key}"
    said = WITH[key].format(words)
    if key in COUNTABLE:
        article = "the" if value == "historical" else "an" if said[0] in "aeiou" else "a"
        return f"{article} {said}"
    return f"the {said}" if value == "historical" else said
