"""Docstrings as Markdown has them: examples become blocks, roles of Sphinx go."""

from __future__ import annotations

import re
from typing import Any

from griffe import Extension, Object

ROLE = re.compile(r":(?:class|func|meth|mod|data|attr):(?=`)")
EXAMPLE = re.compile(r"(?:^>>> .*\n?)(?:^.+\n?)*", re.MULTILINE)


class Docstrings(Extension):
    """Rewrites every docstring once."""

    def on_instance(self, *, obj: Object, **_: Any) -> None:
        """Called by griffe for each object that it has read."""
        if obj.docstring is not None:
            text = ROLE.sub("", obj.docstring.value).replace("::\n", ":\n")
            obj.docstring.value = EXAMPLE.sub(_fenced, text)


def _fenced(found: re.Match[str]) -> str:
    return f"```pycon\n{found[0].rstrip()}\n```\n"
