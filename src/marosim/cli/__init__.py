"""The command line; one small file a command, nothing is computed here."""

from __future__ import annotations


def main() -> None:
    """Placeholder until commands exist."""
    raise SystemExit("marosim: no commands yet")
