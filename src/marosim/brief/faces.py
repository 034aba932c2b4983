"""A face for Arabic inside the page: not every machine has one that is easy to read."""

from __future__ import annotations

from base64 import b64encode
from importlib.resources import files

from marosim.languages import direction

FAMILY = "Naskh of marosim"  # Noto Naskh Arabic, under a name that no installed face has


def faces() -> str:
    """Style rules that bring the face; empty for languages that need none."""
    if direction() == "ltr":
        return ""
    folder = files("marosim") / "locale" / "fonts"
    rules = []
    for weight in (400, 700):
        data = b64encode((folder / f"noto-naskh-arabic-{weight}.woff2").read_bytes()).decode()
        rules.append(
            f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; '
            f'src: url("data:font/woff2;base64,{data}") format("woff2"); }}\n'
        )
    return "".join(rules)
