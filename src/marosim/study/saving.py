"""A response of the user's own, as the text of its option file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from marosim.core.setting import SettingError, members
from marosim.languages import _
from marosim.settings import Settings
from marosim.study.compose import compose, groups
from marosim.study.layers import lay
from marosim.study.tasks import nested
from marosim.study.words import read_words

NOT_IN_A_RESPONSE = ("response", "experiment", "launcher", "scenario")


def response_text(overrides: Sequence[str], says: str) -> str:
    """The option file of a response with these options and values.

    Raises :class:`SettingError` where nothing is given, where a word is no choice or setting of
    the model, or where the words do not compose.
    """
    words = read_words(overrides)
    if not words:
        raise SettingError(
            _(
                "response save: expected options or values, as in mandate=robust "
                "mandate.ceiling=3000"
            )
        )
    if several := next((word for word in words if word.sweep), None):
        raise SettingError(
            _(
                "response save {text}: a response holds one value of each; save one response "
                "for each value",
                text=several.text,
            )
        )
    compose(list(overrides))  # names near what was typed, and bounds
    defaults: list[Any] = []
    values: dict[str, Any] = {}
    for word in words:
        if word.key in NOT_IN_A_RESPONSE:
            raise SettingError(
                _("{text}: a response holds no {key}; leave it out", text=word.text, key=word.key)
            )
        if word.key in groups() and isinstance(word.value, str):
            defaults.append({f"override /{word.key}": word.value})
        elif word.key.split(".")[0] in members(Settings()):
            lay(values, nested(word.key, word.value))
        else:
            raise SettingError(
                _("{text}: a response holds settings of the model; leave it out", text=word.text)
            )
    sentence = " ".join(says.split()) or f"Saved from: {' '.join(overrides)}."
    lines = ["# @package _global_", f"# {sentence if sentence[-1] in '.!?' else sentence + '.'}"]
    content = {"defaults": [*defaults, "_self_"]} | values if defaults else values
    body = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
    return "\n".join([*lines, body])
